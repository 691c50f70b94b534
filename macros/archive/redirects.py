"""A page that stands at an old address and leads to the new one, without script."""

from __future__ import annotations

import os

from markupsafe import Markup

PAGE = Markup("""<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>This page has moved – {office}</title>
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={to}">
<link rel="canonical" href="{whole}">
<link rel="stylesheet" href="{style}">
</head>
<body>
{notice}<main id="main" class="wrap">
<h1>This page has moved</h1>
<p>It now stands at <a href="{to}">{shown}</a>. {why}</p>
</main>
</body>
</html>
""")

INVENTED = Markup('<p class="fictional"><span class="wrap">{words}</span></p>\n')


def redirect_page(
    old: str, new: str, why: str, office: str, site_address: str, fictional: bool = False
) -> tuple[str, str]:
    """The file at an old address and its HTML; links in it are relative, so that it works in any folder."""
    depth = old.strip("/")
    to = os.path.relpath(new, old).rstrip("/") + "/"
    whole = site_address.rstrip("/") + new if site_address else to
    style = os.path.relpath("/assets/site.css", old)
    notice = (
        INVENTED.format(words="This is an invented example. The area, its people and its figures do not exist.")
        if fictional
        else ""
    )
    html = PAGE.format(notice=notice, office=office, to=to, whole=whole, style=style, shown=new, why=why)
    return f"{depth}/index.html".lstrip("/"), str(html)

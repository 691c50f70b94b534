"""The page that stands in the place of every other while the sources have a problem that stops publication."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from macros.problems import Problem

PAGE = Markup("""<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/assets/site.css">
</head>
<body>
<main id="main" class="wrap">
<h1>{title}</h1>
<p>{words} This page goes away by itself when they are mended. Nobody but you can see it.</p>
{listed}
</main>
</body>
</html>
""")


def problem_page(problems: Sequence[Problem]) -> bytes:
    """Every problem that stops publication, with its file and line, what is wrong and what to write instead."""
    listed = Markup("<ol>\n{}\n</ol>").format(
        Markup("\n").join(
            Markup("<li><p><strong>{}, line {}</strong>{}</p><p>{}</p><p>To fix: {}</p></li>").format(
                problem.path, problem.line, f" ({problem.field})" if problem.field else "", problem.message, problem.fix
            )
            for problem in problems
        )
    )
    several = len(problems) != 1
    words = f"{len(problems):,} thing{'s' if several else ''} must be mended before the site can be shown."
    return PAGE.format(title="The site cannot be shown", words=words, listed=listed).encode("utf-8")


def failure_page(words: str) -> bytes:
    """What went wrong where no source and line is known, in the words of whoever noticed it."""
    listed = Markup("<pre>{}</pre>").format(words)
    return PAGE.format(
        title="The site cannot be shown", words="Something went wrong while the pages were made.", listed=listed
    ).encode("utf-8")

"""Takes the pictures of the guide: of the site, of what the check says and of a form, as somebody sees them.

Usage: ``python tests/guide_pictures.py FOLDER``. The invented office is copied, the guide's own steps are carried out in
it, and it is built; the pictures are of that. The form is drawn from the file that makes it, in plain HTML.
"""

from __future__ import annotations

import html
import io
import re
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

import yaml
from guide_steps import GUIDE, carry_out, tasks
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from served import CHROMIUM, served
from sites import ROOT, lay_example

from macros.cli import main

WIDTH = 640
QUALITY = 30
HEIGHT = 460
STYLE = "body{font:16px/1.5 'DejaVu Sans',sans-serif;margin:0;padding:16px;width:600px;color:#1f2328}pre{background:#1f2328;color:#f6f8fa;padding:16px;white-space:pre-wrap;font:13px/1.5 'DejaVu Sans Mono',monospace}label{display:block;font-weight:700;margin-top:16px}.hint{color:#59636e;font-size:14px}.box{border:1px solid #818b98;border-radius:6px;padding:6px 12px;color:#59636e;min-height:24px}"


TO_THE_WORDS = """(words) => {
  const plain = (text) => text.replace(/\\s+/g, ' ');
  const holding = [...document.querySelectorAll('article *')].filter((one) => plain(one.textContent).includes(words));
  const within = (one) => [...one.children].some((child) => plain(child.textContent).includes(words));
  const last = holding.find((one) => !within(one) && !one.closest('[hidden]'));
  for (let one = last; one; one = one.parentElement) if (one.tagName === 'DETAILS') one.open = true;
  const title = document.querySelector('article h1, main h1');
  const near = title && last.getBoundingClientRect().bottom - title.getBoundingClientRect().top < innerHeight - 40;
  (near ? title : last).scrollIntoView({block: near ? 'start' : 'center', behavior: 'instant'});
}"""
"""Shows the words that the guide promises, with the title above them where both go into one window."""


def form_drawn(name: str, boxes: int) -> str:
    """The first boxes of an issue form, with what the form itself says of each."""
    (file,) = (ROOT / ".github" / "ISSUE_TEMPLATE").glob(f"*-{name}.yml")
    form = yaml.safe_load(file.read_text("utf-8"))
    parts = [f"<h2>{html.escape(form['name'])}</h2>"]
    for element in form["body"][1 : boxes + 1]:
        said = {key: html.escape(str(value)) for key, value in element["attributes"].items()}
        star = " *" if element.get("validations", {}).get("required") else ""
        parts.append(f"<label>{said['label']}{star}</label><div class=hint>{said.get('description', '')}</div>")
        parts.append(
            f"<div class=box>{'Choose one ▾' if element['type'] == 'dropdown' else said.get('placeholder', '')}</div>"
        )
    return "".join(parts)


def save(page: Page, file: Path, whole: bool = False) -> None:
    """What the window shows, or the whole of a short page, as a picture small enough for an old phone."""
    shown = page.locator("body") if whole else page
    taken = Image.open(io.BytesIO(shown.screenshot(type="png", animations="disabled")))
    taken.convert("RGB").save(file, "WEBP", quality=QUALITY, method=6)
    print(f"{file}: {file.stat().st_size:,} bytes")


def drawn(page: Page, body: str, file: Path) -> None:
    """A picture of plain HTML, as high as it is."""
    page.set_content(f"<!doctype html><style>{STYLE}</style>{body}")
    save(page, file, whole=True)


def take(folder: Path) -> None:
    """Every picture of the guide, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", locale="en-GB")
        # The site that is photographed shows the pictures itself, so there must be some before the first are taken.
        for text in (GUIDE.parent / "guide.md", *GUIDE.glob("*.md")):
            for name in re.findall(r"\(/files/guide/([\w.-]+)\)", text.read_text("utf-8")):
                if not (folder / name).is_file() or not (folder / name).stat().st_size:
                    drawn(page, "Not taken yet", folder / name)
        root = lay_example(Path(place))
        for task in tasks():
            carry_out(task, root)
        site = Path(place) / "site"
        assert main(["build", "--root", str(root), "--out", str(site)]) == 0
        wrong = root / "data" / "gifts.yml"
        wrong.write_text(wrong.read_text("utf-8").replace("offered_on: 2026-", "offered_on: 09/", 1), "utf-8")
        said = io.StringIO()
        with redirect_stdout(said):
            main(["check", "--root", str(root)])
        drawn(page, f"<pre>$ transparency check\n{html.escape(said.getvalue())}</pre>", folder / "check.webp")
        drawn(page, form_drawn("decision", 4), folder / "form-decision.webp")
        with served(site) as address:
            for task in tasks():
                where, words = task.seen[0]
                page.goto(f"{address}{where.strip('/')}/")
                page.evaluate(TO_THE_WORDS, words)
                save(page, folder / f"page-{task.name}.webp")
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]))

"""Pages call macros that exist, with arguments that exist; every register has a page; no page is bare."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from macros.checks.context import Checked
from macros.field_facts import field_named
from macros.pages import MacroCall, Page, PageMatter, homes
from macros.problems import Problem
from macros.validation import nearest


def check_macro_calls(checked: Checked) -> Iterator[Problem]:
    """A macro call names a macro, its arguments, and registers that exist."""
    for page in checked.pages:
        for call in page.calls:
            signature = checked.macros.get(call.name)
            if signature is None:
                near = nearest(call.name, checked.macros)
                fix = (
                    f"write  {{{{ {near}(…) }}}}"
                    if near
                    else 'use a macro that another page uses, for example  {{ show_register("gift") }}'
                )
                yield Problem("no-such-macro", page.path, call.line, f"There is no macro named “{call.name}”.", fix)
                continue
            yield from _arguments(checked, page, call, signature)


def _arguments(checked: Checked, page: Page, call: MacroCall, signature: inspect.Signature) -> Iterator[Problem]:
    names = list(signature.parameters)
    for name in call.kwargs:
        if name not in names:
            near = nearest(name, names)
            yield Problem(
                "no-such-argument",
                page.path,
                call.line,
                f"The macro “{call.name}” takes nothing named “{name}”.",
                f"write  {near}=…" if near else f"it takes: {', '.join(names) or 'nothing'}",
            )
            return
    try:
        bound = signature.bind(*call.args, **call.kwargs)
    except TypeError:
        yield Problem(
            "wrong-arguments",
            page.path,
            call.line,
            f"The macro “{call.name}” cannot be called with these arguments.",
            f"it takes: {', '.join(names) or 'nothing'}",
        )
        return
    for name, (code, what, known) in _constants(checked).items():
        written = bound.arguments.get(name, known[0] if known else None)
        if written not in known:
            near = nearest(str(written), known)
            several = f"write one of: {', '.join(known)}" if len(known) < 15 else "write one that other pages use"
            shown = "nothing" if written is None else written
            fix = f'write  "{near}"' if near else several
            yield Problem(code, page.path, call.line, f"There is no {what} “{shown}”.", fix)


def _constants(checked: Checked) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """The arguments that must name something: a problem code, what they name, and the possible names."""
    kinds = checked.registers.kinds
    topics = field_named(kinds["fact"], "topic").choices if "fact" in kinds else ()
    return {
        "kind": ("no-such-register", "register of", tuple(kinds)),
        "topic": ("no-such-topic", "topic of facts", topics),
        "section": ("no-such-section", "section", field_named(PageMatter, "section").choices),
    }


def check_registers_have_pages(checked: Checked) -> Iterator[Problem]:
    """A register that no page shows would be loaded and never seen."""
    if checked.pages_refused or next(check_macro_calls(checked), None):
        return  # The page that shows it may be the one with a fault.
    placed = homes(checked.pages)
    for name, kind in checked.registers.kinds.items():
        if name not in placed and checked.registers.located[name]:
            where = checked.registers.located[name][0].path
            yield Problem(
                "register-without-page",
                where,
                1,
                f"No page shows the register “{kind.register_title}”.",
                f'add a page to docs/ that calls  {{{{ show_register("{name}") }}}}',
            )


def check_pages_are_full(checked: Checked) -> Iterator[Problem]:
    """No page is only a heading."""
    for page in checked.pages:
        words = re.sub(r"(?m)^#.*$", "", page.body).strip()
        if not words and page.src != "index.md":
            yield Problem(
                "page-is-empty",
                page.path,
                page.body_line,
                "There is nothing on this page below its heading.",
                "write a sentence, or call a macro, or take the page away",
            )

"""What a change makes better or worse: two checklists of one day beside each other."""

from __future__ import annotations

from dataclasses import dataclass

from macros.checklist.item import RANKS, Item


@dataclass(frozen=True)
class Change:
    """A duty whose state is another than before; ``before`` is empty where the duty is new."""

    item: Item
    before: str

    @property
    def better(self) -> bool:
        """Whether it is nearer to being met."""
        return RANKS[self.item.state] < RANKS.get(self.before, len(RANKS))


def changes_between(before: list[Item], after: list[Item]) -> list[Change]:
    """The duties whose state differs, worse ones first."""
    states = {item.duty.ref: item.state for item in before}
    found = [
        Change(item, states.get(item.duty.ref, "")) for item in after if states.get(item.duty.ref, "") != item.state
    ]
    return sorted(found, key=lambda change: (change.better, change.item.duty.order, change.item.duty.ref))


def change_as_markdown(found: list[Change], base: str) -> str:
    """A section for the summary of a pull request."""
    lines = ["## What this change does to the checklist", ""]
    if not found:
        return "\n".join([*lines, f"No duty changes its state, compared with {base}.", ""])
    for better, heading in ((False, "Worse"), (True, "Better")):
        rows = [change for change in found if change.better == better]
        if rows:
            lines += [f"### {heading}", ""]
            lines += [
                f"- {row.item.duty.paragraph} {row.item.duty.requirement}: {row.before or 'not in the law’s data'} → **{row.item.state}**. {row.item.why or row.item.reason}"
                for row in rows
            ]
            lines.append("")
    return "\n".join(lines)


def change_as_text(found: list[Change], base: str) -> str:
    """The same for the terminal."""
    if not found:
        return f"No duty changes its state, compared with {base}.\n"
    return "".join(
        f"{'better' if row.better else 'worse':<7} {row.item.duty.ref:<16} {row.before or 'new'} -> {row.item.state}  {row.item.duty.requirement}\n"
        for row in found
    )

"""The shape of the code: who may import whom, and what every room keeps to. See ARCHITECTURE.md."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

import pytest
from sites import ROOT

HOUSE = ROOT / "macros"
MODULES = sorted(HOUSE.rglob("*.py"))

LEVELS = [
    ["problems"],
    ["codes", "built", "forked", "kept", "ledger", "replace", "unreadable", "yaml_plain"],
    ["files", "store", "yaml_text"],
    ["kept_files"],
    ["prose_faults"],
    ["prose", "prose_signs", "charts"],
    ["sources", "personal"],
    ["attached"],
    ["periods", "refusals"],
    ["amounts", "days"],
    ["fields"],
    ["evidence"],
    ["record"],
    ["field_facts"],
    ["kinds", "sentences"],
    ["validation"],
    ["prose_passages"],
    ["entries"],
    ["registers", "pages", "settings", "strays"],
    ["loading", "addresses", "asked"],
    ["parts", "rereading"],
    ["led_on"],
    ["checklist"],
    ["exports"],
    ["views"],
    ["checks"],
    [
        "archive",
        "asking",
        "attaching",
        "changes",
        "founding",
        "office",
        "links",
        "paper",
        "preview",
        "searching",
        "staging",
        "starting",
    ],
    ["spending_import", "forms", "reviewing"],
    ["site"],
    ["commands"],
    ["cli"],
    ["__init__", "__main__"],
]
"""The rooms from the ground up. A room imports only what is further down; those of one level leave each other alone."""

LEVEL = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}

MAY_READ_THE_CLOCK = {
    "commands/invocation.py",
    "kept.py",
    "site/prepared.py",
    "site/showing.py",
    "changes/command.py",
    "reviewing/command.py",
    "archive/command.py",
    "forms/command.py",
    "links/command.py",
}
"""The doors, and the commands that stand in rooms of their own."""


def room_of(path: Path) -> str:
    """The room that a module belongs to: its folder below ``macros/``, or itself."""
    parts = path.relative_to(HOUSE).with_suffix("").parts
    return parts[0]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def imports_of(path: Path) -> set[str]:
    """Every module that a module imports, wherever in it the import stands; ``from x import y`` gives ``x.y`` too."""
    found = set()
    tree = parsed(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = []  # for the type checker only: nothing is imported when the code runs
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: say where from in full"
            found |= {node.module or ""} | {f"{node.module}.{name.name}" for name in node.names}
    return found


def ours_in(path: Path) -> set[str]:
    """The rooms of ours that a module imports from."""
    names = {name.split(".")[1] for name in imports_of(path) if name.startswith("macros.")}
    return {name for name in names if (HOUSE / name).is_dir() or (HOUSE / f"{name}.py").is_file()}


every_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(HOUSE).as_posix())


def test_every_room_has_its_level() -> None:
    rooms = {room_of(path) for path in MODULES}
    assert rooms - set(LEVEL) == set(), "give the new room a level in LEVELS, and a line in ARCHITECTURE.md"
    assert set(LEVEL) - rooms == set(), "LEVELS names a room that is gone"


@every_module
def test_arrows_go_down_only(path: Path) -> None:
    room = room_of(path)
    found_by_folder = {"kinds"} if room == "record" else set()  # the list of kinds is what stands in the folder
    wrong = {other for other in ours_in(path) - found_by_folder if other != room and LEVEL[other] >= LEVEL[room]}
    assert not wrong, f"{room} imports {sorted(wrong)}, which stand beside or above it"


@every_module
def test_each_library_has_one_room(path: Path) -> None:
    libraries = {name.split(".")[0] for name in imports_of(path)}
    assert "mkdocs" not in libraries or room_of(path) == "site"
    assert "yaml" not in libraries or room_of(path) == "yaml_text"
    assert "linkcheck" not in libraries
    assert "nh3" not in libraries or room_of(path) == "prose"


@pytest.mark.parametrize("path", sorted((HOUSE / "kinds").glob("*.py")), ids=lambda path: path.stem)
def test_kinds_only_declare(path: Path) -> None:
    assert ours_in(path) <= {"fields", "periods", "record"}
    assert not {name for name in imports_of(path) if name.startswith("macros.kinds")}, "a kind does not import another"
    made = [
        node
        for node in parsed(path).body
        if isinstance(node, ast.ClassDef) and any(k.arg == "kind" for k in node.keywords)
    ]
    assert len(made) <= 1, "one file for each kind"


def _strings_outside_examples(tree: ast.Module) -> list[tuple[int, str]]:
    """Every text in a module but docstrings and the examples of fields."""
    left_out: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(node.value)
        elif isinstance(node, ast.keyword) and node.arg == "examples":
            left_out |= set(ast.walk(node.value))
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in left_out
    ]


@every_module
def test_no_room_names_an_office(path: Path) -> None:
    named = [
        (line, text)
        for line, text in _strings_outside_examples(parsed(path))
        if any(name in text for name in ("Norfolk", "OPCCN", "Wymondham", "Fenmarch", "Wessimere"))
    ]
    assert named == []


@pytest.mark.parametrize(
    "path", sorted(HOUSE.rglob("*.html")) + sorted((ROOT / "overrides").rglob("*.html")), ids=lambda path: path.name
)
def test_no_template_names_an_office(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not [name for name in ("Norfolk", "OPCCN") if name in text]
    assert "|safe" not in text.replace(" ", "").replace('scope=\\"row\\""|safe', ""), (
        "say it without switching the escaping off"
    )


@every_module
def test_everything_public_is_explained(path: Path) -> None:
    tree = parsed(path)
    assert ast.get_docstring(tree), "the module says what it is for"
    silent = [
        node.name
        for body in (
            tree.body,
            *(node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name[0] != "_"),
        )
        for node in body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    framework = {"extendMarkdown", "emit", "end_headers", "log_message", "increase_indent"}
    assert set(silent) - framework == set()


@every_module
def test_only_the_doors_read_the_clock(path: Path) -> None:
    if path.relative_to(HOUSE).as_posix() in MAY_READ_THE_CLOCK:
        return
    asked = [
        node.lineno
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow", "localtime")
    ]
    assert asked == [], "the day is always a parameter"


@every_module
def test_every_module_has_types_from_the_future(path: Path) -> None:
    if path.stem == "__init__":
        return
    body = [node for node in parsed(path).body if not isinstance(node, ast.Expr)]
    first = body[0] if body else None
    assert first is None or (isinstance(first, ast.ImportFrom) and first.module == "__future__")


def test_the_architecture_names_every_room() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    families = {room: room.split("_")[0] + "_*" for room in LEVEL}
    missing = [
        room for room in LEVEL if not any(f"`{name}" in text for name in (f"{room}`", f"{room}/", f"{families[room]}`"))
    ]
    assert missing == [], "give these a line in the tour of the rooms"


def test_no_shortcut_is_part_of_the_repository() -> None:
    """One would lead to a place of somebody's own computer, or put another file in the place of one that was checked."""
    listed = subprocess.run(["git", "ls-files", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    kept = [line.split("\t")[1] for line in listed.splitlines() if line.startswith("120000 ")]
    assert [path for path in kept if not path.startswith("tests/bad/")] == []

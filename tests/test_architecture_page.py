"""docs/architecture.md shows the rooms that there are, and arrows that are imports."""

import ast
import re

import pytest

from support.paths import ROOT

PACKAGE = ROOT / "assembler"
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
DRAWING = re.search(r"```mermaid\n(.*?)```", PAGE, re.DOTALL)[1]  # type: ignore[index]
DATA = {"data", "templates"}


def rooms() -> set[str]:
    return {
        path.stem
        for path in PACKAGE.iterdir()
        if not path.name.startswith(("_", ".")) and path.name not in DATA
    }


def arrows() -> list[tuple[str, str]]:
    lines = re.findall(r"^ *(\w+(?: & \w+)*) --> (\w+(?: & \w+)*)$", DRAWING, re.MULTILINE)
    return [
        (a, b) for upper, lower in lines for a in upper.split(" & ") for b in lower.split(" & ")
    ]


def imported_by(room: str) -> set[str]:
    files = [PACKAGE / f"{room}.py"] if (PACKAGE / f"{room}.py").exists() else []
    names: set[str] = set()
    for path in files or (PACKAGE / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name.split(".")[1] for name in names if name.startswith("assembler.")}


def test_the_drawing_shows_every_room_and_no_other() -> None:
    shown = set(re.findall(r"\b[a-z_]+\b", re.sub(r"subgraph .*|graph TD|\bend\b", "", DRAWING)))
    assert shown == rooms()


def test_every_arrow_is_an_import() -> None:
    assert [f"{a} --> {b}" for a, b in arrows() if b not in imported_by(a)] == []


def test_no_import_goes_against_an_arrow() -> None:
    below: dict[str, set[str]] = {room: {b for a, b in arrows() if a == room} for room in rooms()}
    for _ in rooms():
        for room, lower in below.items():
            below[room] = lower.union(*(below[other] for other in lower))
    upwards = [(a, b) for a in rooms() for b in imported_by(a) if a != b and a in below.get(b, ())]
    assert upwards == []


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([\w/]+(?:\.py|/))`", PAGE))))
def test_every_file_it_names_is_there(path: str) -> None:
    places = [ROOT / path, PACKAGE / path]
    assert any(place.exists() for place in places) or "ROOM" in path


def test_it_is_one_page() -> None:
    assert len(PAGE.splitlines()) <= 130

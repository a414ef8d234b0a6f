"""One document's fault is its own finding, in every command: the others go on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assembler.adopt.adopt import Options as AdoptOptions
from assembler.adopt.adopt import adopt
from assembler.pipeline.build import Choices, build, build_or_stop, order
from assembler.results import DocumentState
from assembler.review.run import Options, review
from support.edited_package import (
    BODY,
    CORE,
    CUSTOM,
    RELS,
    SETTINGS,
    STYLES,
    TYPES,
    Edit,
    Parts,
    edited,
    reword,
)
from support.odd_documents import ODD
from support.paths import ROOT
from support.sound_workbook import details, saved, spoilt

FAULT = "inside the program"
LETTER = Path("outputs/exampleshire/exampleshire-letter.docx")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a council's documents, and its workbook changed since."""
    place = tmp_path_factory.mktemp("office")
    build(saved(place, spoilt()), order(Choices(place / "outputs", ROOT / "templates")))
    saved(place, spoilt(details(recipient_name="Alex Sample")))
    return place


@pytest.fixture(scope="module")
def built(office: Path) -> bytes:
    return (office / LETTER).read_bytes()


@pytest.mark.parametrize("name", ODD)
def test_an_odd_letter_is_met_with_a_sentence(office: Path, built: bytes, name: str) -> None:
    (office / LETTER).write_bytes(edited(built, ODD[name]))
    choices = Choices(office / "outputs", ROOT / "templates", dry_run=True, pack=True)
    result = build_or_stop(office / "exampleshire.xlsx", order(choices))
    said = [*result.findings, *(note for one in result.documents for note in one.notes)]
    reviewed = list(review([office / LETTER.parent], Options(office / "exampleshire.xlsx")))
    said += [finding for one in reviewed for finding in one.findings]
    assert FAULT not in str(said)
    states = {Path(one.path).name: one.state for one in result.documents}
    if states:  # the odd one is merged or left; the others are built
        assert states["exampleshire-annex-a.docx"] is DocumentState.UNCHANGED
    assert any(one.document.endswith("annex-b.docx") and not one.findings for one in reviewed)


ENTITY = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname"><!ENTITY f "planted">]>'
WITH_ENTITIES = [
    BODY,
    STYLES,
    SETTINGS,
    "word/header1.xml",
    CORE,
    CUSTOM,
    RELS,
    "_rels/.rels",
    TYPES,
]


@pytest.mark.parametrize("part", WITH_ENTITIES)
def test_a_letter_with_a_document_type_is_left_alone(office: Path, built: bytes, part: str) -> None:
    letter = office / LETTER
    letter.write_bytes(edited(built, _with_entity(part)))
    content = letter.read_bytes()
    choices = Choices(office / "outputs", ROOT / "templates", dry_run=True)
    result = build_or_stop(office / "exampleshire.xlsx", order(choices))
    (reviewed,) = review([letter], Options(office / "exampleshire.xlsx"))
    (adopted,) = adopt([letter], AdoptOptions(office / "exampleshire.xlsx", dry_run=True))
    assert result.documents[0].state is DocumentState.BESIDE
    assert [finding.code for finding in reviewed.findings] == ["document.stopped"]
    assert adopted.adopted == ()
    assert adopted.left
    assert FAULT not in f"{result}{reviewed}{adopted}"
    assert letter.read_bytes() == content


def _with_entity(part: str) -> Edit:
    """Put a document type into a part, after its declaration, and use what it declares."""

    def edit(parts: Parts) -> None:
        text = parts[part].decode()
        at = text.index("?>") + 2 if text.startswith("<?xml") else 0
        text = f"{text[:at]}{ENTITY}{text[at:]}"
        parts[part] = text.replace("<w:t>", "<w:t>&e;&f;", 1).encode()

    return edit


def test_a_fault_of_the_merge_leaves_its_document_alone(
    office: Path, built: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (office / LETTER).write_bytes(edited(built, reword("Dear", "My dear")))
    monkeypatch.setattr("assembler.merge.merge._check_fit", lambda *_: 1 / 0)
    choices = Choices(office / "outputs", ROOT / "templates", dry_run=True)
    result = build_or_stop(office / "exampleshire.xlsx", order(choices))
    letter, *others = result.documents
    assert letter.state is DocumentState.BESIDE
    assert "could not be merged" in letter.notes[0]
    assert {one.state for one in others} == {DocumentState.UNCHANGED}


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Close a folder to the program, as a network does; the tests may run as its owner."""

    def close(folder: Path) -> None:
        for name in ("iterdir", "stat", "read_bytes", "exists"):
            monkeypatch.setattr(Path, name, _refusing(getattr(Path, name), folder.resolve()))
        monkeypatch.setattr("os.access", lambda path, _: Path(path).resolve() != folder.resolve())

    return close


def _refusing(method: Callable[..., Any], folder: Path) -> Callable[..., Any]:
    def refuse(path: Path, *arguments: Any, **named: Any) -> Any:
        inside = path.absolute().is_relative_to(folder)
        if inside and (path.absolute() != folder or method.__name__ == "iterdir"):
            raise PermissionError(13, "Permission denied", str(path))
        return method(path, *arguments, **named)

    return refuse


CLOSED = ["outputs/exampleshire", "outputs/.assembler/backups", "outputs/exampleshire/old"]


@pytest.mark.parametrize("folder", CLOSED)
def test_a_folder_that_may_not_be_opened_is_named(
    run: Any, tmp_path: Path, closed: Callable[[Path], None], folder: str
) -> None:
    saved(tmp_path, spoilt())
    other = details(authority="Sampleshire County Council", recipient_name="Kim Sample")
    saved(tmp_path, spoilt(other), "sampleshire.xlsx")
    assert run("exampleshire.xlsx", "sampleshire.xlsx", "-q").exit_code == 0
    saved(tmp_path, spoilt(details(recipient_name="Alex Sample")))
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    closed(tmp_path / folder)
    for command in (
        ("exampleshire.xlsx", "sampleshire.xlsx", "--json"),
        ("review", "outputs", "--json"),
        ("status", ".", "--json"),
    ):
        result = run(*command)
        assert FAULT not in result.output
        assert isinstance(json.loads(result.stdout), list)
        if command[0] == "review" and folder == "outputs/exampleshire":
            rows = json.loads(result.stdout)
            assert rows[0]["findings"][0]["code"] == "folder.stopped"
            assert any("sampleshire-letter" in row["document"] for row in rows)
        if command[0] == "status":
            assert len(json.loads(result.stdout)) == 2

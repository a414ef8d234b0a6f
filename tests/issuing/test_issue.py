"""Issuing: nothing goes before a clean review; the draft opens everywhere, and has no date."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import Result
from docx import Document

from assembler.grading import settle
from assembler.issuing.email_draft import email_draft
from assembler.letter.context import context
from assembler.word import pdf
from assembler.workbook.write import write
from support.assessments import finished

Run = Callable[..., Result]
FOLDER = Path("outputs/exampleshire")
DRAFT, PACK = FOLDER / "issued/exampleshire.eml", FOLDER / "issued/exampleshire-pack.docx"
COPIED = ("b@example.gov.uk", "c@example.gov.uk")


def workbook(**details: Any) -> None:
    assessment = finished()
    Path("exampleshire.xlsx").write_bytes(
        write(replace(assessment, details=replace(assessment.details, **details)))
    )


@pytest.fixture
def built(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(pdf, "program", lambda: None)
    workbook(recipient_email="a@example.gov.uk", copied_to_emails=COPIED)
    assert run("exampleshire.xlsx", "-q").exit_code == 0
    return run


def parsed(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_clean_council_is_issued_with_a_draft_ready_to_send(built: Run) -> None:
    result = built("issue", FOLDER, "--json")
    assert result.exit_code == 0, result.output
    (row,) = json.loads(result.stdout)
    assert row["status"] == "issued"
    assert row["council"] == "Exampleshire County Council"
    assert [Path(path) for path in row["files"]] == [PACK, DRAFT]
    message = parsed(DRAFT.read_bytes())
    assert message["X-Unsent"] == "1"
    assert message["Date"] is None
    assert message["From"] is None
    assert [a.addr_spec for a in message["To"].addresses] == ["a@example.gov.uk"]
    assert [a.addr_spec for a in message["Cc"].addresses] == [*COPIED]
    assert message["Subject"].endswith("2024/2025: Exampleshire County Council")
    body = message.get_body(("plain",))
    assert body is not None
    assert "for Exampleshire County Council, with its annexes." in body.get_content()
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == PACK.name
    assert attachment.get_content() == PACK.read_bytes()


def test_the_same_input_gives_the_same_bytes_and_is_issued_once(built: Run) -> None:
    built("issue", FOLDER)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (PACK, DRAFT)}
    assert built("issue", "outputs").exit_code == 0
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in before} == before
    DRAFT.unlink()
    built("issue", "outputs")
    assert DRAFT.read_bytes() == before[DRAFT][0]


def test_what_word_writes_about_a_person_is_not_in_the_file_to_send(built: Run) -> None:
    letter = FOLDER / "exampleshire-letter.docx"
    document = Document(str(letter))
    document.core_properties.last_modified_by = "Robin Specimen-Typist"
    document.save(str(letter))
    assert built("issue", FOLDER).exit_code == 0
    with ZipFile(BytesIO(PACK.read_bytes())) as pack:
        assert not any(b"Specimen-Typist" in pack.read(name) for name in pack.namelist())


@pytest.mark.parametrize("wrong", ["comment", "workbook", "nothing there"])
def test_nothing_is_written_before_the_review_is_clean(built: Run, wrong: str) -> None:
    letter = FOLDER / "exampleshire-letter.docx"
    if wrong == "comment":
        document = Document(str(letter))
        document.add_comment(document.paragraphs[3].runs, text="Is this so?", author="A")
        document.save(str(letter))
    elif wrong == "workbook":
        workbook(recipient_name="Flo Example", salutation="Flo")
    else:
        for path in FOLDER.glob("*.docx"):
            path.unlink()
    result = built("issue", FOLDER)
    assert result.exit_code == 1
    assert not (FOLDER / "issued").exists()


def test_a_councils_addresses_may_be_blank() -> None:
    message = parsed(email_draft(finished(), "x.docx", b"content"))
    assert message["To"] is None
    assert message["Cc"] is None


@pytest.mark.parametrize("typed", ["Jordan", "Dear Jordan,", "dear  Jordan", "Jordan,"])
def test_letter_and_email_greet_alike(typed: str) -> None:
    assessment = finished()
    greeting = replace(assessment, details=replace(assessment.details, salutation=typed))
    body = parsed(email_draft(greeting, "x.pdf", b"%PDF")).get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines()[0] == "Dear Jordan"
    assert context(greeting, settle(greeting)).salutation == "Jordan"


def test_names_and_phrases_cannot_write_headers() -> None:
    assessment = finished()
    details = replace(
        assessment.details,
        authority="Exampleshire {signatory.__class__}",
        recipient_name='Ann "A" Example, Esq.',
        recipient_email="a@example.gov.uk",
    )
    message = parsed(email_draft(replace(assessment, details=details), "x.pdf", b"%PDF"))
    assert message["To"].addresses[0].display_name == 'Ann "A" Example, Esq.'
    assert "{signatory.__class__}" in message["Subject"]


def test_with_libreoffice_the_file_is_a_pdf(
    run: Run, soffice: Callable[[str, Iterable[Path]], Path]
) -> None:
    assert soffice
    workbook()
    run("exampleshire.xlsx", "-q")
    assert run("issue", FOLDER).exit_code == 0
    content = PACK.with_suffix(".pdf").read_bytes()
    (attachment,) = parsed(DRAFT.read_bytes()).iter_attachments()
    assert content.startswith(b"%PDF")
    assert attachment.get_content() == content
    assert attachment.get_content_type() == "application/pdf"


def state(run: Run) -> str:
    (row,) = json.loads(run("status", "exampleshire.xlsx", "--json").stdout)
    return str(row["state"])


def reword(path: Path, before: str, after: str) -> None:
    document = Document(str(path))
    (paragraph,) = [p for p in document.paragraphs if before in p.text]
    for run in paragraph.runs:
        run.text = run.text.replace(before, after)
    document.save(str(path))


def test_what_was_adopted_is_issued_and_a_later_build_changes_nothing(built: Run) -> None:
    reword(FOLDER / "exampleshire-letter.docx", "well attended", "very well attended")
    assert built("issue", FOLDER).exit_code == 1
    assert built("adopt", FOLDER).exit_code == 0
    assert built("issue", FOLDER).exit_code == 0
    assert state(built) == "issued"
    built("exampleshire.xlsx")
    assert state(built) == "issued"


def test_a_document_under_another_name_is_issued_as_it_is_now(built: Run) -> None:
    built("exampleshire.xlsx", "--pack")
    renamed = FOLDER / "Letter to Example v2 FINAL.docx"
    (FOLDER / "exampleshire-letter.docx").rename(renamed)
    reword(renamed, "Given that these also reflect", "Given that these results reflect")
    assert state(built) == "edited"
    (FOLDER / "exampleshire-pack.docx").unlink()
    result = built("issue", FOLDER)
    assert result.exit_code == 0, result.output
    assert "Given that these results reflect" in " ".join(
        paragraph.text for paragraph in Document(str(PACK)).paragraphs
    )
    assert state(built) == "issued"
    reword(renamed, "these results reflect", "the results reflect")
    assert state(built) == "changed since issued"


def test_what_was_issued_before_is_kept(built: Run) -> None:
    built("issue", FOLDER)
    before = {path.name: path.read_bytes() for path in (PACK, DRAFT)}
    workbook(recipient_name="Flo Example", salutation="Flo")
    built("exampleshire.xlsx")
    result = built("issue", FOLDER)
    assert "What was issued before is kept in" in " ".join(result.stdout.split())
    (kept,) = (FOLDER / "issued/earlier").iterdir()
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == before
    assert PACK.read_bytes() != before[PACK.name]


@pytest.mark.parametrize("command", ["adopt", "issue"])
def test_a_workbook_in_the_place_of_its_documents_is_called_by_its_kind(
    built: Run, command: str
) -> None:
    result = built(command, "exampleshire.xlsx")
    assert result.exit_code == (1 if command == "adopt" else 2)
    said = " ".join(result.output.split())
    assert {
        "adopt": "exampleshire.xlsx is an Excel workbook; adopt reads Word documents.",
        "issue": "'exampleshire.xlsx' is not a folder; issue takes one.",
    }[command] in said
    assert "Name the folder that holds the letter, such as outputs/cambridgeshire." in said
    assert built("issue", "nowhere").exit_code == 2

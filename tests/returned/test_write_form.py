"""The blank form for councils: accessible, valid, and read back whole when it is filled in."""

import io
from collections.abc import Callable, Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from assembler.editions import catalogue, load
from assembler.errors import AssemblerError
from assembler.model import Answer, Assessment, empty_assessment
from assembler.pipeline.assess import assess
from assembler.returned.import_form import import_form
from assembler.returned.whose_form import is_another
from assembler.returned.write_form import write_form
from assembler.rich_text import plain
from support.paths import INVENTED

EDITION = load.latest(load.shipped())
LATER = load.load(INVENTED.read_text("utf-8"), "invented.toml")
COUNCIL = "Caer Esiampl & Dyffryn Ffug County Borough Council"
ANSWERS = (Answer.YES, Answer.NO, Answer.NOT_APPLICABLE, None)
BLANK = empty_assessment(EDITION, COUNCIL)


def texts_of(number: int) -> list[str]:
    """Return the paragraphs typed as evidence for one criterion; every fourth has none."""
    if number % 4 == 3:
        return []
    return [
        f"Mae’r bwrdd yn cwrdd bob chwarter {number}: ŵ ŷ â ô “dyfyniad” – 5 < 6 & 7.",
        f"See www.example.gov.uk/plan{number}, {{{{ salutation }}}} and =1+{number}.",
    ][: 1 + number % 2]


def controls(document: Any) -> dict[str, list[Any]]:
    """Return the content controls of each criterion: that of the answer, that of the evidence."""
    found: dict[str, list[Any]] = {}
    for control in document.element.body.iter(qn("w:sdt")):
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        if tag is not None:
            found.setdefault(tag.get(qn("w:val")), []).append(control)
    return found


def typed(control: Any, texts: list[str]) -> None:
    """Fill a content control as Word does: the prompt goes, and with it the mark that it shows."""
    properties, content = control.find(qn("w:sdtPr")), control.find(qn("w:sdtContent"))
    properties.remove(properties.find(qn("w:showingPlcHdr")))
    first = content[0]
    for text in texts:
        block = deepcopy(first)
        run = next(block.iter(qn("w:r"))) if block.tag != qn("w:r") else block
        for old in [*run]:
            run.remove(old)
        node = OxmlElement("w:t")
        node.text = text
        run.append(node)
        content.append(block)
    content.remove(first)


def filled(form: bytes, assessment: Assessment) -> bytes:
    """Choose an answer from every list and write evidence into every room for it."""
    document = Document(io.BytesIO(form))
    of = controls(document)
    for number, criterion in enumerate(assessment.edition.criteria):
        answer, evidence = of[criterion.ref]
        if chosen := ANSWERS[number % 4]:
            typed(answer, [str(chosen)])
        if texts := texts_of(number):
            typed(evidence, texts)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def assert_arrived(assessment: Assessment) -> None:
    for number, criterion in enumerate(assessment.edition.criteria):
        row = assessment.evidence[criterion.ref]
        assert row.self_assessment == ANSWERS[number % 4], criterion.ref
        assert plain(row.text) == "\n".join(texts_of(number)), criterion.ref
        assert (row.answer, row.note) == (None, "")


@pytest.mark.parametrize("authority", [COUNCIL, ""])
@pytest.mark.parametrize("edition", [EDITION, LATER])
def test_every_answer_and_all_evidence_are_read_back(authority: str, edition: Any) -> None:
    blank = empty_assessment(edition, authority)
    form = write_form(blank)
    assert form == write_form(blank)
    assert import_form(blank, "form.docx", form).assessment == blank
    found = import_form(blank, "form.docx", filled(form, blank))
    assert found.found == len(edition.criteria)
    assert found.assessment.unplaced == ()
    assert_arrived(found.assessment)


def test_prompts_are_known_where_a_program_dropped_their_marks() -> None:
    """LibreOffice saves a prompt as ordinary words in an ordinary control."""
    document = Document(io.BytesIO(write_form(BLANK)))
    for mark in [*document.element.body.iter(qn("w:showingPlcHdr"), qn("w:rStyle"))]:
        mark.getparent().remove(mark)
    saved = io.BytesIO()
    document.save(saved)
    assert import_form(BLANK, "form.docx", saved.getvalue()).assessment == BLANK


def test_who_completed_it_and_remarks_elsewhere_are_kept() -> None:
    document = Document(io.BytesIO(write_form(BLANK)))
    label = next(p for p in document.paragraphs if p.text.startswith("Completed by:"))
    typed(next(label._element.iter(qn("w:sdt"))), ["Siân Enghraifft"])  # noqa: SLF001
    document.paragraphs[-1].add_run("We would like to meet in June.")
    saved = io.BytesIO()
    document.save(saved)
    found = import_form(BLANK, "form.docx", saved.getvalue()).assessment
    assert [plain(piece.text) for piece in found.unplaced] == [
        "Completed by: Siân Enghraifft",
        "We would like to meet in June.",
    ]


@pytest.mark.parametrize(
    ("named", "authority", "another"),
    [
        ("Sampleford Borough Council", "Otherham Borough Council", True),
        ("Otherham", "Sampleford Borough Council", True),
        ("East Sampleford District Council", "Sampleford District Council", True),
        ("West Sussex County Council", "East Sussex County Council", True),
        ("Devon", "East Devon District Council", True),
        ("Sampleford BC", "Sampleford Borough Council", False),
        ("sampleford", "Sampleford Borough Council", False),
        ("SAMPLEFORD BOROUGH COUNCIL", "Sampleford Borough Council", False),
        ("SBC", "Sampleford Borough Council", False),
        ("the London Borough of Sampleford", "London Borough of Sampleford", False),
        ("Sampleford Council", "London Borough of Sampleford", False),
        ("LBSE", "London Borough of Sample and Example", False),
        ("King’s Sample & Example", "Kings Sample and Example Council", False),
        ("Sampleford Borough Council Prevent team", "Sampleford Borough Council", False),
        ("", "Sampleford Borough Council", False),
    ],
)
def test_a_form_that_names_another_council_is_refused(
    named: str, authority: str, *, another: bool
) -> None:
    assert is_another(named, authority) is another
    if another and named.startswith("Sampleford"):
        form = write_form(empty_assessment(EDITION, named))
        with pytest.raises(AssemblerError, match=f"This form is of {named}"):
            import_form(empty_assessment(EDITION, authority), "form.docx", form)


def test_a_name_typed_into_the_form_is_the_councils() -> None:
    document = Document(io.BytesIO(write_form(empty_assessment(EDITION, ""))))
    label = next(p for p in document.paragraphs if p.text.startswith("Council:"))
    typed(next(label._element.iter(qn("w:sdt"))), ["Sampleford BC"])  # noqa: SLF001
    saved = io.BytesIO()
    document.save(saved)
    own = empty_assessment(EDITION, "Sampleford Borough Council")
    assert import_form(own, "form.docx", saved.getvalue()).found == len(EDITION.criteria)
    with pytest.raises(AssemblerError, match="This form is of Sampleford BC, not of Otherham"):
        import_form(empty_assessment(EDITION, "Otherham Council"), "f.docx", saved.getvalue())


def test_a_form_goes_into_a_workbook_that_nobody_has_worked_in(run: Callable[..., Result]) -> None:
    Path("assembler.toml").write_text('[letter]\nprevent_adviser = "Robin Adviser"', "utf-8")
    assert run("new", COUNCIL).exit_code == 0
    Path("assembler.toml").unlink()
    Path("form.docx").write_bytes(filled(write_form(BLANK), BLANK))
    assert run("new", COUNCIL, "--returned", "form.docx").exit_code == 0
    (workbook,) = Path("inputs").glob("*.xlsx")
    written = assess(workbook, (EDITION,)).assessment
    assert written is not None
    assert_arrived(written)
    assert written.details.adviser == "Robin Adviser"
    before = workbook.read_bytes()
    result = run("new", COUNCIL, "--returned", "form.docx")
    assert result.exit_code == 1
    assert "Run this again with -o returned." in " ".join(result.output.split())
    assert workbook.read_bytes() == before
    assert run("new", COUNCIL, "--returned", "form.docx", "-o", "returned").exit_code == 0


def test_it_is_accessible() -> None:
    document = Document(io.BytesIO(write_form(BLANK)))
    styles = [p.style.name for p in document.paragraphs if p.text]
    assert styles[0] == "Heading 1"
    assert styles.count("Heading 2") == 1 + len(EDITION.benchmarks)
    assert styles.count("Heading 3") == len(document.tables) == 3 * len(EDITION.scored)
    for table in document.tables:
        first, *others = table.rows
        assert [cell.text for cell in first.cells] == ["Criterion", "Answer", "Evidence"]
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None  # noqa: SLF001
        assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in others)  # noqa: SLF001
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None  # noqa: SLF001
    titles = [e.get(qn("w:val")) for e in document.element.body.iter(qn("w:alias"))]
    assert len(titles) == len(set(titles)) == 3 + 2 * len(EDITION.criteria)
    ids = [e.get(qn("w:val")) for e in document.element.body.iter(qn("w:id"))]
    assert len(ids) == len(set(ids)) == len(titles)
    lists = [*document.element.body.iter(qn("w:dropDownList"))]
    assert len(lists) == len(EDITION.criteria)
    assert {tuple(item.get(qn("w:value")) for item in one) for one in lists} == {
        ("Yes", "No", "N/A")
    }
    assert document.core_properties.title.endswith(f"self-assessment – {COUNCIL}")


def test_it_is_valid_blank_and_filled(
    faults: Callable[[Iterable[Path]], list[str]], tmp_path: Path
) -> None:
    form = write_form(BLANK)
    paths = [tmp_path / "blank.docx", tmp_path / "filled.docx"]
    for path, content in zip(paths, [form, filled(form, BLANK)], strict=True):
        path.write_bytes(content)
    assert faults(paths) == []


def test_the_command_writes_it_and_reads_it_back(run: Callable[..., Result]) -> None:
    result = run("new", "--form", COUNCIL)
    assert result.exit_code == 0, result.output
    path = Path(
        "forms/caer-esiampl-dyffryn-ffug-county-borough-council-self-assessment-2024-25.docx"
    )
    path.write_bytes(filled(path.read_bytes(), BLANK))
    before = path.read_bytes()
    assert run("new", "--form", COUNCIL).exit_code == 1
    assert path.read_bytes() == before
    result = run("new", COUNCIL, "--returned", path)
    said = " ".join(result.output.split())
    assert "83 of 83 criteria found; evidence for 63, a clear answer to 63" in said
    (workbook,) = Path("inputs").glob("*.xlsx")
    written = assess(workbook, (EDITION,)).assessment
    assert written is not None
    assert_arrived(written)
    assert run("new", "--form").exit_code == 0
    assert Path("forms/self-assessment-2024-25.docx").is_file()
    assert run("new", "--form", "--returned", path).exit_code == 2


def test_a_form_says_its_year_where_two_years_have_the_same_criteria(
    run: Callable[..., Result],
) -> None:
    assert run("editions", "copy", "2025-26", "years").exit_code == 0
    Path("assembler.toml").write_text('editions = "years"', "utf-8")
    for year in ("2024-25", "2025-26"):
        assert run("new", "--form", COUNCIL, "--edition", year).exit_code == 0
        (form,) = Path("forms").glob(f"*-{year}.docx")
        form.write_bytes(filled(form.read_bytes(), BLANK))
        assert run("new", COUNCIL, "--returned", form, "-o", year).exit_code == 0
        (workbook,) = Path(year).glob("*.xlsx")
        written = assess(workbook, catalogue.known(Path("years"))).assessment
        assert written is not None
        assert written.edition.year == year
        assert_arrived(written)
    (last,) = Path("2024-25").glob("*.xlsx")
    assert run("new", "--from", last, "--returned", form).exit_code == 0
    (both,) = Path("inputs").glob("*-2025-26.xlsx")
    written = assess(both, catalogue.known(Path("years"))).assessment
    assert written is not None
    assert_arrived(written)
    assert written.last_year

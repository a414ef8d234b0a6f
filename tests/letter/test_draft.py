"""`--draft`: documents in spite of errors, in which nothing missing can be overlooked."""

from collections.abc import Callable, Iterable
from pathlib import Path
from zipfile import ZipFile

from click.testing import Result
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.text.run import Run

from assembler.model import empty_assessment
from assembler.rich_text import marked
from assembler.templating.print_rich_text import highlight_marked
from assembler.workbook.write import write
from support.hostile_files import TEMPLATES, packed, parts
from support.sound_workbook import details, outcome, recommendation, saved, sound, spoilt, strength

HOLES = (
    details(recipient_name="", letter_date=None, sender_address=(), contact_email=""),
    outcome(1, summary=""),
    strength("Training", ""),
    recommendation(1, "", "Do it."),
)
NAMES = ("letter", "annex-a", "annex-b")


def drafted(run: Callable[..., Result], *extra: str) -> Path:
    saved(Path(), spoilt(*HOLES))
    result = run("build", "--draft", "exampleshire.xlsx", *extra)
    assert result.exit_code == 0
    return Path("outputs/exampleshire")


def highlighted(path: Path) -> list[str]:
    runs = Document(str(path)).element.iter(qn("w:r"))
    found = [Run(element, None) for element in runs]
    return [run.text for run in found if run.font.highlight_color == WD_COLOR_INDEX.YELLOW]


def test_a_draft_shows_each_missing_value_highlighted_with_its_cell(
    run: Callable[..., Result], faults: Callable[[Iterable[Path]], list[str]]
) -> None:
    folder = drafted(run)
    assert highlighted(folder / "exampleshire-letter-draft.docx") == [
        "[Sender address: Letter!B14]",
        "[Letter date: Letter!B4]",
        "[Recipient name: Letter!B5]",
        "[Strength text: Strengths!B3]",
        "[Recommendation heading: Recommendations!B3]",
        "[Contact email: Letter!B15]",
    ]
    assert highlighted(folder / "exampleshire-annex-a-draft.docx") == [
        "[Summary of outcome: Annex A!F2]"
    ]
    assert faults(folder.glob("*.docx")) == []


def test_a_draft_says_so_in_its_name_and_its_header(run: Callable[..., Result]) -> None:
    folder = drafted(run)
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        f"exampleshire-{name}-draft.docx" for name in NAMES
    )
    for name in NAMES:
        with ZipFile(folder / f"exampleshire-{name}-draft.docx") as file:
            headers = [file.read(n) for n in file.namelist() if n.startswith("word/header")]
        assert all("DRAFT – not to be sent".encode() in header for header in headers)


def test_a_draft_never_touches_the_finished_documents(run: Callable[..., Result]) -> None:
    saved(Path(), sound())
    assert run("build", "exampleshire.xlsx").exit_code == 0
    folder = Path("outputs/exampleshire")
    before = {name: (folder / f"exampleshire-{name}.docx").read_bytes() for name in NAMES}
    drafted(run)
    assert before == {name: (folder / f"exampleshire-{name}.docx").read_bytes() for name in NAMES}


def test_finished_documents_are_built_after_a_draft(run: Callable[..., Result]) -> None:
    drafted(run)
    saved(Path(), sound())
    run("build", "--draft", "exampleshire.xlsx")
    assert run("build", "exampleshire.xlsx").exit_code == 0
    assert Path("outputs/exampleshire/exampleshire-letter.docx").exists()


def test_a_draft_of_an_empty_workbook_is_sound(
    run: Callable[..., Result], faults: Callable[[Iterable[Path]], list[str]]
) -> None:
    made = empty_assessment(sound().edition, "Exampleshire County Council")
    Path("exampleshire.xlsx").write_bytes(write(made))
    assert run("build", "--draft", "exampleshire.xlsx").exit_code == 0
    assert faults(Path("outputs/exampleshire").glob("*.docx")) == []


def test_a_template_without_a_header_gets_the_word_draft_at_its_head(
    run: Callable[..., Result], faults: Callable[[Iterable[Path]], list[str]]
) -> None:
    Path("own").mkdir()
    for path in TEMPLATES.glob("*.docx"):
        content = parts(path.read_bytes())
        for name in [name for name in content if name.startswith("word/header")]:
            content[name] = content[name].replace(b"security_marking", b"financial_year")
        (Path("own") / path.name).write_bytes(packed(content))
    folder = drafted(run, "--templates", "own")
    letter = Document(str(folder / "exampleshire-letter-draft.docx"))
    assert letter.paragraphs[0].text == "DRAFT – not to be sent"
    assert faults(folder.glob("*.docx")) == []


def test_what_cannot_be_read_cannot_be_drafted(run: Callable[..., Result]) -> None:
    Path("exampleshire.xlsx").write_bytes(b"PK nothing")
    assert run("build", "--draft", "exampleshire.xlsx").exit_code == 1
    assert not Path("outputs").exists()


def test_a_mark_in_the_middle_of_a_run_divides_it_and_keeps_its_look() -> None:
    look = '<w:rPr><w:b/><w:u w:val="single"/></w:rPr>'
    xml = f"<w:p><w:r>{look}<w:t>Dear {marked('[X: A1]')},</w:t></w:r></w:p>"
    keep = '<w:t xml:space="preserve">'
    lit = look.replace("<w:u", '<w:highlight w:val="yellow"/><w:u')
    assert highlight_marked(xml) == (
        f"<w:p><w:r>{look}{keep}Dear </w:t></w:r><w:r>{lit}{keep}[X: A1]</w:t></w:r>"
        f"<w:r>{look}{keep},</w:t></w:r></w:p>"
    )

"""Equal paragraphs and rows: which is which, what both sides added, and nothing told for nothing.

A document is a list of lines; a line with a bar is a row of two cells.
"""

from dataclasses import dataclass

import pytest

from assembler.merge.merge import LEFT, merge
from assembler.word.document import WordDocument
from assembler.word.namespaces import w
from assembler.word.read_runs import visible_text
from support.word_xml import docx

END = "The last line of them all."
RISK, PLAN, NONE = "Risk", "See the plan.", "None at present."
VIDEO = "Video helps you to prove your point."
STRENGTH = "Partnership – the board meets every month and keeps a full record of it."


def document(*lines: str) -> bytes:
    rows = "".join(row(line) for line in lines if "|" in line)
    table = f"<w:tbl><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>{rows}</w:tbl>"
    paragraphs = "".join(paragraph(line) for line in lines if "|" not in line)
    return docx(paragraphs + (table if rows else "") + paragraph(END))


def row(line: str) -> str:
    cells = "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in line.split("|"))
    return f"<w:tr>{cells}</w:tr>"


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>' if text else "<w:p/>"


def lines(content: bytes) -> list[str]:
    found = []
    for block in WordDocument(content, "a file").body:
        if block.tag == w("p"):
            found.append(visible_text(block))
        for line in block.iter(w("tr")):
            cells = ("".join(map(visible_text, cell.iter(w("p")))) for cell in line.iter(w("tc")))
            found.append("|".join(cells))
    return found[:-1]


@dataclass(frozen=True)
class Case:
    """Three versions, and the merged one, which has no conflicts."""

    name: str
    base: tuple[str, ...]
    edited: tuple[str, ...]
    new: tuple[str, ...]
    merged: tuple[str, ...]


CASES = (
    Case(
        "two of many equal paragraphs are reworded",
        (VIDEO,) * 8,
        (VIDEO,) * 8,
        (VIDEO, f"My {VIDEO}", f"Our {VIDEO}", *(VIDEO,) * 5),
        (VIDEO, f"My {VIDEO}", f"Our {VIDEO}", *(VIDEO,) * 5),
    ),
    Case(
        "two of many equal rows are reworded, one on each side",
        ("A|Met",) * 6,
        ("A|Met", "A|Met, mine", *("A|Met",) * 4),
        (*("A|Met",) * 4, "A|Met by all", "A|Met"),
        ("A|Met", "A|Met, mine", "A|Met", "A|Met", "A|Met by all", "A|Met"),
    ),
    Case(
        "one of two equal paragraphs goes, the other is reworded",
        (RISK, PLAN, PLAN, NONE),
        (RISK, PLAN, NONE),
        (RISK, PLAN, f"{PLAN} Soon.", NONE),
        (RISK, f"{PLAN} Soon.", NONE),
    ),
    Case(
        "the new version has one of two equal paragraphs, the other is reworded by hand",
        (RISK, PLAN, PLAN, NONE),
        (RISK, PLAN, f"{PLAN} Soon.", NONE),
        (RISK, PLAN, NONE),
        (RISK, f"{PLAN} Soon.", NONE),
    ),
    Case(
        "a pair of lines that stands twice goes once",
        (RISK, PLAN, RISK, PLAN, NONE),
        (RISK, PLAN, NONE),
        (RISK, PLAN, RISK, f"{PLAN} Soon.", NONE),
        (RISK, f"{PLAN} Soon.", NONE),
    ),
    Case(
        "both sides drop the same of several equal lines",
        (RISK, PLAN, PLAN, PLAN, NONE),
        (RISK, PLAN, PLAN, NONE),
        ("Risk of flood", PLAN, PLAN, NONE),
        ("Risk of flood", PLAN, PLAN, NONE),
    ),
    Case(
        "short lines like each other are added at two places",
        (RISK, PLAN, NONE),
        (RISK, "Added by mine as a line", PLAN, NONE),
        (RISK, PLAN, NONE, "Added by theirs as a line"),
        (RISK, "Added by mine as a line", PLAN, NONE, "Added by theirs as a line"),
    ),
    Case(
        "the same line is repeated by both sides at two places",
        ("A|Met", "B|–", "C|Met", "B|–"),
        ("A|Met", "B|–", "B|–", "C|Met", "B|–"),
        ("A|Met", "B|–", "C|Met", "B|–", "B|–"),
        ("A|Met", "B|–", "B|–", "C|Met", "B|–", "B|–"),
    ),
    Case(
        "a dash is added by both sides at one place",
        (RISK, NONE),
        (RISK, "–", NONE, "Mine."),
        (RISK, "–", NONE),
        (RISK, "–", NONE, "Mine."),
    ),
    Case(
        "one long text is added by both sides at two places",
        (RISK, PLAN, NONE),
        (RISK, STRENGTH, PLAN, NONE),
        (RISK, PLAN, NONE, STRENGTH),
        (RISK, STRENGTH, PLAN, NONE),
    ),
    Case(
        "blank lines between equal ones",
        (RISK, "", PLAN, "", RISK, "", PLAN, ""),
        (RISK, "", PLAN, "", RISK, "", "Mine.", "", PLAN, ""),
        (RISK, "", f"{PLAN} Soon.", "", RISK, "", PLAN, ""),
        (RISK, "", f"{PLAN} Soon.", "", RISK, "", "Mine.", "", PLAN, ""),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_equal_blocks_are_told_apart(case: Case) -> None:
    base, edited, new = document(*case.base), document(*case.edited), document(*case.new)
    result = merge(base, edited, new)
    assert lines(result.content) == list(case.merged)
    assert result.conflicts == ()
    for versions, expected in (
        ((base, base, new), case.new),
        ((base, edited, base), case.edited),
        ((base, new, new), case.new),
    ):
        law = merge(*versions)
        assert (lines(law.content), law.conflicts) == (list(expected), ())


DELETED = "<w:p><w:del w:id='1' w:author='A'><w:r><w:delText>Gone</w:delText></w:r></w:del></w:p>"
FORMATTED = "<w:p><w:pPr><w:pPrChange w:id='1' w:author='A'><w:pPr/></w:pPrChange></w:pPr>{}</w:p>"
PICTURE, DATE = "<w:r><w:drawing/></w:r>", "<w:fldSimple w:instr='DATE'/>"


@pytest.mark.parametrize(
    ("base", "edited", "new"),
    [
        ("<w:p><w:r><w:t>Gone</w:t></w:r></w:p>", DELETED, ""),
        ("<w:p/>", FORMATTED.format(""), ""),
        (f"<w:p>{PICTURE}</w:p>", FORMATTED.format(PICTURE), f"<w:p>{DATE}</w:p>"),
    ],
)
def test_no_conflict_is_without_words(base: str, edited: str, new: str) -> None:
    first, last = paragraph("Of them the first."), paragraph(END)
    result = merge(*(docx(first + body + last) for body in (base, edited, new)))
    assert result.conflicts == ()


def test_a_change_of_direction_alone_is_told() -> None:
    def of(before: str, after: str, more: str = "") -> bytes:
        run = "<w:r><w:t>Words of the letter</w:t></w:r>"
        return docx(f"<w:p>{before}{run}{after}</w:p>" + paragraph(END + more))

    override = '<w:bdo w:val="rtl">', "</w:bdo>"
    plain, turned, edited = of("", ""), of(*override), of("", "", " Mine.")
    assert LEFT in merge(plain, edited, turned).notes
    assert LEFT in merge(turned, of(*override, " Mine."), plain).notes
    assert LEFT not in merge(plain, turned, turned).notes
    assert LEFT not in merge(turned, of(*override, " Mine."), turned).notes

# ruff: noqa: SLF001 - councils reach below what python-docx offers
"""Annex B as councils return it: the form, filled in in many ways.

Each layout types into a copy of the form and returns where each text must arrive.
"""

import io
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import RGBColor
from docx.text.paragraph import Paragraph

from assembler.model import Criterion, Edition, Level

REFS = ("B1-M1", "B1-M2", "B1-M5", "B1-E3", "B1-N1", "B2-M1", "B4-N2", "B7-E5", "B8-M1", "B8-N4")


@dataclass
class Typed:
    """What was typed: evidence and answers by ref, and texts that belong to no criterion."""

    evidence: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    unplaced: list[str] = field(default_factory=list)


Layout = Callable[[Any, Edition], Typed]


def filled(form: bytes, layout: Layout, edition: Edition) -> tuple[bytes, Typed]:
    """Fill a copy of the form."""
    document = Document(io.BytesIO(form))
    typed = layout(document, edition)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue(), typed


def criteria(document: Any, edition: Edition) -> dict[str, Paragraph]:
    """Return the last paragraph of every criterion (of its last sub-point) by ref."""
    texts = {p.text: p for row in document.tables[0].rows for p in row.cells[-1].paragraphs}
    return {c.ref: texts[(c.text, *c.points)[-1]] for c in edition.criteria}


def says(ref: str, more: str = "") -> str:
    """Return a text that nothing else in the form contains."""
    mark = ref.replace("-", "").lower()
    return f"Our board{mark} met in May{mark}{more} and agreed plan{mark}."


def below(paragraph: Paragraph, text: str) -> Paragraph:
    """Type a paragraph under another, with its formatting, as the Enter key does."""
    made = OxmlElement("w:p")
    if paragraph._element.pPr is not None:
        made.append(deepcopy(paragraph._element.pPr))
    paragraph._element.addnext(made)
    new = Paragraph(made, paragraph._parent)
    new.add_run(text)
    return new


def under(document: Any, edition: Edition) -> Typed:
    """Type a paragraph under each criterion."""
    found = criteria(document, edition)
    typed = Typed({ref: says(ref) for ref in REFS})
    for ref, text in typed.evidence.items():
        below(found[ref], text)
    return typed


def under_with_answers(document: Any, edition: Edition) -> Typed:
    """Type an answer and a text in paragraphs under each criterion."""
    found = criteria(document, edition)
    answers = ["Yes", "No", "N/A", "Met", "No", "Not met", "Yes", "Yes", "Not applicable", "No"]
    said = ["Yes", "No", "N/A", "Yes", "No", "No", "Yes", "Yes", "N/A", "No"]
    typed = Typed({ref: says(ref) for ref in REFS}, dict(zip(REFS, said, strict=True)))
    for ref, word in zip(REFS, answers, strict=True):
        below(below(found[ref], word), says(ref))
    return typed


def same_line(document: Any, edition: Edition) -> Typed:
    """Type at the end of the criterion, in the same paragraph."""
    found = criteria(document, edition)
    typed = Typed({ref: says(ref) for ref in REFS}, dict.fromkeys(REFS, "Yes"))
    for ref, text in typed.evidence.items():
        found[ref].add_run(f" Yes – {text}")
    return typed


def coloured(document: Any, edition: Edition) -> Typed:
    """Type in red after a line break, with some words in bold."""
    found = criteria(document, edition)
    typed = Typed({ref: says(ref) for ref in REFS})
    for ref in REFS:
        run = found[ref].add_run()
        run.add_break(WD_BREAK.LINE)
        first, _, rest = says(ref).partition(" met ")
        for text, bold in ((first, True), (f" met {rest}", False)):
            run = found[ref].add_run(text)
            run.font.color.rgb = RGBColor(0xC0, 0, 0)
            run.bold = bold
    return typed


def bullets(document: Any, edition: Edition) -> Typed:
    """Type three list items under each criterion."""
    found = criteria(document, edition)
    document.styles.add_style("List Bullet 9", 1)
    typed = Typed()
    for ref in REFS:
        items = [says(ref, f"no{number}") for number in (1, 2, 3)]
        last = found[ref]
        for item in items:
            last = below(last, item)
            last.style = "List Bullet 9"
        typed.evidence[ref] = "\n".join(f"- {item}" for item in items)
    return typed


def table_inside(document: Any, edition: Edition) -> Typed:
    """Put a small table under each criterion."""
    found = criteria(document, edition)
    typed = Typed()
    for ref in REFS:
        cells = [says(ref, "left"), says(ref, "right")]
        table = document.add_table(1, 2)
        for cell, text in zip(table.rows[0].cells, cells, strict=True):
            cell.paragraphs[0].add_run(text)
        found[ref]._element.addnext(table._tbl)
        typed.evidence[ref] = "\n".join(cells)
    return typed


def _column(document: Any) -> list[Any]:
    """Add a column with a heading to the form; return its cells by row."""
    made = []
    for row in document.tables[0].rows:
        cell = deepcopy(row._tr.tc_lst[-1])
        for paragraph in list(cell.iter(qn("w:p")))[1:]:
            cell.remove(paragraph)
        first = next(cell.iter(qn("w:p")))
        for child in list(first):
            if child.tag != qn("w:pPr"):
                first.remove(child)
        row._tr.append(cell)
        made.append(cell)
    _write(made[0], ["Evidence of the council"])
    return made


def _criteria_by_row(edition: Edition) -> Iterator[tuple[Criterion, ...]]:
    """Yield the criteria of each row of Annex B: a level, or a benchmark that is not scored."""
    for benchmark in edition.benchmarks:
        levels = [benchmark.at(level) for level in Level]
        yield from [criteria for criteria in levels if criteria] or [()]


def _write(cell: Any, lines: list[str]) -> None:
    first = next(cell.iter(qn("w:p")))
    for text in reversed(lines[1:]):
        paragraph = deepcopy(first)
        first.addnext(paragraph)
        Paragraph(paragraph, None).add_run(text)
    if lines:
        Paragraph(first, None).add_run(lines[0])


def column_level_with_the_criteria(document: Any, edition: Edition) -> Typed:
    """Type in an added column, each answer level with its criterion."""
    cells = _column(document)
    typed = Typed(unplaced=["Evidence of the council"])
    by_text = {c.text: c for c in edition.criteria}
    for row, cell in zip(document.tables[0].rows[1:], cells[1:], strict=True):
        lines = []
        for paragraph in row._tr.tc_lst[1].iter(qn("w:p")):
            criterion = by_text.get(Paragraph(paragraph, None).text)
            lines.append(says(criterion.ref) if criterion and criterion.ref in REFS else "")
            if criterion and criterion.ref in REFS:
                typed.evidence[criterion.ref] = says(criterion.ref)
        _write(cell, lines)
    return typed


def column_one_answer_each(document: Any, edition: Edition) -> Typed:
    """Type in an added column, one answer for each criterion and no blanks between."""
    cells = _column(document)
    typed = Typed(unplaced=["Evidence of the council"])
    for criteria_of_row, cell in zip(_criteria_by_row(edition), cells[1:], strict=True):
        refs = [criterion.ref for criterion in criteria_of_row]
        _write(cell, [f"{'Yes' if n % 2 else 'No'} – {says(ref)}" for n, ref in enumerate(refs)])
        typed.evidence |= {ref: says(ref) for ref in refs}
        typed.answers |= {ref: "Yes" if n % 2 else "No" for n, ref in enumerate(refs)}
    return typed


def column_that_quotes(document: Any, edition: Edition) -> Typed:
    """Type in an added column, naming the criterion by its ref before each text."""
    cells = _column(document)
    typed = Typed(unplaced=["Evidence of the council"])
    for criteria_of_row, cell in zip(_criteria_by_row(edition), cells[1:], strict=True):
        refs = [c.ref for c in criteria_of_row if c.ref in REFS]
        _write(cell, [line for ref in refs for line in (f"{ref}: see here.", says(ref))])
        typed.evidence |= {ref: f"{ref}: see here.\n{says(ref)}" for ref in refs}
    return typed


def column_of_prose(document: Any, edition: Edition) -> Typed:  # noqa: ARG001 - a layout
    """Type one text for a whole level into an added column: it belongs to no criterion."""
    cells = _column(document)
    typed = Typed(unplaced=["Evidence of the council"])
    for number, cell in enumerate(cells[1:], start=1):
        lines = [says(f"R{number}", more) for more in ("first", "second")]
        _write(cell, lines)
        typed.unplaced += lines
    return typed


def a_row_each(document: Any, edition: Edition) -> Typed:
    """Make a table with one row for each criterion: criterion, answer, evidence."""
    return _rows(document, edition, inserted=False)


def a_row_below_each(document: Any, edition: Edition) -> Typed:
    """Make a table with one row for each criterion, and type into rows inserted below."""
    return _rows(document, edition, inserted=True)


def _rows(document: Any, edition: Edition, *, inserted: bool) -> Typed:
    old = document.tables[0]._tbl
    table = document.add_table(0, 3)
    typed = Typed(unplaced=[] if inserted else ["Criterion", "Met?", "Evidence"])
    if not inserted:
        for cell, text in zip(table.add_row().cells, typed.unplaced, strict=True):
            cell.text = text
    for criterion in edition.criteria:
        cells = table.add_row().cells
        cells[0].text = "\n".join((criterion.text, *criterion.points))
        if criterion.ref not in REFS:
            continue
        typed.evidence[criterion.ref] = says(criterion.ref)
        if inserted:
            table.add_row().cells[0].text = says(criterion.ref)
        else:
            typed.answers[criterion.ref] = cells[1].text = "Yes"
            cells[2].text = says(criterion.ref)
    old.getparent().remove(old)
    return typed


def edited_criteria(document: Any, edition: Edition) -> Typed:
    """Put the council's own words into the criteria, and type under them."""
    found = criteria(document, edition)
    first = {c.text: c.ref for c in edition.criteria}
    typed = Typed({ref: says(ref) for ref in REFS})
    for row in document.tables[0].rows:
        for paragraph in row.cells[-1].paragraphs:
            ref = first.get(paragraph.text)
            if ref in REFS:
                words = paragraph.text.split()
                words.insert(len(words) // 2, f"usually{ref.replace('-', '')}")
                paragraph.runs[0].text = " ".join(words)
                typed.unplaced.append(f"usually{ref.replace('-', '')}")
    for ref in REFS:
        below(found[ref], says(ref))
    return typed


def shortened_criteria(document: Any, edition: Edition) -> Typed:
    """Lose a word of each criterion and its full stop, as retyping does, and type under them."""
    found = criteria(document, edition)
    texts = {c.text for c in edition.criteria}
    for row in document.tables[0].rows:
        for paragraph in row.cells[-1].paragraphs:
            words = paragraph.text.upper().split()
            if paragraph.text in texts and len(words) > 6 and not paragraph.hyperlinks:
                paragraph.runs[0].text = " ".join([*words[:3], *words[4:]]).rstrip(".")
    typed = Typed({ref: says(ref) for ref in REFS})
    for ref in REFS:
        below(found[ref], says(ref))
    return typed


def no_table(document: Any, edition: Edition) -> Typed:
    """Turn the table into plain text, and type between the criteria."""
    typed = Typed({ref: says(ref) for ref in REFS}, dict.fromkeys(REFS, "Yes"))
    table = document.tables[0]._tbl
    for row in document.tables[0].rows[1:]:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                table.addprevious(deepcopy(paragraph._element))
    table.getparent().remove(table)
    texts = {(c.text, *c.points)[-1]: c.ref for c in edition.criteria}
    for paragraph in list(document.paragraphs):
        ref = texts.get(paragraph.text)
        if ref in REFS:
            below(paragraph, f"YES. {says(ref)}")
    return typed


def tick_boxes(document: Any, edition: Edition) -> Typed:
    """Tick one of two boxes under each criterion, one in a content control."""
    found = criteria(document, edition)
    typed = Typed()
    for number, ref in enumerate(REFS):
        yes, no = ("☒", "☐") if number % 2 else ("☐", "☒")
        line = below(found[ref], "")
        control = parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent><w:r><w:t>{yes}</w:t></w:r>"
            "</w:sdtContent></w:sdt>"
        )
        line._element.append(control)
        line.add_run(f" Yes {no} No")
        below(line, says(ref))
        typed.evidence[ref] = f"{yes} Yes {no} No\n{says(ref)}"
        typed.answers[ref] = "Yes" if number % 2 else "No"
    return typed


def tracked(document: Any, edition: Edition) -> Typed:
    """Type at the end of each criterion with tracked changes on."""
    found = criteria(document, edition)
    typed = Typed({ref: says(ref) for ref in REFS})
    for number, ref in enumerate(REFS):
        insertion = parse_xml(
            f"<w:ins {nsdecls('w')} w:id='{900 + number}' w:author='A' "
            f"w:date='2025-01-01T00:00:00Z'><w:r><w:t xml:space='preserve'> {says(ref)}</w:t>"
            "</w:r></w:ins>"
        )
        found[ref]._element.append(insertion)
    return typed


def doubtful_answers(document: Any, edition: Edition) -> Typed:
    """Type unclear answers: they are evidence, word for word."""
    found = criteria(document, edition)
    said = [
        "Yes, but only in part.",
        "No longer a concern.",
        "Partially met.",
        "Mostly yes.",
        "Met",
        "Not yet.",
        "Met in part.",
        "Yes and no.",
        "Nothing to add.",
        "Exceeding",
    ]
    for ref, text in zip(REFS, said, strict=True):
        below(found[ref], text)
    return Typed(dict(zip(REFS, said, strict=True)))


def everywhere_else(document: Any, edition: Edition) -> Typed:
    """Type outside every criterion: before the table, beside titles, in headers, boxes, notes."""
    found = criteria(document, edition)
    pieces = {name: says(f"X-{name}") for name in ("intro", "title", "level", "end", "header")}
    pieces |= {name: says(f"X-{name}") for name in ("box", "comment", "row")}
    table = document.tables[0]
    document.paragraphs[0].insert_paragraph_before(pieces["intro"])
    table.rows[1].cells[0].add_paragraph(pieces["title"])
    below(table.rows[1].cells[1].paragraphs[0], pieces["level"])
    table.add_row().cells[1].text = pieces["row"]
    document.add_paragraph(pieces["end"])
    document.sections[0].header.add_paragraph(pieces["header"])
    paragraph = found["B1-M1"]
    document.add_comment(paragraph.runs, text=pieces["comment"], author="A", initials="A")
    box = parse_xml(
        f"<w:r {nsdecls('w')} xmlns:v='urn:schemas-microsoft-com:vml'><w:pict>"
        "<v:shape id='b1' style='width:100pt;height:50pt'><v:textbox><w:txbxContent><w:p><w:r>"
        f"<w:t>{pieces['box']}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape>"
        "</w:pict></w:r>"
    )
    found["B2-M1"]._element.append(box)
    return Typed(unplaced=list(pieces.values()))


LAYOUTS: tuple[Layout, ...] = (
    under,
    under_with_answers,
    same_line,
    coloured,
    bullets,
    table_inside,
    column_level_with_the_criteria,
    column_one_answer_each,
    column_that_quotes,
    column_of_prose,
    a_row_each,
    a_row_below_each,
    edited_criteria,
    shortened_criteria,
    no_table,
    tick_boxes,
    tracked,
    doubtful_answers,
    everywhere_else,
)

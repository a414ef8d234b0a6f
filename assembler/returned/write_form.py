"""The blank form for councils: every criterion with a list to answer from and room for evidence.

It is Annex B in another layout: the same template gives page, headers, footers and styles.
"""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from assembler import grading
from assembler.letter import context as letter
from assembler.model import Answer, Assessment, Benchmark, Criterion, Edition, Level
from assembler.returned.form_controls import CHOOSE, DESCRIBE, WRITE
from assembler.rich_text import clean
from assembler.templating import render, template_set
from assembler.word.document import CORE, PARSER, WordDocument
from assembler.word.namespaces import W, w

_NAME = "Self-assessment"
_COLUMNS = (("Criterion", 5600), ("Answer", 2150), ("Evidence", 7046))
_COUNCIL = "Council"
_SIGNED_BY = ("Completed by", "Job title", "Date")
_HOW_HEADING = "How to complete this form"
_HOW = (
    "Each row has one criterion. Choose Yes, No or N/A, and say what supports your answer.",
    "Choose N/A only where a criterion cannot apply to your council, and say why.",
    "Under Not met, choose Yes only where the statement is true of your council.",
    "Evidence may have several paragraphs, lists and links.",
    "Please leave the words of the criteria as they are.",
    "Save the form as a Word document and return it to your Prevent Adviser.",
)
_ABOUT_TABLE = "For each criterion: its words, the answer chosen from a list, and the evidence."
_PLACEHOLDER = "PlaceholderText"
# Annex B prints its headings in the cells of a table; here they stand above the tables.
_STYLES = f"""<w:styles xmlns:w="{W}">
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/>
<w:basedOn w:val="Normal"/><w:next w:val="BodyText"/><w:uiPriority w:val="9"/><w:unhideWhenUsed/>
<w:qFormat/><w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="360" w:after="60"/>
<w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/><w:bCs/><w:color w:val="732282"/><w:sz w:val="28"/>
<w:szCs w:val="28"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading3"><w:name w:val="heading 3"/>
<w:basedOn w:val="Normal"/><w:next w:val="BodyText"/><w:uiPriority w:val="9"/><w:unhideWhenUsed/>
<w:qFormat/><w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="200" w:after="100"/>
<w:outlineLvl w:val="2"/></w:pPr><w:rPr><w:b/><w:bCs/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="BodyText"><w:name w:val="Body Text"/>
<w:basedOn w:val="Normal"/><w:uiPriority w:val="1"/><w:qFormat/>
<w:pPr><w:spacing w:after="120"/></w:pPr></w:style>
<w:style w:type="character" w:styleId="{_PLACEHOLDER}"><w:name w:val="Placeholder Text"/>
<w:basedOn w:val="DefaultParagraphFont"/><w:uiPriority w:val="99"/>
<w:rPr><w:color w:val="595959"/></w:rPr></w:style>
</w:styles>"""


def write_form(assessment: Assessment) -> bytes:
    """Return the blank form of a council and year as a Word file.

    Without a council's name the form asks for it.
    """
    document = WordDocument(_annex_b(assessment), "the form")
    _restyle(document)
    body = document.body
    page = body.find(w("sectPr"))
    for child in [*body]:
        if child is not page:
            body.remove(child)
    blocks = "".join(_blocks(assessment))
    content = etree.fromstring(f'<w:body xmlns:w="{W}">{blocks}</w:body>', PARSER)
    for at, block in enumerate([*content]):
        body.insert(at, block)
    document.touch(document.main)
    title = document.root(CORE).find("{http://purl.org/dc/elements/1.1/}title")
    if title is not None:
        title.text = " – ".join(
            filter(None, (form_title(assessment.edition), assessment.details.authority))
        )
        document.touch(CORE)
    return document.packed()


def printed_texts(assessment: Assessment) -> Iterator[str]:
    """Yield what the form prints besides the criteria and their headings, as often as it does."""
    yield from (form_title(assessment.edition), _HOW_HEADING, *_HOW)
    yield from (f"{label}:" for label in (_COUNCIL, *_SIGNED_BY))
    if assessment.details.authority:
        yield f"{_COUNCIL}: {assessment.details.authority}"
    for benchmark in assessment.edition.benchmarks:
        yield _benchmark(benchmark)
        for level in Level:
            if benchmark.at(level):
                yield from (heading for heading, _ in _COLUMNS)


def _annex_b(assessment: Assessment) -> bytes:
    """Return the council's Annex B, whose pages and styles the form takes over."""
    details = assessment.details
    shown = replace(assessment, details=replace(details, authority=details.authority or _NAME))
    name = template_set.file_name("annex-b")
    prepared = render.load_template(name, (template_set.shipped() / name).read_bytes(), keep=True)
    return render.render(prepared, letter.context(shown, grading.settle(shown))).content


def form_title(edition: Edition) -> str:
    """Return the heading of a year's form, by which it is known when it comes back."""
    return f"{edition.titles['letter']}: {_NAME.lower()}"


def _benchmark(benchmark: Benchmark) -> str:
    return f"Benchmark {benchmark.number}: {benchmark.title}"


def _restyle(document: WordDocument) -> None:
    styles = document.part_of_kind("styles")
    for style in etree.fromstring(_STYLES, PARSER):
        for old in styles.findall(w("style")):
            if old.get(w("styleId")) == style.get(w("styleId")):
                styles.remove(old)
        styles.append(style)


def _blocks(assessment: Assessment) -> Iterator[str]:
    council = assessment.details.authority
    yield _paragraph("Heading1", _run(form_title(assessment.edition)))
    if council:
        yield _paragraph("BodyText", _run(f"{_COUNCIL}: {council}"))
    for label in _SIGNED_BY if council else (_COUNCIL, *_SIGNED_BY):
        control = _control(label, "", _run(WRITE, prompt=True), "<w:text/>")
        yield _paragraph("BodyText", _run(f"{label}: ") + control)
    yield _paragraph("Heading2", _run(_HOW_HEADING))
    yield from (_paragraph("CriterionBullet", _run(text)) for text in _HOW)
    for benchmark in assessment.edition.benchmarks:
        yield _paragraph("Heading2", _run(_benchmark(benchmark)))
        if benchmark.unscored:
            yield _paragraph("BodyText", _run(benchmark.unscored.annex_b_note))
        for level in Level:
            if benchmark.at(level):
                yield _paragraph("Heading3", _run(benchmark.headings[level]))
                yield _table(benchmark, level)
                yield _paragraph("TableEnd")


def _table(benchmark: Benchmark, level: Level) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for _, width in _COLUMNS)
    headings = (_paragraph("TableHeading", _run(heading)) for heading, _ in _COLUMNS)
    rows = "".join(map(_criterion, benchmark.at(level)))
    caption = quoteattr(f"{_benchmark(benchmark)}, {level}")
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="AnnexTable"/>'
        f'<w:tblW w:w="{sum(width for _, width in _COLUMNS)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={caption}/><w:tblDescription w:val={quoteattr(_ABOUT_TABLE)}/>"
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"{_row(headings, '<w:cantSplit/><w:tblHeader/>')}{rows}</w:tbl>"
    )


def _criterion(criterion: Criterion) -> str:
    text = _paragraph("CriterionText", _run(criterion.text))
    text += "".join(_paragraph("CriterionPoint", _run(point)) for point in criterion.points)
    items = "".join(
        f'<w:listItem w:displayText="{answer}" w:value="{answer}"/>' for answer in Answer
    )
    answer = _control(
        f"Answer to {criterion.ref}",
        criterion.ref,
        _run(CHOOSE, prompt=True),
        f"<w:dropDownList>{items}</w:dropDownList>",
    )
    evidence = _control(
        f"Evidence for {criterion.ref}",
        criterion.ref,
        _paragraph("TableText", _run(DESCRIBE, prompt=True)),
        "",
    )
    cells = (text, _paragraph("TableText", answer), evidence + _paragraph("TableEnd"))
    return _row(cells, "<w:cantSplit/>")


def _row(cells: Iterable[str], properties: str) -> str:
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
        for cell, (_, width) in zip(cells, _COLUMNS, strict=True)
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{made}</w:tr>"


def _control(title: str, tag: str, content: str, kind: str) -> str:
    """Return a content control that shows its prompt; it can be filled in but not deleted."""
    number = zlib.crc32(title.encode()) & 0x7FFFFFFF
    return (
        f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(title)}/>"
        f"{f'<w:tag w:val={quoteattr(tag)}/>' if tag else ''}"
        f'<w:id w:val="{number}"/><w:lock w:val="sdtLocked"/><w:showingPlcHdr/>{kind}</w:sdtPr>'
        f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


def _paragraph(style: str, content: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'


def _run(text: str, *, prompt: bool = False) -> str:
    look = f'<w:rPr><w:rStyle w:val="{_PLACEHOLDER}"/></w:rPr>' if prompt else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(clean(text))}</w:t></w:r>'

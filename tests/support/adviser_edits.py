"""Edits as an adviser makes them in Word, and what Word changes when it saves the file."""

import re
from collections.abc import Callable
from copy import deepcopy
from io import BytesIO
from struct import pack
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile
from zlib import compress, crc32

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from lxml import etree

from assembler.word.reader import blocks

Edit = Callable[[WordDocument], None]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _chunk(name: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + name + content + pack(">I", crc32(name + content))


DOT = b"\x89PNG\r\n\x1a\n" + b"".join(
    (
        _chunk(b"IHDR", pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        _chunk(b"IDAT", compress(b"\0\x73\x22\x82")),
        _chunk(b"IEND", b""),
    )
)


def edited(document: bytes, *edits: Edit) -> bytes:
    """Open a document, edit it, save it."""
    opened = Document(BytesIO(document))
    for edit in edits:
        edit(opened)
    stream = BytesIO()
    opened.save(stream)
    return stream.getvalue()


def lines(document: bytes, part: str = "word/document.xml") -> list[str]:
    """Return the text of every paragraph that is not blank."""
    with ZipFile(BytesIO(document)) as archive:
        root = etree.fromstring(archive.read(part))
    return [block.text for block in blocks(root) if block.text]


def story_lines(document: bytes) -> list[str]:
    """Return the texts of the body, then of headers and footers in the order of their names."""
    with ZipFile(BytesIO(document)) as archive:
        names = sorted(
            n for n in archive.namelist() if re.match(r"word/(header|footer)\d*\.xml", n)
        )
    return [*lines(document), *(text for name in names for text in lines(document, name))]


def comments(document: bytes) -> list[str]:
    """Return the text of every comment; assert that each is anchored once."""
    with ZipFile(BytesIO(document)) as archive:
        if "word/comments.xml" not in archive.namelist():
            return []
        found = etree.fromstring(archive.read("word/comments.xml")).findall(f"{W}comment")
        body = etree.fromstring(archive.read("word/document.xml"))
    for mark in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        used = sorted(e.get(f"{W}id") for e in body.iter(W + mark))
        assert used == sorted(c.get(f"{W}id") for c in found), mark
    return ["".join(comment.itertext()) for comment in found]


def paragraph(document: WordDocument, text: str) -> Any:
    """Return the one paragraph that contains a text: body, tables, headers and footers."""
    roots = [document.element.body]
    for section in document.sections:
        for part in (section.header, section.footer, section.first_page_header):
            roots.append(part._element)  # noqa: SLF001, PERF401
    for root in roots:
        for found in root.iter(qn("w:p")):
            if text in "".join(t.text or "" for t in found.iter(qn("w:t"))):
                return found
    raise AssertionError(f"no paragraph says {text!r}")


def reword(old: str, new: str) -> Edit:
    """Replace words that are in one run."""

    def edit(document: WordDocument) -> None:
        for node in paragraph(document, old).iter(qn("w:t")):
            if old in (node.text or ""):
                node.text = node.text.replace(old, new, 1)
                node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                return
        raise AssertionError(f"no run holds {old!r}")

    return edit


def reword_header(old: str, new: str) -> Edit:
    """Replace words in the header of later pages."""

    def edit(document: WordDocument) -> None:
        header = document.sections[0].header._element  # noqa: SLF001
        node = next(t for t in header.iter(qn("w:t")) if old in (t.text or ""))
        node.text = node.text.replace(old, new, 1)

    return edit


def link_as_field(text: str) -> Edit:
    """Turn words into a link made by a field, as older versions of Word do."""
    begin, end = (
        f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="{k}"/></w:r>' for k in ("begin", "end")
    )
    middle = begin.replace("begin", "separate")
    code = (
        f'<w:r {nsdecls("w")}><w:instrText xml:space="preserve"> HYPERLINK "https://example.org" '
        "</w:instrText></w:r>"
    )

    def edit(document: WordDocument) -> None:
        run = isolate(document, text)
        for xml in (begin, code, middle):
            run.addprevious(parse_xml(xml))
        run.addnext(parse_xml(end))

    return edit


def isolate(document: WordDocument, text: str) -> Any:
    """Put words into a run of their own."""
    for node in list(paragraph(document, text).iter(qn("w:t"))):
        said = node.text or ""
        if text not in said:
            continue
        run, at = node.getparent(), said.index(text)
        made = []
        for piece in (said[:at], text, said[at + len(text) :]):
            copy = deepcopy(run)
            for other in copy.findall(qn("w:t")):
                other.text = piece
                other.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            made.append(copy)
        for copy in made:
            run.addprevious(copy)
        run.getparent().remove(run)
        return made[1]
    raise AssertionError(f"no run holds {text!r}")


def look(text: str, name: str = "b") -> Edit:
    """Make words bold, or format them otherwise."""

    def edit(document: WordDocument) -> None:
        run = isolate(document, text)
        run.get_or_add_rPr().append(OxmlElement(f"w:{name}"))

    return edit


def colour(text: str) -> Edit:
    def edit(document: WordDocument) -> None:
        from docx.text.run import Run  # noqa: PLC0415

        font = Run(isolate(document, text), document._body).font  # noqa: SLF001
        font.color.rgb = RGBColor(255, 0, 0)
        font.size = Pt(20)

    return edit


def add_after(text: str, words: str) -> Edit:
    """Add a paragraph, styled as the one before it."""

    def edit(document: WordDocument) -> None:
        before = paragraph(document, text)
        made = OxmlElement("w:p")
        if before.pPr is not None:
            made.append(deepcopy(before.pPr))
        run = OxmlElement("w:r")
        said = OxmlElement("w:t")
        said.text = words
        run.append(said)
        made.append(run)
        before.addnext(made)

    return edit


def take_out(text: str) -> Edit:
    def edit(document: WordDocument) -> None:
        found = paragraph(document, text)
        found.getparent().remove(found)

    return edit


def move_behind(text: str, other: str) -> Edit:
    def edit(document: WordDocument) -> None:
        paragraph(document, other).addnext(paragraph(document, text))

    return edit


def split_at(text: str) -> Edit:
    """Press Enter before some words."""

    def edit(document: WordDocument) -> None:
        run = isolate(document, text)
        whole = run.getparent()
        made = OxmlElement("w:p")
        if whole.pPr is not None:
            made.append(deepcopy(whole.pPr))
        made.extend([run, *list(run.itersiblings())])
        whole.addnext(made)

    return edit


def join_with_next(text: str) -> Edit:
    def edit(document: WordDocument) -> None:
        first = paragraph(document, text)
        following = first.getnext()
        first.extend(following.findall(qn("w:r")))
        following.getparent().remove(following)

    return edit


def remark(text: str, words: str) -> Edit:
    def edit(document: WordDocument) -> None:
        from docx.text.run import Run  # noqa: PLC0415

        run = Run(isolate(document, text), document._body)  # noqa: SLF001
        made = document.add_comment(run, text=words, author="Dee Example", initials="DE")
        # python-docx uses comment styles of its own template, which ours does not have.
        for root in (document.element.body, made._comment_elm):  # noqa: SLF001
            for style in [*root.iter(qn("w:rStyle"), qn("w:pStyle"))]:
                if style.get(qn("w:val"), "").startswith("Comment"):
                    style.getparent().remove(style)

    return edit


def delete_comments(document: WordDocument) -> None:
    """Delete every comment from the text, as Word does with Delete All Comments."""
    for name in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        for mark in list(document.element.body.iter(qn(f"w:{name}"))):
            gone = mark.getparent() if name == "commentReference" else mark
            gone.getparent().remove(gone)


def picture(text: str) -> Edit:
    def edit(document: WordDocument) -> None:
        from docx.text.paragraph import Paragraph  # noqa: PLC0415

        found = Paragraph(paragraph(document, text), document._body)  # noqa: SLF001
        found.add_run().add_picture(BytesIO(DOT), width=Pt(20))

    return edit


def track(text: str, words: str) -> Edit:
    """Replace words with tracked changes on."""

    def edit(document: WordDocument) -> None:
        run = isolate(document, text)
        who = {qn("w:id"): "901", qn("w:author"): "Dee Example"}
        removed, added = OxmlElement("w:del", attrs=who), OxmlElement("w:ins", attrs=who)
        added.set(qn("w:id"), "902")
        run.addprevious(removed)
        run.addprevious(added)
        new = deepcopy(run)
        new.find(qn("w:t")).text = words
        added.append(new)
        removed.append(run)
        run.find(qn("w:t")).tag = qn("w:delText")

    return edit


def row_of(document: WordDocument, text: str) -> Any:
    found = paragraph(document, text)
    while found.tag != qn("w:tr"):
        found = found.getparent()
    return found


def take_out_row(text: str) -> Edit:
    def edit(document: WordDocument) -> None:
        row = row_of(document, text)
        row.getparent().remove(row)

    return edit


def track_row_out(text: str) -> Edit:
    """Delete a row with tracked changes on."""

    def edit(document: WordDocument) -> None:
        row = row_of(document, text)
        gone = OxmlElement("w:del", attrs={qn("w:id"): "903", qn("w:author"): "Dee Example"})
        row.get_or_add_trPr().append(gone)

    return edit


def move_row_behind(text: str, other: str) -> Edit:
    def edit(document: WordDocument) -> None:
        row_of(document, other).addnext(row_of(document, text))

    return edit


def add_row_after(text: str, *words: str) -> Edit:
    def edit(document: WordDocument) -> None:
        row = row_of(document, text)
        made = deepcopy(row)
        for cell, said in zip(made.findall(qn("w:tc")), words, strict=True):
            first, *others = cell.findall(qn("w:p"))
            for other in others:
                cell.remove(other)
            runs = first.findall(f".//{qn('w:r')}")
            for run in runs[1:]:
                run.getparent().remove(run)
            runs[0].find(qn("w:t")).text = said
        row.addnext(made)

    return edit


def add_column(document: WordDocument) -> None:
    """Add a column at the right of the first table."""
    table = document.tables[0]
    table.add_column(Pt(40))
    for number, cell in enumerate(table.columns[-1].cells):
        cell.text = f"note {number}"


def shade(text: str, fill: str) -> Edit:
    def edit(document: WordDocument) -> None:
        cell = paragraph(document, text).getparent()
        for old in cell.tcPr.findall(qn("w:shd")):
            cell.tcPr.remove(old)
        cell.tcPr.append(
            parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')
        )

    return edit


def fill_of(document: bytes, text: str) -> str:
    """Return the fill of the first outcome cell with exactly this text."""
    found = paragraph(Document(BytesIO(document)), text).getparent()
    shades = found.findall(f"{qn('w:tcPr')}/{qn('w:shd')}")
    return shades[0].get(qn("w:fill")) if shades else ""


def table_after(text: str, *words: str) -> Edit:
    def edit(document: WordDocument) -> None:
        made = document.add_table(rows=1, cols=len(words))
        for cell, said in zip(made.rows[0].cells, words, strict=True):
            cell.text = said
        paragraph(document, text).addnext(made._element)  # noqa: SLF001

    return edit


def wrapped(text: str, xml: str, inner: str) -> Edit:
    """Put a paragraph into a content control or the like."""

    def edit(document: WordDocument) -> None:
        found = paragraph(document, text)
        around = parse_xml(xml)
        found.addprevious(around)
        around.find(inner, around.nsmap).append(found)

    return edit


CONTROL = f'<w:sdt {nsdecls("w")}><w:sdtPr><w:alias w:val="Mine"/></w:sdtPr><w:sdtContent/></w:sdt>'


def inline(text: str, start: str, end: str = "") -> Edit:
    """Put elements around words: a bookmark, a field, a proofing mark."""

    def edit(document: WordDocument) -> None:
        run = isolate(document, text)
        for xml in filter(None, start.split("\n")):
            run.addprevious(parse_xml(xml.replace("/>", f" {nsdecls('w')}/>", 1)))
        place = run
        for xml in filter(None, end.split("\n")):
            made = parse_xml(xml.replace("/>", f" {nsdecls('w')}/>", 1))
            place.addnext(made)
            place = made

    return edit


def mark_in_blank(xml: str) -> Edit:
    """Put an element into the last blank paragraph of the tables."""

    def edit(document: WordDocument) -> None:
        blank = [p for p in document.element.body.iter(qn("w:p")) if not "".join(p.itertext())]
        inside = [p for p in blank if p.getparent().tag == qn("w:tc")]
        inside[-1].append(parse_xml(xml.replace("/>", f" {nsdecls('w')}/>", 1)))

    return edit


def field_after(text: str) -> Edit:
    """Insert a field, such as today's date, after some words."""

    def edit(document: WordDocument) -> None:
        run = isolate(document, text)
        run.addnext(
            parse_xml(
                f'<w:fldSimple {nsdecls("w")} w:instr=" DATE "><w:r><w:t>1 May</w:t></w:r>'
                "</w:fldSimple>"
            )
        )

    return edit


def restyle(text: str, style: str) -> Edit:
    def edit(document: WordDocument) -> None:
        from docx.text.paragraph import Paragraph  # noqa: PLC0415

        Paragraph(paragraph(document, text), document._body).style = style  # noqa: SLF001

    return edit


def footnote(text: str) -> Edit:
    """Add a footnote, as Word does: a part of its own and a mark in the text."""

    def edit(document: WordDocument) -> None:
        from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415
        from docx.opc.packuri import PackURI  # noqa: PLC0415
        from docx.opc.part import Part  # noqa: PLC0415

        notes = (
            f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p><w:r><w:t>My note.</w:t></w:r>'
            "</w:p></w:footnote></w:footnotes>"
        )
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        package = document.part.package
        part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        mark = parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>')
        isolate(document, text).addnext(mark)

    return edit


def by_word(document: bytes) -> bytes:
    """Save a document as Word would: split runs, rsids, proofing marks, other ids and names."""
    with ZipFile(BytesIO(document)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    renamed = {n: n.replace("header", "header1").replace("footer", "footer1") for n in parts}
    out = {}
    for name, content in parts.items():
        if name.endswith(".rels") or name == "[Content_Types].xml":
            said = content.decode()
            said = re.sub(r"(header|footer)(\d*\.xml)", r"\g<1>1\2", said)
            out[renamed[name]] = re.sub(r'Id="([^"]+)"', r'Id="w\1"', said).encode()
        elif re.match(r"word/(document|header|footer)", name):
            out[renamed[name]] = _as_word_writes(content)
        else:
            out[name] = content
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in out.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _as_word_writes(content: bytes) -> bytes:
    root = etree.fromstring(content)
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
    for element in root.iter():
        for key in [k for k in element.attrib if str(k).startswith(relation)]:
            element.set(key, "w" + element.get(key))
    for number, found in enumerate(list(root.iter(W + "p"))):
        found.set(W + "rsidR", f"00AB{number:04X}"[:8])
    for run in list(root.iter(W + "r")):
        run.set(W + "rsidRPr", "00CD1234")
        _split(run)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _split(run: etree._Element) -> None:
    texts = run.findall(W + "t")
    if len(texts) != 1 or run.getparent().tag not in {W + "p", W + "hyperlink"}:
        return
    said, inside = texts[0].text or "", run.getparent().tag == W + "p"
    at = max(len(said) * 2 // 3, 1)
    if len(said) < 4 or len(run) > 2:
        return
    other = deepcopy(run)
    texts[0].text, other.find(W + "t").text = said[:at], said[at:]
    for node in (texts[0], other.find(W + "t")):
        node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.addnext(other)
    if inside:
        run.addnext(etree.Element(W + "proofErr", {W + "type": "spellStart"}))
        other.addnext(etree.Element(W + "proofErr", {W + "type": "spellEnd"}))

"""The document round the tags: styles, tables, pictures, language, title, what Word left in it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from lxml import etree

from assembler.findings import Finding, Place, error, warning
from assembler.leftovers import leftover_marks
from assembler.word.document import CORE, WordDocument
from assembler.word.namespaces import w
from assembler.word.reader import Story
from assembler.word.runs import visible_pieces
from assembler.wording import quoted

LANGUAGE = "en-GB"
_DC = "{http://purl.org/dc/elements/1.1/}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_VML = "{urn:schemas-microsoft-com:vml}"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TRACKED = tuple(w(name) for name in ("ins", "del", "moveFrom", "moveTo"))
_STYLE_OF = {w("pStyle"): "paragraph", w("rStyle"): "character"}
_YEAR = re.compile(r"\b20[0-9]{2}\s?[/–-]\s?(?:20)?[0-9]{2}\b")
_LOOKS_LIKE_A_TAG = ("{", "}", "%}", "<<", ">>", "«", "[[")  # reported as a broken tag
_ACCEPT = "Accept or reject it (Review, Accept All Changes) and save."


def faults(opened: WordDocument, stories: Iterable[Story]) -> Iterator[Finding]:
    """Find what is wrong with a template apart from its tags."""
    yield from _package(opened)
    yield from _language(opened)
    yield from _title(opened)
    known = _styles(opened)
    for story in stories:
        for at, (block, paragraph) in enumerate(story.paragraphs):
            place = Place("", story.place(at))
            for fault in _paragraph(block.text, paragraph, known):
                yield replace(fault, places=(place,))
        yield from _tables(story, known)


def _package(opened: WordDocument) -> Iterator[Finding]:
    main = opened.content_type(opened.main)
    if main != _MAIN or any("vbaProject" in name for name in opened.names):
        wrong = "it is a Word template or holds macros, not a plain Word Document."
        yield error(
            "template.form.type",
            wrong,
            "Save it as a Word Document (.docx).",
            Place("", "the file"),
        )
    for name in opened.names:
        if not name.endswith(".rels"):
            continue
        for entry in opened.root(name).iter("{*}Relationship"):
            kind = entry.get("Type", "").rpartition("/")[2]
            if entry.get("TargetMode") == "External" and kind != "hyperlink":
                wrong = f"it is tied to a file elsewhere ({quoted(entry.get('Target', ''))})."
                fix = "Put a picture into the document itself; take a link to another file out."
                yield error("template.form.elsewhere", wrong, fix, Place("", "the file"))
            elif kind == "hyperlink" and re.search(r"\{\{|%7B%7B", entry.get("Target", "")):
                wrong = f"the address of a link holds a tag ({quoted(entry.get('Target', ''))})."
                fix = "Links are made from the field itself: {{r contact_email }}."
                yield error("template.form.link", wrong, fix, Place("", "the file"))


def _language(opened: WordDocument) -> Iterator[Finding]:
    styles = next((opened.root(name) for name in opened.related("styles")), None)
    path = f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}/{w('lang')}"
    found = None if styles is None else styles.find(path)
    said = "none" if found is None else found.get(w("val"), "none")
    if said != LANGUAGE:
        wrong = f"its language is not British English ({LANGUAGE}) but {said}."
        fix = "Select all, choose Review, Language, English (United Kingdom), Set As Default."
        yield error("template.form.language", wrong, fix, Place("", "the file"))


def _title(opened: WordDocument) -> Iterator[Finding]:
    core = opened.root(CORE) if CORE in opened else None
    title = None if core is None else core.find(f"{_DC}title")
    if title is None or not (title.text or "").strip():
        fix = "Write one under File, Info, Title: {{ titles.letter }} – {{ authority }}."
        yield error("template.form.title", "it has no title.", fix, Place("", "File, Info"))


def _styles(opened: WordDocument) -> Mapping[str, str]:
    styles = next((opened.root(name) for name in opened.related("styles")), None)
    found = [] if styles is None else styles.findall(w("style"))
    return {style.get(w("styleId"), ""): _name(style) for style in found}


def _name(style: Any) -> str:
    name = style.find(w("name"))
    return "" if name is None else name.get(w("val"), "")


def _paragraph(text: str, paragraph: Any, known: Mapping[str, str]) -> Iterator[Finding]:
    for element in paragraph.iter(w("pStyle"), w("rStyle")):
        if element.get(w("val")) not in known:
            yield _no_style(_STYLE_OF[element.tag], element.get(w("val")))
    if re.search(r"\{\{r\s", text) and "Hyperlink" not in known:
        yield _no_links(known)
    if any(element.tag in _TRACKED for element in paragraph.iter()) or any(
        parent.tag in _TRACKED for parent in paragraph.iterancestors()
    ):
        yield error("template.form.changes", "a tracked change is waiting here.", _ACCEPT)
    if paragraph.find(f".//{w('commentReference')}") is not None:
        wrong = "there is a comment here; it would travel with every letter."
        yield error("template.form.comment", wrong, "Delete it (Review, Delete All Comments).")
    if paragraph.find(f".//{w('txbxContent')}") is not None:
        wrong = "there is a text box here."
        yield error(
            "template.form.box", wrong, "Write its words as ordinary paragraphs or in a table."
        )
    yield from _pictures(paragraph)
    yield from _languages(paragraph)
    yield from _fields(paragraph)
    yield from _wording(text)


def _no_style(kind: str, name: str) -> Finding:
    wrong = f"there is no {kind} style “{name}” in this document."
    fix = "Choose a style that it has, or copy the style from the shipped template."
    return error("template.form.style", wrong, fix)


def _no_links(known: Mapping[str, str]) -> Finding:
    """Say that links have no style to be printed in, be it only that it goes by another id."""
    if "Hyperlink" in known.values():
        wrong = (
            "the style “Hyperlink” goes by another name inside the file (LibreOffice does that)."
        )
        return error("template.form.style", wrong, "Run `assemble templates tidy` over it.")
    return _no_style("character", "Hyperlink")


def _pictures(paragraph: Any) -> Iterator[Finding]:
    pictures = [*paragraph.iter(f"{_WP}docPr")]
    bare = [p for p in pictures if not p.get("descr") and b"decorative" not in etree.tostring(p)]
    old = [shape for shape in paragraph.iter(f"{_VML}imagedata") if not shape.get("title")]
    old = [s for s in old if not s.getparent().get("alt")]
    if bare or old:
        wrong = "the picture has no alternative text."
        fix = "Right-click it, choose Edit Alt Text and say what it shows, or mark it decorative."
        yield error("template.form.picture", wrong, fix)


def _languages(paragraph: Any) -> Iterator[Finding]:
    others = {lang.get(w("val")) for lang in paragraph.iter(w("lang"))} - {None, LANGUAGE}
    for other in sorted(others):
        wrong = f"words here are marked as another language ({other})."
        fix = "Select the paragraph, choose Review, Language, English (United Kingdom)."
        yield warning("template.form.language", wrong, fix)


def _fields(paragraph: Any) -> Iterator[Finding]:
    codes = [element.text or "" for element in paragraph.iter(w("instrText"))]
    codes += [element.get(w("instr"), "") for element in paragraph.iter(w("fldSimple"))]
    for code in codes:
        if "MERGEFIELD" in code.upper():
            wrong = f"there is a mail-merge field here ({quoted(code)})."
            yield error("template.tag.other", wrong, "Write a field of this program: {{ … }}.")


def _wording(text: str) -> Iterator[Finding]:
    plain = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", " ", text)
    year = _YEAR.search(plain)
    if year:
        wrong = f"the year {quoted(year[0])} is written in; next year it is wrong."
        fix = "Write {{ financial_year }} or {{ titles.letter }}, or keep it in the edition."
        yield warning("template.form.year", wrong, fix)
    marks = (mark[0] for mark in leftover_marks(plain))
    for mark in marks:
        if not mark.startswith(_LOOKS_LIKE_A_TAG):
            wrong = f"{quoted(mark)} seems to be left over."
            yield warning("template.form.left", wrong, "Write what belongs here.")


def _tables(story: Story, known: Mapping[str, str]) -> Iterator[Finding]:
    at_of = {id(paragraph): at for at, (_, paragraph) in enumerate(story.paragraphs)}
    for table in story.root.iter(w("tbl")):
        first = next((at_of[id(p)] for p in table.iter(w("p")) if id(p) in at_of), None)
        place = Place("", "" if first is None else story.place(first))
        for fault in _table(table, known):
            yield replace(fault, places=(place,))


def _table(table: Any, known: Mapping[str, str]) -> Iterator[Finding]:
    rows = table.findall(w("tr"))
    if len(rows) > 1 and rows[0].find(f"{w('trPr')}/{w('tblHeader')}") is None:
        wrong = "the table's first row does not repeat on the next page."
        yield error("template.form.header", wrong, "In the row choose Layout, Repeat Header Rows.")
    style = table.find(f"{w('tblPr')}/{w('tblStyle')}")
    if style is not None and style.get(w("val")) not in known:
        yield _no_style("table", style.get(w("val")))
    described = [table.find(f"{w('tblPr')}/{w(n)}") for n in ("tblCaption", "tblDescription")]
    if not any(d is not None and d.get(w("val")) for d in described):
        wrong = "the table has no alternative text."
        fix = "Right-click it, choose Table Properties, Alt Text, and say what it holds."
        yield warning("template.form.picture", wrong, fix)
    for row in rows:
        for cell in row.findall(w("tc")):
            if cell.find(w("p")) is None:
                yield error(
                    "template.form.cell", "a cell holds no paragraph.", "Click into it and save."
                )


def looks(story: Story, at: int, spans: list[tuple[int, int, str]]) -> Iterator[Finding]:
    """Find tags of a paragraph that change their look, or leave a link, half-way."""
    text = _characters(story.paragraphs[at][1])
    for start, end, whole in spans:
        inside = text[start:end]
        if len({link for _, link in inside}) > 1:
            wrong = f"{quoted(whole)} begins outside a link and ends inside it, or the reverse."
            yield error(
                "template.tag.link", wrong, "Take the link away, or put the tag outside it."
            )
        elif len(kinds := [kind for kind, _ in groupby(inside, key=lambda one: one[0])]) > 1:
            wrong = f"{quoted(whole)} changes its look {len(kinds) - 1}× half-way."
            if len(kinds) == 2:  # noqa: PLR2004 - two looks, one change
                wrong = f"{quoted(whole)} changes its look half-way."
            fix = "Select the whole tag and press Ctrl+Space, or give it one look."
            yield warning("template.tag.look", wrong, fix)


def _characters(paragraph: Any) -> list[tuple[bytes, int]]:
    """Give for each character of a paragraph's words its look and its link."""
    found: list[tuple[bytes, int]] = []
    for piece in visible_pieces(paragraph):
        link = next((id(a) for a in piece.node.iterancestors(w("hyperlink"))), 0)
        look = _look(None if piece.run is None else piece.run.find(w("rPr")))
        found += [(look, link)] * len(piece.text)
    return found


def _look(properties: Any) -> bytes:
    if properties is None:
        return b""
    unseen = {w("lang"), w("noProof"), w("webHidden")}
    return b"".join(etree.tostring(one) for one in properties if one.tag not in unseen)


def repeated(story: Story, at: int) -> Iterator[Finding]:
    """Find what cannot stand in a paragraph that is printed several times."""
    paragraph = story.paragraphs[at][1]
    marks = [mark.get(w("name"), "") for mark in paragraph.iter(w("bookmarkStart"))]
    for name in marks:
        if not name.startswith("_GoBack"):
            wrong = f"the bookmark {quoted(name)} stands inside a loop, so it would be doubled."
            yield error("template.form.bookmark", wrong, "Delete it (Insert, Bookmark).")

"""Check the document round the tags: styles, tables, pictures, language, what Word left in it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from itertools import groupby
from typing import Any

from lxml import etree

from assembler.findings import Finding, Place, error, warning
from assembler.leftover_marks import leftover_marks
from assembler.templating.lint.tag_syntax import scan
from assembler.word.document import CORE, WordDocument
from assembler.word.known_content import REFUSED_PARTS
from assembler.word.namespaces import w
from assembler.word.read_runs import visible_pieces
from assembler.word.reader import Story
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
# For each template: the name of what must be printed, and fields of which one must be used.
_NEEDED: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "letter": (
        ("the date", ("date",)),
        ("the recipient's name", ("recipient.name",)),
        ("the recipient's address", ("recipient.address",)),
        ("the salutation", ("salutation",)),
        ("the people copied", ("copied_to",)),
        ("the headings of the strengths", ("strengths.heading",)),
        ("the text of the strengths", ("strengths.text",)),
        ("the headings of the recommendations", ("recommendations.heading",)),
        ("the text of the recommendations", ("recommendations.text",)),
        ("the benchmarks that are not scored", ("unscored",)),
        ("the signatory's name", ("sender.name",)),
        ("the contact email", ("contact_email",)),
        ("the security marking", ("security_marking",)),
    ),
    "annex-a": (
        ("the benchmarks", ("benchmarks",)),
        ("the benchmark's title", ("benchmarks.annex_a_title", "benchmarks.title")),
        ("the outcome", ("benchmarks.outcome",)),
        ("the summary of the outcome", ("benchmarks.summary_parts.text", "benchmarks.summary")),
        ("the security marking", ("security_marking",)),
    ),
    "annex-b": (
        ("the benchmarks", ("benchmarks",)),
        ("the benchmark's title", ("benchmarks.title", "benchmarks.annex_a_title")),
        ("the headings of the levels", ("benchmarks.levels.heading",)),
        ("the words of the criteria", ("benchmarks.levels.criteria.text",)),
        ("the sub-points of the criteria", ("benchmarks.levels.criteria.points",)),
        ("what is printed for an unscored benchmark", ("benchmarks.note", "benchmarks.elsewhere")),
        ("the security marking", ("security_marking",)),
    ),
}


def check(document: WordDocument, stories: Iterable[Story]) -> Iterator[Finding]:
    """Find what is wrong with a template apart from its tags."""
    yield from _package(document)
    yield from _language(document)
    yield from _title(document)
    styles = _style_names(document)
    for story in stories:
        for at, (block, paragraph) in enumerate(story.paragraphs):
            place = Place("", story.place(at))
            for fault in _paragraph(block.text, paragraph, styles):
                yield replace(fault, places=(place,))
        yield from _tables(story, styles)


def check_required(name: str, used: set[str], faults: Iterable[Finding]) -> list[Finding]:
    """Find what a template must print and never does. `used` are the paths of fields it names.

    What follows only from a misspelt field, which one of `faults` quotes, is not reported again.
    """
    words = {word for fault in faults for word in re.findall(r"\w+", fault.message)}
    missing = []
    for what, choices in _NEEDED.get(name, ()):
        misspelt = get_close_matches(choices[0].rpartition(".")[2], words, n=1, cutoff=0.75)
        if not used.intersection(choices) and not misspelt:
            fix = f"Write '{choices[0]}' where it belongs; see `assemble templates show`."
            place = Place("", "the whole text")
            missing.append(error("template.field.missing", f"it never prints {what}.", fix, place))
    return missing


def check_tag_formatting(story: Story) -> Iterator[Finding]:
    """Find tags whose formatting changes, or that leave a link, half-way."""
    for at, (block, paragraph) in enumerate(story.paragraphs):
        tags = scan(block.text).tags
        characters = _characters(paragraph) if tags else []
        for tag in tags:
            place = Place("", story.place(at))
            for fault in _tag_formatting(tag.whole, characters[tag.start : tag.end]):
                yield replace(fault, places=(place,))


def _package(document: WordDocument) -> Iterator[Finding]:
    main = document.content_type(document.main)
    if main != _MAIN or any("vbaProject" in name for name in document.names):
        wrong = "it is a Word template or holds macros, not a plain Word Document."
        yield error(
            "template.form.type",
            wrong,
            "Save it as a Word Document (.docx).",
            Place("", "the file"),
        )
    for name in document.names:
        if not name.endswith(".rels"):
            continue
        for entry in document.root(name).iter("{*}Relationship"):
            kind = entry.get("Type", "").rpartition("/")[2]
            if entry.get("TargetMode") == "External" and kind != "hyperlink":
                wrong = f"it is tied to a file elsewhere ({quoted(entry.get('Target', ''))})."
                fix = "Put a picture into the document itself; take a link to another file out."
                yield error("template.form.elsewhere", wrong, fix, Place("", "the file"))
            elif kind == "hyperlink" and re.search(r"\{\{|%7B%7B", entry.get("Target", "")):
                wrong = f"the address of a link holds a tag ({quoted(entry.get('Target', ''))})."
                fix = "Links are made from the field itself: {{r contact_email }}."
                yield error("template.form.link", wrong, fix, Place("", "the file"))
            elif kind in REFUSED_PARTS and kind != "vbaProject":
                wrong = f"it holds {REFUSED_PARTS[kind]}, which no letter may hold."
                fix = "Take it out; a picture of it may stay."
                yield error("template.form.part", wrong, fix, Place("", "the file"))


def _language(document: WordDocument) -> Iterator[Finding]:
    styles = next((document.root(name) for name in document.related("styles")), None)
    path = f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}/{w('lang')}"
    default = None if styles is None else styles.find(path)
    language = "none" if default is None else default.get(w("val"), "none")
    if language != LANGUAGE:
        wrong = f"its language is not British English ({LANGUAGE}) but {language}."
        fix = "Select all, choose Review, Language, English (United Kingdom), Set As Default."
        yield error("template.form.language", wrong, fix, Place("", "the file"))


def _title(document: WordDocument) -> Iterator[Finding]:
    core = document.root(CORE) if CORE in document else None
    title = None if core is None else core.find(f"{_DC}title")
    if title is None or not (title.text or "").strip():
        fix = "Write one under File, Info, Title: {{ titles.letter }} – {{ authority }}."
        yield error("template.form.title", "it has no title.", fix, Place("", "File, Info"))


def _style_names(document: WordDocument) -> Mapping[str, str]:
    styles = next((document.root(name) for name in document.related("styles")), None)
    rows = [] if styles is None else styles.findall(w("style"))
    return {style.get(w("styleId"), ""): _style_name(style) for style in rows}


def _style_name(style: Any) -> str:
    name = style.find(w("name"))
    return "" if name is None else name.get(w("val"), "")


def _paragraph(text: str, paragraph: Any, styles: Mapping[str, str]) -> Iterator[Finding]:
    for element in paragraph.iter(w("pStyle"), w("rStyle")):
        if element.get(w("val")) not in styles:
            yield _no_style(_STYLE_OF[element.tag], element.get(w("val")))
    if re.search(r"\{\{r\s", text) and "Hyperlink" not in styles:
        yield _no_links(styles)
    if any(element.tag in _TRACKED for element in paragraph.iter()) or any(
        parent.tag in _TRACKED for parent in paragraph.iterancestors()
    ):
        yield error("template.form.changes", "a tracked change is waiting here.", _ACCEPT)
    if paragraph.find(f".//{w('commentReference')}") is not None:
        wrong = "there is a comment here; it would go out with every letter."
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


def _no_links(styles: Mapping[str, str]) -> Finding:
    """Report that the style for links is missing or has another id."""
    if "Hyperlink" in styles.values():
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
    instructions = [element.text or "" for element in paragraph.iter(w("instrText"))]
    instructions += [element.get(w("instr"), "") for element in paragraph.iter(w("fldSimple"))]
    for instruction in instructions:
        if "MERGEFIELD" in instruction.upper():
            wrong = f"there is a mail-merge field here ({quoted(instruction)})."
            yield error("template.tag.other", wrong, "Write a field of this program: {{ … }}.")
    for holder, what in _unreachable(paragraph):
        tags = scan("".join(text.text or "" for text in holder.iter(w("t")))).tags
        if tags:
            wrong = (
                f"{quoted(tags[0].whole)} is in {what}: when a document that was edited is "
                "built again, its new value cannot be brought in there."
            )
            yield warning("template.form.unreachable", wrong, "Write the tag as ordinary text.")


def _unreachable(paragraph: Any) -> Iterator[tuple[Any, str]]:
    """Yield the parts in or around a paragraph that a merge does not reach."""
    for field in paragraph.iter(w("fldSimple")):
        yield field, "a field of Word's"
    for properties in (control.find(w("sdtPr")) for control in paragraph.iterancestors(w("sdt"))):
        if properties is None:
            continue
        gallery = properties.find(f"{w('docPartObj')}/{w('docPartGallery')}")
        if gallery is not None and gallery.get(w("val")) == "Cover Pages":
            yield paragraph, "a cover page"
        if properties.find(w("dataBinding")) is not None:
            yield paragraph, "a content control tied to a property of the document"
    for control in paragraph.iter(w("sdt")):
        if control.find(f"{w('sdtPr')}/{w('dataBinding')}") is not None:
            yield control, "a content control tied to a property of the document"


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
            wrong = f"{quoted(mark)} looks left over."
            yield warning("template.form.left", wrong, "Write what belongs here.")


def _tables(story: Story, styles: Mapping[str, str]) -> Iterator[Finding]:
    at_of = {id(paragraph): at for at, (_, paragraph) in enumerate(story.paragraphs)}
    for table in story.root.iter(w("tbl")):
        first = next((at_of[id(p)] for p in table.iter(w("p")) if id(p) in at_of), None)
        place = Place("", "" if first is None else story.place(first))
        for fault in _table(table, styles):
            yield replace(fault, places=(place,))


def _table(table: Any, styles: Mapping[str, str]) -> Iterator[Finding]:
    rows = table.findall(w("tr"))
    if len(rows) > 1 and rows[0].find(f"{w('trPr')}/{w('tblHeader')}") is None:
        wrong = "the table's first row does not repeat on the next page."
        yield error("template.form.header", wrong, "In the row choose Layout, Repeat Header Rows.")
    style = table.find(f"{w('tblPr')}/{w('tblStyle')}")
    if style is not None and style.get(w("val")) not in styles:
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


def _tag_formatting(tag: str, characters: list[tuple[bytes, int]]) -> Iterator[Finding]:
    if len({link for _, link in characters}) > 1:
        wrong = f"{quoted(tag)} begins outside a link and ends inside it, or the reverse."
        yield error("template.tag.link", wrong, "Take the link away, or put the tag outside it.")
        return
    changes = sum(1 for _ in groupby(formatting for formatting, _ in characters)) - 1
    if changes > 0:
        wrong = f"{quoted(tag)} changes its look {f'{changes}× ' if changes > 1 else ''}half-way."
        fix = "Select the whole tag and press Ctrl+Space, or give all of it the same formatting."
        yield warning("template.tag.look", wrong, fix)


def _characters(paragraph: Any) -> list[tuple[bytes, int]]:
    """Return for each character of a paragraph's words its formatting and its link."""
    characters: list[tuple[bytes, int]] = []
    for piece in visible_pieces(paragraph):
        link = next((id(a) for a in piece.node.iterancestors(w("hyperlink"))), 0)
        formatting = _formatting(None if piece.run is None else piece.run.find(w("rPr")))
        characters += [(formatting, link)] * len(piece.text)
    return characters


def _formatting(properties: Any) -> bytes:
    """Return what a reader sees of a run's properties, for comparison."""
    if properties is None:
        return b""
    unseen = {w("lang"), w("noProof"), w("webHidden")}
    return b"".join(etree.tostring(child) for child in properties if child.tag not in unseen)

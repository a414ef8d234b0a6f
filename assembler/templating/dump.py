"""Write a template as text, one line for each paragraph, so that changes can be reviewed."""

from collections.abc import Iterator, Mapping
from typing import Any

from assembler.word.document import CORE, WordDocument
from assembler.word.namespaces import R, w
from assembler.word.read_runs import visible_text as words
from assembler.word.reader import Story, stories

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_INCH = 1440
_MM = 25.4


def dump(label: str, content: bytes) -> str:
    """Write a template as text: page, title, language, then story by story.

    A paragraph is "[Style] its words"; bold and italic stand between * and _, an address of a link
    between < and >. Raises AssemblerError when it is no Word document.
    """
    taken = WordDocument(content, label)
    lines = [label, *_head(taken)]
    for story in stories(taken):
        lines += ["", f"## {story.name or 'text'}", *_story(taken, story)]
    return "\n".join(lines) + "\n"


def _head(taken: WordDocument) -> Iterator[str]:
    core = taken.root(CORE) if CORE in taken else None
    yield f"title: {'' if core is None else core.findtext(_TITLE) or ''}"
    language = next(iter(taken.part_of_kind("styles").iter(w("lang"))), None)
    yield f"language: {'' if language is None else language.get(w('val'), '')}"
    for section in taken.document.iter(w("sectPr")):
        size, margins = section.find(w("pgSz")), section.find(w("pgMar"))
        if size is not None and margins is not None:
            page = " × ".join(_mm(size.get(w(side), "0")) for side in ("w", "h"))
            edges = ", ".join(
                _mm(margins.get(w(side), "0")) for side in ("top", "right", "bottom", "left")
            )
            yield f"page: {page} mm, margins {edges} mm"


def _mm(twentieths: str) -> str:
    return f"{float(twentieths) / _INCH * _MM:.0f}"


def _story(taken: WordDocument, story: Story) -> Iterator[str]:
    styles = {
        style.get(w("styleId"), ""): name.get(w("val"), "")
        for style in taken.part_of_kind("styles").iter(w("style"))
        if (name := style.find(w("name"))) is not None
    }
    links = taken.targets(story.part)
    row = None
    for block, paragraph in story.paragraphs:
        here = next(paragraph.iterancestors(w("tr")), None)
        if here is not None and here is not row:
            yield _row(block.place, here)
        row = here
        indent = "  " if here is not None else ""
        style = styles.get(block.style, block.style) or "Normal"
        text = _text(paragraph, links).replace("\n", "⏎")
        yield f"{indent}[{style}] {text}".rstrip()


def _row(place: str, row: Any) -> str:
    header = row.find(f"{w('trPr')}/{w('tblHeader')}") is not None
    return f"{place.rpartition(', cell')[0]}{', header' if header else ''}:"


def _text(paragraph: Any, links: Mapping[str, str]) -> str:
    pieces = []
    for child in paragraph:
        if child.tag == w("hyperlink"):
            target = links.get(child.get(f"{{{R}}}id", ""), "")
            pieces.append(f"{words(child)} <{target}>")
        elif child.tag == w("r"):
            pieces.append(_run(child))
        elif child.tag != w("pPr"):
            pieces.append(words(child))
    return "".join(pieces).replace("**", "").replace("__", "")


def _run(run: Any) -> str:
    text = "(picture)" if run.find(w("drawing")) is not None else words(run)
    properties = run.find(w("rPr"))
    if properties is None or not text.strip():
        return text
    style = properties.find(w("rStyle"))
    named = "" if style is None else style.get(w("val"))
    if named == "Strong" or properties.find(w("b")) is not None:
        return f"*{text}*"
    if named == "Emphasis" or properties.find(w("i")) is not None:
        return f"_{text}_"
    return text

"""Edits of a .docx as text of its parts: what Word, another program or an attacker writes."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import NamedTuple

Parts = dict[str, bytes]
Edit = Callable[[Parts], None]

BODY, RELS, SETTINGS = "word/document.xml", "word/_rels/document.xml.rels", "word/settings.xml"
STYLES, CORE, APP = "word/styles.xml", "docProps/core.xml", "docProps/app.xml"
CUSTOM, NUMBERING = "docProps/custom.xml", "word/numbering.xml"
TYPES = "[Content_Types].xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = f'xmlns:r="{OFFICE}"'


class Row(NamedTuple):
    """A row of a table of edits: its name, the document edited, the edit, the code to be found."""

    name: str
    document: str
    edit: Edit
    code: str = ""


def edited(document: bytes, edit: Edit) -> bytes:
    """Return a document after an edit."""
    with zipfile.ZipFile(BytesIO(document)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    edit(parts)
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def both(*edits: Edit) -> Edit:
    """Make several edits, one after the other."""

    def edit(parts: Parts) -> None:
        for one in edits:
            one(parts)

    return edit


def swap(part: str, old: str, new: str) -> Edit:
    """Replace text of a part where it stands first; it must be there."""

    def edit(parts: Parts) -> None:
        text = parts[part].decode()
        assert old in text, f"{part} does not have {old}"
        parts[part] = text.replace(old, new, 1).encode()

    return edit


def reword(old: str, new: str) -> Edit:
    """Replace words of the body."""
    return swap(BODY, old, new)


def add(words: str, more: str) -> Edit:
    """Add words after others of the body."""
    return reword(words, words + more)


def exchange(one: str, two: str) -> Edit:
    """Put two texts of the body in each other's place."""
    return both(reword(one, "\ue000"), reword(two, one), reword("\ue000", two))


def run(text: str, properties: str = "") -> str:
    """Return a run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> Edit:
    """Add a paragraph at the end of the body."""
    return block(f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>")


def block(xml: str) -> Edit:
    """Add a paragraph or table at the end of the body."""

    def edit(parts: Parts) -> None:
        body = parts[BODY].decode()
        at = body.rindex("<w:sectPr")
        parts[BODY] = (body[:at] + xml + body[at:]).encode()

    return edit


def before(words: str, xml: str) -> Edit:
    """Add a paragraph before the one of the body that has these words."""

    def edit(parts: Parts) -> None:
        body = parts[BODY].decode()
        at = body.rindex("<w:p>", 0, body.index(words))
        parts[BODY] = (body[:at] + xml + body[at:]).encode()

    return edit


def field(code: str, shown: str = "Some words") -> Edit:
    """Add a paragraph with a simple field."""
    return paragraph(f'<w:fldSimple w:instr=" {code} ">{run(shown)}</w:fldSimple>')


def split_field(*codes: str) -> Edit:
    """Add a paragraph with a field whose code stands in several runs."""
    return paragraph(split_field_runs(*codes) + run("Some words"))


def split_field_runs(*codes: str) -> str:
    """Return the runs of a field whose code stands in several runs."""
    pieces = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return f"{begin}{pieces}{end}"


def related(
    kind: str,
    target: str,
    content: str | None = None,
    *,
    office: str = OFFICE,
    of: str = RELS,
) -> Edit:
    """Add a part with its relationship; without content, a relationship to an outside address."""

    def edit(parts: Parts) -> None:
        mode = ' TargetMode="External"' if content is None else ""
        row = f'<Relationship Id="rPlant" Type="{office}/{kind}" Target="{target}"{mode}/>'
        none = "<Relationships xmlns="
        none += '"http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        rels = parts.get(of, none.encode()).decode()
        parts[of] = rels.replace("</Relationships>", f"{row}</Relationships>").encode()
        if content is not None:
            parts[target[1:]] = content.encode()

    return edit


def link(shown: str, target: str) -> Edit:
    """Add a paragraph with a link."""
    words = f'<w:hyperlink {R} r:id="rPlant">{run(shown)}</w:hyperlink>'
    return both(related("hyperlink", target), paragraph(words))


def setting(entry: str) -> Edit:
    """Add an entry to the settings."""
    return swap(SETTINGS, "</w:settings>", f"{entry}</w:settings>")


def style(kind: str, properties: str, name: str = "Plant") -> Edit:
    """Add a style of a kind (paragraph, character, table)."""
    made = f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{properties}'
    return swap(STYLES, "</w:styles>", f"{made}</w:style></w:styles>")

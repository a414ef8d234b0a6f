"""Add notes (Excel's older comments) to cells of a sheet, and remove them again.

A note is an entry in a comments part and a shape in a drawing of Excel's old kind (VML). A threaded
comment leaves such an entry too, which Excel rewrites from the thread: it is left alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape

from assembler.workbook.xlsx.edit_package import RELATIONSHIPS, EditedPackage, cell_of
from assembler.workbook.xlsx.splice import SHEET_ORDER, Node, Part, Replacement, text

AUTHOR = "Assembler"
DIVIDER = "– Assembler –"
_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_EMPTY = f'<comments xmlns="{_SPACE}"><authors></authors><commentList></commentList></comments>'
_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_VML = (
    f'<xml {_SPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" '
    'o:connecttype="rect"/></v:shapetype></xml>'
)
_SHAPE = (
    f'<v:shape {_SPACES} id="_x0000_s{{number}}" type="#_x0000_t202" '
    'style="position:absolute;margin-left:60pt;margin-top:2pt;width:320px;height:{height}px;'
    'z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox '
    'style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox><x:ClientData '
    'ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_FIRST_SHAPE, _LINE_HEIGHT, _LINE_LENGTH = 1025, 18, 40
_END = b"</xml>"


def add_notes(package: EditedPackage, sheet: str, notes: Mapping[str, str]) -> None:
    """Add a text to the note of each cell, named by its address, below what it says already.

    A cell with a threaded comment can hold no note and is left as it is.
    """
    threaded = _threaded(package, sheet)
    notes = {at: note for at, note in notes.items() if at not in threaded}
    if not notes:
        return
    name = package.part_of_kind(sheet, "comments")
    if not name:
        name = package.free_name("xl/comments{}.xml")
        package.add(name, _EMPTY.encode(), _TYPE, sheet, "comments")
    number, xml = _with_author(package.read(name))
    part = Part(xml, 4)
    listed = part.root.child("commentList")
    if listed is None:
        return
    entries = {entry.attributes.get("ref", ""): entry for entry in listed.all("comment")}
    edits: list[Replacement] = []
    added: list[str] = []
    for at, note in notes.items():
        written = entries[at].child("text") if at in entries else None
        if written is not None:
            edits += _added_to(part, written, f"\n\n{DIVIDER}\n{note}")
        elif at not in entries:
            run = _run(part.prefix, f"{DIVIDER}\n{note}")
            inside = f"<{part.prefix}text>{run}</{part.prefix}text>"
            tag = f'{part.prefix}comment ref="{at}" authorId="{number}"'
            added.append(f"<{tag}>{inside}</{part.prefix}comment>")
    if added:
        edits += part.appended(listed, "".join(added).encode())
    package.replace(name, part.edited(edits))
    _draw(package, sheet, {at: note for at, note in notes.items() if at not in entries})


def remove_notes(package: EditedPackage, sheet: str) -> None:
    """Remove what `add_notes` wrote; a note that says nothing else is removed as a whole."""
    name = package.part_of_kind(sheet, "comments")
    if not name or DIVIDER.encode() not in package.read(name):
        return
    part = Part(package.read(name), 6)
    listed = part.root.child("commentList")
    edits: list[Replacement] = []
    emptied: set[str] = set()
    for entry in listed.all("comment") if listed else ():
        kept = list(_without_ours(part, entry))
        if kept == [part.removed(entry)]:
            emptied.add(entry.attributes.get("ref", ""))
        edits += kept
    package.replace(name, part.edited(edits))
    drawing = _drawing(package, sheet)
    if drawing and emptied:
        package.replace(drawing, _without_shapes(package.read(drawing), emptied))


def noted_cells(package: EditedPackage, sheet: str) -> frozenset[tuple[int, int]]:
    """Return the cells, by row and column, that have a note or a threaded comment."""
    name = package.part_of_kind(sheet, "comments")
    listed = Part(package.read(name), 3).root.child("commentList") if name else None
    entries = listed.all("comment") if listed else ()
    cells = {entry.attributes.get("ref", "") for entry in entries} | _threaded(package, sheet)
    return frozenset(cell_of(at) for at in cells if at)


def _without_ours(part: Part, entry: Node) -> Iterator[Replacement]:
    """Yield the edits that remove the divider, and all after it, from a comment."""
    written = entry.child("text")
    runs = [one for one in written.children if one.name in {"r", "t"}] if written else []
    texts = [one if one.name == "t" else one.child("t") for one in runs]
    words = [unescape(part.xml[t.opened : t.closing].decode()) if t else "" for t in texts]
    whole = "".join(words)
    if DIVIDER not in whole:
        return
    left = len(whole.partition(DIVIDER)[0].rstrip())
    if not left:
        yield part.removed(entry)
        return
    for run, node, said in zip(runs, texts, words, strict=True):
        if left <= 0:
            yield part.removed(run)
        elif left < len(said) and node is not None:
            yield Replacement(node.opened, node.closing, text(said[:left]).encode())
        left -= len(said)


def _with_author(xml: bytes) -> tuple[int, bytes]:
    """Return the number of the program as an author, and the part that lists it."""
    part = Part(xml, 3)
    listed = part.root.child("authors")
    if listed is None:
        return 0, xml
    names = [part.xml[node.opened : node.closing].decode() for node in listed.children]
    if AUTHOR in names:
        return names.index(AUTHOR), part.xml
    author = f"<{part.prefix}author>{AUTHOR}</{part.prefix}author>"
    return len(names), part.edited(part.appended(listed, author.encode()))


def _added_to(part: Part, written: Node, note: str) -> Iterator[Replacement]:
    """Put a run behind the words of a comment; plain ones become a run, as Excel has it."""
    plain = written.child("t")
    run = _run(part.prefix, note).encode()
    if plain is None:
        yield from part.appended(written, run)
    else:
        name = f"{part.prefix}r".encode()
        whole = b"<" + name + b">" + part.raw(plain) + b"</" + name + b">" + run
        yield Replacement(plain.start, plain.end, whole)


def _run(prefix: str, words: str) -> str:
    return f'<{prefix}r><{prefix}t xml:space="preserve">{text(words)}</{prefix}t></{prefix}r>'


def _threaded(package: EditedPackage, sheet: str) -> frozenset[str]:
    """Return the cells that have a threaded comment."""
    name = package.part_of_kind(sheet, "threadedComment")
    entries = Part(package.read(name), 2).root.children if name else []
    return frozenset(entry.attributes.get("ref", "") for entry in entries)


def _draw(package: EditedPackage, sheet: str, notes: Mapping[str, str]) -> None:
    """Add the shapes that Excel shows new notes in."""
    if not notes:
        return
    name = _drawing(package, sheet) or _new_drawing(package, sheet)
    xml = package.read(name)
    numbers = [int(number) for number in re.findall(rb"_x0000_s([0-9]{1,9})\b", xml)]
    first = max([_FIRST_SHAPE - 1, *numbers]) + 1
    shapes = "".join(_shape(first + n, at, notes[at]) for n, at in enumerate(notes))
    head, end, tail = xml.rpartition(_END)
    if end:
        package.replace(name, head + shapes.encode() + end + tail)


def _shape(number: int, at: str, note: str) -> str:
    row, column = cell_of(at)
    lines = 4 + len(note) // _LINE_LENGTH + note.count("\n")
    height = _LINE_HEIGHT * lines
    return _SHAPE.format(number=number, height=height, row=row - 1, column=column - 1)


def _drawing(package: EditedPackage, sheet: str) -> str:
    """Return the old drawing of a sheet; not that of the pictures in its header."""
    node = Part(package.read(sheet), 2).root.child("legacyDrawing")
    attributes = node.attributes.items() if node else ()
    key = next((value for name, value in attributes if name.endswith(":id")), "")
    return package.related(sheet).get(key, ("", ""))[0]


def _new_drawing(package: EditedPackage, sheet: str) -> str:
    package.declare_ending("vml", _VML_TYPE)
    name = package.free_name("xl/drawings/vmlDrawing{}.vml")
    key = package.add(name, _VML.encode(), "", sheet, "vmlDrawing")
    part = Part(package.read(sheet), 2)
    tag = f'<{part.prefix}legacyDrawing xmlns:r="{RELATIONSHIPS}" r:id="{key}"/>'
    edits = part.placed("legacyDrawing", tag.encode(), SHEET_ORDER)
    package.replace(sheet, part.edited(edits))
    return name


def _without_shapes(xml: bytes, cells: Iterable[str]) -> bytes:
    """Return a drawing without the shapes of the notes on some cells."""
    gone = {cell_of(at) for at in cells}

    def kept(shape: re.Match[bytes]) -> bytes:
        row, column = (re.search(rb"<x:%b>\s*([0-9]+)" % n, shape[0]) for n in (b"Row", b"Column"))
        is_note = b'ObjectType="Note"' in shape[0] and row and column
        at = (int(row[1]) + 1, int(column[1]) + 1) if row and column else (0, 0)
        return b"" if is_note and at in gone else shape[0]

    return re.sub(rb"<v:shape\s(?:(?!</v:shape>).)*</v:shape>", kept, xml, flags=re.DOTALL)

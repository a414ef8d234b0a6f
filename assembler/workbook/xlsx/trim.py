"""A sheet cut down to the cells that hold something, read as a stream.

Excel stretches a sheet to row 1,048,576 as soon as somebody formats whole columns. Such cells hold
nothing and are dropped before a parser makes an object of each.
"""

import re
from collections.abc import Iterator
from typing import IO

from assembler.opc import archive

LARGEST_SHEET = 16_000_000
_MOST_LINKS = 2_000
_CHUNK, _LONGEST_TAG = 1 << 20, 8 << 20

_ROOT = re.compile(rb"<(?P<prefix>\w+:)?worksheet(?=[\s>])[^<>]*>")
_DATA = re.compile(rb"<(?:\w+:)?sheetData\s*(?P<none>/)?>")
_DATA_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")
_BEGINS = re.compile(rb"<(?:\w+:)?(?:c|row)[\s>]|</(?:\w+:)?sheetData")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|f|is)[\s/>]")
# No pattern looks past the next "<", or a tag begun ten thousand times would be read as often.
_ROW_START = re.compile(rb"<row(?=[\s/>])[^<>]*>")
_EMPTY_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])[^<>]*(?:/>|></(?:\w+:)?c\s*>)")
_EMPTY_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])[^<>]*(?:/>|>\s*</(?:\w+:)?row\s*>)")
_LINK = re.compile(rb"<(?:\w+:)?hyperlink\s[^<>]*>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*>")
# A row or a cell without an address stands after the one before it, which must then stay. Nearly
# all programs write the address first.
_PERHAPS_BARE = re.compile(rb"<(?:c|row)(?! r=)(?=[\s/>])")
_BARE = re.compile(rb"<(?:\w+:)?(?:c|row)(?=[\s/>])(?![^<>]*\sr\s*=)")


def sheet(stream: IO[bytes]) -> bytes | None:
    """Cut a sheet down to the cells that hold something, the links and the ranges on them.

    None when its cells do not say where they stand. Raises UnsafeError when it holds too much, or
    is no sheet.
    """
    pieces = _pieces(stream)
    head, found = _until(pieces, _DATA)
    root = _ROOT.search(head)
    if root is None:
        raise archive.damaged()
    rest = head[found.end() :]
    rows: bytes | None = b""
    if not found["none"]:
        rows, rest = _rows(pieces, rest)
    if rows is None:
        return None
    merged, links = _tail(pieces, rest)
    prefix = root["prefix"] or b""
    data = b"<%bsheetData>%b</%bsheetData>" % (prefix, rows, prefix)
    if merged:
        data += b"<%bmergeCells>%b</%bmergeCells>" % (prefix, merged, prefix)
    if links:
        data += b"<%bhyperlinks>%b</%bhyperlinks>" % (prefix, links, prefix)
    return b"%b%b</%bworksheet>" % (root[0], data, prefix)


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Give the XML in pieces, each ending before a tag that begins a cell or a row."""
    held = b""
    while chunk := stream.read(_CHUNK):
        held += chunk
        cut = _cut(held)
        piece, held = held[:cut], held[cut:]
        if b"<!" in piece or len(held) > _LONGEST_TAG:
            raise archive.damaged()
        yield piece
    if b"<!" in held:
        raise archive.damaged()
    yield held


def _cut(held: bytes) -> int:
    """Find where the last cell or row begins; where there is none, the last tag.

    A cell that began the piece goes on in the next: nothing is cut then.
    """
    for start in (max(len(held) - _CHUNK // 16, 0), 0):
        begins = [found.start() for found in _BEGINS.finditer(held, start)]
        if begins:
            return begins[-1]
    return max(held.rfind(b"<"), 0)


def _until(pieces: Iterator[bytes], wanted: re.Pattern[bytes]) -> tuple[bytes, re.Match[bytes]]:
    held = b""
    for piece in pieces:
        held += piece
        if found := wanted.search(held):
            return held, found
        if len(held) > _LONGEST_TAG:
            break
    raise archive.damaged()


def _rows(pieces: Iterator[bytes], begun: bytes) -> tuple[bytes | None, bytes]:
    """Give the rows that hold something, and what follows the last row; None when one is bare."""
    kept: list[bytes] = []
    size = 0
    for piece in _with(begun, pieces):
        end = _DATA_END.search(piece)
        inside, after = (piece[: end.start()], piece[end.end() :]) if end else (piece, b"")
        if _is_bare(inside):
            return None, after
        rows = _filled(inside)
        kept.append(rows)
        size += len(rows)
        if size > LARGEST_SHEET:
            raise _too_large()
        if end:
            return _EMPTY_ROW.sub(b"", b"".join(kept)), after
    raise archive.damaged()


def _too_large() -> archive.UnsafeError:
    return archive.too_much(f"{LARGEST_SHEET // 1_000_000} MB on one sheet")


def whole(package: archive.Archive, name: str) -> bytes:
    """Give the XML of a sheet that cannot be cut down. Raises UnsafeError."""
    if package.parts[name].file_size > LARGEST_SHEET:
        raise _too_large()
    return package.read(name, LARGEST_SHEET)


def _is_bare(rows: bytes) -> bool:
    """Whether a cell or a row among these does not say where it stands."""
    return bool((b":c" in rows or _PERHAPS_BARE.search(rows)) and _BARE.search(rows))


def _filled(rows: bytes) -> bytes:
    """Drop the cells that hold nothing, and the rows that have none left."""
    if _VALUE.search(rows) or b":row" in rows:
        return _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", rows))
    # Nothing here holds a value: only a row that ends here, or begins here, is of any use.
    first, last = rows.find(b"</row"), rows.rfind(b"<row")
    ends = first >= 0 and not 0 <= rows.find(b"<row") < first
    begins = _ROW_START.match(rows, max(last, 0)) if last > rows.rfind(b"</row") else None
    opened = begins[0] if begins and not begins[0].endswith(b"/>") else b""
    return (b"</row>" if ends else b"") + opened


def _tail(pieces: Iterator[bytes], begun: bytes) -> tuple[bytes, bytes]:
    """Give the merged ranges and the links on single cells from what follows the rows."""
    tail = begun
    for piece in pieces:
        tail += piece
        if len(tail) > LARGEST_SHEET:
            raise archive.too_much("what a sheet can carry besides its cells")
    return _closed(_MERGED.findall(tail)), _closed(_LINK.findall(tail))


def _closed(tags: list[bytes]) -> bytes:
    return b"".join(tag if tag.endswith(b"/>") else tag[:-1] + b"/>" for tag in tags[:_MOST_LINKS])


def _with(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others

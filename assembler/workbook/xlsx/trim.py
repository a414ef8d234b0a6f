"""Drop the empty cells of a large sheet while it is read as a stream.

Excel extends a sheet to row 1,048,576 as soon as whole columns are formatted. Such cells hold
nothing and are dropped before a parser makes an object of each.
"""

import re
from collections.abc import Iterator
from itertools import chain
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
# Patterns stop at the next "<": unbounded ones are quadratic on repeated unclosed tags.
_ROW_START = re.compile(rb"<row(?=[\s/>])[^<>]*>")
_EMPTY_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])[^<>]*(?:/>|></(?:\w+:)?c\s*>)")
_EMPTY_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])[^<>]*(?:/>|>\s*</(?:\w+:)?row\s*>)")
_LINK = re.compile(rb"<(?:\w+:)?hyperlink\s[^<>]*>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*>")
# A row or a cell without an address follows the one before it, which must then be kept. Nearly
# all programs write the address first.
_PERHAPS_BARE = re.compile(rb"<(?:c|row)(?! r=)(?=[\s/>])")
_BARE = re.compile(rb"<(?:\w+:)?(?:c|row)(?=[\s/>])(?![^<>]*\sr\s*=)")


def without_empty_cells(stream: IO[bytes]) -> bytes | None:
    """Return a sheet with only its filled cells, its links and its merged ranges.

    None when its cells have no addresses. Raises UnsafeError when it holds too much, or is no
    sheet.
    """
    pieces = _pieces(stream)
    head, data_tag = _read_until(pieces, _DATA)
    root = _ROOT.search(head)
    if root is None:
        raise archive.damaged()
    rest = head[data_tag.end() :]
    rows: bytes | None = b""
    if not data_tag["none"]:
        rows, rest = _filled_rows(pieces, rest)
    if rows is None:
        return None
    merged, links = _merged_and_links(pieces, rest)
    prefix = root["prefix"] or b""
    data = b"<%bsheetData>%b</%bsheetData>" % (prefix, rows, prefix)
    if merged:
        data += b"<%bmergeCells>%b</%bmergeCells>" % (prefix, merged, prefix)
    if links:
        data += b"<%bhyperlinks>%b</%bhyperlinks>" % (prefix, links, prefix)
    return b"%b%b</%bworksheet>" % (root[0], data, prefix)


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the XML in pieces, each ending before the start tag of a cell or a row."""
    buffer = b""
    while chunk := stream.read(_CHUNK):
        buffer += chunk
        cut = _last_start(buffer)
        piece, buffer = buffer[:cut], buffer[cut:]
        if b"<!" in piece or len(buffer) > _LONGEST_TAG:
            raise archive.damaged()
        yield piece
    if b"<!" in buffer:
        raise archive.damaged()
    yield buffer


def _last_start(buffer: bytes) -> int:
    """Return where the last cell or row starts; where there is none, the last tag.

    0 when the cell at the start of the buffer is not complete yet.
    """
    for start in (max(len(buffer) - _CHUNK // 16, 0), 0):
        begins = [match.start() for match in _BEGINS.finditer(buffer, start)]
        if begins:
            return begins[-1]
    return max(buffer.rfind(b"<"), 0)


def _read_until(
    pieces: Iterator[bytes], wanted: re.Pattern[bytes]
) -> tuple[bytes, re.Match[bytes]]:
    buffer = b""
    for piece in pieces:
        buffer += piece
        if match := wanted.search(buffer):
            return buffer, match
        if len(buffer) > _LONGEST_TAG:
            break
    raise archive.damaged()


def _filled_rows(pieces: Iterator[bytes], begun: bytes) -> tuple[bytes | None, bytes]:
    """Return the filled rows and what follows the last; None when one has no address."""
    filled: list[bytes] = []
    size = 0
    for piece in chain((begun,), pieces):
        end = _DATA_END.search(piece)
        inside, after = (piece[: end.start()], piece[end.end() :]) if end else (piece, b"")
        if _has_no_address(inside):
            return None, after
        rows = _without_empty(inside)
        filled.append(rows)
        size += len(rows)
        if size > LARGEST_SHEET:
            raise _too_large()
        if end:
            return _EMPTY_ROW.sub(b"", b"".join(filled)), after
    raise archive.damaged()


def _too_large() -> archive.UnsafeError:
    return archive.too_much(f"{LARGEST_SHEET // 1_000_000} MB on one sheet")


def read_whole(package: archive.Archive, name: str) -> bytes:
    """Return the XML of a sheet whose cells have no addresses. Raises UnsafeError."""
    if package.parts[name].file_size > LARGEST_SHEET:
        raise _too_large()
    return package.read(name, LARGEST_SHEET)


def _has_no_address(rows: bytes) -> bool:
    """Tell whether a cell or a row among these has no address."""
    return bool((b":c" in rows or _PERHAPS_BARE.search(rows)) and _BARE.search(rows))


def _without_empty(rows: bytes) -> bytes:
    """Drop empty cells, and rows that then have none left."""
    if _VALUE.search(rows) or b":row" in rows:
        return _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", rows))
    # No cell here holds a value: keep only the end of a row begun before, and an open row.
    first, last = rows.find(b"</row"), rows.rfind(b"<row")
    ends = first >= 0 and not 0 <= rows.find(b"<row") < first
    begins = _ROW_START.match(rows, max(last, 0)) if last > rows.rfind(b"</row") else None
    opened = begins[0] if begins and not begins[0].endswith(b"/>") else b""
    return (b"</row>" if ends else b"") + opened


def _merged_and_links(pieces: Iterator[bytes], begun: bytes) -> tuple[bytes, bytes]:
    """Return the merged ranges and the cell links from what follows the rows."""
    tail = begun
    for piece in pieces:
        tail += piece
        if len(tail) > LARGEST_SHEET:
            raise archive.too_much("what a sheet can carry besides its cells")
    return _self_closed(_MERGED.findall(tail)), _self_closed(_LINK.findall(tail))


def _self_closed(tags: list[bytes]) -> bytes:
    return b"".join(tag if tag.endswith(b"/>") else tag[:-1] + b"/>" for tag in tags[:_MOST_LINKS])

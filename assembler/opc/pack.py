"""Pack parts into a zip whose bytes depend on nothing but the parts."""

import struct
import zlib
from collections.abc import Iterable
from typing import NamedTuple

# 1 January 1980, the first date that a zip can hold: the same bytes whenever it is packed.
_DATE, _TIME = (0 << 9) | (1 << 5) | 1, 0
_STORED, _DEFLATED, _VERSION, _UTF8 = 0, 8, 20, 0x800
_MADE_BY = struct.pack("<H", _VERSION)


class Part(NamedTuple):
    """A part ready to be packed: its name, its compressed content, its local zip header."""

    name: bytes
    compressed: bytes
    header: bytes


def stored(name: str, content: bytes) -> Part:
    """Return a part that is stored, not deflated.

    zlib builds differ, and output must be byte-identical on every machine.
    """
    return compressed(name, content, _STORED, zlib.crc32(content), len(content))


def deflated(name: str, content: bytes) -> Part:
    """Return a part that is deflated: for files that people have edited."""
    deflate = zlib.compressobj(zlib.Z_BEST_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = deflate.compress(content) + deflate.flush()
    return compressed(name, data, _DEFLATED, zlib.crc32(content), len(content))


def compressed(name: str, data: bytes, method: int, crc: int, size: int) -> Part:
    """Return a part that is compressed already; `crc` and `size` are those of its content."""
    path = name.encode()
    sizes = crc, len(data), size, len(path), 0
    header = struct.pack("<HHHHHLLLHH", _VERSION, _UTF8, method, _TIME, _DATE, *sizes)
    return Part(path, data, header)


def pack(parts: Iterable[Part]) -> bytes:
    """Pack parts into the bytes of a zip, in the order given."""
    body: list[bytes] = []
    directory: list[bytes] = []
    count = offset = 0
    for part in parts:
        body += (b"PK\3\4", part.header, part.name, part.compressed)
        place = struct.pack("<HHHLL", 0, 0, 0, 0, offset)
        directory += (b"PK\1\2", _MADE_BY, part.header, place, part.name)
        offset += 4 + len(part.header) + len(part.name) + len(part.compressed)
        count += 1
    listing = b"".join(directory)
    end = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, count, count, len(listing), offset, 0)
    return b"".join([*body, listing, end])

"""A zip opened without trusting it: every bound is checked before a byte is unpacked.

Workbooks and templates are zips of XML parts. Whoever made one may have made it to hurt: parts that
unpack to gigabytes, names that climb out of a folder, parts twice under one name, entities.
"""

import re
import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import NamedTuple, TypeAlias
from xml.etree import ElementTree as ET
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from assembler.errors import AssemblerError

Element: TypeAlias = ET.Element

_END, _END_SIZE, _MOST_COMMENT = b"PK\5\6", 22, 0xFFFF
_HEAD, _HEAD_SIZE = b"PK\3\4", 30
_LARGEST_LISTING = 1_000_000
_MOST_PARTS = 2_000
_MOST_TAGS = 1_200_000
_ENCRYPTED = 0x1
_DOCTYPE = b"<!DOCTYPE"
_WIDE_DOCTYPES = tuple(_DOCTYPE.decode().encode(script) for script in ("utf-16-le", "utf-16-be"))
_ENCODING = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml\b[^>]*\bencoding\s*=\s*["']([^"']*)""")
# Those in which a mark above looks as it does above.
_ENCODINGS = {b"utf-8", b"utf-16", b"us-ascii", b"iso-8859-1", b"windows-1252"}
UNREADABLE = (
    *(BadZipFile, KeyError, EOFError, OSError, NotImplementedError, ValueError),
    *(struct.error, zlib.error),
)


class UnsafeError(AssemblerError):
    """A package that is refused; `what` follows the words "the file"."""


class Archive(NamedTuple):
    """An opened package: its bytes, and its parts by name, in the order they lie."""

    data: bytes
    file: ZipFile
    parts: Mapping[str, ZipInfo]

    def read(self, name: str, most: int) -> bytes:
        """Give the content of a part, which holds no document type and is no longer than `most`.

        Raises UnsafeError, also for XML in a script that could hide a document type.
        """
        if self.parts[name].file_size > most:
            raise too_large(self.parts[name].file_size)
        try:
            content = self._unpacked(self.parts[name])
        except UNREADABLE as error:
            raise damaged() from error
        wide = b"\0" in content and any(mark in content for mark in _WIDE_DOCTYPES)
        if wide or _DOCTYPE in content:
            raise UnsafeError(
                "holds instructions that no Office program writes (a document type).",
                "Do not use this file; ask for a fresh copy from someone you trust.",
            )
        declared = _ENCODING.match(content)
        if declared and declared[1].lower() not in _ENCODINGS:
            raise damaged()
        return content

    def _unpacked(self, entry: ZipInfo) -> bytes:
        """Unpack a part in one go, and no further than the listing says it is long.

        Raises UnsafeError, struct.error or zlib.error when the part is not what the listing says.
        """
        content = packed(self.data, entry)
        if entry.compress_type == ZIP_DEFLATED:
            content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(content, entry.file_size + 1)
        if len(content) != entry.file_size or zlib.crc32(content) != entry.CRC:
            raise damaged()
        return content


def opened(data: bytes, most: int) -> Archive:
    """Open a package whose parts unpack to at most `most` bytes.

    Raises UnsafeError, which says what is wrong and what to do.
    """
    _check_listing(data)
    try:
        file = ZipFile(BytesIO(data))
    except UNREADABLE as error:
        raise damaged() from error
    entries = file.infolist()
    parts = {entry.filename: entry for entry in entries}
    folded = {name.casefold() for name in parts}
    if len(folded) != len(entries) or len(entries) > _MOST_PARTS or not all(map(_is_sane, parts)):
        raise damaged()
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise UnsafeError("is protected by a password.", "Take the password off and save it again.")
    if any(entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for entry in entries):
        raise damaged()
    size = sum(entry.file_size for entry in entries)
    if size > most:
        raise too_large(size)
    return Archive(data, file, parts)


def packed(data: bytes, entry: ZipInfo) -> bytes:
    """Give a part of a package as it lies there, squeezed or not.

    Raises UnsafeError or struct.error when it does not lie where the listing says.
    """
    mark, name, extra = struct.unpack_from("<4s22xHH", data, entry.header_offset)
    if mark != _HEAD:
        raise damaged()
    start = entry.header_offset + _HEAD_SIZE + name + extra
    return data[start : start + entry.compress_size]


def root(xml: bytes) -> Element:
    """Give the root of the XML of a part that `read` gave.

    Raises UnsafeError when it is not well formed, or repeats beyond any use.
    """
    if xml.count(b"<") > _MOST_TAGS:
        raise damaged()
    try:
        return ET.fromstring(xml)  # noqa: S314 - `read` refuses what could hurt it
    except (ET.ParseError, ValueError, LookupError) as error:
        raise damaged() from error


def damaged() -> UnsafeError:
    """Say that a package cannot be read as one."""
    return UnsafeError(
        "is damaged, or is not an Office file.",
        "Open it in Office, let it repair the file, and save it again; or take an earlier copy.",
    )


def too_large(size: int) -> UnsafeError:
    """Say that a package holds far more than such a file should."""
    return UnsafeError(
        f"would unpack to {size // 1_000_000:,} MB, far more than such a file holds.",
        "Copy what you wrote into a fresh file.",
    )


def too_much(what: str) -> UnsafeError:
    """Say that a workbook holds more than the fullest assessment could."""
    return UnsafeError(
        f"holds more than {what}, far more than an assessment.",
        "Delete the sheets, rows and columns that do not belong to it.",
    )


def _check_listing(data: bytes) -> None:
    """Refuse a listing so long that merely reading it would take all memory."""
    at = data.rfind(_END, max(len(data) - _END_SIZE - _MOST_COMMENT, 0))
    if at < 0 or at + _END_SIZE > len(data):
        raise damaged()
    (size,) = struct.unpack_from("<L", data, at + 12)
    if size > _LARGEST_LISTING:
        raise damaged()


def _is_sane(name: str) -> bool:
    steps = name.split("/")
    return not name.startswith("/") and ".." not in steps and not set(name) & set("\\\0:")

"""Open a zip that may be hostile: every bound is checked before a byte is unpacked.

Workbooks, templates and documents are zips of XML parts. A hostile one has parts that unpack to
gigabytes, names that climb out of a folder, two parts of one name, or entities.
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
# Encodings in which the marks above have the bytes given above.
_ENCODINGS = {b"utf-8", b"utf-16", b"us-ascii", b"iso-8859-1", b"windows-1252"}
UNREADABLE = (
    *(BadZipFile, KeyError, EOFError, OSError, NotImplementedError, ValueError),
    *(struct.error, zlib.error),
)


class UnsafeError(AssemblerError):
    """A refused package; `what` follows the words "the file"."""


class Archive(NamedTuple):
    """An opened package: its bytes, and its parts by name in the order of the zip."""

    data: bytes
    file: ZipFile
    parts: Mapping[str, ZipInfo]

    def read(self, name: str, most: int) -> bytes:
        """Return the content of a part of at most `most` bytes.

        Raises UnsafeError for a longer or damaged one, one with a document type, and one in an
        encoding that could hide a document type.
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
        """Unpack a part, up to the size that the directory states.

        Raises UnsafeError, struct.error or zlib.error when the part is not what that says.
        """
        content = packed(self.data, entry)
        if entry.compress_type == ZIP_DEFLATED:
            content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(content, entry.file_size + 1)
        if len(content) != entry.file_size or zlib.crc32(content) != entry.CRC:
            raise damaged()
        return content


def opened(data: bytes, most: int) -> Archive:
    """Open a package whose parts unpack to at most `most` bytes together.

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
    """Return the bytes of a part as the package holds them, deflated or stored.

    Raises UnsafeError or struct.error when it is not where the directory says.
    """
    mark, name, extra = struct.unpack_from("<4s22xHH", data, entry.header_offset)
    if mark != _HEAD:
        raise damaged()
    start = entry.header_offset + _HEAD_SIZE + name + extra
    return data[start : start + entry.compress_size]


def root(xml: bytes) -> Element:
    """Return the root of the XML of a part that `read` returned.

    Raises UnsafeError when it is not well formed, or has more tags than any use.
    """
    if xml.count(b"<") > _MOST_TAGS:
        raise damaged()
    try:
        return ET.fromstring(xml)  # noqa: S314 - `read` refuses what could hurt it
    except (ET.ParseError, ValueError, LookupError) as error:
        raise damaged() from error


def damaged() -> UnsafeError:
    """Return the error for a package that cannot be read."""
    return UnsafeError(
        "is damaged, or is not an Office file.",
        "Open it in Office, let it repair the file, and save it again; or take an earlier copy.",
    )


def too_large(size: int) -> UnsafeError:
    """Return the error for a package that unpacks to far more than such a file should."""
    return UnsafeError(
        f"would unpack to {size // 1_000_000:,} MB, far more than such a file holds.",
        "Copy what you wrote into a fresh file.",
    )


def too_much(what: str) -> UnsafeError:
    """Return the error for a workbook that holds more than the fullest assessment could."""
    return UnsafeError(
        f"holds more than {what}, far more than an assessment.",
        "Delete the sheets, rows and columns that do not belong to it.",
    )


def _check_listing(data: bytes) -> None:
    """Refuse a directory so long that merely reading it would take all memory."""
    at = data.rfind(_END, max(len(data) - _END_SIZE - _MOST_COMMENT, 0))
    if at < 0 or at + _END_SIZE > len(data):
        raise damaged()
    (size,) = struct.unpack_from("<L", data, at + 12)
    if size > _LARGEST_LISTING:
        raise damaged()


def _is_sane(name: str) -> bool:
    steps = name.split("/")
    return not name.startswith("/") and ".." not in steps and not set(name) & set("\\\0:")

"""Tell in words what kind of file some bytes are, for the message on a file of the wrong kind."""

_STARTS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "a file in an old Office format, or one with a password"),
)
# Names of parts, which a zip holds uncompressed.
_PARTS = (
    (b"word/document", "a Word document"),
    (b"xl/workbook", "an Excel workbook"),
    (b"ppt/presentation", "a PowerPoint presentation"),
    (b"opendocument.text", "an OpenDocument text (.odt)"),
    (b"opendocument.spreadsheet", "an OpenDocument spreadsheet (.ods)"),
)
_LOOKED_AT = 2_000


def file_kind(data: bytes) -> str:
    """Return what a file is ("a PDF", "a Word document"); "" when it cannot be told."""
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    if data.startswith(b"PK"):
        return next((kind for name, kind in _PARTS if name in data), "a zip file")
    head = data[:_LOOKED_AT].lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if head.startswith((b"from:", b"return-path:", b"received:")):
        return "an email"
    return "a text file" if head and b"\0" not in head and head.isascii() else ""

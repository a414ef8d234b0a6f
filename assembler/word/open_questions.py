"""Whether a comment of this program still asks an adviser to choose between two wordings."""

import re
from pathlib import Path
from typing import BinaryIO
from zipfile import ZipFile

from lxml import etree

from assembler.opc.archive import UNREADABLE
from assembler.word.comments import AUTHOR
from assembler.word.document import PARSER
from assembler.word.namespaces import w

_COMMENTS = re.compile(r"word/comments[0-9]*\.xml")


def has_open_question(document: Path | BinaryIO) -> bool:
    """Whether a comment by this program is anchored in the text of a document."""
    try:
        with ZipFile(document) as archive:
            names = [name for name in archive.namelist() if _COMMENTS.fullmatch(name)]
            if not names:
                return False
            comments = [etree.fromstring(archive.read(name), PARSER) for name in names]
            text = etree.fromstring(archive.read("word/document.xml"), PARSER)
    except (*UNREADABLE, RuntimeError, etree.XMLSyntaxError):
        return False
    ours = {
        comment.get(w("id"))
        for root in comments
        for comment in root.iter(w("comment"))
        if comment.get(w("author")) == AUTHOR
    }
    return any(mark.get(w("id")) in ours for mark in text.iter(w("commentReference")))

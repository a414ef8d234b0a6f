"""docxtpl's mending of Word's XML, kept from one run to the next.

docxtpl joins the tags that Word splits and takes block tags out of their paragraphs. It does the
same to the same XML every time, and loading it takes longer than building a letter: what it made of
a template is kept in the outputs folder, under a digest of what went in.
"""

import hashlib
from contextlib import suppress
from pathlib import Path

from assembler import __version__
from assembler.documents import package
from assembler.model import AssemblerError


def mended(xml: str, kept: Path | None = None) -> str:
    """Give the XML of a part as a Jinja source. `kept` is the folder of what was made before."""
    if kept is None:
        return _by_docxtpl(xml)
    digest = hashlib.sha256(f"{__version__}\0{xml}".encode()).hexdigest()
    place = kept / f"{digest[:32]}.xml"
    with suppress(OSError, UnicodeDecodeError):
        stamp, _, made = place.read_text("utf-8").partition("\n")
        if stamp == _stamp(made):
            return made
    made = _by_docxtpl(xml)
    with suppress(AssemblerError):  # it can be made again
        package.write(place, f"{_stamp(made)}\n{made}".encode(), lasting=False)
    return made


def _stamp(made: str) -> str:
    return hashlib.sha256(made.encode()).hexdigest()


def _by_docxtpl(xml: str) -> str:
    from docxtpl import DocxTemplate  # noqa: PLC0415 - see above

    mended: str = DocxTemplate(None).patch_xml(xml)
    return mended

"""PDF files through LibreOffice, many in one run: tagged, titled, with their fonts.

LibreOffice gets a profile of its own, so that it neither waits for a window that is open nor
changes anyone's settings; the export's options stand in that profile, which every version reads.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from assembler.errors import AssemblerError
from assembler.word.personal_properties import without_personal_properties

# Few enough for the longest command line that Windows takes.
_AT_ONCE = 40
_MOST_NAMED = 5
_START, _EACH = 60, 5  # seconds
_OPTIONS = {
    "UseTaggedPDF": "true",
    "PDFUACompliance": "true",
    "ExportBookmarks": "true",
    "DisplayPDFDocumentTitle": "true",
    "ExportFormFields": "false",
    "ExportLinksRelativeFsys": "false",
}
_ITEM = (
    '<item oor:path="/org.openoffice.Office.Common/Filter/PDF/Export">'
    '<prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
)
_SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items'
    ' xmlns:oor="http://openoffice.org/2001/registry"'
    ' xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    + "".join(_ITEM.format(name, value) for name, value in _OPTIONS.items())
    + "</oor:items>"
)


def program() -> Path | None:
    """Find LibreOffice: on the path, or where its installers put it."""
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found:
            return Path(found)
    return next((place for place in _places() if place.is_file()), None)


def made(
    documents: Sequence[Path], converter: Path | None = None, patience: float = _START
) -> Iterator[tuple[Path, bytes]]:
    """Make a PDF of each Word file, giving the file and the PDF's bytes.

    `converter` is LibreOffice where it is not to be looked for, `patience` the seconds it has for
    a run, beside a few for each file. One file's failure does not stop the others. Raises
    AssemblerError when there is no LibreOffice, and at the end when a file could not be converted.
    """
    converter = converter or program()
    if converter is None:
        raise AssemblerError(
            "No PDF was made: LibreOffice is not on this computer.",
            "Install it (libreoffice.org), or open the document in Word and choose Save As, PDF.",
        )
    left: list[Path] = []
    for start in range(0, len(documents), _AT_ONCE):
        some = documents[start : start + _AT_ONCE]
        left += yield from _run(converter, some, patience)
    # One file may have taken the run of the others down with it: each of them gets its own.
    failed = left
    if len(documents) > 1:
        failed = []
        for document in left:
            failed += yield from _run(converter, [document], patience)
    if failed:
        names = [str(document) for document in failed[:_MOST_NAMED]]
        if more := len(failed) - len(names):
            names.append(f"{more} more")
        raise AssemblerError(
            f"LibreOffice could not make a PDF of {', '.join(names)}.",
            f"Open {failed[0]} in LibreOffice to see what is wrong, then run it again.",
        )


def _places() -> Iterator[Path]:
    if sys.platform == "win32":
        for variable in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)", "LOCALAPPDATA"):
            if folder := os.environ.get(variable):
                yield Path(folder) / "LibreOffice" / "program" / "soffice.exe"
                yield Path(folder) / "Programs" / "LibreOffice" / "program" / "soffice.exe"
    elif sys.platform == "darwin":
        for folder in (Path("/Applications"), Path.home() / "Applications"):
            yield folder / "LibreOffice.app" / "Contents" / "MacOS" / "soffice"
    else:
        for folder in ("/usr/lib/libreoffice", "/usr/lib64/libreoffice", "/opt/libreoffice"):
            yield Path(folder) / "program" / "soffice"
        yield from sorted(Path("/opt").glob("libreoffice*/program/soffice"), reverse=True)
        yield Path("/snap/bin/libreoffice")


def _run(
    converter: Path, documents: Sequence[Path], patience: float
) -> Generator[tuple[Path, bytes], None, list[Path]]:
    """Convert some files in one run, each under a number since names may repeat.

    Returns those of which there is no PDF.
    """
    left: list[Path] = []
    with tempfile.TemporaryDirectory(prefix="assemble-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
        copies = [folder / f"{number}.docx" for number in range(len(documents))]
        for document, copy in zip(documents, copies, strict=True):
            copy.write_bytes(_impersonal(document))
        _convert(converter, folder, copies, patience)
        for document, copy in zip(documents, copies, strict=True):
            result = copy.with_suffix(".pdf")
            content = result.read_bytes() if result.is_file() else b""
            # A converter that was ended leaves half a file.
            if content.rstrip().endswith(b"%%EOF"):
                yield document, content
            else:
                left.append(document)
    return left


def _impersonal(document: Path) -> bytes:
    """Return a document without the properties that a PDF would take over, such as its author."""
    content = document.read_bytes()
    try:
        return without_personal_properties(content, document.name)
    except AssemblerError:  # LibreOffice may open it all the same
        return content


def _convert(converter: Path, folder: Path, copies: Sequence[Path], patience: float) -> None:
    """Run LibreOffice once, and end it when it hangs."""
    command = [
        str(converter),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nofirststartwizard"),
        *("--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder)),
        *(str(copy) for copy in copies),
    ]
    try:
        process = subprocess.Popen(  # noqa: S603 - the program found above, with our own words
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise AssemblerError(
            f"LibreOffice could not be started ({converter}).",
            "Start it once by hand, or install it anew.",
        ) from error
    try:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=patience + _EACH * len(copies))
    finally:
        _ended(process)


def _ended(process: subprocess.Popen[bytes]) -> None:
    """End a converter that still runs, and whatever it started."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        subprocess.run(  # noqa: S603 - ends what we started, by its id
            ["taskkill", "/F", "/T", "/PID", str(process.pid)],  # noqa: S607 - part of Windows
            capture_output=True,
            check=False,
        )
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()

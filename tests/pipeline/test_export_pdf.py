"""PDF files: made through LibreOffice, tagged, titled, in order; and when it is not there."""

import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from assembler.errors import AssemblerError
from assembler.pipeline import batch, export_pdf
from assembler.pipeline.build import Choices, order
from assembler.results import DocumentState
from assembler.word import pdf
from assembler.word import reader as blocks
from assembler.workbook.write import write
from support import councils
from support.paths import ROOT

KINDS = ("letter", "annex-a", "annex-b", "pack")
SLUGS = ("cambridgeshire", *councils.five())


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the outputs of six councils, each document with its PDF, made in one run."""
    if pdf.program() is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("work")
    workbooks = [ROOT / "inputs" / "cambridgeshire.xlsx"]
    for slug, assessment in councils.five().items():
        workbooks.append(folder / f"{slug}.xlsx")
        workbooks[-1].write_bytes(write(assessment))
    choices = Choices(folder / "outputs", ROOT / "templates", pack=True)
    built = list(batch.assemble(workbooks, order(choices)))
    added, problem = export_pdf.add(built, choices.outputs)
    assert problem is None
    for one in added:
        assert [Path(d.path).suffix for d in one.documents] == [".docx"] * 4 + [".pdf"] * 4
    again, problem = export_pdf.add(
        list(batch.assemble(workbooks, order(choices))), choices.outputs
    )
    assert problem is None
    assert {d.state for one in again for d in one.documents} == {DocumentState.UNCHANGED}
    return folder / "outputs"


def reader(outputs: Path, slug: str, kind: str) -> PdfReader:
    return PdfReader(outputs / slug / f"{slug}-{kind}.pdf")


def squeezed(text: str) -> str:
    """Leave out blanks and hyphens, which lines break at."""
    return "".join(text.replace("\u00ad", "").replace("-", "").split())


@pytest.mark.parametrize("slug", SLUGS)
def test_the_words_stand_in_the_order_of_the_document(outputs: Path, slug: str) -> None:
    for kind in ("letter", "annex-b"):
        document = Document(str(outputs / slug / f"{slug}-{kind}.docx"))
        text = squeezed("".join(page.extract_text() for page in reader(outputs, slug, kind).pages))
        at = 0
        for block in blocks.blocks(document.element):
            words = squeezed(block.text)[:24]
            found = text.find(words, at)
            assert found >= 0, block.text
            at = found if words else at


@pytest.mark.parametrize("slug", SLUGS)
def test_language_title_and_tags(outputs: Path, slug: str) -> None:
    for kind in KINDS:
        made = reader(outputs, slug, kind)
        root: Any = made.trailer["/Root"]
        assert root["/Lang"] == "en-GB"
        assert root["/MarkInfo"]["/Marked"]
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        title = Document(str(outputs / slug / f"{slug}-{kind}.docx")).core_properties.title
        assert made.metadata is not None
        assert made.metadata.title == title
        tags = kinds_of_tags(root["/StructTreeRoot"])
        assert {"/H1"} <= tags
        if kind != "letter":
            assert {"/Table", "/TR", "/TH", "/TD"} <= tags
        assert made.outline


def kinds_of_tags(root: Any) -> set[str]:
    found: set[str] = set()
    waiting = [root]
    while waiting:
        item = waiting.pop().get_object()
        if isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            found.add(str(item.get("/S", "")))
            if "/K" in item:
                waiting.append(item["/K"])
    return found


@pytest.mark.parametrize("slug", SLUGS)
def test_every_font_is_embedded(outputs: Path, slug: str) -> None:
    for page in reader(outputs, slug, "pack").pages:
        fonts: Any = page["/Resources"]
        for font in fonts.get("/Font", {}).values():
            one = font.get_object()
            one = one["/DescendantFonts"][0].get_object() if "/DescendantFonts" in one else one
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(one["/FontDescriptor"])


def test_a_pack_turns_to_landscape_for_annex_b_and_counts_its_pages_through(outputs: Path) -> None:
    pages = reader(outputs, "cambridgeshire", "pack").pages
    count = len(pages)
    alone = [len(reader(outputs, "cambridgeshire", kind).pages) for kind in KINDS[:3]]
    assert count == sum(alone)
    wide = [page.mediabox.width > page.mediabox.height for page in pages]
    assert wide == [False] * (alone[0] + alone[1]) + [True] * alone[2]
    for number, page in enumerate(pages, start=1):
        assert f"Page{number}of{count}" in squeezed(page.extract_text())


def test_an_edited_document_gets_a_new_pdf_and_the_others_stay(outputs: Path) -> None:
    slug = "exampleshire"
    path = outputs / slug / f"{slug}-annex-b.docx"
    document = Document(str(path))
    document.add_paragraph("One more line.")
    document.save(str(path))
    workbook = outputs.parent / f"{slug}.xlsx"
    choices = Choices(outputs, ROOT / "templates")
    ((one,), problem) = export_pdf.add(list(batch.assemble([workbook], order(choices))), outputs)
    states = {Path(d.path).name: d.state for d in one.documents if d.path.endswith(".pdf")}
    assert problem is None
    assert states == {
        f"{slug}-letter.pdf": DocumentState.UNCHANGED,
        f"{slug}-annex-a.pdf": DocumentState.UNCHANGED,
        f"{slug}-annex-b.pdf": DocumentState.REBUILT,
        f"{slug}-pack.pdf": DocumentState.REBUILT,
    }
    assert "One more line." in reader(outputs, slug, "pack").pages[-1].extract_text()


def test_without_libreoffice_the_documents_are_written_and_the_message_is_clear(
    run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(pdf, "_places", list)
    result = run(ROOT / "inputs" / "cambridgeshire.xlsx", "--pdf")
    assert result.exit_code == 1
    assert "LibreOffice is not on this computer" in result.output
    assert (tmp_path / "outputs" / "cambridgeshire" / "cambridgeshire-letter.docx").exists()


@pytest.mark.parametrize(
    ("system", "places"),
    [
        ("win32", {"LibreOffice/program/soffice.exe"}),
        ("darwin", {"LibreOffice.app/Contents/MacOS/soffice"}),
        ("linux", {"libreoffice/program/soffice"}),
    ],
)
def test_libreoffice_is_looked_for_where_its_installers_put_it(
    monkeypatch: pytest.MonkeyPatch, system: str, places: set[str]
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setenv("ProgramFiles", "C:/Program Files")
    looked = [place.as_posix() for place in pdf._places()]  # noqa: SLF001 - other systems' paths
    assert all(any(path.endswith(end) for path in looked) for end in places)


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_a_converter_that_hangs_is_ended_with_what_it_started(tmp_path: Path) -> None:
    note = tmp_path / "child"
    stand_in = tmp_path / "soffice"
    stand_in.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {note}\nwait\n")
    stand_in.chmod(0o755)
    document = tmp_path / "a.docx"
    document.write_bytes(b"")
    with pytest.raises(AssemblerError, match="could not make a PDF"):
        list(pdf.made([document], stand_in, patience=-4))
    child = int(note.read_text())
    for _ in range(100):
        if not alive(child):
            break
        time.sleep(0.02)
    assert not alive(child)


def alive(process: int) -> bool:
    """Whether a process runs; one that has ended and waits to be counted does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().split(")")[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_one_file_that_cannot_be_converted_does_not_stop_the_others(tmp_path: Path) -> None:
    """The stand-in converts what it is given until it meets a file that it chokes on."""
    stand_in = tmp_path / "soffice"
    stand_in.write_text(
        "#!/bin/sh\n"
        'for file in "$@"; do case "$file" in *.docx)\n'
        '  grep -q bad "$file" && exit 1\n'
        '  echo "%%EOF" > "${file%.docx}.pdf";; esac; done\n'
    )
    stand_in.chmod(0o755)
    names = ["one.docx", "bad.docx", "two.docx"]
    for name in names:
        (tmp_path / name).write_text(name)
    made = pdf.made([tmp_path / name for name in names], stand_in)
    assert [next(made)[0].name, next(made)[0].name] == ["one.docx", "two.docx"]
    with pytest.raises(AssemblerError, match=r"a PDF of \S*bad\.docx\."):
        next(made)

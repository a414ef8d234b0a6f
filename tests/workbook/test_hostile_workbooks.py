"""Bad workbooks: one clear message, exit code 1, bounded time and memory, nothing else touched."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from click.testing import Result

from assembler.editions.load import shipped
from assembler.model import Answer
from assembler.opc import archive
from assembler.pipeline.assess import assess
from assembler.workbook.xlsx import package
from support import hostile_files
from support.hostile_files import WORKBOOK, after_rows, changed, one_far_cell, sheet, with_rows
from support.paths import ROOT
from support.sound_workbook import examined, outcome

RELATION = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS_FAR = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="' + RELATION + b'/externalLinkPath" Target="http://127.0.0.1:9/'
    b'x.xlsx" TargetMode="External"/></Relationships>'
)

EXTENSION = (
    b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><dataValidations '
    b'xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" count="1">'
    b'<dataValidation type="list"/></dataValidations></ext></extLst>'
)

# What is refused, and a part of what is said.
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing at all": (lambda: b"", "the file is empty"),
    "a text": (lambda: b"Dear Stephen", "not an Excel workbook"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(5000), "not an Excel workbook"),
    "an old .xls": (lambda: hostile_files.OLE + bytes(5000), "old .xls format"),
    "encrypted": (
        lambda: hostile_files.OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le"),
        "protected by a password",
    ),
    "a part encrypted": (hostile_files.encrypted_part, "protected by a password"),
    "a Word document": (
        (hostile_files.TEMPLATES / "letter.docx").read_bytes,
        "not an Excel workbook",
    ),
    "OpenDocument": (
        lambda: hostile_files.packed(
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}
        ),
        "OpenDocument",
    ),
    "cut off at the end": (lambda: WORKBOOK.read_bytes()[:-2000], "damaged"),
    "cut off in the middle": (lambda: WORKBOOK.read_bytes()[:9000], "damaged"),
    "only its end": (lambda: b"PK" + WORKBOOK.read_bytes()[-4000:], "damaged"),
    "no list of contents": (lambda: hostile_files.without("[Content_Types].xml"), "damaged"),
    "no relations": (lambda: hostile_files.without("_rels/.rels"), "damaged"),
    "no list of sheets": (
        lambda: hostile_files.without("xl/workbook.xml"),
        "not an Excel workbook",
    ),
    "a part twice": (hostile_files.twice, "damaged"),
    "names that climb": (hostile_files.climbing, "damaged"),
    "a zip bomb in a sheet": (lambda: hostile_files.zip_bomb(sheet(3)), "would unpack to"),
    "a zip bomb that nobody reads": (
        lambda: hostile_files.zip_bomb("xl/media/image1.png"),
        "would unpack to",
    ),
    "a zip bomb of spaces": (lambda: hostile_files.zip_bomb(sheet(3), 300_000_000), "damaged"),
    "a zip bomb that lies": (hostile_files.lying_zip_bomb, "damaged"),
    "very many parts": (lambda: hostile_files.many_parts(60_000), "damaged"),
    "a billion laughs": (hostile_files.entities, "document type"),
    "a billion laughs in a sheet": (lambda: hostile_files.entities(sheet(3)), "document type"),
    "a billion laughs in the styles": (
        lambda: hostile_files.entities("xl/styles.xml"),
        "document type",
    ),
    "a billion laughs in another script": (hostile_files.entities_in_another_script, "damaged"),
    "an external entity": (hostile_files.external_entity, "document type"),
    "millions of cells": (hostile_files.many_cells, "holds more than"),
    "a hundred thousand cells": (lambda: hostile_files.many_cells(100_000), "60,000 cells"),
    "a space in every row": (hostile_files.spaces_to_the_end, "holds more than"),
    "a text of millions": (
        lambda: hostile_files.long_text(3_000_000, b"a b "),
        "2,000,000 characters",
    ),
    "one text in thousands of cells": (
        hostile_files.shared_text_many_times,
        "2,000,000 characters",
    ),
    "half a million styles": (hostile_files.many_styles, "would unpack to"),
    "thirty thousand styles": (lambda: hostile_files.many_styles(30_000), "cell styles"),
    "very many texts": (hostile_files.many_strings, "1,000,000 tags"),
    "rules without end": (lambda: hostile_files.rules_without_end(20_000), "damaged"),
    "cells without end": (lambda: hostile_files.tags_without_end(b"<c "), "damaged"),
    "rows without end": (lambda: hostile_files.tags_without_end(b"<row "), "damaged"),
    "cells that are too full": (hostile_files.full_cells, "1,000,000 tags"),
    "a text of very many lines": (lambda: hostile_files.long_text(400_000, b"a\n"), "50,000 lines"),
    "lines that are written as escapes": (
        lambda: hostile_files.long_text(400_000, b"_x000A_"),
        "50,000 lines",
    ),
    "a large sheet without addresses": (
        lambda: with_rows(b"<row><c><v>1</v></c></row>" * 700_000),
        "16 MB on one sheet",
    ),
    "not well formed": (lambda: changed(sheet(3), lambda xml: xml[: len(xml) // 2]), "damaged"),
    "a comment in a large sheet": (
        lambda: with_rows(b"<!-- </sheetData> -->" + b" " * 1_000_000),
        "damaged",
    ),
    "no sheet of ours": (
        lambda: changed("xl/workbook.xml", _renamed),
        "not an assurance workbook",
    ),
}

# What is read as if it were not there.
READ: dict[str, Callable[[], bytes]] = {
    "formatting down to the last row": lambda: hostile_files.formatted_to_the_end("ABC"),
    "one coloured cell in the last corner": one_far_cell,
    "a space in the last corner": lambda: one_far_cell(" "),
    "words in the last corner": lambda: one_far_cell("words"),
    "everything merged": lambda: after_rows(
        b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "a link on every cell": lambda: after_rows(
        b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>'
    ),
    "drop-downs on every cell": lambda: after_rows(
        b'<dataValidations count="1"><dataValidation sqref="A1:XFD1048576"/></dataValidations>'
    ),
    "external links": lambda: hostile_files.packed(
        {**hostile_files.workbook(), "xl/externalLinks/_rels/externalLink1.xml.rels": LINKS_FAR}
    ),
    "Strict Open XML": hostile_files.strict,
    "a comment in the XML": lambda: with_rows(b"<!-- </sheetData> -->"),
    "deep nesting": lambda: hostile_files.deep(40_000),
    "a sheet of no concern that is damaged": lambda: changed(sheet(1), lambda xml: xml[:500]),
    "links without end": lambda: after_rows(b"<hyperlink " * 100_000, 2),
    "ranges without end": lambda: after_rows(b"<mergeCell " * 100_000, 2),
    "rows and cells that say not where they stand": lambda: hostile_files.without_addresses(
        WORKBOOK.read_bytes()
    ),
    "a rule in an extension": lambda: changed(
        sheet(2), lambda xml: xml.replace(b"</worksheet>", EXTENSION + b"</worksheet>")
    ),
    "macros": lambda: hostile_files.packed(
        {**hostile_files.workbook(), "xl/vbaProject.bin": bytes(5000)}
    ),
    "a prefix on every name": lambda: changed(sheet(3), _prefixed),
    "texts in a part of their own": lambda: hostile_files.packed(hostile_files.shared()),
}


def _prefixed(xml: bytes) -> bytes:
    xml = re.sub(rb"<(/?)([A-Za-z])", rb"<\1x:\2", xml)
    return xml.replace(b" xmlns=", b" xmlns:x=", 1)


def _renamed(xml: bytes) -> bytes:
    for name in (b"Letter", b"Annex A", b"Annex B", b"Strengths", b"Recommendations"):
        xml = xml.replace(b'name="' + name, b'name="Other ' + name)
    return xml


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_said_in_one_message(run: Callable[..., Result], case: str) -> None:
    make, said = REFUSED[case]
    Path("inputs").mkdir()
    Path("inputs/hurt.xlsx").write_bytes(make())
    result = run("build", "inputs/hurt.xlsx")
    text = " ".join(result.stdout.split())
    assert result.exit_code == 1
    assert said in text
    assert text.count(" - ") == 1
    assert [path.name for path in Path().iterdir()] == ["inputs"]


@pytest.mark.parametrize("case", READ)
def test_what_hurts_other_readers_is_read_rightly(run: Callable[..., Result], case: str) -> None:
    Path("hurt.xlsx").write_bytes(READ[case]())
    Path("plain.xlsx").write_bytes(WORKBOOK.read_bytes())
    hurt, plain = run("validate", "hurt.xlsx"), run("validate", "plain.xlsx")
    assert hurt.exit_code == 0
    assert hurt.stdout == plain.stdout


@pytest.mark.parametrize("word", [b"plan:row by row ", b"a &lt;c &gt; ", b"words "])
def test_no_word_is_lost_between_the_pieces_of_a_large_sheet(word: bytes) -> None:
    # A sheet is read in pieces of a megabyte: no cell may fall between two of them.
    text = word * (900_000 // len(word))
    cells = [
        b'<row r="%d"><c r="F%d" t="inlineStr"><is><t>%b</t></is></c></row>' % (n, n, text)
        for n in (300, 301)
    ]
    data = with_rows(b"".join(cells))
    xml = package.read_sheet(package.open_package(data), sheet(3))
    words = unescape(word.decode())
    assert "".join(archive.root(xml).itertext()).count(words) == 2 * (900_000 // len(word))


def _within_bounds() -> None:
    """Ten seconds and 500 MB: beyond them the system stops the program."""
    import resource  # noqa: PLC0415 - there is none on Windows

    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
    resource.setrlimit(resource.RLIMIT_DATA, (500_000_000, 500_000_000))


WITHIN_BOUNDS = None if os.name == "nt" else _within_bounds
WORST = {
    "formatting to the end": lambda: hostile_files.formatted_to_the_end("ABCD"),
    "spaces to the end": hostile_files.spaces_to_the_end,
    "nearly too many cells": lambda: hostile_files.many_cells(55_000),
    "nearly too many texts": lambda: hostile_files.many_strings(90_000),
    "nearly too many styles": lambda: hostile_files.many_styles(18_000),
    "nearly too long a text": lambda: hostile_files.long_text(1_900_000),
    "a zip bomb in a sheet": lambda: hostile_files.zip_bomb(sheet(3), 380_000_000),
    "rules without end": hostile_files.rules_without_end,
    "cells without end": lambda: hostile_files.tags_without_end(b"<c "),
    "cells that are nearly too full": lambda: hostile_files.full_cells(1_500),
    "cells that are too full": hostile_files.full_cells,
    "a text of very many lines": lambda: hostile_files.long_text(1_900_000, b"a\n"),
}


@pytest.mark.parametrize("case", WORST)
def test_a_verdict_comes_within_ten_seconds_and_500_megabytes(tmp_path: Path, case: str) -> None:
    (tmp_path / "hurt.xlsx").write_bytes(WORST[case]())
    program = [sys.executable, "-m", "assembler", "validate", str(tmp_path / "hurt.xlsx")]
    result = subprocess.run(
        program, cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=WITHIN_BOUNDS
    )
    assert result.returncode in {0, 1}
    assert "Traceback" not in result.stderr
    assert "Something went wrong" not in result.stdout + result.stderr


def _is_refused(path: Path, said: str) -> None:
    program = [sys.executable, "-m", "assembler", "validate", str(path)]
    result = subprocess.run(
        program, cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=WITHIN_BOUNDS
    )
    assert result.returncode == 1
    assert said in " ".join(result.stdout.split())


def test_a_file_of_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "hurt.xlsx"
    with path.open("wb") as file:
        file.write(b"PK")
        file.truncate(3_000_000_000)
    _is_refused(path, "would unpack to")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes in a folder")
def test_what_is_no_file_is_never_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "hurt.xlsx"
    os.mkfifo(pipe)
    _is_refused(pipe, "is not a file")


def test_a_word_for_true_is_a_yes_and_an_unticked_box_is_no_answer(tmp_path: Path) -> None:
    cell = re.compile(rb'<c r="G2"[^>]*>.*?</c>', re.DOTALL)
    answers = []
    for said in (b"1", b"true", b"0", b"false"):
        new = b'<c r="G2" t="b"><v>%b</v></c>' % said
        path = tmp_path / "exampleshire.xlsx"
        path.write_bytes(changed(sheet(3), lambda xml, new=new: cell.sub(new, xml, count=1)))
        found = assess(path, shipped()).assessment
        assert found is not None
        answers.append(next(iter(found.evidence.values())).answer)
    assert answers == [Answer.YES, Answer.YES, None, None]


@pytest.mark.parametrize(
    "text", ["a", "a.", "A ", "( ", "[", "AB (", "ab ab ", "vulnerable to a ", "Kent and Kent, "]
)
def test_no_rule_is_slow_on_a_long_text(tmp_path: Path, text: str) -> None:
    # A pattern that looks again at every character takes hours over this one.
    found = examined(tmp_path, outcome(1, summary=text * (30_000 // len(text))))
    assert found.assessment is not None


FAULTY_CELLS = {
    "a formula": (b'<c r="{}"><f>A1&amp;B1</f><v>Exampleshire</v></c>', "a formula"),
    "a formula that reaches out": (
        b'<c r="{}" t="str"><f>WEBSERVICE("http://127.0.0.1:9/")</f><v>x</v></c>',
        "a formula",
    ),
    "an error": (b'<c r="{}" t="e"><v>#REF!</v></c>', "#REF!"),
}


@pytest.mark.parametrize("case", FAULTY_CELLS)
def test_a_cell_that_holds_no_words_is_named(run: Callable[..., Result], case: str) -> None:
    cell, said = FAULTY_CELLS[case]
    wanted = re.compile(rb'<c r="B5"[^>]*>.*?</c>', re.DOTALL)
    made = changed(sheet(2), lambda xml: wanted.sub(lambda _: cell.replace(b"{}", b"B5"), xml))
    Path("faulty.xlsx").write_bytes(made)
    result = run("validate", "faulty.xlsx")
    assert result.exit_code == 1
    assert "Letter!B5" in result.stdout
    assert said in result.stdout


HOSTILE_NAMES = [
    "CON.xlsx",
    "nul.xlsx",
    "..xlsx",
    "...xlsx",
    "a" * 200 + ".xlsx",
    "LPT1.xlsx",
    "a b & c; rm -rf $(x).xlsx",
    "été’s — council.xlsx",
    "\u202egnp.xlsx",
    "日本.xlsx",
    "con.con.xlsx",
    "aux .xlsx",
]
DEVICES = ("con", "nul", "aux", "lpt1")


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_name_stays_inside_the_outputs_folder(
    run: Callable[..., Result], name: str
) -> None:
    if os.name == "nt" and re.split(r"[ .]", name)[0].lower() in DEVICES:
        pytest.skip("Windows makes no file of the name of a device")
    Path("inputs").mkdir()
    Path("inputs", name).write_bytes(WORKBOOK.read_bytes())
    result = run("build", f"inputs/{name}")
    assert result.exit_code == 0
    assert sorted(path.name for path in Path().iterdir()) == ["inputs", "outputs"]
    written = [path for path in Path("outputs").rglob("*.docx") if ".assembler" not in path.parts]
    assert len(written) == 3
    for path in written:
        assert path.name.isascii()
        assert len(path.name) <= 110
        assert path.parent.name not in DEVICES


@pytest.mark.parametrize("authority", ["../../x", "/etc/x", "CON", "x" * 300, "\ud800", "C:\\x"])
def test_a_hostile_council_becomes_a_plain_name(run: Callable[..., Result], authority: str) -> None:
    result = run("new", authority)
    assert result.exit_code in {0, 1, 2}
    assert all(path.parts[0] == "inputs" for path in Path().rglob("*"))


def test_two_workbooks_of_one_name_are_refused_before_anything_is_written(
    run: Callable[..., Result],
) -> None:
    for folder in ("north", "south"):
        Path(folder).mkdir()
        Path(folder, "exampleshire.xlsx").write_bytes(WORKBOOK.read_bytes())
    result = run("build", "north/exampleshire.xlsx", "south/exampleshire.xlsx")
    assert result.exit_code == 1
    assert "would both be written to exampleshire" in " ".join(result.stdout.split())
    assert not list(Path("outputs").glob("*/*.docx"))


def test_no_network_is_asked_for_anything(tmp_path: Path) -> None:
    program = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise SystemExit(9)\n"
        "socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse\n"
        "sys.argv = ['assemble', 'build', 'x.xlsx']\n"
        "from assembler.cli import main\n"
        "main()\n"
    )
    (tmp_path / "x.xlsx").write_bytes(READ["external links"]())
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert result.returncode == 0

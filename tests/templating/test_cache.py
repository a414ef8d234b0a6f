"""What is kept of templates between runs: never seen in a document, and never missed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2.bccache import bc_magic

from support import hostile_files
from support.paths import ROOT
from support.sound_workbook import saved, sound
from support.template_faults import planted, says


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., dict[str, bytes]]:
    """Build a workbook in a process that keeps its work in `tmp/`; give the documents."""
    saved(tmp_path, sound())
    (tmp_path / "tmp").mkdir()
    runs = iter(range(100))

    def run(expected: int = 0, **environment: str) -> dict[str, bytes]:
        outputs = tmp_path / f"outputs-{next(runs)}"
        usual = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "tmp")}
        said = subprocess.run(
            [sys.executable, "-m", "assembler", "exampleshire.xlsx", "-o", str(outputs)],
            cwd=tmp_path,
            env={**usual, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == expected, said.stdout + said.stderr
        if expected:
            return {"said": said.stderr.encode()}
        return {path.name: path.read_bytes() for path in (outputs / "exampleshire").iterdir()}

    return run


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "tmp").rglob("assembler_*.cache"))


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps it elsewhere")
def test_a_second_run_takes_up_what_the_first_left(
    build: Callable[..., dict[str, bytes]], tmp_path: Path
) -> None:
    first = build()
    left = kept(tmp_path)
    assert len(left) == 3
    assert all(path.parent.stat().st_mode & 0o077 == 0 for path in left)
    made = [path.stat().st_mtime_ns for path in left]
    assert build() == first
    assert [path.stat().st_mtime_ns for path in kept(tmp_path)] == made


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps it elsewhere")
def test_what_is_spoilt_is_made_anew(
    build: Callable[..., dict[str, bytes]], tmp_path: Path
) -> None:
    first = build()
    whole = [path.read_bytes() for path in kept(tmp_path)]
    head, half = len(bc_magic), len(whole[0]) // 2
    for spoil in (
        *(cut(length) for length in (0, head, head + 1, head + 10, head + 40, half)),
        *(overwritten(at, b"\xff\0" * 250) for at in (0, head, head + 3, half)),
    ):
        for path, content in zip(kept(tmp_path), whole, strict=True):
            path.write_bytes(spoil(content))
        assert build() == first
    assert [path.read_bytes() for path in kept(tmp_path)] == whole


def cut(length: int) -> Callable[[bytes], bytes]:
    return lambda content: content[:length]


def overwritten(at: int, words: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content[:at] + words + content[at + len(words) :]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps it elsewhere")
def test_another_program_of_the_same_age_makes_its_own(
    build: Callable[..., dict[str, bytes]], tmp_path: Path
) -> None:
    for folder in ("assembler", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / "copy" / folder)
    copy = {"PYTHONPATH": str(tmp_path / "copy")}
    first = build(**copy)
    assert len(kept(tmp_path)) == 3
    module = tmp_path / "copy" / "assembler" / "templating" / "tag_language.py"
    text, looks = module.read_text("utf-8"), module.stat()
    # As long as before: only its bytes tell.
    module.write_text(
        text.replace('"yes"?>', '"yes" ?>', 1).replace(" tag language", "tag language"), "utf-8"
    )
    os.utime(module, ns=(looks.st_atime_ns, looks.st_mtime_ns))
    assert module.stat().st_size == looks.st_size
    second = build(**copy)
    assert len(kept(tmp_path)) == 6
    assert second.keys() == first.keys()
    assert second != first


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps it elsewhere")
def test_where_nothing_can_be_kept_the_documents_are_the_same(
    build: Callable[..., dict[str, bytes]], tmp_path: Path
) -> None:
    first = build()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / f"_jinja2-cache-{os.getuid()}").write_text("in the way")
    assert build(TMPDIR=str(tmp_path / "elsewhere")) == first


def test_a_changed_template_is_made_ready_anew(
    build: Callable[..., dict[str, bytes]], tmp_path: Path
) -> None:
    first = build()
    own = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", own)
    (own / "letter.docx").write_bytes(
        planted("letter", says("Yours sincerely,", "Yours faithfully,"))
    )
    name = "exampleshire-letter.docx"
    for _ in range(2):
        second = build()
        assert b"Yours faithfully" in hostile_files.parts(second[name])["word/document.xml"]
        assert {**second, name: b""} == {**first, name: b""}
    (own / "letter.docx").write_bytes(planted("letter", says("Yours sincerely,", "{{ no_such }}")))
    assert "no_such" in build(expected=1)["said"].decode()
    shutil.rmtree(own)
    assert build() == first

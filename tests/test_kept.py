"""What is kept of templates between runs: never seen in a document, and never missed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import hostile
import pytest
from conftest import ROOT
from planting import planted, says
from world import saved, sound


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., dict[str, bytes]]:
    """Build a workbook in a process that keeps its work in `tmp/`; give the documents."""
    saved(tmp_path, sound())
    (tmp_path / "tmp").mkdir()
    runs = iter(range(100))

    def run(**environment: str) -> dict[str, bytes]:
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
        assert said.returncode == 0, said.stdout + said.stderr
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
@pytest.mark.parametrize("spoil", [b"", b"j2", b"half", b"\0" * 500])
def test_what_is_spoilt_is_made_anew(
    build: Callable[..., dict[str, bytes]], tmp_path: Path, spoil: bytes
) -> None:
    first = build()
    for path in kept(tmp_path):
        content = path.read_bytes()
        at = len(content) // 2
        whole = {b"": b"", b"half": content[:at]}.get(spoil)
        spoilt = content[:at] + spoil + content[at + len(spoil) :]
        path.write_bytes(spoilt if whole is None else whole)
    assert build() == first
    assert build() == first


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
        assert b"Yours faithfully" in hostile.parts(second[name])["word/document.xml"]
        assert {**second, name: b""} == {**first, name: b""}
    shutil.rmtree(own)
    assert build() == first

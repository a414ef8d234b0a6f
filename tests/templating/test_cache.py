"""The cache of compiled templates: never seen in a document, never missed, nobody else's."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assembler.templating import cache
from support import hostile_files
from support.paths import ROOT
from support.sound_workbook import saved, sound
from support.template_faults import planted, says


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., dict[str, bytes]]:
    """Build a workbook in a process with its cache under `caches/`; return the documents."""
    saved(tmp_path, sound())
    runs = iter(range(100))

    def run(expected: int = 0, **environment: str) -> dict[str, bytes]:
        outputs = tmp_path / f"outputs-{next(runs)}"
        caches = tmp_path / "caches"
        places = dict.fromkeys(("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"), str(caches))
        usual = {**os.environ, **places, "PYTHONPATH": str(ROOT)}
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


def cached(folder: Path) -> list[Path]:
    return sorted((folder / "caches").rglob("templates-*.cache"))


def times(paths: list[Path]) -> list[int]:
    return [path.stat().st_mtime_ns for path in paths]


def test_a_second_run_takes_up_what_the_first_left(
    build: Callable[..., dict[str, bytes]], tmp_path: Path
) -> None:
    first = build()
    left = cached(tmp_path)
    assert len(left) == 3
    assert os.name == "nt" or all(path.parent.stat().st_mode & 0o077 == 0 for path in left)
    before = times(left)
    assert build() == first
    assert times(cached(tmp_path)) == before


def test_what_is_spoilt_is_made_again(
    build: Callable[..., dict[str, bytes]], tmp_path: Path
) -> None:
    first = build()
    whole = [path.read_bytes() for path in cached(tmp_path)]
    head, half = 32, len(whole[0]) // 2
    for spoil in (
        *(cut(length) for length in (0, head, head + 1, head + 10, head + 40, half)),
        *(overwritten(at, b"\xff\0" * 250) for at in (0, head, head + 3, half)),
    ):
        for path, content in zip(cached(tmp_path), whole, strict=True):
            path.write_bytes(spoil(content))
        assert build() == first
    assert [path.read_bytes() for path in cached(tmp_path)] == whole


def cut(length: int) -> Callable[[bytes], bytes]:
    return lambda content: content[:length]


def overwritten(at: int, words: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content[:at] + words + content[at + len(words) :]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the program, to change it."""
    for folder in ("assembler", "templates"):
        shutil.copytree(
            ROOT / folder, tmp_path / "copy" / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    return tmp_path / "copy"


def test_another_program_of_the_same_age_makes_its_own(
    build: Callable[..., dict[str, bytes]], tmp_path: Path, copy: Path
) -> None:
    # Python's own compiled files go by age and size, and would hide the change.
    program = {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    first = build(**program)
    assert len(cached(tmp_path)) == 3
    module = copy / "assembler" / "templating" / "compile_tags.py"
    content, looks = module.read_bytes(), module.stat()
    # As long as before: only its bytes tell.
    module.write_bytes(
        content.replace(b'"yes"?>', b'"yes" ?>', 1).replace(b" tag language", b"tag language")
    )
    os.utime(module, ns=(looks.st_atime_ns, looks.st_mtime_ns))
    assert module.stat().st_size == looks.st_size
    second = build(**program)
    assert len(cached(tmp_path)) == 6
    assert second.keys() == first.keys()
    assert second != first


def test_a_program_whose_module_moved_makes_its_own(
    build: Callable[..., dict[str, bytes]], tmp_path: Path, copy: Path
) -> None:
    first = build(PYTHONPATH=str(copy))
    (copy / "assembler" / "runtime.py").rename(copy / "assembler" / "running.py")
    (copy / "assembler" / "runtime.py").write_text("from assembler.running import *\n")
    assert build(PYTHONPATH=str(copy)) == first
    assert len(cached(tmp_path)) == 6


CONTAINERS = ["program.exe", "program.pyz"]


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_program_without_modules_is_known_by_the_file_that_holds_it(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PyInstaller's programs and zips have no .py files."""
    container = tmp_path / name
    container.write_bytes(b"1")
    inside = container if name == "program.pyz" else tmp_path / "_internal"
    monkeypatch.setattr(cache, "__file__", str(inside / "assembler" / "templating" / "cache.pyc"))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "program.exe"))
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "caches"))
    cache._program.cache_clear()  # noqa: SLF001 - another program, in one process
    cache.write(b"templates", "compiled")
    assert cache.read(b"templates") == "compiled"
    container.write_bytes(b"22")
    cache._program.cache_clear()  # noqa: SLF001
    assert cache.read(b"templates") is None
    monkeypatch.undo()
    cache._program.cache_clear()  # noqa: SLF001


def in_the_way(folder: Path) -> None:
    folder.write_text("a file")


def linked(folder: Path) -> None:
    elsewhere = folder.with_name("elsewhere")
    elsewhere.mkdir(mode=0o700)
    folder.symlink_to(elsewhere)


def open_to_others(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)


@pytest.mark.skipif(os.name == "nt", reason="Windows itself keeps each user's folder apart")
@pytest.mark.parametrize("obstacle", [in_the_way, linked, open_to_others])
def test_nothing_is_kept_where_somebody_else_might_write(
    build: Callable[..., dict[str, bytes]], tmp_path: Path, obstacle: Callable[[Path], None]
) -> None:
    (tmp_path / "caches").mkdir()
    obstacle(tmp_path / "caches" / "assembler")
    assert len(build()) == 3
    assert cached(tmp_path) == []


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file that holds what is cached of `templates`."""
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "caches"))
    cache.write(b"templates", "compiled")
    (path,) = cached(tmp_path)
    assert cache.read(b"templates") == "compiled"
    return path


@pytest.mark.skipif(os.name == "nt", reason="Windows itself keeps each user's folder apart")
def test_a_file_is_not_read_that_others_may_write_or_that_is_a_link(own_cache: Path) -> None:
    own_cache.chmod(0o666)
    assert cache.read(b"templates") is None
    own_cache.chmod(0o600)
    assert cache.read(b"templates") == "compiled"
    own_cache.rename(own_cache.with_suffix(".elsewhere"))
    own_cache.symlink_to(own_cache.with_suffix(".elsewhere"))
    assert cache.read(b"templates") is None


@pytest.mark.skipif(os.name == "nt", reason="Windows itself keeps each user's folder apart")
def test_a_file_of_another_owner_is_not_read(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = own_cache.stat().st_uid
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    assert cache.read(b"templates") is None


def test_a_changed_template_is_prepared_again(
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

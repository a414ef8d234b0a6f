"""Runs over many workbooks: on any number of processes, whatever happens to one of them."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assembler import processes
from assembler.checks import councils_of_run
from assembler.pipeline import batch
from assembler.pipeline.build import Choices, order
from assembler.results import BuildResult, BuildStatus
from assembler.rich_text import from_text
from assembler.workbook.write import write
from support import councils
from support.paths import ROOT

FORKS = multiprocessing.get_start_method() == "fork"
PROGRAM = ["-m", "assembler", "inputs", "--jobs"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
needs_fork = pytest.mark.skipif(not FORKS, reason="processes here do not inherit what a test does")


@cache
def workbooks() -> dict[str, bytes]:
    """Return eleven made-up councils by slug; the second tells of the first."""
    made = {**councils.five(), **councils.many(6)}
    first = made["exampleshire"].details
    text = from_text(f"{first.recipient_name} and the {first.authority} were here.")
    second = made["samplebury"]
    strengths = (replace(second.strengths[0], text=text),)
    made["samplebury"] = replace(second, strengths=strengths)
    return {slug: write(assessment) for slug, assessment in made.items()}


@pytest.fixture
def inputs(tmp_path: Path) -> list[Path]:
    """Return the workbooks of eleven councils, and one that is broken."""
    folder = tmp_path / "inputs"
    folder.mkdir()
    for slug, content in workbooks().items():
        (folder / f"{slug}.xlsx").write_bytes(content)
    (folder / "broken.xlsx").write_bytes(b"no workbook")
    return sorted(folder.iterdir())


def built(paths: list[Path], outputs: Path, jobs: int | None) -> dict[str, BuildResult]:
    made = batch.assemble(paths, order(Choices(outputs, jobs=jobs)))
    return {Path(one.workbook).stem: one for one in made}


def documents(outputs: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in outputs.glob("[!.]*/*.docx")}


def test_any_number_of_processes_writes_the_same_and_finds_the_same(
    inputs: list[Path], tmp_path: Path
) -> None:
    alone = built(inputs, tmp_path / "1", 1)
    assert len(documents(tmp_path / "1")) >= 15
    assert "authorities.run" in {finding.code for finding in alone["samplebury"].findings}
    for jobs in (2, 3, 20, None):
        together = built(list(reversed(inputs)), tmp_path / str(jobs), jobs)
        assert documents(tmp_path / str(jobs)) == documents(tmp_path / "1")
        for name, one in alone.items():
            assert together[name].findings == one.findings
            assert together[name].status is one.status


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_council_that_joins_later_is_looked_for_in_what_stands(
    inputs: list[Path], tmp_path: Path, jobs: int
) -> None:
    later = [path for path in inputs if path.stem == "exampleshire"]
    earlier = [path for path in inputs if path not in later]
    first = built(earlier, tmp_path, jobs)
    assert "authorities.run" not in codes(first["samplebury"])
    stood = documents(tmp_path)
    joined = built(inputs, tmp_path, jobs)
    assert "authorities.run" in codes(joined["samplebury"])
    assert joined["samplebury"].status is BuildStatus.UNCHANGED
    assert stood.items() <= documents(tmp_path).items()
    again = built(inputs, tmp_path, jobs)
    assert codes(again["samplebury"]) == set()
    assert again["samplebury"].status is BuildStatus.UNCHANGED


@needs_fork
def test_a_council_that_joins_later_finds_as_many_processes_as_a_whole_run(
    inputs: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built([path for path in inputs if path.stem != "exampleshire"], tmp_path, 1)
    started: list[object] = []
    start = processes.Process.start
    monkeypatch.setattr(processes.Process, "start", lambda one: (started.append(one), start(one)))
    joined = built(inputs, tmp_path, 3)
    assert len(started) == 3
    assert "authorities.run" in codes(joined["samplebury"])


def codes(one: BuildResult) -> set[str]:
    return {finding.code for finding in one.findings}


def test_no_byte_depends_on_how_this_machine_squeezes(
    inputs: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Python comes with one library for it here and with another there.
    def never(*_: object) -> None:
        pytest.fail("a part was squeezed")

    for name in ("compressobj", "compress"):
        monkeypatch.setattr(zlib, name, never)
    outputs = tmp_path / "outputs"
    made = list(batch.assemble(inputs, order(Choices(outputs, jobs=1, pack=True))))
    assert sum(one.status is BuildStatus.BUILT for one in made) >= 5
    assert len(list(outputs.glob("[!.]*/*-pack.docx"))) >= 5


@needs_fork
@pytest.mark.parametrize("work", ["build_or_stop", "details_of"])
@pytest.mark.parametrize("jobs", [2, 5])
def test_a_process_that_dies_takes_only_its_own_workbook_with_it(
    inputs: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: str, jobs: int
) -> None:
    deadly = {"pretendham", "council-003", "council-004"}
    alone = built(inputs, tmp_path / "alone", 1)
    usual: Callable[..., Any] = getattr(batch, work)

    def dies(path: Path, *given: Any) -> Any:
        if path.stem in deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return usual(path, *given)

    monkeypatch.setattr(batch, work, dies)
    together = built(inputs, tmp_path / "together", jobs)
    assert together.keys() == alone.keys()
    for name, one in together.items():
        if work == "build_or_stop" and name in deadly:
            assert one.status is BuildStatus.TO_PUT_RIGHT
            assert [finding.code for finding in one.findings] == ["file.stopped"]
            assert "was stopped" in one.findings[0].message
        else:
            assert one.status is alone[name].status


def test_a_process_that_dies_with_nothing_in_hand_takes_nothing_with_it(
    inputs: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = built(inputs, tmp_path / "alone", 1)
    usual = councils_of_run.gather

    def all_gone(known: Any) -> Any:
        for process in multiprocessing.active_children():
            process.kill()
            process.join()
        return usual(known)

    monkeypatch.setattr(councils_of_run, "gather", all_gone)
    together = built(inputs, tmp_path / "together", 3)
    assert {n: one.status for n, one in together.items()} == {
        name: one.status for name, one in alone.items()
    }


@needs_fork
def test_processes_that_cannot_begin_leave_the_work_to_the_run_itself(
    inputs: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = built(inputs, tmp_path / "alone", 1)
    monkeypatch.setattr(processes, "_serve", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    together = built(inputs, tmp_path / "together", 3)
    assert documents(tmp_path / "together") == documents(tmp_path / "alone")
    for name, one in alone.items():
        assert together[name].findings == one.findings


@needs_fork
@pytest.mark.parametrize("started", [0, 1, 2])
def test_a_run_goes_on_when_there_is_no_room_for_another_process(
    inputs: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: int
) -> None:
    rooms = iter(range(started))
    start, usual = processes.Process.start, batch.build_or_stop

    def starts(process: Any) -> None:
        if next(rooms, None) is None:
            raise OSError(12, "Cannot allocate memory")
        start(process)

    def dies(path: Path, *given: Any) -> Any:
        if multiprocessing.parent_process() and path.stem in {"council-003", "council-004"}:
            os.kill(os.getpid(), signal.SIGKILL)
        return usual(path, *given)

    alone = built(inputs, tmp_path / "alone", 1)
    monkeypatch.setattr(processes.Process, "start", starts)
    monkeypatch.setattr(batch, "build_or_stop", dies)
    together = built(inputs, tmp_path / "together", 2)
    stopped = [name for name, one in together.items() if "was stopped" in str(one.findings)]
    assert len(stopped) == started
    for name, one in alone.items():
        assert together[name].status is (
            BuildStatus.TO_PUT_RIGHT if name in stopped else one.status
        )


SPAWNED = (
    "import multiprocessing, sys\n"
    "multiprocessing.set_start_method('spawn')\n"
    "from assembler.__main__ import main\n"
    "print('It begins.', flush=True)\n"
    "main()\n"
)


def test_processes_that_inherit_nothing_write_the_same(inputs: list[Path], tmp_path: Path) -> None:
    built(inputs, tmp_path / "alone", 1)
    words = [*map(str, inputs), "--jobs", "2", "-o", str(tmp_path / "spawned")]
    program = started(tmp_path, "-c", SPAWNED, *words)
    _, diagnostics = program.communicate()
    assert program.returncode == 1
    assert diagnostics == ""
    assert documents(tmp_path / "spawned") == documents(tmp_path / "alone")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal to send")
@pytest.mark.parametrize("moment", [0.05, 0.15, 0.25, 0.35, 0.45])
def test_no_process_is_interrupted_while_it_begins(
    inputs: list[Path], tmp_path: Path, moment: float
) -> None:
    program = started(tmp_path, "-c", SPAWNED, *map(str, inputs), "--jobs", "3")
    assert program.stdout is not None
    assert program.stdout.readline() == "It begins.\n"
    time.sleep(moment)
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGINT)
    _, diagnostics = program.communicate(timeout=60)
    assert "Traceback" not in diagnostics


def started(folder: Path, *words: str) -> subprocess.Popen[str]:
    """Start Python as a terminal does: with a group of processes of its own."""
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=folder,
        env=ENVIRONMENT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


@needs_fork
def test_no_process_is_left_when_a_run_is_given_up(inputs: list[Path], tmp_path: Path) -> None:
    run = batch.assemble(inputs, order(Choices(tmp_path / "outputs", jobs=2)))
    next(run)
    assert multiprocessing.active_children()
    run.close()
    assert not multiprocessing.active_children()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Start a run over sixty councils; given back once some are done."""
    programs: list[subprocess.Popen[str]] = []
    folder = tmp_path / "inputs"
    folder.mkdir()
    for number in range(60):
        (folder / f"council-{number}.xlsx").write_bytes(write(councils.five()["exampleshire"]))

    def start(jobs: str) -> subprocess.Popen[str]:
        programs.append(started(tmp_path, *PROGRAM, jobs))
        while len(documents(tmp_path / "outputs")) < 9:
            assert programs[-1].poll() is None
            time.sleep(0.01)
        return programs[-1]

    yield start
    for program in programs:
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal to send")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_that_is_stopped_says_how_far_it_came_and_goes_on_from_there(
    running: Callable[[str], subprocess.Popen[str]], tmp_path: Path, jobs: str
) -> None:
    program = running(jobs)
    os.killpg(program.pid, signal.SIGINT)  # as a terminal does: the whole group
    _, diagnostics = program.communicate()
    assert program.returncode == 1
    assert "Traceback" not in diagnostics
    assert "of 60" in diagnostics
    stood = len(documents(tmp_path / "outputs"))
    assert stood % 3 == 0
    assert not list((tmp_path / "outputs").rglob("*.part"))
    again, _ = started(tmp_path, *PROGRAM, jobs, "--json").communicate()
    assert again.count('"unchanged"') == stood // 3
    assert len(documents(tmp_path / "outputs")) == 180


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal to send")
def test_no_process_outlives_a_run_that_is_killed(
    running: Callable[[str], subprocess.Popen[str]],
) -> None:
    program = running("2")
    program.kill()
    program.communicate()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            os.killpg(program.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("a process of the run is still there")


@pytest.mark.parametrize("names", [["exampleshire"], ["exampleshire", "samplebury", "pretendham"]])
@pytest.mark.parametrize("command", ["build", "validate"])
def test_each_workbook_of_a_run_is_opened_once(
    inputs: list[Path],
    run: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    names: list[str],
    command: str,
) -> None:
    opened: list[str] = []
    usual = Path.open

    def counted(path: Path, *given: Any, **named: Any) -> Any:
        if path.suffix == ".xlsx":
            opened.append(path.stem)
        return usual(path, *given, **named)

    monkeypatch.setattr(Path, "open", counted)
    assert run(command, *(path for path in inputs if path.stem in names)).exit_code == 0
    assert sorted(opened) == sorted(names)

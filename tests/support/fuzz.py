"""A mutation fuzzer over workbooks and templates.

In the folder tests: python -m support.fuzz [CASES] [SEED].
Damages the bytes, parts or XML of real files and runs the program on them. The result must be a
message to the user or valid documents: no traceback, no hang.
"""

import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from lxml import etree

from assembler.editions.load import shipped
from assembler.errors import AssemblerError
from assembler.letter import context
from assembler.pipeline.assess import assess
from assembler.pipeline.build import Choices, build, order
from assembler.results import BuildResult
from assembler.templating import render, template_set
from support import hostile_files
from support.hostile_files import TEMPLATES, WORKBOOK, packed, parts

LONGEST = 10
_PIECES = [
    b"", b"\0", b"<", b">", b"&", b"&lt;", b"&#0;", b"&#xD800;", b"\xff\xfe", b"\xed\xa0\x80",
    b"]]>", b"<!--", b"<!DOCTYPE a>", b"<x/>", b"-1", b"99999999999", b"1e999", b"NaN", b"\n" * 50,
    b"{{ x }}", b"{% for %}", b"{%tr for b in benchmarks %}", b"{{", b"}}", b"_x0000_", b"_xD800_",
    "ŵ😀\u202e\u200b\ueeee".encode(), b"A" * 40_000, b"=1+1", b"TRUE", b"#REF!", b"N/A",
]  # fmt: skip
_TAG = re.compile(rb"<[^>]*>")
_NUMBER = re.compile(rb'"-?[0-9]+"')


class HungError(Exception):
    """A case took longer than the limit."""


def spoilt(chance: random.Random, content: bytes) -> bytes:
    """Change some bytes: flip a few, drop or repeat a range, or insert something odd."""
    made = bytearray(content)
    for _ in range(chance.choice([1, 1, 1, 2, 5, 20])):
        at, length = chance.randrange(len(made) + 1), chance.choice([1, 2, 10, 100, 1000])
        way = chance.randrange(5)
        if way == 0 and at < len(made):
            made[at] = chance.randrange(256)
        elif way == 1:
            del made[at : at + length]
        elif way == 2:
            made[at:at] = made[at : at + length]
        elif way == 3:
            made[at:at] = chance.choice(_PIECES)
        else:
            made[at : at + length] = bytes(chance.randrange(256) for _ in range(min(length, 20)))
    return bytes(made)


def spoilt_xml(chance: random.Random, xml: bytes) -> bytes:  # noqa: PLR0911 - one a way
    """Damage XML: drop, repeat or swap tags; replace numbers and texts."""
    tags = [found.span() for found in _TAG.finditer(xml)]
    if not tags:
        return spoilt(chance, xml)
    start, end = chance.choice(tags)
    way = chance.randrange(6)
    if way == 0:
        return xml[:start] + xml[end:]
    if way == 1:
        return xml[:end] + xml[start:end] + xml[end:]
    if way == 2:
        other = chance.choice(tags)
        return xml[:start] + xml[slice(*other)] + xml[end:]
    if way == 3:
        numbers = [found.span() for found in _NUMBER.finditer(xml)] or [(start, end)]
        start, end = chance.choice(numbers)
        odd = chance.choice([b'"0"', b'"-1"', b'"2147483648"', b'"999999999"', b'""', b'"x"'])
        return xml[:start] + odd + xml[end:]
    if way == 4:
        return xml[:end] + chance.choice(_PIECES) + xml[end:]
    last = chance.choice(tags)[1]
    start, last = sorted((start, last))
    return xml[:start] + xml[last:]


def mutated(chance: random.Random, data: bytes) -> bytes:
    """Damage a file as a whole, or some parts of it."""
    if chance.random() < 0.2:
        return spoilt(chance, data)
    content = dict(parts(data))
    for _ in range(chance.choice([1, 1, 2, 4])):
        name = chance.choice([name for name in content if not name.endswith("/")])
        way = chance.random()
        if way < 0.05:
            content.pop(name)
        elif way < 0.1:
            content[chance.choice(["x.xml", "xl/x.bin", "../x", name.upper()])] = content[name]
        elif way < 0.25:
            content[name] = spoilt(chance, content[name])
        else:
            content[name] = spoilt_xml(chance, content[name])
        if not content:
            return b""
    return packed(content)


def judged(work: Callable[[], Any]) -> tuple[str, Any]:
    """Run a case; return "said" for a message to the user, "done" for a result."""
    _wake_after(LONGEST)
    try:
        return "done", work()
    except AssemblerError:
        return "said", None
    finally:
        _wake_after(0)


def _wake_after(seconds: int) -> None:
    if hasattr(signal, "SIGALRM"):  # Windows has none: a case that hangs is not ended there
        signal.signal(signal.SIGALRM, _hung)
        signal.alarm(seconds)


def _hung(*_: object) -> None:
    raise HungError


@cache
def sources() -> tuple[bytes, ...]:
    """Return a workbook as the program writes it, and as Excel does, with shared strings."""
    return WORKBOOK.read_bytes(), packed(hostile_files.shared())


@cache
def _context() -> Any:
    found = assess(WORKBOOK, shipped())
    assert found.assessment is not None
    return context.context(found.assessment, found.graded)


def workbook_case(chance: random.Random, folder: Path) -> tuple[str, list[Path]]:
    """Damage a workbook and build it; return the verdict and the documents."""
    path = folder / "fuzz.xlsx"
    path.write_bytes(mutated(chance, chance.choice(sources())))
    outputs = folder / f"out-{chance.randrange(1 << 60):x}"
    draft = chance.random() < 0.3
    verdict, result = judged(lambda: build(path, order(Choices(outputs, draft=draft))))
    if not isinstance(result, BuildResult):
        return verdict, []
    return str(result.status), [Path(document.path) for document in result.documents]


def template_case(chance: random.Random, folder: Path) -> tuple[str, list[Path]]:
    """Damage a template and render it; return the verdict and the document."""
    name = chance.choice(template_set.NAMES)
    raw = mutated(chance, (TEMPLATES / f"{name}.docx").read_bytes())
    render.load_template.cache_clear()
    work = lambda: render.render(render.load_template(f"{name}.docx", raw), _context())  # noqa: E731
    verdict, made = judged(work)
    if made is None:
        return verdict, []
    path = folder / f"{chance.randrange(1 << 60):x}.docx"
    path.write_bytes(made.content)
    return "rendered", [path]


def well_formed(path: Path) -> bool:
    """Return whether every part of a document is well-formed."""
    try:
        for name, content in parts(path.read_bytes()).items():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(content)
    except (BadZipFile, etree.XMLSyntaxError):
        return False
    return True


def main(cases: int, seed: int) -> int:
    """Run many cases and print the failures."""
    tally: Counter[str] = Counter()
    slowest = 0.0
    for number in range(cases):
        chance = random.Random(f"{seed}-{number}")  # noqa: S311 - to be had again, no secret
        kind = workbook_case if number % 2 == 0 else template_case
        with tempfile.TemporaryDirectory() as folder:
            begun = time.monotonic()
            try:
                verdict, made = kind(chance, Path(folder))
                broken = [path for path in made if not well_formed(path)]
                verdict += f" and BROKEN (case {seed}-{number})" if broken else ""
            except Exception as error:  # noqa: BLE001 - any of them is a find
                verdict = f"FOUND {type(error).__name__} in case {seed}-{number}: {error}"[:200]
            slowest = max(slowest, time.monotonic() - begun)
            tally[f"{kind.__name__}: {verdict}"] += 1
    for line, count in sorted(tally.items()):
        sys.stdout.write(f"{count:7}  {line}\n")
    sys.stdout.write(f"slowest case: {slowest:.2f} s\n")
    return 1 if any("FOUND" in line for line in tally) else 0


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*[*numbers, *[2_000, 1][len(numbers) :]]))

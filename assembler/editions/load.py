"""Editions: one TOML file a year holds its criteria, its wording and its grading setting.

`read` turns the text of such a file into an `Edition`, or says of every key that is wrong what is
wrong and what to write instead. `shipped` gives the editions that travel with the program.
"""

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from assembler import resources
from assembler.errors import AssemblerError
from assembler.findings import Finding, Place, Severity
from assembler.model import Benchmark, Criterion, Edition, Level, Unscored

SCORED_LEVELS = tuple(Level)
OUTCOME_WORDS = (*(str(level) for level in Level), "N/A")
TITLES = ("letter", "annex_a", "annex_b")
_REF = re.compile(r"B(?P<number>[0-9]+)-(?P<letter>[MEN])[0-9]+")
_LETTER = {Level.MET: "M", Level.EXCEEDING: "E", Level.NOT_MET: "N"}


@cache
def shipped() -> tuple[Edition, ...]:
    """Give every edition in the package, oldest first.

    Raises AssemblerError when one of them is wrong.
    """
    return tuple(load(text, name) for name, text in shipped_texts().items())


@cache
def shipped_digest() -> str:
    """Give a short text that changes with any byte of any edition in the package."""
    return hashlib.sha256("\0".join(shipped_texts().values()).encode()).hexdigest()


def load(text: str, name: str) -> Edition:
    """Read an edition that has to be right; `name` is its file's, for messages.

    Raises AssemblerError naming the file, the first wrong key and the fix.
    """
    edition, findings = read(text, name)
    if edition is None:
        more = f" ({len(findings)} faults in all)" if len(findings) > 1 else ""
        raise AssemblerError(f"{name}: {findings[0].message}{more}", findings[0].fix)
    return edition


def latest(editions: tuple[Edition, ...]) -> Edition:
    """Give the edition of the newest year."""
    return max(editions, key=lambda edition: edition.year)


def named(editions: Iterable[Edition], year: str) -> Edition | None:
    """Find an edition by its year, however it is written: 2024-25, 2024/25 or 2024/2025."""
    wanted = year_key(year)
    return next((e for e in editions if wanted and year_key(e.year) == wanted), None)


def read(text: str, name: str) -> tuple[Edition | None, tuple[Finding, ...]]:
    """Read the text of an edition file.

    Gives the edition and no findings, or None and a finding for every key that is wrong.
    """
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        fault = Finding(
            "edition.toml",
            Severity.ERROR,
            f"this is not valid TOML: {error}.",
            "Put right the line it names; compare it with a shipped edition.",
            (Place(name),),
        )
        return None, (fault,)
    reader = _Reader(name)
    edition = reader.edition(_Keys(reader, table, ""))
    return (None, tuple(reader.findings)) if reader.findings else (edition, ())


def shipped_texts() -> dict[str, str]:
    """Give the shipped files' texts by name, in the order of their names."""
    entries = resources.folder("editions").iterdir()
    texts = {entry.name: entry.read_text("utf-8") for entry in entries if entry.is_file()}
    return {name: texts[name] for name in sorted(texts) if name.endswith(".toml")}


def year_key(year: str) -> tuple[str, str] | None:
    """Give the two years as 4 and 2 figures: ("2024", "25")."""
    found = re.fullmatch(r"\s*([0-9]{4})\s*[-/–]\s*(?:[0-9]{2})?([0-9]{2})\s*", year)
    return (found[1], found[2]) if found else None


class _Reader:
    """Reads one file and keeps what is wrong with it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.findings: list[Finding] = []

    def fault(self, key: str, wrong: str, fix: str) -> None:
        place = Place(self.name, key)
        message = f"{key}: {wrong}" if key else wrong
        self.findings.append(Finding("edition.key", Severity.ERROR, message, fix, (place,)))

    def edition(self, top: "_Keys") -> Edition:
        year = top.text("year")
        if year and year_key(year) is None:
            self.fault("year", f"'{year}' is not a year.", 'Write it like "2024-25".')
        benchmarks = tuple(self.benchmark(keys) for keys in top.tables("benchmark"))
        self.unique("number", (benchmark.number for benchmark in benchmarks))
        self.unique("ref", (c.ref for b in benchmarks for c in b.criteria))
        if not any(benchmark.scored for benchmark in benchmarks):
            self.fault("benchmark", "no benchmark is scored.", "Add at least one [[benchmark]].")
        edition = Edition(
            year=year,
            financial_year=top.text("financial_year"),
            ends=top.day("ends"),
            date_style=self.date_style(top),
            titles=top.table("titles").texts(required=TITLES),
            wording=top.table("wording").texts(),
            shades=self.shades(top.table("shades")),
            benchmarks=benchmarks,
            exceeding_needs=self.exceeding_needs(top.table("grading")),
        )
        top.nothing_else()
        return edition

    def benchmark(self, keys: "_Keys") -> Benchmark:
        number = keys.number("number")
        keys.label = f"benchmark {number}" if number else keys.label
        scored = keys.flag("scored", default=True)
        benchmark = Benchmark(
            number=number,
            title=keys.text("title"),
            annex_a_title=keys.text("annex_a_title"),
            headings=self.headings(keys.table("headings")) if scored else {},
            criteria=tuple(self.criterion(number, row) for row in keys.tables("criterion")),
            unscored=None if scored else self.unscored(keys.table("unscored")),
        )
        if scored and not benchmark.at(Level.MET):
            self.fault(keys.label, "it has no Met criterion.", "Add one, or set scored = false.")
        if not scored and benchmark.criteria:
            self.fault(keys.label, "it is not scored, yet has criteria.", "Take one of them out.")
        keys.nothing_else()
        return benchmark

    def criterion(self, number: int, keys: "_Keys") -> Criterion:
        ref, level = keys.text("ref"), keys.text("level")
        keys.label = f"criterion {ref}" if ref else keys.label
        if level and level not in list(Level):
            choices = ", ".join(f'"{choice}"' for choice in Level)
            self.fault(f"{keys.label}, level", f"'{level}' is not a level.", f"Choose {choices}.")
            level = ""
        found = _REF.fullmatch(ref)
        if ref and level:
            wanted = f"B{number}-{_LETTER[Level(level)]}"
            if not (found and f"B{found['number']}-{found['letter']}" == wanted):
                self.fault(
                    keys.label,
                    f"the ref does not fit benchmark {number} and level {level}.",
                    f'Write "{wanted}" and a number.',
                )
        criterion = Criterion(
            ref=ref,
            level=Level(level) if level else Level.MET,
            text=keys.text("text"),
            points=keys.list("points"),
            bullet=keys.flag("bullet", default=True),
        )
        keys.nothing_else()
        return criterion

    def unscored(self, keys: "_Keys") -> Unscored:
        unscored = Unscored(
            name=keys.text("name"),
            title_note=keys.text("title_note"),
            elsewhere=keys.text("elsewhere"),
            annex_b_note=keys.text("annex_b_note"),
        )
        keys.nothing_else()
        return unscored

    def headings(self, keys: "_Keys") -> Mapping[Level, str]:
        texts = keys.texts(required=SCORED_LEVELS)
        return {level: texts.get(level, "") for level in Level}

    def shades(self, keys: "_Keys") -> Mapping[str, str]:
        shades = keys.texts(required=OUTCOME_WORDS)
        for word, shade in shades.items():
            if not re.fullmatch(r"[0-9A-Fa-f]{6}", shade):
                self.fault(f"shades, {word}", f"'{shade}' is no colour.", 'Write it like "C9E4CA".')
        return shades

    def date_style(self, top: "_Keys") -> str:
        style = top.text("date_style")
        try:
            style.format(date=date(2025, 5, 21))
        except (ValueError, KeyError, IndexError, AttributeError):
            self.fault(
                "date_style", f"'{style}' prints no date.", 'Write it like "{date:%d/%m/%Y}".'
            )
        return style

    def exceeding_needs(self, grading: "_Keys") -> int | None:
        value = grading.value("exceeding_needs", "all")
        if value == "all":
            return None
        if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
            return value
        self.fault(
            "grading, exceeding_needs",
            f"'{value}' is not a count.",
            'Write "all", or a whole number of 1 or more.',
        )
        return None

    def unique(self, key: str, values: Iterator[Any]) -> None:
        for value, count in Counter(values).items():
            if count > 1 and value:
                self.fault(f"{key} {value}", f"it stands {count} times.", "Give each its own.")


class _Keys:
    """One table of the file: gives each key in its type, and notes which were asked for."""

    def __init__(self, reader: _Reader, table: Mapping[str, Any], label: str) -> None:
        self.reader = reader
        self.content = table
        self.label = label
        self.known: set[str] = set()

    def value(self, key: str, default: Any = None) -> Any:
        self.known.add(key)
        return self.content.get(key, default)

    def wrong(self, key: str, kind: str, example: str) -> None:
        place = f"{self.label}, {key}" if self.label else key
        wrong = f"it should be {kind}." if key in self.content else "it is missing."
        self.reader.fault(place, wrong, f"Write it like: {key} = {example}")

    def text(self, key: str) -> str:
        value = self.value(key)
        if isinstance(value, str) and value.strip():
            return value
        self.wrong(key, "words in quotation marks", '"…"')
        return ""

    def number(self, key: str) -> int:
        value = self.value(key)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
            return value
        self.wrong(key, "a whole number of 1 or more", "1")
        return 0

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.value(key, default)
        if isinstance(value, bool):
            return value
        self.wrong(key, "true or false", str(default).lower())
        return default

    def day(self, key: str) -> date:
        value = self.value(key)
        if type(value) is date:
            return value
        self.wrong(key, "a date", "2025-03-31")
        return date.min

    def list(self, key: str) -> tuple[str, ...]:
        value = self.value(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.wrong(key, "a list of words", '["…", "…"]')
        return ()

    def texts(self, required: Iterable[str] = ()) -> Mapping[str, str]:
        return {str(key): self.text(key) for key in dict.fromkeys([*required, *self.content])}

    def table(self, key: str) -> "_Keys":
        value = self.value(key, {})
        label = f"{self.label}, {key}" if self.label else key
        if not isinstance(value, dict):
            self.wrong(key, f"a table headed [{key}]", "…")
            value = {}
        return _Keys(self.reader, value, label)

    def tables(self, key: str) -> Iterator["_Keys"]:
        value = self.value(key, [])
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            self.wrong(key, f"tables headed [[{key}]]", "…")
            value = []
        for place, row in enumerate(value, start=1):
            label = f"{self.label}, {key} {place}" if self.label else f"{key} {place}"
            yield _Keys(self.reader, row, label)

    def nothing_else(self) -> None:
        for key in self.content:
            if key not in self.known:
                place = f"{self.label}, {key}" if self.label else key
                self.reader.fault(
                    place, "this key is not known.", "Check its spelling, or take it out."
                )

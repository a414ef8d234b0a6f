"""Editions: one TOML file for each year holds its criteria, its wording and its grading setting.

`read` turns the text of such a file into an `Edition`, or reports every key that is wrong with
what to write instead.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from assembler import resources
from assembler.errors import AssemblerError
from assembler.findings import Finding, Place, error
from assembler.model import Benchmark, Criterion, Edition, Level, Unscored
from assembler.parse_toml import parse_toml

OUTCOME_WORDS = (*(str(level) for level in Level), "N/A")
TITLES = ("letter", "annex_a", "annex_b")
_REF = re.compile(r"B(?P<number>[0-9]+)-(?P<letter>[MEN])[0-9]+")
_LETTER = {Level.MET: "M", Level.EXCEEDING: "E", Level.NOT_MET: "N"}
_NOTHING: Any = object()


@cache
def shipped() -> tuple[Edition, ...]:
    """Return every edition in the package, oldest first.

    Raises AssemblerError when one of them is wrong.
    """
    return tuple(load(text, name) for name, text in shipped_texts().items())


@cache
def shipped_digest() -> str:
    """Return a digest of every edition in the package."""
    return hashlib.sha256("\0".join(shipped_texts().values()).encode()).hexdigest()


def shipped_texts() -> dict[str, str]:
    """Return the texts of the shipped files by name, in the order of their names."""
    entries = resources.folder("editions").iterdir()
    texts = {entry.name: entry.read_text("utf-8") for entry in entries if entry.is_file()}
    return {name: texts[name] for name in sorted(texts) if name.endswith(".toml")}


def load(text: str, name: str) -> Edition:
    """Return the edition in a file that has to be right; `name` is the file's, for messages.

    Raises AssemblerError with the file, the first wrong key and the fix.
    """
    edition, findings = read(text, name)
    if edition is None:
        more = f" ({len(findings)} faults in all)" if len(findings) > 1 else ""
        raise AssemblerError(f"{name}: {findings[0].message}{more}", findings[0].fix)
    return edition


def latest(editions: tuple[Edition, ...]) -> Edition:
    """Return the edition of the newest year."""
    return max(editions, key=lambda edition: edition.year)


def named(editions: Iterable[Edition], year: str) -> Edition | None:
    """Return the edition of a year, however it is written: 2024-25, 2024/25 or 2024/2025."""
    wanted = year_key(year)
    return next((e for e in editions if wanted and year_key(e.year) == wanted), None)


def year_key(year: str) -> tuple[str, str] | None:
    """Return the two years in 4 and 2 figures: ("2024", "25"); None when it is no such year."""
    years = re.fullmatch(r"\s*([0-9]{4})\s*[-/–]\s*(?:[0-9]{2})?([0-9]{2})\s*", year)
    return (years[1], years[2]) if years else None


def read(text: str, name: str) -> tuple[Edition | None, tuple[Finding, ...]]:
    """Return the edition in a text and no findings, or None and a finding for each wrong key."""
    try:
        content = parse_toml(text)
    except AssemblerError as reason:
        return None, (error("edition.toml", reason.what, reason.do, Place(name)),)
    file = _File(name, [])
    edition = _edition(_Table(file, content, ""))
    return (None, tuple(file.findings)) if file.findings else (edition, ())


@dataclass(frozen=True)
class _Type:
    """What a key may hold. `blank` stands in for a wrong value, so that reading goes on."""

    name: str
    example: str
    fits: Callable[[Any], Any]
    blank: Any


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


_TEXT = _Type("words in quotation marks", '"…"', lambda v: isinstance(v, str) and v.strip(), "")
_NUMBER = _Type("a whole number of 1 or more", "1", _is_whole, 0)
_FLAG = _Type("true or false", "true", lambda v: isinstance(v, bool), blank=True)
_DAY = _Type("a date", "2025-03-31", lambda v: type(v) is date, date.min)
_LIST = _Type(
    "a list of words",
    '["…", "…"]',
    lambda v: isinstance(v, list) and all(isinstance(item, str) for item in v),
    [],
)
_NEEDS = _Type('"all", or a whole number', '"all"', lambda _: True, "all")

_EDITION = {"year": _TEXT, "financial_year": _TEXT, "ends": _DAY, "date_style": _TEXT}
_BENCHMARK = {"number": _NUMBER, "title": _TEXT, "annex_a_title": _TEXT}
_CRITERION = {"ref": _TEXT, "level": _TEXT, "text": _TEXT}
_UNSCORED = dict.fromkeys(("name", "title_note", "elsewhere", "annex_b_note"), _TEXT)


@dataclass(frozen=True)
class _File:
    """The file being read and what is wrong with it."""

    name: str
    findings: list[Finding]

    def report(self, key: str, wrong: str, fix: str) -> None:
        message = f"{key}: {wrong}" if key else wrong
        self.findings.append(error("edition.key", message, fix, Place(self.name)))

    def report_repeated(self, key: str, values: Iterable[Any]) -> None:
        for value, count in Counter(values).items():
            if count > 1 and value:
                self.report(f"{key} {value}", f"it appears {count} times.", "Give each its own.")


class _Table:
    """One table of the file: returns each key in its type, and remembers which were asked for."""

    def __init__(self, file: _File, content: Mapping[str, Any], label: str) -> None:
        self.file = file
        self.content = content
        self.label = label
        self.known: set[str] = set()

    def value(self, key: str, kind: _Type, default: Any = _NOTHING) -> Any:
        self.known.add(key)
        value = self.content.get(key, default)
        if value is not _NOTHING and kind.fits(value):
            return value
        self._report_type(key, kind.name, kind.example)
        return kind.blank

    def values(self, keys: Mapping[str, _Type]) -> dict[str, Any]:
        return {key: self.value(key, kind) for key, kind in keys.items()}

    def texts(self, required: Iterable[str] = ()) -> Mapping[str, str]:
        return self.values(dict.fromkeys([*required, *self.content], _TEXT))

    def table(self, key: str) -> "_Table":
        self.known.add(key)
        value = self.content.get(key, {})
        if not isinstance(value, dict):
            self._report_type(key, f"a table headed [{key}]", "…")
            value = {}
        return _Table(self.file, value, self.place(key))

    def tables(self, key: str) -> Iterator["_Table"]:
        self.known.add(key)
        value = self.content.get(key, [])
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            self._report_type(key, f"tables headed [[{key}]]", "…")
            value = []
        for number, row in enumerate(value, start=1):
            yield _Table(self.file, row, self.place(f"{key} {number}"))

    def place(self, key: str) -> str:
        return f"{self.label}, {key}" if self.label else key

    def report_unknown_keys(self) -> None:
        for key in self.content:
            if key not in self.known:
                fix = "Check its spelling, or take it out."
                self.file.report(self.place(key), "this key is not known.", fix)

    def _report_type(self, key: str, kind: str, example: str) -> None:
        wrong = f"it should be {kind}." if key in self.content else "it is missing."
        self.file.report(self.place(key), wrong, f"Write it like: {key} = {example}")


def _edition(top: _Table) -> Edition:
    values, report = top.values(_EDITION), top.file.report
    if values["year"] and year_key(values["year"]) is None:
        report("year", f"'{values['year']}' is not a year.", 'Write it like "2024-25".')
    _check_date_style(top, values["date_style"])
    benchmarks = tuple(_benchmark(table) for table in top.tables("benchmark"))
    top.file.report_repeated("number", (benchmark.number for benchmark in benchmarks))
    top.file.report_repeated("ref", (c.ref for b in benchmarks for c in b.criteria))
    if not any(benchmark.scored for benchmark in benchmarks):
        report("benchmark", "no benchmark is scored.", "Add at least one [[benchmark]].")
    edition = Edition(
        **values,
        titles=top.table("titles").texts(required=TITLES),
        wording=top.table("wording").texts(),
        email=top.table("email").texts(),
        shades=_shades(top.table("shades")),
        benchmarks=benchmarks,
        exceeding_needs=_exceeding_needs(top.table("grading")),
    )
    top.report_unknown_keys()
    return edition


def _benchmark(table: _Table) -> Benchmark:
    values, report = table.values(_BENCHMARK), table.file.report
    table.label = f"benchmark {values['number']}" if values["number"] else table.label
    scored = table.value("scored", _FLAG, default=True)
    headings = table.table("headings").texts(required=Level) if scored else {}
    benchmark = Benchmark(
        **values,
        headings={level: headings.get(level, "") for level in Level} if scored else {},
        criteria=tuple(_criterion(row, values["number"]) for row in table.tables("criterion")),
        unscored=None if scored else _unscored(table.table("unscored")),
    )
    if scored and not benchmark.at(Level.MET):
        report(table.label, "it has no Met criterion.", "Add one, or set scored = false.")
    if not scored and benchmark.criteria:
        report(table.label, "it is not scored, yet has criteria.", "Take one of them out.")
    table.report_unknown_keys()
    return benchmark


def _criterion(table: _Table, number: int) -> Criterion:
    values, report = table.values(_CRITERION), table.file.report
    ref, level = values["ref"], values["level"]
    table.label = f"criterion {ref}" if ref else table.label
    if level and level not in list(Level):
        choices = ", ".join(f'"{choice}"' for choice in Level)
        report(table.place("level"), f"'{level}' is not a level.", f"Choose {choices}.")
    elif ref and level:
        wanted, parts = f"B{number}-{_LETTER[Level(level)]}", _REF.fullmatch(ref)
        if not (parts and f"B{parts['number']}-{parts['letter']}" == wanted):
            wrong = f"the ref does not fit benchmark {number} and level {level}."
            report(table.label, wrong, f'Write "{wanted}" and a number.')
    values["level"] = Level(level) if level in list(Level) else Level.MET
    points = tuple(table.value("points", _LIST, default=[]))
    criterion = Criterion(
        **values, points=points, bullet=table.value("bullet", _FLAG, default=True)
    )
    table.report_unknown_keys()
    return criterion


def _unscored(table: _Table) -> Unscored:
    unscored = Unscored(**table.values(_UNSCORED))
    table.report_unknown_keys()
    return unscored


def _shades(table: _Table) -> Mapping[str, str]:
    shades = table.texts(required=OUTCOME_WORDS)
    for word, shade in shades.items():
        if not re.fullmatch(r"[0-9A-Fa-f]{6}", shade):
            wrong = f"'{shade}' is not a colour."
            table.file.report(table.place(word), wrong, 'Write it like "C9E4CA".')
    return shades


def _check_date_style(top: _Table, style: str) -> None:
    try:
        style.format(date=date(2025, 5, 21))
    except (ValueError, KeyError, IndexError, AttributeError):
        wrong, fix = f"'{style}' prints no date.", 'Write it like "{date:%d/%m/%Y}".'
        top.file.report("date_style", wrong, fix)


def _exceeding_needs(grading: _Table) -> int | None:
    value = grading.value("exceeding_needs", _NEEDS, default="all")
    if value == "all" or _is_whole(value):
        return None if value == "all" else int(value)
    wrong, fix = f"'{value}' is not a count.", 'Write "all", or a whole number of 1 or more.'
    grading.file.report(grading.place("exceeding_needs"), wrong, fix)
    return None

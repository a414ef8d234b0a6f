"""Begin a council's year from its last workbook, or the year of every council of a folder."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from assembler.cli import text_report
from assembler.cli.options import TO_PUT_RIGHT, echo_separated, quoted
from assembler.files import write_file
from assembler.model import Assessment, Edition
from assembler.outputs import names
from assembler.outputs.reworded import reworded_paragraphs
from assembler.pipeline.assess import assess, assess_all
from assembler.pipeline.status import documents_of, is_of_a_council
from assembler.results import Examination
from assembler.settings import Settings
from assembler.wording import counted, folded, listed
from assembler.workbook import write
from assembler.workbook.cell_kind import LISTS
from assembler.workbook.last_year import carry_over
from assembler.workbook.letter_fields import FIELDS

_MOST_NAMED = 3


@dataclass(frozen=True)
class NewYear:
    """The year to begin, the editions there are, the office's settings, the folder to write to.

    Without a folder each workbook is written beside last year's.
    """

    edition: Edition
    editions: tuple[Edition, ...]
    settings: Settings
    folder: Path | None = None


def from_workbook(path: Path, year: NewYear, authority: str) -> tuple[Assessment, list[str]]:
    """Begin from last year's workbook; return also what the user is to know of it."""
    assessed = assess(path, year.editions)
    if assessed.assessment is None:
        click.echo(text_report.examination(assessed))
        raise SystemExit(TO_PUT_RIGHT)
    carried = carry_over(assessed.assessment, assessed.graded, year.edition, authority)
    said = [f"Carried over from {path}.", *_not_adopted(assessed, year)]
    if assessed.assessment.edition.year >= year.edition.year:
        said.append(
            f"{path} is of {assessed.assessment.edition.year} itself, so this is no new year. "
            "A new year is begun with `assemble editions copy`."
        )
    return carried.assessment, [*said, *carried.without_counterpart]


def _not_adopted(assessed: Examination, year: NewYear) -> Iterator[str]:
    """Say which documents of last year have words that its workbook lacks.

    The new year begins from the workbook, and the council may have been told something else.
    """
    outputs = year.settings.outputs or Path("outputs")
    for document in documents_of(assessed, outputs):
        if number := reworded_paragraphs(document):
            yield (
                f"{document} has {counted(number, 'paragraph')} reworded in Word, which the "
                f"workbook lacks. If they were sent, run assemble adopt {quoted(document.parent)}, "
                "then begin the year again."
            )


def with_office_details(assessment: Assessment, settings: Settings) -> Assessment:
    """Fill in what the settings give for every letter; it is newer than last year's."""
    kinds = {field.attribute: field.kind for field in FIELDS}
    values: dict[str, Any] = {
        attribute: lines if kinds[attribute] in LISTS else " ".join(lines)
        for attribute, lines in settings.letter.items()
    }
    return replace(assessment, details=replace(assessment.details, **values))


def from_folder(folder: Path, year: NewYear) -> bool:
    """Begin the year of every council that has a workbook of an earlier one; say what was done.

    Nothing that is there is written over. Return whether every workbook could be read.
    """
    examinations = assess_all(names.workbooks_below(folder), year.editions)
    unread = [one for one in examinations if one.assessment is None and is_of_a_council(one)]
    last = _last_workbooks(examinations, year.edition)
    if not (last or unread):
        raise click.UsageError(
            f"There is no workbook of a year before {year.edition.year} in {folder}. "
            "A new year is begun with `assemble editions copy`."
        )
    written, there = 0, 0
    sentences: dict[str, list[str]] = {}
    for council, (examination, assessment) in last.items():
        carried = carry_over(assessment, examination.graded, year.edition, "")
        path = _path(examination, assessment, folder, year)
        if path.exists():
            there += 1
            continue
        write_file(path, write.write(with_office_details(carried.assessment, year.settings)))
        written += 1
        for sentence in (*_not_adopted(examination, year), *carried.without_counterpart):
            sentences.setdefault(sentence, []).append(assessment.details.authority or council)
    where = f"in {year.folder}" if year.folder else "each beside last year's"
    if written or not there:
        click.echo(f"Written: {counted(written, 'workbook')} of {year.edition.year}, {where}.")
    if there:
        click.echo(f"Already there, and left as they are: {counted(there, 'workbook')}.")
    for sentence, councils in sentences.items():
        which = "" if len(councils) == written else f"{listed(councils, _MOST_NAMED)}: "
        click.echo("\n".join(text_report.wrapped(f"{which}{sentence}", "")))
    echo_separated(text_report.examination(one) for one in unread)
    return not unread


def _last_workbooks(
    examinations: Iterable[Examination], edition: Edition
) -> dict[str, tuple[Examination, Assessment]]:
    """Return the newest workbook of each council from before an edition, by council."""
    found: dict[str, tuple[Examination, Assessment]] = {}
    for examination, assessment in _earlier(examinations, edition):
        council = folded(assessment.details.authority) or examination.workbook
        known = found.get(council)
        if known is None or known[1].edition.year < assessment.edition.year:
            found[council] = examination, assessment
    return found


def _earlier(
    examinations: Iterable[Examination], edition: Edition
) -> Iterator[tuple[Examination, Assessment]]:
    for one in examinations:
        if one.assessment is not None and one.assessment.edition.year < edition.year:
            yield one, one.assessment


def _path(examination: Examination, assessment: Assessment, folder: Path, year: NewYear) -> Path:
    last = Path(examination.workbook)
    beside = year.folder / last.parent.relative_to(folder) if year.folder else last.parent
    council = assessment.details.authority or last.stem
    return beside / names.new_workbook(council, year.edition.year)

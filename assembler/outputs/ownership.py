"""Check whose documents are in a folder: a build never overwrites another council's."""

import re
from collections.abc import Sequence
from pathlib import Path

from assembler.checks import find_authority_names
from assembler.errors import AssemblerError
from assembler.outputs import manifest, names
from assembler.outputs.manifest import BuiltFor
from assembler.outputs.rebuild import NewDocument, titles_as_built
from assembler.word import document_id
from assembler.wording import folded, single_spaced

# How similar two names must be to be one council's, corrected in its own workbook; without the
# words of its kind, which most names share.
_SIMILAR = 0.85
_KIND = re.compile(
    r"\b(?:authority|borough|city|corporation|council|county|district|london|metropolitan|of|royal)\b"
)
_YEAR = re.compile(r"\b20[0-9]{2}\b")


def check_owner(outputs: Path, slug: str, now: BuiltFor, new: Sequence[NewDocument]) -> None:
    """Check that the documents in a council's folder are of the council and year of `now`.

    By the manifest, and by the title under which each was built: a letter may have been copied
    over another. Raises AssemblerError when one is another's.
    """
    folder = outputs / slug
    if not names.word_files(folder):
        return
    built_for = manifest.built_for(outputs, slug)
    ours = f"{now.workbook.name} is for {_named(now.council, now.year)}."
    if built_for and (other := _other_by_manifest(built_for, now)):
        raise _belongs_to_another(folder, other, ours)
    for document in new:
        for path, title in titles_as_built(outputs, document):
            other = _other_by_title(title, document_id.title(document.content), now)
            if other and built_for is None:
                raise _belongs_to_another(folder, other, ours)
            if other:
                raise AssemblerError(
                    f"{path} was made for {other}, and {ours}",
                    "Move it to that council's own folder, then run it again. "
                    "With --fresh it is replaced, and a backup kept.",
                )


def _belongs_to_another(folder: Path, other: str, ours: str) -> AssemblerError:
    return AssemblerError(
        f"What is in {folder} was made for {other}, and {ours}",
        f"Rename the workbook, or move {folder} away, or choose another folder with --outputs; "
        "then run it again. With --fresh the documents there are replaced, and backups kept.",
    )


def _other_by_title(earlier: str, new: str, now: BuiltFor) -> str:
    """Return the other council or year that a title names; empty when it is the same."""
    workbook = now.workbook.resolve()
    council, new_council = council_in_title(earlier), council_in_title(new)
    if not council or not new_council:
        return ""
    years, new_years = _YEAR.findall(earlier), _YEAR.findall(new)
    pair = BuiltFor(workbook, council, ""), BuiltFor(workbook, new_council, "")
    # One title may print 2024/25 where another prints 2024/2025.
    same_year = not (years and new_years) or years[0] == new_years[0]
    if same_year and _is_same_council(*pair):
        return ""
    return _named(council, "/".join(years))


def _other_by_manifest(built_for: BuiltFor, now: BuiltFor) -> str:
    """Return the other council or year that the manifest names; empty when it is the same."""
    same_year = not (built_for.year and now.year) or built_for.year == now.year
    same_council = not (built_for.council and now.council) or _is_same_council(built_for, now)
    return "" if same_council and same_year else _named(built_for.council, built_for.year)


def _is_same_council(built_for: BuiltFor, now: BuiltFor) -> bool:
    """Return whether two names are one council's: a name may be corrected in its workbook."""
    earlier, current = (folded(one.council) for one in (built_for, now))
    if earlier == current:
        return True
    if built_for.workbook != now.workbook.resolve():
        return False
    listed = [
        frozenset(a.name for a in find_authority_names.named(o.council)) for o in (built_for, now)
    ]
    if all(listed) and listed[0] != listed[1]:
        return False
    from difflib import SequenceMatcher  # noqa: PLC0415 - nearly every name is unchanged

    one, two = (single_spaced(_KIND.sub("", name)) or name for name in (earlier, current))
    similar = SequenceMatcher(None, one, two).ratio() >= _SIMILAR
    return earlier in current or current in earlier or similar


def _named(council: str, year: str) -> str:
    return f"{council} ({year})" if year else council


def council_in_title(title: str) -> str:
    """Return the council that a document's title names; empty when it names none."""
    name = title.rpartition(" – ")[2] if " – " in title else ""
    return "" if name.startswith("[") else name

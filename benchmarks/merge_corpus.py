"""Hold the merge to its laws over any folder of Word files: python benchmarks/merge_corpus.py DIR

Each file is taken as the built version B. An edited version E and a new version N are made of it by
program: words replaced in different paragraphs, one paragraph that both change, one taken out and
one added on each side. Then:

    new       merge(B, B, N) has the words of N
    edited    merge(B, E, B) has the words of E
    twice     merge(B, N, N) has the words of N

Then words are changed in every part with text too, those in fields and text boxes included:

    lost      merge(B, E, N) has every word of E that N did not take out
    silent    every word that N added is in the merged text, in a comment or in what is reported
    accepted  with tracked changes, all of them accepted, it is the same: words and looks
    rejected  all rejected, it is E
    slow      no merge takes more than 10 seconds
    invalid   openxml-audit finds no fault in either merged file that E has not (with --audit)

Nothing is written. With --audit N only every Nth file is audited, which takes a second a file.
"""

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree

from assembler.errors import AssemblerError
from assembler.merge.merge import Merged, merge
from assembler.merge.state import NotMergeableError
from assembler.word import read_runs, reader
from assembler.word.document import WordDocument
from assembler.word.namespaces import XML, w

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # its judge of tracked changes
from support import read_revisions  # type: ignore[import-not-found]

_WORD = re.compile(r"(?:mine|theirs)[0-9]+|[^\W\d_]+|[0-9]+")
_SLOW = 10.0  # seconds
_EVERY = 5
_PARTS = ("header", "footer", "footnotes", "endnotes", "comments")


def main() -> int:
    """Print what each file broke, then a table of counts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--audit", type=int, default=0, metavar="N", help="audit every Nth file")
    parser.add_argument("--most", type=int, default=sys.maxsize, help="stop after so many files")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    files = sorted(options.folder.rglob("*.docx"))[: options.most]
    for number, path in enumerate(files, start=1):
        try:
            base = path.read_bytes()
            WordDocument(base, path.name).check()
        except AssemblerError:
            counts["not a Word document"] += 1
            continue
        audit = bool(options.audit) and number % options.audit == 0
        broken = [*_broken(base, audit=audit)]
        counts["files"] += 1
        counts["audited"] += audit
        counts["clean"] += not broken
        for what in broken:
            counts[what.partition(":")[0]] += 1
            print(f"{path.name}: {what}", flush=True)
    print(*(f"{count:6} {what}" for what, count in counts.most_common()), sep="\n")
    return int(counts["files"] != counts["clean"])


def _broken(base: bytes, *, audit: bool) -> Iterator[str]:
    edited, new = _changed(base, "mine", 0), _changed(base, "theirs", 2)
    took: list[float] = []
    try:
        for law, versions, expected in (
            ("new", (base, base, new), new),
            ("edited", (base, edited, base), edited),
            ("twice", (base, new, new), new),
        ):
            difference = _difference(_timed(took, *versions).content, expected)
            if difference:
                yield f"{law}: {difference}"
        edited, new = _changed_everywhere(edited, "mine", 0), _changed_everywhere(new, "theirs", 2)
        merged = _timed(took, base, edited, new)
        tracked = _timed(took, base, edited, new, track=True)
    except NotMergeableError as error:
        yield f"refused: {error}"
        return
    except Exception as error:  # noqa: BLE001 - a crash is what is looked for
        yield f"crash: {type(error).__name__}: {error}"
        return
    if max(took) > _SLOW:
        yield f"slow: {max(took):.1f} s"
    yield from _lost(base, edited, new, merged)
    if read_revisions.accepted(tracked.content) != read_revisions.accepted(merged.content):
        yield "accepted: differs"
    if read_revisions.rejected(tracked.content) != read_revisions.rejected(edited):
        yield "rejected: differs"
    for content in (merged.content, tracked.content) if audit else ():
        faults = _faults(content) - _faults(edited)
        if faults:
            yield f"invalid: {sorted(faults)[:3]}"


def _timed(
    took: list[float], base: bytes, edited: bytes, new: bytes, *, track: bool = False
) -> Merged:
    """Merge, and note how many seconds of processor time it took."""
    start = time.process_time()
    merged = merge(base, edited, new, track=track)
    took.append(time.process_time() - start)
    return merged


def _lost(base: bytes, edited: bytes, new: bytes, merged: Merged) -> Iterator[str]:
    """Compare the words of the four versions."""
    was, mine, theirs, now = map(_words, (base, edited, new, merged.content))
    missing = mine - now - (was - theirs)
    if missing:
        yield f"lost: {' '.join(missing)[:200]}"
    reported = " ".join([*(c.new for c in merged.conflicts), *merged.notes])
    silent = [word for word in theirs - was - now if word not in reported]
    if silent and "Not brought in either" not in reported:
        yield f"silent: {' '.join(silent)[:200]}"


def _difference(one: bytes, two: bytes) -> str:
    first, second = _lines(one), _lines(two)
    if first == second:
        return ""
    extra, missing = Counter(first) - Counter(second), Counter(second) - Counter(first)
    if not extra and not missing:
        return "another order"
    return f"extra {list(extra)[:2]}, missing {list(missing)[:2]}"[:240]


def _lines(content: bytes) -> list[str]:
    document = WordDocument(content, "a file")
    parts = [document.main, *(p for kind in _PARTS[:2] for p in document.related(kind))]
    return [
        " ".join(block.text.split())
        for part in dict.fromkeys(parts)
        for block in reader.blocks(document.root(part))
    ]


def _words(content: bytes) -> Counter[str]:
    """Count every word of a package, wherever its text is."""
    document = WordDocument(content, "a file")
    parts = [document.main, *(p for kind in _PARTS for p in document.related(kind))]
    texts = (
        read_runs.visible_text(paragraph)
        for part in dict.fromkeys(parts)
        for paragraph in document.root(part).iter(w("p"))
    )
    return Counter(word for text in texts for word in _WORD.findall(text))


def _changed(content: bytes, name: str, first: int) -> bytes:
    """Return a version in which every fifth paragraph from `first` on has another word."""
    document = WordDocument(content, "a file")
    paragraphs = [
        p
        for p in reader.paragraphs(document.body)
        if read_runs.visible_text(p).strip() and not read_runs.tracked(p) and read_runs.balanced(p)
    ]
    for number, paragraph in enumerate(paragraphs):
        if number % _EVERY == first or number == 1:
            _reword(paragraph, f"{name}{number}")
    unlike = (w("bookmarkStart"), w("fldChar"), w("drawing"), w("sectPr"))
    plain = [
        p
        for p in paragraphs
        if p.getparent() is document.body and next(p.iter(*unlike), None) is None
    ]
    if len(plain) > 2 * _EVERY:
        place = plain[_EVERY + first]
        added = etree.Element(w("p"))
        words = etree.SubElement(etree.SubElement(added, w("r")), w("t"))
        words.text = f"A paragraph of {name} own, added here with a few words."
        place.addnext(added)
        gone = plain[_EVERY + first + 1]
        document.body.remove(gone)
    document.touch(document.main)
    return document.packed()


def _changed_everywhere(content: bytes, name: str, first: int) -> bytes:
    """Return a version with another word in every fifth text, whatever holds it."""
    document = WordDocument(content, "a file")
    parts = [document.main, *(p for kind in _PARTS[:-1] for p in document.related(kind))]
    number = 0
    for part in dict.fromkeys(parts):
        for text in document.root(part).iter(w("t")):
            paragraph = next(text.iterancestors(w("p")), None)
            said = text.text or ""
            if paragraph is None or read_runs.tracked(paragraph) or not said.strip():
                continue
            number += 1
            if number % _EVERY == first:
                before, space, after = said.partition(" ")
                text.text = (
                    f"{before} {name}{number} {after}" if space else f"{before} {name}{number}"
                )
                text.set(f"{{{XML}}}space", "preserve")
                document.touch(part)
    return document.packed()


def _reword(paragraph: etree._Element, word: str) -> None:
    """Put a word into the first text of a paragraph that can be changed without more ado."""
    for piece in read_runs.pieces(paragraph):
        if piece.run is not None and piece.node.tag == w("t") and piece.text.strip():
            before, space, after = piece.text.partition(" ")
            piece.node.text = f"{before} {word} {after}" if space else f"{before} {word}"
            piece.node.set(f"{{{XML}}}space", "preserve")
            return


def _faults(content: bytes) -> set[str]:
    # Imported here because only --audit needs it.
    from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        path = Path(folder, "file.docx")
        path.write_bytes(content)
        result = OpenXmlValidator().validate(path)
    return {f"{error.part_uri}: {error.description}" for error in result.errors}


if __name__ == "__main__":
    sys.exit(main())

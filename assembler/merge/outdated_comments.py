"""Remove earlier conflict comments whose words the workbook no longer has.

A conflict that remains gets a new comment with the present words.
"""

from collections.abc import Iterator

from assembler.merge.blocks import normal
from assembler.merge.conflict_comments import conflict
from assembler.word import comments, read_runs
from assembler.word.document import CORE, WordDocument, story_container
from assembler.word.headers import headers_and_footers
from assembler.word.reader import paragraphs


def drop_outdated(base: WordDocument, edited: WordDocument, new: WordDocument) -> None:
    """Take the comments out of the edited document that quote what only the earlier build says."""
    quoted = {
        key: normal(conflict(said, "").new)
        for key, said in comments.of_author(edited, comments.AUTHOR).items()
    }
    if not any(quoted.values()):
        return
    before, now = ("\n".join(_words(file)) for file in (base, new))
    outdated = {key for key, words in quoted.items() if words in before and words not in now}
    comments.remove(edited, outdated)


def _words(file: WordDocument) -> Iterator[str]:
    """Yield the words of each paragraph of the body, headers and footers, and of each property."""
    parts = dict.fromkeys((file.main, *headers_and_footers(file).values()))
    for part in parts:
        for paragraph in paragraphs(story_container(file.root(part))):
            yield normal(read_runs.visible_text(paragraph))
    for entry in file.root(CORE) if CORE in file else ():
        yield normal(entry.text or "")

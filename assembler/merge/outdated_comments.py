"""Remove earlier conflict comments whose words the workbook no longer has.

A conflict that remains gets a new comment with the present words.
"""

from assembler.merge.blocks import normal
from assembler.merge.conflict_comments import conflict
from assembler.word import comments, read_runs
from assembler.word.document import WordDocument
from assembler.word.reader import paragraphs


def drop_outdated(base: WordDocument, edited: WordDocument, new: WordDocument) -> None:
    """Take the comments out of the edited document that quote what only the earlier build says."""
    quoted = {
        key: normal(conflict(said, "").new)
        for key, said in comments.of_author(edited, comments.AUTHOR).items()
    }
    if not any(quoted.values()):
        return
    before, now = (
        "\n".join(normal(read_runs.visible_text(p)) for p in paragraphs(file.body))
        for file in (base, new)
    )
    outdated = {key for key, words in quoted.items() if words in before and words not in now}
    comments.remove(edited, outdated)

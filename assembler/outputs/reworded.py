"""Count the paragraphs of a document that were reworded in Word since it was built."""

from collections import Counter
from pathlib import Path

from assembler.errors import AssemblerError
from assembler.outputs import copies
from assembler.word.document import WordDocument
from assembler.word.read_runs import visible_text
from assembler.word.reader import stories
from assembler.wording import plain


def reworded_paragraphs(path: Path) -> int | None:
    """Return how many paragraphs of a document differ from what was built; None if unknown."""
    try:
        now = path.read_bytes()
        built = copies.as_built(
            path.parent.parent, path.stem.removeprefix(f"{path.parent.name}-"), now
        )
        if built is None:
            return None
        return 0 if built == now else _differing(_texts(built, path), _texts(now, path))
    except (OSError, AssemblerError):
        return None


def _texts(content: bytes, path: Path) -> Counter[str]:
    """Return the texts of a document's paragraphs, headers and footers included."""
    parts = stories(WordDocument(content, path.name))
    texts = (visible_text(paragraph) for part in parts for _, paragraph in part.paragraphs)
    return Counter(plain(text) for text in texts if text.strip())


def _differing(built: Counter[str], now: Counter[str]) -> int:
    return max((built - now).total(), (now - built).total())

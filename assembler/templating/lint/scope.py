"""The names known at a point of a template, their types, and the lists that are not empty."""

from dataclasses import dataclass, field
from typing import Any

from assembler.letter.context import LetterContext
from assembler.model import Edition
from assembler.templating import fields

# Lists of paragraphs that a workbook cannot leave blank.
_NEVER_EMPTY = {"strengths.text", "recommendations.text", "benchmarks.summary"}


@dataclass(frozen=True)
class Loop:
    """What `loop` offers inside a loop."""

    index: int
    index0: int
    revindex: int
    revindex0: int
    first: bool
    last: bool
    length: int


@dataclass(frozen=True)
class Typed:
    """What an expression stands for: its type (None: not known) and its path of fields."""

    kind: Any = None
    path: str = ""


@dataclass
class Scope:
    """The names known at a point of a template, and what was used so far.

    `editions` say which titles and phrases there are; `filled` are the lists that each enclosing
    block has tested not to be empty.
    """

    editions: tuple[Edition, ...]
    used: set[str] = field(default_factory=set)
    filled: list[set[str]] = field(default_factory=list)
    _loops: dict[str, list[Typed]] = field(default_factory=dict)
    _ended: dict[str, str] = field(default_factory=dict)

    def enter_loop(self, name: str, item: Typed) -> None:
        """Make the name of a loop's items known."""
        self._loops.setdefault(name, []).append(item)
        self._loops.setdefault("loop", []).append(Typed(Loop, "loop"))

    def leave_loop(self, name: str, path: str) -> None:
        """Forget the name of a loop's items."""
        for known in (name, "loop"):
            self._loops[known].pop()
            if not self._loops[known]:
                del self._loops[known]
        self._ended[name] = path

    def item(self, name: str) -> Typed | None:
        """Return what the name of a loop round this point stands for."""
        return self._loops[name][-1] if name in self._loops else None

    def list_of_ended_loop(self, name: str) -> str | None:
        """Return the list of a loop that ended before this point and had this name."""
        return self._ended.get(name)

    def has_items(self, path: str) -> bool:
        """Return whether a list cannot be empty here, since an enclosing `if` or loop tests it."""
        return path in _NEVER_EMPTY or any(path in lists for lists in self.filled)

    def names(self) -> list[str]:
        """Return every name that may stand here."""
        return [*fields.of(LetterContext), *self._loops]

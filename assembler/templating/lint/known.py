"""What is known at a point of a template: names, where they lead, lists that hold something."""

from dataclasses import dataclass, field
from typing import Any

from assembler.letter.context import LetterContext
from assembler.model import Edition
from assembler.templating import fields

LOOP_KIND = "loop"
# Lists of paragraphs that a workbook cannot leave blank.
_NEVER_EMPTY = {"strengths.text", "recommendations.text", "benchmarks.summary"}


@dataclass(frozen=True)
class Meant:
    """What an expression stands for: its type (None: not known) and its path of fields."""

    kind: Any = None
    path: str = ""


@dataclass
class Names:
    """The names known at a point of a template, and what was used so far.

    `editions` say which titles and phrases there are; `guards` are the lists that the blocks round
    this point found filled.
    """

    editions: tuple[Edition, ...]
    scope: dict[str, list[Meant]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    ended: dict[str, str] = field(default_factory=dict)
    guards: list[set[str]] = field(default_factory=list)

    def push(self, name: str, meant: Meant) -> None:
        """Let a loop's name be known."""
        self.scope.setdefault(name, []).append(meant)
        self.scope.setdefault("loop", []).append(Meant(LOOP_KIND, "loop"))

    def pop(self, name: str, path: str) -> None:
        """Let a loop's name be forgotten."""
        for known in (name, "loop"):
            self.scope[known].pop()
            if not self.scope[known]:
                del self.scope[known]
        self.ended[name] = path

    def has_items(self, path: str) -> bool:
        """Whether a list cannot be empty here: an `if` or a loop round it has seen to that."""
        return path in _NEVER_EMPTY or any(path in guard for guard in self.guards)

    def known(self) -> list[str]:
        """Give every name that may stand here."""
        return [*fields.of(LetterContext), *self.scope]

"""The other councils of a run, by the phrases that identify them in a text.

A workbook whose text holds such a phrase of another council may have been copied from it.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from assembler.checks import find_authority_names
from assembler.checks.printed_passages import PrintedPassage
from assembler.model import Details
from assembler.wording import WORD, folded, straight, words

_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\b")
_KIND = re.compile(
    r"\b(?:London Borough of|Royal Borough of|City of|Metropolitan|County|City|Borough|District|"
    r"Unitary|Combined|Council|Authority|the|of|and)\b",
    re.IGNORECASE,
)
_MOST_SHARING = 3


class Identifier(NamedTuple):
    """A phrase that identifies a council: its name, a person, a postcode."""

    phrase: str
    kind: str
    council: str


@dataclass(frozen=True)
class OtherCouncils:
    """The identifiers of every council of a run, by their words in lower case.

    `lengths` gives, by its first word, how many words an identifier may have: a text is read once,
    however many councils there are. `councils` are their names. `copies` names the councils that
    have the same address or email address, thank the same person or, where that was read, have the
    same paragraph.
    """

    identifiers: Mapping[str, tuple[Identifier, ...]] = field(default_factory=dict)
    lengths: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    councils: frozenset[str] = frozenset()
    copies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def fingerprint(self) -> str:
        """A short text that changes with the set of councils."""
        return fingerprint(self.councils)

    def with_the_same(self, text: str, council: str) -> tuple[str, ...]:
        """Return the other councils of the run that have a text word for word."""
        return tuple(name for name in self.copies.get(folded(text), ()) if name != council)

    def may_be_in(self, passage: PrintedPassage) -> Iterator[Identifier]:
        """Yield identifiers whose words are in a text, before punctuation is looked at."""
        if not self.lengths.keys().isdisjoint(passage.words):
            for at, word in enumerate(passage.in_order):
                if word in self.lengths:
                    yield from self._starting_at(passage.in_order, at)

    def found_in(self, passage: PrintedPassage) -> Iterator[Identifier]:
        """Yield the identifiers in a text, the longest at each place."""
        text, end = passage.searched, 0
        for at, word in enumerate(WORD.finditer(text)):
            if word.start() < end or passage.in_order[at] not in self.lengths:
                continue
            candidates = self._starting_at(passage.in_order, at)
            for identifier in sorted(candidates, key=lambda one: -len(one.phrase)):
                stop = word.start() + len(identifier.phrase)
                if (
                    text.startswith(identifier.phrase, word.start())
                    and not text[stop : stop + 1].isalnum()
                ):
                    end = stop
                    yield identifier
                    break

    def _starting_at(self, in_order: tuple[str, ...], at: int) -> Iterator[Identifier]:
        for count in self.lengths.get(in_order[at], ()):
            yield from self.identifiers.get(" ".join(in_order[at : at + count]), ())


NO_OTHERS = OtherCouncils()


def fingerprint(councils: Iterable[str]) -> str:
    """Return a short text that changes with the set of councils."""
    return hashlib.sha256("\n".join(sorted(councils)).encode()).hexdigest()[:16]


def gather(
    run: Iterable[Details], paragraphs: Iterable[tuple[str, Iterable[str]]] = ()
) -> OtherCouncils:
    """Collect the identifiers of each council of a run.

    `paragraphs` are pairs of a council's name and the texts of its letter, where these were read.
    Of the councils that share an identifier only a few are kept, the same ones in any order of the
    run.
    """
    run = list(run)
    identifiers: dict[str, tuple[Identifier, ...]] = {}
    lengths: dict[str, tuple[int, ...]] = {}
    councils: set[str] = set()
    for details in run:
        councils.add(details.authority)
        for identifier in identifiers_of(details):
            if in_order := words(identifier.phrase):
                sharing = {*identifiers.get(key := " ".join(in_order), ()), identifier}
                identifiers[key] = tuple(sorted(sharing)[:_MOST_SHARING])
                lengths[in_order[0]] = tuple({*lengths.get(in_order[0], ()), len(in_order)})
    own_texts = [(details.authority, _own_texts(details)) for details in run]
    return OtherCouncils(
        identifiers,
        lengths,
        frozenset(councils - {""}),
        texts_of_several([*own_texts, *paragraphs]),
    )


def _own_texts(details: Details) -> tuple[str, ...]:
    """Return what two councils seldom share: an address, people thanked, emails."""
    names = (person for person in details.thanked if " " in person)
    return (" ".join(details.recipient_address), *names, *emails_of(details))


def emails_of(details: Details) -> Mapping[str, str]:
    """Return a council's own email addresses, each with its field on the sheet `Letter`.

    The contact email is the office's, and so may be those copied who have the office's domain.
    """
    office = folded(details.contact_email)
    domain = office.partition("@")[2]
    of_copied = (one for one in details.copied_to_emails if not _is_at(one, domain))
    fields = dict.fromkeys(of_copied, "copied_to_emails") | {
        details.recipient_email: "recipient_email"
    }
    return {one: field for one, field in fields.items() if "@" in one and folded(one) != office}


def _is_at(address: str, domain: str) -> bool:
    return folded(address).partition("@")[2] == domain


def texts_of_several(texts: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    """Return the texts that several councils have, folded, each with these councils.

    `texts` are a council's name and its texts. Those without a council's name do not count.
    """
    councils: dict[str, set[str]] = {}
    for council, of_council in texts:
        for text in of_council:
            if council and text:
                councils.setdefault(folded(text), set()).add(council)
    return {text: tuple(sorted(names)) for text, names in councils.items() if len(names) > 1}


def identifiers_of(details: Details) -> Iterator[Identifier]:
    """Yield the phrases that identify one council."""
    council = straight(details.authority)
    if not council:
        return
    yield Identifier(council, "the name", council)
    short = " ".join(_KIND.sub(" ", council).split())
    # Names on the shipped list are left to find_authority_names, which also reads the context.
    if short and short != council and not find_authority_names.named(council):
        yield Identifier(short, "the name", council)
    for person in (details.recipient_name, *details.copied_to, *details.thanked):
        if " " in person.strip():
            yield Identifier(straight(person.strip()), "a person", council)
    address = straight("\n".join(details.recipient_address))
    for postcode in _POSTCODE.findall(address.upper()):
        yield Identifier(postcode, "the postcode", council)
    for line in details.recipient_address[:1]:
        first_line = straight(line).strip(" ,")
        if len(first_line.split()) > 1 and first_line != council:
            yield Identifier(first_line, "the address", council)

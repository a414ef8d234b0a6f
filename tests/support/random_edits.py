"""What an adviser might do to a document, at random but the same for the same seed."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from random import Random
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_LONG = 6


def random_edits(seed: int, count: int) -> Callable[[WordDocument], None]:
    """Return an edit that makes `count` changes; new words are told from others by their number."""

    def edit(document: WordDocument) -> None:
        chance = Random(seed)  # noqa: S311 - a game, not a secret
        for number in range(count):
            act = chance.choice(_ACTS)
            act(document, chance, f"{seed}x{number}")

    return edit


def _paragraphs(document: WordDocument) -> list[Any]:
    found = [p for p in document.element.body.iter(qn("w:p")) if len(_words(p)) >= _LONG]
    return [p for p in found if p.find(f".//{qn('w:fldChar')}") is None]


def _words(paragraph: Any) -> list[str]:
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t"))).split()


def _texts(paragraph: Any) -> list[Any]:
    return [node for node in paragraph.iter(qn("w:t")) if (node.text or "").strip()]


def _reword(document: WordDocument, chance: Random, name: str) -> None:
    node = chance.choice(_texts(chance.choice(_paragraphs(document))))
    words = node.text.split(" ")
    at = chance.randrange(len(words))
    words[at : at + chance.randrange(3)] = [f"new{name}"]
    node.text = " ".join(words)
    node.set(_SPACE, "preserve")


def _extend(document: WordDocument, chance: Random, name: str) -> None:
    node = _texts(chance.choice(_paragraphs(document)))[-1]
    node.text = f"{node.text.rstrip()} More{name}."


def _add(document: WordDocument, chance: Random, name: str) -> None:
    before = chance.choice(_paragraphs(document))
    made = OxmlElement("w:p")
    if before.pPr is not None:
        made.append(deepcopy(before.pPr))
    run, words = OxmlElement("w:r"), OxmlElement("w:t")
    words.text = f"Added {name} as a line of its own."
    run.append(words)
    made.append(run)
    before.addnext(made)


def _add_point(document: WordDocument, chance: Random, name: str) -> None:
    points = [p for p in _paragraphs(document) if p.style in {"Strength", "Recommendation"}]
    if points:
        before = chance.choice(points)
        made = deepcopy(before)
        for run in made.findall(qn("w:r")):
            made.remove(run)
        for words, bold in ((f"Heading {name}", True), (f" – Text {name}.", False)):
            run, text = OxmlElement("w:r"), OxmlElement("w:t")
            if bold:
                run.get_or_add_rPr().append(OxmlElement("w:b"))
            text.text = words
            text.set(_SPACE, "preserve")
            run.append(text)
            made.append(run)
        before.addnext(made)


def _remove(document: WordDocument, chance: Random, _: str) -> None:
    paragraph = chance.choice(_paragraphs(document))
    if len(_siblings(paragraph)) > 2 and len(_alike(document, paragraph)) > 1:
        paragraph.getparent().remove(paragraph)


def _split(document: WordDocument, chance: Random, _: str) -> None:
    paragraph = chance.choice(_paragraphs(document))
    node = chance.choice(_texts(paragraph))
    run = node.getparent()
    at = (node.text or "").find(" ", len(node.text) // 3)
    if at < 0 or run.getparent() is not paragraph:
        return
    made, rest = OxmlElement("w:p"), deepcopy(run)
    if paragraph.pPr is not None:
        made.append(deepcopy(paragraph.pPr))
    rest.findall(qn("w:t"))[-1].text = node.text[at + 1 :]
    node.text = node.text[: at + 1]
    node.set(_SPACE, "preserve")
    made.extend([rest, *list(run.itersiblings())])
    paragraph.addnext(made)


def _join(document: WordDocument, chance: Random, _: str) -> None:
    paragraph = chance.choice(_paragraphs(document))
    following = paragraph.getnext()
    if following is not None and following.tag == qn("w:p") and _is_like(paragraph, following):
        _texts(paragraph)[-1].text += " "
        _texts(paragraph)[-1].set(_SPACE, "preserve")
        paragraph.extend([e for e in following if e.tag != qn("w:pPr")])
        following.getparent().remove(following)


def _move(document: WordDocument, chance: Random, _: str) -> None:
    paragraph = chance.choice(_paragraphs(document))
    others = [p for p in _alike(document, paragraph) if p is not paragraph]
    others = [p for p in others if p.getparent() is paragraph.getparent()]
    if others:
        chance.choice(others).addnext(paragraph)


def _embolden(document: WordDocument, chance: Random, _: str) -> None:
    node = chance.choice(_texts(chance.choice(_paragraphs(document))))
    run = node.getparent()
    words = node.text.split(" ")
    at = chance.randrange(len(words))
    pieces = [" ".join(words[:at]), words[at], " ".join(words[at + 1 :])]
    pieces = [pieces[0] + " " * bool(pieces[0]), pieces[1], " " * bool(pieces[2]) + pieces[2]]
    for number, piece in enumerate(pieces):
        if piece:
            made = deepcopy(run)
            for other in made.findall(qn("w:t"))[1:]:
                made.remove(other)
            made.find(qn("w:t")).text = piece
            made.find(qn("w:t")).set(_SPACE, "preserve")
            if number == 1:
                properties = made.get_or_add_rPr()
                if properties.find(qn("w:b")) is None:
                    properties.insert(0, OxmlElement("w:b"))
            run.addprevious(made)
    run.getparent().remove(run)


def _siblings(paragraph: Any) -> Sequence[Any]:
    return paragraph.getparent().findall(qn("w:p"))


def _alike(document: WordDocument, paragraph: Any) -> list[Any]:
    return [p for p in _paragraphs(document) if _is_like(p, paragraph)]


def _is_like(one: Any, two: Any) -> bool:
    return bool(one.style == two.style and _texts(two))


_ACTS = (
    *(_reword, _reword, _reword, _extend, _extend, _add, _add_point, _remove, _split, _join),
    *(_move, _embolden),
)

"""Bad templates: no code, no files, no endless loop; one message names the file and the fix."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from docx import Document

from support import hostile_files
from support.hostile_files import TEMPLATES, WORKBOOK, packed, parts
from support.sound_workbook import outcome, saved, spoilt

DOCUMENT = "word/document.xml"
SPOT = b"{{ titles.letter }}"

MALICIOUS = {
    "reaches a class": "{{ ''.__class__.__mro__ }}",
    "reaches a class by a filter": "{{ ''|attr('__class__') }}",
    "reaches a class by a key": "{{ sender['__class__'] }}",
    "calls a method": "{{ salutation.upper() }}",
    "calls a global": "{{ cycler.__init__.__globals__.os.popen('id') }}",
    "formats its way out": "{{ '{0.__class__}'.format(sender) }}",
    "joins its way out": "{{ 'a'|format }}",
    "reads a file": "{% include '/etc/passwd' %}",
    "takes in another template": "{% extends 'x' %}",
    "imports": "{% import 'os' as os %}",
    "from import": "{% from 'os' import popen %}",
    "defines a macro": "{% macro a() %}{% endmacro %}",
    "calls a macro": "{% call a() %}{% endcall %}",
    "sets a name": "{% set a = 1 %}",
    "sets a block": "{% set a %}x{% endset %}",
    "multiplies text": "{{ 'a' * 1000000000 }}",
    "raises to a power": "{{ 9 ** 9 ** 9 }}",
    "counts without end": "{% for i in range(1000000000) %}x{% endfor %}",
    "recurses": "{% for b in benchmarks recursive %}{{ loop(benchmarks) }}{% endfor %}",
    "pads text": "{{ 'a'|center(1000000000) }}",
    "indents text": "{{ salutation|indent(1000000000) }}",
    "turns escaping off": "{{ salutation|safe }}",
    "turns escaping off in a block": "{% autoescape false %}{{ salutation }}{% endautoescape %}",
    "adds text to itself": "{{ salutation ~ salutation }}",
    "makes a list": "{{ [1, 2, 3] }}",
    "makes a dictionary": "{{ {'a': 1} }}",
}
LOOPS = {
    "loops in loops": (
        "{% for a in benchmarks %}" * 8 + "x" + "{% endfor %}" * 8,
        "repeats more than",
    ),
    "loops that print nothing": (
        "{% for a in benchmarks %}" * 8 + "{% endfor %}" * 8,
        "repeats more than",
    ),
    "loops that print much": (
        "{% for a in benchmarks %}{% for b in benchmarks %}{% for c in benchmarks %}"
        "{% for d in benchmarks %}" + "much " * 3000 + "{% endfor %}" * 4,
        "prints more than",
    ),
}


def folder(change: Callable[[bytes], bytes], part: str = DOCUMENT) -> Path:
    """Make a set of templates in which a part of the letter is changed."""
    made = Path("own")
    shutil.copytree(TEMPLATES, made)
    letter = made / "letter.docx"
    content = parts(letter.read_bytes())
    content[part] = change(content[part])
    letter.write_bytes(packed(content))
    return made


def built(run: Callable[..., Result], templates: Path) -> Result:
    Path("exampleshire.xlsx").write_bytes(WORKBOOK.read_bytes())
    return run("build", "exampleshire.xlsx", "--templates", templates)


def written(tag: str) -> Callable[[bytes], bytes]:
    return lambda xml: xml.replace(SPOT, tag.replace("<", "&lt;").encode())


@pytest.mark.parametrize("case", MALICIOUS)
def test_a_template_can_only_print_ask_and_repeat(run: Callable[..., Result], case: str) -> None:
    result = built(run, folder(written(MALICIOUS[case])))
    text = " ".join((result.stdout + result.stderr).split())
    assert result.exit_code == 1
    assert "letter.docx, " in text
    assert "letter.docx, at the top" in text
    assert not list(Path().rglob("exampleshire-*.docx"))


@pytest.mark.parametrize("case", LOOPS)
def test_a_template_cannot_repeat_or_print_without_end(
    run: Callable[..., Result], case: str
) -> None:
    tags, said = LOOPS[case]
    result = built(run, folder(written(tags)))
    assert result.exit_code == 1
    assert said in " ".join((result.stdout + result.stderr).split())


BROKEN: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "a text": lambda: b"Dear Stephen",
    "an old .doc": lambda: hostile_files.OLE + bytes(5000),
    "cut off": lambda: (TEMPLATES / "letter.docx").read_bytes()[:4000],
    "a workbook": WORKBOOK.read_bytes,
    "no document": lambda: _less(DOCUMENT),
    "no list of contents": lambda: _less("[Content_Types].xml"),
    "not well formed": lambda: _with(DOCUMENT, lambda xml: xml[:-30]),
    "a billion laughs": lambda: _with(DOCUMENT, _laughing),
    "an external entity": lambda: _with(DOCUMENT, _reaching),
    "a zip bomb": lambda: hostile_files.zip_bomb("word/media/image1.png", 100_000_000),
    "names that climb": lambda: packed({**_letter(), "../../escaped.docx": b"x"}),
    "a part encrypted": hostile_files.encrypted_part,
}


def _letter() -> dict[str, bytes]:
    return parts((TEMPLATES / "letter.docx").read_bytes())


def _less(part: str) -> bytes:
    return packed({name: content for name, content in _letter().items() if name != part})


def _with(part: str, change: Callable[[bytes], bytes]) -> bytes:
    content = _letter()
    return packed({**content, part: change(content[part])})


def _laughing(xml: bytes) -> bytes:
    return b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + xml.partition(b"?>")[2]


def _reaching(xml: bytes) -> bytes:
    return b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + xml.partition(b"?>")[2]


@pytest.mark.parametrize("case", BROKEN)
def test_a_template_that_is_no_word_document_is_named(
    run: Callable[..., Result], case: str
) -> None:
    shutil.copytree(TEMPLATES, "own")
    Path("own/letter.docx").write_bytes(BROKEN[case]())
    result = built(run, Path("own"))
    assert result.exit_code == 1
    assert "own/letter.docx" in " ".join((result.stdout + result.stderr).split())
    assert not list(Path().rglob("exampleshire-*.docx"))


def test_a_tag_split_over_formatting_is_read_as_one(run: Callable[..., Result]) -> None:
    broken = b"{{ titles.</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>letter }}"
    result = built(run, folder(lambda xml: xml.replace(SPOT, broken)))
    assert result.exit_code == 0


def test_what_a_user_types_is_never_run(run: Callable[..., Result]) -> None:
    text = "{{ 7*7 }} {% for a in b %} {_{ x }_} ${7*7} <w:p/> &amp; ]]> {# c #}"
    saved(Path(), spoilt(outcome(1, summary=text)))
    assert run("build", "exampleshire.xlsx").exit_code == 0
    annex = Document("outputs/exampleshire/exampleshire-annex-a.docx")
    assert annex.tables[0].rows[1].cells[3].text == text

"""The check and the build allow the same expressions, and what the check passes can be rendered."""

from dataclasses import replace

import pytest

from assembler.editions import load
from assembler.errors import AssemblerError
from assembler.findings import Severity
from assembler.letter import context as letter
from assembler.letter.context import LetterContext
from assembler.pipeline.assess import assess
from assembler.templating import allowed_tags, render
from assembler.templating.lint.check import check
from support.paths import ROOT
from support.template_faults import DEAR, after, planted

ALLOWED = [
    "{{ salutation|trim }}",
    "{{ salutation|capitalize }}",
    "{{ salutation|upper|trim }}",
    "{{ copied_to|join }}",
    "{{ copied_to|join(', ') }}",
    "{{ copied_to|length }}",
    "{{ titles['letter'] }}",
    "{{ salutation if thanked else authority }}",
    "{{ strengths[0].heading if strengths else authority }}",
    "{{ copied_to[-1] if copied_to else authority }}",
    "{% if thanked is defined %}{{ thanked }}{% endif %}",
    "{% if thanked is none %}{{ salutation }}{% endif %}",
    "{% if copied_to|length is odd %}{{ salutation }}{% endif %}",
    "{% if strengths|length > 1 and thanked %}{{ thanked }}{% endif %}",
    "{% if not thanked or salutation == 'Sam' %}{{ salutation }}{% endif %}",
    "{% if 1 < strengths|length < 4 %}{{ salutation }}{% endif %}",
    "{% if salutation in ('Sam', 'Alex') %}{{ salutation }}{% endif %}",
    "{% if 'Council' in authority %}{{ authority }}{% endif %}",
    "{% for name in copied_to[1:] %}{{ name }}{% endfor %}",
    "{% for name in copied_to[:-1] %}{{ loop.index }} {{ name }}{% endfor %}",
    "{% for strength in strengths %}{{r strength.text[0] }}{% endfor %}",
]
REFUSED = [
    "{{ salutation ~ authority }}",
    "{{ salutation|replace('a', 'b') }}",
    "{{ salutation|default('Sam') }}",
    "{{ salutation|safe }}",
    "{{ salutation|trim('S') }}",
    "{{ salutation|upper(1) }}",
    "{{ copied_to|join(', ', 'name') }}",
    "{{ copied_to|join(3) }}",
    "{{ copied_to|trim }}",
    "{{ copied_to|length|join }}",
    "{{ salutation + authority }}",
    "{{ 1 + 1 }}",
    "{{ (-salutation) }}",
    "{{ salutation.upper() }}",
    "{{ [salutation, authority] }}",
    "{{ (salutation, authority) }}",
    "{{ thanked or copied_to }}",
    "{% if salutation > 3 %}{{ salutation }}{% endif %}",
    "{% if copied_to > 3 %}{{ salutation }}{% endif %}",
    "{% if 3 in salutation %}{{ salutation }}{% endif %}",
    "{% if salutation in copied_to|length %}{{ salutation }}{% endif %}",
    "{% if salutation is odd %}{{ salutation }}{% endif %}",
    "{% if salutation is string %}{{ salutation }}{% endif %}",
    "{% if salutation is sameas(authority) %}{{ salutation }}{% endif %}",
    "{% for name in copied_to[::0] %}{{ name }}{% endfor %}",
    "{% for name in copied_to|reverse %}{{ name }}{% endfor %}",
    "{% for name in copied_to if name %}{{ name }}{% endfor %}",
]


@pytest.fixture(scope="module")
def contexts() -> list[LetterContext]:
    found = assess(ROOT / "inputs" / "cambridgeshire.xlsx", load.shipped())
    assert found.assessment is not None
    full = letter.context(found.assessment, found.graded)
    return [full, replace(full, copied_to=(), strengths=(), recommendations=(), thanked="")]


def errors(content: bytes) -> list[str]:
    findings = check("letter.docx", "letter", content, load.shipped()).findings
    return [one.message for one in findings if one.severity is Severity.ERROR]


@pytest.mark.parametrize("tag", ALLOWED)
def test_the_check_allows_what_the_build_can_render(
    tag: str, contexts: list[LetterContext]
) -> None:
    content = planted("letter", after(DEAR, tag))
    assert errors(content) == []
    prepared = render.load_template("letter.docx", content)
    for context in contexts:
        render.render(prepared, context)


@pytest.mark.parametrize("tag", REFUSED)
def test_the_check_refuses_what_the_build_cannot_render(tag: str) -> None:
    assert len(errors(planted("letter", after(DEAR, tag)))) == 1


@pytest.mark.parametrize("name", sorted(allowed_tags.FILTERS))
def test_every_filter_of_the_sandbox_is_known_to_the_check(
    name: str, contexts: list[LetterContext]
) -> None:
    tags = [f"{{{{ {field}|{name} }}}}" for field in ("salutation", "copied_to")]
    guarded = [f"{{% if copied_to %}}{tag}{{% endif %}}" for tag in tags]
    passed = [tag for tag in guarded if not errors(planted("letter", after(DEAR, tag)))]
    assert passed
    for tag in passed:
        prepared = render.load_template("letter.docx", planted("letter", after(DEAR, tag)))
        assert render.render(prepared, contexts[0]).content


def test_the_build_refuses_what_it_is_given_unchecked() -> None:
    with pytest.raises(AssemblerError, match="uses the filter 'replace'"):
        render.load_template("x.docx", planted("letter", after(DEAR, REFUSED[1])))

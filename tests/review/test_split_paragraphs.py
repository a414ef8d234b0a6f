"""A paragraph split or joined in Word is a rewording; a fact changed on the way is an error."""

import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from assembler.findings import Finding, Severity
from assembler.pipeline import batch
from assembler.pipeline.build import Choices, order
from assembler.review.run import Options, review
from support.paths import ROOT
from support.planted_council import planted_council
from support.sound_workbook import saved

PARAGRAPH = qn("w:p")
Edit = Callable[[list[Paragraph]], None]
ADVISER = "Once a Prevent Lead"
THANKS = "Lastly, I would like to thank"
TANGENTIAL = "Some benchmarks are more directly"


def of(paragraphs: list[Paragraph], start: str) -> Paragraph:
    return next(each for each in paragraphs if each.text.startswith(start))


def split(start: str, *words: str, change: tuple[str, str] = ("", "")) -> Edit:
    """Begin a new paragraph at each of some words of a paragraph, and change others in it."""

    def edit(paragraphs: list[Paragraph]) -> None:
        one = of(paragraphs, start)
        text = one.text
        assert change[0] in text
        text = text.replace(*change) if change[0] else text
        for word in words:
            assert word in text
            text = text.replace(word, f"\n{word}", 1)
        *others, one.text = text.split("\n")
        for other in others:
            one.insert_paragraph_before(other, one.style)

    return edit


def join(start: str, following: str, change: tuple[str, str] = ("", "")) -> Edit:
    """Bring a paragraph up to the end of the one before it, and change words of the two."""

    def edit(paragraphs: list[Paragraph]) -> None:
        one, two = of(paragraphs, start), of(paragraphs, following)
        text = f"{one.text} {two.text}"
        assert change[0] in text
        one.text = text.replace(*change) if change[0] else text
        gone = two.paragraph_format.element
        gone.getparent().remove(gone)

    return edit


HONEST = {
    "before the longer half": ("letter", split(ADVISER, "will work with")),
    "after a third": ("letter", split(ADVISER, "a Home Office")),
    "within a name": ("letter", split(ADVISER, "Office Prevent")),
    "before the last words": ("letter", split(ADVISER, "where required")),
    "in three": ("letter", split(ADVISER, "a Home Office", "to identify")),
    "a second sentence": ("letter", split(THANKS, "I appreciate")),
    "in three sentences": ("letter", split(THANKS, "I appreciate", "It has also")),
    "before a name": ("letter", split(THANKS, "Sam Sample")),
    "behind a name": ("letter", split(THANKS, "for engaging")),
    "before a figure": ("letter", split(TANGENTIAL, "2 –")),
    "before a later figure": ("letter", split(TANGENTIAL, "8 –")),
    "before a conclusion": ("letter", split(TANGENTIAL, "Therefore")),
    "joined": ("letter", join("Please note that", "Summary of Assurance")),
    "joined with a shorter one": ("letter", join("The Prevent duty toolkit", ADVISER)),
    "joined with a longer one": ("letter", join(ADVISER, "We recognise")),
    "joined with a name": ("letter", join("Given that these", THANKS)),
    "joined behind a name": ("letter", join(THANKS, "We look forward")),
    "a recommendation": ("letter", split("Plan –", "before the end")),
    "a recommendation before the longer part": ("letter", split("Plan –", "adopt a")),
    "a strength before the longer part": ("letter", split("Venues –", "know whom")),
    "a recommendation behind its heading": ("letter", split("Plan –", "The council")),
    "a summary before the longer part": ("annex-a", split("Referrals are", "within two")),
    "a strength": ("letter", split("Board –", "and is not")),
    "a summary": ("annex-a", split("The risk assessment was", "and is reviewed")),
    "a summary before a date": ("annex-a", split("The risk assessment was", "6 February")),
    "a joined summary": ("annex-a", join("There is no", "A draft plan")),
}
FAULTS = {
    "a name": ("letter", split(THANKS, "I appreciate", change=("Sam", "Kim"))),
    "a name taken out": ("letter", split(THANKS, "I appreciate", change=("Sam Sample", "you"))),
    "words of the template": ("letter", split(ADVISER, "will work", change=("Office ", ""))),
    "a figure": ("letter", split(TANGENTIAL, "8 –", change=("benchmark 2", "benchmark 3"))),
    "a negation": ("letter", split("The assurance process", "Rather", change=("not ", ""))),
    "a joined name": ("letter", join("Given that these", THANKS, change=("Sam", "Kim"))),
    "a joined figure": (
        "letter",
        join("The assurance process", "Some", change=("benchmark 2", "benchmark 3")),
    ),
    "a date": ("letter", split("Plan –", "before the", change=("September", "October"))),
    "a summary": ("annex-a", split("The risk assessment", "and is", change=("6 Feb", "7 Feb"))),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Finding, ...]]:
    """Return what review says of each edited document, beside the copies kept of them."""
    place = tmp_path_factory.mktemp("office")
    workbook = saved(place, planted_council())
    (built,) = batch.assemble([workbook], order(Choices(place / "outputs", ROOT / "templates")))
    folder = place / "outputs" / "edited"
    folder.mkdir()
    rows = [*HONEST.values(), *FAULTS.values()]
    paths = []
    for number, (kind, edit) in enumerate(rows):
        path = next(each.path for each in built.documents if each.path.endswith(f"{kind}.docx"))
        document = docx.Document(BytesIO(Path(path).read_bytes()))
        edit([Paragraph(each, document) for each in document.element.body.iter(PARAGRAPH)])
        paths.append(folder / f"{number}-{kind}.docx")
        document.save(str(paths[-1]))
    names = [*(f"honest {name}" for name in HONEST), *(f"fault {name}" for name in FAULTS)]
    said = dict(zip(names, reviewed(paths, workbook), strict=True))
    elsewhere = place / "elsewhere"  # where no copies of the build are
    shutil.copytree(folder, elsewhere)
    shutil.copy(workbook, elsewhere)
    moved = [elsewhere / path.name for path in paths]
    alone = zip(names, reviewed(moved, elsewhere / workbook.name), strict=True)
    return said | {f"{name}, no copy": findings for name, findings in alone}


def reviewed(paths: list[Path], workbook: Path) -> list[tuple[Finding, ...]]:
    return [each.findings for each in review(paths, Options(workbook, ROOT / "templates"))]


def errors(findings: tuple[Finding, ...]) -> list[str]:
    return [each.code for each in findings if each.severity is Severity.ERROR]


@pytest.mark.parametrize("name", HONEST)
def test_a_split_or_join_is_a_rewording(found: dict[str, tuple[Finding, ...]], name: str) -> None:
    findings = found[f"honest {name}"]
    assert [each.code for each in findings] == ["document.reworded"], findings


@pytest.mark.parametrize("name", ["a second sentence", "before the longer half", "in three"])
def test_a_split_is_called_so(found: dict[str, tuple[Finding, ...]], name: str) -> None:
    (finding,) = found[f"honest {name}"]
    assert finding.message.count("was split") == 1
    assert "added" not in finding.message


@pytest.mark.parametrize("name", ["joined with a longer one", "joined with a name"])
def test_a_join_is_called_so(found: dict[str, tuple[Finding, ...]], name: str) -> None:
    (finding,) = found[f"honest {name}"]
    assert finding.message.count("was joined") == 1
    assert "taken out" not in finding.message


@pytest.mark.parametrize("name", FAULTS)
def test_a_fact_changed_on_the_way_is_an_error(
    found: dict[str, tuple[Finding, ...]], name: str
) -> None:
    findings = found[f"fault {name}"]
    assert errors(findings) == ["fact.changed"], findings


@pytest.mark.parametrize("name", HONEST)
def test_a_split_or_join_is_no_error_without_a_copy(
    found: dict[str, tuple[Finding, ...]], name: str
) -> None:
    assert not errors(found[f"honest {name}, no copy"])


@pytest.mark.parametrize("name", [name for name in FAULTS if name != "a joined figure"])
def test_a_fact_changed_on_the_way_is_an_error_without_a_copy(
    found: dict[str, tuple[Finding, ...]], name: str
) -> None:
    assert "fact.sentence" in errors(found[f"fault {name}, no copy"])

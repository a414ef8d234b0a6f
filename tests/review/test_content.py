"""What a file holds besides its visible text: nothing that runs, fetches, hides or misleads."""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from assembler.pipeline import batch
from assembler.pipeline.build import Choices, order
from assembler.review.run import Options, review
from support.paths import ROOT
from support.sound_workbook import saved, sound

Parts = dict[str, str | bytes]
Plant = Callable[[Parts], None]
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MS = "http://schemas.microsoft.com/office/2006/relationships"
BODY, RELS, SETTINGS = "word/document.xml", "word/_rels/document.xml.rels", "word/settings.xml"


def text_of(parts: Parts, name: str) -> str:
    held = parts[name]
    return held.decode() if isinstance(held, bytes) else held


def paragraph(content: str, properties: str = "") -> Plant:
    """Put a paragraph before the end of the body."""

    def plant(parts: Parts) -> None:
        made = f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"
        body = text_of(parts, BODY)
        at = body.rindex("<w:sectPr")
        parts[BODY] = body[:at] + made + body[at:]

    return plant


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def field(code: str, shown: str = "Some words") -> Plant:
    return paragraph(f'<w:fldSimple w:instr=" {code} ">{run(shown)}</w:fldSimple>')


def split_field(*codes: str) -> Plant:
    pieces = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return paragraph(f"{begin}{pieces}{end}{run('Some words')}")


def related(kind: str, target: str, *, external: bool = False, office: str = _OFFICE) -> Plant:
    def plant(parts: Parts) -> None:
        mode = ' TargetMode="External"' if external else ""
        row = f'<Relationship Id="rPlant" Type="{office}/{kind}" Target="{target}"{mode}/>'
        rels = text_of(parts, RELS)
        parts[RELS] = rels.replace("</Relationships>", f"{row}</Relationships>")
        if not external:
            parts[f"word/{target}"] = b"\xd0\xcf anything"

    return plant


def link(shown: str, target: str) -> Plant:
    def plant(parts: Parts) -> None:
        related("hyperlink", target, external=True)(parts)
        paragraph(f'<w:hyperlink xmlns:r="{_OFFICE}" r:id="rPlant">{run(shown)}</w:hyperlink>')(
            parts
        )

    return plant


def setting(entry: str) -> Plant:
    def plant(parts: Parts) -> None:
        settings = text_of(parts, SETTINGS)
        parts[SETTINGS] = settings.replace("</w:settings>", f"{entry}</w:settings>")

    return plant


def stored_data(text: str) -> Plant:
    def plant(parts: Parts) -> None:
        related("customXml", "../customXml/item9.xml", external=False)(parts)
        del parts["word/../customXml/item9.xml"]
        parts["customXml/item9.xml"] = f"<data>{text}</data>"

    return plant


FAULTS: Mapping[str, tuple[Plant, str]] = {
    "macros": (related("vbaProject", "vbaProject.bin", office=_MS), "content.part"),
    "embedded object": (related("oleObject", "object.bin"), "content.part"),
    "embedded workbook": (related("package", "book.xlsx"), "content.part"),
    "another document": (related("aFChunk", "chunk.docx"), "content.part"),
    "sub-document": (
        related("subDocument", "https://example.org/a", external=True),
        "content.part",
    ),
    "ActiveX": (related("control", "activeX.bin"), "content.part"),
    "chart": (related("chart", "chart.bin"), "content.part"),
    "unknown part": (related("somethingNew", "new.bin"), "content.part"),
    "remote template": (
        related("attachedTemplate", "https://example.org/a.dotx", external=True),
        "content.part",
    ),
    "remote picture": (
        related("image", "https://example.org/a.png", external=True),
        "content.part",
    ),
    "network picture": (related("image", "file://server/a.png", external=True), "properties.path"),
    "DDE": (field("DDE Excel book.xlsx"), "content.field"),
    "DDEAUTO, split": (split_field(" DDE", "AUTO c:\\cmd "), "content.field"),
    "INCLUDEPICTURE": (field("INCLUDEPICTURE https://example.org/a.png"), "content.field"),
    "INCLUDETEXT": (field("INCLUDETEXT other.docx"), "content.field"),
    "QUOTE": (field("QUOTE 65 66"), "content.field"),
    "DATE": (field("DATE"), "content.field"),
    "MERGEFIELD": (field("MERGEFIELD Name"), "content.field"),
    "link field to a network": (
        split_field(' HYPERLINK "file://server/share/a" '),
        "content.field",
    ),
    "another mail": (link("a@example.org", "mailto:b@example.org"), "content.link"),
    "blind copy": (link("write to us", "mailto:a@example.org?bcc=b@example.org"), "content.link"),
    "mail that is a page": (link("a@example.org", "https://example.net"), "content.link"),
    "another site": (link("www.gov.uk/prevent", "https://example.net/prevent"), "content.link"),
    "variable": (
        setting('<w:docVars><w:docVar w:name="a" w:val="b"/></w:docVars>'),
        "content.stored",
    ),
    "mail merge": (
        setting('<w:mailMerge><w:query w:val="SELECT * FROM people"/></w:mailMerge>'),
        "content.stored",
    ),
    "stored data": (stored_data("Kent County Council"), "content.other_council"),
    "paper colour of the theme": (
        paragraph(run("Weak.", '<w:color w:val="auto" w:themeColor="background1"/>')),
        "left.hidden",
    ),
    "squeezed": (paragraph(run("Weak.", '<w:w w:val="1"/>')), "left.hidden"),
    "letters over each other": (
        paragraph(run("Weak.", '<w:spacing w:val="-200"/>')),
        "left.hidden",
    ),
    "frame off the page": (
        paragraph(run("Weak."), '<w:framePr w:x="-20000" w:y="1"/>'),
        "left.hidden",
    ),
}
HONEST: Mapping[str, Plant] = {
    "page of pages": field("PAGE"),
    "split page": split_field(" NUM", "PAGES "),
    "reference": field("REF _Ref1 \\h"),
    "contents": field("TOC \\o &quot;1-3&quot;"),
    "web link field": split_field(' HYPERLINK "https://www.gov.uk/prevent" '),
    "bookmark link field": split_field(' HYPERLINK \\l "top" '),
    "mail": link("a@example.org", "mailto:a@example.org"),
    "mail in capitals": link("A@Example.org", "mailto:a@example.org?subject=Prevent"),
    "words that link": link("the duty toolkit", "https://www.gov.uk/prevent"),
    "same site": link("www.gov.uk/prevent", "https://gov.uk/prevent-duty"),
    "inner picture": related("image", "media/plain.png"),
    "glossary": related("glossaryDocument", "glossary/plain.bin"),
    "dark theme colour": paragraph(run("Fine.", '<w:color w:val="auto" w:themeColor="text1"/>')),
    "slightly narrow": paragraph(run("Fine.", '<w:w w:val="95"/>')),
    "slightly tight": paragraph(run("Fine.", '<w:spacing w:val="-5"/>')),
    "frame on the page": paragraph(run("Fine."), '<w:framePr w:x="1000" w:y="1000"/>'),
}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Return the codes found in each letter with something planted in it."""
    place = tmp_path_factory.mktemp("office")
    workbook = saved(place, sound())
    choices = Choices(place / "outputs", ROOT / "templates")
    (built,) = batch.assemble([workbook], order(choices))
    letter = Path(built.documents[0].path).read_bytes()
    planted = {**{name: plant for name, (plant, _) in FAULTS.items()}, **HONEST}
    folder = tmp_path_factory.mktemp("planted")
    paths = []
    for number, plant in enumerate(planted.values()):
        paths.append(folder / f"{number}-letter.docx")
        paths[-1].write_bytes(changed(letter, plant))
    found = review(paths, Options(workbook, ROOT / "templates"))
    return {
        name: {finding.code for finding in result.findings}
        for name, result in zip(planted, found, strict=True)
    }


def changed(letter: bytes, plant: Plant) -> bytes:
    with zipfile.ZipFile(io.BytesIO(letter)) as package:
        parts: Parts = {name: package.read(name) for name in package.namelist()}
    plant(parts)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return held.getvalue()


@pytest.mark.parametrize("name", FAULTS)
def test_what_a_letter_must_not_hold_is_found(results: dict[str, set[str]], name: str) -> None:
    assert FAULTS[name][1] in results[name]


@pytest.mark.parametrize("name", HONEST)
def test_what_a_letter_may_hold_is_left_alone(results: dict[str, set[str]], name: str) -> None:
    harmless = {"access.alt_text", "letter.extra"}
    assert results[name] <= harmless

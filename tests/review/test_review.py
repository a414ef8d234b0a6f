"""The last look: what is wrong in an edited document is found, honest edits are left alone."""

import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from assembler.findings import Severity
from assembler.model import Answer, Level, Outcome
from assembler.outputs import copies
from assembler.pipeline import batch
from assembler.pipeline.build import Choices, order
from assembler.review.run import RULES, Options, review
from assembler.rich_text import from_text
from assembler.workbook.write import write
from support import review_edits
from support.assessments import finished
from support.paths import ROOT
from support.planted_active import ACTIVE
from support.planted_unseen import UNSEEN
from support.traced_edits import in_margins

WORKBOOK = ROOT / "inputs" / "cambridgeshire.xlsx"
TEMPLATES = ROOT / "templates"
KINDS = ("letter", "annex-a", "annex-b")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    outputs = tmp_path_factory.mktemp("outputs")
    (assembly,) = batch.assemble([WORKBOOK], order(Choices(outputs, TEMPLATES, pack=True)))
    assert assembly.status == "built", assembly.findings
    return outputs / "cambridgeshire"


def write_edits(built: Path, folder: Path) -> None:
    """Write every edit into a folder, each in a document of its own."""
    folder.mkdir()
    for name, kind, edit in [*(row[:3] for row in review_edits.FAULTS), *review_edits.HONEST]:
        document = Document(str(built / f"cambridgeshire-{kind}.docx"))
        edit(document)
        document.save(str(folder / f"{name}-{kind}.docx"))


@pytest.fixture(scope="module")
def edited(built: Path) -> Path:
    """Return a folder of edits beside the copies that the build kept."""
    write_edits(built, built.parent / "edited")
    return built.parent / "edited"


Results = dict[str, tuple[str, ...]]


def reviewed(folder: Path) -> Results:
    """Review the edits of a folder; return their codes, errors in capitals."""
    paths = sorted(folder.glob("*.docx"))
    results = review(paths, Options(WORKBOOK, TEMPLATES))
    return {
        path.stem: tuple(
            f.code.upper() if f.severity is Severity.ERROR else f.code for f in result.findings
        )
        for path, result in zip(paths, results, strict=True)
    }


@pytest.fixture(scope="module")
def without_copies(edited: Path, tmp_path_factory: pytest.TempPathFactory) -> Results:
    return reviewed(Path(shutil.copytree(edited, tmp_path_factory.mktemp("alone") / "edited")))


@pytest.fixture(scope="module")
def with_copies(edited: Path) -> Results:
    return reviewed(edited)


@pytest.fixture(scope="module")
def resaved(
    built: Path, edited: Path, soffice: Callable[[str, Iterable[Path]], Path]
) -> dict[bool, Results]:
    """Return the codes of all edits as LibreOffice saves them: True with kept copies."""
    folder = soffice("docx:MS Word 2007 XML", sorted(edited.glob("*.docx")))
    alone = reviewed(folder)
    shutil.copytree(built.parent / ".assembler", folder / ".assembler")
    return {False: alone, True: reviewed(folder)}


def codes(path: Path, workbook: Path | None = WORKBOOK) -> list[str]:
    results = review([path], Options(workbook, TEMPLATES))
    return [finding.code for result in results for finding in result.findings]


def errors_only(found: Iterable[str]) -> list[str]:
    return [code for code in found if code.isupper()]


def test_the_documents_as_built_are_ready(built: Path) -> None:
    assert codes(built) == []


FAULT_ROWS = [(name, kind, code) for name, kind, _, code in review_edits.FAULTS]
HONEST_ROWS = [f"{name}-{kind}" for name, kind, _ in review_edits.HONEST]


@pytest.mark.parametrize(("name", "kind", "code"), FAULT_ROWS)
def test_a_planted_fault_is_found(
    without_copies: Results, with_copies: Results, name: str, kind: str, code: str
) -> None:
    assert code in {found.lower() for found in without_copies[f"{name}-{kind}"]}
    expected = review_edits.with_copy(name, code)
    found = with_copies[f"{name}-{kind}"]
    assert expected in {each.lower() for each in found}
    if expected == "document.reworded":
        assert errors_only(found) == []
    if expected == "fact.changed":
        assert "FACT.CHANGED" in found


@pytest.mark.parametrize("name", HONEST_ROWS)
def test_an_honest_edit_blocks_nothing(
    without_copies: Results, with_copies: Results, name: str
) -> None:
    assert without_copies[name] == ()
    assert set(with_copies[name]) <= {"document.reworded"}


# LibreOffice itself takes these away as it saves: nothing is left to find.
LOST_IN_LIBREOFFICE = {"saved-by", "keywords", "template"}


@pytest.mark.parametrize("copies_kept", ["without copies", "with copies"])
def test_planted_faults_are_found_after_libreoffice_saved_the_file(
    resaved: dict[bool, Results], copies_kept: str
) -> None:
    kept = copies_kept == "with copies"
    missed = {}
    for name, kind, code in FAULT_ROWS:
        expected = review_edits.with_copy(name, code) if kept else code
        found = resaved[kept][f"{name}-{kind}"]
        if name not in LOST_IN_LIBREOFFICE and expected not in {each.lower() for each in found}:
            missed[name] = found
    assert missed == {}


def test_honest_edits_block_nothing_after_libreoffice_saved_the_file(
    resaved: dict[bool, Results],
) -> None:
    alone = {name: found for name in HONEST_ROWS if (found := resaved[False][name])}
    kept = {name: errors_only(resaved[True][name]) for name in HONEST_ROWS}
    assert alone == {}
    assert {name: found for name, found in kept.items() if found} == {}


def test_rewordings_are_listed_with_cell_was_and_now(edited: Path) -> None:
    path = edited / "more-strength-letter.docx"
    (result,) = review([path], Options(WORKBOOK, TEMPLATES))
    ((finding,), (passage,)) = result.findings, result.reworded
    assert str(passage.cell) == "Strengths!B3"
    assert passage.now == f"{passage.was} Well done."
    assert (finding.code, finding.severity) == ("document.reworded", Severity.WARNING)
    assert finding.message.startswith("Reworded in Word: “…")
    assert "is now" in finding.message
    assert "Strengths!B3" in finding.message


def test_faults_are_found_in_a_pack_too(built: Path, tmp_path: Path) -> None:
    pack = tmp_path / "cambridgeshire-pack.docx"
    document = Document(str(built / "cambridgeshire-pack.docx"))
    planted = ("salutation", "tbc", "criterion", "recommendation-gone", "author", "hidden")
    wanted = set()
    for name, _, edit, code in review_edits.FAULTS:
        if name in planted:
            edit(document)
            wanted.add(code)
    review_edits.change("Partnership Plan -", "Something else")(document)
    review_edits.append("The partnership plan is shared", " It is assessed as Not met.")(document)
    document.save(str(pack))
    assert set(codes(pack)) == wanted | {"annex_a.title", "outcome.claim"}


def test_a_council_s_name_changed_in_every_footer_is_told_once(built: Path, tmp_path: Path) -> None:
    path = (
        shutil.copytree(built.parent, tmp_path / "outputs")
        / built.name
        / "cambridgeshire-annex-a.docx"
    )
    document = Document(str(path))
    in_margins("Cambridgeshire County Council", "Cambs CC")(document)
    document.save(str(path))
    (result,) = review([path], Options(WORKBOOK, TEMPLATES))
    (finding,) = (f for f in result.findings if f.code == "fact.changed")
    assert finding.message == "“Cambridgeshire County Council” was changed to “Cambs CC”."
    assert finding.places[0].at.startswith("footer: “Cambs CC – 2024/25")
    assert "adopt" not in finding.fix  # the council's name in a footer has no cell of its own


def test_a_copy_under_another_name_is_known_by_what_it_holds(built: Path, tmp_path: Path) -> None:
    for kind in (*KINDS, "pack"):
        shutil.copy(built / f"cambridgeshire-{kind}.docx", tmp_path / f"{kind} final.docx")
        assert codes(tmp_path / f"{kind} final.docx") == []
    document = Document(str(tmp_path / "annex-a final.docx"))
    review_edits.cell(3, 2, "Met")(document)
    document.save(str(tmp_path / "annex-a final.docx"))
    assert "annex_a.outcome" in codes(tmp_path / "annex-a final.docx")


@pytest.fixture
def council(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder to work in, with a made-up council's workbook and its documents."""
    monkeypatch.chdir(tmp_path)
    marked = replace(finished().details, security_marking="OFFICIAL-SENSITIVE")
    save(tmp_path, details=marked)
    build(tmp_path)
    return tmp_path


def save(folder: Path, **changes: Any) -> None:
    place = folder / "inputs" / "exampleshire.xlsx"
    place.parent.mkdir(exist_ok=True)
    base = replace(
        finished(), details=replace(finished().details, security_marking="OFFICIAL-SENSITIVE")
    )
    place.write_bytes(write(replace(base, **changes)))


def build(folder: Path, *, pack: bool = False) -> None:
    choices = Choices(folder / "outputs", TEMPLATES, pack=pack)
    (built,) = batch.assemble([folder / "inputs" / "exampleshire.xlsx"], order(choices))
    assert built.documents, built.findings


def seen(folder: Path) -> list[str]:
    return codes(folder / "outputs" / "exampleshire", None)


def test_the_workbook_is_found_by_its_name_and_by_what_was_noted(council: Path) -> None:
    assert seen(council) == []
    elsewhere = council / "elsewhere"
    elsewhere.mkdir()
    (council / "inputs" / "exampleshire.xlsx").rename(elsewhere / "exampleshire.xlsx")
    found = [
        f for r in review([council / "outputs" / "exampleshire"], Options()) for f in r.findings
    ]
    assert {(f.code, f.fix) for f in found} == {("document.stopped", "Name it with --workbook.")}


def test_the_marking_must_be_at_the_head_and_foot_of_every_page(council: Path) -> None:
    path = council / "outputs" / "exampleshire" / "exampleshire-annex-b.docx"
    document = Document(str(path))
    for paragraph in document.sections[0].footer.paragraphs:
        if "OFFICIAL" in paragraph.text:
            paragraph.text = ""
    document.save(str(path))
    (found,) = [f for r in review([path], Options()) for f in r.findings]
    assert (found.code, found.places[0].at) == ("marking.missing", "footer")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"strengths": ()}, "document.later"),
        ({"recommendations": ()}, "document.later"),
        ({"details": replace(finished().details, signatory_name="Chris Case")}, "document.later"),
        ({"details": replace(finished().details, security_marking="")}, "document.later"),
        ({"details": replace(finished().details, security_marking="SECRET")}, "document.later"),
        ({"details": replace(finished().details, copied_to=())}, "document.later"),
    ],
)
def test_a_workbook_changed_since_is_told(
    council: Path, changes: dict[str, Any], expected: str
) -> None:
    save(council, **changes)
    assert expected in seen(council)


def test_a_recipient_changed_since_is_told_once_with_the_new_words(council: Path) -> None:
    marked = replace(finished().details, security_marking="OFFICIAL-SENSITIVE")
    save(council, details=replace(marked, recipient_name="Alex Samplesmith"))
    path = council / "outputs" / "exampleshire" / "exampleshire-letter.docx"
    (reviewed,) = review([path], Options())
    (found,) = reviewed.findings
    assert (found.code, found.places[0].at) == ("document.later", "at the top: “Alex Example”")
    assert found.message == "the workbook now says “Alex Samplesmith”."


def test_a_new_summary_and_a_new_outcome_are_told_by_their_benchmark(council: Path) -> None:
    outcomes = dict(finished().outcomes)
    outcomes[4] = Outcome(4, Level.NOT_MET, "Seen on site.", from_text("No pathway is in use."))
    save(council, outcomes=outcomes)
    path = council / "outputs" / "exampleshire" / "exampleshire-annex-a.docx"
    (reviewed,) = review([path], Options())
    found = {f.code: f for f in reviewed.findings}
    assert {"annex_a.outcome", "document.later"} <= set(found)
    assert found["annex_a.outcome"].places[0].at == (
        "row “4 Referral Pathway -”, Delivery Outcome: “Met”"
    )
    assert "Not met (exampleshire.xlsx, Annex A!" in found["annex_a.outcome"].message


def test_a_marking_changed_since_is_told_once_unless_a_header_was_edited(council: Path) -> None:
    path = council / "outputs" / "exampleshire" / "exampleshire-letter.docx"
    save(council, details=replace(finished().details, security_marking="OFFICIAL"))
    found = [f for r in review([path], Options()) for f in r.findings]
    assert [f.code for f in found] == ["document.later"]
    assert found[0].places[0].at.startswith("header, first page's header, footer and")
    document = Document(str(path))
    document.sections[0].footer.paragraphs[0].text = "SECRET"
    document.save(str(path))
    found = [f for r in review([path], Options()) for f in r.findings]
    assert {f.code for f in found} >= {"document.later", "marking.other"}


def test_an_outcome_still_to_be_recorded_is_told_once_as_the_workbook_s(council: Path) -> None:
    evidence = dict(finished().evidence)
    evidence["B1-M1"] = replace(evidence["B1-M1"], answer=Answer.NO)
    save(council, evidence=evidence)
    path = council / "outputs" / "exampleshire" / "exampleshire-annex-a.docx"
    (reviewed,) = review([path], Options())
    found = {f.code: f for f in reviewed.findings}
    assert "annex_a.outcome" not in found
    assert found["document.workbook"].message.endswith("has 1 thing to put right.")
    assert found["document.workbook"].fix.endswith("and put it right first.")


def change_summary(council: Path, words: str) -> None:
    outcomes = dict(finished().outcomes)
    outcomes[4] = replace(outcomes[4], summary=from_text(words))
    save(council, outcomes=outcomes)


@pytest.mark.parametrize(
    ("typed", "in_workbook", "expected"),
    [
        ("", "92% were trained in all.", {"document.later"}),
        ("90% were trained in all.", "92% were trained in all.", {"document.both"}),
        ("All 91% were trained by us.", "All 91% were trained in May.", {"document.both"}),
        ("91% were trained in all.", "91% were trained in all.", {"document.later"}),
        ("92% were trained in all.", "", {"fact.changed"}),
        ("91% were trained by us.", "", {"document.reworded"}),
    ],
)
def test_three_versions_say_who_changed_what(
    council: Path, typed: str, in_workbook: str, expected: set[str]
) -> None:
    change_summary(council, "91% were trained in all.")
    build(council)
    path = council / "outputs" / "exampleshire" / "exampleshire-annex-a.docx"
    if typed:
        document = Document(str(path))
        review_edits.change("91% were trained in all.", typed)(document)
        document.save(str(path))
    if in_workbook:
        change_summary(council, in_workbook)
    assert set(codes(path, None)) == (expected if typed != in_workbook else set())


def test_a_workbook_that_cannot_be_built_is_told_first(council: Path) -> None:
    save(council, outcomes={n: Outcome(n) for n in finished().outcomes})
    assert "document.workbook" in seen(council)


def test_what_else_lies_in_the_folder_is_told(council: Path) -> None:
    folder = council / "outputs" / "exampleshire"
    letter = folder / "exampleshire-letter.docx"
    shutil.copy(letter, folder / "exampleshire-letter-new.docx")
    Document().save(str(folder / "notes.docx"))
    letter.rename(folder / "exampleshire-letter-draft.docx")
    (folder / "exampleshire-annex-a.docx").unlink()
    (folder / "~$ampleshire-annex-b.docx").write_bytes(b"lock")
    found = seen(council)
    wanted = {"folder.beside", "folder.other", "document.draft", "folder.missing", "folder.open"}
    assert set(found) == wanted


def test_a_pack_is_made_of_the_documents_as_they_were_edited(council: Path) -> None:
    path = council / "outputs" / "exampleshire" / "exampleshire-letter.docx"
    document = Document(str(path))
    review_edits.after("Please note that benchmark 5", "Thank you for a warm welcome.")(document)
    document.save(str(path))
    build(council, pack=True)
    assert seen(council) == ["document.reworded"]
    pack = Document(str(path.with_name("exampleshire-pack.docx")))
    assert any(p.text == "Thank you for a warm welcome." for p in pack.paragraphs)
    review_edits.change("a warm welcome", "your warm welcome")(document)
    document.save(str(path))
    assert set(seen(council)) == {"document.reworded", "folder.pack"}


def test_the_command_says_ready_in_one_sentence(council: Path, run: Any) -> None:
    folder = Path("outputs") / "exampleshire"
    build(council)
    result = run("review", folder)
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        f"Compared with {Path('inputs', 'exampleshire.xlsx')}.",
        "All 3 documents are ready to send.",
    ]
    output = run("review", folder / "exampleshire-letter.docx").output
    assert output.endswith("\nThe document is ready to send.\n")


@pytest.mark.usefixtures("council")
def test_the_command_names_document_place_and_fix(run: Any, golden: Any) -> None:
    folder = Path("outputs") / "exampleshire"
    for name, edit in (
        ("letter", review_edits.change("Dear Alex", "Dear Sandy")),
        ("letter", review_edits.more(" See [name of plan].")),
        ("annex-a", review_edits.cell(3, 2, "Exceeding")),
        ("annex-b", review_edits.remove("The chair is not also")),
    ):
        path = folder / f"exampleshire-{name}.docx"
        document = Document(str(path))
        edit(document)
        document.save(str(path))
    result = run("review", folder)
    assert result.exit_code == 1
    golden("review.txt", result.output.replace("\\", "/"))
    rows = json.loads(run("review", folder, "--json").output)
    assert [sorted(row) for row in rows] == [["document", "findings", "reworded", "workbook"]] * 3
    keys = {tuple(sorted(finding)) for row in rows for finding in row["findings"]}
    assert keys == {("code", "fix", "message", "place", "severity")}


@pytest.mark.usefixtures("council")
def test_warnings_alone_do_not_hold_a_letter_back(run: Any) -> None:
    path = Path("outputs") / "exampleshire" / "exampleshire-letter.docx"
    document = Document(str(path))
    review_edits.link("click here", "https://www.gov.uk/")(document)
    document.save(str(path))
    result = run("review", path)
    assert result.exit_code == 0
    assert "Worth a look" in result.output
    assert result.output.endswith("ready to send; see what is worth a look.\n")


def test_clean_takes_personal_properties_out_and_nothing_else(council: Path, run: Any) -> None:
    path = Path("outputs") / "exampleshire" / "exampleshire-letter.docx"
    document = Document(str(path))
    personal = {"author", "saved-by", "keywords", "company", "owner", "template"}
    for name, _, edit, _ in review_edits.FAULTS:
        if name in personal:
            edit(document)
    document.save(str(path))
    assert run("review", path).exit_code == 1
    words = [p.text for p in Document(str(path)).paragraphs]
    result = run("review", "--clean", path)
    assert result.exit_code == 0
    assert result.output.endswith("\nThe document is ready to send.\n")
    assert "To put right" not in result.output
    assert "Worth a look" not in result.output
    assert [p.text for p in Document(str(path)).paragraphs] == words
    assert Document(str(path)).core_properties.title
    assert copies.as_built(council / "outputs", "letter", path.read_bytes())
    before = path.read_bytes()
    run("review", "--clean", path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_word_file_is_told_in_two_sentences(
    council: Path, run: Any, content: bytes
) -> None:
    (council / "outputs" / "exampleshire" / "exampleshire-letter.docx").write_bytes(content)
    result = run("review", Path("outputs") / "exampleshire")
    assert result.exit_code == 1
    said = " ".join(result.output.split())
    told = ("is not a Word document", "is not an Office file", "This is a text file; review checks")
    assert any(sentence in said for sentence in told)


def test_every_rule_has_an_explanation_and_a_code_of_its_own() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert all(rule.explanation for rule in RULES)
    assert {rule.severity for rule in RULES} <= set(Severity)


def test_every_rule_finds_something_in_the_tables() -> None:
    tested = {code for *_, code in review_edits.FAULTS}
    tested |= {row.code for row in (*UNSEEN, *ACTIVE)}
    elsewhere = {"marking.missing", "document.later", "document.both", "access.text_box"}
    elsewhere |= {
        "fact.changed",
        "document.reworded",
        "annex_a.swapped",
        "letter.person",
        "letter.former",
    }
    assert {rule.code for rule in RULES} - tested == elsewhere


def test_a_pack_is_rebuilt_as_the_three_are(council: Path) -> None:
    """The adviser edits the pack, then the workbook changes: both arrive, and review agrees."""
    build(council, pack=True)
    path = council / "outputs" / "exampleshire" / "exampleshire-pack.docx"
    document = Document(str(path))
    review_edits.after("Please note that benchmark 5", "Thank you for your time.")(document)
    document.save(str(path))
    marked = replace(finished().details, security_marking="OFFICIAL-SENSITIVE")
    save(council, details=replace(marked, recipient_name="Alex Sample"))
    assert "document.later" in codes(path, None)
    build(council)
    texts = [p.text for p in Document(str(path)).paragraphs]
    assert {"Alex Sample", "Thank you for your time."} <= set(texts)
    assert codes(path, None) == ["document.reworded"]


def test_words_that_both_changed_are_left_with_a_comment_that_review_finds(council: Path) -> None:
    path = council / "outputs" / "exampleshire" / "exampleshire-letter.docx"
    document = Document(str(path))
    review_edits.change("Alex Example", "Alex Edited")(document)
    document.save(str(path))
    marked = replace(finished().details, security_marking="OFFICIAL-SENSITIVE")
    save(council, details=replace(marked, recipient_name="Alex Sample"))
    build(council)
    assert {"left.conflict", "fact.changed"} <= set(codes(path, None))


def test_findings_are_in_the_order_of_the_document_whatever_the_order_of_the_rules(
    council: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = council / "outputs" / "exampleshire" / "exampleshire-letter.docx"
    document = Document(str(path))
    edits = (
        review_edits.more("[name]"),
        review_edits.change("Alex Example", "Alex Edited"),
        review_edits.append("Dear", " TBC"),
        review_edits.append("Please note that benchmark 5", " XXX"),
    )
    for edit in edits:
        edit(document)
    document.save(str(path))

    def found() -> list[tuple[str, str]]:
        results = review([path], Options(None, TEMPLATES))
        return [(f.severity, f.places[0].at) for result in results for f in result.findings]

    in_order = found()
    errors = [at for severity, at in in_order if severity is Severity.ERROR]
    assert errors == [at for _, at in in_order][: len(errors)]
    words = ("Alex Edited", "TBC", "Local authorities", "benchmark 5")
    firsts = [next(i for i, at in enumerate(errors) if word in at) for word in words]
    assert firsts == sorted(firsts), errors
    monkeypatch.setattr("assembler.review.run.RULES", RULES[::-1])
    assert found() == in_order

"""The table of merges: the adviser's edits, the workbook's changes, and the document afterwards.

`takes` and `brings` are all the lines that the edited document loses and gains: every other line,
the adviser's own included, stays as it was.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from assembler.model import Level
from support.adviser_edits import (
    CONTROL,
    Edit,
    add_after,
    add_column,
    add_row_after,
    colour,
    field_after,
    footnote,
    inline,
    join_with_next,
    link_as_field,
    look,
    mark_in_blank,
    move_behind,
    move_row_behind,
    picture,
    remark,
    restyle,
    reword,
    reword_header,
    shade,
    split_at,
    table_after,
    take_out,
    take_out_row,
    track,
    track_row_out,
    wrapped,
)
from support.merge_council import (
    SUMMARIES,
    Turn,
    benchmarks,
    detail,
    outcome,
    recommendations,
    renamed,
    strengths,
    summary,
)

LETTER, A, B = "letter", "annex-a", "annex-b"
STRENGTH = (
    "As part of the process the following {} identified as part of your Prevent delivery for "
    "financial year 2024/25."
)
MANY, ONE_ONLY = STRENGTH.format("strengths were"), STRENGTH.format("strength was")
TRAINING = "Training – Good progress has been made with training for staff."
VENUES = "Venues – Halls were sent clear guidance on hiring."
RISK = "Risk – Share the risk assessment with district councils."
NEWS = "News – Write a newsletter for schools."
KEPT_VENUES = ("Venues", "Halls were sent clear guidance on hiring.")
KEPT_TRAINING = ("Training", "Good progress has been made with training for staff.")
KEPT_RISK = ("Risk", "Share the risk assessment with district councils.")
KEPT_NEWS = ("News", "Write a newsletter for schools.")
YEAR = strengths(
    ("Training", "Good progress has been made in 2024/25 with training for staff."), KEPT_VENUES
)
YEARS = "Training – Good progress has been made in 2024/25 with training for staff."
ONE, TWO = SUMMARIES[1].split("\n")
MONTHLY = summary(1, f"The partnership group meets every month.\n{TWO}")
EVERY_MONTH = "The partnership group meets every month."
NEWSLETTER = "A newsletter reaches parish councils."
ROW_1 = "1 Multi-Agency Partnership Group- Exceeding"
ROW_8 = "8 Communications and Engagement-"
THIRD = "A third paragraph from the workbook."


@dataclass(frozen=True)
class Case:
    """Edits by the adviser, changes in the workbook, and the document that must result."""

    name: str
    document: str
    edits: tuple[Edit, ...]
    turns: tuple[Turn, ...]
    takes: tuple[str, ...] = ()
    brings: tuple[str, ...] = ()
    conflicts: tuple[tuple[str, str, str], ...] = ()


def swap(first: int, second: int) -> Turn:
    def change(all_of: tuple) -> tuple:  # type: ignore[type-arg]
        rows = list(all_of)
        rows[first], rows[second] = rows[second], rows[first]
        return tuple(rows)

    return benchmarks(change)


CASES = (
    # The adviser changed words, the workbook others.
    Case(
        "words on both sides of one sentence",
        LETTER,
        (reword("Good progress", "Notable progress"),),
        (YEAR,),
        ("Training – Notable progress has been made with training for staff.",),
        ("Training – Notable progress has been made in 2024/25 with training for staff.",),
    ),
    Case(
        "another paragraph",
        LETTER,
        (reword("Local authorities and the", "Councils and the"),),
        (detail(recipient_name="Flo Example"),),
        ("Ann Example",),
        ("Flo Example",),
    ),
    Case(
        "a date where the adviser edited the body",
        LETTER,
        (reword("Good progress", "Notable progress"),),
        (detail(letter_date=date(2025, 6, 2)),),
        ("21/05/2025",),
        ("02/06/2025",),
    ),
    Case(
        "a person thanked in a sentence that the adviser edited",
        LETTER,
        (reword("Lastly, I would", "Finally, I would"),),
        (detail(thanked=("Bob Example", "Gil Example")),),
        ("@Finally, I would like to thank Bob Example and Cat Example",),
        ("@Finally, I would like to thank Bob Example and Gil Example",),
    ),
    Case(
        "a sentence added before one that changed",
        LETTER,
        (reword("Good progress", "We agree. Good progress"),),
        (YEAR,),
        ("Training – We agree. Good progress has been made with training for staff.",),
        ("Training – We agree. Good progress has been made in 2024/25 with training for staff.",),
    ),
    Case(
        "a sentence added behind one that changed",
        LETTER,
        (reword("for staff.", "for staff. Well done."),),
        (YEAR,),
        ("Training – Good progress has been made with training for staff. Well done.",),
        ("Training – Good progress has been made in 2024/25 with training for staff. Well done.",),
    ),
    Case(
        "words taken out by the adviser, others added by the workbook",
        LETTER,
        (reword(" for staff", ""),),
        (YEAR,),
        ("Training – Good progress has been made with training.",),
        ("Training – Good progress has been made in 2024/25 with training.",),
    ),
    Case(
        "words taken out by the workbook, others added by the adviser",
        LETTER,
        (reword("Good progress", "Very good progress"),),
        (strengths(("Training", "Good progress has been made with training."), KEPT_VENUES),),
        ("Training – Very good progress has been made with training for staff.",),
        ("Training – Very good progress has been made with training.",),
    ),
    Case(
        "the heading of a strength",
        LETTER,
        (reword("Good progress", "Notable progress"),),
        (strengths(("Staff training", KEPT_TRAINING[1]), KEPT_VENUES),),
        ("Training – Notable progress has been made with training for staff.",),
        ("Staff training – Notable progress has been made with training for staff.",),
    ),
    Case(
        "the same change on both sides",
        LETTER,
        (reword("has been made with", "has been made in 2024/25 with"),),
        (YEAR,),
    ),
    Case(
        "the same change and one more by the adviser",
        LETTER,
        (
            reword(
                "Good progress has been made with", "Notable progress has been made in 2024/25 with"
            ),
        ),
        (YEAR,),
    ),
    # Both changed the same words.
    Case(
        "the same word changed twice",
        LETTER,
        (reword("Good progress", "Notable progress"),),
        (
            strengths(
                ("Training", "Some progress has been made with training for staff."), KEPT_VENUES
            ),
        ),
        conflicts=(
            (
                "Strengths!B2",
                "Training – Notable progress has been made with training for staff.",
                "Training – Some progress has been made with training for staff.",
            ),
        ),
    ),
    Case(
        "the recipient's name changed twice",
        LETTER,
        (reword("Ann Example", "Ann Example OBE"),),
        (detail(recipient_name="Flo Instead"),),
        conflicts=(("Letter!B5", "Ann Example OBE", "Flo Instead"),),
    ),
    Case(
        "a date changed twice is never half of each",
        LETTER,
        (reword("21/05/2025", "22/05/2025"),),
        (detail(letter_date=date(2025, 6, 21)),),
        conflicts=(("Letter!B4", "22/05/2025", "21/06/2025"),),
    ),
    Case(
        "a conflict and a change in one paragraph",
        LETTER,
        (reword("Good progress", "Notable progress"),),
        (
            strengths(
                ("Training", "Some progress has been made with training for all staff."),
                KEPT_VENUES,
            ),
        ),
        ("Training – Notable progress has been made with training for staff.",),
        ("Training – Notable progress has been made with training for all staff.",),
        (
            (
                "Strengths!B2",
                "Training – Notable progress has been made with training for staff.",
                "Training – Some progress has been made with training for all staff.",
            ),
        ),
    ),
    Case(
        "words taken out by the adviser and changed by the workbook",
        LETTER,
        (reword(" with training for staff", ""),),
        (
            strengths(
                ("Training", "Good progress has been made with lessons for staff."), KEPT_VENUES
            ),
        ),
        conflicts=(
            (
                "Strengths!B2",
                "Training – Good progress has been made.",
                "Training – Good progress has been made with lessons for staff.",
            ),
        ),
    ),
    Case(
        "words changed by the adviser and taken out by the workbook",
        LETTER,
        (reword("training for staff", "lessons for staff"),),
        (strengths(("Training", "Good progress has been made."), KEPT_VENUES),),
        conflicts=(
            (
                "Strengths!B2",
                "Training – Good progress has been made with lessons for staff.",
                "Training – Good progress has been made.",
            ),
        ),
    ),
    Case(
        "a paragraph rewritten by both",
        A,
        (reword(ONE, "My own account of a wholly different kind."),),
        (summary(1, f"Quarterly sessions bring partners together.\n{TWO}"),),
        conflicts=(
            (
                "Annex A!F2",
                "My own account of a wholly different kind.",
                "Quarterly sessions bring partners together.",
            ),
        ),
    ),
    # Paragraphs that come, go and move.
    Case(
        "a strength added in the workbook",
        LETTER,
        (reword("Good progress", "Notable progress"),),
        (strengths(KEPT_TRAINING, KEPT_VENUES, ("News", "A newsletter reaches all schools.")),),
        brings=("News – A newsletter reaches all schools.",),
    ),
    Case(
        "a strength added before the others",
        LETTER,
        (reword("Good progress", "Notable progress"),),
        (strengths(("News", "A newsletter reaches all schools."), KEPT_TRAINING, KEPT_VENUES),),
        brings=("News – A newsletter reaches all schools.",),
    ),
    Case(
        "a strength taken out of the workbook",
        LETTER,
        (reword("Good progress", "Notable progress"),),
        (strengths(KEPT_TRAINING),),
        (MANY, VENUES),
        (ONE_ONLY,),
    ),
    Case(
        "a strength that the adviser edited is taken out of the workbook",
        LETTER,
        (reword("Halls were sent", "All halls were sent"),),
        (strengths(KEPT_TRAINING),),
        (MANY,),
        (ONE_ONLY,),
        (("Strengths", "Venues – All halls were sent clear guidance on hiring.", ""),),
    ),
    Case(
        "a strength of the adviser's own beside a new one",
        LETTER,
        (add_after("Halls were sent", "Mine – My own strength."),),
        (strengths(KEPT_TRAINING, KEPT_VENUES, ("News", "A newsletter reaches all schools.")),),
        brings=("News – A newsletter reaches all schools.",),
    ),
    Case(
        "the same strength added by both",
        LETTER,
        (add_after("Halls were sent", "News – A newsletter reaches all schools."),),
        (strengths(KEPT_TRAINING, KEPT_VENUES, ("News", "A newsletter reaches all schools.")),),
    ),
    Case(
        "nearly the same strength added by both",
        LETTER,
        (add_after("Halls were sent", "News – A newsletter now reaches all the schools."),),
        (strengths(KEPT_TRAINING, KEPT_VENUES, ("News", "A newsletter reaches all schools.")),),
        conflicts=(
            (
                "Strengths!B4",
                "News – A newsletter now reaches all the schools.",
                "News – A newsletter reaches all schools.",
            ),
        ),
    ),
    Case(
        "strengths in another order, one changed by both",
        LETTER,
        (reword("Good progress", "Notable progress"),),
        (strengths(KEPT_VENUES, ("Training", "Good progress has been made by all leaders.")),),
        ("Training – Notable progress has been made with training for staff.",),
        ("Training – Notable progress has been made by all leaders.",),
    ),
    Case(
        "strengths in another order, one edited",
        LETTER,
        (reword("Good progress", "Notable progress"),),
        (strengths(KEPT_VENUES, KEPT_TRAINING),),
    ),
    Case(
        "strengths moved by the adviser, one changed by the workbook",
        LETTER,
        (move_behind("Good progress", "Halls were sent"),),
        (YEAR,),
        (TRAINING,),
        (YEARS,),
    ),
    Case(
        "a strength taken out by the adviser and not changed since",
        LETTER,
        (take_out("Halls were sent"),),
        (YEAR,),
        (TRAINING,),
        (YEARS,),
    ),
    Case(
        "a strength taken out by the adviser and changed in the workbook",
        LETTER,
        (take_out("Halls were sent"),),
        (strengths(KEPT_TRAINING, ("Venues", "All halls were sent clear guidance on hiring.")),),
        conflicts=(("Strengths!B3", "", "Venues – All halls were sent clear guidance on hiring."),),
    ),
    Case(
        "a strength taken out by both",
        LETTER,
        (take_out("Halls were sent"),),
        (strengths(KEPT_TRAINING),),
        (MANY,),
        (ONE_ONLY,),
    ),
    Case(
        "all strengths replaced",
        LETTER,
        (reword("Local authorities and the", "Councils and the"),),
        (
            strengths(
                ("Data", "Figures are shared weekly."), ("Elders", "Faith leaders meet often.")
            ),
        ),
        (TRAINING, VENUES),
        ("Data – Figures are shared weekly.", "Elders – Faith leaders meet often."),
    ),
    Case(
        "a recommendation added",
        LETTER,
        (reword("newsletter for schools", "short newsletter for schools"),),
        (recommendations(KEPT_RISK, KEPT_NEWS, ("Plan", "Review the plan yearly.")),),
        brings=("Plan – Review the plan yearly.",),
    ),
    Case(
        "a recommendation taken out",
        LETTER,
        (reword("newsletter for schools", "short newsletter for schools"),),
        (recommendations(KEPT_NEWS),),
        (RISK,),
    ),
    Case(
        "an address of more lines, another line edited",
        LETTER,
        (reword("Exampletown", "EXAMPLETOWN"),),
        (
            detail(
                recipient_address=("1 Example Street", "Exampletown", "Example Valley", "EX1 1EX")
            ),
        ),
        brings=("Example Valley",),
    ),
    Case(
        "a person copied in",
        LETTER,
        (reword("Good progress", "Notable progress"),),
        (detail(copied_to=("Bob Example", "Cat Example", "Hal Example")),),
        brings=("Hal Example",),
    ),
    # What an adviser does to paragraphs.
    Case(
        "a paragraph divided, its second half changed",
        A,
        (split_at(" meets every"),),
        (summary(1, f"The partnership group meets every month.\n{TWO}"),),
        conflicts=(
            ("Annex A!F2", "The partnership group", "The partnership group meets every month."),
        ),
    ),
    Case(
        "a paragraph divided, its first half changed",
        LETTER,
        (split_at(" with training"),),
        (
            strengths(
                ("Training", "Very good progress has been made with training for staff."),
                KEPT_VENUES,
            ),
        ),
        ("Training – Good progress has been made",),
        ("Training – Very good progress has been made",),
    ),
    Case(
        "two paragraphs joined, the second changed",
        A,
        (join_with_next(ONE),),
        (summary(1, f"{ONE}\nIts chair is the leader."),),
        (f"{ONE}Its chair is the chief executive.",),
        (f"{ONE}Its chair is the leader.",),
    ),
    Case(
        "a paragraph of one's own",
        A,
        (add_after(ONE, "This is my own paragraph."),),
        (MONTHLY,),
        (ONE,),
        (EVERY_MONTH,),
    ),
    Case(
        "words made bold before words that changed",
        LETTER,
        (look("Good progress"),),
        (YEAR,),
        (TRAINING,),
        (YEARS,),
    ),
    Case(
        "a changed word that was made bold stays bold",
        A,
        (look("quarter"),),
        (MONTHLY,),
        (ONE,),
        (EVERY_MONTH,),
    ),
    Case("coloured words", A, (colour("partnership group"),), (MONTHLY,), (ONE,), (EVERY_MONTH,)),
    Case(
        "a paragraph in another style",
        A,
        (restyle(ONE, "Table Bullet"),),
        (MONTHLY,),
        (ONE,),
        (EVERY_MONTH,),
    ),
    Case(
        "a comment of the adviser's on words that stay",
        A,
        (remark("partnership group", "Is this right?"),),
        (MONTHLY,),
        (ONE,),
        (EVERY_MONTH,),
    ),
    Case(
        "a comment of the adviser's on words that change",
        A,
        (remark("quarter", "Is this right?"),),
        (MONTHLY,),
        (ONE,),
        (EVERY_MONTH,),
    ),
    Case("a picture", A, (picture(ONE),), (MONTHLY,), (ONE,), (EVERY_MONTH,)),
    Case(
        "a table of the adviser's",
        LETTER,
        (table_after("Halls were", "x", "y"),),
        (YEAR,),
        (TRAINING,),
        (YEARS,),
    ),
    Case("a footnote", LETTER, (footnote("Good progress"),), (YEAR,), (TRAINING,), (YEARS,)),
    Case(
        "a field of the adviser's",
        LETTER,
        (field_after("Good progress"),),
        (YEAR,),
        ("Training – Good progress1 May has been made with training for staff.",),
        ("Training – Good progress1 May has been made in 2024/25 with training for staff.",),
    ),
    Case(
        "a bookmark",
        LETTER,
        (
            inline(
                "progress",
                '<w:bookmarkStart w:id="77" w:name="mine"/>',
                '<w:bookmarkEnd w:id="77"/>',
            ),
        ),
        (YEAR,),
        (TRAINING,),
        (YEARS,),
    ),
    Case(
        "a bookmark round words that change",
        A,
        (
            inline(
                "quarter",
                '<w:bookmarkStart w:id="77" w:name="mine"/>',
                '<w:bookmarkEnd w:id="77"/>',
            ),
        ),
        (MONTHLY,),
        (ONE,),
        (EVERY_MONTH,),
    ),
    Case(
        "a content control round a paragraph",
        LETTER,
        (wrapped("Good progress", CONTROL, "w:sdtContent"),),
        (YEAR,),
        (TRAINING,),
        (YEARS,),
    ),
    Case(
        "tracked changes where the workbook changed something",
        LETTER,
        (track("Good", "Notable"),),
        (YEAR,),
        conflicts=(
            (
                "Strengths!B2",
                "Training – Notable progress has been made with training for staff.",
                YEARS,
            ),
        ),
    ),
    Case(
        "tracked changes where the workbook changed nothing",
        LETTER,
        (track("Halls", "Rooms"),),
        (YEAR,),
        (TRAINING,),
        (YEARS,),
    ),
    # Annex A: rows, outcomes.
    Case(
        "an outcome",
        A,
        (reword(ONE, f"{ONE} Well done."),),
        (outcome(1, Level.MET),),
        ("Exceeding",),
        ("Met",),
    ),
    Case(
        "an outcome that the adviser changed too",
        A,
        (reword("Exceeding", "Met"),),
        (outcome(1, Level.NOT_MET),),
        conflicts=(("Annex A!D2", "Met", "Not met"),),
    ),
    Case(
        "a summary's word",
        A,
        (reword("group meets", "group of partners meets"),),
        (MONTHLY,),
        ("The partnership group of partners meets every quarter.",),
        ("The partnership group of partners meets every month.",),
    ),
    Case(
        "a summary's paragraph added",
        A,
        (reword(TWO, f"{TWO} Yes."),),
        (summary(1, f"{SUMMARIES[1]}\n{THIRD}"),),
        brings=(THIRD,),
    ),
    Case(
        "a summary's paragraph taken out",
        A,
        (reword(TWO, f"{TWO} Yes."),),
        (summary(1, TWO),),
        (ONE,),
    ),
    Case(
        "a summary's paragraph taken out that the adviser edited",
        A,
        (reword(TWO, f"{TWO} Yes."),),
        (summary(1, ONE),),
        conflicts=(("Annex A!F2", f"{TWO} Yes.", ""),),
    ),
    Case(
        "a row taken out by the adviser, another changed",
        A,
        (take_out_row("The website was renewed"),),
        (MONTHLY,),
        (ONE,),
        (EVERY_MONTH,),
    ),
    Case(
        "a row taken out by the adviser and changed",
        A,
        (take_out_row("The website was renewed"),),
        (summary(8, "The website was redone.\nA newsletter reaches parish councils."),),
        conflicts=(
            (
                "Annex A!F9",
                "",
                f"{ROW_8} Exceeding The website was redone. A newsletter reaches parish councils.",
            ),
        ),
    ),
    Case(
        "a row taken out with tracked changes on, and changed",
        A,
        (track_row_out("partnership group"),),
        (MONTHLY,),
        conflicts=(
            (
                "Annex A!F2",
                f"{ROW_1} {ONE} {TWO}",
                f"{ROW_1} {EVERY_MONTH} {TWO}",
            ),
        ),
    ),
    Case(
        "a row taken out with tracked changes on, and no longer in the workbook",
        A,
        (track_row_out("The website was renewed"),),
        (benchmarks(lambda all_of: all_of[:-1]),),
        conflicts=(("Annex A", f"{ROW_8} Exceeding {SUMMARIES[8]}".replace("\n", " "), ""),),
    ),
    Case(
        "a bookmark over two paragraphs of a row that is no longer in the workbook",
        A,
        (
            reword("The website was renewed", "Our website was renewed"),
            inline("Our website", '<w:bookmarkStart w:id="77" w:name="mine"/>'),
            add_after("A newsletter reaches", ""),
            mark_in_blank('<w:bookmarkEnd w:id="77"/>'),
        ),
        (benchmarks(lambda all_of: all_of[:-1]),),
        conflicts=(("Annex A", f"{ROW_8} Exceeding Our website was renewed. {NEWSLETTER}", ""),),
    ),
    Case(
        "rows moved by the adviser",
        A,
        (move_row_behind("partnership group", "The website was renewed"),),
        (MONTHLY,),
        (ONE,),
        (EVERY_MONTH,),
    ),
    Case(
        "a row of the adviser's own",
        A,
        (add_row_after("The website was renewed", "9", "My benchmark", "Met", "My summary."),),
        (MONTHLY,),
        (ONE,),
        (EVERY_MONTH,),
    ),
    Case(
        "a column of the adviser's own",
        A,
        (add_column,),
        (MONTHLY,),
        (ONE,),
        (EVERY_MONTH,),
    ),
    Case(
        "benchmarks in another order",
        A,
        (reword("group meets", "group of partners meets"),),
        (swap(0, 1),),
    ),
    Case(
        "a benchmark renamed",
        A,
        (reword("group meets", "group of partners meets"),),
        (renamed(1, "The Partnership"),),
        ("Multi-Agency Partnership Group-",),
        ("The Partnership",),
    ),
    Case(
        "a benchmark renamed that the adviser renamed",
        A,
        (reword("Multi-Agency", "Many-Agency"),),
        (renamed(1, "Multi-Partner Partnership Group-"),),
        conflicts=(
            ("the template", "Many-Agency Partnership Group-", "Multi-Partner Partnership Group-"),
        ),
    ),
    Case(
        "a benchmark taken out",
        A,
        (reword(TWO, f"{TWO} Yes."),),
        (benchmarks(lambda all_of: all_of[:-1]),),
        (
            "8",
            "Communications and Engagement-",
            "Exceeding",
            *SUMMARIES[8].split("\n"),
        ),
    ),
    Case(
        "a cell shaded by the adviser",
        A,
        (shade("Exceeding", "FFCC00"),),
        (outcome(1, Level.MET),),
        ("Exceeding",),
        ("Met",),
    ),
    # Headers, properties, Annex B.
    Case(
        "the security marking",
        LETTER,
        (reword("Good progress", "Notable progress"),),
        (detail(security_marking="OFFICIAL-SENSITIVE"),),
        ("OFFICIAL",) * 4,
        ("OFFICIAL-SENSITIVE",) * 4,
    ),
    Case(
        "a security marking that the adviser changed in a header",
        LETTER,
        (reword_header("OFFICIAL", "SECRET"),),
        (detail(security_marking="OFFICIAL-SENSITIVE"),),
        ("OFFICIAL",) * 3,
        ("OFFICIAL-SENSITIVE",) * 3,
        (("Letter!B16", "SECRET", "OFFICIAL-SENSITIVE"),),
    ),
    Case(
        "a link that Word keeps as a field",
        LETTER,
        (link_as_field("training"),),
        (YEAR,),
        (TRAINING,),
        (YEARS,),
    ),
    Case(
        "criteria that the adviser edited, nothing new in their file",
        B,
        (reword("oversees prevent delivery", "OVERSEES"),),
        (detail(security_marking=""),),
        ("OFFICIAL",) * 4,
    ),
    Case(
        "a criterion's wording",
        B,
        (add_after("oversees prevent delivery", "My own line."),),
        (
            benchmarks(
                lambda all_of: (
                    replace(
                        all_of[0],
                        criteria=(
                            replace(all_of[0].criteria[0], text="There is one group."),
                            *all_of[0].criteria[1:],
                        ),
                    ),
                    *all_of[1:],
                )
            ),
        ),
        ("@There is a multi-agency",),
        ("There is one group.",),
    ),
)


def difference(one: list[str], two: list[str]) -> list[str]:
    return sorted((Counter(one) - Counter(two)).elements())


def fits(said: list[str], expected: Iterable[str]) -> bool:
    """Return whether lines are as expected; "@…" stands for a line that begins so."""
    wanted = sorted(expected, key=lambda line: line.removeprefix("@"))
    return len(said) == len(wanted) and all(
        line.startswith(want[1:]) if want[:1] == "@" else line == want
        for line, want in zip(said, wanted, strict=True)
    )

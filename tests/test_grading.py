"""The grading rule: every branch, and what must hold for any answers at all."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembler.editions.load import shipped
from assembler.grading import grade
from assembler.model import Answer, Benchmark, Criterion, Evidence, Grade, Level, Unscored

SMALL = Benchmark(
    number=1,
    title="Example benchmark",
    annex_a_title="Example benchmark",
    headings={},
    criteria=(
        Criterion("B1-M1", Level.MET, "There is a plan."),
        Criterion("B1-M2", Level.MET, "The plan is read."),
        Criterion("B1-E1", Level.EXCEEDING, "The plan is loved."),
        Criterion("B1-E2", Level.EXCEEDING, "The plan is famous."),
        Criterion("B1-N1", Level.NOT_MET, "There is no plan at all."),
    ),
)
ANSWERS = {"y": Answer.YES, "n": Answer.NO, "a": Answer.NOT_APPLICABLE, "-": None}


def rows(benchmark: Benchmark, letters: str) -> Mapping[str, Evidence]:
    return {
        criterion.ref: Evidence(criterion.ref, answer=ANSWERS[letter])
        for criterion, letter in zip(benchmark.criteria, letters, strict=True)
    }


def graded(letters: str, needs: int | None = None) -> Grade:
    return grade(SMALL, rows(SMALL, letters), needs)


@pytest.mark.parametrize(
    ("letters", "needs", "level", "because"),
    [
        (
            "yyyyn",
            None,
            Level.EXCEEDING,
            "Exceeding: all 2 Met criteria and all 2 Exceeding criteria are met.",
        ),
        (
            "yaayn",
            None,
            Level.EXCEEDING,
            (
                "Exceeding: the 1 applicable Met criterion "
                "and the 1 applicable Exceeding criterion are met."
            ),
        ),
        (
            "yyyna",
            1,
            Level.EXCEEDING,
            "Exceeding: all 2 Met criteria and 1 of 2 Exceeding criteria are met; 1 needed.",
        ),
        (
            "yyynn",
            None,
            Level.MET,
            (
                "Met: all 2 Met criteria are met; 1 of 2 Exceeding criteria is not met "
                "(B1-E2: The plan is famous)."
            ),
        ),
        (
            "yynnn",
            1,
            Level.MET,
            (
                "Met: all 2 Met criteria are met; 2 of 2 Exceeding criteria are not met "
                "(B1-E1, B1-E2); Exceeding needs 1."
            ),
        ),
        (
            "yyyan",
            2,
            Level.MET,
            (
                "Met: all 2 Met criteria are met; only 1 applicable Exceeding criterion applies; "
                "Exceeding needs 2."
            ),
        ),
        (
            "yyaan",
            None,
            Level.MET,
            "Met: all 2 Met criteria are met; no Exceeding criterion applies.",
        ),
        (
            "yyyyy",
            None,
            Level.NOT_MET,
            "Not met: 1 Not met statement is true (B1-N1: There is no plan at all).",
        ),
        ("nnyyn", None, Level.NOT_MET, "Not met: none of the 2 Met criteria is met."),
        (
            "nayyn",
            None,
            Level.NOT_MET,
            "Not met: 1 of 1 applicable Met criterion is not met (B1-M1: There is a plan).",
        ),
        (
            "ynyyn",
            None,
            None,
            (
                "No proposal: 1 of 2 Met criteria is not met (B1-M2: The plan is read) "
                "and no Not met statement applies; the adviser decides."
            ),
        ),
        (
            "aayyn",
            None,
            None,
            "No proposal: no Met criterion applies; the adviser decides.",
        ),
        (
            "y-y-n",
            None,
            None,
            "No proposal: 2 of 5 criteria are not answered yet (B1-M2, B1-E2).",
        ),
    ],
)
def test_each_branch_of_the_rule_and_its_sentence(
    letters: str, needs: int | None, level: Level | None, because: str
) -> None:
    assert graded(letters, needs) == Grade(level, because)


def test_a_benchmark_that_is_not_scored_is_never_graded() -> None:
    channel = Benchmark(5, "Channel", "Channel", {}, unscored=Unscored("", "", "", ""))
    assert grade(channel, {}, None) == Grade(None, "Not scored in this process.")


BENCHMARKS = st.sampled_from(shipped()[0].scored)
LETTERS = st.lists(st.sampled_from("yna-"), min_size=17, max_size=17).map("".join)


@given(BENCHMARKS, LETTERS, st.none() | st.integers(1, 9))
def test_a_blank_answer_is_never_taken_for_a_no(
    benchmark: Benchmark, letters: str, needs: int | None
) -> None:
    letters = letters[: len(benchmark.criteria)]
    proposed = grade(benchmark, rows(benchmark, letters), needs)
    if "-" in letters:
        assert proposed.level is None
        assert "not answered yet" in proposed.because


@given(BENCHMARKS, LETTERS.map(lambda letters: letters.replace("-", "n")), st.integers(1, 9))
def test_a_better_answer_never_makes_the_grade_worse(
    benchmark: Benchmark, letters: str, needs: int
) -> None:
    letters = letters[: len(benchmark.criteria)]
    order = [Level.NOT_MET, None, Level.MET, Level.EXCEEDING]
    before = order.index(grade(benchmark, rows(benchmark, letters), needs).level)
    for place, criterion in enumerate(benchmark.criteria):
        better = "n" if criterion.level is Level.NOT_MET else "y"
        if letters[place] in "yn":
            changed = letters[:place] + better + letters[place + 1 :]
            after = order.index(grade(benchmark, rows(benchmark, changed), needs).level)
            assert after >= before


@given(BENCHMARKS, LETTERS.map(lambda letters: letters.replace("-", "a")), st.none() | st.just(2))
def test_the_rule_as_the_design_words_it(
    benchmark: Benchmark, letters: str, needs: int | None
) -> None:
    answers = dict(zip(benchmark.criteria, letters, strict=False))

    def at(level: Level) -> list[str]:
        return [a for c, a in answers.items() if c.level is level and a != "a"]

    met, exceeding, not_met = at(Level.MET), at(Level.EXCEEDING), at(Level.NOT_MET)
    if "y" in not_met or (met and "y" not in met):
        expected: Level | None = Level.NOT_MET
    elif not met or "n" in met:
        expected = None
    elif exceeding and exceeding.count("y") >= (needs or len(exceeding)):
        expected = Level.EXCEEDING
    else:
        expected = Level.MET
    letters = letters[: len(benchmark.criteria)]
    assert grade(benchmark, rows(benchmark, letters), needs).level is expected

"""Left-over marks: each on the list is found, and what only looks like one is not."""

import pytest

from assembler.leftover_marks import leftover_marks

LEFT_OVER = [
    *("TBC", "TBD", "TBA", "T.B.C", "XXX", "xxxx", "TODO", "FIXME", "INSERT", "DELETE"),
    *("XX/XX/2026", "xx/xx/xxxx", "XX.05.2025", "dd/mm/yyyy", "DD-MM-YY", "00/00/2025", "20XX"),
    *("XXth", "XX%", "%authority%", "%Council name%", "<<name>>", "<<", "«Council»", "___"),
    *("[insert]", "[name]", "[Insert date here]", "<insert council>", "<name>", "??", "....", "……"),
    *("Name of council", "name of local authority", "to be confirmed", "To be advised"),
    *("insert the date here", "Insert name here", "lorem ipsum", "Lorem ipsum"),
    *("{{ name }}", "{% if %}", "Click or tap here to enter text", "Choose an item."),
]
QUIET = [
    "As the report says [sic], all is well.",
    "It said “[t]he panel” met, citing [2024] and […] in full.",
    "The name of the council’s plan; the names of councils.",
    "The date is to be confirmed by cabinet in May.",
    "Attendance rose from 50% to 60% of staff.",
    "About 5%of them and 6% more.",
    "The XXth letter of the alphabet is T in the XX Corps.".replace("XXth", "20th"),
    "Insert the disc; a todo list; tbc is not written so.",
    "See https://example.org/a?b=1 and the WEBTBCA board…",
    "Yes? No. Well... and so on",
    "R&D <3 people, x < y and y > z",
    "The 2000s and 2025.",
]


@pytest.mark.parametrize("mark", LEFT_OVER)
def test_a_left_over_mark_is_found(mark: str) -> None:
    assert [found[0] for found in leftover_marks(f"We met on {mark} to talk.")][:1] != []


@pytest.mark.parametrize("text", QUIET)
def test_what_only_looks_like_one_is_not(text: str) -> None:
    assert [found[0] for found in leftover_marks(text)] == []

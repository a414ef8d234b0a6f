"""Facts inside a sentence may not change in Word; its other words may."""

import pytest

from assembler.review.sentence_facts import changed_facts

S = "The board met four times and 92% of staff were trained by 21 May 2025."

CHANGED = [
    (S, S.replace("92%", "29%"), "percentage"),
    (S, S.replace("92%", "29 per cent"), "percentage"),
    (S, S.replace("four", "five"), "figure"),
    (S, S.replace("four", "3"), "figure"),
    (S, S.replace("21 May", "12 May"), "date"),
    (S, S.replace("2025", "2024"), "date"),
    (S, S.replace("21 May 2025", "21/06/2025"), "date"),
    (S, S.replace(" by 21 May 2025", ""), "date"),
    (S, "Training reached 29% of staff; the board met four times by 21 May 2025.", "percentage"),
    ("It was shared in March.", "It was shared in April.", "month"),
    ("The lead, Sam Sample, chairs it.", "The lead, Kim Case, chairs it.", "name"),
    ("It meets with Samplebury Council.", "It meets with Exampleton Council.", "name"),
    ("Write to team@example.org.", "Write to teams@example.org.", "address"),
    ("They moved to ZZ1 1AA.", "They moved to ZZ1 1AB.", "postcode"),
    ("This benchmark is Met.", "This benchmark is Not met.", "outcome"),
    ("The council exceeds it; all is Met.", "The council falls short; all is Not met.", "outcome"),
    ("The council should adopt the plan.", "The council should not adopt the plan.", "negation"),
    ("The chair is not a member of it.", "The chair is a member of it.", "negation"),
    ("The plan covers 2024/25.", "The plan covers 2023/24.", "figure"),
    ("A budget of £1,200 was set.", "A budget of £1,300 was set.", "figure"),
    ("The board meets quarterly.", "The board meets monthly.", "frequency"),
    ("It is reviewed twice a year.", "It is reviewed once a year.", "frequency"),
    ("It met in autumn 2024.", "It met in spring 2024.", "season"),
    ("All schools know the pathway.", "Few schools know the pathway.", "opposite"),
    ("It was agreed before the board met.", "It was agreed after the board met.", "opposite"),
    ("Take-up rose to a high share.", "Take-up fell to a high share.", "opposite"),
    ("The owners of it are clear to all.", "The owners of it are unclear to all.", "opposite"),
    ("The council agreed the plan.", "The council failed to agree the plan.", "negation"),
]


@pytest.mark.parametrize(("was", "now", "kind"), CHANGED)
def test_a_changed_fact_is_found(was: str, now: str, kind: str) -> None:
    assert kind in {change.kind for change in changed_facts(was, now)}


REWORDED = [
    (S, S),
    (S, S.replace("The board met", "The partnership board has met")),
    (S, S.replace("92%", "92 per cent")),
    (S, S.replace("four", "4")),
    (S, S.replace("21 May 2025", "21/05/2025")),
    (S, f"{S} Thank you for a warm welcome."),
    (S, f"Well done. {S}"),
    (f"{S} In all, 7 papers were read.", S),
    (S, "By 21 May 2025 the board had met four times, and 92% of staff had been trained."),
    ("It was agreed.", "It was agreed in full by all partners."),
    ("One of the best plans.", "It is among the best plans."),
    ("There is no gap in the plan.", "The plan is complete."),
    ("This may help the council.", "This might help the council."),
    ("The plan is sound.", "We think that the plan is sound."),
    ("A budget of £1,200 was set.", "A budget of £1200 was set aside."),
    ("We saw that the MAPGs plan is new.", "We saw that the MAPG’s plan is new."),
    ("As the Prevent Partnership knows.", "As the Prevent partnership knows."),
    ("It was the 2nd plan.", "It was the plan (the 2nd)."),
    ("The board meets quarterly.", "The board meets every quarter."),
    ("It is reviewed once a year.", "It is reviewed annually."),
    ("All schools know the pathway.", "Every school knows the pathway."),
    ("It was agreed before the meeting.", "It was agreed, before the meeting, by all."),
    ("It is up to date.", "It is quite up to date."),
]


@pytest.mark.parametrize(("was", "now"), REWORDED)
def test_a_rewording_is_not_a_changed_fact(was: str, now: str) -> None:
    assert changed_facts(was, now) == ()


@pytest.mark.parametrize("piece", ["a.", "a-", "a", "a@", "www.", "is not "])
def test_a_very_long_text_is_compared_too(piece: str) -> None:
    text = piece * (30_000 // len(piece))
    assert changed_facts(text, f"{text} Met.") == ()

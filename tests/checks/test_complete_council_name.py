"""A council's name is completed where that is certain, and asked for where it is not."""

import pytest

from assembler.checks.complete_council_name import complete


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("essex", "Essex County Council"),
        ("West  Sussex", "West Sussex County Council"),
        ("northumberland county council", "Northumberland County Council"),
        ("royal borough of kingston upon thames", "Royal Borough of Kingston upon Thames"),
        ("Exampleshire County Council", "Exampleshire County Council"),
        ("Exampleshire", "Exampleshire"),
        ("Caer Esiampl County Borough Council", "Caer Esiampl County Borough Council"),
    ],
)
def test_a_certain_name_is_completed(typed: str, name: str) -> None:
    assert complete(typed) == (name, ())


@pytest.mark.parametrize("typed", ["northumberland", "Hackney", "Leeds", "cardiff", "BCP"])
def test_an_uncertain_one_is_asked_for(typed: str) -> None:
    name, suggestions = complete(typed)
    assert name == ""
    assert suggestions

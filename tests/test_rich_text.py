"""Addresses in a text become links, and no word of it is lost, however long it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembler.rich_text import Paragraph, Span, linked


@given(st.text(st.sampled_from("a.@-/:w'( ,hté"), max_size=80))
def test_making_links_changes_no_word(text: str) -> None:
    paragraph = Paragraph((Span(text),)) if text else Paragraph()
    assert str(linked(paragraph)) == text


@pytest.mark.parametrize("piece", ["a", "a.", "a-", "www.", "a@", "http", "%+'"])
def test_a_very_long_text_without_addresses_is_read_too(piece: str) -> None:
    text = piece * 50_000
    assert str(linked(Paragraph((Span(text),)))) == text


def test_addresses_become_links_and_their_full_stop_does_not() -> None:
    paragraph = linked(
        Paragraph((Span("See www.gov.uk/prevent. Write to a@example.org, please."),))
    )
    assert [(span.text, span.link) for span in paragraph.spans if span.link] == [
        ("www.gov.uk/prevent", "https://www.gov.uk/prevent"),
        ("a@example.org", "mailto:a@example.org"),
    ]

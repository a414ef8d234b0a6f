"""Addresses in a text become links, and no word of it is lost, however long it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembler.rich_text import Paragraph, Span, clean, from_spans, from_text, linked


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


BULLETS = [
    *("- item", "• item", "•item", "-\titem", "– item", "· item", "▪ item", "● item", "◦ item"),
    *("‣ item", "o\titem", "\uf0b7\titem", "\uf0a7 item", "\uf0d8item", "  • item", "➢ item"),
    *("·        item", "\uf0b7\u00a0\u00a0item", "■ item", "\uf0fc\titem"),
]
NOT_BULLETS = [
    *("-5 degrees", "–", "o clock", "o item", "on item", "·5 per cent", "* as at March", "1. item"),
    *("-item", "item • item", "—item", "○ item", "a\titem", "O\titem"),
]


@pytest.mark.parametrize("text", BULLETS)
def test_a_typed_or_pasted_bullet_makes_a_list_item(text: str) -> None:
    assert from_text(text) == (Paragraph((Span("item"),), item=True),)


@pytest.mark.parametrize("text", NOT_BULLETS)
def test_what_only_looks_like_a_bullet_stays(text: str) -> None:
    assert from_text(text) == (Paragraph((Span(text),)),)


def test_a_bullet_in_a_span_of_its_own_is_taken_off() -> None:
    spans = [
        Span("\uf0b7", bold=True),
        Span("\t"),
        Span("the item"),
        Span("\n•"),
        Span(" x", bold=True),
    ]
    assert from_spans(spans) == (
        Paragraph((Span("the item"),), item=True),
        Paragraph((Span("x", bold=True),), item=True),
    )


@pytest.mark.parametrize(
    "unseen",
    [
        *("\u202e", "\u200c", "\u2060", "\u00ad", "\u200b", "\ufeff", "\u200e", "\u2066", "\u061c"),
        *("\u034f", "\u115f", "\u3164", "\uffa0", "\u180e", "\U000e0041", "\u200d", "_x202E_"),
    ],
)
def test_characters_that_nobody_sees_are_taken_out(unseen: str) -> None:
    assert clean(f"Ke{unseen}nt “x”") == "Kent “x”"


@pytest.mark.parametrize(
    "text", ["Zoë – “x”…", "👩\u200d💻 and ❤️", "naïve e\u0301", "\u00a0", "£½²"]
)
def test_characters_that_are_seen_stay(text: str) -> None:
    assert clean(text) == text

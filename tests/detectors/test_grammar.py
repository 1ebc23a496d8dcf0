"""Labels and the values that they name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.grammar import Family, Lexicon, Reader, Shape, telling_words

PIN = Family(entity_type="PIN", labels=("pin", "pin number"), shape=Shape(digits=(3, 12)))
CARD = Family(entity_type="CARD", labels=("card", "card number"), shape=Shape(digits=(4, 19)))
ORDER = Family(entity_type="ORDER", heads=("order", "claim"), shape=Shape(digits=(1, 30)))
LAST = Family(entity_type="LAST", labels=("last four", "last 4"), vague=True)
FLIGHT = Family(entity_type="", labels=("flight", "balance"))
LEXICON = Lexicon((PIN, CARD, ORDER, LAST, FLIGHT))


def _named(text: str) -> list[tuple[str, str | None]]:
    reading = Reader(text, (0, len(text)), lexicon=LEXICON).read()
    return [
        (text[each.value.start : each.value.end], each.family.entity_type if each.family else None)
        for each in reading.values
    ]


def _open(text: str) -> list[str]:
    reading = Reader(text, (0, len(text)), lexicon=LEXICON).read()
    return [each.entity_type for each in reading.open]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my pin is 1234", [("1234", "PIN")]),
        ("pin: 1234.", [("1234", "PIN")]),
        ("pin number would be 1234", [("1234", "PIN")]),
        ("order no. 8812", [("8812", "ORDER")]),
        ("order #123-4567890", [("123-4567890", "ORDER")]),
        ("card no 4036 pin 9802", [("4036", "CARD"), ("9802", "PIN")]),
        ("4036 is my pin", [("4036", "PIN")]),
        ("4036 as my pin and 99 as the order number", [("4036", "PIN"), ("99", "ORDER")]),
        ("4036 pin", [("4036", "PIN")]),
        ("4036 pin 9802", [("4036", None), ("9802", "PIN")]),
        ("my card ends in 4036", [("4036", "CARD")]),
        ("the last 4 of my card is 4036", [("4036", "CARD")]),
        ("card last four 4036", [("4036", "CARD")]),
        ("the last 4 are 4036", [("4036", "LAST")]),
        ("the pin for my card is 1234", [("1234", "PIN")]),
        ("the pin of my acme card is 1234", [("1234", "PIN")]),
        ("my pin is 1234 and 5678", [("1234", "PIN"), ("5678", "PIN")]),
        ("my pin. Call 1234", [("1234", None)]),
        ("my pin vanished yesterday 1234", [("1234", None)]),
        ("the pin of flight 1234", [("1234", "")]),
        ("claim from 12345", [("12345", None)]),
        ("order it at 12345", [("12345", None)]),
        ("order number REF-12", [("REF-12", "ORDER")]),
    ],
)
def test_each_value_has_its_nearest_label(
    text: str, expected: list[tuple[str, str | None]]
) -> None:
    assert _named(text) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is your pin?", ["PIN"]),
        ("the last four of your card and your pin?", ["CARD", "PIN"]),
        ("your card or order number?", ["CARD", "ORDER"]),
        ("Your pin 1234 is blocked. And the card?", ["CARD"]),
        ("Is the order late?", []),
        ("What are the last four?", ["LAST"]),
        ("Hello", []),
    ],
)
def test_what_a_question_asks_for(question: str, expected: list[str]) -> None:
    assert _open(question) == expected


def test_strong_labels_and_mere_heads() -> None:
    def strength(text: str) -> bool:
        return Reader(text, (0, len(text)), lexicon=LEXICON).read().values[0].strong

    assert strength("order number 12345")
    assert strength("order: 12345")
    assert not strength("order 12345")


def test_the_lexicon_knows_what_it_reports() -> None:
    assert LEXICON.entity_types == ("PIN", "CARD", "ORDER", "LAST")
    assert "flight" in LEXICON.firsts


def test_a_telling_word_stands_in_every_label() -> None:
    assert telling_words((PIN, LAST, ORDER)) == {"pin", "last", "order", "claim"}
    code = Family(entity_type="CODE", labels=("the code", "n\u00ba de c\u00f3digo postal"))
    assert telling_words((code,)) == {"code", "postal"}


_PIECES = "pin card order is 4036 and of . last 4 no a x1 - flight 12".split()  # noqa: SIM905


@given(st.lists(st.sampled_from(_PIECES), max_size=40))
def test_any_order_of_words_is_read_once(words: list[str]) -> None:
    text = " ".join(words)
    reading = Reader(text, (0, len(text)), lexicon=LEXICON).read()
    assert reading.words >= len(words)
    ends = [each.value.end for each in reading.values]
    assert ends == sorted(set(ends))

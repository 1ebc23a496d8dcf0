"""What of a labelled value was received is told from the two texts alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.coverage import (
    Reach,
    Tally,
    clear_places,
    message_text,
    reach,
    stands_in,
    worse,
    worst,
)
from benchmarks.dialogues import Labelled

TEXT = "Card 4111 1111 1111 1111, mail jane@example.com."
CARD = Labelled(start=5, end=24, label="CREDIT_CARD", subtype="")
MAIL = Labelled(start=31, end=47, label="EMAIL_ADDRESS", subtype="")


@pytest.mark.parametrize(
    ("received", "card", "mail"),
    [
        (TEXT, Reach.WHOLE, Reach.WHOLE),
        ("Card [CREDIT_CARD_7KQ2M0XA], mail jane@example.com.", Reach.NOTHING, Reach.WHOLE),
        (
            "Card [CREDIT_CARD_7KQ2M0XA.4F], mail [EMAIL_ADDRESS_00000000].",
            Reach.NOTHING,
            Reach.NOTHING,
        ),
        ("Card [CREDIT_CARD_7KQ2M0XA] 1111, mail jane@example.com.", Reach.PART, Reach.WHOLE),
        ("Card ************1111, mail [EMAIL_ADDRESS].", Reach.PART, Reach.NOTHING),
        ("[PERSON_7KQ2M0XA]", Reach.NOTHING, Reach.NOTHING),
        ("another text", Reach.NOTHING, Reach.NOTHING),
        ("another text with jane@example.com in it", Reach.NOTHING, Reach.WHOLE),
    ],
)
def test_reach_by_letters_and_digits(received: str, card: Reach, mail: Reach) -> None:
    assert reach(TEXT, received, CARD) is card
    assert reach(TEXT, received, MAIL) is mail


@given(st.text(alphabet="ab 1.\n(*", min_size=1, max_size=30), st.data())
def test_a_replaced_stretch_is_never_called_clear(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    text = text.replace("*", "x")
    marked = text[:start] + "\u4e00" * (end - start) + text[end:]
    clear = clear_places(marked, text[:start] + "[PERSON_7KQ2M0XA]" + text[end:])
    assert clear == [not start <= place < end for place in range(len(text))]


def test_the_worst_of_several_requests_counts() -> None:
    hidden = "Card [CREDIT_CARD_7KQ2M0XA], mail jane@example.com."
    assert worst(TEXT, [hidden, TEXT], CARD) is Reach.WHOLE
    assert worst(TEXT, [], CARD) is Reach.NOTHING
    assert worse(Reach.PART, Reach.NOTHING) is Reach.PART


def test_values_stand_as_whole_tokens_only() -> None:
    assert stands_in("a+b@x.org", "to a+b@x.org, now")
    assert not stands_in("malathi", "malathis")


def test_shares_and_contents() -> None:
    tally = Tally()
    assert tally.covered == 1.0
    tally.counts.update([Reach.NOTHING, Reach.NOTHING, Reach.PART, Reach.WHOLE])
    assert (tally.total, tally.covered) == (4, 0.5)
    assert message_text([{"type": "text", "text": "a"}, {"type": "x"}, "?"]) == "a"
    assert message_text(None) == ""

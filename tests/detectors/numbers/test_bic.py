"""Business identifier codes among words that look like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.numbers.bic import is_bic

from .conftest import Find


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the BIC is DEUTDEFF500", "DEUTDEFF500"),
        ("swift code: ABNABE2A", "ABNABE2A"),
        ("my swift is deutdeff", "deutdeff"),
        ("SWIFT/BIC NEDSZAJJ please", "NEDSZAJJ"),
        ("the bank is DEUTDEFF in Frankfurt", "DEUTDEFF"),
        ("send it to DEUTDEFFXXX today", "DEUTDEFFXXX"),
        ("BIC: ABNA BE 2A", "ABNA BE 2A"),
        ("SBICKEN1345 is our swift code", "SBICKEN1345"),
    ],
)
def test_a_code_is_found_whole(text: str, value: str, find: Find) -> None:
    assert ("SWIFT_CODE", value) in find(text)


def test_an_answer(find: Find) -> None:
    question = "What is the swift code of your bank?"
    assert find("deutdeff", question) == [("SWIFT_CODE", "deutdeff")]
    assert find("Charisse", question) == []
    assert find("yes of course", question) == []


@pytest.mark.parametrize(
    "text",
    [
        "THANKING you",
        "my bank account in business",
        "a swift response to the business transfer",
        "I AM THANKING THE BANK FOR BUSINESS",
        "the bank is in Business",
        "order DEUTDEFF",
        "ELNUFR and DTXXXX",
        "swift DEUTXQFF",
    ],
)
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "SWIFT_CODE"] == []


@given(st.text(max_size=15))
def test_junk_is_none_of_another_length(junk: str) -> None:
    assert not is_bic(junk) or sum(map(str.isalnum, junk)) in (8, 11)

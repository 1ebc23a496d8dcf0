"""A mask hides every letter and digit, however it is written, but for the last few."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.canonical import canonical_view
from detectors.operators.mask import mask

KEPT = {"CREDIT_CARD": 4, "IBAN_CODE": 4, "PHONE_NUMBER": 2}


def readable(text: str) -> str:
    """The letters and digits that a reader, or a model, still sees."""
    return "".join(filter(str.isalnum, canonical_view(text).text))


@pytest.mark.parametrize(
    ("entity_type", "text", "masked"),
    [
        ("CREDIT_CARD", "4111 1111 1111 1111", "**** **** **** 1111"),
        ("CREDIT_CARD", "4111-1111-1111-1111", "****-****-****-1111"),
        ("CREDIT_CARD", "411111111", "*****1111"),
        ("CREDIT_CARD", "41111111", "********"),
        ("IBAN_CODE", "DE89 3704 0044 0532 0130 00", "**** **** **** **** **30 00"),
        ("PHONE_NUMBER", "+1 212 555 0100", "+* *** *** **00"),
        ("PHONE_NUMBER", "5550", "****"),
        ("US_SSN", "078-05-1120", "***-**-****"),
        ("CARD_CVV", "123", "***"),
        ("EMAIL_ADDRESS", "jane@example.com", "****@*******.***"),
        ("PERSON", "Malathi Rao", "******* ***"),
        ("PERSON", "Jane_Doe", "****_***"),
        ("PERSON", "", ""),
        ("PERSON", "- -", "- -"),
    ],
)
def test_mask(entity_type: str, text: str, masked: str) -> None:
    assert mask(entity_type, text) == masked


@pytest.mark.parametrize(
    ("entity_type", "text"),
    [
        ("EMAIL_ADDRESS", "ⓙⓐⓝⓔ@example.com"),  # the engine finds it as jane@example.com
        ("EMAIL_ADDRESS", "🄹🄰🄽🄴@example.com"),
        ("PERSON", "मालती"),  # vowel signs are part of the name
        ("PERSON", "Jose\u0301"),
    ],
)
def test_letters_that_are_none_to_python_are_hidden(entity_type: str, text: str) -> None:
    masked = mask(entity_type, text)
    assert readable(masked) == ""
    assert set(masked) <= {"*", "@", "."}


def test_a_character_of_two_digits_counts_as_two() -> None:
    # The engine reads these sixteen digits as a card; four of them may stay.
    masked = mask("CREDIT_CARD", "4111 ⑪⑪ 1111 ⑪⑪")
    assert len(readable(masked)) <= 4


@given(
    st.sampled_from(["CREDIT_CARD", "IBAN_CODE", "PHONE_NUMBER", "PERSON", "OTHER_ID"]),
    st.text(
        st.characters(exclude_categories=["Cs"]) | st.sampled_from("0123456789 -"), max_size=30
    ),
)
def test_no_more_than_the_last_few_stay_readable(entity_type: str, text: str) -> None:
    seen = readable(text)
    left = readable(mask(entity_type, text))
    keep = KEPT.get(entity_type, 0)
    assert left == "" or (len(left) <= keep and seen.endswith(left) and len(seen) > 2 * keep)


@given(st.sampled_from(sorted(KEPT)), st.text("0123456789abcXYZ -./", max_size=40))
def test_the_layout_is_kept_and_a_mask_changes_nothing_twice(entity_type: str, text: str) -> None:
    masked = mask(entity_type, text)
    assert len(masked) == len(text)
    assert [c for c in masked if c in " -./"] == [c for c in text if c in " -./"]
    assert mask(entity_type, masked) == masked or len(readable(masked)) <= KEPT[entity_type]

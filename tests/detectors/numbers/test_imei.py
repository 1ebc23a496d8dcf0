"""Numbers of mobile phones and of the cards in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.numbers.imei import is_imei

from .conftest import Find


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("my imei is 490154203237518", "490154203237518"),
        ("490154203237518 is the IMEI", "490154203237518"),
        ("it is 35-209900-176148-1 ok", "35-209900-176148-1"),
        ("IMEI: 353456789012345", "353456789012345"),
        ("imei 49-015420-323751", "49-015420-323751"),
        ("IMEISV 4901542032375185", "4901542032375185"),
        ("the MEID is AF 01 23 45 0A BC DE C", "AF 01 23 45 0A BC DE C"),
        ("meid AF0123450ABCDE", "AF0123450ABCDE"),
        ("MEID: 29360 87365 0070 3710", "29360 87365 0070 3710"),
        ("imsi 310150123456789", "310150123456789"),
        ("ICCID 89148000005339755555", "89148000005339755555"),
        ("the sim says 8914800000533975555", "8914800000533975555"),
        ("imei 49 015420 323751 8", "49 015420 323751 8"),
    ],
)
def test_a_number_is_found_whole(text: str, value: str, find: Find) -> None:
    assert ("DEVICE_ID", value) in find(text)


def test_an_answer(find: Find) -> None:
    assert ("DEVICE_ID", "353456789012345") in find("353456789012345", "And the IMEI?")


@pytest.mark.parametrize(
    "text",
    ["order 490154203237518", "imei 4901542032", "order 49-015420-323751", "AF 01 23 45 0A BC DE"],
)
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "DEVICE_ID"] == []


@given(st.text(max_size=20))
def test_junk_is_none(junk: str) -> None:
    assert not is_imei(junk) or len(junk) == 15


@given(st.integers(0, 14), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(place: int, step: int) -> None:
    number = "490154203237518"
    wrong = str((int(number[place]) + step) % 10)
    assert not is_imei(number[:place] + wrong + number[place + 1 :])

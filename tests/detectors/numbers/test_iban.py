"""IBANs of every registered country, in every spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.numbers.iban import is_iban

from .conftest import Find

IBANS = [
    "DE89370400440532013000", "GB29NWBK60161331926819", "FR1420041010050500013M02606",
    "NO9386011117947", "MT84MALT011000012345MTLCAST001S", "NL91ABNA0417164300",
    "BE68539007547034", "CH9300762011623852957", "SN08SN0100152000048500003035",
]  # fmt: skip


@pytest.mark.parametrize("number", IBANS)
@pytest.mark.parametrize("form", ["plain", "lower", "fours", "dashes", "singles", "dots"])
def test_every_spelling(number: str, form: str, find: Find) -> None:
    fours = [number[n : n + 4] for n in range(0, len(number), 4)]
    spelt = {
        "plain": number,
        "lower": number.lower(),
        "fours": " ".join(fours),
        "dashes": "-".join(fours),
        "singles": " ".join(number),
        "dots": ".".join(number),
    }[form]
    assert find(f"pay to {spelt} today") == [("IBAN_CODE", spelt)]
    assert find(f"IBAN:{spelt}") == [("IBAN_CODE", spelt)]


@pytest.mark.parametrize(
    "text",
    [
        "DE88370400440532013000",
        "DE8937040044053201300",
        "XX89370400440532013000",
        "in 2020 we are 12 people at 10 tables",
        "DE893704004405320130001",
    ],
)
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "IBAN_CODE"] == []


@given(st.text(max_size=40))
def test_junk_is_no_iban(junk: str) -> None:
    assert not is_iban(junk) or junk.upper()[:2].isalpha()


@given(st.sampled_from(IBANS), st.integers(4, 13), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number: str, place: int, step: int) -> None:
    if number[place].isdigit():
        wrong = str((int(number[place]) + step) % 10)
        assert not is_iban(number[:place] + wrong + number[place + 1 :])

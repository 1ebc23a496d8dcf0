from __future__ import annotations

import re

import pytest

from detectors.numbers import postcode_layouts as layouts


@pytest.mark.parametrize(
    "value",
    ["M1 1AA", "M60 1NW", "CR2 6XH", "DN55 1PT", "W1A 1HQ", "EC1A 1BB", "GIR 0AA", "SW1A1AA"],
)
def test_british_postcodes(value: str) -> None:
    assert re.fullmatch(layouts.UK, value)


@pytest.mark.parametrize("value", ["VA1 1AA", "M1 1AI", "1A1 1AA", "M1 1AC", "QQ1 1AA"])
def test_british_near_misses(value: str) -> None:
    assert not re.fullmatch(layouts.UK, value)


@pytest.mark.parametrize(
    ("layout", "value", "near"),
    [
        (layouts.CANADA, "K1A 0B1", "D1A 0B1"),
        (layouts.IRELAND, "D02 X285", "B02 X285"),
        (layouts.IRELAND, "D6W AX12", "D6A AX12"),
        (layouts.NETHERLANDS, "1012 AB", "1012 SS"),
        (layouts.POLAND, "31-146", "31-14"),
        (layouts.BRAZIL, "01310-100", "01310-10"),
        (layouts.PORTUGAL, "1000-205", "0000-205"),
        (layouts.JAPAN, "〒100-0001", "100-0001"),
        (layouts.ZIP_PLUS_4, "62704-1234", "62704-123"),
    ],
)
def test_layouts(layout: str, value: str, near: str) -> None:
    assert re.fullmatch(layout, value)
    assert not re.fullmatch(layout, near)


def test_within_an_address_a_postcode_is_read_whole() -> None:
    match = layouts.DISTINCT.match("SW1A 1AA London")
    assert match is not None
    assert match.group() == "SW1A 1AA"
    assert layouts.DISTINCT.match("SW1A 1AAX") is None

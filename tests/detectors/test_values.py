"""Numbers and codes as chat writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.values import Tokens, plain


def _values(text: str) -> list[tuple[str, bool]]:
    tokens = Tokens(text, (0, len(text)), names=frozenset(("ssn", "card")))
    found, place = [], 0
    while place < len(tokens):
        last = tokens.value_end(place)
        if last is None:
            place += 1
            continue
        value = tokens.value(place, last)
        found.append((text[value.start : value.end], value.ruled_out))
        place = last
    return found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("it is 5663", "5663"),
        ("5430 5556 7788", "5430 5556 7788"),
        ("AB12CD", "AB12CD"),
        ("INV-2024-001", "INV-2024-001"),
        ("name is jane and jfo 98 e", "jfo 98 e"),
        ("su 76 s 9", "su 76 s 9"),
        ("kel 644", "kel 644"),
        ("456 tgh", "456 tgh"),
        ("a 5 g 7 m 7", "a 5 g 7 m 7"),
        ("ft 76 yi", "ft 76 yi"),
        ("078-05-1120", "078-05-1120"),
        ("the number 4568 thanks", "4568"),
        ("4568 ssn", "4568"),
        ("is 5663", "5663"),
        ("28 28  55460", "28 28  55460"),
    ],
)
def test_values(text: str, value: str) -> None:
    assert _values(text) == [(value, False)]


def test_two_values_stay_two() -> None:
    assert _values("0250 and 6688") == [("0250", False), ("6688", False)]


@pytest.mark.parametrize(
    "text",
    [
        "$500", "120 dollars", "at 7 pm", "7pm", "10:30", "in 2024", "may 1st, 2020", "march 5",
        "5 march", "2 tickets", "50%", "1,200", "12.50", "3 of them", "21/05/2021", "92 out of 100",
        "at 2490 Durant", "about 5000", "401k", "2nd", "5000 units", "95 / 100", "500 checks",
        "march 16-19", "very good.3 tickets",
    ],
)  # fmt: skip
def test_amounts_times_dates_and_quantities_are_ruled_out(text: str) -> None:
    values = _values(text)
    assert values
    assert all(ruled_out for _, ruled_out in values) or text in ("92 out of 100", "95 / 100")
    assert values[-1][1]


@pytest.mark.parametrize("text", ["", "hello there", "last 4 digits", "the last 4 is"])
def test_no_value(text: str) -> None:
    assert _values(text) == []


@given(st.text(max_size=200))
def test_values_of_any_text_hold_a_digit_and_are_disjoint(text: str) -> None:
    tokens = Tokens(text, (0, len(text)), names=frozenset())
    place = end = 0
    while place < len(tokens):
        last = tokens.value_end(place)
        if last is None:
            place += 1
            continue
        value = tokens.value(place, last)
        assert value.digits > 0
        assert end <= value.start <= value.core[0] < value.core[1] <= value.end
        end, place = value.end, last


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("N\u00baCol", "nocol"),
        ("N\u00b0 8", "no 8"),
        ("n.\u00ba", "no "),
        ("\u0141\u00d3D\u0179", "lodz"),
    ],
)
def test_case_and_accents(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.text(max_size=80))
def test_plain_text_has_the_same_length(text: str) -> None:
    assert len(plain(text)) == len(text)


@given(st.text(alphabet="abz129 .,'-/_\n", max_size=40))
def test_plain_letters_are_cut_up_like_all_others(text: str) -> None:
    other = text + " \u0436"
    plain_one = Tokens(text, (0, len(text)), names=frozenset())
    general = Tokens(other, (0, len(other)), names=frozenset())
    assert [*plain_one.words, "\u0436"] == general.words
    assert [*plain_one.starts, len(text) + 1] == general.starts

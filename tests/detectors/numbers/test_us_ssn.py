"""US social security numbers."""

from __future__ import annotations

import pytest

from detectors.numbers.us_ssn import is_issuable

from .conftest import Find


@pytest.mark.parametrize("number", ["078-05-1120", "123-45-6789", "078 05 1120", "078.05.1120",
                                    "078 - 05 - 1120", "666-12-3456", "000-12-3456"])  # fmt: skip
@pytest.mark.parametrize("frame", ["{}", "my ssn is {}.", "({}),", "社保号{}"])
def test_the_layout_speaks_for_itself(number: str, frame: str, find: Find) -> None:
    assert find(frame.format(number)) == [("US_SSN", number)]


@pytest.mark.parametrize(
    "text", ["my ssn is 078051120", "078051120 is my SSN", "social security: 078051120",
             "ssn078051120", "SSN078051120."]
)  # fmt: skip
def test_bare_digits_need_words(text: str, find: Find) -> None:
    assert find(text) == [("US_SSN", "078051120")]


@pytest.mark.parametrize("frame", ["ssn{}x", "my_ssn{}abc", "a{}", "{}and"])
def test_letters_that_touch_the_layout(frame: str, find: Find) -> None:
    assert find(frame.format("078-05-1120")) == [("US_SSN", "078-05-1120")]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("ssn 1958 credit card 5273", "1958"),
        ("last 4 of my social is 1120", "1120"),
        ("my ssn no is 6008", "6008"),
    ],
)
def test_parts_that_words_name(text: str, part: str, find: Find) -> None:
    assert ("US_SSN", part) in find(text)


@pytest.mark.parametrize(
    "text",
    [
        "078051120", "order 078051120", "078-05-11201", "1078-05-1120", "078-05-1120-1",
        "massn 078051120x", "classn 078051120", "in 2024 it was social", "078-05-112",
    ],
)  # fmt: skip
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "US_SSN"] == []


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("078051120", True), ("000051120", False), ("900051120", False), ("078001120", False),
        ("078050000", False), ("", False),
    ],
)  # fmt: skip
def test_issuable(number: str, expected: bool) -> None:
    assert is_issuable(number) is expected


@pytest.mark.parametrize(
    "text",
    ["order number 123456789", "in 2024", "120 dollars", "at 7 pm", "room 2371", "2 tickets",
     "10:30 works", "account number 542168940"],
)  # fmt: skip
def test_what_answers_no_question_for_it(text: str, find: Find) -> None:
    assert "US_SSN" not in [kind for kind, _ in find(text, "What is your SSN?")]
    assert "CARD_CVV" not in [kind for kind, _ in find(text, "And the CVV?")]


def test_the_nearest_label_wins(find: Find) -> None:
    assert find("account number is 762482284 and ssn is 8223")[-1] == ("US_SSN", "8223")
    assert ("US_SSN", "762482284") not in find("account number is 762482284 and ssn is 8223")

"""The words around telephone numbers."""

from __future__ import annotations

import pytest

from detectors.numbers.phone_words import alone, labelled_otherwise, named, named_otherwise
from detectors.types import Input


def _seen(text: str, before: str = "") -> Input:
    return Input(text=text, before=before, language="en", check=lambda: None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my cell is ", True), ("please call ", True), ("handynummer: ", True),
        ("my order ", False),
        ("call me about order no ", False), ("cellar ", False), ("numero ", False),
        ("phone on my ticket # ", False), ("", False),
    ],
)  # fmt: skip
def test_words_before(text: str, expected: bool) -> None:
    seen = _seen(f"{text}5512345678")
    assert named(seen, (len(text), len(text) + 10)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("order number ", True), ("invoice no. is ", True), ("ref: ", True),
        ("policy id code = ", True),
        ("border ", False), ("ordered by ", False), ("phone number ", False), ("", False),
    ],
)  # fmt: skip
def test_other_kinds_of_numbers(text: str, expected: bool) -> None:
    assert named_otherwise(text, len(text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("NASS: ", True), ("N.Col: ", True), ("Home: ", False), ("he said ", False), ("", False)],
)
def test_labels(text: str, expected: bool) -> None:
    assert labelled_otherwise(text, len(text)) is expected


@pytest.mark.parametrize(
    ("text", "before", "expected"),
    [
        ("5512345678", "", True), ("yes, it's 5512345678", "", True),
        ("5512345678", "Order number?", False), ("5512345678", "How can I help?", True),
        ("it weighs 5512345678", "", False), ("5512345678 units", "", False),
        ("5512345678 " + "x" * 90, "", False),
    ],
)  # fmt: skip
def test_alone(text: str, before: str, expected: bool) -> None:
    start = text.index("5")
    assert alone(_seen(text, before), (start, start + 10)) is expected

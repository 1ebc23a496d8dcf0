"""Numbers that stop short at the end of a text."""

from __future__ import annotations

import pytest

from detectors.engine import Engine
from detectors.numbers.incomplete import SCORE, IncompleteDetector
from detectors.registry import SHIPPED

ENGINE = Engine([IncompleteDetector()], clock=lambda: 0.0, scan_cache=None)
WHOLE = Engine(
    [SHIPPED[name].detector for name in ("payment_card", "iban", "us_ssn", "incomplete")],
    clock=lambda: 0.0,
    scan_cache=None,
)


@pytest.mark.parametrize(
    ("text", "before", "value"),
    [
        ("my card is 4111 1111", "", "4111 1111"),
        ("it is visa 4111-1111-1111 ...", "", "4111-1111-1111"),
        ("4111 1111", "", "4111 1111"),
        ("my iban is DE89 3704", "", "DE89 3704"),
        ("4111 11", "What is your card number?", "4111 11"),
        ("my ssn begins with 078 05,", "", "078 05"),
        ("Meine Kreditkarte: 4111.1111", "", "4111.1111"),
    ],
)
def test_a_number_that_stops_short_is_found(text: str, before: str, value: str) -> None:
    (found,) = ENGINE.detect(text, before=before)
    assert text[found.start : found.end] == value
    assert (found.entity_type, found.score) == ("INCOMPLETE_NUMBER", SCORE)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("my card ends in 4242", ""),
        ("the last four digits of my card are 4242", ""),
        ("4242", "What are the last four digits of your card?"),
        ("my card was charged 120", ""),
        ("my card 4111 1111 does not work", ""),
        ("call me on 5551234", ""),
        ("12", "What is your card number?"),
        ("we were 2019 2020", ""),
        ("", "What is your card number?"),
    ],
)
def test_whole_fragments_and_other_numbers_are_not(text: str, before: str) -> None:
    assert ENGINE.detect(text, before=before) == ()


@pytest.mark.parametrize(
    "text", ["my card is 4111 1111 1111 1111", "my iban is DE89 3704 0044 0532 0130 00"]
)
def test_a_whole_number_is_what_it_is(text: str) -> None:
    assert "INCOMPLETE_NUMBER" not in {each.entity_type for each in WHOLE.detect(text)}


@pytest.mark.parametrize("junk", ["4111 ", "1.", "DE89 ", "card 1 ", "- "])
def test_long_junk_costs_nothing_much(junk: str) -> None:
    assert len(ENGINE.detect(junk * 20_000)) <= 1

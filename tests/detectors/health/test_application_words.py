"""Parts of expressions: they compile, for the scan too, and match what they name."""

from __future__ import annotations

import re

import pytest

from detectors.health import application_words as words
from detectors.prefilter import Prefilter
from detectors.types import Pattern

PARTS = ("NAMES", "SERVICES", "ACTS", "PAYMENTS", "PAYERS", "AFTER_OTHER", "OTHER_INSURANCE")


@pytest.mark.parametrize("part", PARTS)
def test_no_alternative_is_empty_or_a_capital(part: str) -> None:
    expression = getattr(words, part)
    assert re.fullmatch(expression, "") is None
    assert expression == expression.lower()


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("NAMES", "sick notes"),
        ("NAMES", "prior authorisation"),
        ("NAMES", "überweisung zum hautarzt"),
        ("NAMES", "skierowanie do kardiologa"),
        ("SERVICES", "knee replacement"),
        ("SERVICES", "fauteuil roulant"),
        ("ACTS", "reimbursement"),
        ("ACTS", "beantragen"),
        ("PAYMENTS", "pay for"),
        ("PAYERS", "krankenkasse"),
        ("AFTER_OTHER", "jobs"),
        ("OTHER_INSURANCE", "travel insurance"),
    ],
)
def test_what_is_named(part: str, text: str) -> None:
    assert re.fullmatch(getattr(words, part), text)


def test_alternatives_are_parted_outside_brackets_only() -> None:
    assert words.alternatives("a|b(?:c|d)", "ee") == "b(?:c|d)|ee|a"


def test_the_scan_knows_what_is_named() -> None:
    scan = Prefilter([(0, Pattern(expression=words.NAMES, max_length=60))])
    assert scan.windows("i need a sick note")
    assert not scan.windows("i need a note")

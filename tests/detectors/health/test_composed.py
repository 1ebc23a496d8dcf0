from __future__ import annotations

from detectors.health.composed import PARTS, composed
from detectors.health.lexicon import COMMON, CONDITION, PROCEDURE, TEST, WEAK


def test_parts_and_what_is_wrong_with_them() -> None:
    terms = dict(composed())
    for term in ("knee pain", "sore throat", "swelling in my ankle", "broke my hip", "back hurts"):
        assert terms[term] == CONDITION | COMMON
    assert terms["hip replacement"] == PROCEDURE | COMMON
    assert len(terms) > 20 * len(PARTS)


def test_what_is_said_letter_by_letter() -> None:
    terms = dict(composed())
    assert terms["m r i"] == PROCEDURE | COMMON
    assert terms["c o p d"] == CONDITION | COMMON
    assert terms["b p"] == TEST | COMMON


def test_nothing_composed_is_weak() -> None:
    assert not any(code & WEAK for _, code in composed())

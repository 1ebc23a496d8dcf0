"""Refusals name types, counts and places, and never a value."""

from __future__ import annotations

import pytest

from detectors.errors import BudgetExhausted, DetectionError, SurrogateCollision
from gateway.errors import Refused
from gateway.proxy.refusals import as_refusal, content_blocked


def test_blocked_content_is_told_by_types_and_places() -> None:
    error = content_blocked({"US_SSN": 2}, iter(["/b", "/a"]))
    assert (error.code, error.status) == ("content_blocked", 422)
    assert error.details == {"entity_types": {"US_SSN": 2}, "pointers": ["/a", "/b"]}


def test_a_number_that_is_not_whole_is_asked_for() -> None:
    assert "whole number" in content_blocked({"INCOMPLETE_NUMBER": 1}, ["/a"]).message
    assert "whole number" not in content_blocked({"INCOMPLETE_NUMBER": 1, "JWT": 1}, ()).message


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [
        (BudgetExhausted, "budget_exhausted", 422),
        (SurrogateCollision, "surrogate_collision", 422),
        (DetectionError, "detection_failed", 500),
    ],
)
def test_every_doubt_of_the_detectors_refuses(
    kind: type[DetectionError | SurrogateCollision], code: str, status: int
) -> None:
    error = as_refusal(kind("canary"))
    assert isinstance(error, Refused)
    assert (error.code, error.status) == (code, status)
    assert "canary" not in f"{error!r} {error.details}"

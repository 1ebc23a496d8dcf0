"""Refusals that several stages make, in one wording."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from detectors.errors import BudgetExhausted, DetectionError, SurrogateCollision
from detectors.numbers.incomplete import ENTITY_TYPE as INCOMPLETE_NUMBER
from gateway.errors import GatewayError, Refused


def content_blocked(counts: Mapping[str, int], pointers: Iterable[str]) -> Refused:
    """The refusal of content that may not be sent, by types and places."""
    message = "The request holds data that the policy does not let through."
    if set(counts) == {INCOMPLETE_NUMBER}:
        message = "A message ends within a number; send the whole number in one message."
    return Refused(
        "content_blocked",
        message,
        status=422,
        details={"entity_types": dict(counts), "pointers": sorted(pointers)},
    )


def as_refusal(error: DetectionError | SurrogateCollision) -> GatewayError:
    """The refusal that callers see of a text that could not be examined or replaced."""
    if isinstance(error, BudgetExhausted):
        return Refused(
            "budget_exhausted", "The text could not be examined within its budget.", status=422
        )
    if isinstance(error, SurrogateCollision):
        return Refused(
            "surrogate_collision", "Two values of the request share a surrogate.", status=422
        )
    return Refused("detection_failed", "The text could not be examined.", status=500)

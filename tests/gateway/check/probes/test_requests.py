from __future__ import annotations

from typing import Any

import pytest

from tests.gateway.check.looking import Look


@pytest.mark.parametrize(
    "probe", ["verification_first", "complaint_named", "identity_proof_gone", "controller_told"]
)
def test_it_is_kept(look: Look, probe: str) -> None:
    verdict = look("workki").at(probe)
    assert verdict.kept, verdict.seen


@pytest.mark.parametrize(
    ("country", "count", "unit", "kept"),
    [
        ("FR", 30, "days", True),
        ("FR", 29, "days", False),
        ("US", 30, "days", True),
        ("US", 1, "months", False),
    ],
)
def test_a_deadline_is_counted_anew(
    look: Look, country: str, count: int, unit: str, *, kept: bool
) -> None:
    verdict = look("workki").at("deadline", country=country, count=count, unit=unit)
    assert verdict.kept is kept, verdict.seen


def test_business_days_of_mexico_begin_with_a_complete_request(look: Look) -> None:
    promised = {"country": "MX", "unit": "business_days", "completeness": True}
    assert look("instrukt").at("deadline", count=20, **promised).kept
    assert not look("instrukt").at("deadline", count=19, **promised).kept


def test_data_is_blocked_before_it_is_erased(look: Look) -> None:
    assert look("instrukt").at("blocking_period", duration="P3M").kept
    assert not look("instrukt").at("blocking_period", duration="P5M").kept
    unblocked = look("instrukt").at("blocking_period", duration="P3M", country="DE")
    assert "not blocked" in unblocked.seen


@pytest.mark.parametrize(
    ("changed", "seen"),
    [
        ({}, "with more time P60D later at most"),
        ({"extension": "P59D"}, "FR: with more time due on 2029-03-18, after 2029-03-17 (200)"),
        ({"count": 29}, "JP: due on 2029-01-17 in place of 2029-01-16"),
        ({"count": 40}, "due after 40 days"),
    ],
)
def test_the_same_time_in_several_countries_is_an_upper_bound(
    look: Look, changed: dict[str, Any], seen: str
) -> None:
    places = ("FR", "US-CA", "MX", "JP")
    promised = {"countries": places, "count": 30, "unit": "days", "extension": "P60D"}
    verdict = look("workki").at("deadline", **promised | changed)
    assert seen in verdict.seen
    assert verdict.kept is (not changed or ("count" in changed and changed["count"] == 40))

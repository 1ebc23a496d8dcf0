"""The shipped clocks are those of the law and of usual contracts."""

from __future__ import annotations

from gateway.policy_incidents import IncidentRules


def test_the_shipped_clocks() -> None:
    rules = IncidentRules()
    assert (rules.authority_hours, rules.controller_hours) == (72, 24)

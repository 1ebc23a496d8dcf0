from __future__ import annotations

from typing import Any

import pytest

from tests.gateway.check.looking import Look


@pytest.mark.parametrize(
    ("policy", "probe", "promised"),
    [
        ("instrukt", "always_classed", {}),
        ("instrukt", "hold_outlives", {}),
        ("instrukt", "always_classed", {"longest": {"support": "P1Y", "newsletter": "P3Y"}}),
        (
            "workki",
            "retention",
            {
                "purposes": ("newsletter", "enquiries"),
                "trigger": "last_interaction",
                "duration": "P3Y",
            },
        ),
    ],
)
def test_it_is_kept(look: Look, policy: str, probe: str, promised: dict[str, Any]) -> None:
    assert look(policy).at(probe, **promised).kept


@pytest.mark.parametrize(
    ("policy", "probe", "promised", "seen"),
    [
        (
            "workki",
            "retention",
            {"retention_class": "prospect", "trigger": "last_interaction", "duration": "P2Y"},
            "still read after P2Y",
        ),
        (
            "workki",
            "retention",
            {"retention_class": "prospect", "trigger": "last_interaction", "duration": "P4Y"},
            "gone before P4Y are over",
        ),
        (
            "workki",
            "retention",
            {"retention_class": "prospect", "trigger": "account_closure", "duration": "P3Y"},
            "it has an end before its event",
        ),
        (
            "instrukt",
            "retention",
            {"record": "usage", "trigger": "collection", "duration": "P10D"},
            "still there after P10D",
        ),
        (
            "instrukt",
            "shorter",
            {"first": "refusals", "second": "usage"},
            "usage gone by then, too",
        ),
        (
            "workki",
            "retention",
            {
                "purposes": ("enquiries", "answering"),
                "trigger": "last_interaction",
                "duration": "P3Y",
            },
            "answering: still read after P3Y",
        ),
        (
            "instrukt",
            "always_classed",
            {"longest": {"support": "P6M", "newsletter": "P2Y"}},
            "support outlasts P6M; newsletter outlasts P2Y",
        ),
        (
            "instrukt",
            "restricted_class",
            {"retention_class": "conversation", "duration": "P1Y"},
            "admin reads it",
        ),
    ],
)
def test_what_is_not_so_is_noticed(
    look: Look, policy: str, probe: str, promised: dict[str, Any], seen: str
) -> None:
    verdict = look(policy).at(probe, **promised)
    assert not verdict.kept
    assert seen in verdict.seen


def test_a_class_of_evidence_is_for_the_privacy_officer(look: Look) -> None:
    verdict = look("workki").at("restricted_class", retention_class="evidence", duration="P5Y")
    assert verdict.kept, verdict.seen

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.check.recording import concerned, document_of
from gateway.check.runner import Report, Row, State
from gateway.policy_scope import CommitmentKind
from tests.gateway.consent import desks

ROW = Row(
    commitment="AAA-1",
    kind=CommitmentKind.ENFORCED,
    promise="",
    settings=(),
    probe="one",
    state=State.KEPT,
    seen="",
)


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        ((State.KEPT,), "kept"),
        ((State.KEPT, State.BROKEN), "broken"),
        ((State.BROKEN, State.KEPT), "broken"),
        ((State.DECLARED,), "declared"),
    ],
)
def test_one_broken_probe_is_enough(states: tuple[State, ...], shown: str) -> None:
    rows = tuple(replace(ROW, state=state) for state in states)
    report = Report(policy="p@1", operator="o", version="1", rows=rows)
    assert document_of(report) == {"rows": [{"commitment": "AAA-1", "state": shown}]}


def test_a_policy_that_has_changed_since_is_another() -> None:
    tenants = {"main": desks.tenant()}
    reference = next(iter(tenants.values())).policy.reference
    report = Report(policy=reference, operator="o", version="1", rows=())
    assert concerned(report, tenants)
    assert concerned(replace(report, policy=f"{reference}0"), tenants) == []

"""The machine: what each step asks, what never happens, and Hypothesis' histories."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gateway.errors import GatewayError
from gateway.policy_rights import SHIPPED, RightsRules
from gateway.rights.kinds import (
    CLOSED,
    DELAYING,
    REJECTING,
    REQUIRING,
    Method,
    Reason,
    RightKind,
    Status,
    Step,
    suffices,
)
from gateway.rights.machine import Doing, Terms, advanced, filed, is_proven, is_ready, possible
from gateway.rights.requests import RightsRequest

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
REGIME = {each.regime: each for each in SHIPPED}
ERASURE = Terms(proof=Method.TOKEN, officer=True, deadline=REGIME["GDPR"])
ACCESS = Terms(proof=Method.TOKEN, officer=False, deadline=REGIME["GDPR"])
FREE = Terms(proof=None, officer=False, deadline=REGIME["GDPR"])
MEXICO = Terms(proof=Method.TOKEN, officer=True, deadline=REGIME["MX"])


def new(kind: RightKind = RightKind.ERASURE, *, terms: Terms = ERASURE) -> RightsRequest:
    place = "MX" if terms.deadline.regime == "MX" else "DE"
    request = RightsRequest(
        tenant="main",
        request_id="r",
        subject="s",
        kind=kind,
        regime=terms.deadline.regime,
        calendar=f"{place}/0",
        status=Status.INITIATED,
        received_at=NOW,
        filer="clerk",
    )
    return filed(request, terms)


def step(
    request: RightsRequest, name: str, *, terms: Terms = ERASURE, **more: Any
) -> RightsRequest:
    fields: dict[str, Any] = {"by": "officer", "now": NOW + HOUR, "step": Step(name)}
    if name == "verify":
        fields |= {"method": Method.TOKEN, "by": "prover"}
    return advanced(request, Doing(**(fields | more)), terms=terms)


def refusal(request: RightsRequest, name: str, **more: Any) -> str:
    with pytest.raises(GatewayError) as caught:
        step(request, name, **more)
    return caught.value.code


@pytest.fixture
def verified() -> RightsRequest:
    return step(step(new(), "acknowledge"), "verify")


def test_what_a_law_blocks_first_is_not_late_meanwhile() -> None:
    blocked = replace(MEXICO, blocked="P3M")
    request = step(step(new(terms=blocked), "acknowledge", terms=blocked), "verify", terms=blocked)
    accepted = step(request, "approve", terms=blocked)
    end = datetime(2027, 2, 23, 13, 0, tzinfo=UTC)
    assert request.due_at is not None
    assert request.due_at < end
    assert accepted.due_at == end + timedelta(days=1)
    assert not accepted.is_overdue(end)
    assert accepted.is_overdue(end + timedelta(days=1))
    assert step(request, "approve", terms=MEXICO).due_at == request.due_at


def test_the_straight_way(verified: RightsRequest) -> None:
    assert (verified.status, verified.method) == (Status.ACKNOWLEDGED, Method.TOKEN)
    accepted = step(verified, "approve")
    assert (accepted.status, accepted.approver) == (Status.ACCEPTED, "officer")
    ended = step(accepted, "complete", by="gateway", result=Status.FULFILLED)
    assert (ended.status, ended.decided_at, ended.version) == (Status.FULFILLED, NOW + HOUR, 4)
    assert possible(ended, ERASURE) == ()


def test_nothing_is_accepted_unproven() -> None:
    heard = step(new(), "acknowledge")
    assert refusal(heard, "approve") == "identity_required"
    assert Step.APPROVE not in possible(heard, ERASURE)
    assert not is_ready(heard, ACCESS)
    assert is_ready(step(heard, "verify", terms=ACCESS), ACCESS)
    assert is_ready(heard, FREE)


@pytest.mark.parametrize("least", Method)
@pytest.mark.parametrize("method", Method)
def test_a_proof_is_at_least_as_sure_as_asked(least: Method, method: Method) -> None:
    terms = replace(ERASURE, proof=least)
    order = ["token", "code", "document", "officer"]
    enough = order.index(method) >= order.index(least)
    assert suffices(method, least) is enough
    if enough:
        assert is_proven(step(new(), "verify", method=method, terms=terms), terms)
    else:
        assert refusal(new(), "verify", method=method, terms=terms) == "identity_required"


@pytest.mark.parametrize("by", ["clerk", "prover", "gateway", "subject"])
def test_the_approver_is_somebody_else(verified: RightsRequest, by: str) -> None:
    assert refusal(verified, "approve", by=by) == "approver_is_filer"


def test_who_completed_it_does_not_approve_it(verified: RightsRequest) -> None:
    asked = step(verified, "require", reason=Reason.INFORMATION_REQUIRED)
    performed = step(asked, "perform", by="helper")
    assert refusal(performed, "approve", by="helper") == "approver_is_filer"
    assert step(performed, "approve", by="officer").approver == "officer"


def test_who_recorded_what_it_was_filed_for_does_not_approve_it() -> None:
    filed_so = replace(new(), filer="directive:d", officers=frozenset({"recorder"}))
    proven = step(step(filed_so, "acknowledge"), "verify")
    assert refusal(proven, "approve", by="recorder") == "approver_is_filer"
    assert filed_so.by_directive
    assert not new().by_directive


def test_an_erasure_is_approved_as_it_was_seen(verified: RightsRequest) -> None:
    assert refusal(verified, "approve", preview="a", current_preview="b") == "preview_changed"
    seen = step(verified, "approve", preview="b", current_preview="b")
    assert seen.preview == "b"


def test_something_missing(verified: RightsRequest) -> None:
    asked = step(verified, "require", reason=Reason.INFORMATION_REQUIRED)
    assert asked.status is Status.REQUIRES_ACTION
    assert refusal(asked, "approve") == "step_not_possible"
    assert step(asked, "perform").status is Status.ACTION_PERFORMED


def test_a_missing_proof_is_no_missing_word() -> None:
    asked = step(new(), "require", reason=Reason.IDENTITY_REQUIRED)
    assert refusal(asked, "perform") == "identity_required"
    assert step(asked, "verify").status is Status.ACTION_PERFORMED


def test_more_time_is_taken_once_before_the_deadline(verified: RightsRequest) -> None:
    assert verified.due_at is not None
    late: dict[str, Any] = {"reason": Reason.COMPLEX, "now": verified.due_at}
    assert refusal(verified, "extend", **late) == "deadline_passed"
    just = step(verified, "extend", **(late | {"now": verified.due_at - timedelta(microseconds=1)}))
    assert (just.status, just.due_at) == (Status.DELAYED, datetime(2027, 2, 24, tzinfo=UTC))
    assert Step.EXTEND not in possible(just, ERASURE)
    accepted = step(just, "approve")
    assert refusal(accepted, "extend", reason=Reason.MANY) == "already_extended"
    later = step(step(verified, "approve"), "extend", reason=Reason.MANY)
    assert later.status is Status.DELAYED
    assert refusal(later, "approve") == "step_not_possible"
    assert refusal(later, "reject", reason=Reason.UNFOUNDED) == "step_not_possible"
    assert step(later, "complete", result=Status.UNFULFILLED).status is Status.UNFULFILLED


def test_lgpd_knows_no_more_time(verified: RightsRequest) -> None:
    terms = replace(ERASURE, deadline=REGIME["LGPD"])
    assert refusal(verified, "extend", reason=Reason.MANY, terms=terms) == "already_extended"


def test_a_mexican_clock_runs_from_completeness_and_stops_once() -> None:
    request = new(terms=MEXICO)
    assert request.due_at == datetime(2026, 12, 22, tzinfo=UTC)
    asked = step(request, "require", reason=Reason.INFORMATION_REQUIRED, terms=MEXICO)
    assert (asked.started_at, asked.due_at) == (None, None)
    later = datetime(2026, 12, 10, 9, 0, tzinfo=UTC)
    whole = step(asked, "perform", now=later, terms=MEXICO)
    assert (whole.started_at, whole.due_at) == (later, datetime(2027, 1, 12, tzinfo=UTC))
    again = step(whole, "require", reason=Reason.INFORMATION_REQUIRED, terms=MEXICO)
    assert again.due_at == whole.due_at


def test_the_reason_is_that_of_the_last_step(verified: RightsRequest) -> None:
    later = step(step(verified, "approve"), "extend", reason=Reason.COMPLEX)
    assert later.reason is Reason.COMPLEX
    assert step(later, "complete", result=Status.FULFILLED).reason is None
    asked = step(new(), "require", reason=Reason.INFORMATION_REQUIRED)
    assert step(asked, "verify").reason is Reason.INFORMATION_REQUIRED
    assert step(asked, "perform").reason is None
    asked = step(new(), "require", reason=Reason.IDENTITY_REQUIRED)
    assert step(asked, "verify").reason is None


@pytest.mark.parametrize("name", ["require", "extend", "reject"])
def test_reasons_are_closed_lists(verified: RightsRequest, name: str) -> None:
    lists = {"require": REQUIRING, "extend": DELAYING, "reject": REJECTING}
    for reason in (None, *Reason):
        if reason in lists[name]:
            assert step(verified, name, reason=reason).reason is reason
        else:
            assert refusal(verified, name, reason=reason) == "reason_refused"
    assert refusal(verified, "approve", reason=Reason.MANY) == "reason_refused"


def test_nobody_sets_what_is_computed(verified: RightsRequest) -> None:
    for result in (None, Status.REJECTED, Status.ACCEPTED, Status.FULFILLED):
        assert refusal(verified, "complete", result=result) == "step_not_possible"
    accepted = step(verified, "approve")
    for result in (None, Status.REJECTED, Status.ACCEPTED):
        assert refusal(accepted, "complete", result=result) == "step_not_possible"
    assert refusal(accepted, "reject", reason=Reason.UNFOUNDED) == "step_not_possible"


def test_every_open_request_can_be_revoked_and_no_closed_one(verified: RightsRequest) -> None:
    for status in Status:
        placed = replace(verified, status=status)
        if status in CLOSED:
            assert {refusal(placed, each) for each in Step} == {"request_closed"}
        else:
            assert step(placed, "revoke").status is Status.REVOKED


def test_the_shipped_rules() -> None:
    rules = RightsRules()
    assert {rules.least_proof(kind) for kind in RightKind} == {None, Method.TOKEN}
    assert [kind for kind in RightKind if rules.needs_officer(kind)] == [
        RightKind.ERASURE,
        RightKind.HUMAN_REVIEW,
    ]


class Histories(RuleBasedStateMachine):
    """Any steps by anybody at any time; what must hold holds after each."""

    @initialize(
        kind=st.sampled_from(RightKind),
        least=st.sampled_from(Method),
        officer=st.booleans(),
        regime=st.sampled_from(sorted(REGIME)),
    )
    def begin(self, kind: RightKind, least: Method, *, officer: bool, regime: str) -> None:
        rules = RightsRules(identity=least)
        self.terms = Terms(proof=rules.least_proof(kind), officer=officer, deadline=REGIME[regime])
        self.now = NOW
        self.request = new(kind, terms=self.terms)
        self.past = [self.request]

    @rule(hours=st.integers(0, 24 * 40))
    def wait(self, hours: int) -> None:
        self.now += hours * HOUR

    @precondition(lambda self: hasattr(self, "request"))
    @rule(
        taken=st.sampled_from(Step),
        by=st.sampled_from(["clerk", "officer", "subject", "gateway"]),
        reason=st.sampled_from([None, *Reason]),
        method=st.sampled_from([None, *Method]),
        result=st.sampled_from([None, *Status]),
    )
    def take(self, **fields: Any) -> None:
        doing = Doing(step=fields.pop("taken"), now=self.now, **fields)
        before = self.request
        try:
            self.request = advanced(before, doing, terms=self.terms)
        except GatewayError:
            assert self.request is before
            return
        assert doing.step in possible(before, self.terms) or doing.step is Step.COMPLETE
        self.past.append(self.request)

    @precondition(lambda self: hasattr(self, "request"))
    @invariant()
    def holds(self) -> None:
        request, terms = self.request, self.terms
        if request.status in (Status.FULFILLED, Status.UNFULFILLED, Status.ACCEPTED):
            assert request.approved_at is not None
            assert is_proven(request, terms)
        if terms.officer and request.approver:
            assert request.approver not in ("clerk", "gateway", "subject")
            assert request.approver != request.verified_by
        closed = [each for each in self.past if each.status in CLOSED]
        assert len(closed) <= 1
        assert (request.decided_at is not None) is (request.status in CLOSED)
        delayed = [each.extended_at for each in self.past if each.extended_at is not None]
        assert len(set(delayed)) <= 1
        assert [each.version for each in self.past] == list(range(len(self.past)))
        if request.due_at is not None and request.started_at is not None:
            assert request.due_at > request.started_at
            assert request.is_overdue(request.due_at) is request.is_open


TestHistories = Histories.TestCase

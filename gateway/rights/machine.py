"""The state machine of a request, as pure functions; see docs/rights.md.

    RequestInitiated -> RequestAcknowledged -> [RequestRequiresAction ->
    RequestRequiredActionPerformed] -> RequestAccepted -> [RequestActionDelayed, once]
    -> RequestFulfilled | RequestUnfulfilled | RequestRejected

Rules that no caller can get around:
- Nothing is accepted, and so nothing carried out, before the identity is proven to the
  degree that the policy asks for; objection and withdrawal need no proof,
  taking an objection back does.
- Where an officer approves, the approver is nobody who filed, proved or completed the
  request, or recorded what it was filed for, and approves the preview as it is now.
- More time is taken once, before the deadline, for a reason of the list; before or after
  the request is accepted.
- Fulfilled and unfulfilled are computed (gateway/rights/execution.py) and never asked for.
- What is accepted is not rejected; the person can revoke whatever is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gateway.errors import InvalidRequest, Refused
from gateway.policy_rights import Deadline, Start
from gateway.retention.classes import later
from gateway.rights.deadlines import due_of, jurisdiction_of
from gateway.rights.kinds import (
    DELAYING,
    OPEN,
    REJECTING,
    REQUIRING,
    Method,
    Reason,
    RightKind,
    Status,
    Step,
    suffices,
)
from gateway.rights.requests import RightsRequest

_UNDECIDED = (Status.ACKNOWLEDGED, Status.ACTION_PERFORMED, Status.DELAYED)
_FROM: Mapping[Step, frozenset[Status]] = {
    Step.ACKNOWLEDGE: frozenset({Status.INITIATED}),
    Step.REQUIRE: frozenset({Status.INITIATED, *_UNDECIDED}),
    Step.PERFORM: frozenset({Status.REQUIRES_ACTION}),
    Step.VERIFY: frozenset({Status.INITIATED, Status.REQUIRES_ACTION, *_UNDECIDED}),
    Step.APPROVE: frozenset(_UNDECIDED),
    Step.EXTEND: frozenset({Status.ACKNOWLEDGED, Status.ACTION_PERFORMED, Status.ACCEPTED}),
    Step.REJECT: frozenset({Status.INITIATED, Status.REQUIRES_ACTION, *_UNDECIDED}),
    Step.REVOKE: OPEN,
    Step.COMPLETE: frozenset({Status.ACCEPTED, Status.DELAYED}),
}
_REASONS: Mapping[Step, frozenset[Reason]] = {
    Step.REQUIRE: REQUIRING,
    Step.EXTEND: DELAYING,
    Step.REJECT: REJECTING,
}
_TARGET: Mapping[Step, Status] = {
    Step.ACKNOWLEDGE: Status.ACKNOWLEDGED,
    Step.REQUIRE: Status.REQUIRES_ACTION,
    Step.PERFORM: Status.ACTION_PERFORMED,
    Step.APPROVE: Status.ACCEPTED,
    Step.EXTEND: Status.DELAYED,
    Step.REJECT: Status.REJECTED,
    Step.REVOKE: Status.REVOKED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the policy asks of a request.

    Attributes:
        proof: the least proof of identity, or None.
        officer: whether somebody approves it who had no part in filing it.
        deadline: of its regime and kind.
        blocked: ISO 8601 duration for which its data is blocked before it is erased, or empty.
    """

    proof: Method | None
    officer: bool
    deadline: Deadline
    blocked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """A step that somebody takes.

    Attributes:
        step: which.
        by: key id, ``subject``, ``command`` or ``gateway``.
        now: aware, UTC.
        reason: for those steps that need one.
        method: of a verification.
        proof_hash: of what was handed in, or empty.
        preview: digest of the preview that the approver saw.
        current_preview: digest of the preview as it is now.
        outcome: of an officer's look.
        result: of ``complete``, as computed.
    """

    step: Step
    by: str
    now: datetime
    reason: Reason | None = None
    method: Method | None = None
    proof_hash: str = ""
    preview: str = ""
    current_preview: str = ""
    outcome: str = ""
    result: Status | None = None


def filed(request: RightsRequest, terms: Terms) -> RightsRequest:
    """A new request with its clock as the regime starts it."""
    if terms.deadline.start is Start.VERIFICATION and terms.proof is not None:
        return request
    return _started(request, terms, at=request.received_at)


def is_ready(request: RightsRequest, terms: Terms) -> bool:
    """Whether it can be accepted without an officer: its identity is proven, and it was heard."""
    if terms.officer or request.status not in _UNDECIDED or request.approved_at is not None:
        return False
    return is_proven(request, terms)


def is_proven(request: RightsRequest, terms: Terms) -> bool:
    """Whether nobody needs to show who they are any more."""
    return terms.proof is None or request.verified_at is not None


def advanced(request: RightsRequest, doing: Doing, *, terms: Terms) -> RightsRequest:
    """The request after a step.

    Raises:
        Refused: 409 ``request_closed``, ``step_not_possible``, ``already_extended``,
            ``deadline_passed``, ``preview_changed``; 403 ``identity_required``,
            ``approver_is_filer``.
        InvalidRequest: 422 ``reason_refused``.
    """
    _check(request, doing)
    # What is asked for is still asked for when only the identity was shown meanwhile.
    moves = doing.step is not Step.VERIFY
    changed = replace(
        request,
        status=_TARGET.get(doing.step, request.status),
        reason=doing.reason if moves else request.reason,
        version=request.version + 1,
    )
    if doing.step is Step.VERIFY:
        return _verified(changed, doing, terms=terms)
    if doing.step is Step.APPROVE:
        return _approved(changed, doing, terms=terms)
    if doing.step is Step.EXTEND:
        return _extended(changed, doing, terms=terms)
    if doing.step is Step.REQUIRE:
        return _paused(changed, terms)
    if doing.step is Step.PERFORM:
        if request.reason is Reason.IDENTITY_REQUIRED:
            raise _identity_required()
        changed = replace(changed, officers=changed.officers | {doing.by})
        return _started(changed, terms, at=doing.now) if changed.started_at is None else changed
    if doing.step is Step.COMPLETE:
        return _completed(changed, doing)
    if doing.step in (Step.REJECT, Step.REVOKE):
        return replace(changed, decided_at=doing.now)
    return changed


def possible(request: RightsRequest, terms: Terms) -> tuple[Step, ...]:
    """The steps that somebody can take now."""
    if not request.is_open:
        return ()
    steps = [
        step
        for step, statuses in _FROM.items()
        if request.status in statuses and step is not Step.COMPLETE
    ]
    if request.approved_at is not None:
        steps = [each for each in steps if each in (Step.EXTEND, Step.REVOKE)]
    if terms.proof is None or request.verified_at is not None:
        steps = [each for each in steps if each is not Step.VERIFY]
    if request.extended_at is not None or terms.deadline.extend is None:
        steps = [each for each in steps if each is not Step.EXTEND]
    if not is_proven(request, terms):
        steps = [each for each in steps if each is not Step.APPROVE]
    return tuple(steps)


def _check(request: RightsRequest, doing: Doing) -> None:
    if not request.is_open:
        raise Refused("request_closed", "The request is closed.", status=409)
    decided = request.approved_at is not None and doing.step in (
        *(Step.APPROVE, Step.REJECT, Step.REQUIRE, Step.VERIFY),
    )
    if decided or request.status not in _FROM[doing.step]:
        raise Refused(
            "step_not_possible",
            f"A request that is {request.status.value} cannot take this step.",
            status=409,
            details={"status": request.status.value, "step": doing.step.value},
        )
    allowed = _REASONS.get(doing.step)
    if allowed is None and doing.reason is None:
        return
    if allowed is None or doing.reason not in allowed:
        words = sorted(each.value for each in allowed or ())
        raise InvalidRequest(
            "This step needs a reason of its list." if words else "This step has no reason.",
            code="reason_refused",
            status=422,
            details={"reasons": words},
        )


def _verified(request: RightsRequest, doing: Doing, *, terms: Terms) -> RightsRequest:
    if terms.proof is None or doing.method is None or not suffices(doing.method, terms.proof):
        raise _identity_required(terms.proof)
    proven = replace(
        request,
        verified_at=doing.now,
        verified_by=doing.by,
        method=doing.method,
        proof_hash=doing.proof_hash,
        officers=request.officers | {doing.by},
    )
    waited = request.reason is Reason.IDENTITY_REQUIRED
    if request.status is Status.REQUIRES_ACTION and waited:
        proven = replace(proven, status=Status.ACTION_PERFORMED, reason=None)
    if proven.started_at is None and proven.status is not Status.REQUIRES_ACTION:
        return _started(proven, terms, at=doing.now)
    return proven


def _approved(request: RightsRequest, doing: Doing, *, terms: Terms) -> RightsRequest:
    if not is_proven(request, terms):
        raise _identity_required(terms.proof)
    if terms.officer:
        if doing.by in request.officers | {request.filer, "gateway", "subject"}:
            raise Refused(
                "approver_is_filer",
                "Somebody approves who has neither filed nor proven it.",
                status=403,
            )
        if request.kind is RightKind.ERASURE and doing.preview != doing.current_preview:
            raise Refused(
                "preview_changed",
                "This is not what the erasure would do now; look at the preview again.",
                status=409,
            )
    approved = replace(
        request,
        approver=doing.by,
        approved_at=doing.now,
        preview=doing.current_preview,
        outcome=doing.outcome,
    )
    return _due_after_blocking(approved, terms)


def _due_after_blocking(request: RightsRequest, terms: Terms) -> RightsRequest:
    """What a law blocks first is due on the day after that time; nothing is late before."""
    if not terms.blocked or request.approved_at is None:
        return request
    ends = later(request.approved_at, terms.blocked) + timedelta(days=1)
    return replace(request, due_at=max(request.due_at or ends, ends))


def _extended(request: RightsRequest, doing: Doing, *, terms: Terms) -> RightsRequest:
    if request.extended_at is not None or terms.deadline.extend is None:
        raise Refused("already_extended", "More time can be taken once at most.", status=409)
    if request.due_at is None or request.started_at is None or doing.now >= request.due_at:
        raise Refused("deadline_passed", "More time is taken before the deadline.", status=409)
    extended = _started(replace(request, extended_at=doing.now), terms, at=request.started_at)
    return _due_after_blocking(extended, terms)


def _paused(request: RightsRequest, terms: Terms) -> RightsRequest:
    """A clock that runs from completeness stops once, while something is missing."""
    if terms.deadline.start is not Start.COMPLETENESS or request.extended_at is not None:
        return request
    if request.started_at != request.received_at:
        return request
    return replace(request, started_at=None, due_at=None)


def _completed(request: RightsRequest, doing: Doing) -> RightsRequest:
    if request.approved_at is None or doing.result not in (Status.FULFILLED, Status.UNFULFILLED):
        raise Refused("step_not_possible", "What was not accepted does not end.", status=409)
    return replace(request, status=doing.result, decided_at=doing.now)


def _started(request: RightsRequest, terms: Terms, *, at: datetime) -> RightsRequest:
    due = due_of(
        terms.deadline,
        at,
        jurisdiction=jurisdiction_of(request.calendar),
        extended=request.extended_at is not None,
    )
    return replace(request, started_at=at, ack_due_at=due.ack, due_at=due.due)


def _identity_required(least: Method | None = None) -> Refused:
    details = {"identity": least.value} if least is not None else {}
    return Refused(
        "identity_required",
        "Who the person is must be shown first.",
        status=403,
        details=details,
    )

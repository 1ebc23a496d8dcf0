"""What callers are told of a request: where it stands, what comes next, and whom to ask.

Every answer names the policy's contact; one that closes a request names the right to
complain to a supervisory authority (GDPR Articles 12(4) and 77).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from gateway.policy import Policy
from gateway.rights.deadlines import last_day
from gateway.rights.kinds import Reason, Status, Step
from gateway.rights.machine import Terms, is_proven, possible
from gateway.rights.requests import RightsEvent, RightsRequest, TaskState

_NEXT: Mapping[str, Mapping[str, str]] = {
    "en": {
        "verify": "Please show who you are, so that nobody else can ask in your name.",
        "perform": "Something is missing; please hand it in.",
        "acknowledge": "The request has come in and will be looked at.",
        "approve": "Somebody looks at the request and decides.",
        "work": "The request was accepted and is being carried out.",
        "fulfilled": "The request was carried out.",
        "unfulfilled": "The request was carried out in part; what stayed, and why, is listed.",
        "rejected": "The request was not accepted; the reason is given.",
        "revoked": "You took the request back.",
    },
    "de": {
        "verify": "Bitte weisen Sie nach, wer Sie sind, damit niemand in Ihrem Namen fragt.",
        "perform": "Es fehlt noch etwas; bitte reichen Sie es nach.",
        "acknowledge": "Die Anfrage ist eingegangen und wird angesehen.",
        "approve": "Jemand sieht die Anfrage an und entscheidet.",
        "work": "Die Anfrage wurde angenommen und wird ausgeführt.",
        "fulfilled": "Die Anfrage wurde ausgeführt.",
        "unfulfilled": "Die Anfrage wurde zum Teil ausgeführt; was blieb und warum, steht dabei.",
        "rejected": "Die Anfrage wurde nicht angenommen; der Grund ist genannt.",
        "revoked": "Sie haben die Anfrage zurückgenommen.",
    },
}
_COMPLAINT = {
    "en": "You have the right to complain to a supervisory authority{name}, and to go to court.",
    "de": "Sie können sich bei einer Aufsichtsbehörde{name} beschweren und vor Gericht gehen.",
}
LANGUAGES = tuple(_NEXT)
_ENDS = {
    Status.FULFILLED: "fulfilled",
    Status.UNFULFILLED: "unfulfilled",
    Status.REJECTED: "rejected",
    Status.REVOKED: "revoked",
}


def next_of(request: RightsRequest, terms: Terms) -> str:
    """What comes next, as a code."""
    if request.status in _ENDS:
        return _ENDS[request.status]
    if request.status is Status.REQUIRES_ACTION and request.reason is not Reason.IDENTITY_REQUIRED:
        return "perform"
    if not is_proven(request, terms):
        return "verify"
    if request.approved_at is not None:
        return "work"
    return "acknowledge" if request.status is Status.INITIATED else "approve"


def complaint(policy: Policy, language: str) -> str:
    """The sentence about the right to complain."""
    authority = policy.rights.authority
    name = f" ({authority})" if authority else ""
    return _COMPLAINT[language if language in _COMPLAINT else "en"].format(name=name)


def shown(
    request: RightsRequest, *, policy: Policy, terms: Terms, now: datetime, language: str
) -> dict[str, Any]:
    """A request as its person sees it.

    Args:
        request: it.
        policy: names the contact.
        terms: what the policy asks of it.
        now: aware; decides whether it is late.
        language: ISO 639-1; English where there are no words in it.
    """
    following = next_of(request, terms)
    words = _NEXT.get(language, _NEXT["en"])
    told: dict[str, Any] = {
        "id": request.request_id,
        "kind": request.kind.value,
        "status": request.status.value,
        "reason": request.reason.value if request.reason is not None else None,
        "regime": request.regime,
        "received_at": as_text(request.received_at),
        "due_at": as_text(request.due_at),
        "due": last_day(request.due_at).isoformat() if request.due_at is not None else None,
        "extended": request.extended_at is not None,
        "overdue": request.is_overdue(now),
        "verified": is_proven(request, terms),
        "identity": terms.proof.value if terms.proof is not None else None,
        "decided_at": as_text(request.decided_at),
        "next": following,
        "message": words[following],
        "contact": policy.operator.contact,
    }
    if not request.is_open:
        told["complaint"] = complaint(policy, language)
        told["authority"] = policy.rights.authority
    return told


def for_officers(request: RightsRequest, terms: Terms) -> dict[str, Any]:
    """What officers are told beside; the person stays a keyed hash."""
    steps = [each.value for each in possible(request, terms) if each is not Step.COMPLETE]
    return {
        "subject": request.subject,
        "filer": request.filer,
        "calendar": request.calendar,
        "started_at": as_text(request.started_at),
        "ack_due_at": as_text(request.ack_due_at),
        "extended_at": as_text(request.extended_at),
        "verified_at": as_text(request.verified_at),
        "verified_by": request.verified_by or None,
        "method": request.method.value if request.method is not None else None,
        "approver": request.approver or None,
        "approved_at": as_text(request.approved_at),
        "outcome": request.outcome or None,
        "steps": steps,
    }


def done_of(tasks: Sequence[TaskState]) -> list[dict[str, Any]]:
    """What each store did, and what it kept on which ground."""
    return [
        {
            "store": task.store,
            "items_removed": task.items_removed,
            "items_retained": task.items_retained,
            "reasons": dict(task.reasons),
            "done": task.done_at is not None,
        }
        for task in tasks
    ]


def history_of(events: Sequence[RightsEvent]) -> list[dict[str, Any]]:
    """The steps so far; by whom stays in the store."""
    return [
        {"status": each.status.value, "reason": each.reason or None, "at": as_text(each.at)}
        for each in events
    ]


def as_text(at: datetime | None) -> str | None:
    """A time as RFC 3339 has it, with Z."""
    return at.isoformat().replace("+00:00", "Z") if at is not None else None

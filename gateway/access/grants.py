"""Grants of access: who may read whose conversations, masked or clear, until when. Pure.

Nobody who supports a tenant sees its content by right. A grant is given by the tenant, for
one conversation or for all of them, with a reason and a ticket, for eight hours at most;
its end can be said at any time and holds for the next read. What is read under it is
masked. To see it as it is stored takes a second grant, which stands on the first: it
reaches no further, lasts no longer, and ends with it.

Where the tenant cannot be reached, two people can break the glass for an hour at most: one
files, another one approves, only who filed reads, and the tenant is told at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from gateway.errors import InvalidRequest, Refused, Unauthorized
from gateway.model import Role

# A request that nobody answers is over.
ANSWER_WITHIN = timedelta(hours=12)
_TICKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/#-]{0,63}", re.ASCII)
OFFICERS = frozenset({Role.PRIVACY_OFFICER, Role.ADMIN})
# In place of a conversation's name where support asked for one that is not there, or that
# several people have: support is not told so, and such a grant covers nothing.
NOTHING_NAMED = "-"


class GrantKind(StrEnum):
    """By whose word."""

    SUPPORT = "support"
    BREAK_GLASS = "break_glass"


class View(StrEnum):
    """How much is seen: names, surrogates and numbers masked, or the text as it is stored."""

    MASKED = "masked"
    CLEAR = "clear"


class GrantState(StrEnum):
    """Where a grant is."""

    REQUESTED = "requested"
    STANDING = "standing"
    EXPIRED = "expired"
    REVOKED = "revoked"
    DISMISSED = "dismissed"
    UNANSWERED = "unanswered"


class GrantReason(StrEnum):
    """What for; a closed list."""

    SUPPORT_REQUEST = "support_request"
    INCIDENT = "incident"
    FAULT_ANALYSIS = "fault_analysis"
    QUALITY_REVIEW = "quality_review"


LONGEST: Mapping[GrantKind, timedelta] = {
    GrantKind.SUPPORT: timedelta(hours=8),
    GrantKind.BREAK_GLASS: timedelta(hours=1),
}
# Who may ask, who may answer: for break-glass both, but never the same one.
_FILERS: Mapping[GrantKind, frozenset[Role]] = {
    GrantKind.SUPPORT: OFFICERS | {Role.SUPPORT},
    GrantKind.BREAK_GLASS: frozenset({Role.SUPPORT, Role.ADMIN}),
}
_APPROVERS: Mapping[GrantKind, frozenset[Role]] = {
    GrantKind.SUPPORT: OFFICERS,
    GrantKind.BREAK_GLASS: OFFICERS | {Role.SUPPORT},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One grant.

    Attributes:
        tenant: whose content.
        grant_id: random.
        kind: see GrantKind.
        view: see View.
        content: names the one conversation, see gateway.storage.grant_rows.content_of;
            empty for all of the tenant; NOTHING_NAMED.
        conversation_id: the same as the store has it, to be shown; or empty.
        follows: id of the masked grant that a clear one stands on, or empty.
        reader: id of the only key that may use it; empty for every key of role support.
        reason: see GrantReason.
        ticket: reference in somebody's system; no words.
        lasts: from the approval on.
        requested_by, approved_by, ended_by: ids of keys; the last two may be empty.
        requested_at, approved_at, expires_at, ended_at: times, or None.
    """

    tenant: str
    grant_id: str
    kind: GrantKind
    view: View
    content: str = ""
    conversation_id: str = ""
    follows: str = ""
    reader: str = ""
    reason: GrantReason
    ticket: str
    lasts: timedelta
    requested_by: str
    requested_at: datetime
    approved_by: str = ""
    approved_at: datetime | None = None
    expires_at: datetime | None = None
    ended_by: str = ""
    ended_at: datetime | None = None

    def state(self, now: datetime) -> GrantState:
        """Where it is at a time."""
        if self.ended_at is not None:
            return GrantState.DISMISSED if self.approved_at is None else GrantState.REVOKED
        if self.expires_at is None:
            late = now >= self.requested_at + ANSWER_WITHIN
            return GrantState.UNANSWERED if late else GrantState.REQUESTED
        return GrantState.STANDING if now < self.expires_at else GrantState.EXPIRED

    def stands(self, now: datetime) -> bool:
        """Whether it may be used; not before its own beginning, should a clock step back."""
        begun = self.approved_at is not None and self.approved_at <= now
        return begun and self.state(now) is GrantState.STANDING

    def covers(self, content: str, *, reader: str) -> bool:
        """Whether a conversation is within it, for this reader."""
        return self.content in ("", content) and self.reader in ("", reader)

    def names(self, conversation_id: str, *, reader: str) -> bool:
        """Whether a conversation of this id can be within it: the id alone may be several's."""
        named = not self.content or self.conversation_id == conversation_id
        return named and self.reader in ("", reader)

    def within(self, other: Grant) -> bool:
        """Whether it reaches no further than another one, and serves the same readers."""
        scope = other.content in ("", self.content)
        return scope and self.tenant == other.tenant and other.reader in ("", self.reader)


def check_request(grant: Grant, role: Role) -> None:
    """Refuses a grant that cannot be.

    Raises:
        Unauthorized: the role cannot ask for this kind.
        InvalidRequest: ``invalid_grant``; it names what is wrong.
    """
    if role not in _FILERS[grant.kind]:
        raise Unauthorized("The key's role does not permit this.", code="role_refused", status=403)
    longest = LONGEST[grant.kind]
    if not timedelta(minutes=1) <= grant.lasts <= longest:
        hours = int(longest.total_seconds()) // 3600
        raise _wrong("duration", f"A grant of this kind lasts for one minute to {hours} h.")
    if _TICKET.fullmatch(grant.ticket) is None:
        raise _wrong("ticket", "The ticket is a reference of letters, digits and ._:/#- only.")
    if (grant.view is View.CLEAR) != bool(grant.follows):
        raise _wrong(
            "follows", "A clear view names the masked grant that it stands on; a masked one none."
        )


def check_follows(grant: Grant, first: Grant | None, *, now: datetime) -> None:
    """Refuses a clear view that does not stand on a masked one.

    Raises:
        InvalidRequest: ``invalid_grant``; there is none, it does not stand, or it is for
            less than this one.
    """
    if grant.view is View.MASKED:
        return
    if first is None or first.view is not View.MASKED or not first.stands(now):
        raise _wrong("follows", "The masked grant that it names does not stand.")
    if not grant.within(first):
        raise _wrong("follows", "It reaches further than the masked grant that it names.")


def approved(grant: Grant, role: Role, *, by: str, now: datetime) -> Grant:
    """The grant as it stands from now on.

    Raises:
        Unauthorized: the role cannot approve this kind.
        Refused: ``second_person_needed``, who asked cannot be the one who approves;
            ``grant_closed``, it does not wait for an answer.
    """
    if role not in _APPROVERS[grant.kind]:
        raise Unauthorized("The key's role does not permit this.", code="role_refused", status=403)
    if grant.state(now) is not GrantState.REQUESTED:
        raise closed(grant, now)
    if by in (grant.requested_by, grant.reader):
        raise Refused(
            "second_person_needed",
            "Who asked for the grant, or will use it, cannot approve it.",
            status=403,
        )
    return _standing(grant, by=by, now=now)


def given(grant: Grant, role: Role, *, by: str, now: datetime) -> Grant:
    """The grant as it was asked for; it stands at once where the tenant's own officer gives it.

    Break-glass and a grant for the officer's own key always wait for another person.
    """
    is_own = grant.kind is GrantKind.SUPPORT and role in OFFICERS and grant.reader != by
    return _standing(grant, by=by, now=now) if is_own else grant


def ended(grant: Grant, role: Role, *, by: str, now: datetime) -> Grant:
    """The grant revoked, or dismissed before it stood; one that is over stays as it is.

    Raises:
        Unauthorized: neither an officer, nor who asked for it.
    """
    if role not in OFFICERS and by not in (grant.requested_by, grant.reader):
        raise Unauthorized("The key's role does not permit this.", code="role_refused", status=403)
    if grant.state(now) not in (GrantState.REQUESTED, GrantState.STANDING):
        return grant
    return replace(grant, ended_by=by, ended_at=now)


def closed(grant: Grant, now: datetime) -> Refused:
    """The refusal where a grant is past the step."""
    return Refused(
        "grant_closed",
        "The grant does not wait for an answer.",
        status=409,
        details={"state": grant.state(now).value},
    )


def no_grant() -> InvalidRequest:
    """There is none, or it is another tenant's."""
    return InvalidRequest("There is no such grant.", code="not_found", status=404)


def _standing(grant: Grant, *, by: str, now: datetime) -> Grant:
    return replace(grant, approved_by=by, approved_at=now, expires_at=now + grant.lasts)


def _wrong(field: str, message: str) -> InvalidRequest:
    return InvalidRequest(message, code="invalid_grant", status=422, details={"fields": [field]})

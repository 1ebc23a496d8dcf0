"""The right to object (GDPR Article 21), purpose by purpose, and the right to withdraw.

``{"purposes": ["service_improvement"]}`` stops them at once and needs no proof of who
asks; ``{"purposes": [...], "lift": true}`` takes it back, with the proof that the policy asks
for. Who objects already gets the request that stands. Only what rests on somebody's
interest, or what nobody needs, can be objected to; consent is withdrawn instead, and what
a contract needs goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.consent.records import Author, Signer
from gateway.errors import Refused
from gateway.opt_in import DIRECT_MARKETING
from gateway.policy import Purpose
from gateway.rights.details import choice, flag, known_only, wrong
from gateway.rights.execution import Done, Handling, Page, Preview, PreviewLine
from gateway.rights.kinds import Reason
from gateway.rights.requests import RightsRequest
from gateway.storage.objection_rows import (
    Objection,
    lift_objection,
    object_to,
    objections,
)
from gateway.storage.restriction_rows import people_of
from gateway.storage.transaction import Transaction

# A tenant's purposes by key.
Purposes = Callable[[str], Mapping[str, Purpose]]
_MOST = 50


class ObjectionRight(Handling):
    """Objects in the transaction of the request's own step."""

    def __init__(self, purposes: Purposes) -> None:
        """Args: purposes, of each tenant."""
        super().__init__(_Object())
        self._purposes = purposes

    def check(self, details: Mapping[str, Any], tenant: str) -> None:
        """See Handler; a purpose that cannot be objected to is no right of anybody's."""
        known_only(details, "purposes", "lift")
        flag(details, "lift")
        named, known = details.get("purposes"), self._purposes(tenant)
        if not isinstance(named, list) or not 0 < len(named) <= _MOST:
            raise wrong("purposes")
        for each in named:
            purpose = known.get(each) if isinstance(each, str) else None
            if purpose is None or not purpose.can_be_objected_to:
                raise wrong("purposes")

    def standing(self, transaction: Transaction, request: RightsRequest) -> str:
        """See Handler: the newest, where the person objects to all that is named already."""
        if request.lifts:
            return ""
        held = objections(transaction, request.tenant, subject=request.subject)
        since = {each.purpose: each for each in held if each.lifted_at is None}
        named = set(request.details["purposes"])
        if not named <= since.keys():
            return ""
        return max((since[each] for each in named), key=lambda each: each.since).request_id

    def preview(
        self, transaction: Transaction, request: RightsRequest, *, now: datetime
    ) -> Preview:
        """See Handler."""
        number = len(request.details.get("purposes", ()))
        return Preview(lines=(PreviewLine(store="objections", fate="changed", items=number),))


class _Object:
    store = "objections"

    def run(self, transaction: Transaction, request: RightsRequest, *, page: Page) -> Done:
        """Objects to, or takes back, all that are named."""
        lifting, changed = flag(request.details, "lift"), 0
        for purpose in sorted(set(request.details["purposes"])):
            objection = Objection(
                tenant=request.tenant,
                subject=request.subject,
                purpose=purpose,
                since=page.now,
                request_id=request.request_id,
            )
            if lifting:
                moved = lift_objection(transaction, objection, at=page.now)
            else:
                moved = object_to(transaction, objection)
            if moved:
                changed += 1
                transaction.audit.append(
                    _entry(objection, at=page.now, actor="subject", lifted=lifting)
                )
        return Done(items_removed=changed)


def override_objection(
    transaction: Transaction, objection: Objection, *, reason: Reason, by: str, at: datetime
) -> bool:
    """An officer goes on all the same, for legal claims; False if there is no objection.

    Raises:
        Refused: 409 ``objection_stands``; nothing else is a reason, and an objection to
            direct marketing stands whatever the reason (Article 21(3)).
    """
    if reason is not Reason.LEGAL_CLAIMS or objection.purpose in DIRECT_MARKETING:
        raise Refused(
            "objection_stands", "This objection cannot be set aside on that ground.", status=409
        )
    lifted = lift_objection(transaction, objection, at=at)
    if lifted:
        entry = _entry(objection, at=at, actor=by, lifted=True, reason=reason.value)
        transaction.audit.append(entry)
    return lifted


class WithdrawalRight(Handling):
    """Ends the person's consents, all of them or those for one purpose (GDPR Article 7(3))."""

    def __init__(self, purposes: Purposes) -> None:
        """Args: purposes, of each tenant."""
        super().__init__(_Withdraw())
        self._purposes = purposes

    def check(self, details: Mapping[str, Any], tenant: str) -> None:
        """See Handler."""
        known_only(details, "purpose")
        choice(details, "purpose", known=self._purposes(tenant))

    def preview(
        self, transaction: Transaction, request: RightsRequest, *, now: datetime
    ) -> Preview:
        """See Handler."""
        purpose = request.details.get("purpose")
        held = people_of(transaction).rows.consents(request.tenant, request.subject)
        given = [each for each in held if each.permits(now) and purpose in (None, each.purpose)]
        line = PreviewLine(store="consents", fate="changed", items=len(given))
        return Preview(lines=(line,))


class _Withdraw:
    store = "consents"

    def run(self, transaction: Transaction, request: RightsRequest, *, page: Page) -> Done:
        """Withdraws; there may be nothing to withdraw."""
        ended = people_of(transaction).withdraw_all(
            (request.tenant, request.subject),
            purpose=request.details.get("purpose"),
            at=page.now,
            by=Author(signer=Signer.SUBJECT),
        )
        return Done(items_removed=len(ended))


def _entry(
    objection: Objection, *, at: datetime, actor: str, lifted: bool, reason: str = ""
) -> AuditEntry:
    return AuditEntry(
        act=Act.OBJECTION_CHANGED,
        tenant=objection.tenant,
        at=at,
        subject=objection.subject,
        object_id=objection.request_id,
        actor=as_code(actor),
        facts={"purpose": as_code(objection.purpose), "lifted": lifted, "reason": reason},
    )

"""The right to restriction (GDPR Article 18): nothing is processed, until a date or open.

``{"until": "2027-01-01T00:00:00Z"}`` ends by itself, ``{}`` goes on until the person
asks for ``{"lift": true}``. While it holds nobody chats, exports by purpose leave the
person out, and what is stored is read for an export or for legal claims only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from gateway.consent.persons import Restriction
from gateway.rights.details import flag, known_only, time, wrong
from gateway.rights.execution import Done, Handling, Page, Preview, PreviewLine
from gateway.rights.requests import RightsRequest
from gateway.storage.restriction_rows import HeldRestriction, lift, restrict, restriction
from gateway.storage.transaction import Transaction


class RestrictionRight(Handling):
    """Restricts in the transaction of the request's own step."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Args: now, aware UTC time."""
        super().__init__(_Restrict())
        self._now = now

    def check(self, details: Mapping[str, Any], tenant: str) -> None:
        """See Handler."""
        known_only(details, "until", "lift")
        lifting = flag(details, "lift")
        until = time(details, "until")
        if until is not None and (lifting or until <= self._now()):
            raise wrong("until")

    def preview(
        self, transaction: Transaction, request: RightsRequest, *, now: datetime
    ) -> Preview:
        """See Handler."""
        return Preview(lines=(PreviewLine(store="person", fate="changed", items=1),))


class _Restrict:
    store = "person"

    def run(self, transaction: Transaction, request: RightsRequest, *, page: Page) -> Done:
        """Restricts, moves the end, or lifts; lifting what does not hold changes nothing.

        Nor does an end that passed while the request waited.
        """
        until = time(request.details, "until")
        asked = HeldRestriction(
            tenant=request.tenant,
            subject=request.subject,
            kind=Restriction.REQUESTED,
            since=page.now,
            until=until,
            request_id=request.request_id,
        )
        if not flag(request.details, "lift"):
            if until is not None and until <= page.now:
                return Done()
            restrict(transaction, asked, at=page.now)
            return Done(items_removed=1)
        held = restriction(
            transaction, request.tenant, subject=request.subject, kind=Restriction.REQUESTED
        )
        lift(transaction, held or replace(asked, until=None), at=page.now)
        return Done(items_removed=int(held is not None))

"""Whoever was sent something of a person is told what became of it (GDPR Article 19).

One message a recipient, taken from the record of disclosures: which right, when, how
many disclosures between which times. It holds no value and no text: the recipient's own
records say what was in them, and the request that the controller has says what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from gateway.rights.requests import RightsRequest
from gateway.storage.schema import DISCLOSURE, from_micros
from gateway.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A message to a recipient, the person's controller or the person.

    Attributes:
        tenant, subject, request_id: on whose behalf.
        kind: ``RightsRecipientsNotice``, ``RightsRestrictionLifted``, ``RightsHandOver``.
        at: when it was put.
        body: what is said, as JSON.
    """

    tenant: str
    subject: str
    request_id: str
    kind: str
    at: datetime
    body: Mapping[str, Any] = field(repr=False)


Tell = Callable[[Transaction, Telling], None]


def tell_recipients(
    transaction: Transaction, request: RightsRequest, *, tell: Tell, now: datetime
) -> int:
    """Puts a message for each recipient of the person's disclosures; how many there were."""
    row = DISCLOSURE.c
    query = (
        select(row.recipient, func.count(), func.min(row.at), func.max(row.at))
        .where(row.tenant == request.tenant, row.subject == request.subject)
        .group_by(row.recipient)
        .order_by(row.recipient)
    )
    found = transaction.connection.execute(query).all()
    for recipient, disclosures, first, last in found:
        tell(
            transaction,
            Telling(
                tenant=request.tenant,
                subject=request.subject,
                request_id=request.request_id,
                kind="RightsRecipientsNotice",
                at=now,
                body={
                    "right": request.kind.value,
                    "recipient": recipient,
                    "disclosures": disclosures,
                    "first_at": from_micros(first).isoformat(),
                    "last_at": from_micros(last).isoformat(),
                },
            ),
        )
    return len(found)

"""Who may look into the separate store, and for what: it is all in the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.admin.reasons import read_reason
from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.errors import InvalidRequest, Refused
from gateway.storage.kept_store import Kept, KeptMessage
from gateway.storage.transaction import Transaction

PURPOSE = "legal_compliance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Somebody wants to read a conversation that a law keeps.

    Attributes:
        tenant: whose it is.
        kept_id: its id in the separate store.
        purpose: only ``legal_compliance`` is let through.
        reason: see gateway.admin.reasons.
        by: id of a key, or ``command``.
    """

    tenant: str
    kept_id: str
    purpose: str
    reason: str
    by: str


def listed(transaction: Transaction, tenant: str, *, subject: str | None = None) -> Sequence[Kept]:
    """What is kept of a tenant, or of one person, without the texts."""
    store = transaction.kept
    if store is None or not store.is_made:
        return []
    return store.listed(tenant, subject=subject)


def read_kept(
    transaction: Transaction, reading: Reading, *, now: datetime
) -> tuple[Kept, Sequence[KeptMessage]]:
    """A conversation with its texts.

    Raises:
        Refused: it is for another purpose.
        InvalidRequest: no reason is given, or there is no such conversation.
    """
    if reading.purpose != PURPOSE:
        raise Refused(
            "purpose_refused",
            f"What a law keeps is read only for the purpose {PURPOSE}.",
            status=403,
        )
    reason = read_reason(reading.reason, said_by="--reason")
    store = transaction.kept
    found = None
    if store is not None and store.is_made:
        found = store.messages(reading.tenant, reading.kept_id)
    if found is None:
        raise InvalidRequest("There is no such conversation.", code="not_found", status=404)
    kept, _ = found
    transaction.audit.append(
        AuditEntry(
            act=Act.CONTENT_READ,
            tenant=kept.tenant,
            at=now,
            subject=kept.subject,
            object_id=as_code(kept.kept_id),
            actor=as_code(reading.by),
            facts={"store": "separate", "purpose": PURPOSE, **reason.facts()},
        )
    )
    return found

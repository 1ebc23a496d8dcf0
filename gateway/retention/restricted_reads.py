"""Refuses to show records of a restricted class, and keeps in the log who wanted to see them.

Requests, reports and holds lie under their class from the day on which they are closed,
decided or released: until then they are work, which is anybody's whose role does it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.model import Role
from gateway.policy import Policy
from gateway.retention.restricted import CLASS_RESTRICTED, class_restricted, keeps_from
from gateway.storage.transaction import Acting


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsAsked:
    """A wish to read records of one kind.

    Attributes:
        tenant, actor, role: of who wants to.
        kind: of the records, such as ``requests``.
        at: aware, UTC.
        object_id: of the one record that is asked for, or empty.
        subject: keyed hash of whose records they are, or empty.
    """

    tenant: str
    actor: str
    role: Role
    kind: str
    at: datetime
    object_id: str = ""
    subject: str = ""


async def check_read(store: object, asked: RecordsAsked, *, policy: Policy) -> None:
    """Lets those read whom the class names.

    Args:
        store: takes the audit entry, where acts can be done in it.
        asked: who wants to read what.
        policy: of the tenant.

    Raises:
        Refused: 403 ``class_restricted``.
    """
    if not keeps_from(policy, asked.kind, role=asked.role):
        return
    entry = AuditEntry(
        act=Act.READ_REFUSED,
        tenant=asked.tenant,
        at=asked.at,
        subject=asked.subject,
        object_id=as_code(asked.object_id),
        actor=as_code(asked.actor),
        facts={"what": asked.kind, "role": asked.role.value, "outcome": CLASS_RESTRICTED},
    )
    if isinstance(store, Acting):
        await store.act(lambda each: each.audit.append(entry), tenants={asked.tenant})
    raise class_restricted()

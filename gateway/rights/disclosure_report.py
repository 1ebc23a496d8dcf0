"""What of a person went to whom, when, for what, under which consent; and what was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from gateway.admin.reasons import ReadReason, ReasonCode
from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.errors import InvalidRequest, Refused
from gateway.model import Role
from gateway.policy import Tenant
from gateway.rights.data_stores import Holder, PageAsked
from gateway.rights.exporters import EXPORTERS
from gateway.storage.restriction_rows import people_of
from gateway.storage.transaction import Acting, Transaction

PAGE = 200
_ID_LENGTH = 64


class Listed(StrEnum):
    """Which of the two lists."""

    DISCLOSURES = "disclosures"
    REFUSALS = "refusals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Who reads a person's data, when and why.

    Attributes:
        holder: whose data.
        now: aware, UTC.
        actor: a key's id, ``subject`` or ``command``.
        reason: None for the person.
        role: of who reads.
    """

    holder: Holder
    now: datetime
    actor: str
    role: Role = Role.SUBJECT
    reason: ReadReason | None = None

    def entry(self, what: str, *, count: int, object_id: str = "") -> AuditEntry | None:
        """What the audit log says of it; nothing of people who read what is theirs."""
        if self.reason is None:
            return None
        return AuditEntry(
            act=Act.CONTENT_READ,
            tenant=self.holder.tenant,
            at=self.now,
            subject=self.holder.subject,
            object_id=as_code(object_id),
            actor=as_code(self.actor),
            facts={"what": what, **self.reason.facts(), "items": count},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """A page of the report; ``after`` is the id to go on from, or None."""

    listed: Listed
    items: Sequence[Mapping[str, Any]] = field(repr=False)
    after: str | None

    def as_json(self) -> dict[str, Any]:
        """The page as callers see it."""
        return {self.listed.value: list(self.items), "after": self.after}


def check_reason(transaction: Transaction, reading: Reading) -> None:
    """What is stored of a restricted person is for them, and for legal claims.

    Raises:
        Refused: 403 ``subject_restricted``.
    """
    if reading.reason is None or reading.reason.code is ReasonCode.LEGAL_CLAIM:
        return
    holder = reading.holder
    person = people_of(transaction).rows.person(holder.tenant, holder.subject)
    if person is not None and person.restrictions:
        raise Refused(
            "subject_restricted",
            "What is stored of this person is read for legal claims only at present.",
            status=403,
            details={"reasons": sorted(person.restrictions)},
        )


async def report_page(
    store: Acting,
    tenant: Tenant,
    *,
    reading: Reading,
    listed: Listed = Listed.DISCLOSURES,
    after: str | None = None,
) -> ReportPage:
    """One page of the report, oldest first; an officer's reading is audited with it.

    Args:
        store: where it stands.
        tenant: whose recipients are named.
        reading: who asks.
        listed: which list.
        after: id of the last item of the page before.

    Raises:
        InvalidRequest: ``after`` has no id's form.
        Refused: see ``check_reason``.
    """
    if after is not None and not (after.isascii() and 0 < len(after) <= _ID_LENGTH):
        raise InvalidRequest("There is no such page.", status=422, details={"fields": ["after"]})
    asked = PageAsked(now=reading.now, after=None if after is None else [after], rows=PAGE)

    def act(transaction: Transaction) -> ReportPage:
        check_reason(transaction, reading)
        found = EXPORTERS[listed.value](transaction, reading.holder, asked)
        entry = reading.entry(listed.value, count=len(found.items))
        if entry is not None:
            transaction.audit.append(entry)
        items = [named(each, tenant) for each in found.items]
        return ReportPage(
            listed=listed, items=items, after=None if found.after is None else found.after[0]
        )

    return await store.act(act, tenants=[reading.holder.tenant])


def named(item: Mapping[str, Any], tenant: Tenant) -> dict[str, Any]:
    """An item with the recipient's name and country, null where it is configured no more."""
    known = next((each for each in tenant.recipients if each.key == item["recipient"]), None)
    return {
        **item,
        "recipient_name": known.party if known is not None else None,
        "recipient_country": known.country if known is not None else None,
    }

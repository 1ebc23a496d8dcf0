"""Puts notices of incidents out, by webhook or by hand, until they are acknowledged."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.incidents.incident import Incident, Notice, Target, phase_of
from gateway.incidents.notice_message import acknowledgement_code, detection, notice_body
from gateway.policy import Tenant
from gateway.proxy.subject import TenantKeys
from gateway.storage import incident_rows, outbox_rows
from gateway.storage.transaction import Transaction

_MOST_RESENT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who does something, and when: id of a key or user, or ``command``; aware UTC time."""

    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Tells.

    Attributes:
        tenants: by key; theirs are the webhooks.
        keys: each tenant's; of the codes with which notices are acknowledged.
        new_id: random ids.
    """

    tenants: Mapping[str, Tenant]
    keys: Mapping[str, TenantKeys] = field(repr=False)
    new_id: Callable[[], str]

    def has_webhook(self, tenant: str) -> bool:
        """Whether the tenant has one that incidents are told to."""
        return self.tenants[tenant].webhooks.of(outbox_rows.INCIDENTS) is not None

    def announce(self, transaction: Transaction, incident: Incident, *, at: datetime) -> None:
        """Says that there is an incident; nobody has to acknowledge that."""
        self._put(transaction, incident, message_id=self.new_id(), body=detection(incident), at=at)

    def tell(
        self,
        transaction: Transaction,
        incident: Incident,
        *,
        target: Target,
        by: By,
        hand: bool = False,
    ) -> None:
        """Adds a notice; one told by hand is acknowledged by whoever says so."""
        notices = incident_rows.notices(transaction, incident)
        notice = Notice(
            seq=len(notices) + 1,
            target=target,
            phase=phase_of(incident, target, notices=notices),
            at=by.at,
            by=by.actor,
            message_id="" if hand else self.new_id(),
            attempts=0 if hand else 1,
            next_at=None if hand else by.at + outbox_rows.wait_after(0),
            acknowledged_at=by.at if hand else None,
            acknowledged_by=by.actor if hand else "",
        )
        incident_rows.add_notice(transaction, incident, notice=notice)
        facts = {"target": target.value, "phase": notice.phase.value, "by_hand": hand}
        note(transaction, incident, act=Act.INCIDENT_TOLD, by=by, facts=facts)
        if not hand:
            self._put_notice(transaction, incident, notice=notice, at=by.at)

    def resend(self, transaction: Transaction, now: datetime) -> int:
        """Puts notices out again that nobody has acknowledged; how many were due."""
        found = incident_rows.waiting(transaction, now, tenants=self.tenants, most=_MOST_RESENT)
        for tenant, incident_id, notice in found:
            incident = incident_rows.find(transaction, tenant, incident_id=incident_id)
            if incident is None:
                continue
            later = now + outbox_rows.wait_after(notice.attempts)
            again = replace(notice, attempts=notice.attempts + 1, next_at=later)
            incident_rows.change_notice(transaction, incident, notice=again)
            # One that no server has taken yet is tried by the outbox itself.
            if not outbox_rows.is_waiting(transaction, tenant, message_id=notice.message_id):
                self._put_notice(transaction, incident, notice=again, at=now)
        return len(found)

    def tenant_of(self, incident_id: str, *, seq: int, code: str) -> str | None:
        """Whose notice a code acknowledges, or None where it is none's."""
        for tenant in self.keys:
            made = self._code(tenant, incident_id, seq=seq)
            if hmac.compare_digest(made.encode(), code.encode("utf-8", "replace")):
                return tenant
        return None

    def _code(self, tenant: str, incident_id: str, *, seq: int) -> str:
        key = self.keys[tenant].withdrawal
        return acknowledgement_code(key, tenant, incident_id=incident_id, seq=seq)

    def _put_notice(
        self, transaction: Transaction, incident: Incident, *, notice: Notice, at: datetime
    ) -> None:
        contact = self.tenants[incident.tenant].policy.operator.contact
        code = self._code(incident.tenant, incident.incident_id, seq=notice.seq)
        body = notice_body(incident, notice, contact=contact, code=code)
        self._put(transaction, incident, message_id=notice.message_id, body=body, at=at)

    def _put(
        self,
        transaction: Transaction,
        incident: Incident,
        *,
        message_id: str,
        body: Mapping[str, Any],
        at: datetime,
    ) -> None:
        if not self.has_webhook(incident.tenant):
            return
        message = outbox_rows.Message(
            tenant=incident.tenant,
            message_id=message_id,
            subject="",
            kind=str(body["type"]),
            target=outbox_rows.INCIDENTS,
            body=body,
            created_at=at,
        )
        outbox_rows.put(transaction, message)


def note(
    transaction: Transaction,
    incident: Incident,
    *,
    act: Act,
    by: By,
    facts: Mapping[str, str | int | bool],
) -> None:
    """Appends what was done to the audit log."""
    entry = AuditEntry(
        act=act,
        tenant=incident.tenant,
        at=by.at,
        object_id=incident.incident_id,
        actor=as_code(by.actor),
        facts=facts,
    )
    transaction.audit.append(entry)

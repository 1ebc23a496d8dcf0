"""The entries of what the store is told to keep: which facts of a record the log takes.

Ids that a chatbot may choose (of conversations) and texts stay out; configured names and
ids of another form than entries take are replaced with their hash.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gateway.audit.entry import Act, AuditEntry, as_code, as_text
from gateway.consent.persons import Person, Report, ReportState
from gateway.consent.records import ConsentRecord
from gateway.storage.consent_ports import Refusal
from gateway.storage.ports import ApiKey, Disclosure, StoredConversation


def consent_entry(event: ConsentRecord) -> AuditEntry:
    """A consent event."""
    return AuditEntry(
        act=Act.CONSENT_RECORDED,
        tenant=event.tenant,
        at=event.recorded_at or event.event_time,
        subject=event.subject,
        object_id=as_code(event.record_id),
        actor=as_code(event.recorded_by) or "gateway",
        facts={
            "state": event.state.value,
            "purpose": as_code(event.purpose),
            "recipient": as_code(event.recipient),
            "notice": as_code(event.notice),
            "method": as_code(event.method),
            "signer": event.signer.value,
            "event": event.event_id,
        },
    )


def person_entry(person: Person, at: datetime) -> AuditEntry:
    """A new version of what is known of a person."""
    return AuditEntry(
        act=Act.PERSON_CHANGED,
        tenant=person.tenant,
        at=at,
        subject=person.subject,
        facts={
            "version": person.version,
            "age_band": person.age_band.value,
            "tracking_refused": person.tracking_refused,
            "restrictions": ",".join(sorted(each.value for each in person.restrictions)),
        },
    )


def report_entry(report: Report) -> AuditEntry:
    """A report of an under-age person, or its decision."""
    is_open = report.state is ReportState.OPEN
    return AuditEntry(
        act=Act.REPORT_FILED if is_open else Act.REPORT_DECIDED,
        tenant=report.tenant,
        at=report.decided_at or report.reported_at,
        subject=report.subject,
        object_id=as_code(report.report_id),
        facts={"state": report.state.value},
    )


def disclosure_entry(disclosure: Disclosure) -> AuditEntry:
    """Text is about to leave."""
    d = disclosure
    return AuditEntry(
        act=Act.DISCLOSED,
        tenant=d.tenant,
        at=d.at,
        subject=d.subject,
        object_id=as_code(d.disclosure_id),
        facts={
            "purpose": as_code(d.purpose),
            "recipient": as_code(d.recipient),
            "policy": as_code(d.policy),
            "consent": as_code(d.basis.consent_id or ""),
            "notice": as_code(d.basis.notice),
        },
    )


def refusal_entry(refusal: Refusal) -> AuditEntry:
    """A request was refused."""
    return AuditEntry(
        act=Act.REFUSED,
        tenant=refusal.tenant,
        at=refusal.at,
        subject=refusal.subject,
        object_id=as_code(refusal.refusal_id),
        facts={
            "code": as_code(refusal.code),
            "check": as_code(refusal.check),
            "purpose": as_code(refusal.purpose),
            "recipient": as_code(refusal.recipient),
            "policy": as_code(refusal.policy),
        },
    )


def key_entry(key: ApiKey) -> AuditEntry:
    """An API key was made; its label stays out."""
    return AuditEntry(
        act=Act.KEY_CREATED,
        tenant=key.tenant,
        at=key.created_at,
        object_id=as_code(key.key_id),
        actor="command",
        facts={"role": key.role.value}
        | ({"expires": as_text(key.expires_at)} if key.expires_at is not None else {}),
    )


def revocation_entry(key_id: str, tenant: str, *, at: datetime) -> AuditEntry:
    """An API key was revoked."""
    return AuditEntry(
        act=Act.KEY_REVOKED, tenant=tenant, at=at, object_id=as_code(key_id), actor="command"
    )


def read_entry(
    tenant: str, found: Sequence[StoredConversation], *, subject: str | None, at: datetime
) -> AuditEntry:
    """Somebody was shown stored texts: of one person, or of a tenant."""
    return AuditEntry(
        act=Act.CONTENT_READ,
        tenant=tenant,
        at=at,
        subject=subject,
        actor="command",
        facts={
            "conversations": len(found),
            "messages": sum(len(each.messages) for each in found),
        },
    )

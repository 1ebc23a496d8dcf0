"""Filled-in lead forms: a row each, its words sealed under a data key of their own.

A form is kept under its own retention class, whatever becomes of the conversation in which
it was filled in. Where the class's clock starts anew with each interaction, the last chat
of the person counts, too: it is looked up when the row would end.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, insert, select, update

from gateway.consent.offer import OPERATOR
from gateway.consent.persons import Person
from gateway.consent.records import ConsentRecord
from gateway.policy_retention import RetentionClass, Trigger
from gateway.retention.classes import later
from gateway.storage.held_people import held_people
from gateway.storage.hold_rows import in_force
from gateway.storage.people_rows import (
    CONSENT_COLUMNS,
    PERSON_COLUMNS,
    read_consent,
    read_person,
)
from gateway.storage.schema import (
    CONSENT_CURRENT,
    CONVERSATION,
    SUBJECT,
    from_micros,
    to_micros,
)
from gateway.storage.schema_forms import FORM_ENTRY
from gateway.storage.sealed import Sealed, place, seal, shred, unseal
from gateway.storage.transaction import Transaction

_TABLE = "form_entry"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormEntry:
    """One form as it was filled in; the repr holds no word of it.

    Attributes:
        tenant, subject: whose.
        entry_id: random.
        form: key of the form.
        purpose: what it is used for.
        policy: reference of the policy that was in force.
        received_at: when.
        conversation_id: in which it was filled in, as the store names it, or empty.
        consent_id: the record that it rests on, or empty.
        entity_counts: what was redacted, by type.
        fields: what was entered, as it is kept; empty where its key is gone.
        retention_class: key of its class.
        erase_by: when it ends.
    """

    tenant: str
    subject: str
    entry_id: str
    form: str
    purpose: str
    policy: str
    received_at: datetime
    conversation_id: str = ""
    consent_id: str = ""
    entity_counts: Mapping[str, int] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    retention_class: str = ""
    erase_by: datetime | None = None

    def resting_on(self, consent_id: str) -> FormEntry:
        """The same, resting on a consent, or on none."""
        return replace(self, consent_id=consent_id)


def standing(
    transaction: Transaction, tenant: str, *, subject: str, purpose: str
) -> tuple[Person | None, ConsentRecord | None]:
    """What is known of somebody, and their consent for a purpose and the operator itself."""
    person = transaction.connection.execute(
        select(*(SUBJECT.c[name] for name in PERSON_COLUMNS)).where(
            SUBJECT.c.tenant == tenant, SUBJECT.c.subject == subject
        )
    ).one_or_none()
    held = CONSENT_CURRENT.c
    consent = transaction.connection.execute(
        select(*(held[name] for name in CONSENT_COLUMNS)).where(
            held.tenant == tenant,
            held.subject == subject,
            held.purpose == purpose,
            held.recipient == OPERATOR,
        )
    ).one_or_none()
    return (
        read_person(tuple(person)) if person is not None else None,
        read_consent(tuple(consent)) if consent is not None else None,
    )


def add_entry(
    transaction: Transaction, entry: FormEntry, *, retention_class: RetentionClass
) -> FormEntry:
    """Keeps a form under a class; the entry with its class and its end."""
    ends = later(entry.received_at, retention_class.duration)
    sealed = seal(
        transaction.keys,
        json.dumps(dict(entry.fields), ensure_ascii=False).encode("utf-8", "surrogatepass"),
        tenant=entry.tenant,
        where=place(_TABLE, entry.tenant, row_id=entry.entry_id),
        at=entry.received_at,
    )
    counts = dict(sorted(entry.entity_counts.items()))
    transaction.connection.execute(
        insert(FORM_ENTRY).values(
            tenant=entry.tenant,
            entry_id=entry.entry_id,
            subject=entry.subject,
            conversation_id=entry.conversation_id,
            form=entry.form,
            purpose=entry.purpose,
            policy=entry.policy,
            retention_class=retention_class.key,
            trigger=retention_class.trigger.value,
            duration=retention_class.duration,
            consent_id=entry.consent_id,
            received_at=to_micros(entry.received_at),
            erase_by=to_micros(ends),
            entity_counts=json.dumps(counts) if counts else "",
            dek_id=sealed.dek_id,
            body=sealed.body,
        )
    )
    found = find_entry(transaction, entry.tenant, entry_id=entry.entry_id)
    if found is None:
        raise AssertionError("a row that was just written is there")
    return found


def find_entry(transaction: Transaction, tenant: str, *, entry_id: str) -> FormEntry | None:
    """One form, or None."""
    row = FORM_ENTRY.c
    query = select(FORM_ENTRY).where(row.tenant == tenant, row.entry_id == entry_id)
    found = transaction.connection.execute(query).one_or_none()
    return read_entry(transaction, found) if found is not None else None


def entries_of(
    transaction: Transaction, tenant: str, *, form: str, after: str = "", limit: int = 100
) -> Sequence[FormEntry]:
    """What was entered into a form, in order of the ids, which grow with time."""
    row = FORM_ENTRY.c
    query = select(FORM_ENTRY).where(row.tenant == tenant, row.form == form, row.entry_id > after)
    rows = transaction.connection.execute(query.order_by(row.entry_id).limit(limit)).all()
    return [read_entry(transaction, each) for each in rows]


def read_entry(transaction: Transaction, row: Any) -> FormEntry:
    """An entry of a row with all columns."""
    where = place(_TABLE, row.tenant, row_id=row.entry_id)
    sealed = Sealed(dek_id=row.dek_id, body=bytes(row.body))
    data = unseal(transaction.keys, sealed, where=where)
    return FormEntry(
        tenant=row.tenant,
        subject=row.subject,
        entry_id=row.entry_id,
        form=row.form,
        purpose=row.purpose,
        policy=row.policy,
        received_at=from_micros(row.received_at),
        conversation_id=row.conversation_id,
        consent_id=row.consent_id,
        entity_counts=json.loads(row.entity_counts) if row.entity_counts else {},
        fields=json.loads(data) if data is not None else {},
        retention_class=row.retention_class,
        erase_by=from_micros(row.erase_by),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """One page of a sweep: how many forms were due, and how many of them have ended."""

    looked_at: int
    ended: int


def sweep_entries(transaction: Transaction, tenant: str, *, now: datetime, limit: int) -> Swept:
    """Ends the oldest forms whose time is over; nothing is looked at when none is left.

    Who is under a legal hold keeps them; who has chatted since keeps those whose clock
    starts anew with each interaction until their new end.
    """
    row = FORM_ENTRY.c
    held = held_people(transaction, tenant)
    scopes = [each.scope for each in in_force(transaction.connection, [tenant])]
    kept = {each for scope in scopes for each in scope.conversations}
    due = [row.tenant == tenant, row.erase_by <= to_micros(now), *held.conditions(row.subject)]
    if kept:
        due.append(row.conversation_id.not_in(sorted(kept)))
    rows = transaction.connection.execute(
        select(FORM_ENTRY).where(*due).order_by(row.erase_by).limit(limit)
    ).all()
    ended = [each for each in rows if not _prolonged(transaction, each, now=now)]
    shred(transaction, [each.dek_id for each in ended], at=now)
    gone = [each.entry_id for each in ended]
    transaction.connection.execute(
        delete(FORM_ENTRY).where(row.tenant == tenant, row.entry_id.in_(gone))
    )
    return Swept(looked_at=len(rows), ended=len(ended))


def _prolonged(transaction: Transaction, entry: Any, *, now: datetime) -> bool:
    """Whether the person has spoken since, so that the end lies later; it is noted then."""
    if entry.trigger != Trigger.LAST_INTERACTION.value:
        return False
    talk = CONVERSATION.c
    latest = transaction.connection.execute(
        select(func.max(talk.last_interaction_at)).where(
            talk.tenant == entry.tenant, talk.subject == entry.subject
        )
    ).scalar()
    start = max(entry.received_at, latest or 0)
    ends = later(from_micros(start), entry.duration)
    if ends <= now:
        return False
    row = FORM_ENTRY.c
    transaction.connection.execute(
        update(FORM_ENTRY)
        .where(and_(row.tenant == entry.tenant, row.entry_id == entry.entry_id))
        .values(erase_by=to_micros(ends))
    )
    return True

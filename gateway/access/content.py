"""Reads one conversation for somebody who works for the operator, and notes that they did.

Whether it may be read is asked in the transaction that reads it and that notes the read:
a grant that was revoked on another replica a moment ago lets nothing out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from gateway.access.grant_desk import several_people
from gateway.access.grants import Grant, View
from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.errors import InvalidRequest, Refused
from gateway.model import Role
from gateway.policy import Policy
from gateway.retention.restricted import class_restricted, is_restricted
from gateway.retention.terms import read_terms
from gateway.rights.conversation_rows import read_conversation
from gateway.rights.data_stores import Holder, PageAsked
from gateway.storage import grant_rows
from gateway.storage.grant_rows import Read
from gateway.storage.restriction_rows import people_of
from gateway.storage.schema import CONVERSATION
from gateway.storage.transaction import Transaction

LEGAL_CLAIM = "legal_claim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Who wants to read which conversation.

    Attributes:
        tenant: whose.
        conversation_id: as the store has it.
        subject: keyed hash of its person, where that was said.
        view: masked or clear.
        role, actor: of who reads; ``actor`` is the id of a key.
        reason, ticket: why, of an officer; support reads for the grant's reason.
        read_id: random.
        now: aware, UTC.
    """

    tenant: str
    conversation_id: str
    subject: str | None = None
    view: View
    role: Role
    actor: str
    reason: str = ""
    ticket: str = ""
    read_id: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A conversation with its texts as they are stored, and the grant it was read under.

    Where ``refused`` is not None, nothing is shown.
    """

    shown: Mapping[str, Any] = field(repr=False)
    grant: Grant | None
    refused: Refused | None = None


def read_content(transaction: Transaction, reading: Reading, *, policy: Policy) -> Content:
    """Reads, and notes the read in the audit log and with the grant.

    Returns:
        The conversation; or why it is not shown (``grant_needed``, ``class_restricted``,
        ``subject_restricted``), so that the log keeps who tried.

    Raises:
        InvalidRequest: there is no such conversation that may still be read, or several
            people have one of this id.
    """
    try:
        return _read(transaction, reading, policy=policy)
    except InvalidRequest:
        raise
    except Refused as refused:
        _note_refused(transaction, reading, code=refused.code)
        return Content(shown={}, grant=None, refused=refused)


def _read(transaction: Transaction, reading: Reading, *, policy: Policy) -> Content:
    row = _row(transaction, reading)
    grant = None
    if reading.role is Role.SUPPORT:
        # Before anything else, so that nobody learns without a grant what there is.
        grant = _grant(transaction, reading, content=_content(row))
    if row is None:
        raise _no_conversation()
    if reading.role is not Role.PRIVACY_OFFICER and is_restricted(
        policy, row.retention_class, terms=read_terms(row.terms), now=reading.now
    ):
        raise class_restricted()
    _check_person(transaction, reading, subject=row.subject)
    shown = read_conversation(
        transaction,
        Holder(tenant=row.tenant, subject=row.subject),
        conversation_id=reading.conversation_id,
        asked=PageAsked(now=reading.now),
    )
    if shown is None:
        raise _no_conversation()
    _note(transaction, reading, subject=row.subject, grant=grant, messages=len(shown["messages"]))
    if grant is not None:
        read = Read(
            tenant=reading.tenant,
            grant_id=grant.grant_id,
            read_id=reading.read_id,
            by=reading.actor,
            view=reading.view,
            content=_content(row),
            messages=len(shown["messages"]),
            at=reading.now,
        )
        grant_rows.add_read(transaction.connection, read)
    return Content(shown=shown, grant=grant)


def _row(transaction: Transaction, reading: Reading) -> Any:
    row = CONVERSATION.c
    query = select(CONVERSATION).where(
        row.tenant == reading.tenant,
        row.conversation_id == reading.conversation_id,
        row.retired == 0,
    )
    if reading.subject is not None:
        query = query.where(row.subject == reading.subject)
    found = transaction.connection.execute(query.limit(2)).all()
    if len(found) > 1:
        if reading.role is Role.SUPPORT:
            _check_named(transaction, reading)
        raise several_people()
    return found[0] if found else None


def _content(row: Any) -> str:
    return "" if row is None else grant_rows.content_of(row.dek_id)


def _check_named(transaction: Transaction, reading: Reading) -> None:
    """That several people have a conversation of this id is said to who has a grant for it."""
    standing = grant_rows.standing(transaction.connection, reading.tenant, now=reading.now)
    if not any(
        each.view is reading.view and each.names(reading.conversation_id, reader=reading.actor)
        for each in standing
    ):
        raise _grant_needed(reading)


def _grant(transaction: Transaction, reading: Reading, *, content: str) -> Grant:
    """The first standing grant that covers the conversation in this view."""
    standing = grant_rows.standing(transaction.connection, reading.tenant, now=reading.now)
    for grant in standing:
        named = content or "nothing"
        if grant.view is reading.view and grant.covers(named, reader=reading.actor):
            return grant
    raise _grant_needed(reading)


def _grant_needed(reading: Reading) -> Refused:
    return Refused(
        "grant_needed",
        "The tenant has not granted this view of this conversation, or not any more.",
        status=403,
        details={"view": reading.view.value},
    )


def _check_person(transaction: Transaction, reading: Reading, *, subject: str) -> None:
    """What is stored of a restricted person is read for legal claims, by officers only."""
    if reading.role is not Role.SUPPORT and reading.reason == LEGAL_CLAIM:
        return
    person = people_of(transaction).rows.person(reading.tenant, subject)
    if person is not None and person.restrictions:
        raise Refused(
            "subject_restricted",
            "What is stored of this person is read for legal claims only at present.",
            status=403,
            details={"reasons": sorted(person.restrictions)},
        )


def _note(
    transaction: Transaction,
    reading: Reading,
    *,
    subject: str,
    grant: Grant | None,
    messages: int,
) -> None:
    facts: dict[str, str | int | bool] = {
        "what": "content",
        "view": reading.view.value,
        "role": reading.role.value,
        "items": messages,
        "reason": grant.reason.value if grant is not None else reading.reason,
    }
    ticket = grant.ticket if grant is not None else reading.ticket
    if ticket:
        facts["ticket"] = as_code(ticket)
    if grant is not None:
        facts["grant"] = as_code(grant.grant_id)
    transaction.audit.append(
        AuditEntry(
            act=Act.CONTENT_READ,
            tenant=reading.tenant,
            at=reading.now,
            subject=subject,
            object_id=as_code(reading.conversation_id),
            actor=as_code(reading.actor),
            facts=facts,
        )
    )


def _note_refused(transaction: Transaction, reading: Reading, *, code: str) -> None:
    transaction.audit.append(
        AuditEntry(
            act=Act.READ_REFUSED,
            tenant=reading.tenant,
            at=reading.now,
            object_id=as_code(reading.conversation_id),
            actor=as_code(reading.actor),
            facts={"what": "content", "role": reading.role.value, "outcome": code},
        )
    )


def _no_conversation() -> InvalidRequest:
    return InvalidRequest("There is no such conversation.", code="not_found", status=404)

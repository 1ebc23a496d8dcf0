"""Asks for, gives, answers and ends grants of access; each step with its audit entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from gateway.access import grants
from gateway.access.grants import Grant, GrantKind, no_grant
from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.errors import InvalidRequest
from gateway.model import Role
from gateway.retention.hold_desk import By
from gateway.rights.recipients_told import Tell, Telling
from gateway.storage import grant_rows
from gateway.storage.grant_rows import Read
from gateway.storage.schema import CONVERSATION
from gateway.storage.transaction import Acting, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A grant as it is asked for, and for which of the stored conversations.

    Attributes:
        grant: without ``content``.
        role: of who asks.
        by: who asks, and when.
        subject: keyed hash of the person whose conversation it is, where that was said.
    """

    grant: Grant
    role: Role
    by: By
    subject: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantDesk:
    """What can be done with grants.

    Attributes:
        store: holds them.
        tell: puts a message for the tenant into the outbox.
    """

    store: Acting
    tell: Tell

    async def ask(self, wanted: Wanted) -> Grant:
        """Keeps a grant: it stands at once where the tenant's officer gives it.

        Raises:
            GatewayError: as gateway.access.grants says; there is no such conversation, or
                several people have one of this id. Support is not told so: what it asks for
                is kept, and covers nothing.
        """
        grant, by = wanted.grant, wanted.by
        grants.check_request(grant, wanted.role)

        def act(transaction: Transaction) -> Grant:
            named = grant
            if grant.conversation_id:
                named = replace(grant, content=_content(transaction, wanted))
            named = grants.given(named, wanted.role, by=by.actor, now=by.at)
            self._check_first(transaction, named, by=by)
            named = _no_longer(transaction, named)
            grant_rows.add(transaction.connection, named)
            self._note(transaction, named, step=named.state(by.at).value, by=by)
            return named

        return await self.store.act(act, tenants=[grant.tenant])

    async def approve(self, tenant: str, grant_id: str, *, role: Role, by: By) -> Grant:
        """Lets a grant stand; of broken glass the tenant is told in the same transaction.

        Raises:
            GatewayError: as gateway.access.grants says.
        """

        def act(transaction: Transaction) -> Grant:
            held = _found(transaction, tenant, grant_id=grant_id)
            grant = grants.approved(held, role, by=by.actor, now=by.at)
            self._check_first(transaction, grant, by=by)
            grant = _no_longer(transaction, grant)
            grant_rows.put(transaction.connection, grant)
            self._note(transaction, grant, step="approved", by=by)
            return grant

        return await self.store.act(act, tenants=[tenant])

    async def end(self, tenant: str, grant_id: str, *, role: Role, by: By) -> Grant:
        """Revokes or dismisses; the next read on any replica is refused.

        Raises:
            GatewayError: as gateway.access.grants says.
        """

        def act(transaction: Transaction) -> Grant:
            held = _found(transaction, tenant, grant_id=grant_id)
            grant = grants.ended(held, role, by=by.actor, now=by.at)
            if grant != held:
                grant_rows.put(transaction.connection, grant)
                self._note(transaction, grant, step=grant.state(by.at).value, by=by)
            return grant

        return await self.store.act(act, tenants=[tenant])

    async def listed(self, tenant: str) -> tuple[Sequence[Grant], Mapping[str, int]]:
        """The newest grants of a tenant, and how often each was used."""
        return await self.store.act(
            lambda act: (
                grant_rows.listed(act.connection, tenant),
                grant_rows.read_counts(act.connection, tenant),
            ),
            tenants=[tenant],
        )

    async def one(self, tenant: str, grant_id: str) -> tuple[Grant, Sequence[Read]]:
        """A grant and the reads under it.

        Raises:
            InvalidRequest: there is none.
        """
        return await self.store.act(
            lambda act: (
                _found(act, tenant, grant_id=grant_id),
                grant_rows.reads(act.connection, tenant, grant_id=grant_id),
            ),
            tenants=[tenant],
        )

    def _check_first(self, transaction: Transaction, grant: Grant, *, by: By) -> None:
        first = None
        if grant.follows:
            first = grant_rows.find(transaction.connection, grant.tenant, grant_id=grant.follows)
        grants.check_follows(grant, first, now=by.at)

    def _note(self, transaction: Transaction, grant: Grant, *, step: str, by: By) -> None:
        said: dict[str, Any] = {
            "step": step,
            "kind": grant.kind.value,
            "view": grant.view.value,
            "reason": grant.reason.value,
            "ticket": as_code(grant.ticket),
            "scope": "conversation" if grant.content else "tenant",
        }
        entry = AuditEntry(
            act=Act.GRANT_CHANGED,
            tenant=grant.tenant,
            at=by.at,
            object_id=as_code(grant.grant_id),
            actor=as_code(by.actor),
            facts=said,
        )
        transaction.audit.append(entry)
        if grant.kind is not GrantKind.BREAK_GLASS:
            return
        self.tell(
            transaction,
            Telling(
                tenant=grant.tenant,
                subject="",
                request_id=grant.grant_id,
                kind="AccessBreakGlass",
                at=by.at,
                body={
                    **said,
                    "requested_by": grant.requested_by,
                    "approved_by": grant.approved_by or None,
                    "conversation": grant.conversation_id or None,
                    "expires_at": grant.expires_at.isoformat() if grant.expires_at else None,
                },
            ),
        )


def _content(transaction: Transaction, wanted: Wanted) -> str:
    """The conversation that a wanted grant names, as grants have it."""
    try:
        dek_id = _conversation(transaction, wanted.grant, subject=wanted.subject)
    except InvalidRequest:
        if wanted.role is not Role.SUPPORT:
            raise
        return grants.NOTHING_NAMED
    return grant_rows.content_of(dek_id)


def _conversation(transaction: Transaction, grant: Grant, *, subject: str | None) -> str:
    """The data key's id of the conversation that a grant names."""
    row = CONVERSATION.c
    query = select(row.dek_id).where(
        row.tenant == grant.tenant, row.conversation_id == grant.conversation_id, row.retired == 0
    )
    if subject is not None:
        query = query.where(row.subject == subject)
    found = transaction.connection.execute(query.limit(2)).scalars().all()
    if not found:
        raise InvalidRequest("There is no such conversation.", code="not_found", status=404)
    if len(found) > 1:
        raise several_people()
    return str(found[0])


def several_people() -> InvalidRequest:
    """The refusal where a conversation's id is not enough to say which."""
    return InvalidRequest(
        "Several people have a conversation of this id: name the subject.",
        status=422,
        details={"fields": ["subject"]},
    )


def _no_longer(transaction: Transaction, grant: Grant) -> Grant:
    """A clear view ends with the masked grant that it stands on, at the latest."""
    if not grant.follows or grant.expires_at is None:
        return grant
    first = grant_rows.find(transaction.connection, grant.tenant, grant_id=grant.follows)
    if first is None or first.expires_at is None:
        raise no_grant()
    return replace(grant, expires_at=min(grant.expires_at, first.expires_at))


def _found(transaction: Transaction, tenant: str, *, grant_id: str) -> Grant:
    grant = grant_rows.find(transaction.connection, tenant, grant_id=grant_id)
    if grant is None:
        raise no_grant()
    return grant

"""The consent desk: who may speak for whom, and what is written down."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Request

from gateway.admin.keyring import Caller, Keyring
from gateway.admin.reasons import REASON_HEADER, ReadReason, read_reason
from gateway.admin.roles import OFFICERS, permitted
from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.consent.hearing import hear
from gateway.consent.indication import Answer, Indication, Setting
from gateway.consent.offer import Offer, offered
from gateway.consent.persons import Person
from gateway.consent.records import PERMITTING, Author, ConsentRecord
from gateway.consent.signals import NO_SIGNALS, Signals
from gateway.consent.standing import needs_guardian, state_now
from gateway.consent.withdrawal import withdrawal_code
from gateway.errors import InvalidRequest, Refused, Unauthorized
from gateway.model import Role
from gateway.policy import Tenant
from gateway.proxy.headers import read_headers
from gateway.proxy.subject import TenantKeys, subject_reference
from gateway.retention.restricted_reads import RecordsAsked, check_read
from gateway.storage.ports import Store
from gateway.storage.transaction import Acting

# Codes and links speak for the person who holds them.
BY_SUBJECT = Author(recorded_by=Role.SUBJECT.value)


def _nothing() -> None:
    """Nobody waits for changes."""


def _uncounted(_tenant: str, _state: str) -> None:
    """Nobody counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentDesk:
    """What the endpoints need.

    Attributes:
        store: of consents, people and reports.
        keyring: knows who calls.
        tenants: by key.
        keys: each tenant's keys.
        now: aware UTC time.
        new_id: random id.
        changed: is told after every change that may stop an answer under way.
        monotonic: seconds.
        said: is told the tenant and state of each consent that was given, refused or ended.
        instructed: refuses a change that nobody has instructed the operator to make, see
            gateway.access.instruction_desk; None where nothing is asked.
    """

    store: Store
    keyring: Keyring
    tenants: Mapping[str, Tenant]
    keys: Mapping[str, TenantKeys]
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    changed: Callable[[], None] = _nothing
    monotonic: Callable[[], float] = time.monotonic
    said: Callable[[str, str], None] = _uncounted
    instructed: Callable[[Request, Caller], Awaitable[None]] | None = None

    def name_contact(self, request: Request, tenant: str | None = None) -> None:
        """From now on errors name the contact of a tenant, or of the only one there is."""
        if tenant is None and len(self.tenants) == 1:
            tenant = next(iter(self.tenants))
        if tenant is not None:
            request.state.contact = self.tenants[tenant].policy.operator.contact

    async def caller(self, request: Request, *roles: Role) -> Caller:
        """The caller, if its role is one of these; without any, of those in the role table.

        Raises:
            Unauthorized: 401 without a valid key, 403 with one of another role.
            InvalidRequest: no store can look for what the path (404) or the query (422) has.
        """
        self.name_contact(request)
        caller = await self.keyring.identify(read_headers(request.scope["headers"]).authorization)
        self.name_contact(request, caller.tenant)
        if caller.role not in (roles or called_by(request)):
            raise Unauthorized(
                "The key's role does not permit this.", code="role_refused", status=403
            )
        _check_form(request)
        if self.instructed is not None:
            await self.instructed(request, caller)
        return caller

    async def check_read(self, caller: Caller, kind: str) -> None:
        """Refuses records of a kind to whom its class does not name, and notes who tried.

        Raises:
            Refused: 403 ``class_restricted``.
        """
        asked = RecordsAsked(
            tenant=caller.tenant, actor=caller.actor, role=caller.role, kind=kind, at=self.now()
        )
        await check_read(self.store, asked, policy=self.tenants[caller.tenant].policy)

    async def note_read(
        self,
        caller: Caller,
        kind: str,
        *,
        reason: ReadReason | None,
        subject: str = "",
        items: int = 1,
    ) -> None:
        """Notes that records of a kind were read, by whom and why; nothing without a reason."""
        if reason is None:
            return
        entry = AuditEntry(
            act=Act.CONTENT_READ,
            tenant=caller.tenant,
            at=self.now(),
            subject=subject,
            actor=as_code(caller.actor),
            facts={"what": kind, **reason.facts(), "items": items},
        )
        if isinstance(self.store, Acting):
            await self.store.act(lambda each: each.audit.append(entry), tenants={caller.tenant})

    def named(self, request: Request, caller: Caller, *, subject: str | None = None) -> str | None:
        """The subject's reference: the token's, or that of the name a key gives, or None.

        Args:
            request: may name the subject in ``X-Discreet-Subject``.
            caller: who asks.
            subject: that the body names, or None.

        Raises:
            InvalidRequest: a token names somebody, or a key two people.
        """
        header = read_headers(request.scope["headers"]).subject
        names = {each for each in ((subject or "").strip(" \t"), header) if each}
        if caller.subject is not None:
            if names or subject is not None:
                raise InvalidRequest("A subject token speaks for its own subject only.")
            return caller.subject
        references = {subject_reference(self.keys[caller.tenant], each) for each in names}
        if len(references) > 1:
            raise InvalidRequest("Body and header name two subjects.")
        return next(iter(references), None)

    def subject(self, request: Request, caller: Caller, *, subject: str | None = None) -> str:
        """The same where a subject must be named; raises InvalidRequest if none is."""
        reference = self.named(request, caller, subject=subject)
        if reference is None:
            raise InvalidRequest("The subject is missing.")
        return reference

    async def hear(
        self, caller: Caller, subject: str, *, indication: Indication, signals: Signals = NO_SIGNALS
    ) -> dict[str, Any]:
        """Writes an indication down; what holds now, as the person sees it.

        Args:
            caller: a subject token, or a key of role consent.
            subject: keyed hash of the person.
            indication: what was said.
            signals: of the person's own request.

        Raises:
            Refused: see gateway.consent.indication; nothing is recorded.
        """
        tenant, now = self.tenants[caller.tenant], self.now()
        code = self.code(tenant.key, subject)
        held, setting = await hear(
            self.store,
            indication,
            setting=Setting(
                tenant=tenant,
                subject=subject,
                person=None,
                current=None,
                by_operator=caller.subject is None,
                signals=signals,
                record_id=self.new_id(),
                now=now,
            ),
            code=code,
            recorded_by=caller.role.value,
        )
        self.said(tenant.key, held.state.value)
        if indication.answer is not Answer.GIVEN:
            self.changed()
        offer = offered(tenant, purpose=indication.purpose, recipient=indication.recipient)
        return {
            **self.shown(held, offer=offer, person=setting.person),
            "withdrawal_code": code,
        }

    def shown(
        self, record: ConsentRecord, *, offer: Offer | None = None, person: Person | None = None
    ) -> dict[str, Any]:
        """A record as callers see it; the subject stays a keyed hash and is left out."""
        now = self.now()
        tenant = self.tenants[record.tenant]
        offer = offer or self.offer_of(tenant, record)
        state = state_now(offer, record, now=now)
        return {
            "id": record.record_id,
            "purpose": record.purpose,
            "recipient": record.recipient,
            "state": state.value,
            "notice": record.notice_key,
            "notice_version": record.notice_version,
            "notice_sha256": record.notice,
            "language": record.language,
            "event_time": as_text(record.event_time),
            "valid_until": as_text(record.valid_until),
            "signals_shown": sorted(record.signals_shown),
            "needs_guardian": offer is not None
            and state in PERMITTING
            and needs_guardian(offer, record, person=person, now=now),
        }

    def offer_of(self, tenant: Tenant, record: ConsentRecord) -> Offer | None:
        """What a record answers, or None where that is no longer offered."""
        try:
            return offered(tenant, purpose=record.purpose, recipient=record.recipient)
        except Refused:
            return None

    def code(self, tenant: str, subject: str) -> str:
        """The code with which the person can withdraw without saying who they are."""
        return withdrawal_code(self.keys[tenant].withdrawal, subject)

    async def end(self, records: Sequence[ConsentRecord]) -> Sequence[ConsentRecord]:
        """Withdraws records for their subjects; returns those that were given until now."""
        ended = []
        for record in records:
            if record.state in PERMITTING:
                withdrawn = await self.store.withdraw_consent(
                    record.tenant,
                    record.record_id,
                    subject=record.subject,
                    at=self.now(),
                    by=BY_SUBJECT,
                )
                ended.append(withdrawn or record)
                self.said(record.tenant, ended[-1].state.value)
        if ended:
            self.changed()
        return ended


def reason_of(request: Request, caller: Caller) -> ReadReason | None:
    """Why somebody reads what is another's; None of people themselves and their back ends.

    Raises:
        InvalidRequest: 422 ``reason_needed``.
    """
    if caller.role not in OFFICERS:
        return None
    return read_reason(request.headers.get(REASON_HEADER))


def called_by(request: Request) -> frozenset[Role]:
    """The roles that the role table has for the endpoint of a request."""
    scope = request.scope
    return permitted(scope.get("method", ""), getattr(scope.get("route"), "path", ""))


def as_text(at: datetime | None) -> str | None:
    """A time as RFC 3339 has it, with Z."""
    return at.isoformat().replace("+00:00", "Z") if at is not None else None


def _check_form(request: Request) -> None:
    """No id and no value of ours has a NUL, and not every database can be asked for one."""
    if any("\0" in str(each) for each in request.path_params.values()):
        raise InvalidRequest("There is no such thing.", code="not_found", status=404)
    if any("\0" in value for _, value in request.query_params.multi_items()):
        raise InvalidRequest("The query is not of its form.", status=422)

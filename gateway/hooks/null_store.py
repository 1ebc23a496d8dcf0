"""Hooks without a store: nothing is kept, so the caller's own code must stand in.

Without both a source of consents and a sink of disclosures only recipients that are not
third parties are reached: there is no consent to read, and no consent means denied. The
key of a conversation's surrogates is derived from what each request repeats.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from inspect import isawaitable

from gateway.errors import StorageFailed
from gateway.policy import Tenant
from gateway.proxy.decide import Route, notice_hash, notice_of
from gateway.storage.crypto import derive
from gateway.storage.ports import (
    ConsentRecord,
    ConsentState,
    Conversation,
    DataKey,
    Disclosure,
    Known,
    LookUp,
    Outcome,
    Recorded,
)

_ID_LENGTH = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentQuestion:
    """Has this person opted in? Asked before a request is read, and again before it leaves.

    Attributes:
        tenant, purpose, recipient: keys of what the consent must be for.
        subject: the person as the caller named them, or None.
        reference: keyed hash that stands for the person in records.
        notice: SHA-256 (hex) of what a person must have been shown by now.
    """

    tenant: str
    purpose: str
    recipient: str
    subject: str | None = field(repr=False)
    reference: str
    notice: str

    def given(
        self, *, record_id: str, notice: str, at: datetime, language: str = "en"
    ) -> ConsentRecord:
        """The record that says yes.

        Args:
            record_id: of the caller's own record.
            notice: SHA-256 of the notice that the person saw; where it is not this
                question's, the consent is stale and the request refused.
            at: when the person opted in; aware, UTC.
            language: of the notice.
        """
        return ConsentRecord(
            record_id=record_id,
            tenant=self.tenant,
            subject=self.reference,
            purpose=self.purpose,
            recipient=self.recipient,
            state=ConsentState.GIVEN,
            notice=notice,
            language=language,
            event_time=at,
        )


AskConsent = Callable[[ConsentQuestion], ConsentRecord | Awaitable[ConsentRecord | None] | None]
Disclose = Callable[[Disclosure], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What stands in for a store.

    Attributes:
        consent: gives the person's consent record or None; None denies everybody.
        disclosures: takes each disclosure before its bytes leave; if it raises, nothing
            is sent.
    """

    consent: AskConsent | None = None
    disclosures: Disclose | None = None


@dataclass(slots=True, kw_only=True)
class Asking:
    """Who makes one request, for the key of its surrogates; the repr hides it.

    Attributes:
        subject: as the caller named them, or None.
        caller: what the caller authenticates with, or empty.
        opening: the first user message, once the request is read.
    """

    subject: str | None = field(default=None, repr=False)
    caller: str = field(default="", repr=False)
    opening: tuple[str, ...] = field(default=(), repr=False)


class NullStore:
    """The store of one exchange that keeps nothing."""

    def __init__(self, tenant: Tenant, *, key: bytes, asking: Asking, approval: Approval) -> None:
        """Serves one exchange.

        Args:
            tenant: whose it is.
            key: the tenant's, for surrogates; 32 bytes.
            asking: who makes the request.
            approval: the caller's own records.
        """
        self._tenant = tenant
        self._key = key
        self._asking = asking
        self._approval = approval
        self._consent: ConsentRecord | None = None

    async def look_up(self, wanted: LookUp) -> Known:
        """The consent that the caller's code gives, and a conversation of which all is known."""
        self._consent = await self._asked(wanted)
        if wanted.state is not None:  # nobody knows what the provider keeps
            return Known(consent=self._consent, conversation=None)
        conversation_id = wanted.conversation_id or self._derived_id()
        subject = self._asking.subject or ""
        data_key = DataKey(dek_id=conversation_id, key=derive(self._key, subject, conversation_id))
        return Known(
            consent=self._consent,
            conversation=Conversation(
                conversation_id=conversation_id, data_key=data_key, common=len(wanted.chains)
            ),
        )

    def _derived_id(self) -> str:
        """From what a request of this conversation always holds; no id of a stored one."""
        parts = (self._asking.caller, self._asking.subject or "", *self._asking.opening)
        text = "".join(f"{len(part)}:{part}" for part in parts)
        digest = hmac.new(self._key, text.encode("utf-8", "surrogatepass"), sha256)
        return digest.hexdigest()[:_ID_LENGTH]

    async def _asked(self, wanted: LookUp) -> ConsentRecord | None:
        ask, tenant = self._approval.consent, self._tenant
        recipient = next((r for r in tenant.recipients if r.key == wanted.recipient), None)
        purpose = tenant.policy.purposes.get(wanted.purpose)
        if ask is None or recipient is None or purpose is None:
            return None
        route = Route(tenant=tenant, purpose=purpose, recipient=recipient)
        record = ask(
            ConsentQuestion(
                tenant=wanted.tenant,
                purpose=wanted.purpose,
                recipient=wanted.recipient,
                subject=self._asking.subject,
                reference=wanted.subject,
                notice=notice_hash(notice_of(route)),
            )
        )
        if isawaitable(record):
            record = await record
        asked = (wanted.tenant, wanted.subject, wanted.purpose, wanted.recipient)
        if record is None:
            return None
        if (record.tenant, record.subject, record.purpose, record.recipient) != asked:
            raise StorageFailed("The consent given is for something else than what was asked.")
        return record

    async def record(self, disclosure: Disclosure) -> Recorded:
        """Asks for the consent again, then hands the disclosure to the caller's code."""
        if disclosure.consent_id is not None:
            wanted = LookUp(
                tenant=disclosure.tenant,
                subject=disclosure.subject,
                purpose=disclosure.purpose,
                recipient=disclosure.recipient,
                conversation_id=None,
                chains=(),
                now=disclosure.at,
            )
            again = await self._asked(wanted)
            if again is None or _decisive(again) != _decisive(self._consent):
                return Recorded.CONSENT_MISSING
        if self._approval.disclosures is not None:
            told = self._approval.disclosures(disclosure)
            if isawaitable(told):
                await told
        return Recorded.RECORDED

    async def finish(self, outcome: Outcome) -> None:
        """Keeps nothing."""
        del outcome


def _decisive(record: ConsentRecord | None) -> tuple[str, ...]:
    """What of a record must not have changed since the request was decided on."""
    return () if record is None else (record.record_id, record.state.value, record.notice)

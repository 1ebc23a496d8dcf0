"""Hooks without a store: nothing is kept, so the caller's own code must stand in.

Without both a source of consents and a sink of disclosures only recipients that are not
third parties are reached: there is no consent to read, and no consent means denied. The
key of a conversation's surrogates is derived from what each request repeats. No tag of a
text's source is remembered either: it holds for the request that carries it.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from inspect import isawaitable

from gateway.consent.records import ConsentRecord, ConsentState
from gateway.errors import StorageFailed
from gateway.policy import Tenant
from gateway.storage.consent_ports import Facts, Refusal, Watched
from gateway.storage.crypto import derive
from gateway.storage.ports import (
    Conversation,
    DataKey,
    Disclosure,
    Known,
    LookUp,
    Outcome,
    Recorded,
)

_ID_LENGTH = 26
# So many seconds after it was asked, the caller's code is asked again while an answer
# streams: seldom enough for code that asks elsewhere, and a withdrawal is seen in a second.
ASKED_AGAIN = 0.75


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
        self,
        *,
        record_id: str,
        notice: str,
        at: datetime,
        language: str = "en",
        signals_shown: frozenset[str] = frozenset(),
    ) -> ConsentRecord:
        """The record that says yes.

        Args:
            record_id: of the caller's own record.
            notice: SHA-256 of the notice that the person saw; where another one is in
                force that differs materially, the consent is stale and the request refused.
            at: when the person opted in; aware, UTC.
            language: of the notice.
            signals_shown: privacy signals (``gpc``, ``dnt``) that the person was told of
                when asked, and overrode; any other signal of a request refuses it.
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
            signals_shown=signals_shown,
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

    def __init__(
        self,
        tenant: Tenant,
        *,
        key: bytes,
        asking: Asking,
        approval: Approval,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Serves one exchange.

        Args:
            tenant: whose it is.
            key: the tenant's, for surrogates; 32 bytes.
            asking: who makes the request.
            approval: the caller's own records.
            clock: seconds, never backwards.
        """
        self._tenant = tenant
        self._key = key
        self._asking = asking
        self._approval = approval
        self._clock = clock
        self._consent: ConsentRecord | None = None
        self._watching: tuple[Watched, ConsentQuestion] | None = None
        self._asked_at = 0.0

    async def look_up(self, wanted: LookUp) -> Known:
        """The consent that the caller's code gives, and a conversation of which all is known."""
        watched = _watched(wanted)
        self._consent = await self._ask(watched, wanted.now)
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

    async def _ask(self, watched: Watched, now: datetime) -> ConsentRecord | None:
        question = self._question(watched, now)
        self._watching = None if question is None else (watched, question)
        return None if question is None else await self._answer(question)

    def _question(self, watched: Watched, now: datetime) -> ConsentQuestion | None:
        series = self._tenant.notices.get((watched.purpose, watched.recipient))
        notice = series.in_force(now) if series is not None else None
        if self._approval.consent is None or notice is None:
            return None
        return ConsentQuestion(
            tenant=watched.tenant,
            purpose=watched.purpose,
            recipient=watched.recipient,
            subject=self._asking.subject,
            reference=watched.subject,
            notice=notice.sha256,
        )

    async def _answer(self, question: ConsentQuestion) -> ConsentRecord | None:
        self._asked_at = self._clock()
        record = self._approval.consent(question) if self._approval.consent else None
        if isawaitable(record):
            record = await record
        if record is None:
            return None
        asked = (question.tenant, question.reference, question.purpose, question.recipient)
        if (record.tenant, record.subject, record.purpose, record.recipient) != asked:
            raise StorageFailed("The consent given is for something else than what was asked.")
        return record

    async def record(self, disclosure: Disclosure) -> Recorded:
        """Asks for the consent again, then hands the disclosure to the caller's code."""
        basis = disclosure.basis
        if basis.person_version:
            return Recorded.FACTS_CHANGED  # nothing is known of anybody here
        if basis.consent_id is not None:
            again = await self._ask(_watched(disclosure), disclosure.at)
            if again is None or not again.permits(disclosure.at):
                return Recorded.FACTS_CHANGED
            decided_on = (basis.consent_id, basis.consent_event, basis.notice)
            if (again.record_id, again.event_id, again.notice) != decided_on:
                return Recorded.FACTS_CHANGED
            if _decisive(again) != _decisive(self._consent):
                return Recorded.FACTS_CHANGED
        if self._approval.disclosures is not None:
            told = self._approval.disclosures(disclosure)
            if isawaitable(told):
                await told
        return Recorded.RECORDED

    async def note(self, refusal: Refusal) -> None:
        """Keeps nothing."""
        del refusal

    async def facts(self, watched: Sequence[Watched]) -> Sequence[Facts]:
        """The consent that the caller's code gives, asked again when it is ASKED_AGAIN old.

        What was not looked up here has none.
        """
        found = []
        for each in watched:
            consent = None
            if self._watching is not None and self._watching[0] == each:
                if self._clock() - self._asked_at >= ASKED_AGAIN:
                    self._consent = None  # where asking fails, too
                    self._consent = await self._answer(self._watching[1])
                consent = self._consent
            found.append(Facts(consent=consent, person=None))
        return found

    async def finish(self, outcome: Outcome) -> None:
        """Keeps nothing."""
        del outcome


def _watched(concerned: LookUp | Disclosure) -> Watched:
    return Watched(
        tenant=concerned.tenant,
        subject=concerned.subject,
        purpose=concerned.purpose,
        recipient=concerned.recipient,
    )


def _decisive(record: ConsentRecord | None) -> tuple[object, ...]:
    """What of a record must not have changed since the request was decided on."""
    if record is None:
        return ()
    return (
        *(record.record_id, record.event_id, record.state, record.notice),
        *(record.signals_shown, record.guardian),
    )

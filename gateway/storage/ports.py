"""What the gateway asks of a store, and the records that cross that border.

Times are aware datetimes in UTC, given by the caller. A subject is always the keyed
hash of whoever it is, never a name. Message texts handed over here are redacted
already; the store encrypts them under the conversation's data key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from gateway.consent.persons import Person
from gateway.consent.records import Basis, ConsentRecord
from gateway.model import Role
from gateway.retention.terms import Terms
from gateway.storage.consent_ports import ConsentStore, Facts, PersonStore, Refusal, Watched
from gateway.storage.retention_ports import ClassCount, SweepResult


@dataclass(frozen=True, slots=True, kw_only=True)
class DataKey:
    """A conversation's key; erasing it erases the conversation. The repr hides it."""

    dek_id: str
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A stored conversation without its texts.

    Attributes:
        conversation_id: unique within tenant and subject.
        data_key: decrypts its texts; surrogates derive from it.
        common: how many of the chains asked for are stored already; 0 where a state was
            asked for, as the request's messages come after it.
        sources: tags of the texts that it holds.
    """

    conversation_id: str
    data_key: DataKey
    common: int
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagging:
    """Texts that a request carries with the tags of their sources.

    Attributes:
        tags: of the sources.
        texts: keyed digests of the texts, hex; the digests differ from person to person.
        until: they are remembered so long.
    """

    tags: frozenset[str]
    texts: tuple[str, ...]
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """What an exchange must know before it decides.

    Attributes:
        tenant, subject, purpose, recipient: keys of the consent asked for.
        conversation_id: the one that the request names, or None.
        chains: keyed digest of each prefix of the request's messages, in order.
        now: a conversation whose hide_at is not later is not found.
        state: keyed digest of the id of the provider's state that the request goes on
            from, or None. The conversation is then the state's, or none.
        texts: keyed digests of texts of the request whose tags are asked for.
        tagging: what is remembered from now on, whatever becomes of the request; durable
            when the answer is there. Of a person whose data was erased nothing is.
        switched: whether the recipient must have been switched on for the tenant.
    """

    tenant: str
    subject: str
    purpose: str
    recipient: str
    conversation_id: str | None
    chains: tuple[str, ...]
    now: datetime
    state: str | None = None
    texts: tuple[str, ...] = ()
    tagging: Tagging | None = None
    switched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownState:
    """What the provider remembers of a conversation, as far as surrogates go.

    Attributes:
        conversation: the one it belongs to.
        values: entity type and text of all that surrogates in it stand for.
    """

    conversation: Conversation
    values: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The answer to a LookUp.

    Attributes:
        consent: the record, in whatever state, or None.
        conversation: the one named; else the one of this subject whose stored chain
            (an answer's) is the longest prefix of the request's; else None.
        state: the one asked for, if the same subject was sent it by the same recipient,
            it is not hidden, and it belongs to the conversation named, where one is; else
            None, and then no conversation is found either.
        person: what is known of the subject, or None.
        sources: tags of the texts asked for, those remembered with this look-up included.
        switch: version of the recipient's switch where it was asked for and is on, else 0.
    """

    consent: ConsentRecord | None
    conversation: Conversation | None
    state: KnownState | None = None
    person: Person | None = None
    sources: frozenset[str] = frozenset()
    switch: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMessage:
    """One message to keep. ``text`` is redacted; ``chain`` is hex."""

    role: str
    text: str = field(repr=False)
    chain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """The retention tag of a conversation.

    Attributes:
        retention_class: key of the class.
        trigger: what started the clock.
        purpose, recipient, policy: what it was held for, who was sent it, under what.
        hide_at: from then on it is not read; schema.FOREVER where its clock has not started.
        erase_by: by then it is gone.
        due_at: from then on a sweep acts; None is ``hide_at``, later where the class leaves
            time to undo.
        keep_until: before that a law forbids to erase it; None where none does.
        action: what a sweep does: ``erase``, ``anonymise``, ``review``,
            ``move_to_separate_store``.
        class_version: hash of what the class said when the tag was made.
        terms: all classes that apply; the tag names the one that ends first.
    """

    retention_class: str
    trigger: str
    purpose: str
    recipient: str
    policy: str
    hide_at: datetime
    erase_by: datetime
    due_at: datetime | None = None
    keep_until: datetime | None = None
    action: str = "erase"
    class_version: str = ""
    terms: Terms = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """Text is about to leave: recorded in the transaction that reads the consent again.

    Attributes:
        disclosure_id: id of the row.
        tenant, subject, purpose, recipient, policy, endpoint: who, what for, to whom.
        basis: what it was decided on; see Basis.
        conversation_id: the conversation it belongs to.
        new_key: key of a conversation that is to be created now; None for a stored one.
        dek_id: key of the conversation.
        messages: those not stored yet, in order.
        tag: the conversation's retention tag from now on.
        sent_bytes: length of the body that will be sent.
        entity_counts: replaced findings by type.
        found: findings in the messages that are new in the conversation, by type; counted,
            and not stored.
        at: now.
        texts: as in the look-up. If one of them has a tag that ``basis`` does not name,
            the facts have changed.
        channel, bot: where the conversation takes place, as the chatbot says; codes.
    """

    disclosure_id: str
    tenant: str
    subject: str
    purpose: str
    recipient: str
    policy: str
    endpoint: str
    basis: Basis
    conversation_id: str
    new_key: DataKey | None
    dek_id: str
    messages: tuple[StoredMessage, ...]
    tag: Tag
    sent_bytes: int
    entity_counts: Mapping[str, int]
    at: datetime
    texts: tuple[str, ...] = ()
    channel: str = ""
    bot: str = ""
    found: Mapping[str, int] = field(default_factory=dict)


class Recorded(StrEnum):
    """How the transaction of a Disclosure ended. Only RECORDED lets bytes out."""

    RECORDED = "recorded"
    FACTS_CHANGED = (
        "facts_changed"  # consent, person or tags are not what was decided on: look up again
    )
    CONVERSATION_CHANGED = "conversation_changed"  # created or erased meanwhile: look up again


@dataclass(frozen=True, slots=True, kw_only=True)
class NewState:
    """A state that the provider keeps from now on, and what its surrogates stand for.

    Attributes:
        key: keyed digest of the provider's id; belongs to one conversation and recipient.
            The same key again replaces the values.
        values: entity type and text of everything that surrogates in it stand for,
            earlier turns included. Only what policy lets be stored.
        recipient: whose state it is; the tag's.
        tag: its own retention tag.
        follows: key of the state that the request went on from, or None. The clock of a
            class with trigger ``collection`` runs on from there, and if that state is
            erased meanwhile, the new one is not kept.
    """

    key: str
    values: tuple[tuple[str, str], ...] = field(repr=False)
    recipient: str
    tag: Tag
    follows: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a disclosure ended, with the answers to keep (one a choice).

    Attributes:
        disclosure_id: of the disclosure that was recorded.
        tenant, subject, conversation_id, dek_id: as in the disclosure.
        status: ``answered``, ``upstream_error``, ``incomplete``, ``cancelled`` or ``blocked``.
        received_bytes: length of what came back.
        answers: redacted for the store; none if nothing came back.
        at: now.
        state: the provider's state to keep with the conversation, or None.
    """

    disclosure_id: str
    tenant: str
    subject: str
    conversation_id: str
    dek_id: str
    status: str
    received_bytes: int
    answers: tuple[StoredMessage, ...]
    at: datetime
    state: NewState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key that may call the gateway; only the SHA-256 (hex) of its secret is kept.

    From ``expires_at`` on it is refused; None never ends by itself.
    """

    key_id: str
    tenant: str
    role: Role
    secret_sha256: str
    label: str
    created_at: datetime
    revoked_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredConversation:
    """A conversation as ``discreet`` shows it to an administrator; texts are redacted."""

    tenant: str
    subject: str
    conversation_id: str
    tag: Tag
    created_at: datetime
    last_interaction_at: datetime
    messages: tuple[StoredMessage, ...]


class ExchangeStore(Protocol):
    """The part of a store that an exchange needs; every call may raise StorageFailed."""

    async def look_up(self, wanted: LookUp) -> Known: ...

    async def record(self, disclosure: Disclosure) -> Recorded: ...

    async def finish(self, outcome: Outcome) -> None: ...

    async def note(self, refusal: Refusal) -> None:
        """Records that a request was refused, and by which check."""
        ...

    async def facts(self, watched: Sequence[Watched]) -> Sequence[Facts]:
        """What holds now, in order; asked while answers stream."""
        ...


class KeyStore(Protocol):
    """API keys."""

    async def add_api_key(self, key: ApiKey) -> None: ...

    async def api_keys(self) -> Sequence[ApiKey]: ...

    async def revoke_api_key(self, key_id: str, at: datetime) -> bool: ...


class RetentionStore(Protocol):
    """What the retention commands need."""

    async def class_counts(self, now: datetime) -> Sequence[ClassCount]: ...

    async def sweep(
        self, now: datetime, *, batch: int = 500, whole_walk: bool = False
    ) -> SweepResult: ...

    async def conversations(
        self, tenant: str, *, subject: str | None = None, conversation_id: str | None = None
    ) -> Sequence[StoredConversation]:
        """Decrypted texts; hidden ones and those of restricted people are left out."""
        ...


class Store(ExchangeStore, ConsentStore, PersonStore, KeyStore, RetentionStore, Protocol):
    """All of it."""

    async def open(self) -> None:
        """Opens files, migrates the schema; raises StorageFailed."""
        ...

    async def close(self) -> None:
        """Finishes what is queued and closes."""
        ...

"""What an exchange is given and carries: plain values, no rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from gateway.attachments.model import AttachmentLimits
from gateway.consent.evaluate import Route
from gateway.consent.signals import NO_SIGNALS, Signals
from gateway.errors import GatewayError
from gateway.model import Examined, Role
from gateway.policy import Mode, Policy, Tenant
from gateway.proxy.rewrite import Operators
from gateway.proxy.seals import Seals
from gateway.proxy.stream import Examiner, LanePlan
from gateway.proxy.subject import Subject, TenantKeys
from gateway.proxy.toward_user import TowardUser
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.fixed_answer import FixedAnswer, FixedReply
from gateway.proxy.wire.framing import Framing
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.reply_facts import ReplyFacts
from gateway.proxy.wire.rules import Rule
from gateway.storage.ports import Disclosure


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A request of a caller who has shown a valid key or token.

    Attributes:
        body: as received.
        role: of the key.
        token_reference: the subject reference inside a subject token, or None.
        subject, conversation_id, purpose: the ``X-Discreet-*`` headers, or None.
        model: the model that the path names, or None.
        forwarded: headers of the wire that go on to the recipient, checked by the wire.
        query: the same of the query, without ``?``.
        sources: tags of the text, from ``X-Discreet-Source``.
        signals: privacy signals of the browser.
        language: that the person would like to be asked in, or None.
        channel, bot: where the conversation takes place, as the chatbot says; codes, or
            empty.
    """

    body: bytes = field(repr=False)
    role: Role
    token_reference: str | None = None
    subject: str | None = field(default=None, repr=False)
    conversation_id: str | None = None
    purpose: str | None = None
    model: str | None = field(default=None, repr=False)
    forwarded: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    sources: frozenset[str] = frozenset()
    signals: Signals = NO_SIGNALS
    language: str | None = None
    channel: str = ""
    bot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where an exchange gets what a pure core may not make: ids, keys, the time.

    Attributes:
        now: aware UTC time.
        new_id: random id, 26 characters of [0-9a-z]; later ones sort behind.
        new_pseudonym: ``anon_`` and 26 random characters of [0-9a-z].
        new_key: 32 random bytes.
        derive: a key from a conversation's data key and a label.
        examine_now: the engine, for a short stretch of an answer.
        lane_plan: what the policy acts on toward the user.
    """

    now: Callable[[], datetime]
    new_id: Callable[[], str]
    new_pseudonym: Callable[[], str]
    new_key: Callable[[], bytes]
    derive: Callable[[bytes, str], bytes]
    examine_now: Examiner
    lane_plan: LanePlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of one exchange.

    Attributes:
        json_depth: nesting of bodies and of JSON inside strings.
        event_bytes: one event of a stream.
        attachment: one attached file.
    """

    json_depth: int = 100
    event_bytes: int = 8 << 20
    attachment: AttachmentLimits = field(default_factory=AttachmentLimits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where an exchange takes place: what all exchanges of one tenant share.

    Attributes:
        tenant: with its policy and recipients.
        keys: of the tenant.
        sources: of ids, keys and the time.
        limits: of each exchange.
        seals: on opaque strings of the recipients; None refuses all of them.
        suspended: recipients whose replies have contradicted their facts; exchanges add
            to it, and only a new start takes one out.
    """

    tenant: Tenant
    keys: TenantKeys
    sources: Sources
    limits: Limits = field(default_factory=Limits)
    seals: Seals | None = None
    suspended: set[str] = field(default_factory=set)


class Choice(Protocol):
    """One choice of an answer, as its wire read it."""

    def texts(self) -> tuple[str, ...]:
        """What identifies it in the conversation's chain, as the user saw it."""
        ...

    def stored(self) -> dict[str, str]:
        """Its texts as they came, surrogates in place, by name of the field."""
        ...


class Answer(Protocol):
    """An answer on its way to the user, whole or in pieces.

    Attributes:
        done: nothing more is read.
        closing: the event that ends the stream, given once the answer is stored.
        framing: of the stream.
        state_id: under which the provider keeps the exchange, or None.
        facts: what the reply says of where it was made and whether it is kept.
    """

    done: bool
    closing: bytes
    framing: Framing
    state_id: str | None
    facts: ReplyFacts

    @property
    def choices(self) -> Mapping[int, Choice]:
        """What was read so far, by the choice's index."""
        ...

    def whole(self, body: bytes) -> bytes:
        """A whole answer body as the user gets it; raises UpstreamFailed."""
        ...

    def feed(self, data: bytes) -> bytes:
        """What the user may get now; raises UpstreamFailed."""
        ...

    def end(self) -> bytes:
        """What the user gets at the stream's end; raises UpstreamFailed."""
        ...


class ReadRequest(Protocol):
    """Reads a body; raises InvalidRequest or Refused."""

    def __call__(self, body: bytes, options: ReadOptions) -> Document:
        """Reads a request body."""
        ...


class NewAnswer(Protocol):
    """Makes the reader of an answer."""

    def __call__(self, user: TowardUser, *, max_event_bytes: int) -> Answer:
        """Makes a reader that has seen nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """What an exchange must know of an endpoint.

    Attributes:
        name: of the wire, as recipients declare it.
        path: of the endpoint at the gateway; ``{model}`` stands for the model's name.
        endpoint: appended to the recipient's base address; ``{model}`` as in the path.
        read_request: bytes to a document.
        new_answer: makes the answer's reader.
        error_body: an error and the policy's contact in the wire's own shape.
        error_name: of an error's event in a stream, where events have names.
        stream_types: content types of streams.
        key_header: takes the recipient's key.
        key_prefix: stands before the key.
        headers: that go to the recipient with every request.
        forwards: headers of the caller that go on, each with the form that it must have.
        query: parameters of the address that go on, likewise.
        fixed_query: what the address always has.
        fixed_answer: an answer whose text the policy has fixed, in the wire's own shape;
            None where nobody is answered.
        table: of the request, for the manifest and ``discreet verify``.
    """

    name: str
    path: str
    endpoint: str
    read_request: ReadRequest
    new_answer: NewAnswer
    error_body: Callable[[GatewayError, str], bytes]
    error_name: str | None = None
    stream_types: frozenset[str] = frozenset({"text/event-stream"})
    key_header: str = "authorization"
    key_prefix: str = "Bearer "
    headers: Mapping[str, str] = field(default_factory=dict)
    forwards: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    fixed_query: str = ""
    fixed_answer: Callable[[FixedAnswer], FixedReply] | None = None
    table: Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A request that was decided on: where it goes, for whom, and what was found.

    Attributes:
        setting: where the exchange takes place.
        wire, route, subject, document: as read and chosen.
        examined: every segment with what is acted on.
        chains: digest of each prefix of the messages.
        conversation_id: the one that the request named, or None.
    """

    setting: Setting
    wire: Wire
    route: Route
    subject: Subject
    document: Document
    examined: list[Examined]
    chains: tuple[str, ...]
    conversation_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request that has left.

    Attributes:
        prepared: what it was made from.
        disclosure: the row that was recorded before it left.
        operators: of this request; hold its ledger.
        redactions: how many findings of each type were replaced.
        names: what stands for each name that was rewritten, and the name.
        shown_conversation: the conversation's id as the caller knows it.
    """

    prepared: Prepared
    disclosure: Disclosure
    operators: Operators
    redactions: Mapping[str, int]
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    shown_conversation: str = ""

    def headers(self) -> dict[str, str]:
        """The facts that every answer carries."""
        headers = {
            "x-discreet-conversation": self.shown_conversation or self.disclosure.conversation_id,
            "x-discreet-retention-class": self.disclosure.tag.retention_class,
            "x-discreet-recipient": self.disclosure.recipient,
            **policy_headers(self.prepared.route.policy),
        }
        if self.prepared.subject.shown:
            headers["x-discreet-subject"] = self.prepared.subject.shown
        if self.redactions:
            headers["x-discreet-redactions"] = ",".join(
                f"{entity_type}={count}" for entity_type, count in sorted(self.redactions.items())
            )
        return headers


def policy_headers(policy: Policy) -> dict[str, str]:
    """What every response says, refusals too: under which policy, and in which mode."""
    return {
        "x-discreet-policy": policy.reference,
        "x-discreet-mode": "enforce" if policy.mode is Mode.ENFORCE else "observe",
    }

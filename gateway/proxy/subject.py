"""Who a request is about: always a keyed hash, never a name that leaves or is stored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from gateway.model import Kind, Role
from gateway.proxy.wire.base import Document, Message

# A shorter text is said by everybody about anything ("yes", "thanks"); an account's number
# or a full name is longer.
SHORTEST_TEXT = 8
# A string that is one of many, such as a value in a tool's result, says where it is from
# only if it is a sentence.
SHORTEST_STRING = 32
_OPERATORS = frozenset({"", "system", "developer", "assistant"})
_UNSEEN = re.compile(
    "[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+"
)
_MADE_HERE = re.compile(r"[0-9a-f]{26}\Z")
PSEUDONYM = re.compile(r"anon_[0-9a-z]{26}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The person a request is about.

    Attributes:
        reference: keyed hash (hex) under the tenant's key; what is stored.
        shown: the random pseudonym where the gateway made it, for the response header
            and a refusal; empty for a subject that the caller named.
    """

    reference: str
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantKeys:
    """Keys of one tenant, derived from the master key; 32 bytes each. The repr hides them.

    Attributes:
        subject: of the subjects' references.
        chain: of the message chains.
        hashing: of the ``keyed_hash`` operator.
        cache: of the cache of findings.
        token: of subject tokens.
        seal: of the seals on what only a recipient can read.
        receipt: seed of the key that signs consent receipts.
        withdrawal: of withdrawal codes and links.
    """

    subject: bytes = field(repr=False)
    chain: bytes = field(repr=False)
    hashing: bytes = field(repr=False)
    cache: bytes = field(repr=False)
    token: bytes = field(repr=False)
    seal: bytes = field(repr=False)
    receipt: bytes = field(repr=False)
    withdrawal: bytes = field(repr=False)


def subject_reference(keys: TenantKeys, name: str) -> str:
    """The keyed hash that stands for a subject, 40 hex characters.

    Two spellings that Unicode calls the same (NFC) are one subject, and so are those that
    differ in white space around them, which a header loses.
    """
    name = unicodedata.normalize("NFC", name).strip()
    return blake2b(
        name.encode("utf-8", "surrogatepass"), key=keys.subject, digest_size=20
    ).hexdigest()


def identify(
    keys: TenantKeys,
    *,
    role: Role,
    token_reference: str | None,
    named: Sequence[str | None],
    new_pseudonym: Callable[[], str],
) -> Subject:
    """The subject: that of the token; else the first that is named; else a new pseudonym.

    Args:
        keys: the tenant's.
        role: of the API key; only ``chat`` may name a subject.
        token_reference: the reference inside a subject token, or None.
        named: ``X-Discreet-Subject``, then the wire's own user field.
        new_pseudonym: makes ``anon_`` and 26 random characters.
    """
    if token_reference is not None:
        return Subject(reference=token_reference)
    if role is Role.CHAT:
        for name in named:
            if name and name.strip():
                shown = name if PSEUDONYM.match(name) else ""
                return Subject(reference=subject_reference(keys, name), shown=shown)
    pseudonym = new_pseudonym()
    return Subject(reference=subject_reference(keys, pseudonym), shown=pseudonym)


def pseudonym(keys: TenantKeys, subject: Subject, *, recipient: str) -> str:
    """What a recipient knows a person by: a keyed hash of 40 characters, another for each."""
    message = f"{recipient}:{subject.reference}".encode()
    return blake2b(message, key=keys.hashing, digest_size=20).hexdigest()


def conversation_key(key: bytes, name: str | None) -> str | None:
    """The id under which a conversation is stored: no text of the caller is.

    Args:
        key: the tenant's chain key.
        name: the id that a request names: one made here, 26 hexadecimal digits, is its own
            key; of any other a keyed digest of the same form is.
    """
    if name is None or _MADE_HERE.match(name):
        return name
    return blake2b(name.encode("utf-8", "surrogatepass"), key=key, digest_size=13).hexdigest()


def chain_link(key: bytes, before: str, *, role: str, texts: Sequence[str]) -> str:
    """The keyed digest (BLAKE2b) of a conversation up to and with one message, 40 hex characters.

    Args:
        key: the tenant's chain key.
        before: the digest up to the message before, or the subject's reference.
        role: the message's role.
        texts: what identifies the message, as its author wrote or saw it.
    """
    parts = (before, role, *texts)
    message = "".join(f"{len(part)}:{part}" for part in parts)
    return blake2b(message.encode("utf-8", "surrogatepass"), key=key, digest_size=20).hexdigest()


def chains(
    key: bytes, subject: Subject, *, messages: Sequence[Message], after: str | None = None
) -> tuple[str, ...]:
    """The digest of each prefix of a request's messages, in order.

    Args:
        key: the tenant's chain key.
        subject: whose conversation it is.
        messages: of the request.
        after: digest of what the provider keeps and the request goes on from, or None.
    """
    digests: list[str] = []
    before = subject.reference if after is None else f"{subject.reference}:{after}"
    for message in messages:
        before = chain_link(key, before, role=message.role, texts=message.texts)
        digests.append(before)
    return tuple(digests)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDigests:
    """Keyed digests of a request's texts, each once, 32 hex characters.

    Attributes:
        texts: of all of them.
        theirs: of what people wrote and attached, and of what tools gave back.
    """

    texts: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()


def text_digests(key: bytes, subject: Subject, *, document: Document) -> TextDigests:
    """By which the texts of a request are known when they come again.

    A message counts as a whole and part by part, a tool's result and a file as a whole.

    Args:
        key: the tenant's chain key.
        subject: whose request it is; the same text of another one has another digest.
        document: the request as it was read.
    """
    read: dict[str, tuple[bool, int]] = {}
    for text, role, shortest in _texts(document):
        is_theirs, least = read.get(text, (False, shortest))
        read[text] = (is_theirs or role not in _OPERATORS, min(least, shortest))
    folded: dict[str, bool] = {}
    for text, (is_theirs, shortest) in read.items():
        bare = _folded(text, shortest=shortest)
        if bare:
            folded[bare] = folded.get(bare, False) or is_theirs
    digests = {text: _text_digest(key, subject, text=text) for text in folded}
    return TextDigests(
        texts=tuple(digests.values()),
        theirs=tuple(digests[text] for text, is_theirs in folded.items() if is_theirs),
    )


def _texts(document: Document) -> Iterator[tuple[str, str, int]]:
    """Each text with the role of whoever said it, and how long it must be to count."""
    said: set[int] = set()
    for message in document.messages:
        said.update(message.contents)
        for text in message.texts:
            yield text, message.role, SHORTEST_TEXT
    for index, slot in enumerate(document.slots):
        segment = slot.segment
        if segment.kind is Kind.TEXT:
            shortest = SHORTEST_TEXT if index in said else SHORTEST_STRING
            yield segment.text, segment.role, shortest


def _folded(text: str, *, shortest: int) -> str:
    """The text without case, white space and what nobody sees; empty if it is too short."""
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    words = text.casefold().split()
    bare = "".join(words)
    return bare if len(bare) + len(words) - 1 >= shortest else ""


def _text_digest(key: bytes, subject: Subject, *, text: str) -> str:
    message = f"{len(subject.reference)}:{subject.reference}{text}"
    return blake2b(
        message.encode("utf-8", "surrogatepass"), key=key, digest_size=16, person=b"text"
    ).hexdigest()

"""Who a request is about: always a keyed hash, never a name that leaves or is stored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from gateway.model import Role
from gateway.proxy.wire.base import Message

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

    Two spellings that Unicode calls the same (NFC) are one subject.
    """
    name = unicodedata.normalize("NFC", name)
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
            if name:
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

"""The typed stages of the way of the data, shared by every room of the gateway.

wire bytes -> Transcript -> Findings -> Decision -> Rewritten body -> egress
           -> upstream -> restored answer -> stored, tagged, accounted for
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from detectors.types import Finding


class Destination(StrEnum):
    """Where a text may go; policy names an action for each."""

    UPSTREAM = "upstream"
    STORE = "store"
    USER = "user"
    LOG = "log"


class Action(StrEnum):
    """What is done to a finding on its way to a destination."""

    ALLOW = "allow"
    GENERALISE = "generalise"
    SURROGATE = "surrogate"
    MASK = "mask"
    KEYED_HASH = "keyed_hash"
    SUPPRESS = "suppress"
    BLOCK = "block"


class Role(StrEnum):
    """What an API key, or a subject token, may do."""

    CHAT = "chat"
    CONSENT = "consent"
    PRIVACY_OFFICER = "privacy_officer"
    SUPPORT = "support"
    ADMIN = "admin"
    GUEST = "guest"
    AUDITOR = "auditor"
    SUBJECT = "subject"


class Kind(StrEnum):
    """What a leaf of a body is, which decides how a finding in it can be replaced."""

    TEXT = "text"  # running text; bracketed surrogates
    NAME = "name"  # tool names and ids: an alphabet without brackets
    NUMBER = "number"  # a JSON number where a string may stand instead
    KEY = "key"  # an object key where another key may stand instead
    FIXED = "fixed"  # a number, key or word that cannot be replaced: refused on a finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One leaf of a body that is examined.

    Attributes:
        pointer: RFC 6901 pointer of the leaf, with ``*`` for keys that the wire's table
            does not know, since such a key may be personal data itself; of a key, that
            of its object. A leaf of JSON inside a string has the string's pointer,
            ``#`` and its own.
        kind: see Kind.
        role: role of the message it belongs to, or empty.
        text: the leaf's text, or the number's source spelling.
        before: the turn before, or the key that names an argument; context only.
    """

    pointer: str
    kind: Kind
    role: str
    text: str
    before: str | None = None

    @property
    def is_identifier(self) -> bool:
        """Whether it is a fixed word such as a model's name or an object key: no running text."""
        return self.kind is Kind.FIXED and not any(map(str.isspace, self.text))

    def __repr__(self) -> str:
        return f"Segment({self.pointer}, {self.kind.value}, {len(self.text)} characters)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A segment with the findings in it, sorted and disjoint."""

    segment: Segment
    findings: tuple[Finding, ...]

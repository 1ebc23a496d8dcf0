"""Surrogates that need no stored secrets, and the ledger of one request.

A surrogate names a value without holding it: entity type, then eight characters of
Crockford base32 (40 bits) of HMAC-SHA256 over type and canonical value. Clients resend
their history with every turn, so the same value gets the same surrogate in every turn
and on every replica that knows the conversation's key, and the ledger is rebuilt from
each request. A spelling other than the canonical one adds two characters of the HMAC of
its exact text: the model sees one person, the user gets back what they wrote.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detectors.canonical import canonical_view
from detectors.errors import SurrogateCollision
from detectors.titles import without_title

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
SPELLING_LENGTH = 2

# Types whose letters' case carries meaning; their exact text is the canonical value.
_EXACT = frozenset({"PASSWORD", "API_KEY", "SECRET", "CRYPTO", "URL", "USERNAME"})
_DIGIT = re.compile(r"\d")
_ALPHANUMERIC = re.compile(r"[^\W_]+")
_WORDS = frozenset({"PERSON", "LOCATION", "ADDRESS", "ORGANIZATION", "NRP"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Surrogate:
    """What stands for one spelling of one value.

    Attributes:
        entity_type: for example ``PERSON``.
        code: eight characters of Crockford base32.
        spelling: empty for the canonical spelling, else two characters.
    """

    entity_type: str
    code: str
    spelling: str = ""

    @property
    def bracketed(self) -> str:
        """The form for running text, ``[PERSON_7KQ2M0XA]`` or ``[PERSON_7KQ2M0XA.4F]``."""
        suffix = f".{self.spelling}" if self.spelling else ""
        return f"[{self.entity_type}_{self.code}{suffix}]"

    @property
    def bare(self) -> str:
        """The form for alphabets without brackets (tool names, keys)."""
        suffix = f"_{self.spelling}" if self.spelling else ""
        return f"{self.entity_type}_{self.code}{suffix}"


def canonical_value(entity_type: str, text: str) -> str:
    """The one form that all spellings of a value share; also its commonest spelling.

    Args:
        entity_type: decides how much of the spelling is form (case, separators).
        text: the value as it was written.
    """
    if entity_type in _EXACT:
        return text
    seen = canonical_view(text).text
    if entity_type == "PERSON":
        seen = without_title(seen)
    if entity_type == "EMAIL_ADDRESS":
        return "".join(seen.split()).casefold()
    if entity_type not in _WORDS and _DIGIT.search(seen) is not None:
        plus = "+" if seen.lstrip().startswith("+") else ""
        return plus + "".join(_ALPHANUMERIC.findall(seen)).upper()
    return " ".join(word[:1].upper() + word[1:].lower() for word in seen.split())


# Two characters at a time.
_PAIRS = tuple(first + second for first in CROCKFORD for second in CROCKFORD)


def _crockford(digest: bytes, length: int) -> str:
    """The first characters of a digest; ``length`` is 2, 4, 6 or 8."""
    bits = int.from_bytes(digest[:5], "big")
    text = (
        _PAIRS[bits >> 30]
        + _PAIRS[(bits >> 20) & 1023]
        + _PAIRS[(bits >> 10) & 1023]
        + _PAIRS[bits & 1023]
    )
    return text[:length]


class Ledger:
    """The surrogates of one request and the values behind them, one to one.

    A ledger lives as long as its request and is never stored. Its repr holds counts.
    """

    def __init__(self, key: bytes) -> None:
        """Starts empty.

        Args:
            key: the conversation's surrogate key, 32 bytes.
        """
        # Copied for each value: hmac.digest would key anew, and let other threads in between.
        self._keyed = hmac.new(key, digestmod="sha256")
        self._issued: dict[tuple[str, str], Surrogate] = {}
        self._canonical: dict[tuple[str, str], str] = {}
        self._values: dict[tuple[str, str, str], str] = {}
        self._spellings: dict[tuple[str, str], list[str]] = {}

    def __repr__(self) -> str:
        return f"Ledger({len(self._issued)} surrogates)"

    def __len__(self) -> int:
        return len(self._issued)

    def issue(self, entity_type: str, text: str) -> Surrogate:
        """The surrogate of a value, entered on first sight.

        Raises:
            SurrogateCollision: another value of this request already has it.
        """
        known = self._issued.get((entity_type, text))
        if known is not None:
            return known
        canonical = canonical_value(entity_type, text)
        code = _crockford(self._mac(entity_type, canonical), CODE_LENGTH)
        spelling = ""
        if text != canonical:
            # "exact" keeps this HMAC apart from that of a value with the same text.
            digest = self._mac(f"{entity_type}\x00exact", text)
            spelling = _crockford(digest, SPELLING_LENGTH)
        place = (entity_type, code)
        if self._canonical.setdefault(place, canonical) != canonical:
            raise SurrogateCollision(f"two values of type {entity_type} share a surrogate")
        if self._values.setdefault((*place, spelling), text) != text:
            raise SurrogateCollision(f"two spellings of type {entity_type} share a surrogate")
        self._spellings.setdefault(place, []).append(spelling)
        issued = Surrogate(entity_type=entity_type, code=code, spelling=spelling)
        self._issued[(entity_type, text)] = issued
        return issued

    def _mac(self, entity_type: str, text: str) -> bytes:
        keyed = self._keyed.copy()
        keyed.update(f"{entity_type}\x00{text}".encode("utf-8", "surrogatepass"))
        return keyed.digest()

    def resolve(self, entity_type: str, code: str, *, spelling: str) -> str | None:
        """The value behind a surrogate, or None if this request did not issue it.

        Args:
            entity_type: upper case.
            code: eight characters, upper case.
            spelling: two characters, upper case, or empty where the text had none. A
                lost suffix is forgiven where the value has only one spelling here.
        """
        place = (entity_type, code)
        exact = self._values.get((*place, spelling))
        if exact is not None or spelling:
            return exact
        spellings = self._spellings.get(place, [])
        return self._values[(*place, spellings[0])] if len(spellings) == 1 else None

    @property
    def issued(self) -> tuple[tuple[str, str], ...]:
        """Entity type and text of every value, in the order of entry."""
        return tuple(self._issued)

    @property
    def entity_types(self) -> frozenset[str]:
        """Types of which at least one surrogate was issued."""
        return frozenset(entity_type for entity_type, _ in self._canonical)

    def values(self) -> Iterator[tuple[str, str]]:
        """Each (entity type, text) that was entered, in order."""
        return iter(self._issued)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """One stretch of a text and what is put there; offsets are code points, half-open."""

    start: int
    end: int
    text: str


def replace(text: str, replacements: Iterable[Replacement]) -> str:
    """The text with each stretch replaced; they must be sorted and disjoint."""
    pieces: list[str] = []
    position = 0
    for each in replacements:
        pieces.append(text[position : each.start])
        pieces.append(each.text)
        position = each.end
    pieces.append(text[position:])
    return "".join(pieces)

"""Findings of texts that were examined before.

Clients resend the whole history with every turn; without this, turn 50 would cost
fifty examinations. What is kept is a keyed hash and findings, which hold no text: the
cache discloses nothing that was said, and without the key not even whether it was.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from detectors.budget import Budget
from detectors.types import Finding

# An entry counts once more for each so many findings, so that memory stays bounded.
_FINDINGS_PER_ENTRY = 8


class Examiner(Protocol):
    """The part of an engine that the cache needs."""

    @property
    def fingerprint(self) -> str:
        """What decides its findings."""
        ...

    def detect(
        self,
        text: str,
        language: str = "en",
        *,
        before: str | None = None,
        budget: Budget | None = None,
        acts_on: Callable[[Finding], bool] | None = None,
    ) -> tuple[Finding, ...]:
        """The findings of a text."""
        ...

    def identifiers(
        self,
        text: str,
        language: str = "en",
        *,
        before: str | None = None,
        budget: Budget | None = None,
        acts_on: Callable[[Finding], bool] | None = None,
    ) -> tuple[Finding, ...]:
        """The same without what only running text shows."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """On whose behalf, and how, a text is examined; scopes share no entries.

    Attributes:
        key: tenant and policy hash.
        language: ISO 639-1 code of the context words.
        acts_on: as the engine takes it; ``key`` must tell one from another.
        identifiers: only these are looked for; ``key`` must say so, too.
    """

    key: str = ""
    language: str = "en"
    acts_on: Callable[[Finding], bool] | None = field(default=None, compare=False, repr=False)
    identifiers: bool = False


_NO_SCOPE = Scope()


class FindingsCache:
    """A bounded cache, least recently used first out. Safe to use from many threads."""

    def __init__(self, key: bytes, max_entries: int = 20_000) -> None:
        """Starts empty.

        Args:
            key: of the keyed hash, 16 to 64 random bytes; never stored.
            max_entries: texts to keep; one with many findings counts as several.

        Raises:
            ValueError: the key has another length, or max_entries is not positive.
        """
        if not 16 <= len(key) <= 64 or max_entries < 1:
            raise ValueError("the cache needs a key of 16 to 64 bytes and room for an entry")
        self._keyed = hashlib.blake2b(key=key, digest_size=16)
        self._max_weight = max_entries
        self._weight = 0
        self._entries: OrderedDict[bytes, tuple[Finding, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"FindingsCache({len(self._entries)} entries)"

    def __len__(self) -> int:
        return len(self._entries)

    def detect(
        self,
        engine: Examiner,
        text: str,
        *,
        scope: Scope = _NO_SCOPE,
        before: str | None = None,
        budget: Budget | None = None,
    ) -> tuple[Finding, ...]:
        """What ``engine.detect`` gives, from memory if it was asked before.

        Only a text that is examined anew is charged to the budget. An error is not kept.

        Args:
            engine: examines what is not known yet.
            text: the text.
            scope: on whose behalf, and in which language.
            before: the turn before, or None.
            budget: of the request.

        Raises:
            DetectionError: as the engine does.
        """
        place = self._place(text, (before or "", scope.language, engine.fingerprint, scope.key))
        with self._lock:
            known = self._entries.get(place)
            if known is not None:
                self._entries.move_to_end(place)
                return known
        examine = engine.identifiers if scope.identifiers else engine.detect
        findings = examine(
            text, scope.language, before=before, budget=budget, acts_on=scope.acts_on
        )
        self._keep(place, findings)
        return findings

    def _place(self, text: str, rest: tuple[str, str, str, str]) -> bytes:
        before, language, fingerprint, scope = rest
        # The lengths keep the parts apart: no two different inputs are one message.
        heading = f"{len(text)},{len(before)},{len(language)},{len(fingerprint)}:"
        message = heading + text + before + language + fingerprint + scope
        hasher = self._keyed.copy()
        hasher.update(message.encode("utf-8", "surrogatepass"))
        return hasher.digest()

    def _keep(self, place: bytes, findings: tuple[Finding, ...]) -> None:
        weight = _weight(findings)
        if weight > self._max_weight:
            return
        with self._lock:
            if place in self._entries:
                return
            self._entries[place] = findings
            self._weight += weight
            while self._weight > self._max_weight:
                _, oldest = self._entries.popitem(last=False)
                self._weight -= _weight(oldest)


def _weight(findings: tuple[Finding, ...]) -> int:
    return 1 + len(findings) // _FINDINGS_PER_ENTRY

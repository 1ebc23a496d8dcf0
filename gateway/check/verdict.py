"""What a probe says, and how it reads what people were promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.policy_scope import Expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a probe found.

    Attributes:
        kept: the promise holds.
        seen: what was observed, in words; never a value of a text.
    """

    kept: bool
    seen: str


@dataclass(slots=True)
class Sheet:
    """Observations of one probe, one after another; a promise is kept where all are good."""

    good: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)

    def note(self, holds: object, good: str, *, bad: str) -> bool:
        """Writes one observation down; whether it is a good one."""
        (self.good if holds else self.bad).append(good if holds else bad)
        return bool(holds)

    def verdict(self) -> Verdict:
        """All that is bad, else all that is good; nothing observed is not kept."""
        if not self.bad and not self.good:
            return Verdict(kept=False, seen="nothing was observed")
        return Verdict(kept=not self.bad, seen="; ".join(self.bad or self.good))

    def once(self) -> Verdict:
        """The same, each observation named once."""
        self.good = list(dict.fromkeys(self.good))
        self.bad = list(dict.fromkeys(self.bad))
        return self.verdict()


class Promised:
    """The arguments of a probe; what the loader let through is of its form."""

    def __init__(self, expected: Mapping[str, Expected]) -> None:
        """Args: expected, as the policy's commitment has them."""
        self._expected = expected

    def __contains__(self, name: str) -> bool:
        return name in self._expected

    def word(self, name: str, default: str | None = None) -> str:
        """A word.

        Raises:
            TypeError: it is something else, or missing without a default.
        """
        found = self._expected.get(name, default)
        if not isinstance(found, str):
            raise TypeError(f"{name} must be a word")
        return found

    def words(self, name: str) -> tuple[str, ...]:
        """A list of words; raises TypeError as ``word``."""
        found = self._expected.get(name)
        if not isinstance(found, tuple):
            raise TypeError(f"{name} must be a list of words")
        return found

    def number(self, name: str) -> int:
        """A number; raises TypeError as ``word``."""
        found = self._expected.get(name)
        if not isinstance(found, int) or isinstance(found, bool):
            raise TypeError(f"{name} must be a number")
        return found

    def flag(self, name: str, *, default: bool = False) -> bool:
        """True or false; raises TypeError as ``word``."""
        found = self._expected.get(name, default)
        if not isinstance(found, bool):
            raise TypeError(f"{name} must be true or false")
        return found

    def pairs(self, name: str) -> Mapping[str, str]:
        """Words by word; raises TypeError as ``word``."""
        found = self._expected.get(name)
        if not isinstance(found, Mapping):
            raise TypeError(f"{name} must be words by word")
        return found

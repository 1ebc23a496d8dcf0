"""Which value each surrogate stands for, from what was written and what was sent. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.coverage import SURROGATE, stands_in

# Shorter values are not looked for elsewhere in a conversation.
_LEAST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Fared:
    """Values that were replaced; in clear in a later turn; in clear before they were found."""

    replaced: int
    again: int
    earlier: int


class Replacements:
    """What was replaced in one conversation, learned turn by turn."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}
        self._since: dict[str, int] = {}
        self._stood: list[list[str]] = []
        self._turns = 0

    def __repr__(self) -> str:
        return f"Replacements({len(self._values)} surrogates)"

    def take(self, written: Sequence[str], sent: Sequence[str]) -> int:
        """Learns from the texts of one request; how many surrogates have changed.

        Args:
            written: its texts as they came.
            sent: the same as they left.
        """
        changed = 0
        stood = [SURROGATE.findall(text) for text in sent]
        for before, now in zip(self._stood, stood, strict=False):
            changed += not _stand_in_order(before, now)
        for text, left in zip(written, sent, strict=True):
            for surrogate, value in filled_in(text, left):
                changed += self._values.setdefault(surrogate, value) != value
                self._since.setdefault(value, self._turns)
        self._stood = stood
        self._turns += 1
        return changed

    def value(self, surrogate: str) -> str | None:
        """What it stands for, or None where that could not be told."""
        return self._values.get(surrogate)

    def fared(self, sent: Sequence[Sequence[str]]) -> Fared:
        """How the values fared in all requests.

        Args:
            sent: the texts of each request as they left, turn by turn.
        """
        again = earlier = 0
        for value, since in self._since.items():
            if sum(character.isalnum() for character in value) < _LEAST:
                continue
            clear = [any(stands_in(value, text) for text in texts) for texts in sent]
            again += any(clear[since:])
            earlier += any(clear[:since])
        return Fared(replaced=len(self._since), again=again, earlier=earlier)


def _stand_in_order(before: Sequence[str], now: Sequence[str]) -> bool:
    """Whether all of these surrogates are still there; more may have come between them."""
    left = iter(now)
    return all(surrogate in left for surrogate in before)


def filled_in(written: str, sent: str) -> list[tuple[str, str]]:
    """Each surrogate of a text with what was written in its place.

    Empty where that cannot be told, as between two that touch.
    """
    parts = SURROGATE.split(sent)
    if not all(parts[1:-1]):
        return []
    pattern = "(.+?)".join(re.escape(part) for part in parts)
    match = re.fullmatch(pattern, written, re.DOTALL)
    if match is None:
        return []
    return list(zip(SURROGATE.findall(sent), match.groups(), strict=True))

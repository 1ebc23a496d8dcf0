"""Says which labelled characters of a text stand in clear in what was received. Pure.

What a gateway sends differs from what it got only where something was replaced, so what
is left between surrogates is found again in the text, left to right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from benchmarks.dialogues import Labelled

# Brackets, an entity type, eight of Crockford's base32, perhaps a spelling; or a mask.
SURROGATE = re.compile(r"\[[A-Z][A-Z0-9_]*_[0-9A-HJKMNP-TV-Z]{8}(?:\.[0-9A-HJKMNP-TV-Z]{2})?\]")
_REPLACED = re.compile(rf"{SURROGATE.pattern}|\[[A-Z][A-Z0-9_]*\]|\*+")


class Reach(StrEnum):
    """How much of a labelled value was received in clear; later ones are worse."""

    NOTHING = "nothing"
    PART = "part"
    WHOLE = "whole"


_WORSE = tuple(Reach)


def worse(one: Reach, other: Reach) -> Reach:
    """The worse of two."""
    return max(one, other, key=_WORSE.index)


def clear_places(sent: str, received: str) -> list[bool] | None:
    """For each character of the sent text, whether it was received in clear.

    None if the received text cannot be the sent one with stretches replaced.
    """
    if sent == received:
        return [True] * len(sent)
    parts = _REPLACED.split(received)
    pattern = "(.*?)".join(re.escape(part) for part in parts)
    match = re.fullmatch(pattern, sent, re.DOTALL)
    if match is None:
        return None
    clear = [True] * len(sent)
    for group in range(1, len(parts)):
        start, end = match.span(group)
        clear[start:end] = [False] * (end - start)
    return clear


def reach(sent: str, received: str, span: Labelled) -> Reach:
    """How much of a labelled value was received, by its letters and digits."""
    clear = clear_places(sent, received)
    value = sent[span.start : span.end]
    if clear is None:
        return Reach.WHOLE if stands_in(value, received) else Reach.NOTHING
    seen = [clear[place] for place in range(span.start, span.end) if sent[place].isalnum()]
    if not any(seen):
        return Reach.NOTHING
    return Reach.WHOLE if all(seen) else Reach.PART


def stands_in(value: str, text: str) -> bool:
    """Whether a value stands in a text as whole tokens."""
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text) is not None


@dataclass(slots=True, kw_only=True)
class Tally:
    """How far the values of one label and subtype got."""

    counts: Counter[Reach] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """All values."""
        return self.counts.total()

    @property
    def covered(self) -> float:
        """Share of values of which nothing was received."""
        return self.counts[Reach.NOTHING] / self.total if self.total else 1.0


def message_text(content: object) -> str:
    """The text of a received message's content; parts are joined."""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def worst(sent: str, received: Sequence[str], span: Labelled) -> Reach:
    """The worst of what several requests carried of a value."""
    result = Reach.NOTHING
    for text in received:
        result = worse(result, reach(sent, text, span))
    return result

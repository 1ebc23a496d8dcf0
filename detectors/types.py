"""The words that detection speaks: findings, windows, detectors.

Offsets everywhere are code points of the text they name, half-open. Nothing here
holds a matched text: a finding can be logged, compared and cached without being
personal data itself.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One stretch of a text that is data of a kind.

    Attributes:
        entity_type: Presidio's name where it has one (``CREDIT_CARD``).
        start: first code point, in the original text.
        end: one past the last code point.
        score: 0 to 1, how sure the detector is.
        detector: name of the detector that said so.
        evidence: short codes of what spoke for it (``luhn``, ``context``); never text.
    """

    entity_type: str
    start: int
    end: int
    score: float
    detector: str
    evidence: tuple[str, ...] = ()


class Clock(Protocol):
    """A monotonic clock in seconds; budgets use the thread's CPU time."""

    def __call__(self) -> float: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """What a detector sees of a text.

    Attributes:
        text: the canonical view of the text; a detector reports offsets in it.
        before: the canonical view of the turn before, or an empty string.
        language: ISO 639-1 code; selects context words, never the identifiers.
        check: to be called between units of work; raises BudgetExhausted.
        asked: what detectors already know of the turn before, by the words they look for.
    """

    text: str
    before: str
    language: str
    check: Callable[[], None]
    asked: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)


class Detector(Protocol):
    """Finds one family of entity types.

    ``patterns`` are the expressions of the multi-pattern scan, each with the longest
    match it can have in code points; where one of them ends, ``confirm`` is asked about
    the window that reaches ``max_length`` back from there. A detector without patterns is
    asked about every text once, with the whole text as window.
    """

    @property
    def name(self) -> str: ...

    @property
    def entity_types(self) -> tuple[str, ...]: ...

    @property
    def patterns(self) -> tuple[Pattern, ...]: ...

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings (offsets in ``seen.text``) that touch the window ``start:end``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One expression of the scan.

    Attributes:
        expression: in Hyperscan's syntax, matched without regard to case.
        max_length: code points that a match, with its context, can reach back from its end.
    """

    expression: str
    max_length: int

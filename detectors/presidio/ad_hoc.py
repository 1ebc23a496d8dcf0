"""Pattern recognisers that come with a request, as Presidio's REST API describes them.

They are what a ``PatternRecognizer`` without code of its own is, and find what it finds;
Presidio itself is not imported for them. Their expressions come from outside: one that
the scan cannot express for certain is refused, all others run under the text's budget.

Source: presidio-analyzer 2.2.366 (PatternRecognizer, AnalyzerRequest), read 2026-11.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from detectors.budget import text_seconds
from detectors.context import Words
from detectors.errors import ConfigurationError
from detectors.presidio.bounded import Bounded, Running
from detectors.presidio.index import PatternIndex
from detectors.presidio.superset import Superset, superset
from detectors.presidio.syntax import Untranslatable
from detectors.types import Finding, Input

_regex: Any = importlib.import_module("regex")
FLAGS = int(_regex.DOTALL | _regex.MULTILINE | _regex.IGNORECASE)
_CONTEXT_BONUS, _CONTEXT_LEAST = 0.35, 0.4
# More than this is no request but a registry, which belongs into the configuration.
MOST_PATTERNS = 64
LONGEST_EXPRESSION = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AdHocPattern:
    """One expression with its score."""

    expression: str = field(repr=False)
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AdHocRecogniser:
    """What finds one entity type.

    Attributes:
        name: of the recogniser.
        entity_type: of its findings.
        patterns: of which each match is a finding.
        deny_list: words that are findings where they stand whole.
        deny_list_score: of those.
        context: words that make a finding surer where they stand near it.
    """

    name: str
    entity_type: str
    patterns: tuple[AdHocPattern, ...] = ()
    deny_list: tuple[str, ...] = field(default=(), repr=False)
    deny_list_score: float = 1.0
    context: tuple[str, ...] = field(default=(), repr=False)


def _expressions(recogniser: AdHocRecogniser) -> Iterable[AdHocPattern]:
    yield from recogniser.patterns
    if recogniser.deny_list:
        words = "|".join(_regex.escape(word) for word in recogniser.deny_list)
        yield AdHocPattern(
            expression=rf"(?:^|(?<=\W))({words})(?:(?=\W)|$)", score=recogniser.deny_list_score
        )


class AdHocScan:
    """The ad-hoc recognisers of a request, ready to run; kept for the next one like it."""

    def __init__(self, recognisers: Sequence[AdHocRecogniser]) -> None:
        """Compiles their expressions.

        Raises:
            ConfigurationError: one of them is no expression, too long, or of a form whose
                work cannot be bounded; the message names its place only.
        """
        self.entity_types = frozenset(each.entity_type for each in recognisers)
        self._running = Running()
        self._patterns: list[tuple[AdHocRecogniser, float, Any]] = []
        self._words = {id(each): Words(*map(str.lower, each.context)) for each in recognisers
                       if each.context}  # fmt: skip
        needed: list[Superset] = []
        for place, recogniser in enumerate(recognisers):
            for number, pattern in enumerate(_expressions(recogniser)):
                if len(needed) == MOST_PATTERNS or len(pattern.expression) > LONGEST_EXPRESSION:
                    raise ConfigurationError(f"ad-hoc recogniser {place} is too long")
                try:
                    compiled = _regex.compile(pattern.expression, FLAGS)
                    needed.append(superset(pattern.expression, FLAGS))
                except (_regex.error, Untranslatable):
                    raise ConfigurationError(
                        f"pattern {number} of ad-hoc recogniser {place} cannot be bounded"
                    ) from None
                bounded = Bounded(compiled, self._running)
                self._patterns.append((recogniser, pattern.score, bounded))
        self._index = PatternIndex(needed, None)

    def find(self, seen: Input) -> list[Finding]:
        """Findings in a text, in any order.

        Raises:
            BudgetExhausted: the text was not examined to its end.
        """
        possible = self._index.possible(seen.text) | self._index.always
        found: list[Finding] = []
        self._running.check, self._running.seconds = seen.check, text_seconds
        try:
            for number in sorted(possible):
                recogniser, score, bounded = self._patterns[number]
                spans = [match.span() for match in bounded.finditer(seen.text)]
                found += [
                    self._finding(seen, span, recogniser=recogniser, score=score)
                    for span in spans
                    if span[0] < span[1] and score > 0
                ]
        finally:
            self._running.check = None
        return found

    def _finding(
        self, seen: Input, span: tuple[int, int], *, recogniser: AdHocRecogniser, score: float
    ) -> Finding:
        start, end = span
        words = self._words.get(id(recogniser))
        evidence: tuple[str, ...] = ("ad_hoc",)
        if words is not None and words.beside(seen, start=start, end=end):
            score = min(1.0, max(score + _CONTEXT_BONUS, _CONTEXT_LEAST))
            evidence = ("ad_hoc", "context")
        return Finding(
            entity_type=recogniser.entity_type,
            start=start,
            end=end,
            score=score,
            detector=recogniser.name,
            evidence=evidence,
        )


def without_allowed(
    findings: Iterable[Finding], text: str, *, terms: Sequence[str], flags: int | None
) -> list[Finding]:
    """Findings whose text no term of an allow list takes out.

    Args:
        findings: in the text.
        text: what was examined.
        terms: whole texts, or expressions if there are flags.
        flags: for the ``regex`` module; None compares whole texts.

    Raises:
        ConfigurationError: the terms are no expression that can be bounded.
        BudgetExhausted: they took longer than the text's budget.
    """
    if flags is None:
        allowed = frozenset(terms)
        return [each for each in findings if text[each.start : each.end] not in allowed]
    terms = [term for term in terms if term]
    if not terms:
        return list(findings)
    whole = "|".join(terms)
    try:
        superset(f"(?:{whole})x", flags)
        compiled = _regex.compile(whole, flags)
    except (_regex.error, Untranslatable):
        raise ConfigurationError("the allow list is not one that can be bounded") from None
    running = Running()
    running.seconds = text_seconds
    bounded = Bounded(compiled, running)
    return [
        each
        for each in findings
        if next(iter(bounded.finditer(text[each.start : each.end])), None) is None
    ]


def described(recogniser: Mapping[str, Any]) -> AdHocRecogniser:
    """A recogniser from its JSON form, which was checked before."""
    patterns = recogniser.get("patterns") or ()
    return AdHocRecogniser(
        name=recogniser.get("name") or "PatternRecognizer",
        entity_type=recogniser["supported_entity"],
        patterns=tuple(AdHocPattern(expression=p["regex"], score=p["score"]) for p in patterns),
        deny_list=tuple(recogniser.get("deny_list") or ()),
        deny_list_score=float(recogniser.get("deny_list_score", 1.0)),
        context=tuple(recogniser.get("context") or ()),
    )

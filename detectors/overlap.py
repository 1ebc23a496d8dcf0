"""Makes findings disjoint without uncovering anything.

Every character that some finding covered stays covered: the surest finding keeps its
whole span, what others cover beyond it stays with them. So a value that two detectors
saw differently never leaves a tail in clear, and a surrogate always stands for one
unbroken stretch.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter

from detectors.types import Finding

# What policies mostly let through: it never decides over a value that it surrounds.
SOFT_TYPES = frozenset({"AGE", "DATE_TIME", "INCOMPLETE_NUMBER", "LOCATION", "URL", "UUID"})

# The evidence of what a sequence tagger said. It knows words, not layouts and check digits.
TAGGER = "tagger"
_NAMES = frozenset({"PERSON", "ADDRESS"})
# A word inside one of these is part of it: of a link, of a month, of a code.
_LAYOUTS = frozenset({"DATE_TIME", "URL", "UUID"})
# The evidence of a part of a date: "April 3" may speak of somebody whose name is April.
_PART = "part"
_WHOLE_DATE = len("1/1/2021")

_start = attrgetter("start")


def _softness(finding: Finding) -> int:
    """Check digits and layouts before words of health, these before names, soft types last."""
    if finding.entity_type in SOFT_TYPES:
        return 3
    if TAGGER not in finding.evidence:
        return 0
    return 2 if finding.entity_type in _NAMES else 1


def _softness_acted_on(finding: Finding) -> float:
    """As ``_softness``; a whole date comes before names and words that a tagger saw in it."""
    is_date = finding.entity_type == "DATE_TIME" and _PART not in finding.evidence
    if is_date and finding.end - finding.start >= _WHOLE_DATE:
        return 0.5
    return _softness(finding)


def _is_scrap(finding: Finding, length: int, *, whole: Iterable[Finding]) -> bool:
    """Whether surer findings took most of an address: the rest is words around a number."""
    return finding.entity_type == "ADDRESS" and all(
        3 * length < each.end - each.start
        for each in whole
        if each.entity_type == "ADDRESS" and each.start <= finding.start and finding.end <= each.end
    )


def trimmed(text: str, findings: Iterable[Finding], *, whole: Collection[Finding]) -> list[Finding]:
    """The findings, those that lost a part without the signs and spaces that this left.

    Args:
        text: that they are of.
        findings: disjoint.
        whole: those as detectors reported them.
    """
    kept = []
    for each in findings:
        if TAGGER in each.evidence and each not in whole:
            start, end = each.start, each.end
            while start < end and not text[start].isalnum():
                start += 1
            while end > start and not text[end - 1].isalnum():
                end -= 1
            if start == end or _is_scrap(each, end - start, whole=whole):
                continue
            each = replace(each, start=start, end=end)
        kept.append(each)
    return kept


def _rank(finding: Finding) -> tuple[int, float, int, int, str, str, tuple[str, ...]]:
    return (
        _softness(finding),
        -finding.score,
        finding.start - finding.end,
        finding.start,
        finding.entity_type,
        finding.detector,
        finding.evidence,
    )


def _segments(ranked: list[Finding]) -> Iterator[tuple[int, int, int]]:
    """Start, end and owner (place in ``ranked``) of each stretch that one finding wins."""
    starts = sorted(range(len(ranked)), key=lambda owner: ranked[owner].start)
    borders = sorted({border for each in ranked for border in (each.start, each.end)})
    active: list[int] = []
    upcoming = 0
    for place, border in enumerate(borders[:-1]):
        while upcoming < len(starts) and ranked[starts[upcoming]].start <= border:
            heapq.heappush(active, starts[upcoming])
            upcoming += 1
        while active and ranked[active[0]].end <= border:
            heapq.heappop(active)
        if active:
            yield border, borders[place + 1], active[0]


def _without_inner_names(by_start: Sequence[Finding]) -> Iterator[Finding]:
    """The findings but for a tagger's that lie within a date, a link or a code."""
    layouts = [
        each for each in by_start if each.entity_type in _LAYOUTS and _PART not in each.evidence
    ]
    starts = [each.start for each in layouts]
    for each in by_start:
        if layouts and TAGGER in each.evidence:
            place = bisect_right(starts, each.start) - 1
            if place >= 0 and each.end <= layouts[place].end:
                continue
        yield each


def resolve(
    findings: Iterable[Finding], *, acts_on: Callable[[Finding], bool] | None = None
) -> tuple[Finding, ...]:
    """A sorted, disjoint cover of the same characters, whatever the order of the input.

    Higher scores win, then longer spans; a soft type gives way to any other. A clipped
    rest that touches a finding of its own type with which it overlapped is joined to it;
    findings that merely stand side by side stay apart. What a tagger found within a date,
    a link or a code is part of that, even where nothing will be done about it.

    Args:
        findings: spans of one text, each with ``start < end``, in any order.
        acts_on: whether anything will be done about a finding. One that nothing will be
            done about gives way to all others, or a value under it would be let through.
    """
    by_start = sorted(findings, key=_start)
    if all(a.end <= b.start for a, b in pairwise(by_start)):
        return tuple(by_start)
    ranked = sorted(set(_without_inner_names(by_start)), key=_rank)
    if acts_on is not None:
        # The year of a date that is acted on is no part of an address beside it.
        ranked.sort(key=lambda each: (not acts_on(each), _softness_acted_on(each)))
    cover: list[tuple[int, int, int]] = []
    for start, end, owner in _segments(ranked):
        if cover and cover[-1][1] == start and _joined(ranked[cover[-1][2]], ranked[owner]):
            # The lower number is the surer finding.
            cover[-1] = (cover[-1][0], end, min(owner, cover[-1][2]))
        else:
            cover.append((start, end, owner))
    return tuple(
        ranked[owner]
        if (start, end) == (ranked[owner].start, ranked[owner].end)
        else replace(ranked[owner], start=start, end=end)
        for start, end, owner in cover
    )


def _joined(left: Finding, right: Finding) -> bool:
    """Whether the findings that won two neighbouring stretches saw one value."""
    return (
        left.entity_type == right.entity_type and left.start < right.end and right.start < left.end
    )

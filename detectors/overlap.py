"""Makes findings disjoint without uncovering anything.

Every character that some finding covered stays covered: the surest finding keeps its
whole span, what others cover beyond it stays with them. So a value that two detectors
saw differently never leaves a tail in clear, and a surrogate always stands for one
unbroken stretch.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter

from detectors.types import Finding

# What policies mostly let through: it never decides over a value that it surrounds.
SOFT_TYPES = frozenset({"AGE", "DATE_TIME", "INCOMPLETE_NUMBER", "URL", "UUID"})

_start = attrgetter("start")


def _rank(finding: Finding) -> tuple[bool, float, int, int, str, str, tuple[str, ...]]:
    return (
        finding.entity_type in SOFT_TYPES,
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


def resolve(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """A sorted, disjoint cover of the same characters, whatever the order of the input.

    Higher scores win, then longer spans; a soft type gives way to any other. A clipped
    rest that touches a finding of its own type with which it overlapped is joined to it;
    findings that merely stand side by side stay apart.

    Args:
        findings: spans of one text, each with ``start < end``, in any order.
    """
    by_start = sorted(findings, key=_start)
    if all(a.end <= b.start for a, b in pairwise(by_start)):
        return tuple(by_start)
    ranked = sorted(set(by_start), key=_rank)
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

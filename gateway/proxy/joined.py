"""Values that are split over leaves which their reader sees as one text.

"My card is 4111 1111" in one part and "1111 1111" in the next: neither part holds a
card, the message does. Such leaves are examined once more, joined, and what crosses a
border is found in each of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from detectors.overlap import resolve
from detectors.types import Finding
from gateway.model import Segment
from gateway.proxy.wire.base import Group


def joined(segments: Sequence[Segment], groups: Sequence[Group]) -> tuple[Segment, ...]:
    """One segment for each group: the texts of its leaves, joined."""
    return tuple(
        replace(
            segments[group.slots[0]],
            text=group.joiner.join(segments[slot].text for slot in group.slots),
        )
        for group in groups
    )


def spread(
    segments: Sequence[Segment],
    groups: Sequence[Group],
    *,
    found: Sequence[tuple[Finding, ...]],
    crossing: Sequence[tuple[Finding, ...]],
) -> list[tuple[Finding, ...]]:
    """The findings of each leaf, with its share of those that cross a border.

    Args:
        segments: every leaf.
        groups: which of them are read as one.
        found: findings in each leaf.
        crossing: findings in each joined text.
    """
    all_found = list(found)
    for group, findings in zip(groups, crossing, strict=True):
        starts = _starts(segments, group)
        for finding in findings:
            first = bisect_right(starts, finding.start) - 1
            last = bisect_right(starts, finding.end - 1) - 1
            if first == last:
                continue
            for place in range(first, last + 1):
                slot = group.slots[place]
                piece = _piece(finding, segments[slot].text, start=starts[place])
                if piece is not None:
                    all_found[slot] = resolve((*all_found[slot], piece))
    return all_found


def _starts(segments: Sequence[Segment], group: Group) -> list[int]:
    lengths = [len(segments[slot].text) + len(group.joiner) for slot in group.slots]
    return [0, *accumulate(lengths[:-1])]


def _piece(finding: Finding, text: str, *, start: int) -> Finding | None:
    """The part of a finding that lies in one leaf, if any letter or digit of it does."""
    begin, end = max(0, finding.start - start), min(len(text), finding.end - start)
    while begin < end and not text[begin].isalnum():
        begin += 1
    while begin < end and not text[end - 1].isalnum():
        end -= 1
    if begin >= end:
        return None
    return replace(finding, start=begin, end=end, evidence=(*finding.evidence, "joined"))

"""Values that are split over leaves which their reader sees as one text.

"My card is 4111 1111" in one part and "1111 1111" in the next: neither part holds a
card, the message does. Such leaves are examined once more, joined, and what crosses a
border is found in each of them. Where a turn of the other side stands between them, they
are joined from number to number, and only what is sure counts. A whole card in one turn and
a social security number in the next are told apart, even if the digits together make a card.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from detectors.overlap import SOFT_TYPES, resolve
from detectors.running_text import OF_RUNNING_TEXT
from detectors.types import Finding
from gateway.model import Segment
from gateway.proxy.leaves import Leaf, Reading
from gateway.proxy.wire.base import Group

# With other words left out between its parts, only a check digit or a layout counts.
SURE = 0.85
# A layout with the right words around it, or better.
_LIKELY = 0.8
# A word among the digits of a card says that they are several numbers ("4445 to 687").
_WORD = re.compile(r"\b[^\W\d_]{2,}\b")
_FIRST_NUMBER = re.compile(r"\d")
_LAST_NUMBER = re.compile(r"\d(?=\D*\Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """What a leaf gives to the joined text: where it begins there, and in the leaf."""

    slot: int
    text: str = field(repr=False)
    start: int
    cut: int


def joined(segments: Sequence[Segment], groups: Sequence[Group]) -> tuple[Segment, ...]:
    """One segment for each group: the texts of its leaves, joined."""
    return tuple(_joined(segments, group) for group in groups)


def _joined(segments: Sequence[Segment], group: Group) -> Segment:
    first = segments[group.slots[0]]
    text = group.joiner.join(piece.text for piece in _pieces(segments, group))
    if not group.at_numbers:
        return replace(first, text=text)
    # Words were left out between the numbers: nothing but identifiers is looked for.
    return Leaf(
        pointer=first.pointer,
        kind=first.kind,
        role=first.role,
        text=text,
        before=first.before,
        reading=Reading.KEY,
    )


def spread(
    segments: Sequence[Segment],
    groups: Sequence[Group],
    *,
    found: Sequence[tuple[Finding, ...]],
    crossing: Sequence[tuple[Finding, ...]],
    touches: Callable[[Finding], bool] | None = None,
) -> list[tuple[Finding, ...]]:
    """The findings of each leaf, with its share of those that cross a border.

    Args:
        segments: every leaf.
        groups: which of them are read as one.
        found: findings in each leaf.
        crossing: findings in each joined text.
        touches: whether the policy does anything about a finding; None for every one.
    """
    all_found = list(found)
    for group, findings in zip(groups, crossing, strict=True):
        if not findings:
            continue
        pieces = _pieces(segments, group)
        starts = [piece.start for piece in pieces]
        for finding in findings:
            first = bisect_right(starts, finding.start) - 1
            last = bisect_right(starts, finding.end - 1) - 1
            if first == last or (group.at_numbers and not _survives_gaps(finding)):
                continue
            parts = [(piece.slot, _share(finding, piece)) for piece in pieces[first : last + 1]]
            shares = [(slot, share) for slot, share in parts if share is not None]
            if _told_apart(shares, found):
                continue
            if group.at_numbers and any(_has_words(share, segments[i].text) for i, share in shares):
                continue
            for slot, share in shares:
                all_found[slot] = resolve((*all_found[slot], share), acts_on=touches)
    return all_found


def _survives_gaps(finding: Finding) -> bool:
    """Whether a finding counts although words between its parts were left out."""
    return finding.score >= SURE and finding.entity_type not in OF_RUNNING_TEXT


def _told_apart(
    shares: Sequence[tuple[int, Finding]], found: Sequence[tuple[Finding, ...]]
) -> bool:
    """Whether each share lies inside a value of its own leaf, one of them surely of its type."""
    whole = False
    for slot, share in shares:
        around = [
            own
            for own in found[slot]
            if own.start <= share.start and share.end <= own.end and own.score >= _LIKELY
        ]
        if not any(own.entity_type not in SOFT_TYPES for own in around):
            return False
        whole = whole or any(
            own.entity_type == share.entity_type and own.score >= SURE for own in around
        )
    return whole


def _pieces(segments: Sequence[Segment], group: Group) -> list[_Piece]:
    cuts = [(0, len(segments[slot].text)) for slot in group.slots]
    if group.at_numbers:
        cuts = [
            _at_numbers(segments[slot].text, first=not place, last=place == len(cuts) - 1)
            for place, slot in enumerate(group.slots)
        ]
    lengths = [end - begin + len(group.joiner) for begin, end in cuts]
    return [
        _Piece(slot=slot, text=segments[slot].text[begin:end], start=start, cut=begin)
        for slot, (begin, end), start in zip(
            group.slots, cuts, accumulate(lengths[:-1], initial=0), strict=True
        )
    ]


def _at_numbers(text: str, *, first: bool, last: bool) -> tuple[int, int]:
    """From the first number of a text to its last; the ends of the whole stay whole."""
    begin = None if first else _FIRST_NUMBER.search(text)
    end = None if last else _LAST_NUMBER.search(text)
    return (begin.start() if begin else 0, end.end() if end else len(text))


def _has_words(share: Finding, text: str) -> bool:
    return (
        share.entity_type == "CREDIT_CARD"
        and _WORD.search(text, share.start, share.end) is not None
    )


def _share(finding: Finding, piece: _Piece) -> Finding | None:
    """The part of a finding that lies in one leaf, if any letter or digit of it does."""
    text = piece.text
    begin, end = max(0, finding.start - piece.start), min(len(text), finding.end - piece.start)
    while begin < end and not text[begin].isalnum():
        begin += 1
    while begin < end and not text[end - 1].isalnum():
        end -= 1
    if begin >= end:
        return None
    return replace(
        finding,
        start=begin + piece.cut,
        end=end + piece.cut,
        evidence=(*finding.evidence, "joined"),
    )

"""Presidio's removal of duplicate results, in time that does not grow with their square."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from itertools import groupby
from typing import Any


def without_duplicates(results: Iterable[Any]) -> list[Any]:
    """What ``EntityRecognizer.remove_duplicates`` returns for the same results.

    A result without score goes, and one that another of its type, of at least its score,
    contains; the surest come first.

    Args:
        results: RecognizerResults of one text.
    """
    ordered = sorted(
        set(results), key=lambda each: (str(each.entity_type), each.start, -each.end, -each.score)
    )
    kept: list[Any] = []
    for _, group in groupby(ordered, key=lambda each: each.entity_type):
        # End and score of the kept ones that no other dominates: the later the end, the
        # lower the score. All of them start no later than the result at hand.
        front: list[tuple[int, float]] = []
        for each in group:
            if each.score == 0 or _dominated(front, each.end, score=each.score):
                continue
            kept.append(each)
            _enter(front, each.end, score=each.score)
    kept.sort(key=lambda each: (-each.score, each.start, each.start - each.end))
    return kept


def _dominated(front: list[tuple[int, float]], end: int, *, score: float) -> bool:
    place = bisect_left(front, end, key=lambda entry: entry[0])
    return place < len(front) and front[place][1] >= score


def _enter(front: list[tuple[int, float]], end: int, *, score: float) -> None:
    place = bisect_left(front, end, key=lambda entry: entry[0])
    if place < len(front) and front[place][0] == end:
        del front[place]
    while place and front[place - 1][1] <= score:
        place -= 1
        del front[place]
    insort(front, (end, score))

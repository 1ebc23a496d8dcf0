"""What is wrong and what is right in a person's texts (GDPR Article 16). Pure.

A value is replaced as whole tokens, however its letters are cased, composed and spaced, so
that "Jane  DOE" goes with "Jane Doe" and "Janet" stays (gateway/rights/folded.py). All
corrections are made in one pass: what one of them puts in, no other takes out. It is found
literally, in time proportional to the text. What stands for a value that policy has
replaced, ``[PERSON_7KQ2M0XA]``, is nobody's word: it is not looked for, and not cut.

Texts that are JSON (stored messages, tool calls in them) stay JSON: strings, numbers and
names of members are corrected one by one, JSON inside of strings included; the words that
the wires themselves use for members, and what stands under ``role`` and ``type``, are
nobody's text. No text grows by more than MOST_GROWTH characters.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from gateway.rights.folded import Folded, folded

MOST = 256
MOST_GROWTH = 4_000
# How policy's actions write what they put in place of a value.
PLACEHOLDER = re.compile(
    r"\[[A-Z][A-Z_]{1,40}(?:_[0-9A-HJKMNP-TV-Z]{8}(?:\.[0-9A-HJKMNP-TV-Z]{2})?|#[0-9a-f]{16})?\]"
)
_FIXED = frozenset({"role", "type"})
_WIRE_WORDS = _FIXED | {
    *("content", "text", "name", "id", "index", "status", "data", "url", "source", "title"),
    *("tool_calls", "tool_call_id", "tool_use_id", "call_id", "function", "arguments"),
    *("input", "output", "parts", "args", "response", "result", "refusal", "reasoning"),
    *("summary", "thinking", "thought", "annotations", "functionCall", "functionResponse"),
    *("image_url", "inlineData", "mimeType", "media_type", "message", "messages"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One value that is wrong, and the one that is right; the repr holds neither."""

    old: str = field(repr=False)
    new: str = field(repr=False)


class GrowsTooLong(ValueError):
    """A text would grow by more than MOST_GROWTH."""


def stands_for_others(value: str) -> bool:
    """Whether a value holds what stands in many texts, for another value in each."""
    return any("#" not in found.group() for found in PLACEHOLDER.finditer(value))


def _as_it_is(text: str) -> str:
    return text


class Corrections:
    """All of a request's corrections.

    Attributes:
        found: indices of those whose wrong value stood in a text so far.
    """

    def __init__(
        self,
        corrections: Sequence[Correction],
        *,
        settled: Callable[[str], str] = _as_it_is,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """Folds them.

        Args:
            corrections: at least one.
            settled: what is to stand in place of a string that was changed.
            check: called for every string; raises where there is no time left.
        """
        known = [
            (folded(each.old).text, each.new, at)
            for at, each in enumerate(corrections)
            if not stands_for_others(each.old)
        ]
        self._known = sorted(filter(itemgetter(0), known), key=lambda each: -len(each[0]))
        self._settled = settled
        self._check = check
        self._number = len(corrections)
        self._growth = 0
        self.found: set[int] = set()

    def __repr__(self) -> str:
        return f"Corrections({self._number})"

    def corrected(self, text: str) -> str:
        """The text with the right values; the same text where there is nothing wrong.

        Raises:
            GrowsTooLong: it would be too long then.
        """
        self._growth = 0
        after = self._corrected(text)
        if len(after) - len(text) > MOST_GROWTH:
            raise GrowsTooLong
        return after

    def _corrected(self, text: str) -> str:
        if not text.lstrip().startswith(("{", "[")):
            return self._replaced(text)
        try:
            tree = json.loads(text, parse_int=_Spelling, parse_float=_Spelling)
            if not isinstance(tree, dict | list):
                return self._replaced(text)
            after = self._walked(tree)
            return text if after == tree else _written(after)
        except (json.JSONDecodeError, RecursionError):
            return self._replaced(text)

    def finds(self, text: str) -> bool:
        """Whether a wrong value stands in a text."""
        return self.corrected(text) != text

    def _replaced(self, text: str) -> str:
        self._check()
        view = folded(text)
        apart = _Apart(text)
        parts: list[str] = []
        end = 0
        for start, stop, index, new in self._places(view):
            first, last = view.origins[start], view.origins[stop]
            if apart.is_cut_at(first) or apart.is_cut_at(last):
                continue
            self.found.add(index)
            parts += [text[end:first], new]
            self._growth += len(new) - (last - first)
            if self._growth > MOST_GROWTH:
                raise GrowsTooLong
            end = last
        after = "".join([*parts, text[end:]])
        return self._settled(after) if after != text else text

    def _places(self, view: Folded) -> Iterator[tuple[int, int, int, str]]:
        """Where wrong values stand, from left to right, the longest first; disjoint."""
        begin = 0
        found = [view.find(old, 0) for old, _, _ in self._known]
        while True:
            here = [(each[0], rank) for rank, each in enumerate(found) if each is not None]
            if not here:
                return
            start, rank = min(here)
            place = found[rank]
            begin = place[1] if place is not None else begin
            yield start, begin, self._known[rank][2], self._known[rank][1]
            for other, each in enumerate(found):
                if each is not None and each[0] < begin:
                    found[other] = view.find(self._known[other][0], begin)

    def _walked(self, node: Any) -> Any:
        if isinstance(node, dict):
            return {
                key if key in _WIRE_WORDS else self._replaced(key): each
                if key in _FIXED
                else self._walked(each)
                for key, each in node.items()
            }
        if isinstance(node, list):
            return [self._walked(each) for each in node]
        if isinstance(node, _Spelling):
            after = self._replaced(node)
            return node if after == node else after
        return self._corrected(node) if isinstance(node, str) else node


class _Apart:
    """Where placeholders stand in a text."""

    def __init__(self, text: str) -> None:
        spans = [found.span() for found in PLACEHOLDER.finditer(text)]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def is_cut_at(self, index: int) -> bool:
        """Whether one of them goes on on both sides."""
        at = bisect_left(self._starts, index) - 1
        return at >= 0 and self._ends[at] > index


class _Spelling(str):
    """A number of a JSON text as it was written."""

    __slots__ = ()


def _written(node: Any) -> str:
    """JSON, with numbers as they were written."""
    if isinstance(node, dict):
        members = (f"{_written(str(key))}:{_written(each)}" for key, each in node.items())
        return "{" + ",".join(members) + "}"
    if isinstance(node, list):
        return "[" + ",".join(map(_written, node)) + "]"
    return str(node) if isinstance(node, _Spelling) else json.dumps(node, ensure_ascii=False)

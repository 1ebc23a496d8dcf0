"""Expressions of a scan that match whenever a regular expression can match.

Presidio's expressions use what a linear scan cannot do (look-around, back references,
Unicode classes). The scan only has to say that an expression cannot match; so each is
translated into a few simpler ones, all of which must stand in a text before the
expression itself has to be run. What is dropped only ever makes the scan say yes more
often. What this file does not understand for certain it refuses, and the expression is
run on every text.

Source: Hyperscan 5.4 developer's reference (pattern support), read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from detectors.presidio import alphabet
from detectors.presidio.alphabet import ASCII, EVERYTHING, KINDS, as_bytes, bits, either_case
from detectors.presidio.syntax import (
    FLAGS,
    ONE,
    REPEATS,
    ZERO_WIDTH,
    Node,
    Untranslatable,
    children,
    names,
    nodes_of,
    parsed,
    size,
)

# Longer counts become "at least": an exact long count makes a large automaton.
_LONGEST_COUNT = 24
# A choice of more branches than this is cut down to the first two characters of each.
_MOST_BRANCHES = 40
_LARGEST = 1_500

_BOUNDARIES = {"AT_BOUNDARY": "\\b", "AT_NON_BOUNDARY": "\\B"}

Class = Callable[[int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Superset:
    """What has to hold for a text in which an expression matches.

    Attributes:
        expressions: each of them matches somewhere in it; the most telling comes first.
        digits: how many it holds at least.
    """

    expressions: tuple[str, ...]
    digits: int


def superset(expression: str, flags: int, *, written: Class = as_bytes) -> Superset:
    """What has to hold for every text in which an expression matches.

    Args:
        expression: of the ``regex`` module.
        flags: that it is compiled with.
        written: how a set of characters is written in the scan's syntax.

    Raises:
        Untranslatable: it has to be run on every text.
    """
    return _Translation(parsed(expression, flags), written=written).result


class _Translation:
    """One expression on its way.

    Edges: what stands at the left end of the whole expression may be preceded by a
    character of context, written out; what can be left out there is left out.
    """

    def __init__(self, tree: Any, *, written: Class) -> None:
        self._written = written
        # Over bytes, what is a word to the scan is one to the expression.
        self._boundaries = written is as_bytes
        self._groups: dict[int, Any] = {}
        self._needed: list[tuple[bool, str]] = []
        nodes = nodes_of(tree)
        self._folded = bool(int(tree.state.flags) & int(re.IGNORECASE))
        self._collect(nodes)
        if self._ends(nodes)[1]:
            raise Untranslatable("it matches the empty text")
        if size(nodes, _LONGEST_COUNT) > 40 * _LARGEST:
            raise Untranslatable("it is too large")
        whole = self._sequence(nodes, left=True, right=True, top=True)
        digits = self._digits(nodes)
        telling = [each for digit, each in self._needed if digit and not digits]
        every = dict.fromkeys([*telling, whole, *(each for _, each in self._needed)])
        self.result = Superset(
            expressions=tuple(every), digits=max(digits, self._digits_beside(nodes))
        )

    def _collect(self, nodes: Sequence[Node]) -> None:
        """Notes the groups, and refuses scopes that change what letters or \\w mean."""
        for name, value in nodes:
            if name == "SUBPATTERN":
                group, added, _, inner = value
                if added & ~int(FLAGS):
                    raise Untranslatable("flags of regex alone")
                # Without regard to case is the superset wherever either is meant.
                self._folded = self._folded or bool(added & int(re.IGNORECASE))
                if group is not None:
                    self._groups[group] = inner
            for inner in children(name, value):
                self._collect(inner)

    def _digits(self, nodes: Sequence[Node]) -> int:
        """How many digits every match of these takes up at least."""
        total = 0
        for name, value in nodes:
            if name in ONE:
                total += not self._characters((name, value)) & ~alphabet.DIGITS
            elif name not in ZERO_WIDTH:
                found = min((self._digits(each) for each in self._inside(name, value)), default=0)
                total += found * int(value[0]) if name in REPEATS else found
        return total

    def _digits_beside(self, nodes: Sequence[Node]) -> int:
        """How many digits a condition asks for; they may be those of the match, too."""
        most = 0
        for name, value in nodes:
            for inner in children(name, value):
                if name == "ASSERT":
                    most = max(most, self._digits(inner))
                elif name == "SUBPATTERN":
                    most = max(most, self._digits_beside(inner))
        return most

    def _characters(self, node: Node) -> int:
        """The characters that one node may match."""
        may, must = self._class(node)
        return may if must is None else EVERYTHING & ~must

    def _class(self, node: Node) -> tuple[int, int | None]:
        """Characters it may match; for a negated set, those it certainly refuses."""
        name, value = node
        if name == "ANY":
            return EVERYTHING, None
        if name == "NOT_LITERAL":
            return EVERYTHING, bits(value) if value < 0x80 else 0
        members = [(str(name), value)] if name == "LITERAL" else nodes_of(value)
        may = must = 0
        negated = False
        for kind, entry in members:
            if kind == "NEGATE":
                negated = True
            elif kind == "CATEGORY":
                may |= _category(str(entry))
                must |= _category(str(entry))
            else:
                first, last = (entry, entry) if kind == "LITERAL" else entry
                may |= self._range(first, last)
                must |= sum(1 << code for code in range(first, min(last, 0x7F) + 1))
        if negated:
            return EVERYTHING, must
        return (either_case(may) if self._folded else may), None

    def _range(self, first: int, last: int) -> int:
        found = sum(1 << code for code in range(first, min(last, 0x7F) + 1))
        if last < 0x80:
            return found
        if first != last:
            return found | KINDS | (ASCII if self._folded else 0)
        cases = (chr(first), chr(first).lower(), chr(first).upper())
        kinds = {alphabet.kind(each) for each in cases if len(each) == 1}
        beyond = bits(alphabet.WORD, alphabet.FOLDED, alphabet.OTHER) if self._folded else 0
        return found | bits(*kinds) | beyond

    def _ends(self, nodes: Sequence[Node], *, last: bool = False) -> tuple[int, bool]:
        """Characters that a match of these can start (or end) with, and whether it can be empty."""
        found = 0
        for name, value in reversed(nodes) if last else nodes:
            if name in ZERO_WIDTH:
                continue
            if name in ONE:
                return found | self._characters((name, value)), False
            empty = name in REPEATS and value[0] == 0
            inner = [self._ends(each, last=last) for each in self._inside(name, value)]
            for characters, can_be_empty in inner:
                found |= characters
                empty = empty or can_be_empty
            if not empty:
                return found, False
        return found, True

    def _inside(self, name: str, value: Any) -> list[list[Node]]:
        if name == "GROUPREF":
            if value not in self._groups:
                raise Untranslatable("a reference to a group that is not there yet")
            return [nodes_of(self._groups[value])]
        if name == "GROUPREF_EXISTS":
            return [nodes_of(value[1]), nodes_of(value[2] or [])]
        return children(name, value)

    def _sequence(self, nodes: Sequence[Node], *, left: bool, right: bool, top: bool) -> str:
        """The translation of nodes one after another.

        Args:
            nodes: of the syntax tree.
            left: whether nothing of the expression stands before them.
            right: whether nothing of the expression stands after them.
            top: whether every match runs through them.
        """
        consuming = [place for place, (name, _) in enumerate(nodes) if name not in ZERO_WIDTH]
        first = consuming[0] if consuming else len(nodes)
        last = consuming[-1] if consuming else -1
        pieces: list[str] = []
        closing = ""
        for place, (name, value) in enumerate(nodes):
            if name in ZERO_WIDTH:
                if self._boundaries and str(value) in _BOUNDARIES:
                    pieces.append(_BOUNDARIES[str(value)])
                    left = False
                elif place < first and left:
                    context = self._context(nodes, place, before=True)
                    pieces.append(context)
                    left = not context
                elif place > last and right and not closing:
                    closing = self._context(nodes, place, before=False)
                if top and name == "ASSERT" and value[0] > 0:
                    self._need(nodes_of(value[1]), after="".join(pieces), follow=nodes[place + 1 :])
                continue
            pieces.append(
                self._item(
                    (name, value),
                    left=left and place == first,
                    right=right and place == last and last == len(nodes) - 1,
                    top=top,
                )
            )
            if place == first and left and not pieces[-1]:
                # Left out: what follows stands at the edge now.
                first = next((each for each in consuming if each > place), len(nodes))
        return "".join(pieces) + closing

    def _need(self, nodes: list[Node], *, after: str, follow: Sequence[Node]) -> None:
        """A condition on what follows a place: one more expression of its own.

        Args:
            nodes: of the condition.
            after: the translation of what stands before that place.
            follow: what is matched from that place on.
        """
        if self._ends(nodes)[1]:
            return
        start, empty = self._ends(follow)
        needed = "" if empty else self._starting(nodes, start)
        needed = needed or self._sequence(nodes, left=not after, right=True, top=False)
        self._needed.append((self._digits(nodes) > 0, after + needed))

    def _starting(self, nodes: list[Node], start: int) -> str:
        """The translation of those matches that start with one of some characters.

        Empty where that is not simple.
        """
        name, value = nodes[0]
        if name in ONE:
            first = self._characters(nodes[0]) & start
            rest = self._sequence(nodes[1:], left=False, right=True, top=False)
            return self._written(first) + rest if first else ""
        once = nodes_of(value[2]) if name in REPEATS else []
        if len(once) != 1 or once[0][0] not in ONE or value[0] != 0 or len(nodes) == 1:
            return ""
        whole = self._sequence(nodes, left=False, right=True, top=False)
        later = self._starting(nodes[1:], start)
        first = self._characters(once[0]) & start
        direct = nodes[1][0] in ONE
        if not first or (not later and not direct):
            return later
        sooner = self._written(first) + whole
        return f"(?:{sooner}|{later})" if later else sooner

    def _context(self, nodes: Sequence[Node], place: int, *, before: bool) -> str:
        """One character of context in place of a condition at an edge, or nothing."""
        name, value = nodes[place]
        rest = nodes[place + 1 :] if before else nodes[:place]
        if name == "AT":
            where = str(value)
            if where == "AT_BEGINNING":
                return "(?:\\A|\\x0a)" if before else ""
            if where == "AT_END":
                return "" if before else "(?:\\x0a|\\z)"
            if where != "AT_BOUNDARY":
                return ""
            beside, empty = self._ends(rest, last=not before)
            if empty or not beside:
                return ""
            if not beside & ~alphabet.WORDS:
                return self._or_edge(EVERYTHING & ~alphabet.WORDS, before=before)
            return self._written(alphabet.WORDS) if not beside & alphabet.WORDS else ""
        if name == "FAILURE" or (value[0] < 0) is not before:
            return ""
        inner = nodes_of(value[1])
        if name == "ASSERT":
            return self._sequence(inner, left=before, right=not before, top=False)
        if len(inner) == 1 and inner[0][0] in ONE:
            return self._or_edge(EVERYTHING & ~self._surely(inner[0]), before=before)
        return ""

    def _surely(self, node: Node) -> int:
        """Characters that a node certainly matches."""
        name, value = node
        if name == "LITERAL":
            return bits(value) if value < 0x80 else 0
        if name != "IN" or any(kind == "NEGATE" for kind, _ in nodes_of(value)):
            return 0
        refused = self._class(("IN", [("NEGATE", None), *nodes_of(value)]))[1]
        return refused or 0

    def _or_edge(self, characters: int, *, before: bool) -> str:
        written = self._written(characters)
        return f"(?:\\A|{written})" if before else f"(?:{written}|\\z)"

    def _item(self, node: Node, *, left: bool, right: bool, top: bool) -> str:
        name, value = node
        if name in ONE:
            return self._written(self._characters(node))
        if name in ("SUBPATTERN", "ATOMIC_GROUP"):
            inner = children(name, value)[0]
            return f"(?:{self._sequence(inner, left=left, right=right, top=top)})"
        if name in REPEATS:
            return self._repeat(value, left=left, right=right, top=top)
        if name in ("BRANCH", "GROUPREF_EXISTS"):
            branches = self._inside(name, value)
            if len(branches) > _MOST_BRANCHES and name == "BRANCH":
                return self._shortened(branches)
            written = [self._sequence(each, left=left, right=right, top=False) for each in branches]
            return "" if "" in written and (left or right) else f"(?:{'|'.join(written)})"
        if name == "GROUPREF":
            inner = self._inside(name, value)[0]
            if any(each == "GROUPREF" for each in names(inner)):
                raise Untranslatable("a reference to a group with a reference")
            # What stood around the group need not stand here again.
            kept, self._boundaries = self._boundaries, False
            again = self._sequence(inner, left=False, right=False, top=False)
            self._boundaries = kept
            return f"(?:{again})"
        raise Untranslatable("a node that is not known")

    def _repeat(self, value: Any, *, left: bool, right: bool, top: bool) -> str:
        least, most, tree = value
        least, most, nodes = int(least), int(most), nodes_of(tree)
        edge = left or right
        if edge and least == 0:
            return ""
        if least == most == 1:
            return f"(?:{self._sequence(nodes, left=left, right=right, top=top)})"
        once = self._sequence(nodes, left=False, right=False, top=False)
        if not once:
            return ""
        once_size = size(nodes, _LONGEST_COUNT)
        shortened = min(least, _LONGEST_COUNT, max(1, _LARGEST // once_size))
        if edge:
            return f"(?:{once}){{{shortened}}}"
        exact = (
            shortened == least
            and most <= _LONGEST_COUNT
            and most * size(nodes, _LONGEST_COUNT) <= _LARGEST
        )
        return f"(?:{once}){{{shortened},{most if exact else ''}}}"

    def _shortened(self, branches: list[list[Node]]) -> str:
        """A large choice by the first two characters of each branch, whatever follows."""
        second: dict[int, int] = {}
        every = 0
        for nodes in branches:
            if len(nodes) < 2 or any(name not in ONE for name, _ in nodes):
                raise Untranslatable("a large choice of more than characters")
            sets = [self._characters(node) for node in nodes]
            second[sets[0]] = second.get(sets[0], 0) | sets[1]
            for characters in sets:
                every |= characters
        written = "|".join(
            self._written(start) + self._written(follow) for start, follow in second.items()
        )
        return f"(?:(?:{written}){self._written(every)}*)"


def _category(name: str) -> int:
    for word, characters in (
        ("DIGIT", alphabet.DIGITS),
        ("SPACE", alphabet.SPACES),
        ("WORD", alphabet.WORDS),
    ):
        if name == f"CATEGORY_{word}":
            return characters
        if name == f"CATEGORY_NOT_{word}":
            return EVERYTHING & ~characters
    raise Untranslatable("a class that is not known")

"""Regular expressions as syntax trees, as far as ``re`` and ``regex`` agree on them.

Presidio compiles with the ``regex`` module, whose trees cannot be had; re's parser reads
the same syntax but for what is refused here.

Source: re._parser of Python 3.11, regex 2026 (what differs from re), read 2026-11.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Sequence
from typing import Any

_parser: Any = importlib.import_module("re._parser")
FLAGS = re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE | re.UNICODE
ZERO_WIDTH = frozenset({"AT", "ASSERT", "ASSERT_NOT", "FAILURE"})
REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
ONE = frozenset({"LITERAL", "NOT_LITERAL", "ANY", "IN"})
# An escape, a class, a flag, or what regex reads as a fuzzy count and re as plain text.
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?i\)|\{(?!\d*,?\d*\})", re.DOTALL)
_SET_OF_SETS = re.compile(r"(?<!\\)\[|--|&&|~~|\|\|")
_POSIX = re.compile(r"\[:\^?\w+:")

Node = tuple[str, Any]


class Untranslatable(Exception):
    """The expression uses something whose meaning is not certain here."""


def parsed(expression: str, flags: int) -> Any:
    """The tree of an expression of the ``regex`` module.

    Args:
        expression: as it is compiled.
        flags: that it is compiled with.

    Raises:
        Untranslatable: re might read it in another way, or not at all.
    """
    if int(flags) & ~int(FLAGS) or _POSIX.search(expression):
        raise Untranslatable("flags or syntax of regex alone")
    inline = False

    def plain(token: re.Match[str]) -> str:
        nonlocal inline
        if token[0] == "{":
            raise Untranslatable("a count of regex alone")
        if token[0][0] == "[" and _SET_OF_SETS.search(token[0], 1):
            raise Untranslatable("a set of sets")
        if token[0] != "(?i)":
            return token[0]
        # Wherever it stands, it holds for the whole expression; re takes it at the start only.
        inline = True
        return ""

    expression = _TOKEN.sub(plain, expression)
    try:
        tree = _parser.parse(expression, int(flags) | (int(re.IGNORECASE) if inline else 0))
    except (re.error, RecursionError, OverflowError):
        raise Untranslatable("not of re's syntax") from None
    if int(tree.state.flags) & ~int(FLAGS):
        raise Untranslatable("flags of regex alone")
    return tree


def nodes_of(tree: Iterable[Any]) -> list[Node]:
    """The nodes of a tree: a name and what re's parser says of each."""
    return [(str(name), value) for name, value in tree]


def children(name: str, value: Any) -> list[list[Node]]:
    """The sequences of nodes within a node."""
    if name == "SUBPATTERN":
        return [nodes_of(value[3])]
    if name == "ATOMIC_GROUP":
        return [nodes_of(value)]
    if name in REPEATS:
        return [nodes_of(value[2])]
    if name == "BRANCH":
        return [nodes_of(each) for each in value[1]]
    if name in ("ASSERT", "ASSERT_NOT"):
        return [nodes_of(value[1])]
    if name == "GROUPREF_EXISTS":
        return [nodes_of(value[1]), nodes_of(value[2] or [])]
    return []


def names(nodes: Sequence[Node]) -> Iterable[str]:
    """The names of all nodes, those within others included."""
    for name, value in nodes:
        yield name
        for inner in children(name, value):
            yield from names(inner)


def size(nodes: Sequence[Node], longest: int) -> int:
    """Roughly how many positions the automaton of these nodes has.

    Args:
        nodes: one after another.
        longest: count that a repetition is written out to.
    """
    total = 1
    for name, value in nodes:
        inner = sum(size(each, longest) for each in children(name, value)) or 1
        if name in REPEATS:
            count = int(value[1]) if int(value[1]) <= longest else int(value[0]) or 1
            inner *= min(count, longest) or 1
        total += inner
    return total

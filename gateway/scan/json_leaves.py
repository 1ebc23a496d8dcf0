"""Where strings, numbers and keys stand in a JSON text, so that each can be replaced alone.

The text was read before and is known to be valid (gateway.proxy.wire.json_tree); here
only its tokens are walked through. What is not replaced keeps its spelling: numbers,
escapes, spaces and the order of keys.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+\-]*|[{}\[\],:]|true|false|null')


_decode = json.JSONDecoder(strict=False).decode


class Kind(StrEnum):
    """What a leaf is."""

    STRING = "string"
    NUMBER = "number"
    KEY = "key"


class Leaf(NamedTuple):
    """One literal: its place in the text, and its value as text.

    Attributes:
        path: keys on the way to it; a number stands for a place in an array.
    """

    kind: Kind
    path: tuple[str | int, ...]
    start: int
    end: int
    value: str

    def __repr__(self) -> str:
        return f"Leaf({self.kind}, {self.start}, {self.end})"


@dataclass(slots=True)
class _Level:
    """An array or object that is open: the key or place of what comes next in it."""

    is_object: bool
    step: str | int = 0
    awaits_key: bool = True


def leaves(text: str) -> Iterator[Leaf]:
    """Every string, number and key of a valid JSON text, in order."""
    open_levels: list[_Level] = []
    for token in _TOKEN.finditer(text):
        first = token.group()[0]
        if first in "{[":
            open_levels.append(_Level(is_object=first == "{"))
        elif first in "}]":
            open_levels.pop()
        elif first == ",":
            _next(open_levels[-1])
        elif first == '"':
            value = _value(token.group())
            level = open_levels[-1] if open_levels else None
            if level is not None and level.is_object and level.awaits_key:
                level.awaits_key, level.step = False, value
                yield _leaf(Kind.KEY, open_levels, token=token, value=value)
            else:
                yield _leaf(Kind.STRING, open_levels, token=token, value=value)
        elif first in "-0123456789":
            yield _leaf(Kind.NUMBER, open_levels, token=token, value=token.group())


def _value(spelled: str) -> str:
    return str(_decode(spelled)) if "\\" in spelled else spelled[1:-1]


def _next(level: _Level) -> None:
    level.awaits_key = True
    if isinstance(level.step, int):
        level.step += 1


def _leaf(kind: Kind, levels: list[_Level], *, token: re.Match[str], value: str) -> Leaf:
    return Leaf(
        kind=kind,
        path=tuple([level.step for level in levels]),
        start=token.start(),
        end=token.end(),
        value=value,
    )


def literal(value: str, *, like: str) -> str:
    """A string literal in the manner of another: with escapes for all but ASCII, or without."""
    return json.dumps(value, ensure_ascii=like.isascii() or not _encodable(value))


def _encodable(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def column_of(path: tuple[str | int, ...]) -> str:
    """The dotted name of a path; places in arrays count for nothing."""
    return ".".join(step for step in path if isinstance(step, str))


def within(name: str, column: str) -> bool:
    """Whether a dotted name is a column, or lies under it."""
    return name == column or name.startswith(f"{column}.")

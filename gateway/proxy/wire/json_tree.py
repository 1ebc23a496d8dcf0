"""JSON bodies as trees that keep what a privacy gateway must not lose.

Numbers keep their source spelling, order and unknown fields survive, and whatever two
readers could read in two ways is refused: duplicate keys, NaN, lone surrogates, bytes
that are not UTF-8, nesting past a limit. (RFC 8259 sections 4, 8 and 9.)
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

import orjson

from gateway.errors import InvalidRequest

# More than any conversation has; each costs time and memory outside of the examination's budget.
MAX_VALUES = 250_000
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\Z)', re.DOTALL)


# Bounds of the types of integers: schemas are full of them, and some look like identifiers.
_BOUNDS = frozenset(str(2**bits - less) for bits in (31, 32, 53, 63, 64) for less in (0, 1))


class Number(str):
    """A JSON number in its source spelling."""

    __slots__ = ()


def is_bound(text: str) -> bool:
    """Whether a leaf is a number that bounds a type of integers, and says nothing else."""
    return isinstance(text, Number) and text.removeprefix("-") in _BOUNDS


class _Duplicate(ValueError):
    pass


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(pairs)
    if len(tree) != len(pairs):
        raise _Duplicate
    return tree


def _no_constant(_name: str) -> NoReturn:
    raise ValueError


_decoder = json.JSONDecoder(
    object_pairs_hook=_unique,
    parse_int=Number,
    parse_float=Number,
    parse_constant=_no_constant,
)


def read(
    text: str, *, max_depth: int, lone_surrogates: bool = False, most_values: int | None = None
) -> Any:
    """Reads a JSON text.

    Args:
        text: the whole text.
        max_depth: how many arrays and objects may lie in one another.
        lone_surrogates: let them through, for pieces of a stream that cut a pair.
        most_values: how many values there may be, or None for any number.

    Returns:
        dict, list, str, bool, None and Number.

    Raises:
        InvalidRequest: ``invalid_json``, ``duplicate_key``, ``too_deep``,
            ``too_many_leaves`` 413 or ``lone_surrogate``; the message holds no part of the text.
    """
    if most_values is not None:
        _check_values(text, most_values)
    try:
        tree = _decoder.decode(text)
    except _Duplicate:
        raise InvalidRequest("An object has the same key twice.", code="duplicate_key") from None
    except RecursionError:
        raise _too_deep(max_depth) from None
    except ValueError:
        raise InvalidRequest("The body is not valid JSON.", code="invalid_json") from None
    if text.count("[") + text.count("{") > max_depth and _depth_exceeds(tree, max_depth):
        raise _too_deep(max_depth)
    if not lone_surrogates and "\\u" in text and _has_lone_surrogate(tree):
        raise InvalidRequest("A string holds half of a surrogate pair.", code="lone_surrogate")
    return tree


def read_body(
    body: bytes, *, max_depth: int, most_values: int | None = MAX_VALUES
) -> dict[str, Any]:
    """Reads a request or answer body, which must be an object in UTF-8.

    Raises:
        InvalidRequest: as ``read``, or ``invalid_json`` for anything but an object.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidRequest("The body is not UTF-8.", code="invalid_json") from None
    tree = read(text, max_depth=max_depth, most_values=most_values)
    if not isinstance(tree, dict):
        raise InvalidRequest("The body is not a JSON object.", code="invalid_json")
    return tree


def write(tree: Any) -> bytes:
    """The tree as JSON, numbers in their source spelling."""
    return orjson.dumps(tree, default=_fragment, option=orjson.OPT_PASSTHROUGH_SUBCLASS)


def _check_values(text: str, most: int) -> None:
    # What stands in strings counts in the first, quick look only.
    if _values(text) > most and _values(_STRING.sub("", text)) > most:
        raise InvalidRequest(
            f"The body has more than {most} values.", code="too_many_leaves", status=413
        )


def _values(text: str) -> int:
    """No fewer than there are values, less one, in a JSON text without strings."""
    return text.count(",") + text.count("[") + text.count("{")


def canonical(tree: Any) -> str:
    """JSON text that is the same for two trees that mean the same: sorted, 1.0 as 1."""
    return json.dumps(_plain(tree), sort_keys=True, separators=(",", ":"))


def _plain(tree: Any) -> Any:
    if isinstance(tree, Number):
        number = float(tree)
        return int(number) if number.is_integer() else number
    if isinstance(tree, dict):
        return {key: _plain(value) for key, value in tree.items()}
    return [_plain(each) for each in tree] if isinstance(tree, list) else tree


def _fragment(value: object) -> orjson.Fragment:
    if isinstance(value, Number):
        return orjson.Fragment(value.encode("ascii"))
    raise TypeError


def _too_deep(max_depth: int) -> InvalidRequest:
    return InvalidRequest(f"The body is nested deeper than {max_depth}.", code="too_deep")


def _depth_exceeds(tree: Any, limit: int) -> bool:
    level = [tree]
    for _ in range(limit):
        level = [
            child
            for value in level
            if isinstance(value, dict | list)
            for child in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return False
    return any(isinstance(value, dict | list) for value in level)


def _has_lone_surrogate(tree: Any) -> bool:
    try:
        write(tree)
    except (orjson.JSONEncodeError, UnicodeEncodeError):
        return True
    return False

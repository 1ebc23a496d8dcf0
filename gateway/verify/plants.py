"""Where a synthetic value can be planted in a request: every string, number and key.

A body of a table's examples holds every variant of every list. A request is made for each
place, so what stands beside the place is cut short: a list to its first item, and the list
that the place is in to that item.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from gateway.proxy.wire.json_tree import Number
from gateway.proxy.wire.render import as_json

EXTRA = "field_of_tomorrow"
_SHORTEST_FILE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A synthetic value: as people write it, and as digits where it is a number.

    Attributes:
        entity_type: of the value.
        text: as written.
        digits: the same as a JSON number, or None.
    """

    entity_type: str
    text: str
    digits: str | None = None


# Numbers that card schemes and standards set aside for tests and examples.
VALUES = (
    Value(entity_type="CREDIT_CARD", text="4111 1111 1111 1111", digits="4111111111111111"),
    Value(entity_type="IBAN_CODE", text="GB82 WEST 1234 5698 7654 32"),
    Value(entity_type="EMAIL_ADDRESS", text="verify.discreet@example.com"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """A request body with a value planted in one place.

    Attributes:
        pointer: of the place, ``*`` for a list's index, ``[type=x]`` for an object of that
            type; ``#`` goes into JSON in a string.
        how: ``text``, ``beside text``, ``number``, ``key``, ``new field`` or ``file``.
        body: with the value in place.
    """

    pointer: str
    how: str
    body: Any = field(repr=False)


def plants(body: Any, values: Sequence[Value]) -> Iterator[Plant]:
    """The body with the first value in each place in turn, and with all of them beside text."""
    yield from _plants(body, "", values=values, put=lambda new: new)


def _plants(
    tree: Any, pointer: str, *, values: Sequence[Value], put: Callable[[Any], Any]
) -> Iterator[Plant]:
    value = values[0]

    def plant(how: str, new: Any, *, at: str = pointer) -> Plant:
        return Plant(pointer=at, how=how, body=put(new))

    if isinstance(tree, dict):
        pointer += _kind(tree)
        short = {key: _short(each) for key, each in tree.items()}
        yield plant("new field", {**short, EXTRA: f"It is {value.text}"}, at=f"{pointer}/{EXTRA}")
        for key, each in tree.items():
            at = f"{pointer}/{key}"
            renamed = {value.text if name == key else name: one for name, one in short.items()}
            yield plant("key", renamed, at=at)
            yield from _plants(each, at, values=values, put=_into(put, short, key=key))
    elif isinstance(tree, list):
        for each in tree:
            yield from _plants(each, f"{pointer}/*", values=values, put=lambda new: put([new]))
    elif isinstance(tree, str) and not isinstance(tree, Number):
        yield plant("text", value.text)
        yield plant("beside text", ", ".join((tree, *(each.text for each in values))))
        if value.digits is not None:
            yield plant("number", Number(value.digits))
        yield from _inside(tree, pointer, values=values, put=put)
    elif value.digits is not None:
        yield plant("number", Number(value.digits))


def _kind(tree: dict[str, Any]) -> str:
    """Of which kind an object is, where it says so."""
    said = ((tag, tree.get(tag)) for tag in ("type", "role"))
    return "".join(f"[{tag}={word}]" for tag, word in said if type(word) is str)


def _short(tree: Any) -> Any:
    """The same with one item in each list."""
    if isinstance(tree, dict):
        return {key: _short(each) for key, each in tree.items()}
    return [_short(each) for each in tree[:1]] if isinstance(tree, list) else tree


def _into(put: Callable[[Any], Any], holder: dict[str, Any], *, key: str) -> Callable[[Any], Any]:
    """What puts a new value where an object has the old one."""
    return lambda new: put({**holder, key: new})


def _inside(
    text: str, pointer: str, *, values: Sequence[Value], put: Callable[[Any], Any]
) -> Iterator[Plant]:
    """Plants in what stands inside a string: JSON, or a file of text in base64."""
    if text[:1] in ("{", "["):
        tree = json.loads(text)
        yield from _plants(tree, f"{pointer}#", values=values, put=lambda new: put(as_json(new)))
    head, comma, data = text.rpartition(",")
    file = as_file(data)
    if file is not None:
        planted = base64.b64encode(f"{file} {values[0].text}\n".encode()).decode()
        yield Plant(pointer=f"{pointer}#", how="file", body=put(f"{head}{comma}{planted}"))


def as_file(text: str) -> str | None:
    """The text of a file in base64, or None where it is none."""
    if len(text) < _SHORTEST_FILE:
        return None
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None


def holds(sent: str, value: Value) -> bool:
    """Whether a value can be read in what was sent: in any string, escaped, packed or not."""
    wanted = {_letters(each) for each in (value.text, value.digits) if each is not None}
    waiting = [sent, unquote(sent)]
    while waiting:
        text = waiting.pop()
        if any(each in _letters(text) for each in wanted):
            return True
        if text[:1] in ("{", "[", '"'):
            waiting += _strings(text)
        packed = as_file(text.rpartition(",")[2])
        if packed is not None:
            waiting.append(packed)
    return False


def _strings(text: str) -> list[str]:
    try:
        trees = [json.loads(text)]
    except ValueError:
        return []
    found: list[str] = []
    while trees:
        tree = trees.pop()
        if isinstance(tree, dict):
            found += tree.keys()
            trees += tree.values()
        elif isinstance(tree, list):
            trees += tree
        elif isinstance(tree, str):
            found.append(tree)
    return found


def _letters(text: str) -> str:
    """A text without what people and machines put between letters and digits."""
    return "".join(filter(str.isalnum, text)).casefold()

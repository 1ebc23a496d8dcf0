"""A body with one canary in one place, for every place that there is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from tests.coverage.canaries import CARD, Canary, as_text, encoded

_Rebuild = Callable[[Any], Any]
CanaryMaker = Callable[[str, int], Canary]
"""The canary for a way of planting and the plant's number."""

UNKNOWN = "field_of_tomorrow"
_MEDIA_TYPE = re.compile(r"(data:|)([a-z]+/[a-z0-9.+-]+)((?:;.*)?)\Z", re.DOTALL)
_MARK = "key-that-is-twice"
_MEMBER = re.compile(rf'(\\*"){_MARK}\\*":')
_TELLS = ("type", "role")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """A body with a canary.

    Attributes:
        spot: where it is.
        canary: what was planted.
    """

    spot: Spot
    canary: Canary

    @property
    def body(self) -> Any:
        """The body; it shares with others what did not change, so change none of it."""
        return self.spot.rebuilt(self.canary)

    def __str__(self) -> str:
        return f"{self.spot.place} ({self.spot.how}, {self.canary.text[:4]}...)"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where a canary can stand.

    Attributes:
        pointer: of it; ``#`` where JSON inside a string begins.
        place: the same with ``*`` for indexes and the words that tell a variant.
        how: the canary stands there; see ``spots``.
        rebuilt: the body with a canary.
    """

    pointer: str
    place: str
    how: str
    rebuilt: Callable[[Canary], Any] = field(repr=False)


def planted(body: Any, canary_maker: CanaryMaker) -> Iterator[Plant]:
    """Every body with one canary in one place."""
    for number, spot in enumerate(spots(body)):
        yield Plant(spot=spot, canary=canary_maker(spot.how, number))


def spots(body: Any) -> Iterator[Spot]:
    """Every place of a body.

    Each string as the whole of it (as it is written, as digits, in a list, an object or
    JSON), at its end and, where it is base64 of text, in that text; in the place of each
    number, boolean and null; in each key; and in a member that no type knows, in each
    object, as a string, number, key and deeper. JSON inside strings is planted in like the
    body itself; media types and data: URLs in their parameters, too.
    """
    return _spots(body, "", place="", rebuild=lambda value: value)


def doubled(body: Any, canary: Canary) -> Iterator[bytes]:
    """The body as JSON with one key twice in one object, once with the canary as its value.

    One for each object that has members, JSON inside strings included: readers that take
    the first and readers that take the last see different bodies.
    """
    for spot in spots(body):
        if spot.how == "key":
            marked = json.dumps(spot.rebuilt(Canary(_MARK)))
            key = spot.pointer.rpartition("/")[2]
            for text in (canary.text, None):
                member = _MEMBER.search(marked)
                assert member is not None, marked
                quote_mark = member[1]
                value = "null" if text is None else f"{quote_mark}{text}{quote_mark}"
                twice = f"{quote_mark}{key}{quote_mark}: {value}, {quote_mark}{key}{quote_mark}:"
                yield (marked[: member.start()] + twice + marked[member.end() :]).encode()


# What stands in a member that no type knows, by the way of planting.
_EXTRA: dict[str, Callable[[Canary], Any]] = {
    "extra": lambda canary: f"It is {canary.text}",
    "extra number": lambda canary: CARD.digits,
    "extra key": lambda canary: {canary.text: 1},
    "extra deep": lambda canary: [{"inner": [{"leaf": canary.text}]}],
}
# What stands where a string, a number or a word of JSON stood.
_INSTEAD: dict[str, Callable[[Canary], Any]] = {
    "whole": lambda canary: canary.text,
    "digits": lambda canary: canary.squeezed if canary.digits else f"({canary.text})",
    "listed": lambda canary: [canary.text],
    "within": lambda canary: {"inner": canary.text},
    "key within": lambda canary: {canary.text: 1},
    "as JSON": lambda canary: json.dumps({"inner": [canary.text]}),
    "number": lambda canary: CARD.digits,
}


def _spots(value: Any, pointer: str, *, place: str, rebuild: _Rebuild) -> Iterator[Spot]:
    if isinstance(value, dict):
        yield from _object_spots(value, pointer, place=place, rebuild=rebuild)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _spots(
                item,
                f"{pointer}/{index}",
                place=f"{place}/*",
                rebuild=_in_list(value, index, rebuild=rebuild),
            )
    else:
        for how, instead in _INSTEAD.items():
            yield Spot(pointer, place, how, _in_place(instead, rebuild))
        if isinstance(value, str):
            yield from _string_spots(value, pointer, place=place, rebuild=rebuild)


def _in_place(made: Callable[[Canary], Any], rebuild: _Rebuild) -> Callable[[Canary], Any]:
    return lambda canary: rebuild(made(canary))


def _in_list(value: list[Any], index: int, *, rebuild: _Rebuild) -> _Rebuild:
    return lambda new: rebuild([*value[:index], new, *value[index + 1 :]])


def _in_object(value: dict[str, Any], key: str, *, rebuild: _Rebuild) -> _Rebuild:
    return lambda new: rebuild({**value, key: new})


def _renamed(value: dict[str, Any], key: str, *, rebuild: _Rebuild) -> Callable[[Canary], Any]:
    return lambda canary: rebuild(
        {canary.text if name == key else name: each for name, each in value.items()}
    )


def _object_spots(
    value: dict[str, Any], pointer: str, *, place: str, rebuild: _Rebuild
) -> Iterator[Spot]:
    place += _variant(value)
    for how, extra in _EXTRA.items():
        yield Spot(
            pointer,
            place,
            how,
            _in_place(extra, lambda new: rebuild({**value, UNKNOWN: new})),
        )
    for key, item in value.items():
        at = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
        yield Spot(
            at,
            f"{place}/{key}",
            "key",
            _renamed(value, key, rebuild=rebuild),
        )
        yield from _spots(
            item,
            at,
            place=f"{place}/{key}",
            rebuild=_in_object(value, key, rebuild=rebuild),
        )


def _string_spots(value: str, pointer: str, *, place: str, rebuild: _Rebuild) -> Iterator[Spot]:
    yield Spot(
        pointer, place, "appended", _in_place(lambda canary: f"{value} {canary.text}", rebuild)
    )
    for how, made in _in_media_types(value):
        yield Spot(pointer, place, how, _in_place(made, rebuild))
    head, comma, data = value.rpartition(",")
    text = as_text(data)
    if text is not None:
        yield Spot(
            pointer,
            place,
            "encoded",
            lambda canary: rebuild(head + comma + encoded(f"{text}It is {canary.text}.\n")),
        )
    tree = _json(value)
    if isinstance(tree, dict | list):
        yield from _spots(
            tree, f"{pointer}#", place=f"{place}#", rebuild=lambda new: rebuild(json.dumps(new))
        )


def _in_media_types(value: str) -> Iterator[tuple[str, Callable[[Canary], Any]]]:
    """In a media type, alone or at the head of a data: URL, and in such a URL's text."""
    match = _MEDIA_TYPE.match(value)
    if match is None:
        return
    scheme, kind, rest = match.groups()
    yield "parameter", lambda canary: f'{scheme}{kind};name="{canary.text}"{rest}'
    yield "bare parameter", lambda canary: f"{scheme}{kind};name={canary.joined}{rest}"
    yield "subtype", lambda canary: f"{scheme}{kind.partition('/')[0]}/x-{canary.joined}{rest}"
    if scheme:
        yield "percent", lambda canary: f"{scheme}{kind},It%20is%20{quote(canary.text, safe='')}"


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _variant(value: dict[str, Any]) -> str:
    """The words by which the variants of an object are told apart."""
    words = [f"{key}={value[key]}" for key in _TELLS if isinstance(value.get(key), str)]
    return f"[{','.join(words)}]" if words else ""

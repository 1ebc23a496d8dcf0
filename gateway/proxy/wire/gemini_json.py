"""Rules for bodies in the JSON of Google's services, which read more than one spelling.

A member may be spelled in camelCase or as its definition has it, in snake_case, and a list
of one item may be given as the item. Bodies are brought into the first form while they are
read, so that no rule is passed by under the other spelling; what was not rewritten leaves
as it came.

Source: Protocol Buffers, ProtoJSON format (read 2026-11-22).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gateway.proxy.wire.base import Document, wrong_type
from gateway.proxy.wire.recipient_fields import ModelSpot
from gateway.proxy.wire.rules import Free, Row, Rule, Spot, call_text
from gateway.proxy.wire.shapes import Items, Members

_UPPER = re.compile("[A-Z]")


@lru_cache(maxsize=256)
def _spellings(names: tuple[str, ...]) -> dict[str, str]:
    """What an object's members are called, by their letters alone."""
    return {name.casefold(): name for name in names}


def _snake(name: str) -> str:
    return _UPPER.sub(lambda found: f"_{found[0].lower()}", name)


def respell(value: dict[str, Any], names: Iterable[str], *, pointer: str) -> None:
    """Spells the members of an object in camelCase; their order stays.

    Args:
        value: the object.
        names: of the members that the wire knows.
        pointer: of the object.

    Raises:
        InvalidRequest: a third spelling, or a member in two spellings.
    """
    known = _spellings(tuple(names))
    spelled: dict[str, str] = {}
    for key in value:
        name = known.get(key.replace("_", "").casefold())
        if name is not None and key != name:
            if key != _snake(name) or name in value:
                raise wrong_type(pointer or "/", "spelled as the wire says")
            spelled[key] = name
    if spelled:
        members = list(value.items())
        value.clear()
        value.update((spelled.get(key, key), member) for key, member in members)


@dataclass(frozen=True, slots=True)
class Object(Members):
    """An object of Google's JSON: its members are read in the order of the table.

    Attributes:
        other: reads what is not listed; None: it is text.
    """

    other: Rule | None = None

    def read(self, document: Document, spot: Spot) -> None:
        """Reads each member by its rule."""
        value = spot.value
        if not isinstance(value, dict):
            raise wrong_type(spot.pointer or "/", "an object")
        if not value.keys() <= self.fields.keys():
            respell(value, self.fields, pointer=spot.pointer)
        for key in self.required:
            if value.get(key) is None:
                raise wrong_type(f"{spot.pointer}/{key}", "there")
        if self.call is not None and document.turn is not None:
            document.turn.more.append(call_text(*(value.get(key) for key in self.call)))
        with document.within(self.within or document.place):
            for key, rule in self.fields.items():
                if value.get(key) is not None:
                    rule.read(document, spot.below(key))
            for key in [key for key in value if key not in self.fields]:
                if self.other is None:
                    document.unknown(spot.pointer, value, key=key)
                else:
                    self.other.read(document, Spot(f"{spot.pointer}/*", value, key))


@dataclass(frozen=True, slots=True)
class Repeated:
    """A list, which may be given as its only item."""

    rule: Items

    def read(self, document: Document, spot: Spot) -> None:
        """Reads the list."""
        if not isinstance(spot.value, list):
            spot.holder[spot.place] = [spot.value]
        self.rule.read(document, spot)

    def rows(self, pointer: str) -> Iterator[Row]:
        """Those of the list."""
        return self.rule.rows(pointer)

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """Those of the list."""
        return self.rule.examples(refused=refused)


@dataclass(frozen=True, slots=True)
class Off:
    """A switch that this gateway turns off.

    Attributes:
        why: for the manifest.
        state: a policy that lets the provider keep what it is sent leaves it as it is.
    """

    why: str
    state: bool = False

    def read(self, document: Document, spot: Spot) -> None:
        """Sets it to false."""
        if self.state and document.options.provider_state:
            Free().read(document, spot)
        elif spot.value is not False:
            spot.holder[spot.place] = False
            document.switched = True

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "set to false", self.why)

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """It is on."""
        if not refused:
            yield True


@dataclass(frozen=True, slots=True)
class PathModel:
    """The model once more, as the path names it."""

    def read(self, document: Document, spot: Spot) -> None:
        """Notes where it stands; raises InvalidRequest for any other."""
        model = document.options.model
        if type(spot.value) is not str or spot.value.removeprefix("models/") != model:
            raise wrong_type(spot.pointer, "the model of the path")
        prefix = "models/" if spot.value.startswith("models/") else ""
        document.models.append(ModelSpot(spot.holder, str(spot.place), prefix))

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "structural", "the model of the path")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """The model of a path like that of Model."""
        if not refused:
            yield "models/some-model"

"""Shapes of JSON, and what follows from them: every pointer, and bodies that use them all.

A shape says what JSON a type of a provider's SDK becomes. A type inside itself has its
required members only; it does not stand inside itself a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

Sample = Callable[[str, str], Any]
"""A harmless value of a leaf from the name of its field, behind its type's, and its kind."""

KEY = "plain_key"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A string, number or the like.

    Attributes:
        kind: string, word, integer, number, boolean, base64, time or any.
        words: the closed list of a word.
    """

    kind: str
    words: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    item: Shape


@dataclass(frozen=True, slots=True)
class Values:
    """An object whose keys are the caller's."""

    value: Shape


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several shapes."""

    options: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an object."""

    name: str
    shape: Shape
    required: bool


@dataclass(slots=True)
class Members:
    """An object with members of its own; they are read when they are first asked for.

    Attributes:
        name: of its type; equal names are one type.
        read: makes the members.
    """

    name: str
    read: Callable[[], tuple[Member, ...]] = field(repr=False)
    _members: tuple[Member, ...] | None = field(default=None, repr=False)

    @property
    def members(self) -> tuple[Member, ...]:
        """In the order of the type."""
        if self._members is None:
            self._members = self.read()
        return self._members

    @property
    def required(self) -> tuple[Member, ...]:
        """Those that are never left out."""
        return tuple(member for member in self.members if member.required)

    @property
    def words(self) -> str:
        """The words that tell it from other objects in its place, as ``name=word``."""
        return ",".join(
            f"{member.name}={member.shape.words[0]}"
            for member in self.required
            if member.name in _TELLS
            and isinstance(member.shape, Leaf)
            and len(member.shape.words) == 1
        )


Shape = Leaf | Items | Values | OneOf | Members
_TELLS = ("type", "role")
_MOST = 2  # so often a type stands on the way from the root to a leaf
_ORDER: tuple[type, ...] = (Leaf, OneOf, Items, Members, Values)


def one_of(options: list[Shape]) -> Shape | None:
    """One of these; nested choices are flattened, equal ones are one, none is None."""
    flat: list[Shape] = []
    for option in options:
        flat += option.options if isinstance(option, OneOf) else [option]
    kinds = {option.kind for option in flat if isinstance(option, Leaf)}
    different: list[Shape] = []
    names: set[str] = set()
    for option in flat:
        if isinstance(option, Members):
            if option.name in names:
                continue
            names.add(option.name)
        elif option in different or (
            isinstance(option, Leaf) and option.kind == "word" and "string" in kinds
        ):
            continue
        different.append(option)
    if len(different) > 1:
        return OneOf(tuple(different))
    return different[0] if different else None


def pointers(shape: Shape) -> dict[str, str]:
    """Every leaf's pointer with its kind; ``*`` for items and keys, ``[..]`` for variants."""
    found: dict[str, set[str]] = {}
    for pointer, kind in _pointers(shape, "", above=()):
        found.setdefault(pointer, set()).add(kind)
    return {pointer: "|".join(sorted(kinds)) for pointer, kinds in found.items()}


def _pointers(shape: Shape, at: str, *, above: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(shape, Leaf):
        yield at, shape.kind
    elif isinstance(shape, Items):
        yield from _pointers(shape.item, f"{at}/*", above=above)
    elif isinstance(shape, Values):
        yield f"{at}/*", "key"
        yield from _pointers(shape.value, f"{at}/*", above=above)
    elif isinstance(shape, OneOf):
        objects = [option for option in shape.options if isinstance(option, Members)]
        for option in shape.options:
            # Objects without words of their own are told apart by their types' names.
            nameless = len(objects) > 1 and isinstance(option, Members) and not option.words
            yield from _pointers(option, f"{at}[{option.name}]" if nameless else at, above=above)  # type: ignore[union-attr]
    elif (times := above.count(shape.name)) < _MOST:
        at += f"[{shape.words}]" if shape.words else ""
        for member in shape.members if not times else shape.required:
            yield from _pointers(member.shape, f"{at}/{member.name}", above=(*above, shape.name))


@dataclass(frozen=True, slots=True)
class Bodies:
    """Makes bodies of a shape.

    Attributes:
        sample: of leaves.
        extra: required members that the types leave optional, by the type's name.
    """

    sample: Sample
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def each(self, shape: Shape) -> Iterator[Any]:
        """Minimal bodies; the first is the least, each other has one thing more."""
        return self._values(shape, "", above=())

    def _values(self, shape: Shape, name: str, *, above: tuple[str, ...]) -> Iterator[Any]:
        if isinstance(shape, Leaf):
            yield shape.words[0] if shape.words else self.sample(name, shape.kind)
        elif isinstance(shape, Items):
            yield from ([value] for value in self._values(shape.item, name, above=above))
        elif isinstance(shape, Values):
            yield from ({KEY: value} for value in self._values(shape.value, name, above=above))
        elif isinstance(shape, OneOf):
            # The least value of all comes first; an object of anything comes last.
            ordered = sorted(shape.options, key=lambda each: _ORDER.index(type(each)))
            for option in ordered:
                yield from self._values(option, name, above=above)
        elif (times := above.count(shape.name)) < _MOST:
            objects = self._objects(shape, (*above, shape.name))
            yield from islice(objects, 1) if times else objects

    def _objects(self, shape: Members, above: tuple[str, ...]) -> Iterator[dict[str, Any]]:
        needed = self.extra.get(shape.name, ())
        least: dict[str, Any] = {}
        for member in shape.members:
            if member.required or member.name in needed:
                first = list(islice(self._member(shape, member, above=above), 1))
                if not first:
                    return  # it would stand inside itself without end
                least[member.name] = first[0]
        yield least
        for member in shape.members:
            values = self._member(shape, member, above=above)
            for value in islice(values, int(member.name in least), None):
                yield {**least, member.name: value}

    def _member(self, shape: Members, member: Member, *, above: tuple[str, ...]) -> Iterator[Any]:
        return self._values(member.shape, f"{shape.name}.{member.name}", above=above)

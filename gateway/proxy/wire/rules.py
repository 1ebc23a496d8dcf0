"""How a wire declares its requests: a table of rules, one for each member of a body.

    TABLE = Members({"model": Model(), "messages": Turns(...), "temperature": Free(), ...})

The one reader here walks a body by the table. What the table does not name is text
(Document.unknown). The same table gives docs/coverage.md (``rows``) and the requests that
``discreet verify`` plants values in (``examples``).

    rule         what stands there                                         a finding in it
    Text         running text of a message, or beside one                  replaced
    Name         a tool's name or an id                                    replaced, no brackets
    Data         data of a tool: numbers and keys, too                     replaced
    JSONText     the same as JSON inside a string                          replaced
    Free         anything; numbers and keys cannot change                  replaced or refused
    Words        one of a closed list, which is not examined; else Free
    Constant     what the wire fixes; anything else is refused
    Opaque       a string that the provider has sealed                     refused without seal
    Refused      what nobody here can examine                              refused
    Members, Items, Variants, OneOf: objects, lists, and what depends on a type

``null`` and booleans carry nothing and pass everywhere but where a rule needs its type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from gateway.model import Kind
from gateway.proxy.leaves import Place
from gateway.proxy.wire.base import SHORT_NUMBER, Document, not_examinable, wrong_type
from gateway.proxy.wire.json_tree import Number, canonical
from gateway.proxy.wire.recipient_fields import ModelSpot

EXAMPLE = "some words"


class Spot(NamedTuple):
    """A place in a body: its pointer, and the object or array and key that it stands at."""

    pointer: str
    holder: Any
    place: str | int

    @property
    def value(self) -> Any:
        """What stands there."""
        return self.holder[self.place]

    def below(self, key: str | int) -> Spot:
        """A member of what stands there."""
        return Spot(f"{self.pointer}/{key}", self.holder[self.place], key)


class Row(NamedTuple):
    """A line of the coverage manifest: where, how it is treated, and what is said of it."""

    pointer: str
    treatment: str
    note: str = ""


class Rule(Protocol):
    """What one place of a body holds."""

    def read(self, document: Document, spot: Spot) -> None:
        """Adds the leaves there; raises InvalidRequest or Refused."""
        ...

    def rows(self, pointer: str) -> Iterator[Row]:
        """Its lines of the manifest."""
        ...

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """Values that hold every member once: those that pass, or those that are refused."""
        ...


def is_short_number(value: Any) -> bool:
    """Whether a number is too short for an identifier that stands alone."""
    return isinstance(value, Number) and len(value) <= SHORT_NUMBER


def call_text(name: Any, arguments: Any) -> str:
    """A tool call as it identifies a message: arguments as text, or as canonical JSON."""
    is_text = isinstance(arguments, str) and not isinstance(arguments, Number)
    return f"{name}({arguments if is_text else canonical(arguments)})"


def _check_string(spot: Spot, expected: str = "a string") -> None:
    if type(spot.value) is not str:
        raise wrong_type(spot.pointer, expected)


@dataclass(frozen=True, slots=True)
class Text:
    """A string of running text; ``said`` makes it part of the message that is being read."""

    said: bool = False

    def read(self, document: Document, spot: Spot) -> None:
        """Adds the string."""
        _check_string(spot)
        if self.said:
            document.say(spot.pointer, spot.holder, place=spot.place)
        else:
            document.add(Kind.TEXT, spot.pointer, holder=spot.holder, place=spot.place)

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "text")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """A few words."""
        if not refused:
            yield EXAMPLE


@dataclass(frozen=True, slots=True)
class Name:
    """A tool's name (Place.DEFINITION), an id (Place.DATA), or what a person is called."""

    within: Place = Place.DATA
    example: str = "some_name"

    def read(self, document: Document, spot: Spot) -> None:
        """Adds the string."""
        _check_string(spot)
        with document.within(self.within):
            document.add(Kind.NAME, spot.pointer, holder=spot.holder, place=spot.place)

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "name", "surrogates without brackets")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """A name."""
        if not refused:
            yield self.example


@dataclass(frozen=True, slots=True)
class Data:
    """Data of a tool: every leaf, where numbers and keys may become strings."""

    example: Any = field(default_factory=lambda: {"note": [EXAMPLE, Number("12345678")]})

    def read(self, document: Document, spot: Spot) -> None:
        """Adds every leaf."""
        document.walk_argument(spot.pointer, spot.holder, place=spot.place)

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "data", "leaf by leaf, numbers and keys included")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """An object."""
        if not refused:
            yield self.example


@dataclass(frozen=True, slots=True)
class JSONText:
    """Data of a tool as JSON inside a string; what is no JSON is text."""

    def read(self, document: Document, spot: Spot) -> None:
        """Adds every leaf of the JSON, or the string."""
        _check_string(spot, "JSON in a string")
        outer, document.before = document.before, None
        at = {"holder": spot.holder, "place": spot.place}
        if spot.value and not document.walk_json_text(spot.pointer, **at, strict=True):
            document.add(Kind.TEXT, spot.pointer, **at)
        document.before = outer

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "data", "JSON in a string, leaf by leaf")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """An object as JSON."""
        if not refused:
            yield '{"note":["some words",12345678]}'


@dataclass(frozen=True, slots=True)
class Free:
    """Anything: strings are replaced; a finding in a number or key is refused."""

    within: Place | None = Place.DATA
    example: Any = field(default_factory=lambda: {"note": [EXAMPLE]})

    def read(self, document: Document, spot: Spot) -> None:
        """Adds every leaf but a short number."""
        value = spot.value
        if value is None or isinstance(value, bool) or is_short_number(value):
            return
        with document.within(self.within or document.place):
            document.walk(spot.pointer, spot.holder, place=spot.place)

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "text", "all strings below; numbers and keys are refused on a finding")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """The example."""
        if not refused:
            yield self.example


@dataclass(frozen=True, slots=True, init=False)
class Words:
    """One of a closed list of words; anything else is Free."""

    words: frozenset[str]

    def __init__(self, *words: str) -> None:
        object.__setattr__(self, "words", frozenset(words))

    def read(self, document: Document, spot: Spot) -> None:
        """Adds what is not in the list."""
        value = spot.value
        if type(value) is not str or value not in self.words:
            Free().read(document, spot)

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        listed = " | ".join(sorted(self.words))
        yield Row(pointer, "structural", f"{listed}; else text")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """The first word."""
        if not refused:
            yield min(self.words)


@dataclass(frozen=True, slots=True, init=False)
class Constant:
    """One of the words that the wire fixes; anything else is wrong."""

    words: frozenset[str]

    def __init__(self, *words: str) -> None:
        object.__setattr__(self, "words", frozenset(words))

    def read(self, document: Document, spot: Spot) -> None:
        """Adds nothing."""
        del document
        if type(spot.value) is not str or spot.value not in self.words:
            raise wrong_type(spot.pointer, "one of the wire's words")

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "structural", " | ".join(sorted(self.words)))

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """The first word."""
        if not refused:
            yield min(self.words)


@dataclass(frozen=True, slots=True)
class Opaque:
    """A string of the provider's that only it can read, under a seal of this gateway.

    ``over`` names the member beside it that it belongs to, which the seal covers, too.
    """

    over: str | None = None

    def read(self, document: Document, spot: Spot) -> None:
        """Takes the seal off."""
        _check_string(spot)
        if not spot.value:
            return
        over = spot.holder.get(self.over, "") if self.over is not None else ""
        document.unseal(
            spot.pointer, spot.holder, place=spot.place, over=over if type(over) is str else ""
        )
        if self.over is not None and over:
            document.unread.append((spot.holder, self.over))

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "opaque", "under this gateway's seal, else refused")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """Nothing passes without a seal."""
        if refused:
            yield "b3BhcXVl"


@dataclass(frozen=True, slots=True)
class Refused:
    """What cannot be examined; ``what`` says it to the caller."""

    what: str
    example: Any = "some words"

    def read(self, document: Document, spot: Spot) -> None:
        """Refuses."""
        del document
        raise not_examinable(spot.pointer, self.what)

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "refused", self.what)

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """The example."""
        if refused:
            yield self.example


class TakenOut(NamedTuple):
    """A member that the wire's switches take out before the table is read."""

    why: str
    example: Any = "some words"

    def read(self, document: Document, spot: Spot) -> None:
        """Removes it, if the wire has not."""
        document.switched = True
        del spot.holder[spot.place]

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "taken out", self.why)

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """The example."""
        if not refused:
            yield self.example


@dataclass(frozen=True, slots=True)
class Model:
    """The model asked for: a word that cannot be replaced."""

    def read(self, document: Document, spot: Spot) -> None:
        """Adds it, and routes by it."""
        if type(spot.value) is not str or not spot.value:
            raise wrong_type(spot.pointer, "a string")
        document.model = spot.value
        document.models.append(ModelSpot(spot.holder, str(spot.place)))
        document.add(Kind.FIXED, spot.pointer, holder=spot.holder, place=spot.place)

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "fixed", "refused on a finding")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """A model of any configuration: the caller replaces it."""
        if not refused:
            yield "some-model"


@dataclass(frozen=True, slots=True)
class Stream:
    """Whether the answer is to be streamed."""

    example: bool = False

    def read(self, document: Document, spot: Spot) -> None:
        """Notes it."""
        if not isinstance(spot.value, bool) and spot.value is not None:
            raise wrong_type(spot.pointer, "a boolean")
        document.stream = bool(spot.value)

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "structural", "a boolean")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """Not streamed."""
        if not refused:
            yield self.example


def member_examples(fields: Mapping[str, Rule], *, refused: bool) -> Iterator[dict[str, Any]]:
    """Objects that hold every member, and every alternative of one member at least once."""
    whole = {
        key: example
        for key, rule in fields.items()
        if (example := next(rule.examples(), None)) is not None
    }
    if not refused:
        yield dict(whole)
    for key, rule in fields.items():
        alternatives = rule.examples(refused=refused)
        if not refused:
            next(alternatives, None)
        for example in alternatives:
            yield {**whole, key: example}

"""Rules for objects, lists and what depends on a type; see rules.py."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from gateway.errors import InvalidRequest
from gateway.model import Kind
from gateway.proxy.leaves import Place
from gateway.proxy.wire.base import Document, Group, Message, not_examinable, wrong_type
from gateway.proxy.wire.rules import Row, Rule, Spot, call_text, member_examples
from gateway.proxy.wire.switches import check_spelling

MAX_ITEMS = 5_000


@dataclass(frozen=True, slots=True)
class Members:
    """An object: each member by its rule; what is not listed is text.

    A member that only case tells from a listed one is refused: some readers take it for
    that one (Go's, .NET's).

    Attributes:
        fields: rules by key.
        within: what its leaves belong to, where that is not what the object does.
        call: members that hold the name and the arguments of a tool call, which identify
            the message.
        required: members that must be there, and not null.
        first: members that are read before the others, wherever they stand: what was said
            first must be read first.
    """

    fields: Mapping[str, Rule]
    within: Place | None = None
    call: tuple[str, str] | None = None
    required: frozenset[str] = frozenset()
    first: tuple[str, ...] = ()

    def beside(self, fields: Mapping[str, Rule]) -> Members:
        """The same object with more members."""
        return dataclasses.replace(self, fields={**fields, **self.fields})

    def read(self, document: Document, spot: Spot) -> None:
        """Reads each member by its rule."""
        value = spot.value
        if not isinstance(value, dict):
            raise wrong_type(spot.pointer, "an object")
        if not value.keys() <= self.fields.keys():
            check_spelling(value, self.fields)
        for key in self.required:
            if value.get(key) is None:
                raise wrong_type(f"{spot.pointer}/{key}", "there")
        if self.call is not None and document.turn is not None:
            document.turn.more.append(call_text(*(value.get(key) for key in self.call)))
        outer = document.place
        document.place = self.within or outer
        for key in sorted(value, key=self._order) if self.first else list(value):
            rule = self.fields.get(key)
            if rule is None:
                document.unknown(spot.pointer, value, key=key)
            elif value[key] is not None:
                rule.read(document, Spot(f"{spot.pointer}/{key}", value, key))
        document.place = outer

    def _order(self, key: str) -> int:
        return self.first.index(key) if key in self.first else len(self.first)

    def rows(self, pointer: str) -> Iterator[Row]:
        """Those of its members."""
        for key, rule in self.fields.items():
            yield from rule.rows(f"{pointer}/{key}")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """Objects that hold every member."""
        return member_examples(self.fields, refused=refused)


@dataclass(frozen=True, slots=True)
class Items:
    """A list of at most ``most`` items of one rule."""

    rule: Rule
    most: int = MAX_ITEMS

    def read(self, document: Document, spot: Spot) -> None:
        """Reads each item."""
        value = spot.value
        if not isinstance(value, list):
            raise wrong_type(spot.pointer, "a list")
        check_length(value, self.most, pointer=spot.pointer)
        for index in range(len(value)):
            self.rule.read(document, spot.below(index))

    def rows(self, pointer: str) -> Iterator[Row]:
        """Those of an item."""
        return self.rule.rows(f"{pointer}/*")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """One list of all that passes; a list for each item that is refused."""
        if refused:
            for each in self.rule.examples(refused=True):
                yield [each]
        else:
            yield list(self.rule.examples())


def check_length(value: list[Any], most: int, *, pointer: str) -> None:
    """Refuses a list that is longer than anybody's."""
    if len(value) > most:
        raise InvalidRequest(
            f"{pointer} has more than {most} items.", code="too_many_items", status=413
        )


@runtime_checkable
class _Object(Rule, Protocol):
    """A rule of an object that can have more members."""

    def beside(self, fields: Mapping[str, Rule]) -> Rule:
        """The same rule with more members."""
        ...


@dataclass(frozen=True, slots=True)
class Variants:
    """An object whose ``tag`` says which rule reads it.

    Attributes:
        cases: rules by the tag's word; they need not list the tag.
        tag: the member's key.
        default: the word where the member is not there, or None to refuse.
        what: what an object of another type is called where it is refused.
        shared: members that every case may have.
    """

    cases: Mapping[str, Rule]
    tag: str = "type"
    default: str | None = None
    what: str = "a part of an unknown type"
    shared: Mapping[str, Rule] = field(default_factory=dict)

    def __post_init__(self) -> None:
        beside = {**self.shared, self.tag: _TAG}
        cases = {
            word: rule.beside(beside) if isinstance(rule, _Object) else rule
            for word, rule in self.cases.items()
        }
        object.__setattr__(self, "cases", cases)

    def read(self, document: Document, spot: Spot) -> None:
        """Reads it by the rule of its type."""
        value = spot.value
        if not isinstance(value, dict):
            raise wrong_type(spot.pointer, "an object")
        word = value.get(self.tag)
        word = self.default if word is None else word
        rule = self.cases.get(word) if type(word) is str else None
        if rule is None:
            raise not_examinable(spot.pointer, self.what)
        rule.read(document, spot)

    def rows(self, pointer: str) -> Iterator[Row]:
        """Those of each case."""
        yield Row(f"{pointer}/{self.tag}", "structural", " | ".join(sorted(self.cases)))
        for word, rule in self.cases.items():
            yield from rule.rows(f"{pointer}[{self.tag}={word}]")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """An object of each type."""
        for word, rule in self.cases.items():
            for each in rule.examples(refused=refused):
                yield {self.tag: word, **(each if isinstance(each, dict) else {})}


@dataclass(frozen=True, slots=True)
class _Tag:
    """The member that chose the case: a word of the wire's own list."""

    def read(self, document: Document, spot: Spot) -> None:
        """Adds nothing."""

    def rows(self, pointer: str) -> Iterator[Row]:
        """None: the variants have said it."""
        yield from ()

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """None: the variants set it."""
        yield from ()


_TAG = _Tag()


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    """A value of one of several JSON types, each with its rule; others are wrong."""

    string: Rule | None = None
    array: Rule | None = None
    members: Rule | None = None
    number: Rule | None = None
    flag: bool = True

    def read(self, document: Document, spot: Spot) -> None:
        """Reads it by the rule of its type."""
        value = spot.value
        if value is None or (isinstance(value, bool) and self.flag):
            return
        rule = self._rule(value)
        if rule is None:
            raise wrong_type(spot.pointer, "of a type that the wire has there")
        rule.read(document, spot)

    def _rule(self, value: Any) -> Rule | None:
        if type(value) is str:
            return self.string
        if isinstance(value, list):
            return self.array
        if isinstance(value, dict):
            return self.members
        return self.number

    def _rules(self) -> Iterator[Rule]:
        for rule in (self.string, self.array, self.members, self.number):
            if rule is not None:
                yield rule

    def rows(self, pointer: str) -> Iterator[Row]:
        """Those of each type."""
        for rule in self._rules():
            yield from rule.rows(pointer)

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """A value of each type."""
        for rule in self._rules():
            yield from rule.examples(refused=refused)


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool gave back inside a message of somebody else: not that person's words."""

    rule: Rule

    def read(self, document: Document, spot: Spot) -> None:
        """Reads it as the words of a tool."""
        turn, role = document.turn, document.role
        document.turn = said = Message(role="tool", first_slot=len(document.slots))
        document.role = "tool"
        self.rule.read(document, spot)
        document.turn, document.role = turn, role
        if len(said.contents) > 1:
            document.groups.append(Group(slots=tuple(said.contents), joiner=""))
        if turn is not None:
            turn.more.extend(said.texts)

    def rows(self, pointer: str) -> Iterator[Row]:
        """Those of the rule."""
        return self.rule.rows(pointer)

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """Those of the rule."""
        return self.rule.examples(refused=refused)


@dataclass(frozen=True, slots=True)
class Together:
    """Parts of one text that is not the message's own: thoughts, what is predicted."""

    rule: Rule

    def read(self, document: Document, spot: Spot) -> None:
        """Reads the parts, and what their texts say in a row."""
        first = len(document.slots)
        self.rule.read(document, spot)
        texts = tuple(
            index
            for index in range(first, len(document.slots))
            if document.slots[index].segment.kind is Kind.TEXT
        )
        if len(texts) > 1:
            document.groups.append(Group(slots=texts, joiner=""))

    def rows(self, pointer: str) -> Iterator[Row]:
        """Those of the rule."""
        return self.rule.rows(pointer)

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """Those of the rule."""
        return self.rule.examples(refused=refused)

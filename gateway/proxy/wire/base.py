"""What every wire shares: a body as a document of examined leaves that can be replaced.

A wire file walks its body and adds each string, number and key as a slot, unless its
table says the leaf is structural. What no table knows is text: a new field of a new SDK
is examined and rewritten like any other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from gateway.errors import InvalidRequest, Refused
from gateway.model import Kind, Segment
from gateway.proxy.leaves import Leaf, Place, reading
from gateway.proxy.naming_keys import below, label
from gateway.proxy.wire.json_tree import Number, read, write

# A number this short can be an option's value, but no identifier that stands alone.
SHORT_NUMBER = 7
# Shorter strings hold no finding and no known value.
SHORT_TEXT = 2
# More leaves than any conversation has; each costs time outside of the examination's budget.
MAX_LEAVES = 50_000
# JSON inside a string inside JSON: so deep it is looked into, below it is text.
MAX_EMBEDDED = 3
_JSON_STARTS = frozenset('{["')
_LONGEST_CONTEXT = 400
# Words of JSON Schema and of option objects: a closed list, the same in every wire.
SCHEMA_WORDS = frozenset(
    {
        "additionalProperties", "allOf", "anyOf", "array", "boolean", "const", "content",
        "default", "description", "enum", "format", "function", "include_usage", "integer",
        "items", "json_object", "json_schema", "maxItems", "maxLength", "maximum", "minItems",
        "minLength", "minimum", "name", "null", "number", "object", "oneOf", "parameters",
        "pattern", "properties", "required", "schema", "strict", "string", "text", "title",
        "type", "uniqueItems",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A segment and the place in the tree where its text stands.

    Attributes:
        segment: what is examined.
        holder: the object or array that holds the leaf; for a key, its object.
        place: key or index in the holder.
        is_key: whether the leaf is the key itself and not what it names.
    """

    segment: Segment
    holder: Any = field(repr=False)
    place: str | int = field(repr=False)
    is_key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """JSON inside a string: its tree, and where the string stands."""

    root: dict[str, Any] = field(repr=False)
    holder: Any = field(repr=False)
    place: str | int = field(repr=False)
    source: str = field(repr=False)
    first_slot: int
    end_slot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Leaves that are read as one text: parts of a message, messages in a row.

    Attributes:
        slots: their indexes, ascending.
        joiner: what stands between them where they are read.
        at_numbers: what stands between the last number of one and the first of the next
            is left out.
    """

    slots: tuple[int, ...]
    joiner: str
    at_numbers: bool = False


@dataclass(slots=True, kw_only=True)
class Message:
    """One message of the conversation: its role, its slots, and what its chain covers.

    Attributes:
        role: as the wire spells it.
        tree: the message's object in the body.
        first_slot: index of its first slot.
        contents: indexes of the slots that are its running text.
        texts: original texts that identify the message in the conversation's chain.
    """

    role: str
    tree: dict[str, Any] = field(repr=False)
    first_slot: int
    texts: list[str] = field(default_factory=list, repr=False)
    contents: list[int] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Document:
    """A request body, read: its leaves, its messages, and what routes it.

    Attributes:
        root: the JSON tree; ``render`` writes replacements into it.
        slots: every examined leaf.
        messages: in order.
        model: the model asked for.
        stream: whether the answer is to be streamed.
        user: the wire's own user field, taken out of the tree; never forwarded.
        switched: whether provider switches changed the tree.
        switches_set: that the wire has set its provider switches.
        json_answer: whether the answer's text is to be JSON.
        groups: texts that their reader sees as one.
        place: what the leaves that are added now belong to.
        keys: above these leaves, the nearest first; see naming_keys.below.
    """

    root: dict[str, Any] = field(repr=False)
    max_depth: int
    strict: bool = False
    slots: list[Slot] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    embedded: list[Embedded] = field(default_factory=list, repr=False)
    model: str = field(default="", repr=False)
    stream: bool = False
    user: str | None = field(default=None, repr=False)
    switched: bool = False
    switches_set: bool = False
    json_answer: bool = False
    role: str = ""
    before: str | None = field(default=None, repr=False)
    groups: list[Group] = field(default_factory=list)
    place: Place = Place.TALK
    keys: tuple[str, ...] = field(default=(), repr=False)
    _nested: int = 0
    _rendered: dict[int, str] = field(default_factory=dict, repr=False)
    _renamed: dict[int, tuple[dict[str, Any], dict[str, str]]] = field(
        default_factory=dict, repr=False
    )

    # -- reading -----------------------------------------------------------

    def add(
        self, kind: Kind, pointer: str, *, holder: Any, place: str | int, short: bool = False
    ) -> None:
        """Adds the string or number at ``holder[place]`` as a leaf to examine.

        Args:
            kind: see Kind.
            pointer: where it stands.
            holder: the object or array.
            place: key or index.
            short: add it however short it is, since it is part of a longer text.

        Raises:
            InvalidRequest: ``too_many_leaves`` 413.
        """
        text = holder[place]
        if not short and (len(text) <= SHORT_TEXT or text in SCHEMA_WORDS):
            return
        self._check_count()
        leaf = self._leaf(kind, pointer, text=text, before=self.before)
        self.slots.append(Slot(segment=leaf, holder=holder, place=place))

    def _leaf(self, kind: Kind, pointer: str, *, text: str, before: str | None) -> Leaf:
        read = reading(text, kind, place=self.place, keys=self.keys)
        return Leaf(
            pointer=pointer, kind=kind, role=self.role, text=text, before=before, reading=read
        )

    @contextmanager
    def within(self, place: Place) -> Iterator[None]:
        """Leaves that are added in this block belong to a part of the body."""
        outer, self.place = self.place, place
        yield
        self.place = outer

    def _check_count(self) -> None:
        if len(self.slots) >= MAX_LEAVES:
            raise InvalidRequest(
                f"The body has more than {MAX_LEAVES} leaves to examine.",
                code="too_many_leaves",
                status=413,
            )

    def walk(self, pointer: str, holder: Any, *, place: str | int) -> None:
        """Adds every leaf under ``holder[place]`` as text, numbers and keys as fixed."""
        value = holder[place]
        if isinstance(value, Number):
            self.add(Kind.FIXED, pointer, holder=holder, place=place)
        elif isinstance(value, str):
            self.add(Kind.TEXT, pointer, holder=holder, place=place)
        elif isinstance(value, dict):
            outer = self.keys
            for key in value:
                self.key(Kind.FIXED, pointer, holder=value, key=key)
                self.keys = below(outer, key, holder=value)
                self.walk(f"{pointer}/*", value, place=key)
            self.keys = outer
        elif isinstance(value, list):
            for index in range(len(value)):
                self.walk(f"{pointer}/{index}", value, place=index)

    def walk_argument(self, pointer: str, holder: Any, *, place: str | int) -> None:
        """Adds every leaf of tool data, where numbers and keys may become strings.

        The key that names a leaf is its context, as the turn before is a message's.
        """
        with self.within(Place.DATA):
            self._argument(pointer, holder, place=place)

    def _argument(self, pointer: str, holder: Any, *, place: str | int) -> None:
        value = holder[place]
        if isinstance(value, Number):
            self.add(Kind.NUMBER, pointer, holder=holder, place=place)
        elif isinstance(value, str):
            if not self.walk_json_text(pointer, holder, place=place):
                self.add(Kind.TEXT, pointer, holder=holder, place=place)
        elif isinstance(value, dict):
            outer, keys = self.before, self.keys
            around = _context(outer, value)
            for key in value:
                self.key(Kind.KEY, pointer, holder=value, key=key)
                self.before = f"{around} {key}" if around else key
                self.keys = below(keys, key, holder=value)
                self._argument(f"{pointer}/*", value, place=key)
            self.before, self.keys = outer, keys
        elif isinstance(value, list):
            for index in range(len(value)):
                self._argument(f"{pointer}/{index}", value, place=index)

    def walk_json_text(
        self, pointer: str, holder: Any, *, place: str | int, strict: bool = False
    ) -> bool:
        """Adds the leaves of JSON inside a string, or False where it is none.

        Args:
            pointer: of the string.
            holder: where it stands.
            place: key or index there.
            strict: JSON that two readers could read in two ways is refused; else it is
                text like any other.

        Raises:
            InvalidRequest: the JSON has duplicate keys or is nested too deep.
        """
        source = holder[place]
        if self._nested >= MAX_EMBEDDED:
            return False
        if not strict and source.lstrip()[:1] not in _JSON_STARTS:
            return False
        try:
            tree = read(source, max_depth=self.max_depth)
        except InvalidRequest as error:
            if strict and error.code != "invalid_json":
                raise
            return False
        root = {"": tree}
        first = len(self.slots)
        self._nested += 1
        self.walk_argument(f"{pointer}#", root, place="")
        self._nested -= 1
        if len(self.slots) > first:
            self.embedded.append(
                Embedded(
                    root=root,
                    holder=holder,
                    place=place,
                    source=source,
                    first_slot=first,
                    end_slot=len(self.slots),
                )
            )
        return True

    def key(self, kind: Kind, pointer: str, *, holder: dict[str, Any], key: str) -> None:
        """Adds an object key as a leaf to examine; the segment's pointer is its object's."""
        if len(key) <= SHORT_TEXT or key in SCHEMA_WORDS:
            return
        self._check_count()
        leaf = self._leaf(kind, pointer, text=key, before=None)
        self.slots.append(Slot(segment=leaf, holder=holder, place=key, is_key=True))

    def unknown(self, pointer: str, holder: dict[str, Any], *, key: str) -> None:
        """Adds a field that the wire's table does not know, as text.

        Raises:
            Refused: ``unmapped_field`` where the policy has strict_fields.
        """
        if self.strict:
            raise Refused(
                "unmapped_field",
                "The body has a field that this wire's table does not know.",
                status=422,
                details={"pointer": pointer},
            )
        with self.within(Place.DATA if self.place is Place.TALK else self.place):
            self.key(Kind.FIXED, pointer, holder=holder, key=key)
            outer, self.keys = self.keys, below(self.keys, key, holder=holder)
            self.walk(f"{pointer}/*", holder, place=key)
            self.keys = outer

    # -- writing -----------------------------------------------------------

    def render(self, changes: Mapping[int, str]) -> None:
        """Makes the tree the source with these slots replaced, whatever it was before.

        Args:
            changes: new text by index of the slot.
        """
        for index in self._rendered.keys() - changes.keys():
            slot = self.slots[index]
            if not slot.is_key:
                slot.holder[slot.place] = slot.segment.text
        renamed: dict[int, tuple[dict[str, Any], dict[str, str]]] = {}
        for index, text in changes.items():
            slot = self.slots[index]
            if slot.is_key:
                _, names = renamed.setdefault(id(slot.holder), (slot.holder, {}))
                names[str(slot.place)] = text
            else:
                slot.holder[slot.place] = text
        touched = sorted(changes.keys() | self._rendered.keys())
        changing = sorted(changes)
        for each in self.embedded:  # what lies inside another one comes before it
            if not _any_within(touched, each):
                continue
            changed = _any_within(changing, each)
            tree = _renamed(each.root[""], renamed) if renamed else each.root[""]
            each.holder[each.place] = write(tree).decode() if changed else each.source
        self._rendered = dict(changes)
        self._renamed = renamed

    def body(self) -> bytes:
        """The rendered body."""
        return write(_renamed(self.root, self._renamed) if self._renamed else self.root)

    def message_json(self, message: Message) -> str:
        """A message as rendered, as JSON."""
        tree = message.tree
        return write(_renamed(tree, self._renamed) if self._renamed else tree).decode()


def _any_within(indexes: Sequence[int], embedded: Embedded) -> bool:
    """Whether one of these slots (ascending) is inside a JSON text."""
    place = bisect_left(indexes, embedded.first_slot)
    return place < len(indexes) and indexes[place] < embedded.end_slot


def _context(outer: str | None, holder: Mapping[str, Any]) -> str:
    """What is known of the leaves of an object: the keys above it, and its own label."""
    return f"{outer or ''} {label(holder)}".strip()[-_LONGEST_CONTEXT:]


def _renamed(tree: Any, renamed: Mapping[int, tuple[dict[str, Any], dict[str, str]]]) -> Any:
    """A copy of the tree with keys renamed; objects are told by identity."""
    if isinstance(tree, dict):
        names = renamed.get(id(tree), (tree, {}))[1]
        copied: dict[str, Any] = {}
        numbers: dict[str, int] = {}
        for key, value in tree.items():
            name = key
            if key in names:
                # Two masked values look the same: the second one gets a number.
                name = names[key]
                while name in copied or name in tree:
                    numbers[names[key]] = number = numbers.get(names[key], 1) + 1
                    name = f"{names[key]}_{number}"
            copied[name] = _renamed(value, renamed)
        return copied
    if isinstance(tree, list):
        return [_renamed(value, renamed) for value in tree]
    return tree

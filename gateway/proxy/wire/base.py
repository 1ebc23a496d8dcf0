"""What every wire shares: a body as a document of examined leaves that can be replaced.

A wire file walks its body and adds each string, number and key as a slot, unless its
table says the leaf is structural. What no table knows is text: a new field of a new SDK
is examined and rewritten like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from gateway.attachments.decode import is_file
from gateway.errors import InvalidRequest, Refused
from gateway.model import Kind
from gateway.proxy.leaves import Leaf, Place, reading
from gateway.proxy.naming_keys import below, label
from gateway.proxy.wire.json_tree import MAX_VALUES, Number, is_bound, read
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.recipient_fields import RecipientFields
from gateway.proxy.wire.render import Embedded, Slot, as_json

# A number this short can be an option's value, but no identifier that stands alone.
SHORT_NUMBER = 7
# Shorter strings hold no finding and no known value.
SHORT_TEXT = 2
# More leaves than any conversation has; each costs time outside of the examination's budget.
MAX_LEAVES = 50_000
# JSON inside a string inside JSON: so deep it is looked into, below it is text.
MAX_EMBEDDED = 3
_JSON_STARTS = frozenset('{["')
_RESULT_ROLES = frozenset({"tool", "function"})
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
        role: ``user``, ``assistant``, ``system``, ``tool``, or as the wire spells another.
        parts: holder and place of each part of the body that belongs to it.
        first_slot: index of its first slot.
        contents: indexes of the slots that are its running text.
        said: its running text, part by part.
        more: calls and results of tools, and what else identifies it.
    """

    role: str
    parts: list[tuple[Any, str | int]] = field(default_factory=list, repr=False)
    first_slot: int
    contents: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list, repr=False)
    more: list[str] = field(default_factory=list, repr=False)

    @property
    def texts(self) -> tuple[str, ...]:
        """Original texts that identify the message in the conversation's chain."""
        return ("".join(self.said).strip(), *self.more)


@dataclass(slots=True, kw_only=True)
class Document(RecipientFields):
    """A request body, read: its leaves, its messages, and what routes it.

    Attributes:
        options: how it is read.
        messages: in order.
        stream: whether the answer is to be streamed.
        user: the wire's own user field, taken out of the tree; never forwarded.
        switches_set: that the wire has set its provider switches.
        json_answer: whether the answer's text is to be JSON.
        groups: texts that their reader sees as one.
        sealed_by: recipients whose sealed strings are in the body.
        state_id: of what the provider keeps, that the request goes on from.
        keeps_state: the provider is asked to keep this exchange.
        place: what the leaves that are added now belong to.
        keys: above these leaves, the nearest first; see naming_keys.below.
        turn: the message that is being read.
        said_before: the last answer with text, and what people said since.
    """

    options: ReadOptions = field(default_factory=ReadOptions)
    messages: list[Message] = field(default_factory=list)
    stream: bool = False
    user: str | None = field(default=None, repr=False)
    switches_set: bool = False
    json_answer: bool = False
    role: str = ""
    before: str | None = field(default=None, repr=False)
    groups: list[Group] = field(default_factory=list)
    sealed_by: set[str] = field(default_factory=set)
    state_id: str | None = field(default=None, repr=False)
    keeps_state: bool = False
    place: Place = Place.TALK
    keys: tuple[str, ...] = field(default=(), repr=False)
    turn: Message | None = field(default=None, repr=False)
    said_before: str = field(default="", repr=False)
    _nested: int = 0

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
        if not short and (len(text) <= SHORT_TEXT or text in SCHEMA_WORDS or is_bound(text)):
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
            tree = read(source, max_depth=self.options.max_depth, most_values=MAX_VALUES)
        except InvalidRequest as error:
            if strict and error.code != "invalid_json":
                raise
            return False
        with self.embed({"": tree}, holder=holder, place=place) as root:
            self._nested += 1
            self.walk_argument(f"{pointer}#", root, place="")
            self._nested -= 1
        return True

    @contextmanager
    def embed(
        self,
        root: dict[str, Any],
        *,
        holder: Any,
        place: str | int,
        encode: Callable[[Any], str] = as_json,
    ) -> Iterator[dict[str, Any]]:
        """Leaves added in this block stand inside the string at ``holder[place]``.

        Args:
            root: what the string holds, under the key ``""``.
            holder: the object or array.
            place: key or index.
            encode: makes the string again once a leaf was replaced.
        """
        first = len(self.slots)
        yield root
        if len(self.slots) > first:
            self.embedded.append(
                Embedded(
                    root=root,
                    holder=holder,
                    place=place,
                    source=holder[place],
                    first_slot=first,
                    end_slot=len(self.slots),
                    encode=encode,
                )
            )

    def say(self, pointer: str, holder: Any, *, place: str | int) -> None:
        """Adds the string at ``holder[place]`` as running text of the message being read.

        A tool's result that is JSON is examined leaf by leaf. What people write stays as
        they wrote it, JSON too: only its values are replaced.
        """
        text: str = holder[place]
        if self.turn is not None:
            self.turn.said.append(text)
        is_result = self.role in _RESULT_ROLES and text.lstrip()[:1] in _JSON_STARTS
        if is_result and self.walk_json_text(pointer, holder, place=place, strict=True):
            return
        if self.turn is not None:
            self.turn.contents.append(len(self.slots))
        self.add(Kind.TEXT, pointer, holder=holder, place=place, short=True)

    def unseal(self, pointer: str, holder: Any, *, place: str | int, over: str = "") -> None:
        """Takes the seal off the opaque string at ``holder[place]``.

        Args:
            pointer: of the string.
            holder: the object or array.
            place: key or index.
            over: the text that it belongs to, as the caller sent it.

        Raises:
            Refused: ``not_examinable``: it has no valid seal.
        """
        seals = self.options.seals
        opened = seals.open(holder[place], over=over) if seals is not None else None
        if opened is None:
            raise not_examinable(pointer, "an opaque string that this gateway has not sealed")
        holder[place], recipient = opened
        self.sealed_by.add(recipient)
        self.unread.append((holder, place))
        self.switched = True

    def name_model(self) -> None:
        """Takes the model that the path names, which is examined like any other word.

        Raises:
            InvalidRequest: neither path nor body names one.
        """
        if self.options.model is not None:
            self.model = self.options.model
            self.add(Kind.FIXED, "path", holder={"": self.model}, place="")
        elif not self.model:
            raise wrong_type("/model", "a string")

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
            Refused: ``unmapped_field`` where the policy has strict_fields;
                ``not_examinable`` if it holds a file.
        """
        if self.options.strict:
            raise Refused(
                "unmapped_field",
                "The body has a field that this wire's table does not know.",
                status=422,
                details={"pointer": pointer},
            )
        first = len(self.slots)
        with self.within(Place.DATA if self.place is Place.TALK else self.place):
            self.key(Kind.FIXED, pointer, holder=holder, key=key)
            outer, self.keys = self.keys, below(self.keys, key, holder=holder)
            self.walk(f"{pointer}/*", holder, place=key)
            self.keys = outer
        if any(is_file(slot.segment.text) for slot in islice(self.slots, first, None)):
            raise not_examinable(pointer, "a file in a field that nobody here knows")


def _context(outer: str | None, holder: Mapping[str, Any]) -> str:
    """What is known of the leaves of an object: the keys above it, and its own label."""
    return f"{outer or ''} {label(holder)}".strip()[-_LONGEST_CONTEXT:]


def wrong_type(pointer: str, expected: str) -> InvalidRequest:
    """A body that is not of the wire's form."""
    return InvalidRequest(
        f"{pointer} must be {expected}.", code="invalid_request", details={"pointer": pointer}
    )


def not_examinable(pointer: str, what: str) -> Refused:
    """Content that nobody here can read."""
    return Refused(
        "not_examinable",
        f"{pointer} holds {what}, which cannot be examined.",
        status=422,
        details={"pointer": pointer},
    )

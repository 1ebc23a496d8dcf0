"""What the answers of every wire share: lanes, tool calls, and whatever no wire lists.

An answer reads the recipient's body, whole or event by event, and writes the user's. Every
string goes through a lane unless its wire lists its key as structural; arguments of tools
are held until they are whole. A wire says where texts stand (``_read`` and ``_chunk``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from gateway.errors import InvalidRequest, UpstreamFailed
from gateway.proxy.sse import Event
from gateway.proxy.stream import Lane
from gateway.proxy.toward_user import TowardUser
from gateway.proxy.wire.framing import Framing, ServerSentEvents
from gateway.proxy.wire.json_tree import Number, read, read_body, write
from gateway.proxy.wire.reply_facts import ReplyFacts
from gateway.proxy.wire.rules import call_text

# Members that hold an address: a value in one leaves when it is followed.
_ADDRESSES = frozenset({"url", "href", "src", "uri", "link", "image_url", "file_url"})
_INDEX_DIGITS = 4
# What no word of a wire has: white space, or as many digits as a card.
_SAYS_MORE = re.compile(r"\s|\d(?:\D?\d){11}")
_MOST_WORDS = 100
_LONGEST_WORD = 200
# More choices of an answer, and calls of a choice, than anyone asks for.
MOST_CHOICES = 128
MOST_CALLS = 1_024
_LONGEST_NAME = 512

Path = tuple[str, ...]
# An event to be written: its JSON and its name, if the framing has names.
Out = tuple[dict[str, Any], str | None]
# The same, or an event that is passed on as it came.
Piece = Event | Out


@dataclass(slots=True, kw_only=True)
class ToolCall:
    """A tool call as it gathers: as the model wrote it, and as the user gets it."""

    kind: str = "function"
    part: str = "arguments"
    raw_name: str = ""
    name: str = ""
    arguments: str = ""
    pieces: list[str] = field(default_factory=list, repr=False)
    shown: Any = None

    @property
    def raw(self) -> str:
        """Its name and arguments, as far as they came; for the store."""
        text = f"{self.raw_name}({self.arguments or ''.join(self.pieces)})"
        return text.encode("utf-8", "replace").decode()


@dataclass(slots=True, kw_only=True)
class Choice:
    """One choice of an answer: its lanes, its tool calls, and what the user saw."""

    lanes: dict[Path, Lane] = field(default_factory=dict)
    calls: dict[int, ToolCall] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    finished: bool = False
    above: set[Path] = field(default_factory=set)  # of what holds a lane's text

    def stored(self) -> dict[str, str]:
        """Its texts as they came, surrogates in place, by name of the field."""
        texts = {"/".join(path): lane.raw for path, lane in self.lanes.items() if lane.raw}
        for place, call in sorted(self.calls.items()):
            texts[f"tool_calls/{place}"] = call.raw
        return texts

    def texts(self) -> tuple[str, ...]:
        """What identifies the answer in the conversation's chain, as the user saw it."""
        calls = (call_text(call.name, call.shown) for _, call in sorted(self.calls.items()))
        return ("".join(self.seen).strip(), *calls)


class AnswerBase:
    """One answer on its way to the user, whole or in pieces.

    Attributes:
        structural: keys whose strings pass as they are, wherever they stand.
        words: keys of what the recipient says of itself (ids, its model): examined as
            identifiers are, and never restored.
        said: paths of the lanes that are the answer's own text.
        new_framing: makes the framing of a stream.
        choices: what was read so far, by the choice's index.
        closing: the event that ends the stream, given once the answer is stored.
        done: nothing more is read.
        state_id: under which the provider keeps the exchange, where the wire has such ids.
        facts: what the reply says of region and retention, from the first event that does.
    """

    structural: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    said: frozenset[Path] = frozenset({("content",)})
    new_framing: Callable[..., Framing] = ServerSentEvents

    def __init__(self, user: TowardUser, *, max_event_bytes: int) -> None:
        """Starts with nothing seen.

        Args:
            user: makes the lanes.
            max_event_bytes: limit of one event of a stream.
        """
        self._user = user
        self.framing = self.new_framing(max_event_bytes=max_event_bytes)
        self.choices: dict[int, Choice] = {}
        self._known_words: dict[str, str] = {}
        self.closing = b""
        self.done = False
        self.state_id: str | None = None
        self.facts = ReplyFacts()

    # -- what a wire says ------------------------------------------------------

    def _read(self, tree: dict[str, Any]) -> None:
        """Rewrites a whole answer in place."""
        raise NotImplementedError

    def _chunk(self, tree: dict[str, Any], name: str | None) -> list[Out]:
        """What the user gets for one event of a stream, rewritten in place or made new."""
        raise NotImplementedError

    def _last(self) -> list[Out]:
        """What the user still gets when the recipient's stream has ended.

        Raises:
            UpstreamFailed: ``upstream_incomplete``, unless all choices are finished.
        """
        if not self.choices or not all(each.finished for each in self.choices.values()):
            raise incomplete()
        return []

    # -- whole -------------------------------------------------------------------

    def whole(self, body: bytes) -> bytes:
        """A whole answer body as the user gets it; the same bytes where nothing changed.

        Raises:
            UpstreamFailed: the body is not the wire's.
        """
        try:
            tree = read_body(body, max_depth=self._user.max_depth, most_values=None)
        except InvalidRequest:
            raise unreadable() from None
        before = write(tree)
        self._read(tree)
        self.done = True
        after = write(tree)
        return body if after == before else after

    # -- in pieces -----------------------------------------------------------------

    def feed(self, data: bytes) -> bytes:
        """What the user may get now, given another piece of the stream.

        Raises:
            UpstreamFailed: an event is not the wire's, or too large.
        """
        return self._events(self.framing.feed(data))

    def end(self) -> bytes:
        """What the user gets when the recipient's stream has ended.

        Raises:
            UpstreamFailed: ``upstream_incomplete`` where the stream broke off.
        """
        if self.done:
            return b""
        given = self._events(self.framing.flush())
        if not self.done:
            given += b"".join(self._encoded(out) for out in self._last())
            self.done = True
        return given

    def _events(self, events: Iterable[Event]) -> bytes:
        pieces: list[bytes] = []
        for event in events:
            if self.done:
                break
            pieces.append(self._event(event))
        return b"".join(pieces)

    def _event(self, event: Event) -> bytes:
        return b"".join(map(self._framed, self._rewritten(event)))

    def _rewritten(self, event: Event) -> list[Piece]:
        """What the user gets for an event: the event itself where nothing was rewritten."""
        try:
            tree = read(event.data, max_depth=self._user.max_depth, lone_surrogates=True)
        except InvalidRequest:
            raise unreadable() from None
        if not isinstance(tree, dict):
            raise unreadable()
        if event.event is not None and self._word(event.event) != event.event:
            event = replace(event, event=None, bare=False)  # no name of an event
        before = written(tree) if "\\ud" not in event.data.casefold() else b""
        return [
            event if out[0] is tree and before and written(tree) == before else out
            for out in self._chunk(tree, event.event)
        ]

    def _framed(self, piece: Piece) -> bytes:
        return self.framing.passed(piece) if isinstance(piece, Event) else self._encoded(piece)

    def _encoded(self, out: Out) -> bytes:
        tree, name = out
        return self.framing.encode(written(tree), name)

    # -- both ------------------------------------------------------------------------

    def _choice(self, index: int) -> Choice:
        if index not in self.choices and len(self.choices) >= MOST_CHOICES:
            raise unreadable()
        return self.choices.setdefault(index, Choice())

    def _text(self, text: str, choice: Choice, *, path: Path, final: bool) -> str:
        """A piece of a text through its lane; ``final`` ends the text."""
        lane = choice.lanes.get(path)
        if lane is None:
            above = {path[:length] for length in range(1, len(path))}
            if path in choice.above or not above.isdisjoint(choice.lanes):
                raise unreadable()  # the same member is a text here and an object there
            choice.above |= above
            lane = choice.lanes[path] = self._user.lane(
                json_text=None if path in self.said else False, restore=not is_followed(path)
            )
        shown = lane.feed(text) + (lane.flush() if final else "")
        if path in self.said:
            choice.seen.append(shown)
        return shown

    def _tail(self, choice: Choice, path: Path) -> str:
        """What the lane at a path still holds; the text has ended."""
        tail = choice.lanes[path].flush()
        if tail and path in self.said:
            choice.seen.append(tail)
        return tail

    def _unlisted(self, value: Any, *path: str) -> Any:
        """A value that the wire does not list, with every string through a lane of its own."""
        if type(value) is str:
            if path[-1] in self.words:
                return self._word(value)
            return self._user.text(value, restore=not is_followed(path))
        if isinstance(value, dict):
            self._check_keys(value)
            return {
                key: part if self._is_fixed(key, part) else self._unlisted(part, *path, key)
                for key, part in value.items()
            }
        if isinstance(value, list):
            return [self._unlisted(part, *path) for part in value]
        return value

    def _word(self, text: str) -> str:
        """What the recipient says of itself, most often again and again."""
        shown = self._known_words.get(text)
        if shown is None:
            shown = self._user.word(text)
            if len(text) <= _LONGEST_WORD and len(self._known_words) < _MOST_WORDS:
                self._known_words[text] = shown
        return shown

    def _is_fixed(self, key: str, value: Any) -> bool:
        """Whether a member is one of the wire's own, and holds no more than such a one does."""
        return key in self.structural and _is_plain(value)

    def _unlisted_members(self, holder: dict[str, Any], *listed: str) -> None:
        """Examines and restores what stands beside the members that the wire knows."""
        self._check_keys(holder)
        for key, value in holder.items():
            if key not in listed and not self._is_fixed(key, value):
                holder[key] = self._unlisted(value, key)

    def _check_keys(self, holder: Iterable[str]) -> None:
        """Raises UpstreamFailed for a key that holds a value: it is no member of a wire."""
        if any(self._word(key) != key for key in holder):
            raise unreadable()

    def _arguments(self, call: ToolCall) -> str:
        """The arguments of a gathered call, given as text, as the user gets them."""
        if call.pieces:
            call.arguments = "".join(call.pieces)
            call.pieces.clear()
        call.shown = self._user.arguments(call.name, call.arguments)
        return str(call.shown)

    def _argument_tree(self, call: ToolCall, tree: Any) -> Any:
        """The arguments of a call that a wire gives as an object."""
        call.arguments = write(tree).decode("utf-8", "replace")
        call.shown = self._user.argument_tree(call.name, tree)
        return call.shown

    def _called(self, call: ToolCall, name: str) -> str:
        """Another piece of a call's name, as the chatbot knows it."""
        came_before = call.raw_name
        call.raw_name += name
        shown = self._user.name(name)
        call.name += shown
        if len(call.raw_name) > _LONGEST_NAME:
            raise unreadable()
        if came_before and self._user.word(call.raw_name) != call.raw_name:
            raise unreadable()  # its first piece is out
        return shown


def _is_plain(value: Any) -> bool:
    """Whether every string is a word or an id without the digits of a card."""
    if isinstance(value, Number):
        return True
    if isinstance(value, str):
        return _SAYS_MORE.search(value) is None
    if isinstance(value, dict):
        return all(_is_plain(key) and _is_plain(part) for key, part in value.items())
    return not isinstance(value, list) or all(_is_plain(part) for part in value)


def is_followed(path: Iterable[str]) -> bool:
    """Whether this is part of an address: what is followed gets no value back."""
    folded = [name.casefold() for name in path]
    return any(name in _ADDRESSES or name.endswith(("uri", "url")) for name in folded)


def index_of(item: dict[str, Any], place: int, *, key: str = "index") -> int:
    """The index that an item names, or else its place; raises UpstreamFailed."""
    index = item.get(key, place)
    if index == place:
        return place
    if not isinstance(index, Number) or not index.isdecimal() or len(index) > _INDEX_DIGITS:
        raise unreadable()
    return int(index)


def unreadable() -> UpstreamFailed:
    """An answer that is not of its wire's form."""
    return UpstreamFailed("The recipient's answer cannot be read.", code="upstream_error")


def incomplete() -> UpstreamFailed:
    """A stream that broke off."""
    return UpstreamFailed("The recipient's stream ended early.", code="upstream_incomplete")


def reported() -> UpstreamFailed:
    """A stream in which the recipient reported an error."""
    return UpstreamFailed("The recipient reported an error.", code="upstream_error")


def written(tree: Any) -> bytes:
    """An event's JSON; raises UpstreamFailed for half a character that no lane has joined."""
    try:
        return write(tree)
    except TypeError:
        raise unreadable() from None

"""OpenAI's responses, answers: whole bodies and streams of events.

Text pointers: /output/*/content/* and /output/*/summary/* (a lane each: output_text,
    refusal, reasoning_text, summary_text); arguments and input of calls (held until they
    are whole, then leaf by leaf); action and operation of calls of tools that the wire
    knows (the same); names of tools and call_id (restored as names); what is repeated of
    the request, and what no one lists. encrypted_content gets a seal.
Structural (passed on): obfuscation, numbers; binary data of images and sound. Words of the
    provider's own: id, item_id, object, status, type, role, phase, model, service_tier.
Taken out: log probabilities; annotations whose place in the text has moved, as something
    before it was restored or masked.
A text's end: its ``.done`` event, or the repeat of its part or item. What a text still
    held is given as its own ``.delta`` before. Repeats say what the deltas said.
End events: ``response.completed`` and ``response.incomplete``. ``response.failed`` and
    ``error`` are errors of the provider's.

Source: OpenAI API reference, responses and their streaming events (read 2026-11-22), and
the types of the openai package 3.54.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gateway.proxy.sse import Event
from gateway.proxy.stream import Lane
from gateway.proxy.toward_user import TowardUser
from gateway.proxy.wire.answer_base import (
    Out,
    incomplete,
    index_of,
    reported,
    unreadable,
    written,
)
from gateway.proxy.wire.json_tree import Number
from gateway.proxy.wire.openai_responses_error import ERROR, NumberedEvents
from gateway.proxy.wire.openai_responses_output import CALLS, OutputAnswer, Tree
from gateway.proxy.wire.openai_responses_said import KINDS, MAX_ITEMS, Item, Part

_END_OF_STREAM = "[DONE]"
_BEGINS = frozenset({"response.created", "response.in_progress", "response.queued"})
_ENDS = frozenset({"response.completed", "response.incomplete"})
_ITEM = "response.output_item"
_PARTS = {
    "response.content_part": "content_index",
    "response.reasoning_summary_part": "summary_index",
}
_ANNOTATION = "response.output_text.annotation"
_SOUND = "response.audio.delta"
_TEXTS = {kind.event: name for name, kind in KINDS.items()}
_ARGUMENTS = {event: member for member, event in CALLS.values() if event}
# What tells the pieces of one text from those of another.
_NUMBERS = ("output_index", "content_index", "summary_index", "command_index")
_MAX_WAITING = 1_024


@dataclass(slots=True, kw_only=True)
class _Other:
    """A text of a kind of event that the wire does not list.

    Attributes:
        event: of its pieces, without the piece.
        item: that it belongs to, if any.
        lanes: by member of the piece; ``""`` where the piece is the text.
        pieces: of what a tool of the caller's is to do, which are held.
    """

    event: Tree = field(repr=False)
    item: Item | None = None
    lanes: dict[str, Lane] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list, repr=False)


class ResponsesAnswer(OutputAnswer):
    """One answer on its way to the user, whole or in pieces."""

    new_framing = NumberedEvents

    def __init__(self, user: TowardUser, *, max_event_bytes: int) -> None:
        """Starts with nothing said; see AnswerBase."""
        super().__init__(user, max_event_bytes=max_event_bytes)
        assert isinstance(self.framing, NumberedEvents)
        self._numbers = self.framing
        self._others: dict[tuple[str, ...], _Other] = {}
        self._repeated: dict[str, tuple[Any, Any]] = {}

    # -- whole -------------------------------------------------------------------

    def _read(self, tree: Tree) -> None:
        if tree.get("error") is not None or tree.get("status") == "failed":
            raise reported()
        for _ in self._response(tree):
            raise unreadable()

    def _response(self, tree: Tree) -> Iterator[Tree]:
        """Rewrites a response that is whole; the events of what was still held."""
        items = tree.get("output")
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise unreadable()
        self._note_keeping(tree)
        self.choices[0] = self._output
        for place, item in self._placed(items):
            yield from self._repeat_item(place, item)
        for begun in self._output.items.values():
            yield from self._end_parts(begun)
            if begun.call is not None and not begun.acts:
                yield from self._end_call(begun, whole=None)
        for key in list(self._others):
            yield from self._end_other(key)
        self._around(tree)
        if type(tree.get("id")) is str:
            self.state_id = tree["id"]
        self._output.finished = True

    def _placed(self, items: list[Tree]) -> Iterator[tuple[int, Tree]]:
        """Items with their places: those of a stream keep theirs, which may have gaps."""
        places = sorted(self._output.items)
        if len(places) == len(items):
            yield from zip(places, items, strict=True)
            return
        named = {item.identifier: place for place, item in self._output.items.items()}
        free = max(places, default=-1) + 1
        for item in items:
            identifier = item.get("id")
            place = named.pop(self._word(identifier), None) if type(identifier) is str else None
            if place is None:
                place, free = free, free + 1
            yield place, item

    def _around(self, tree: Tree) -> None:
        """What a response repeats of the request, each member rewritten once."""
        self._check_keys(tree)
        for key, value in tree.items():
            if key == "output" or self._is_fixed(key, value):
                continue
            if key == "output_text" and type(value) is str:
                tree[key] = self._output.output_text()
                continue
            before = self._repeated.get(key)
            if before is None or before[0] != value:
                before = self._repeated[key] = (value, self._unlisted(value, key))
            tree[key] = before[1]

    # -- in pieces -----------------------------------------------------------------

    def _event(self, event: Event) -> bytes:
        if event.data == _END_OF_STREAM:
            raise incomplete()
        pieces = self._rewritten(event)
        if self._output.finished:
            self.closing = self._framed(pieces.pop())
            self.done = True
        return b"".join(map(self._framed, pieces))

    def _chunk(self, tree: Tree, name: str | None) -> list[Out]:
        kind = tree.get("type")
        if type(kind) is not str or any(map(str.isspace, kind)):
            raise unreadable()
        if kind in (ERROR, "response.failed") or tree.get("error") is not None:
            raise reported()
        self.choices[0] = self._output
        if name not in (None, kind):
            tree = dict(tree)  # its name is none of the wire's: the event is written anew
        outs: list[Out] = []
        for out in self._events_for(tree, kind):
            self._numbers.number(out)
            outs.append((out, None if name is None else str(out["type"])))
        return outs

    def _events_for(self, tree: Tree, kind: str) -> Iterator[Tree]:
        """The events that the user gets for one of the recipient's."""
        stem, _, last = kind.rpartition(".")
        listed: tuple[str, ...] = ()
        if kind in _BEGINS:
            listed = ("response",)
            self._begin(_member(tree, "response"))
        elif kind in _ENDS:
            listed = ("response",)
            yield from self._response(_member(tree, "response"))
        elif stem == _ITEM:
            listed = ("item",)
            yield from self._item_event(tree, last)
        elif stem in _PARTS:
            listed = ("part",)
            yield from self._part_event(tree, last, number=_PARTS[stem])
        elif kind == _SOUND:
            listed = ("delta",)
        else:
            yield from self._piece_events(tree, stem, last=last)
            return
        self._unlisted_members(tree, *listed)
        yield tree

    def _piece_events(self, tree: Tree, stem: str, *, last: str) -> Iterator[Tree]:
        """The same for pieces of texts and arguments, and for what no one lists."""
        if stem == _ANNOTATION:
            yield from self._annotation_event(tree)
        elif stem in _TEXTS and last in ("delta", "done"):
            yield from self._text_event(tree, last, kind=_TEXTS[stem])
        elif stem in _ARGUMENTS and last in ("delta", "done"):
            yield from self._argument_event(tree, last, member=_ARGUMENTS[stem])
        else:
            yield from self._other_event(tree, stem, last=last)

    def _begin(self, response: Tree) -> None:
        """A response that has said nothing yet."""
        if response.get("output"):
            raise unreadable()
        self._note_keeping(response)
        self._around(response)

    def _item_event(self, tree: Tree, last: str) -> Iterator[Tree]:
        place, item = _number(tree, "output_index"), _member(tree, "item")
        if last == "added":
            self._fill_item(place, item)
        elif last == "done":
            yield from self._end_others(place)
            yield from self._repeat_item(place, item)
        else:
            raise unreadable()

    def _part_event(self, tree: Tree, last: str, *, number: str) -> Iterator[Tree]:
        place, index = _number(tree, "output_index"), _number(tree, number)
        item, part = self._open_item(place), _member(tree, "part")
        if last == "added":
            self._fill_part(item, part, index=index)
        elif last == "done":
            yield from self._repeat_part(item, part, index=index)
        else:
            raise unreadable()

    def _open_item(self, place: int) -> Item:
        item = self._output.item(place)
        if item.ended:
            raise unreadable()
        return item

    def _open_part(self, tree: Tree, kind: str) -> tuple[Item, tuple[str, int], Part]:
        item = self._open_item(_number(tree, "output_index"))
        key = (KINDS[kind].within, _number(tree, KINDS[kind].number))
        part = item.parts.get(key) or self._add_part(item, key, kind=kind)
        if part.kind != kind:
            raise unreadable()
        part.begun = True
        return item, key, part

    def _text_event(self, tree: Tree, last: str, *, kind: str) -> Iterator[Tree]:
        item, key, part = self._open_part(tree, kind)
        member = "delta" if last == "delta" else KINDS[kind].member
        text = tree.get(member)
        if type(text) is not str:
            raise unreadable()
        self._unlisted_members(tree, member)
        if last == "done":
            yield from self._end_part(item, key, whole=text)
            tree[member] = part.shown
            yield tree
            return
        if part.ended:
            raise unreadable()
        tree[member] = part.feed(text)
        if tree[member] or not text:
            yield tree
        yield from self._annotations(part)

    def _annotation_event(self, tree: Tree) -> Iterator[Tree]:
        _, _, part = self._open_part(tree, "output_text")
        _member(tree, "annotation")
        if len(part.waiting) >= _MAX_WAITING:
            raise unreadable()
        self._unlisted_members(tree, "annotation")
        part.waiting.append(tree)
        yield from self._annotations(part)

    def _argument_event(self, tree: Tree, last: str, *, member: str) -> Iterator[Tree]:
        item = self._open_item(_number(tree, "output_index"))
        member = "delta" if last == "delta" else member
        text = tree.get(member)
        if item.call is None or item.acts or type(text) is not str:
            raise unreadable()
        if last == "delta":
            if item.called:
                raise unreadable()
            item.pieces.append(text)
            return
        yield from self._end_call(item, whole=text)
        tree[member] = item.call.shown
        self._unlisted_members(tree, member)
        yield tree

    # -- events that no one lists ------------------------------------------------------

    def _other_event(self, tree: Tree, stem: str, *, last: str) -> Iterator[Tree]:
        key = (stem, *(str(tree.get(number, "")) for number in _NUMBERS))
        item = None
        if "output_index" in tree:
            item = self._output.items.get(_number(tree, "output_index"))
        delta = tree.get("delta")
        if last != "delta" or not isinstance(delta, str | dict) or isinstance(delta, Number):
            if last == "done":
                yield from self._end_other(key)
            self._rewrite_other(tree, item)
            yield tree
            return
        other = self._others.get(key)
        if other is None:
            if len(self._others) >= MAX_ITEMS:
                raise unreadable()
            event: Tree = {
                name: self._unlisted(tree[name], name)
                for name in ("type", "item_id")
                if name in tree
            }
            event |= {name: Number(str(_number(tree, name))) for name in _NUMBERS if name in tree}
            other = self._others[key] = _Other(event=event, item=item)
        if item is not None and item.acts:
            if type(delta) is not str:
                raise unreadable()
            other.pieces.append(delta)
            return
        self._unlisted_members(tree, "delta")
        if isinstance(delta, dict):
            tree["delta"] = {
                name: self._piece(other, name, text=value)
                if type(value) is str
                else self._unlisted(value, name)
                for name, value in delta.items()
            }
        else:
            tree["delta"] = self._piece(other, "", text=delta)
            if delta and not tree["delta"]:
                return
        yield tree

    def _rewrite_other(self, tree: Tree, item: Item | None) -> None:
        if item is None or item.call is None:
            self._unlisted_members(tree)
            return
        self._check_keys(tree)
        for name, value in tree.items():
            if name in self.words:
                tree[name] = self._unlisted(value, name)
            elif not self._is_fixed(name, value):
                written(value)
                tree[name] = self._user.argument_tree(item.call.name, value)

    def _piece(self, other: _Other, name: str, *, text: str) -> str:
        lane = other.lanes.get(name)
        if lane is None:
            if len(other.lanes) >= MAX_ITEMS:
                raise unreadable()
            lane = other.lanes[name] = self._user.lane(json_text=False)
        return lane.feed(text)

    def _end_others(self, place: int) -> Iterator[Tree]:
        for key in [key for key in self._others if key[1] == str(place)]:
            yield from self._end_other(key)

    def _end_other(self, key: tuple[str, ...]) -> Iterator[Tree]:
        other = self._others.pop(key, None)
        if other is None:
            return
        if other.item is not None and other.item.call is not None:
            text = "".join(other.pieces)
            tail: Any = self._user.argument_tree(other.item.call.name, text)
        else:
            tails = {name: lane.flush() for name, lane in other.lanes.items()}
            tail = (
                tails[""] if "" in tails else {name: text for name, text in tails.items() if text}
            )
        if tail:
            yield {**other.event, "delta": tail}


def _member(tree: Tree, key: str) -> Tree:
    value = tree.get(key)
    if not isinstance(value, dict):
        raise unreadable()
    return value


def _number(tree: Tree, key: str) -> int:
    found = index_of(tree, -1, key=key)
    if found < 0:
        raise unreadable()
    return found

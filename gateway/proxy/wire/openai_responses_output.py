"""The output of OpenAI's responses on its way to the user: items, texts and calls.

An item comes whole (in a whole body, and in the repeats of a stream) or in pieces; here
both are rewritten by the same lanes. What a repeat says is what the pieces have said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.proxy.toward_user import TowardUser
from gateway.proxy.wire.answer_base import AnswerBase, ToolCall, unreadable, written
from gateway.proxy.wire.json_tree import Number
from gateway.proxy.wire.openai_responses_said import KINDS, MAX_PARTS, Item, Output, Part
from gateway.proxy.wire.reply_facts import ReplyFacts

Tree = dict[str, Any]
# Calls of named tools: the member that holds their arguments, the stem of its events if any.
CALLS = {
    "function_call": ("arguments", "response.function_call_arguments"),
    "custom_tool_call": ("input", "response.custom_tool_call_input"),
    "mcp_call": ("arguments", "response.mcp_call_arguments"),
    "mcp_approval_request": ("arguments", ""),
}
# Calls of tools that the wire knows: the member that says what is done.
_ACTS = {"apply_patch_call": "operation", "tool_search_call": "arguments"}
_ACT = "action"
# These run at the provider: what they say is no argument of a tool of the caller's.
_AT_PROVIDER = frozenset(
    {"web_search_call", "file_search_call", "code_interpreter_call", "image_generation_call"}
)
_NAMES = frozenset({"name", "namespace", "server_label", "call_id"})
_SEALED = "encrypted_content"
# Token by token, an answer could be neither examined nor restored.
_TOKENS = "logprobs"
_BINARY = "image_generation_call"
_LISTS = ("content", "summary")


class OutputAnswer(AnswerBase):
    """The items of one answer."""

    structural = frozenset({"obfuscation", "partial_image_b64"})
    words = frozenset(
        {
            "id", "item_id", "object", "status", "type", "role", "phase", "model",
            "service_tier",
        }
    )  # fmt: skip

    def __init__(self, user: TowardUser, *, max_event_bytes: int) -> None:
        """Starts with nothing said; see AnswerBase."""
        super().__init__(user, max_event_bytes=max_event_bytes)
        self._output = Output()

    def _note_keeping(self, response: Tree) -> None:
        """Whether the provider keeps the exchange, for one request or for a conversation."""
        kept = response.get("background") is True or response.get("conversation") is not None
        stored = True if kept else response.get("store")
        if isinstance(stored, bool) and not self.facts.stored:
            self.facts = ReplyFacts(stored=stored)

    # -- items -----------------------------------------------------------------

    def _begin_item(self, place: int, tree: Tree) -> Item:
        """An item that came, whole or to be filled; its call is not rewritten yet."""
        kind = tree.get("type")
        if type(kind) is not str:
            raise unreadable()
        named = tree.get("id")
        identifier = self._word(named) if type(named) is str else ""
        item = Item(kind=kind, place=place, identifier=identifier)
        if kind in CALLS:
            item.call = ToolCall()
        elif kind.endswith("_call") and kind not in _AT_PROVIDER:
            tool = kind.removesuffix("_call")
            item.call, item.acts = ToolCall(raw_name=tool, name=tool), True
        return self._output.add(item)

    def _fill_item(self, place: int, tree: Tree) -> None:
        """The event that begins an item: what it holds already is the texts' beginning."""
        item = self._begin_item(place, tree)
        item.begun = True
        for within in _LISTS:
            for index, value in enumerate(_listed(tree, within)):
                self._fill_part(item, value, index=index)
        if item.acts:
            self._act(item, tree, whole=False)
            return
        if item.call is not None:
            member = self._name_call(item, tree)
            if tree.get(member):
                item.pieces.append(tree[member])
                tree[member] = ""
        self._unlisted_members(tree, *self._own_members(item, tree))

    def _repeat_item(self, place: int, tree: Tree) -> Iterator[Tree]:
        """Writes what was said into an item that comes whole; what was still held before."""
        item = self._output.items.get(place)
        if item is None:
            item = self._begin_item(place, tree)
        if item.kind != tree.get("type"):
            raise unreadable()
        for within in _LISTS:
            for index, value in enumerate(_listed(tree, within)):
                yield from self._repeat_part(item, value, index=index)
        yield from self._end_parts(item)
        item.ended = True
        if item.acts:
            self._act(item, tree, whole=True)
            return
        if item.call is not None:
            member = self._name_call(item, tree)
            yield from self._end_call(item, whole=tree.get(member))
            if tree.get(member) is not None:
                tree[member] = item.call.shown
        self._unlisted_members(tree, *self._own_members(item, tree))

    def _own_members(self, item: Item, tree: Tree) -> Iterator[str]:
        """Members of an item that are rewritten, or that are no text."""
        yield from (within for within in _LISTS if isinstance(tree.get(within), list))
        if item.kind == _BINARY and type(tree.get("result")) is str:
            yield "result"
        if item.call is not None:
            yield CALLS[item.kind][0]
            if type(tree.get("name")) is str:
                yield "name"

    def _end_parts(self, item: Item) -> Iterator[Tree]:
        for key in item.parts:
            yield from self._end_part(item, key, whole=None)

    # -- texts -----------------------------------------------------------------

    def _fill_part(self, item: Item, tree: Any, *, index: int) -> None:
        """A part that begins."""
        part = self._new_part(item, tree, index=index)
        if part is None:
            return
        part.begun = True
        member = KINDS[part.kind].member
        text = tree.get(member)
        tree[member] = part.feed(text) if type(text) is str else ""
        if tree.get("annotations") is not None:
            tree["annotations"] = []  # events of their own give them
        self._unlisted_members(tree, member, "annotations")

    def _repeat_part(self, item: Item, tree: Any, *, index: int) -> Iterator[Tree]:
        """Writes what was said into a part that comes whole."""
        key = _key(index, tree)
        part = item.parts.get(key) if key is not None else None
        if part is None:
            part = self._new_part(item, tree, index=index)
        if part is None:
            return
        if part.kind != tree["type"]:
            raise unreadable()
        kind = KINDS[part.kind]
        yield from self._end_part(item, (kind.within, index), whole=tree.get(kind.member))
        tree[kind.member] = part.shown
        if tree.get("annotations") is not None:
            tree["annotations"] = [
                self._unlisted(each, "annotation")
                for each in _listed(tree, "annotations")
                if isinstance(each, dict) and part.fits(each)
            ]
        self._unlisted_members(tree, kind.member, "annotations")

    def _new_part(self, item: Item, tree: Any, *, index: int) -> Part | None:
        """A part that was not there; None (and rewritten) if it is of a kind unknown here."""
        key = _key(index, tree)
        if key is None:
            if not isinstance(tree, dict):
                raise unreadable()
            self._unlisted_members(tree)
            return None
        return self._add_part(item, key, kind=tree["type"])

    def _add_part(self, item: Item, key: tuple[str, int], *, kind: str) -> Part:
        if key in item.parts or len(item.parts) >= MAX_PARTS or item.ended:
            raise unreadable()
        lane = self._user.lane(json_text=None if kind == "output_text" else False)
        part = item.parts[key] = Part(kind=kind, lane=lane)
        return part

    def _end_part(self, item: Item, key: tuple[str, int], *, whole: Any) -> Iterator[Tree]:
        """Ends a text: the event of what it still held, those of annotations that waited."""
        part = item.parts[key]
        if part.ended:
            return
        tail = part.end(whole)
        kind = KINDS[part.kind]
        if tail and part.begun:
            event: Tree = {
                "type": f"{kind.event}.delta",
                "item_id": item.identifier,
                "output_index": Number(str(item.place)),
                kind.number: Number(str(key[1])),
                "delta": tail,
            }
            if part.kind == "output_text":
                event["logprobs"] = []
            yield event
        yield from self._annotations(part)

    def _annotations(self, part: Part) -> Iterator[Tree]:
        """The events of annotations whose places in the text are certain."""
        while part.waiting:
            event = part.waiting[0]
            fits = part.fits(event["annotation"])
            if fits is None:
                return
            part.waiting.popleft()
            if fits:
                event["annotation_index"] = Number(str(part.given))
                event["annotation"] = self._unlisted(event["annotation"], "annotation")
                part.given += 1
                yield event

    # -- calls -----------------------------------------------------------------

    def _name_call(self, item: Item, tree: Tree) -> str:
        """Rewrites the name of a call; the member that holds its arguments."""
        call, member = item.call, CALLS[item.kind][0]
        assert call is not None
        if tree.get(member) is not None and type(tree[member]) is not str:
            raise unreadable()
        name = tree.get("name")
        if type(name) is str:
            if call.raw_name and name != call.raw_name:
                raise unreadable()
            if not call.raw_name:
                self._called(call, name)
            tree["name"] = call.name
        return member

    def _end_call(self, item: Item, *, whole: Any) -> Iterator[Tree]:
        """Rewrites arguments that are whole; the event that gives them."""
        call = item.call
        assert call is not None
        if item.called:
            return
        text = "".join(item.pieces)
        if type(whole) is str and whole.startswith(text):
            text = whole
        call.arguments = text
        item.called = True
        item.pieces.clear()
        shown = self._arguments(call)
        event = CALLS[item.kind][1]
        if shown and item.begun and event:
            yield {
                "type": f"{event}.delta",
                "item_id": item.identifier,
                "output_index": Number(str(item.place)),
                "delta": shown,
            }

    def _act(self, item: Item, tree: Tree, *, whole: bool) -> None:
        """Rewrites a call of a tool that the wire knows."""
        call = item.call
        assert call is not None
        member = _ACTS.get(item.kind, _ACT)
        self._check_keys(tree)
        for key, value in tree.items():
            if key in _NAMES or key in self.words:
                tree[key] = self._unlisted(value, key)
            elif not self._is_fixed(key, value):
                written(value)
                if whole and key == member:
                    tree[key] = self._argument_tree(call, value)
                else:
                    tree[key] = self._user.argument_tree(call.name, value)
        item.called = item.called or whole

    # -- both --------------------------------------------------------------------

    def _unlisted(self, value: Any, *path: str) -> Any:
        if path and path[-1] == _TOKENS and isinstance(value, list):
            return []
        if type(value) is str and path:
            if path[-1] == _SEALED:
                return self._user.seal(value)
            if path[-1] in _NAMES:
                return self._user.name(value)
        return super()._unlisted(value, *path)


def _key(index: int, tree: Any) -> tuple[str, int] | None:
    kind = tree.get("type") if isinstance(tree, dict) else None
    return (KINDS[kind].within, index) if type(kind) is str and kind in KINDS else None


def _listed(tree: Tree, key: str) -> list[Any]:
    value = tree.get(key)
    return value if isinstance(value, list) else []

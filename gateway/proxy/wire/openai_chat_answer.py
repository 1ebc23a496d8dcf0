"""OpenAI's chat completions, answers: whole bodies and streams of chunks.

Text pointers: /choices/*/message and /choices/*/delta, every string that is not listed:
    content, refusal, reasoning_content, reasoning, audio/transcript and what is new (a
    lane each); tool_calls/*/function/arguments and function_call/arguments (held until
    the choice ends, then leaf by leaf); names and ids of tools (restored as names).
    /error/* of a refusal by the provider.
Structural (passed on): id, object, created, model, system_fingerprint, service_tier,
    usage, role, type, finish_reason, index; binary audio data.
End of a choice: ``finish_reason``. End event of the stream: ``data: [DONE]``.

Source: OpenAI API reference, chat completions and its streaming events (read 2026-11-22).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from gateway.errors import InvalidRequest, UpstreamFailed
from gateway.proxy.sse import Comment, Event, SSEParser, encode_event
from gateway.proxy.stream import Lane
from gateway.proxy.toward_user import TowardUser, whole
from gateway.proxy.wire.json_tree import Number, read, read_body, write

DONE = "[DONE]"
_STRUCTURAL = frozenset(
    {
        "id", "object", "created", "model", "system_fingerprint", "service_tier", "usage",
        "role", "type", "finish_reason", "index", "data", "expires_at", "obfuscation",
    }
)  # fmt: skip

# Members that hold an address: a value in one leaves when it is followed.
_ADDRESSES = frozenset({"url", "href", "src", "uri", "link", "image_url", "file_url"})
_INDEX_DIGITS = 4

Path = tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class ToolCall:
    """A tool call as it gathers: as the model wrote it, and as the user gets it."""

    kind: str = "function"
    part: str = "arguments"
    raw_name: str = ""
    name: str = ""
    arguments: str = ""
    shown: str | None = None


@dataclass(slots=True, kw_only=True)
class Choice:
    """One choice of an answer: its lanes, its tool calls, and what the user saw."""

    lanes: dict[Path, Lane] = field(default_factory=dict)
    calls: dict[int, ToolCall] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    finished: bool = False

    def stored(self) -> dict[str, str]:
        """Its texts as they came, surrogates in place, by name of the field."""
        texts = {"/".join(path): lane.raw for path, lane in self.lanes.items() if lane.raw}
        for place, call in sorted(self.calls.items()):
            text = f"{call.raw_name}({call.arguments})"
            texts[f"tool_calls/{place}"] = text.encode("utf-8", "replace").decode()
        return texts

    def texts(self) -> tuple[str, ...]:
        """What identifies the answer in the conversation's chain, as the user saw it."""
        calls = tuple(f"{call.name}({call.shown})" for _, call in sorted(self.calls.items()))
        return ("".join(self.seen).strip(), *calls)


class ChatAnswer:
    """One answer on its way to the user, whole or in pieces."""

    def __init__(self, user: TowardUser, *, max_event_bytes: int) -> None:
        """Starts with nothing seen.

        Args:
            user: makes the lanes.
            max_event_bytes: limit of one event of a stream.
        """
        self._user = user
        self._parser = SSEParser(max_event_bytes=max_event_bytes)
        self._template: dict[str, Any] = {}
        self.choices: dict[int, Choice] = {}
        self.done = False

    # -- whole ---------------------------------------------------------------

    def whole(self, body: bytes) -> bytes:
        """A whole answer body as the user gets it; the same bytes where nothing changed.

        Raises:
            UpstreamFailed: the body is not the wire's.
        """
        try:
            tree = read_body(body, max_depth=self._user.max_depth)
        except InvalidRequest:
            raise _unreadable() from None
        before = write(tree)
        choices = tree.get("choices")
        if not isinstance(choices, list):
            raise _unreadable()
        for index, item in enumerate(choices):
            if not isinstance(item, dict) or not isinstance(item.get("message"), dict):
                raise _unreadable()
            choice = self.choices.setdefault(index, Choice())
            self._strings(item["message"], choice, path=(), final=True)
            _drop_logprobs(item)
            self._unlisted_members(item, "message", "logprobs")
            choice.finished = True
        self._unlisted_members(tree, "choices")
        self.done = True
        after = write(tree)
        return body if after == before else after

    def _unlisted(self, value: Any, *path: str) -> Any:
        if type(value) is str:
            return whole(self._user.lane(restore=not _is_followed(path)), value)
        if isinstance(value, dict):
            return {
                key: part if key in _STRUCTURAL else self._unlisted(part, *path, key)
                for key, part in value.items()
            }
        if isinstance(value, list):
            return [self._unlisted(part, *path) for part in value]
        return value

    # -- in pieces -------------------------------------------------------------

    def feed(self, data: bytes) -> bytes:
        """What the user may get now, given another piece of the stream.

        Raises:
            UpstreamFailed: an event is not the wire's, or too large.
        """
        return self._items(self._parser.feed(data))

    def end(self) -> bytes:
        """What the user gets when the recipient's stream has ended.

        Raises:
            UpstreamFailed: ``upstream_incomplete`` where the stream broke off.
        """
        given = self._items(self._parser.flush())
        if not self.done:
            if not self.choices or not all(each.finished for each in self.choices.values()):
                raise UpstreamFailed(
                    "The recipient's stream ended early.", code="upstream_incomplete"
                )
            given += self._finish()
        return given

    def _items(self, items: Iterable[Event | Comment]) -> bytes:
        pieces: list[bytes] = []
        for item in items:
            if self.done:
                break
            # An event that the end cut short was never sent whole.
            if isinstance(item, Event) and item.complete:
                pieces.append(self._event(item))
            # Comments are the recipient's keep-alives; ours are made here.
        return b"".join(pieces)

    def _event(self, event: Event) -> bytes:
        if event.data == DONE:
            return self._finish()
        try:
            chunk = read(event.data, max_depth=self._user.max_depth, lone_surrogates=True)
        except InvalidRequest:
            raise _unreadable() from None
        if not isinstance(chunk, dict):
            raise _unreadable()
        if "error" in chunk:
            raise UpstreamFailed("The recipient reported an error.", code="upstream_error")
        before = _written(chunk) if "\\ud" not in event.data.casefold() else b""
        self._unlisted_members(chunk, "choices")
        choices = chunk.get("choices")
        if not isinstance(choices, list) or not choices:
            after = _written(chunk)
            return event.raw if after == before else encode_event(after)
        self._template = {key: value for key, value in chunk.items() if key != "usage"}
        tails = [tail for item in choices if (tail := self._delta(item)) is not None]
        held = len(choices) == 1 and "usage" not in chunk and _is_empty(choices[0])
        given = b"".join(encode_event(_written(tail)) for tail in tails)
        if tails and any(item.get("delta") for item in choices):
            # What was held comes after this chunk's own text and before the end.
            ends = self._ends(choices)
            return encode_event(_written(chunk)) + given + encode_event(_written(ends))
        after = _written(chunk)
        if after == before:
            return given + event.raw
        return given if held else given + encode_event(after)

    def _ends(self, choices: list[dict[str, Any]]) -> dict[str, Any]:
        """Takes the ends of choices out of a chunk, into a chunk of their own."""
        ends = []
        for item in choices:
            if item.get("finish_reason") is not None:
                reason, item["finish_reason"] = item["finish_reason"], None
                ends.append({"index": item.get("index", 0), "delta": {}, "finish_reason": reason})
        return {**self._template, "choices": ends}

    def _unlisted_members(self, holder: dict[str, Any], *listed: str) -> None:
        """Examines and restores what stands beside the members that the wire knows."""
        for key, value in holder.items():
            if key not in listed and key not in _STRUCTURAL:
                holder[key] = self._unlisted(value, key)

    def _delta(self, item: Any) -> dict[str, Any] | None:
        """Rewrites one choice of a chunk; a chunk of what was held where the choice ends."""
        if not isinstance(item, dict):
            raise _unreadable()
        _drop_logprobs(item)
        index = _index(item, 0)
        choice = self.choices.setdefault(index, Choice())
        self._unlisted_members(item, "delta", "logprobs")
        delta = item.get("delta")
        if delta is not None and not isinstance(delta, dict):
            raise _unreadable()
        if delta is not None:
            if choice.finished and any(delta.get(key) for key in delta if key != "role"):
                raise _unreadable()
            self._strings(delta, choice, path=(), final=False)
        if item.get("finish_reason") is None or choice.finished:
            return None
        return self._close(index, choice)

    def _close(self, index: int, choice: Choice) -> dict[str, Any] | None:
        choice.finished = True
        delta: dict[str, Any] = {}
        for path, lane in choice.lanes.items():
            tail = lane.flush()
            if not tail:
                continue
            if path == ("content",):
                choice.seen.append(tail)
            holder = delta
            for key in path[:-1]:
                holder = holder.setdefault(key, {})
            holder[path[-1]] = tail
        calls = []
        for place, call in sorted(choice.calls.items()):
            call.shown = self._user.arguments(call.name, call.arguments)
            if place < 0:
                delta["function_call"] = {"arguments": call.shown}
            else:
                calls.append({"index": place, call.kind: {call.part: call.shown}})
        if calls:
            delta["tool_calls"] = calls
        if not delta:
            return None
        item = {"index": index, "delta": delta, "finish_reason": None}
        return {**self._template, "choices": [item]}

    def _finish(self) -> bytes:
        if not self.choices:
            raise UpstreamFailed("The recipient answered nothing.", code="upstream_incomplete")
        tails = [
            tail
            for index, choice in sorted(self.choices.items())
            if not choice.finished and (tail := self._close(index, choice)) is not None
        ]
        self.done = True
        return b"".join(encode_event(write(tail)) for tail in tails)

    # -- both --------------------------------------------------------------------

    def _strings(self, holder: dict[str, Any], choice: Choice, *, path: Path, final: bool) -> None:
        """Sends every string of a message or delta through its lane."""
        for key, value in holder.items():
            if key == "tool_calls" and isinstance(value, list):
                for place, call in enumerate(value):
                    self._call(call, choice, place=place, final=final)
            elif key == "function_call" and isinstance(value, dict):
                self._call({"function": value, "index": -1}, choice, place=-1, final=final)
            elif key in _STRUCTURAL:
                continue
            elif type(value) is str:
                holder[key] = self._text(value, choice, path=(*path, key), final=final)
            elif isinstance(value, dict):
                self._strings(value, choice, path=(*path, key), final=final)
            elif isinstance(value, list):
                holder[key] = self._unlisted(value, *path, key)

    def _text(self, text: str, choice: Choice, *, path: Path, final: bool) -> str:
        lane = choice.lanes.get(path)
        if lane is None:
            if any(path[: len(each)] == each or each[: len(path)] == path for each in choice.lanes):
                raise _unreadable()  # the same member is a text here and an object there
            lane = choice.lanes[path] = self._user.lane(
                json_text=None if path == ("content",) else False,
                restore=not _is_followed(path),
            )
        shown = lane.feed(text) + (lane.flush() if final else "")
        if path == ("content",):
            choice.seen.append(shown)
        return shown

    def _call(self, call: Any, choice: Choice, *, place: int, final: bool) -> None:
        if not isinstance(call, dict):
            raise _unreadable()
        index = _index(call, place)
        gathered = choice.calls.setdefault(index, ToolCall())
        if type(call.get("id")) is str:
            call["id"] = self._user.name(call["id"])
        for kind, key in (("function", "arguments"), ("custom", "input")):
            part = call.get(kind)
            if not isinstance(part, dict):
                continue
            gathered.kind, gathered.part = kind, key
            if type(part.get("name")) is str:
                gathered.raw_name += part["name"]
                part["name"] = self._user.name(part["name"])
                gathered.name += part["name"]
            if type(part.get(key)) is str:
                gathered.arguments += part[key]
                part[key] = ""
                if final:
                    gathered.shown = self._user.arguments(gathered.name, gathered.arguments)
                    part[key] = gathered.shown


def _is_followed(path: Iterable[str]) -> bool:
    """Whether this is part of an address: what is followed gets no value back."""
    return any(name.casefold() in _ADDRESSES for name in path)


def _drop_logprobs(item: dict[str, Any]) -> None:
    """Token by token, an answer could be neither examined nor restored."""
    if item.get("logprobs") is not None:
        item["logprobs"] = None


def _index(item: dict[str, Any], place: int) -> int:
    index = item.get("index", place)
    if index == place:
        return place
    if not isinstance(index, Number) or not index.isdecimal() or len(index) > _INDEX_DIGITS:
        raise _unreadable()
    return int(index)


def _unreadable() -> UpstreamFailed:
    return UpstreamFailed("The recipient's answer cannot be read.", code="upstream_error")


def _written(tree: Any) -> bytes:
    try:
        return write(tree)
    except TypeError:  # half of a surrogate pair where no lane joins it with the other
        raise _unreadable() from None


def _is_empty(item: dict[str, Any]) -> bool:
    """Whether nothing is left in a choice's delta because all of it is held."""
    delta = item.get("delta")
    return (
        item.get("finish_reason") is None
        and isinstance(delta, dict)
        and bool(delta)
        and all(value == "" for value in delta.values())
    )

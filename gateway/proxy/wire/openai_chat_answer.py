"""OpenAI's chat completions, answers: whole bodies and streams of chunks.

Text pointers: /choices/*/message and /choices/*/delta, every string that is not listed:
    content, refusal, reasoning_content, reasoning, audio/transcript and what is new (a
    lane each); tool_calls/*/function/arguments and function_call/arguments (held until
    the choice ends, then leaf by leaf); names and ids of tools (restored as names).
    /error/* of a refusal by the provider.
Structural (passed on): index; binary audio data. Words of the provider's own: id, object,
    model, system_fingerprint, service_tier, role, type, finish_reason; of Azure the severity
    that its filters name.
End of a choice: ``finish_reason``. End event of the stream: ``data: [DONE]``.
Members that no one lists go through a lane of their own; see answer_base.py.

Source: OpenAI API reference, chat completions and its streaming events (read 2026-11-22).
"""

from __future__ import annotations

from typing import Any

from gateway.proxy.sse import Event
from gateway.proxy.wire.answer_base import (
    MOST_CALLS,
    AnswerBase,
    Choice,
    Out,
    Path,
    ToolCall,
    incomplete,
    index_of,
    reported,
    unreadable,
)

DONE = "[DONE]"


class ChatAnswer(AnswerBase):
    """One answer on its way to the user, whole or in pieces."""

    structural = frozenset({"index", "data", "obfuscation"})
    words = frozenset(
        {
            "id", "object", "model", "system_fingerprint", "service_tier", "role", "type",
            "finish_reason", "severity",
        }
    )  # fmt: skip
    _template: dict[str, Any]

    # -- whole ---------------------------------------------------------------

    def _read(self, tree: dict[str, Any]) -> None:
        choices = tree.get("choices")
        if not isinstance(choices, list):
            raise unreadable()
        for index, item in enumerate(choices):
            if not isinstance(item, dict) or not isinstance(item.get("message"), dict):
                raise unreadable()
            choice = self._choice(index)
            self._strings(item["message"], choice, path=(), final=True)
            _drop_logprobs(item)
            self._unlisted_members(item, "message", "logprobs")
            choice.finished = True
        self._unlisted_members(tree, "choices")

    # -- in pieces -------------------------------------------------------------

    def _event(self, event: Event) -> bytes:
        if event.data != DONE:
            return super()._event(event)
        if not self.choices:
            raise incomplete()
        tails = [
            tail
            for index, choice in sorted(self.choices.items())
            if not choice.finished and (tail := self._close(index, choice)) is not None
        ]
        self.done = True
        self.closing = self.framing.encode(DONE.encode())
        return b"".join(self._encoded(tail) for tail in tails)

    def _last(self) -> list[Out]:
        super()._last()
        self.closing = self.framing.encode(DONE.encode())
        return []

    def _chunk(self, tree: dict[str, Any], name: str | None) -> list[Out]:
        del name
        if tree.get("error"):
            raise reported()
        self._unlisted_members(tree, "choices")
        choices = tree.get("choices")
        if choices is None or choices == []:
            return [(tree, None)]
        if not isinstance(choices, list):
            raise unreadable()
        came_empty = len(choices) == 1 and _is_empty(choices[0])
        self._template = {key: value for key, value in tree.items() if key != "usage"}
        tails = [tail for item in choices if (tail := self._delta(item)) is not None]
        if tails and any(item.get("delta") for item in choices):
            # What was held comes after this chunk's own text and before the end.
            ends = self._ends(choices)
            return [(tree, None), *tails, (ends, None)]
        held = len(choices) == 1 and "usage" not in tree and _is_empty(choices[0])
        if held and not came_empty:
            return tails
        return [*tails, (tree, None)]

    def _ends(self, choices: list[dict[str, Any]]) -> dict[str, Any]:
        """Takes the ends of choices out of a chunk, into a chunk of their own."""
        ends = []
        for item in choices:
            if item.get("finish_reason") is not None:
                reason, item["finish_reason"] = item["finish_reason"], None
                ends.append({"index": item.get("index", 0), "delta": {}, "finish_reason": reason})
        return {**self._template, "choices": ends}

    def _delta(self, item: Any) -> Out | None:
        """Rewrites one choice of a chunk; a chunk of what was held where the choice ends."""
        if not isinstance(item, dict):
            raise unreadable()
        _drop_logprobs(item)
        index = index_of(item, 0)
        choice = self._choice(index)
        self._unlisted_members(item, "delta", "logprobs")
        delta = item.get("delta")
        if delta is not None and not isinstance(delta, dict):
            raise unreadable()
        if delta is not None:
            if choice.finished and any(delta.get(key) for key in delta if key != "role"):
                raise unreadable()
            self._strings(delta, choice, path=(), final=False)
        if item.get("finish_reason") is None or choice.finished:
            return None
        return self._close(index, choice)

    def _close(self, index: int, choice: Choice) -> Out | None:
        choice.finished = True
        delta: dict[str, Any] = {}
        for path in choice.lanes:
            tail = self._tail(choice, path)
            if not tail:
                continue
            holder = delta
            for key in path[:-1]:
                holder = holder.setdefault(key, {})
            holder[path[-1]] = tail
        calls = []
        for place, call in sorted(choice.calls.items()):
            shown = self._arguments(call)
            if place < 0:
                delta["function_call"] = {"arguments": shown}
            else:
                calls.append({"index": place, call.kind: {call.part: shown}})
        if calls:
            delta["tool_calls"] = calls
        if not delta:
            return None
        item = {"index": index, "delta": delta, "finish_reason": None}
        return {**self._template, "choices": [item]}, None

    # -- both --------------------------------------------------------------------

    def _strings(self, holder: dict[str, Any], choice: Choice, *, path: Path, final: bool) -> None:
        """Sends every string of a message or delta through its lane."""
        self._check_keys(holder)
        for key, value in holder.items():
            if key == "tool_calls" and isinstance(value, list):
                for place, call in enumerate(value):
                    self._call(call, choice, place=place, final=final)
            elif key == "function_call" and isinstance(value, dict):
                self._call({"function": value, "index": -1}, choice, place=-1, final=final)
            elif self._is_fixed(key, value):
                continue
            elif key in self.words:
                holder[key] = self._unlisted(value, key)
            elif type(value) is str:
                holder[key] = self._text(value, choice, path=(*path, key), final=final)
            elif isinstance(value, dict):
                self._strings(value, choice, path=(*path, key), final=final)
            elif isinstance(value, list):
                holder[key] = self._unlisted(value, *path, key)

    def _call(self, call: Any, choice: Choice, *, place: int, final: bool) -> None:
        if not isinstance(call, dict):
            raise unreadable()
        index = index_of(call, place)
        if index not in choice.calls and len(choice.calls) >= MOST_CALLS:
            raise unreadable()
        gathered = choice.calls.setdefault(index, ToolCall())
        if type(call.get("id")) is str:
            call["id"] = self._user.name(call["id"])
        self._unlisted_members(call, "id", "function", "custom")
        for kind, key in (("function", "arguments"), ("custom", "input")):
            part = call.get(kind)
            if not isinstance(part, dict):
                continue
            gathered.kind, gathered.part = kind, key
            if type(part.get("name")) is str:
                part["name"] = self._called(gathered, part["name"])
            if type(part.get(key)) is str:
                gathered.pieces.append(part[key])
                part[key] = self._arguments(gathered) if final else ""
            self._unlisted_members(part, "name", key)


def _drop_logprobs(item: dict[str, Any]) -> None:
    """Token by token, an answer could be neither examined nor restored."""
    if item.get("logprobs") is not None:
        item["logprobs"] = None


def _is_empty(item: Any) -> bool:
    """Whether there is nothing in a choice's delta: all of it may be held."""
    delta = item.get("delta") if isinstance(item, dict) else None
    return (
        delta is not None
        and item.get("finish_reason") is None
        and isinstance(delta, dict)
        and bool(delta)
        and all(value == "" for value in delta.values())
    )

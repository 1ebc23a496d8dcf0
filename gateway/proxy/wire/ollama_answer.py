"""Ollama's answers: whole bodies and lines, of ``/api/chat`` and of ``/api/generate``.

Text pointers: of chat /message, every string that is not listed: content, thinking and what
    is new (a lane each); tool_calls/*/function/arguments (whole, leaf by leaf); names and ids
    of calls (restored as names). Of generate /response and /thinking.
Structural (passed on): created_at (a moment), done, the counters, and images that the model
    made. Words of the server's own: model, role, type, done_reason. Taken out: context (the
    conversation as tokens), logprobs.
End of a stream: the line with ``"done": true``; what a lane still holds goes before it.
Members that no one lists go through a lane of their own; see answer_base.py.

Source: Ollama's API document and the types of the ollama package 0.6.3 (read 2026-11-22).
"""

from __future__ import annotations

import re
from typing import Any

from gateway.proxy.sse import Event
from gateway.proxy.wire.answer_base import (
    AnswerBase,
    Choice,
    Out,
    ToolCall,
    reported,
    unreadable,
)
from gateway.proxy.wire.framing import Lines

MOST_CALLS = 1_024
_MOST_LANES = 128
_AROUND = ("model", "created_at")
_MOMENT = re.compile(
    r"20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d(\.\d{1,9})?(Z|[+-][01]\d:[0-5]\d)", re.ASCII
)
# What a line may have beside a held text and still be held with it.
_NOTHING = frozenset({*_AROUND, "done", "role"})


class ChatAnswer(AnswerBase):
    """An answer of ``/api/chat``.

    Attributes:
        inside: the member that holds the texts; None where the line itself does.
        spoken: the member with the answer's own text.
    """

    structural = frozenset({"image", "images"})
    words = frozenset({"model", "role", "type", "done_reason", "created_at"})
    new_framing = Lines
    inside: str | None = "message"
    spoken = "content"

    # -- whole -----------------------------------------------------------------

    def _read(self, tree: dict[str, Any]) -> None:
        self._around(tree)
        if tree.get(self.inside or self.spoken) is None:
            raise unreadable()
        choice = self._choice(0)
        self._strings(self._holder(tree), choice, final=True)
        choice.finished = True

    # -- in pieces ---------------------------------------------------------------

    def _event(self, event: Event) -> bytes:
        pieces = self._rewritten(event)
        if self.done:
            self.closing = self._framed(pieces.pop())
        return b"".join(map(self._framed, pieces))

    def _chunk(self, tree: dict[str, Any], name: str | None) -> list[Out]:
        del name
        done = tree.get("done", False)
        if not isinstance(done, bool):
            raise unreadable()
        self._around(tree)
        choice = self._choice(0)
        holder = self._holder(tree)
        came = [key for key in self._texts(holder) if holder[key]]
        self._strings(holder, choice, final=False)
        if done:
            return self._close(tree, choice, holder=holder)
        is_held = bool(came) and not any(holder[key] for key in came)
        others = {*tree, *holder} - {*came, *_NOTHING, self.inside, self.spoken}
        return [] if is_held and not others else [(tree, None)]

    def _close(self, tree: dict[str, Any], choice: Choice, *, holder: dict[str, Any]) -> list[Out]:
        """The last line, behind one with all text if a lane held some of it."""
        choice.finished = self.done = True
        tails = {path[0]: tail for path in choice.lanes if (tail := self._tail(choice, path))}
        if not tails:
            return [(tree, None)]
        texts = {self.spoken: ""} | {key: holder[key] for key in self._texts(holder)}
        for key in texts.keys() & holder.keys():
            holder[key] = ""
        for key, tail in tails.items():
            texts[key] = texts.get(key, "") + tail
        around = {key: tree[key] for key in _AROUND if key in tree}
        if self.inside is not None:
            around[self.inside] = {"role": "assistant", **texts}
        else:
            around |= texts
        return [({**around, "done": False}, None), (tree, None)]

    # -- both --------------------------------------------------------------------

    def _holder(self, tree: dict[str, Any]) -> dict[str, Any]:
        holder = tree if self.inside is None else tree.get(self.inside)
        if holder is None:
            return {}
        if not isinstance(holder, dict):
            raise unreadable()
        return holder

    def _listed(self, holder: dict[str, Any]) -> list[str]:
        """The members that the wire or a lane has to read."""
        found = holder if self.inside is not None else (self.spoken, "thinking")
        beside = self.structural | self.words
        return [key for key in found if key in holder and key not in beside]

    def _texts(self, holder: dict[str, Any]) -> list[str]:
        return [key for key in self._listed(holder) if type(holder[key]) is str]

    def _around(self, tree: dict[str, Any]) -> None:
        """Reads what stands around the texts."""
        if "error" in tree:
            raise reported()
        for key in ("context", "logprobs"):
            tree.pop(key, None)
        listed = [self.inside] if self.inside is not None else [self.spoken, "thinking"]
        moment = tree.get("created_at")
        if type(moment) is str and _MOMENT.fullmatch(moment):
            listed.append("created_at")
        self._unlisted_members(tree, *listed)

    def _strings(self, holder: dict[str, Any], choice: Choice, *, final: bool) -> None:
        self._check_keys(holder)
        for key in self._listed(holder):
            value = holder[key]
            if key == "tool_calls":
                self._calls(value, choice)
            elif type(value) is str:
                holder[key] = self._text(value, choice, path=(key,), final=final)
            elif key in (self.spoken, "thinking") and value is not None:
                raise unreadable()
            else:
                holder[key] = self._unlisted(value, key)
        for key in self.words & holder.keys():
            if self.inside is not None:
                holder[key] = self._unlisted(holder[key], key)
        if len(choice.lanes) > _MOST_LANES:
            raise unreadable()

    def _calls(self, calls: Any, choice: Choice) -> None:
        """Rewrites calls, which come whole."""
        if calls is None:
            return
        if not isinstance(calls, list) or len(choice.calls) + len(calls) > MOST_CALLS:
            raise unreadable()
        for item in calls:
            function = item.get("function") if isinstance(item, dict) else None
            if not isinstance(function, dict) or type(function.get("name")) is not str:
                raise unreadable()
            call = choice.calls[len(choice.calls)] = ToolCall()
            function["name"] = self._called(call, function["name"])
            function["arguments"] = self._argument_tree(call, function.get("arguments"))
            self._unlisted_members(function, "name", "arguments")
            if type(item.get("id")) is str:
                item["id"] = self._user.name(item["id"])
            self._unlisted_members(item, "function", "id")


class GenerateAnswer(ChatAnswer):
    """An answer of ``/api/generate``, whose texts stand in the line itself."""

    inside = None
    spoken = "response"
    said = frozenset({("response",)})

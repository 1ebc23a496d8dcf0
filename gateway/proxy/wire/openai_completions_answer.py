"""OpenAI's text completions, answers: whole bodies and streams of chunks of one shape.

Text pointers: /choices/*/text (a lane each), and every string that is not listed.
Structural (passed on): created, index, usage, obfuscation. Words of the provider's own: id,
    object, model, system_fingerprint, finish_reason; of Azure the severity that its filters
    name. Taken out: logprobs.
End of a choice: ``finish_reason``; what its lane still holds goes before it. End event of
    the stream: ``data: [DONE]``.
Members that no one lists go through a lane of their own; see answer_base.py.

Source: OpenAI API reference, completions (read 2026-11-22); Microsoft Learn, content
filtering for Azure OpenAI (read 2026-11-22).
"""

from __future__ import annotations

from typing import Any

from gateway.proxy.sse import Event
from gateway.proxy.wire.answer_base import (
    AnswerBase,
    Choice,
    Out,
    incomplete,
    index_of,
    reported,
    unreadable,
)

DONE = "[DONE]"
MOST_CHOICES = 128
_TEXT = ("text",)


class CompletionsAnswer(AnswerBase):
    """One answer on its way to the user, whole or in pieces."""

    structural = frozenset({"obfuscation"})
    words = frozenset({"id", "object", "model", "system_fingerprint", "finish_reason", "severity"})
    said = frozenset({_TEXT})
    _template: dict[str, Any]

    # -- whole ---------------------------------------------------------------

    def _read(self, tree: dict[str, Any]) -> None:
        for index, item in enumerate(_choices(tree)):
            if type(item.get("text")) is not str:
                raise unreadable()
            choice = self._choice(index)
            self._rewrite(item, choice, final=True)
            choice.finished = True
        self._unlisted_members(tree, "choices")

    # -- in pieces -------------------------------------------------------------

    def _event(self, event: Event) -> bytes:
        if event.data != DONE:
            return super()._event(event)
        if not self.choices:
            raise incomplete()
        self.done = True
        self.closing = self.framing.encode(DONE.encode())
        left = [index for index, each in sorted(self.choices.items()) if not each.finished]
        return b"".join(self._encoded(out) for out in self._tails(dict.fromkeys(left, "")))

    def _last(self) -> list[Out]:
        super()._last()
        self.closing = self.framing.encode(DONE.encode())
        return []

    def _chunk(self, tree: dict[str, Any], name: str | None) -> list[Out]:
        del name
        if tree.get("error"):
            raise reported()
        items = _choices(tree) if tree.get("choices") is not None else []
        self._unlisted_members(tree, "choices")
        self._template = {key: value for key, value in tree.items() if key != "usage"}
        came = any(item.get("text") for item in items)
        ended: dict[int, str] = {}
        seen: set[int] = set()
        for item in items:
            index = index_of(item, 0)
            if index in seen:
                raise unreadable()
            seen.add(index)
            if self._delta(item, self._choice(index)):
                ended[index] = item.get("text") or ""
        before = self._tails(ended)
        if before:
            told = {item["index"] for item in before[0][0]["choices"]}
            for item in items:
                if index_of(item, 0) in told and item.get("text"):
                    item["text"] = ""
        held = came and len(items) == 1 and _is_empty(tree, items[0])
        return before if held else [*before, (tree, None)]

    def _delta(self, item: dict[str, Any], choice: Choice) -> bool:
        """Rewrites one choice of a chunk; whether it ends there."""
        if choice.finished and item.get("text"):
            raise unreadable()
        self._rewrite(item, choice, final=False)
        if item.get("finish_reason") is None or choice.finished:
            return False
        choice.finished = True
        return True

    def _tails(self, shown: dict[int, str]) -> list[Out]:
        """A chunk of what choices held at their ends, behind the text shown with these."""
        items = []
        for index, text in shown.items():
            choice = self.choices[index]
            tail = self._tail(choice, _TEXT) if _TEXT in choice.lanes else ""
            if tail:
                items.append(
                    {"text": text + tail, "index": index, "logprobs": None, "finish_reason": None}
                )
        return [({**self._template, "choices": items}, None)] if items else []

    # -- both --------------------------------------------------------------------

    def _choice(self, index: int) -> Choice:
        if index >= MOST_CHOICES:
            raise unreadable()
        return super()._choice(index)

    def _rewrite(self, item: dict[str, Any], choice: Choice, *, final: bool) -> None:
        text = item.get("text")
        if type(text) is str:
            item["text"] = self._text(text, choice, path=_TEXT, final=final)
        elif text is not None:
            raise unreadable()
        if item.get("logprobs") is not None:
            item["logprobs"] = None
        self._unlisted_members(item, "text", "logprobs")


def _choices(tree: dict[str, Any]) -> list[dict[str, Any]]:
    items = tree.get("choices")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise unreadable()
    return items


def _is_empty(tree: dict[str, Any], item: dict[str, Any]) -> bool:
    """Whether all that a chunk had to say is held."""
    return (
        item.get("text") == "" and item.get("finish_reason") is None and tree.get("usage") is None
    )

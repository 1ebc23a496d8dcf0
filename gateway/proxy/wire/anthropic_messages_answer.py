"""Anthropic's messages, answers: whole bodies and streams of events; counts of tokens.

Text pointers: /content/*/text (a lane each), /content/*/input (held until the block ends,
then leaf by leaf), names and ids of tools (restored as names), citations and every string
that is not listed (a lane of its own). ``stop_sequence`` is the caller's own word.
Opaque: signatures, redacted thoughts and what the provider has encrypted get this
gateway's seal. A thought must come back as it was, so it is neither restored nor masked,
but what the policy blocks is blocked; the seal of its signature covers it.
Facts: where it was made, of ``usage/inference_geo``.
Structural (passed on): numbers. Words of the provider's own: id, type, role, model,
    stop_reason, and those of usage.
End of a block: ``content_block_stop``. End event of the stream: ``message_stop``.

Source: Anthropic API reference, messages and their streaming events (read 2026-11-22), and
the types of the anthropic package 2.12.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from detectors.deidentify import Ledger
from gateway.errors import InvalidRequest
from gateway.proxy.sse import Event
from gateway.proxy.stream import Lane
from gateway.proxy.toward_user import TowardUser
from gateway.proxy.wire.answer_base import (
    AnswerBase,
    Choice,
    Out,
    Path,
    ToolCall,
    index_of,
    reported,
    unreadable,
    written,
)
from gateway.proxy.wire.json_tree import Number, read, write
from gateway.proxy.wire.reply_facts import ReplyFacts

# More blocks than any answer has, and more lanes than these can need.
MAX_BLOCKS = 1_024
MAX_LANES = 2 * MAX_BLOCKS
_OPAQUE = frozenset(
    {
        *("signature", "encrypted_content", "encrypted_index", "encrypted_stdout"),
        "fallback_credit_token",
    }
)
_DELTA = "content_block_delta"
_GEO = "inference_geo"


@dataclass(slots=True, kw_only=True)
class _Block:
    """A content block that has begun.

    Attributes:
        place: its index.
        kind: its type.
        call: what it calls, if it does.
        thought: its lane, which changes nothing, if it is a thought.
        signed: its signature has come; nothing may follow in the thought.
        input: pieces of the call's input.
        fed: the delta's type and member of each lane that deltas have fed.
    """

    place: int
    kind: str
    call: ToolCall | None = None
    thought: Lane | None = None
    signed: bool = False
    input: list[str] = field(default_factory=list, repr=False)
    fed: dict[Path, tuple[str, str]] = field(default_factory=dict)

    def path(self, *members: str) -> Path:
        """The path of one of its lanes."""
        return ("content", str(self.place), *members)


class MessagesAnswer(AnswerBase):
    """One answer on its way to the user, whole or in pieces."""

    structural = frozenset({"index"})
    words = frozenset(
        {"id", "type", "role", "model", "stop_reason", "service_tier", "inference_geo", "speed"}
    )
    said = frozenset()

    def __init__(self, user: TowardUser, *, max_event_bytes: int) -> None:
        """Starts with nothing seen; see AnswerBase."""
        super().__init__(user, max_event_bytes=max_event_bytes)
        self._open: _Block | None = None
        self._blocks = 0

    # -- whole ---------------------------------------------------------------

    def _read(self, tree: dict[str, Any]) -> None:
        if tree.get("type") == "error":
            raise reported()
        self._note_region(tree.get("usage"))
        content = tree.get("content")
        if not isinstance(content, list):
            raise unreadable()
        choice = self._choice(0)
        for block in content:
            self._begin(block, choice, final=True)
        choice.finished = True
        self._unlisted_members(tree, "content")

    # -- in pieces -------------------------------------------------------------

    def _event(self, event: Event) -> bytes:
        given = super()._event(event)
        if self.done:
            self.closing, given = given, b""
        return given

    def _last(self) -> list[Out]:
        super()._last()
        self.closing = self.framing.encode(write({"type": "message_stop"}), "message_stop")
        return []

    def _chunk(self, tree: dict[str, Any], name: str | None) -> list[Out]:
        kind = tree.get("type")
        if kind == "error":
            raise reported()
        if kind == "message_start":
            self._message(tree)
        elif kind == "content_block_start":
            self._start(tree)
        elif kind == _DELTA:
            return self._delta(tree, name)
        elif kind == "content_block_stop":
            tails = self._tails(self._opened(tree))
            self._unlisted_members(tree)
            return [*tails, (tree, name)]
        elif kind in ("message_delta", "message_stop"):
            self._end(tree, kind)
        else:
            self._unlisted_members(tree)
        return [(tree, name)]

    def _message(self, tree: dict[str, Any]) -> None:
        message = tree.get("message")
        if self.choices or not isinstance(message, dict) or message.get("content"):
            raise unreadable()
        self._note_region(message.get("usage"))
        self._choice(0)
        self._unlisted_members(message, "content")
        self._unlisted_members(tree, "message")

    def _start(self, tree: dict[str, Any]) -> None:
        choice = self.choices.get(0)
        if choice is None or choice.finished or self._open is not None:
            raise unreadable()
        if index_of(tree, self._blocks) != self._blocks:
            raise unreadable()
        self._open = self._begin(tree.get("content_block"), choice, final=False)
        self._unlisted_members(tree, "content_block")

    def _opened(self, tree: dict[str, Any]) -> _Block:
        """The block that an event belongs to."""
        block = self._open
        if block is None or index_of(tree, block.place) != block.place:
            raise unreadable()
        return block

    def _end(self, tree: dict[str, Any], kind: str) -> None:
        choice = self.choices.get(0)
        if choice is None or self._open is not None:
            raise unreadable()
        usage, delta = tree.get("usage"), tree.get("delta")
        if isinstance(usage, dict) and _GEO in usage:
            self._note_region(usage)
        self._unlisted_members(tree)
        if kind == "message_stop":
            choice.finished = self.done = True
        elif isinstance(delta, dict) and delta.get("stop_reason") is not None:
            choice.finished = True

    def _note_region(self, usage: Any) -> None:
        """Where the answer was made; what says nothing of it is no region."""
        region = usage.get(_GEO) if isinstance(usage, dict) else None
        self.facts = ReplyFacts(region=region if type(region) is str else "")

    # -- deltas ------------------------------------------------------------------

    def _delta(self, tree: dict[str, Any], name: str | None) -> list[Out]:
        block = self._opened(tree)
        delta = tree.get("delta")
        kind = delta.get("type") if isinstance(delta, dict) else None
        if not isinstance(delta, dict) or type(kind) is not str:
            raise unreadable()
        self._unlisted_members(tree, "delta")
        tails: list[Out] = []
        if kind == "input_json_delta":
            held = self._input_piece(block, delta)
        elif block.thought is not None and kind in ("thinking_delta", "signature_delta"):
            if kind == "signature_delta":
                tails = _delta_of(block.place, "thinking_delta", thinking=block.thought.flush())
            held = self._thought_piece(block, delta, member=kind.removesuffix("_delta"))
        else:
            held = self._pieces(block, delta, kind=kind)
        return tails if held else [*tails, (tree, name)]

    def _input_piece(self, block: _Block, delta: dict[str, Any]) -> bool:
        piece = delta.get("partial_json")
        if block.call is None or type(piece) is not str:
            raise unreadable()
        block.input.append(piece)
        self._unlisted_members(delta, "partial_json")
        return bool(piece)

    def _thought_piece(self, block: _Block, delta: dict[str, Any], *, member: str) -> bool:
        piece = delta.get(member)
        assert block.thought is not None
        if type(piece) is not str or (block.signed and piece and member == "thinking"):
            raise unreadable()
        shown = block.thought.feed(piece) if member == "thinking" else self._seal(block, piece)
        delta[member] = shown
        self._unlisted_members(delta, member)
        return bool(piece) and not shown

    def _pieces(self, block: _Block, delta: dict[str, Any], *, kind: str) -> bool:
        """Sends every string of a delta through its lane; whether all of it is held."""
        choice = self.choices[0]
        came = stayed = False
        self._check_keys(delta)
        for key, value in delta.items():
            if self._is_fixed(key, value):
                continue
            if not self._is_spoken(key, value):
                delta[key] = self._unlisted(value, key)
                stayed = stayed or key != "type"
                continue
            is_text = (block.kind, kind, key) == ("text", "text_delta", "text")
            path = block.path(key) if is_text else block.path(kind, key)
            block.fed[path] = (self._word(kind), key)
            delta[key] = self._text(value, choice, path=path, final=False)
            came, stayed = came or bool(value), stayed or bool(delta[key])
        return came and not stayed

    def _tails(self, block: _Block) -> list[Out]:
        """What is still held of a block that ends."""
        choice = self.choices[0]
        self._open = None
        tails = [
            (kind, key, self._tail(choice, path))
            for path, (kind, key) in block.fed.items()
            if path in choice.lanes
        ]
        if block.thought is not None:
            tails.append(("thinking_delta", "thinking", block.thought.flush()))
        if block.call is not None and (text := "".join(block.input)):
            tails.append(("input_json_delta", "partial_json", self._input(block.call, text)))
        return [
            out for kind, key, tail in tails for out in _delta_of(block.place, kind, **{key: tail})
        ]

    def _input(self, call: ToolCall, text: str) -> str:
        """The input of a call that came in pieces; an object, as the whole answer has it."""
        try:
            tree = read(text, max_depth=self._user.max_depth)
        except InvalidRequest:
            call.arguments = text
            return self._arguments(call)
        shown = self._argument_tree(call, tree)
        return text if shown == tree else write(shown).decode()

    # -- both --------------------------------------------------------------------

    def _begin(self, block: Any, choice: Choice, *, final: bool) -> _Block:
        """Rewrites a block as far as it is there; ``final`` says that this is all of it."""
        kind = block.get("type") if isinstance(block, dict) else None
        if type(kind) is not str or self._blocks >= MAX_BLOCKS:
            raise unreadable()
        begun = _Block(place=self._blocks, kind=kind)
        self._blocks += 1
        listed: tuple[str, ...] = ()
        if kind.endswith("tool_use") or "input" in block:
            listed = self._call(begun, block, choice=choice)
        elif kind == "thinking":
            listed = self._thought(begun, block, choice=choice, final=final)
        elif kind == "redacted_thinking" and type(block.get("data")) is str:
            block["data"] = self._user.seal(block["data"])
            listed = ("data",)
        self._check_keys(block)
        for key, value in block.items():
            if key in listed or self._is_fixed(key, value):
                continue
            if not self._is_spoken(key, value):
                block[key] = self._unlisted(value, key)
                continue
            path = begun.path(key)
            is_text = (kind, key) == ("text", "text")
            if is_text:
                self.said |= {path}
                begun.fed[path] = ("text_delta", "text")
            block[key] = self._text(value, choice, path=path, final=final or not is_text)
        return begun

    def _call(self, begun: _Block, block: dict[str, Any], *, choice: Choice) -> tuple[str, ...]:
        begun.call = choice.calls[begun.place] = call = ToolCall()
        if type(block.get("name")) is not str:
            raise unreadable()
        block["name"] = self._called(call, block["name"])
        if "id" in block:
            named = type(block["id"]) is str
            block["id"] = self._user.name(block["id"]) if named else self._unlisted(block["id"])
        given = block.get("input", {})
        written(given)
        shown = self._argument_tree(call, given)
        if "input" in block:
            block["input"] = shown
        return ("id", "name", "input")

    def _thought(
        self, begun: _Block, block: dict[str, Any], *, choice: Choice, final: bool
    ) -> tuple[str, ...]:
        lane = Lane(
            Ledger(b""),
            self._user.plan.blocks(),
            examine=self._user.examine,
            operate=self._user.operate,
        )
        begun.thought = choice.lanes[begun.path("thinking")] = lane
        for key in ("thinking", "signature"):
            value = block.get(key)
            if type(value) is str:
                block[key] = lane.feed(value) if key == "thinking" else self._seal(begun, value)
                if key == "thinking" and final:
                    block[key] += lane.flush()
            elif value is not None:
                raise unreadable()
        return ("thinking", "signature")

    def _is_spoken(self, key: str, value: Any) -> bool:
        """Whether a member is a text of the model's."""
        return type(value) is str and key not in self.words and key not in _OPAQUE

    def _seal(self, block: _Block, signature: str) -> str:
        assert block.thought is not None
        block.signed = block.signed or bool(signature)
        return self._user.seal(signature, over=block.thought.raw)

    def _text(self, text: str, choice: Choice, *, path: Path, final: bool) -> str:
        if len(choice.lanes) >= MAX_LANES:
            raise unreadable()
        return super()._text(text, choice, path=path, final=final)

    def _unlisted(self, value: Any, *path: str) -> Any:
        if type(value) is str and path and path[-1] in _OPAQUE:
            return self._user.seal(value)
        return super()._unlisted(value, *path)


def _delta_of(place: int, kind: str, **member: str) -> list[Out]:
    """A delta with what was held, if anything was."""
    if not any(member.values()):
        return []
    delta: dict[str, Any] = {"type": kind, **member}
    return [({"type": _DELTA, "index": place, "delta": delta}, _DELTA)]


class TokenCount(AnswerBase):
    """The answer of count_tokens: a number."""

    words = frozenset({"type"})

    def _read(self, tree: dict[str, Any]) -> None:
        if not isinstance(tree.get("input_tokens"), Number):
            raise unreadable()
        self._unlisted_members(tree, "input_tokens")

    def _chunk(self, tree: dict[str, Any], name: str | None) -> list[Out]:
        raise unreadable()

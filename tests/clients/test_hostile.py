"""Hostile streams through the gateway: they end, and no card number comes out in clear."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.clients.openai_chat import MODEL
from tests.clients.places import Place
from tests.clients.talks import through
from tests.golden.hostile import Hostile, hostile_streams, hostile_wholes
from tests.simulators.replies import Reply, stream_body

_SAID = {"messages": [{"role": "user", "content": "Hello"}]}
_CONTENTS = {"contents": [{"parts": [{"text": "Hello"}]}]}
ASKED: Mapping[str, Mapping[str, Any]] = {
    "/v1/chat/completions": {"model": MODEL, **_SAID},
    "/v1/responses": {"model": MODEL, "input": "Hello"},
    "/v1/messages": {"model": MODEL, "max_tokens": 99, **_SAID},
    "/v1beta/models/m:streamGenerateContent": _CONTENTS,
    "/v1beta/models/m:generateContent": _CONTENTS,
    "/api/chat": {"model": MODEL, **_SAID},
}
# The number alone: with more digits before or behind it is none.
CARD = re.compile(r"(?<![0-9])(?<![0-9][ -])4(?:[ -]?1){15}(?![ -]?[0-9])")
# Events whose texts a client puts together; a chunk without a type is one, too.
_SHOWN = re.compile(r"message\Z|content_block_delta\Z|response\.\w+\.delta\Z|error\Z")
SERVED = [
    pytest.param(path, stream, "gateway", id=f"{path}-{stream.name}")
    for path, streams in hostile_streams().items()
    if "gateway" in through(path)
    for stream in streams
]
SERVED_WHOLE = [
    pytest.param(path, whole, "gateway", id=f"{path}-{whole.name}")
    for path, wholes in hostile_wholes().items()
    if "gateway" in through(path)
    for whole in wholes
]


def ask(place: Place, path: str, *, streamed: bool, events: bool = False) -> tuple[int, bytes]:
    """Status and body; ``events`` asks Gemini for events in place of an array."""
    told = {} if "/models/" in path else {"stream": streamed}
    return place.post(path + "?alt=sse" * events, {**ASKED[path], **told})


def strings(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield name
            yield from strings(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from strings(value)
    elif isinstance(tree, str):
        yield tree
    elif isinstance(tree, int):
        yield str(tree)


def bodies(answer: bytes) -> list[Any]:
    """Every JSON text that the answer holds, whatever its framing."""
    text = answer.decode("utf-8", "replace")
    found = []
    decoder = json.JSONDecoder()
    place = 0
    while (start := text.find("{", place)) >= 0:
        try:
            made, place = decoder.raw_decode(text, start)
            found.append(made)
        except (ValueError, RecursionError):
            place = start + 1
    return found


def spoken(trees: list[Any]) -> str:
    """The deltas of text, in the order in which a client shows them."""
    names = ("content", "text", "delta", "response")
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            for name, value in node.items():
                if name in names and isinstance(value, str):
                    found.append(value)
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    for tree in trees:
        if _SHOWN.match(str(tree.get("type", "message"))):
            walk(tree)
    return "".join(found)


@pytest.mark.parametrize(("path", "stream", "place"), SERVED, indirect=["place"])
def test_no_card_comes_out_and_the_stream_ends(path: str, *, stream: Hostile, place: Place) -> None:
    place.upstream.script(stream_body(stream.body, content_type=stream.content_type))
    events = "event-stream" in stream.content_type and "/models/" in path
    status, answer = ask(place, path, streamed=True, events=events)
    assert status in (200, 502)
    check(answer)


@pytest.mark.parametrize(("path", "whole", "place"), SERVED_WHOLE, indirect=["place"])
def test_no_card_comes_out_of_a_whole_answer(path: str, *, whole: Hostile, place: Place) -> None:
    headers = (("content-type", whole.content_type),)
    place.upstream.script(Reply(headers=headers, body=whole.body))
    status, answer = ask(place, path, streamed=False)
    assert status in (200, 502)
    check(answer)


def check(answer: bytes) -> None:
    """No card stands in the bytes, in a text of them, or across the texts of deltas."""
    trees = bodies(answer)
    assert not any(CARD.search(text) for tree in trees for text in strings(tree))
    assert CARD.search(spoken(trees)) is None
    assert CARD.search(answer.decode("utf-8", "replace")) is None


@pytest.mark.parametrize(
    ("path", "place"),
    [(path, place) for path in ASKED for place in through(path)],
    indirect=["place"],
)
@pytest.mark.parametrize("streamed", [False, True])
def test_a_right_answer_has_words(path: str, *, place: Place, streamed: bool) -> None:
    status, answer = ask(place, path, streamed=streamed)
    assert status == 200
    assert "Hello" in spoken(bodies(answer))

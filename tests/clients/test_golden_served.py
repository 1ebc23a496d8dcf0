"""Golden streams through a served gateway: however they are cut, they give the whole answer.

The surrogates in them are those that the gateway issued for the very request, so that
they are restored; where they stay (in links), they are compared by their place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.clients.places import Place
from tests.golden import anthropic, gemini, ollama, openai_others, openai_responses
from tests.golden.answers import WireStream
from tests.simulators.completions import Json
from tests.simulators.framing import data_stream, lines_stream
from tests.simulators.lanes import LaneKey
from tests.simulators.replies import Asked, Cuts, Reply, every_byte, stream_body
from tests.simulators.wire_lanes import (
    anthropic_lanes,
    completions_lanes,
    gemini_lanes,
    ollama_lanes,
    response_lanes,
    responses_lanes,
    responses_repeats,
    spelled,
)

EMAIL, OTHER = "jane.roe@example.com", "sam@example.net"
TOLD = f"Write to {EMAIL} and to {OTHER}."
_SURROGATE = re.compile(r"\[EMAIL_ADDRESS_[0-9A-Z]{8}(?:\.[0-9A-Z]{2})?\]")
Lanes = Mapping[LaneKey, str]


def anthropic_whole(body: Json) -> Lanes:
    """The lanes of a whole message."""
    found: dict[LaneKey, str] = {}
    for place, block in enumerate(body["content"]):
        for name in ("text", "thinking", "signature"):
            found[place, name] = block.get(name, "")
        if block.get("input"):
            found[place, "input"] = spelled(block["input"])
        for index, citation in enumerate(block.get("citations") or ()):
            found[place, f"citations/{index}"] = citation["cited_text"]
    return {key: text for key, text in found.items() if text}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A wire: its golden bodies, made for two surrogates, and how to read answers."""

    path: str
    whole_path: str
    asked: Json
    streams: Callable[[str, str], tuple[WireStream, ...]]
    wholes: Callable[[str, str], Mapping[str, Json]]
    read: Callable[[bytes], Lanes]
    read_whole: Callable[[Json], Lanes]


_SAID: Json = {"model": "m", "messages": [{"role": "user", "content": TOLD}]}
_CONTENTS: Json = {"contents": [{"parts": [{"text": TOLD}]}]}
CASES = {
    "responses": Case(
        path="/v1/responses",
        whole_path="/v1/responses",
        asked={"model": "m", "input": TOLD},
        streams=openai_responses.golden_streams,
        wholes=openai_responses.golden_wholes,
        read=responses_lanes,
        read_whole=response_lanes,
    ),
    "anthropic": Case(
        path="/v1/messages",
        whole_path="/v1/messages",
        asked={**_SAID, "max_tokens": 99},
        streams=anthropic.golden_streams,
        wholes=anthropic.golden_wholes,
        read=anthropic_lanes,
        read_whole=anthropic_whole,
    ),
    "gemini": Case(
        path="/v1beta/models/m:streamGenerateContent",
        whole_path="/v1beta/models/m:generateContent",
        asked=_CONTENTS,
        streams=gemini.golden_streams,
        wholes=gemini.golden_wholes,
        read=gemini_lanes,
        read_whole=lambda body: gemini_lanes(data_stream([body])),
    ),
    "ollama": Case(
        path="/api/chat",
        whole_path="/api/chat",
        asked=_SAID,
        streams=ollama.golden_chat_streams,
        wholes=ollama.golden_chat_wholes,
        read=ollama_lanes,
        read_whole=lambda body: ollama_lanes(lines_stream([body])),
    ),
    "ollama generate": Case(
        path="/api/generate",
        whole_path="/api/generate",
        asked={"model": "m", "prompt": TOLD},
        streams=ollama.golden_generate_streams,
        wholes=ollama.golden_generate_wholes,
        read=ollama_lanes,
        read_whole=lambda body: ollama_lanes(lines_stream([body])),
    ),
    "completions": Case(
        path="/v1/completions",
        whole_path="/v1/completions",
        asked={"model": "m", "prompt": TOLD},
        streams=openai_others.golden_completion_streams,
        wholes=openai_others.golden_completion_wholes,
        read=completions_lanes,
        read_whole=lambda body: completions_lanes(data_stream([body])),
    ),
}
STREAMS = [
    pytest.param(wire, stream.name, "gateway", id=f"{wire}-{stream.name}")
    for wire, case in CASES.items()
    for stream in case.streams("[P_00000000]", "[E_00000000]")
    if stream.whole
]
WHOLES = [
    pytest.param(wire, name, "gateway", id=f"{wire}-{name}")
    for wire, case in CASES.items()
    for name in case.wholes("[P_00000000]", "[E_00000000]")
]


def issued(asked: Asked) -> tuple[str, str]:
    """The surrogates of the two addresses, in the order of the request."""
    first, second = _SURROGATE.findall(json.dumps(asked.body))
    return first, second


def plain(lanes: Lanes, surrogates: tuple[str, str]) -> Lanes:
    """Lanes as two requests can share them.

    Surrogates that stayed, whole or cut off, are named by their place; the seal on a
    signature is left off; arguments have one spelling.
    """
    found: dict[LaneKey, str] = {}
    for key, text in lanes.items():
        for place, surrogate in enumerate(surrogates):
            for form in (surrogate[1:-1], surrogate[1:-3]):
                text = re.sub(re.escape(form), f"<{place}>", text, flags=re.IGNORECASE)
        if key[1] == "signature":
            text = text[:6]
        elif key[1] == "input" and text.startswith("{"):
            text = spelled(json.loads(text))
        found[key] = text
    return found


def served(place: Place, case: Case, *, name: str, cuts: Cuts | None) -> Lanes:
    """The lanes of a golden stream as the gateway gives them."""
    told: list[tuple[str, str]] = []

    def reply(asked: Asked) -> Reply:
        told.append(issued(asked))
        stream = next(one for one in case.streams(*told[-1]) if one.name == name)
        return stream_body(stream.body, content_type=stream.content_type, cuts=cuts)

    place.upstream.script(reply)
    if "/models/" in case.path:
        query = "" if name.endswith("array") else "?alt=sse"
        status, answer = place.post(case.path + query, case.asked)
    else:
        status, answer = place.post(case.path, {**case.asked, "stream": True})
    assert status == 200
    lanes = plain(case.read(answer), told[-1])
    if case.path == "/v1/responses":
        for repeat in responses_repeats(answer):
            assert plain(repeat, told[-1]) == lanes
    return lanes


@pytest.mark.parametrize(("wire", "name", "place"), STREAMS, indirect=["place"])
def test_a_cut_changes_nothing(wire: str, *, name: str, place: Place) -> None:
    case = CASES[wire]
    at_once = served(place, case, name=name, cuts=Cuts(plan=()))
    by_event = served(place, case, name=name, cuts=None)
    assert by_event == at_once
    if name in ("surrogates", "tool calls", "unicode"):
        assert served(place, case, name=name, cuts=Cuts(plan=every_byte)) == at_once
    if name == "surrogates":
        texts = "".join(at_once.values())
        assert EMAIL in texts
        assert OTHER in texts


@pytest.mark.parametrize(("wire", "name", "place"), WHOLES, indirect=["place"])
def test_a_stream_gives_what_the_whole_answer_gives(wire: str, *, name: str, place: Place) -> None:
    case = CASES[wire]
    told: list[tuple[str, str]] = []

    def reply(asked: Asked) -> Reply:
        told.append(issued(asked))
        body: Any = case.wholes(*told[-1])[name]
        return Reply(body=json.dumps(body).encode())

    place.upstream.script(reply)
    declined = {} if "/models/" in case.path else {"stream": False}
    status, answer = place.post(case.whole_path, {**case.asked, **declined})
    assert status == 200
    whole = plain(case.read_whole(json.loads(answer)), told[-1])
    assert served(place, case, name=name, cuts=None) == whole

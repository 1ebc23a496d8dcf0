"""Golden bodies of Ollama: streams of chat and generate with their lanes, wholes, errors."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tests.golden.answers import EMAIL, PERSON, Answer, WireStream, golden_answers
from tests.simulators.completions import Choice, Envelope, Json
from tests.simulators.framing import lines_stream
from tests.simulators.lanes import LaneKey
from tests.simulators.ollama import chat, chat_lines, error, generate, generate_lines
from tests.simulators.wire_lanes import spelled

LINES = "application/x-ndjson"


def _said(answer: Answer) -> dict[LaneKey, str]:
    said = answer.said
    text = (said.content or "") + (said.refusal or "")
    found: dict[LaneKey, str] = {(0, "thinking"): said.reasoning or "", (0, "content"): text}
    for place, call in enumerate(said.tool_calls):
        found[0, f"tool_calls/{place}"] = spelled(json.loads(call.arguments))
    return {key: value for key, value in found.items() if value}


def golden_chat_streams(person: str = PERSON, email: str = EMAIL) -> tuple[WireStream, ...]:
    """Of ``/api/chat``; person and email are surrogates that the test's ledger issued."""
    found = [
        _stream(
            answer.name,
            lines_stream(chat_lines(answer.said, Envelope(piece=answer.piece))),
            _said(answer),
        )
        for answer in golden_answers(person, email)
    ]
    hello = Answer(name="hello", said=Choice(content=f"Hello {person}, 你好 🙂."))
    lines, lanes = chat_lines(hello.said), _said(hello)
    begun = lines[:-3]
    spoken = "".join(line["message"]["content"] for line in begun)
    cut: dict[LaneKey, str] = {(0, "content"): spoken}
    overloaded = error("an error was encountered while running the model")
    return (
        *found,
        _stream("crlf", lines_stream(lines, line_end="\r\n"), lanes),
        _stream("escaped", lines_stream(lines, ascii_only=True), lanes),
        _stream("no end of the last line", lines_stream(lines, last=False), lanes),
        _stream("error line", lines_stream([*begun, overloaded]), cut, whole=False),
        _stream("cut off", lines_stream(begun), cut, whole=False),
    )


def golden_generate_streams(person: str = PERSON, email: str = EMAIL) -> tuple[WireStream, ...]:
    """Of ``/api/generate``, which has no tools."""
    found = []
    for answer in golden_answers(person, email):
        if not answer.said.tool_calls:
            lines = generate_lines(answer.said, Envelope(piece=answer.piece))
            lanes = _said(answer)
            if (0, "content") in lanes:
                lanes[0, "response"] = lanes.pop((0, "content"))
            found.append(_stream(answer.name, lines_stream(lines), lanes))
    return tuple(found)


def _stream(
    name: str, body: bytes, lanes: Mapping[LaneKey, str], *, whole: bool = True
) -> WireStream:
    return WireStream(name=name, body=body, lanes=lanes, content_type=LINES, whole=whole)


def golden_chat_wholes(person: str = PERSON, email: str = EMAIL) -> Mapping[str, Json]:
    """Whole answers of ``/api/chat`` by name."""
    return {answer.name: chat(answer.said) for answer in golden_answers(person, email)}


def golden_generate_wholes(person: str = PERSON, email: str = EMAIL) -> Mapping[str, Json]:
    """Whole answers of ``/api/generate`` by name."""
    return {
        answer.name: generate(answer.said)
        for answer in golden_answers(person, email)
        if not answer.said.tool_calls
    }


def golden_errors() -> Mapping[int, Json]:
    """Bodies of errors by status."""
    return {
        400: error("invalid options"),
        404: error("model 'simulated' not found"),
        500: error("an error was encountered while running the model"),
    }

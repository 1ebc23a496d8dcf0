"""Golden bodies of Anthropic's messages: streams with their lanes, whole answers, errors."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from tests.golden.answers import CARD, EMAIL, PERSON, WireStream, golden_answers
from tests.simulators.anthropic import (
    PING,
    blocks_of,
    char_location,
    error,
    events,
    message,
    redacted_thinking,
    stop_of,
    text,
    thinking,
    tool_use,
)
from tests.simulators.completions import Envelope, EventStyle, Json
from tests.simulators.framing import named_stream
from tests.simulators.lanes import LaneKey


def _rich(person: str, email: str) -> dict[str, list[Json]]:
    """Answers that only this wire has."""
    cited = char_location(f"{person} lives here.", title=f"File of {person}")
    return {
        "citations": [
            text("According to the file, "),
            text(f"{person} lives here", cited),
            text("."),
        ],
        "redacted thinking": [redacted_thinking(), text(f"Hello {person}")],
        "thinking between tools": [
            thinking(f"First ask for {person}."),
            tool_use("find", {"who": person}),
            thinking(f"Then write to {email}.", signature="c2Vjb25k"),
            tool_use("send", {"to": {"all": [email, person]}, "card": CARD}, identifier="toolu_1"),
        ],
        "text after text": [text(f"One {person}"), text(f"{person} two")],
        "tool without input": [tool_use("stop", {})],
    }


def golden_streams(person: str = PERSON, email: str = EMAIL) -> tuple[WireStream, ...]:
    """All of them; person and email are surrogates that the test's ledger issued."""
    found = [
        _stream(
            answer.name,
            blocks_of(answer.said),
            envelope=Envelope(piece=answer.piece),
            stop=stop_of(answer.said),
        )
        for answer in golden_answers(person, email)
    ]
    found += [_stream(name, blocks) for name, blocks in _rich(person, email).items()]
    hello = [text(f"Hello {person}, 你好 🙂.")]
    styles = {
        "crlf": EventStyle(line_end="\r\n"),
        "keep-alives": EventStyle(comment=" keep-alive", space=False),
        "data over lines": EventStyle(lines=True),
        "escaped": EventStyle(ascii_only=True),
    }
    found += [_stream(name, hello, style=style) for name, style in styles.items()]
    return (*found, _pinging(hello), *_broken(person))


def _stream(
    name: str,
    blocks: Sequence[Json],
    *,
    envelope: Envelope | None = None,
    style: EventStyle | None = None,
    stop: str = "end_turn",
) -> WireStream:
    bodies = events(blocks, envelope, stop=stop)
    return WireStream(name=name, body=named_stream(bodies, style), lanes=_lanes(blocks))


def _lanes(blocks: Sequence[Json]) -> dict[LaneKey, str]:
    found: dict[LaneKey, str] = {}
    for place, block in enumerate(blocks):
        for name in ("text", "thinking", "signature"):
            found[place, name] = block.get(name, "")
        if block.get("input"):
            found[place, "input"] = json.dumps(block["input"], ensure_ascii=False)
        for index, citation in enumerate(block.get("citations", ())):
            found[place, f"citations/{index}"] = citation["cited_text"]
    return {key: value for key, value in found.items() if value}


def _pinging(blocks: Sequence[Json]) -> WireStream:
    """A ping after every event, as a slow answer has them."""
    bodies = [one for event in events(blocks) for one in (event, PING)][:-1]
    return WireStream(name="pings", body=named_stream(bodies), lanes=_lanes(blocks))


def _broken(person: str) -> tuple[WireStream, ...]:
    """Streams that the provider breaks off after some of the text or of the input."""
    said = events([text(f"Hello {person}, how are you?")])[:-3]
    asked = events([tool_use("find", {"who": person, "more": "words"})])[:-5]
    spoken = "".join(event["delta"]["text"] for event in said if "delta" in event)
    given = "".join(event["delta"]["partial_json"] for event in asked if "delta" in event)
    overloaded = error(529, "Overloaded")
    lanes: dict[LaneKey, str] = {(0, "text"): spoken}
    return (
        WireStream(
            name="error event", body=named_stream([*said, overloaded]), lanes=lanes, whole=False
        ),
        WireStream(name="cut off", body=named_stream(said), lanes=lanes, whole=False),
        WireStream(
            name="input cut off",
            body=named_stream(asked),
            lanes={(0, "input"): given},
            whole=False,
        ),
    )


def golden_wholes(person: str = PERSON, email: str = EMAIL) -> Mapping[str, Json]:
    """Whole answers by name."""
    found = {
        answer.name: message(blocks_of(answer.said), stop=stop_of(answer.said))
        for answer in golden_answers(person, email)
    }
    return found | {name: message(blocks) for name, blocks in _rich(person, email).items()}


def golden_errors() -> Mapping[int, Json]:
    """Bodies of errors by status."""
    return {status: error(status) for status in (400, 401, 403, 404, 413, 429, 500, 529)}

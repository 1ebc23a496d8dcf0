"""Golden bodies of Gemini: streams in both framings with their lanes, whole answers, errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.golden.answers import CARD, EMAIL, PERSON, WireStream, golden_answers
from tests.simulators.completions import Envelope, EventStyle, Json
from tests.simulators.framing import array_stream, data_stream
from tests.simulators.gemini import (
    SIGNATURE,
    blocked,
    chunks,
    content_response,
    error,
    function_call,
    parts_of,
    stop_of,
    text,
    thought,
)
from tests.simulators.lanes import LaneKey
from tests.simulators.wire_lanes import spelled

JSON = "application/json; charset=UTF-8"
Candidates = Sequence[Sequence[Json]]


def _rich(person: str, email: str) -> dict[str, list[list[Json]]]:
    """Answers that only this wire has."""
    find = function_call("find", {"who": person, "n": 1.5, "all": [email, None]})
    first = f"First: {person} is here, card {CARD}."
    return {
        "two candidates": [[text(first)], [text(f"Second, {person}? Yes.")]],
        "text with a signature": [[text(f"Hello {person}", signature=SIGNATURE)]],
        "calls at once": [[find, function_call("stop", {}), find]],
        "call between texts": [[text(f"I ask for {person}"), find, text(f"and {email}.")]],
        "thought and signed call": [
            [thought(f"**{person}** asks."), function_call("stop", {}, signature=SIGNATURE)]
        ],
    }


def golden_streams(person: str = PERSON, email: str = EMAIL) -> tuple[WireStream, ...]:
    """All of them; person and email are surrogates that the test's ledger issued."""
    found: list[WireStream] = []
    for answer in golden_answers(person, email):
        bodies = chunks(
            [parts_of(answer.said)], Envelope(piece=answer.piece), stops=[stop_of(answer.said)]
        )
        found += _both(answer.name, bodies, [parts_of(answer.said)])
    for name, candidates in _rich(person, email).items():
        found += _both(name, chunks(candidates), candidates)
    hello = [[text(f"Hello {person}, 你好 🙂.")]]
    styles = {
        "crlf": EventStyle(line_end="\r\n"),
        "data over lines": EventStyle(lines=True),
        "escaped": EventStyle(ascii_only=True),
    }
    for name, style in styles.items():
        body = data_stream(chunks(hello), style)
        found.append(WireStream(name=name, body=body, lanes=_lanes(hello)))
    dense = array_stream(chunks(hello), indent=None)
    found.append(WireStream(name="dense array", body=dense, lanes=_lanes(hello), content_type=JSON))
    return (*found, *_both("prompt refused", [blocked()], []), *_broken(person))


def _both(
    name: str, bodies: Sequence[Json], candidates: Candidates, *, whole: bool = True
) -> list[WireStream]:
    lanes = _lanes(candidates)
    return [
        WireStream(name=name, body=data_stream(bodies), lanes=lanes, whole=whole),
        WireStream(
            name=f"{name}, as an array",
            body=array_stream(bodies),
            lanes=lanes,
            content_type=JSON,
            whole=whole,
        ),
    ]


def _lanes(candidates: Candidates) -> dict[LaneKey, str]:
    found: dict[LaneKey, str] = {}
    for place, parts in enumerate(candidates):
        calls = 0
        for part in parts:
            if "functionCall" in part:
                found[place, f"functionCall/{calls}"] = spelled(part["functionCall"]["args"])
                calls += 1
            else:
                key = (place, "thought" if part.get("thought") else "text")
                found[key] = found.get(key, "") + part["text"]
    return {key: value for key, value in found.items() if value}


def _broken(person: str) -> tuple[WireStream, ...]:
    """Streams that the provider breaks off after some of the text."""
    begun = chunks([[text(f"Hello {person}, how are you?")]])[:-2]
    said = "".join(chunk["candidates"][0]["content"]["parts"][0]["text"] for chunk in begun)
    parts = [[text(said)]]
    cut = array_stream(begun).removesuffix(b"\n]\n")
    return (
        *_both("cut off by an error", [*begun, error(503, "Overloaded")], parts, whole=False),
        WireStream(name="cut off", body=data_stream(begun), lanes=_lanes(parts), whole=False),
        WireStream(
            name="array left open",
            body=cut,
            lanes=_lanes(parts),
            content_type=JSON,
            whole=False,
        ),
    )


def golden_wholes(person: str = PERSON, email: str = EMAIL) -> Mapping[str, Json]:
    """Whole answers by name."""
    found = {
        answer.name: content_response([parts_of(answer.said)], stops=[stop_of(answer.said)])
        for answer in golden_answers(person, email)
    }
    rich = _rich(person, email)
    found |= {name: content_response(candidates) for name, candidates in rich.items()}
    return found | {"prompt refused": blocked()}


def golden_errors() -> Mapping[int, Json]:
    """Bodies of errors by status."""
    return {status: error(status) for status in (400, 401, 403, 404, 429, 500, 503, 504)}

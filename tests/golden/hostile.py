"""Streams that no provider should send, for each wire: what a gateway must not trip over.

Each holds the card number, in the clear and across pieces, so that a test can say: whatever
the gateway makes of it, no card number that the model made up reaches the user, and the
stream ends in the wire's own error or in its own end. Whole answers of wrong kinds follow.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from tests.golden.answers import CARD
from tests.golden.ollama import LINES
from tests.simulators import anthropic, gemini, ollama, openai_responses
from tests.simulators.completions import Choice, Json, chunks, completion, event_stream, stream_of
from tests.simulators.framing import array_stream, data_stream, lines_stream, named_stream
from tests.simulators.wires import EVENT_STREAM, JSON

SAID = f"Hello, it is {CARD}, yes."
Spell = Callable[[Sequence[Json]], bytes]


class Hostile:
    """One stream: a name for a test's id, its bytes, and the type that it claims."""

    def __init__(self, name: str, body: bytes, content_type: str = EVENT_STREAM) -> None:
        self.name = name
        self.body = body
        self.content_type = content_type


def _disordered(bodies: Sequence[Json]) -> dict[str, list[Json]]:
    """The events of a right stream in wrong orders and numbers."""
    middle = len(bodies) // 2
    swapped = [one for pair in pairwise(bodies) for one in reversed(pair)]
    return {
        "backwards": list(reversed(bodies)),
        "without its start": list(bodies[middle:]),
        "without its end": list(bodies[:-2]),
        "started again": [*bodies[:middle], *bodies],
        "after its end": [*bodies, *bodies[1:-1]],
        "each event twice": [one for body in bodies for one in (body, body)],
        "neighbours swapped": swapped,
        "nothing but the end": list(bodies[-1:]),
    }


# What stands in the place of a value that should be of another kind.
_KINDS: tuple[object, ...] = (None, 1, True, [], {}, [SAID], {"text": SAID}, SAID, "")


def _of_wrong_kinds(bodies: Sequence[Json], member: str) -> dict[str, list[Json]]:
    """The events with each value of a member replaced by values of other kinds."""
    found: dict[str, list[Json]] = {}
    for kind in _KINDS:
        spelled = json.dumps(kind)
        found[f"{member} is {spelled}"] = [_replaced(body, member, kind) for body in bodies]
    return found


def _replaced(tree: object, member: str, value: object) -> Json:
    def walk(node: object) -> object:
        if isinstance(node, dict):
            return {name: value if name == member else walk(inner) for name, inner in node.items()}
        return [walk(inner) for inner in node] if isinstance(node, list) else node

    made = walk(tree)
    assert isinstance(made, dict)
    return made


def _all(
    bodies: Sequence[Json],
    members: Sequence[str],
    *,
    spell: Spell,
    unknown: Sequence[Json],
    content_type: str = EVENT_STREAM,
) -> tuple[Hostile, ...]:
    found = _disordered(bodies)
    for member in members:
        found |= _of_wrong_kinds(bodies, member)
    place = len(bodies) // 2
    found["of unknown types"] = [*bodies[:place], *unknown, *bodies[place:]]
    found["an empty event"] = [*bodies[:place], {}, *bodies[place:]]
    made = [Hostile(name, spell(each), content_type) for name, each in found.items()]
    whole = spell(bodies)
    return (
        *made,
        Hostile("cut in a character", whole.replace(b"Hell", "Hé".encode()[:2], 1), content_type),
        Hostile("cut in an event", whole[: len(whole) // 2 + 7], content_type),
        Hostile("not JSON", whole.replace(b'"', b"'"), content_type),
        Hostile("a member twice", _doubled(whole), content_type),
        Hostile("deep", whole + _deep(spell), content_type),
        Hostile("nothing", b"", content_type),
        Hostile("zeros", b"\0" * 64, content_type),
    )


def _doubled(whole: bytes) -> bytes:
    """Each text that has the word hidden behind a second member of the same name."""
    for name in (b"content", b"delta", b"text", b"response", b"partial_json"):
        for space in (b"", b" "):
            written = b'"' + name + b'":' + space + b'"'
            whole = whole.replace(written, written[:-1] + b'"x",' + written)
    return whole


def _deep(spell: Spell) -> bytes:
    tree: object = SAID
    for _ in range(600):
        tree = [tree]
    return spell([{"type": "deep", "choices": tree, "candidates": tree, "message": tree}])


def hostile_chats() -> tuple[Hostile, ...]:
    """Of OpenAI's chat completions."""
    bodies = chunks([Choice(content=SAID)])
    unknown: list[Json] = [
        {"object": "chat.unknown", "text": SAID},
        {"choices": [{"index": 7, "delta": {"secret": SAID}}]},
        {"error": {"message": SAID}},
    ]
    return (
        *_all(
            bodies, ("choices", "delta", "content", "index"), spell=event_stream, unknown=unknown
        ),
        Hostile("text after [DONE]", event_stream(bodies) + event_stream(bodies)),
        Hostile("texts that are no objects", stream_of([json.dumps(SAID), "1", "null", "[]"])),
    )


def hostile_responses() -> tuple[Hostile, ...]:
    """Of OpenAI's Responses; besides, repeats that differ from their deltas."""
    items = [
        openai_responses.message(openai_responses.output_text(SAID)),
        openai_responses.function_call("find", json.dumps({"card": CARD})),
    ]
    bodies = openai_responses.events(items)
    unknown: list[Json] = [
        {"type": "response.unknown.delta", "output_index": 0, "delta": SAID},
        {"type": "response.output_item.added", "output_index": 9, "item": {"type": SAID}},
        {"type": "response.output_text.delta", "output_index": 9, "delta": SAID},
    ]
    other = json.loads(json.dumps(bodies).replace("Hello", "Later"))
    found = _all(
        bodies,
        ("delta", "text", "item", "part", "response", "output_index", "type"),
        spell=_named,
        unknown=unknown,
    )
    differing = [
        plain if plain["type"].endswith(".delta") else changed
        for plain, changed in zip(bodies, other, strict=True)
    ]
    silent = [body for body in bodies if not body["type"].endswith(".delta")]
    return (
        *found,
        Hostile("repeats that differ", named_stream(differing)),
        Hostile("repeats without deltas", named_stream(silent)),
    )


def _named(bodies: Sequence[Json]) -> bytes:
    """Events named by their type, also where that is none."""
    return named_stream(
        [body if isinstance(body.get("type"), str) else {**body, "type": "none"} for body in bodies]
    )


def hostile_messages() -> tuple[Hostile, ...]:
    """Of Anthropic's messages."""
    bodies = anthropic.events([anthropic.text(SAID), anthropic.tool_use("find", {"card": CARD})])
    unknown: list[Json] = [
        {"type": "content_block_delta", "index": 0, "delta": {"type": "new", "text": SAID}},
        {"type": "content_block_delta", "index": 9, "delta": {"type": "text_delta", "text": SAID}},
        {"type": "unknown", "text": SAID},
    ]
    members = ("delta", "text", "partial_json", "content_block", "index", "message", "type")
    return _all(bodies, members, spell=_named, unknown=unknown)


def hostile_contents() -> tuple[Hostile, ...]:
    """Of Gemini, in both framings."""
    parts = [gemini.text(SAID), gemini.function_call("find", {"card": CARD})]
    bodies = gemini.chunks([parts])
    unknown: list[Json] = [
        {"candidates": [{"index": 7, "content": {"parts": [{"newPart": {"text": SAID}}]}}]},
        {"unknown": SAID},
    ]
    members = ("candidates", "content", "parts", "text", "functionCall", "args", "index")
    events = _all(bodies, members, spell=data_stream, unknown=unknown)
    arrays = _all(bodies, members, spell=array_stream, unknown=unknown, content_type=JSON)
    whole = array_stream(bodies)
    return (
        *events,
        *(Hostile(f"{one.name}, as an array", one.body, JSON) for one in arrays),
        Hostile("two arrays", whole + whole, JSON),
        Hostile("array without commas", whole.replace(b"\n,\r\n", b"\n\r\n"), JSON),
        Hostile("array of arrays", b"[" + whole + b"]", JSON),
    )


def hostile_lines() -> tuple[Hostile, ...]:
    """Of Ollama's chat."""
    bodies = ollama.chat_lines(Choice(content=SAID))
    unknown: list[Json] = [
        {"message": {"role": "assistant", "content": "", "secret": SAID}, "done": False},
        {"unknown": SAID},
        {"done": True, "message": {"role": "assistant", "content": SAID}},
    ]
    members = ("message", "content", "role", "done")
    return (
        *_all(bodies, members, spell=lines_stream, unknown=unknown, content_type=LINES),
        Hostile("blank lines between", lines_stream(bodies, line_end="\n\n"), LINES),
        Hostile("one line", lines_stream(bodies, line_end=""), LINES),
    )


def hostile_streams() -> Mapping[str, tuple[Hostile, ...]]:
    """All of them, by the gateway's path of the wire."""
    return {
        "/v1/chat/completions": hostile_chats(),
        "/v1/responses": hostile_responses(),
        "/v1/messages": hostile_messages(),
        "/v1beta/models/m:streamGenerateContent": hostile_contents(),
        "/api/chat": hostile_lines(),
    }


# A whole answer of each wire, and the members of it whose kind is wrong in turn.
_WHOLES: Mapping[str, tuple[Json, tuple[str, ...]]] = {
    "/v1/chat/completions": (
        completion([Choice(content=SAID)]),
        ("choices", "message", "content", "role", "refusal"),
    ),
    "/v1/responses": (
        openai_responses.response([openai_responses.message(openai_responses.output_text(SAID))]),
        ("output", "content", "text", "type", "annotations", "instructions"),
    ),
    "/v1/messages": (
        anthropic.message([anthropic.text(SAID)]),
        ("content", "text", "type", "role", "usage"),
    ),
    "/v1beta/models/m:generateContent": (
        gemini.content_response([[gemini.text(SAID)]]),
        ("candidates", "content", "parts", "text", "index"),
    ),
    "/api/chat": (ollama.chat(Choice(content=SAID)), ("message", "content", "role", "model")),
}


def hostile_wholes() -> Mapping[str, tuple[Hostile, ...]]:
    """Whole answers, by the gateway's path of the wire."""
    return {path: _wholes(body, members) for path, (body, members) in _WHOLES.items()}


def _wholes(body: Json, members: Sequence[str]) -> tuple[Hostile, ...]:
    found: dict[str, object] = {
        "unknown members": {"new": {"list": [SAID]}, **body},
        "a list": [body],
        "a text": SAID,
    }
    for member in members:
        for name, (made,) in _of_wrong_kinds([body], member).items():
            found[name] = made
    spelled = [
        Hostile(name, json.dumps(made, ensure_ascii=False).encode(), JSON)
        for name, made in found.items()
    ]
    plain = Hostile("named as text", json.dumps(body).encode(), "text/plain")
    return (*spelled, Hostile("not JSON", SAID.encode(), JSON), plain)

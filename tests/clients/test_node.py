"""The OpenAI package for Node, unmodified but for the base URL, in both places."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.clients.own_replies import TEXTS, cut, fixed, served, told
from tests.clients.places import STRANGER, Place
from tests.clients.talks import TOOLS, through
from tests.simulators.completions import Choice, ToolCall
from tests.simulators.openai_embeddings import vector
from tests.simulators.replies import answer, echo, end_early, provider_error, stream_body

EMAIL = "jane.roe@example.com"
ROOM = Path(__file__).parent / "node"
NODE = shutil.which("node")

pytestmark = pytest.mark.skipif(
    NODE is None or not (ROOM / "node_modules" / "openai").is_dir(),
    reason="needs Node and `npm install` in tests/clients/node",
)
chat = pytest.mark.parametrize("place", through("/v1/chat/completions"), indirect=True)
responses = pytest.mark.parametrize("place", through("/v1/responses"), indirect=True)
embeddings = pytest.mark.parametrize("place", through("/v1/embeddings"), indirect=True)


def take(place: Place, step: str, **asked: Any) -> dict[str, Any]:
    """One step in a process of its own: what it made, or the error's class and status."""
    given = {
        "step": step,
        "url": place.url,
        "key": place.key,
        "headers": dict(place.headers),
        "asked": {"model": "simulated-model", **asked},
    }
    run = subprocess.run(
        [str(NODE), "talk.mjs", json.dumps(given)],
        cwd=ROOM,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def said(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


@chat
@pytest.mark.parametrize("step", ["chat", "chatStreamed"])
def test_a_chat_comes_back(place: Place, step: str) -> None:
    made = take(place, step, messages=[said(f"I am {EMAIL}. 你好 🙂")])["made"]
    assert made["content"] == f"I am {EMAIL}. 你好 🙂"
    place.check_seen(EMAIL)


@chat
@pytest.mark.parametrize("step", ["chat", "chatStreamed"])
def test_a_tool_is_called_and_its_result_given(place: Place, step: str) -> None:
    call = ToolCall(name="find_customer", arguments='{"email": "unknown"}')
    place.upstream.script(answer(Choice(tool_calls=(call,))), echo())
    tools = [
        {"type": "function", "function": {"name": name, "parameters": schema}}
        for name, _, schema in TOOLS
    ]
    messages: list[dict[str, Any]] = [said(f"Who is {EMAIL}?")]
    asked = take(place, step, messages=messages, tools=tools)["made"]
    (made,) = asked["tool_calls"]
    assert made["function"] == {"name": "find_customer", "arguments": '{"email": "unknown"}'}
    messages += [asked, {"role": "tool", "tool_call_id": made["id"], "content": f"It is {EMAIL}."}]
    last = take(place, step, messages=messages, tools=tools)["made"]
    assert last["content"] == f"Who is {EMAIL}?"
    place.check_seen(EMAIL)


@responses
@pytest.mark.parametrize("step", ["responses", "responsesStreamed"])
def test_a_response_comes_back(place: Place, step: str) -> None:
    made = take(place, step, input=f"I am {EMAIL}. 你好 🙂")["made"]
    assert made["text"] == f"I am {EMAIL}. 你好 🙂"
    assert made.get("deltas", made["text"]) == made["text"]
    assert made["output"][0]["content"][0]["text"] == made["text"]
    place.check_seen(EMAIL)


@embeddings
def test_an_embedding_is_that_of_what_was_sent(place: Place) -> None:
    (made,) = take(place, "embeddings", input=f"I am {EMAIL}")["made"]
    sent = place.upstream.requests[-1].json()["input"]
    assert made == vector(sent if isinstance(sent, str) else sent[0])
    place.check_seen(EMAIL)


@chat
@pytest.mark.parametrize("step", ["chat", "chatStreamed"])
def test_errors_are_the_packages_own(place: Place, step: str) -> None:
    place.upstream.script(provider_error(429))
    limited = take(place, step, messages=[said("Hello")])
    assert limited == {"error": "RateLimitError", "status": 429}
    if place.through_gateway:
        stranger = dataclasses.replace(place, subject=STRANGER)
        refused = take(stranger, step, messages=[said(f"I am {EMAIL}")])
        assert refused == {"error": "PermissionDeniedError", "status": 403}


@pytest.mark.parametrize("place", ["gateway"], indirect=True)
def test_a_stream_that_breaks_off_is_the_packages_own_error(place: Place) -> None:
    place.upstream.script(end_early(echo(), size=3000))
    broken = take(place, "chatStreamed", messages=[said("A long story. " * 100 + EMAIL)])
    assert broken["error"] == "APIError"
    place.check_seen(EMAIL)


@pytest.mark.parametrize("place", ["direct"], indirect=True)
@pytest.mark.parametrize(
    ("step", "asked", "path"),
    [
        ("chat", {"messages": []}, "/v1/chat/completions"),
        ("chatStreamed", {"messages": []}, "/v1/chat/completions"),
        ("responses", {"input": "Hello"}, "/v1/responses"),
        ("responsesStreamed", {"input": "Hello"}, "/v1/responses"),
    ],
)
def test_a_fixed_answer_and_a_cut_stream_are_read(
    place: Place, step: str, asked: dict[str, Any], *, path: str
) -> None:
    text = "".join(TEXTS.values())
    served(place, fixed(path, text, streamed=step.endswith("Streamed")))
    made = take(place, step, **asked)["made"]
    assert made.get("content", made.get("text")) == text
    if step.endswith("Streamed"):
        wire, stream = told(path)
        content_type, body = cut(wire, stream.body[: len(stream.body) // 2])
        place.upstream.script(stream_body(body, content_type=content_type))
        assert take(place, step, **asked)["error"] == "APIError"

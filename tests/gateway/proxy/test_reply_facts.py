"""A reply that contradicts what its recipient declared is not passed on, and ends its use."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from detectors import Engine
from gateway.errors import Refused
from gateway.model import Role
from gateway.proxy.commands import Reply
from gateway.proxy.context import Incoming, Setting
from gateway.proxy.examination import Examination
from gateway.proxy.wires import ANTHROPIC_MESSAGES
from gateway.storage.ports import Known
from tests.gateway.opted_in import given
from tests.gateway.proxy.scripted import Ports, make_setting

Place = tuple[Setting, Examination]
SECRET = "the answer itself"


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    setting, examination = make_setting(tmp_path_factory.mktemp("setting"), Engine())
    bound = replace(setting.tenant.recipients[0], wire="anthropic", processing_region="eu")
    return replace(setting, tenant=replace(setting.tenant, recipients=(bound,))), examination


def incoming(*, stream: bool) -> Incoming:
    messages = [{"role": "user", "content": "hello"}]
    body = {"model": "m", "max_tokens": 9, "messages": messages, "stream": stream}
    return Incoming(body=json.dumps(body).encode(), role=Role.CHAT, subject="visitor-17")


def message(region: str | None) -> dict[str, Any]:
    usage: dict[str, Any] = {"input_tokens": 1, "output_tokens": 1}
    if region is not None:
        usage["inference_geo"] = region
    return {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "m",
        "content": [{"type": "text", "text": SECRET}], "stop_reason": "end_turn",
        "stop_sequence": None, "usage": usage,
    }  # fmt: skip


def event(name: str, **data: Any) -> bytes:
    return f"event: {name}\ndata: {json.dumps({'type': name, **data})}\n\n".encode()


def pieces(region: str | None) -> list[Any]:
    begun = {**message(region), "content": [], "stop_reason": None}
    block = {"type": "text", "text": ""}
    said = {"type": "text_delta", "text": SECRET}
    events = [
        event("message_start", message=begun),
        event("content_block_start", index=0, content_block=block),
        event("content_block_delta", index=0, delta=said),
        event("content_block_stop", index=0),
        event("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": 1}),
        event("message_stop"),
    ]
    return [lambda _, data=data: data for data in events]


def run(place: Place, region: str | None, *, stream: bool) -> tuple[Ports, Exception | None]:
    setting, examination = place
    reply = Reply(
        status=200,
        content_type="text/event-stream" if stream else "application/json",
        body=b"" if stream else json.dumps(message(region)).encode(),
        streaming=stream,
    )
    made = Ports(
        known=Known(consent=given(setting.tenant), conversation=None),
        examination=examination,
        reply=lambda _: reply,
        pieces=pieces(region) if stream else (),
    )
    return made, made.run(incoming(stream=stream), setting, wire=ANTHROPIC_MESSAGES)


@pytest.mark.parametrize("stream", [False, True])
def test_the_region_is_asked_for_and_a_reply_from_there_is_passed_on(
    place: Place, stream: bool
) -> None:
    made, ended = run(place, "eu", stream=stream)
    assert ended is None
    assert json.loads(made.sent[0].body)["inference_geo"] == "eu"
    assert SECRET.encode() in made.emitted
    assert made.finished[0].outcome.status == "answered"
    assert place[0].suspended == set()


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("region", ["us", "global", "not_available", "", None])
def test_a_reply_from_elsewhere_is_not(place: Place, region: str | None, stream: bool) -> None:
    made, ended = run(place, region, stream=stream)
    assert SECRET.encode() not in made.emitted
    assert made.finished[0].outcome.status == "facts_broken"
    if stream:
        assert ended is None
        assert b"recipient_refused" in made.emitted
    else:
        assert isinstance(ended, Refused)
        assert ended.code == "recipient_refused"
        assert ended.details["reasons"] == ["reply_region"]
    again, refused = run(place, "eu", stream=stream)
    assert isinstance(refused, Refused)
    assert "facts_broken" in refused.details["reasons"]
    assert again.sent == []

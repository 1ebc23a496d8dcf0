"""The SDKs themselves, unmodified: each over a transport instead of a gateway's address."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx
import openai
import pytest

from gateway.hooks import AsyncPrivacyTransport, Privacy, PrivacyTransport, acting_for
from gateway.logs import configure_logs
from gateway.policy import Tenant
from gateway.proxy.wires import find_wire
from tests.gateway.hooks.hooked import CARD, MAIL, PIECES, TEXT, in_memory, own, without_store
from tests.gateway.hooks.sdks import (
    ALL,
    KEY,
    Client,
    openai_client,
    openai_later,
    openai_stream,
    openai_whole,
    said,
)
from tests.gateway.serving import SUBJECT
from tests.gateway.storage.samples import START
from tests.simulators.completions import Choice, ToolCall
from tests.simulators.replies import Asked, api_error, computed, echo, hang_after
from tests.simulators.upstream import Upstream

pytestmark = pytest.mark.usefixtures("fresh")
SERVED = [client for client in ALL if find_wire(client.path) is not None]


def speaking(tenant: Tenant, client: Client) -> Tenant:
    recipients = tuple(replace(each, wire=client.wire) for each in tenant.recipients)
    return replace(tenant, recipients=recipients)


def sdk(tenant: Tenant, client: Client, **options: Any) -> Privacy:
    return without_store(speaking(tenant, client), **options).privacy


async def gathered(pieces: AsyncIterator[str]) -> list[str]:
    return [piece async for piece in pieces]


def check_unseen(upstream: Upstream) -> None:
    for value in PIECES:
        assert not upstream.saw(value)


@pytest.mark.parametrize("client", SERVED, ids=repr)
def test_whole_answers(client: Client, tenant: Tenant, upstream: Upstream) -> None:
    privacy = sdk(tenant, client)
    transport = PrivacyTransport(privacy, subject=SUBJECT)
    assert client.whole(upstream.url, transport, TEXT) == TEXT
    later = AsyncPrivacyTransport(privacy, subject=SUBJECT)
    assert asyncio.run(client.later(upstream.url, later, TEXT)) == TEXT
    assert len(upstream.requests) == 2
    assert KEY.encode() in upstream.requests[0].raw
    check_unseen(upstream)


@pytest.mark.parametrize("client", SERVED, ids=repr)
def test_streams(client: Client, tenant: Tenant, upstream: Upstream) -> None:
    privacy = sdk(tenant, client)
    transport = PrivacyTransport(privacy, subject=SUBJECT)
    pieces = list(client.stream(upstream.url, transport, TEXT))
    assert "".join(pieces) == TEXT
    assert len(pieces) > 1
    later = AsyncPrivacyTransport(privacy, subject=SUBJECT)
    assert "".join(asyncio.run(gathered(client.pieces(upstream.url, later, TEXT)))) == TEXT
    check_unseen(upstream)


@pytest.mark.parametrize("client", SERVED, ids=repr)
def test_a_refusal_is_the_sdks_own_exception_and_not_retried(
    client: Client, tenant: Tenant, upstream: Upstream
) -> None:
    asked: list[Any] = []
    privacy = sdk(tenant, client, consent=asked.append)
    transport = PrivacyTransport(privacy, subject=SUBJECT)
    later = AsyncPrivacyTransport(privacy, subject=SUBJECT)
    for call in (
        lambda: client.whole(upstream.url, transport, TEXT),
        lambda: list(client.stream(upstream.url, transport, TEXT)),
        lambda: asyncio.run(client.later(upstream.url, later, TEXT)),
        lambda: asyncio.run(gathered(client.pieces(upstream.url, later, TEXT))),
    ):
        with pytest.raises(client.refused) as caught:
            call()
        assert not any(value in str(caught.value) for value in PIECES)
    assert len(asked) == 4
    assert not upstream.requests


def test_an_error_of_the_recipient_is_the_sdks_own_exception(
    tenant: Tenant, upstream: Upstream
) -> None:
    transport = PrivacyTransport(without_store(tenant).privacy, subject=SUBJECT)
    upstream.script(api_error(429, code="rate_limit_exceeded"))
    with pytest.raises(openai.RateLimitError):
        openai_whole(upstream.url, transport, TEXT)
    assert len(upstream.requests) == 1


def test_a_stream_that_breaks_raises_in_the_sdk(tenant: Tenant, upstream: Upstream) -> None:
    transport = PrivacyTransport(without_store(tenant).privacy, subject=SUBJECT)
    upstream.script(hang_after(echo(), size=500))
    client = openai_client(upstream.url, transport).with_options(timeout=0.3)
    stream = client.chat.completions.create(model="m", messages=said(TEXT), stream=True)
    with pytest.raises(openai.APIError):
        list(stream)


def test_a_tool_loop_of_several_turns(tenant: Tenant, upstream: Upstream) -> None:
    policy = replace(tenant.policy, restore_arguments=frozenset({"find"}))
    kept = in_memory(replace(tenant, policy=policy))
    client = openai_client(upstream.url, PrivacyTransport(kept.privacy))

    def model(asked: Asked) -> Any:
        messages = asked.body["messages"]
        if messages[-1]["role"] == "tool":
            return f"It says {messages[-1]['content']}"
        arguments = json.dumps({"who": asked.last_text()})
        call = ToolCall(identifier=f"call_{len(messages)}", name="find", arguments=arguments)
        return [Choice(content=None, tool_calls=(call,))]

    upstream.default, usual = computed(model), upstream.default
    messages: list[Any] = []
    try:
        for _ in range(3):
            messages.append({"role": "user", "content": MAIL})
            with acting_for(subject=SUBJECT):
                asked: Any = client.chat.completions.create(model="m", messages=messages)
                message = asked.choices[0].message
                messages.append(message.model_dump(exclude_none=True))
                (call,) = message.tool_calls
                assert json.loads(call.function.arguments) == {"who": MAIL}
                result = {"role": "tool", "tool_call_id": call.id, "content": f"card {CARD}"}
                messages.append(result)
                answer: Any = client.chat.completions.create(model="m", messages=messages)
            assert answer.choices[0].message.content == f"It says card {CARD}"
            messages.append({"role": "assistant", "content": answer.choices[0].message.content})
    finally:
        upstream.default = usual
    assert len(upstream.requests) == 6
    check_unseen(upstream)
    first = {request.json()["messages"][0]["content"] for request in upstream.requests}
    assert len(first) == 1, "a value keeps its surrogate in every turn"


def test_a_notice_that_changed_since_is_a_conflict(tenant: Tenant, upstream: Upstream) -> None:
    asked: list[Any] = []

    def stale(question: Any) -> Any:
        asked.append(question)
        return question.given(record_id="c" * 26, notice="0" * 64, at=START)

    transport = PrivacyTransport(without_store(tenant, consent=stale).privacy, subject=SUBJECT)
    with pytest.raises(openai.ConflictError):
        openai_whole(upstream.url, transport, TEXT)
    assert len(asked) == 1, "the SDK does not try again"
    assert not upstream.requests


def mails(number: int) -> str:
    return f"I am user{number}@example.com, not user{number + 1}@example.com."


def test_calls_at_once_keep_apart(tenant: Tenant, upstream: Upstream) -> None:
    privacy = without_store(tenant).privacy
    transport = PrivacyTransport(privacy, subject=SUBJECT)
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda n: openai_whole(upstream.url, transport, mails(n)), range(24))
        )
    later = AsyncPrivacyTransport(privacy, subject=SUBJECT)

    async def main() -> list[str]:
        return await asyncio.gather(
            *(openai_later(upstream.url, later, mails(number)) for number in range(24))
        )

    expected = [mails(number) for number in range(24)]
    assert answers == expected
    assert asyncio.run(main()) == expected
    assert not upstream.saw("@example.com")


def test_older_sdks_on_httpx(tenant: Tenant, upstream: Upstream) -> None:
    transport = PrivacyTransport(without_store(own(tenant)).privacy)
    with httpx.Client(base_url=upstream.url, transport=transport) as client:
        made = client.post("/v1/chat/completions", json={"model": "m", "messages": said(TEXT)})
    assert made.json()["choices"][0]["message"]["content"] == TEXT
    check_unseen(upstream)


@pytest.mark.usefixtures("log_state")
def test_no_log_line_holds_a_value(
    tenant: Tenant, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.StringIO()
    configure_logs("debug", stream=stream)
    for name in ("httpx", "httpcore", "httpx2", "httpcore2", "openai"):
        logging.getLogger(name).setLevel(logging.DEBUG)

    def fail(_: Any) -> None:
        raise OSError(TEXT)

    kept = without_store(tenant)
    for privacy in (
        kept.privacy,
        replace(kept.privacy, disclosures=fail),
        sdk(tenant, ALL[0], consent=lambda _: None),
    ):
        transport = PrivacyTransport(privacy, subject=SUBJECT)
        for reply in (echo(), api_error(500, code="x", message=TEXT)):
            upstream.script(reply)
            for call in (openai_whole, lambda *given: list(openai_stream(*given))):
                try:
                    call(upstream.url, transport, TEXT)
                except openai.APIError as error:
                    assert not any(value in repr(error.__cause__) for value in PIECES)
    written = stream.getvalue()
    assert written
    for value in (*PIECES, KEY, SUBJECT):
        assert value not in written

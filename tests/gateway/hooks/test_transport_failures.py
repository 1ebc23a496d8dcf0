"""Recipients and callers that fail: each failure is the wire's own error, and is recorded."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from gateway.hooks import AsyncPrivacyTransport, PrivacyTransport
from gateway.policy import Tenant
from tests.gateway.failures import read_events
from tests.gateway.hooks.calling import HEADERS, Calling
from tests.gateway.hooks.hooked import (
    TEXT,
    body,
    in_memory,
    without_store,
)
from tests.simulators.replies import (
    Reply,
    api_error,
    echo,
    end_early,
    events,
    hang,
    hang_after,
    reset_before,
)
from tests.simulators.upstream import Upstream

pytestmark = pytest.mark.usefixtures("fresh")


def test_a_redirect_is_not_followed(
    calling: Calling, tenant: Tenant, upstream: Upstream, chat_url: str
) -> None:
    upstream.script(Reply(status=307, headers=(("location", f"{upstream.url}/elsewhere"),)))
    got = calling(without_store(tenant).privacy, chat_url, body(), follow_redirects=True)
    assert (got.status, got.code) == (502, "upstream_error")
    assert len(upstream.requests) == 1


@pytest.mark.parametrize(
    ("reply", "status", "code"),
    [
        (reset_before(), 502, "upstream_incomplete"),
        (api_error(429, code="rate_limit_exceeded", retry_after=7), 429, "upstream_error"),
        (api_error(401, code="invalid_api_key", message=TEXT), 502, "upstream_error"),
        (Reply(body=b"not json"), 502, "upstream_error"),
        (Reply(headers=(("content-encoding", "gzip"),), body=b"x"), 502, "upstream_error"),
        (end_early(echo(), size=40), 502, "upstream_incomplete"),
    ],
)
def test_failures_of_the_recipient(
    calling: Calling, tenant: Tenant, upstream: Upstream, chat_url: str, reply: Any, status: int,
    code: str,
) -> None:  # fmt: skip
    kept = in_memory(tenant)
    upstream.script(reply)
    got = calling(kept.privacy, chat_url, body())
    assert (got.status, got.code) == (status, code)
    assert got.headers["x-should-retry"] == "false"
    assert got.headers.get("retry-after") == ("7" if status == 429 else None)
    assert len(kept.outcomes()) == 1


def test_a_silent_recipient_is_a_timeout(
    calling: Calling, tenant: Tenant, upstream: Upstream, chat_url: str
) -> None:
    kept = in_memory(tenant)
    upstream.script(hang())
    got = calling(kept.privacy, chat_url, body(), timeout=0.2)
    assert (got.status, got.code) == (504, "upstream_timeout")
    assert [outcome.status for outcome in kept.outcomes()] == ["upstream_error"]


def test_nobody_there(calling: Calling, tenant: Tenant) -> None:
    nowhere = replace(
        tenant,
        recipients=tuple(
            replace(each, base_url="http://127.0.0.1:9") for each in tenant.recipients
        ),
    )
    got = calling(without_store(nowhere).privacy, "http://127.0.0.1:9/v1/chat/completions", body())
    assert (got.status, got.code) == (502, "upstream_unreachable")


@pytest.mark.parametrize("cause", [end_early, hang_after])
def test_a_stream_that_breaks_ends_with_the_wires_error(
    calling: Calling, tenant: Tenant, upstream: Upstream, chat_url: str, cause: Any
) -> None:
    kept = in_memory(tenant)
    upstream.script(cause(echo(), size=400))
    got = calling(kept.privacy, chat_url, body(stream=True), timeout=0.3)
    assert got.status == 200
    last = read_events(got.body)[-1]
    assert set(last) == {"error"}
    assert last["error"]["code"] in ("upstream_incomplete", "upstream_timeout")
    assert "[DONE]" not in read_events(got.body)
    assert len(kept.outcomes()) == 1


def test_closing_early_is_recorded(
    calling: Calling, tenant: Tenant, upstream: Upstream, chat_url: str
) -> None:
    kept = in_memory(tenant)
    upstream.script(hang_after(echo(), size=700))
    calling(kept.privacy, chat_url, body(stream=True), pieces=1)
    assert [outcome.status for outcome in kept.outcomes()] == ["cancelled"]


def test_a_cancelled_call_is_recorded(tenant: Tenant, upstream: Upstream, chat_url: str) -> None:
    kept = in_memory(tenant)

    async def cancelled(reply: Any, *, stream: bool) -> None:
        upstream.script(reply)
        transport = AsyncPrivacyTransport(kept.privacy)
        async with import_module("httpx2").AsyncClient(transport=transport) as client:
            asked = client.post(chat_url, json=body(stream=stream), headers=HEADERS)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(asked, 0.3)

    asyncio.run(cancelled(hang(), stream=False))
    asyncio.run(cancelled(hang_after(echo(), size=500), stream=True))
    assert [outcome.status for outcome in kept.outcomes()] == ["cancelled", "cancelled"]


@pytest.mark.parametrize("stream", [False, True])
def test_too_much_is_cut_off(
    calling: Calling, tenant: Tenant, upstream: Upstream, chat_url: str, stream: bool
) -> None:
    kept = in_memory(tenant, answer_bytes=300)
    upstream.script(events(*['{"choices": []}'] * 100) if stream else Reply(body=b" " * 400))
    got = calling(kept.privacy, chat_url, body(stream=stream))
    error = read_events(got.body)[-1]["error"] if stream else got.json()["error"]
    assert error["code"] == "upstream_error"
    assert [outcome.status for outcome in kept.outcomes()] == ["upstream_error"]


def test_an_interrupted_call_is_recorded(tenant: Tenant, chat_url: str) -> None:
    httpx2 = import_module("httpx2")

    def interrupt(_: Any) -> Any:
        raise KeyboardInterrupt

    kept = in_memory(tenant)
    transport = PrivacyTransport(kept.privacy, inner=httpx2.MockTransport(interrupt))
    with pytest.raises(KeyboardInterrupt):
        httpx2.Client(transport=transport).post(chat_url, json=body(), headers=HEADERS)
    assert [outcome.status for outcome in kept.outcomes()] == ["cancelled"]

"""Transports of both libraries, blocking and not: nothing personal leaves, all of it comes back."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from gateway.hooks import PrivacyTransport
from gateway.hooks.acting import acting_for
from gateway.hooks.transport import library_of
from gateway.policy import Tenant
from tests.gateway.failures import check_error, read_events
from tests.gateway.hooks.calling import HEADERS, Calling
from tests.gateway.hooks.hooked import (
    CARD,
    MAIL,
    PIECES,
    TEXT,
    Kept,
    body,
    environment,
    in_database,
    in_memory,
    own,
    without_store,
)
from tests.gateway.serving import write_configuration
from tests.gateway.storage.samples import START
from tests.simulators.upstream import Upstream

pytestmark = pytest.mark.usefixtures("fresh")


def content(stream: bytes) -> str:
    return "".join(
        choice["delta"].get("content") or ""
        for chunk in read_events(stream)
        if chunk != "[DONE]"
        for choice in chunk["choices"]
    )


def check_unseen(upstream: Upstream) -> None:
    for value in PIECES:
        assert not upstream.saw(value)


@pytest.mark.parametrize("kept", [without_store, in_memory])
def test_a_whole_answer_comes_back_restored(
    calling: Calling, tenant: Tenant, upstream: Upstream, chat_url: str, kept: Any
) -> None:
    made = kept(tenant)
    got = calling(made.privacy, chat_url, body())
    assert (got.status, got.said) == (200, TEXT)
    assert got.headers["x-discreet-recipient"] == "model-host"
    assert "CREDIT_CARD=1" in got.headers["x-discreet-redactions"]
    assert len(upstream.requests) == 1
    check_unseen(upstream)


@pytest.mark.parametrize("kept", [without_store, in_memory])
def test_a_stream_stays_a_stream(
    calling: Calling, tenant: Tenant, upstream: Upstream, chat_url: str, kept: Any
) -> None:
    got = calling(kept(tenant).privacy, chat_url, body(stream=True))
    assert got.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert content(got.body) == TEXT
    assert b"data: [DONE]" in got.body
    assert b"\n: discreet " in got.body
    check_unseen(upstream)


def test_the_database_keeps_the_conversation(
    calling: Calling, tenant: Tenant, upstream: Upstream, chat_url: str, directory: Path
) -> None:
    with in_database(tenant, directory) as kept:
        ids = set()
        messages: list[dict[str, Any]] = []
        for turn in range(3):
            messages.append({"role": "user", "content": f"{turn}: {TEXT}"})
            got = calling(kept.privacy, chat_url, {"model": "m", "messages": messages})
            ids.add(got.headers["x-discreet-conversation"])
            messages.append({"role": "assistant", "content": got.said})
            assert got.said == f"{turn}: {TEXT}"
    assert len(ids) == 1
    check_unseen(upstream)
    kept_bytes = b"".join(path.read_bytes() for path in directory.rglob("*") if path.is_file())
    assert not any(value.encode() in kept_bytes for value in PIECES)


def test_without_a_store_surrogates_stay_the_same_over_turns(
    calling: Calling, tenant: Tenant, upstream: Upstream, chat_url: str
) -> None:
    privacy = without_store(tenant).privacy
    first = {"role": "user", "content": TEXT}
    calling(privacy, chat_url, {"model": "m", "messages": [first]})
    more = [first, {"role": "assistant", "content": "Yes."}, {"role": "user", "content": MAIL}]
    calling(privacy, chat_url, {"model": "m", "messages": more})
    sent = [request.json()["messages"][0]["content"] for request in upstream.requests]
    assert sent[0] == sent[1]
    assert upstream.requests[1].json()["messages"][2]["content"] in sent[0]


def test_only_the_recipients_own_credentials_go_on(
    calling: Calling, tenant: Tenant, upstream: Upstream, chat_url: str
) -> None:
    unwanted = {"cookie": f"sid={CARD}", "x-forwarded-for": "192.0.2.7", "user-agent": MAIL,
                "x-stainless-os": "Linux", "api-key": "not-this-wire's"}  # fmt: skip
    calling(without_store(tenant).privacy, chat_url, body(), headers=unwanted)
    (request,) = upstream.requests
    assert sorted(name.lower() for name, _ in request.headers) == [
        b"accept-encoding", b"authorization", b"content-length", b"content-type", b"host",
    ]  # fmt: skip
    assert request.header("authorization") == b"Bearer sk-recipient-secret"
    assert request.header("accept-encoding") == b"identity"
    check_unseen(upstream)


@pytest.mark.parametrize("stream", [False, True])
def test_no_consent_is_a_refusal_in_the_wires_shape(
    calling: Calling, tenant: Tenant, upstream: Upstream, chat_url: str, stream: bool
) -> None:
    for kept in (without_store(tenant, consent=lambda _: None), in_memory(tenant, opted_in=False)):
        got = calling(kept.privacy, chat_url, body(stream=stream))
        assert got.status == 403
        assert got.headers["x-should-retry"] == "false"
        check_error(got.json()["error"], code="consent_required")
    assert not upstream.requests


def test_without_a_subject_a_pseudonym_is_made_and_shown(
    calling: Calling, tenant: Tenant, chat_url: str
) -> None:
    anonymous = {"x-discreet-subject": None}
    kept = without_store(own(tenant))
    got = calling(kept.privacy, chat_url, body(), headers=anonymous)
    assert got.headers["x-discreet-subject"].startswith("anon_")
    refused = without_store(tenant, consent=lambda _: None)
    got = calling(refused.privacy, chat_url, body(), headers=anonymous)
    assert got.headers["x-discreet-subject"].startswith("anon_")
    assert got.json()["error"]["consent"]["subject"] == got.headers["x-discreet-subject"]


@pytest.mark.parametrize("subject", ["somebody", lambda: "somebody"])
def test_the_transport_may_know_the_subject(
    calling: Calling, tenant: Tenant, chat_url: str, subject: Any
) -> None:
    asked = []

    def consent(question: Any) -> None:
        asked.append(question.subject)

    privacy = without_store(tenant, consent=consent).privacy
    calling(privacy, chat_url, body(), headers={"x-discreet-subject": None}, subject=subject)
    calling(privacy, chat_url, body(), subject=subject)
    assert asked == ["somebody", HEADERS["x-discreet-subject"]]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/models", 404, "unknown_route"),
        ("GET", "/v1/chat/completions", 404, "unknown_route"),
        ("POST", "/v1/files", 404, "unknown_route"),
        ("POST", "/v1/realtime", 404, "unknown_route"),
        ("POST", "/elsewhere/v1/chat/completions", 403, "recipient_refused"),
        ("POST", "/v1//chat/completions", 404, "unknown_route"),
    ],
)
def test_what_no_wire_knows_goes_nowhere(
    calling: Calling, tenant: Tenant, upstream: Upstream, method: str, path: str, status: int,
    code: str,
) -> None:  # fmt: skip
    privacy = without_store(tenant).privacy
    got = calling(privacy, upstream.url + path, body(), method=method)
    assert (got.status, got.code) == (status, code)
    assert not upstream.requests


def test_a_host_that_is_no_recipients_is_refused(
    calling: Calling, tenant: Tenant, upstream: Upstream
) -> None:
    other = upstream.url.replace("127.0.0.1", "localhost")
    got = calling(without_store(tenant).privacy, f"{other}/v1/chat/completions", body())
    assert (got.status, got.code) == (403, "recipient_refused")
    assert got.json()["error"]["reasons"] == ["address_unknown"]
    assert not upstream.requests


@pytest.mark.parametrize(
    ("sent", "headers", "status", "code"),
    [
        (b"{", {}, 400, "invalid_json"),
        (b" " * 2001, {}, 413, "body_too_large"),
        (b"{}", {"content-encoding": "gzip"}, 415, "content_encoding"),
        (b"{}", {"x-discreet-purpose": "not a purpose"}, 400, "invalid_request"),
        (b"{}", {"authorization": "Bearer \x80"}, 400, "invalid_request"),
    ],
)
def test_bad_requests(
    calling: Calling, tenant: Tenant, upstream: Upstream, chat_url: str, sent: bytes,
    headers: dict[str, str], status: int, code: str,
) -> None:  # fmt: skip
    kept = without_store(tenant, body_bytes=2000)
    given = {name: value.encode("latin-1") for name, value in headers.items()}
    got = calling(kept.privacy, chat_url, sent, headers=given)
    assert (got.status, got.code) == (status, code)
    assert not upstream.requests


def test_a_sink_that_fails_lets_nothing_out(
    calling: Calling, tenant: Tenant, upstream: Upstream, chat_url: str
) -> None:
    def fail(_: Any) -> None:
        raise OSError(TEXT)

    privacy = replace(without_store(tenant).privacy, disclosures=fail)
    got = calling(privacy, chat_url, body())
    assert (got.status, got.code) == (503, "storage_unavailable")
    assert not any(value.encode() in got.body for value in PIECES)
    assert not upstream.requests


def test_callables_of_asynchronous_code(tenant: Tenant, upstream: Upstream, chat_url: str) -> None:
    plain = without_store(tenant)
    told: list[Any] = []

    async def consent(question: Any) -> Any:
        await asyncio.sleep(0)
        return question.given(record_id="r", notice=question.notice, at=START)

    async def disclosures(disclosure: Any) -> None:
        await asyncio.sleep(0)
        told.append(disclosure)

    privacy = replace(plain.privacy, consent=consent, disclosures=disclosures)
    got = Calling(library="httpx2", blocking=False)(privacy, chat_url, body())
    assert (got.status, len(told)) == (200, 1)
    got = Calling(library="httpx2", blocking=True)(privacy, chat_url, body())
    assert (got.status, len(told)) == (503, 1), "a blocking client cannot await"
    assert len(upstream.requests) == 1


def test_a_configuration_file_is_enough(
    calling: Calling, upstream: Upstream, chat_url: str, tmp_path: Path
) -> None:
    path = write_configuration(tmp_path / "config", upstream.url)
    with environment():
        module = import_module(calling.library)
        with PrivacyTransport(path, tenant="main", store=None) as transport:
            client = module.Client(transport=transport)
            response = client.post(chat_url, json=body(), headers=HEADERS)
        assert response.status_code == 403
        with PrivacyTransport(path, tenant="main") as transport:
            client = module.Client(transport=transport)
            response = client.post(chat_url, json=body(), headers=HEADERS)
        assert response.json()["error"]["code"] == "consent_required"
    assert not upstream.requests


def test_an_inner_transport_is_used_and_closed(tenant: Tenant, chat_url: str) -> None:
    httpx2 = import_module("httpx2")

    class Inner(httpx2.BaseTransport):  # type: ignore[misc, name-defined]
        closed = False
        seen: bytes

        def handle_request(self, request: Any) -> Any:
            self.seen = request.read()
            return httpx2.Response(200, json={"choices": []})

        def close(self) -> None:
            self.closed = True

    inner = Inner()
    with PrivacyTransport(without_store(tenant).privacy, inner=inner) as transport:
        httpx2.Client(transport=transport).post(chat_url, json=body(), headers=HEADERS)
    assert inner.closed
    assert not any(value.encode() in inner.seen for value in PIECES)


def test_two_transports_share_what_is_theirs_to_share(tenant: Tenant, chat_url: str) -> None:
    kept = in_memory(tenant)
    calls = [Calling(library=name, blocking=True) for name in ("httpx", "httpx2")]
    ids = {call(kept.privacy, chat_url, body()).headers["x-discreet-policy"] for call in calls}
    assert len(ids) == 1
    assert len(kept.outcomes()) == 2


def test_nothing_found_leaves_the_bytes_as_they_are(
    calling: Calling, tenant: Tenant, upstream: Upstream, chat_url: str
) -> None:
    sent = json.dumps(body("hello there"), indent=1).encode()
    calling(without_store(tenant).privacy, chat_url, sent)
    assert upstream.requests[0].json() | {"messages": []} == json.loads(sent) | {"messages": []}


def test_requests_of_other_libraries_are_not_taken(tenant: Tenant) -> None:
    with pytest.raises(TypeError):
        library_of(object())
    kept: Kept = without_store(tenant)
    with pytest.raises(TypeError):
        PrivacyTransport(kept.privacy).handle_request(object())


def test_a_channel_and_bot_are_recorded(calling: Calling, tenant: Tenant, chat_url: str) -> None:
    made = without_store(tenant)
    calling(made.privacy, chat_url, body())
    said = {"x-discreet-channel": "web", "x-discreet-bot": "sales"}
    calling(made.privacy, chat_url, body(), headers=said)
    with acting_for(channel="phone", bot="help"):
        calling(made.privacy, chat_url, body())
        calling(made.privacy, chat_url, body(), headers=said)
    assert [(each.channel, each.bot) for each in made.disclosures] == [
        ("", ""),
        ("web", "sales"),
        ("phone", "help"),
        ("web", "sales"),
    ]

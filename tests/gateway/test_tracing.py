"""Traces say how long and how it ended, and nothing of what was said."""

from __future__ import annotations

import asyncio
import http.server
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from gateway.app import create_app
from gateway.errors import ConfigurationError, Refused
from gateway.settings_tracing import TracingSettings
from gateway.tracing import ATTRIBUTES, NO_TRACE, SPANS, Tracing
from tests.gateway.serving import SUBJECT, serving
from tests.simulators.upstream import Upstream

SETTINGS = TracingSettings(endpoint="https://collector.example/v1/traces")
PARENT = b"00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"
CANARY = "4111 1111 1111 1111"


def traced(
    work: Any, *, settings: TracingSettings = SETTINGS, headers: Sequence[tuple[bytes, bytes]] = ()
) -> list[ReadableSpan]:
    kept = InMemorySpanExporter()
    tracing = Tracing(settings, env={}, exporter=lambda _settings, _env: kept)
    work(tracing.exchange(list(headers)))
    asyncio.run(tracing.close())
    return list(kept.get_finished_spans())


def test_an_exchange_and_its_parts() -> None:
    def work(trace: Any) -> None:
        trace.note(tenant="main", recipient="model-host", body_bytes=3)
        with trace.during("examine"):
            pass
        with trace.during("upstream", status=200):
            pass
        trace.end()

    examine, upstream, root = traced(work)
    assert [each.name for each in (examine, upstream, root)] == ["examine", "upstream", "exchange"]
    assert dict(root.attributes or {}) == {
        "discreet.tenant": "main",
        "discreet.recipient": "model-host",
        "discreet.body_bytes": 3,
    }
    assert dict(upstream.attributes or {}) == {"http.response.status_code": 200}
    assert root.context is not None
    assert {each.parent and each.parent.span_id for each in (examine, upstream)} == {
        root.context.span_id
    }
    assert dict(root.resource.attributes) == {"service.name": "discreet"}


def test_an_error_is_its_code_or_class_and_never_its_words() -> None:
    def work(trace: Any) -> None:
        with pytest.raises(ValueError, match="4111"), trace.during("record"):
            raise ValueError(CANARY)
        trace.fail(Refused("consent_required", CANARY, status=403))
        trace.end()

    spans = traced(work)
    assert [dict(each.attributes or {}) for each in spans] == [
        {"discreet.code": "ValueError"},
        {"discreet.code": "consent_required"},
    ]
    assert all(not each.status.is_ok and not each.events for each in spans)
    assert CANARY not in "".join(each.to_json() for each in spans)


@pytest.mark.parametrize("facts", [{"text": CANARY}, {"subject": "jane"}, {"url": "x"}])
def test_what_is_not_in_the_list_is_no_attribute(facts: dict[str, str]) -> None:
    def work(trace: Any) -> None:
        with pytest.raises(ValueError, match="not in the list"):
            trace.note(**facts)
        with pytest.raises(ValueError, match="not in the list"), trace.during("said"):
            pass
        trace.end()

    (root,) = traced(work)
    assert dict(root.attributes or {}) == {}
    assert SPANS.isdisjoint(ATTRIBUTES)


@pytest.mark.parametrize(
    ("accepts", "given", "joins"),
    [
        (True, [PARENT], True),
        (False, [PARENT], False),
        (True, [PARENT, PARENT], False),
        (True, [b"00-" + b"0" * 32 + b"-0123456789abcdef-01"], False),
        (True, [PARENT.upper()], False),
        (True, [PARENT + b"-more"], False),
        (True, [], False),
    ],
)
def test_callers_name_a_trace_only_where_they_may(
    accepts: bool, given: list[bytes], joins: bool
) -> None:
    settings = TracingSettings(endpoint=SETTINGS.endpoint, accept_parents=accepts)
    headers = [(b"traceparent", each) for each in given] + [(b"baggage", CANARY.encode())]
    (root,) = traced(lambda trace: trace.end(), settings=settings, headers=headers)
    assert root.context is not None
    assert (root.context.trace_id == 0x0123456789ABCDEF0123456789ABCDEF) is joins
    assert CANARY not in root.to_json()


def test_nothing_is_traced_where_nothing_is_configured() -> None:
    tracing = Tracing(None, env={})
    trace = tracing.exchange([(b"traceparent", PARENT)])
    assert trace is NO_TRACE
    assert repr(trace) == "Trace(off)"
    with trace.during("examine"):
        trace.note(tenant="main")
    trace.end()
    asyncio.run(tracing.close())


def test_a_share_of_none_sends_none() -> None:
    settings = TracingSettings(endpoint=SETTINGS.endpoint, share=0.0)
    assert traced(lambda trace: trace.end(), settings=settings) == []


def test_a_collector_needs_its_key_and_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = TracingSettings(endpoint=SETTINGS.endpoint, key_env="TRACES_KEY")
    with pytest.raises(ConfigurationError, match="TRACES_KEY is not set"):
        Tracing(settings, env={})
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(ConfigurationError, match=r"discreet\[tracing\]"):
        Tracing(settings, env={"TRACES_KEY": "k"})


@contextmanager
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """A collector on loopback that keeps what it is sent."""
    taken: list[bytes] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(repr(self.headers.items()).encode())
            taken.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/traces", taken
    server.shutdown()


def test_a_gateway_sends_its_traces_and_not_a_word_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "x-planted=planted")
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "planted=planted")
    headers = {"traceparent": PARENT.decode(), "x-discreet-subject": SUBJECT}
    body = {"model": "m", "messages": [{"role": "user", "content": f"my card is {CANARY}"}]}
    with collector() as (url, taken), Upstream() as upstream:
        settings = TracingSettings(endpoint=url, accept_parents=True)
        with serving(
            upstream.url,
            tmp_path,
            app=lambda made, env: create_app(replace(made, tracing=settings), env),
        ) as gateway:
            refused = gateway.call("POST", "/v1/chat/completions", body, headers=headers)
            gateway.opt_in()
            answered = gateway.call("POST", "/v1/chat/completions", body, headers=headers)
        assert not upstream.saw("0123456789abcdef")
        assert all(b"traceparent" not in request.raw.lower() for request in upstream.requests)
    assert (refused.status, answered.status) == (403, 200)
    sent = b"".join(taken)
    for name in (b"exchange", b"look_up", b"examine", b"record", b"upstream", b"finish"):
        assert name in sent, name
    for fact in (b"model-host", b"answering", b"main", b"default@", b"/v1/chat/completions"):
        assert fact in sent, fact
    assert bytes.fromhex("0123456789abcdef0123456789abcdef") in sent
    for word in (CANARY, CANARY.replace(" ", ""), SUBJECT, "my card", "planted", "127.0.0.1:"):
        assert word.encode() not in sent.replace(url.encode(), b"").replace(
            url.split("/")[2].encode(), b""
        ), word

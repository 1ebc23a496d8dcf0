"""Traces of exchanges, without a word of what was said.

A span has a name from a closed list and attributes from a closed list: configured names,
codes, numbers. No URL, no header, no id of a person or conversation, no text of an error.
Spans go to one configured collector (OTLP over HTTP) and nowhere else: endpoint, headers,
resource and proxies of the environment are not taken.

Trace ids that a caller hands over are taken only where the configuration says so: an id is
32 characters that the caller chose.

Source: W3C Trace Context, section 3.2 (traceparent); OTLP 1.x over HTTP.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gateway.errors import ConfigurationError, GatewayError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

    from gateway.settings_tracing import TracingSettings

SPANS = frozenset({"exchange", "look_up", "examine", "record", "upstream", "finish"})
ATTRIBUTES = frozenset(
    {
        *("discreet.tenant", "discreet.policy", "discreet.role", "discreet.wire"),
        *("discreet.recipient", "discreet.purpose", "discreet.code", "discreet.body_bytes"),
        "http.response.status_code",
    }
)
_PARENT = re.compile(rb"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
_SAMPLED = 1
_WAIT_AT_END_MS = 2000
_HEADERS = frozenset(
    {
        *("content-type", "content-length", "content-encoding", "user-agent", "accept"),
        *("accept-encoding", "connection", "host"),
    }
)


@dataclass(frozen=True, slots=True)
class Trace:
    """The spans of one exchange; without a root nothing is traced."""

    _provider: TracerProvider | None = None
    _root: Span | None = None

    def __repr__(self) -> str:
        return f"Trace({'on' if self._root is not None else 'off'})"

    def note(self, **facts: str | int | None) -> None:
        """Facts of the whole exchange, by the last word of an attribute's name.

        Raises:
            ValueError: one that is not in the closed list.
        """
        if self._root is not None:
            _set(self._root, facts)

    @contextmanager
    def during(self, name: str, **facts: str | int) -> Iterator[None]:
        """A part of the exchange; what is raised inside is named by its code or class only.

        Raises:
            ValueError: a name or fact that is not in the closed list.
        """
        if self._root is None or self._provider is None:
            yield
            return
        if name not in SPANS:
            raise ValueError("a span of this name is not in the list")
        from opentelemetry.trace import set_span_in_context

        tracer = self._provider.get_tracer("discreet")
        span = tracer.start_span(name, context=set_span_in_context(self._root))
        try:
            _set(span, facts)
            yield
        except BaseException as error:
            _fail(span, error)
            raise
        finally:
            span.end()

    def fail(self, error: BaseException) -> None:
        """The exchange did not end well."""
        if self._root is not None:
            _fail(self._root, error)

    def end(self) -> None:
        """The exchange is over."""
        if self._root is not None:
            self._root.end()


NO_TRACE = Trace()


class Tracing:
    """Where traces of this process go."""

    def __init__(
        self,
        settings: TracingSettings | None,
        *,
        env: Mapping[str, str],
        exporter: Callable[[TracingSettings, Mapping[str, str]], Any] | None = None,
    ) -> None:
        """Opens nothing before the first spans are sent.

        Args:
            settings: None traces nothing.
            env: holds the collector's key.
            exporter: makes what sends spans; that of OTLP by default.

        Raises:
            ConfigurationError: traces are configured and the extra ``tracing`` is missing,
                or the collector's key.
        """
        self._settings = settings
        self._provider = None
        if settings is not None:
            self._provider = _provider(settings, (exporter or _otlp)(settings, env))

    def exchange(self, headers: list[tuple[bytes, bytes]]) -> Trace:
        """Begins the trace of one exchange.

        Args:
            headers: of the request, names in lower case.
        """
        if self._provider is None or self._settings is None:
            return NO_TRACE
        parent = _parent(headers) if self._settings.accept_parents else None
        span = self._provider.get_tracer("discreet").start_span("exchange", context=parent)
        return Trace(self._provider, span)

    async def close(self) -> None:
        """Sends what is waiting, for two seconds at most."""
        if self._provider is not None:
            await asyncio.to_thread(self._provider.force_flush, _WAIT_AT_END_MS)
            await asyncio.to_thread(self._provider.shutdown)


def _provider(settings: TracingSettings, exporter: Any) -> TracerProvider:
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

    provider = TracerProvider(
        sampler=ParentBased(TraceIdRatioBased(settings.share)),
        resource=Resource({"service.name": settings.service_name}),
        shutdown_on_exit=False,
    )
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider


def _otlp(settings: TracingSettings, env: Mapping[str, str]) -> Any:
    try:
        import requests
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError:
        raise ConfigurationError(
            "tracing: needs the extra of this name: discreet[tracing]"
        ) from None
    key = "" if settings.key_env is None else env.get(settings.key_env, "")
    if settings.key_env is not None and not key:
        raise ConfigurationError(f"tracing: {settings.key_env} is not set")

    def own_headers(request: Any) -> Any:
        """The exporter adds what the environment names; nothing of that is sent."""
        for name in set(request.headers):
            if name.lower() not in _HEADERS:
                del request.headers[name]
        if key:
            request.headers["authorization"] = f"Bearer {key}"
        return request

    session = requests.Session()
    session.trust_env = False  # no proxy and no netrc of the environment
    session.auth = own_headers
    return OTLPSpanExporter(endpoint=settings.endpoint, timeout=5, session=session)


def _parent(headers: list[tuple[bytes, bytes]]) -> Any:
    """The caller's span, if exactly one is named as it should be."""
    from opentelemetry.trace import (
        NonRecordingSpan,
        SpanContext,
        TraceFlags,
        set_span_in_context,
    )

    given = [value for name, value in headers if name == b"traceparent"]
    match = _PARENT.fullmatch(given[0]) if len(given) == 1 else None
    if match is None:
        return None
    context = SpanContext(
        trace_id=int(match[1], 16),
        span_id=int(match[2], 16),
        is_remote=True,
        trace_flags=TraceFlags(int(match[3], 16) & _SAMPLED),
    )
    return set_span_in_context(NonRecordingSpan(context)) if context.is_valid else None


def _set(span: Span, facts: Mapping[str, str | int | None]) -> None:
    for key, value in facts.items():
        name = "http.response.status_code" if key == "status" else f"discreet.{key}"
        if name not in ATTRIBUTES:
            raise ValueError("an attribute of this name is not in the list")
        if value is not None:
            span.set_attribute(name, value)


def _fail(span: Span, error: BaseException) -> None:
    from opentelemetry.trace import Status, StatusCode

    code = error.code if isinstance(error, GatewayError) else type(error).__name__
    span.set_attribute("discreet.code", code)
    span.set_status(Status(StatusCode.ERROR))

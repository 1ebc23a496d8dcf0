"""The way out through an inner transport: what is sent, and what each failure means."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import Any

import pytest

from gateway.errors import GatewayError, Refused, UpstreamFailed
from gateway.hooks.line import AsyncLine, SyncLine
from gateway.hooks.run import at_once
from gateway.proxy.commands import Reply, Send

URL = "http://127.0.0.1:9/v1/chat/completions"
LIBRARIES = ("httpx2", "httpx")


def command(**changes: Any) -> Send:
    given = {"url": URL, "headers": {"content-type": "application/json"}, "body": b"{}"}
    return Send(**{**given, **changes})


def transport(library: Any, answer: Any, seen: list[Any]) -> Any:
    """An inner transport of both kinds that keeps requests and answers or fails."""

    def respond(request: Any) -> Any:
        seen.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return library.MockTransport(respond)


class Lines:
    """The same calls on a blocking or an asynchronous line."""

    def __init__(self, name: str, blocking: bool) -> None:
        self.library = import_module(name)
        self.blocking = blocking
        self.seen: list[Any] = []

    def line(self, answer: Any, *, url: str = URL, limit: int = 100) -> Any:
        extensions = {"timeout": {"read": 3.0}, "target": b"/else", "sni_hostname": "else"}
        request = self.library.Request("POST", url, content=b"{}", extensions=extensions)
        made = (SyncLine if self.blocking else AsyncLine)(self.library, request, limit=limit)
        made.credentials = {"authorization": "Bearer key"}
        made.inner = transport(self.library, answer, self.seen)
        return made

    def do(self, work: Any) -> Any:
        return at_once(work) if self.blocking else asyncio.run(work)

    def whole(self, line: Any, sent: Send) -> tuple[Reply, bytes]:
        async def all_of_it() -> tuple[Reply, bytes]:
            reply = await line.send(sent)
            data = b""
            while reply.streaming and (piece := await line.read()):
                data += piece
            await line.close()
            await line.close()
            return reply, data

        made: tuple[Reply, bytes] = self.do(all_of_it())
        return made


@pytest.fixture(params=[(name, kind) for name in LIBRARIES for kind in (True, False)], ids=str)
def lines(request: Any) -> Lines:
    return Lines(*request.param)


def test_a_whole_answer(lines: Lines) -> None:
    response = lines.library.Response(
        200, headers={"content-type": "application/JSON; x=y", "retry-after": "3"}, content=b"[1]"
    )
    reply, _ = lines.whole(lines.line(response), command())
    assert reply == Reply(status=200, content_type="application/json", retry_after="3", body=b"[1]")
    (request,) = lines.seen
    assert dict(request.headers) == {
        "host": "127.0.0.1:9", "content-length": "2", "accept-encoding": "identity",
        "authorization": "Bearer key", "content-type": "application/json",
    }  # fmt: skip
    assert request.extensions == {"timeout": {"read": 3.0}}


def test_a_stream(lines: Lines) -> None:
    def response() -> Any:
        headers = {"content-type": "text/event-stream"}
        return lines.library.Response(200, headers=headers, content=b"data: 1\n\n")

    reply, data = lines.whole(lines.line(response()), command(stream=True))
    assert reply.streaming
    assert data == b"data: 1\n\n"
    reply, _ = lines.whole(lines.line(response()), command())
    assert (reply.streaming, reply.body) == (False, b"data: 1\n\n")
    typed = command(stream=True, stream_types=frozenset({"application/x-ndjson"}))
    assert not lines.whole(lines.line(response()), typed)[0].streaming


@pytest.mark.parametrize(
    ("raised", "code", "status"),
    [
        ("ConnectError", "upstream_unreachable", 502),
        ("ConnectTimeout", "upstream_timeout", 504),
        ("ReadTimeout", "upstream_timeout", 504),
        ("ReadError", "upstream_incomplete", 502),
        ("RemoteProtocolError", "upstream_incomplete", 502),
    ],
)
def test_what_failures_mean(lines: Lines, raised: str, code: str, status: int) -> None:
    line = lines.line(getattr(lines.library, raised)("secret"))
    with pytest.raises(UpstreamFailed) as caught:
        lines.whole(line, command())
    assert (caught.value.code, caught.value.status) == (code, status)
    assert "secret" not in str(caught.value)


def test_other_errors_stay_what_they_are(lines: Lines) -> None:
    with pytest.raises(ZeroDivisionError):
        lines.whole(lines.line(ZeroDivisionError()), command())


@pytest.mark.parametrize("stream", [True, False])
def test_limits_and_encodings(lines: Lines, stream: bool) -> None:
    def response(**headers: str) -> Any:
        kind = {"content-type": "text/event-stream", **headers}
        plain = lines.library.ByteStream(b"x" * 101)
        return lines.library.Response(200, headers=kind, stream=plain)

    with pytest.raises(UpstreamFailed) as caught:
        lines.whole(lines.line(response()), command(stream=stream))
    assert caught.value.code == "upstream_error"
    gzipped = lines.line(response(**{"content-encoding": "gzip"}), limit=1000)
    with pytest.raises(UpstreamFailed) as caught:
        lines.whole(gzipped, command(stream=stream))
    assert caught.value.code == "upstream_error"


def test_another_address_is_not_called(lines: Lines) -> None:
    response = lines.library.Response(200, content=b"")
    line = lines.line(response, url="http://127.0.0.1:8/v1/chat/completions")
    with pytest.raises(Refused):
        lines.whole(line, command())
    assert lines.seen == []
    assert issubclass(Refused, GatewayError)

"""The simulated upstream over real sockets: what it keeps, how it cuts, how it fails."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import openai
import pytest

from tests.golden.streams import golden_streams
from tests.simulators.completions import Choice, ToolCall
from tests.simulators.replies import (
    Asked,
    Behaviour,
    Cuts,
    End,
    Level,
    Reply,
    answer,
    api_error,
    computed,
    end_early,
    events,
    every_byte,
    garbage,
    hang,
    hang_after,
    html_error,
    reset_after,
    reset_after_head,
    reset_before,
    stream_body,
)
from tests.simulators.upstream import Upstream

SECONDS = 5.0


@contextmanager
def connected(upstream: Upstream) -> Iterator[socket.socket]:
    address = ("127.0.0.1", int(upstream.url.rpartition(":")[2]))
    with socket.create_connection(address, timeout=SECONDS) as connection:
        yield connection


def request(body: bytes, *, extra: bytes = b"", path: bytes = b"/v1/chat/completions") -> bytes:
    head = b"POST %b HTTP/1.1\r\nHost: x\r\n%bContent-Length: %d\r\n\r\n"
    return head % (path, extra, len(body)) + body


def chat(text: str, *, stream: bool = False) -> bytes:
    body = {"model": "m", "messages": [{"role": "user", "content": text}], "stream": stream}
    return request(json.dumps(body).encode(), extra=b"Connection: close\r\n")


def read_all(connection: socket.socket, *, size: int = 65536) -> list[bytes]:
    """Everything until the peer closes, read by read."""
    reads: list[bytes] = []
    while part := connection.recv(size):
        reads.append(part)
    return reads


def client(upstream: Upstream) -> openai.OpenAI:
    base = f"{upstream.url}/v1"
    return openai.OpenAI(api_key="simulated", base_url=base, max_retries=0, timeout=SECONDS)


def ask(upstream: Upstream, text: str = "Hello") -> str | None:
    with client(upstream) as api:
        made = api.chat.completions.create(model="m", messages=[{"role": "user", "content": text}])
    return made.choices[0].message.content


def ask_streamed(upstream: Upstream, text: str = "Hello") -> str:
    with client(upstream) as api:
        stream = api.chat.completions.create(
            model="m", messages=[{"role": "user", "content": text}], stream=True
        )
        return "".join(choice.delta.content or "" for chunk in stream for choice in chunk.choices)


def test_the_real_client_gets_an_echo_whole_and_streamed() -> None:
    with Upstream() as upstream:
        assert ask(upstream, "Hello 你好 🙂") == "Hello 你好 🙂"
        assert ask_streamed(upstream, "Hello 你好 🙂") == "Hello 你好 🙂"
        assert [one.method for one in upstream.requests] == ["POST", "POST"]


def test_a_request_is_kept_byte_for_byte() -> None:
    sent = request(b'{"messages" :[ ], "x":1.10}', extra=b"X-Odd:  Value \r\nx-odd: 2\r\n")
    with Upstream() as upstream, connected(upstream) as connection:
        connection.sendall(sent)
        assert upstream.wait_for(1)
        kept = upstream.requests[0]
    assert kept.raw == sent
    assert kept.body == b'{"messages" :[ ], "x":1.10}'
    assert kept.headers[1:3] == ((b"X-Odd", b"Value"), (b"x-odd", b"2"))
    assert (kept.target, kept.header("HOST"), kept.whole) == ("/v1/chat/completions", b"x", True)


def test_a_chunked_request_is_unframed_and_its_frames_are_kept() -> None:
    head = b"POST /v1/chat/completions HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    frames = b'5\r\n{"a":\r\n4;x=y\r\n"b"}\r\n0\r\n\r\n'
    with Upstream() as upstream, connected(upstream) as connection:
        connection.sendall(head + frames)
        assert upstream.wait_for(1)
        assert upstream.requests[0].body == b'{"a":"b"}'
        assert upstream.requests[0].raw == head + frames


@pytest.mark.parametrize("size", [10, 80])
def test_a_broken_off_request_is_kept_too(size: int) -> None:
    sent = chat("4111 1111 1111 1111")[: -5 if size == 80 else size]
    with Upstream() as upstream:
        with connected(upstream) as connection:
            connection.sendall(sent)
        assert upstream.wait_for(1)
        assert upstream.requests[0].raw == sent
        assert not upstream.requests[0].whole


@pytest.mark.parametrize(
    ("body", "target"),
    [
        (b'{"a":"jane@example.com"}', b"/x"),
        (rb'{"a":"jane\u0040example.com"}', b"/x"),
        (rb'{"a":"{\"b\":\"jane\\u0040example.com\"}"}', b"/x"),
        (b'{"jane\\u0040example.com":1}', b"/x"),
        (b"no json: jane@example.com", b"/x"),
        (b"{}", b"/x?q=jane%40example.com"),
    ],
)
def test_a_value_is_seen_through_every_spelling(body: bytes, target: bytes) -> None:
    with Upstream() as upstream, connected(upstream) as connection:
        connection.sendall(request(body, path=target))
        assert upstream.wait_for(1)
        assert upstream.saw("jane@example.com")
        assert not upstream.saw("joan@example.com")
        assert "example.com" not in repr(upstream.requests[0]).replace("%40example.com", "")


def test_a_value_in_a_header_or_split_by_frames_is_seen() -> None:
    head = b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\nX-A: 078-05-1120\r\n\r\n"
    with Upstream() as upstream, connected(upstream) as connection:
        connection.sendall(head + b"4\r\njane\r\n8\r\n@x.a and\r\n0\r\n\r\n")
        assert upstream.wait_for(1)
        assert upstream.saw("078-05-1120")
        assert upstream.saw("jane@x.a")


@pytest.mark.parametrize("level", list(Level))
def test_every_byte_arrives_alone(level: Level) -> None:
    behaviour = answer("naïve 🙂", cuts=Cuts(plan=every_byte, level=level))
    with Upstream(behaviour) as upstream, connected(upstream) as connection:
        connection.sendall(chat("x").replace(b"Connection: close\r\n", b""))
        reads: list[bytes] = []
        while not b"".join(reads).endswith(b"}"):
            reads.append(connection.recv(65536))
    body_reads = reads if level is Level.WIRE else reads[1:]
    assert all(len(read) == 1 for read in body_reads)


def test_the_client_understands_a_stream_cut_at_every_byte() -> None:
    stream = next(one for one in golden_streams() if one.name == "crlf")
    for level in Level:
        reply = stream_body(stream.body, cuts=Cuts(plan=every_byte, level=level))
        with Upstream(reply) as upstream:
            assert ask_streamed(upstream) == stream.lanes[0, "content"]


def test_tool_calls_and_choices_reach_the_client() -> None:
    call = ToolCall(name="find", arguments='{"who":"x"}')
    behaviour = answer(Choice(content="a", reasoning="b"), Choice(tool_calls=(call,)))
    with Upstream(behaviour) as upstream, client(upstream) as api:
        made = api.chat.completions.create(model="m", messages=[], n=2)
    assert [choice.finish_reason for choice in made.choices] == ["stop", "tool_calls"]
    assert made.choices[0].message.model_extra == {"reasoning_content": "b"}


def test_scripted_replies_come_in_order_and_then_the_default() -> None:
    with Upstream(answer("default")) as upstream:
        upstream.script(answer("one"), api_error(500, code="server_error"))
        assert ask(upstream) == "one"
        with pytest.raises(openai.InternalServerError):
            ask(upstream)
        assert ask(upstream) == "default"


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (api_error(429, code="rate_limit_exceeded", retry_after=1), openai.RateLimitError),
        (html_error(502), openai.InternalServerError),
        (reset_before(), openai.APIConnectionError),
        (Reply(status=0, end=End.CLOSE), openai.APIConnectionError),
        (reset_after(answer("Hello"), size=20), Exception),
        (end_early(answer("Hello"), size=20), Exception),
        (garbage(), ValueError),
    ],
)
def test_faults_are_faults_to_the_client(behaviour: Behaviour, error: type[Exception]) -> None:
    with Upstream(behaviour) as upstream:
        with pytest.raises(error):
            ask(upstream)
        assert len(upstream.requests) == 1


@pytest.mark.parametrize(
    "behaviour",
    [
        reset_after_head(),
        reset_after(answer("Hello there"), size=400),
        end_early(answer("Hello there"), size=400),
        events('{"id":"x","choices":[]}', "{broken"),
    ],
)
def test_broken_streams_raise_in_the_client(behaviour: Behaviour) -> None:
    with Upstream(behaviour) as upstream, pytest.raises(Exception, match=r".+"):
        ask_streamed(upstream)


@pytest.mark.parametrize("behaviour", [hang(), hang_after(answer("Hello"), size=9)])
def test_a_hanging_answer_ends_with_the_server(behaviour: Behaviour) -> None:
    with Upstream(behaviour) as upstream, connected(upstream) as connection:
        connection.sendall(chat("x"))
        assert upstream.wait_for(1)
        connection.settimeout(0.05)
        with pytest.raises(TimeoutError):
            read_all(connection)
    assert len(upstream.requests) == 1


def test_a_reset_is_a_reset() -> None:
    with Upstream(reset_before()) as upstream, connected(upstream) as connection:
        connection.sendall(chat("x"))
        with pytest.raises(ConnectionResetError):
            read_all(connection)


def test_a_huge_answer_arrives_whole() -> None:
    with Upstream(answer("x" * 3_000_000)) as upstream:
        made = ask(upstream)
    assert made == "x" * 3_000_000


@pytest.mark.parametrize("path", [b"/v1/models", b"/v1/images/generations", b"/"])
def test_other_routes_are_unknown_and_kept(path: bytes) -> None:
    with Upstream() as upstream, connected(upstream) as connection:
        connection.sendall(request(b"{}", path=path))
        assert connection.recv(65536).startswith(b"HTTP/1.1 404 ")
        assert upstream.requests[0].target == path.decode()


def test_a_body_that_is_no_request_gets_400() -> None:
    with Upstream() as upstream, connected(upstream) as connection:
        connection.sendall(request(b"[1"))
        assert connection.recv(65536).startswith(b"HTTP/1.1 400 ")


def test_a_mistake_in_a_behaviour_is_raised_at_the_end() -> None:
    def broken(asked: Asked) -> str:
        return str(asked.body["missing"])

    upstream = Upstream(computed(broken))
    with pytest.raises(KeyError, match="missing"), upstream:
        assert _status(upstream) == b"HTTP/1.1 500 "
    assert len(upstream.requests) == 1


def _status(upstream: Upstream) -> bytes:
    with connected(upstream) as connection:
        connection.sendall(chat("x"))
        return connection.recv(13)


def test_clear_forgets() -> None:
    with Upstream() as upstream:
        ask(upstream, "Hello")
        upstream.script(answer("x"))
        upstream.clear()
        assert upstream.requests == []
        assert ask(upstream, "again") == "again"

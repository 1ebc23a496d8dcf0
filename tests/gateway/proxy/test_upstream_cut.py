"""What is cut is reset: no byte arrives but those that the recipient's kernel had taken.

The judge is the recipient's own count. Whole answers and idle connections end as ever.
"""

from __future__ import annotations

import asyncio
import functools
import ipaddress
import ssl
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import uvloop
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway.errors import UpstreamFailed
from gateway.proxy.commands import Reply, Send
from gateway.proxy.upstream import Stream, Upstream
from tests.simulators.stalled import Stalled

# More than a kernel keeps for one connection, so that the process holds some of it, too.
BODY = b"word " * 2_000_000
SHORT = b'{"messages":[]}'
STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 99\r\n\r\ndata: "
HALF = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"
WHOLE = b"HTTP/1.1 413 Too Large\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


@pytest.fixture(params=sorted(LOOPS))
def runner(request: pytest.FixtureRequest) -> Callable[[Awaitable[None]], None]:
    def run(work: Awaitable[None]) -> None:
        with asyncio.Runner(loop_factory=LOOPS[request.param]) as runner:
            runner.run(work)  # type: ignore[arg-type]

    return run


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of a recipient on loopback, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "model-host")])
    now = datetime.now(UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "recipient.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture(params=["plain", "tls"])
def tls(
    request: pytest.FixtureRequest, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> ssl.SSLContext | None:
    """The recipient's side of TLS, which the pool then trusts; None without it."""
    if request.param == "plain":
        return None
    trusting = ssl.create_default_context(cafile=str(certificate))
    connector = functools.partial(aiohttp.TCPConnector, ssl=trusting)
    monkeypatch.setattr(aiohttp, "TCPConnector", connector)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate)
    return serving


async def opened(*, read_timeout: float = 20) -> Upstream:
    upstream = Upstream(
        env={}, connect_timeout=5, read_timeout=read_timeout, answer_bytes=1_000_000
    )
    await upstream.open()
    return upstream


def sending(upstream: Upstream, url: str, *, body: bytes = BODY) -> asyncio.Task[
    tuple[Reply, Stream | None]
]:  # fmt: skip
    headers = {"content-type": "application/json"}
    command = Send(url=f"{url}/v1/chat/completions", headers=headers, body=body, stream=True)
    return asyncio.ensure_future(upstream.send(command))


async def is_cancelled(upstream: Upstream, recipient: Stalled) -> int:
    """The task that sends is cancelled, as the shell does it; what had arrived by then."""
    task = sending(upstream, recipient.url)
    held = await asyncio.to_thread(recipient.held)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    return held


async def stream_of(upstream: Upstream, recipient: Stalled) -> tuple[Stream, int]:
    """A stream that has begun while the request is still on its way."""
    _, stream = await sending(upstream, recipient.url)
    assert stream is not None
    assert await stream.read() == b"data: "
    return stream, await asyncio.to_thread(recipient.held)


async def is_closed(upstream: Upstream, recipient: Stalled) -> int:
    stream, held = await stream_of(upstream, recipient)
    waiting = asyncio.ensure_future(stream.read())
    await asyncio.sleep(0)
    stream.close()
    with pytest.raises(UpstreamFailed, match="broke off"):
        await waiting
    return held


async def is_released(upstream: Upstream, recipient: Stalled) -> int:
    stream, held = await stream_of(upstream, recipient)
    stream.release()
    return held


CUTS = [
    pytest.param(is_cancelled, b"", id="cancelled-before-the-head"),
    pytest.param(is_cancelled, HALF, id="cancelled-in-a-whole-answer"),
    pytest.param(is_closed, STREAM, id="a-stream-closed"),
    pytest.param(is_released, STREAM, id="a-stream-released"),
]
Cut = Callable[[Upstream, Stalled], Awaitable[int]]


@pytest.mark.parametrize(("cut", "answer"), CUTS)
def test_no_byte_arrives_after_the_cut(
    runner: Callable[[Awaitable[None]], None],
    *,
    tls: ssl.SSLContext | None,
    cut: Cut,
    answer: bytes,
) -> None:
    async def go() -> None:
        with Stalled(answer, tls=tls) as recipient:
            upstream = await opened()
            held = await cut(upstream, recipient)
            assert 0 < held < 100_000
            await asyncio.sleep(0)  # sockets are closed by the loop's next turn
            assert await asyncio.to_thread(recipient.rest) == held
            assert recipient.reset
            await upstream.close()

    runner(go())


def test_an_answer_before_its_request_has_arrived_ends_the_request(
    runner: Callable[[Awaitable[None]], None], tls: ssl.SSLContext | None
) -> None:
    async def go() -> None:
        with Stalled(WHOLE, tls=tls) as recipient:
            upstream = await opened()
            reply, stream = await sending(upstream, recipient.url)
            assert (reply.status, reply.body, stream) == (413, b"{}", None)
            await asyncio.to_thread(recipient.held)
            assert await asyncio.to_thread(recipient.rest) < 100_000
            assert recipient.reset
            await upstream.close()

    runner(go())


def test_a_slow_recipient_that_nobody_cuts_receives_it_all(
    runner: Callable[[Awaitable[None]], None], tls: ssl.SSLContext | None
) -> None:
    enough = len(BODY) - 20_000  # but for what the recipient had read at first

    async def go() -> None:
        with Stalled(tls=tls) as recipient:
            upstream = await opened()
            task = sending(upstream, recipient.url)
            await asyncio.to_thread(recipient.held)
            assert await asyncio.to_thread(recipient.rest, enough) >= enough
            task.cancel()
            await upstream.close()

    runner(go())


class Peer:
    """An ordinary recipient: answers each request, and keeps how its connections ended."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self.ends: list[str] = []
        self.connections = 0
        self.ended = asyncio.Event()

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while await reader.read(65_536):
                writer.write(self._answer)
            self.ends.append("closed")
        except ConnectionResetError:
            self.ends.append("reset")
        writer.close()
        if len(self.ends) == self.connections:
            self.ended.set()


ANSWERS = [
    pytest.param(b"content-length: 2\r\n\r\n{}", 1, id="kept-open"),
    pytest.param(b"content-length: 0\r\n\r\n", 1, id="empty"),
    pytest.param(b"transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 1, id="chunked"),
    pytest.param(b"connection: close\r\ncontent-length: 2\r\n\r\n{}", 3, id="closed-by-us"),
]


async def check_ends(peer: Peer, use: Callable[[Upstream, str], Awaitable[None]], *, ends: list[str]
) -> None:  # fmt: skip
    server = await asyncio.start_server(peer.converse, "127.0.0.1", 0)
    upstream = await opened()
    await use(upstream, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    await upstream.close()
    async with asyncio.timeout(5):
        while len(peer.ends) < len(ends):
            peer.ended.clear()
            await peer.ended.wait()
    server.close()
    assert (peer.connections, peer.ends) == (len(ends), ends)


@pytest.mark.parametrize("kind", ["application/json", "text/event-stream"])
@pytest.mark.parametrize(("answer", "connections"), ANSWERS)
def test_whole_answers_end_politely(
    runner: Callable[[Awaitable[None]], None], *, answer: bytes, connections: int, kind: str
) -> None:
    async def thrice(upstream: Upstream, url: str) -> None:
        for _ in range(3):
            _, stream = await sending(upstream, url, body=SHORT)
            if stream is not None:
                while await stream.read():
                    pass
                stream.release()

    peer = Peer(b"HTTP/1.1 200 OK\r\ncontent-type: " + kind.encode() + b"\r\n" + answer)
    runner(check_ends(peer, thrice, ends=["closed"] * connections))


@pytest.mark.parametrize("end", [Stream.close, Stream.release])
def test_an_answer_that_is_cut_is_reset(
    runner: Callable[[Awaitable[None]], None], end: Callable[[Stream], None]
) -> None:
    async def cut(upstream: Upstream, url: str) -> None:
        _, stream = await sending(upstream, url, body=SHORT)
        assert stream is not None
        assert await stream.read() == b"data: "
        end(stream)
        end(stream)

    runner(check_ends(Peer(STREAM), cut, ends=["reset"]))

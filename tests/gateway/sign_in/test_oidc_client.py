"""Calls to the provider: nothing is followed, nothing is kept, and nothing too long is read."""

from __future__ import annotations

import asyncio
import base64
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest

from gateway.errors import UpstreamFailed
from gateway.sign_in.oidc_client import MOST_BYTES, ProviderClient


class Handler(BaseHTTPRequestHandler):
    """Answers by path, and notes what it was asked."""

    asked: ClassVar[list[tuple[str, str, dict[str, str], bytes]]] = []

    def do_GET(self) -> None:
        self.answer(b"")

    def do_POST(self) -> None:
        self.answer(self.rfile.read(int(self.headers["content-length"])))

    def answer(self, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.asked.append((self.command, self.path, headers, body))
        status = {"/moved": 302, "/created": 201, "/failed": 500}.get(self.path, 200)
        length = {"/most": MOST_BYTES, "/more": MOST_BYTES + 1}.get(self.path, 2)
        if self.path == "/hangs":
            self.server.stop.wait(0.3)  # type: ignore[attr-defined]
        self.send_response(status)
        if self.path == "/moved":
            self.send_header("location", "/elsewhere")
        self.send_header("set-cookie", "session=1; Path=/")
        self.end_headers()
        self.wfile.write(b"x" * length)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.stop = threading.Event()  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def fetched(url: str, *paths: str, form: dict[str, str] | None = None, **changes: Any) -> bytes:
    async def scenario() -> bytes:
        client = ProviderClient("a client", "s:cret/ü", **changes)
        try:
            for path in paths[:-1]:
                await client.fetch(url + path)
            return await client.fetch(url + paths[-1], form)
        finally:
            await client.close()

    return asyncio.run(scenario())


def test_a_page_is_asked_for_without_secret_or_cookie(url: str) -> None:
    Handler.asked.clear()
    assert fetched(url, "/keys", "/keys") == b"xx"
    for method, _, headers, body in Handler.asked:
        assert (method, body) == ("GET", b"")
        assert not {"authorization", "cookie"} & set(headers)


def test_a_form_is_sent_with_the_clients_secret_encoded_as_in_a_form(url: str) -> None:
    Handler.asked.clear()
    assert fetched(url, "/token", form={"code": "a&b=c"}) == b"xx"
    ((method, _, headers, body),) = Handler.asked
    assert (method, body) == ("POST", b"code=a%26b%3Dc")
    pair = base64.b64decode(headers["authorization"].removeprefix("Basic "))
    assert pair == b"a+client:s%3Acret%2F%C3%BC"


@pytest.mark.parametrize("path", ["/moved", "/created", "/failed", "/more"])
def test_what_is_no_plain_answer_is_a_failure(url: str, path: str) -> None:
    Handler.asked.clear()
    with pytest.raises(UpstreamFailed) as failed:
        fetched(url, path)
    assert [asked for _, asked, _, _ in Handler.asked] == [path]
    assert "127.0.0.1" not in str(failed.value)


def test_the_longest_answer_is_read(url: str) -> None:
    assert len(fetched(url, "/most")) == MOST_BYTES


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://[", "nothing://here", ""])
def test_who_cannot_be_reached_is_a_failure(address: str) -> None:
    with pytest.raises(UpstreamFailed):
        fetched(address, "/keys")


def test_who_does_not_answer_in_time_is_a_failure(url: str) -> None:
    with pytest.raises(UpstreamFailed):
        fetched(url, "/hangs", seconds=0.05)


def test_no_proxy_of_the_environment_is_asked(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert fetched(url, "/keys") == b"xx"


def test_the_secret_is_not_in_its_text() -> None:
    assert repr(ProviderClient("id", "s3cret")) == "ProviderClient()"

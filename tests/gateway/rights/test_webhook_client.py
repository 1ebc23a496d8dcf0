"""The client on loopback: one status, no redirect, no waiting, no plain HTTP elsewhere."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from gateway.rights.webhook_client import WebhookClient

HEADERS = {"X-Discreet-Message": "m1"}


class Answering(BaseHTTPRequestHandler):
    """Answers with the status in the path, and keeps what came."""

    seen: list[tuple[str, bytes, str | None]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        type(self).seen.append((self.path, body, self.headers["X-Discreet-Message"]))
        status = int(self.path.strip("/"))
        if status == 999:
            time.sleep(2)
            return
        self.send_response(status)
        if status == 302:
            self.send_header("location", "/200")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    Answering.seen = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def posted(*urls: str, seconds: float = 5.0) -> list[int | None]:
    async def run() -> list[int | None]:
        client = WebhookClient(seconds=seconds)
        try:
            return [await client.post(each, b"body", headers=HEADERS) for each in urls]
        finally:
            await client.close()
            await client.close()

    return asyncio.run(run())


def test_the_status_is_all_that_is_read(url: str) -> None:
    assert posted(f"{url}/200", f"{url}/204", f"{url}/500") == [200, 204, 500]
    assert Answering.seen[0] == ("/200", b"body", "m1")


def test_no_redirect_is_followed(url: str) -> None:
    assert posted(f"{url}/302") == [302]
    assert [path for path, _, _ in Answering.seen] == ["/302"]


def test_who_does_not_answer_gives_nothing(url: str) -> None:
    assert posted(f"{url}/999", seconds=0.2) == [None]
    assert posted("http://127.0.0.1:9/") == [None]


@pytest.mark.parametrize("other", ["http://controller.example/x", "http://10.0.0.1/", "ftp://x/"])
def test_plain_http_stays_on_this_machine(other: str) -> None:
    assert posted(other) == [None]

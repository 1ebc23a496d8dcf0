"""How the script is served."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from gateway.widget.routes import CACHE_SECONDS, widget_router
from gateway.widget.script import data_module, widget_script

SCRIPT, DATA = widget_script(), data_module()
PLAIN, PACKED = f'"{SCRIPT.digest[:32]}"', f'"{SCRIPT.digest[:32]}-gzip"'


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    app.include_router(widget_router(SCRIPT, DATA))
    return TestClient(app)


def test_it_is_a_script_for_every_site(client: TestClient) -> None:
    answer = client.get("/widget.js", headers={"accept-encoding": "identity"})
    assert (answer.status_code, answer.content) == (200, SCRIPT.text)
    assert dict(answer.headers) == {
        "cache-control": f"public, max-age={CACHE_SECONDS}",
        "vary": "Accept-Encoding",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'",
        "cross-origin-resource-policy": "cross-origin",
        "access-control-allow-origin": "*",
        "etag": PLAIN,
        "content-length": str(len(SCRIPT.text)),
        "content-type": "text/javascript; charset=utf-8",
    }


def test_the_module_is_served_beside_it(client: TestClient) -> None:
    answer = client.get("/widget-data.js", headers={"accept-encoding": "gzip"})
    assert (answer.status_code, answer.content) == (200, DATA.text)
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"  # a module is fetched with CORS
    assert answer.headers["etag"] == f'"{DATA.digest[:32]}-gzip"'


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("gzip;q=1.0", True),
        ("deflate, gzip ; q = 0", False),
        ("gzip;q=0.000", False),
        ("x-gzip", False),
        ("*", False),
        ("", False),
    ],
)
def test_it_is_packed_for_who_takes_that(client: TestClient, accepted: str, packed: bool) -> None:
    answer = client.get("/widget.js", headers={"accept-encoding": accepted})
    assert answer.content == SCRIPT.text
    assert answer.headers.get("content-encoding") == ("gzip" if packed else None)
    assert answer.headers["etag"] == (PACKED if packed else PLAIN)


@pytest.mark.parametrize(
    ("known", "status"),
    [
        (PLAIN, 304),
        (f"W/{PLAIN}", 304),
        (f'"other", {PLAIN}', 304),
        ("*", 304),
        (PACKED, 200),
        ('"other"', 200),
        (PLAIN.strip('"'), 200),
        ("", 200),
    ],
)
def test_who_has_it_gets_nothing_again(client: TestClient, known: str, status: int) -> None:
    headers = {"accept-encoding": "identity", "if-none-match": known}
    answer = client.get("/widget.js", headers=headers)
    assert answer.status_code == status
    assert answer.headers["etag"] == PLAIN
    assert answer.content == (b"" if status == 304 else SCRIPT.text)


def test_head_and_other_methods(client: TestClient) -> None:
    answer = client.head("/widget.js", headers={"accept-encoding": "identity"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(SCRIPT.text))
    assert client.post("/widget.js").status_code == 405

"""Which sites' pages may call the gateway; every answer of the application passes through."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.cross_origin import PATHS, CrossOrigin

SHOP = "https://shop.example"
Headers = list[tuple[bytes, bytes]]
ACCEPTED = (
    b"authorization, content-type, x-discreet-conversation, x-discreet-purpose, "
    b"x-discreet-source, x-discreet-signals"
)
EXPOSED = (
    b"x-discreet-redactions, x-discreet-restored, x-discreet-conversation, x-discreet-subject, "
    b"x-discreet-retention-class, x-discreet-recipient, x-discreet-policy, x-discreet-mode, "
    b"x-should-retry, retry-after, date"
)


async def _app(scope: Any, receive: Any, send: Any) -> None:
    headers = [(b"content-type", b"text/plain"), (b"vary", b"Accept-Encoding")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"one", "more_body": True})
    await send({"type": "http.response.body", "body": b"two"})


def _call(
    path: str = "/v1/chat/completions", method: str = "POST", *, headers: Sequence[tuple[str, str]]
) -> tuple[int, Headers, bytes]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    scope = {"type": "http", "path": path, "method": method, "headers": raw}
    app = CrossOrigin(_app, origins=[SHOP, "http://127.0.0.1:8000"])
    asyncio.run(app(scope, None, send))
    body = b"".join(each.get("body", b"") for each in sent)
    return sent[0]["status"], sent[0]["headers"], body


def _preflight(origin: str, path: str = "/v1/chat/completions") -> tuple[int, Headers, bytes]:
    headers = [("origin", origin), ("access-control-request-method", "POST")]
    return _call(path, "OPTIONS", headers=headers)


@pytest.mark.parametrize("origin", [SHOP, "http://127.0.0.1:8000"])
def test_a_preflight_of_a_listed_origin_is_answered(origin: str) -> None:
    assert _preflight(origin) == (
        204,
        [
            (b"access-control-allow-origin", origin.encode()),
            (b"access-control-allow-methods", b"GET, POST, PATCH, DELETE"),
            (b"access-control-allow-headers", ACCEPTED),
            (b"access-control-max-age", b"600"),
            (b"vary", b"Origin"),
        ],
        b"",
    )


@pytest.mark.parametrize("path", [f"{prefix}x" for prefix in PATHS])
def test_an_answer_is_readable_for_a_listed_origin(path: str) -> None:
    status, headers, body = _call(path, headers=[("origin", SHOP)])
    assert (status, body) == (200, b"onetwo")
    assert headers == [
        (b"content-type", b"text/plain"),
        (b"vary", b"Accept-Encoding"),
        (b"vary", b"Origin"),
        (b"access-control-allow-origin", SHOP.encode()),
        (b"access-control-expose-headers", EXPOSED),
    ]


OTHERS = [
    "https://shop.example.evil.example",
    "https://evil-shop.example",
    "https://www.shop.example",
    "http://shop.example",
    "https://shop.example:8443",
    "https://shop.example/",
    "HTTPS://SHOP.EXAMPLE",
    "https://shop.example https://evil.example",
    "https://shop.example, https://evil.example",
    "null",
    "*",
    "",
    "https://shop.examplé",
]


@pytest.mark.parametrize("origin", OTHERS)
def test_another_origin_gets_no_header(origin: str) -> None:
    for status, headers, _ in (_preflight(origin), _call(headers=[("origin", origin)])):
        assert status == 200
        assert [name for name, _ in headers if name.startswith(b"access-control-")] == []
        assert (b"vary", b"Origin") in headers


def test_two_origins_are_none() -> None:
    for second in (SHOP, "https://evil.example"):
        _, headers, _ = _call(headers=[("origin", SHOP), ("origin", second)])
        assert [name for name, _ in headers if name.startswith(b"access-control-")] == []


def test_without_an_origin_and_outside_the_api_there_is_no_header() -> None:
    _, headers, _ = _call(headers=[])
    assert headers[-1] == (b"vary", b"Origin")
    for path in ("/admin", "/metrics", "/v1", "/privacyx/", "/healthz"):
        _, headers, _ = _call(path, headers=[("origin", SHOP)])
        assert headers == [(b"content-type", b"text/plain"), (b"vary", b"Accept-Encoding")]


def test_options_without_a_wanted_method_are_the_applications() -> None:
    status, _, body = _call(method="OPTIONS", headers=[("origin", SHOP)])
    assert (status, body) == (200, b"onetwo")


def test_credentials_are_never_allowed() -> None:
    for _, headers, _ in (_preflight(SHOP), _call(headers=[("origin", SHOP)])):
        assert [name for name, _ in headers if name == b"access-control-allow-credentials"] == []


def test_the_applications_own_words_on_this_are_taken_out() -> None:
    sent: list[Any] = []

    async def wide(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"access-control-allow-origin", b"*")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "path": "/v1/models", "method": "GET", "headers": []}
    asyncio.run(CrossOrigin(wide, origins=[])(scope, None, send))
    assert sent[0]["headers"] == [(b"vary", b"Origin")]


def test_what_is_no_http_passes() -> None:
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append((scope, receive, send))

    asyncio.run(CrossOrigin(app, origins=[SHOP])({"type": "lifespan"}, 1, 2))
    assert seen == [({"type": "lifespan"}, 1, 2)]


@given(st.text(st.characters(max_codepoint=255), max_size=40))
def test_only_the_very_origin_is_ever_allowed(origin: str) -> None:
    _, headers, _ = _call(headers=[("origin", origin)])
    allowed = [value for name, value in headers if name == b"access-control-allow-origin"]
    assert allowed == ([origin.encode()] if origin in (SHOP, "http://127.0.0.1:8000") else [])

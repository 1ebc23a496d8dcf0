"""Bad input at the proxy's door: a clear refusal, and nothing is sent."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.gateway.failures import CARD, MAIL, TEXT, check_refusal
from tests.gateway.serving import SUBJECT, Answered, Serving, serving
from tests.simulators.upstream import Upstream

CHAT = "/v1/chat/completions"
BODY = {"model": "m", "messages": [{"role": "user", "content": TEXT}]}


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    with Upstream() as running:
        yield running


@pytest.fixture(scope="module")
def gateway(upstream: Upstream, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    directory = tmp_path_factory.mktemp("gateway")
    with serving(upstream.url, directory, upstream_timeout=20) as running:
        running.opt_in()
        yield running


@pytest.fixture(scope="module")
def small(upstream: Upstream, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    directory = tmp_path_factory.mktemp("small")
    with serving(upstream.url, directory, body_bytes=2000) as running:
        running.opt_in()
        yield running


@pytest.fixture(autouse=True)
def fresh(upstream: Upstream) -> None:
    upstream.clear()


def post(gateway: Serving, body: Any, **headers: str) -> Answered:
    sent = {"x-discreet-subject": SUBJECT, **{k.replace("_", "-"): v for k, v in headers.items()}}
    return gateway.call("POST", CHAT, body, headers=sent)


def messages(*given: Any, **fields: Any) -> bytes:
    return json.dumps({"model": "m", "messages": list(given), **fields}).encode()


def called(arguments: str) -> bytes:
    call = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": arguments}}
    return messages(
        {"role": "user", "content": TEXT},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": "done"},
    )


SAID = {"role": "user", "content": TEXT}
DEEP = "[" * 5_000 + "]" * 5_000


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param(b"", 400, "invalid_json", id="empty"),
        pytest.param(b"{" + TEXT.encode(), 400, "invalid_json", id="no-json"),
        pytest.param(messages(SAID)[:-1], 400, "invalid_json", id="cut-short"),
        pytest.param(messages(SAID) + b"{}", 400, "invalid_json", id="more-after-it"),
        pytest.param(b"\xef\xbb\xbf" + messages(SAID), 400, "invalid_json", id="bom"),
        pytest.param(b"\xff\xfe{}", 400, "invalid_json", id="not-utf-8"),
        pytest.param(json.dumps(BODY).encode("utf-16"), 400, "invalid_json", id="utf-16"),
        pytest.param(b"[]", 400, "invalid_json", id="array"),
        pytest.param(json.dumps(TEXT).encode(), 400, "invalid_json", id="string"),
        pytest.param(b"null", 400, "invalid_json", id="null"),
        pytest.param(messages(SAID, x=float("nan")), 400, "invalid_json", id="nan"),
        pytest.param(messages(SAID, x=float("inf")), 400, "invalid_json", id="infinity"),
        pytest.param(
            b'{"model":"m","model":"m","messages":[]}', 400, "duplicate_key", id="duplicate"
        ),
        pytest.param(
            messages(SAID)[:-1] + b',"metadata":{"\\u0061":"%s","a":1}}' % MAIL.encode(),
            400,
            "duplicate_key",
            id="duplicate-in-another-spelling",
        ),
        pytest.param(
            messages({"role": "user", "content": f"\ud83d {MAIL}"}),
            400,
            "lone_surrogate",
            id="lone-surrogate",
        ),
        pytest.param(
            messages(SAID)[:-1] + b',"metadata":{"\\udc00":"x"}}',
            400,
            "lone_surrogate",
            id="lone-surrogate-in-a-key",
        ),
        pytest.param(messages(SAID)[:-1] + b',"x":' + DEEP.encode() + b"}", 400, "too_deep",
                     id="deep"),
        pytest.param(b"[" * 1_000_000, 413, "too_many_leaves", id="a-million-deep"),
        pytest.param(b'{"messages":[]}', 400, "invalid_request", id="no-model"),
        pytest.param(b'{"model":"m"}', 400, "invalid_request", id="no-messages"),
        pytest.param(messages(), 400, "invalid_request", id="empty-messages"),
        pytest.param(messages(SAID, model=[MAIL]), 400, "invalid_request", id="model-type"),
        pytest.param(messages(SAID, messages=MAIL), 400, "invalid_request", id="messages-type"),
        pytest.param(messages(MAIL), 400, "invalid_request", id="message-type"),
        pytest.param(messages({"content": TEXT}), 400, "invalid_request", id="no-role"),
        pytest.param(messages({"role": MAIL, "content": TEXT}), 400, "invalid_request",
                     id="unknown-role"),
        pytest.param(messages({"role": "user", "content": {"a": TEXT}}), 400, "invalid_request",
                     id="content-type"),
        pytest.param(messages(SAID, stream=TEXT), 400, "invalid_request", id="stream-type"),
    ],
)  # fmt: skip
def test_a_bad_body_is_refused(
    gateway: Serving, upstream: Upstream, body: bytes, status: int, code: str
) -> None:
    check_refusal(post(gateway, body), status=status, code=code)
    assert upstream.requests == []


@pytest.mark.parametrize(
    "arguments",
    [
        DEEP,
        f'{{"a": 1, "a": "{MAIL}"}}',
        f'{{"a": "\\ud800 {MAIL}"}}',
        f'{{"a": NaN, "b": "{MAIL}"}}',
    ],
)
def test_tool_arguments_that_cannot_be_read_leak_nothing(
    gateway: Serving, upstream: Upstream, arguments: str
) -> None:
    answered = post(gateway, called(arguments))
    if answered.status != 200:
        check_refusal(answered, status=answered.status, code=answered.code)
        assert answered.status in (400, 422)
        assert upstream.requests == []
    assert not upstream.saw(MAIL)
    assert not upstream.saw(CARD)


def test_a_compressed_body_is_refused(gateway: Serving, upstream: Upstream) -> None:
    packed = gzip.compress(json.dumps(BODY).encode())
    for coding in ("gzip", "GZIP", "br", "identity, gzip"):
        refused = post(gateway, packed, content_encoding=coding)
        check_refusal(refused, status=415, code="content_encoding")
    assert upstream.requests == []
    assert post(gateway, BODY, content_encoding="identity").status == 200


def chunked(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 700):
        yield body[start : start + 700]


def test_a_body_over_the_limit_with_and_without_a_length(
    small: Serving, upstream: Upstream
) -> None:
    fits = messages(SAID, x="y" * 1800)
    fits = fits + b" " * (2000 - len(fits))
    assert post(small, fits).status == 200
    upstream.clear()
    over = fits + b" "
    for body in (over, chunked(over), over * 500):
        check_refusal(post_any(small, body), status=413, code="body_too_large")
    assert upstream.requests == []
    assert post_any(small, chunked(fits)).status == 200


def post_any(gateway: Serving, body: bytes | Iterator[bytes]) -> Answered:
    connection = http.client.HTTPConnection(gateway.url.removeprefix("http://"), timeout=20)
    headers = {"authorization": f"Bearer {gateway.keys['chat']}", "x-discreet-subject": SUBJECT}
    connection.request("POST", CHAT, body=body, headers=headers,
                       encode_chunked=not isinstance(body, bytes))  # fmt: skip
    response = connection.getresponse()
    answered = Answered(
        status=response.status,
        headers={name.lower(): value for name, value in response.getheaders()},
        body=response.read(),
    )
    connection.close()
    return answered


def test_a_length_that_lies_is_no_way_past_the_limit(small: Serving, upstream: Upstream) -> None:
    head = (
        f"POST {CHAT} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {small.keys['chat']}\r\n"
        "Content-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    status = spoken(small, head.encode() + b"1000\r\n" + b" " * 4096 + b"\r\n0\r\n\r\n")
    assert status.split(b" ", 2)[1] in (b"400", b"413")
    assert upstream.requests == []


def spoken(gateway: Serving, data: bytes, *, hang_up: bool = False) -> bytes:
    """Sends raw bytes; returns the first line of the answer, empty if there is none."""
    host, _, port = gateway.url.removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(data)
        if hang_up:
            connection.shutdown(socket.SHUT_WR)
        return connection.recv(65536).partition(b"\r\n")[0]


def test_a_body_that_breaks_off_is_not_sent(gateway: Serving, upstream: Upstream) -> None:
    body = json.dumps(BODY).encode()
    head = (
        f"POST {CHAT} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {gateway.keys['chat']}\r\n"
        f"X-Discreet-Subject: {SUBJECT}\r\nContent-Length: {len(body) + 1}\r\n\r\n"
    ).encode()
    assert b" 200 " not in spoken(gateway, head + body, hang_up=True)
    assert post(gateway, messages({"role": "user", "content": "still here"})).status == 200
    assert [request.json()["messages"][0]["content"] for request in upstream.requests] == [
        "still here"
    ]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param(messages({"role": "user", "content": "word " * 2_097_000}),
                     422, "budget_exhausted", id="one-text"),
        pytest.param(messages({"role": "user", "content": CARD + " " * 10_400_000}),
                     422, "budget_exhausted", id="spaces"),
        pytest.param(messages(*[{"role": "user", "content": f"m {n}"} for n in range(250_000)]),
                     413, "too_many_leaves", id="messages"),
        pytest.param(messages(SAID, metadata={f"k{n}": "v" for n in range(640_000)}),
                     413, "too_many_leaves", id="keys"),
        pytest.param(messages(SAID, metadata=[1] * 3_400_000), 413, "too_many_leaves",
                     id="numbers"),
    ],
)  # fmt: skip
def test_ten_megabytes_are_answered_or_refused_in_reasonable_time(
    gateway: Serving, upstream: Upstream, body: bytes, status: int, code: str
) -> None:
    assert 9_000_000 < len(body) <= 10 * 1024 * 1024
    start = time.monotonic()
    answered = post(gateway, body)
    assert time.monotonic() - start < 15
    if answered.status != 200:
        check_refusal(answered, status=status, code=code)
        assert upstream.requests == []
    assert not upstream.saw(CARD)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (messages(*[SAID] * 5001), "too_many_messages"),
        (messages(SAID, metadata=[f"leaf {number}" for number in range(50_001)]),
         "too_many_leaves"),
        (called(json.dumps([f"leaf {number}" for number in range(50_001)])), "too_many_leaves"),
    ],
    ids=["messages", "metadata", "arguments"],
)  # fmt: skip
def test_more_than_any_conversation_has(
    gateway: Serving, upstream: Upstream, body: bytes, code: str
) -> None:
    check_refusal(post(gateway, body), status=413, code=code)
    assert upstream.requests == []


def test_more_values_than_any_conversation_has(gateway: Serving, upstream: Upstream) -> None:
    mails = " ".join(f"person{number}@example.com" for number in range(5001))
    refused = post(gateway, messages({"role": "user", "content": mails}))
    check_refusal(refused, status=422, code="budget_exhausted")
    assert upstream.requests == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/audio/speech"),
        ("POST", "/v1/realtime"),
        ("POST", "/v1/"),
        ("POST", "/v1//chat/completions"),
        ("POST", "/v1/chat/completions/"),
        ("POST", "/v1/chat/completions/../models"),
        ("POST", f"/v1/{MAIL}"),
        ("GET", CHAT),
        ("PUT", CHAT),
        ("PATCH", CHAT),
        ("DELETE", CHAT),
        ("OPTIONS", CHAT),
        ("POST", "/v1/models"),
    ],
)
def test_unknown_routes_and_methods(
    gateway: Serving, upstream: Upstream, method: str, path: str
) -> None:
    refused = gateway.call(method, path, BODY, headers={"x-discreet-subject": SUBJECT})
    check_refusal(refused, status=404, code="unknown_route", contact="")
    assert upstream.requests == []


@pytest.mark.parametrize(
    "lines",
    [
        f"X-Discreet-Subject: {SUBJECT}\r\nX-Discreet-Subject: {MAIL}\r\n",
        f"X-Discreet-Subject: {SUBJECT}\r\nx-discreet-subject: {SUBJECT}\r\n",
        "X-Discreet-Conversation: a\r\nX-Discreet-Conversation: b\r\n",
        f"X-Discreet-Conversation: {MAIL}\r\n",
        "X-Discreet-Conversation: a b\r\n",
        "X-Discreet-Conversation: ../../etc\r\n",
        f"X-Discreet-Conversation: {'a' * 65}\r\n",
        "X-Discreet-Conversation:\r\n",
        f"X-Discreet-Purpose: {MAIL}\r\n",
        f"X-Discreet-Subject: {'a' * 257}\r\n",
    ],
)
def test_our_headers_twice_or_malformed(gateway: Serving, upstream: Upstream, lines: str) -> None:
    body = json.dumps(BODY).encode()
    head = (
        f"POST {CHAT} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {gateway.keys['chat']}\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n{lines}\r\n"
    ).encode()
    host, _, port = gateway.url.removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head + body)
        raw = b"".join(iter(lambda: connection.recv(65536), b""))
    top, _, said = raw.partition(b"\r\n\r\n")
    status, *rest = top.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in rest)
    answered = Answered(status=int(status.split(" ")[1]), headers=headers, body=said)
    check_refusal(answered, status=400, code="invalid_request", contact="")
    assert upstream.requests == []


def test_an_unknown_purpose_is_refused_without_its_name(
    gateway: Serving, upstream: Upstream
) -> None:
    refused = post(gateway, BODY, x_discreet_purpose="078-05-1120")
    check_refusal(refused, status=403, code="purpose_refused")
    assert upstream.requests == []

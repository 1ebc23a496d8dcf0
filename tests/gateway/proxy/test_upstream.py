"""An upstream that goes wrong: a clear error, the outcome kept, nothing sent in clear."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace

import openai
import pytest

from tests.gateway.failures import (
    CARD,
    MAIL,
    TEXT,
    VALUES,
    Ended,
    chat,
    check_broken_stream,
    check_error,
    check_refusal,
    kept,
    outcomes,
)
from tests.gateway.serving import Serving, serving
from tests.simulators.replies import (
    Asked,
    Behaviour,
    Reply,
    answer,
    api_error,
    echo,
    end_early,
    garbage,
    hang,
    hang_after,
    html_error,
    reset_after,
    reset_after_head,
    reset_before,
    stream_body,
    wrong_type,
)
from tests.simulators.upstream import Upstream

JSON = (("content-type", "application/json"),)
ANSWER_BYTES = 60_000
EARLY = ("upstream_incomplete", "incomplete")
LATE = ("upstream_timeout", "upstream_error")
UNREAD = ("upstream_error", "upstream_error")
SAID = "upstream_error"


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    with Upstream() as running:
        yield running


@pytest.fixture(scope="module")
def ended() -> Ended:
    return Ended()


@pytest.fixture(scope="module")
def gateway(
    upstream: Upstream, ended: Ended, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Serving]:
    directory = tmp_path_factory.mktemp("gateway")

    def limited(settings: object, env: object) -> object:
        limits = replace(settings.limits, answer_bytes=ANSWER_BYTES)  # type: ignore[attr-defined]
        return ended(replace(settings, limits=limits), env)  # type: ignore[type-var,arg-type]

    with serving(upstream.url, directory, app=limited, upstream_timeout=0.5) as running:
        running.opt_in()
        yield running


@pytest.fixture(autouse=True)
def fresh(upstream: Upstream) -> Iterator[None]:
    upstream.clear()
    yield
    for value in VALUES:
        assert not upstream.saw(value)


def chunk(content: str) -> bytes:
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": None}
    return json.dumps({"object": "chat.completion.chunk", "choices": [choice]}).encode()


def spoken(*datas: bytes) -> Reply:
    return stream_body(b"".join(b"data: " + data + b"\n\n" for data in datas))


@pytest.mark.parametrize(
    ("name", "behaviour", "status", "code", "outcome"),
    [
        ("hang", hang(), 504, *LATE),
        ("hang-in-body", hang_after(echo(), size=30), 504, *LATE),
        ("reset", reset_before(), 502, *EARLY),
        ("reset-after-head", reset_after_head(), 502, *EARLY),
        ("reset-in-body", reset_after(echo(), size=30), 502, *EARLY),
        ("cut-short", end_early(echo(), size=30), 502, *EARLY),
        ("no-http", Reply(status=0, body=b"nonsense\r\n\r\n"), 502, *EARLY),
        ("garbage", garbage(), 502, *UNREAD),
        ("empty", Reply(), 502, *UNREAD),
        ("array", Reply(body=b"[]"), 502, *UNREAD),
        ("deep", Reply(body=b"[" * 20_000), 502, *UNREAD),
        ("duplicate-key", Reply(body=b'{"id":"a","id":"b"}'), 502, *UNREAD),
        ("page", html_error(200), 502, *UNREAD),
        ("too-large", answer("x" * ANSWER_BYTES), 502, *UNREAD),
        ("tool-call", Reply(body=b'{"choices":[{"message":{"tool_calls":[1]}}]}'), 502, *UNREAD),
        (
            "packed",
            Reply(headers=(*JSON, ("content-encoding", "gzip")), body=b"no gzip"),
            502,
            *EARLY,
        ),
        ("401", api_error(401, code="invalid_api_key"), 502, SAID, SAID),
        ("403", html_error(403), 502, SAID, SAID),
        ("404", api_error(404, code="model_not_found"), 502, SAID, SAID),
        ("429", api_error(429, code="rate_limit_exceeded"), 429, SAID, SAID),
        ("500", api_error(500, code="server_error"), 500, SAID, SAID),
        ("500-page", html_error(500), 500, SAID, SAID),
        ("503", Reply(status=503, headers=(), body=b""), 503, SAID, SAID),
        ("204", Reply(status=204, headers=()), 502, SAID, SAID),
        ("799", Reply(status=799, body=b"{}"), 502, SAID, SAID),
        ("deep-error", Reply(status=400, body=b'{"error":' + b"[" * 20_000), 400, SAID, SAID),
    ],
)
def test_a_fault_in_a_whole_answer(
    gateway: Serving,
    upstream: Upstream,
    name: str,
    behaviour: Behaviour,
    status: int,
    code: str,
    outcome: str,
) -> None:
    for stream in (False, True):
        if stream and name in ("hang-in-body", "reset-after-head", "reset-in-body", "cut-short",
                               "too-large"):  # fmt: skip
            continue  # these begin a stream that was asked for; the next test has them
        upstream.script(behaviour)
        conversation = f"whole-{name}-{stream}"
        refused = chat(gateway, conversation, stream=stream)
        check_refusal(refused, status=status, code=code)
        assert outcomes(gateway, conversation) == [outcome]
        assert len(kept(gateway, conversation)) == 1, "the request stays stored"
    assert upstream.connections > 0


def cut(content: str = "Hello, for now") -> Reply:
    return spoken(chunk(content))


LARGE_INDEX = b'{"choices":[{"index":' + b"9" * 5000 + b',"delta":{"content":"x"}}]}'


@pytest.mark.parametrize(
    ("name", "behaviour", "code", "outcome", "shown"),
    [
        ("hang-at-once", hang_after(cut(), size=0), *LATE, ""),
        ("hang", hang_after(cut(), size=10_000), *LATE, "Hello, for now"),
        ("reset-at-once", reset_after_head(), *EARLY, ""),
        ("reset", reset_after(cut(), size=10_000), *EARLY, "Hello, for now"),
        ("reset-in-event", reset_after(spoken(chunk("Hello"), chunk("you")), size=150), *EARLY,
         "Hello"),
        ("close", end_early(cut(), size=10_000), *EARLY, "Hello, for now"),
        ("no-done", cut(), *EARLY, "Hello, for now"),
        ("nothing", stream_body(b""), *EARLY, ""),
        ("no-json", spoken(chunk("Hello"), b"{nonsense"), *UNREAD, "Hello"),
        ("array", spoken(chunk("Hello"), b"[]"), *UNREAD, "Hello"),
        ("not-utf-8", stream_body(b"data: " + chunk("Hello") + b"\n\ndata: \xff\xfe\n\n"), *UNREAD,
         "Hello"),
        ("choice", spoken(chunk("Hello"), b'{"choices":[1]}'), *UNREAD, "Hello"),
        ("index", spoken(chunk("Hello"), LARGE_INDEX), *UNREAD, "Hello"),
        ("event", spoken(chunk("Hello"), b"x" * 1_200_000), *UNREAD, "Hello"),
        ("error", spoken(chunk("Hello"), b'{"error":{"message":"m"}}'), SAID, SAID, "Hello"),
        ("too-large", spoken(*[chunk("Hello")] * 1000), *UNREAD, None),
    ],
)  # fmt: skip
def test_a_fault_in_a_stream(
    gateway: Serving,
    upstream: Upstream,
    name: str,
    behaviour: Behaviour,
    code: str,
    outcome: str,
    shown: str | None,
) -> None:
    upstream.script(behaviour)
    conversation = f"stream-{name}"
    answered = chat(gateway, conversation, stream=True)
    text = check_broken_stream(answered, code=code)
    assert outcomes(gateway, conversation) == [outcome]
    stored = kept(gateway, conversation)
    if shown is None:
        assert text.startswith("HelloHello")
    else:
        assert text == shown
    assert len(stored) == (2 if text else 1)
    if text:
        assert json.loads(stored[1])["content"] == text, "the partial answer is stored"


def test_a_partial_answer_is_restored_for_the_user_and_stored_redacted(
    gateway: Serving, upstream: Upstream
) -> None:
    def broken(asked: Asked) -> Reply:
        return spoken(chunk(f"You said {asked.last_text()} Right?"), b"oops")

    upstream.script(broken)
    answered = chat(gateway, "partial", stream=True)
    *_, last = answered.body.decode().split("data: ")
    check_error(json.loads(last.split("\n")[0])["error"], code="upstream_error")
    assert MAIL in answered.body.decode()
    said, back = kept(gateway, "partial")
    for text in (said, back):
        assert "EMAIL_ADDRESS_" in text
        for value in VALUES:
            assert value not in text
    assert back.count("[EMAIL_ADDRESS_") == 1


def test_an_answer_of_the_right_bytes_under_a_wrong_name_is_read(
    gateway: Serving, upstream: Upstream
) -> None:
    upstream.script(wrong_type(echo()))
    answered = chat(gateway, "wrong-type")
    assert answered.json()["choices"][0]["message"]["content"] == TEXT
    upstream.script(wrong_type(echo()))
    check_refusal(chat(gateway, "wrong-types", stream=True), status=502, code=UNREAD[0])


def test_retry_after_is_kept_and_the_client_is_told_not_to_retry(
    gateway: Serving, upstream: Upstream
) -> None:
    upstream.script(api_error(429, code="rate_limit_exceeded", retry_after=7))
    with pytest.raises(openai.RateLimitError) as limited:
        gateway.client().with_options(max_retries=3).chat.completions.create(
            model="m", messages=[{"role": "user", "content": TEXT}]
        )
    assert limited.value.response.headers["retry-after"] == "7"
    assert limited.value.response.headers["x-should-retry"] == "false"
    assert len(upstream.requests) == 1
    date = "Wed, 21 Oct 2026 07:28:00 GMT"
    for sent, passed in ((date, date), ("soon", None), ("f\xfcr", None), ("1" * 50, None)):
        headers = (*JSON, ("retry-after", sent))
        upstream.script(Reply(status=429, headers=headers, body=b"{}"))
        refused = chat(gateway, f"retry-{len(sent)}")
        check_refusal(refused, status=429, code=SAID)
        assert refused.headers.get("retry-after") == passed


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(gateway: Serving, upstream: Upstream, status: int) -> None:
    with Upstream() as elsewhere:
        place = ("location", f"{elsewhere.url}/v1/chat/completions")
        upstream.script(Reply(status=status, headers=(place, ("content-type", "text/html"))))
        refused = chat(gateway, f"redirect-{status}")
        check_refusal(refused, status=502, code=SAID)
        assert refused.json()["error"]["upstream_status"] == status
        assert elsewhere.requests == []
        assert elsewhere.url not in refused.body.decode()
    assert len(upstream.requests) == 1


def test_an_error_that_quotes_surrogates_is_restored_for_the_user(
    gateway: Serving, upstream: Upstream
) -> None:
    def quotes(asked: Asked) -> Reply:
        return api_error(400, code="invalid_prompt", message=f"Bad: {asked.last_text()}")

    for stream in (False, True):
        upstream.script(quotes)
        answered = chat(gateway, f"quotes-{stream}", stream=stream)
        error = answered.json()["error"]
        assert (answered.status, error["code"]) == (400, SAID)
        assert error["upstream_message"] == f"Bad: {TEXT}"
        assert error["upstream_code"] == "invalid_prompt"
        assert answered.headers["x-should-retry"] == "false"
        assert MAIL not in " ".join(answered.headers.values())


def test_an_error_page_is_not_passed_on(gateway: Serving, upstream: Upstream) -> None:
    upstream.script(html_error(500, text="made by balancer-7 at 192.0.2.7"))
    refused = chat(gateway, "page")
    check_refusal(refused, status=500, code=SAID)
    assert b"balancer" not in refused.body


def test_nobody_listens(tmp_path_factory: pytest.TempPathFactory) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        with serving(url, tmp_path_factory.mktemp("refused")) as gateway:
            gateway.opt_in()
            for stream in (False, True):
                refused = chat(gateway, f"refused-{stream}", stream=stream)
                check_refusal(refused, status=502, code="upstream_unreachable")
                assert outcomes(gateway, f"refused-{stream}") == ["upstream_error"]


class Watched:
    """An upstream that streams without end, and notices when its reader leaves."""

    def __init__(self) -> None:
        self.left = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.received = b""

    def serve(self, surrogate_from: bytes) -> None:
        connection, _ = self._socket.accept()
        with connection:
            while b"\r\n\r\n" not in self.received or not self.received.endswith(b"}"):
                self.received += connection.recv(65536)
            start = self.received.index(surrogate_from)
            word = self.received[start : self.received.index(b"]", start) + 1].decode()
            event = b"data: " + chunk(f"Noted {word}, ") + b"\n\n"
            head = (
                b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
            )
            connection.sendall(head + event)
            connection.settimeout(20)
            try:
                connection.recv(1)
            except ConnectionResetError:
                self.left.set()


def test_a_caller_who_hangs_up_ends_the_upstream_stream(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    watched, ended = Watched(), Ended()
    thread = threading.Thread(target=watched.serve, args=(b"[EMAIL_ADDRESS_",), daemon=True)
    thread.start()
    directory = tmp_path_factory.mktemp("hang-up")
    with serving(watched.url, directory, app=ended, upstream_timeout=30) as gateway:
        gateway.opt_in()
        waits = ended.next()
        next(waits)
        client = gateway.client(**{"X-Discreet-Conversation": "hang-up"})
        stream = client.chat.completions.create(
            model="m", messages=[{"role": "user", "content": TEXT}], stream=True
        )
        seen = ""
        while MAIL not in seen:
            seen += next(stream).choices[0].delta.content or ""
        stream.close()
        client.close()
        assert watched.left.wait(10), "the connection to the upstream is closed"
        next(waits, None)
        assert outcomes(gateway, "hang-up") == ["cancelled"]
        said, back = kept(gateway, "hang-up")
        assert "Noted [EMAIL_ADDRESS_" in back
        for value in VALUES:
            assert value not in said + back
            assert value.encode() not in watched.received
            assert value.encode() not in gateway.files()
    assert CARD.encode() not in watched.received

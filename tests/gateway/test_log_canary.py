"""Nothing planted reaches a log line, an error's text, a repr, a header or a file.

Everything is logged at DEBUG, the libraries included. The handler of the logs is watched
too: no record that it is handed may put a value into what is written.
"""

from __future__ import annotations

import http.client
import io
import json
import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from detectors import Engine
from detectors.deidentify import Ledger
from gateway import logs
from gateway.errors import GatewayError
from gateway.logs import configure_logs
from gateway.model import Kind, Segment
from gateway.proxy.commands import Reply
from gateway.proxy.exchange import exchange
from gateway.proxy.wire import openai_chat
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wires import OPENAI_CHAT
from tests.gateway.failures import CARD, MAIL, SSN, TEXT, chat
from tests.gateway.proxy.scripted import make_setting, ports, request, stream_ports
from tests.gateway.serving import MASTER_KEY, SUBJECT, Answered, Serving, serving
from tests.simulators.completions import Choice, ToolCall
from tests.simulators.replies import (
    Asked,
    api_error,
    computed,
    echo,
    end_early,
    garbage,
    hang,
    html_error,
    reset_before,
    stream_body,
)
from tests.simulators.replies import (
    Reply as Simulated,
)
from tests.simulators.upstream import Upstream

NAME = "Malathi-Canary"
QUERY = "query-canary-7"
HEADER = "header-canary-8"
ARGUMENT = "argument.canary@example.com"
ANSWERED = "answer.canary@example.com"
ERROR_WORDS = "words-canary-9"
PLANTED = (
    CARD, "4111111111111111", SSN, "078051120", MAIL, "jane.doe", NAME, QUERY, HEADER, ARGUMENT,
    "argument.canary", ANSWERED, "answer.canary", ERROR_WORDS, "upstream-secret", MASTER_KEY,
    bytes(range(32)).hex(), SUBJECT,
)  # fmt: skip
LIBRARIES = ("uvicorn", "uvicorn.error", "asyncio", "aiohttp", "aiohttp.client",
             "sqlalchemy.engine", "sqlalchemy.pool", "alembic", "concurrent.futures")  # fmt: skip

pytestmark = pytest.mark.usefixtures("log_state")


def check(text: str, *more: str) -> None:
    for value in (*PLANTED, *more):
        assert value not in text, value
        assert json.dumps(value)[1:-1] not in text, value


class Seen:
    """What was written, and every error that a log record or a log call carried."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stream = io.StringIO()
        self.errors: list[str] = []
        self.records = 0
        configure_logs("debug", names=("main", "model-host", "default"), stream=self.stream)
        for name in LIBRARIES:
            logging.getLogger(name).setLevel(logging.DEBUG)
        describe = logs.describe_error
        emit = logs._ReducedHandler.emit

        def noted(error: BaseException) -> dict[str, Any]:
            if not isinstance(error, Planted):
                self.errors += [str(error), repr(error), *traceback.format_exception(error)]
            return describe(error)

        def counted(handler: Any, record: logging.LogRecord) -> None:
            self.records += 1
            emit(handler, record)

        monkeypatch.setattr(logs, "describe_error", noted)
        monkeypatch.setattr(logs._ReducedHandler, "emit", counted)


@dataclass(slots=True)
class Talk:
    """Calls the gateway and checks what comes back for what it may not hold."""

    gateway: Serving

    def call(self, body: Any, *, key: str | None = "chat", subject: str = SUBJECT,
             path: str = "/v1/chat/completions", method: str = "POST") -> Answered:  # fmt: skip
        headers = {"x-discreet-subject": subject, "x-canary": HEADER, "cookie": HEADER,
                   "user-agent": HEADER}  # fmt: skip
        answered = self.gateway.call(
            method, f"{path}?token={QUERY}&mail={MAIL}", body, key=key, headers=headers
        )
        check(json.dumps(dict(answered.headers)), *self.gateway.keys.values())
        if answered.status >= 400:
            check(answered.body.decode(), *self.gateway.keys.values())
        return answered

    def chat(self, content: str, *, stream: bool = False, **named: Any) -> Answered:
        body = {"model": "m", "messages": [{"role": "user", "content": content, "name": NAME}],
                "stream": stream, "metadata": {"who": MAIL}}  # fmt: skip
        return self.call(body, **named)


def conversations(talk: Talk, upstream: Upstream) -> None:
    """Whole and streamed turns, with tools."""
    call = {"id": "c1", "type": "function",
            "function": {"name": "find", "arguments": json.dumps({"to": ARGUMENT})}}  # fmt: skip
    history: list[dict[str, Any]] = [
        {"role": "system", "content": f"You serve {NAME}, {MAIL}."},
        {"role": "user", "content": TEXT},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": json.dumps({"ssn": SSN})},
    ]

    def tool(asked: Asked) -> list[Choice]:
        del asked
        arguments = json.dumps({"to": ANSWERED, "card": "5555 5555 5555 4444"})
        return [Choice(tool_calls=(ToolCall(name="find", arguments=arguments),))]

    for stream in (False, True):
        assert talk.call({"model": "m", "messages": history, "stream": stream}).status == 200
        upstream.script(computed(tool))
        assert talk.call({"model": "m", "messages": history, "stream": stream}).status == 200
        upstream.script(computed(lambda asked: f"Write to {ANSWERED}, {asked.last_text()}"))
        assert talk.chat(TEXT, stream=stream).status == 200


def refusals(talk: Talk) -> None:
    """Everything that is said no to."""
    statuses = [
        talk.chat(TEXT, subject=NAME).status,
        talk.chat(TEXT, key=None).status,
        talk.chat(TEXT, key=f"dk_{MAIL}").status,
        talk.chat(TEXT, key=f"dst_{MAIL}").status,
        talk.chat(TEXT, key="consent").status,
        talk.chat(TEXT, path=f"/v1/{MAIL}").status,
        talk.chat(TEXT, path="/v1/chat/completions", method="DELETE").status,
        talk.chat(TEXT, path=f"/privacy/{MAIL}").status,
        talk.call(TEXT.encode()).status,
        talk.call(f'{{"{MAIL}":1,"{MAIL}":2}}'.encode()).status,
        talk.call({"model": MAIL, "messages": MAIL}).status,
        talk.call({"model": "m", "messages": [{"role": MAIL, "content": TEXT}]}).status,
        talk.call({"model": "m", "messages": [{"role": "user", "content": [
            {"type": "image_url", "image_url": {"url": f"https://example.com/{MAIL}"}}]}]}).status,
        talk.call(
            {"subject": MAIL, "purpose": NAME, "recipient": CARD, MAIL: SSN},
            key="consent", path="/privacy/consents",
        ).status,
        talk.call({"subject": [MAIL]}, path="/privacy/subject-tokens").status,
    ]  # fmt: skip
    assert all(400 <= status < 500 for status in statuses), statuses


def failures(talk: Talk, upstream: Upstream) -> None:
    """Everything that goes wrong behind the gateway."""

    def quotes(asked: Asked) -> Simulated:
        return api_error(400, code="c", message=f"{ERROR_WORDS} {len(asked.body)}")

    bad = stream_body(b'data: {"choices":[{"index":0,"delta":{"content":"' + ANSWERED.encode()
                      + b'"}}]}\n\ndata: {' + ERROR_WORDS.encode() + b"\n\n")  # fmt: skip
    for stream in (False, True):
        faults = (hang(), reset_before(), end_early(echo(), size=40), bad)
        words = (garbage(ERROR_WORDS.encode()), html_error(500, text=ERROR_WORDS))
        for behaviour in (*faults, *words):
            upstream.script(behaviour)
            answered = talk.chat(TEXT, stream=stream)
            assert answered.status >= 500 or stream
            assert b"[DONE]" not in answered.body
        upstream.script(quotes)
        body = {"model": "m", "messages": [{"role": "user", "content": TEXT}], "stream": stream}
        answered = talk.gateway.call(
            "POST", "/v1/chat/completions", body, headers={"x-discreet-subject": SUBJECT}
        )
        assert ERROR_WORDS in answered.body.decode(), "the recipient's words are for the caller"
    host = talk.gateway.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=10)
    connection.putrequest("POST", f"/v1/chat/completions?mail={MAIL}")
    connection.putheader("content-length", "100000")
    connection.putheader("authorization", f"Bearer {talk.gateway.keys['chat']}")
    connection.endheaders(TEXT.encode())
    connection.close()


class Planted(RuntimeError):
    """Quotes the request, as errors of libraries do."""


class Broken:
    """An application that fails with the caller's words, inside the gateway's own."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == "/broken":
            raise Planted(f"{MAIL} {scope['query_string']!r}")
        await self._app(scope, receive, send)


def made(settings: Any, env: Any) -> Any:
    from gateway.app import create_app

    return Broken(create_app(settings, env))


def test_no_log_line_header_error_or_file_holds_a_planted_value(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = Seen(monkeypatch)
    directory = tmp_path_factory.mktemp("canary")
    with (
        Upstream() as upstream,
        serving(upstream.url, directory, app=made, upstream_timeout=0.5) as gateway,
    ):
        gateway.opt_in()
        talk = Talk(gateway)
        conversations(talk, upstream)
        refusals(talk)
        failures(talk, upstream)
        talk.call({}, path="/broken")
        logging.getLogger("uvicorn.error").debug("%s %s", MAIL, {"card": CARD})
        logging.getLogger("unknown.library").error("failed on %s", TEXT)
        while_open = gateway.files()
        check(while_open.decode("latin-1"), *gateway.keys.values())
        assert b"conversation" in while_open
        assert (gateway.directory / "discreet.db-wal").exists(), "the write-ahead log is read too"
        check(repr(gateway.settings), *gateway.keys.values())
        for value in (CARD, SSN, MAIL, SUBJECT, *gateway.keys.values()):
            assert not upstream.saw(value)
    check(gateway.files().decode("latin-1"), *gateway.keys.values())
    written = seen.stream.getvalue()
    check(written, *gateway.keys.values())
    lines = [json.loads(line) for line in written.splitlines()]
    assert seen.records > 10, "the libraries did log"
    loggers = {line["logger"] for line in lines}
    assert {"gateway.proxy.routes", "uvicorn.error", "asyncio"} <= loggers
    assert "Traceback" not in written
    assert "Planted" in written
    told = "\n".join(seen.errors)
    check(told, *gateway.keys.values())


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def test_no_repr_on_the_way_holds_a_value(
    engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    setting, examination = make_setting(tmp_path_factory.mktemp("setting"), engine)
    for stream in (False, True):
        tools = [{"type": "function", "function": {"name": "f", "description": MAIL}}]
        incoming = request(stream=stream, user=NAME, tools=tools, metadata={"who": SSN})
        run = (stream_ports if stream else ports)(setting, examination)
        assert run.run(incoming, setting) is None
        document = openai_chat.read_request(incoming.body, ReadOptions())
        shown: list[Any] = [incoming, document, *document.slots, *document.messages, *run.commands]
        for command in run.commands:
            shown += [getattr(command, name, None) for name in
                      ("disclosure", "outcome", "wanted", "segments")]  # fmt: skip
        findings = engine.detect(TEXT)
        ledger = Ledger(bytes(32))
        surrogate = ledger.issue("EMAIL_ADDRESS", MAIL)
        shown += [*findings, findings, ledger, surrogate, run.known, setting.sources]
        shown.append(Segment(pointer="/x", kind=Kind.TEXT, role="user", text=TEXT, before=MAIL))
        shown.append(Reply(status=200, content_type="x", body=TEXT.encode()))
        shown.append(exchange(incoming, setting, wire=OPENAI_CHAT))
        for each in shown:
            check(repr(each))
            check(str(each))


@pytest.mark.parametrize("stream", [False, True])
def test_no_error_on_the_way_holds_a_value(
    engine: Engine, tmp_path_factory: pytest.TempPathFactory, stream: bool
) -> None:
    setting, examination = make_setting(tmp_path_factory.mktemp("errors"), engine)
    bodies = [TEXT.encode(), b"\xff" + MAIL.encode(), b'{"a":"%s","a":1}' % MAIL.encode(),
              b'{"model":"m","messages":[{"role":"user","content":"\\ud800%s"}]}' % SSN.encode(),
              json.dumps({"model": MAIL, "messages": [{"role": SSN}]}).encode(),
              json.dumps({"model": "m", "messages": [{"role": "user", "content": [
                  {"type": "file", "file": {"file_id": MAIL}}]}]}).encode()]  # fmt: skip
    for body in bodies:
        run = (stream_ports if stream else ports)(setting, examination)
        incoming = request(stream=stream)
        object.__setattr__(incoming, "body", body)
        ended = run.run(incoming, setting)
        assert isinstance(ended, GatewayError)
        told = "".join(traceback.format_exception(ended))
        check(told)
        check(f"{ended}{ended!r}{ended.details}")
        assert run.sent == []


def test_an_answer_that_cannot_be_read_is_not_quoted_in_its_error(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with Upstream() as upstream, serving(upstream.url, tmp_path_factory.mktemp("u")) as gateway:
        gateway.opt_in()
        upstream.script(garbage(b'{"choices": ' + ANSWERED.encode()))
        refused = chat(gateway, "garbage")
        assert refused.status == 502
        check(refused.body.decode())

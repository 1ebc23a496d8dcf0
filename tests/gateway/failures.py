"""What every refusal and failure of a served gateway must look like, and what it leaves behind."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any

from gateway.app import create_app
from gateway.proxy.subject import conversation_key
from gateway.settings import Settings, read_master_key
from gateway.wiring import tenant_keys
from tests.gateway.serving import SUBJECT, TENANT, Answered, Serving

CARD = "4111 1111 1111 1111"
SSN = "078-05-1120"
MAIL = "jane.doe@example.com"
TEXT = f"My card {CARD}, ssn {SSN}, mail {MAIL}."
VALUES = (CARD, SSN, MAIL, "4111111111111111", "078051120")
CONTACT = "privacy@example.com"
_TRACES = ("Traceback", 'File "', ".py", "Error:", ", line ")


def check_clean(text: str, values: tuple[str, ...] = VALUES) -> None:
    """No planted value and no stack trace."""
    for value in (*values, *_TRACES):
        assert value not in text


def check_error(error: Any, *, code: str, contact: str = CONTACT) -> None:
    """OpenAI's error object, with a stable code and whom to ask."""
    assert error["code"] == code
    assert isinstance(error["message"], str)
    assert error["message"]
    assert isinstance(error["type"], str)
    assert error["type"].endswith("_error")
    assert "param" in error
    assert error["contact"] == contact
    check_clean(json.dumps(error, ensure_ascii=False))


def check_refusal(answered: Answered, *, status: int, code: str, contact: str = CONTACT) -> None:
    """A refusal that a client neither retries nor learns values from."""
    assert (answered.status, answered.code) == (status, code)
    body = answered.json()
    assert set(body) == {"error"}
    check_error(body["error"], code=code, contact=contact)
    assert answered.headers["content-type"] == "application/json"
    assert answered.headers["x-should-retry"] == "false"
    check_clean(json.dumps(dict(answered.headers)))


def read_events(body: bytes) -> list[Any]:
    """The data of each event of a stream; ``[DONE]`` as it stands."""
    found: list[Any] = []
    for block in body.decode().split("\n\n"):
        for line in block.split("\n"):
            if line.startswith("data: "):
                data = line.removeprefix("data: ")
                found.append(data if data == "[DONE]" else json.loads(data))
    return found


def check_broken_stream(answered: Answered, *, code: str) -> str:
    """A stream whose last event is an error; returns the text before it."""
    assert answered.status == 200
    assert answered.headers["content-type"].startswith("text/event-stream")
    *chunks, last = read_events(answered.body)
    assert set(last) == {"error"}
    check_error(last["error"], code=code)
    assert "[DONE]" not in chunks
    return "".join(
        choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"]
    )


def stored_id(gateway: Serving, conversation: str) -> str:
    """The id under which the store keeps a conversation that a request named."""
    master = read_master_key(gateway.settings.storage, gateway.env)
    stored = conversation_key(tenant_keys(master, TENANT).chain, conversation)
    assert stored is not None
    return stored


def outcomes(gateway: Serving, conversation: str) -> list[str | None]:
    """How each disclosure of a conversation ended, in order; None where that is unknown."""
    stored = stored_id(gateway, conversation)
    path = gateway.directory / "discreet.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        rows = database.execute(
            "SELECT o.status FROM disclosure d LEFT JOIN outcome o USING (disclosure_id)"
            " WHERE d.conversation_id = ? ORDER BY d.at",
            (stored,),
        )
        return [row[0] for row in rows]


def kept(gateway: Serving, conversation: str) -> list[str]:
    """The stored texts of a conversation, in order."""
    stored = stored_id(gateway, conversation)
    return [
        message.text
        for each in gateway.stored()
        if each.conversation_id == stored
        for message in each.messages
    ]


def chat(
    gateway: Serving, conversation: str, content: str = TEXT, *, stream: bool = False
) -> Answered:
    """One raw request of the usual subject in a conversation of its own."""
    return gateway.call(
        "POST",
        "/v1/chat/completions",
        {"model": "m", "messages": [{"role": "user", "content": content}], "stream": stream},
        headers={"x-discreet-subject": SUBJECT, "x-discreet-conversation": conversation},
    )


class Ended:
    """Makes the application, and says when its requests have ended, whatever their end."""

    def __init__(self, wrap: Callable[[Any], Any] | None = None) -> None:
        self._wrap = wrap
        self._change = threading.Condition()
        self._count = 0

    def __call__(self, settings: Settings, env: Mapping[str, str]) -> Any:
        made = create_app(settings, env)
        inner = made if self._wrap is None else self._wrap(made)

        async def app(scope: Any, receive: Any, send: Any) -> None:
            try:
                await inner(scope, receive, send)
            finally:
                if scope["type"] == "http":
                    with self._change:
                        self._count += 1
                        self._change.notify_all()

        return app

    def next(self) -> Iterator[None]:
        """Notes the count; resumed, waits for one request more to end."""
        with self._change:
            before = self._count
        yield
        with self._change:
            assert self._change.wait_for(lambda: self._count > before, 20)

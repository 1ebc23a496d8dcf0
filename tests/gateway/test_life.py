"""The gateway as a process: how it starts, ends, is killed, and what its store then holds."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from gateway.app import open_store
from gateway.settings import Settings, load_settings
from tests.gateway.failures import SSN, TEXT, VALUES
from tests.gateway.serving import (
    MASTER_KEY,
    SUBJECT,
    add_keys,
    consent_body,
    write_configuration,
)
from tests.simulators.completions import Choice
from tests.simulators.replies import Asked, answer, computed, hang_after
from tests.simulators.upstream import Upstream

ROOT = Path(__file__).parents[2]
SECRET = "upstream-key-canary"


@dataclass(slots=True, kw_only=True)
class Process:
    """A served gateway of its own process."""

    popen: subprocess.Popen[str]
    host: str
    settings: Settings
    env: dict[str, str] = field(repr=False)
    keys: dict[str, str] = field(repr=False)

    def call(self, path: str, body: Any, *, key: str = "chat") -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(self.host, timeout=20)
        headers = {
            "authorization": f"Bearer {self.keys[key]}",
            "content-type": "application/json",
        }
        if key == "chat":
            headers["x-discreet-subject"] = SUBJECT
        connection.request("POST", path, body=json.dumps(body), headers=headers)
        return connection.getresponse()

    def chat(self, content: str, *, stream: bool = False) -> http.client.HTTPResponse:
        body = {"model": "m", "messages": [{"role": "user", "content": content}], "stream": stream}
        return self.call("/v1/chat/completions", body)

    def stored(self) -> list[str]:
        """Every stored text, each conversation's joined; read once the process is gone."""

        async def read() -> list[str]:
            store = open_store(self.settings, self.env)
            await store.open()
            try:
                found = await store.conversations("main")
            finally:
                await store.close()
            return ["\n".join(message.text for message in each.messages) for each in found]

        return asyncio.run(read())

    def check_whole(self) -> None:
        """Both files pass SQLite's own check, and no file holds a value."""
        directory = self.settings.storage.directory
        for path in directory.glob("*.db"):
            database = sqlite3.connect(path)
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert database.execute("PRAGMA foreign_key_check").fetchall() == []
            database.close()
        held = b"".join(path.read_bytes() for path in directory.rglob("*") if path.is_file())
        for value in (*VALUES, SUBJECT, SECRET, *self.keys.values()):
            assert value.encode() not in held

    def outcomes(self) -> list[str | None]:
        database = sqlite3.connect(self.settings.storage.directory / "discreet.db")
        rows = database.execute(
            "SELECT o.status FROM disclosure d LEFT JOIN outcome o USING (disclosure_id)"
        ).fetchall()
        database.close()
        return [row[0] for row in rows]


@contextmanager
def process(directory: Path, upstream: str, *, grace: float = 5) -> Iterator[Process]:
    path = write_configuration(directory, upstream, upstream_timeout=30)
    path.write_text(path.read_text().replace("grace: 5", f"grace: {grace}"))
    env = {
        **os.environ,
        "DISCREET_MASTER_KEY": MASTER_KEY,
        "UPSTREAM_KEY": SECRET,
        "PYTHONUNBUFFERED": "1",
    }
    settings = load_settings(path, env)
    keys = asyncio.run(add_keys(settings, env))
    popen = serve(path, env)
    assert popen.stdout is not None
    try:
        line = popen.stdout.readline()
        host = line.strip().rpartition("http://")[2]
        assert host, popen.stderr.read() if popen.stderr else ""
        running = Process(popen=popen, host=host, settings=settings, env=env, keys=keys)
        consent = consent_body(settings, SUBJECT)
        assert running.call("/privacy/consents", consent, key="consent").status == 201
        yield running
    finally:
        popen.kill()
        popen.communicate()


def serve(path: Path, env: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "gateway.cli", "serve", "--config", str(path), "--port", "0",
         "--log-level", "debug"],
        cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


class Paused:
    """An upstream that holds the second half of its stream back until told."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self.received = b""
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        connection, _ = self._server.accept()
        with connection:
            while not self.received.endswith(b"}"):
                self.received += connection.recv(65536)
            first = json.dumps({"choices": [{"index": 0, "delta": {"content": "First words. "},
                                             "finish_reason": None}]})  # fmt: skip
            second = json.dumps({"choices": [{"index": 0, "delta": {"content": "And the end."},
                                              "finish_reason": "stop"}]})  # fmt: skip
            connection.sendall(
                b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
                + f"data: {first}\n\n".encode()
            )
            if self.go.wait(30):
                connection.sendall(f"data: {second}\n\ndata: [DONE]\n\n".encode())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_an_open_stream_finish(tmp_path: Path, number: signal.Signals) -> None:
    upstream = Paused()
    with process(tmp_path, upstream.url) as gateway:
        response = gateway.chat(TEXT, stream=True)
        begun = response.readline()
        assert b"First words." in begun
        gateway.popen.send_signal(number)
        assert gateway.popen.stderr is not None
        logged = ""
        while "waiting_for_connections" not in logged:
            line = gateway.popen.stderr.readline()
            assert line, "the process ended before the stream did"
            logged += line
        upstream.go.set()
        rest = response.read()
        assert b"And the end." in rest
        assert rest.count(b"data: [DONE]") == 1
        _, errors = gateway.popen.communicate(timeout=20)
        assert gateway.popen.returncode in (0, -number, 128 + number)
        for value in (*VALUES, SUBJECT, SECRET):
            assert value not in logged + errors
        assert "Traceback" not in logged + errors
        (text,) = gateway.stored()
        assert "First words. And the end." in text
        assert gateway.outcomes() == ["answered"]
        gateway.check_whole()
    for value in VALUES:
        assert value.encode() not in upstream.received


def test_a_stream_that_outlives_the_grace_period_is_cut_and_kept(tmp_path: Path) -> None:
    upstream = Paused()
    with process(tmp_path, upstream.url, grace=1) as gateway:
        response = gateway.chat(TEXT, stream=True)
        assert b"First words." in response.readline()
        gateway.popen.send_signal(signal.SIGTERM)
        _, errors = gateway.popen.communicate(timeout=20)
        assert "Traceback" not in errors
        try:
            rest = response.read()
        except (http.client.HTTPException, OSError):
            rest = b""
        assert b"[DONE]" not in rest
        assert gateway.outcomes() == ["cancelled"]
        (text,) = gateway.stored()
        assert "First words." in text
        gateway.check_whole()


def test_after_kill_9_every_acknowledged_exchange_is_there(tmp_path: Path) -> None:
    acknowledged: list[str] = []
    enough = threading.Event()

    def count(asked: Asked) -> list[Choice]:
        return [Choice(content=f"answer to {asked.last_text().split(' ')[0]}")]

    with Upstream(computed(count)) as upstream, process(tmp_path, upstream.url) as gateway:

        def ask(worker: int) -> None:
            for turn in range(10_000):
                name = f"w{worker}t{turn}"
                try:
                    answered = gateway.chat(f"{name} {TEXT}", stream=bool(turn % 2))
                    body = answered.read()
                except (http.client.HTTPException, OSError):
                    return
                whole = body.endswith(b"}") if turn % 2 == 0 else b"data: [DONE]" in body
                if answered.status == 200 and whole:
                    acknowledged.append(name)
                if len(acknowledged) >= 60:
                    enough.set()

        threads = [threading.Thread(target=ask, args=(worker,)) for worker in range(4)]
        for thread in threads:
            thread.start()
        assert enough.wait(60)
        gateway.popen.kill()
        for thread in threads:
            thread.join(20)
            assert not thread.is_alive()
        gateway.popen.wait(20)
        texts = "\n".join(gateway.stored())
        for name in acknowledged:
            assert f'"{name} My card' in texts, name
            assert f'"answer to {name}"' in texts, name
        gateway.check_whole()
        for value in VALUES:
            assert not upstream.saw(value)
        again = serve(tmp_path / "gateway.yaml", gateway.env)
        try:
            assert again.stdout is not None
            gateway.host = again.stdout.readline().strip().rpartition("http://")[2]
            assert gateway.chat("back again").status == 200
        finally:
            again.kill()
            again.communicate()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"key": ""}, "DISCREET_MASTER_KEY"),
        ({"key": "c2hvcnQ="}, "at least 32 bytes"),
        ({"key": "not-base64-canary-!"}, "DISCREET_MASTER_KEY"),
        ({"add": "unknown_key: 1\n"}, "unknown_key"),
        ({"add": "limits: {colour: 1}\n"}, "limits"),
        ({"replace": ("third_party: true", "third_party: maybe")}, "third_party"),
        ({"replace": ("recipients: [model-host]}", "recipients: [nobody]}")}, "recipient"),
    ],
)  # fmt: skip
def test_a_configuration_that_cannot_be_used(
    tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    path = write_configuration(tmp_path, "http://127.0.0.1:9")
    text = path.read_text() + change.get("add", "")
    if "replace" in change:
        text = text.replace(*change["replace"])
    path.write_text(text)
    key = change.get("key", MASTER_KEY)
    env = {**os.environ, "DISCREET_MASTER_KEY": key}
    ended = serve(path, env)
    out, errors = ended.communicate(timeout=30)
    assert ended.returncode == 2
    assert errors.startswith("discreet: ")
    assert words in errors
    assert len(errors.splitlines()) == 1
    assert "Traceback" not in out + errors
    if key:
        assert key not in out + errors


def test_another_master_key_does_not_open_the_store(tmp_path: Path) -> None:
    path = write_configuration(tmp_path, "http://127.0.0.1:9")
    env = {**os.environ, "DISCREET_MASTER_KEY": MASTER_KEY}
    asyncio.run(add_keys(load_settings(path, env), env))
    other = "ef" * 32
    ended = serve(path, {**env, "DISCREET_MASTER_KEY": other})
    out, errors = ended.communicate(timeout=30)
    assert ended.returncode not in (0, None)
    assert "Traceback" not in out + errors
    assert "serves on" not in out
    assert other not in out + errors
    assert "master key" in errors, "the operator is told what is wrong"


def test_an_upstream_that_hangs_does_not_keep_the_process(tmp_path: Path) -> None:
    behaviour: Any = hang_after(answer(f"said {SSN}"), size=0)
    with Upstream(behaviour) as upstream, process(tmp_path, upstream.url, grace=1) as gateway:
        caller = threading.Thread(target=lambda: _ignored(gateway), daemon=True)
        caller.start()
        assert upstream.wait_for(1)
        gateway.popen.send_signal(signal.SIGTERM)
        gateway.popen.communicate(timeout=20)
        caller.join(20)
        assert not caller.is_alive()
        assert gateway.outcomes() == ["cancelled"]
        gateway.check_whole()


def _ignored(gateway: Process) -> None:
    try:
        gateway.chat(TEXT).read()
    except (http.client.HTTPException, OSError):
        return

"""The gateway's own rights: a handler for every kind, jobs with names, secrets that are there."""

from __future__ import annotations

import asyncio
import json
import threading
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.policy_rights import Webhook, Webhooks
from gateway.rights.kinds import Method, RightKind, Status
from gateway.rights.outbox import signature
from gateway.rights.service import Filing
from gateway.rights.stored_words import Spaces
from gateway.rights.wiring import Rights, new_rights
from gateway.storage.database import DatabaseStore
from gateway.wiring import now
from tests.gateway.consent import desks
from tests.gateway.rights.acting import examination
from tests.gateway.storage.samples import MASTER


def rights(directory: Path, webhooks: Webhooks, env: dict[str, str]) -> Rights:
    store = DatabaseStore.in_directory(directory, master_key=MASTER)
    tenants = {"main": replace(desks.tenant("main"), webhooks=webhooks)}
    spaces = Spaces(tenants, keys={"main": desks.keys(b"m")}, examines=lambda _: examination())
    return new_rights(store, spaces, env=env)


def test_every_kind_has_a_handler_with_tasks(tmp_path: Path) -> None:
    handlers = rights(tmp_path, Webhooks(), {}).desk.service.steps.handlers
    assert set(handlers) == set(RightKind)
    for handler in handlers.values():
        stores = [task.store for task in handler.tasks]
        assert stores
        assert len(set(stores)) == len(stores)


def test_jobs_have_names_of_their_own(tmp_path: Path) -> None:
    made = rights(tmp_path, Webhooks(), {})
    names = [name for name, _, _ in made.jobs]
    assert {"rights_work", "rights_expiry", "outbox"} <= set(names)
    assert len(set(names)) == len(names)


def test_a_webhook_without_a_secret_is_no_configuration(tmp_path: Path) -> None:
    hooks = Webhooks(rights=Webhook(url="https://x.example", secret_env="HOOK"))
    with pytest.raises(ConfigurationError, match="HOOK"):
        rights(tmp_path, hooks, {})
    made = rights(tmp_path, hooks, {"HOOK": "s" * 16})
    assert made.outbox.secrets == {"HOOK": b"s" * 16}
    assert "ssss" not in repr(made)
    asyncio.run(made.close())


def test_a_request_is_told_to_its_controller(tmp_path: Path) -> None:
    received: list[tuple[bytes, str]] = []

    class Controller(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            received.append((body, self.headers["x-discreet-signature"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Controller)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/hook"
    hooks = Webhooks(rights=Webhook(url=url, secret_env="HOOK"))
    made = rights(tmp_path, hooks, {"HOOK": "s" * 16})
    filing = Filing(
        tenant="main",
        subject="jane",
        kind=RightKind.RESTRICTION,
        filer="subject",
        proven_by=Method.TOKEN,
    )

    async def scenario() -> None:
        store = made.desk.service.store
        assert isinstance(store, DatabaseStore)
        await store.open()
        try:
            request = await made.desk.service.file(filing)
            ended = await made.desk.work.begin(request, seconds=20)
            assert ended.status is Status.FULFILLED
            assert await made.outbox.run(now()) == 2
            assert await made.outbox.run(now()) == 0
        finally:
            await made.close()
            await store.close()

    asyncio.run(scenario())
    server.shutdown()
    server.server_close()
    assert [json.loads(body)["type"] for body, _ in received] == [
        "RightsForwarded",
        "RightsClosed",
    ]
    for body, sent in received:
        stamp = sent.split(",")[0].removeprefix("t=")
        at = datetime.fromtimestamp(int(stamp), UTC)
        assert signature(b"s" * 16, body, now=at) == sent

"""A gateway on loopback for tests, over the simulated upstream, with real clients.

with Upstream() as upstream, serving(upstream.url, tmp_path) as gateway:
    client = gateway.client()
"""

from __future__ import annotations

import asyncio
import base64
import http.client
import json
import os
import shutil
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openai
import uvicorn

from gateway.admin.auth import GUEST_LIFETIME, new_api_key
from gateway.app import create_app, open_store
from gateway.model import Role
from gateway.settings import Settings, load_settings
from gateway.storage.ports import StoredConversation
from gateway.wiring import now
from tests.postgres import new_databases

TENANT = "main"
RECIPIENT = "model-host"
SUBJECT = "visitor-17"
MASTER_KEY = base64.b64encode(bytes(range(32))).decode()
POLICY = Path(__file__).parents[2] / "config" / "policies" / "default.yaml"

CONFIGURATION = """\
storage: {{directory: {directory}/data, region: DE, master_key_env: DISCREET_MASTER_KEY{more}}}
limits: {{connect_timeout: 1, upstream_timeout: {upstream_timeout}, grace: 5,
  body_bytes: {body_bytes}}}
recipients:
  - id: model-host
    party: {{name: Model Host Ltd, role: sub_processor}}
    third_party: true
    country: DE
    transfer_mechanism: null
    training: false
    retention: P30D
    wire: openai
    base_url: {upstream}
    api_key_env: UPSTREAM_KEY
    models: ["*"]
tenants:
  - {{id: main, policy: default, recipients: [model-host]}}
  - {{id: other, policy: default, recipients: [model-host]}}
"""
# Added to ``storage`` where the tests run on PostgreSQL.
POSTGRES = """,
  ledger_key_env: DISCREET_LEDGER_KEY, url_env: DISCREET_DATABASE_URL,
  keys_url_env: DISCREET_KEYS_URL"""


def on_postgres() -> bool:
    """Whether this run's gateways keep everything on PostgreSQL (``make postgres``)."""
    return os.environ.get("DISCREET_TEST_STORE") == "postgres"


def store_environment(*, postgres: bool) -> dict[str, str]:
    """What a gateway needs to reach a fresh store of its own."""
    env = {"DISCREET_MASTER_KEY": MASTER_KEY, "DISCREET_LEDGER_KEY": MASTER_KEY}
    if postgres:
        urls = new_databases()
        env |= {"DISCREET_DATABASE_URL": urls.main, "DISCREET_KEYS_URL": urls.keys}
    return env


def consent_body(
    settings: Settings,
    subject: str | None = None,
    *,
    tenant: str = "main",
    recipient: str = RECIPIENT,
) -> dict[str, Any]:
    """A yes to the notice that is in force; without a subject where a token names it."""
    notice = settings.tenants[tenant].notices["answering", recipient].in_force(datetime.now(UTC))
    assert notice is not None
    body = {
        "purpose": "answering",
        "recipient": recipient,
        "decision": "given",
        "notice_sha256": notice.sha256,
    }
    return body if subject is None else {**body, "subject": subject}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A raw HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return str(self.json()["error"]["code"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A running gateway.

    Attributes:
        url: of the gateway.
        directory: all files that it may write.
        settings: as loaded.
        env: its environment.
        keys: an API key of each role of tenant ``main``, and of tenant ``other`` with
            ``other-`` before its name; ``other`` is that one's chat key too, ``colleague``
            a second administrator's of ``main``.
    """

    url: str
    directory: Path
    settings: Settings
    env: dict[str, str] = field(repr=False)
    keys: Mapping[str, str] = field(repr=False)

    def client(self, subject: str = SUBJECT, **headers: str) -> openai.OpenAI:
        """The real client."""
        return openai.OpenAI(
            base_url=f"{self.url}/v1",
            api_key=self.keys["chat"],
            max_retries=0,
            default_headers={"X-Discreet-Subject": subject, **headers},
        )

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str | None = "chat",
        headers: Mapping[str, str] | None = None,
    ) -> Answered:
        """A raw request; ``body`` is bytes or JSON, ``key`` a role, a key or None."""
        host = self.url.removeprefix("http://")
        connection = http.client.HTTPConnection(host, timeout=20)
        sent = dict(headers or {})
        if key is not None:
            sent["authorization"] = f"Bearer {self.keys.get(key, key)}"
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        if data is not None:
            sent.setdefault("content-type", "application/json")
        connection.request(method, path, body=data, headers=sent)
        response = connection.getresponse()
        answered = Answered(
            status=response.status,
            headers={name.lower(): value for name, value in response.getheaders()},
            body=response.read(),
        )
        connection.close()
        return answered

    def chat(self, content: str, *, subject: str = SUBJECT, **fields: Any) -> Answered:
        """One raw chat request of a subject."""
        body = {"model": "m", "messages": [{"role": "user", "content": content}], **fields}
        return self.call(
            "POST", "/v1/chat/completions", body, headers={"x-discreet-subject": subject}
        )

    def opt_in(self, subject: str = SUBJECT, **fields: str) -> dict[str, Any]:
        """Records the consent of a subject."""
        recipient = fields.get("recipient", RECIPIENT)
        body = {**consent_body(self.settings, subject, recipient=recipient), **fields}
        answered = self.call("POST", "/privacy/consents", body, key="consent")
        assert answered.status == 201, answered.body
        record: dict[str, Any] = answered.json()
        return record

    def stored(self, tenant: str = TENANT) -> list[StoredConversation]:
        """What the store holds of a tenant."""

        async def read() -> list[StoredConversation]:
            store = open_store(self.settings, self.env)
            await store.open()
            try:
                return list(await store.conversations(tenant))
            finally:
                await store.close()

        return asyncio.run(read())

    def files(self) -> bytes:
        """Every byte of every file of the data directory."""
        return b"".join(
            path.read_bytes() for path in sorted(self.directory.rglob("*")) if path.is_file()
        )


def write_configuration(
    directory: Path,
    upstream: str,
    *,
    policy: Mapping[str, str] | None = None,
    upstream_timeout: float = 2,
    body_bytes: int = 10 * 1024 * 1024,
    origins: Sequence[str] = (),
    postgres: bool = False,
) -> Path:
    """Writes a configuration; ``policy`` replaces pieces of the default policy's text."""
    (directory / "policies").mkdir(parents=True)
    shutil.copytree(POLICY.parents[1] / "notices", directory / "notices")
    text = POLICY.read_text()
    for old, new in (policy or {}).items():
        assert old in text, old
        text = text.replace(old, new)
    (directory / "policies" / "default.yaml").write_text(text)
    path = directory / "gateway.yaml"
    path.write_text(
        CONFIGURATION.format(
            directory=directory,
            upstream=upstream,
            upstream_timeout=upstream_timeout,
            body_bytes=body_bytes,
            more=POSTGRES if postgres else "",
        )
        + (f"widget: {{origins: {json.dumps(list(origins))}}}\n" if origins else "")
    )
    return path


async def add_keys(settings: Settings, env: Mapping[str, str]) -> dict[str, str]:
    """An API key of each role."""
    store = open_store(settings, env)
    await store.open()
    keys: dict[str, str] = {}
    kept = [role for role in Role if role is not Role.SUBJECT]
    wanted = [(role.value, TENANT, role) for role in kept]
    wanted += [(f"other-{role.value}", "other", role) for role in kept]
    wanted += [("other", "other", Role.CHAT), ("colleague", TENANT, Role.ADMIN)]
    for name, tenant, role in wanted:
        record, keys[name] = new_api_key(tenant, role, label="test", entropy=os.urandom, now=now())
        if role is Role.GUEST:
            record = replace(record, expires_at=record.created_at + GUEST_LIFETIME)
        await store.add_api_key(record)
    await store.close()
    return keys


@contextmanager
def serving(
    upstream: str, directory: Path, *, app: Any = None, **options: Any
) -> Iterator[Serving]:
    """Serves in a thread; options as ``write_configuration``."""
    store = store_environment(postgres=options.setdefault("postgres", on_postgres()))
    env = {**os.environ, **store, "UPSTREAM_KEY": "upstream-secret"}
    settings = load_settings(write_configuration(directory, upstream, **options), env)
    keys = asyncio.run(add_keys(settings, env))
    made = create_app(settings, env) if app is None else app(settings, env)
    config = uvicorn.Config(
        made, port=0, log_config=None, access_log=False, ws="none", timeout_graceful_shutdown=5
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 30
    while not server.started and time.monotonic() < end and thread.is_alive():
        time.sleep(0.005)
    assert server.started
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Serving(
            url=f"http://127.0.0.1:{port}",
            directory=directory / "data",
            settings=settings,
            env=env,
            keys=keys,
        )
    finally:
        server.should_exit = True
        thread.join(20)

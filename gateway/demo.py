"""The main job on this machine: a scripted conversation through a gateway of its own.

Everything lives in a temporary directory and on loopback: a configuration, an SQLite
file, a gateway and a model that echoes. For each turn it prints what the user wrote,
what the model received, what came back, and what was stored until when.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import secrets
import shutil
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
import uvicorn
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from gateway.admin.auth import new_api_key
from gateway.app import create_app, open_store
from gateway.cli_store import find_configuration
from gateway.echo_model import MODEL, EchoModel
from gateway.logs import configure_logs
from gateway.model import Role
from gateway.settings import Settings, load_settings
from gateway.storage.ports import StoredConversation
from gateway.wiring import now

_TENANT = "demo"
_SUBJECT = "visitor-1"
_START_SECONDS = 30.0
_CONFIGURATION = """\
storage: {{directory: {directory}/data, region: DE, master_key_env: DISCREET_MASTER_KEY}}
recipients:
  - id: echo-model
    party: {{name: Echo Model Ltd, role: sub_processor}}
    third_party: true
    country: DE
    transfer_mechanism: null
    training: false
    retention: P0D
    wire: openai
    base_url: {model_url}
    api_key_env: null
    models: [echo]
tenants:
  - {{id: demo, policy: default, recipients: [echo-model]}}
"""
_TURNS = (
    (
        False,
        "I'm Jane Doe. My card 4111 1111 1111 1111 was charged twice, write jane.doe@example.com.",
    ),
    (True, "My SSN is 078-05-1120, call me on +44 20 7946 0958 about card 4111-1111-1111-1111."),
    (True, "Open https://tracker.example/?who=jane.doe@example.com for jane.doe@example.com."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Demo:
    """The running parts."""

    settings: Settings
    env: dict[str, str]
    url: str
    model: EchoModel
    chat_key: str
    consent_key: str


def run_demo(host: str, port: int, *, once: bool) -> None:
    """Runs the script, then keeps serving until interrupted.

    Args:
        host: address that the gateway listens on.
        port: 0 takes a free one.
        once: end after the script.

    Raises:
        typer.Exit: with code 1 if the ``openai`` package is not installed.
    """
    try:
        import openai
    except ImportError:
        typer.echo("discreet demo needs the openai package: pip install openai", err=True)
        raise typer.Exit(1) from None
    configure_logs("warning")
    console = Console()
    with (
        tempfile.TemporaryDirectory(prefix="discreet-demo-") as directory,
        _running(Path(directory), host=host, port=port) as demo,
    ):
        _script(console, demo, openai=openai)
        console.print(
            Panel(
                f"base_url = {demo.url}/v1\napi_key  = {demo.chat_key}\n"
                f"header   X-Discreet-Subject: {_SUBJECT}   model = {MODEL}",
                title="Serving; Ctrl-C ends it and erases the demo's data",
            )
        )
        if not once:
            with _until_interrupted():
                threading.Event().wait()


@contextmanager
def _until_interrupted() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("")


@contextmanager
def _running(directory: Path, *, host: str, port: int) -> Iterator[_Demo]:
    model = EchoModel()
    env = {**os.environ, "DISCREET_MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode()}
    with _served(model, host="127.0.0.1", port=0) as model_url:
        settings = _settings(directory, model_url=model_url, env=env)
        configure_logs("warning", names=settings.names)
        keys = asyncio.run(_add_keys(settings, env))
        with _served(create_app(settings, env), host=host, port=port) as url:
            yield _Demo(
                settings=settings,
                env=env,
                url=url,
                model=model,
                chat_key=keys[Role.CHAT],
                consent_key=keys[Role.CONSENT],
            )


def _settings(directory: Path, *, model_url: str, env: dict[str, str]) -> Settings:
    found = find_configuration(None).parent
    for folder in ("policies", "notices"):
        if (found / folder).is_dir():
            shutil.copytree(found / folder, directory / folder)
    configuration = directory / "gateway.yaml"
    configuration.write_text(_CONFIGURATION.format(directory=directory, model_url=model_url))
    return load_settings(configuration, env)


async def _add_keys(settings: Settings, env: dict[str, str]) -> dict[Role, str]:
    store = open_store(settings, env)
    await store.open()
    keys = {}
    for role in (Role.CHAT, Role.CONSENT):
        record, text = new_api_key(_TENANT, role, label="demo", entropy=os.urandom, now=now())
        await store.add_api_key(record)
        keys[role] = text
    await store.close()
    return keys


@contextmanager
def _served(app: Any, *, host: str, port: int) -> Iterator[str]:
    """Serves an application in a thread; gives its URL."""
    config = uvicorn.Config(
        app, host=host, port=port, log_config=None, access_log=False, server_header=False,
        ws="none", timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > end:
            raise typer.Exit(3)
        time.sleep(0.01)
    taken = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://{host}:{taken}"
    finally:
        server.should_exit = True
        thread.join()


def _script(console: Console, demo: _Demo, *, openai: Any) -> None:
    client = openai.OpenAI(
        base_url=f"{demo.url}/v1",
        api_key=demo.chat_key,
        max_retries=0,
        default_headers={"X-Discreet-Subject": _SUBJECT},
    )
    first = [{"role": "user", "content": _TURNS[0][1]}]
    console.rule("Before the opt-in")
    asked: dict[str, Any] = {}
    try:
        client.chat.completions.create(model=MODEL, messages=first)
    except openai.PermissionDeniedError as refusal:
        console.print(f"[bold]403 {refusal.code}[/]: {refusal.body['message']}", highlight=False)
        asked = refusal.body["consent"]
    console.print(f"the model received: {demo.model.received.decode() or 'nothing'}")
    console.rule("The person opts in")
    console.print("\n".join(asked["parts"].values()), style="italic", highlight=False)
    record = _record_consent(demo, asked)
    console.print(
        f"{record['state']}: purpose {record['purpose']}, recipient {record['recipient']}"
    )
    messages: list[dict[str, str]] = []
    for streamed, text in _TURNS:
        messages.append({"role": "user", "content": text})
        answer = _ask(client, messages, streamed=streamed)
        console.rule("Streamed" if streamed else "Not streamed")
        _show_turn(console, demo, text=text, answer=answer)
        messages.append({"role": "assistant", "content": answer})


def _ask(client: Any, messages: list[dict[str, str]], *, streamed: bool) -> str:
    answer = client.chat.completions.create(model=MODEL, messages=messages, stream=streamed)
    if not streamed:
        return str(answer.choices[0].message.content)
    return "".join(chunk.choices[0].delta.content or "" for chunk in answer if chunk.choices)


def _record_consent(demo: _Demo, asked: dict[str, Any]) -> dict[str, Any]:
    """Says yes to the notice that the refusal held."""
    named = {name: asked[name] for name in ("purpose", "recipient", "notice_sha256", "language")}
    body = {**named, "subject": _SUBJECT, "decision": "given"}
    request = urllib.request.Request(  # noqa: S310  # loopback, the gateway itself
        f"{demo.url}/privacy/consents",
        data=json.dumps(body).encode(),
        headers={
            "authorization": f"Bearer {demo.consent_key}",
            "content-type": "application/json",
        },
    )
    with urllib.request.urlopen(request) as response:  # noqa: S310
        record: dict[str, Any] = json.load(response)
    return record


def _show_turn(console: Console, demo: _Demo, *, text: str, answer: str) -> None:
    stored = asyncio.run(_stored(demo))
    last = [message.text for message in stored.messages[-2:]]
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    received = demo.model.messages()[-1]["content"]
    rows = (
        ("user wrote", text),
        ("model received", received),
        ("came back", answer),
        ("stored", "\n".join(last)),
        ("class", f"{stored.tag.retention_class}, erased by {stored.tag.erase_by:%Y-%m-%d %H:%M}"),
    )
    for name, value in rows:
        table.add_row(name, _escaped(value))
    console.print(table, highlight=False)


def _escaped(text: str) -> str:
    """Surrogates have brackets, which rich would read as markup."""
    return text.replace("[", "\\[")


async def _stored(demo: _Demo) -> StoredConversation:
    store = open_store(demo.settings, demo.env)
    await store.open()
    try:
        return (await store.conversations(_TENANT))[-1]
    finally:
        await store.close()

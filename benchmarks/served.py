"""A gateway of this very tree, configured and served for a measurement.

Its one recipient is a third party on loopback, so that every request takes the whole
way: consent looked up, read again in the transaction of the disclosure, conversation
stored under its retention class.
"""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.processes import BenchmarkFailed, free_port, post, running, wait_until_serving
from gateway.settings import load_settings
from gateway.wiring import now

MASTER_KEY = "BENCH_MASTER_KEY"
TENANT = "main"
RECIPIENT = "measured-model"
PURPOSE = "answering"
_POLICIES = Path(__file__).resolve().parent.parent / "config" / "policies"

_CONFIGURATION = """\
listen: {{host: 127.0.0.1, port: {port}}}
log_level: {level}
storage:
  directory: {directory}
{databases}  region: DE
  master_key_env: {master_key}
recipients:
{recipients}tenants:
  - {{id: {tenant}, policy: default, recipients: [{named}]}}
keys:
{keys}"""
_DATABASES = """\
  url_env: BENCH_DATABASE_URL
  keys_url_env: BENCH_KEYS_URL
  ledger_key_env: BENCH_MASTER_KEY
"""
_RECIPIENT = """\
  - id: {recipient}
    party: {{name: Measured Model, role: sub_processor}}
    third_party: true
    country: DE
    transfer_mechanism: null
    training: false
    retention: P0D
    wire: {wire}
    base_url: {upstream}
    api_key_env: null
    models: ["*"]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configured:
    """Files and secrets of a gateway that can be started.

    Attributes:
        path: the configuration file.
        port: where it will listen.
        chat_key, consent_key, admin_key: API keys in clear.
        env: what it needs in its environment.
        log: file for its log.
    """

    path: Path
    port: int
    chat_key: str = field(repr=False)
    consent_key: str = field(repr=False)
    admin_key: str = field(repr=False)
    env: Mapping[str, str] = field(repr=False)
    log: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A gateway that serves.

    Attributes:
        configured: its files and keys.
        process: its process id.
        start_seconds: from the start of the process to ``/readyz`` with 200.
    """

    configured: Configured
    process: int
    start_seconds: float


def recipient_of(wire: str) -> str:
    """The id of the recipient that speaks a wire."""
    return RECIPIENT if wire == "openai" else f"{RECIPIENT}-{wire}"


def configure(
    directory: Path,
    upstream: str,
    *,
    level: str = "warning",
    wires: Sequence[str] = ("openai",),
    urls: tuple[str, str] | None = None,
) -> Configured:
    """Writes the configuration of a gateway into an empty directory.

    Args:
        directory: takes configuration, data, scan cache and log.
        upstream: URL of the model's server, without a path.
        level: of its log.
        wires: there is a recipient for each of them.
        urls: of two PostgreSQL databases, for conversations and for keys; None is SQLite.
    """
    chat_key, chat_line = _new_key("chat")
    consent_key, consent_line = _new_key("consent")
    admin_key, admin_line = _new_key("admin")
    port = free_port()
    path = directory / "gateway.yaml"
    path.write_text(
        _CONFIGURATION.format(
            port=port,
            level=level,
            directory=directory / "data",
            databases="" if urls is None else _DATABASES,
            master_key=MASTER_KEY,
            recipients="".join(
                _RECIPIENT.format(recipient=recipient_of(wire), wire=wire, upstream=upstream)
                for wire in wires
            ),
            tenant=TENANT,
            named=", ".join(map(recipient_of, wires)),
            keys=chat_line + consent_line + admin_line,
        )
    )
    for folder in ("policies", "notices"):
        shutil.copytree(_POLICIES.parent / folder, directory / folder)
    cache = directory / "cache"
    cache.mkdir(mode=0o700)
    return Configured(
        path=path,
        port=port,
        chat_key=chat_key,
        consent_key=consent_key,
        admin_key=admin_key,
        env={
            MASTER_KEY: base64.b64encode(os.urandom(32)).decode(),
            "DISCREET_CACHE_DIR": str(cache),
            **dict(zip(("BENCH_DATABASE_URL", "BENCH_KEYS_URL"), urls or (), strict=False)),
        },
        log=directory / "gateway.log",
    )


def _new_key(role: str) -> tuple[str, str]:
    """An API key in clear, and its line in the configuration."""
    # Here, so that a run of the baseline alone does not load the gateway.
    from gateway.admin.auth import new_api_key
    from gateway.model import Role

    key, plain = new_api_key(
        TENANT, Role(role), label="measured", entropy=os.urandom, now=datetime.now(UTC)
    )
    facts = f"id: {key.key_id}, tenant: {TENANT}, role: {role}, sha256: {key.secret_sha256}"
    return plain, f"  - {{{facts}}}\n"


@contextlib.contextmanager
def served(configured: Configured) -> Iterator[Served]:
    """Runs ``discreet serve`` with one worker until the block is left.

    Raises:
        BenchmarkFailed: it does not serve.
    """
    arguments = ["-m", "gateway.cli", "serve", "--config", str(configured.path)]
    started = time.perf_counter()
    with running(arguments, log=configured.log, env=configured.env) as process:
        wait_until_serving(process, configured.port, path="/readyz", status=200)
        seconds = time.perf_counter() - started
        yield Served(configured=configured, process=process.pid, start_seconds=seconds)


def record_consents(
    configured: Configured, subjects: Iterable[str], *, wire: str = "openai"
) -> None:
    """Records the opt-in of each subject to the recipient that speaks a wire.

    Raises:
        BenchmarkFailed: the served gateway does not record it.
    """
    headers = {"authorization": f"Bearer {configured.consent_key}"}
    body = consent_body(configured, wire=wire)
    for subject in subjects:
        status, _ = post(
            configured.port, "/privacy/consents", {**body, "subject": subject}, headers=headers
        )
        if status not in (200, 201):
            raise BenchmarkFailed(f"a consent could not be recorded: status {status}")


def consent_body(
    configured: Configured, *, wire: str = "openai", purpose: str = PURPOSE
) -> dict[str, Any]:
    """What ``POST /privacy/consents`` takes to record an opt-in, but for the subject."""
    tenants = load_settings(configured.path, configured.env).tenants
    notice = tenants[TENANT].notices[purpose, recipient_of(wire)].in_force(now())
    return {
        "purpose": purpose,
        "recipient": recipient_of(wire),
        "decision": "given",
        "notice_sha256": notice.sha256 if notice is not None else "",
        "language": "en",
    }

"""A gateway that serves all five published policies, a tenant each, for tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gateway.admin.auth import GUEST_LIFETIME, new_api_key
from gateway.app import open_store
from gateway.model import Role
from gateway.settings import Settings
from gateway.wiring import now
from tests.gateway import serving as one
from tests.gateway.serving import Answered, Serving

POLICIES = one.POLICY.parent
FIVE = ("instrukt", "instantchatbots", "workki", "juttai", "instntly")
RECIPIENT = "azure-openai"
_PURPOSES = {
    "instrukt": "answering, support, monitoring",
    "instantchatbots": "answering, account, security",
    "workki": "answering, enquiries, legal_claims",
    "juttai": "answering, training_records",
    "instntly": "answering",
}
_RECIPIENT = """\
  - id: {key}
    party: {{name: Model Host Ltd, role: sub_processor}}
    third_party: true
    country: DE
    transfer_mechanism: scc
    training: false
    retention: P30D
    purposes: [{purposes}]
    safeguards: [encrypted at rest and on the way]
    evidence: {{reference: "agreement, annex 2", date: {day}}}
    wire: openai
    base_url: {upstream}
    api_key_env: UPSTREAM_KEY
    models: ["*"]
"""


def write_five(directory: Path, upstream: str, *, postgres: bool = False, **_: Any) -> Path:
    """Writes a configuration with a tenant of each policy's name."""
    directory.mkdir(parents=True, exist_ok=True)
    for name in ("policies", "notices"):
        shutil.copytree(POLICIES.parent / name, directory / name)
    day = datetime.now(UTC).date().isoformat()
    recipients = tenants = ""
    for policy in FIVE:
        key = RECIPIENT if policy == "workki" else f"host-{policy}"
        recipients += _RECIPIENT.format(
            key=key, purposes=_PURPOSES[policy], day=day, upstream=upstream
        )
        tenants += f"  - {{id: {policy}, policy: {policy}, recipients: [{key}]}}\n"
    path = directory / "gateway.yaml"
    more = one.POSTGRES if postgres else ""
    path.write_text(
        f"storage: {{directory: {directory}/data, region: DE,"
        f" master_key_env: DISCREET_MASTER_KEY{more}}}\n"
        "limits: {connect_timeout: 1, upstream_timeout: 2, grace: 5}\n"
        f"recipients:\n{recipients}tenants:\n{tenants}"
    )
    return path


async def _keys(settings: Settings, env: Mapping[str, str]) -> dict[str, str]:
    """A key of each role for each tenant, ``workki-chat`` for example."""
    store = open_store(settings, env)
    await store.open()
    keys: dict[str, str] = {}
    for tenant in FIVE:
        for role in Role:
            if role is Role.SUBJECT:
                continue
            record, secret = new_api_key(tenant, role, label="t", entropy=os.urandom, now=now())
            if role is Role.GUEST:
                record = replace(record, expires_at=record.created_at + GUEST_LIFETIME)
            keys[f"{tenant}-{role.value}"] = secret
            await store.add_api_key(record)
    await store.close()
    return keys


@contextmanager
def serving_five(upstream: str, directory: Path) -> Iterator[Serving]:
    """Serves all five in a thread."""
    usual = one.write_configuration, one.add_keys
    one.write_configuration, one.add_keys = write_five, _keys
    try:
        with one.serving(upstream, directory) as gateway:
            yield gateway
    finally:
        one.write_configuration, one.add_keys = usual


def shown_notice(gateway: Serving, tenant: str, *, purpose: str, recipient: str) -> str:
    """The hash of the notice that a person is shown."""
    asked = f"/privacy/notices/{purpose}?recipient={recipient}"
    notice = gateway.call("GET", asked, key=f"{tenant}-consent").json()
    return str(notice["sha256"])


def given(gateway: Serving, tenant: str, subject: str, *, purpose: str, recipient: str) -> Answered:
    """Records a yes to what is shown."""
    body = {
        "subject": subject,
        "purpose": purpose,
        "recipient": recipient,
        "decision": "given",
        "notice_sha256": shown_notice(gateway, tenant, purpose=purpose, recipient=recipient),
    }
    return gateway.call("POST", "/privacy/consents", body, key=f"{tenant}-consent")


def grown_up(gateway: Serving, tenant: str, subject: str) -> Answered:
    """Notes that a person is of age."""
    body = {"subject": subject, "age_band": "adult"}
    return gateway.call("PATCH", "/privacy/preferences", body, key=f"{tenant}-consent")

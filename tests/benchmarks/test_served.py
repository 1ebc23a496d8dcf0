"""The configuration that a measurement writes is one that the gateway takes."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.served import (
    PURPOSE,
    RECIPIENT,
    TENANT,
    configure,
    consent_body,
    recipient_of,
)
from gateway.admin.auth import matches, parse
from gateway.model import Role
from gateway.settings import load_settings, read_master_key


def test_the_gateway_loads_it_with_both_keys_and_a_third_party(tmp_path: Path) -> None:
    configured = configure(tmp_path, "http://127.0.0.1:9")
    settings = load_settings(configured.path, {**os.environ, **configured.env})
    assert settings.recipients[RECIPIENT].third_party
    assert PURPOSE in settings.tenants[TENANT].policy.purposes
    assert settings.listen.port == configured.port
    assert len(read_master_key(settings.storage, configured.env)) == 32
    for role, plain in ((Role.CHAT, configured.chat_key), (Role.CONSENT, configured.consent_key)):
        presented = parse(plain)
        (record,) = (key for key in settings.keys if key.role is role)
        assert presented is not None
        assert matches(presented.secret, record, now=datetime.now(UTC))


def test_secrets_stand_in_no_repr_and_no_file(tmp_path: Path) -> None:
    configured = configure(tmp_path, "http://127.0.0.1:9")
    secrets = [configured.chat_key, configured.consent_key, *configured.env.values()][:3]
    text = configured.path.read_text() + repr(configured)
    assert not any(secret in text for secret in secrets)
    assert consent_body(configured)["recipient"] == RECIPIENT


def test_each_wire_has_a_recipient_of_its_own(tmp_path: Path) -> None:
    configured = configure(tmp_path, "http://127.0.0.1:9", wires=("openai", "ollama"))
    settings = load_settings(configured.path, {**os.environ, **configured.env})
    wires = {each.key: each.wire for each in settings.tenants[TENANT].recipients}
    assert wires == {RECIPIENT: "openai", recipient_of("ollama"): "ollama"}
    assert consent_body(configured, wire="ollama")["recipient"] == recipient_of("ollama")

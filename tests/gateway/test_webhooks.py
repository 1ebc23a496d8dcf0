"""Webhooks of a tenant: where they may lead, and secrets that are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.policy_rights import Webhook, Webhooks
from gateway.settings import Settings, load_settings
from gateway.webhooks import read_secrets
from tests.gateway.configuration import GATEWAY, write

ENV = {"DISCREET_MASTER_KEY": "A" * 43 + "="}
RIGHTS = "rights: {url: 'https://controller.example/hook?a=1', secret_env: RIGHTS_SECRET}"
MODEL = "recipients: {model: {url: 'http://127.0.0.1:9/hook', secret_env: MODEL_SECRET}}"


def load(directory: Path, webhooks: str) -> Settings:
    old = "recipients: [model]}"
    assert old in GATEWAY
    text = GATEWAY.replace(old, f"recipients: [model], webhooks: {webhooks}}}")
    return load_settings(write(directory, gateway=text), ENV)


def test_both_are_read(tmp_path: Path) -> None:
    tenants = load(tmp_path, f"{{{RIGHTS}, {MODEL}}}").tenants
    assert tenants["main"].webhooks == Webhooks(
        rights=Webhook(url="https://controller.example/hook?a=1", secret_env="RIGHTS_SECRET"),
        recipients={"model": Webhook(url="http://127.0.0.1:9/hook", secret_env="MODEL_SECRET")},
    )
    secrets = {"RIGHTS_SECRET": "r" * 16, "MODEL_SECRET": "m" * 40}
    assert read_secrets(tenants, secrets) == {
        name: value.encode() for name, value in secrets.items()
    }


def test_none_are_needed(tmp_path: Path) -> None:
    tenants = load_settings(write(tmp_path), ENV).tenants
    assert (tenants["main"].webhooks, read_secrets(tenants, {})) == (Webhooks(), {})


@pytest.mark.parametrize("secret", [None, "", "fifteen letters"])
def test_a_secret_is_there_and_long_enough(tmp_path: Path, secret: str | None) -> None:
    tenants = load(tmp_path, f"{{{RIGHTS}}}").tenants
    env = {} if secret is None else {"RIGHTS_SECRET": secret}
    with pytest.raises(ConfigurationError, match="RIGHTS_SECRET: must hold") as caught:
        read_secrets(tenants, env)
    assert "fifteen" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        *("http://controller.example", "http://10.0.0.1/", "http://model/", "ftp://x.example"),
        *("https://", "https://u:p@x.example", "https://x.example/#a", "https://x.example:0"),
        *("controller.example", "//x.example", "https://x.example:port", "https:\\\\x.example"),
        *("https://x.example/a b", "file:///etc/passwd"),
    ],
)
def test_where_a_webhook_may_not_lead(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigurationError, match="webhooks.rights.url"):
        load(tmp_path, f"{{rights: {{url: '{url}', secret_env: S}}}}")


@pytest.mark.parametrize(
    ("webhooks", "place"),
    [
        ("{other: {}}", "webhooks.other"),
        ("{rights: {url: 'https://x.example'}}", "webhooks.rights"),
        ("{rights: {secret_env: S}}", "webhooks.rights"),
        ("{rights: {url: 'https://x.example', secret_env: 'a secret!'}}", "secret_env"),
        ("{recipients: {nobody: {url: 'https://x.example', secret_env: S}}}", "nobody"),
        ("[]", "webhooks"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(tmp_path: Path, webhooks: str, place: str) -> None:
    with pytest.raises(ConfigurationError, match=place):
        load(tmp_path, webhooks)

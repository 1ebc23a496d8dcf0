"""The log of a configuration has its name and second places."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.app import open_store
from gateway.audit.opening import CHECKPOINTS, configured_log, own_place
from gateway.cli_store import open_settings, with_store
from gateway.errors import ConfigurationError
from gateway.storage.opening import ledger_directory
from tests.gateway.commands import KEY, Shell
from tests.gateway.configuration import GATEWAY

pytestmark = pytest.mark.usefixtures("log_state")


def test_a_configured_log_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCREET_MASTER_KEY", KEY)
    section = "audit: {origin: example.org/log, checkpoints: [{file: /none/such}]}\n"
    settings = open_settings(Shell(tmp_path, gateway=GATEWAY + section).config)
    env = {"DISCREET_MASTER_KEY": KEY}
    key = with_store(
        settings, lambda store: configured_log(settings, env, store=store).public_key()
    )
    assert key.name == "example.org/log"


def test_a_secret_that_is_missing_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCREET_MASTER_KEY", KEY)
    place = '{webhook: "https://keep.example", secret_env: KEEP}'
    settings = open_settings(
        Shell(tmp_path, gateway=f"{GATEWAY}audit: {{checkpoints: [{place}]}}\n").config
    )
    env = {"DISCREET_MASTER_KEY": KEY}
    with pytest.raises(ConfigurationError, match="KEEP"):
        configured_log(settings, env, store=open_store(settings, env))


def test_there_is_always_a_second_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCREET_MASTER_KEY", KEY)
    settings = open_settings(Shell(tmp_path, gateway=GATEWAY).config)
    env = {"DISCREET_MASTER_KEY": KEY}
    store = open_store(settings, env)

    async def work() -> list[bytes]:
        await store.open()
        try:
            log = configured_log(settings, env, store=store)
            await log.start(datetime(2026, 1, 1, tzinfo=UTC), policies=[])
            await log.close(datetime(2026, 1, 1, tzinfo=UTC))
        finally:
            await store.close()
        return own_place(settings.storage).notes()

    assert len(asyncio.run(work())) == 1
    assert (ledger_directory(settings.storage) / CHECKPOINTS).exists()

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.audit.opening import configured_log
from gateway.cli import app
from gateway.settings import Settings, load_settings
from gateway.storage.database import DatabaseStore
from gateway.storage.opening import configured_store
from tests.gateway.configuration import write
from tests.gateway.serving import MASTER_KEY
from tests.gateway.storage.samples import START, consent, disclosure, message

pytestmark = pytest.mark.usefixtures("log_state")

ENV = {"DISCREET_MASTER_KEY": MASTER_KEY}


class Here:
    """A configuration, its store, and the commands."""

    def __init__(self, directory: Path) -> None:
        self.path = write(directory)
        self.env = {**ENV, "DISCREET_DATA_DIR": str(directory / "data")}
        self.settings: Settings = load_settings(self.path, self.env)
        self.copies = directory / "copies"

    def run(self, *arguments: str) -> Result:
        command = [*arguments, "--config", str(self.path)]
        return CliRunner().invoke(app, command, env=self.env)

    def fill(self, number: int) -> None:
        async def run() -> None:
            store = self.store()
            await store.open()
            await store.put_consent(consent(tenant="main", record_id=f"consent-{number}"))
            words = (message(f"text {number}"),)
            await store.record(disclosure(number, tenant="main", messages=words))
            log = configured_log(self.settings, self.env, store=store)
            await log.checkpoint(START)
            await store.close()

        asyncio.run(run())

    def store(self) -> DatabaseStore:
        return configured_store(self.settings, self.env)

    def problems(self) -> tuple[object, ...]:
        async def run() -> tuple[object, ...]:
            store = self.store()
            await store.open()
            verdict = await configured_log(self.settings, self.env, store=store).verify()
            await store.close()
            return verdict.problems

        return asyncio.run(run())


@pytest.fixture
def here(tmp_path: Path) -> Here:
    return Here(tmp_path)


def test_the_data_is_copied_and_put_back(here: Here) -> None:
    here.fill(1)
    made = here.run("backup", str(here.copies))
    assert made.exit_code == 0, made.output
    place = Path(made.stdout.strip())
    assert sorted(path.name for path in place.iterdir()) == ["discreet.db", "manifest.json"]
    here.fill(2)
    refused = here.run("restore", str(place))
    assert (refused.exit_code, "--replace" in refused.output) == (1, True)
    done = here.run("restore", str(place), "--replace", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["replayed"] == {"unreadable": 0, "people": 0, "consents": 1}
    assert here.problems() == ()


def test_keys_are_copied_apart_and_put_back_with_the_data(here: Here) -> None:
    here.fill(1)
    data = json.loads(here.run("backup", str(here.copies), "--json").stdout)
    keys = json.loads(here.run("backup", "--keys", str(here.copies), "--json").stdout)
    assert keys["pruned"]["deleted"] == 0
    assert data["pruned"] is None
    assert keys["manifest"]["kind"] == "keys"
    done = here.run("restore", data["place"], "--keys", keys["place"], "--replace")
    assert done.exit_code == 0, done.output
    assert "people erased again: 0" in done.stdout
    assert "consents to be given anew: 1" in done.stdout
    assert "API keys revoked since the back-up, as in that store: 0" in done.stdout
    assert "sessions ended: 0\nopen invitations ended: 0\n" in done.stdout
    (here.settings.storage.directory / "discreet.db").unlink()
    alone = here.run("restore", data["place"], "--keys", keys["place"], "--replace")
    assert alone.exit_code == 0, alone.output
    assert "which API keys were revoked" in alone.stderr
    assert "grants ended: 0\nintegrations switched off: 0\n" in alone.stdout


def test_what_cannot_be_done_is_one_line(here: Here) -> None:
    missing = here.run("restore", str(here.copies), "--replace")
    assert (missing.exit_code, missing.stdout) == (1, "")
    assert missing.stderr.strip() == (
        "discreet: storage_unavailable: there is no back-up in this directory"
    )
    here.fill(1)
    here.copies.write_text("")
    assert here.run("backup", str(here.copies)).exit_code == 1

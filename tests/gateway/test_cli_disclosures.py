"""``discreet rights disclosures`` over a store that a person's disclosure is in."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.app import open_store
from gateway.cli import app
from gateway.cli_consent import subject_of
from gateway.cli_store import open_settings
from tests.gateway.serving import MASTER_KEY
from tests.gateway.storage.samples import disclosure, outcome, refusal
from tests.gateway.test_cli_export import config as config

pytestmark = pytest.mark.usefixtures("log_state")


def run(config: Path, *arguments: str) -> tuple[int, str, str]:
    common = ["--config", str(config), "--tenant", "main", "--subject", "jane"]
    done = CliRunner().invoke(app, ["rights", "disclosures", *common, *arguments])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def told(config: Path) -> Path:
    """A store in which something of Jane went to a model, and something was refused."""

    async def fill() -> None:
        settings = open_settings(config)
        subject = subject_of(settings, "main", name="jane")
        mine: dict[str, Any] = {"tenant": "main", "subject": subject}
        store = open_store(settings, {"DISCREET_MASTER_KEY": MASTER_KEY})
        await store.open()
        try:
            await store.record(disclosure(1, recipient="model-host", **mine))
            await store.finish(outcome(1, **mine))
            await store.note(refusal(1, **mine))
        finally:
            await store.close()

    asyncio.run(fill())
    return config


def test_what_went_to_whom_is_printed(told: Path) -> None:
    status, said, _ = run(told, "--reason", "complaint", "--json")
    [sent] = json.loads(said)["disclosures"]
    assert (status, sent["recipient_name"], sent["recipient_country"]) == (
        0,
        "Model Host Ltd",
        "DE",
    )
    status, said, _ = run(told, "--reason", "complaint")
    assert (status, "Model Host Ltd" in said, "CREDIT_CARD=1" in said) == (0, True, True)


def test_what_was_refused_is_printed(told: Path) -> None:
    status, said, _ = run(told, "--reason", "complaint", "--refusals", "--json")
    assert (status, [each["code"] for each in json.loads(said)["refusals"]]) == (
        0,
        ["consent_required"],
    )


def test_without_a_reason_of_the_list_nothing_is_printed(told: Path) -> None:
    status, said, problem = run(told, "--reason", "curious")
    assert (status, said, "reason_needed" in problem) == (1, "", True)
    assert ("--reason says why" in problem, "X-Discreet" in problem) == (True, False)

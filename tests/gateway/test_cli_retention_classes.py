"""Classes, events and changed classes from the command line."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.app import open_store
from gateway.proxy.subject import subject_reference
from gateway.retention.assign import tag
from gateway.retention.rules import Occasion
from gateway.settings import load_settings
from gateway.storage.ports import StoredConversation
from gateway.wiring import tenant_keys
from tests.gateway.commands import KEY, Shell
from tests.gateway.configuration import POLICY
from tests.gateway.storage.samples import disclosure

pytestmark = pytest.mark.usefixtures("log_state")

DAY = timedelta(days=1)
ENV = {"DISCREET_MASTER_KEY": KEY}
BEGAN = datetime.now(UTC) - 10 * DAY
WAITING = POLICY.replace("last_interaction", "account_closure")
CHAT = "  chat: {trigger: last_interaction, duration: P90D, legal_ground: Needed.}\n"


def keep(shell: Shell, count: int = 2, purpose: str = "answering") -> None:
    """Stores conversations of jane and others under the policy as it is."""
    settings = load_settings(shell.config, ENV)
    keys = tenant_keys(bytes.fromhex(KEY), "main")
    policy = settings.tenants["main"].policy
    occasion = Occasion(purpose=purpose, recipient="model")

    async def act() -> None:
        store = open_store(settings, ENV)
        await store.open()
        for number in range(1, count + 1):
            name = "jane" if number == 1 else f"visitor-{number}"
            wanted = disclosure(
                number,
                tenant="main",
                subject=subject_reference(keys, name),
                tag=tag(policy, occasion, now=BEGAN),
                at=BEGAN,
            )
            await store.record(replace(wanted, recipient="model"))
        await store.close()

    asyncio.run(act())


def kept(shell: Shell) -> list[StoredConversation]:
    settings = load_settings(shell.config, ENV)

    async def read() -> list[StoredConversation]:
        store = open_store(settings, ENV)
        await store.open()
        found = list(await store.conversations("main"))
        await store.close()
        return found

    return asyncio.run(read())


def change(shell: Shell, old: str, new: str) -> None:
    path = shell.config.parent / "policies" / "default.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_the_classes_are_listed(shell: Shell) -> None:
    [listed] = shell.json("retention", "classes")
    assert (listed["key"], listed["duration"], listed["purposes"]) == (
        *("conversation", "P30D"),
        ["answering"],
    )
    assert "last_interaction" in shell("retention", "classes").stdout


def test_an_event_starts_a_clock_once(tmp_path: Path) -> None:
    shell = Shell(tmp_path, policy=WAITING)
    keep(shell)
    at = (BEGAN + DAY).isoformat()
    words = ("retention", "event", "account_closure", "--subject", "jane", "--at", at)
    done = shell.json(*words)
    assert (done["new"], done["conversations"]) == (True, 1)
    assert shell.json(*words) == {"id": done["id"], "new": False, "conversations": 0}
    assert "known already" in shell(*words).stdout
    ends = sorted(each.tag.hide_at for each in kept(shell))
    assert ends[0] == BEGAN + 31 * DAY
    assert ends[1].year == 9999


@pytest.mark.parametrize(
    "words",
    [
        ("closed", "--subject", "jane"),
        ("purpose_fulfilled", "--subject", "jane"),
        ("account_closure", "--subject", "jane", "--at", "2999-01-01T00:00:00Z"),
        ("account_closure", "--subject", "jane", "--at", "now"),
    ],
)
def test_an_event_that_cannot_be_ends_the_command(shell: Shell, words: tuple[str, ...]) -> None:
    done = shell("retention", "event", *words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("discreet: invalid_request")


def test_a_shorter_class_is_seen_then_approved(shell: Shell) -> None:
    keep(shell)
    assert shell.json("retention", "preview")["effects"] == []
    assert "as they are" in shell("retention", "preview").stdout
    change(shell, "P30D", "P5D")
    seen = shell.json("retention", "preview")
    [effect] = seen["effects"]
    assert (effect["rows"], effect["hidden_at_once"], effect["due_at_once"]) == (2, 2, 2)
    assert effect["earliest_after"] < effect["earliest_before"]
    printed = shell("retention", "preview").stdout
    assert f"preview id: {seen['preview_id']}" in printed
    assert max(map(len, printed.splitlines())) <= 160
    assert [each.tag.hide_at for each in kept(shell)] == [BEGAN + 30 * DAY] * 2
    refused = shell("retention", "apply", "0" * 12)
    assert refused.exit_code == 1
    assert "preview_outdated" in refused.stderr
    done = shell.json("retention", "apply", seen["preview_id"])
    assert done == {"preview_id": seen["preview_id"], "changed": 2}
    assert kept(shell) == []
    [counted] = shell.json("retention", "report")
    assert (counted["due"], counted["overdue"]) == (2, 2)
    report = shell("retention", "report")
    assert "2 past the promised time" in report.stderr
    assert "conversations changed: 0" in _again(shell).stdout


def _again(shell: Shell) -> Any:
    return shell("retention", "apply", shell.json("retention", "preview")["preview_id"])


def test_a_class_that_is_gone_is_moved_where_somebody_says(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    keep(shell)
    change(shell, "  conversation: {", "  chat: {")
    change(shell, "retention_class: conversation", "retention_class: chat")
    change(shell, "P30D", "P90D")
    [still] = shell.json("retention", "preview")["effects"]
    assert (still["retention_class"], still["to_class"], still["rows"]) == ("conversation", "", 2)
    assert "--to names one" in shell("retention", "preview").stdout
    for to in ("chat", "conversation=chat"):
        moving = shell.json("retention", "preview", "--to", to)
        assert moving["effects"][0]["to_class"] == "chat"
    for wrong in ("conversation", "chat=chat"):
        assert shell("retention", "preview", "--to", wrong).exit_code == 1
    done = shell.json("retention", "apply", moving["preview_id"], "--to", "conversation=chat")
    assert done["changed"] == 2
    assert {each.tag.retention_class for each in kept(shell)} == {"chat"}
    assert [each.tag.hide_at for each in kept(shell)] == [BEGAN + 90 * DAY] * 2


def test_what_has_no_end_is_printed_without(tmp_path: Path) -> None:
    shell = Shell(tmp_path, policy=WAITING)
    keep(shell)
    change(shell, "P30D", "P60D")
    [effect] = shell.json("retention", "preview")["effects"]
    assert (effect["rows"], effect["earliest_before"], effect["latest_after"]) == (2, None, None)
    [counted] = shell.json("retention", "report")
    assert counted["earliest_erase_by"] in (None, "-")

"""``discreet retention undo`` over a configured store."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.cli_store import open_settings, with_store
from gateway.proxy.subject import conversation_key
from gateway.settings import read_master_key
from gateway.storage.ports import Recorded, Store
from gateway.wiring import tenant_keys
from tests.gateway.commands import KEY, Shell
from tests.gateway.retention.test_undo import MOVING
from tests.gateway.storage.samples import disclosure, tag

pytestmark = pytest.mark.usefixtures("log_state")
DAY = timedelta(days=1)


def test_the_chatbots_own_id_is_brought_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCREET_MASTER_KEY", KEY)
    shell, now = Shell(tmp_path), datetime.now(UTC)
    settings = open_settings(shell.config)
    tenant = next(iter(settings.tenants))
    keys = tenant_keys(read_master_key(settings.storage, os.environ), tenant)
    stored = conversation_key(keys.chain, "c45") or ""
    ends = {"due_at": now + 6 * DAY, "erase_by": now + 7 * DAY}
    tagged = tag(now - DAY, terms=(MOVING,), **ends)
    asked = disclosure(1, tenant=tenant, conversation_id=stored, tag=tagged, at=now - 31 * DAY)

    async def fill(store: Store) -> None:
        assert await store.record(asked) is Recorded.RECORDED

    with_store(settings, fill)
    again = shell.json("retention", "undo", "c45")
    assert again["id"] == stored
    assert datetime.fromisoformat(again["hide_at"]) >= now + 29 * DAY
    second = shell("retention", "undo", "c45")
    assert (second.exit_code, "not_undone" in second.stderr) == (1, True)
    for words in (("c46",), ("c45", "--subject", "ada")):
        missing = shell("retention", "undo", *words)
        assert (missing.exit_code, "not_found" in missing.stderr) == (1, True)
    # A hold takes the same name, and shows what it covers.
    placed = ("--matter", "Case 17", "--authority", "Court", "--review", "2999-01-31")
    (held,) = shell.json("retention", "hold", *placed, "--conversation", "c45")
    assert (held["items"], held["scope"]) == (1, {"conversations": [stored]})
    assert "scope" in shell("retention", "holds").stdout

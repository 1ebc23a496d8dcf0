"""Grants and reads as rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from gateway.access.grants import View
from gateway.storage import grant_rows
from gateway.storage.database import DatabaseStore
from gateway.storage.grant_rows import Read
from tests.gateway.access.stored import HOUR, TENANT, grant, on_store
from tests.gateway.storage.samples import START


def test_what_is_written_is_read_and_what_stands_is_found(tmp_path: Path) -> None:
    first = replace(grant(), approved_by="o", approved_at=START, expires_at=START + HOUR)
    clear = replace(first, grant_id="g2", view=View.CLEAR, follows="g1", content="c")
    asked = grant(grant_id="g3", requested_at=START + HOUR)
    theirs = replace(first, tenant="other")

    async def scenario(store: DatabaseStore) -> None:
        def act(transaction: Any) -> None:
            core = transaction.connection
            for each in (first, clear, asked, theirs):
                grant_rows.add(core, each)
                assert grant_rows.find(core, each.tenant, grant_id=each.grant_id) == each
            assert grant_rows.find(core, "other", grant_id="g2") is None
            assert list(grant_rows.listed(core, TENANT)) == [asked, clear, first]
            assert list(grant_rows.standing(core, TENANT, now=START)) == [first, clear]
            assert list(grant_rows.standing(core, TENANT, now=START + HOUR)) == []
            ended = replace(first, ended_at=START, ended_by="o")
            grant_rows.put(core, ended)
            assert grant_rows.find(core, TENANT, grant_id="g1") == ended
            # The clear view does not outlive the grant that it stands on.
            assert list(grant_rows.standing(core, TENANT, now=START)) == []
            assert list(grant_rows.standing(core, "other", now=START)) == [theirs]

        await store.act(act)

    on_store(tmp_path, scenario, count=0)


def test_reads_are_kept_with_their_grant(tmp_path: Path) -> None:
    made = [
        Read(
            tenant=TENANT,
            grant_id="g1",
            read_id=f"r{number}",
            by="key",
            view=View.MASKED,
            content="c",
            messages=number,
            at=START + number * HOUR,
        )
        for number in range(3)
    ]

    async def scenario(store: DatabaseStore) -> None:
        def act(transaction: Any) -> None:
            core = transaction.connection
            for each in reversed(made):
                grant_rows.add_read(core, each)
            assert list(grant_rows.reads(core, TENANT, grant_id="g1")) == made
            assert grant_rows.read_counts(core, TENANT) == {"g1": 3}
            assert grant_rows.read_counts(core, "other") == {}

        await store.act(act)

    on_store(tmp_path, scenario, count=0)


def test_content_names_one_conversation_without_its_key() -> None:
    names = {grant_rows.content_of(each) for each in ("a", "b", "a")}
    assert len(names) == 2
    assert all(len(each) == 32 for each in names)

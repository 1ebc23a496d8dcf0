"""A read is asked, done and noted in one transaction, and a refused one is noted too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.access.content import Reading, read_content
from gateway.access.grants import View
from gateway.errors import InvalidRequest
from gateway.model import Role
from gateway.policy import Policy
from gateway.storage import grant_rows
from gateway.storage.database import DatabaseStore
from tests.gateway.access.stored import HOUR, TENANT, grant, on_store
from tests.gateway.consent import desks
from tests.gateway.storage.conftest import raw_bytes
from tests.gateway.storage.samples import CANARY, START, disclosure

POLICY = desks.policy()
READING = Reading(
    tenant=TENANT,
    conversation_id=disclosure(1).conversation_id,
    view=View.MASKED,
    role=Role.SUPPORT,
    actor="reader",
    read_id="r1",
    now=START,
)
STANDING = replace(grant(), approved_by="o", approved_at=START, expires_at=START + HOUR)


def restricted(policy: Policy) -> Policy:
    classes = {key: replace(each, restricted=True) for key, each in policy.classes.items()}
    return replace(policy, classes={**classes, "conversation": next(iter(classes.values()))})


async def read(store: DatabaseStore, reading: Reading, policy: Policy = POLICY) -> Any:
    return await store.act(lambda act: read_content(act, reading, policy=policy))


def test_support_reads_under_a_grant_and_nobody_learns_more(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        refused = (await read(store, READING)).refused
        assert refused.code == "grant_needed"
        nothing = (await read(store, replace(READING, conversation_id="nowhere"))).refused
        assert (nothing.code, nothing.message) == (refused.code, refused.message)
        await store.act(lambda act: grant_rows.add(act.connection, STANDING))
        content = await read(store, READING)
        assert content.refused is None
        assert CANARY in content.shown["messages"][0]["text"]
        assert CANARY not in repr(content)
        late = await read(store, replace(READING, now=START + HOUR))
        assert late.refused.code == "grant_needed"
        reads = await store.act(lambda act: grant_rows.reads(act.connection, TENANT, grant_id="g1"))
        assert [(each.by, each.messages) for each in reads] == [("reader", 2)]
        with pytest.raises(InvalidRequest):
            await read(store, replace(READING, conversation_id="nowhere"))

    on_store(tmp_path, scenario)
    log = raw_bytes(tmp_path)
    assert log.count(b'"act":"content.read_refused"') == 3
    assert log.count(b'"act":"content.read"') == 1


def test_a_restricted_class_is_for_the_privacy_officer(tmp_path: Path) -> None:
    closed = restricted(POLICY)

    async def scenario(store: DatabaseStore) -> None:
        await store.act(lambda act: grant_rows.add(act.connection, STANDING))
        for role in (Role.SUPPORT, Role.ADMIN):
            refused = await read(store, replace(READING, role=role, reason="incident"), closed)
            assert refused.refused.code == "class_restricted"
        officer = replace(READING, role=Role.PRIVACY_OFFICER, reason="incident", view=View.CLEAR)
        assert (await read(store, officer, closed)).refused is None

    on_store(tmp_path, scenario)

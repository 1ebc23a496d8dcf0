"""``discreet export`` on a store: what goes out, what does not, and when somebody says no."""

from __future__ import annotations

import asyncio
import hashlib
import json
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from gateway.admin.reasons import read_reason
from gateway.audit.entry import Act
from gateway.consent.persons import PersonChange, Restriction
from gateway.consent.records import ConsentState
from gateway.errors import Refused, StorageFailed
from gateway.purpose_export import LINES, MANIFEST, PurposeExport, Report, export_purpose
from gateway.purpose_rules import Labels, export_route
from gateway.storage.database import DatabaseStore
from tests.gateway.rights.whole_person import wired
from tests.gateway.storage.samples import (
    DAY,
    MASTER,
    START,
    answer,
    consent,
    disclosure,
    message,
    outcome,
    tag,
)
from tests.gateway.test_purpose_rules import TENANT, notice

ROUTE = export_route(TENANT, purpose="evaluation", recipient="operator")
WANTED = PurposeExport(
    route=ROUTE,
    labels=Labels(b"k" * 32),
    now=START,
    reason=read_reason("quality_review:7"),
)
SAID = "I am [PERSON_7KQ2M0XA], subject {}"


async def talk(store: Any, number: int, **changes: Any) -> None:
    """A conversation of its own person, who lets it be used."""
    subject = f"subject-{number}"
    await store.record(
        disclosure(
            number,
            subject=subject,
            messages=(message(wired("user", SAID.format(number)), f"u{number}"),),
            tag=tag(**changes),
        )
    )
    await store.finish(outcome(number, subject=subject, answers=(answer("fine", f"a{number}"),)))
    await store.put_consent(
        consent(
            record_id=f"c{number}",
            subject=subject,
            purpose="evaluation",
            recipient="operator",
            notice=notice(TENANT),
        )
    )


def run(tmp_path: Path, scenario: Callable[[DatabaseStore], Awaitable[Any]]) -> Any:
    async def on_store() -> Any:
        store = DatabaseStore.in_directory(
            tmp_path / "data", master_key=MASTER, clock=lambda: START
        )
        await store.open()
        try:
            return await scenario(store)
        finally:
            await store.close()

    return asyncio.run(on_store())


def lines(out: Path) -> list[Any]:
    return [json.loads(each) for each in (out / LINES).read_text().splitlines()]


def test_only_those_who_let_it_be_used_go_out(tmp_path: Path) -> None:
    out = tmp_path / "out"

    async def scenario(store: DatabaseStore) -> Report:
        for number in range(1, 8):
            await talk(store, number)
        await store.withdraw_consent("acme", "c2", subject="subject-2", at=START)
        for number, change in (
            (3, PersonChange(object_to="evaluation")),
            (4, PersonChange(restrict=Restriction.REQUESTED)),
            (5, PersonChange(tracking_refused=True)),
        ):
            await store.change_person("acme", f"subject-{number}", change=change, at=START)
        await store.put_consent(
            consent(record_id="c9", subject="subject-6", state=ConsentState.REFUSED)
        )
        await store.record(disclosure(8, tag=tag(hide_at=START), subject="subject-7"))
        return await export_purpose(store, WANTED, out=out)

    report = run(tmp_path, scenario)
    assert (report.conversations, report.messages) == (3, 6)
    assert report.excluded == {
        "consent": 1,
        "objection": 1,
        "restriction": 1,
        "retention": 1,
        "signals": 1,
    }
    found = lines(out)
    texts = [each["messages"][0]["text"] for each in found]
    assert all(text.startswith("I am [PERSON ") for text in texts)
    assert sorted(text.rsplit(" ", 1)[1] for text in texts) == ["1", "6", "7"]
    assert "7KQ2M0XA" not in (out / LINES).read_text()
    assert "conversation-1" not in (out / LINES).read_text()
    assert len({each["conversation"] for each in found}) == 3
    assert [each["messages"][1] for each in found] == [{"role": "assistant", "text": "fine"}] * 3


def test_the_manifest_says_what_is_in_it(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"

    async def scenario(store: DatabaseStore) -> Report:
        await talk(store, 1)
        return await export_purpose(store, WANTED, out=out)

    report = run(tmp_path, scenario)
    body = (out / LINES).read_bytes()
    assert json.loads((out / MANIFEST).read_text()) == {
        "schema": "urn:discreet:purpose-export:1",
        "made_at": "2026-01-31T12:00:00.123456Z",
        "tenant": "acme",
        "purpose": "evaluation",
        "recipient": "operator",
        "policy": TENANT.policy.reference,
        "conversations": 1,
        "messages": 2,
        "excluded": {},
        "files": [{"path": LINES, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}],
    }
    assert report.sha256 == hashlib.sha256(body).hexdigest()
    assert sorted(each.name for each in out.iterdir()) == [LINES, MANIFEST]
    for each in out.iterdir():
        assert stat.S_IMODE(each.stat().st_mode) == 0o600


@pytest.mark.parametrize("what", ["withdraw", "object", "erase"])
def test_who_says_no_while_it_is_written_is_not_in_it(tmp_path: Path, what: str) -> None:
    out = tmp_path / "out"

    class Interrupted:
        """Between the writing and the end, somebody says no."""

        def __init__(self, store: DatabaseStore) -> None:
            self.store = store
            self.acts = 0

        async def act(self, function: Callable[[Any], Any], **_: Any) -> Any:
            self.acts += 1
            if self.acts == 3:  # both pages are read
                await self.say_no()
            return await self.store.act(function)

        async def say_no(self) -> None:
            if what == "withdraw":
                await self.store.withdraw_consent("acme", "c1", subject="subject-1", at=START)
            elif what == "object":
                change = PersonChange(object_to="evaluation")
                await self.store.change_person("acme", "subject-1", change=change, at=START)
            else:
                await self.store.sweep(START + DAY)

    async def scenario(store: DatabaseStore) -> Report:
        hide_at = START + DAY / 2
        await talk(store, 1, hide_at=hide_at, erase_by=hide_at)
        await talk(store, 2)
        return await export_purpose(Interrupted(store), WANTED, out=out)

    report = run(tmp_path, scenario)
    assert (report.conversations, report.messages, report.excluded) == (1, 2, {"changed": 1})
    assert [each["messages"][0]["text"][-1] for each in lines(out)] == ["2"]
    assert sorted(each.name for each in out.iterdir()) == [LINES, MANIFEST]


def test_an_export_is_audited_with_counts_and_hash(tmp_path: Path) -> None:
    noted: list[Any] = []

    class Noting:
        def __init__(self, store: DatabaseStore) -> None:
            self.store = store

        async def act(self, function: Callable[[Any], Any], **_: Any) -> Any:
            def watched(transaction: Any) -> Any:
                class Audit:
                    def append(self, *entries: Any) -> None:
                        noted.extend(entries)
                        transaction.audit.append(*entries)

                from dataclasses import replace

                return function(replace(transaction, audit=Audit()))

            return await self.store.act(watched)

    async def scenario(store: DatabaseStore) -> Report:
        await talk(store, 1)
        return await export_purpose(Noting(store), WANTED, out=tmp_path / "out")

    report = run(tmp_path, scenario)
    [entry] = noted
    assert (entry.act, entry.tenant, entry.actor) == (Act.EXPORTED, "acme", "command")
    assert entry.facts == {
        "purpose": "evaluation",
        "recipient": "operator",
        "conversations": 1,
        "messages": 2,
        "sha256": report.sha256,
        "reason": "quality_review",
        "ticket": "7",
    }


def test_a_directory_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine").write_text("mine")

    async def scenario(store: DatabaseStore) -> Report:
        return await export_purpose(store, WANTED, out=out)

    with pytest.raises(Refused) as refused:
        run(tmp_path, scenario)
    assert refused.value.code == "not_empty"
    assert [each.name for each in out.iterdir()] == ["mine"]


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    async def scenario(store: DatabaseStore) -> Report:
        return await export_purpose(store, WANTED, out=tmp_path / "file" / "out")

    with pytest.raises(StorageFailed):
        run(tmp_path, scenario)


def test_what_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    out = tmp_path / "out"

    class Failing:
        def __init__(self, store: DatabaseStore) -> None:
            self.store, self.acts = store, 0

        async def act(self, function: Callable[[Any], Any], **_: Any) -> Any:
            self.acts += 1
            if self.acts == 4:
                raise StorageFailed("the disk is full")
            return await self.store.act(function)

    async def scenario(store: DatabaseStore) -> Report:
        await talk(store, 1)
        return await export_purpose(Failing(store), WANTED, out=out)

    with pytest.raises(StorageFailed):
        run(tmp_path, scenario)
    assert list(out.iterdir()) == []

"""Tags of texts, on the database and in memory: kept, found, ended and erased."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.consent.persons import PersonChange, ReportState, Restriction
from gateway.storage import source_tags
from gateway.storage.database import MAIN_FILE, DatabaseStore
from gateway.storage.files import driver_of, sqlite_engine
from gateway.storage.memory import MemoryStore
from gateway.storage.migrate import migrate
from gateway.storage.ports import LookUp, Recorded, Store, Tagging
from gateway.storage.source_tags import (
    MemoryTags,
    is_tagging,
    keep_tags,
    read_tags,
    tagged_people,
)
from gateway.storage.statements import with_rows
from tests.gateway.storage.conftest import Run, opened, raw_bytes, with_store
from tests.gateway.storage.samples import (
    DAY,
    MASTER,
    START,
    basis,
    disclosure,
    look_up,
    report,
)

END = START + 400 * DAY


def tagged(*texts: str, tags: tuple[str, ...] = ("crm",), **changes: Any) -> LookUp:
    """A look-up of a request that carries tags."""
    until = changes.pop("until", END)
    tagging = Tagging(tags=frozenset(tags), texts=texts, until=until)
    return look_up(texts=texts, tagging=tagging, **changes)


async def found(store: Store, *texts: str, **changes: Any) -> set[str]:
    return set((await store.look_up(look_up(texts=texts, **changes))).sources)


def test_a_text_keeps_the_tags_it_came_with(run: Run) -> None:
    async def scenario(store: Store) -> None:
        assert await found(store, "t1", "t2") == set()
        known = await store.look_up(tagged("t1", "t2"))
        assert known.sources == {"crm"}
        await store.look_up(tagged("t2", "t3", tags=("files", "mail")))
        assert await found(store, "t1") == {"crm"}
        assert await found(store, "t2") == {"crm", "files", "mail"}
        assert await found(store, "t3", "t9") == {"files", "mail"}
        assert await found(store, "t9") == set()
        assert await found(store) == set()

    run(scenario)


@pytest.mark.parametrize("field", ["tenant", "subject"])
def test_tags_do_not_cross_tenants_or_subjects(run: Run, field: str) -> None:
    async def scenario(store: Store) -> None:
        await store.look_up(tagged("t1"))
        assert await found(store, "t1", **{field: "another"}) == set()
        await store.look_up(tagged("t1", tags=("files",), **{field: "another"}))
        assert await found(store, "t1") == {"crm"}
        assert await found(store, "t1", **{field: "another"}) == {"files"}

    run(scenario)


def test_what_is_asked_and_what_is_tagged_can_differ(run: Run) -> None:
    async def scenario(store: Store) -> None:
        tagging = Tagging(tags=frozenset({"crm"}), texts=("theirs",), until=END)
        await store.look_up(look_up(texts=("prompt", "theirs"), tagging=tagging))
        assert await found(store, "prompt") == set()
        assert await found(store, "theirs") == {"crm"}

    run(scenario)


def test_a_tag_ends_and_is_moved_on_by_the_next_request_that_carries_it(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.look_up(tagged("t1", until=START + 10 * DAY))
        await store.look_up(tagged("t2", until=START + 10 * DAY))
        await store.look_up(tagged("t2", until=START + 10 * DAY + timedelta(hours=23)))
        await store.look_up(tagged("t1", until=START + 11 * DAY))
        await store.look_up(tagged("t1", until=START + 3 * DAY))
        just = START + 10 * DAY - timedelta(microseconds=1)
        assert await found(store, "t2", now=just) == {"crm"}
        assert await found(store, "t2", now=START + 10 * DAY) == set()
        assert await found(store, "t1", now=START + 10 * DAY) == {"crm"}
        assert await found(store, "t1", now=START + 11 * DAY) == set()

    run(scenario)


def test_a_sweep_deletes_what_has_ended(run: Run) -> None:
    async def scenario(store: Store) -> None:
        texts = [f"t{n}" for n in range(7)]
        await store.look_up(tagged(*texts, until=START + DAY))
        await store.look_up(tagged("kept", until=START + 2 * DAY))
        assert (await store.sweep(START, batch=3)).tags == 0
        assert (await store.sweep(START + DAY, batch=3)).tags == 7
        assert await found(store, "kept", *texts) == {"crm"}
        assert (await store.sweep(START + 2 * DAY)).tags == 1

    run(scenario)


def test_a_confirmed_report_erases_a_persons_tags(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.look_up(tagged("t1"))
        await store.look_up(tagged("t1", subject="another"))
        await store.add_report(report())
        await store.look_up(tagged("t2"))  # it may still be dismissed
        assert await found(store, "t1", "t2") == {"crm"}
        await store.decide_report("acme", "report-1", state=ReportState.CONFIRMED, at=START)
        assert await found(store, "t1", "t2") == set()
        assert (await store.look_up(tagged("t3"))).sources == set()
        assert await found(store, "t3") == set()
        assert await found(store, "t1", subject="another") == {"crm"}
        assert (await store.sweep(END)).tags == 1

    run(scenario)


@pytest.mark.parametrize("restriction", [Restriction.ERASED, Restriction.CONFIRMED])
def test_of_an_erased_person_nothing_is_remembered(run: Run, restriction: Restriction) -> None:
    async def scenario(store: Store) -> None:
        change = PersonChange(restrict=restriction)
        await store.change_person("acme", "subject-1", change=change, at=START)
        await store.look_up(tagged("t1"))
        await store.change_person(
            "acme", "subject-1", change=PersonChange(lift=restriction), at=START
        )
        assert await found(store, "t1") == set()
        await store.look_up(tagged("t1"))
        assert await found(store, "t1") == {"crm"}

    run(scenario)


def test_a_text_tagged_since_the_look_up_stops_the_disclosure(run: Run) -> None:
    async def scenario(store: Store) -> None:
        leaving = disclosure(texts=("t1", "t2"))
        await store.look_up(tagged("t2"))
        assert await store.record(leaving) is Recorded.FACTS_CHANGED
        assert (await store.look_up(look_up("u1"))).conversation is None
        more = basis(sources=frozenset({"crm", "files"}))
        assert await store.record(disclosure(texts=("t2",), basis=more)) is Recorded.RECORDED
        other = basis(sources=frozenset({"files"}))
        second = disclosure(2, texts=("t2",), basis=other)
        assert await store.record(second) is Recorded.FACTS_CHANGED
        assert await store.record(disclosure(2, texts=("t1",))) is Recorded.RECORDED
        late = disclosure(3, texts=("t2",), at=END)
        assert await store.record(late) is Recorded.RECORDED

    run(scenario)


def test_many_at_once_each_get_their_own(run: Run) -> None:
    async def scenario(store: Store) -> None:
        asked = [
            tagged(
                *(f"{n}-{k}" for k in range(150)), tags=(f"tag-{n}",), subject=f"subject-{n % 5}"
            )
            for n in range(20)
        ]
        known = await asyncio.gather(*map(store.look_up, asked))
        assert [each.sources for each in known] == [{f"tag-{n}"} for n in range(20)]
        assert await found(store, "0-149", "5-0", "1-1", subject="subject-0") == {"tag-0", "tag-5"}

    run(scenario)


def test_a_tag_outlives_the_process_and_names_nobody(tmp_path: Path) -> None:
    async def tag_it(store: DatabaseStore) -> None:
        await store.look_up(tagged("digest-of-a-text"))

    async def ask(store: DatabaseStore) -> set[str]:
        return await found(store, "digest-of-a-text")

    opened(tmp_path, tag_it)
    assert opened(tmp_path, ask) == {"crm"}
    assert b"digest-of-a-text" in raw_bytes(tmp_path)
    with sqlite3.connect(tmp_path / MAIN_FILE) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(source_tag)")]
    assert names == ["tenant", "subject", "digest", "tag", "until"]

    async def erase(store: DatabaseStore) -> None:
        await store.add_report(report())
        await store.decide_report("acme", "report-1", state=ReportState.CONFIRMED, at=START)
        assert (await store.sweep(START)).checkpoint == (0, 0, 0)

    opened(tmp_path, erase)
    assert b"digest-of-a-text" not in raw_bytes(tmp_path)


def test_two_processes_see_each_others_tags(tmp_path: Path) -> None:
    async def scenario(first: DatabaseStore) -> None:
        second = DatabaseStore.in_directory(tmp_path, master_key=MASTER)

        async def both(other: DatabaseStore) -> None:
            await first.look_up(tagged("t1"))
            assert await found(other, "t1") == {"crm"}
            leaving = disclosure(texts=("t1",))
            assert await other.record(leaving) is Recorded.FACTS_CHANGED

        await with_store(second, both)

    opened(tmp_path, scenario)


def test_statements(tmp_path: Path) -> None:
    """None without texts; one where nobody has tags; one more for each 64 texts."""
    with sqlite_engine(tmp_path / "a.db").connect() as connection:
        migrate(connection)
        driver = driver_of(connection)
        seen: list[str] = []
        driver.set_trace_callback(seen.append)

        def count(*wanted: LookUp) -> int:
            seen.clear()
            keep_tags(driver, [(each, None) for each in wanted])
            read_tags(driver, wanted, holders=tagged_people(driver, wanted))
            return len(seen)

        assert count(*(look_up(subject=f"s{n}") for n in range(64))) == 0
        asked = [look_up(texts=("a", "b"), subject=f"s{n}") for n in range(64)]
        assert count(*asked) == 1
        assert count(tagged("a", subject="s3")) == 3
        assert count(*asked) == 2
        more = look_up(texts=tuple(f"t{n}" for n in range(129)), subject="s3")
        assert count(more) == 1 + 3


@pytest.mark.parametrize(("query", "width"), [(source_tags.HOLDERS, 2), (source_tags.TAGS, 3)])
@pytest.mark.parametrize("count", [1, 64])
def test_no_query_reads_the_whole_table(tmp_path: Path, query: str, width: int, count: int) -> None:
    with sqlite_engine(tmp_path / "a.db").connect() as connection:
        migrate(connection)
        driver = driver_of(connection)
        for sql, parameters in with_rows(query, [("1",) * width] * count):
            plan = driver.execute(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall()
            steps = [row[3] for row in plan]
            searches = [step for step in steps if step.startswith("SEARCH")]
            assert len(searches) == 1
            assert "PRIMARY KEY" in searches[0]
            assert (
                f"({' AND '.join(f'{name}=?' for name in ('tenant', 'subject', 'digest')[:width])})"
                in searches[0]
            )
            assert not [
                step
                for step in steps
                if step.startswith("SCAN") and step != "SCAN w" and "CONSTANT ROW" not in step
            ]


def test_only_a_tagging_look_up_takes_the_write_lock() -> None:
    assert is_tagging(tagged("t1"))
    assert not is_tagging(look_up(texts=("t1",)))


def test_the_repr_holds_a_count() -> None:
    tags = MemoryTags()
    tags.keep(tagged("t1", "t2"), None)
    assert repr(tags) == "MemoryTags(2)"


_TEXTS = st.lists(st.sampled_from("abcd"), max_size=3, unique=True).map(tuple)
_TAGS = st.lists(st.sampled_from(("crm", "mail")), max_size=2, unique=True).map(tuple)
_STEPS = st.tuples(
    st.sampled_from(("ask", "sweep")),
    st.integers(0, 40),
    st.sampled_from(("s1", "s2")),
    _TEXTS,
    _TAGS,
)


@given(steps=st.lists(_STEPS, max_size=12))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_both_stores_answer_alike(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[Any, ...]]
) -> None:
    async def history(store: Store) -> list[Any]:
        now: datetime = START
        answers: list[Any] = []
        for what, hours, subject, texts, tags in steps:
            now += timedelta(hours=hours)
            if what == "sweep":
                answers.append((await store.sweep(now)).tags)
                continue
            asked = look_up(texts=texts, subject=subject, now=now)
            if tags:
                asked = tagged(*texts, tags=tags, subject=subject, now=now, until=now + 2 * DAY)
            answers.append((await store.look_up(asked)).sources)
        return answers

    directory = tmp_path_factory.mktemp("tags")
    database = DatabaseStore.in_directory(directory, master_key=MASTER)
    assert asyncio.run(with_store(database, history)) == asyncio.run(
        with_store(MemoryStore(), history)
    )

"""Counts by day and figures, in the database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from gateway.access.terminations import Termination
from gateway.counts.tally import DayCount
from gateway.storage import termination_rows
from gateway.storage.count_rows import Figure, add_counts, put_figure, read_counts, read_figures
from gateway.storage.database import DatabaseStore
from gateway.storage.record_expiry import Expiring, expire
from tests.gateway.storage.samples import MASTER, START

TODAY = START.date()


def acts(directory: Path, *functions: Callable[[Any], Any]) -> list[Any]:
    async def run() -> list[Any]:
        store = DatabaseStore.in_directory(directory, master_key=MASTER)
        await store.open()
        try:
            return [await store.act(each) for each in functions]
        finally:
            await store.close()

    return asyncio.run(run())


def count(day: date = TODAY, *, tenant: str = "main", key: str = "a", many: int = 1) -> DayCount:
    return DayCount(tenant, day, "refusal", key, many)


def test_counts_add_up_by_day_and_key(tmp_path: Path) -> None:
    before = TODAY - timedelta(days=1)
    *_, found, other = acts(
        tmp_path,
        lambda act: add_counts(act.connection, [count(many=2), count(before), count(key="b")]),
        lambda act: add_counts(act.connection, [count(many=5), count(tenant="other")]),
        lambda act: read_counts(act.connection, "main", first=before, last=TODAY),
        lambda act: read_counts(act.connection, "other", first=TODAY, last=TODAY),
    )
    assert found == [count(before), count(many=7), count(key="b")]
    assert other == [count(tenant="other")]


def test_days_outside_are_left_out(tmp_path: Path) -> None:
    *_, found = acts(
        tmp_path,
        lambda act: add_counts(
            act.connection, [count(TODAY + timedelta(days=n)) for n in range(-2, 3)]
        ),
        lambda act: read_counts(act.connection, "main", first=TODAY, last=TODAY),
    )
    assert found == [count()]


def test_a_figure_takes_the_place_of_an_older_one_only(tmp_path: Path) -> None:
    def put(number: int, hours: int) -> Callable[[Any], None]:
        figure = Figure(document={"n": number}, at=START + timedelta(hours=hours))
        return lambda act: put_figure(act.connection, "main", name="classes", figure=figure)

    *_, found, other = acts(
        tmp_path,
        put(1, 0),
        put(2, 2),
        put(3, 1),
        lambda act: read_figures(act.connection, "main"),
        lambda act: read_figures(act.connection, "other"),
    )
    assert found == {"classes": Figure(document={"n": 2}, at=START + timedelta(hours=2))}
    assert other == {}


def test_nothing_is_counted_of_a_tenant_that_has_ended(tmp_path: Path) -> None:
    ended = Termination(
        tenant="gone", announced_by="key", announced_at=START, due_at=START, begun_at=START
    )
    figure = Figure(document={}, at=START)
    *_, counts, others, figures = acts(
        tmp_path,
        lambda act: termination_rows.put(act.connection, ended),
        lambda act: add_counts(act.connection, [count(tenant="gone"), count()]),
        lambda act: put_figure(act.connection, "gone", name="classes", figure=figure),
        lambda act: read_counts(act.connection, "gone", first=TODAY, last=TODAY),
        lambda act: read_counts(act.connection, "main", first=TODAY, last=TODAY),
        lambda act: read_figures(act.connection, "gone"),
    )
    assert (counts, len(others), figures) == ([], 1, {})


def test_counts_end_after_their_time(tmp_path: Path) -> None:
    old = TODAY - timedelta(days=401)
    ending = Expiring(tenant="main", kind="counts", duration="P400D", now=START)
    *_, ended, left = acts(
        tmp_path,
        lambda act: add_counts(act.connection, [count(old), count(TODAY - timedelta(days=399))]),
        lambda act: expire(act, ending, limit=10),
        lambda act: read_counts(act.connection, "main", first=old, last=TODAY),
    )
    assert ended == 1
    assert left == [count(TODAY - timedelta(days=399))]

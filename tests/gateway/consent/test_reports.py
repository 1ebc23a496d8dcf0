"""Reports are listed page by page and decided once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from gateway.consent.persons import ReportState
from gateway.consent.reports import PAGE, decide, page_of_reports
from gateway.errors import Refused
from gateway.storage.memory import MemoryStore
from gateway.storage.ports import Store
from tests.gateway.storage.conftest import Run, with_store
from tests.gateway.storage.samples import DAY, START, report


@pytest.fixture
def run() -> Run:
    return lambda scenario: asyncio.run(with_store(MemoryStore(), scenario))


UNKNOWN = ("report-9", "", "%00", "report 1", "a" * 65, "report-1\n")


@pytest.mark.parametrize("count", [0, 1, PAGE, PAGE + 1, 2 * PAGE])
def test_every_report_is_on_one_page(run: Run, count: int) -> None:
    async def scenario(store: Store) -> list[int]:
        for number in range(count):
            at = START + timedelta(seconds=number // 3)
            await store.add_report(report(number, reported_at=at))
        seen: list[str] = []
        sizes: list[int] = []
        after: str | None = None
        while not sizes or after is not None:
            page, after = await page_of_reports(store, "acme", state=None, after=after)
            sizes.append(len(page))
            seen += [each.report_id for each in page]
        assert len(set(seen)) == len(seen) == count
        return sizes

    wanted = {0: [0], 1: [1], PAGE: [PAGE], PAGE + 1: [PAGE, 1], 2 * PAGE: [PAGE, PAGE]}
    assert run(scenario) == wanted[count]


def test_after_what_is_not_there_comes_nothing(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.add_report(report())
        for after in UNKNOWN:
            with pytest.raises(Refused) as refusal:
                await page_of_reports(store, "acme", state=None, after=after)
            assert (refusal.value.code, refusal.value.status) == ("not_found", 404)

    run(scenario)


def test_a_report_is_decided_once(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.add_report(report())
        asked: dict[str, Any] = {
            "tenant": "acme",
            "state": ReportState.DISMISSED,
            "at": START + DAY,
        }
        decided = await decide(store, "report-1", **asked)
        assert (decided.state, decided.decided_at) == (ReportState.DISMISSED, START + DAY)
        assert await decide(store, "report-1", **{**asked, "at": START}) == decided
        with pytest.raises(Refused) as refusal:
            await decide(store, "report-1", **{**asked, "state": ReportState.CONFIRMED})
        assert (refusal.value.code, refusal.value.status) == ("report_decided", 409)
        assert refusal.value.details == {"state": "dismissed"}
        for tenant, report_id in (("other", "report-1"), *(("acme", each) for each in UNKNOWN)):
            with pytest.raises(Refused) as refusal:
                await decide(store, report_id, **{**asked, "tenant": tenant})
            assert (refusal.value.code, refusal.value.status) == ("not_found", 404)

    run(scenario)

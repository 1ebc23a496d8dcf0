"""Who read content in a time, out of a log that holds much else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from gateway.audit.entry import Act, AuditEntry
from gateway.storage.incident_reads import ContentReads, content_reads
from gateway.storage.transaction import Transaction
from tests.gateway.storage.acts import Acts
from tests.gateway.storage.acts import acts as acts
from tests.gateway.storage.samples import DAY, START

HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)


@pytest.fixture(scope="module")
def tenants(acts: Acts) -> tuple[str, str]:
    """Ten days: each has a read by key-1, one by key-2 an hour later, and two of no interest."""
    mine, other = acts.tenant(), acts.tenant()

    def fill(transaction: Transaction) -> None:
        for day in range(10):
            at = START + day * DAY
            for act, tenant, actor, when in (
                (Act.CONTENT_READ, mine, "key-1", at),
                (Act.CONTENT_READ, other, "key-1", at),
                (Act.INCIDENT_SCOPED, mine, "key-1", at),
                (Act.CONTENT_READ, mine, "key-2", at + HOUR),
            ):
                transaction.audit.append(
                    AuditEntry(act=act, tenant=tenant, at=when, object_id="x", actor=actor)
                )

    acts(fill)
    return mine, other


@pytest.mark.parametrize(
    ("since", "until", "first", "second"),
    [
        (None, None, 10, 10),
        (START, START + 9 * DAY + HOUR, 10, 10),
        (START + TICK, None, 9, 10),
        (START + 3 * DAY, START + 5 * DAY, 3, 2),
        (START + 3 * DAY, START + 5 * DAY + HOUR - TICK, 3, 2),
        (START + 3 * DAY, START + 5 * DAY + HOUR, 3, 3),
        (START + 3 * DAY, START + 3 * DAY, 1, 0),
        (START - 9 * DAY, START - DAY, 0, 0),
        (START + 99 * DAY, None, 0, 0),
        (START + 5 * DAY, START + 3 * DAY, 0, 0),
    ],
)
def test_reads_of_a_time_are_counted_by_who_read(
    acts: Acts,
    tenants: tuple[str, str],
    since: datetime | None,
    until: datetime | None,
    first: int,
    second: int,
) -> None:
    found = acts(lambda each: content_reads(each, tenants[0], since=since, until=until))
    expected = {"key-1": first, "key-2": second}
    assert found == ContentReads(
        by_actor={name: times for name, times in expected.items() if times}, complete=True
    )


def test_another_tenants_reads_are_not_counted(acts: Acts, tenants: tuple[str, str]) -> None:
    found = acts(lambda each: content_reads(each, tenants[1], since=None, until=None))
    assert found.by_actor == {"key-1": 10}
    nobody = acts(lambda each: content_reads(each, "nobody", since=None, until=None))
    assert nobody == ContentReads(by_actor={}, complete=True)


def test_a_count_that_stopped_early_says_so(acts: Acts, tenants: tuple[str, str]) -> None:
    def counted(most: int, until: datetime | None = None) -> ContentReads:
        return acts(
            lambda each: content_reads(each, tenants[0], since=None, until=until, most=most)
        )

    assert counted(4) == ContentReads(by_actor={"key-1": 1, "key-2": 1}, complete=False)
    assert counted(39).complete is False
    assert counted(40) == ContentReads(by_actor={"key-1": 10, "key-2": 10}, complete=True)
    # What comes after the time was not looked for: nothing is missing.
    assert counted(8, START).complete is True

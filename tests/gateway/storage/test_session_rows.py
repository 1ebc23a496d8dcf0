"""Sessions end to the microsecond; failed attempts make an account and a network wait."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from gateway.sign_in.accounts import FAMILIAR, IDLE, LONGEST, MEMORY, Source
from gateway.storage import session_rows
from gateway.storage.schema import to_micros
from gateway.storage.schema_sign_in import SESSION, SIGN_IN_FAILURE
from gateway.storage.session_rows import Session, lifetime
from tests.gateway.storage.acts import Acts
from tests.gateway.storage.acts import acts as acts
from tests.gateway.storage.samples import DAY, START

TICK = timedelta(microseconds=1)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
BOTH = {"a" * 64: Source.HERE, "n" * 64: Source.NETWORK}
HERE, NETWORK = ({name: kind} for name, kind in BOTH.items())
EVERYWHERE = {"e" * 64: Source.ACCOUNT}


def started(acts: Acts, tenant: str, digest: str, **changes: Any) -> Session:
    fields: dict[str, Any] = {
        "digest": f"{tenant}-{digest}",
        "tenant": tenant,
        "user_id": "user-1",
        "method": "password",
        "created_at": START,
        "seen_at": START,
        "until": lifetime(START),
    }
    made = Session(**(fields | changes))
    acts(lambda each: session_rows.start(each, made))
    return made


def looked(acts: Acts, session: Session, at: datetime) -> Session | None:
    return acts(lambda each: session_rows.look(each, session.digest, now=at))


def test_a_session_is_over_thirty_minutes_after_the_last_look(acts: Acts) -> None:
    made = started(acts, acts.tenant(), "idle")
    assert timedelta(minutes=30) == IDLE
    assert timedelta(hours=8) == LONGEST
    assert looked(acts, made, START) == made
    almost = START + IDLE - TICK
    assert looked(acts, made, almost) == made  # as it was before this look
    seen = looked(acts, made, almost + IDLE - TICK)
    assert seen is not None
    assert seen.seen_at == almost
    assert looked(acts, made, almost + IDLE - TICK + IDLE) is None
    # It is gone, and a clock that goes back brings nothing back.
    assert looked(acts, made, START) is None


def test_a_session_is_over_after_eight_hours_however_busy(acts: Acts) -> None:
    made = started(acts, acts.tenant(), "busy")
    for minutes in range(20, 8 * 60, 20):
        assert looked(acts, made, START + minutes * MINUTE) is not None
    assert looked(acts, made, START + LONGEST - TICK) is not None
    assert looked(acts, made, START + LONGEST) is None


def test_a_look_is_noted_once_a_minute(acts: Acts) -> None:
    made = started(acts, acts.tenant(), "seen")
    for at, noted in (
        (START + MINUTE - TICK, START),
        (START + MINUTE, START),
        (START + MINUTE + SECOND, START + MINUTE),
    ):
        found = looked(acts, made, at)
        assert found is not None
        assert found.seen_at == noted


def test_sessions_end_one_at_a_time_or_all_of_a_user(acts: Acts) -> None:
    tenant, other = acts.tenant(), acts.tenant()
    first, second = (started(acts, tenant, name) for name in ("one", "two"))
    another = started(acts, tenant, "another", user_id="user-2")
    theirs = started(acts, other, "theirs")
    assert acts(lambda each: session_rows.end(each, first.digest)) is True
    assert acts(lambda each: session_rows.end(each, first.digest)) is False
    assert acts(lambda each: session_rows.end_all(each, tenant, user_id="user-1")) == 1
    assert [looked(acts, each, START) is not None for each in (first, second)] == [False, False]
    assert looked(acts, another, START) is not None
    assert looked(acts, theirs, START) is not None


def attempt(
    acts: Acts, tenant: str, at: datetime, sources: dict[str, Source] = BOTH
) -> frozenset[Source]:
    return acts(lambda each: session_rows.begin_attempt(each, tenant, sources=sources, now=at))


@pytest.mark.parametrize(
    ("sources", "free", "kind"),
    [
        (HERE, 5, Source.HERE),
        (EVERYWHERE, 50, Source.ACCOUNT),
        (NETWORK, 30, Source.NETWORK),
    ],
)
def test_waits_double_from_fifteen_seconds_to_fifteen_minutes(
    acts: Acts, sources: dict[str, Source], free: int, kind: Source
) -> None:
    tenant, at = acts.tenant(), START
    for _ in range(free):
        assert attempt(acts, tenant, at, sources) == frozenset()
    for seconds in (15, 30, 60, 120, 240, 480, 900, 900):
        # Asking again while one waits makes it no longer.
        for early in (at, at + seconds * SECOND - TICK):
            assert attempt(acts, tenant, early, sources) == {kind}
        at += seconds * SECOND
        assert attempt(acts, tenant, at, sources) == frozenset()
    assert attempt(acts, acts.tenant(), at, sources) == frozenset()
    # After a day without a failure all are free again.
    at += MEMORY
    for _ in range(free):
        assert attempt(acts, tenant, at, sources) == frozenset()


def test_what_was_right_ends_an_accounts_count_and_takes_one_from_the_networks(
    acts: Acts,
) -> None:
    tenant = acts.tenant()
    for _ in range(4):
        attempt(acts, tenant, START)
    acts(lambda each: session_rows.forget(each, tenant, sources=BOTH, now=START))
    rows = select(SIGN_IN_FAILURE).where(SIGN_IN_FAILURE.c.tenant == tenant)
    left = {each.source: each for each in acts(lambda each: each.connection.execute(rows).all())}
    assert {name: each.failures for name, each in left.items()} == {"a" * 64: 0, "n" * 64: 3}
    assert left["a" * 64].good_at == to_micros(START)
    assert left["n" * 64].good_at is None
    for _ in range(5):
        assert attempt(acts, tenant, START, HERE) == frozenset()
    assert attempt(acts, tenant, START) == {Source.HERE}
    # What had to wait was not counted against the network.
    (network,) = acts(
        lambda each: each.connection.execute(rows.where(SIGN_IN_FAILURE.c.source == "n" * 64)).all()
    )
    assert network.failures == 3


def test_what_is_over_is_deleted_and_nothing_else(acts: Acts) -> None:
    tenant = acts.tenant()
    now = START + 2 * DAY
    for digest, seen, until in (
        ("idle", now - IDLE, now + DAY),
        ("over", now, now),
        ("good", now - IDLE + TICK, now + TICK),
    ):
        started(acts, tenant, digest, seen_at=seen, until=until)
    attempt(acts, tenant, now - MEMORY, HERE)
    attempt(acts, tenant, now - MEMORY + TICK, NETWORK)
    acts(lambda each: session_rows.expire(each, now), tenant)
    sessions = select(SESSION.c.session_sha256).where(SESSION.c.tenant == tenant)
    failures = select(SIGN_IN_FAILURE.c.source).where(SIGN_IN_FAILURE.c.tenant == tenant)
    assert acts(lambda each: each.connection.execute(sessions).scalars().all()) == [
        f"{tenant}-good"
    ]
    assert acts(lambda each: each.connection.execute(failures).scalars().all()) == ["n" * 64]


def test_where_an_account_signed_in_nobody_elsewhere_keeps_it_out_for_ninety_days(
    acts: Acts,
) -> None:
    tenant = acts.tenant()
    home, abroad = HERE | EVERYWHERE, {"b" * 64: Source.HERE} | EVERYWHERE
    attempt(acts, tenant, START, home)
    acts(lambda each: session_rows.forget(each, tenant, sources=home, now=START))
    for number in range(50):
        elsewhere = {f"{number:064x}": Source.HERE} | EVERYWHERE
        assert attempt(acts, tenant, START, elsewhere) == frozenset()
    assert attempt(acts, tenant, START, abroad) == {Source.ACCOUNT}
    for _ in range(5):
        assert attempt(acts, tenant, START, home) == frozenset()
    assert attempt(acts, tenant, START, home) == {Source.HERE}
    acts(lambda each: session_rows.expire(each, START + FAMILIAR - TICK), tenant)
    late = START + FAMILIAR
    rows = select(SIGN_IN_FAILURE.c.source).where(SIGN_IN_FAILURE.c.tenant == tenant)
    assert acts(lambda each: each.connection.execute(rows).scalars().all()) == ["a" * 64]
    acts(lambda each: session_rows.expire(each, late), tenant)
    assert acts(lambda each: each.connection.execute(rows).scalars().all()) == []

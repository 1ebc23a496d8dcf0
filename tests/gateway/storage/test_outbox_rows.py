"""Messages wait longer and longer, and are gone when they were taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from gateway.storage.outbox_rows import (
    LONGEST_WAIT,
    Message,
    postpone,
    put,
    remove,
    untaken,
    wait_after,
    waiting,
)
from gateway.storage.schema_rights import OUTBOX
from gateway.storage.transaction import Transaction
from tests.gateway.storage.conftest import Run
from tests.gateway.storage.rights_samples import BOTH
from tests.gateway.storage.samples import CANARY, START

both = pytest.mark.parametrize("run", BOTH, indirect=True)
MINUTE = timedelta(minutes=1)
MESSAGE = Message(
    tenant="acme",
    message_id="m1",
    subject="jane",
    kind="RightsForwarded",
    target="rights",
    body={"words": CANARY, "half": "\ud800"},
    created_at=START,
    request_id="r1",
)


def acted(run: Run, *acts: Any) -> list[Any]:
    async def scenario(store: Any) -> list[Any]:
        return [await store.act(act) for act in acts]

    found: list[Any] = run(scenario)
    return found


@both
def test_a_message_waits_and_goes(run: Run) -> None:
    _, first, _, none, second, count, gone, twice, empty = acted(
        run,
        partial(put, message=MESSAGE),
        partial(waiting, now=START),
        partial(postpone, message=MESSAGE, now=START),
        partial(waiting, now=START + MINUTE - timedelta(microseconds=1)),
        partial(waiting, now=START + MINUTE),
        partial(untaken, tenant="acme"),
        lambda each: remove(each, "acme", message_id="m1", at=START),
        lambda each: remove(each, "acme", message_id="m1", at=START),
        partial(untaken, tenant="acme"),
    )
    assert (first, none, second) == ([MESSAGE], [], [replace(MESSAGE, attempts=1)])
    assert (count, gone, twice, empty) == (1, True, False, 0)
    assert CANARY not in repr(first)


@both
def test_the_longest_waiting_comes_first(run: Run) -> None:
    later = replace(MESSAGE, message_id="m0", created_at=START + MINUTE)
    *_, page, one = acted(
        run,
        partial(put, message=later),
        partial(put, message=MESSAGE),
        partial(waiting, now=START + MINUTE),
        lambda each: waiting(each, START + MINUTE, most=1),
    )
    assert [each.message_id for each in page] == ["m1", "m0"]
    assert [each.message_id for each in one] == ["m1"]


@both
def test_one_whose_key_is_gone_is_dropped(run: Run) -> None:
    def shred(transaction: Transaction) -> None:
        rows = transaction.connection.execute(select(OUTBOX.c.dek_id)).all()
        transaction.keys.destroy([row.dek_id for row in rows])

    *_, page, count = acted(
        run,
        partial(put, message=MESSAGE),
        shred,
        partial(waiting, now=START),
        partial(untaken, tenant="acme"),
    )
    assert (page, count) == ([], 0)


def test_the_waits_double_up_to_six_hours() -> None:
    waits = [wait_after(attempts) for attempts in range(40)]
    assert waits[:4] == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT

"""Who may be asked so often is counted by how sure it is who asks."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.rights.kinds import RightKind
from gateway.rights.requests import RightsRequest
from gateway.storage.database import DatabaseStore
from gateway.storage.request_number import own, stopping, unproven
from gateway.storage.rights_rows import add_request
from gateway.storage.transaction import Transaction
from tests.gateway.rights.acting import in_store
from tests.gateway.storage.rights_samples import request
from tests.gateway.storage.samples import START

DAY = timedelta(days=1)
LIKE = request(99, filer="key-1")


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({}, (1, 0, 1)),
        ({"filer": "key-1"}, (0, 1, 1)),
        ({"filer": "key-2"}, (0, 0, 1)),
        ({"filer": "key-1", "verified_at": START}, (1, 0, 1)),
        ({"filer": "directive:1", "verified_at": START}, (0, 0, 1)),
        ({"filer": "directive", "verified_at": START}, (1, 0, 1)),
        ({"lifts": True}, (0, 0, 0)),
        ({"subject": "joe"}, (0, 0, 0)),
        ({"tenant": "other"}, (0, 0, 0)),
        ({"kind": RightKind.ERASURE}, (0, 0, 0)),
        ({"received_at": START - timedelta(microseconds=1)}, (0, 0, 0)),
    ],
)
def test_each_number_counts_its_own(
    tmp_path: Path, changes: dict[str, Any], counted: tuple[int, int, int]
) -> None:
    held: RightsRequest = request(1, **changes)

    def act(transaction: Transaction) -> tuple[int, int, int]:
        add_request(transaction, held, by=held.filer)
        return (
            own(transaction, LIKE, since=START),
            unproven(transaction, LIKE, since=START),
            stopping(transaction, LIKE, since=START),
        )

    async def scenario(store: DatabaseStore) -> tuple[int, int, int]:
        return await store.act(act)

    assert in_store(tmp_path, scenario) == counted

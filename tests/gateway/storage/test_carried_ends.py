"""What was revoked since a copy stays so; each store is restored once, over what it knew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from gateway.model import Role
from gateway.sign_in.accounts import Account
from gateway.storage import (
    carried_ends,
    grant_rows,
    instruction_rows,
    integration_rows,
    session_rows,
    termination_rows,
    user_rows,
)
from gateway.storage.database import DatabaseStore
from gateway.storage.restore import Wanted
from gateway.storage.schema import API_KEY, to_micros
from gateway.storage.schema_access import ACCESS_GRANT, INSTRUCTION, INTEGRATION, TERMINATION
from gateway.storage.schema_sign_in import ACCOUNT, SESSION
from gateway.storage.session_rows import Session, lifetime
from gateway.storage.transaction import Transaction
from tests.gateway.access.stored import grant, instruction
from tests.gateway.access.test_termination_desk import HELD
from tests.gateway.storage.backups import data_copy, key_copy, put_back, with_store
from tests.gateway.storage.samples import START

HOUR = timedelta(hours=1)
LATER = START + 6 * HOUR
SWITCH = integration_rows.Integration(
    tenant="acme", recipient="p", is_on=True, version=0, changed_by="k", changed_at=START
)


def account(number: int, **changes: Any) -> Account:
    return Account(
        tenant="acme",
        user_id=f"user-{number}",
        name=f"user{number}@example.org",
        role=Role.ADMIN,
        created_at=START,
        created_by="command",
        **changes,
    )


def key_row(number: int) -> dict[str, Any]:
    return {"key_id": f"key-{number}", "tenant": "acme", "role": "admin", "label": "",
            "secret_sha256": f"digest-{number}", "created_at": 0}  # fmt: skip


def begin(transaction: Transaction) -> None:
    connection = transaction.connection
    connection.execute(insert(API_KEY), [key_row(1), key_row(2)])
    for number in (1, 2):
        made = grant(grant_id=f"g{number}", approved_at=START, expires_at=START + 8 * HOUR)
        grant_rows.add(connection, made)
        order = instruction(instruction_id=f"i{number}")
        instruction_rows.add(connection, order)
        integration_rows.put(connection, replace(SWITCH, recipient=f"p{number}"))
        user_rows.add(transaction, account(number), name_hash=f"hash-{number}")
    invited = account(3, invitation="digest", invitation_until=START + 72 * HOUR)
    user_rows.add(transaction, invited, name_hash="hash-3")
    session = Session(
        digest="s1", tenant="acme", user_id="user-1", method="password", created_at=START,
        seen_at=START, until=lifetime(START),
    )  # fmt: skip
    session_rows.start(transaction, session)
    termination_rows.put(connection, HELD)


def revoke(transaction: Transaction) -> None:
    connection, at = transaction.connection, START + HOUR
    connection.execute(
        update(API_KEY).where(API_KEY.c.key_id == "key-1").values(revoked_at=to_micros(at))
    )
    connection.execute(insert(API_KEY), [key_row(3)])
    held = grant_rows.find(connection, "acme", grant_id="g1")
    assert held is not None
    grant_rows.put(connection, replace(held, ended_at=at, ended_by="officer"))
    instruction_rows.revoke(connection, instruction(), at=at, by="officer")
    integration_rows.put(connection, replace(SWITCH, recipient="p1", is_on=False, changed_at=at))
    user_rows.change(transaction, replace(account(1), disabled_at=at))
    user_rows.change(transaction, replace(account(2), role=Role.AUDITOR))
    termination_rows.remove(connection, "acme")


def state(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    columns: dict[str, tuple[Any, ...]] = {
        "keys": (API_KEY.c.key_id, API_KEY.c.revoked_at),
        "grants": (ACCESS_GRANT.c.grant_id, ACCESS_GRANT.c.ended_by),
        "orders": (INSTRUCTION.c.instruction_id, INSTRUCTION.c.revoked_by),
        "switches": (INTEGRATION.c.recipient, INTEGRATION.c.is_on),
        "users": (ACCOUNT.c.user_id, ACCOUNT.c.role, ACCOUNT.c.disabled_at, ACCOUNT.c.invitation),
        "sessions": (SESSION.c.user_id,),
        "ends": (TERMINATION.c.tenant,),
    }
    return {
        name: [tuple(row) for row in connection.execute(select(*each).order_by(each[0]))]
        for name, each in columns.items()
    }


def acting(function: Callable[[Transaction], Any]) -> Callable[[DatabaseStore], Any]:
    return lambda store: store.act(function)


def look(directory: Path) -> dict[str, list[tuple[Any, ...]]]:
    return with_store(directory, acting(lambda act: state(act.connection)))


@pytest.mark.parametrize("with_keys", [False, True])
def test_what_was_revoked_since_the_copy_stays_revoked(tmp_path: Path, with_keys: bool) -> None:
    data, at = tmp_path / "data", to_micros(START + HOUR)
    with_store(data, acting(begin))
    made, keys = data_copy(data, tmp_path / "copies"), key_copy(data, tmp_path / "keys")
    with_store(data, acting(revoke))
    wanted = Wanted(data=made.place, keys=keys.place if with_keys else None, replaces=True)
    carried = put_back(data, wanted, now=LATER).carried
    ended = (carried.api_keys, carried.grants, carried.instructions, carried.integrations)
    assert (*ended, carried.users) == (1, 1, 1, 1, 1)
    assert (carried.sessions, carried.invitations, carried.tenants) == (1, 1, 0)
    assert look(data) == {
        "keys": [("key-1", at), ("key-2", None), ("key-3", None)],
        "grants": [("g1", "officer"), ("g2", "")],
        "orders": [("i1", "officer"), ("i2", "")],
        "switches": [("p1", 0), ("p2", 1)],
        "users": [
            ("user-1", "admin", at, ""),
            ("user-2", "auditor", None, ""),
            ("user-3", "admin", None, ""),
        ],
        "sessions": [],
        "ends": [],
    }


def test_what_nothing_is_known_of_ends_where_it_lets_somebody_in(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with_store(data, acting(begin))
    made = data_copy(data, tmp_path / "copies")
    (data / "discreet.db").unlink()
    carried = put_back(data, Wanted(data=made.place), now=LATER).carried
    assert not carried.read
    assert (carried.grants, carried.integrations) == (2, 2)
    assert (carried.sessions, carried.invitations) == (1, 1)
    found = look(data)
    assert found["grants"] == [("g1", "restore"), ("g2", "restore")]
    assert found["switches"] == [("p1", 0), ("p2", 0)]
    assert found["orders"] == [("i1", ""), ("i2", "")]
    assert found["keys"] == [("key-1", None), ("key-2", None)]
    assert found["ends"] == [("acme",)]


def test_an_end_that_only_the_copy_knows_stays_too(tmp_path: Path) -> None:
    """The store that is there is older than the copy, after a restore by mistake."""
    data = tmp_path / "data"
    with_store(data, acting(begin))
    early = data_copy(data, tmp_path / "early")
    with_store(data, acting(revoke))
    late = data_copy(data, tmp_path / "late", now=START + HOUR)
    (data / "discreet.db").unlink()
    put_back(data, Wanted(data=early.place), now=LATER)
    put_back(data, Wanted(data=late.place, replaces=True), now=LATER)
    found, at = look(data), to_micros(START + HOUR)
    assert found["keys"] == [("key-1", at), ("key-2", None), ("key-3", None)]
    assert found["grants"] == [("g1", "restore"), ("g2", "restore")]
    assert found["orders"] == [("i1", "officer"), ("i2", "")]
    assert found["users"][0] == ("user-1", "admin", at, "")


def test_rows_of_other_tables_are_left_alone() -> None:
    assert carried_ends.names(INTEGRATION) == ["tenant", "recipient"]
    assert set(carried_ends.ENDS) >= {API_KEY.name, ACCOUNT.name, TERMINATION.name}

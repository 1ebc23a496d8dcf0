"""Accounts as rows: found by a hash, sealed names and secrets, and nobody else's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from gateway.errors import StorageFailed
from gateway.model import Role
from gateway.sign_in.accounts import Account
from gateway.storage import user_rows
from gateway.storage.schema_sign_in import ACCOUNT
from gateway.storage.sealed import shred
from tests.gateway.storage.acts import Acts
from tests.gateway.storage.acts import acts as acts
from tests.gateway.storage.samples import CANARY, DAY, START


def account(tenant: str, number: int = 1, **changes: Any) -> Account:
    fields: dict[str, Any] = {
        "tenant": tenant,
        "user_id": f"user-{number}",
        "name": f"{CANARY}-{number}",
        "role": Role.PRIVACY_OFFICER,
        "created_at": START,
        "created_by": "command",
    }
    return Account(**(fields | changes))


def added(acts: Acts, made: Account) -> Account:
    acts(lambda each: user_rows.add(each, made, name_hash=f"hash of {made.user_id}"))
    return made


def found(acts: Acts, made: Account) -> Account | None:
    return acts(lambda each: user_rows.find(each, made.tenant, user_id=made.user_id))


def key_of(acts: Acts, made: Account) -> str:
    query = select(ACCOUNT.c.dek_id).where(
        ACCOUNT.c.tenant == made.tenant, ACCOUNT.c.user_id == made.user_id
    )
    return str(acts(lambda each: each.connection.execute(query).scalar_one()))


def test_an_account_is_found_by_id_name_and_invitation(acts: Acts) -> None:
    tenant, other = acts.tenant(), acts.tenant()
    made = added(acts, account(tenant, invitation="1" * 64, invitation_until=START + DAY))
    assert found(acts, made) == made
    for where, name_hash, expected in (
        (tenant, "hash of user-1", made),
        (other, "hash of user-1", None),
        (tenant, "hash of user-2", None),
    ):
        assert acts.do(user_rows.named, where, name_hash=name_hash) == expected
    assert found(acts, replace(made, tenant=other)) is None
    assert acts(lambda each: user_rows.invited(each, "1" * 64)) == made
    assert acts(lambda each: user_rows.invited(each, "2" * 64)) is None


def test_no_invitation_is_nobodys(acts: Acts) -> None:
    added(acts, account(acts.tenant()))
    assert acts(lambda each: user_rows.invited(each, "")) is None


def test_one_name_is_one_account_of_a_tenant(acts: Acts) -> None:
    tenant = acts.tenant()
    added(acts, account(tenant))
    with pytest.raises(StorageFailed, match="IntegrityError"):
        acts(lambda each: user_rows.add(each, account(tenant, 2), name_hash="hash of user-1"))
    acts(lambda each: user_rows.add(each, account(acts.tenant(), 2), name_hash="hash of user-1"))
    assert [each.user_id for each in acts(lambda each: user_rows.listed(each, tenant))] == [
        "user-1"
    ]


def test_accounts_are_listed_oldest_first(acts: Acts) -> None:
    tenant = acts.tenant()
    for number, day in ((1, 1), (3, 0), (2, 0)):
        added(acts, account(tenant, number, created_at=START + day * DAY))
    found = acts(lambda each: user_rows.listed(each, tenant))
    assert [each.user_id for each in found] == ["user-2", "user-3", "user-1"]


def test_a_change_keeps_everything_and_the_secret_only_where_it_is_new(acts: Acts) -> None:
    made = added(acts, account(acts.tenant()))
    first = key_of(acts, made)
    enrolled = replace(
        made,
        role=Role.ADMIN,
        password_hash="$argon2id$x",
        secret="ABC234",
        enrolled_at=START,
        totp_step=7,
        recovery=("3" * 64, "4" * 64),
    )
    acts(lambda each: user_rows.change(each, enrolled, secret_at=START))
    assert found(acts, made) == enrolled
    second = key_of(acts, made)
    assert second != first
    assert acts(lambda each: set(each.keys.find([first, second]))) == {second}
    # Without a time the secret is not written, whatever the object holds.
    later = replace(enrolled, secret="XYZ567", totp_step=8, disabled_at=START + DAY)
    acts(lambda each: user_rows.change(each, later))
    assert found(acts, made) == replace(later, secret="ABC234")
    assert key_of(acts, made) == second


def test_whose_key_is_gone_has_no_name_no_secret_and_cannot_sign_in(acts: Acts) -> None:
    made = account(acts.tenant(), password_hash="$argon2id$x", secret="ABC234", enrolled_at=START)
    assert made.can_sign_in
    added(acts, made)
    key = key_of(acts, made)
    acts(lambda each: shred(each, [key], at=START))
    left = found(acts, made)
    assert left is not None
    assert (left.name, left.secret, left.password_hash, left.can_sign_in) == ("", "", "", False)


def test_no_column_holds_a_name_or_a_secret_in_clear(acts: Acts) -> None:
    made = added(acts, account(acts.tenant(), secret="SECRET234SECRET"))
    query = select(ACCOUNT).where(ACCOUNT.c.tenant == made.tenant)
    (row,) = acts(lambda each: each.connection.execute(query).all())
    kept = b" ".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for value in row
    )
    assert CANARY.encode() not in kept
    assert b"SECRET234SECRET" not in kept
    assert CANARY not in repr(made)

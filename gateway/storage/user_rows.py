"""Accounts as rows: names and secrets sealed; functions of one transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, insert, select, update

from gateway.model import Role
from gateway.sign_in.accounts import Account
from gateway.storage import session_rows
from gateway.storage.incident_rows import read_time
from gateway.storage.people_rows import write_time
from gateway.storage.schema import from_micros, to_micros
from gateway.storage.schema_sign_in import ACCOUNT
from gateway.storage.sealed import Sealed, place, seal, shred, unseal
from gateway.storage.transaction import Transaction


def add(transaction: Transaction, account: Account, *, name_hash: str) -> None:
    """Adds an account; ``name_hash`` is what it is found by."""
    transaction.connection.execute(
        insert(ACCOUNT).values(
            tenant=account.tenant,
            user_id=account.user_id,
            name_hash=name_hash,
            created_at=to_micros(account.created_at),
            created_by=account.created_by,
            **_changing(account),
            **_sealed(transaction, account, at=account.created_at),
        )
    )


def find(transaction: Transaction, tenant: str, *, user_id: str) -> Account | None:
    """The account of an id."""
    query = select(ACCOUNT).where(ACCOUNT.c.tenant == tenant, ACCOUNT.c.user_id == user_id)
    return next(iter(_read(transaction, query)), None)


def named(transaction: Transaction, tenant: str, *, name_hash: str) -> Account | None:
    """The account of a login name."""
    query = select(ACCOUNT).where(ACCOUNT.c.tenant == tenant, ACCOUNT.c.name_hash == name_hash)
    return next(iter(_read(transaction, query)), None)


def invited(transaction: Transaction, invitation: str) -> Account | None:
    """The account whose invitation has this hash, in whichever tenant."""
    query = select(ACCOUNT).where(ACCOUNT.c.invitation == invitation)
    return next(iter(_read(transaction, query)), None) if invitation else None


def listed(transaction: Transaction, tenant: str) -> Sequence[Account]:
    """A tenant's accounts, oldest first."""
    query = select(ACCOUNT).where(ACCOUNT.c.tenant == tenant)
    return _read(transaction, query.order_by(ACCOUNT.c.created_at, ACCOUNT.c.user_id))


def change(
    transaction: Transaction, account: Account, *, secret_at: datetime | None = None
) -> None:
    """Keeps what changed of an account; its secret only where ``secret_at`` is given."""
    where = (ACCOUNT.c.tenant == account.tenant, ACCOUNT.c.user_id == account.user_id)
    values = _changing(account)
    old: Sequence[str] = ()
    if secret_at is not None:
        old = transaction.connection.execute(select(ACCOUNT.c.dek_id).where(*where)).scalars().all()
        values |= _sealed(transaction, account, at=secret_at)
    transaction.connection.execute(update(ACCOUNT).where(*where).values(**values))
    if secret_at is not None:
        shred(transaction, old, at=secret_at)


def erase(transaction: Transaction, keys: Sequence[tuple[Any, ...]], *, now: datetime) -> None:
    """Destroys the words of accounts whose rows are about to go, and ends their sessions."""
    for tenant, user_id in keys:
        where = (ACCOUNT.c.tenant == tenant, ACCOUNT.c.user_id == user_id)
        query = select(ACCOUNT.c.dek_id).where(*where)
        shred(transaction, transaction.connection.execute(query).scalars().all(), at=now)
        session_rows.end_all(transaction, tenant, user_id=user_id)


def remove(transaction: Transaction, account: Account, *, at: datetime) -> None:
    """Deletes an account, its words first."""
    erase(transaction, [(account.tenant, account.user_id)], now=at)
    mine = (ACCOUNT.c.tenant == account.tenant, ACCOUNT.c.user_id == account.user_id)
    transaction.connection.execute(delete(ACCOUNT).where(*mine))


def _changing(account: Account) -> dict[str, Any]:
    return {
        "role": account.role.value,
        "disabled_at": write_time(account.disabled_at),
        "password_hash": account.password_hash,
        "enrolled_at": write_time(account.enrolled_at),
        "totp_step": account.totp_step,
        "invitation": account.invitation,
        "invitation_until": write_time(account.invitation_until),
        "recovery": ",".join(account.recovery),
    }


def _where(tenant: str, user_id: str) -> bytes:
    return place("account", tenant, row_id=user_id)


def _sealed(transaction: Transaction, account: Account, *, at: datetime) -> dict[str, Any]:
    words = {"name": account.name, "secret": account.secret}
    made = seal(
        transaction.keys,
        json.dumps(words, ensure_ascii=False).encode("utf-8", "surrogatepass"),
        tenant=account.tenant,
        where=_where(account.tenant, account.user_id),
        at=at,
    )
    return {"dek_id": made.dek_id, "body": made.body}


def _read(transaction: Transaction, query: Select[Any]) -> list[Account]:
    found = []
    for row in transaction.connection.execute(query).all():
        sealed = Sealed(dek_id=row.dek_id, body=bytes(row.body))
        data = unseal(transaction.keys, sealed, where=_where(row.tenant, row.user_id))
        words = json.loads(data) if data is not None else {"name": "", "secret": ""}
        found.append(
            Account(
                tenant=row.tenant,
                user_id=row.user_id,
                name=words["name"],
                role=Role(row.role),
                created_at=from_micros(row.created_at),
                created_by=row.created_by,
                disabled_at=read_time(row.disabled_at),
                # Without its key nobody can be asked for a code, so nobody signs in.
                password_hash=row.password_hash if data is not None else "",
                secret=words["secret"],
                enrolled_at=read_time(row.enrolled_at),
                totp_step=row.totp_step,
                invitation=row.invitation,
                invitation_until=read_time(row.invitation_until),
                recovery=tuple(each for each in row.recovery.split(",") if each),
            )
        )
    return found

"""Sessions of people who signed in, and failed attempts; functions of one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from gateway.sign_in.accounts import FAMILIAR, IDLE, LONGEST, MEMORY, Source, wait_after
from gateway.storage.schema import from_micros, to_micros
from gateway.storage.schema_sign_in import SESSION, SIGN_IN_FAILURE
from gateway.storage.transaction import Transaction

# A look at a page is noted no more often.
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session.

    Attributes:
        digest: SHA-256 of what the browser holds.
        tenant, user_id: whose.
        method: ``password`` or ``oidc``.
        created_at: of the sign-in.
        seen_at: of the last look, within a minute.
        until: it ends then, however busy.
    """

    digest: str = field(repr=False)
    tenant: str
    user_id: str
    method: str
    created_at: datetime
    seen_at: datetime
    until: datetime


def start(transaction: Transaction, session: Session) -> None:
    """Adds a session."""
    transaction.connection.execute(
        insert(SESSION).values(
            session_sha256=session.digest,
            tenant=session.tenant,
            user_id=session.user_id,
            method=session.method,
            created_at=to_micros(session.created_at),
            seen_at=to_micros(session.seen_at),
            until=to_micros(session.until),
        )
    )


def look(transaction: Transaction, digest: str, *, now: datetime) -> Session | None:
    """A session that is still good; it is, now, seen."""
    row = transaction.connection.execute(
        select(SESSION).where(SESSION.c.session_sha256 == digest)
    ).one_or_none()
    if row is None:
        return None
    session = Session(
        digest=digest,
        tenant=row.tenant,
        user_id=row.user_id,
        method=row.method,
        created_at=from_micros(row.created_at),
        seen_at=from_micros(row.seen_at),
        until=from_micros(row.until),
    )
    if now >= session.until or now - session.seen_at >= IDLE:
        end(transaction, digest)
        return None
    if now - session.seen_at >= SEEN_EVERY:
        transaction.connection.execute(
            update(SESSION).where(SESSION.c.session_sha256 == digest).values(seen_at=to_micros(now))
        )
    return session


def end(transaction: Transaction, digest: str) -> bool:
    """Ends a session; whether there was one."""
    gone = transaction.connection.execute(delete(SESSION).where(SESSION.c.session_sha256 == digest))
    return gone.rowcount > 0


def end_all(transaction: Transaction, tenant: str, *, user_id: str) -> int:
    """Ends all sessions of a user; how many."""
    mine = (SESSION.c.tenant == tenant, SESSION.c.user_id == user_id)
    return transaction.connection.execute(delete(SESSION).where(*mine)).rowcount


def begin_attempt(
    transaction: Transaction, tenant: str, *, sources: Mapping[str, Source], now: datetime
) -> frozenset[Source]:
    """What has to wait; with nothing, the attempt counts as failed until ``forget``.

    Args:
        transaction: of the act.
        tenant: that was named.
        sources: what each hash stands for.
        now: aware, UTC.
    """
    row = SIGN_IN_FAILURE.c
    found = {
        each.source: each
        for each in transaction.connection.execute(
            select(SIGN_IN_FAILURE).where(row.tenant == tenant, row.source.in_(list(sources)))
        )
    }
    if any(
        each.good_at is not None and from_micros(each.good_at) > now - FAMILIAR
        for each in found.values()
    ):
        # Whoever fails elsewhere does not keep somebody out where they signed in before.
        sources = {each: kind for each, kind in sources.items() if kind is not Source.ACCOUNT}
    waits = frozenset(
        kind
        for source, kind in sources.items()
        if source in found and from_micros(found[source].wait_until) > now
    )
    if waits:
        return waits
    for source, kind in sources.items():
        known = found.get(source)
        recent = known is not None and from_micros(known.last_at) > now - MEMORY
        failures = (known.failures if known is not None and recent else 0) + 1
        values = {
            "failures": failures,
            "last_at": to_micros(now),
            "wait_until": to_micros(now + wait_after(kind, failures)),
        }
        if known is None:
            statement = insert(SIGN_IN_FAILURE).values(tenant=tenant, source=source, **values)
            transaction.connection.execute(statement)
        else:
            mine = (row.tenant == tenant, row.source == source)
            transaction.connection.execute(update(SIGN_IN_FAILURE).where(*mine).values(**values))
    return frozenset()


def forget(
    transaction: Transaction, tenant: str, *, sources: Mapping[str, Source], now: datetime
) -> None:
    """An attempt was right: an account's failures are over, a network has one less.

    From now on the account is known to sign in from that network.
    """
    row = SIGN_IN_FAILURE.c
    for source, kind in sources.items():
        mine = (row.tenant == tenant, row.source == source)
        if kind is Source.ACCOUNT:
            transaction.connection.execute(delete(SIGN_IN_FAILURE).where(*mine))
            continue
        values: dict[str, Any] = {"failures": row.failures - 1, "wait_until": 0}
        if kind is Source.HERE:
            values |= {"failures": 0, "good_at": to_micros(now)}
        transaction.connection.execute(update(SIGN_IN_FAILURE).where(*mine).values(**values))


def expire(transaction: Transaction, now: datetime) -> int:
    """Deletes sessions that are over and attempts that are forgotten; how many sessions."""
    row = SIGN_IN_FAILURE.c
    over = or_(SESSION.c.until <= to_micros(now), SESSION.c.seen_at <= to_micros(now - IDLE))
    strange = or_(row.good_at.is_(None), row.good_at <= to_micros(now - FAMILIAR))
    old = row.last_at <= to_micros(now - MEMORY)
    transaction.connection.execute(delete(SIGN_IN_FAILURE).where(old, strange))
    return transaction.connection.execute(delete(SESSION).where(over)).rowcount


def lifetime(now: datetime) -> datetime:
    """When a session that begins now ends."""
    return now + LONGEST

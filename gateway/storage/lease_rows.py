"""Leases: who among several processes does a job at the moment, and when it was last done.

A lease that is not renewed ends by itself, so that the job of a process that was killed is
taken over. Clocks of replicas may differ by seconds; a lease is longer than that.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from gateway.storage.schema import to_micros
from gateway.storage.schema_retention import LEASE

TERM = timedelta(minutes=3)


def take(
    connection: Connection, name: str, *, holder: str, every: timedelta, now: datetime
) -> bool:
    """Takes a job, if it is due and nobody else is at it.

    Args:
        connection: inside a transaction that holds the write lock.
        name: of the job.
        holder: id of this process.
        every: from one time to the next.
        now: aware, UTC.
    """
    row = connection.execute(select(LEASE).where(LEASE.c.name == name)).first()
    at = to_micros(now)
    if row is None:
        until = to_micros(now + TERM)
        connection.execute(insert(LEASE).values(name=name, holder=holder, until=until, last_at=0))
        return True
    # Times further ahead than clocks differ were written by a clock that was wrong.
    wrong, done = to_micros(now + 2 * TERM), row.last_at
    is_taken = row.holder != holder and at < row.until <= wrong
    if is_taken or (done <= wrong and done + to_micros_of(every) > at):
        return False
    _write(connection, name, values={"holder": holder, "until": to_micros(now + TERM)})
    return True


def renew(connection: Connection, name: str, *, holder: str, now: datetime) -> bool:
    """Goes on with a job; False if it was taken over meanwhile."""
    row = connection.execute(select(LEASE.c.holder).where(LEASE.c.name == name)).first()
    if row is None or row.holder != holder:
        return False
    _write(connection, name, values={"until": to_micros(now + TERM)})
    return True


def finish(connection: Connection, name: str, *, holder: str, last_at: datetime) -> None:
    """Ends a job; it is due again one time after ``last_at``."""
    change = update(LEASE).where(LEASE.c.name == name, LEASE.c.holder == holder)
    connection.execute(change.values(until=0, last_at=to_micros(last_at)))


def to_micros_of(span: timedelta) -> int:
    """A span in microseconds."""
    return span // timedelta(microseconds=1)


def _write(connection: Connection, name: str, *, values: dict[str, str | int]) -> None:
    connection.execute(update(LEASE).where(LEASE.c.name == name).values(values))

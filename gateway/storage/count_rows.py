"""Counts by day and figures: added to, put, and read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from gateway.counts.tally import DayCount
from gateway.storage.schema import from_micros, to_micros
from gateway.storage.schema_counts import DAILY_COUNT, FIGURE
from gateway.storage.termination_rows import begun


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Something that was computed, and when it was true."""

    document: Any
    at: datetime


def add_counts(connection: Connection, counts: Sequence[DayCount]) -> None:
    """Adds to the days' counts; those of tenants whose end has begun are dropped.

    Args:
        connection: inside a transaction that holds the write lock.
        counts: how many more of each; no two are of the same.
    """
    column, new = DAILY_COUNT.c, []
    ended = begun(connection)
    for each in counts:
        if each.tenant in ended:
            continue
        place = {
            "tenant": each.tenant,
            "day": _start_of(each.day),
            "kind": each.kind,
            "key": each.key,
        }
        change = update(DAILY_COUNT).where(
            *(column[name] == value for name, value in place.items())
        )
        more = change.values(count=column["count"] + each.count)
        if connection.execute(more).rowcount != 1:
            new.append({**place, "count": each.count})
    if new:
        connection.execute(insert(DAILY_COUNT), new)


def read_counts(
    connection: Connection, tenant: str, *, first: date, last: date
) -> Sequence[DayCount]:
    """A tenant's counts of some days, both ends included, by day, kind and key."""
    column = DAILY_COUNT.c
    query = (
        select(DAILY_COUNT)
        .where(
            column.tenant == tenant,
            column.day >= _start_of(first),
            column.day <= _start_of(last),
        )
        .order_by(column.day, column.kind, column.key)
    )
    return [
        DayCount(row.tenant, from_micros(row.day).date(), row.kind, row.key, row._mapping["count"])
        for row in connection.execute(query)
    ]


def put_figure(connection: Connection, tenant: str, *, name: str, figure: Figure) -> None:
    """Puts a figure in the place of the one there was, unless that is newer.

    Nothing is kept of a tenant whose end has begun.
    """
    if tenant in begun(connection):
        return
    column = FIGURE.c
    values = {"document": json.dumps(figure.document), "at": to_micros(figure.at)}
    there = (column.tenant == tenant, column.name == name)
    held = connection.execute(select(column.at).where(*there)).scalar()
    if held is None:
        connection.execute(insert(FIGURE).values(tenant=tenant, name=name, **values))
    elif held <= values["at"]:
        connection.execute(update(FIGURE).where(*there).values(**values))


def read_figures(connection: Connection, tenant: str) -> Mapping[str, Figure]:
    """All of a tenant's, by name."""
    rows = connection.execute(select(FIGURE).where(FIGURE.c.tenant == tenant))
    return {
        row.name: Figure(document=json.loads(row.document), at=from_micros(row.at)) for row in rows
    }


def _start_of(day: date) -> int:
    return to_micros(datetime.combine(day, time(), UTC))

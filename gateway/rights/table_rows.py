"""Rows of one person in plain tables, page by page, as JSON-like items."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, or_, select

from gateway.rights.data_stores import Exported, Exporter, Holder, PageAsked
from gateway.storage.schema import FOREVER, from_micros, to_micros
from gateway.storage.transaction import Transaction

_FOREVER = to_micros(FOREVER)

Reader = Callable[[Any], Any]
Fields = Mapping[str, Reader]


def plain(value: Any) -> Any:
    """A value as it stands; empty text is null."""
    return None if value == "" else value


def time(micros: int | None) -> str | None:
    """A time as RFC 3339; null where there is none, or it has no end yet."""
    if micros is None or micros >= _FOREVER:
        return None
    return text_time(from_micros(micros))


def text_time(at: datetime) -> str:
    """A time as RFC 3339 has it, with Z."""
    return at.isoformat().replace("+00:00", "Z")


def codes(text: str) -> list[str]:
    """Codes, in the order in which they are kept."""
    return list(json.loads(text)) if text else []


def counts(text: str) -> dict[str, int]:
    """Counts by code."""
    return dict(json.loads(text)) if text else {}


def flag(number: int) -> bool:
    """A truth value."""
    return bool(number)


def paged(query: Select[Any], key: Sequence[Any], *, asked: PageAsked) -> Select[Any]:
    """A query in order of a key, from after the page before on, one row more than a page.

    Args:
        query: of the person's rows.
        key: columns that name a row among them.
        asked: the page.
    """
    if asked.after is not None:
        query = query.where(_after(key, asked.after))
    return query.order_by(*key).limit(asked.rows + 1)


def _after(key: Sequence[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """Whether a row's key is greater, spelled out: the same in every database."""
    later = [
        and_(*(key[m] == values[m] for m in range(n)), key[n] > values[n]) for n in range(len(key))
    ]
    return or_(*later)


def cut(rows: Sequence[Any], asked: PageAsked, *, key: Sequence[str]) -> tuple[Sequence[Any], Any]:
    """The rows of a page without the one too many, and where the next page begins, or None.

    Args:
        rows: as ``paged`` gives them.
        asked: the page.
        key: names of the key's columns.
    """
    if len(rows) <= asked.rows:
        return rows, None
    rows = rows[: asked.rows]
    return rows, [getattr(rows[-1], name) for name in key]


def mine(table: Table, holder: Holder) -> ColumnElement[bool]:
    """Whether a row is the person's."""
    return and_(table.c.tenant == holder.tenant, table.c.subject == holder.subject)


def of_table(table: Table, key: Sequence[str], *, fields: Fields) -> Exporter:
    """Hands out columns of a table that says of each row whose it is.

    Args:
        table: with columns ``tenant`` and ``subject``.
        key: columns that name a row among the person's, in the order to hand them out.
        fields: columns to hand out, each with what reads it.
    """

    def export(transaction: Transaction, holder: Holder, asked: PageAsked) -> Exported:
        columns = [table.c[name] for name in dict.fromkeys([*fields, *key])]
        query = select(*columns).where(mine(table, holder))
        query = paged(query, [table.c[name] for name in key], asked=asked)
        rows, after = cut(transaction.connection.execute(query).all(), asked, key=key)
        return Exported(items=[read_fields(row, fields) for row in rows], after=after)

    return export


def read_fields(row: Any, fields: Fields) -> dict[str, Any]:
    """The fields of a row."""
    return {name: reader(getattr(row, name)) for name, reader in fields.items()}

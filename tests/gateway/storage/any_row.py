"""Any row of any table, for tests that look at all of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Integer, LargeBinary, Table, select
from sqlalchemy.engine import Connection


def row_of(connection: Connection, table: Table, *, tenant: str, number: int) -> dict[str, Any]:
    """Values for every column, unique by number; what hangs on others hangs on the tenant's."""
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name == "tenant":
            row[column.name] = tenant
        elif column.foreign_keys:
            [key] = column.foreign_keys
            parent = key.column.table
            query = select(key.column).where(parent.c.tenant == tenant).limit(1)
            row[column.name] = connection.execute(query).scalar_one()
        elif isinstance(column.type, BigInteger | Integer):
            row[column.name] = 9_000_000 + number
        elif isinstance(column.type, LargeBinary):
            row[column.name] = b"x"
        else:
            row[column.name] = f"{table.name}-{number}"
    return row

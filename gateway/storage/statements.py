"""SQL text for the hot path, made once for each shape and kept.

The tables' own metadata gives the column lists. Statements take many rows at a time: a
batch of the writer costs few of them, and each lets go of the interpreter's lock once
instead of once a row. Row counts are small or powers of two, so that few shapes exist and
the driver's cache of prepared statements holds them all. The SQL is standard (row values,
common table expressions, UPDATE FROM) and runs on SQLite 3.35 and PostgreSQL alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import Table, insert
from sqlalchemy.dialects.sqlite import dialect

from gateway.storage.driver import Statements

_DIALECT = dialect()

Row = tuple[Any, ...]
Item = TypeVar("Item")

# Rows a statement; 64 rows of the widest table stay far below any limit on parameters.
MOST_ROWS = 64
# Up to so many rows are added by one statement, whatever their number: what a batch of a
# few callers has.
_FEW_ROWS = 12


def many(table: Table, rows: Sequence[Row], *, suffix: str = "") -> Iterator[tuple[str, list[Any]]]:
    """INSERT statements, with their parameters, that add all rows (all columns, in order).

    Args:
        table: where to.
        rows: of any number.
        suffix: for example `` ON CONFLICT DO NOTHING``.
    """
    for start, count in _cuts(len(rows)):
        parameters = list(chain.from_iterable(rows[start : start + count]))
        yield _insert(table, count, suffix=suffix), parameters


def with_rows(query: str, rows: Sequence[Row]) -> Iterator[tuple[str, list[Any]]]:
    """A statement over the table ``w`` of the rows given, cut into parts of 64 rows.

    Args:
        query: ``{rows}`` in it becomes the list of row values; it must do no harm when a
            row comes twice (the last row is repeated up to a power of two).
        rows: all of one width.
    """
    for start in range(0, len(rows), MOST_ROWS):
        part = padded(rows[start : start + MOST_ROWS])
        sql = _filled(query, len(part), width=len(part[0]))
        yield sql, list(chain.from_iterable(part))


def fetch(driver: Statements, query: str, *, rows: Sequence[Row]) -> list[Row]:
    """What a query over the rows given finds; see with_rows."""
    found: list[Row] = []
    for sql, parameters in with_rows(query, rows):
        found += driver.execute(sql, parameters).fetchall()
    return found


def padded(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items, the last one repeated until their number is a power of two."""
    count = 1 << (len(items) - 1).bit_length()
    return (*items, *([items[-1]] * (count - len(items))))


@lru_cache(maxsize=512)
def _insert(table: Table, count: int, *, suffix: str) -> str:
    one = str(insert(table).compile(dialect=_DIALECT))
    more = f", {_rows(count - 1, len(table.columns))}" if count > 1 else ""
    return one + more + suffix


@lru_cache(maxsize=512)
def _filled(query: str, count: int, *, width: int) -> str:
    return query.replace("{rows}", _rows(count, width))


def _rows(count: int, width: int) -> str:
    return ", ".join([f"({', '.join('?' * width)})"] * count)


def _cuts(total: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start < total:
        left = total - start
        count = left if left <= _FEW_ROWS else min(MOST_ROWS, 1 << (left.bit_length() - 1))
        yield start, count
        start += count

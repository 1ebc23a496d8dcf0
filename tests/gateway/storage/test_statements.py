"""Statements for any number of rows."""

from __future__ import annotations

import sqlite3

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, Text

from gateway.storage.statements import _FEW_ROWS, MOST_ROWS, many, padded, with_rows

PAIRS = Table("pairs", MetaData(), Column("n", Integer), Column("word", Text))


@given(count=st.integers(0, 300))
def test_every_row_is_inserted_once(count: int) -> None:
    rows = [(n, f"word {n}") for n in range(count)]
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE pairs (n, word)")
    statements = list(many(PAIRS, rows))
    for sql, parameters in statements:
        connection.execute(sql, parameters)
    assert connection.execute("SELECT * FROM pairs ORDER BY n").fetchall() == rows
    assert len(statements) <= count // MOST_ROWS + 6
    connection.close()


@given(numbers=st.lists(st.integers(0, 400), min_size=1, max_size=200))
def test_every_row_is_asked_for(numbers: list[int]) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE pairs (n, word)")
    connection.executemany("INSERT INTO pairs VALUES (?, '')", [(n,) for n in range(400)])
    query = "SELECT n FROM pairs WHERE n IN (VALUES {rows})"
    found: set[int] = set()
    for sql, parameters in with_rows(query, [(number,) for number in numbers]):
        found.update(row[0] for row in connection.execute(sql, parameters))
    assert found == {number for number in numbers if number < 400}
    connection.close()


@given(items=st.lists(st.integers(), min_size=1, max_size=130))
def test_padding_repeats_the_last_item_only(items: list[int]) -> None:
    result = padded(items)
    assert list(result[: len(items)]) == items
    assert set(result[len(items) :]) <= {items[-1]}
    assert len(result).bit_count() == 1
    assert len(result) < 2 * len(items) or len(items) == 1


def test_few_shapes_exist() -> None:
    shapes = {sql for count in range(1, 200) for sql, _ in many(PAIRS, [(0, "")] * count)}
    assert len(shapes) == _FEW_ROWS + 3  # and 16, 32, 64

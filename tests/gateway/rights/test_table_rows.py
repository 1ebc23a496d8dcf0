"""Rows become items: every reader, and pages cut at every length over keys of one or two parts."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, Text, create_engine, insert, select

from gateway.rights.data_stores import PageAsked
from gateway.rights.table_rows import codes, counts, cut, flag, paged, plain, read_fields, time
from gateway.storage.schema import FOREVER, to_micros

NOW = datetime(2026, 1, 31, tzinfo=UTC)
THINGS = Table("things", MetaData(), Column("a", Text), Column("b", Integer))


@pytest.mark.parametrize(
    ("value", "read", "expected"),
    [
        ("", plain, None),
        ("x", plain, "x"),
        (0, plain, 0),
        (None, time, None),
        (to_micros(FOREVER), time, None),
        (to_micros(NOW), time, "2026-01-31T00:00:00Z"),
        ("", codes, []),
        ('["b", "a"]', codes, ["b", "a"]),
        ("", counts, {}),
        ('{"PERSON": 2}', counts, {"PERSON": 2}),
        (0, flag, False),
        (1, flag, True),
    ],
)
def test_values_are_read(value: Any, read: Any, expected: Any) -> None:
    assert read(value) == expected
    assert type(read(value)) is type(expected)


def test_only_the_fields_named_are_handed_out() -> None:
    row = SimpleNamespace(a="x", secret="y", at=to_micros(NOW))
    assert read_fields(row, {"a": plain, "at": time}) == {"a": "x", "at": "2026-01-31T00:00:00Z"}


@given(
    st.sets(st.tuples(st.sampled_from("xyz"), st.integers(0, 5))),
    st.integers(1, 5),
)
def test_pages_hand_out_each_row_once_in_order(rows: set[tuple[str, int]], most: int) -> None:
    engine = create_engine("sqlite://")
    THINGS.metadata.create_all(engine)
    found: list[tuple[str, int]] = []
    with engine.connect() as connection:
        for a, b in rows:
            connection.execute(insert(THINGS).values(a=a, b=b))
        after = None
        while True:
            asked = PageAsked(now=NOW, after=after, rows=most)
            query = paged(select(THINGS), [THINGS.c.a, THINGS.c.b], asked=asked)
            page, after = cut(connection.execute(query).all(), asked, key=["a", "b"])
            assert len(page) <= most
            found += [(row.a, row.b) for row in page]
            if after is None:
                break
    engine.dispose()
    assert found == sorted(rows)

"""Rows turn into records and back without loss."""

from __future__ import annotations

import sqlite3
from dataclasses import fields
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import StorageFailed
from gateway.retention.assign import Tagged
from gateway.retention.terms import Term
from gateway.storage.rows import TAG_COLUMNS, Held, held_query
from gateway.storage.schema import CONVERSATION, from_micros, to_micros
from tests.gateway.storage.samples import DAY, START, tag


def held() -> Held:
    new = Held.new(row_id=7, name=("acme", "subject-1", "c"), dek_id="dek", at=to_micros(START))
    new.set_tag(Tagged(tag=tag(), latest=START + 2 * DAY))
    new.next_seq = 3
    return new


def test_a_row_is_read_as_it_was_written() -> None:
    row = held().row()
    assert len(row) == len(CONVERSATION.columns)
    again = Held.read(row)
    assert again.row() == row
    assert again.tagged() == Tagged(tag=tag(), latest=START + 2 * DAY)
    assert (again.name, again.created(), again.is_new) == (
        ("acme", "subject-1", "c"),
        START,
        False,
    )


def test_the_fields_stand_in_the_tables_order() -> None:
    names = [column.name for column in CONVERSATION.columns]
    ours = {"id": "row_id", "last_interaction_at": "last_at"}
    assert [ours.get(name, name) for name in names] == [
        each.name for each in fields(Held) if each.name != "is_new"
    ]
    row = held().row()
    assert held().retag() == (*row[6:14], "", *row[18:22], row[-1], *row[15:17], 7)
    assert held_query("{columns}").count("c.") == len(names)


def test_all_of_a_tag_is_kept() -> None:
    term = Term(key="a", version="v", trigger="contract_end", duration="P1D", started=START)
    whole = tag(
        due_at=START + 40 * DAY,
        keep_until=START + 90 * DAY,
        action="review",
        class_version="0123456789ab",
        terms=(term,),
    )
    new = held()
    new.set_tag(Tagged(tag=whole, latest=None))
    assert Held.read(new.row()).tagged() == Tagged(tag=whole, latest=None)
    assert [getattr(new, name) for name in TAG_COLUMNS] == [
        *new.retag()[:8],
        *new.retag()[9:-3],
    ]


def test_terms_that_cannot_be_read_are_a_failure() -> None:
    new = held()
    new.terms = '[{"key": 1}]'
    with pytest.raises(StorageFailed, match="terms"):
        new.tag()


def test_sources_are_joined() -> None:
    new = held()
    new.add_sources(frozenset())
    assert new.sources == ""
    for tags in ({"meter"}, {"chat", "a b"}, set[str]()):
        new.add_sources(frozenset(tags))
    assert new.sources == '["a b", "chat", "meter"]'


@given(micros=st.integers(-(10**15), 10**17))
def test_times_are_exact(micros: int) -> None:
    assert to_micros(from_micros(micros)) == micros
    assert from_micros(micros) - from_micros(micros - 1) == timedelta(microseconds=1)
    stored = sqlite3.connect(":memory:").execute("SELECT ?", (micros,)).fetchone()[0]
    assert stored == micros

"""Tables that no spreadsheet computes."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.rights.package_csv import cell, tables, write


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (7, "7"),
        (-7, "-7"),  # a number is a number
        ("plain", "plain"),
        ("=1+1", "'=1+1"),
        ("+49 30 1", "'+49 30 1"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\uff1d1", "'\uff1d1"),
        ("a=1", "a=1"),
        ({"PERSON": 2}, '{"PERSON": 2}'),
        (["ü"], '["ü"]'),
    ],
)
def test_cells(value: Any, expected: str) -> None:
    assert cell(value) == expected


@given(st.text())
def test_no_text_becomes_a_formula(text: str) -> None:
    assert cell(text).lstrip(" ")[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n")


@given(st.lists(st.fixed_dictionaries({"a": st.text(), "b": st.text()}), min_size=1))
def test_what_is_written_is_read_again(rows: list[dict[str, str]]) -> None:
    found = list(csv.DictReader(io.StringIO(write(rows), newline="")))
    assert found == [{name: cell(value) for name, value in row.items()} for row in rows]


def test_objects_become_columns_and_messages_a_table_of_their_own() -> None:
    talk = {
        "conversation_id": "t1",
        "created_at": "2026-01-31T00:00:00Z",
        "retention": {"hide_at": None, "erase_by": "x"},
        "messages": [{"number": 0, "role": "user", "text": "hi"}],
    }
    sent = {"disclosure_id": "d1", "entity_counts": {"PERSON": 1}, "outcome": None}
    found = tables({"conversations": [talk], "disclosures": [sent], "usage": []})
    assert found == {
        "messages.csv": "conversation_id,created_at,number,role,text\r\n"
        "t1,2026-01-31T00:00:00Z,0,user,hi\r\n",
        "conversations.csv": "conversation_id,created_at,retention.hide_at,retention.erase_by,"
        "messages\r\nt1,2026-01-31T00:00:00Z,,x,1\r\n",
        "disclosures.csv": 'disclosure_id,entity_counts,outcome\r\nd1,"{""PERSON"": 1}",\r\n',
    }

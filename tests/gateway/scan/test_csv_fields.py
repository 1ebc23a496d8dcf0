"""CSV: fields by name, quotes and delimiters kept, records that go over lines."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.scan.csv_fields import find_delimiter, records, whole_records
from gateway.scan.model import Format, Operator, Outcome, Plan
from tests.gateway.scan.plain_engine import examined, rows

SUPPRESS = Plan(operator=Operator.SUPPRESS)
HEADER = ("id", "text", "ssn")


def look(data: bytes, *, plan: Plan = SUPPRESS, delimiter: str = ",") -> Outcome:
    return examined(data, Format.CSV, plan=plan, header=HEADER, delimiter=delimiter)


def test_fields_are_examined_and_only_what_is_found_is_written_anew() -> None:
    data = b'id,text,ssn\r\n7,"a ""b"" 4111, x",1234\r\n 8 ,plain 4222,\r\n'
    outcome = look(data)
    assert outcome.copy == (
        b'id,text,ssn\r\n7,"a ""b"" [CREDIT_CARD], x",[US_SSN]\r\n 8 ,plain [CREDIT_CARD],\r\n'
    )
    assert [(row["line"], row["row"], row["column"]) for row in rows(outcome.found)] == [
        (2, 1, "text"),
        (2, 1, "ssn"),
        (3, 2, "text"),
    ]


def test_only_the_columns_asked_for_are_examined() -> None:
    plan = Plan(operator=Operator.SUPPRESS, columns=("text",))
    outcome = look(b"id,text,ssn\n4111,4222,4333\n", plan=plan)
    assert outcome.copy == b"id,text,ssn\n4111,[CREDIT_CARD],4333\n"
    assert outcome.columns == {"text"}


def test_a_field_beyond_the_header_is_examined_whatever_was_asked_for() -> None:
    plan = Plan(operator=Operator.SUPPRESS, columns=("text",))
    outcome = look(b"id,text,ssn\n1,2,3,4111\n", plan=plan)
    assert outcome.copy == b"id,text,ssn\n1,2,3,[CREDIT_CARD]\n"
    assert rows(outcome.found)[0]["column"] == "field 4"


def test_a_first_row_that_is_data_is_examined_and_not_shown() -> None:
    outcome = examined(b"4111,x\n4222,y\n", Format.CSV, plan=SUPPRESS, header=("4111", "x"))
    assert outcome.copy == b"[CREDIT_CARD],x\n[CREDIT_CARD],y\n"
    assert {row["column"] for row in rows(outcome.found)} == {"[CREDIT_CARD]"}


def test_a_record_goes_over_lines() -> None:
    outcome = look(b'id,text,ssn\n1,"a\nb\n4111",\n2,4222,\n')
    assert [(row["line"], row["row"], row["start"]) for row in rows(outcome.found)] == [
        (2, 1, 4),
        (5, 2, 0),
    ]


@pytest.mark.parametrize("data", [b'id,text,ssn\n1,"open 4111', b"id,text,ssn\n1,4111"])
def test_a_record_that_breaks_off_is_named_and_examined_as_far_as_it_goes(data: bytes) -> None:
    outcome = look(data)
    assert [(each.name, each.place.row) for each in outcome.troubles] == [("truncated", 1)]
    assert outcome.counts == {"CREDIT_CARD": 1}


def test_a_replacement_is_quoted_where_it_must_be() -> None:
    outcome = look(b"id|text|ssn\n1|4111|\n", plan=Plan(operator=Operator.MASK), delimiter="|")
    assert outcome.copy == b"id|text|ssn\n1|****|\n"


def test_a_field_that_stalls_is_withheld() -> None:
    outcome = look(b"id,text,ssn\n1,stall 4111,4222\n")
    assert outcome.copy == b"id,text,ssn\n1,[NOT_EXAMINED],[US_SSN]\n"
    assert [each.name for each in outcome.troubles] == ["not_examined"]


@pytest.mark.parametrize(
    ("line", "delimiter"),
    [("a,b;c,d", ","), ("a;b;c", ";"), ("a\tb", "\t"), ('"a,b,c"|d', "|"), ("alone", ",")],
)
def test_the_delimiter_is_found_out(line: str, delimiter: str) -> None:
    assert find_delimiter(line) == delimiter


def test_half_a_record_is_not_whole() -> None:
    assert whole_records(b'a,"b\nc', ",") == (0, 0)
    assert whole_records(b'a,b\nc,"d"', ",") == (4, 1)
    assert whole_records(b"a,b\r", ",") == (0, 0)
    assert whole_records(b'\xef\xbb\xbf"a\nb",c\nd', ",") == (11, 1)


FIELDS = st.text(alphabet='ab,";\n\r \u00e9x', max_size=6)


@given(
    st.lists(st.lists(FIELDS, min_size=2, max_size=4), min_size=1, max_size=5),
    st.sampled_from([",", ";"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_fields_are_read_as_the_csv_module_reads_them(
    table: list[list[str]], delimiter: str, quoting: int
) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, quoting=quoting).writerows(table)  # type: ignore[arg-type]
    text = stream.getvalue()
    read = [[field.value for field in record.fields] for record in records(text, delimiter)]
    assert read == list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    data = text.encode()
    assert examined(data, Format.CSV, plan=SUPPRESS, delimiter=delimiter).copy == data


@given(st.text(alphabet='a,"\n\r', max_size=30))
def test_any_text_is_cut_into_records_without_a_gap(text: str) -> None:
    place = 0
    for record in records(text, ","):
        assert record.fields[0].start == place
        place = record.end
    assert place == len(text)

"""Text and JSONL: places of findings, copies that keep all other bytes, bad lines named."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.scan.model import Format, Operator, Plan
from tests.gateway.scan.plain_engine import examined, rows

SUPPRESS = Plan(operator=Operator.SUPPRESS)


def test_a_finding_in_text_has_line_and_offsets_in_that_line() -> None:
    outcome = examined(b"hello\nmy card 4111 ok\n", Format.TEXT, plan=SUPPRESS)
    assert rows(outcome.found) == [
        {"line": 2, "entity_type": "CREDIT_CARD", "start": 8, "end": 12, "score": 0.9}
    ]
    assert outcome.copy == b"hello\nmy card [CREDIT_CARD] ok\n"
    assert (outcome.texts, outcome.counts) == (2, {"CREDIT_CARD": 1})


def test_a_value_that_goes_over_a_line_end_is_found() -> None:
    outcome = examined(b"card 41\n11 ok", Format.TEXT, plan=SUPPRESS)
    assert outcome.copy == b"card [CREDIT_CARD] ok"


@pytest.mark.parametrize("data", [b"a\r\nb\rc\x0c\xe2\x80\xa8d\n\n", b"\xef\xbb\xbfno end", b"\n"])
def test_text_without_findings_comes_out_byte_for_byte(data: bytes) -> None:
    assert examined(data, Format.TEXT, plan=SUPPRESS).copy == data


def test_what_surrounds_a_finding_in_text_is_kept() -> None:
    outcome = examined(b"\xef\xbb\xbf4111\r\n\xc3\xa9 4222\r\n", Format.TEXT, plan=SUPPRESS)
    assert outcome.copy == b"\xef\xbb\xbf[CREDIT_CARD]\r\n\xc3\xa9 [CREDIT_CARD]\r\n"
    assert [row["start"] for row in rows(outcome.found)] == [0, 2]


def test_only_the_line_that_spends_the_budget_is_withheld() -> None:
    outcome = examined(b"card 4111\nstall 4222\r\nok", Format.TEXT, plan=SUPPRESS)
    assert outcome.copy == b"card [CREDIT_CARD]\n[NOT_EXAMINED]\r\nok"
    assert [(each.name, each.place.line) for each in outcome.troubles] == [("not_examined", 2)]
    assert rows(outcome.found)[-1] == {"line": 2, "error": "not_examined"}


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"fine 4111\nbad \x00\n", "binary", 2),
        (b"fine 4111\nbad \xff\xfe\n", "wrong_encoding", 2),
        (b"fine 4111\n\nend \xc3", "truncated", 3),
        (b"\xff\xfeh\x00i\x00", "wrong_encoding", 1),
    ],
)
@pytest.mark.parametrize("kind", [Format.TEXT, Format.CSV])
def test_what_is_no_text_is_named_by_its_line(
    data: bytes, code: str, line: int, kind: Format
) -> None:
    outcome = examined(data, kind, plan=SUPPRESS)
    trouble = outcome.troubles[-1]
    assert (trouble.name, trouble.place.line, trouble.ends_file) in (
        (code, line, True),
        ("wrong_encoding", line, True),
    )
    assert outcome.counts == ({"CREDIT_CARD": 1} if line > 1 else {})


def test_another_encoding_is_read_and_written() -> None:
    plan = Plan(operator=Operator.SUPPRESS, encoding="cp1252")
    outcome = examined(b"caf\xe9 4111 \x80\n", Format.TEXT, plan=plan)
    assert outcome.copy == b"caf\xe9 [CREDIT_CARD] \x80\n"


LINE = b'{"b": 1.50, "a":{"text" :"x 4111","n":[4222, {"k":"\\u00e9 a@example.com"}]} }'


def test_every_string_number_and_key_of_json_is_examined() -> None:
    outcome = examined(LINE + b"\r\n\r\n", Format.JSONL, plan=SUPPRESS)
    found = [(row["column"], row["entity_type"], row["start"]) for row in rows(outcome.found)]
    assert found == [
        ("a.text", "CREDIT_CARD", 2),
        ("a.n.0", "CREDIT_CARD", 0),
        ("a.n.1.k", "EMAIL_ADDRESS", 2),
    ]
    assert outcome.copy == (
        b'{"b": 1.50, "a":{"text" :"x [CREDIT_CARD]","n":["[CREDIT_CARD]",'
        b' {"k":"\\u00e9 [EMAIL_ADDRESS]"}]} }\r\n\r\n'
    )


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        (("a.text",), ["a.text"]),
        (("a.n",), ["a.n.0", "a.n.1.k"]),
        (("a",), ["a.text", "a.n.0", "a.n.1.k"]),
        (("a.n.k", "b"), ["a.n.1.k"]),
        (("a.te",), []),
    ],
)
def test_columns_are_dotted_paths(columns: tuple[str, ...], found: list[str]) -> None:
    outcome = examined(LINE, Format.JSONL, plan=Plan(columns=columns))
    assert [row["column"] for row in rows(outcome.found)] == found
    assert outcome.columns == {each for each in columns if each != "a.te"}
    assert outcome.copy is None


def test_a_key_that_is_a_value_is_replaced_and_shown_nowhere() -> None:
    outcome = examined(b'{"a@example.com":{"4111":"4222"}}', Format.JSONL, plan=SUPPRESS)
    assert outcome.copy == b'{"[EMAIL_ADDRESS]":{"[CREDIT_CARD]":"[CREDIT_CARD]"}}'
    columns = [row["column"] for row in rows(outcome.found)]
    assert columns[-1] == "[EMAIL_ADDRESS].[CREDIT_CARD]"
    assert b"example" not in outcome.found


def test_the_name_of_a_column_says_what_a_bare_value_is() -> None:
    outcome = examined(b'{"ssn": 1234, "text": "1234"}', Format.JSONL, plan=SUPPRESS)
    assert outcome.copy == b'{"ssn": "[US_SSN]", "text": "1234"}'


def test_keys_that_would_become_one_spoil_the_copy() -> None:
    outcome = examined(b'{"a@example.com":1,"b@example.com":2}', Format.JSONL, plan=SUPPRESS)
    assert [each.name for each in outcome.troubles] == ["duplicate_key"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"a":1,"a":2}', "duplicate_key"),
        (b'{"a":NaN}', "invalid_json"),
        (b'{"a":1} trailing', "invalid_json"),
        (b"[" * 70 + b"]" * 70, "too_deep"),
        (b"plain text 4111", "invalid_json"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_examined(line: bytes, code: str) -> None:
    outcome = examined(b'"4111"\n' + line + b'\n"4222"\n', Format.JSONL, plan=SUPPRESS)
    assert [(each.name, each.place.line) for each in outcome.troubles] == [(code, 2)]
    assert outcome.counts == {"CREDIT_CARD": 2}


def test_a_last_line_that_breaks_off_is_truncated() -> None:
    outcome = examined(b'{"a":"4111"}\n{"a":"41', Format.JSONL, plan=SUPPRESS)
    assert [(each.name, each.place.line) for each in outcome.troubles] == [("truncated", 2)]


def test_half_of_a_surrogate_pair_is_examined_and_kept() -> None:
    outcome = examined(b'{"a":"\\ud800 4111"}', Format.JSONL, plan=SUPPRESS)
    assert outcome.copy == b'{"a":"\\ud800 [CREDIT_CARD]"}'


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(json_values, max_size=4), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_jsonl_says_the_same_but_for_what_was_found(
    values: list[object], ascii_only: bool, end: str
) -> None:
    lines = [json.dumps(each, ensure_ascii=ascii_only) for each in values]
    if any("\ud800" <= character <= "\udfff" for line in lines for character in line):
        return
    data = "".join(line + end for line in lines).encode()
    outcome = examined(data, Format.JSONL, plan=SUPPRESS)
    assert outcome.copy is not None
    if not outcome.counts:
        assert outcome.copy == data
    assert len(outcome.copy.split(b"\n")) == len(lines) + 1
    assert all(json.loads(line) is not ... for line in outcome.copy.split(b"\n") if line.strip())

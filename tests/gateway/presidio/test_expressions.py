"""Expressions of a request: small ones pass, what would take all memory does not."""

from __future__ import annotations

import pytest

from detectors.presidio.ad_hoc import FLAGS
from detectors.presidio.syntax import nodes_of, parsed
from gateway.errors import InvalidRequest
from gateway.presidio.expressions import check_size, written_out


@pytest.mark.parametrize(
    ("expression", "count"),
    [
        ("ab", 2),
        ("a{5}", 10),
        ("a{0,5000000}", 2),
        (r"\d{4}-\d{4}", 17),
        ("(?:ab){10}", 30),
        ("((a{9}){9}){9}", 1_638),
    ],
)
def test_repetitions_count_as_often_as_they_must_stand(expression: str, count: int) -> None:
    assert written_out(nodes_of(parsed(expression, FLAGS))) == count
    check_size(expression, FLAGS)


@pytest.mark.parametrize(
    "expression",
    [
        "a{2147483648}",
        "(?:ab){2147483648}",
        "((a{1000}){1000}){1000}",
        "(?a)(?u)a",
        "(?V0)(?V1)a",
        "(?:" * 500 + "a" + ")" * 500,
        "(a",
    ],
)
def test_what_cannot_be_bounded_is_refused_and_not_quoted(expression: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check_size(expression, FLAGS)
    assert refused.value.status == 422
    assert expression not in refused.value.message


@pytest.mark.parametrize("flags", [4 | 32, 0x100 | 0x2000, 10**30])
def test_flags_that_do_not_go_together_are_refused(flags: int) -> None:
    with pytest.raises(InvalidRequest):
        check_size("a", flags)

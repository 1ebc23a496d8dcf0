"""How an identifier says what it looks like and when it is valid."""

from __future__ import annotations

import re

import pytest

from detectors.numbers.identifier import (
    least_length,
    literals,
    matching,
    shape_parts,
    stdnum,
    written_expression,
)


@pytest.mark.parametrize(
    ("shape", "parts", "least"),
    [
        ("99-A", [("9", 2, 2), ("A", 1, 1)], 3),
        ("9{3}A{1,2}", [("9", 3, 3), ("A", 1, 2)], 4),
        ("* 9", [("*", 1, 1), ("9", 1, 1)], 2),
    ],
)
def test_parts(shape: str, parts: list[tuple[str, int, int]], least: int) -> None:
    joined: list[tuple[str, int, int]] = []
    for mark, fewest, most in shape_parts(shape):
        if joined and joined[-1][0] == mark and fewest == most == 1:
            joined[-1] = (mark, joined[-1][1] + 1, joined[-1][2] + 1)
        else:
            joined.append((mark, fewest, most))
    assert joined == parts
    assert least_length(shape) == least


@pytest.mark.parametrize(
    ("shape", "fits", "fits_not"),
    [
        ("999999-9999", "131052-3089", "1310523089"),
        ("AA 9{2,4}/*", "ab 123/X", "ab 1/X"),
        ("9.9", "1.2", "1x2"),
    ],
)
def test_written_exactly_so(shape: str, fits: str, fits_not: str) -> None:
    expression = re.compile(written_expression(shape))
    assert expression.fullmatch(fits)
    assert not expression.fullmatch(fits_not)


def test_an_expression_and_a_check() -> None:
    even = matching(r"[0-9]{4}", then=lambda value: int(value) % 2 == 0)
    assert even("1234")
    assert not even("1235")
    assert not even("123456")


def test_validity_of_a_library_is_looked_up_on_first_use() -> None:
    assert stdnum("ee.ik")("37605030299")
    unknown = stdnum("no.such_format")
    with pytest.raises(ImportError):
        unknown("1")


@pytest.mark.parametrize(
    ("shape", "signs"),
    [("99.99.99-999.99", [".", ".", "-", "."]), ("A{2}9{8,12}", []), ("9{2,10}/9999", ["/"])],
)
def test_the_signs_of_a_shape(shape: str, signs: list[str]) -> None:
    assert literals(shape) == signs

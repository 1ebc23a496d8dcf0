"""Signatures lead to the identifiers that have such a shape, and to no other."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from detectors.numbers.identifier import Identifier, shape_parts
from detectors.numbers.identifiers import IDENTIFIERS
from detectors.numbers.shapes import ShapeIndex

INDEX = ShapeIndex(IDENTIFIERS)
_CLASSES = {"9": "9", "A": "A", "*": "[9A]"}


def shaped(*shapes: str) -> Identifier:
    return replace(IDENTIFIERS[0], shapes=shapes)


def expected(signature: str) -> int:
    """The same by regular expressions, slowly."""
    return sum(
        1 << number
        for number, each in enumerate(IDENTIFIERS)
        if any(
            re.fullmatch(
                "".join(f"{_CLASSES[mark]}{{{a},{b}}}" for mark, a, b in shape_parts(shape)),
                signature,
            )
            for shape in each.shapes
        )
    )


def test_each_identifier_has_its_bit() -> None:
    index = ShapeIndex([shaped("99-99"), shaped("A9{1,2}"), shaped("**", "9999")])
    assert [index.of(each) for each in ("9999", "A9", "A99", "9A", "A", "")] == [
        0b101, 0b110, 0b010, 0b100, 0, 0,
    ]  # fmt: skip
    assert index.of("9999") == 0b101


@given(st.text("9A", max_size=20))
def test_the_index_says_what_expressions_say(signature: str) -> None:
    assert INDEX.of(signature) == expected(signature)


@given(st.sampled_from(IDENTIFIERS), st.data())
def test_a_value_of_a_shape_has_its_bit(identifier: Identifier, data: st.DataObject) -> None:
    shape = data.draw(st.sampled_from(identifier.shapes))
    signature = "".join(
        data.draw(st.sampled_from("9A" if mark == "*" else mark))
        for mark, least, most in shape_parts(shape)
        for _ in range(data.draw(st.integers(least, most)))
    )
    assert INDEX.of(signature) >> IDENTIFIERS.index(identifier) & 1

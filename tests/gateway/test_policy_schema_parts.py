from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gateway.commitments import Argument
from gateway.model import Action
from gateway.policy_schema_parts import (
    Schema,
    argument,
    country,
    duration,
    either,
    flag,
    list_of,
    name,
    number,
    one_of,
    or_null,
    text,
)


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        (text("A."), "word", ""),
        (text("A.", "^[a-z]$"), "a", "A"),
        (one_of("A.", Action), "mask", "hide"),
        (one_of("A.", ["one"]), "one", "two"),
        (flag("A."), True, "true"),
        (number("A.", least=1, most=3), 3, 4),
        (list_of("A.", flag("A."), least=1), [True], []),
        (duration("A."), "P30D", "30 days"),
        (name("A."), "an-id_1", "An id"),
        (country("A."), "DE", "Germany"),
        (country("A."), "EEA", "eea"),
        (either("A.", flag("A."), name("A.")), "a", 1),
        (or_null(flag("A.")), None, 0),
        (argument(Argument.WORD), "a", 1),
        (argument(Argument.WORDS), ["a"], "a"),
        (argument(Argument.NUMBER), 16, "16"),
        (argument(Argument.FLAG), False, 0),
        (argument(Argument.PAIRS), {"a": "b"}, {"a": 1}),
    ],
)
def test_each_shape_takes_what_it_says(schema: Schema, good: Any, bad: Any) -> None:
    validator = Draft202012Validator(schema)
    assert validator.is_valid(good)
    assert not validator.is_valid(bad)

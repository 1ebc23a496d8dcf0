"""The same texts and items as Presidio's anonymizer makes of the same request."""

from __future__ import annotations

import importlib
import os
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import InvalidRequest
from gateway.presidio.anonymize import Item, Result, anonymized, deanonymized

presidio: Any = importlib.import_module("presidio_anonymizer")
entities: Any = importlib.import_module("presidio_anonymizer.entities")
TEXT = "aé 1\U0001f600 bb  cc-dd ee"
ENGINE = presidio.AnonymizerEngine()
KEY = "0123456789abcdef"
OPERATORS: dict[str, dict[str, Any]] = {
    "A": {"type": "mask", "masking_char": "*", "chars_to_mask": 2, "from_end": True},
    "B": {"type": "redact"},
    "C": {"type": "hash", "salt": "0123456789abcdef", "hash_type": "sha512"},
    "D": {"type": "keep"},
    "E": {"type": "replace", "new_value": "[new]"},
}


def presidios(text: str, results: list[Result], operators: dict[str, Any]) -> Any:
    made = ENGINE.anonymize(
        text,
        [entities.RecognizerResult(r.entity_type, r.start, r.end, r.score) for r in results],
        {key: entities.OperatorConfig.from_json(dict(value)) for key, value in operators.items()},
    )
    return made.text, [
        {name: getattr(item, name) for name in Item.__slots__} for item in made.items
    ]


@st.composite
def results(draw: st.DrawFn) -> list[Result]:
    found = []
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(TEXT) - 1))
        end = draw(st.integers(start + 1, len(TEXT)))
        found.append(
            Result(
                entity_type=draw(st.sampled_from("ABCDEF")),
                start=start,
                end=end,
                score=draw(st.sampled_from([0.1, 0.5, 1.0])),
            )
        )
    return found


@given(results())
def test_the_output_is_presidios(found: list[Result]) -> None:
    text, items = anonymized(TEXT, found, operators=OPERATORS, entropy=os.urandom)
    assert (text, [item.shown() for item in items]) == presidios(TEXT, found, OPERATORS)


@given(results())
def test_nothing_that_a_result_covers_is_left(found: list[Result]) -> None:
    text, _ = anonymized(TEXT, found, operators={"DEFAULT": {"type": "redact"}}, entropy=os.urandom)
    covered = {place for each in found for place in range(each.start, each.end)}
    left = "".join(c for place, c in enumerate(TEXT) if place not in covered)
    assert text.replace(" ", "") == left.replace(" ", "")


def test_without_operators_types_are_named() -> None:
    found = [Result(entity_type="PERSON", start=0, end=2, score=0.9)]
    assert anonymized(TEXT, found, operators={}, entropy=os.urandom)[0] == "<PERSON>" + TEXT[2:]


def test_what_was_encrypted_is_decrypted_by_either() -> None:
    found = [Result(entity_type="A", start=3, end=8, score=1.0)]
    key = {"type": "encrypt", "key": KEY}
    text, items = anonymized(TEXT, found, operators={"A": key}, entropy=os.urandom)
    (item,) = items
    back = [Result(entity_type="A", start=item.start, end=item.end)]
    reverse = {"DEFAULT": {"type": "decrypt", "key": KEY}}
    assert deanonymized(text, back, operators=reverse, entropy=os.urandom)[0] == TEXT
    theirs = presidio.DeanonymizeEngine().deanonymize(
        text,
        [entities.OperatorResult(item.start, item.end, "A")],
        {"DEFAULT": entities.OperatorConfig("decrypt", {"key": KEY})},
    )
    assert theirs.text == TEXT
    wrong = {"DEFAULT": {"type": "decrypt", "key": "another key here"}}
    with pytest.raises(InvalidRequest):
        deanonymized(text, back, operators=wrong, entropy=bytes)


def test_a_hash_without_salt_is_never_the_same_twice() -> None:
    found = [Result(entity_type="A", start=0, end=2, score=1.0)]
    texts = {
        anonymized(TEXT, found, operators={"A": {"type": "hash"}}, entropy=os.urandom)[0]
        for _ in range(3)
    }
    assert len(texts) == 3


@pytest.mark.parametrize(
    "operator",
    [
        {"type": "custom", "lambda": "secret"},
        {"type": "nothing"},
        {},
        {"type": "mask"},
        {"type": "mask", "masking_char": "xy", "chars_to_mask": 1, "from_end": True},
        {"type": "mask", "masking_char": "x", "chars_to_mask": True, "from_end": True},
        {"type": "hash", "hash_type": "md5"},
        {"type": "hash", "salt": "secret"},
        {"type": "replace", "new_value": ["secret"]},
        {"type": "encrypt", "key": "secret"},
        {"type": "encrypt"},
        {"type": "decrypt", "key": KEY},
    ],
)
def test_what_cannot_be_done_is_refused_without_values(operator: dict[str, Any]) -> None:
    found = [Result(entity_type="A", start=0, end=2, score=1.0)]
    with pytest.raises(InvalidRequest) as caught:
        anonymized(TEXT, found, operators={"A": {"x": 1, **operator}}, entropy=os.urandom)
    assert caught.value.status == 422
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("start", "end"), [(0, 99), (-1, 2), (5, 3)])
def test_results_outside_the_text_are_refused(start: int, end: int) -> None:
    with pytest.raises(InvalidRequest):
        anonymized(
            TEXT,
            [Result(entity_type="A", start=start, end=end, score=1.0)],
            operators={},
            entropy=os.urandom,
        )


def test_a_reverse_needs_an_operator() -> None:
    found = [Result(entity_type="A", start=0, end=2)]
    with pytest.raises(InvalidRequest):
        deanonymized(TEXT, found, operators={}, entropy=os.urandom)
    with pytest.raises(InvalidRequest):
        deanonymized(TEXT, found, operators={"A": {"type": "mask"}}, entropy=os.urandom)
    kept = {"A": {"type": "deanonymize_keep"}}
    assert deanonymized(TEXT, found, operators=kept, entropy=os.urandom)[0] == TEXT

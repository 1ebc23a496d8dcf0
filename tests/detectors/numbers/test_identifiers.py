"""Every identifier of the table: its own values, near misses and how rare a hit by chance is."""

from __future__ import annotations

import random
import re

import pytest

from detectors.engine import Engine
from detectors.numbers.documents import DocumentsDetector
from detectors.numbers.identifier import Identifier
from detectors.numbers.identifiers import IDENTIFIERS, sentence, vectors

ENGINE = Engine([DocumentsDetector(IDENTIFIERS)], clock=lambda: 0.0, scan_cache=None)
SAMPLES = 2_000
_PART = re.compile(r"([9A*])(?:\{(\d+)(?:,(\d+))?\})?|(.)", re.DOTALL)
_ALPHABET = {"9": "0123456789", "A": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_ALPHABET["*"] = _ALPHABET["9"] + _ALPHABET["A"]


def drawn(shape: str, dice: random.Random) -> str:
    """A random value of a shape, as it is written."""
    parts = []
    for mark, least, most, literal in _PART.findall(shape):
        if mark:
            length = dice.randint(int(least or 1), int(most or least or 1))
            parts += [dice.choice(_ALPHABET[mark]) for _ in range(length)]
        else:
            parts.append(literal)
    return "".join(parts)


def compact(value: str) -> str:
    return "".join(each for each in value if each.isalnum()).upper()


def name(identifier: Identifier) -> str:
    return f"{identifier.entity_type}-{identifier.shapes[0]}"


@pytest.mark.parametrize("identifier", IDENTIFIERS, ids=name)
def test_examples_are_found_in_a_sentence_that_names_them(identifier: Identifier) -> None:
    assert identifier.examples
    for value in identifier.examples:
        text = sentence(identifier, value)
        start = len(text) - len(value)
        found = ENGINE.detect(text)
        assert [(each.start, each.end) for each in found] == [(start, len(text))], value
        assert found[0].score >= 0.5


@pytest.mark.parametrize("identifier", IDENTIFIERS, ids=name)
def test_near_misses_are_not_valid(identifier: Identifier) -> None:
    if identifier.has_check:
        assert identifier.near_misses, "a check digit needs a near miss"
    for value in identifier.near_misses:
        text = sentence(identifier, value)
        found = {(each.entity_type, each.start, each.end) for each in ENGINE.detect(text)}
        whole = (identifier.entity_type, len(text) - len(value), len(text))
        assert whole not in found, value


@pytest.mark.parametrize("identifier", IDENTIFIERS, ids=name)
def test_random_values_pass_as_rarely_as_the_table_says(identifier: Identifier) -> None:
    dice = random.Random(identifier.entity_type)
    hits = 0
    for _ in range(SAMPLES):
        value = drawn(dice.choice(identifier.shapes), dice)
        hits += identifier.valid(value if identifier.spelt else compact(value))
    measured = hits / SAMPLES
    slack = 4 * (identifier.passes / SAMPLES) ** 0.5 + 2 / SAMPLES
    assert identifier.passes / 1.5 - slack <= measured <= identifier.passes * 1.5 + slack


@pytest.mark.parametrize("identifier", IDENTIFIERS, ids=name)
def test_the_table_is_complete(identifier: Identifier) -> None:
    for text in (identifier.issuer, identifier.layout, identifier.check, identifier.source):
        assert text.strip()
    assert "read 20" in identifier.source
    assert 0 < identifier.passes <= 1
    assert re.fullmatch(r"[A-Z][A-Z0-9_]+", identifier.entity_type)
    assert identifier.kinds


def test_each_entity_type_has_one_vector_and_one_family() -> None:
    types = [each for each, _, _ in vectors()]
    assert len(types) == len(set(types))
    for entity_type in types:
        families = {x.family_name for x in IDENTIFIERS if x.entity_type == entity_type}
        assert len(families) == 1, entity_type

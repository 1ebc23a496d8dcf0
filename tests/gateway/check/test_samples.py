from __future__ import annotations

import pytest

from detectors import Engine
from gateway.check.samples import SAMPLES, Sample
from gateway.data_categories import types_of

# A licence number is a driving licence of whatever country.
_FOUND_AS = {"US_DRIVER_LICENSE": "DRIVING_LICENSE"}


@pytest.mark.parametrize("entity_type", sorted(SAMPLES))
def test_the_detectors_find_each_sample_whole(engine: Engine, entity_type: str) -> None:
    sample = SAMPLES[entity_type]
    found = {
        (each.entity_type, sample.text[each.start : each.end])
        for each in engine.detect(sample.text)
    }
    assert (_FOUND_AS.get(entity_type, entity_type), sample.value) in found


@pytest.mark.parametrize(
    ("value", "text", "stands"),
    [
        ("4111 1111 1111 1111", "4111111111111111", True),
        ("4111 1111 1111 1111", "4111 1111 1111 111", False),
        ("Rotterdam", "in ROTTERDAM.", True),
        ("47", "I am 47 years old", True),
        ("47", "[AGE_47QM2X0A]", False),
        ("47", "47QM 0x47", False),
        ("11/31", "expires 11/31.", True),
        ("11/31", "11/310 and 1131", False),
    ],
)
def test_a_value_stands_in_a_text(value: str, text: str, stands: bool) -> None:
    assert Sample(entity_type="X", words="{}", value=value).stands_in(text) is stands


def test_samples_cover_what_people_are_promised_most() -> None:
    for category in ("email", "name", "phone", "payment_card", "government_identifier", "health"):
        assert types_of(frozenset({category})) & set(SAMPLES), category

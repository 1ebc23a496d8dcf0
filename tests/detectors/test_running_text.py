"""The types that the taggers find are those that only running text shows."""

from __future__ import annotations

from detectors import registry
from detectors.running_text import OF_RUNNING_TEXT


def test_every_type_of_the_taggers_is_one() -> None:
    for name in ("names", "health", "healthcare_application", "special_category"):
        entry = registry.SHIPPED.get(name)
        if entry is not None:
            assert set(entry.detector.entity_types) <= OF_RUNNING_TEXT


def test_no_number_is_one() -> None:
    for name in ("payment_card", "us_ssn", "phone", "email", "documents"):
        assert OF_RUNNING_TEXT.isdisjoint(registry.SHIPPED[name].detector.entity_types)

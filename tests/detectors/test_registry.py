"""The table of detectors."""

from __future__ import annotations

from pathlib import Path

import pytest

from detectors import registry
from detectors.errors import ConfigurationError
from detectors.numbers import documents


def test_every_type_of_every_detector_has_a_vector() -> None:
    for name, entry in registry.SHIPPED.items():
        assert entry.detector.name == name
        assert {v.entity_type for v in entry.vectors} == set(entry.detector.entity_types)
        assert all(vector.value in vector.text for vector in entry.vectors)


def test_detectors_are_loaded_by_name() -> None:
    assert [d.name for d in registry.load(["email", "iban"])] == ["iban", "email"]
    assert len(registry.load()) == len(registry.SHIPPED)
    assert registry.load([]) == ()


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(ConfigurationError, match="nobody"):
        registry.load(["iban", "nobody"])
    assert registry.vectors("nobody") == ()


def test_a_vector_hides_its_value() -> None:
    assert "4111" not in repr(registry.SHIPPED["payment_card"].vectors)


def test_the_docs_name_every_type_and_detector() -> None:
    docs = Path(__file__).parents[2] / "docs"
    page, table = ((docs / name).read_text() for name in ("detectors.md", "entity-types.md"))
    for name, entry in registry.SHIPPED.items():
        assert f"`{name}`" in page
        # Hundreds of identifiers have a table of their own, made from their definitions.
        named = table if name == documents.NAME else page
        missing = [kind for kind in entry.detector.entity_types if f"`{kind}`" not in named]
        assert missing == []

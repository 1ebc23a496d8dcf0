"""Suppression leaves the type and nothing of the value."""

from __future__ import annotations

import pytest

from detectors.operators.suppress import suppress


@pytest.mark.parametrize(
    ("entity_type", "put"), [("CARD_CVV", "[CARD_CVV]"), ("PERSON", "[PERSON]")]
)
def test_suppress(entity_type: str, put: str) -> None:
    assert suppress(entity_type) == put

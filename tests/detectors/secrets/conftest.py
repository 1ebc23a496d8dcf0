"""What the tests of the secrets share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from detectors import Engine

Find = Callable[..., list[tuple[str, str]]]

_ENGINE = Engine()


@pytest.fixture
def find() -> Find:
    """Finds (entity type, text) pairs with at least the default threshold."""

    def look(text: str, before: str | None = None) -> list[tuple[str, str]]:
        return [
            (each.entity_type, text[each.start : each.end])
            for each in _ENGINE.detect(text, before=before)
            if each.score >= 0.5
        ]

    return look

"""What the tests of the number families share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.rooms import identifiers_alone
from detectors import Engine

Find = Callable[..., list[tuple[str, str]]]

# Names, places and words of health have tests of their own.
_ENGINE = Engine(identifiers_alone())


def finder(engine: Engine) -> Find:
    """What finds (entity type, text) pairs with at least the default threshold."""

    def look(text: str, before: str | None = None) -> list[tuple[str, str]]:
        return [
            (each.entity_type, text[each.start : each.end])
            for each in engine.detect(text, before=before)
            if each.score >= 0.5
        ]

    return look


@pytest.fixture
def find() -> Find:
    """Looks with all identifiers that are shipped."""
    return finder(_ENGINE)

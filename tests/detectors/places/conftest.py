"""What the tests of addresses share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from detectors import registry
from detectors.engine import Engine

Find = Callable[..., list[str]]

_NAMES = ("street", "address_answer", "unspaced_address", "postcode")
_ENGINE = Engine(registry.load(_NAMES), clock=lambda: 0.0, scan_cache=None)


@pytest.fixture(scope="session")
def addresses() -> Find:
    """What the detectors of addresses find in a text, as it is written there."""

    def look(text: str, before: str | None = None) -> list[str]:
        return [text[each.start : each.end] for each in _ENGINE.detect(text, before=before)]

    return look

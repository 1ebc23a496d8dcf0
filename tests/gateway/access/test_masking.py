"""Texts are masked by the tenant's own detectors, or not shown at all."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from detectors.errors import DetectionError
from gateway.access.masking import Masking
from gateway.errors import Refused
from gateway.rights.stored_words import Spaces
from tests.gateway.consent import desks


class Finds:
    """Finds nothing, or fails."""

    def __init__(self, *, fails: bool) -> None:
        self._fails = fails

    def segments(self, segments: Sequence[Any], _budget: Any) -> Sequence[tuple[Any, ...]]:
        if self._fails:
            raise DetectionError("budget_exhausted")
        return [() for _ in segments]


def masking(*, fails: bool) -> Masking:
    tenant = desks.tenant("main")
    spaces = Spaces(
        {"main": tenant}, keys={"main": desks.keys(b"k")}, examines=lambda _: Finds(fails=fails)
    )
    return Masking(spaces)


def test_each_text_is_shown_as_types() -> None:
    texts = ["[PERSON_7KQ2M0XA] called 0171 2345", "nothing"]
    shown = asyncio.run(masking(fails=False).masked("main", texts))
    assert shown == ["[PERSON] called [NUMBER]", "nothing"]


def test_what_cannot_be_examined_is_not_shown() -> None:
    with pytest.raises(Refused):
        asyncio.run(masking(fails=True).masked("main", ["hello"]))

"""What a request says is read by its form, and an error names the field and no value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.errors import InvalidRequest
from gateway.rights.details import choice, flag, known_only, text, time


def test_what_is_of_its_form_is_given() -> None:
    details = {"a": "x", "at": "2027-01-01T01:00:00+01:00", "on": True, "none": None}
    known_only(details, "a", "at", "on", "none")
    assert text(details, "a", most=1) == "x"
    assert choice(details, "a", known=["x"]) == "x"
    assert time(details, "at") == datetime(2027, 1, 1, tzinfo=UTC)
    assert flag(details, "on") is True
    assert (text(details, "none", most=1), choice(details, "no", known=())) == (None, None)
    assert (time(details, "none"), flag(details, "no")) == (None, False)


@pytest.mark.parametrize(
    "read",
    [
        lambda: known_only({"canary": 1}, "a"),
        lambda: text({"a": ""}, "a", most=5),
        lambda: text({"a": " \t"}, "a", most=5),
        lambda: text({"a": "canary"}, "a", most=5),
        lambda: text({"a": ["canary"]}, "a", most=5),
        lambda: choice({"a": "canary"}, "a", known=["x"]),
        lambda: choice({"a": {}}, "a", known=["x"]),
        lambda: time({"a": "canary"}, "a"),
        lambda: time({"a": "2027-01-01T00:00:00"}, "a"),
        lambda: time({"a": 20270101}, "a"),
        lambda: flag({"a": 1}, "a"),
        lambda: flag({"a": None}, "a"),
    ],
)
def test_anything_else_is_refused(read: Callable[[], Any]) -> None:
    with pytest.raises(InvalidRequest) as refused:
        read()
    assert refused.value.status == 422
    assert "canary" not in f"{refused.value} {refused.value.details}"

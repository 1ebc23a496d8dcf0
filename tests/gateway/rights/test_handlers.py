"""One handler a kind, whoever brings it."""

from __future__ import annotations

import pytest

from gateway.rights.execution import Handling
from gateway.rights.handlers import registry
from gateway.rights.kinds import RightKind


def test_parts_are_joined() -> None:
    one, two = Handling(), Handling()
    found = registry({RightKind.ACCESS: one}, {}, {RightKind.ERASURE: two})
    assert found == {RightKind.ACCESS: one, RightKind.ERASURE: two}


def test_no_kind_has_two() -> None:
    with pytest.raises(ValueError, match="access"):
        registry({RightKind.ACCESS: Handling()}, {RightKind.ACCESS: Handling()})

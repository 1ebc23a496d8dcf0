"""Who carries out each kind of request: one handler a kind, made once at start."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.rights.execution import Handler
from gateway.rights.kinds import RightKind


def registry(*parts: Mapping[RightKind, Handler]) -> Mapping[RightKind, Handler]:
    """All handlers of the parts in one.

    Raises:
        ValueError: two parts name one kind.
    """
    found: dict[RightKind, Handler] = {}
    for part in parts:
        twice = found.keys() & part.keys()
        if twice:
            raise ValueError(f"two handlers for {', '.join(sorted(twice))}")
        found.update(part)
    return found

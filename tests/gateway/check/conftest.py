from __future__ import annotations

from collections.abc import Iterator

import pytest

from detectors import Engine
from tests.gateway.check.looking import Look, Looking, changed_policy


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine()


@pytest.fixture(scope="module")
def look(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Look]:
    """A bench by policy and changes; each is opened once in a module."""
    known: dict[object, Looking] = {}

    def at(policy: str, changes: dict[str, str] | None = None) -> Looking:
        asked = (policy, repr(changes))
        if asked not in known:
            directory = tmp_path_factory.mktemp("check")
            path = changed_policy(directory, policy, changes)
            known[asked] = Looking(path, directory / "bench", engine)
        return known[asked]

    yield at
    for each in known.values():
        each.close()

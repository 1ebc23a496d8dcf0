"""The two places that every client is tried on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clients.places import Place, gateway_place
from tests.simulators.upstream import Upstream


@pytest.fixture(scope="session")
def provider() -> Iterator[Upstream]:
    with Upstream() as running:
        yield running


@pytest.fixture(scope="session")
def behind_gateway(provider: Upstream, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with gateway_place(provider, tmp_path_factory.mktemp("clients")) as found:
        yield found


@pytest.fixture
def place(request: pytest.FixtureRequest, provider: Upstream) -> Place:
    """Parametrised by name: ``direct`` or ``gateway``; nothing was received yet."""
    provider.clear()
    if request.param == "gateway":
        found: Place = request.getfixturevalue("behind_gateway")
        return found
    return Place(url=provider.url, key="simulated", upstream=provider, through_gateway=False)

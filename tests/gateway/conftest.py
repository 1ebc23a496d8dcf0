"""A served gateway for a module of tests, over an upstream that keeps what it receives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.gateway.serving import Serving, serving
from tests.simulators.upstream import Upstream


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    with Upstream() as running:
        yield running


@pytest.fixture(scope="module")
def gateway(upstream: Upstream, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """The usual subject has opted in."""
    with serving(upstream.url, tmp_path_factory.mktemp("gateway")) as running:
        running.opt_in()
        yield running


@pytest.fixture
def fresh(upstream: Upstream) -> None:
    """Nothing was received yet, and nothing is scripted."""
    upstream.clear()

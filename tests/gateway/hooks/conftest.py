"""A tenant over the simulated upstream, and each way to call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.policy import Tenant
from tests.gateway.hooks.calling import CALLINGS, Calling
from tests.gateway.hooks.hooked import tenant_of
from tests.simulators.upstream import Upstream


@pytest.fixture(scope="module")
def tenant(upstream: Upstream, tmp_path_factory: pytest.TempPathFactory) -> Tenant:
    return tenant_of(upstream.url, tmp_path_factory.mktemp("hooks") / "config")


@pytest.fixture(params=CALLINGS, ids=str)
def calling(request: Any) -> Calling:
    made: Calling = request.param
    return made


@pytest.fixture
def chat_url(upstream: Upstream) -> str:
    return f"{upstream.url}/v1/chat/completions"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "data"

"""A gateway on loopback whose Presidio API needs no key there, and one where it does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gateway.app import create_app
from gateway.presidio.access import PresidioAccess
from gateway.settings import Settings
from tests.gateway.serving import TENANT, Serving, serving


@pytest.fixture(scope="session")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving("http://127.0.0.1:9", tmp_path_factory.mktemp("closed")) as running:
        yield running


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    from dataclasses import replace

    def app(settings: Settings, env: dict[str, str]) -> Any:
        access = PresidioAccess(open_to_loopback=True, tenant=TENANT)
        return create_app(replace(settings, presidio_api=access), env)

    with serving("http://127.0.0.1:9", tmp_path_factory.mktemp("opened"), app=app) as running:
        yield running

"""One browser for each module; a fresh gateway, site and profile for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.chromium import Browser, chromium, find_chromium
from tests.browser.world import Servers, World, fresh, serving


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    program = find_chromium()
    if program is None:
        pytest.skip("no chromium on this machine (Debian: apt-get install chromium)")
    with chromium(program, tmp_path_factory.mktemp("chromium")) as running:
        yield running


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with serving() as running:
        yield running


@pytest.fixture
def world(browser: Browser, servers: Servers) -> Iterator[World]:
    with fresh(browser, servers) as made:
        yield made

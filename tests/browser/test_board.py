"""The pages of administrators in a browser: they render, and ask nobody but the gateway."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from gateway.admin.page_routes import PAGES
from tests.browser.board import furnish, more_recipients
from tests.browser.board_pictures import signed_in, try_text
from tests.browser.chromium import Browser, Page
from tests.gateway.admin.boards import with_pages
from tests.gateway.serving import Serving, serving
from tests.simulators.upstream import Upstream


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with (
        Upstream() as upstream,
        serving(
            upstream.url,
            tmp_path_factory.mktemp("gateway"),
            app=lambda settings, env: with_pages(more_recipients(settings), env),
        ) as running,
    ):
        furnish(running)
        yield running


def check_quiet(page: Page, gateway: Serving) -> None:
    """No error, and no request to anybody else."""
    assert page.events("Runtime.exceptionThrown") == []
    assert [each["entry"]["text"] for each in page.events("Log.entryAdded")] == []
    asked = {each["request"]["url"] for each in page.events("Network.requestWillBeSent")}
    asked = {each for each in asked if not each.startswith("data:")}
    assert {f"{urlsplit(each).scheme}://{urlsplit(each).netloc}" for each in asked} == {gateway.url}


def test_every_page_renders_without_an_error(browser: Browser, gateway: Serving) -> None:
    with browser.context() as context:
        page = signed_in(context, gateway)
        for path, (_, title) in PAGES.items():
            page.go(gateway.url + path)
            assert page.run("document.querySelector('nav [aria-current]').textContent") == title
            # The style has come, and nothing is wider than the window.
            assert page.run("getComputedStyle(document.querySelector('nav')).display") == "flex"
            assert page.run("document.documentElement.scrollWidth <= innerWidth")
        check_quiet(page, gateway)


def test_the_overview_is_read_again_while_somebody_looks(
    browser: Browser, gateway: Serving
) -> None:
    with browser.context() as context:
        page = signed_in(context, gateway)
        page.before_load(
            "const wait = setInterval; window.setInterval = (call, time) => "
            "{ window.every = time; return wait(call, 50); }"
        )
        page.go(f"{gateway.url}/admin")
        page.run("document.querySelector('main').id = 'first'")
        page.until("document.querySelector('main') && !document.querySelector('#first')")
        assert page.run("window.every") == 10_000
        assert page.run("document.querySelectorAll('svg.plot').length") == 3
        check_quiet(page, gateway)


def test_the_playground_shows_what_each_destination_sees(
    browser: Browser, gateway: Serving
) -> None:
    with browser.context() as context:
        page = signed_in(context, gateway)
        try_text(page, gateway.url)
        seen = page.run(
            "[...document.querySelectorAll('.view pre')].map((each) => each.textContent)"
        )
        assert len(seen) == 3
        assert "4111" not in seen[0]
        assert "**** **** **** 1111" in seen[1]
        assert "Jane Doe" in seen[2]
        check_quiet(page, gateway)

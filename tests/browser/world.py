"""A site, the gateway that its widget talks to, and a browser's profile, for one test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.browser.chromium import Browser, Context, Page
from tests.browser.fake_gateway import FakeGateway
from tests.browser.site import Site, served

# A browser with the signal on: what scripts see of it; the header is set beside.
GPC = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true});"
DNT = "Object.defineProperty(Navigator.prototype, 'doNotTrack', {get: () => '1'});"
# The clock of the page, a day and a second later.
TOMORROW = "const now = Date.now; Date.now = () => now() + 86401000;"
# What tests look with into the element.
_SEEN = """
window.chat = () => document.querySelector("discreet-chat");
window.seen = (selector) => chat().shadowRoot.querySelector(selector);
window.focused = () => chat().shadowRoot.activeElement;
"""


class Servers:
    """Two servers that stay, for applications that change."""

    def __init__(self) -> None:
        self._apps: dict[str, Any] = {}
        self.gateway_url = self.site_url = ""

    async def gateway(self, scope: Any, receive: Any, send: Any) -> None:
        await self._call("gateway", (scope, receive, send))

    async def site(self, scope: Any, receive: Any, send: Any) -> None:
        await self._call("site", (scope, receive, send))

    async def _call(self, name: str, call: tuple[Any, Any, Any]) -> None:
        if call[0]["type"] == "http":
            await self._apps[name](*call)

    def show(self, gateway: Any, site: Any) -> None:
        """What the next requests reach."""
        self._apps = {"gateway": gateway, "site": site}


@contextmanager
def serving() -> Iterator[Servers]:
    """Both servers, on loopback."""
    servers = Servers()
    with served(servers.gateway) as gateway_url, served(servers.site) as site_url:
        servers.gateway_url, servers.site_url = gateway_url, site_url
        yield servers


@dataclass(kw_only=True)
class World:
    """What a test has at hand."""

    gateway: FakeGateway
    site: Site
    context: Context
    url: str

    def page(
        self,
        attributes: Mapping[str, str] | None = None,
        *,
        script: str = "",
        width: int = 520,
        height: int = 600,
    ) -> Page:
        """The site's page in a new tab, its element with attributes; a script runs before it.

        ``lang`` and ``dir`` are the page's own.
        """
        page = self.context.page()
        page.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 400,
        )
        page.before_load(_SEEN + script)
        if GPC in script:
            page.header("Sec-GPC", "1")
        page.go(f"{self.url}/?{urlencode(attributes or {})}")
        page.until("window.chat && seen('#box')")
        return page

    def ask(self, page: Page, text: str = "My name is Jane") -> None:
        """Types a message and sends it by the keyboard."""
        page.call("Page.bringToFront")
        page.run("seen('#box').focus()")
        page.type(text)
        page.press("Enter")

    def talk(self, page: Page, text: str = "My name is Jane") -> None:
        """A message, the person's yes, and the whole answer."""
        self.ask(page, text)
        page.until("seen('dialog')?.open")
        page.run("seen('button[value=given]').click()")
        page.until("seen('[role=status]').textContent.startsWith('Assistant:')")


@contextmanager
def fresh(browser: Browser, servers: Servers, **answers: Any) -> Iterator[World]:
    """A new gateway, site and profile; ``answers`` as FakeGateway has them."""
    gateway = FakeGateway(**answers)
    site = Site(mint=lambda _: gateway.mint(), gateway=servers.gateway_url)
    servers.show(gateway.app(servers.site_url), site.app())
    try:
        with browser.context() as context:
            yield World(gateway=gateway, site=site, context=context, url=servers.site_url)
    finally:
        gateway.go_on.set()

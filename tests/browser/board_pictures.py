"""Takes the pictures of docs/dashboard.md; the argument is docs/images."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.browser.board import furnish, more_recipients
from tests.browser.chromium import Context, Page, chromium, find_chromium
from tests.gateway.admin.boards import with_pages
from tests.gateway.serving import Serving, serving
from tests.simulators.upstream import Upstream

WIDTH = 1280
TEXT = (
    "Hello, I'm Jane Doe (jane.doe@example.com, +44 20 7946 0018). My card 4111 1111 1111 1111 was "
    "charged twice. Please send the refund to GB82 WEST 1234 5698 7654 32."
)


def signed_in(context: Context, gateway: Serving, *, dark: bool = False) -> Page:
    """A tab that shows an administrator's key."""
    page = context.page()
    page.header("authorization", f"Bearer {gateway.keys['admin']}")
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    page.call("Emulation.setEmulatedMedia", features=[scheme])
    resize(page, 900)
    return page


def resize(page: Page, height: int) -> None:
    """Makes the window so high."""
    page.call(
        "Emulation.setDeviceMetricsOverride",
        width=WIDTH,
        height=height,
        deviceScaleFactor=1,
        mobile=False,
    )


def try_text(page: Page, url: str, text: str = TEXT) -> None:
    """Examines a text in the playground."""
    page.go(f"{url}/admin/playground")
    page.run("document.querySelector('textarea').focus()")
    page.type(text)
    page.run("document.querySelector('button').click()")
    page.until("document.querySelector('.views')")


def main() -> None:
    """Takes each picture whole, in light and dark."""
    directory = Path(sys.argv[1])
    program = find_chromium()
    assert program is not None, "no chromium on this machine"
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made,
        Upstream() as upstream,
        serving(
            upstream.url,
            Path(made) / "gateway",
            app=lambda settings, env: with_pages(more_recipients(settings), env),
        ) as gateway,
        chromium(program, Path(made) / "profile") as browser,
        browser.context() as context,
    ):
        furnish(gateway)
        for dark, ending in ((False, ""), (True, "-dark")):
            page = signed_in(context, gateway, dark=dark)
            page.go(f"{gateway.url}/admin")
            _take(page, directory / f"dashboard{ending}.png")
            try_text(page, gateway.url)
            _take(page, directory / f"playground{ending}.png")


def _take(page: Page, path: Path) -> None:
    resize(page, int(page.run("document.documentElement.scrollHeight")))
    page.run("document.activeElement?.blur()")
    page.picture(path)
    resize(page, 900)


if __name__ == "__main__":
    main()

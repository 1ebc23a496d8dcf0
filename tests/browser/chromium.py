"""A headless Chromium, driven over the DevTools protocol on loopback."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome")
WAIT_SECONDS = 8.0
_FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--no-first-run", "--no-default-browser-check", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--metrics-recording-only"),
    *("--remote-debugging-port=0", "--remote-allow-origins=*", "--hide-scrollbars"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--force-color-profile=srgb",
)
# Keys by name: code, virtual key code, and the text that they type.
_KEYS: dict[str, tuple[str, int, str]] = {
    "Tab": ("Tab", 9, ""),
    "Enter": ("Enter", 13, "\r"),
    "Escape": ("Escape", 27, ""),
    " ": ("Space", 32, " "),
    "ArrowDown": ("ArrowDown", 40, ""),
}
SHIFT = 8


def find_chromium() -> str | None:
    """The browser's path, or None where there is none on this machine."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """One process. Contexts share nothing; the tabs of one share their storage."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._count = 0
        self.events: dict[str, list[dict[str, Any]]] = {}

    def call(self, method: str, *, session: str | None = None, **params: Any) -> dict[str, Any]:
        """One command, answered; events that come before the answer are kept."""
        self._count += 1
        message: dict[str, Any] = {"id": self._count, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        self._connection.send(json.dumps(message))
        while True:
            said = json.loads(self._connection.recv(timeout=WAIT_SECONDS))
            if said.get("id") == self._count:
                assert "error" not in said, (method, said["error"])
                result: dict[str, Any] = said["result"]
                return result
            if "method" in said:
                self.events.setdefault(said.get("sessionId", ""), []).append(said)

    @contextmanager
    def context(self) -> Iterator[Context]:
        """A fresh profile, closed at the end."""
        made = self.call("Target.createBrowserContext")["browserContextId"]
        try:
            yield Context(self, made)
        finally:
            self.call("Target.disposeBrowserContext", browserContextId=made)


class Context:
    """A profile of its own, as a private window has it."""

    def __init__(self, browser: Browser, identifier: str) -> None:
        self._browser = browser
        self._identifier = identifier

    def page(self) -> Page:
        """A new tab, empty."""
        target = self._browser.call(
            "Target.createTarget", url="about:blank", browserContextId=self._identifier
        )["targetId"]
        session = self._browser.call("Target.attachToTarget", targetId=target, flatten=True)
        page = Page(self._browser, session["sessionId"])
        for domain in ("Page", "Runtime", "Log"):
            page.call(f"{domain}.enable")
        return page

    def cookies(self) -> list[dict[str, Any]]:
        """All cookies of the profile."""
        found: list[dict[str, Any]] = self._browser.call(
            "Storage.getCookies", browserContextId=self._identifier
        )["cookies"]
        return found


class Page:
    """One tab."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One command of this tab."""
        return self._browser.call(method, session=self._session, **params)

    def events(self, method: str) -> list[dict[str, Any]]:
        """Events of this tab so far, by name."""
        self.call("Runtime.evaluate", expression="0")
        said = self._browser.events.get(self._session, [])
        return [each["params"] for each in said if each["method"] == method]

    def before_load(self, script: str) -> None:
        """Runs a script in every document, before its own."""
        self.call("Page.addScriptToEvaluateOnNewDocument", source=script)

    def header(self, name: str, value: str) -> None:
        """Sends a header with every request from now on."""
        self.call("Network.enable")
        self.call("Network.setExtraHTTPHeaders", headers={name: value})

    def go(self, url: str) -> None:
        """Opens an address; ``until`` says when it is ready."""
        self.call("Page.navigate", url=url)
        self.until("document.readyState === 'complete'")

    def reload(self) -> None:
        """Loads the page anew."""
        self.run("window.before = true")
        self.call("Page.reload")
        self.until("!window.before && document.readyState === 'complete'")

    def run(self, expression: str) -> Any:
        """The value of an expression; a promise is awaited."""
        done = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        problem = done.get("exceptionDetails")
        assert problem is None, (expression, problem)
        return done["result"].get("value")

    def until(self, expression: str) -> None:
        """Waits until an expression is true."""
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            # Between two documents there is nothing to ask.
            done = self.call("Runtime.evaluate", expression=f"Boolean({expression})")
            if "exceptionDetails" not in done and done["result"].get("value"):
                return
            time.sleep(0.01)
        shown = self.run("document.querySelector('discreet-chat')?.shadowRoot?.textContent")
        raise AssertionError(f"not within {WAIT_SECONDS} s: {expression}; shown: {shown}")

    def press(self, key: str, *, modifiers: int = 0) -> None:
        """Presses and releases one key."""
        code, number, text = _KEYS[key]
        common: dict[str, Any] = {"key": key, "code": code, "windowsVirtualKeyCode": number}
        common["modifiers"] = modifiers
        kind = "keyDown" if text else "rawKeyDown"
        self.call("Input.dispatchKeyEvent", type=kind, text=text, **common)
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def type(self, text: str) -> None:
        """Types into what has the focus."""
        self.call("Input.insertText", text=text)

    def names(self) -> list[tuple[str, str]]:
        """Role and name of each node that assistive technology is shown."""
        nodes = self.call("Accessibility.getFullAXTree")["nodes"]
        return [
            (each["role"]["value"], each.get("name", {}).get("value", ""))
            for each in nodes
            if not each["ignored"]
        ]

    def picture(self, path: Path) -> None:
        """A screenshot."""
        data = self.call("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(data))


@contextmanager
def chromium(program: str, directory: Path) -> Iterator[Browser]:
    """Runs the browser with a profile in a directory."""
    directory.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [program, *_FLAGS, f"--user-data-dir={directory}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with connect(_address(process, directory), max_size=None) as connection:
            browser = Browser(connection)
            yield browser
            browser.call("Browser.close")
        process.wait(10)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(10)


def _address(process: subprocess.Popen[bytes], directory: Path) -> str:
    """Where the browser listens; it writes that into its profile."""
    said = directory / "DevToolsActivePort"
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        if said.exists() and len(lines := said.read_text().split("\n")) > 1:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(0.02)
    raise AssertionError("the browser did not start")

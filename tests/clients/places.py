"""Where a client talks to: the simulated provider itself, or a gateway in front of it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from gateway.app import create_app
from gateway.settings import Settings, load_settings
from tests.gateway.serving import RECIPIENT, SUBJECT, TENANT, serving
from tests.simulators.upstream import Upstream

RECIPIENTS = {
    "openai": RECIPIENT,
    "azure": "azure-host",
    "anthropic": "anthropic-host",
    "gemini": "gemini-host",
    "ollama": "ollama-host",
}
STRANGER = "visitor-18"
TOOL = "find_customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A base URL with what a client needs to be let in.

    Attributes:
        url: without a path.
        key: the API key.
        upstream: the simulated provider behind it.
        through_gateway: whether a gateway stands between.
        subject: who is speaking.
    """

    url: str
    key: str = field(repr=False)
    upstream: Upstream = field(repr=False)
    through_gateway: bool
    subject: str = SUBJECT

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers that a client adds, beside its key."""
        return {"X-Discreet-Subject": self.subject} if self.through_gateway else {}

    def post(self, path: str, body: Mapping[str, Any]) -> tuple[int, bytes]:
        """Status and body of a raw request; the path may have a query."""
        headers = {**self.headers, "Authorization": f"Bearer {self.key}"}
        headers["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=20)
        try:
            connection.request("POST", path, body=json.dumps(body), headers=headers)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def check_seen(self, *values: str) -> None:
        """The provider saw these values if it was asked directly, and none through a gateway."""
        for value in values:
            assert self.upstream.requests
            assert self.upstream.saw(value) is not self.through_gateway


@contextmanager
def gateway_place(upstream: Upstream, directory: Path) -> Iterator[Place]:
    """A gateway with a recipient for each wire; the usual subject has opted in to all."""

    def app(settings: Settings, env: Mapping[str, str]) -> Any:
        path = directory / "gateway.yaml"
        path.write_text(_with_recipients(path.read_text(), upstream.url))
        return create_app(load_settings(path, dict(env)), dict(env))

    named = {"restore_arguments: []": f"restore_arguments: [{TOOL}]"}
    with serving(upstream.url, directory, app=app, policy=named) as gateway:
        settings = load_settings(directory / "gateway.yaml", gateway.env)
        opting = replace(gateway, settings=settings)
        for recipient in RECIPIENTS.values():
            opting.opt_in(recipient=recipient)
        yield Place(
            url=gateway.url, key=gateway.keys["chat"], upstream=upstream, through_gateway=True
        )


def _with_recipients(text: str, url: str) -> str:
    """A configuration with a copy of its first recipient for each further wire."""
    head, _, rest = text.partition("recipients:\n")
    first, _, tail = rest.partition("tenants:\n")
    copies = "".join(
        first.replace(f"id: {RECIPIENT}", f"id: {name}").replace("wire: openai", f"wire: {wire}")
        for wire, name in RECIPIENTS.items()
    )
    names = ", ".join(RECIPIENTS.values())
    tail = tail.replace(
        f"{{id: {TENANT}, policy: default, recipients: [{RECIPIENT}]}}",
        f"{{id: {TENANT}, policy: default, recipients: [{names}]}}",
    )
    assert names in tail
    return f"{head}recipients:\n{copies}tenants:\n{tail}"

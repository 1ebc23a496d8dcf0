"""What a browser on another site's page finds at the gateway."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateway.serving import SUBJECT, Serving, serving
from tests.simulators.upstream import Upstream

SITE = "https://shop.example"


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    directory: Path = tmp_path_factory.mktemp("browser")
    with Upstream() as upstream, serving(upstream.url, directory, origins=[SITE]) as running:
        yield running


def test_the_script_is_served_to_everybody(gateway: Serving) -> None:
    answered = gateway.call("GET", "/widget.js", key=None)
    assert answered.status == 200
    assert answered.headers["content-type"].startswith("text/javascript")
    assert b"discreet-chat" in answered.body


def test_only_the_listed_sites_may_read_answers(gateway: Serving) -> None:
    gateway.opt_in()
    for origin, allowed in ((SITE, SITE), ("https://other.example", None), ("null", None)):
        headers = {"origin": origin, "x-discreet-subject": SUBJECT}
        body = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}
        answered = gateway.call("POST", "/v1/chat/completions", body, headers=headers)
        assert answered.status == 200
        assert answered.headers.get("access-control-allow-origin") == allowed
        assert "access-control-allow-credentials" not in answered.headers


def test_a_preflight_is_answered_for_listed_sites(gateway: Serving) -> None:
    asked = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,x-discreet-signals",
    }
    for origin, allowed in ((SITE, SITE), ("https://other.example", None)):
        answered = gateway.call(
            "OPTIONS", "/privacy/consents", key=None, headers={"origin": origin, **asked}
        )
        assert answered.headers.get("access-control-allow-origin") == allowed


@pytest.mark.parametrize("path", ["/v1/models", "/v1/chat/completions", "/v1/nothing"])
def test_every_response_says_the_mode(gateway: Serving, path: str) -> None:
    method = "GET" if path.endswith("models") else "POST"
    answered = gateway.call(method, path, {} if method == "POST" else None)
    if path.endswith("nothing"):
        assert answered.status == 404
    else:
        assert answered.headers["x-discreet-mode"] == "enforce"
        assert answered.headers["x-discreet-policy"].startswith("default@")


def test_signals_reach_the_decision_by_every_header(gateway: Serving) -> None:
    gateway.opt_in("listens")
    for name, value in (("sec-gpc", "1"), ("dnt", "1"), ("x-discreet-signals", "gpc")):
        body = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}
        headers = {"x-discreet-subject": "listens", name: value}
        refused = gateway.call("POST", "/v1/chat/completions", body, headers=headers)
        assert refused.code == "consent_required"
        signal = "dnt" if name == "dnt" else "gpc"
        assert refused.json()["error"]["consent"]["signals"] == [signal]
    assert gateway.chat("hello", subject="listens").status == 200
    for value in ("0", "", "true"):
        body = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}
        headers = {"x-discreet-subject": "listens", "sec-gpc": value}
        assert gateway.call("POST", "/v1/chat/completions", body, headers=headers).status == 200

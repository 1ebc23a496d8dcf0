"""Pages and metrics are part of every gateway, behind its own sign-in."""

from __future__ import annotations

from pathlib import Path

from gateway.admin.page_routes import PAGES
from tests.gateway.serving import serving
from tests.simulators.upstream import Upstream


def test_a_gateway_has_them(tmp_path: Path) -> None:
    with Upstream() as upstream, serving(upstream.url, tmp_path) as gateway:
        for path in PAGES:
            # An API key is no session.
            answered = gateway.call("GET", path, key="admin")
            assert (answered.status, answered.headers["location"]) == (303, "/admin/sign-in")
        assert gateway.call("GET", "/metrics", key=None).status == 401
        assert b"discreet_mode" in gateway.call("GET", "/metrics", key="auditor").body

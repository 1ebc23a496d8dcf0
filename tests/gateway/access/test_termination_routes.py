"""The end of a tenant over HTTP: announced, shown, called off, and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.gateway.serving import Serving, serving
from tests.simulators.upstream import Upstream

PATH = "/privacy/termination"
DAY = {"day": "2999-01-31T00:00:00Z"}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    directory = tmp_path_factory.mktemp("termination")
    with Upstream() as upstream, serving(upstream.url, directory) as served:
        yield served


def test_it_is_announced_changed_and_called_off(gateway: Serving) -> None:
    assert gateway.call("GET", PATH, key="admin").code == "no_termination"
    assert gateway.call("POST", f"{PATH}/cancel", key="admin").code == "no_termination"
    made = gateway.call("POST", PATH, DAY, key="admin")
    assert (made.status, made.json()["state"]) == (201, "announced")
    later = {"day": "2999-06-01T02:00:00+02:00"}
    assert gateway.call("POST", PATH, later, key="admin").json()["due_at"].startswith("2999-06-01")
    assert gateway.call("GET", PATH, key="other-admin").code == "no_termination"
    shown = gateway.call("GET", PATH, key="privacy_officer").json()
    assert shown["tenant"] == "main"
    plain = gateway.call("POST", PATH, {"day": "2999-07-01"}, key="admin").json()
    assert plain["due_at"] == "2999-07-01T00:00:00Z"
    cancelled = gateway.call("POST", f"{PATH}/cancel", key="admin")
    assert (cancelled.status, cancelled.json()["state"]) == (200, "cancelled")
    assert gateway.call("GET", PATH, key="auditor").code == "no_termination"
    assert b'"act":"tenant.termination_changed"' in gateway.files()


@pytest.mark.parametrize(
    "body",
    [{"day": "2020-01-01T00:00:00Z"}, {"day": "soon"}, {"day": "2999-02-30"}, {"day": 1}, {}],
)
def test_bad_days_are_refused(gateway: Serving, body: Any) -> None:
    refused = gateway.call("POST", PATH, body, key="admin")
    assert (refused.status, refused.json()["error"]["fields"]) == (422, ["day"])


@pytest.mark.parametrize("key", ["chat", "consent", "support", "guest", "auditor"])
def test_it_is_the_administrators(gateway: Serving, key: str) -> None:
    for path in (PATH, f"{PATH}/cancel"):
        assert gateway.call("POST", path, DAY, key=key).code == "role_refused"

"""``GET /metrics`` of a running gateway: what it counts, and whom it shows it to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from gateway.app import create_app
from gateway.counts.settings import MetricsSettings
from gateway.loopback import FORWARDED
from tests.gateway.serving import Serving, serving
from tests.simulators.upstream import Upstream

CARD, MAIL = "4111 1111 1111 1111", "jane.doe@example.com"


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with (
        Upstream() as upstream,
        serving(
            upstream.url,
            tmp_path_factory.mktemp("gateway"),
            app=lambda settings, env: create_app(
                replace(settings, metrics=MetricsSettings(open_to_loopback=True)), env
            ),
        ) as running,
    ):
        assert running.chat(f"no consent yet, {MAIL}").status == 403
        record = running.opt_in()
        assert running.chat(f"My card is {CARD}, write to {MAIL}").status == 200
        assert running.chat("Hello", stream=True).status == 200
        assert running.call("POST", "/v1/chat/completions", b"{", key="chat").status == 400
        assert running.call("POST", "/v1/chat/completions", {}, key=None).status == 401
        path = f"/privacy/consents/{record['id']}/withdraw"
        assert running.call("POST", path, key="consent").status == 200
        yield running


def samples(text: str) -> dict[str, float]:
    """Each sample's value, by name and labels as they are written."""
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            name, _, value = line.rpartition(" ")
            found[name] = float(value)
    return found


def test_loopback_sees_everything(gateway: Serving) -> None:
    answered = gateway.call("GET", "/metrics", key=None)
    assert answered.status == 200
    assert answered.headers["content-type"].startswith("text/plain")
    assert answered.headers["cache-control"] == "no-store"
    text = answered.body.decode()
    seen = samples(text)
    of = 'tenant="main"'
    expected = {
        f'discreet_requests_total{{outcome="answered",recipient="model-host",{of}}}': 2,
        f'discreet_refusals_total{{code="consent_required",{of}}}': 1,
        f'discreet_refusals_total{{code="invalid_json",{of}}}': 1,
        'discreet_refusals_total{code="invalid_api_key",tenant=""}': 1,
        f'discreet_consents_total{{state="ConsentGiven",{of}}}': 1,
        f'discreet_consents_total{{state="ConsentWithdrawn",{of}}}': 1,
        f'discreet_redactions_total{{recipient="model-host",{of}}}': 2,
        f"discreet_streams_open{{{of}}}": 0,
        f"discreet_overdue_requests{{{of}}}": 0,
        f"discreet_webhooks_pending{{{of}}}": 0,
        f"discreet_incidents_open{{{of}}}": 0,
        f"discreet_incident_clocks_overdue{{{of}}}": 0,
        f"discreet_incident_notices_unacknowledged{{{of}}}": 0,
        f"discreet_own_seconds_count{{{of}}}": 2,
        f'discreet_upstream_seconds_count{{recipient="model-host",{of}}}': 2,
    }
    assert {name: seen.get(name) for name in expected} == expected
    found = {name: value for name, value in seen.items() if name.startswith("discreet_findings")}
    pattern = r'discreet_findings_total\{action="(\w+)",destination="(\w+)",entity_type="(\w+)"'
    assert {re.match(pattern, name)[2] for name in found} == {"upstream", "store"}  # type: ignore[index]
    assert {re.match(pattern, name)[3] for name in found} == {"CREDIT_CARD", "EMAIL_ADDRESS"}  # type: ignore[index]
    assert set(found.values()) == {1.0}
    policy = gateway.settings.tenants["main"].policy.reference
    assert seen[f'discreet_mode{{mode="enforce",policy="{policy}",{of}}}'] == 1
    assert "discreet_store_queue" in seen
    assert CARD not in text
    assert MAIL not in text


@pytest.mark.parametrize("role", ["auditor", "admin"])
def test_a_key_sees_its_own_tenant_alone(gateway: Serving, role: str) -> None:
    own = gateway.call("GET", "/metrics", key=role).body.decode()
    assert 'tenant="main"' in own
    assert 'tenant="other"' not in own
    assert 'tenant=""' not in own
    assert "discreet_store_queue" not in own
    assert "discreet_swept" not in own
    other = gateway.call("GET", "/metrics", key=f"other-{role}").body.decode()
    assert 'tenant="other"' in other
    assert 'tenant="main"' not in other
    assert "model-host" not in other


@pytest.mark.parametrize("role", ["chat", "consent", "support", "guest", "privacy_officer"])
def test_other_roles_are_refused_on_this_machine_too(gateway: Serving, role: str) -> None:
    answered = gateway.call("GET", "/metrics", key=role)
    assert (answered.status, answered.code) == (403, "role_refused")


@pytest.mark.parametrize("header", FORWARDED)
def test_who_calls_through_a_proxy_needs_a_key(gateway: Serving, header: str) -> None:
    answered = gateway.call("GET", "/metrics", key=None, headers={header: "203.0.113.9"})
    assert (answered.status, answered.code) == (401, "invalid_api_key")


def test_a_wrong_key_is_no_way_around(gateway: Serving) -> None:
    answered = gateway.call("GET", "/metrics", key="dk_abcdefgh_" + "a" * 52)
    assert answered.status == 401

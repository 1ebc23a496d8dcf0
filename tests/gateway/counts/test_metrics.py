"""The exposition, and the dashboard of Grafana over it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from gateway.counts.metrics import Readings, Sight, exposition, metric_names
from gateway.counts.tally import Kind, Tally
from gateway.policy import Mode
from tests.gateway.storage.samples import START
from tests.gateway.usage.tenants import tenant

ROOT = Path(__file__).parents[3]


def a_sight(*, whole: bool = True) -> Sight:
    readings = Readings(
        overdue_requests=1,
        overdue_erasures=0,
        webhooks_pending=2,
        audit_fits=False,
        audit_verified_at=START,
        figures_at=START,
    )
    return Sight(tenants={"main": tenant()}, whole=whole, readings={"main": readings}, queue=3)


def a_tally() -> Tally:
    tally = Tally()
    tally.add("main", Kind.REFUSAL, key="consent_required", at=START)
    tally.add("main", Kind.FINDING, key="PERSON upstream surrogate", at=START, count=2)
    tally.add("main", Kind.FINDING, key="no such key\n", at=START)
    tally.add("", Kind.SWEEP, key="erased", at=START, count=5)
    tally.add("gone", Kind.REFUSAL, key="consent_required", at=START)
    tally.took("main", own=0.0007, upstream=0.3, recipient="host")
    tally.stream("main", 1)
    return tally


def values(text: bytes) -> dict[tuple[str, tuple[str, ...]], float]:
    return {
        (sample.name, tuple(sorted(sample.labels.values()))): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


def test_every_metric_is_told() -> None:
    seen = values(exposition(a_tally(), a_sight()))
    reference = tenant().policy.reference
    assert seen["discreet_refusals_total", ("consent_required", "main")] == 1
    assert seen["discreet_findings_total", ("PERSON", "main", "surrogate", "upstream")] == 2
    assert seen["discreet_findings_total", ("main", "other", "other", "other")] == 1
    assert seen["discreet_swept_total", ("erased",)] == 5
    assert seen["discreet_streams_open", ("main",)] == 1
    assert seen["discreet_store_queue", ()] == 3
    assert seen["discreet_overdue_requests", ("main",)] == 1
    assert seen["discreet_webhooks_pending", ("main",)] == 2
    assert seen["discreet_audit_verified", ("main",)] == 0
    assert seen["discreet_audit_verified_timestamp_seconds", ("main",)] == START.timestamp()
    assert seen["discreet_own_seconds_bucket", ("0.0005", "main")] == 0
    assert seen["discreet_own_seconds_bucket", ("0.001", "main")] == 1
    assert seen["discreet_own_seconds_bucket", ("+Inf", "main")] == 1
    assert seen["discreet_upstream_seconds_sum", ("host", "main")] == 0.3
    assert seen["discreet_mode", (reference, "enforce", "main")] == 1
    # Of a tenant that is not configured any more nobody is shown anything.
    assert [labels for _, labels in seen if "gone" in labels] == []


def test_the_unsafe_mode_is_visible() -> None:
    held = tenant()
    policy = replace(held.policy, mode=Mode.UNSAFE_OBSERVE)
    sight = replace(a_sight(), tenants={"main": replace(held, policy=policy)})
    assert b'mode="unsafe_observe"' in exposition(Tally(), sight)


def test_who_sees_one_tenant_sees_nothing_of_all() -> None:
    text = exposition(a_tally(), a_sight(whole=False))
    assert b"discreet_swept" not in text
    assert b"discreet_store_queue" not in text
    assert b'tenant="main"' in text


def test_a_reading_that_nobody_has_is_left_out() -> None:
    sight = replace(a_sight(), readings={"main": Readings(overdue_requests=0)})
    names = {name for name, _ in values(exposition(Tally(), sight))}
    assert "discreet_overdue_requests" in names
    assert not names & {"discreet_audit_verified", "discreet_overdue_erasures"}


def test_the_dashboard_of_grafana_asks_for_what_there_is() -> None:
    board = json.loads((ROOT / "config" / "deploy" / "grafana.json").read_text("utf-8"))
    asked = {
        name
        for panel in board["panels"]
        for target in panel.get("targets", ())
        for name in re.findall(r"discreet_[a-z_]+", target["expr"])
    }
    assert len(asked) > 12
    assert asked - set(metric_names(Tally(), a_sight())) == set()


def test_every_metric_is_explained() -> None:
    page = (ROOT / "docs" / "metrics.md").read_text("utf-8")
    families = {
        re.sub(r"_(bucket|count|sum)\Z", "", each) for each in metric_names(Tally(), a_sight())
    }
    assert len(families) > 14
    assert {each for each in families if f"`{each}`" not in page} == set()

"""Every probe is of its form: awaited with a bench and a promise, it gives a verdict."""

from __future__ import annotations

import inspect
from typing import get_type_hints

import pytest

from gateway.check.bench import Bench
from gateway.check.probe import Probe, Probes
from gateway.check.probes.table import PROBES
from gateway.check.verdict import Promised, Verdict


@pytest.mark.parametrize("name", sorted(PROBES))
def test_a_probe_is_of_its_form(name: str) -> None:
    probe: Probe = PROBES[name]
    assert inspect.iscoroutinefunction(probe)
    assert list(get_type_hints(probe).values()) == [Bench, Promised, Verdict]


def test_probes_go_by_name() -> None:
    made: Probes = {name: probe for name, probe in PROBES.items() if name == "roles"}
    assert made["roles"] is PROBES["roles"]

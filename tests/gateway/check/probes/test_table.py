from __future__ import annotations

from gateway import commitments
from gateway.check.probes.table import PROBES


def test_every_probe_that_a_policy_can_name_exists_and_no_other() -> None:
    assert set(PROBES) == set(commitments.PROBES)

from __future__ import annotations

import pytest

from tests.gateway.check.looking import Look


@pytest.mark.parametrize(
    ("policy", "probe", "promised"),
    [
        ("workki", "incident_people", {}),
        ("juttai", "authority_clock", {"hours": 72}),
        ("instntly", "incident_to_controller", {}),
        ("workki", "demand_register", {}),
    ],
)
def test_it_is_kept(look: Look, policy: str, probe: str, promised: dict[str, int]) -> None:
    verdict = look(policy).at(probe, **promised)
    assert verdict.kept, verdict.seen


@pytest.mark.parametrize(
    ("policy", "probe", "promised", "seen"),
    [
        ("juttai", "authority_clock", {"hours": 48}, "of 72 hours"),
        ("instntly", "authority_clock", {"hours": 72}, "it has no clock of an authority"),
        ("juttai", "incident_to_controller", {}, "the clock of an authority runs"),
    ],
)
def test_what_is_not_so_is_noticed(
    look: Look, policy: str, probe: str, promised: dict[str, int], seen: str
) -> None:
    verdict = look(policy).at(probe, **promised)
    assert not verdict.kept
    assert seen in verdict.seen

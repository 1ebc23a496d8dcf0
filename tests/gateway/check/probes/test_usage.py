from __future__ import annotations

from tests.gateway.check.looking import Look


def test_usage_is_coarse(look: Look) -> None:
    verdict = look("instrukt").at("usage_coarse", address="none")
    assert verdict.kept
    assert "no full address" in verdict.seen
    assert "nothing of an address" in verdict.seen
    assert "a country at the finest" in verdict.seen


def test_a_network_is_coarse_where_no_less_was_promised(look: Look) -> None:
    changes = {"usage: {address: none, least_group: 10}": "usage: {address: network}"}
    bench = look("instrukt", changes)
    assert bench.at("usage_coarse", address="network").kept
    verdict = bench.at("usage_coarse", address="none")
    assert (verdict.kept, verdict.seen) == (False, "more is kept of an address than promised")


def test_small_groups_stay_hidden(look: Look) -> None:
    bench = look("instrukt")
    verdict = bench.at("usage_suppressed", least_group=10)
    assert verdict.kept, verdict.seen


def test_a_smaller_least_group_is_noticed(look: Look) -> None:
    changes = {"least_group: 10": "least_group: 2"}
    verdict = look("instrukt", changes).at("usage_suppressed", least_group=4)
    assert not verdict.kept
    assert verdict.seen == "a group of 3 is shown"

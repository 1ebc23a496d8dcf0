from __future__ import annotations

import pytest

from tests.gateway.check.looking import Look

KINDS = (
    *("access", "portability", "rectification", "erasure", "restriction", "objection"),
    *("withdrawal", "human_review", "directive"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_each_right_runs_to_its_end(look: Look, kind: str) -> None:
    verdict = look("workki").at("rights", kinds=(kind,))
    assert (verdict.kept, verdict.seen) == (True, f"{kind} done")


def test_a_right_that_nobody_has_is_not_done(look: Look) -> None:
    verdict = look("workki").at("rights", kinds=("access", "levitation"))
    assert (verdict.kept, verdict.seen) == (False, "levitation is no right that can be tried")


@pytest.mark.parametrize(
    "probe", ["human_review", "directive", "self_service", "restriction_until"]
)
def test_what_is_promised_beside_is_kept(look: Look, probe: str) -> None:
    assert look("workki").at(probe).kept


def test_what_was_wrong_is_nowhere(look: Look) -> None:
    assert look("juttai").at("rectified_everywhere").kept


def test_who_objects_is_left_out(look: Look) -> None:
    assert look("juttai").at("objection_leaves_out", purpose="service_improvement").kept


def test_without_self_service_of_corrections_it_is_noticed(look: Look) -> None:
    with_officer = {
        "rights:\n  regime: P30D": "rights:\n  officer_for: [rectification]\n  regime: P30D"
    }
    verdict = look("workki", with_officer).at("self_service")
    assert not verdict.kept
    assert "does not correct by themselves" in verdict.seen

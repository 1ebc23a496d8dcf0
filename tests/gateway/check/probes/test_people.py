from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gateway.check.caller import Answer
from gateway.check.sandbox import Sandbox
from gateway.consent.signals import NO_SIGNALS
from gateway.proxy import routes
from tests.gateway.check.looking import Look

PURPOSES = ("newsletter", "third_party_marketing")


def test_nobody_needs_a_name(look: Look) -> None:
    verdict = look("instrukt").at("anonymous")
    assert verdict.kept, verdict.seen


@pytest.mark.parametrize("probe", ["signals", "tracking_preference"])
def test_who_does_not_want_to_be_followed_is_not(look: Look, probe: str) -> None:
    verdict = look("instrukt").at(probe, purposes=PURPOSES)
    assert verdict.kept, verdict.seen
    assert "no usage row, no cookie, no optional purpose" in verdict.seen


def test_nobody_counted_at_all_is_no_proof(look: Look) -> None:
    changes = {"analytics:                      # pseudonymous": "metrics:     # pseudonymous"}
    changes["          analytics: legitimate_interest\n"] = ""
    changes["  metrics:     # pseudonymous"] = (
        "  analytics: null\n  metrics:\n    title: Counts\n    benefits: Counts.\n    #"
    )
    verdict = look("instrukt", changes).at("signals", purposes=())
    assert not verdict.kept
    assert "nobody is counted at all" in verdict.seen


@pytest.mark.parametrize("probe", ["signals", "tracking_preference"])
def test_a_purpose_that_goes_on_whatever_a_signal_says_is_noticed(look: Look, probe: str) -> None:
    verdict = look("instrukt").at(probe, purposes=(*PURPOSES, "monitoring"))
    assert not verdict.kept
    assert "monitoring goes on" in verdict.seen
    assert "newsletter" not in verdict.seen


def test_a_purpose_that_nobody_gets_is_no_proof(look: Look) -> None:
    verdict = look("instrukt").at("signals", purposes=("training",))
    assert not verdict.kept
    assert "training is refused even without a signal" in verdict.seen


def test_usage_that_is_counted_in_spite_of_a_signal_is_noticed(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "read_signals", lambda _: NO_SIGNALS)
    verdict = look("instrukt").at("signals", purposes=PURPOSES)
    assert not verdict.kept
    for name in ("DNT", "GPC", "the widget's word"):
        assert f"{name}: newsletter goes on" in verdict.seen
        assert f"{name}: 1 usage rows" in verdict.seen or f"{name}: 3 usage rows" in verdict.seen


def test_a_cookie_is_noticed(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Sandbox.call

    async def baked(self: Sandbox, method: str, path: str, **how: Any) -> Answer:
        answer = await real(self, method, path, **how)
        return replace(answer, headers={**answer.headers, "set-cookie": "a=b"})

    monkeypatch.setattr(Sandbox, "call", baked)
    verdict = look("instrukt").at("signals", purposes=PURPOSES)
    assert not verdict.kept
    assert "DNT: a cookie is set" in verdict.seen


@pytest.mark.parametrize(("minimum", "kept"), [(13, False), (16, True), (18, False)])
def test_the_age_is_that_of_the_promise(look: Look, minimum: int, kept: bool) -> None:
    verdict = look("instrukt").at("age_gate", minimum=minimum)
    assert verdict.kept is kept, verdict.seen


def test_what_is_seen_of_a_lower_age(look: Look) -> None:
    verdict = look("instrukt").at("age_gate", minimum=18)
    assert verdict.seen == "16_17 was answered with 200; the opt-in does not ask for the age"


def test_without_an_age_in_the_policy_everybody_is_served(look: Look) -> None:
    verdict = look("default").at("age_gate", minimum=13)
    assert not verdict.kept
    assert verdict.seen.startswith("under_13 was answered with 200; of unknown age: ")
    assert "of unknown age: training was answered with 200" in verdict.seen


def test_who_gives_no_age_gets_nothing_that_is_optional_and_is_asked(look: Look) -> None:
    seen = look("instrukt").at("age_gate", minimum=16).seen
    assert "of unknown age: the service itself goes on; nothing optional; the age is asked" in seen
    assert "the opt-in asks for the age" in seen

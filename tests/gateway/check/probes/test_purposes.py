from __future__ import annotations

import pytest

from tests.gateway.check.looking import Look

_BASES = {
    "answering": "contract",
    "support": "contract",
    "service_notices": "contract",
    "monitoring": "legitimate_interest",
    "analytics": "legitimate_interest",
    "newsletter": "consent",
    "third_party_marketing": "consent",
}


def test_each_purpose_has_its_basis(look: Look) -> None:
    verdict = look("instrukt").at("purpose_bases", bases=_BASES)
    assert verdict.kept
    assert verdict.seen == (
        "2 purposes are refused without consent, 5 need none; "
        "an objection ends those that rest on an interest"
    )


@pytest.mark.parametrize(
    ("bases", "seen"),
    [
        ({"newsletter": "contract"}, "newsletter without consent: 403 consent_required"),
        ({"answering": "consent"}, "answering without consent: 200"),
        ({"answering": "legitimate_interest"}, "answering after an objection: 200"),
        ({"monitoring": "contract"}, "monitoring after an objection: 403 purpose_refused"),
        ({"answering": "legal_obligation"}, "answering is stated to rest on something else"),
        ({"nothing": "contract"}, "nothing without consent: 403 purpose_refused"),
    ],
)
def test_another_basis_than_promised_is_seen(look: Look, bases: dict[str, str], seen: str) -> None:
    verdict = look("instrukt").at("purpose_bases", bases=bases)
    assert not verdict.kept
    assert seen in verdict.seen


def test_no_purposes_are_no_proof(look: Look) -> None:
    assert not look("instrukt").at("purpose_bases", bases={}).kept


def test_withdrawal_and_objection_end_a_purpose(look: Look) -> None:
    verdict = look("instrukt").at("purpose_withdrawal", purpose="newsletter")
    assert verdict.kept, verdict.seen
    assert "refused after objection (403 purpose_refused)" in verdict.seen


def test_a_purpose_that_rests_on_no_consent_goes_on(look: Look) -> None:
    verdict = look("instrukt").at("purpose_withdrawal", purpose="support")
    assert not verdict.kept
    assert "own-model: 200 with consent, 200 after withdrawal" in verdict.seen
    assert "served after objection" in verdict.seen


def test_an_unknown_purpose_is_refused_and_a_known_one_is_not_unknown(look: Look) -> None:
    bench = look("instrukt")
    assert bench.at("purpose_unknown", purpose="advertising").kept
    verdict = bench.at("purpose_unknown", purpose="support")
    assert not verdict.kept
    assert "something was sent" in verdict.seen


@pytest.mark.parametrize("country", [None, "CA", "JP", "KR"])
def test_consent_comes_first(look: Look, country: str | None) -> None:
    more = {} if country is None else {"country": country}
    verdict = look("instrukt").at("purpose_needs_consent", purpose="third_party_marketing", **more)
    assert verdict.kept, verdict.seen


def test_another_basis_lets_marketing_through(look: Look) -> None:
    basis = "fit yours.\n    legal_basis: "
    changes = {f"{basis}consent": f"{basis}legitimate_interest"}
    verdict = look("instrukt", changes).at("purpose_needs_consent", purpose="third_party_marketing")
    assert not verdict.kept
    assert verdict.seen.startswith("without prior consent: 200")


def test_a_recipient_keeps_to_its_purposes(look: Look) -> None:
    verdict = look("instrukt").at("recipient_bound")
    assert verdict.kept, verdict.seen


def test_recipients_that_may_name_none_are_not_bound(look: Look) -> None:
    changes = {"recipient_purposes: required": "recipient_purposes: any"}
    verdict = look("instrukt", changes).at("recipient_bound")
    assert not verdict.kept
    assert verdict.seen == "one that names no purposes may be used for all of them"


def test_a_link_withdraws_by_one_button(look: Look) -> None:
    verdict = look("instrukt").at("withdrawal_link", purpose="newsletter")
    assert verdict.kept, verdict.seen


def test_a_link_does_not_end_what_needs_no_consent(look: Look) -> None:
    verdict = look("instrukt").at("withdrawal_link", purpose="support")
    assert not verdict.kept
    assert "after the button: 200, then 200" in verdict.seen


def test_a_purpose_that_nobody_was_told_of_is_noticed(look: Look) -> None:
    told = {key: basis for key, basis in _BASES.items() if key != "monitoring"}
    verdict = look("instrukt").at("purpose_bases", bases=told)
    assert (verdict.kept, verdict.seen) == (False, "nobody was told of the purpose monitoring")
    asked = {"purpose": "advertising", "purposes": tuple(told)}
    verdict = look("instrukt").at("purpose_unknown", **asked)
    assert (verdict.kept, verdict.seen) == (False, "nobody was told of the purpose monitoring")
    assert look("instrukt").at("purpose_unknown", **asked | {"purposes": tuple(_BASES)}).kept

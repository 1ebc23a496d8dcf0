from __future__ import annotations

import pytest

from gateway.policy_scope import CommitmentKind
from tests.gateway.check.looking import Look

_INSTRUKT = ("email", "name", "cookies", "usage", "transcript", "date_time", "link")
_WORKKI = ("US_SSN", "US_ITIN", "US_DRIVER_LICENSE", "CREDIT_CARD", "IBAN_CODE")
_HEALTH = ("MEDICAL_CONDITION", "MEDICATION", "HEALTHCARE_APPLICATION")


def test_a_transcript_holds_nothing_outside_of_the_list(look: Look) -> None:
    verdict = look("instrukt").at("stored_categories", categories=_INSTRUKT)
    assert verdict.kept, verdict.seen
    assert "none is in the transcript" in verdict.seen


def test_what_the_promise_does_not_name_is_found_in_the_transcript(look: Look) -> None:
    promised = tuple(each for each in _INSTRUKT if each not in ("date_time", "link"))
    verdict = look("instrukt").at("stored_categories", categories=promised)
    assert not verdict.kept
    assert verdict.seen.startswith("stored as it was said: ")
    assert set(verdict.seen.removeprefix("stored as it was said: ").split(", ")) == {
        *("DATE_TIME", "URL"),
    }


def test_usage_is_a_kind_of_record_that_must_be_of_the_list(look: Look) -> None:
    promised = tuple(each for each in _INSTRUKT if each != "usage")
    verdict = look("instrukt").at("stored_categories", categories=promised)
    assert not verdict.kept
    assert verdict.seen == "usage is recorded and is not of the list"


def test_a_category_more_in_the_policy_breaks_the_promise(look: Look) -> None:
    wider = {"date_time, link]\n\nage:": "date_time, link, location, age]\n\nage:"}
    verdict = look("instrukt", wider).at("stored_categories", categories=_INSTRUKT)
    assert not verdict.kept
    assert "LOCATION" in verdict.seen
    assert "AGE" in verdict.seen


def test_a_card_is_nowhere(look: Look) -> None:
    verdict = look("instrukt").at("cards_never_stored")
    assert verdict.kept, verdict.seen


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        (
            "CREDIT_CARD: {upstream: suppress",
            "CREDIT_CARD: {upstream: allow",
            "CREDIT_CARD can be read in what a model was sent",
        ),
        (
            "CARD_CVV: {upstream: suppress",
            "CARD_CVV: {upstream: allow",
            "CARD_CVV can be read in what a model was sent",
        ),
    ],
)
def test_a_card_that_is_let_through_is_found(look: Look, old: str, new: str, seen: str) -> None:
    verdict = look("instrukt", {old: new}).at("cards_never_stored")
    assert not verdict.kept
    assert verdict.seen == seen


def test_identifiers_and_health_reach_nobody(look: Look) -> None:
    verdict = look("workki").at("never_reaches", types=(*_WORKKI, *_HEALTH))
    assert verdict.kept, verdict.seen


def test_a_type_that_passes_is_found(look: Look) -> None:
    verdict = look("workki").at("never_reaches", types=("US_SSN", "DATE_TIME"))
    assert not verdict.kept
    assert "DATE_TIME can be read in what a model was sent" in verdict.seen
    assert "US_SSN" not in verdict.seen


def test_a_type_without_a_sample_is_not_called_kept(look: Look) -> None:
    verdict = look("workki").at("never_reaches", types=("NO_SUCH_TYPE",))
    assert (verdict.kept, verdict.seen) == (False, "there is no sample of NO_SUCH_TYPE")


def test_no_verdict_quotes_a_value(look: Look) -> None:
    bench = look("instrukt")
    kinds = {each.kind for each in bench.bench.policy.commitments.values()}
    assert CommitmentKind.ENFORCED in kinds
    for verdict in (
        bench.at("stored_categories", categories=()),
        bench.at("never_reaches", types=("DATE_TIME", "URL")),
    ):
        assert not verdict.kept
        assert "17 March" not in verdict.seen
        assert "portal.example.org" not in verdict.seen


def test_not_even_four_digits_of_a_card(look: Look) -> None:
    assert look("instrukt").at("cards_never_stored", four_digits=False).kept
    card = "CREDIT_CARD: {upstream: suppress, store: "
    bench = look("instrukt", {f"{card}suppress": f"{card}mask"})
    assert bench.at("cards_never_stored").kept
    verdict = bench.at("cards_never_stored", four_digits=False)
    seen = "the last four digits can be read in the transcript"
    assert (verdict.kept, verdict.seen) == (False, seen)


@pytest.mark.parametrize("kind", ["picture", "sound"])
def test_what_nobody_can_look_into_reaches_nobody(look: Look, kind: str) -> None:
    name = {"picture": "images", "sound": "audio"}[kind]
    let = {
        "recipient_conditions:": f"attachments: {{{name}: unsafe_allow}}\n\nrecipient_conditions:"
    }
    verdict = look("workki", let).at("never_reaches", types=("US_SSN",))
    seen = f"a {kind} that nobody looked into is sent"
    assert (verdict.kept, verdict.seen) == (False, seen)

from __future__ import annotations

import pytest

from tests.gateway.check.looking import Look

GOOGLE = {"source": "google", "recipients": ("azure-openai",), "purposes": ("answering",)}


def test_nobody_trains(look: Look) -> None:
    verdict = look("workki").at("no_training")
    assert verdict.kept, verdict.seen
    assert "a recipient that trains is refused at the start" in verdict.seen
    assert "nothing is sent for training" in verdict.seen
    assert "nothing is sent for fine_tuning" in verdict.seen


def test_teaching_a_model_with_consent_is_teaching_it(look: Look) -> None:
    verdict = look("default").at("no_training")
    assert not verdict.kept
    assert "partner-model is sent text for training (200)" in verdict.seen
    assert "own-model is sent text for fine_tuning (200)" in verdict.seen


def test_text_of_a_source_stays_with_its_recipient(look: Look) -> None:
    bench = look("workki")
    verdict = bench.at("source_bound", **GOOGLE)
    assert verdict.kept, verdict.seen
    assert not bench.at("source_bound", **GOOGLE | {"source": "elsewhere"}).kept


@pytest.mark.parametrize(
    "wider",
    [
        {"purposes: [answering]}": "purposes: [answering, newsletter]}"},
        {"google: {recipients: [azure-openai]": "google: {recipients: [azure-openai, own-model]"},
    ],
)
def test_a_source_that_may_go_further_is_noticed(look: Look, wider: dict[str, str]) -> None:
    verdict = look("workki", wider).at("source_bound", **GOOGLE)
    assert not verdict.kept
    assert "was answered with 200" in verdict.seen


@pytest.mark.parametrize(
    ("policy", "mechanisms", "kept"),
    [
        ("instrukt", ("scc",), True),
        ("instrukt", ("scc", "adequacy"), False),
        ("juttai", ("adequacy", "scc"), True),
        ("juttai", ("scc",), False),
    ],
)
def test_transfers_rest_on_the_promised_mechanisms(
    look: Look,
    policy: str,
    mechanisms: tuple[str, ...],
    kept: bool,
) -> None:
    verdict = look(policy).at("transfer_mechanism", mechanisms=mechanisms)
    assert verdict.kept is kept, verdict.seen


def test_recipients_and_their_parents_stay_in_the_region(look: Look) -> None:
    bench = look("instntly")
    assert bench.at("recipient_countries", countries=("EEA",)).kept
    verdict = bench.at("recipient_countries", countries=("US",))
    assert not verdict.kept
    assert verdict.seen == "one in US is refused"


def test_a_wider_list_of_countries_breaks_the_promise(look: Look) -> None:
    verdict = look("instrukt").at("recipient_countries", countries=("EEA",))
    assert not verdict.kept
    assert "a recipient in US is accepted" in verdict.seen


def test_third_parties_say_how_they_protect(look: Look) -> None:
    assert look("juttai").at("safeguards_required").kept
    verdict = look("instrukt").at("safeguards_required")
    assert not verdict.kept
    assert verdict.seen == (
        "a third party without safeguards is accepted; one with an empty list of them is accepted"
    )


def test_storage_stays_in_the_region(look: Look) -> None:
    bench = look("workki")
    assert bench.at("storage_region", regions=("EU",)).kept
    assert not bench.at("storage_region", regions=("IN",)).kept
    assert not look("instrukt").at("storage_region", regions=("EU",)).kept


def test_integrations_wait_for_the_switch(look: Look) -> None:
    assert look("instntly").at("integration_switch").kept
    verdict = look("instrukt").at("integration_switch")
    assert not verdict.kept
    assert "off: 200, sent: True" in verdict.seen

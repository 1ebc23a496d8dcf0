"""Engines behind one call; Presidio without a model and without network."""

from __future__ import annotations

import socket

import pytest

from benchmarks.rivals import BLANK, NotExamined, Rival, discreet, installed_model, presidio
from detectors import Engine
from detectors.registry import load

TEXT = "write to jane.doe@example.com or call +44 20 7946 0958"


def kinds(rival: Rival, text: str = TEXT) -> dict[str, str]:
    return {each.entity_type: text[each.start : each.end] for each in rival.find(text, None)}


def test_discreet_finds_and_asks() -> None:
    rival = discreet()
    assert kinds(rival)["EMAIL_ADDRESS"] == "jane.doe@example.com"
    assert rival.asks
    assert [each.entity_type for each in rival.find("078051120", "What is your SSN?")] == ["US_SSN"]


def test_the_score_that_counts_is_that_of_the_type() -> None:
    engine = Engine(load(["payment_card", "email"]))
    card = "4111 1111 1111 1111"
    rival = discreet(engine, least=lambda kind: 1.1 if kind == "CREDIT_CARD" else 0.5, name="x")
    assert rival.name == "x"
    found = rival.find(f"{card} jane.doe@example.com", None)
    assert [each.entity_type for each in found] == ["EMAIL_ADDRESS"]
    (plain,) = discreet(engine).find(card, None)
    assert "luhn" in plain.evidence


def test_a_refusal_is_told_from_finding_nothing() -> None:
    rival = discreet(Engine(load(["payment_card"]), allowance=lambda _: -1.0))
    with pytest.raises(NotExamined, match="BudgetExhausted"):
        rival.find("4111 1111 1111 1111", None)


@pytest.mark.parametrize("everything", [False, True])
def test_presidio_finds_without_a_connection(
    everything: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("no connection is to be made")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    rival = presidio(BLANK, everything=everything)
    found = kinds(rival)
    assert found["EMAIL_ADDRESS"] == "jane.doe@example.com"
    assert "PHONE_NUMBER" in found
    assert len(rival.recognisers) == (90 if everything else 16)
    assert ("SE_PERSONNUMMER" in kinds(rival, "personnummer 811228-9874")) is everything


def test_a_model_is_used_only_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.rivals.MODELS", ("no_such_model",))
    assert installed_model() == BLANK
    monkeypatch.setattr("benchmarks.rivals.MODELS", ("no_such_model", "json"))
    assert installed_model() == "json"

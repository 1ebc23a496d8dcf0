"""One text: thresholds, types, operators, names that are safe to show."""

from __future__ import annotations

import pytest

from detectors.errors import SurrogateCollision
from gateway.scan.examiner import Examiner, Looked, question
from gateway.scan.model import WITHHELD, Format, Operator, Outcome, Place, Plan
from tests.gateway.scan.plain_engine import PlainEngine, chunk, rows

TEXT = "4111 and a@example.com"


def look(plan: Plan, text: str = TEXT) -> tuple[Looked, Outcome]:
    examiner = Examiner(PlainEngine(), plan)
    examiner.begin(chunk(b"", Format.TEXT).source)
    return examiner.look(text, Place(line=3)), examiner.end()


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (Plan(), ["CREDIT_CARD", "EMAIL_ADDRESS"]),
        (Plan(threshold=0.7), ["CREDIT_CARD"]),
        (Plan(entity_types=frozenset({"EMAIL_ADDRESS"})), ["EMAIL_ADDRESS"]),
    ],
)
def test_a_plan_chooses_findings(plan: Plan, expected: list[str]) -> None:
    looked, outcome = look(plan)
    assert [row["entity_type"] for row in rows(outcome.found)] == expected
    assert outcome.counts == dict.fromkeys(expected, 1)
    assert looked == Looked(text=TEXT)


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        (Operator.MASK, "**** and *@*******.***"),
        (Operator.SUPPRESS, "[CREDIT_CARD] and [EMAIL_ADDRESS]"),
    ],
)
def test_an_operator_stands_for_values(operator: Operator, expected: str) -> None:
    assert look(Plan(operator=operator))[0] == Looked(text=expected, changed=True)


def test_a_surrogate_is_that_of_the_value_under_the_key() -> None:
    one = look(Plan(operator=Operator.SURROGATE), "4111")[0].text
    assert one.startswith("[CREDIT_CARD_")
    assert look(Plan(operator=Operator.SURROGATE), "x 4111")[0].text == f"x {one}"
    assert look(Plan(operator=Operator.SURROGATE, key=b"k" * 32), "4111")[0].text != one


def test_a_text_that_cannot_be_examined_is_withheld_without_an_operator_too() -> None:
    looked, outcome = look(Plan(), "stall 4111")
    assert looked == Looked(text=WITHHELD, changed=True, examined=False)
    assert rows(outcome.found) == [{"line": 3, "error": "not_examined"}]


def test_a_collision_of_surrogates_withholds_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def collide(*_: object) -> None:
        raise SurrogateCollision("two values")

    monkeypatch.setattr("detectors.deidentify.Ledger.issue", collide)
    looked, outcome = look(Plan(operator=Operator.SURROGATE))
    assert looked.text == WITHHELD
    assert [each.name for each in outcome.troubles] == ["not_examined"]


def test_names_are_shown_without_what_is_found_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.scan.examiner._NAMES_KEPT", 1)
    examiner = Examiner(PlainEngine(), Plan())
    assert examiner.name("text") == "text"
    assert examiner.name("of a@example.com") == "of [EMAIL_ADDRESS]"
    assert examiner.name("stall") == WITHHELD


@pytest.mark.parametrize(
    ("name", "expected"),
    [("card_number", "card number"), ("cardNumber", "card Number"), ("SSN", "SSN"), ("", None)],
)
def test_a_name_becomes_a_question(name: str, expected: str | None) -> None:
    assert question(name) == expected

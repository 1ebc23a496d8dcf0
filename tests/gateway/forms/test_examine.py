"""Declared types stay as they are entered, all else is treated as in any text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine
from detectors.budget import Budget
from detectors.cache import FindingsCache
from detectors.errors import DetectionError
from detectors.types import Finding
from gateway.errors import GatewayError, InvalidRequest
from gateway.forms.examine import FormExamination, check_fields
from gateway.model import Action, Destination, Segment
from gateway.policy_file import load_policy
from gateway.policy_scope import Form, FormField
from gateway.proxy.examination import Examination
from tests.gateway.five_policies import POLICIES

FORM = Form(
    key="contact",
    fields={
        "email": FormField(key="email", entity_types=frozenset({"EMAIL_ADDRESS"}), required=True),
        "note": FormField(key="note", entity_types=frozenset()),
    },
    purpose="lead_forms",
    retention_class="lead",
)
EMAIL, CARD, PHONE = "ada@shop.example", "4111 1111 1111 1111", "+44 20 7946 0958"
POLICY = load_policy(POLICIES / "instantchatbots.yaml")
ENGINE = Engine()


def examination() -> FormExamination:
    examines = Examination(
        ENGINE, FindingsCache(bytes(32)), scope="t", language="en", touches=POLICY.touches
    )
    return FormExamination(policy=POLICY, hash_key=bytes(32), examines=examines)


def budget() -> Budget:
    return Budget(lambda: 0.0, 10.0)


@pytest.mark.parametrize(
    ("given_", "kept", "redacted"),
    [
        ({"email": EMAIL}, {"email": EMAIL}, {}),
        (
            {"email": f"{EMAIL} {CARD}"},
            {"email": f"{EMAIL} **** **** **** 1111"},
            {"CREDIT_CARD": 1},
        ),
        (
            {"email": EMAIL, "note": f"or {EMAIL}"},
            {"email": EMAIL, "note": "or [EMAIL_ADDRESS]"},
            {"EMAIL_ADDRESS": 1},
        ),
        ({"email": EMAIL, "note": "tomorrow, please"}, {"email": EMAIL, "note": None}, {}),
    ],
)
def test_what_is_kept(
    given_: dict[str, str], kept: dict[str, str | None], redacted: dict[str, int]
) -> None:
    found = examination().kept(FORM, given_, budget=budget())
    assert list(found.fields) == list(given_)
    for name, text in kept.items():
        assert found.fields[name] == (given_[name] if text is None else text)
    assert found.redacted == redacted
    assert EMAIL not in repr(found)


class _Fails:
    def segments(
        self, segments: Sequence[Segment], budget: Budget
    ) -> Sequence[tuple[Finding, ...]]:
        raise DetectionError("planted")


def test_what_cannot_be_examined_is_not_kept() -> None:
    failing = FormExamination(policy=POLICY, hash_key=bytes(32), examines=_Fails())
    with pytest.raises(GatewayError) as refused:
        failing.kept(FORM, {"email": EMAIL}, budget=budget())
    assert refused.value.code == "detection_failed"
    assert EMAIL not in str(refused.value)


def test_block_refuses_the_form() -> None:
    actions = {**POLICY.actions, "EMAIL_ADDRESS": {Destination.STORE: Action.BLOCK}}
    blocking = replace(examination(), policy=replace(POLICY, actions=actions))
    assert blocking.kept(FORM, {"email": EMAIL}, budget=budget()).fields == {"email": EMAIL}
    with pytest.raises(GatewayError) as refused:
        blocking.kept(FORM, {"email": EMAIL, "note": f"or {EMAIL}"}, budget=budget())
    assert refused.value.code == "content_blocked"
    assert refused.value.details["pointers"] == ["/fields/note"]


@given(note=st.text(max_size=40), number=st.integers(0, 10**6))
def test_a_card_lands_in_no_field_whatever_stands_around_it(note: str, number: int) -> None:
    filled = examination().kept(
        FORM, {"email": f"{EMAIL} {CARD}", "note": f"{note} card {CARD} {number}"}, budget=budget()
    )
    assert CARD not in "".join(filled.fields.values())


@pytest.mark.parametrize("wrong", [{}, {"email": ""}, {"email": EMAIL, "x": "y"}, {"email": []}])
def test_fields_are_those_that_are_declared(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check_fields(FORM, wrong)
    assert (refused.value.code, refused.value.status) == ("form_invalid", 422)
    assert refused.value.details["known_fields"] == ["email", "note"]


def test_fields_come_in_the_order_of_the_form_without_empty_ones() -> None:
    assert list(check_fields(FORM, {"note": "hi", "email": EMAIL})) == ["email", "note"]
    assert check_fields(FORM, {"note": " ", "email": EMAIL}) == {"email": EMAIL}
    assert PHONE not in str(check_fields(FORM, {"email": EMAIL}))


SEVERAL = replace(
    FORM,
    fields={
        name: FormField(key=name, entity_types=frozenset(types))
        for name, types in {
            "email": {"EMAIL_ADDRESS"},
            "name": {"PERSON"},
            "note": set[str](),
            "phone": {"PHONE_NUMBER"},
        }.items()
    },
)


@pytest.mark.parametrize(
    ("given_", "gone"),
    [
        ({"name": "passport", "note": "C01X00T47"}, ["C01X00T47"]),
        ({"note": "passport", "name": "C01X00T47"}, ["C01X00T47"]),
        ({"name": "4111 1111", "note": "1111 1111"}, ["4111", "1111"]),
        ({"note": "4111 1111", "name": "1111 1111"}, ["4111", "1111"]),
        ({"phone": "4111 1111", "note": "1111 1111"}, ["4111", "1111"]),
        ({"name": "Card number", "note": "378282246310005"}, ["37828224"]),
        ({"email": "4111111111111111@example.com"}, ["41111111"]),
    ],
)
def test_fields_are_read_together(given_: dict[str, str], gone: list[str]) -> None:
    filled = examination().kept(SEVERAL, given_, budget=budget())
    kept = " ".join(filled.fields.values())
    assert not [value for value in gone if value in kept]
    assert sum(filled.redacted.values()) >= 1


@pytest.mark.parametrize(
    "given_",
    [
        {"email": "jana1984@example.com", "name": "Jana", "phone": "030 901820", "note": "12 bits"},
        {"email": EMAIL, "name": "Jana Probenfeld", "note": "Call me at 5", "phone": PHONE},
        {"email": "4930123456@example.com"},
    ],
)
def test_what_is_declared_stays_beside_other_fields(given_: dict[str, str]) -> None:
    filled = examination().kept(SEVERAL, given_, budget=budget())
    assert (dict(filled.fields), filled.redacted) == (given_, {})

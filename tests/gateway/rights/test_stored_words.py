"""What a person hands in is kept as the policy keeps what they say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.budget import Budget
from detectors.errors import BudgetExhausted
from gateway.errors import Refused
from gateway.model import Action, Destination
from gateway.rights.stored_words import Spaces, new_budget
from gateway.wiring import tenant_keys
from tests.gateway.proxy.policies import CARD, MAIL, SSN, tenant
from tests.gateway.rights.acting import examination, words


def handed_in(text: str) -> str:
    return words().handed_in(text, budget=new_budget())


def settled(text: str) -> str:
    return words().settled(text, budget=new_budget())


def test_each_action_is_done() -> None:
    assert handed_in("Lisbon") == "Lisbon"
    assert handed_in(CARD) == "**** **** **** 1111"
    assert handed_in("my password is Tr0ub4dor&3x") == "my password is [PASSWORD]"
    hashed = handed_in(MAIL)
    assert hashed.startswith("[EMAIL_ADDRESS#")
    assert hashed == handed_in(MAIL)
    assert MAIL not in hashed


def test_a_coarser_value_is_kept_and_stays() -> None:
    one = words()
    coarse = {**one.policy.actions["default"], Destination.STORE: Action.GENERALISE}
    actions = {**one.policy.actions, "AGE": coarse, "DATE_TIME": coarse}
    keeping = replace(one, policy=replace(one.policy, actions=actions))
    said = "I am 93 years old. It was on 4 May 2019."
    kept = keeping.handed_in(said, budget=new_budget())
    assert kept == "I am 90+ years old. It was on 2019."
    assert keeping.settled(kept, budget=new_budget()) == kept


def test_what_is_not_kept_at_all_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        handed_in(f"my social security number is {SSN}")
    assert (refused.value.status, refused.value.code) == (422, "content_blocked")
    assert SSN not in str(refused.value)
    assert settled(f"my social security number is {SSN}") == (
        "my social security number is [US_SSN]"
    )


def test_what_policy_has_put_into_a_text_stays() -> None:
    text = "[PERSON_7KQ2M0XA]: [EMAIL_ADDRESS#3f1c0a9be2d4587a]. [PHONE_NUMBER]"
    assert settled(text) == text
    assert settled(f"{text} {CARD}") == f"{text} **** **** **** 1111"


def test_no_time_is_no_text() -> None:
    spent = Budget(lambda: 0.0, 0.0)
    with pytest.raises(BudgetExhausted):
        words().settled("any", budget=spent)
    with pytest.raises(Refused) as refused:
        words().handed_in("any", budget=spent)
    assert refused.value.code == "budget_exhausted"


def test_a_tenant_has_its_own_policy_and_key() -> None:
    keys = tenant_keys(bytes(32), "acme")
    spaces = Spaces({"acme": tenant()}, keys={"acme": keys}, examines=lambda _: examination())
    made = spaces.words("acme")
    assert (made.policy, made.hash_key) == (tenant().policy, keys.hashing)
    assert repr(keys.hashing) not in repr(spaces)

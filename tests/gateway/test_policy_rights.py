"""Rules of rights: what they ask of each kind, and whose webhook is called."""

from __future__ import annotations

import pytest

from gateway.policy_rights import (
    DEFAULT_REGIME,
    REGIMES,
    SHIPPED,
    Deadline,
    Period,
    RightsRules,
    Unit,
    Webhook,
    Webhooks,
)
from gateway.regions import EEA_COUNTRIES
from gateway.rights.kinds import Approval, Method, RightKind


def test_every_shipped_regime_has_a_deadline_for_all_kinds() -> None:
    names = {each.regime for each in SHIPPED if each.kinds is None}
    assert {*REGIMES.values(), DEFAULT_REGIME} == names
    assert set(REGIMES) > EEA_COUNTRIES


@pytest.mark.parametrize("kind", RightKind)
def test_nobody_can_ask_for_a_proof_of_who_says_stop(kind: RightKind) -> None:
    rules = RightsRules(identity=Method.OFFICER, identity_for={kind: Method.DOCUMENT})
    free = kind in (RightKind.OBJECTION, RightKind.WITHDRAWAL)
    assert rules.least_proof(kind) is (None if free else Method.DOCUMENT)


def test_who_is_approved_by_an_officer() -> None:
    rules = RightsRules(
        erasure_approval=Approval.NONE, officer_for=frozenset({RightKind.RECTIFICATION})
    )
    assert {kind for kind in RightKind if rules.needs_officer(kind)} == {
        RightKind.RECTIFICATION,
        RightKind.HUMAN_REVIEW,
    }


def test_a_kind_of_its_own_comes_before_all_others() -> None:
    def days(count: int) -> Period:
        return Period(count=count, unit=Unit.DAYS)

    access = frozenset({RightKind.ACCESS})
    rules = RightsRules(
        deadlines=(
            Deadline(regime="MINE", due=days(9)),
            Deadline(regime="MINE", due=days(3), kinds=access),
        )
    )
    found = {kind: rules.deadline("MINE", kind).due.count for kind in RightKind}
    assert found.pop(RightKind.ACCESS) == 3
    assert set(found.values()) == {9}


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("rights", "A"),
        ("recipient:model", "B"),
        ("recipient:other", "A"),
        ("recipient:", "A"),
        ("model", "A"),
    ],
)
def test_whose_webhook_is_called(target: str, name: str) -> None:
    hooks = Webhooks(
        rights=Webhook(url="https://a.example", secret_env="A"),
        recipients={"model": Webhook(url="https://b.example", secret_env="B")},
    )
    found = hooks.of(target)
    assert found is not None
    assert found.secret_env == name
    assert Webhooks().of(target) is None

"""An objection stops a purpose at once; a withdrawal ends consents."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.consent.records import ConsentState
from gateway.errors import InvalidRequest, Refused
from gateway.policy import LegalBasis, Purpose
from gateway.rights.kinds import Reason, RightKind
from gateway.rights.objection import ObjectionRight, WithdrawalRight, override_objection
from gateway.storage.database import DatabaseStore
from gateway.storage.objection_rows import Objection, objections
from tests.gateway.rights.acting import carried_out, in_store, request
from tests.gateway.rights.whole_person import JANE, START
from tests.gateway.storage.samples import consent

DAY = timedelta(days=1)


def _purpose(key: str, basis: LegalBasis) -> Purpose:
    return Purpose(key=key, title=key, benefits="", legal_basis=basis, retention_class="c")


PURPOSES = {
    each.key: each
    for each in (
        _purpose("answering", LegalBasis.CONTRACT),
        _purpose("monitoring", LegalBasis.LEGITIMATE_INTEREST),
        _purpose("newsletter", LegalBasis.CONSENT),
        _purpose("taxes", LegalBasis.LEGAL_OBLIGATION),
    )
}
OBJECTION = ObjectionRight(lambda _: PURPOSES)
WITHDRAWAL = WithdrawalRight(lambda _: PURPOSES)


async def objected(store: DatabaseStore) -> frozenset[str]:
    person = await store.person(JANE.tenant, JANE.subject)
    rows = await store.act(lambda each: objections(each, JANE.tenant, subject=JANE.subject))
    held = person.objections if person is not None else frozenset()
    assert {each.purpose for each in rows if each.lifted_at is None} == held
    return held


async def object_to(store: DatabaseStore, *purposes: str, lift: bool = False) -> int:
    details = {"purposes": list(purposes), **({"lift": True} if lift else {})}
    found = await carried_out(store, OBJECTION, request(RightKind.OBJECTION, details))
    return found["objections"].items_removed


def test_it_holds_until_it_is_taken_back(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        assert await object_to(store, "monitoring", "newsletter", "monitoring") == 2
        assert await objected(store) == {"monitoring", "newsletter"}
        assert await object_to(store, "monitoring") == 0
        assert await object_to(store, "monitoring", lift=True) == 1
        assert await object_to(store, "monitoring", lift=True) == 0
        assert await objected(store) == {"newsletter"}
        assert await object_to(store, "monitoring") == 1
        assert await objected(store) == {"monitoring", "newsletter"}

    in_store(tmp_path, scenario)


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"purposes": []},
        {"purposes": "monitoring"},
        {"purposes": ["answering"]},
        {"purposes": ["taxes"]},
        {"purposes": ["monitoring", "nothing"]},
        {"purposes": [["monitoring"]]},
        {"purposes": ["monitoring"] * 51},
        {"purposes": ["monitoring"], "lift": 1},
        {"purpose": "monitoring"},
    ],
)
def test_what_cannot_be_objected_to_is_refused(details: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest) as refused:
        OBJECTION.check(details, "acme")
    assert refused.value.status == 422


@pytest.mark.parametrize(
    ("purpose", "reason", "stands"),
    [
        ("monitoring", Reason.LEGAL_CLAIMS, False),
        ("monitoring", Reason.EXCESSIVE, True),
        ("newsletter", Reason.LEGAL_CLAIMS, True),
    ],
)
def test_only_legal_claims_set_it_aside_and_never_for_marketing(
    tmp_path: Path, purpose: str, reason: Reason, stands: bool
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await object_to(store, purpose)
        mine = Objection(tenant=JANE.tenant, subject=JANE.subject, purpose=purpose, since=START)
        if stands:
            with pytest.raises(Refused, match="set aside"):
                await store.act(
                    lambda each: override_objection(each, mine, reason=reason, by="k", at=START)
                )
        else:
            for lifted in (True, False):
                assert lifted is await store.act(
                    lambda each: override_objection(each, mine, reason=reason, by="k", at=START)
                )
        assert await objected(store) == (frozenset({purpose}) if stands else frozenset())

    in_store(tmp_path, scenario)


@pytest.mark.parametrize(
    ("details", "left"), [({}, []), ({"purpose": "newsletter"}, ["answering"])]
)
def test_a_withdrawal_ends_all_or_those_for_one_purpose(
    tmp_path: Path, details: dict[str, Any], left: list[str]
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.put_consent(consent())
        await store.put_consent(consent(record_id="consent-2", purpose="newsletter"))
        wanted = request(RightKind.WITHDRAWAL, details)
        shown = await store.act(lambda each: WITHDRAWAL.preview(each, wanted, now=START))
        found = await carried_out(store, WITHDRAWAL, wanted, at=START + DAY)
        assert found["consents"].items_removed == shown.lines[0].items == 2 - len(left)
        given = [
            each.purpose
            for each in await store.consents(JANE.tenant, JANE.subject)
            if each.state is ConsentState.GIVEN
        ]
        assert given == left
        again = await carried_out(store, WITHDRAWAL, wanted, at=START + DAY)
        assert again["consents"].items_removed == 0

    in_store(tmp_path, scenario)


@pytest.mark.parametrize("details", [{"purpose": "nothing"}, {"purpose": 1}, {"all": True}])
def test_a_withdrawal_of_another_form_is_refused(details: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest):
        WITHDRAWAL.check(details, "acme")


def test_the_preview_counts_purposes(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        wanted = request(RightKind.OBJECTION, {"purposes": ["monitoring"]})
        shown = await store.act(lambda each: OBJECTION.preview(each, wanted, now=START))
        assert [each.items for each in shown.lines] == [1]

    in_store(tmp_path, scenario)


def test_who_objects_already_gets_the_request_that_stands(tmp_path: Path) -> None:
    async def standing(store: DatabaseStore, *purposes: str, lifts: bool = False) -> str:
        like = request(RightKind.OBJECTION, {"purposes": list(purposes)}, lifts=lifts)
        return await store.act(lambda each: OBJECTION.standing(each, like))

    async def scenario(store: DatabaseStore) -> None:
        assert await standing(store, "monitoring") == ""
        await object_to(store, "monitoring")
        second = request(RightKind.OBJECTION, {"purposes": ["newsletter"]}, request_id="request-2")
        await carried_out(store, OBJECTION, second, at=START + DAY)
        assert await standing(store, "monitoring") == "request-1"
        assert await standing(store, "monitoring", "newsletter") == "request-2"
        assert await standing(store, "monitoring", lifts=True) == ""
        await object_to(store, "monitoring", lift=True)
        assert await standing(store, "monitoring", "newsletter") == ""

    in_store(tmp_path, scenario)

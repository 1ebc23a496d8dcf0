"""A recorded death stops processing and begins what the person wanted, once."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from gateway.consent.persons import Restriction
from gateway.consent.records import PERMITTING
from gateway.errors import InvalidRequest, Refused
from gateway.rights.data_stores import Holder
from gateway.rights.death import Carried, Death, Deaths
from gateway.rights.directive import DirectiveRight
from gateway.rights.kinds import RightKind
from gateway.rights.lifting import lift_ended
from gateway.rights.restriction import RestrictionRight
from gateway.storage import hold_rows, rights_rows
from gateway.storage.database import DatabaseStore
from gateway.storage.directive_rows import directives
from gateway.storage.restriction_rows import restriction
from tests.gateway.rights.acting import Told, carried_out, in_store, request
from tests.gateway.rights.whole_person import JANE, START
from tests.gateway.storage.samples import consent

EXECUTOR = {"name": "Erika Heir", "contact": "erika@example.org"}
DEATH = Death(holder=JANE, by="key-1", at=START)


class Filed:
    """Files requests; says no to the second of a kind."""

    def __init__(self) -> None:
        self.filed: list[tuple[RightKind, str]] = []
        self.officers: list[frozenset[str]] = []

    async def __call__(
        self, holder: Holder, kind: RightKind, *, filer: str, officers: frozenset[str]
    ) -> str:
        assert holder == JANE
        if kind in [each for each, _ in self.filed]:
            raise Refused("request_active", "", status=409, details={"id": "filed-1"})
        self.filed.append((kind, filer))
        self.officers.append(officers)
        return f"filed-{len(self.filed)}"


def deaths(store: DatabaseStore, filed: Filed, told: Told) -> Deaths:
    ids = count(1)
    return Deaths(store, file=filed, tell=told, new_id=lambda: f"hold-{next(ids)}")


@pytest.mark.parametrize(
    ("details", "carried", "kinds"),
    [
        (None, Carried(action="none"), []),
        ({"action": "erase"}, Carried(action="erase", request_id="filed-1"), [RightKind.ERASURE]),
        (
            {"action": "hand_over", "executor": EXECUTOR},
            Carried(action="hand_over", request_id="filed-1"),
            [RightKind.ACCESS],
        ),
        ({"action": "keep"}, Carried(action="keep"), []),
    ],
)
def test_the_instruction_is_carried_out_once(
    tmp_path: Path, details: dict[str, Any] | None, carried: Carried, kinds: list[RightKind]
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.put_consent(consent())
        if details is not None:
            await carried_out(store, DirectiveRight(), request(RightKind.DIRECTIVE, details))
        filed, told = Filed(), Told()
        recorder = deaths(store, filed, told)
        assert await recorder.record(DEATH) == carried
        assert filed.filed == [(kind, "directive:request-1") for kind in kinds]
        person = await store.person(JANE.tenant, JANE.subject)
        assert person is not None
        assert person.restrictions == {Restriction.DECEASED}
        assert filed.officers == [frozenset({"key-1"})] * len(kinds)
        [left] = await store.consents(JANE.tenant, JANE.subject)
        assert left.state not in PERMITTING
        handed = [each.body["executor"] for each in told.messages]
        assert handed == ([EXECUTOR] if RightKind.ACCESS in kinds else [])
        held = await store.act(lambda each: hold_rows.in_force(each.connection))
        assert [each.scope.subjects for each in held] == (
            [frozenset({JANE.subject})] if carried.action == "keep" else []
        )
        found = await store.act(lambda each: directives(each, JANE.tenant, subject=JANE.subject))
        assert [each.executed_at for each in found] == [START] * len(found)
        assert await recorder.record(DEATH) == Carried(action="none")
        assert len(filed.filed) == len(kinds)

    in_store(tmp_path, scenario)


def test_it_goes_on_where_it_stopped(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await carried_out(
            store, DirectiveRight(), request(RightKind.DIRECTIVE, {"action": "erase"})
        )
        filed = Filed()
        by = "directive:request-1"
        await filed(JANE, RightKind.ERASURE, filer=by, officers=frozenset())  # then it crashed
        recorded = await deaths(store, filed, Told()).record(DEATH)
        assert recorded == Carried(action="erase", request_id="filed-1")

    in_store(tmp_path, scenario)


@pytest.mark.parametrize(
    ("until", "review"),
    [(START + timedelta(days=900), START + timedelta(days=900)), (START, None), (None, None)],
)
def test_what_is_to_be_kept_is_looked_at_again(tmp_path: Path, until: Any, review: Any) -> None:
    details = {"action": "keep"} | ({"until": until.isoformat()} if until is not None else {})

    async def scenario(store: DatabaseStore) -> None:
        await carried_out(store, DirectiveRight(), request(RightKind.DIRECTIVE, details))
        await deaths(store, Filed(), Told()).record(DEATH)
        [held] = await store.act(lambda each: hold_rows.in_force(each.connection))
        assert held.review_at == (review or START + timedelta(days=365))

    in_store(tmp_path, scenario)


def test_of_somebody_unknown_nothing_is_recorded(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        with pytest.raises(InvalidRequest) as refused:
            await deaths(store, Filed(), Told()).record(DEATH)
        assert refused.value.status == 404
        assert await store.person(JANE.tenant, JANE.subject) is None

    in_store(tmp_path, scenario)


def test_all_who_had_a_part_in_the_instruction_are_named(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        wanted = request(
            RightKind.DIRECTIVE,
            {"action": "erase"},
            officers=frozenset({"key-2", "key-3"}),
            approver="key-4",
        )
        await store.act(lambda each: rights_rows.add_request(each, wanted, by="key-2"))
        await carried_out(store, DirectiveRight(), wanted)
        filed = Filed()
        await deaths(store, filed, Told()).record(DEATH)
        assert filed.officers == [frozenset({"key-1", "key-2", "key-3", "key-4"})]

    in_store(tmp_path, scenario)


def test_nothing_is_written_down_twice(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.put_consent(consent())
        recorder = deaths(store, Filed(), Told())
        await recorder.record(DEATH)
        first = await store.person(JANE.tenant, JANE.subject)
        again = Death(holder=JANE, by="key-2", at=START + timedelta(days=1))
        assert await recorder.record(again) == Carried(action="none")
        assert await store.person(JANE.tenant, JANE.subject) == first
        held = await store.act(
            lambda each: restriction(
                each, JANE.tenant, subject=JANE.subject, kind=Restriction.DECEASED
            )
        )
        assert held is not None
        assert (held.since, held.until) == (START, None)

    in_store(tmp_path, scenario)


@pytest.mark.parametrize("details", [{"lift": True}, {"until": (START + timedelta(1)).isoformat()}])
def test_no_restriction_of_the_persons_own_ends_it(tmp_path: Path, details: dict[str, Any]) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.put_consent(consent())
        await deaths(store, Filed(), Told()).record(DEATH)
        right = RestrictionRight(lambda: START)
        await carried_out(store, right, request(RightKind.RESTRICTION, details))
        await lift_ended(store, START + timedelta(days=2), tell=Told())
        person = await store.person(JANE.tenant, JANE.subject)
        assert person is not None
        assert Restriction.DECEASED in person.restrictions

    in_store(tmp_path, scenario)


def test_a_directive_after_it_is_refused(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.put_consent(consent())
        await deaths(store, Filed(), Told()).record(DEATH)
        with pytest.raises(Refused) as refused:
            await carried_out(
                store, DirectiveRight(), request(RightKind.DIRECTIVE, {"action": "erase"})
            )
        assert (refused.value.code, refused.value.status) == ("subject_restricted", 403)

    in_store(tmp_path, scenario)

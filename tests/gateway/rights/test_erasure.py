"""An erasure from the first task to the last: nothing stays readable, and it can be proven."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from gateway.consent.persons import Restriction
from gateway.consent.records import PERMITTING
from gateway.errors import InvalidRequest, StorageFailed
from gateway.rights.data_stores import Holder
from gateway.rights.erasure import QUIET, ErasureParts, ErasureRight, is_known, terms_of
from gateway.rights.kinds import Ground, RightKind
from gateway.storage import certificate_rows, peppers
from gateway.storage.database import DatabaseStore
from gateway.storage.restriction_rows import restriction
from gateway.storage.schema import CONVERSATION, MESSAGE, to_micros
from gateway.storage.transaction import Transaction
from tests.gateway.rights.acting import Told, carried_out, in_store, request
from tests.gateway.rights.whole_person import JANE, START, STRANGER, fill
from tests.gateway.storage.samples import disclosure, look_up, outcome

ERASURE = request(RightKind.ERASURE)
LATER = START + timedelta(days=1)


def right(store: DatabaseStore, told: Told | None = None, **changes: Any) -> ErasureRight:
    return ErasureRight(ErasureParts(tell=told or Told(), sweep=store.sweep, **changes))


def rows(transaction: Transaction, holder: Holder = JANE) -> int:
    query = select(func.count()).select_from(CONVERSATION.join(MESSAGE))
    mine = query.where(CONVERSATION.c.subject == holder.subject)
    return int(transaction.connection.execute(mine).scalar_one())


def test_it_ends_consents_and_conversations_and_has_a_certificate(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await fill(store)
        await fill(store, STRANGER, number=2)
        told = Told()
        handler = right(store, told)
        found = await carried_out(store, handler, ERASURE)
        assert found["conversations"].items_removed == 1
        assert await store.act(rows) == 0
        assert await store.act(lambda each: rows(each, STRANGER)) == 2
        consents = await store.consents(JANE.tenant, JANE.subject)
        assert [each.state in PERMITTING for each in consents] == [False]
        assert await store.conversations(JANE.tenant, subject=JANE.subject) == []
        certificate = await store.act(
            lambda each: certificate_rows.find(
                each.connection, JANE.tenant, certificate_id=ERASURE.request_id
            )
        )
        assert certificate is not None
        assert certificate.cause == f"request:{ERASURE.request_id}"
        assert certificate.state == "complete"
        assert await handler.certified(store, ERASURE)
        assert [(each.kind, each.body["recipient"]) for each in told.messages] == [
            ("RightsRecipientsNotice", "model-eu")
        ]

    in_store(tmp_path, scenario)


def test_what_was_under_way_writes_nothing_back(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await fill(store)
        await carried_out(store, right(store, keeps=frozenset()), ERASURE)
        known = await store.look_up(look_up(now=LATER))
        assert (known.conversation, known.consent) == (None, None)
        assert known.person is not None
        assert Restriction.ERASED in known.person.restrictions
        recorded = await store.record(disclosure(8))
        assert recorded != "recorded"
        with pytest.raises(StorageFailed):  # its disclosure is gone, too
            await store.finish(outcome(1))
        assert await store.act(rows) == 0

    in_store(tmp_path, scenario)


def test_erasing_again_succeeds_with_nothing_to_erase(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await fill(store)
        await carried_out(store, right(store), ERASURE)
        again = request(RightKind.ERASURE, request_id="request-2")
        found = await carried_out(store, right(store), again)
        removed = {name: each.items_removed for name, each in found.items() if each.items_removed}
        # The record of what the first one did is the person's, too.
        assert set(removed) <= {"person", "consents", "audit_references"}
        assert await right(store).certified(store, again)

    in_store(tmp_path, scenario)


def test_an_unknown_person_is_an_error(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await fill(store, STRANGER, number=2)
        with pytest.raises(InvalidRequest) as refused:
            await carried_out(store, right(store), ERASURE)
        assert (refused.value.code, refused.value.status) == ("not_found", 404)
        assert await store.act(lambda each: is_known(each, STRANGER))
        other = Holder(tenant="other", subject=STRANGER.subject)
        assert not await store.act(lambda each: is_known(each, other))

    in_store(tmp_path, scenario)


@pytest.mark.parametrize(
    ("values", "ground"),
    [
        ({"state": "held"}, Ground.HELD),
        ({"keep_until": to_micros(LATER)}, Ground.STATUTE),
    ],
)
def test_what_is_kept_is_counted_and_hidden(
    tmp_path: Path, values: dict[str, Any], ground: Ground
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await fill(store)
        await store.act(lambda each: each.connection.execute(update(CONVERSATION).values(values)))
        found = await carried_out(store, right(store), ERASURE)
        assert found["conversations"].items_removed == 0
        assert found["conversations"].reasons == {ground: 1}
        assert found["provider_states"].reasons == {ground: 1}
        assert await store.conversations(JANE.tenant, subject=JANE.subject) == []

    in_store(tmp_path, scenario)


def test_the_logs_reference_is_forgotten_and_the_restriction_gets_its_end(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await fill(store)
        named = (JANE.tenant, JANE.subject)
        before = await store.act(lambda each: peppers.known_reference(each.keys, named))
        found = await carried_out(store, right(store), ERASURE)
        after = await store.act(lambda each: peppers.known_reference(each.keys, named))
        assert found["audit_references"].items_removed == int(before is not None)
        assert after is None or after != before
        held = await store.act(
            lambda each: restriction(
                each, JANE.tenant, subject=JANE.subject, kind=Restriction.ERASED
            )
        )
        assert held is not None
        assert held.until == START + QUIET

    in_store(tmp_path, scenario)


def test_one_taken_back_on_the_way_lifts_the_restriction(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await fill(store)
        await carried_out(store, right(store), ERASURE)
        await store.act(lambda each: right(store).ended(each, ERASURE, now=LATER))
        person = await store.person(JANE.tenant, JANE.subject)
        assert person is not None
        assert Restriction.ERASED not in person.restrictions

    in_store(tmp_path, scenario)


def test_the_terms_name_the_request() -> None:
    terms = terms_of(ERASURE)
    assert (terms.run_id, terms.cause) == ("request-1", "request:request-1")


def test_details_are_not_asked_for() -> None:
    handler = ErasureRight(ErasureParts(tell=Told(), sweep=_never))
    handler.check({}, "acme")
    with pytest.raises(InvalidRequest):
        handler.check({"all": True}, "acme")


async def _never(_now: object) -> object:
    raise AssertionError


def test_what_a_law_keeps_elsewhere_is_not_forgotten(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await fill(store)
        kept = {"keep_until": to_micros(LATER)}
        await store.act(lambda each: each.connection.execute(update(CONVERSATION).values(kept)))
        await carried_out(store, right(store), ERASURE)  # its sweep moves the conversation
        assert await store.act(rows) == 0
        again = request(RightKind.ERASURE, request_id="request-2")
        shown = await store.act(lambda each: right(store).preview(each, again, now=START))
        assert [each.items for each in shown.lines if each.store == "separate_store"] == [1]
        found = await carried_out(store, right(store), again)
        assert found["conversations"].reasons == {Ground.STATUTE: 1}

    in_store(tmp_path, scenario)

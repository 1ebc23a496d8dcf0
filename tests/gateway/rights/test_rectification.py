"""The right value stands everywhere, the wrong one nowhere, unless somebody must keep it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.consent.persons import AgeBand
from gateway.errors import InvalidRequest
from gateway.opt_in import AgeMethod
from gateway.rights.correction_details import corrections_of
from gateway.rights.kinds import Ground, Method, RightKind
from gateway.rights.rectification import RectificationRight, facts_of
from gateway.storage.database import DatabaseStore
from gateway.storage.ports import Known
from gateway.storage.schema import CONVERSATION, PROVIDER_STATE, to_micros
from tests.gateway.rights.acting import Told, carried_out, in_store, request, rows_of, words
from tests.gateway.rights.whole_person import JANE, START
from tests.gateway.storage.samples import (
    answer,
    disclosure,
    look_up,
    message,
    new_state,
    outcome,
)

WRONG = {"corrections": [{"old": "Jane Doe", "new": "Jane Roe"}]}
LATER = START + timedelta(days=1)


async def spoken(
    store: DatabaseStore, number: int, text: str, *, subject: str = "subject-1"
) -> None:
    mine: dict[str, Any] = {"subject": subject}
    said = (message(text, f"u{number}"),)
    await store.record(disclosure(number, messages=said, **mine))
    state = new_state(f"state-{number}", "Jane Doe")
    answers = (answer(f"hello {text}", f"a{number}"),)
    await store.finish(outcome(number, answers=answers, state=state, **mine))


async def texts(store: DatabaseStore, subject: str = "subject-1") -> list[list[str]]:
    found = await store.conversations("acme", subject=subject)
    return [[each.text for each in one.messages] for one in found]


async def keys(store: DatabaseStore) -> list[str]:
    query = select(CONVERSATION.c.dek_id).order_by(CONVERSATION.c.id)
    return await store.act(lambda each: list(each.connection.execute(query).scalars()))


def test_texts_are_corrected_under_new_keys_and_the_old_ones_are_gone(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        for number in range(1, 6):
            await spoken(store, number, "I am Jane Doe" if number != 3 else "nobody")
        await spoken(store, 9, "Jane Doe", subject="stranger")
        await store.act(
            lambda each: each.connection.execute(
                PROVIDER_STATE.delete().where(PROVIDER_STATE.c.state == "state-3")
            )
        )
        before = await keys(store)
        told = Told()
        found = await carried_out(
            store, RectificationRight(told, words=words), request(RightKind.RECTIFICATION, WRONG)
        )
        assert found["conversations"].items_removed == 4
        assert found["conversations"].items_retained == 0
        assert (await texts(store)).count(["I am Jane Roe", "hello I am Jane Roe"]) == 4
        assert ["nobody", "hello nobody"] in await texts(store)
        assert await texts(store, "stranger") == [["Jane Doe", "hello Jane Doe"]]
        after = await keys(store)
        assert [old == new for old, new in zip(before, after, strict=True)] == [
            *(False, False, True, False, False, True)
        ]
        gone = await store.act(lambda each: each.keys.missing([*before, *after]))
        assert gone == frozenset(before) - frozenset(after)
        assert [each.body["recipient"] for each in told.messages] == ["model-eu"]
        states = select(PROVIDER_STATE.c.state)
        left = await store.act(lambda each: list(each.connection.execute(states).scalars()))
        assert left == ["state-9"]

    in_store(tmp_path, scenario)


def test_a_history_that_is_sent_as_it_was_still_finds_the_conversation(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await spoken(store, 1, "I am Jane Doe")
        before = await found_by(store, ("u1", "a1", "u2"))
        await carried_out(
            store, RectificationRight(Told(), words=words), request(RightKind.RECTIFICATION, WRONG)
        )
        after = await found_by(store, ("u1", "a1", "u2"))
        assert before.conversation is not None
        assert after.conversation is not None
        assert after.conversation.conversation_id == before.conversation.conversation_id
        assert (before.conversation.common, after.conversation.common) == (2, 2)
        assert after.conversation.data_key != before.conversation.data_key
        # A history that the client has corrected, too, begins another conversation.
        assert (await found_by(store, ("v1", "b1", "v2"))).conversation is None

    in_store(tmp_path, scenario)


async def found_by(store: DatabaseStore, chains: tuple[str, ...]) -> Known:
    return await store.look_up(look_up(chains=chains, conversation_id=None))


@pytest.mark.parametrize(
    ("values", "ground"),
    [
        ({"state": "held"}, Ground.HELD),
        ({"keep_until": to_micros(LATER)}, Ground.STATUTE),
    ],
)
def test_what_must_be_kept_is_hidden_as_it_is(
    tmp_path: Path, values: dict[str, Any], ground: Ground
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await spoken(store, 1, "I am Jane Doe")
        await store.act(lambda each: each.connection.execute(update(CONVERSATION).values(values)))
        before = await keys(store)
        found = await carried_out(
            store, RectificationRight(Told(), words=words), request(RightKind.RECTIFICATION, WRONG)
        )
        assert found["conversations"].reasons == {ground: 1}
        assert await keys(store) == before
        assert await texts(store) == []

    in_store(tmp_path, scenario)


@pytest.mark.parametrize("method", [Method.TOKEN, Method.CODE, Method.DOCUMENT, Method.OFFICER])
def test_facts_need_a_document_or_an_officer(tmp_path: Path, method: Method) -> None:
    facts = {"facts": {"age_band": "adult", "jurisdiction": "DE"}}

    async def scenario(store: DatabaseStore) -> None:
        wanted = request(RightKind.RECTIFICATION, facts, method=method)
        found = await carried_out(store, RectificationRight(Told(), words=words), wanted)
        person = await store.person(JANE.tenant, JANE.subject)
        if method in (Method.TOKEN, Method.CODE):
            assert found["person"].reasons == {Ground.OUT_OF_REACH: 2}
            assert person is None
        else:
            assert found["person"].items_removed == 2
            assert person is not None
            assert (person.age_band, person.age_method) == (AgeBand.ADULT, AgeMethod.DOCUMENT)
            assert person.jurisdiction == "DE"

    in_store(tmp_path, scenario)


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"corrections": []},
        {"corrections": "Jane"},
        {"corrections": [{"old": "Jane Doe"}]},
        {"corrections": [{"old": "Jane", "new": "Jane"}]},
        {"corrections": [{"old": "Jane  Doe", "new": "Jane Doe"}]},
        {"corrections": [{"old": "", "new": "Jane"}]},
        {"corrections": [{"old": "\u00ad", "new": "Jane"}]},
        {"corrections": [{"old": "Jane", "new": "x" * 257}]},
        {"corrections": [{"old": "  ", "new": "Jane"}]},
        {"corrections": [{"old": "x" * 257, "new": "Jane"}]},
        {"corrections": [{"old": 12, "new": "Jane"}]},
        {"corrections": [{"old": "Jane", "new": "June", "in": "all"}]},
        {"corrections": [{"old": "Jane", "new": "Joan"}, {"old": "JANE", "new": "June"}]},
        {"corrections": [{"old": f"Jane{n}", "new": "June"} for n in range(21)]},
        {"corrections": [{"old": "Z\u00fc", "new": "B"}, {"old": "ZU\u0308", "new": "C"}]},
        {"corrections": [{"old": "Jane", "new": "June"}], "facts": {"age_band": "x"}},
        {"facts": {}},
        {"facts": []},
        {"facts": {"age_band": "unknown"}},
        {"facts": {"age_band": "old"}},
        {"facts": {"jurisdiction": "XX"}},
        {"facts": {"name": "Jane"}},
        {"corrections": [{"old": "Jane", "new": "June"}], "more": 1},
    ],
)
def test_what_is_not_said_in_full_is_refused(details: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest) as refused:
        RectificationRight(Told(), words=words).check(details, "acme")
    assert refused.value.status == 422
    assert "Jane" not in str(refused.value)


def test_both_parts_are_read() -> None:
    details = WRONG | {"facts": {"jurisdiction": "DE"}}
    RectificationRight(Told(), words=words).check(details, "acme")
    assert len(corrections_of(details)) == 1
    assert facts_of(details) == {"jurisdiction": "DE"}


def test_the_preview_counts_what_may_change(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await spoken(store, 1, "one")
        await spoken(store, 2, "two")
        held = update(CONVERSATION).where(CONVERSATION.c.id == 1).values(state="held")
        await store.act(lambda each: each.connection.execute(held))
        wanted = request(RightKind.RECTIFICATION, WRONG)
        shown = await store.act(
            lambda each: RectificationRight(Told(), words=words).preview(each, wanted, now=START)
        )
        lines = [(each.store, each.fate, each.items) for each in shown.lines]
        assert ("conversations", "changed", 1) in lines
        assert ("conversations", "protected", 1) in lines
        assert await store.act(lambda each: rows_of(each, CONVERSATION)) == 2

    in_store(tmp_path, scenario)

"""Events are kept once, and move the ends of their person's conversations."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from gateway.consent.records import Author, ConsentState, Signer
from gateway.policy import Trigger
from gateway.retention.assign import tag
from gateway.retention.classes import FOREVER
from gateway.retention.events import ACCOUNT_REOPENED, RetentionEvent
from gateway.storage.event_rows import events_of, record_event, start_missed
from gateway.storage.ports import Recorded
from gateway.storage.schema import CONVERSATION, from_micros
from gateway.storage.schema_audit import AUDIT_ENTRY
from tests.gateway.retention.policies import occasion, policy, retention_class
from tests.gateway.storage.conftest import Run, SetClock
from tests.gateway.storage.samples import DAY, START, consent, disclosure

POLICY = policy(
    retention_class("service", Trigger.ACCOUNT_CLOSURE, "P30D"),
    retention_class("answering", Trigger.CONSENT_WITHDRAWAL, "P10D"),
    retention_class("chat", duration="P5D"),
)
ON_DATABASES = pytest.mark.parametrize("run", ["database", "postgres"], indirect=True)
NOWHERE = ("", "")


def told(kind: str = "account_closure", **changes: Any) -> RetentionEvent:
    fields: dict[str, Any] = {
        "event_id": "event-1",
        "tenant": "acme",
        "subject": "subject-1",
        "type": kind,
        "at": START + DAY,
        "recorded_at": START + 2 * DAY,
        "recorded_by": "consent",
    }
    return RetentionEvent(**(fields | changes))


async def stored(store: Any, number: int, purpose: str = "service", **changes: Any) -> None:
    at = changes.pop("at", START)
    made = disclosure(
        number, tag=tag(POLICY, occasion(purpose), now=at), purpose=purpose, at=at, **changes
    )
    assert await store.record(made) is Recorded.RECORDED


async def record(store: Any, event: RetentionEvent) -> tuple[str, bool, int]:
    done = await store.act(lambda transaction: record_event(transaction, event))
    return done.event.event_id, done.new, done.conversations


async def ends(store: Any) -> dict[str, Any]:
    """When each conversation is hidden and due, by the end of its name."""
    query = select(CONVERSATION.c.conversation_id, CONVERSATION.c.hide_at, CONVERSATION.c.due_at)
    rows = await store.act(lambda t: t.connection.execute(query).all())
    assert all(hide_at == due_at for _, hide_at, due_at in rows)
    return {name.rpartition("-")[2]: from_micros(hide_at) for name, hide_at, _ in rows}


@ON_DATABASES
def test_an_event_is_for_its_own_person_and_tenant_only(run: Run) -> None:
    async def scenario(store: Any) -> None:
        await stored(store, 1)
        await stored(store, 2, subject="subject-2")
        await stored(store, 3, tenant="other")
        await stored(store, 4, "chat")
        assert await record(store, told()) == ("event-1", True, 1)
        assert await ends(store) == {
            "1": START + 31 * DAY,
            "2": FOREVER,
            "3": FOREVER,
            "4": START + 5 * DAY,
        }
        found = await store.act(lambda t: events_of(t.connection, "acme", subject="subject-1"))
        assert found == [told()]
        assert (
            await store.act(lambda t: events_of(t.connection, "other", subject="subject-1")) == []
        )

    run(scenario)


@ON_DATABASES
def test_an_event_is_known_by_what_it_says(run: Run) -> None:
    async def scenario(store: Any) -> None:
        await stored(store, 1)
        await record(store, told())
        assert await record(store, told(event_id="event-2")) == ("event-1", False, 0)
        assert await record(store, told(at=START, event_id="event-1")) == ("event-1", False, 0)
        later = told(event_id="event-3", at=START + 2 * DAY)
        assert await record(store, later) == ("event-3", True, 0)
        earlier = told(event_id="event-4", at=START + DAY / 2)
        assert await record(store, earlier) == ("event-4", True, 1)
        assert (await ends(store))["1"] == START + 30.5 * DAY

    run(scenario)


@ON_DATABASES
def test_ids_and_types_that_look_like_numbers_of_people_reach_the_log_as_hashes(run: Run) -> None:
    async def scenario(store: Any) -> None:
        odd = told("event:a_4111111111111111", event_id="0194f1111111112222222.17")
        assert await record(store, odd) == (odd.event_id, True, 0)
        shown = await store.act(lambda t: t.connection.execute(select(AUDIT_ENTRY)).all())
        assert "4111111" not in repr(shown)

    run(scenario)


@ON_DATABASES
def test_an_account_can_be_opened_again(run: Run) -> None:
    async def scenario(store: Any) -> None:
        await stored(store, 1)
        await record(store, told())
        opened = told(ACCOUNT_REOPENED, event_id="event-2", at=START + 2 * DAY)
        assert await record(store, opened) == ("event-2", True, 1)
        assert await ends(store) == {"1": FOREVER}

    run(scenario)


@ON_DATABASES
def test_what_a_closed_account_says_later_has_an_end_too(run: Run) -> None:
    async def scenario(store: Any) -> None:
        await record(store, told())
        await record(store, told(subject="subject-2", event_id="event-2"))
        opened = told(ACCOUNT_REOPENED, subject="subject-2", event_id="event-3", at=START + 2 * DAY)
        await record(store, opened)
        for number, subject in ((1, "subject-1"), (2, "subject-2"), (3, "subject-3")):
            await stored(store, number, subject=subject, at=START + 3 * DAY)
        changed, pages = 0, 0
        after: Any = NOWHERE
        while after is not None and pages < 9:
            step = partial(start_missed, after=after, now=START + 4 * DAY, limit=1)
            count, after = await store.act(step)
            changed, pages = changed + count, pages + 1
        assert changed == 1
        assert await ends(store) == {"1": START + 33 * DAY, "2": FOREVER, "3": FOREVER}

    run(scenario)


@pytest.mark.parametrize(
    ("state", "starts"),
    [
        (ConsentState.WITHDRAWN, True),
        (ConsentState.REVOKED, True),
        (ConsentState.REFUSED, True),
        (ConsentState.EXPIRED, False),
        (ConsentState.GIVEN, False),
    ],
)
def test_a_consent_taken_back_starts_the_clock_in_the_same_act(
    run: Run, clock: SetClock, *, state: ConsentState, starts: bool
) -> None:
    async def scenario(store: Any) -> None:
        await store.put_consent(consent())
        await stored(store, 1, "answering")
        await stored(store, 2, "chat")
        await store.put_consent(consent(state=state, event_time=START + DAY))
        clock.now = START + 5 * DAY
        shown = {each.conversation_id: each.tag for each in await store.conversations("acme")}
        assert list(shown) == ["conversation-1"]
        end = START + 11 * DAY if starts else FOREVER
        assert shown["conversation-1"].hide_at == end

    run(scenario)


def test_every_way_of_taking_back_counts_for_its_purpose(run: Run, clock: SetClock) -> None:
    async def scenario(store: Any) -> None:
        given = await store.put_consent(consent())
        other = consent(record_id="consent-2", purpose="service", event_time=START)
        await store.put_consent(other)
        await stored(store, 1, "answering")
        by = Author(signer=Signer.SUBJECT)
        await store.withdraw_all("acme", "subject-1", purpose="service", at=START + DAY, by=by)
        [shown] = await store.conversations("acme")
        assert shown.tag.hide_at == FOREVER
        at = START + 2 * DAY
        await store.withdraw_consent("acme", given.record_id, subject=None, at=at, by=by)
        [shown] = await store.conversations("acme")
        assert shown.tag.hide_at == at + 10 * DAY
        await store.put_consent(replace(consent(), event_time=at + DAY))
        await store.withdraw_all("acme", "subject-1", purpose=None, at=at + 2 * DAY, by=by)
        [shown] = await store.conversations("acme")
        assert shown.tag.hide_at == at + 10 * DAY

    run(scenario)


def test_a_refusal_of_what_was_never_given_starts_nothing(run: Run) -> None:
    async def scenario(store: Any) -> None:
        await stored(store, 1, "answering")
        await store.put_consent(consent(state=ConsentState.REFUSED, event_time=START + DAY))
        [shown] = await store.conversations("acme")
        assert shown.tag.hide_at == FOREVER

    run(scenario)

"""Consents on the database and in memory: what an indication makes of what holds."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.consent.records import Author, ConsentRecord, ConsentState, Signer
from gateway.errors import StorageFailed
from gateway.storage.ports import Store
from tests.gateway.storage.conftest import Run
from tests.gateway.storage.samples import DAY, START, consent, look_up, refusal

FULL = consent(
    notice_key="third-party",
    notice_version="2",
    valid_until=START + 365 * DAY,
    shown_at=START - timedelta(seconds=5),
    signals_shown=frozenset({"gpc", "dnt"}),
    method="paper",
    guardian="guardian-1",
    recorded_at=START + timedelta(hours=3),
    recorded_by="consent",
)
SHOWN = {"sha256": "ab" * 32, "parts": {"title": "Ein Gerät antwortet", "benefits": "Sofort."}}


def states(records: Any) -> list[str]:
    return [each.state.value for each in records]


def test_a_consent_keeps_all_of_its_fields(run: Run) -> None:
    async def scenario(store: Store) -> None:
        kept = await store.put_consent(FULL)
        assert kept == replace(FULL, event_id=1)
        assert await store.consent("acme", "consent-1") == kept
        assert await store.consents("acme", "subject-1") == [kept]
        assert await store.consent_events("acme", "consent-1") == [kept]
        assert (await store.look_up(look_up())).consent == kept
        for tenant, record_id in (("other", "consent-1"), ("acme", "consent-2")):
            assert await store.consent(tenant, record_id) is None
            assert await store.consent_events(tenant, record_id) == []

    run(scenario)


def test_a_consent_keeps_its_record_id_through_its_events(run: Run) -> None:
    async def scenario(store: Store) -> None:
        first = await store.put_consent(consent())
        renewed = consent(record_id="consent-2", notice="cd" * 32, event_time=START + DAY)
        now = await store.put_consent(renewed)
        assert now == replace(renewed, record_id="consent-1", event_id=3)
        other = await store.put_consent(consent(record_id="consent-3", recipient="local"))
        assert other.event_id == 4
        assert await store.consents("acme", "subject-1") == [other, now]
        invalid = replace(
            first, state=ConsentState.INVALIDATED, event_time=START + DAY, event_id=2,
            signer=Signer.CONTROLLER, recorded_by="gateway",
        )  # fmt: skip
        assert await store.consent_events("acme", "consent-1") == [first, invalid, now]
        for tenant, subject in (("acme", "subject-2"), ("other", "subject-1")):
            assert await store.consents(tenant, subject) == []
        # PostgreSQL's second wall hides another tenant's: its index says no all the same.
        for taken in ({"subject": "subject-2"}, {"tenant": "other"}):
            with pytest.raises(StorageFailed, match=r"id is taken|IntegrityError"):
                await store.put_consent(consent(**taken))
        assert len(await store.consent_events("acme", "consent-1")) == 3

    run(scenario)


def test_an_expired_consent_expires_before_it_is_renewed(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.put_consent(consent(valid_until=START + DAY))
        now = await store.put_consent(consent(event_time=START + 2 * DAY))
        assert now.state is ConsentState.RENEWED
        events = await store.consent_events("acme", "consent-1")
        assert states(events) == ["ConsentGiven", "ConsentExpired", "RenewedConsentGiven"]
        assert [each.event_id for each in events] == [1, 2, 3]
        assert events[1].event_time == START + DAY

    run(scenario)


@pytest.mark.parametrize("state", [ConsentState.WITHDRAWN, ConsentState.REVOKED])
def test_what_cannot_be_the_first_is_not_kept(run: Run, state: ConsentState) -> None:
    async def scenario(store: Store) -> None:
        got = await store.put_consent(consent(state=state), code="c1")
        assert (got.state, got.event_id) == (ConsentState.UNKNOWN, 0)
        assert await store.consents("acme", "subject-1") == []
        assert await store.holder("c1") is None

    run(scenario)


def test_an_indication_that_is_older_is_not_heard_unless_it_ends(run: Run) -> None:
    async def scenario(store: Store) -> None:
        given = await store.put_consent(consent())
        older = consent(state=ConsentState.REFUSED, event_time=START - DAY)
        assert await store.put_consent(older) == given
        assert len(await store.consent_events("acme", "consent-1")) == 1
        ended = await store.withdraw_consent("acme", "consent-1", subject=None, at=START - DAY)
        assert ended is not None
        assert (ended.state, ended.event_time) == (ConsentState.WITHDRAWN, START)

    run(scenario)


def test_an_end_that_was_seen_stays_when_the_clock_steps_back(run: Run) -> None:
    async def scenario(store: Store) -> None:
        until = START + DAY
        given = await store.put_consent(consent(valid_until=until))
        await store.note(refusal(1, at=until + DAY))
        assert (await store.look_up(look_up())).consent == given, "nobody saw that it has expired"
        await store.note(refusal(2, at=until - DAY, expired=True))
        assert (await store.look_up(look_up())).consent == given, "it had not"
        await store.note(refusal(3, at=until + DAY, expired=True))
        await store.note(refusal(4, at=until + DAY, expired=True))
        held = (await store.look_up(look_up())).consent
        assert held is not None
        assert (held.state, held.event_time) == (ConsentState.EXPIRED, until)
        events = states(await store.consent_events("acme", "consent-1"))
        assert events == ["ConsentGiven", "ConsentExpired"]
        await store.note(refusal(5, recipient="nobody", at=until + DAY, expired=True))
        again = await store.put_consent(consent(event_time=until + DAY))
        assert again.state is ConsentState.RENEWED

    run(scenario)


def test_withdrawal(run: Run) -> None:
    async def scenario(store: Store) -> None:
        given = await store.put_consent(consent())
        for tenant, record_id, subject in (
            ("other", "consent-1", None),
            ("acme", "unknown", None),
            ("acme", "consent-1", "subject-2"),
        ):
            missed = await store.withdraw_consent(tenant, record_id, subject=subject, at=START)
            assert missed is None
        assert (await store.look_up(look_up())).consent == given
        at = START + DAY
        ended = replace(
            given,
            state=ConsentState.WITHDRAWN,
            event_time=at,
            event_id=2,
            method="withdrawal",
            valid_until=None,
            recorded_at=at,
        )
        for when in (at, at + DAY):
            got = await store.withdraw_consent("acme", "consent-1", subject="subject-1", at=when)
            assert got == ended
        assert (await store.look_up(look_up())).consent == ended
        again = await store.put_consent(consent(record_id="new", event_time=at + DAY))
        assert (again.record_id, again.state) == ("consent-1", ConsentState.GIVEN)

    run(scenario)


@pytest.mark.parametrize("signer", [Signer.GUARDIAN, Signer.CONTROLLER])
def test_another_than_the_subject_revokes(run: Run, signer: Signer) -> None:
    async def scenario(store: Store) -> None:
        await store.put_consent(FULL)
        ended = await store.withdraw_consent(
            "acme", "consent-1", subject=None, at=START + DAY, by=Author(signer=signer)
        )
        assert ended is not None
        assert (ended.state, ended.signer) == (ConsentState.REVOKED, signer)
        assert ended.guardian is None

    run(scenario)


def test_withdrawing_all_or_all_for_one_purpose(run: Run) -> None:
    async def scenario(store: Store) -> None:
        put = [
            consent(record_id="c1"),
            consent(record_id="c2", recipient="second"),
            consent(record_id="c3", purpose="training"),
            consent(record_id="c4", purpose="training", recipient="second",
                    state=ConsentState.REFUSED),
            consent(record_id="c5", subject="subject-2"),
            consent(record_id="c6", tenant="other"),
        ]  # fmt: skip
        for each in put:
            await store.put_consent(each)
        at = START + DAY
        ended = await store.withdraw_all("acme", "subject-1", purpose="training", at=at)
        assert [(each.record_id, each.state) for each in ended] == [("c3", ConsentState.WITHDRAWN)]
        ended = await store.withdraw_all("acme", "subject-1", purpose=None, at=at)
        assert [each.record_id for each in ended] == ["c1", "c2"]
        assert await store.withdraw_all("acme", "subject-1", purpose=None, at=at) == []
        assert await store.withdraw_all("acme", "nobody", purpose=None, at=at) == []
        assert states(await store.consents("acme", "subject-2")) == ["ConsentGiven"]
        assert states(await store.consents("other", "subject-1")) == ["ConsentGiven"]

    run(scenario)


def test_a_code_has_one_holder(run: Run) -> None:
    async def scenario(store: Store) -> None:
        assert await store.holder("c1") is None
        await store.put_consent(consent(), code="c1")
        await store.put_consent(consent(record_id="c2", purpose="training"), code="c1")
        assert await store.holder("c1") == ("acme", "subject-1")
        stolen = consent(record_id="c3", subject="subject-2")
        with pytest.raises(StorageFailed, match="code is taken"):
            await store.put_consent(stolen, code="c1")
        assert await store.consents("acme", "subject-2") == []
        assert await store.holder("c1") == ("acme", "subject-1")
        # A refusal is a record, too, and can be changed with the code.
        await store.put_consent(replace(stolen, state=ConsentState.REFUSED), code="c2")
        assert await store.holder("c2") == ("acme", "subject-2")

    run(scenario)


def test_given_consents_come_in_pages(run: Run) -> None:
    async def scenario(store: Store) -> None:
        for n in range(7):
            await store.put_consent(consent(record_id=f"c{n}", subject=f"subject-{n}"))
        await store.withdraw_consent("acme", "c3", subject=None, at=START)
        await store.put_consent(consent(record_id="c7", state=ConsentState.REFUSED, subject="s"))
        await store.put_consent(consent(record_id="c8", tenant="other"))
        seen: list[str] = []
        pages = 0
        while page := await store.given_consents("acme", after=seen[-1] if seen else "", most=2):
            seen += [each.record_id for each in page]
            pages += 1
        assert seen == ["c0", "c1", "c2", "c4", "c5", "c6"]
        assert pages == 3
        assert [each.record_id for each in await store.given_consents("acme")] == seen

    run(scenario)


def test_at_once_from_many_callers_it_is_one_history(run: Run) -> None:
    async def scenario(store: Store) -> None:
        async def change(n: int) -> ConsentRecord:
            state = ConsentState.GIVEN if n % 3 else ConsentState.REFUSED
            wanted = consent(record_id=f"c{n}", state=state, notice=f"{n % 2}" * 64)
            return await store.put_consent(wanted)

        await asyncio.gather(*(change(n) for n in range(30)))
        [now] = await store.consents("acme", "subject-1")
        events = await store.consent_events("acme", now.record_id)
        assert events[-1] == now
        assert [each.event_id for each in events] == list(range(1, len(events) + 1))
        assert {each.record_id for each in events} == {now.record_id}

    run(scenario)


def test_when_and_by_whom_each_event_was_recorded(run: Run) -> None:
    late = START + 9 * DAY

    async def scenario(store: Store) -> None:
        first = consent(recorded_at=START, recorded_by="subject", valid_until=START + DAY)
        await store.put_consent(first)
        entered = consent(event_time=START + 2 * DAY, recorded_at=late, recorded_by="consent")
        await store.put_consent(entered)
        by = Author(recorded_by="command")
        await store.withdraw_consent("acme", "consent-1", subject=None, at=late + DAY, by=by)
        again = consent(event_time=late + 2 * DAY, recorded_at=late + 2 * DAY)
        await store.put_consent(again)
        await store.withdraw_all("acme", "subject-1", purpose=None, at=late + 3 * DAY, by=by)
        events = await store.consent_events("acme", "consent-1")
        assert [(e.state, e.event_time, e.recorded_at, e.recorded_by) for e in events] == [
            (ConsentState.GIVEN, START, START, "subject"),
            (ConsentState.EXPIRED, START + DAY, late, "gateway"),
            (ConsentState.RENEWED, START + 2 * DAY, late, "consent"),
            (ConsentState.WITHDRAWN, late + DAY, late + DAY, "command"),
            (ConsentState.GIVEN, late + 2 * DAY, late + 2 * DAY, ""),
            (ConsentState.WITHDRAWN, late + 3 * DAY, late + 3 * DAY, "command"),
        ]

    run(scenario)


def test_an_end_that_the_gateway_came_upon_is_recorded_then(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.put_consent(consent(valid_until=START + DAY, recorded_at=START))
        await store.note(refusal(1, at=START + 3 * DAY, expired=True))
        [held] = await store.consents("acme", "subject-1")
        assert (held.state, held.event_time) == (ConsentState.EXPIRED, START + DAY)
        assert (held.recorded_at, held.recorded_by) == (START + 3 * DAY, "gateway")

    run(scenario)


def test_what_was_shown_is_kept_with_the_first_event_that_names_it(run: Run) -> None:
    async def scenario(store: Store) -> None:
        assert await store.shown_notice("acme", "ab" * 32) is None
        await store.put_consent(consent(), shown=SHOWN)
        later = {**SHOWN, "parts": {}}
        await store.put_consent(consent(record_id="c2", subject="subject-2"), shown=later)
        kept = await store.shown_notice("acme", "ab" * 32)
        assert kept == SHOWN
        assert list(kept["parts"]) == ["title", "benefits"]
        for tenant, sha256 in (("other", "ab" * 32), ("acme", "cd" * 32), ("acme", "")):
            assert await store.shown_notice(tenant, sha256) is None
        await store.put_consent(consent(record_id="c3", tenant="other"), shown=later)
        assert await store.shown_notice("other", "ab" * 32) == later
        assert await store.shown_notice("acme", "ab" * 32) == SHOWN

    run(scenario)


def test_without_an_event_that_names_it_nothing_shown_is_kept(run: Run) -> None:
    async def scenario(store: Store) -> None:
        wrong = {**SHOWN, "sha256": "cd" * 32}
        with pytest.raises(StorageFailed, match="does not name"):
            await store.put_consent(consent(), shown=wrong)
        assert await store.consents("acme", "subject-1") == []
        await store.put_consent(consent(state=ConsentState.WITHDRAWN), shown=SHOWN)
        await store.put_consent(consent())
        older = consent(event_time=START - DAY, notice="cd" * 32)
        await store.put_consent(older, shown=wrong)
        for sha256 in ("ab" * 32, "cd" * 32):
            assert await store.shown_notice("acme", sha256) is None

    run(scenario)

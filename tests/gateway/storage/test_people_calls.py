"""People and reports about them, on the database and in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.consent.persons import AgeBand, PersonChange, ReportState, Restriction
from gateway.consent.records import ConsentState, Signer
from gateway.errors import StorageFailed
from gateway.opt_in import AgeMethod
from gateway.storage.ports import Recorded, Store
from tests.gateway.storage.conftest import Run, SetClock, exchange
from tests.gateway.storage.samples import (
    DAY,
    START,
    basis,
    consent,
    disclosure,
    look_up,
    new_state,
    outcome,
    person,
    report,
    watched,
)

HOUR = timedelta(hours=1)
REPORTED = frozenset({Restriction.REPORTED})


def test_what_is_learnt_of_a_person(run: Run) -> None:
    async def scenario(store: Store) -> None:
        assert await store.person("acme", "subject-1") is None
        young = await store.change_person(
            "acme", "subject-1", change=PersonChange(age_band=AgeBand.FROM_13), at=START
        )
        assert young == person(
            version=1, age_band=AgeBand.FROM_13, age_method=AgeMethod.DECLARATION, age_at=START
        )
        same = await store.change_person(
            "acme", "subject-1", change=PersonChange(age_band=AgeBand.ADULT), at=START + DAY
        )
        assert same == young
        more = PersonChange(
            age_band=AgeBand.ADULT,
            age_method=AgeMethod.DOCUMENT,
            jurisdiction="DE",
            tracking_refused=True,
            restrict=Restriction.REQUESTED,
        )
        known = await store.change_person("acme", "subject-1", change=more, at=START + DAY)
        assert known == person(
            version=2,
            age_band=AgeBand.ADULT,
            age_method=AgeMethod.DOCUMENT,
            age_at=START + DAY,
            jurisdiction="DE",
            tracking_refused=True,
            tracking_at=START + DAY,
            restrictions=frozenset({Restriction.REQUESTED}),
        )
        assert await store.person("acme", "subject-1") == known
        assert (await store.look_up(look_up())).person == known
        for tenant, subject in (("acme", "subject-2"), ("other", "subject-1")):
            assert await store.person(tenant, subject) is None

    run(scenario)


def test_nothing_learnt_is_nothing_kept(run: Run) -> None:
    async def scenario(store: Store) -> None:
        got = await store.change_person("acme", "subject-1", change=PersonChange(), at=START)
        assert got == person()
        assert await store.person("acme", "subject-1") is None

    run(scenario)


def test_of_a_restricted_person_nothing_is_found(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await exchange(store, 1, new_state("state-1", "Jane"))
        await exchange(store, 2, None, subject="subject-2")
        asked = (
            look_up("u1", "a1"),
            look_up(conversation_id="conversation-1"),
            look_up(state="state-1"),
        )
        for each in asked:
            assert (await store.look_up(each)).conversation is not None
        restrict = PersonChange(restrict=Restriction.REQUESTED)
        known = await store.change_person("acme", "subject-1", change=restrict, at=START)
        for each in asked:
            found = await store.look_up(each)
            assert (found.conversation, found.state, found.person) == (None, None, known)
        shown = await store.conversations("acme")
        assert [each.subject for each in shown] == ["subject-2"]
        assert await store.conversations("acme", subject="subject-1") == []
        lift = PersonChange(lift=Restriction.REQUESTED)
        await store.change_person("acme", "subject-1", change=lift, at=START)
        for each in asked:
            assert (await store.look_up(each)).conversation is not None
        assert len(await store.conversations("acme")) == 2

    run(scenario)


def test_a_report_restricts_and_its_dismissal_frees(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.put_consent(consent())
        for number in (1, 2):
            await store.add_report(report(number))
        known = await store.person("acme", "subject-1")
        assert known == person(version=1, restrictions=REPORTED)
        at = START + DAY
        dismissed = replace(report(1), state=ReportState.DISMISSED, decided_at=at)
        decided = await store.decide_report("acme", "report-1", state=ReportState.DISMISSED, at=at)
        assert decided == dismissed
        assert await store.person("acme", "subject-1") == known, "one more is open"
        # Decided once for all.
        for state in (ReportState.CONFIRMED, ReportState.DISMISSED):
            again = await store.decide_report("acme", "report-1", state=state, at=at + DAY)
            assert again == dismissed
        await store.decide_report("acme", "report-2", state=ReportState.DISMISSED, at=at)
        assert await store.person("acme", "subject-1") == person(version=2)
        [kept] = await store.consents("acme", "subject-1")
        assert kept.state is ConsentState.GIVEN

    run(scenario)


def test_a_confirmed_report_ends_everything(run: Run, clock: SetClock) -> None:
    async def scenario(store: Store) -> None:
        given = await store.put_consent(consent())
        await store.put_consent(consent(record_id="c2", recipient="second"))
        await store.put_consent(consent(record_id="c3", subject="subject-2"))
        late = new_state("late", "Jane", hide_at=START + 90 * DAY)
        await exchange(store, 1, late, basis=basis(given))
        await exchange(store, 2, None, subject="subject-2")
        await store.record(disclosure(3, tenant="other"))
        await store.add_report(report())
        at = clock.now = START + timedelta(hours=1)
        decided = await store.decide_report("acme", "report-1", state=ReportState.CONFIRMED, at=at)
        assert decided == replace(report(), state=ReportState.CONFIRMED, decided_at=at)
        restrictions = frozenset({Restriction.CONFIRMED})
        assert await store.person("acme", "subject-1") == person(
            version=2, restrictions=restrictions
        )
        for each in await store.consents("acme", "subject-1"):
            assert (each.state, each.signer) == (ConsentState.REVOKED, Signer.CONTROLLER)
            assert (each.event_time, each.recorded_at, each.recorded_by) == (at, at, "report")
        [facts] = await store.facts([watched()])
        assert facts.consent is not None
        assert not facts.consent.permits(at)
        due = {(c.tenant, c.retention_class): c.due for c in await store.class_counts(at)}
        assert due == {("acme", "conversation"): 1, ("acme", "states"): 1,
                       ("other", "conversation"): 0}  # fmt: skip
        # A late answer finds no place from which it could be read.
        await store.record(disclosure(4, subject="subject-2"))
        swept = await store.sweep(at)
        assert swept.erased == 1
        await store.finish(outcome(4, subject="subject-2"))
        assert [each.subject for each in await store.conversations("acme")] == ["subject-2"] * 2
        assert len(await store.conversations("other")) == 1
        assert [c.provider_states for c in await store.class_counts(at)] == [0, 0]
        lifted = PersonChange(lift=Restriction.CONFIRMED)
        await store.change_person("acme", "subject-1", change=lifted, at=at)
        assert (await store.look_up(look_up("u1", "a1", now=at))).conversation is None

    run(scenario)


def test_no_later_tag_carries_an_ended_conversation_on(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.record(disclosure(1))
        await store.add_report(report())
        at = START + DAY
        await store.decide_report("acme", "report-1", state=ReportState.CONFIRMED, at=at)
        lift = PersonChange(lift=Restriction.CONFIRMED)
        free = await store.change_person("acme", "subject-1", change=lift, at=at)
        # Even where the clock stands before the end, it goes on no longer than to the end.
        earlier = disclosure(
            1, new=False, disclosure_id="e", at=START, basis=basis(person_version=free.version)
        )
        assert await store.record(earlier) is Recorded.RECORDED
        assert (await store.sweep(at)).erased == 1

    run(scenario)


def test_reports_of_others_and_unknown_ones(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.add_report(report())
        confirm: dict[str, Any] = {"state": ReportState.CONFIRMED, "at": START}
        assert await store.decide_report("other", "report-1", **confirm) is None
        assert await store.decide_report("acme", "report-2", **confirm) is None
        with pytest.raises(StorageFailed, match="taken"):
            await store.add_report(report(subject="subject-2"))
        assert await store.person("acme", "subject-2") is None
        with pytest.raises(StorageFailed, match="open"):
            await store.add_report(report(2, state=ReportState.DISMISSED))
        with pytest.raises(StorageFailed, match="confirmed or dismissed"):
            await store.decide_report("acme", "report-1", state=ReportState.OPEN, at=START)
        await store.add_report(report(tenant="other"))
        known = await store.person("acme", "subject-1")
        assert known is not None
        assert (known.version, known.restrictions) == (1, REPORTED)

    run(scenario)


def test_reports_are_listed_newest_first_and_page_by_page(run: Run) -> None:
    async def scenario(store: Store) -> None:
        assert await store.reports("acme", state=None, after=None, most=9) == []
        # Two at the same instant, one of another tenant, and one that came in late.
        filed = [report(number, reported_at=START + hour * HOUR, subject=f"subject-{number}")
                 for number, hour in ((1, 1), (2, 3), (3, 3), (4, 2))]  # fmt: skip
        for each in (*filed, report(5, tenant="other", reported_at=START + 9 * HOUR)):
            await store.add_report(each)
        first, second, third, fourth = filed
        at = START + DAY
        await store.decide_report("acme", "report-4", state=ReportState.DISMISSED, at=at)
        fourth = replace(fourth, state=ReportState.DISMISSED, decided_at=at)
        for state, after, most, wanted in (
            (None, None, 9, [third, second, fourth, first]),
            (None, None, 2, [third, second]),
            (None, None, 0, []),
            (None, "report-3", 2, [second, fourth]),
            (None, "report-2", 9, [fourth, first]),
            (None, "report-1", 9, []),
            (ReportState.OPEN, None, 9, [third, second, first]),
            (ReportState.OPEN, "report-4", 9, [first]),
            (ReportState.DISMISSED, None, 9, [fourth]),
            (ReportState.DISMISSED, "report-4", 9, []),
            (ReportState.CONFIRMED, None, 9, []),
            (None, "report-5", 9, None),
            (None, "", 9, None),
            (None, "report-9", 9, None),
        ):
            found = await store.reports("acme", state=state, after=after, most=most)
            assert found == wanted, (state, after, most)

    run(scenario)


def test_a_report_after_a_confirmed_one_leaves_it_confirmed(run: Run) -> None:
    async def scenario(store: Store) -> None:
        for number, state in ((1, ReportState.CONFIRMED), (2, ReportState.DISMISSED)):
            await store.add_report(report(number))
            await store.decide_report("acme", f"report-{number}", state=state, at=START)
        known = await store.person("acme", "subject-1")
        assert known is not None
        assert known.restrictions == frozenset({Restriction.CONFIRMED})

    run(scenario)

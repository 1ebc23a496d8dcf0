"""An answer is judged by what the store knows, and by both stores alike."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.consent.hearing import hear, receipt_facts
from gateway.consent.indication import Answer, Indication, Setting
from gateway.consent.persons import PersonChange, Restriction
from gateway.consent.records import ConsentRecord, ConsentState, Signer
from gateway.consent.withdrawal import code_digest, withdrawal_code
from gateway.errors import Refused
from gateway.storage.database import DatabaseStore
from gateway.storage.memory import MemoryStore
from gateway.storage.ports import Store
from tests.gateway.consent.desks import DAY, NOW, SECOND
from tests.gateway.consent.test_indication import MAIN, PARENT, SUBJECT, sha, yes

CODE = withdrawal_code(b"k" * 32, SUBJECT)


class Heard:
    """A store, and the loop that it lives in."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.runner = asyncio.Runner()
        self.ids = iter(range(100))
        self.run(store.open())

    def run(self, awaited: Any) -> Any:
        return self.runner.run(awaited)

    def say(self, indication: Indication, *, at: datetime = NOW, own: bool = True) -> ConsentRecord:
        setting = Setting(
            tenant=MAIN, subject=SUBJECT, person=None, current=None, by_operator=not own,
            record_id=f"r{next(self.ids)}", now=at,
        )  # fmt: skip
        held, known = self.run(
            hear(
                self.store,
                indication,
                setting=setting,
                code=CODE,
                recorded_by="subject" if own else "consent",
            )
        )
        assert isinstance(held, ConsentRecord)
        assert replace(known, person=None, current=None) == setting
        return held

    def events(self) -> list[str]:
        records = self.run(self.store.consents("main", SUBJECT))
        found = [self.run(self.store.consent_events("main", each.record_id)) for each in records]
        return [event.state.value.removeprefix("Consent") for each in found for event in each]


@pytest.fixture(params=["memory", "database"])
def heard(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Heard]:
    made: Store = MemoryStore()
    if request.param == "database":
        made = DatabaseStore.in_directory(tmp_path, master_key=b"m" * 32)
    opened = Heard(made)
    try:
        yield opened
    finally:
        opened.run(made.close())
        opened.runner.close()


def test_yes_and_no_in_turn(heard: Heard) -> None:
    first = heard.say(yes())
    assert (first.record_id, first.state) == ("r0", ConsentState.GIVEN)
    assert heard.say(yes(answer=Answer.REFUSED), at=NOW + SECOND).state is ConsentState.WITHDRAWN
    for late in (yes(), yes(shown_at=NOW), yes(shown_at=NOW + SECOND)):
        with pytest.raises(Refused) as refusal:
            heard.say(late, at=NOW + 2 * SECOND)
        assert refusal.value.code == "consent_superseded"
    again = heard.say(yes(shown_at=NOW + 2 * SECOND), at=NOW + 2 * SECOND)
    assert (again.record_id, again.state) == ("r0", ConsentState.GIVEN)
    assert heard.events() == ["Given", "Withdrawn", "Given"]
    assert heard.run(heard.store.holder(code_digest(CODE))) == ("main", SUBJECT)


def test_another_notice_invalidates_what_was_given(heard: Heard) -> None:
    heard.say(yes(notice=sha("2")))
    held = heard.say(yes(), at=NOW + SECOND)
    assert held.notice == sha()
    assert heard.events() == ["Given", "Invalidated", "Given"]


def test_a_no_ends_a_yes_that_lies_ahead_of_the_clock(heard: Heard) -> None:
    heard.say(yes())
    held = heard.say(yes(answer=Answer.REFUSED, notice=None), at=NOW - DAY)
    assert held.state is ConsentState.WITHDRAWN
    assert heard.events() == ["Given", "Withdrawn"]


def test_an_older_answer_is_not_heard(heard: Heard) -> None:
    heard.say(yes(answer=Answer.REFUSED))
    for answer in (Answer.GIVEN, Answer.REFUSED):
        old = yes(answer=answer, event_time=NOW - DAY)
        if answer is Answer.REFUSED:
            assert heard.say(old, own=False).state is ConsentState.REFUSED
            continue
        with pytest.raises(Refused) as refusal:
            heard.say(old, own=False)
        assert refusal.value.code == "consent_superseded"
    assert heard.events() == ["Refused"]


def test_a_restriction_is_read_before(heard: Heard) -> None:
    change = PersonChange(restrict=Restriction.REQUESTED)
    heard.run(heard.store.change_person("main", SUBJECT, change=change, at=NOW))
    with pytest.raises(Refused) as refusal:
        heard.say(yes())
    assert refusal.value.code == "subject_restricted"
    assert heard.events() == []


def test_a_guardian_signs_and_revokes(heard: Heard) -> None:
    parent = yes(signer=Signer.GUARDIAN, guardian=PARENT)
    with pytest.raises(Refused) as refusal:
        heard.say(parent, own=False)
    assert refusal.value.code == "consent_required"
    heard.say(yes())
    signed = heard.say(parent, at=NOW + SECOND, own=False)
    assert (signed.state, signed.guardian) == (ConsentState.GIVEN, PARENT)
    no = replace(parent, answer=Answer.REFUSED)
    assert heard.say(no, at=NOW - DAY, own=False).state is ConsentState.REVOKED
    assert heard.events() == ["Given", "Given", "Revoked"]
    assert heard.say(no, at=NOW + SECOND, own=False).state is ConsentState.REVOKED
    with pytest.raises(Refused):
        heard.say(parent, at=NOW + SECOND, own=False)
    assert heard.events() == ["Given", "Given", "Revoked"]


def test_it_is_kept_what_was_shown_when_it_was_recorded_and_by_whom(heard: Heard) -> None:
    entered = heard.say(yes(event_time=NOW - DAY), own=False)
    assert (entered.event_time, entered.recorded_at) == (NOW - DAY, NOW)
    assert entered.recorded_by == "consent"
    ended = heard.say(yes(answer=Answer.REFUSED), at=NOW + SECOND)
    assert (ended.recorded_at, ended.recorded_by) == (NOW + SECOND, "subject")
    kept = heard.run(heard.store.shown_notice("main", sha()))
    assert (kept["sha256"], kept["valid_from"]) == (sha(), (NOW - 10 * DAY).isoformat())
    assert heard.run(heard.store.shown_notice("other", sha())) is None


def test_a_no_before_the_clock_is_recorded_with_who_said_it(heard: Heard) -> None:
    heard.say(yes())
    ended = heard.say(yes(answer=Answer.REFUSED, notice=None), at=NOW - DAY, own=False)
    assert (ended.event_time, ended.recorded_at) == (NOW, NOW - DAY)
    assert ended.recorded_by == "consent"


def test_a_receipt_is_made_of_what_was_shown_though_no_file_has_it(heard: Heard) -> None:
    held = heard.say(yes())
    configured = heard.run(receipt_facts(heard.store, MAIN, record_id=held.record_id))
    assert configured.shown is not None
    assert configured.events == [held]
    without = replace(MAIN, recipients=())
    kept = heard.run(receipt_facts(heard.store, without, record_id=held.record_id))
    assert replace(kept, tenant=MAIN) == configured
    assert heard.run(receipt_facts(heard.store, MAIN, record_id="none")) is None
    other = replace(MAIN, key="other")
    assert heard.run(receipt_facts(heard.store, other, record_id=held.record_id)) is None

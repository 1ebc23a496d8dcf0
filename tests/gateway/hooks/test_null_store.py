"""No store: no consent unless the caller's code gives it, and a key that repeats itself."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from gateway.consent.records import ConsentRecord, ConsentState
from gateway.errors import StorageFailed
from gateway.hooks.null_store import ASKED_AGAIN, Approval, Asking, ConsentQuestion, NullStore
from gateway.policy import Tenant
from gateway.storage.ports import Disclosure, Known, LookUp, Recorded, Tagging
from tests.gateway.hooks.hooked import KEY, record_of, yes
from tests.gateway.storage.samples import DAY, START, basis, disclosure, refusal, watched

ALICE = Asking(subject="alice", caller="key", opening=("hello",))


def wanted(**changes: Any) -> LookUp:
    given = LookUp(
        tenant="main", subject="reference", purpose="answering", recipient="model-host",
        conversation_id=None, chains=("a", "b"), now=START,
    )  # fmt: skip
    return replace(given, **changes)


def store(tenant: Tenant, asking: Asking = ALICE, *, consent: Any = None, sink: Any = None) -> Any:
    approval = Approval(consent=consent, disclosures=sink)
    return NullStore(tenant, key=KEY, asking=asking, approval=approval)


def known(made: NullStore, **changes: Any) -> Known:
    return asyncio.run(made.look_up(wanted(**changes)))


def key_of(tenant: Tenant, asking: Asking, **changes: Any) -> bytes:
    conversation = known(store(tenant, asking), **changes).conversation
    assert conversation is not None
    return conversation.data_key.key


def leaving(tenant: Tenant, **changes: Any) -> Disclosure:
    resting = basis(record_of(tenant), **changes)
    return replace(
        disclosure(), tenant="main", subject="reference", recipient="model-host", basis=resting
    )


def without_consent() -> Disclosure:
    return replace(disclosure(), tenant="main", subject="reference", recipient="model-host")


def test_nobody_has_consented_unless_the_code_says_so(tenant: Tenant) -> None:
    assert known(store(tenant)).consent is None
    assert known(store(tenant, consent=lambda _: None)).consent is None
    given = known(store(tenant, consent=yes)).consent
    assert given is not None
    assert (given.subject, given.state) == ("reference", ConsentState.GIVEN)


def test_what_the_code_is_asked(tenant: Tenant) -> None:
    asked: list[ConsentQuestion] = []
    known(store(tenant, consent=asked.append))
    (question,) = asked
    assert (question.tenant, question.purpose, question.recipient) == (
        "main", "answering", "model-host",
    )  # fmt: skip
    assert (question.subject, question.reference) == ("alice", "reference")
    assert question.notice == record_of(tenant).notice
    assert "alice" not in repr(question)


@pytest.mark.parametrize("field", ["tenant", "subject", "purpose", "recipient"])
def test_a_consent_for_something_else_is_an_error(tenant: Tenant, field: str) -> None:
    def wrong(question: ConsentQuestion) -> ConsentRecord:
        changes: dict[str, Any] = {field: "else"}
        return replace(yes(question), **changes)

    with pytest.raises(StorageFailed):
        known(store(tenant, consent=wrong))


def test_an_unknown_recipient_or_purpose_has_no_consent(tenant: Tenant) -> None:
    assert known(store(tenant, consent=yes), recipient="nobody").consent is None
    assert known(store(tenant, consent=yes), purpose="nothing").consent is None


def test_all_of_the_conversation_counts_as_known(tenant: Tenant) -> None:
    conversation = known(store(tenant)).conversation
    assert conversation is not None
    assert conversation.common == 2
    assert len(conversation.conversation_id) == 26
    named = known(store(tenant), conversation_id="f" * 26).conversation
    assert named is not None
    assert named.conversation_id == "f" * 26


def test_the_key_repeats_for_the_same_conversation_only(tenant: Tenant) -> None:
    first = key_of(tenant, ALICE)
    assert key_of(tenant, ALICE, chains=("a", "b", "c")) == first
    others = [
        key_of(tenant, replace_asking(subject="bob")),
        key_of(tenant, replace_asking(caller="another key")),
        key_of(tenant, replace_asking(opening=("hello there",))),
        key_of(tenant, replace_asking(opening=("hel", "lo"))),
        key_of(tenant, ALICE, conversation_id="f" * 26),
    ]
    assert len({first, *others}) == 6
    same = key_of(
        tenant, replace_asking(opening=("else",), caller="else"), conversation_id="f" * 26
    )
    assert same == others[-1], "a named conversation needs nothing else"


def replace_asking(**changes: Any) -> Asking:
    return replace(ALICE, **changes)


def test_a_state_at_the_provider_is_never_known(tenant: Tenant) -> None:
    found = known(store(tenant, consent=yes), state="digest")
    assert found.conversation is None
    assert found.state is None


def test_the_consent_is_asked_for_again_before_anything_leaves(tenant: Tenant) -> None:
    answers = [True, True, False]

    def once(question: ConsentQuestion) -> ConsentRecord | None:
        return yes(question) if answers.pop(0) else None

    told: list[Disclosure] = []
    made = store(tenant, consent=once, sink=told.append)
    known(made)
    assert asyncio.run(made.record(leaving(tenant))) is Recorded.RECORDED
    assert asyncio.run(made.record(leaving(tenant))) is Recorded.FACTS_CHANGED
    assert len(told) == 1


def test_what_was_decided_on_must_be_what_the_code_says(tenant: Tenant) -> None:
    told: list[Disclosure] = []
    made = store(tenant, consent=yes, sink=told.append)
    known(made)
    for changes in (
        *({"consent_id": "d" * 26}, {"consent_event": 1}, {"notice": "0" * 64}),
        {"person_version": 1},
    ):
        assert asyncio.run(made.record(leaving(tenant, **changes))) is Recorded.FACTS_CHANGED
    assert asyncio.run(made.record(replace(without_consent(), basis=basis(person_version=1)))) is (
        Recorded.FACTS_CHANGED
    )
    assert told == []
    assert asyncio.run(made.record(leaving(tenant))) is Recorded.RECORDED


@pytest.mark.parametrize("change", [{"event_time": START + DAY}, {"valid_until": START}])
def test_a_consent_that_does_not_hold_now_does_not_count(
    tenant: Tenant, change: dict[str, Any]
) -> None:
    made = store(tenant, consent=lambda question: replace(yes(question), **change))
    known(made)
    assert asyncio.run(made.record(leaving(tenant))) is Recorded.FACTS_CHANGED


class Streaming:
    """An exchange under way whose person may change their mind."""

    def __init__(self, tenant: Tenant) -> None:
        self.time, self.asked = 0.0, 0
        self.answer: Any = yes
        self.store = NullStore(
            tenant,
            key=KEY,
            asking=ALICE,
            approval=Approval(consent=self.consent),
            clock=lambda: self.time,
        )

    def consent(self, question: ConsentQuestion) -> Any:
        self.asked += 1
        return self.answer(question)

    def facts(self, **changes: Any) -> list[bool]:
        of = {"tenant": "main", "subject": "reference", "recipient": "model-host", **changes}
        found = asyncio.run(self.store.facts([watched(**of)]))
        assert [each.person for each in found] == [None]
        return [each.consent is not None for each in found]


def test_while_an_answer_streams_the_code_is_asked_again(tenant: Tenant) -> None:
    streaming = Streaming(tenant)
    assert streaming.facts() == [False], "nothing was looked up yet"
    known(streaming.store)
    assert asyncio.run(streaming.store.record(leaving(tenant))) is Recorded.RECORDED
    assert streaming.asked == 2
    streaming.answer = lambda _: None
    streaming.time = ASKED_AGAIN * 0.9
    assert streaming.facts() == [True]
    assert streaming.asked == 2
    streaming.time = ASKED_AGAIN
    assert streaming.facts() == [False]
    assert streaming.facts() == [False]
    assert streaming.asked == 3
    assert streaming.facts(subject="another") == [False]


def test_code_that_fails_while_an_answer_streams_is_no_consent(tenant: Tenant) -> None:
    def fail(_: ConsentQuestion) -> None:
        raise OSError

    streaming = Streaming(tenant)
    known(streaming.store)
    streaming.answer, streaming.time = fail, ASKED_AGAIN
    with pytest.raises(OSError):
        streaming.facts()
    assert streaming.facts() == [False]


def test_code_that_must_be_awaited_is(tenant: Tenant) -> None:
    async def later(question: ConsentQuestion) -> ConsentRecord:
        await asyncio.sleep(0)
        return yes(question)

    streaming = Streaming(tenant)
    streaming.answer = later
    assert known(streaming.store).consent is not None
    streaming.time = ASKED_AGAIN
    assert streaming.facts() == [True]
    assert streaming.asked == 2


def test_a_record_names_the_signals_that_were_shown(tenant: Tenant) -> None:
    asked: list[ConsentQuestion] = []
    known(store(tenant, consent=asked.append))
    shown = frozenset({"gpc"})
    given = asked[0].given(record_id="c", notice="0" * 64, at=START, signals_shown=shown)
    assert given.signals_shown == shown


def test_a_refusal_is_not_kept(tenant: Tenant) -> None:
    made = store(tenant)
    asyncio.run(made.note(refusal()))
    assert "subject-1" not in repr(vars(made))


def test_a_record_that_was_not_looked_up_is_none(tenant: Tenant) -> None:
    assert asyncio.run(store(tenant, consent=yes).record(leaving(tenant))) is Recorded.FACTS_CHANGED


@pytest.mark.parametrize("change", [{"record_id": "d" * 26}, {"notice": "0" * 64},
                                    {"state": ConsentState.WITHDRAWN}])  # fmt: skip
def test_a_consent_that_changed_meanwhile_does_not_count(
    tenant: Tenant, change: dict[str, Any]
) -> None:
    asked: list[ConsentQuestion] = []

    def changing(question: ConsentQuestion) -> ConsentRecord:
        asked.append(question)
        return yes(question) if len(asked) == 1 else replace(yes(question), **change)

    made = store(tenant, consent=changing)
    known(made)
    assert asyncio.run(made.record(leaving(tenant))) is Recorded.FACTS_CHANGED


def test_who_needs_no_consent_is_not_asked_for_it(tenant: Tenant) -> None:
    told: list[Disclosure] = []
    made = store(tenant, sink=told.append)
    assert asyncio.run(made.record(without_consent())) is Recorded.RECORDED
    assert len(told) == 1


def test_a_sink_that_fails_fails_the_record(tenant: Tenant) -> None:
    def fail(_: Disclosure) -> None:
        raise OSError

    with pytest.raises(OSError):
        asyncio.run(store(tenant, sink=fail).record(without_consent()))


def test_its_words_name_nobody() -> None:
    assert "alice" not in repr(ALICE)
    assert "hello" not in repr(ALICE)


def test_tags_of_texts_are_not_remembered(tenant: Tenant) -> None:
    made = store(tenant)
    tagging = Tagging(tags=frozenset({"crm"}), texts=("t",), until=START + DAY)
    assert known(made, texts=("t",), tagging=tagging).sources == frozenset()
    assert known(made, texts=("t",)).sources == frozenset()

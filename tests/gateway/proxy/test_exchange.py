"""Transcripts of exchanges: the order of commands, and every port failing in turn."""

from __future__ import annotations

import dataclasses
import json

import pytest

from detectors import Engine
from detectors.errors import BudgetExhausted, DetectionError, DetectorFailed
from gateway.errors import GatewayError, Refused, StorageFailed, UpstreamFailed
from gateway.proxy.commands import (
    Ask,
    CallerGone,
    Command,
    Emit,
    Examine,
    Finish,
    Read,
    Record,
    Send,
    Stopped,
    Watch,
)
from gateway.proxy.context import Setting
from gateway.proxy.examination import Examination
from gateway.proxy.subject import conversation_key
from gateway.storage.ports import Known, Recorded
from tests.gateway.failures import SSN, TEXT, VALUES, check_error, read_events
from tests.gateway.proxy.scripted import Ports, again, make_setting, ports, request, stream_ports

WHOLE = ["Ask", "Examine", "Record", "Watch", "Send", "Examine", "Finish", "Emit"]
STREAM = [
    *("Ask", "Examine", "Record", "Watch", "Send", "Emit", "Read", "Emit", "Read", "Emit"),
    *("Read", "Examine", "Finish", "Emit"),
]
WITHDRAWN = Refused("consent_required", "withdrawn", status=403)
FAILURES: dict[type[Command], tuple[Exception, ...]] = {
    Ask: (StorageFailed("down"),),
    Record: (StorageFailed("down"),),
    Finish: (StorageFailed("down"),),
    Examine: (BudgetExhausted("spent"), DetectorFailed("card", ValueError)),
    Watch: (),
    Send: (UpstreamFailed("gone"), CallerGone(), Stopped(WITHDRAWN)),
    Read: (UpstreamFailed("gone", code="upstream_incomplete"), CallerGone(), Stopped(WITHDRAWN)),
    Emit: (CallerGone(), Stopped(WITHDRAWN)),
}
Place = tuple[Setting, Examination]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


@pytest.fixture(scope="module")
def place(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_setting(tmp_path_factory.mktemp("setting"), engine)


def check_nothing_in_clear(made: Ports) -> None:
    sent = b"".join(command.body for command in made.sent).decode()
    shown = " ".join(repr(command) for command in made.commands)
    for value in VALUES:
        assert value not in sent
        assert value not in made.kept()
        assert value not in shown


def test_a_whole_answer(place: Place) -> None:
    made = ports(*place)
    assert made.run(request(), place[0]) is None
    assert made.names == WHOLE
    assert json.loads(made.emitted)["choices"][0]["message"]["content"] == TEXT
    assert made.finished[0].outcome.status == "answered"
    check_nothing_in_clear(made)


def test_a_streamed_answer(place: Place) -> None:
    made = stream_ports(*place)
    assert made.run(request(stream=True), place[0]) is None
    assert made.names == STREAM
    *_, last = read_events(made.emitted)
    assert last == "[DONE]"
    assert TEXT in made.emitted.decode()
    assert made.finished[0].outcome.status == "answered"
    check_nothing_in_clear(made)


def each_failure(names: list[str]) -> list[tuple[int, Exception]]:
    classes = {command.__name__: failures for command, failures in FAILURES.items()}
    return [
        (number, failure)
        for number, name in enumerate(names)
        for failure in (*classes[name], RuntimeError(TEXT))
    ]


@pytest.mark.parametrize("stream", [False, True])
def test_every_port_failing_in_turn(place: Place, stream: bool) -> None:
    names = STREAM if stream else WHOLE
    clean = stream_ports(*place) if stream else ports(*place)
    for number, failure in each_failure(names):
        made = again(clean, failures={number: failure})
        ended = made.run(request(stream=stream), place[0])
        told = (number, failure, made.names, ended)
        check_nothing_in_clear(made)
        unexamined = isinstance(failure, DetectionError) and made.sent
        if not unexamined and number < len(names) - 1:
            assert "[DONE]" not in made.emitted.decode(), told
        assert len(made.sent) == (number >= names.index("Send")), told
        if isinstance(failure, RuntimeError):
            assert ended is failure, "the shell hands in nothing of the kind"
            continue
        if number > names.index("Record"):
            assert len(made.finished) == 1, told
        check_end(made, failure, ended=ended, begun=stream and number > names.index("Emit"))


def check_stopped(made: Ports, ended: Exception | None, *, begun: bool) -> None:
    """A permission that ended cuts the answer; the last words are the wire's own error."""
    if ended is not None:
        assert ended is WITHDRAWN
    else:
        assert begun
        *_, last = read_events(made.emitted)
        check_error(last["error"], code="consent_required")
    assert made.finished[0].outcome.status in ("stopped", "answered")


def check_end(made: Ports, failure: Exception, *, ended: Exception | None, begun: bool) -> None:
    """A failure ends as an error, or as an error event in a stream that has begun."""
    if isinstance(failure, Stopped):
        check_stopped(made, ended, begun=begun)
    elif isinstance(failure, CallerGone):
        assert isinstance(ended, CallerGone)
        if made.names[-1] == "Finish":
            assert made.finished[0].outcome.status == "cancelled"
    elif made.sent and isinstance(failure, DetectionError):
        assert ended is None, "the answer is given; what could not be examined is not kept"
        assert "[not stored:" in made.kept()
    elif begun:
        assert ended is None
        *_, last = read_events(made.emitted)
        assert isinstance(failure, GatewayError)
        check_error(last["error"], code=failure.code)
    else:
        assert isinstance(ended, GatewayError)
        assert all(value not in f"{ended}{ended!r}{ended.details}" for value in VALUES)
        assert made.emitted == b""


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (UpstreamFailed("gone"), "upstream_error"),
        (UpstreamFailed("late", code="upstream_timeout", status=504), "upstream_error"),
        (UpstreamFailed("cut", code="upstream_incomplete"), "incomplete"),
        (CallerGone(), "cancelled"),
    ],
)
def test_a_send_without_a_reply_has_its_outcome(
    place: Place, failure: Exception, status: str
) -> None:
    made = ports(*place, failures={WHOLE.index("Send"): failure})
    assert made.run(request(), place[0]) is failure
    (finish,) = made.finished
    assert (finish.outcome.status, finish.outcome.answers) == (status, ())


def test_no_row_no_send(place: Place) -> None:
    made = ports(*place, recorded=[Recorded.FACTS_CHANGED] * 9)
    ended = made.run(request(), place[0])
    assert isinstance(ended, StorageFailed)
    assert made.sent == []
    assert made.finished == []


def test_a_conversation_that_changed_is_looked_up_and_rewritten_again(place: Place) -> None:
    made = ports(*place, recorded=[Recorded.CONVERSATION_CHANGED] * 2)
    assert made.run(request(), place[0]) is None
    assert made.names == ["Ask", "Examine", *["Record", "Ask"] * 2, *WHOLE[2:]]
    assert len(made.sent) == 1
    check_nothing_in_clear(made)
    made = ports(*place, recorded=[Recorded.CONVERSATION_CHANGED] * 9)
    assert isinstance(made.run(request(), place[0]), StorageFailed)
    assert made.sent == []


def test_without_a_consent_nothing_is_examined(place: Place) -> None:
    made = Ports(known=Known(consent=None, conversation=None), examination=place[1])
    ended = made.run(request(), place[0])
    assert isinstance(ended, Refused)
    assert ended.code == "consent_required"
    assert made.names == ["Ask", "Note"]


def test_a_blocked_value_is_named_by_type_and_place_only(
    engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    blocks = {"default: {upstream: surrogate": "US_SSN: {upstream: block}\n"
              "  default: {upstream: surrogate"}  # fmt: skip
    place = make_setting(tmp_path_factory.mktemp("blocks"), engine, policy=blocks)
    made = ports(*place)
    ended = made.run(request(), place[0])
    assert isinstance(ended, Refused)
    assert (ended.code, ended.status) == ("content_blocked", 422)
    assert ended.details == {"entity_types": {"US_SSN": 1}, "pointers": ["/messages/0/content"]}
    assert SSN not in repr(ended)
    assert made.names == ["Ask", "Examine"]


def test_a_value_over_two_messages_is_replaced_in_both_and_the_rest_stays(place: Place) -> None:
    said = [{"role": "user", "content": text} for text in ("card 4111 1111", "1111 1111 please")]
    made = ports(*place)
    assert made.run(request(messages=said), place[0]) is None
    assert made.names == ["Ask", "Examine", *WHOLE[1:]]
    first, second = (each["content"] for each in json.loads(made.sent[0].body)["messages"])
    assert first.startswith("card [")
    assert second.endswith("] please")
    assert "1111" not in first + second
    assert "4111 1111" not in made.kept()


def test_an_incomplete_number_leaves_or_is_held_back_as_policy_says(
    place: Place, engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    short = "the iban begins with DE89 3704"
    said = request(short)
    made = ports(*place)
    assert made.run(said, place[0]) is None
    assert json.loads(made.sent[0].body)["messages"][0]["content"] == short
    holding = make_setting(
        tmp_path_factory.mktemp("holding"),
        engine,
        policy={"incomplete: allow": "incomplete: block"},
    )
    made = ports(*holding)
    ended = made.run(said, holding[0])
    assert isinstance(ended, Refused)
    assert ended.details["entity_types"] == {"INCOMPLETE_NUMBER": 1}
    assert made.sent == []


def test_a_conversation_is_recorded_under_a_key_and_shown_by_its_name(place: Place) -> None:
    for name in ("whatsapp:14155552671", "4111111111111111"):
        made = ports(*place)
        incoming = dataclasses.replace(request("hello"), conversation_id=name)
        assert made.run(incoming, place[0]) is None
        stored = conversation_key(place[0].keys.chain, name)
        (ask, record) = (each for each in made.commands if isinstance(each, Ask | Record))
        assert isinstance(ask, Ask)
        assert isinstance(record, Record)
        assert ask.wanted.conversation_id == record.disclosure.conversation_id == stored
        shown = [each.headers for each in made.commands if isinstance(each, Emit)]
        assert shown[0]["x-discreet-conversation"] == name


@pytest.mark.parametrize(
    ("address", "store"), [("https://api.openai.com/v1", False), ("http://127.0.0.1:9", None)]
)
def test_a_recipient_that_keeps_chats_by_default_is_told_not_to(
    place: Place, address: str, store: bool | None
) -> None:
    setting, examination = place
    recipient = dataclasses.replace(setting.tenant.recipients[0], base_url=address)
    tenant = dataclasses.replace(setting.tenant, recipients=(recipient,))
    there = dataclasses.replace(setting, tenant=tenant)
    made = ports(there, examination)
    assert made.run(request("hello"), there) is None
    (sent,) = made.sent
    assert json.loads(sent.body).get("store") is store
    assert (sent.body == request("hello").body) is (store is None)

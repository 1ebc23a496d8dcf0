"""From the recipient's reply to user and store: what is shown, what is kept, how it ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from detectors import Engine
from detectors.errors import BudgetExhausted
from gateway.errors import Refused, UpstreamFailed
from gateway.proxy.commands import Emit, Reply
from gateway.proxy.context import Setting
from gateway.proxy.examination import Examination
from tests.gateway.failures import CARD, MAIL, VALUES, check_error, read_events
from tests.gateway.proxy.scripted import (
    Ports,
    chunk,
    last_message,
    make_setting,
    ports,
    request,
    said,
    stream_ports,
    whole,
)

Place = tuple[Setting, Examination]
OTHER = "5555 5555 5555 4444"
NEW = "john@example.com"
BLOCKS = {"CREDIT_CARD: {upstream: surrogate, store: mask, user: mask":
          "CREDIT_CARD: {upstream: surrogate, store: mask, user: block"}  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


@pytest.fixture(scope="module")
def place(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_setting(tmp_path_factory.mktemp("setting"), engine)


@pytest.fixture(scope="module")
def blocking(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_setting(tmp_path_factory.mktemp("blocking"), engine, policy=BLOCKS)


def pieces(*datas: bytes) -> list[Callable[[str], bytes]]:
    return [lambda _, data=data: data for data in datas]  # type: ignore[misc]


def kept(made: Ports) -> str:
    return "".join(message.text for message in made.finished[0].outcome.answers)


@pytest.mark.parametrize("stream", [False, True])
def test_new_values_of_the_answer_are_kept_redacted(place: Place, stream: bool) -> None:
    text = f"Ask {NEW} about {OTHER} today. "
    made = (
        stream_ports(*place, pieces=pieces(chunk(text, finish="stop"), b"data: [DONE]\n\n"))
        if stream
        else ports(*place, reply=whole(lambda _: text))
    )
    assert made.run(request("hello", stream=stream), place[0]) is None
    assert NEW in made.emitted.decode(), "what the model says to the user is allowed"
    assert OTHER not in made.emitted.decode()
    assert "**** **** **** 4444" in made.emitted.decode()
    stored = kept(made)
    assert NEW not in stored
    assert "5555 5555" not in stored
    assert "EMAIL_ADDRESS_" in stored


@pytest.mark.parametrize("stream", [False, True])
def test_a_blocked_answer_is_an_error_and_its_outcome_says_so(
    blocking: Place, stream: bool
) -> None:
    text = f"Hello there. Use {OTHER} please. "
    made = (
        stream_ports(*blocking, pieces=pieces(chunk(text), chunk("More. ")))
        if stream
        else ports(*blocking, reply=whole(lambda _: text))
    )
    ended = made.run(request("hello", stream=stream), blocking[0])
    assert OTHER not in made.emitted.decode()
    assert OTHER not in made.kept()
    (finish,) = made.finished
    assert finish.outcome.status == "blocked"
    assert finish.outcome.received_bytes > 0
    if stream:
        assert ended is None
        *_, last = read_events(made.emitted)
        check_error(last["error"], code="content_blocked")
        assert last["error"]["entity_types"] == {"CREDIT_CARD": 1}
        assert "[DONE]" not in made.emitted.decode()
        assert "Read" not in made.names[made.names.index("Finish") :]
    else:
        assert isinstance(ended, Refused)
        assert (ended.code, ended.status) == ("content_blocked", 422)
        assert made.emitted == b""


@pytest.mark.parametrize("stream", [False, True])
def test_a_budget_spent_on_the_answer_ends_it(engine: Engine, tmp_path: Path, stream: bool) -> None:
    setting, examination = make_setting(tmp_path, engine)

    def spent(_: str) -> Any:
        raise BudgetExhausted("spent")

    object.__setattr__(setting.sources, "examine_now", spent)
    text = f"Hello. Card {OTHER} here. "
    made = (
        stream_ports(setting, examination, pieces=pieces(chunk("Hello. "), chunk(text)))
        if stream
        else ports(setting, examination, reply=whole(lambda _: text))
    )
    ended = made.run(request("hello", stream=stream), setting)
    (finish,) = made.finished
    assert finish.outcome.status == "blocked"
    assert OTHER not in made.kept()
    assert OTHER not in made.emitted.decode()
    if stream:
        *_, last = read_events(made.emitted)
        check_error(last["error"], code="budget_exhausted")
    else:
        assert isinstance(ended, Refused)
        assert ended.code == "budget_exhausted"


def error(status: int, said_: Any, **fields: Any) -> Callable[[bytes], Reply]:
    def reply(body: bytes) -> Reply:
        words = said_(last_message(body)) if callable(said_) else said_
        data = words if isinstance(words, bytes) else json.dumps({"error": words}).encode()
        return Reply(status=status, content_type="application/json", body=data, **fields)

    return reply


@pytest.mark.parametrize(
    ("status", "passed"),
    [(400, 400), (404, 502), (401, 502), (403, 502), (407, 502), (409, 409), (429, 429), (500, 500),
     (599, 599), (600, 502), (999, 502), (100, 502), (206, 502), (302, 502)],
)  # fmt: skip
def test_the_status_that_the_caller_sees(place: Place, status: int, passed: int) -> None:
    made = ports(*place, reply=error(status, {"message": "no"}))
    ended = made.run(request("hello"), place[0])
    assert isinstance(ended, UpstreamFailed)
    assert ended.status == passed
    assert ended.details["upstream_status"] == status
    assert made.finished[0].outcome.status == "upstream_error"


@pytest.mark.parametrize(
    ("sent", "passed"),
    [("7", "7"), ("Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT"), ("", None),
     ("-1", None), ("7\r\nx: y", None), ("7\n", None), ("soon", None), ("\u0667", None),
     (MAIL, None)],
)  # fmt: skip
def test_only_a_retry_after_of_its_form_is_passed_on(
    place: Place, sent: str, passed: str | None
) -> None:
    made = ports(*place, reply=error(429, {"message": "no"}, retry_after=sent))
    ended = made.run(request("hello"), place[0])
    assert isinstance(ended, UpstreamFailed)
    assert ended.details.get("retry_after") == passed


def test_an_error_s_words_are_restored_masked_and_cut(place: Place) -> None:
    def words(text: str) -> dict[str, Any]:
        return {"message": f"{text} and {OTHER}. " + "x" * 9000, "type": "t", "code": 7,
                "param": ["p"], "other": "dropped"}  # fmt: skip

    made = ports(*place, reply=error(400, words))
    ended = made.run(request(f"mail {MAIL} now"), place[0])
    assert isinstance(ended, UpstreamFailed)
    message = ended.details["upstream_message"]
    assert message.startswith(f"mail {MAIL} now and **** **** **** 4444. x")
    assert len(message) < 2100
    assert set(ended.details) == {"upstream_status", "upstream_message", "upstream_type"}
    assert MAIL not in f"{ended}{ended!r}"


@pytest.mark.parametrize(
    "words",
    [b"", b"\xff", b"[]", b"null", b'{"error":null}', b'{"error":7}', b'{"error":[1]}',
     b"[" * 9000, b'{"error":{"message":"\\ud800"}}', b"<html>4111 1111 1111 1111</html>"],
)  # fmt: skip
def test_an_error_without_readable_words(place: Place, words: bytes) -> None:
    made = ports(*place, reply=error(500, words))
    ended = made.run(request("hello"), place[0])
    assert isinstance(ended, UpstreamFailed)
    assert ended.details == {"upstream_status": 500}
    assert CARD not in f"{ended.message}{ended.details}"


def test_an_error_that_is_nothing_but_words(place: Place) -> None:
    made = ports(*place, reply=error(500, b'{"error":"no such model"}'))
    ended = made.run(request("hello"), place[0])
    assert isinstance(ended, UpstreamFailed)
    assert ended.details == {"upstream_status": 500, "upstream_message": "no such model"}


def test_blocked_words_of_an_error_are_left_out(blocking: Place) -> None:
    made = ports(*blocking, reply=error(400, {"message": f"card {OTHER} is bad"}))
    ended = made.run(request("hello"), blocking[0])
    assert isinstance(ended, UpstreamFailed)
    assert OTHER not in json.dumps(dict(ended.details))


def test_an_answer_is_given_only_once_it_is_stored(place: Place) -> None:
    made = ports(*place)
    made.run(request(), place[0])
    assert made.names.index("Finish") < made.names.index("Emit")
    made = stream_ports(*place)
    made.run(request(stream=True), place[0])
    last = made.commands[-1]
    assert isinstance(last, Emit)
    assert last.body.startswith(b"data: [DONE]\n\n: discreet ")
    assert made.names[-2:] == ["Finish", "Emit"]
    assert sum(b"[DONE]" in each.body for each in made.commands if isinstance(each, Emit)) == 1


def test_what_comes_after_the_end_event_is_not_read(place: Place) -> None:
    after = chunk(f"late {OTHER}")
    made = stream_ports(
        *place, pieces=pieces(chunk("Hi.", finish="stop") + b"data: [DONE]\n\n" + after, after)
    )
    assert made.run(request("hello", stream=True), place[0]) is None
    assert b"late" not in made.emitted
    assert "late" not in kept(made)
    assert made.names.count("Read") == 1


def test_a_whole_answer_with_several_choices_keeps_each(place: Place) -> None:
    def reply(body: bytes) -> Reply:
        one = json.loads(said(last_message(body)))["choices"][0]
        two = {**one, "index": 1, "message": {"role": "assistant", "content": f"no {NEW}"}}
        data = json.dumps({"choices": [one, two]}).encode()
        return Reply(status=200, content_type="application/json", body=data)

    made = ports(*place, reply=reply)
    assert made.run(request(), place[0]) is None
    assert len(made.finished[0].outcome.answers) == 2
    for value in (*VALUES, NEW):
        assert value not in kept(made)


def test_an_answer_that_says_nothing_is_kept_as_one(place: Place) -> None:
    made = ports(*place, reply=lambda _: Reply(status=200, content_type="", body=said("")))
    assert made.run(request(), place[0]) is None
    (message,) = made.finished[0].outcome.answers
    assert json.loads(message.text) == {"role": "assistant"}

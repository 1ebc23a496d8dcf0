"""Exchanges inside this process: what leaves, what comes back, and what each step costs."""

from __future__ import annotations

import asyncio

import pytest

from benchmarks.inside import Inside, at_once, events
from benchmarks.speakers import SPEAKERS, WIRES, Speaker
from tests.simulators.replies import computed

MAIL = "jane.doe@example.com"


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    made = Inside(tmp_path_factory.mktemp("inside"), wires=WIRES)
    made.opt_in("somebody")
    return made


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda each: each.name)
def test_a_value_leaves_replaced_and_comes_back(
    inside: Inside, speaker: Speaker, streamed: bool
) -> None:
    body = speaker.body([speaker.says("user", f"write to {MAIL} now")], streamed=streamed)
    target = speaker.target(streamed=streamed)
    model = computed(lambda asked: f"you said {asked.last_text()}")
    made = inside.ask(target, body, subject="somebody", model=model)
    assert made.code == ""
    assert MAIL.encode() not in made.sent
    assert speaker.texts(made.sent)[0].startswith("write to [EMAIL_ADDRESS_")
    assert speaker.answer(made.body).text == f"you said write to {MAIL} now"
    assert made.headers["x-discreet-redactions"] == "EMAIL_ADDRESS=1"
    assert len(made.pieces) == len(made.passing)
    assert bool(made.pieces) is streamed
    assert min(made.examining, made.deciding, made.ending) > 0.0


def test_a_refusal_is_a_code_and_nothing_leaves(inside: Inside) -> None:
    chat = SPEAKERS[0]
    body = chat.body([chat.says("user", "hello")], streamed=False)
    made = inside.ask(
        chat.target(streamed=False), body, subject="nobody", model=computed(lambda _: "hello")
    )
    assert (made.code, made.sent, made.body) == ("consent_required", b"", b"")


def test_a_path_that_is_none_is_an_error(inside: Inside) -> None:
    with pytest.raises(LookupError):
        inside.ask("/v1/nothing", {}, subject="somebody", model=computed(lambda _: "x"))


@pytest.mark.parametrize(
    ("stream", "pieces"),
    [
        (b"data: {}\n\ndata: [DONE]\n\n", [b"data: {}\n\n", b"data: [DONE]\n\n"]),
        (b'{"a":1}\n{"b":2}\n', [b'{"a":1}\n', b'{"b":2}\n']),
        (b'[{"a": {\n  }\n}\n,\r\n{}\n]\n', [b'[{"a": {\n  }\n}\n,\r\n', b"{}\n]\n"]),
        (b'{"a":1}', [b'{"a":1}']),
    ],
)
def test_a_stream_is_cut_into_its_events(stream: bytes, pieces: list[bytes]) -> None:
    assert events(stream) == pieces


def test_what_waits_cannot_be_run_at_once() -> None:
    with pytest.raises(RuntimeError):
        at_once(asyncio.sleep(1))

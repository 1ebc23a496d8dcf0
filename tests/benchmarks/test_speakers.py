"""Each wire's client says, hears and resends as its SDK does."""

from __future__ import annotations

import json

import pytest

from benchmarks.inside import events
from benchmarks.speakers import SPEAKERS, Speaker, piece
from tests.simulators.replies import Asked, Reply, answer

TEXT = 'two "words" — and\nmore'

every = pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda each: each.name)


def answered(speaker: Speaker, *, streamed: bool) -> bytes:
    items = [speaker.says("user", "hello")]
    asked = Asked(
        body=speaker.body(items, streamed=streamed), target=speaker.target(streamed=streamed)
    )
    behaviour = answer(TEXT)
    assert not isinstance(behaviour, Reply)
    return behaviour(asked).body


@every
@pytest.mark.parametrize("streamed", [False, True])
def test_an_answer_is_heard_and_resent(speaker: Speaker, streamed: bool) -> None:
    heard = speaker.answer(answered(speaker, streamed=streamed))
    assert heard.text == TEXT
    items = [speaker.says("user", "hello"), *heard.items, speaker.says("user", "bye")]
    body = json.dumps(speaker.body(items, streamed=streamed)).encode()
    assert speaker.texts(body) == ["hello", TEXT, "bye"]
    assert TEXT not in repr(heard)


@every
def test_the_pieces_of_a_stream_say_its_text(speaker: Speaker) -> None:
    stream = answered(speaker, streamed=True)
    assert "".join(map(piece, events(stream))) == TEXT


def test_an_event_without_words_says_nothing() -> None:
    assert piece(b"data: [DONE]\n\n") == ""
    assert piece(b'data: {"type":"response.created"}\n\n') == ""


@every
def test_the_first_surrogate_of_a_request(speaker: Speaker) -> None:
    said = ["hello", "it is [PERSON_7KQ2M0XA] or [PERSON_0A1B2C3D.K9]"]
    items = [speaker.says("user", text) for text in said]
    assert speaker.first(speaker.body(items, streamed=True)) == "[PERSON_7KQ2M0XA]"
    assert speaker.first(speaker.body(items[:1], streamed=True)) is None

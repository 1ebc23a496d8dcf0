"""The golden streams say what they claim, and the slow reader reads them right."""

from __future__ import annotations

import pytest

from tests.golden.streams import EMAIL, PERSON, Golden, golden_streams
from tests.simulators.completions import DONE
from tests.simulators.lanes import chunk_bodies, events, lanes

STREAMS = golden_streams()


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_lanes_are_what_the_stream_holds(stream: Golden) -> None:
    assert lanes(stream.body) == dict(stream.lanes)
    assert (events(stream.body)[-1] == DONE) is stream.done


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_each_choice_ends_once_with_a_reason(stream: Golden) -> None:
    reasons = [
        choice["index"]
        for body in chunk_bodies(stream.body)
        for choice in body["choices"]
        if choice["finish_reason"] is not None
    ]
    assert sorted(reasons) == list(range(len(reasons)))
    assert reasons


def test_names_differ_and_surrogates_are_those_asked_for() -> None:
    other = golden_streams(person="[PERSON_00000001]", email="[EMAIL_ADDRESS_00000002]")
    assert len({stream.name for stream in STREAMS}) == len(STREAMS)
    texts = [text for stream in other for text in stream.lanes.values()]
    assert not any(PERSON in text or EMAIL in text for text in texts)
    assert any("[EMAIL_ADDRESS_00000002]" in text for text in texts)


def test_line_separators_inside_json_do_not_end_a_line() -> None:
    stream = next(one for one in STREAMS if one.name == "unicode")
    assert "\u2028".encode() in stream.body
    assert "\u2028" in lanes(stream.body)[0, "content"]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_the_reader_takes_all_three_line_ends(end: bytes) -> None:
    written = end.join([b"\xef\xbb\xbfdata:a", b"data: b", b"", b": note", b"data", b"", b"data:x"])
    assert events(written) == ["a\nb", ""]

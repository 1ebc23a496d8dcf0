"""Answers of Gemini: the same for every way of cutting the stream, in both framings."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import UpstreamFailed
from gateway.proxy.toward_user import whole
from gateway.proxy.wire.gemini_generate_answer import GenerateAnswer, GenerateArrayAnswer
from tests.gateway.proxy.wire.gemini_reading import (
    CARD,
    EMAIL,
    MASKED,
    PERSON,
    array_reader,
    candidate,
    chunk,
    events,
    given_of,
    mail,
    person,
    reader,
    toward_user,
)
from tests.golden.answers import WireStream
from tests.golden.gemini import golden_errors, golden_streams, golden_wholes
from tests.simulators.framing import array_stream, data_stream
from tests.simulators.gemini import SIGNATURE, function_call, text, thought
from tests.simulators.wire_lanes import gemini_bodies, gemini_lanes

TOOLS = ("find_customer", "send_mail")
GOLDEN = golden_streams(person(), mail())
WHOLE = [each for each in GOLDEN if each.whole]
WHOLES = golden_wholes(person(), mail())


def signed(content: str) -> Any:
    return text(content, signature=SIGNATURE)


def reading(golden: WireStream) -> GenerateAnswer:
    return (array_reader if "json" in golden.content_type else reader)(*TOOLS)


def shown_by(answer: GenerateAnswer, *pieces: bytes) -> bytes:
    """All that the user gets of a stream in these pieces."""
    framing = answer.framing
    out = framing.opening + b"".join(map(answer.feed, pieces)) + answer.end()
    return out + answer.closing + framing.closing


@pytest.mark.parametrize("golden", WHOLE, ids=lambda each: each.name)
def test_every_two_way_cut_and_every_byte_alone_give_what_the_whole_gives(
    golden: WireStream,
) -> None:
    first = reading(golden)
    events_of = [event.data for event in first.framing.feed(golden.body)]
    expected = gemini_bodies(shown_by(reading(golden), golden.body))
    new_framing = type(first.framing)
    # Every cut of most; of the long ones, as many as there is time for.
    for cut in range(0, len(golden.body) + 1, 1 + len(golden.body) // 3000):
        framing = new_framing()
        found = framing.feed(golden.body[:cut]) + framing.feed(golden.body[cut:])
        assert [event.data for event in found] == events_of, f"cut at {cut}"
    # The answer knows nothing of bytes: a few of the cuts show it.
    for cut in range(0, len(golden.body), max(1, len(golden.body) // 40)):
        out = shown_by(reading(golden), golden.body[:cut], golden.body[cut:])
        assert gemini_bodies(out) == expected, f"cut at {cut}"
    answer = reading(golden)
    out = shown_by(answer, *(bytes([byte]) for byte in golden.body))
    assert gemini_bodies(out) == expected
    whole_answer = reading(golden)
    shown_by(whole_answer, golden.body)
    for index, choice in whole_answer.choices.items():
        assert answer.choices[index].stored() == choice.stored()
        assert answer.choices[index].texts() == choice.texts()


@given(st.data())
def test_random_cuts_give_what_the_whole_gives(data: st.DataObject) -> None:
    golden = data.draw(st.sampled_from(WHOLE))
    places = sorted(data.draw(st.sets(st.integers(0, len(golden.body)), max_size=12)))
    ends = zip([0, *places], [*places, len(golden.body)], strict=True)
    out = shown_by(reading(golden), *(golden.body[start:end] for start, end in ends))
    assert gemini_bodies(out) == gemini_bodies(shown_by(reading(golden), golden.body))


@pytest.mark.parametrize("golden", WHOLE, ids=lambda each: each.name)
def test_a_stream_gives_what_the_whole_body_gives(golden: WireStream) -> None:
    answer = reading(golden)
    streamed = gemini_lanes(shown_by(answer, golden.body))
    body = WHOLES.get(golden.name.removesuffix(", as an array"))
    if body is None:
        assert streamed[0, "text"] == whole(toward_user().lane(), golden.lanes[0, "text"])
        return
    at_once = reader(*TOOLS)
    shown = json.loads(at_once.whole(json.dumps(body).encode()))
    assert streamed == gemini_lanes(data_stream([shown]))
    for index, choice in at_once.choices.items():
        assert answer.choices[index].texts() == choice.texts()
        assert answer.choices[index].stored() == choice.stored()


def test_what_is_shown_of_golden_answers() -> None:
    shown = {
        name: gemini_lanes(data_stream([json.loads(reader(*TOOLS).whole(json.dumps(b).encode()))]))
        for name, b in WHOLES.items()
    }
    assert shown["surrogates"][0, "text"] == (
        f"Dear {PERSON},\n\nwe have written to {EMAIL}. Is **{PERSON}** right?"
    )
    assert shown["card at the end"][0, "text"] == f"It is {MASKED}"
    assert person() in shown["surrogates in links"][0, "text"].partition(")")[0]
    assert shown["reasoning"][0, "thought"] == f"The user is {PERSON}; think."
    assert json.loads(shown["tool calls"][0, "functionCall/1"]) == {"to": PERSON}
    assert json.loads(shown["call between texts"][0, "functionCall/0"])["who"] == person()
    assert shown["prompt refused"] == {}


@pytest.mark.parametrize("body", WHOLES.values(), ids=WHOLES)
def test_nothing_to_rewrite_leaves_the_bytes_as_they_are(body: Any) -> None:
    plain = json.loads(
        json.dumps(body).replace(person(), "someone").replace(mail(), "somewhere")
        .replace(person().lower(), "someone").replace(person()[1:-1], "someone")
        .replace(CARD, "card").replace("4111111111111111", "17").replace(person()[:-3], "some")
    )  # fmt: skip
    answer = reader(seals=False)
    source = json.dumps(plain, indent=1).encode()
    assert answer.whole(source) == source
    for made, read in ((data_stream, reader), (array_stream, array_reader)):
        stream = made([plain])
        shown = shown_by(read(seals=False), stream)
        assert shown.strip() == stream.strip() or made is array_stream
        assert gemini_bodies(shown) == [plain]


def test_text_is_cut_by_other_parts_and_a_held_tail_comes_before_them() -> None:
    parts = [
        text(f"Is it {person()}"), function_call("stop", {}), text(f"or {person()[:6]}"),
        text(person()[6:]), thought(f"Hm {person()[:9]}"), text("no."), thought(person()),
    ]  # fmt: skip
    out = shown_by(reader(), events([chunk([part]) for part in parts], finish="STOP"))
    found = [
        part for body in gemini_bodies(out) for part in body["candidates"][0]["content"]["parts"]
    ]
    assert found == [
        *(text("Is it "), text(PERSON), function_call("stop", {}), text("or "), text(PERSON)),
        *(thought("Hm "), thought(person()[:9]), text("no."), thought(PERSON)),
    ]


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ([text("Hi {0}"), signed("{1}!")], [text("Hi "), signed("{P}!")]),
        ([text("Hi {0}{1}"), signed("")], [text("Hi "), text("{P}"), signed("")]),
        ([signed("{0}{1}"), text(" x")], [signed("{P}"), text(" x")]),
        ([signed("{0}{1}"), signed("")], [signed("{P}"), signed("")]),
    ],
)  # fmt: skip
def test_a_signed_part_ends_the_text_and_keeps_its_signature(parts: Any, shown: Any) -> None:
    def filled(tree: Any) -> Any:
        spelled = json.dumps(tree).replace("{0}", person()[:6]).replace("{1}", person()[6:])
        return json.loads(spelled.replace("{P}", PERSON).replace("{S}", SIGNATURE))

    out = shown_by(
        reader(seals=False), events([chunk([part]) for part in filled(parts)], finish="STOP")
    )
    assert given_of(out) == filled(shown)


@pytest.mark.parametrize("finish", ["with the text", "alone", "without a content"])
def test_the_end_of_a_candidate_gives_what_was_held(finish: str) -> None:
    said = [text(f"I am {person()[:7]}"), text(person()[7:])]
    bodies = [chunk([part]) for part in said]
    if finish == "with the text":
        bodies[-1]["candidates"][0]["finishReason"] = "STOP"
    elif finish == "alone":
        bodies.append(chunk([text("")], finish="STOP"))
    else:
        bodies.append({"candidates": [{"finishReason": "MAX_TOKENS", "index": 0}]})
    bodies.append({"usageMetadata": {"totalTokenCount": 3}})
    answer = reader()
    out = answer.feed(data_stream(bodies)) + answer.end()
    assert gemini_lanes(out) == {(0, "text"): "I am "}
    assert gemini_lanes(answer.closing) == {(0, "text"): PERSON}
    assert b"finishReason" not in out
    assert b"usageMetadata" in answer.closing


def test_an_end_that_was_none_is_given_before_what_follows() -> None:
    first = chunk([text("one")], finish="STOP")
    second = {"candidates": [candidate([text(f"two {person()}")], index=1)]}
    third = {"candidates": [candidate([text(".")], index=1, finish="STOP")]}
    for read, made in ((reader, data_stream), (array_reader, array_stream)):
        answer = read()
        begun = made([first])
        out = answer.framing.opening
        out += answer.feed(begun if read is reader else begun.rstrip(b"\n]"))
        assert b"one" not in out
        rest = made([second, third])
        out += answer.feed(rest if read is reader else b"," + rest[1:]) + answer.end()
        assert b"one" in out
        shown = out + answer.closing + answer.framing.closing
        assert [len(body["candidates"]) for body in gemini_bodies(shown)] == [1, 1, 1]
        assert gemini_lanes(shown) == {(0, "text"): "one", (1, "text"): f"two {PERSON}."}


def test_an_error_may_take_the_place_of_the_end() -> None:
    for read, made in ((reader, data_stream), (array_reader, array_stream)):
        answer = read()
        framing = answer.framing
        out = framing.opening + answer.feed(made([chunk([text("Hi")], finish="STOP")]))
        out += answer.end() + answer.framing.encode(b'{"error":{}}') + framing.closing
        assert gemini_bodies(out) == [{"error": {}}]
        assert answer.framing.comment("facts") == b""


def test_the_clients_array_is_one_array() -> None:
    assert isinstance(reading(GOLDEN[1]), GenerateArrayAnswer)
    bodies = [chunk([text("a")]), chunk([text(person())]), chunk([text("b")], finish="STOP")]
    shown = json.loads(shown_by(array_reader(), array_stream(bodies)))
    assert [body["candidates"][0]["content"]["parts"][0]["text"] for body in shown] == [
        "a", f"{PERSON}b",
    ]  # fmt: skip


@pytest.mark.parametrize("status", golden_errors())
def test_an_error_inside_a_stream_ends_it(status: int) -> None:
    bodies = [chunk([text(f"Hi {person()}")]), golden_errors()[status]]
    for read, made in ((reader, data_stream), (array_reader, array_stream)):
        with pytest.raises(UpstreamFailed) as failure:
            read().feed(made(bodies))
        assert failure.value.code == "upstream_error"


@pytest.mark.parametrize(
    "golden", [each for each in GOLDEN if not each.whole], ids=lambda e: e.name
)
def test_a_stream_that_breaks_off_is_an_error_and_keeps_what_came(golden: WireStream) -> None:
    answer = reading(golden)
    with pytest.raises(UpstreamFailed):
        shown_by(answer, golden.body)
    assert answer.closing == b""
    assert answer.choices[0].stored()["text/0"].startswith("Hello")

"""Answers of Gemini, part by part: calls, signatures, what is not listed, hostile streams."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.errors import UpstreamFailed
from gateway.proxy.wire.gemini_generate import read_request
from gateway.proxy.wire.options import ReadOptions
from tests.gateway.proxy.wire.gemini_reading import (
    CARD,
    EMAIL,
    MASKED,
    PERSON,
    RECIPIENT,
    SEALS,
    array_reader,
    candidate,
    chunk,
    given_of,
    ledger,
    mail,
    person,
    reader,
)
from tests.simulators.completions import Json
from tests.simulators.framing import data_stream
from tests.simulators.gemini import SIGNATURE, content_response, function_call, text, thought


def shown_whole(parts: list[Json], *tools: str, **options: Any) -> list[Json]:
    body = json.dumps(content_response([parts])).encode()
    shown = json.loads(reader(*tools, **options).whole(body))
    found: list[Json] = shown["candidates"][0]["content"]["parts"]
    return found


def test_arguments_are_restored_for_named_tools_and_masked_for_all() -> None:
    given = {"to": mail(), "who": [person(), CARD], "card": 4111111111111111, "n": 1.50}
    first, second = shown_whole(
        [function_call("send", given), function_call("other", given)], "send"
    )
    shown = {"to": EMAIL, "who": [PERSON, MASKED], "card": "************1111", "n": 1.5}
    assert first["functionCall"]["args"] == shown
    assert second["functionCall"]["args"] == {**shown, "to": mail(), "who": [person(), MASKED]}


def test_what_the_providers_own_tools_did_is_masked_and_never_restored() -> None:
    calls = [
        {"toolCall": {"toolType": "URL_CONTEXT", "args": {"data": f"{person()} {CARD}"}}},
        {"toolResponse": {"id": "x", "response": {"role": [f"{person()} {CARD}"]}}},
    ]
    call, response = shown_whole(calls)
    assert call["toolCall"]["args"] == {"data": f"{person()} {MASKED}"}
    assert response["toolResponse"]["response"] == {"role": [f"{person()} {MASKED}"]}


def test_names_and_ids_come_back_only_where_the_request_rewrote_them() -> None:
    bare = ledger().issue("PERSON", PERSON).bare
    calls = [
        function_call(f"ask_{bare}", {}, identifier=f"id_{bare}"),
        function_call(f"tell_{bare}", {}, identifier=bare),
    ]
    answer = reader()
    answer._user.names = {f"ask_{bare}": "ask_Malathi", f"id_{bare}": "id_Malathi"}
    out = answer.whole(json.dumps(content_response([calls])).encode()).decode()
    assert ("ask_Malathi" in out, "id_Malathi" in out, out.count("Malathi")) == (True, True, 2)
    assert "Malathi" not in json.dumps(answer.choices[0].stored())
    assert answer.choices[0].texts() == ("", "ask_Malathi({})", f"tell_{bare}({{}})")


@pytest.mark.parametrize("part", [text("Hi"), thought("Hm"), function_call("stop", {})])
def test_a_signature_is_sealed_and_opens_to_what_it_was(part: Json) -> None:
    for spelling in ("c2ln", "c2k=", "c2k", "-_-_", "not base64!"):
        (shown,) = shown_whole([{**part, "thoughtSignature": spelling}])
        assert shown["thoughtSignature"] != spelling
        assert SEALS.open(shown["thoughtSignature"]) == (spelling, RECIPIENT)
    (shown,) = shown_whole([{**part, "thoughtSignature": ""}])
    assert shown["thoughtSignature"] == ""


def test_a_token_to_go_on_with_is_sealed() -> None:
    body = content_response([[text("Hi")]], stops=["CONTINUATION"])
    body["candidates"][0]["continuationToken"] = SIGNATURE
    shown = json.loads(reader().whole(json.dumps(body).encode()))
    token = shown["candidates"][0]["continuationToken"]
    assert SEALS.open(token) == (SIGNATURE, RECIPIENT)


UNLISTED = [
    ({"note": "{P} {C}"}, {"note": "Malathi {M}"}),
    ({"list": ["{P}", {"deep": ["{C}"]}]}, {"list": ["Malathi", {"deep": ["{M}"]}]}),
    ({"uri": "{P}", "HREF": ["{P}"]}, {"uri": "{P}", "HREF": ["{P}"]}),
    ({"web": {"uri": "{P}", "title": "{P}"}}, {"web": {"uri": "{P}", "title": "Malathi"}}),
    ({"retrievedUrl": "{P}", "imageUri": "{P}"}, {"retrievedUrl": "{P}", "imageUri": "{P}"}),
    ({"uri": "https://example.com/{C}"}, {"uri": "https://example.com/{M}"}),
    ({"renderedContent": "<a href='/?q={P}'> {P} </a>"},
     {"renderedContent": "<a href='/?q={P}'> Malathi </a>"}),
    ({"executableCode": {"language": "PYTHON", "code": "x = '{C}'"}},
     {"executableCode": {"language": "PYTHON", "code": "x = '{M}'"}}),
    ({"segment": {"text": "{P}", "endIndex": 9}}, {"segment": {"text": "Malathi", "endIndex": 9}}),
    ({"count": 7, "more": None}, {"count": 7, "more": None}),
]  # fmt: skip


def filled(tree: Any) -> Any:
    spelled = json.dumps(tree).replace("{P}", person()).replace("{C}", CARD)
    return json.loads(spelled.replace("{M}", MASKED))


@pytest.mark.parametrize(("given", "shown"), UNLISTED)
@pytest.mark.parametrize("place", ["body", "candidate", "content", "part", "promptFeedback"])
def test_members_that_the_wire_does_not_list(place: str, given: Any, shown: Any) -> None:
    def holder(tree: Json) -> Json:
        first = tree["candidates"][0]
        places = {"body": tree, "candidate": first, "content": first["content"]}
        places |= {"part": first["content"]["parts"][0]}
        found: Json = places.get(place) or tree.setdefault(place, {})
        return found

    body = content_response([[{} if place == "part" else text("x")]])
    holder(body).update(filled(given))
    at_once = holder(json.loads(reader().whole(json.dumps(body).encode())))
    assert {key: at_once[key] for key in shown} == filled(shown)
    answer = reader()
    assert answer.feed(data_stream([body])) + answer.end() == b""
    streamed = holder(json.loads(answer.closing.removeprefix(b"data: ")))
    assert {key: streamed[key] for key in shown} == filled(shown)


def test_log_probabilities_and_words_one_by_one_do_not_pass() -> None:
    spoken = {"text": f"It is {CARD}", "words": [{"word": "4111"}, {"word": "1111"}]}
    body = content_response([[{"audioTranscription": spoken}]])
    body["candidates"][0]["logprobsResult"] = {"chosenCandidates": [{"token": CARD}]}
    shown = json.loads(reader().whole(json.dumps(body).encode()))["candidates"][0]
    assert "logprobsResult" not in shown
    assert shown["content"]["parts"] == [{"audioTranscription": {"text": f"It is {MASKED}"}}]


def test_a_picture_passes_as_it_is_and_nothing_else_in_its_place() -> None:
    digits = CARD.replace(" ", "")
    part = {"inlineData": {"mimeType": "image/png", "data": digits}}
    assert shown_whole([part]) == [part]
    for file in ({"mimeType": "text/plain", "data": digits}, {"data": digits},
                 {"mimeType": "image/png", "data": CARD}, {"mimeType": "image/png", "x": CARD},
                 {"mimeType": f"image/{digits}", "data": ""}):  # fmt: skip
        (shown,) = shown_whole([{"inlineData": file}])
        assert "4111" not in json.dumps(shown)


RESENT = [
    [text(f"Dear {person()}, "), text("hello.")],
    [thought(f"{person()}?"), text(f"Hi {person()}!", signature=SIGNATURE)],
    [text("I ask."), function_call("find", {"who": person(), "n": 1.50, "b": None})],
    [function_call("find", {}), function_call("find", {"x": [CARD]}), text(" and ")],
    [{"functionCall": {"name": "stop"}}],
    [{"executableCode": {"language": "PYTHON", "code": "1"}}, text("done")],
]


@pytest.mark.parametrize("parts", RESENT, ids=str)
@pytest.mark.parametrize("streamed", [False, True])
def test_an_answer_that_comes_back_is_the_message_that_was_given(
    parts: list[Json], streamed: bool
) -> None:
    answer = reader("find")
    if streamed:
        stream = data_stream([*(chunk([part]) for part in parts), chunk([text("")], finish="STOP")])
        given = given_of(answer.feed(stream) + answer.end() + answer.closing)
        contents = [{"role": "model", "parts": [part]} for part in given]
    else:
        body = answer.whole(json.dumps(content_response([parts])).encode())
        contents = [json.loads(body)["candidates"][0]["content"]]
    asked = {"role": "user", "parts": [{"text": "hello"}]}
    history = {"contents": [asked, *contents, asked]}
    document = read_request(json.dumps(history).encode(), ReadOptions(model="m", seals=SEALS))
    assert [message.role for message in document.messages] == ["user", "assistant", "user"]
    assert document.messages[1].texts == answer.choices[0].texts()


CLOSED: list[Any] = [
    CARD, [CARD], {}, {"candidates": CARD}, {"candidates": {"content": {}}}, {"candidates": [CARD]},
    {"candidates": [{"content": CARD}]}, {"candidates": [{"content": [CARD]}]},
    {"candidates": [{"content": {"parts": CARD}}]},
    {"candidates": [{"content": {"parts": [CARD]}}]},
    {"candidates": [{"content": {"parts": [{"text": [CARD]}]}}]},
    {"candidates": [{"content": {"parts": [{"text": "a", "functionCall": {}}]}}]},
    {"candidates": [{"content": {"parts": [{"functionCall": CARD}]}}]},
    {"candidates": [{"content": {"parts": [{"functionCall": {"partialArgs": [{"a": CARD}]}}]}}]},
    {"candidates": [{"content": {"parts": [{"text": "a", "inlineData": {"data": CARD}}]}}]},
    {"candidates": [{"content": {"parts": [{"inlineData": CARD}]}}]},
    {"candidates": [{"index": "0"}]}, {"candidates": [{"index": -1}]},
    {"candidates": [{"index": 10000}]},
    {"candidates": [candidate([], index=n) for n in range(129)]},
    {"candidates": [candidate([function_call("x", {})] * 1025)]},
    {"candidates": [candidate([text("a"), thought("b")] * 600)]},
]  # fmt: skip


@pytest.mark.parametrize("body", CLOSED, ids=lambda body: json.dumps(body)[:60])
def test_an_answer_of_another_shape_is_no_way_past_the_policy(body: Any) -> None:
    with pytest.raises(UpstreamFailed) as failure:
        reader().whole(json.dumps(body).encode())
    assert failure.value.code == "upstream_error"
    spelled = json.dumps(body).encode()
    for answer, stream in (
        (reader(), b"data: " + spelled + b"\n\n"),
        (array_reader(), b"[" + spelled + b"]"),
    ):
        with pytest.raises(UpstreamFailed):
            assert not answer.feed(stream) + answer.end()
        assert answer.closing == b""


AFTER_THE_END = [
    chunk([text("more")]),
    chunk([thought("more")]),
    chunk([function_call("x", {})]),
    chunk([{"inlineData": {"data": "AAAA"}}]),
]


@pytest.mark.parametrize("body", AFTER_THE_END)
def test_nothing_is_said_after_the_end(body: Json) -> None:
    with pytest.raises(UpstreamFailed):
        reader().feed(data_stream([chunk([text("Hi")], finish="STOP"), body]))


def test_figures_may_follow_the_end_but_not_without_end() -> None:
    ended, figures = chunk([text("Hi")], finish="STOP"), {"usageMetadata": {"totalTokenCount": 1}}
    grounded = {"candidates": [{"index": 0, "groundingMetadata": {"webSearchQueries": [CARD]}}]}
    answer = reader()
    answer.feed(data_stream([ended, grounded, figures, chunk([text("")])]))
    assert answer.end() == b""
    assert MASKED.encode() in answer.closing
    with pytest.raises(UpstreamFailed):
        reader().feed(data_stream([ended, *[figures] * 64]))


@pytest.mark.parametrize(
    "stream", [b"data: {\n\n", b"data: [1]\n\n", b"data: [DONE]\n\n", b"data: 7\n\n"]
)
def test_an_event_that_is_no_object_is_an_error(stream: bytes) -> None:
    with pytest.raises(UpstreamFailed):
        reader().feed(stream)


@pytest.mark.parametrize(
    "stream", [b"", data_stream([{"usageMetadata": {}}]), data_stream([chunk([])])]
)
def test_a_stream_without_an_end_is_incomplete(stream: bytes) -> None:
    answer = reader()
    answer.feed(stream)
    with pytest.raises(UpstreamFailed) as failure:
        answer.end()
    assert failure.value.code == "upstream_incomplete"


def test_an_event_that_is_too_large_is_an_error() -> None:
    with pytest.raises(UpstreamFailed):
        reader().feed(b"data: " + b"x" * (1 << 17))


def test_half_a_pair_in_one_chunk_and_the_rest_in_the_next() -> None:
    halves = ["\\ud83d", "\\ude00"]
    bodies = [json.dumps(chunk([text("{}")])).replace("{}", half) for half in halves]
    bodies[1] = bodies[1].replace('"index"', '"finishReason": "STOP", "index"')
    answer = reader()
    out = answer.feed("".join(f"data: {body}\n\n" for body in bodies).encode()) + answer.end()
    assert given_of(out + answer.closing) == [text("\U0001f600")]

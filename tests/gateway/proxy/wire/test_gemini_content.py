"""Contents of Gemini: parts, files in them, signatures, and answers kept in pieces."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from google.genai import types

from gateway.errors import InvalidRequest, Refused
from gateway.policy import Attachments, Images
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.gemini_content import CONTENT, CONTENTS
from gateway.proxy.wire.gemini_generate import read_request
from gateway.proxy.wire.options import ReadOptions
from tests.gateway.proxy.wire.gemini_reading import RECIPIENT, SEALS
from tests.simulators.gemini import SIGNATURE, function_call, text, thought

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="


def contents(*of: Any, **options: Any) -> Document:
    body = json.dumps({"contents": list(of)}).encode()
    return read_request(body, ReadOptions(**{"model": "m", "seals": SEALS, **options}))


def user(*parts: Any) -> dict[str, Any]:
    return {"role": "user", "parts": list(parts)}


def model(*parts: Any) -> dict[str, Any]:
    return {"role": "model", "parts": list(parts)}


def texts(read: Document) -> list[str]:
    return [slot.segment.text for slot in read.slots if slot.segment.pointer != "path"]


def parts_of(read: Document, index: int = 0) -> Any:
    return json.loads(read.body())["contents"][index]["parts"]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ([model(text("He")), model(text("llo"), text(" Ma")), model(text("lathi"))],
         [[text("Hello Malathi")]]),
        ([model(thought("a"), thought("b")), model(thought("c"), text("d"))],
         [[thought("abc"), text("d")]]),
        ([model(text("a"), text("b", signature="S"), text("c"))], None),
        ([model(text("a"), function_call("f", {}), text("c"))], None),
        ([model(text("a")), user(text("b")), model(text("c"))], None),
        ([user(text("a"), text("b")), user(text("c"))], None),
        ([model(text("a")), {**model(text("b")), "new": 1}], None),
        ([model(text("a"), {**text("b"), "new": "x"})], None),
        ([model({"text": "a", "thought": "x"}, {"text": "b", "thought": "x"})], None),
        ([model(text("")), model(text("a"))], [[text("a")]]),
    ],
)  # fmt: skip
def test_an_answer_in_pieces_is_one_text_again(given: Any, read: Any) -> None:
    root = {"contents": given}
    if "S" in json.dumps(given):
        given[0]["parts"][1]["thoughtSignature"] = SEALS.close("S", recipient=RECIPIENT)
    document = contents(*given)
    assert CONTENTS.rule.joins
    left = [content["parts"] for content in document.root["contents"]]
    if read is None:
        unsealed = json.dumps(root).replace(SEALS.close("S", recipient=RECIPIENT), "S")
        assert left == [content["parts"] for content in json.loads(unsealed)["contents"]]
    else:
        assert left == read
    assert document.switched is ("thoughtSignature" in json.dumps(given))


def test_ten_thousand_pieces_are_one_text() -> None:
    read = contents(*[model(text("ab"))] * 10_000, user(text("hello")))
    assert texts(read) == ["ab" * 10_000, "hello"]


def test_a_part_in_a_row_of_the_person_stays_a_part_and_is_read_with_the_others() -> None:
    read = contents(user(text("4111"), text(" 11")), user(text("11")))
    slots = [slot.segment.text for slot in read.slots]
    groups = [[slots[slot] for slot in group.slots] for group in read.groups]
    assert ["4111", " 11"] in groups
    assert ["4111", " 11", "11"] in groups


@pytest.mark.parametrize("part", [text("Hi"), thought("Hm"), function_call("f", {}), {}])
@pytest.mark.parametrize("name", ["thoughtSignature", "thought_signature"])
def test_a_signature_under_its_seal_goes_back_as_it_was(part: Any, name: str) -> None:
    sealed = SEALS.close(SIGNATURE, recipient=RECIPIENT)
    read = contents(model({**part, name: sealed}))
    assert (read.switched, read.sealed_by) == (True, {RECIPIENT})
    assert parts_of(read) == [{**part, "thoughtSignature": SIGNATURE}]


def test_the_sdk_brings_a_sealed_signature_back_whole() -> None:
    for signature in (SIGNATURE, "-_-_", "++//", "c2k=", "c2ln"):
        sealed = SEALS.close(signature, recipient=RECIPIENT)
        part = types.Part._from_response(
            response={"text": "Hi", "thoughtSignature": sealed}, kwargs={}
        )
        again = json.loads(part.model_dump_json(exclude_none=True, by_alias=True))
        assert parts_of(contents(model(again)))[0]["thoughtSignature"] == signature


@pytest.mark.parametrize("name", ["thoughtSignature", "thought_signature"])
def test_a_signature_without_a_seal_is_refused_but_for_the_words_that_mean_none(name: str) -> None:
    for word in ("skip_thought_signature_validator", "context_engineering_is_the_way_to_go"):
        for spelled in (word, base64.b64encode(word.encode()).decode()):
            read = contents(model({**function_call("f", {}), name: spelled}))
            assert not read.switched
    for forged in (SIGNATURE, "x", SEALS.close(SIGNATURE, recipient="other"), "skip_"):
        with pytest.raises(Refused) as refusal:
            contents(model({"text": "Hi", name: forged}))
        assert refusal.value.code == "not_examinable"
    with pytest.raises(InvalidRequest):
        contents(model({"text": "Hi", name: 7}))
    assert contents(model({"text": "Hi", name: ""})).sealed_by == set()


def inline(data: bytes, media_type: str, **more: Any) -> dict[str, Any]:
    return {"mimeType": media_type, "data": base64.b64encode(data).decode(), **more}


@pytest.mark.parametrize("snake", [False, True])
def test_a_file_of_text_is_examined_and_rewritten_in_place(snake: bool) -> None:
    blob = inline(b"It is Malathi.", "text/plain", displayName="of Malathi.txt")
    part: dict[str, Any] = {"inlineData": blob, "partMetadata": {"note": "words"}}
    if snake:
        blob = {
            "mime_type": blob["mimeType"],
            "data": blob["data"],
            "display_name": "of Malathi.txt",
        }
        part = {"inline_data": blob, "part_metadata": {"note": "words"}}
    read = contents(user(part, text("What is it?")))
    assert {"It is Malathi.", "of Malathi.txt", "words", "What is it?"} <= set(texts(read))
    found = texts(read).index("It is Malathi.")
    read.render({found: "It is [X]."})
    (shown, _) = parts_of(read)
    assert base64.b64decode(shown["inlineData"]["data"]) == b"It is [X]."
    assert shown["inlineData"]["mimeType"] == "text/plain"


@pytest.mark.parametrize("key", ["inlineData", "inline_data"])
def test_an_image_passes_only_where_the_policy_lets_it(key: str) -> None:
    blob = {"mimeType" if key == "inlineData" else "mime_type": "image/png", "data": PNG}
    for part in ({key: blob}, {"functionResponse": {"response": {}, "parts": [{key: blob}]}}):
        with pytest.raises(Refused) as refusal:
            contents(user(part))
        assert refusal.value.code == "not_examinable"
        allowed = Attachments(images=Images.UNSAFE_ALLOW)
        assert contents(user(part), attachments=allowed).messages


REFUSED: list[Any] = [
    {"fileData": {"fileUri": "gs://x/y"}}, {"file_data": {"file_uri": "files/x"}},
    {"inlineData": {"mimeType": "text/plain"}}, {"inlineData": "AAAA"}, {"inline_data": ["AAAA"]},
    {"inlineData": {"data": "https://x.example/y"}}, {"inlineData": {"data": 7}},
    {"inlineData": {"mimeType": "application/x-thing", "data": "AAECAw=="}},
    {"hologram": {"data": "AAAA"}}, {"hologram": None}, {"thought": True, "hologram": "x"},
    {"functionCall": {"partialArgs": [{"stringValue": "x"}]}},
    {"function_call": {"partial_args": [{"string_value": "x"}]}},
    {"functionResponse": {"parts": [{"fileData": {}}]}},
    {"functionResponse": {"parts": [{"hologram": "x"}]}},
    {"text": "x", "audioTranscription": {"words": [{"word": "x"}]}},
]  # fmt: skip


@pytest.mark.parametrize("part", REFUSED, ids=json.dumps)
def test_what_cannot_be_examined_is_refused(part: Any) -> None:
    with pytest.raises(Refused) as refusal:
        contents(user(part))
    assert refusal.value.code == "not_examinable"
    assert "hologram" not in f"{refusal.value} {refusal.value.details}"


WRONG: list[Any] = [
    "x", 7, ["x"], {"text": 7}, {"functionCall": "x"}, {"function_response": ["x"]},
    {"InlineData": {}}, {"Text": "x"}, {"INLINE_DATA": {}}, {"inlineData": {}, "inline_data": {}},
    {"functionCall": {"Name": "x"}}, {"inlineData": {"Data": "AAAA", "data": "AAAA"}},
]  # fmt: skip


@pytest.mark.parametrize("part", WRONG, ids=json.dumps)
def test_wrong_types_and_spellings_are_refused(part: Any) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        contents(user(part))
    assert refusal.value.status == 400


@pytest.mark.parametrize("part", [{}, {"text": None}, {"thought": True}, {"inlineData": None}])
def test_a_part_may_be_empty(part: Any) -> None:
    assert texts(contents(user(part, text("hello")))) == ["hello"]


def test_results_in_the_turn_of_a_person_are_not_their_words() -> None:
    response = {"functionResponse": {"id": "id_1", "name": "find", "response": {"x": "result"}}}
    read = contents(user(response, text("hello")))
    roles = {slot.segment.text: slot.segment.role for slot in read.slots}
    assert (roles["result"], roles["hello"]) == ("tool", "user")
    assert read.messages[0].texts == ("hello", "", '{"x":"result"}')
    assert len(read.messages[0].contents) == 1


def test_rows_name_each_member_once() -> None:
    pointers = [row.pointer for row in CONTENT.rows("/contents/*")]
    assert "/contents/*/parts/*/inlineData/data" in pointers
    assert "/contents/*/parts/*/thoughtSignature" in pointers
    plain = [pointer for pointer in pointers if not pointer.endswith("thoughtSignature")]
    assert len(plain) == len(set(plain))

"""What is rendered is the source but for what was told; pictures are never stored."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model import Kind
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.render import NOT_STORED, Picture

CANARY = "4111111111111111"


def packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def with_file(text: str) -> Document:
    """A document with one file in base64, and one text beside it."""
    document = Document(root={"file": packed(text), "note": "words"})
    at: dict[str, Any] = {"holder": document.root, "place": "file"}
    with document.embed({"": text}, **at, encode=packed) as root:
        document.add(Kind.TEXT, "/file#", holder=root, place="", short=True)
    document.add(Kind.TEXT, "/note", holder=document.root, place="note")
    return document


@given(st.text(), st.text())
def test_a_file_is_written_again_only_where_it_changes(text: str, other: str) -> None:
    document = with_file(text)
    source = document.body()
    document.render({0: other})
    tree = json.loads(document.body())
    assert base64.b64decode(tree["file"]).decode() == other
    document.render({1: "X"})
    assert json.loads(document.body()) == {"file": packed(text), "note": "X"}
    document.render({})
    assert document.body() == source


def test_json_inside_a_file_inside_json() -> None:
    inner = json.dumps({"k12": CANARY})
    document = Document(root={"data": json.dumps({"text": inner})})
    document.walk_argument("/data", document.root, place="data")
    canary = next(n for n, slot in enumerate(document.slots) if slot.segment.text == CANARY)
    document.render({canary: "[X]"})
    outer = json.loads(json.loads(document.body())["data"])
    assert json.loads(outer["text"]) == {"k12": "[X]"}


def picture(document: Document, *spot: Any) -> None:
    document.pictures.append(
        Picture(spot=(spot[0], spot[1]), data=b"", media_type="", write=bytes.decode, redact=False)
    )


@pytest.mark.parametrize("fail", [False, True])
def test_what_is_stored_has_no_pictures_and_what_is_sent_has(fail: bool) -> None:
    message = {"role": "user", "image": CANARY, "text": "words"}
    document = Document(root={"messages": [message]})
    picture(document, message, "image")
    parts: list[tuple[Any, Any]] = [(document.root["messages"], 1 if fail else 0)]
    if fail:
        with pytest.raises(IndexError):
            document.stored(parts, role="user")
    else:
        stored = json.loads(document.stored(parts, role="user"))
        assert stored == {"role": "user", "image": NOT_STORED, "text": "words"}
    assert CANARY.encode() in document.body()
    assert CANARY not in repr(document)


def test_a_message_of_several_parts_or_of_a_text_says_its_role() -> None:
    document = Document(root={"system": "Be kind.", "items": [{"a": 1}, {"b": 2}]})
    one: list[tuple[Any, Any]] = [(document.root, "system")]
    two: list[tuple[Any, Any]] = [(document.root["items"], 0), (document.root["items"], 1)]
    assert json.loads(document.stored(one, role="system"))["content"] == "Be kind."
    assert json.loads(document.stored(two, role="assistant")) == {
        "role": "assistant",
        "content": [{"a": 1}, {"b": 2}],
    }

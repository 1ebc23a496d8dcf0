"""The requests that are made of the SDKs' types hold all that the types name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from anthropic.types import content_block_param
from openai.types.responses import response_input_item_param

from tests.coverage import requests as subject
from tests.coverage import sdk_types
from tests.coverage.requests import WIRES, fields, requests
from tests.coverage.shapes import KEY

VARIANT = re.compile(r"\[[^\]]*\]")

# What stands in the documentation of each provider, by wire.
KNOWN = {
    "openai_chat": {
        "/messages/*[role=assistant]/tool_calls/*[type=function]/function/arguments": "string",
        "/messages/*[role=user]/content/*[type=file]/file/file_data": "string",
        "/response_format[type=json_schema]/json_schema/schema/*": "any|key",
        "/prediction[type=content]/content/*[type=text]/text": "string",
        "/safety_identifier": "string",
    },
    "openai_responses": {
        "/input": "string",
        "/instructions": "string",
        "/previous_response_id": "string",
        "/input/*[type=function_call_output]/output": "string",
        "/input/*[type=reasoning]/encrypted_content": "string",
        "/input/*[type=reasoning]/summary/*[type=summary_text]/text": "string",
    },
    "openai_completions": {"/prompt": "string", "/prompt/*/*": "integer", "/suffix": "string"},
    "openai_embeddings": {"/input": "string", "/input/*": "integer|string", "/user": "string"},
    "openai_moderations": {"/input": "string", "/input/*[type=text]/text": "string"},
    "anthropic_messages": {
        "/system": "string",
        "/system/*[type=text]/text": "string",
        "/metadata/user_id": "string",
        "/messages/*[role=assistant]/content/*[type=thinking]/signature": "string",
        "/messages/*[role=user]/content/*[type=tool_result]/content/*[type=text]/text": "string",
    },
    "anthropic_count_tokens": {"/system": "string", "/messages/*[role=user]/content": "string"},
    "anthropic_beta": {"/mcp_servers/*[type=url]/authorization_token": "string"},
    "gemini_generate": {
        "/contents/*/parts/*[Part.text]/text": "string",
        "/contents/*/parts/*[Part.inlineData]/inlineData/data": "base64",
        "/systemInstruction/parts/*[Part.text]/text": "string",
        "/tools/*/functionDeclarations/*/parameters/properties/*": "key",
        "/generationConfig/responseSchema/description": "string",
        "/cachedContent": "string",
    },
    "gemini_count_tokens": {"/generateContentRequest/contents/*/parts/*[Part.text]/text": "string"},
    "gemini_embed": {"/content/parts/*[Part.text]/text": "string", "/title": "string"},
    "gemini_batch_embed": {"/requests/*/content/parts/*[Part.text]/text": "string"},
    "ollama_chat": {
        "/messages/*/images/*": "image",
        "/messages/*/tool_calls/*/function/arguments/*": "any|key",
        "/tools/*/function/parameters/$defs": "any",
    },
    "ollama_generate": {"/prompt": "string", "/context/*": "integer", "/images/*": "image"},
}


def places(value: Any, at: str = "") -> Iterator[str]:
    """Pointers of a body in the form of ``fields``, without its variants."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, f"{at}/{'*' if key == KEY else key}")
    elif isinstance(value, list):
        for item in value:
            yield from places(item, f"{at}/*")
    yield at


@pytest.mark.parametrize("wire", WIRES)
def test_documented_fields(wire: str) -> None:
    assert KNOWN[wire].items() <= fields(wire).items()


@pytest.mark.parametrize("wire", WIRES)
def test_the_bodies_hold_every_field_and_every_variant(wire: str) -> None:
    bodies = list(requests(wire))
    held = {place for body in bodies for place in places(body)}
    assert sorted({VARIANT.sub("", pointer) for pointer in fields(wire)} - held) == []
    said = {json.dumps(body) for body in bodies}
    for word in {word for pointer in fields(wire) for word in VARIANT.findall(pointer)}:
        pairs = [pair.split("=") for pair in word[1:-1].split(",") if "=" in pair]
        text = [f'"{name}": "{value}"' for name, value in pairs]
        assert any(all(each in body for each in text) for body in said), word


@pytest.mark.parametrize("wire", [wire for wire in WIRES if wire != "anthropic_beta"])
def test_bodies_are_json_and_the_same_each_time(wire: str) -> None:
    first = [json.dumps(body) for body in requests(wire)]
    assert first == [json.dumps(body) for body in requests(wire)]
    assert len(set(first)) > 4


def test_no_variant_of_a_large_union_is_left_out() -> None:
    items = {p.split("]")[0] for p in fields("openai_responses") if p.startswith("/input/*[")}
    assert len(items) >= len(get_args(response_input_item_param.ResponseInputItemParam)) - 3
    head = "/messages/*[role=user]/content/*["
    blocks = {p[len(head) :].split("]")[0] for p in fields("anthropic_messages") if head in p}
    assert len(blocks) >= len(get_args(content_block_param.ContentBlockParam)) - 3


def test_only_files_and_functions_are_no_json(monkeypatch: pytest.MonkeyPatch) -> None:
    left_out: set[str] = set()
    original = sdk_types.shape_of

    def watched(hint: Any) -> Any:
        shape = original(hint)
        if shape is None and hint is not type(None):
            left_out.add(str(hint))
        return shape

    monkeypatch.setattr(sdk_types, "shape_of", watched)
    monkeypatch.setattr(subject, "shape_of", watched)
    subject._shape.cache_clear()
    for wire in WIRES:
        if not wire.startswith("gemini"):  # its conveniences have tests/coverage/test_gemini_types
            fields(wire)
    assert left_out <= {"typing.IO[bytes]", "<class 'os.PathLike'>"}

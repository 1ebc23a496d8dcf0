"""What tests of Anthropic's requests share: one body with nearly everything that passes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from gateway.proxy.seals import Seals
from gateway.proxy.wire.anthropic_messages import read_request
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.options import ReadOptions
from tests.coverage.canaries import Canary

SEALS = Seals(bytes(32), recipients=["model-host"])
THOUGHT = "The order is lost."
SIGNATURE = SEALS.close("c2ln", over=THOUGHT, recipient="model-host")
REDACTED = SEALS.close("ZGF0YQ==", recipient="model-host")
CACHE = {"type": "ephemeral", "ttl": "1h"}
TOOL = {
    "name": "look_up_order",
    "description": "Looks an order up.",
    "input_schema": {
        "type": "object",
        "properties": {"order": {"type": "string", "enum": ["first", "second"]}},
    },
    "input_examples": [{"order": "first"}],
    "cache_control": CACHE,
    "strict": True,
}
CITATION = {
    "type": "char_location",
    "cited_text": "It is cited.",
    "document_index": 0,
    "document_title": "Its title",
    "file_id": None,
    "start_char_index": 0,
    "end_char_index": 12,
}
CALL = {
    "type": "tool_use",
    "id": "toolu_abcdef",
    "name": "look_up_order",
    "input": {"order": "seventeen", "count": 300000017, "deep": [{"key": "leaf"}]},
    "caller": {"type": "direct"},
}
RESULT = {
    "type": "tool_result",
    "tool_use_id": "toolu_abcdef",
    "content": [
        {"type": "text", "text": '{"state": "lost", "since": 20260101}'},
        {
            "type": "search_result",
            "source": "https://a.example/found",
            "title": "Found",
            "content": [{"type": "text", "text": "found words"}],
        },
    ],
    "is_error": False,
    "cache_control": CACHE,
}
DOCUMENT = {
    "type": "document",
    "source": {"type": "text", "media_type": "text/plain", "data": "Its words."},
    "title": "A title",
    "context": "A context",
    "citations": {"enabled": True},
}
REQUEST: dict[str, Any] = {
    "max_tokens": 1024,
    "messages": [
        {"role": "user", "content": [{"type": "text", "text": "My order is late."}, DOCUMENT]},
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": THOUGHT, "signature": SIGNATURE},
                {"type": "redacted_thinking", "data": REDACTED},
                {"type": "text", "text": "I look.", "citations": [CITATION]},
                CALL,
            ],
        },
        {"role": "user", "content": [RESULT, {"type": "text", "text": "Find it."}]},
        {"role": "system", "content": "Be brief."},
        {"role": "assistant", "content": "It is lost."},
        {
            "role": "user",
            "content": [{"type": "text", "text": "Now.", "field_of_tomorrow": {"inner": "words"}}],
        },
    ],
    "model": "claude-opus-4-1",
    "system": [{"type": "text", "text": "You help.", "cache_control": CACHE}],
    "tools": [TOOL, {"type": "bash_20250124", "name": "bash"}],
    "tool_choice": {"type": "tool", "name": "look_up_order"},
    "thinking": {"type": "enabled", "budget_tokens": 2048},
    "output_config": {
        "effort": "high",
        "format": {"type": "json_schema", "schema": {"type": "object", "title": "A form"}},
    },
    "context_management": {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]},
    "stop_sequences": ["stop here"],
    "temperature": 0.7,
    "inference_geo": "eu",
    "service_tier": "auto",
    "stream": True,
    "brand_new_option": {"setting": "value of it"},
}


def document(request: Any, **options: Any) -> Document:
    """A request as it is read."""
    return read_request(
        json.dumps(request).encode(), ReadOptions(max_depth=64, seals=SEALS, **options)
    )


def messages(*given: Any, **more: Any) -> dict[str, Any]:
    """A small request."""
    return {"model": "m", "max_tokens": 9, "messages": list(given), **more}


def user(*content: Any) -> dict[str, Any]:
    """A person's message; strings are blocks of text."""
    blocks = [{"type": "text", "text": each} if type(each) is str else each for each in content]
    return {"role": "user", "content": blocks}


def assistant(*content: Any) -> dict[str, Any]:
    """An answer that comes back."""
    return {**user(*content), "role": "assistant"}


def planted(tree: Any, canary: Canary) -> Iterator[Any]:
    """The tree with a canary in the place of each string, number and key, one by one."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield {canary.text if each == key else each: tree[each] for each in tree}
            for changed in planted(value, canary):
                yield {**tree, key: changed}
        yield {**tree, "field_of_tomorrow": canary.text}
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            for changed in planted(value, canary):
                yield [*tree[:index], changed, *tree[index + 1 :]]
    elif isinstance(tree, str):
        yield canary.text
    elif isinstance(tree, int | float) and not isinstance(tree, bool):
        yield canary.digits or canary.text

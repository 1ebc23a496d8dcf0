"""Golden requests of OpenAI's chat completions."""

from __future__ import annotations

import json

from tests.golden.requests import (
    CARD,
    LETTER,
    LETTER_PDF,
    MAIL,
    ORDER_SCHEMA,
    REPLY_SCHEMA,
    TABLE,
    Json,
    Request,
    data_url,
    without,
)

_PATH = "/v1/chat/completions"
_TOOL: Json = {
    "type": "function",
    "function": {
        "name": "look_up_order",
        "description": "Looks an order up.",
        "parameters": ORDER_SCHEMA,
        "strict": True,
    },
}
_GRAMMAR: Json = {
    "type": "custom",
    "custom": {
        "name": "calculate",
        "description": "Works out a sum.",
        "format": {
            "type": "grammar",
            "grammar": {"syntax": "lark", "definition": 'start: NUMBER ("+" NUMBER)*'},
        },
    },
}


def _call(arguments: Json, identifier: str = "call_first") -> Json:
    called = {"name": "look_up_order", "arguments": json.dumps(arguments)}
    return {"id": identifier, "type": "function", "function": called}


_SIMPLE: Json = {
    "model": "gpt-4o",
    "messages": [
        {"role": "developer", "content": "You are a helpful assistant."},
        {"role": "user", "content": "Hello! How do I reset a router?"},
    ],
    "temperature": 0.70,
    "max_completion_tokens": 800,
    "stream": False,
}
_TOOLS: Json = {
    "model": "gpt-4o",
    "messages": [
        {"role": "system", "content": "Use the tools."},
        {"role": "user", "content": "Where is my order?"},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                _call({"order": "the last one", "detail": "short"}),
                {
                    "id": "call_second",
                    "type": "custom",
                    "custom": {"name": "calculate", "input": "2 + 3"},
                },
            ],
        },
        {
            "role": "tool",
            "tool_call_id": "call_first",
            "content": '{"state": "on its way", "parcels": 2, "late": false}',
        },
        {"role": "tool", "tool_call_id": "call_second", "content": "5"},
        {"role": "assistant", "content": "It is on its way, in two parcels."},
        {"role": "user", "content": "Thank you. When does it get here?"},
    ],
    "tools": [_TOOL, _GRAMMAR],
    "tool_choice": "auto",
    "parallel_tool_calls": True,
    "stream": True,
    "stream_options": {"include_usage": True},
}
_STRUCTURED: Json = {
    "model": "gpt-4o",
    "messages": [
        {"role": "system", "content": "Solve it step by step."},
        {"role": "user", "content": "How can I solve 8x + 7 = -23?"},
    ],
    "response_format": {
        "type": "json_schema",
        "json_schema": {"name": "sum_in_steps", "strict": True, "schema": REPLY_SCHEMA},
    },
    "reasoning_effort": "low",
    "verbosity": "medium",
    "seed": 17,
    "stop": ["END"],
    "n": 2,
}
_PARTS: Json = {
    "model": "gpt-4o",
    "messages": [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "First read this."},
                {"type": "text", "text": "Then say what it means."},
            ],
        },
        {
            "role": "assistant",
            "content": [{"type": "refusal", "refusal": "I would rather not."}],
            "reasoning_content": "They want to know what it means.",
        },
        {"role": "user", "content": "Please."},
    ],
    "prediction": {"type": "content", "content": [{"type": "text", "text": "It means much."}]},
    "logit_bias": {"50256": -100},
}
_SWITCHED: Json = {
    **_SIMPLE,
    "store": True,
    "metadata": {"topic": "routers"},
    "logprobs": True,
    "top_logprobs": 3,
    "prompt_cache_key": "routers",
    "user": "visitor-1",
}
_PERSONAL: Json = {
    "model": "gpt-4o",
    "messages": [
        {"role": "user", "content": f"I am {MAIL}, where is my order?", "name": "customer"},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [_call({"order": "last", "mail": MAIL})],
        },
        {
            "role": "tool",
            "tool_call_id": "call_first",
            "content": json.dumps({"mail": MAIL, "paid_with": CARD, "state": "sent"}),
        },
        {"role": "user", "content": [{"type": "text", "text": f"Which card? {CARD}?"}]},
    ],
    "tools": [_TOOL],
}


def _with_file(address: str, filename: str) -> Json:
    file = {"filename": filename, "file_data": address}
    content = [{"type": "file", "file": file}, {"type": "text", "text": "What does it say?"}]
    return {"model": "gpt-4o", "messages": [{"role": "user", "content": content}]}


_IMAGE: Json = {
    "model": "gpt-4o",
    "messages": [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What is in this picture?"},
                {
                    "type": "image_url",
                    "image_url": {"url": "https://files.example.com/boat.png", "detail": "low"},
                },
            ],
        }
    ],
}

REQUESTS = (
    Request(name="a question", path=_PATH, body=_SIMPLE),
    Request(name="tool calls and results", path=_PATH, body=_TOOLS),
    Request(name="structured output", path=_PATH, body=_STRUCTURED),
    Request(name="parts, reasoning, prediction", path=_PATH, body=_PARTS),
    Request(
        name="provider switches",
        path=_PATH,
        body=_SWITCHED,
        sent=without(
            _SWITCHED,
            *("metadata", "top_logprobs", "prompt_cache_key", "user"),
            store=False,
            logprobs=False,
        ),
        pseudonym="/safety_identifier",
    ),
    Request(name="a customer", path=_PATH, body=_PERSONAL, values=(MAIL, CARD)),
    Request(
        name="a harmless file",
        path=_PATH,
        body=_with_file(data_url(TABLE, "text/csv"), "table.csv"),
    ),
    Request(
        name="a letter",
        path=_PATH,
        body=_with_file(data_url(LETTER, "text/plain"), "letter.txt"),
        values=(MAIL, CARD),
    ),
    Request(
        name="a letter as a document",
        path=_PATH,
        body=_with_file(LETTER_PDF, "letter.pdf"),
        values=(MAIL, CARD),
    ),
    Request(name="an image elsewhere", path=_PATH, body=_IMAGE, refused="not_examinable"),
)

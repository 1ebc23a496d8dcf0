"""Golden requests of OpenAI's responses."""

from __future__ import annotations

import json

from tests.golden.requests import (
    CARD,
    LETTER,
    LETTER_PDF,
    MAIL,
    ORDER_SCHEMA,
    REPLY_SCHEMA,
    Json,
    Request,
    data_url,
    without,
)

_PATH = "/v1/responses"
_TOOL: Json = {
    "type": "function",
    "name": "look_up_order",
    "description": "Looks an order up.",
    "parameters": ORDER_SCHEMA,
    "strict": True,
}
_ENCRYPTED = "gAAAAABmade-up-reasoning_that-nobody-can_read"


def _said(text: str) -> Json:
    """An answer as it is replayed."""
    return {
        "type": "message",
        "id": "msg_first",
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_text", "text": text, "annotations": []}],
    }


def _asked(*parts: Json | str) -> Json:
    content = [
        {"type": "input_text", "text": part} if isinstance(part, str) else part for part in parts
    ]
    return {"type": "message", "role": "user", "content": content}


def _call(arguments: Json) -> Json:
    return {
        "type": "function_call",
        "id": "fc_first",
        "call_id": "call_first",
        "name": "look_up_order",
        "arguments": json.dumps(arguments),
        "status": "completed",
    }


def _output(output: str | list[Json]) -> Json:
    return {"type": "function_call_output", "call_id": "call_first", "output": output}


_SIMPLE: Json = {
    "model": "gpt-4o",
    "instructions": "You are a coding assistant that talks plainly.",
    "input": "How do I check whether an object is of a class?",
    "store": False,
}
_TOOLS: Json = {
    "model": "gpt-4o",
    "input": [
        {"role": "developer", "content": "Use the tools."},
        {"role": "user", "content": "Where is my order?"},
        _call({"order": "the last one", "detail": "short"}),
        _output('{"state": "on its way", "parcels": 2}'),
        _said("It is on its way, in two parcels."),
        {
            "type": "custom_tool_call",
            "call_id": "call_second",
            "name": "calculate",
            "input": "2 + 3",
        },
        {"type": "custom_tool_call_output", "call_id": "call_second", "output": "5"},
        _asked("Thank you.", "When does it get here?"),
    ],
    "tools": [_TOOL, {"type": "custom", "name": "calculate", "description": "Works out a sum."}],
    "tool_choice": "auto",
    "parallel_tool_calls": True,
    "max_output_tokens": 900,
    "stream": True,
    "store": False,
}
_REASONING: Json = {
    "model": "o4-mini",
    "input": [
        _asked("Which of the two is larger?"),
        {
            "type": "reasoning",
            "id": "rs_first",
            "summary": [{"type": "summary_text", "text": "Comparing the two numbers."}],
            "encrypted_content": _ENCRYPTED,
        },
        _said("The second one."),
        _asked("And why?"),
    ],
    "reasoning": {"effort": "low", "summary": "auto"},
    "include": ["reasoning.encrypted_content"],
    "store": False,
}
_STRUCTURED: Json = {
    "model": "gpt-4o",
    "input": [_asked("How can I solve 8x + 7 = -23?")],
    "text": {
        "format": {
            "type": "json_schema",
            "name": "sum_in_steps",
            "strict": True,
            "schema": REPLY_SCHEMA,
        },
        "verbosity": "low",
    },
    "temperature": 0.2,
    "top_p": 1,
    "truncation": "disabled",
    "store": False,
}
_SWITCHED: Json = without(_SIMPLE, "store", metadata={"topic": "classes"}, user="customer-17")
_PERSONAL: Json = {
    "model": "gpt-4o",
    "instructions": f"The customer is {MAIL}.",
    "input": [
        _asked(f"I am {MAIL}, where is my order?"),
        _call({"order": "last", "mail": MAIL}),
        _output([{"type": "input_text", "text": json.dumps({"mail": MAIL, "paid_with": CARD})}]),
        _said(f"You paid with {CARD}."),
        _asked(f"Really with {CARD}?"),
    ],
    "tools": [_TOOL],
    "store": False,
}


def _with_file(address: str, filename: str) -> Json:
    file = {"type": "input_file", "filename": filename, "file_data": address}
    return {"model": "gpt-4o", "input": [_asked(file, "What does it say?")], "store": False}


_STATE: Json = {**_SIMPLE, "previous_response_id": "resp_of_somebody"}
_IMAGE: Json = {
    "model": "gpt-4o",
    "input": [
        _asked(
            "What is in this picture?",
            {"type": "input_image", "image_url": "https://files.example.com/boat.png"},
        )
    ],
    "store": False,
}
_WEB: Json = {**_SIMPLE, "tools": [{"type": "web_search"}]}

REQUESTS = (
    Request(name="a question", path=_PATH, body=_SIMPLE),
    Request(name="tool calls and outputs", path=_PATH, body=_TOOLS),
    Request(
        name="reasoning replayed",
        path=_PATH,
        body=_REASONING,
        opaque={"/input/1/encrypted_content": None},
    ),
    Request(name="structured output", path=_PATH, body=_STRUCTURED),
    Request(
        name="provider switches",
        path=_PATH,
        body=_SWITCHED,
        sent=without(_SWITCHED, "metadata", "user", store=False),
        pseudonym="/safety_identifier",
    ),
    Request(name="a customer", path=_PATH, body=_PERSONAL, values=(MAIL, CARD)),
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
    Request(name="somebody's state", path=_PATH, body=_STATE, refused="provider_state_refused"),
    Request(name="an image elsewhere", path=_PATH, body=_IMAGE, refused="not_examinable"),
    Request(name="a search by the provider", path=_PATH, body=_WEB, refused="not_examinable"),
)

"""Golden requests of Anthropic's messages and count_tokens."""

from __future__ import annotations

from typing import Any

from tests.golden.requests import (
    CARD,
    LETTER,
    LETTER_PDF,
    MAIL,
    ORDER_SCHEMA,
    TABLE,
    Json,
    Request,
    in_base64,
    without,
)

_PATH = "/v1/messages"
_TOOL: Json = {
    "name": "look_up_order",
    "description": "Looks an order up.",
    "input_schema": ORDER_SCHEMA,
    "cache_control": {"type": "ephemeral"},
}
_SIGNATURE = in_base64("made up and signed by nobody")
_REDACTED = in_base64("made up and read by nobody")


def _request(*messages: Json, **more: Any) -> Json:
    return {"model": "claude-opus-4-1", "max_tokens": 1024, "messages": list(messages), **more}


def _user(*content: Json | str) -> Json:
    if len(content) == 1 and isinstance(content[0], str):
        return {"role": "user", "content": content[0]}
    return {"role": "user", "content": [_block(each) for each in content]}


def _assistant(*content: Json | str) -> Json:
    return {"role": "assistant", "content": [_block(each) for each in content]}


def _block(each: Json | str) -> Json:
    return {"type": "text", "text": each} if isinstance(each, str) else each


def _use(arguments: Json) -> Json:
    return {"type": "tool_use", "id": "toolu_first", "name": "look_up_order", "input": arguments}


def _result(content: str | list[Json], **more: Any) -> Json:
    return {"type": "tool_result", "tool_use_id": "toolu_first", "content": content, **more}


def _document(source: Json, **more: Any) -> Json:
    return {"type": "document", "source": source, **more}


_SIMPLE = _request(
    _user("Hello! How do I reset a router?"),
    system="You are a helpful assistant.",
    temperature=0.70,
    stop_sequences=["END"],
)
_TOOLS = _request(
    _user("Where is my order?"),
    _assistant("I look it up.", _use({"order": "the last one", "detail": "short"})),
    _user(_result([{"type": "text", "text": '{"state": "on its way", "parcels": 2}'}])),
    _assistant("It is on its way, in two parcels."),
    _user("Thank you.", "When does it get here?"),
    system=[
        {"type": "text", "text": "Use the tools.", "cache_control": {"type": "ephemeral"}},
        {"type": "text", "text": "Be short."},
    ],
    tools=[_TOOL],
    tool_choice={"type": "auto", "disable_parallel_tool_use": True},
    stream=True,
)
_THINKING = _request(
    _user("Which of the two is larger?"),
    _assistant(
        {"type": "thinking", "thinking": "I compare the two numbers.", "signature": _SIGNATURE},
        {"type": "redacted_thinking", "data": _REDACTED},
        _use({"order": "both", "detail": "long"}),
    ),
    _user(_result("the second one")),
    thinking={"type": "enabled", "budget_tokens": 2048},
    tools=[_TOOL],
)
_STRUCTURED = _request(
    _user("How can I solve 8x + 7 = -23?"),
    tools=[without(_TOOL, "cache_control", name="reply")],
    tool_choice={"type": "tool", "name": "reply"},
)
_FILES = _request(
    _user(
        _document(
            {"type": "text", "media_type": "text/plain", "data": "The grass is green."},
            title="A document",
            context="It is trustworthy.",
            citations={"enabled": True},
        ),
        {
            "type": "search_result",
            "source": "https://files.example.com/grass",
            "title": "Grass",
            "content": [{"type": "text", "text": "Grass is a plant."}],
        },
        "What colour is the grass?",
    ),
    _assistant(
        {
            "type": "text",
            "text": "It is green.",
            "citations": [
                {
                    "type": "char_location",
                    "cited_text": "The grass is green.",
                    "document_index": 0,
                    "document_title": "A document",
                    "start_char_index": 0,
                    "end_char_index": 19,
                }
            ],
        }
    ),
    _user("Always?"),
)
_PERSONAL = _request(
    _user(f"I am {MAIL}, where is my order?"),
    _assistant("Wait.", _use({"order": "last", "mail": MAIL})),
    _user(_result(f"mail {MAIL}, paid with {CARD}", is_error=False)),
    _assistant(f"You paid with {CARD}."),
    _user("Really?", f"With {CARD}?"),
    system=[{"type": "text", "text": f"The customer is {MAIL}."}],
    tools=[_TOOL],
)
_LETTER = _request(
    _user(
        _document(
            {"type": "text", "media_type": "text/plain", "data": LETTER}, title=f"From {MAIL}"
        ),
        _document({"type": "content", "content": [{"type": "text", "text": f"Card {CARD}"}]}),
        "What does it say?",
    )
)
_LETTER_PDF = _request(
    _user(
        _document(
            {
                "type": "base64",
                "media_type": "application/pdf",
                "data": LETTER_PDF.rpartition(",")[2],
            }
        ),
        "What does it say?",
    )
)
_IMAGE = _request(
    _user(
        {
            "type": "image",
            "source": {"type": "url", "url": "https://files.example.com/boat.png"},
        },
        "What is in this picture?",
    )
)
_NAMED = {**_SIMPLE, "metadata": {"user_id": "customer-17"}}
_WEB = {**_SIMPLE, "tools": [{"type": "web_search_20250305", "name": "web_search"}]}

REQUESTS = (
    Request(name="a question", path=_PATH, body=_SIMPLE),
    Request(name="tools and results", path=_PATH, body=_TOOLS),
    Request(
        name="thinking replayed",
        path=_PATH,
        body=_THINKING,
        opaque={
            "/messages/1/content/0/signature": "/messages/1/content/0/thinking",
            "/messages/1/content/1/data": None,
        },
    ),
    Request(name="structured output", path=_PATH, body=_STRUCTURED),
    Request(name="documents and citations", path=_PATH, body=_FILES),
    Request(
        name="a harmless table",
        path=_PATH,
        body=_request(
            _user(
                _document({"type": "text", "media_type": "text/plain", "data": TABLE}),
                "What does it say?",
            )
        ),
    ),
    Request(name="a customer", path=_PATH, body=_PERSONAL, values=(MAIL, CARD)),
    Request(name="a letter", path=_PATH, body=_LETTER, values=(MAIL, CARD)),
    Request(name="a letter as a document", path=_PATH, body=_LETTER_PDF, values=(MAIL, CARD)),
    Request(
        name="a customer's own field",
        path=_PATH,
        body=_NAMED,
        sent={**_SIMPLE, "metadata": {}},
        pseudonym="/metadata/user_id",
    ),
    Request(name="an image elsewhere", path=_PATH, body=_IMAGE, refused="not_examinable"),
    Request(name="a search by the provider", path=_PATH, body=_WEB, refused="not_examinable"),
    Request(
        name="tokens of a question",
        path=f"{_PATH}/count_tokens",
        body=without(_SIMPLE, "max_tokens", "temperature", "stop_sequences"),
    ),
    Request(
        name="tokens of a customer",
        path=f"{_PATH}/count_tokens",
        body=without(_PERSONAL, "max_tokens"),
        values=(MAIL, CARD),
    ),
)

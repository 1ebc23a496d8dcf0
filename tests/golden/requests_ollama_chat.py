"""Golden requests of Ollama's chat and generate."""

from __future__ import annotations

from tests.golden.requests import CARD, MAIL, ORDER_SCHEMA, REPLY_SCHEMA, Json, Request, in_base64

_CHAT, _GENERATE = "/api/chat", "/api/generate"
_TOOL: Json = {
    "type": "function",
    "function": {
        "name": "look_up_order",
        "description": "Looks an order up.",
        "parameters": ORDER_SCHEMA,
    },
}


def _calls(arguments: Json) -> Json:
    called = {"function": {"name": "look_up_order", "arguments": arguments}}
    return {"role": "assistant", "content": "", "thinking": "I look it up.", "tool_calls": [called]}


_SIMPLE: Json = {
    "model": "llama3.2",
    "messages": [
        {"role": "system", "content": "You are a helpful assistant."},
        {"role": "user", "content": "Why is the sky blue?"},
    ],
    "stream": False,
    "keep_alive": "5m",
    "options": {"temperature": 0.70, "num_ctx": 4096, "seed": 42, "stop": ["END"]},
}
_TOOLS: Json = {
    "model": "llama3.2",
    "messages": [
        {"role": "user", "content": "Where is my order?"},
        _calls({"order": "the last one", "detail": "short"}),
        {
            "role": "tool",
            "tool_name": "look_up_order",
            "content": '{"state": "on its way", "parcels": 2}',
        },
        {"role": "assistant", "content": "It is on its way, in two parcels."},
        {"role": "user", "content": "When does it get here?"},
    ],
    "tools": [_TOOL],
    "think": True,
    "stream": True,
}
_STRUCTURED: Json = {
    "model": "llama3.2",
    "messages": [{"role": "user", "content": "How can I solve 8x + 7 = -23?"}],
    "format": REPLY_SCHEMA,
    "stream": False,
}
_PERSONAL: Json = {
    "model": "llama3.2",
    "messages": [
        {"role": "system", "content": f"The customer is {MAIL}."},
        {"role": "user", "content": f"I am {MAIL}, where is my order?"},
        _calls({"order": "last", "mail": MAIL}),
        {
            "role": "tool",
            "tool_name": "look_up_order",
            "content": f"mail {MAIL}, paid with {CARD}",
        },
        {"role": "user", "content": f"With {CARD}?"},
    ],
    "tools": [_TOOL],
}
_IMAGE: Json = {
    "model": "llava",
    "messages": [
        {
            "role": "user",
            "content": "What is in this picture?",
            "images": [in_base64("\x89PNG made up")],
        }
    ],
}
_PROMPT: Json = {
    "model": "llama3.2",
    "prompt": "Why is the sky blue?",
    "system": "You are a helpful assistant.",
    "suffix": "And that is why.",
    "format": "json",
    "raw": False,
    "stream": False,
    "options": {"num_predict": 100, "top_k": 20, "top_p": 0.9},
}

REQUESTS = (
    Request(name="a question", path=_CHAT, body=_SIMPLE),
    Request(name="tools and results", path=_CHAT, body=_TOOLS),
    Request(name="structured output", path=_CHAT, body=_STRUCTURED),
    Request(name="a customer", path=_CHAT, body=_PERSONAL, values=(MAIL, CARD)),
    Request(name="an image", path=_CHAT, body=_IMAGE, refused="not_examinable"),
    Request(name="a prompt", path=_GENERATE, body=_PROMPT),
    Request(
        name="a customer's prompt",
        path=_GENERATE,
        body={**_PROMPT, "prompt": f"Write to {MAIL}", "system": f"Their card is {CARD}."},
        values=(MAIL, CARD),
    ),
    Request(
        name="tokens of an answer",
        path=_GENERATE,
        body={**_PROMPT, "context": [1212, 318, 257, 1332]},
        refused="not_examinable",
    ),
)

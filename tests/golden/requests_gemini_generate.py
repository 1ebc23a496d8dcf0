"""Golden requests of Gemini's generateContent, countTokens and embedContent."""

from __future__ import annotations

from typing import Any

from tests.golden.requests import CARD, LETTER, LETTER_PDF, MAIL, TABLE, Json, Request, in_base64

_MODEL = "/v1beta/models/gemini-2.5-flash:"
_PATH = f"{_MODEL}generateContent"
_EMBEDDER = "/v1beta/models/gemini-embedding-001:"
_TOOL: Json = {
    "functionDeclarations": [
        {
            "name": "look_up_order",
            "description": "Looks an order up.",
            "parameters": {
                "type": "OBJECT",
                "properties": {
                    "order": {"type": "STRING", "description": "The order to look for"},
                    "detail": {"type": "STRING", "enum": ["short", "long"]},
                },
                "required": ["order"],
            },
        }
    ]
}
_SIGNATURE = in_base64("made up and signed by nobody")


def _user(*parts: Json | str) -> Json:
    return {"role": "user", "parts": [_part(each) for each in parts]}


def _model(*parts: Json | str) -> Json:
    return {"role": "model", "parts": [_part(each) for each in parts]}


def _part(each: Json | str) -> Json:
    return {"text": each} if isinstance(each, str) else each


def _call(arguments: Json, **more: Any) -> Json:
    return {"functionCall": {"name": "look_up_order", "args": arguments}, **more}


def _response(response: Json) -> Json:
    return {"functionResponse": {"name": "look_up_order", "response": response}}


def _inline(text: str, media_type: str) -> Json:
    return {"inlineData": {"mimeType": media_type, "data": in_base64(text)}}


_SIMPLE: Json = {
    "systemInstruction": {"parts": [{"text": "You are a helpful assistant."}]},
    "contents": [_user("Hello! How do I reset a router?")],
    "generationConfig": {
        "temperature": 0.70,
        "topP": 0.8,
        "topK": 10,
        "maxOutputTokens": 800,
        "stopSequences": ["END"],
    },
    "safetySettings": [
        {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_ONLY_HIGH"},
    ],
}
_TOOLS: Json = {
    "contents": [
        _user("Where is my order?"),
        _model("I look it up.", _call({"order": "the last one", "detail": "short"})),
        _user(_response({"state": "on its way", "parcels": 2, "late": False})),
        _model("It is on its way, in two parcels."),
        _user("Thank you.", "When does it get here?"),
    ],
    "tools": [_TOOL],
    "toolConfig": {
        "functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["look_up_order"]}
    },
}
_THINKING: Json = {
    "contents": [
        _user("Which of the two is larger?"),
        _model(
            {"text": "I compare the two numbers.", "thought": True},
            _call({"order": "both"}, thoughtSignature=_SIGNATURE),
        ),
        _user(_response({"larger": "the second one"})),
    ],
    "tools": [_TOOL],
    "generationConfig": {"thinkingConfig": {"includeThoughts": True, "thinkingBudget": 1024}},
}
_STRUCTURED: Json = {
    "contents": [_user("List a few kinds of biscuit.")],
    "generationConfig": {
        "responseMimeType": "application/json",
        "responseSchema": {
            "type": "ARRAY",
            "items": {
                "type": "OBJECT",
                "properties": {"kind": {"type": "STRING"}, "sweet": {"type": "BOOLEAN"}},
                "propertyOrdering": ["kind", "sweet"],
            },
        },
    },
}
_PERSONAL: Json = {
    "systemInstruction": {"parts": [{"text": f"The customer is {MAIL}."}]},
    "contents": [
        _user(f"I am {MAIL}, where is my order?"),
        _model(_call({"order": "last", "mail": MAIL})),
        _user(_response({"mail": MAIL, "paid_with": CARD})),
        _model(f"You paid with {CARD}."),
        _user("Really?", f"With {CARD}?"),
    ],
    "tools": [_TOOL],
}
_CACHED: Json = {**_SIMPLE, "cachedContent": "cachedContents/of-somebody"}
_EMBEDDED: Json = {
    "model": "models/gemini-embedding-001",
    "content": {"parts": [{"text": "What is the meaning of life?"}]},
    "taskType": "SEMANTIC_SIMILARITY",
}

REQUESTS = (
    Request(name="a question", path=_PATH, body=_SIMPLE),
    Request(name="tools and responses", path=_PATH, body=_TOOLS),
    Request(name="a stream", path=f"{_MODEL}streamGenerateContent", body=_TOOLS),
    Request(
        name="thoughts replayed",
        path=_PATH,
        body=_THINKING,
        opaque={"/contents/1/parts/1/thoughtSignature": None},
    ),
    Request(name="structured output", path=_PATH, body=_STRUCTURED),
    Request(
        name="a harmless file",
        path=_PATH,
        body={"contents": [_user(_inline(TABLE, "text/csv"), "What does it say?")]},
    ),
    Request(name="a customer", path=_PATH, body=_PERSONAL, values=(MAIL, CARD)),
    Request(
        name="a letter",
        path=_PATH,
        body={"contents": [_user(_inline(LETTER, "text/plain"), "What does it say?")]},
        values=(MAIL, CARD),
    ),
    Request(
        name="a letter as a document",
        path=_PATH,
        body={
            "contents": [
                _user(
                    {
                        "inlineData": {
                            "mimeType": "application/pdf",
                            "data": LETTER_PDF.rpartition(",")[2],
                        }
                    },
                    "What does it say?",
                )
            ]
        },
        values=(MAIL, CARD),
    ),
    Request(name="somebody's cache", path=_PATH, body=_CACHED, refused="provider_state_refused"),
    Request(
        name="a file at the provider",
        path=_PATH,
        body={
            "contents": [
                _user(
                    {"fileData": {"mimeType": "text/plain", "fileUri": "files/of-somebody"}},
                    "What does it say?",
                )
            ]
        },
        refused="not_examinable",
    ),
    Request(
        name="a search by the provider",
        path=_PATH,
        body={**_SIMPLE, "tools": [{"googleSearch": {}}]},
        refused="not_examinable",
    ),
    Request(
        name="tokens of a question",
        path=f"{_MODEL}countTokens",
        body={"contents": _TOOLS["contents"]},
    ),
    Request(
        name="tokens of a customer",
        path=f"{_MODEL}countTokens",
        body={"generateContentRequest": {"model": "models/gemini-2.5-flash", **_PERSONAL}},
        values=(MAIL, CARD),
    ),
    Request(name="an embedding", path=f"{_EMBEDDER}embedContent", body=_EMBEDDED),
    Request(
        name="embeddings of a customer",
        path=f"{_EMBEDDER}batchEmbedContents",
        body={
            "requests": [
                {**_EMBEDDED, "content": {"parts": [{"text": f"I am {MAIL}"}]}},
                {**_EMBEDDED, "content": {"parts": [{"text": f"with {CARD}"}]}},
            ]
        },
        values=(MAIL, CARD),
    ),
)

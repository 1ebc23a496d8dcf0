"""The OpenAPI document of all calls, from the role table and the bodies that handlers read.

Pages for people who sign in are left out; they are no calls. ``x-roles`` names the roles
that may make a call.

Source: OpenAPI Specification 3.1.0, read 2026-11.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic.json_schema import models_json_schema

from gateway.access.instructions import INSTRUCTION_HEADER, NEEDED
from gateway.admin.reasons import REASON_HEADER, ReasonCode
from gateway.admin.roles import PERMITTED, PUBLIC, permitted
from gateway.model import Role
from gateway.openapi_calls import CALLS, JSON, Call

PAGES = "/admin"
_PARAMETER = re.compile(r"{([a-z_]+)}")
_REF = "#/components/schemas/"
_RESPONSES = "#/components/responses/"
_PRESIDIO = frozenset(
    {
        *("/analyze", "/anonymize", "/deanonymize"),
        *("/supportedentities", "/recognizers", "/anonymizers", "/deanonymizers"),
    }
)
# Whoever reads these, and is not the person, says why.
REASONED = frozenset(
    {
        "/privacy/consents",
        "/privacy/consents/{record_id}/receipt",
        "/privacy/demands/{demand_id}",
        "/privacy/incidents/{incident_id}/people",
        "/privacy/conversations",
        "/privacy/conversations/{conversation_id}",
        "/privacy/conversations/{conversation_id}/undo",
        "/privacy/conversations/{conversation_id}/content",
        "/privacy/disclosures",
        "/privacy/forms/{form}/entries",
        "/privacy/requests/{request_id}/proof",
        "/privacy/requests/{request_id}/result",
    }
)
_STATUS = {
    400: "The request cannot be read.",
    401: "No key, or none that is in force.",
    403: "The role, a policy or a person does not permit it.",
    404: "There is no such thing, or it is another tenant's.",
    409: "Not as things stand.",
    410: "It is over.",
    413: "Too long.",
    415: "Compressed bodies are not read.",
    422: "Something in it is not of its form.",
    429: "Too many.",
    502: "The other side did not take it.",
    503: "The store does not take it.",
    504: "The other side was silent.",
}
_OPEN = (400, 404, 409, 413, 422, 429, 503)
_KEYED = (400, 401, 403, 404, 409, 413, 422, 429, 503)
_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "param": {"type": ["string", "null"]},
                "code": {"type": "string"},
                "contact": {"type": "string"},
            },
        }
    },
}
_PRESIDIO_ERROR = {
    "type": "object",
    "required": ["error", "code"],
    "properties": {"error": {"type": "string"}, "code": {"type": "string"}},
}
_STREAMS = ("text/event-stream", "application/x-ndjson")


@lru_cache(maxsize=1)
def document_text() -> str:
    """The document as it is served, and kept in docs/openapi.json."""
    return json.dumps(document(), indent=1) + "\n"


def document() -> dict[str, Any]:
    """The document of all calls."""
    paths: dict[str, dict[str, Any]] = {}
    for method, path in sorted(set(PERMITTED) | PUBLIC):
        if method != "HEAD" and not path.startswith(PAGES):
            paths.setdefault(path, {})[method.lower()] = _operation(method, path)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Discreet",
            "version": "1",
            "description": "A privacy gateway for chatbots. docs/http.md says more in words.",
        },
        "paths": paths,
        "components": {
            "responses": _shared_responses(),
            "schemas": {**_bodies(), "Error": _ERROR, "PresidioError": _PRESIDIO_ERROR},
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "bearerFormat": "dk_id_secret"},
                "subjectToken": {"type": "http", "scheme": "bearer", "bearerFormat": "dst_..."},
            },
        },
    }


def _operation(method: str, path: str) -> dict[str, Any]:
    call = CALLS.get((method, path))
    roles = permitted(method, path)
    public = (method, path) in PUBLIC
    operation: dict[str, Any] = {
        "operationId": f"{method} {path}",
        "summary": call.summary if call is not None else "A chat, in the form of its provider.",
        "parameters": _parameters(method, path, call=call),
        "responses": _chat_responses() if call is None else _responses(path, call, public=public),
        "security": [] if public else _security(roles),
    }
    if not public:
        operation["x-roles"] = [each.value for each in Role if each in roles]
    schema: dict[str, Any] | None = None
    if call is None:
        schema = {"type": "object"}
    elif call.body is not None:
        schema = {"$ref": _REF + call.body.__name__}
    if schema is not None:
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": schema}}}
    return operation


def _parameters(method: str, path: str, *, call: Call | None) -> list[dict[str, Any]]:
    text = {"type": "string"}
    found = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in _PARAMETER.findall(path)
    ]
    names = call.query if call is not None else ()
    found += [{"name": name, "in": "query", "schema": text} for name in names]
    headers: dict[str, dict[str, Any]] = {}
    if (method, path) not in PUBLIC and path not in _PRESIDIO:
        headers["X-Discreet-Subject"] = {"type": "string", "maxLength": 256}
    if call is None:
        headers |= dict.fromkeys(("X-Discreet-Conversation", "X-Discreet-Purpose"), text)
    if path in REASONED and (method == "GET" or path.endswith("/undo")):
        words = "|".join(ReasonCode)
        headers[_title(REASON_HEADER)] = {"type": "string", "pattern": f"^({words})(:.{{1,64}})?$"}
    if (method, path) in NEEDED:
        headers[_title(INSTRUCTION_HEADER)] = text
    found += [{"name": name, "in": "header", "schema": each} for name, each in headers.items()]
    return found


def _responses(path: str, call: Call, *, public: bool) -> dict[str, Any]:
    told = {str(status): _answer(call) for status in call.status}
    error = "PresidioError" if path in _PRESIDIO else "Error"
    codes = _OPEN if public else _KEYED
    if path.endswith("/push"):
        codes = (*codes, 502)
    for status in codes:
        told.setdefault(str(status), {"$ref": f"{_RESPONSES}{error}{status}"})
    return told


def _answer(call: Call) -> dict[str, Any]:
    schema: dict[str, Any] = {}
    if call.answer:
        schema = {"type": "object", "required": list(call.answer)}
    return {"description": "Done.", "content": {call.media: {"schema": schema}}}


def _chat_responses() -> dict[str, Any]:
    """Answers and errors have the form of the provider whose call it is."""
    codes = (*_KEYED, 415, 502, 504)
    errors = {str(status): {"$ref": f"{_RESPONSES}Chat{status}"} for status in codes}
    return {
        "200": {"$ref": f"{_RESPONSES}Chat"},
        **errors,
        "default": {"$ref": f"{_RESPONSES}ModelError"},
    }


def _shared_responses() -> dict[str, Any]:
    answers: dict[str, Any] = {media: {"schema": {}} for media in (JSON, *_STREAMS)}
    shared = {"Chat": {"description": "The answer, whole or as a stream.", "content": answers}}
    for name, schema in (
        ("Error", {"$ref": f"{_REF}Error"}),
        ("PresidioError", {"$ref": f"{_REF}PresidioError"}),
        ("Chat", {"type": "object"}),
    ):
        for status, words in _STATUS.items():
            shared[f"{name}{status}"] = {
                "description": words,
                "headers": {"x-should-retry": {"schema": {"type": "string"}}},
                "content": {JSON: {"schema": schema}},
            }
    shared["ModelError"] = {
        "description": "The model's own error.",
        "content": {JSON: {"schema": {"type": "object"}}},
    }
    return shared


def _security(roles: frozenset[Role]) -> list[dict[str, list[str]]]:
    found: list[dict[str, list[str]]] = []
    if roles - {Role.SUBJECT}:
        found.append({"key": []})
    if Role.SUBJECT in roles:
        found.append({"subjectToken": []})
    return found


def _bodies() -> Mapping[str, Any]:
    kinds = {call.body for call in CALLS.values() if call.body is not None}
    models = sorted(kinds, key=lambda each: each.__name__)
    _, made = models_json_schema(
        [(each, "validation") for each in models], ref_template=_REF + "{model}"
    )
    bodies: dict[str, Any] = _portable(made["$defs"])
    return bodies


def _portable(tree: Any) -> Any:
    """Patterns as ECMA 262 has them, which knows no ``\\z``."""
    if isinstance(tree, dict):
        return {
            key: value.replace("\\z", "$") if key == "pattern" else _portable(value)
            for key, value in tree.items()
        }
    return [_portable(each) for each in tree] if isinstance(tree, list) else tree


def _title(header: str) -> str:
    return "-".join(part.capitalize() for part in header.split("-"))

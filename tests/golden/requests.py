"""Golden requests: what clients send, with what of it may leave.

The bodies follow the examples of each provider's documentation in shape; their words are
our own and everybody in them is made up.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.gateway.attachments.files import drawn, pdf

# People who do not exist, and what belongs to them: none of it may leave.
PERSON = "Jane Doe"
MAIL = "jane.doe@example.com"
CARD = "4111 1111 1111 1111"
IBAN = "DE89 3704 0044 0532 0130 00"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request.

    Attributes:
        name: for a test's id.
        path: of the endpoint at the gateway.
        body: as the client sends it.
        sent: what must leave, where that is not what came: a provider switch was set.
        pseudonym: where the gateway puts the person's pseudonym, or None.
        opaque: pointers of strings that the provider made, each with the pointer of the
            text that its seal covers, or None.
        values: what must not leave; without any, nothing is found.
        refused: the code of the refusal under the default policy, or None.
    """

    name: str
    path: str
    body: Json = field(repr=False)
    sent: Json | None = field(default=None, repr=False)
    pseudonym: str | None = None
    opaque: Mapping[str, str | None] = field(default_factory=dict)
    values: tuple[str, ...] = ()
    refused: str | None = None

    @property
    def source(self) -> bytes:
        """The bytes that the client sends."""
        return spelled(self.body)


def spelled(body: Json) -> bytes:
    """JSON as the SDKs write it."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def in_base64(text: str) -> str:
    """A small file, inline."""
    return base64.b64encode(text.encode()).decode()


def data_url(text: str, media_type: str) -> str:
    """The same as an address."""
    return f"data:{media_type};base64,{in_base64(text)}"


def without(body: Json, *keys: str, **more: Any) -> Json:
    """A body less some of its members, with others set."""
    return {**{key: value for key, value in body.items() if key not in keys}, **more}


# One tool, in JSON Schema.
ORDER_SCHEMA: Json = {
    "type": "object",
    "properties": {
        "order": {"type": "string", "description": "The order to look for"},
        "detail": {"type": "string", "enum": ["short", "long"]},
    },
    "required": ["order", "detail"],
    "additionalProperties": False,
}
# An answer's form.
REPLY_SCHEMA: Json = {
    "type": "object",
    "properties": {
        "steps": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"explanation": {"type": "string"}, "output": {"type": "string"}},
                "required": ["explanation", "output"],
                "additionalProperties": False,
            },
        },
        "final_answer": {"type": "string"},
    },
    "required": ["steps", "final_answer"],
    "additionalProperties": False,
}
# A letter as a document of one page.
LETTER_PDF = (
    "data:application/pdf;base64,"
    + base64.b64encode(pdf([drawn(f"My address is {MAIL} and my card is {CARD}.")])).decode()
)
TABLE = "name,mail\nfirst,second\n"
LETTER = f"Dear team,\nmy address is {MAIL} and my card is {CARD}.\n"

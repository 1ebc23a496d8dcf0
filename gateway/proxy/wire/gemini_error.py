"""Errors in Google's shape, so that its SDK raises ClientError and ServerError.

Source: Gemini API reference, troubleshooting, and Google's error model (read 2026-11-22):
``{"error": {"code", "message", "status", "details"}}``, where ``code`` is the HTTP status
and each of the details names its type. In a stream the same object is an event, or an item
of the array; the SDK raises by its ``code``.
"""

from __future__ import annotations

from types import MappingProxyType

from gateway.errors import GatewayError
from gateway.proxy.wire.json_tree import write

_STATES = MappingProxyType(
    {
        400: "INVALID_ARGUMENT",
        401: "UNAUTHENTICATED",
        403: "PERMISSION_DENIED",
        404: "NOT_FOUND",
        409: "ABORTED",
        413: "INVALID_ARGUMENT",
        415: "INVALID_ARGUMENT",
        422: "FAILED_PRECONDITION",
        429: "RESOURCE_EXHAUSTED",
        500: "INTERNAL",
        501: "UNIMPLEMENTED",
        502: "UNAVAILABLE",
        503: "UNAVAILABLE",
        504: "DEADLINE_EXCEEDED",
    }
)
_TYPES = "type.googleapis.com/"


def error_body(error: GatewayError, contact: str) -> bytes:
    """The body of an error response.

    The stable code is the reason of the first of the details, in capitals, and stands with
    the contact and everything else that is known in the second one.

    Args:
        error: what happened.
        contact: of the policy's operator, or empty where no tenant is known.
    """
    info = {
        "@type": f"{_TYPES}google.rpc.ErrorInfo",
        "reason": error.code.upper(),
        "domain": "discreet",
        "metadata": {"code": error.code, "contact": contact},
    }
    facts = {**error.details, "code": error.code, "contact": contact}
    return write(
        {
            "error": {
                "code": error.status,
                "message": error.message,
                "status": _STATES.get(error.status, "UNKNOWN"),
                "details": [info, {"@type": f"{_TYPES}google.protobuf.Struct", "value": facts}],
            }
        }
    )

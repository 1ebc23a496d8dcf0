"""Errors in Anthropic's shape, so that its SDK raises its own exceptions.

The SDK chooses the exception by the status, and shows ``type``, ``message`` and
``details.error_code`` of the error. In a stream an error is the event ``error``.

Source: Anthropic API reference, errors (read 2026-11-22), and the anthropic package 2.12.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.errors import GatewayError
from gateway.proxy.wire.json_tree import write

_TYPES: Mapping[int, str] = MappingProxyType(
    {
        401: "authentication_error",
        402: "billing_error",
        403: "permission_error",
        404: "not_found_error",
        409: "conflict_error",
        413: "request_too_large",
        429: "rate_limit_error",
        504: "timeout_error",
        529: "overloaded_error",
    }
)


def error_body(error: GatewayError, contact: str) -> bytes:
    """The body of an error response, or the data of an ``error`` event.

    Args:
        error: what happened.
        contact: of the policy's operator, or empty where no tenant is known.
    """
    kind = "api_error" if error.status >= 500 else "invalid_request_error"
    told = {
        "type": _TYPES.get(error.status, kind),
        "message": error.message,
        "code": error.code,
        "contact": contact,
        "details": {**error.details, "error_code": error.code},
    }
    return write({"type": "error", "error": told, "request_id": None})

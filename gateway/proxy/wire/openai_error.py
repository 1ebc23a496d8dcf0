"""Errors in OpenAI's shape, so that its SDK raises its own exceptions.

Source: OpenAI API reference, errors (read 2026-11-22): ``{"error": {"message", "type",
"param", "code"}}``; in a stream, an event whose data has the same ``error`` object.
"""

from __future__ import annotations

from typing import Any

from gateway.errors import GatewayError, InvalidRequest, Unauthorized, UpstreamFailed
from gateway.proxy.wire.json_tree import write


def _error(error: GatewayError, contact: str) -> dict[str, Any]:
    if isinstance(error, Unauthorized):
        kind = "authentication_error"
    elif isinstance(error, InvalidRequest):
        kind = "invalid_request_error"
    elif isinstance(error, UpstreamFailed):
        kind = "upstream_error"
    elif error.status >= 500:
        kind = "server_error"
    else:
        kind = "policy_error"
    pointer = error.details.get("pointer")
    return {
        **{key: value for key, value in error.details.items() if key != "pointer"},
        "message": error.message,
        "type": kind,
        "param": pointer,
        "code": error.code,
        "contact": contact,
    }


def error_body(error: GatewayError, contact: str) -> bytes:
    """The body of an error response.

    Args:
        error: what happened.
        contact: of the policy's operator, or empty where no tenant is known.
    """
    return write({"error": _error(error, contact)})

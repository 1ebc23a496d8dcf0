"""Errors in Ollama's shape, so that its SDK raises its own exception.

The SDK keeps the words of ``error`` and drops all else, so the code, the contact and what the
server itself said stand in them, too.

Source: the ollama package 0.6.3 (read 2026-11-22): ``{"error": "words"}`` with a status, and
the same object as a line of a stream.
"""

from __future__ import annotations

from gateway.errors import GatewayError
from gateway.proxy.wire.json_tree import write


def error_body(error: GatewayError, contact: str) -> bytes:
    """The body of an error response.

    Args:
        error: what happened.
        contact: of the policy's operator, or empty where no tenant is known.
    """
    said = error.details.get("upstream_message")
    words = f"{error.message} It said: {said}" if type(said) is str else error.message
    facts = f"{error.code}; contact: {contact}" if contact else error.code
    return write(
        {
            **error.details,
            "error": f"{words} ({facts})",
            "code": error.code,
            "contact": contact,
        }
    )

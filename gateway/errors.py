"""Refusals and failures, each with the code and the HTTP status that callers see.

    GatewayError
    +-- Refused              policy, consent or doubt says no; nothing was sent
    |   +-- InvalidRequest   the body cannot be read
    |   +-- Unauthorized     no valid key
    +-- UpstreamFailed       bytes left, and no whole answer came back
    +-- StorageFailed        the store cannot hold what must be held
    +-- ConfigurationError   the configuration cannot be loaded; names file, line and key

Messages hold codes, counts and pointers, never values from a request or an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class GatewayError(Exception):
    """Base of all errors that reach a caller.

    Attributes:
        code: the stable code of design.md, for example ``consent_required``.
        status: the HTTP status.
        details: facts for the caller, JSON-like; never values that were examined.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.details: Mapping[str, Any] = details or {}


class Refused(GatewayError):
    """Nothing was sent: policy, a missing consent, or doubt."""


class InvalidRequest(Refused):
    """The body or a header cannot be read as the wire says."""

    def __init__(
        self,
        message: str,
        *,
        code: str = "invalid_request",
        status: int = 400,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code, message, status=status, details=details)


class Unauthorized(Refused):
    """No key, a wrong one, or one without the role that is needed."""

    def __init__(self, message: str, *, code: str = "invalid_api_key", status: int = 401) -> None:
        super().__init__(code, message, status=status)


class UpstreamFailed(GatewayError):
    """The recipient could not be reached, broke off, or answered what cannot be read."""

    def __init__(
        self, message: str, *, code: str = "upstream_unreachable", status: int = 502
    ) -> None:
        super().__init__(code, message, status=status)


class StorageFailed(GatewayError):
    """The store did not take what must be durable before going on."""

    def __init__(self, message: str) -> None:
        super().__init__("storage_unavailable", message, status=503)


class ConfigurationError(Exception):
    """A configuration file cannot be used.

    The message names file, line and key.
    """

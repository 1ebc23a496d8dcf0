"""Every error has its code and status, and only refusals say that nothing was sent."""

from __future__ import annotations

import pytest

from gateway.errors import (
    ConfigurationError,
    GatewayError,
    InvalidRequest,
    Refused,
    StorageFailed,
    Unauthorized,
    UpstreamFailed,
)


@pytest.mark.parametrize(
    ("error", "code", "status", "refused"),
    [
        (Refused("consent_required", "m", status=403), "consent_required", 403, True),
        (InvalidRequest("m"), "invalid_request", 400, True),
        (InvalidRequest("m", code="too_deep", status=413), "too_deep", 413, True),
        (Unauthorized("m"), "invalid_api_key", 401, True),
        (Unauthorized("m", code="role_refused", status=403), "role_refused", 403, True),
        (UpstreamFailed("m"), "upstream_unreachable", 502, False),
        (StorageFailed("m"), "storage_unavailable", 503, False),
    ],
)
def test_code_and_status(error: GatewayError, code: str, status: int, refused: bool) -> None:
    assert (error.code, error.status, error.message, str(error)) == (code, status, "m", "m")
    assert isinstance(error, Refused) is refused
    assert dict(error.details) == {}


def test_details_are_kept_and_not_printed() -> None:
    error = InvalidRequest("m", details={"pointer": "/a"})
    assert error.details == {"pointer": "/a"}
    assert "/a" not in repr(error)


def test_a_configuration_error_never_reaches_a_caller() -> None:
    assert not issubclass(ConfigurationError, GatewayError)

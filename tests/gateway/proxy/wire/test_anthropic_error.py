"""Errors in the shape that Anthropic's SDK raises from."""

from __future__ import annotations

import json
from typing import Any

import anthropic
import httpx2
import pytest

from gateway.errors import (
    GatewayError,
    InvalidRequest,
    Refused,
    StorageFailed,
    Unauthorized,
    UpstreamFailed,
)
from gateway.proxy.wire.anthropic_error import error_body

CONTACT = "privacy@example.com"


def raised(of: GatewayError) -> anthropic.APIStatusError:
    """What the SDK raises."""
    body = error_body(of, CONTACT)
    transport = httpx2.MockTransport(lambda _: httpx2.Response(of.status, content=body))
    client = anthropic.Anthropic(
        api_key="k",
        base_url="http://127.0.0.1:9",
        max_retries=0,
        http_client=anthropic.DefaultHttpxClient(transport=transport),
    )
    message: Any = {"role": "user", "content": "hello"}
    with pytest.raises(anthropic.APIStatusError) as error:
        client.messages.create(model="m", max_tokens=1, messages=[message])
    return error.value


@pytest.mark.parametrize(
    ("of", "cls", "kind"),
    [
        (InvalidRequest("No."), anthropic.BadRequestError, "invalid_request_error"),
        (Unauthorized("No."), anthropic.AuthenticationError, "authentication_error"),
        (
            Unauthorized("No.", code="role_refused", status=403),
            anthropic.PermissionDeniedError,
            "permission_error",
        ),
        (
            InvalidRequest("No.", code="unknown_route", status=404),
            anthropic.NotFoundError,
            "not_found_error",
        ),
        (
            Refused("consent_required", "No.", status=403),
            anthropic.PermissionDeniedError,
            "permission_error",
        ),
        (Refused("consent_stale", "No.", status=409), anthropic.ConflictError, "conflict_error"),
        (
            InvalidRequest("No.", code="body_too_large", status=413),
            anthropic.APIStatusError,
            "request_too_large",
        ),
        (
            Refused("content_blocked", "No.", status=422),
            anthropic.UnprocessableEntityError,
            "invalid_request_error",
        ),
        (
            UpstreamFailed("No.", code="upstream_error", status=429),
            anthropic.RateLimitError,
            "rate_limit_error",
        ),
        (UpstreamFailed("No."), anthropic.InternalServerError, "api_error"),
        (StorageFailed("No."), anthropic.InternalServerError, "api_error"),
        (
            UpstreamFailed("No.", code="upstream_timeout", status=504),
            anthropic.InternalServerError,
            "timeout_error",
        ),
        (
            UpstreamFailed("No.", code="upstream_error", status=529),
            anthropic.InternalServerError,
            "overloaded_error",
        ),
    ],
)
def test_the_sdk_raises_its_own_exception(
    of: GatewayError, cls: type[anthropic.APIStatusError], kind: str
) -> None:
    error = raised(of)
    assert isinstance(error, cls)
    assert (error.type, error.error_code, error.api_message) == (kind, of.code, "No.")


def test_code_and_contact_stand_in_the_error_and_facts_in_its_details() -> None:
    of = Refused("c", "m", status=422, details={"pointer": "/a/b", "error_code": "x", "n": {}})
    assert json.loads(error_body(of, CONTACT)) == {
        "type": "error",
        "error": {
            "type": "invalid_request_error",
            "message": "m",
            "code": "c",
            "contact": CONTACT,
            "details": {"pointer": "/a/b", "error_code": "c", "n": {}},
        },
        "request_id": None,
    }


def test_the_event_of_a_stream_raises_in_the_sdk() -> None:
    body = error_body(UpstreamFailed("No.", code="upstream_incomplete"), CONTACT)
    stream = b"event: error\ndata: " + body + b"\n\n"
    head = {"content-type": "text/event-stream"}
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, headers=head, content=stream))
    client = anthropic.Anthropic(
        api_key="k",
        base_url="http://127.0.0.1:9",
        http_client=anthropic.DefaultHttpxClient(transport=transport),
    )
    message: Any = {"role": "user", "content": "hello"}
    with (
        pytest.raises(anthropic.APIStatusError) as error,
        client.messages.stream(model="m", max_tokens=1, messages=[message]) as given,
    ):
        given.get_final_message()
    assert (error.value.type, error.value.error_code) == ("api_error", "upstream_incomplete")

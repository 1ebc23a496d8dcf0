"""Errors in the shape that Google's SDK raises from."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest
from google.genai import errors

from gateway.errors import (
    GatewayError,
    InvalidRequest,
    Refused,
    StorageFailed,
    Unauthorized,
    UpstreamFailed,
)
from gateway.proxy.wire.gemini_error import error_body

CONTACT = "privacy@example.com"


def error(of: GatewayError, contact: str = CONTACT) -> dict[str, Any]:
    body = json.loads(error_body(of, contact))
    assert set(body) == {"error"}
    found: dict[str, Any] = body["error"]
    return found


@pytest.mark.parametrize(
    ("of", "code", "state"),
    [
        (Unauthorized("No."), 401, "UNAUTHENTICATED"),
        (InvalidRequest("No."), 400, "INVALID_ARGUMENT"),
        (InvalidRequest("No.", code="unknown_route", status=404), 404, "NOT_FOUND"),
        (InvalidRequest("No.", code="body_too_large", status=413), 413, "INVALID_ARGUMENT"),
        (Refused("consent_required", "No.", status=403), 403, "PERMISSION_DENIED"),
        (Refused("consent_stale", "No.", status=409), 409, "ABORTED"),
        (Refused("content_blocked", "No.", status=422), 422, "FAILED_PRECONDITION"),
        (Refused("detection_failed", "No.", status=500), 500, "INTERNAL"),
        (UpstreamFailed("No."), 502, "UNAVAILABLE"),
        (UpstreamFailed("No.", status=429), 429, "RESOURCE_EXHAUSTED"),
        (UpstreamFailed("No.", status=504), 504, "DEADLINE_EXCEEDED"),
        (UpstreamFailed("No.", status=418), 418, "UNKNOWN"),
        (StorageFailed("No."), 503, "UNAVAILABLE"),
    ],
)
def test_the_sdk_raises_its_own_with_code_and_status(
    of: GatewayError, code: int, state: str
) -> None:
    response = httpx2.Response(of.status, content=error_body(of, CONTACT))
    wanted = errors.ServerError if code >= 500 else errors.ClientError
    with pytest.raises(wanted) as raised:
        errors.APIError.raise_for_response(response)
    assert (raised.value.code, raised.value.status, raised.value.message) == (code, state, "No.")
    assert json.loads(error_body(of, CONTACT))["error"]["code"] == code


def test_the_stable_code_and_the_contact_stand_in_the_details() -> None:
    info, facts = error(Refused("consent_required", "m", status=403))["details"]
    assert (info["reason"], info["domain"]) == ("CONSENT_REQUIRED", "discreet")
    assert info["metadata"] == {"code": "consent_required", "contact": CONTACT}
    assert facts["value"] == {"code": "consent_required", "contact": CONTACT}
    assert [each["@type"].rpartition("/")[2] for each in (info, facts)] == [
        "google.rpc.ErrorInfo", "google.protobuf.Struct",
    ]  # fmt: skip


def test_no_detail_takes_the_place_of_code_or_contact() -> None:
    taken = {"code": "x", "contact": "x", "pointer": "/a", "consent": {"notice": ["n"]}}
    facts = error(Refused("c", "m", status=422, details=taken), "")["details"][1]["value"]
    assert facts == {
        "code": "c", "contact": "", "pointer": "/a", "consent": {"notice": ["n"]}
    }  # fmt: skip

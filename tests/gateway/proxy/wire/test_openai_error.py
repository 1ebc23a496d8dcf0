"""Errors in the shape that OpenAI's SDK raises from."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.errors import (
    GatewayError,
    InvalidRequest,
    Refused,
    StorageFailed,
    Unauthorized,
    UpstreamFailed,
)
from gateway.proxy.sse import encode_event
from gateway.proxy.wire.openai_error import error_body

CONTACT = "privacy@example.com"


def error(of: GatewayError, contact: str = CONTACT) -> dict[str, Any]:
    body = json.loads(error_body(of, contact))
    assert set(body) == {"error"}
    found: dict[str, Any] = body["error"]
    return found


@pytest.mark.parametrize(
    ("of", "kind", "code"),
    [
        (Unauthorized("No."), "authentication_error", "invalid_api_key"),
        (InvalidRequest("No."), "invalid_request_error", "invalid_request"),
        (UpstreamFailed("No."), "upstream_error", "upstream_unreachable"),
        (StorageFailed("No."), "server_error", "storage_unavailable"),
        (Refused("detection_failed", "No.", status=500), "server_error", "detection_failed"),
        (Refused("consent_required", "No.", status=403), "policy_error", "consent_required"),
    ],
)
def test_the_type_is_what_the_sdk_expects(of: GatewayError, kind: str, code: str) -> None:
    assert error(of) == {
        "message": "No.", "type": kind, "param": None, "code": code, "contact": CONTACT
    }  # fmt: skip


def test_details_stand_beside_and_the_pointer_is_the_param() -> None:
    of = Refused("c", "m", status=422, details={"pointer": "/a/b", "pointers": ["/c"], "n": {}})
    found = error(of, "")
    assert (found["param"], found["pointers"], found["n"]) == ("/a/b", ["/c"], {})
    assert "pointer" not in found
    assert found["contact"] == ""


def test_no_detail_takes_the_place_of_code_or_message() -> None:
    taken = {"code": "x", "message": "x", "type": "x", "param": "x", "contact": "x"}
    found = error(Refused("c", "m", status=403, details=taken))
    assert (found["code"], found["message"], found["type"]) == ("c", "m", "policy_error")
    assert (found["param"], found["contact"]) == (None, CONTACT)


@pytest.mark.parametrize("text", ["a\nb", "a\r\n\r\ndata: x", "a\u2028b", 'a"b', "é\x00"])
def test_an_event_is_one_line_whatever_the_words(text: str) -> None:
    event = encode_event(error_body(UpstreamFailed("m", code="c"), text))
    assert event.startswith(b"data: ")
    assert event.endswith(b"\n\n")
    assert event.count(b"\n") == 2
    assert b"\r" not in event
    assert json.loads(event.removeprefix(b"data: "))["error"]["contact"] == text

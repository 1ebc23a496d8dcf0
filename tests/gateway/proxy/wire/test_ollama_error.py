"""Errors in the shape that Ollama's SDK raises from."""

from __future__ import annotations

import json
from typing import Any

import httpx
import ollama
import pytest

from gateway.errors import GatewayError, InvalidRequest, Refused, UpstreamFailed
from gateway.proxy.wire.framing import Lines
from gateway.proxy.wire.ollama_error import error_body

CONTACT = "privacy@example.com"


def error(of: GatewayError, contact: str = CONTACT) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(error_body(of, contact))
    return found


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (InvalidRequest("No."), "No. (invalid_request; contact: privacy@example.com)"),
        (
            Refused("consent_required", "Not yet.", status=403),
            "Not yet. (consent_required; contact: privacy@example.com)",
        ),
        (
            UpstreamFailed("Status 404.", code="upstream_error"),
            "Status 404. (upstream_error; contact: privacy@example.com)",
        ),
    ],
)
def test_code_and_contact_are_among_the_words(of: GatewayError, words: str) -> None:
    assert error(of) == {"error": words, "code": of.code, "contact": CONTACT}


def test_without_a_contact() -> None:
    assert error(InvalidRequest("No."), "")["error"] == "No. (invalid_request)"


def test_what_the_server_said_is_among_the_words() -> None:
    of = UpstreamFailed("Status 404.", code="upstream_error")
    of.details = {"upstream_message": "no such model", "upstream_status": 404}
    found = error(of, "")
    assert found["error"] == "Status 404. It said: no such model (upstream_error)"
    assert (found["upstream_message"], found["upstream_status"]) == ("no such model", 404)


def test_details_stand_beside_and_take_no_place() -> None:
    taken = {"code": "x", "error": "x", "contact": "x", "pointer": "/a", "n": {}}
    found = error(Refused("c", "m", status=422, details=taken), "")
    assert found == {"code": "c", "error": "m (c)", "contact": "", "pointer": "/a", "n": {}}


def served(status: int, body: bytes) -> ollama.Client:
    """The real client, over a transport that always gives this."""
    client = ollama.Client(host="http://127.0.0.1:9")
    client._client = httpx.Client(
        base_url="http://127.0.0.1:9",
        transport=httpx.MockTransport(lambda _: httpx.Response(status, content=body)),
    )
    return client


def test_the_sdk_raises_its_own_error() -> None:
    body = error_body(Refused("consent_required", "Not yet.", status=403), CONTACT)
    with pytest.raises(ollama.ResponseError) as raised:
        served(403, body).generate(model="m", prompt="x")
    assert raised.value.status_code == 403
    assert "consent_required" in raised.value.error


def test_the_sdk_raises_its_own_error_in_a_stream() -> None:
    line = b'{"model":"m","response":"He","done":false}\n'
    body = line + Lines().encode(error_body(UpstreamFailed("It broke.", code="c"), ""))
    stream = served(200, body).generate(model="m", prompt="x", stream=True)
    assert next(stream).response == "He"
    with pytest.raises(ollama.ResponseError, match="It broke"):
        next(stream)


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "a\u2028b", 'a"b', "é\x00"])
def test_an_error_is_one_line_whatever_the_words(text: str) -> None:
    body = error_body(UpstreamFailed("m", code="c"), text)
    assert b"\n" not in body
    assert b"\r" not in body
    assert json.loads(body)["contact"] == text

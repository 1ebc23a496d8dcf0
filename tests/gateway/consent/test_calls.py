"""Bodies that are read in one way only, and answers that nobody caches."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import pytest
from fastapi import Request
from fastapi.responses import Response
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from gateway.consent.calls import Body, answering, parsed, read_body, read_tree, reply
from gateway.errors import InvalidRequest, Refused


class Both(Body):
    """A word and a number."""

    word: str
    number: Annotated[int, Field(ge=1, le=9)] = 1


def request(body: bytes) -> Request:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request({"type": "http", "method": "POST", "headers": [], "state": {}}, receive)


def test_a_body_is_read() -> None:
    both = asyncio.run(read_body(request(b'{"word": "w", "number": 3}'), Both))
    assert (both.word, both.number) == ("w", 3)
    tree = asyncio.run(read_tree(request(b'[1, 1.5, {"a": [null, true, "1"]}]')))
    assert tree == [1, 1.5, {"a": [None, True, "1"]}]


@pytest.mark.parametrize(
    ("body", "code", "status"),
    [
        (b"", "invalid_json", 400),
        (b"canary", "invalid_json", 400),
        (b"\xff", "invalid_json", 400),
        (b'{"word": "a", "word": "b"}', "duplicate_key", 400),
        (b'{"word": "\\ud800"}', "lone_surrogate", 400),
        (b'{"word": NaN}', "invalid_json", 400),
        (b"[" * 50 + b"]" * 50, "too_deep", 400),
        (b"[]", "invalid_request", 422),
        (b"null", "invalid_request", 422),
        (b"{}", "invalid_request", 422),
        (b'{"word": 1}', "invalid_request", 422),
        (b'{"word": "w", "number": "3"}', "invalid_request", 422),
        (b'{"word": "w", "number": 3.0}', "invalid_request", 422),
        (b'{"word": "w", "number": true}', "invalid_request", 422),
        (b'{"word": "w", "number": 0}', "invalid_request", 422),
        (b'{"word": "w", "number": 1e999}', "invalid_request", 422),
        (b'{"word": "w", "number": ' + b"9" * 5000 + b"}", "invalid_request", 422),
        (b'{"word": "w", "canary": 1}', "invalid_request", 422),
    ],
)
def test_what_is_not_of_its_form_is_refused_without_its_values(
    body: bytes, code: str, status: int
) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        asyncio.run(read_body(request(body), Both))
    assert (refusal.value.code, refusal.value.status) == (code, status)
    assert "canary" not in f"{refusal.value.message}{refusal.value.details}"


KNOWN = {"known_fields": ["word", "number"]}


@pytest.mark.parametrize(
    ("tree", "message", "details"),
    [
        ({"number": 0}, "The request is not of its form.", {"fields": ["number", "word"]}),
        ({"word": "w", "other": 1}, "The body has one field that is not among word, number.",
         {"fields": [], "unknown_fields": 1, **KNOWN}),
        ({"a": 1, "b": {"c": 2}, "number": 0, "": 3},
         "The body has 3 fields that are not among word, number.",
         {"fields": ["number", "word"], "unknown_fields": 3, **KNOWN}),
        ({"jane@example.com": 1, "word": []},
         "The body has one field that is not among word, number.",
         {"fields": ["word"], "unknown_fields": 1, **KNOWN}),
        ([], "The body is no JSON object.", {"fields": []}),
        (["word"], "The body is no JSON object.", {"fields": []}),
        (None, "The body is no JSON object.", {"fields": []}),
    ],
)  # fmt: skip
def test_a_refusal_says_which_fields_and_no_name_of_the_callers(
    tree: Any, message: str, details: dict[str, Any]
) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        parsed(tree, Both)
    assert (refusal.value.message, refusal.value.details) == (message, details)
    assert refusal.value.__context__ is None


@given(names=st.lists(st.text(max_size=9), min_size=1, max_size=5, unique=True))
def test_unknown_names_are_counted_and_never_said(names: list[str]) -> None:
    mark = "\u2063"
    with pytest.raises(InvalidRequest) as refusal:
        parsed({"word": "w", **{f"{name}{mark}": mark for name in names}}, Both)
    assert refusal.value.details["unknown_fields"] == len(names)
    assert mark not in f"{refusal.value.message}{refusal.value.details}"


def test_a_refusal_is_an_answer_with_the_contact() -> None:
    async def handle(called: Request) -> Response:
        called.state.contact = "privacy@example.com"
        raise Refused("no", "No.", status=429, details={"retry_after": 7})

    answer = asyncio.run(answering(handle)(request(b"")))
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "7"
    assert answer.headers["x-should-retry"] == "false"
    assert answer.headers["cache-control"] == "no-store"
    assert b'"code":"no"' in answer.body
    assert b'"contact":"privacy@example.com"' in answer.body


def test_answers_are_not_cached_unless_they_say_so() -> None:
    async def plain(_: Request) -> Response:
        return reply({"a": 1}, 201)

    async def public(_: Request) -> Response:
        return Response(headers={"cache-control": "public"})

    answer = asyncio.run(answering(plain)(request(b"")))
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    assert asyncio.run(answering(public)(request(b""))).headers["cache-control"] == "public"


def test_other_errors_are_not_made_answers() -> None:
    async def handle(_: Request) -> Response:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(answering(handle)(request(b"")))


@given(st.binary(max_size=60))
def test_any_body_is_read_or_refused(body: bytes) -> None:
    try:
        assert asyncio.run(read_body(request(body), Both)).word is not None
    except InvalidRequest as error:
        assert error.status in (400, 413, 422)

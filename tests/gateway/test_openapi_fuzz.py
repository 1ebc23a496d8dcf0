"""Schemathesis over the whole document: no failure of the server, and what it says comes.

``make fuzz ARGS=tests/gateway/test_openapi_fuzz.py`` tries many more requests of each call.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from gateway.openapi import document
from tests.gateway import matrix
from tests.gateway.matrix import Things
from tests.gateway.serving import Serving, serving
from tests.simulators.upstream import Upstream

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
WHOLE = document()
SCHEMA = schemathesis.openapi.from_dict(WHOLE)
# What erases comes after what reads, and what ends a tenant comes last.
OPERATIONS = sorted(
    ((method.upper(), path) for path, methods in WHOLE["paths"].items() for method in methods),
    key=lambda row: ("termination" in row[1], row[0] != "GET", row[0] == "DELETE", row[1]),
)
ROLES = ("admin", "privacy_officer", "consent", "chat", "support", "subject")
EXAMPLES = max(4, settings.default.max_examples // 15)  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Serving, Things]]:
    with Upstream() as upstream, serving(upstream.url, tmp_path_factory.mktemp("f")) as gateway:
        yield gateway, matrix.filled(gateway, "")


def keys(row: tuple[str, str], gateway: Serving, things: Things) -> list[str]:
    """Keys and a token of roles that may make a call."""
    operation = WHOLE["paths"][row[1]][row[0].lower()]
    roles = [role for role in ROLES if role in operation.get("x-roles", ROLES)]
    return [things.token if role == "subject" else gateway.keys[role] for role in roles]


@pytest.mark.parametrize("row", OPERATIONS, ids=" ".join)
def test_what_the_document_says_is_what_comes(
    filled: tuple[Serving, Things], row: tuple[str, str]
) -> None:
    gateway, things = filled
    operation = SCHEMA[row[1]][row[0]]
    allowed = keys(row, gateway, things)
    tried = 0

    @settings(max_examples=EXAMPLES)
    @given(
        case=st.one_of(
            operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
            operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
        )
        if operation.body or operation.query or operation.headers
        else operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        key=st.sampled_from(allowed),
        known=st.booleans(),
        named=st.booleans(),
    )
    def call(case: Any, *, key: str, known: bool, named: bool) -> None:
        nonlocal tried
        tried += 1
        if known and case.path_parameters:
            case.path_parameters = {name: things.ids[name] for name in case.path_parameters}
        case.headers.pop("Authorization", None)
        headers = {"Authorization": f"Bearer {key}"}
        if named:
            case.headers.pop("X-Discreet-Subject", None)
            case.headers.pop("X-Discreet-Reason", None)
            headers |= matrix.REASON
            if not key.startswith("dst_"):
                headers["X-Discreet-Subject"] = matrix.PERSON
        answered = case.call(base_url=gateway.url, headers=headers, timeout=20)
        case.validate_response(answered, checks=CHECKS)

    call()
    assert tried > 0

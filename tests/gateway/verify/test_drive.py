"""Verify finds a leak that is there, and none where the gateway keeps its promise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.policy import Mode
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.options import ReadOptions
from gateway.settings import load_settings
from gateway.verify.drive import Field, Line
from gateway.verify.lines import lines
from gateway.verify.plants import VALUES
from tests.gateway.configuration import GATEWAY, POLICY, write

ENV = {"DISCREET_MASTER_KEY": "A" * 43 + "="}


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    return at(found(tmp_path_factory.mktemp("verify")), "/v1/chat/completions")


def at(each: Iterator[Line], path: str) -> Line:
    return next(line for line in each if line.wire.path == path)


def found(directory: Path, **files: str) -> Iterator[Line]:
    return lines(load_settings(write(directory, **files), ENV))


def leaks(fields: Iterator[Field]) -> list[str]:
    return [field.pointer for field in fields if field.leak]


def test_no_field_of_chat_completions_leaks(line: Line) -> None:
    fields = list(line.fields())
    assert len(fields) > 300
    assert leaks(iter(fields)) == []
    outcomes = {field.outcome for field in fields}
    assert {"replaced", "content_blocked", "not_examinable"} <= outcomes
    places = {(field.endpoint, field.pointer, field.how) for field in fields}
    assert len(places) == len(fields)


def test_a_field_that_a_wire_forgets_is_found(line: Line) -> None:
    def forgetful(body: bytes, options: ReadOptions) -> Document:
        document = line.wire.read_request(body, options)
        document.slots = [
            slot for slot in document.slots if not slot.segment.pointer.startswith("/stop")
        ]
        return document

    broken = replace(line, wire=replace(line.wire, read_request=forgetful))
    found = leaks(broken.fields())
    assert any(pointer.startswith("/stop/note/*") for pointer in found)
    assert all(pointer.startswith("/stop") for pointer in found)


def test_observe_mode_leaks_by_design_and_verify_says_so(line: Line) -> None:
    tenant = line.setting.tenant
    policy = replace(tenant.policy, mode=Mode.UNSAFE_OBSERVE)
    setting = replace(line.setting, tenant=replace(tenant, policy=policy))
    fields = replace(line, setting=setting).fields()
    assert next(field for field in fields if field.leak).outcome == "sent as it was"


def test_a_value_that_the_policy_lets_through_is_not_planted(tmp_path: Path) -> None:
    policy = POLICY.replace("CREDIT_CARD: {store: mask}", "CREDIT_CARD: {upstream: allow}")
    line = at(found(tmp_path, policy=policy), "/v1/completions")
    assert line._values() == VALUES[1:]


@pytest.mark.parametrize(
    ("pattern", "model"), [("*", "a"), ("gpt-?", "gpt-a"), ("llama[3-9]*", "llama3a")]
)
def test_a_model_is_one_that_the_recipient_serves(line: Line, pattern: str, model: str) -> None:
    recipient = replace(line.recipient, models=(pattern,))
    assert replace(line, recipient=recipient)._model() == model


def test_where_the_policy_lets_everything_through_everything_is_planted(tmp_path: Path) -> None:
    policy = POLICY.replace("upstream: surrogate", "upstream: allow")
    line = at(found(tmp_path, policy=policy), "/v1/embeddings")
    assert line._values() == VALUES
    assert "/input" in leaks(line.fields())


@pytest.mark.parametrize("wire", ["anthropic", "gemini", "ollama"])
def test_requests_of_every_endpoint_get_as_far_as_leaving(tmp_path: Path, wire: str) -> None:
    for line in found(tmp_path, gateway=GATEWAY.replace("wire: openai", f"wire: {wire}")):
        texts = (field for field in line.fields() if field.how == "new field")
        assert next(texts).outcome == "replaced", line.endpoints


def test_every_endpoint_of_the_recipients_wire_is_there(tmp_path: Path) -> None:
    gateway = GATEWAY.replace("wire: openai", "wire: azure")
    azure = list(found(tmp_path, gateway=gateway))
    assert {each.wire.name for each in azure} == {"azure"}
    chat = next(each for each in azure if each.wire.path.endswith("/chat/completions"))
    fields: dict[str, Any] = {field.pointer: field for field in chat.fields()}
    assert fields["path"].outcome == "content_blocked"
    assert fields["?api-version"].outcome == "invalid_request"
    assert not any(field.leak for field in fields.values())

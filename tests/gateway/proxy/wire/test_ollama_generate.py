"""Every leaf of a request to Ollama's generate is examined, and can be replaced."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.errors import InvalidRequest, Refused
from gateway.proxy.wire.ollama_generate import read_request
from tests.coverage.driven import Driver
from tests.gateway.proxy.wire.asking import (
    check_golden,
    driver,
    leaves,
    planted,
    read_by,
    refusals,
)
from tests.golden.requests import Request
from tests.golden.requests_ollama_chat import REQUESTS

REQUEST: dict[str, Any] = {
    "model": "llama3.2",
    "prompt": "Why is it blue?",
    "suffix": "And that is why.",
    "system": "You help.",
    "template": "{{ .Prompt }}",
    "format": {"type": "object", "properties": {"reason": {"type": "string"}}},
    "raw": False,
    "width": 512,
    "options": {"stop": "END now"},
    "brand_new": {"setting": "value of it"},
}


def test_each_leaf_is_read_as_what_it_is() -> None:
    assert leaves(read_by(read_request, REQUEST)) == [
        ("/model", "fixed", "fixed", "llama3.2"),
        ("/prompt", "text", "talk", "Why is it blue?"),
        ("/suffix", "text", "talk", "And that is why."),
        ("/system", "text", "talk", "You help."),
        ("/template", "text", "talk", "{{ .Prompt }}"),
        ("/format/*", "fixed", "fixed", "reason"),
        ("/options/stop", "text", "talk", "END now"),
        ("", "fixed", "fixed", "brand_new"),
        ("/*", "fixed", "fixed", "setting"),
        ("/*/*", "text", "talk", "value of it"),
    ]


def test_the_prompt_is_a_message_of_the_person() -> None:
    read = read_by(read_request, REQUEST)
    assert [(message.role, message.texts) for message in read.messages] == [
        ("user", ("Why is it blue?",)),
        ("user", ("And that is why.",)),
        ("system", ("You help.",)),
    ]
    assert read.stored(read.messages[0].parts, role="user") == (
        '{"role":"user","content":"Why is it blue?"}'
    )


def test_a_value_that_is_cut_over_prompt_and_suffix_is_read_as_one() -> None:
    read = read_by(read_request, {"model": "m", "prompt": "It is 4111 11", "suffix": "11 1111"})
    assert [(group.slots, group.joiner) for group in read.groups[:2]] == [
        ((0, 1), "\n"),
        ((0, 1), ""),
    ]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Driver:
    return driver(tmp_path_factory.mktemp("ollama"), "/api/generate")


def test_no_canary_leaves_from_any_place(running: Driver) -> None:
    found = planted(running, REQUEST)
    assert found.leaks == []
    assert found.plants > 150
    assert found.words["sent"] > 100


def test_what_the_table_refuses_is_refused(running: Driver) -> None:
    assert set(refusals(running)) == {"not_examinable"}


@pytest.mark.parametrize(
    "request_",
    [each for each in REQUESTS if each.path == "/api/generate"],
    ids=lambda each: each.name,
)
def test_golden_requests(running: Driver, request_: Request) -> None:
    outcome = check_golden(running, request_)
    assert outcome.sent is None or outcome.sent.url.endswith("/api/generate")


@pytest.mark.parametrize("context", [[1212, 318], [], "tokens", {"a": 1}, 7])
def test_a_conversation_as_tokens_is_refused(context: Any) -> None:
    with pytest.raises(Refused) as refusal:
        read_by(read_request, {**REQUEST, "context": context})
    assert (refusal.value.code, refusal.value.details) == (
        "not_examinable",
        {"pointer": "/context"},
    )


def test_no_tokens_are_none() -> None:
    assert read_by(read_request, {**REQUEST, "context": None}).messages


@pytest.mark.parametrize(
    "change",
    [
        {"prompt": None},
        {"prompt": 7},
        {"prompt": ["a"]},
        {"suffix": {"a": 1}},
        {"system": ["a"]},
        {"template": 7},
        {"images": "x"},
        {"Context": [1]},
        {"Images": ["x"]},
        {"PROMPT": "x"},
    ],
)
def test_wrong_types_and_spellings_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read_by(read_request, {**REQUEST, **change})
    assert refusal.value.status == 400


def test_a_body_without_a_prompt_is_refused() -> None:
    with pytest.raises(InvalidRequest):
        read_by(read_request, {"model": "m", "keep_alive": 0})

"""Every leaf of a text completions request is examined, and can be replaced."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.errors import InvalidRequest, Refused
from gateway.proxy.wire.openai_completions import read_request
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
from tests.golden.requests_openai_others import REQUESTS

REQUEST: dict[str, Any] = {
    "model": "gpt-3.5-turbo-instruct",
    "prompt": ["Say this", "and that"],
    "suffix": "no more",
    "max_tokens": 4096,
    "seed": 12345678901,
    "stop": ["stop here"],
    "logit_bias": {"50256": -100},
    "stream": True,
    "stream_options": {"include_usage": True},
    "echo": False,
    "brand_new": "words of it",
}


def test_each_leaf_is_read_as_what_it_is() -> None:
    read = read_by(read_request, REQUEST)
    assert leaves(read) == [
        ("/model", "fixed", "fixed", "gpt-3.5-turbo-instruct"),
        ("/prompt/0", "text", "talk", "Say this"),
        ("/prompt/1", "text", "talk", "and that"),
        ("/suffix", "text", "talk", "no more"),
        ("/seed", "fixed", "fixed", "12345678901"),
        ("/stop/0", "text", "talk", "stop here"),
        ("/logit_bias", "fixed", "fixed", "50256"),
        ("/logit_bias/*", "fixed", "fixed", "-100"),
        ("", "fixed", "fixed", "brand_new"),
        ("/*", "text", "talk", "words of it"),
    ]
    assert (read.stream, read.switched, read.switches_set) == (True, False, True)


def test_the_prompts_are_one_message_of_the_person() -> None:
    read = read_by(read_request, REQUEST)
    assert [(message.role, message.texts) for message in read.messages] == [
        ("user", ("Say thisand that",)),
        ("user", ("no more",)),
    ]
    assert read.stored(read.messages[0].parts, role="user") == (
        '{"role":"user","content":["Say this","and that"]}'
    )


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Driver:
    return driver(tmp_path_factory.mktemp("completions"), "/v1/completions")


def test_no_canary_leaves_from_any_place(running: Driver) -> None:
    found = planted(running, REQUEST)
    assert found.leaks == []
    assert found.plants > 150
    assert found.words["sent"] > 75


def test_what_the_table_refuses_is_refused(running: Driver) -> None:
    found = refusals(running)
    assert found
    assert set(found) == {"not_examinable"}


@pytest.mark.parametrize(
    "request_",
    [each for each in REQUESTS if each.path == "/v1/completions"],
    ids=lambda each: each.name,
)
def test_golden_requests(running: Driver, request_: Request) -> None:
    check_golden(running, request_)


def test_a_deployment_names_the_model(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = "/openai/deployments/some-model/completions"
    outcome = driver(tmp_path_factory.mktemp("azure"), path).run({"prompt": "Say this"})
    assert outcome.sent is not None
    assert outcome.sent.url.endswith(path)
    assert (outcome.sent.key_header, outcome.sent.key_prefix) == ("api-key", "")


@pytest.mark.parametrize(
    "prompt", [[1212, 318], [[1212, 318], [257]], ["text", 7], ["text", [7]], [True]]
)
def test_tokens_are_refused(prompt: Any) -> None:
    with pytest.raises(Refused) as refusal:
        read_by(read_request, {**REQUEST, "prompt": prompt})
    assert refusal.value.code == "not_examinable"
    assert refusal.value.details["pointer"].startswith("/prompt/")


@pytest.mark.parametrize(
    "change",
    [
        {"prompt": None},
        {"prompt": 7},
        {"prompt": True},
        {"prompt": {"text": "x"}},
        {"prompt": [{"text": "x"}]},
        {"suffix": ["x"]},
        {"model": None},
        {"stream": "yes"},
        {"stream_options": "x"},
        {"user": 7},
        {"User": "x"},
        {"LOGPROBS": 5},
    ],
)
def test_wrong_types_and_spellings_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read_by(read_request, {**REQUEST, **change})
    assert refusal.value.status == 400


def test_so_many_prompts_and_no_more() -> None:
    assert read_by(read_request, {**REQUEST, "prompt": ["x"] * 128}).messages
    with pytest.raises(InvalidRequest) as refusal:
        read_by(read_request, {**REQUEST, "prompt": ["x"] * 129})
    assert refusal.value.status == 413


@pytest.mark.parametrize("value", [5, 0, True])
def test_log_probabilities_are_not_asked_for(value: Any) -> None:
    read = read_by(read_request, {**REQUEST, "logprobs": value})
    assert read.switched
    assert json.loads(read.body()) == REQUEST


def test_a_cache_key_goes_no_further_and_names_nobody() -> None:
    read = read_by(read_request, {**REQUEST, "prompt_cache_key": "jane.doe@example.com"})
    assert (read.user, read.pseudonym) == (None, None)
    assert json.loads(read.body()) == REQUEST


@pytest.mark.parametrize("field", ["user", "safety_identifier"])
def test_who_is_named_goes_no_further(field: str) -> None:
    read = read_by(read_request, {**REQUEST, field: "jane.doe@example.com"})
    assert read.user == "jane.doe@example.com"
    assert json.loads(read.body()) == REQUEST
    assert read.pseudonym is not None
    assert (read.pseudonym[0] is read.root, read.pseudonym[1]) == (True, "user")

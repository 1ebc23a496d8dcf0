"""Golden requests pass as they came, but for switches and what is found in them."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from detectors import Engine
from gateway.proxy.wires import find_wire
from tests.coverage.canaries import Canary
from tests.coverage.driven import Driver
from tests.coverage.leaks import check, plants, sampled
from tests.golden import (
    requests_anthropic_messages,
    requests_gemini_generate,
    requests_ollama_chat,
    requests_openai_chat,
    requests_openai_others,
    requests_openai_responses,
)
from tests.golden.requests import Json, Request, data_url, in_base64, spelled, without

NewDriver = Callable[[str], Driver]
MODULES = (
    requests_openai_chat,
    requests_openai_responses,
    requests_openai_others,
    requests_anthropic_messages,
    requests_gemini_generate,
    requests_ollama_chat,
)
ALL = [
    pytest.param(request, id=f"{module.__name__.rpartition('requests_')[2]}: {request.name}")
    for module in MODULES
    for request in module.REQUESTS
    if find_wire(request.path) is not None
]


@pytest.fixture(scope="module")
def new_driver(tmp_path_factory: pytest.TempPathFactory) -> NewDriver:
    engine = Engine()
    made: dict[str, Driver] = {}

    def driver(path: str) -> Driver:
        if path not in made:
            made[path] = Driver(tmp_path_factory.mktemp("golden") / "config", engine, path=path)
        return made[path]

    return driver


def at(tree: Any, pointer: str) -> tuple[Any, Any]:
    """The holder and the key of a pointer."""
    *steps, last = pointer.split("/")[1:]
    for step in steps:
        tree = tree[int(step) if isinstance(tree, list) else step]
    return tree, last


def with_seals(request: Request, driver: Driver) -> Json:
    """The body as a client has it, who got the provider's own strings under seals."""
    body = copy.deepcopy(request.body)
    for pointer, over in request.opaque.items():
        holder, key = at(body, pointer)
        text = ""
        if over is not None:
            above, name = at(body, over)
            text = above[name]
        holder[key] = driver.seals.close(holder[key], over=text, recipient=driver.recipient)
    return body


@pytest.mark.parametrize("request_", ALL)
def test_what_leaves(request_: Request, new_driver: NewDriver) -> None:
    driver = new_driver(request_.path)
    outcome = driver.run(spelled(with_seals(request_, driver)))
    if request_.refused is not None:
        assert outcome.word == request_.refused
        return
    assert outcome.sent is not None, (outcome.word, outcome.refused, outcome.broken)
    if request_.values:
        for value in request_.values:
            assert outcome.leaks(Canary(value)) == []
        assert outcome.sent.body != request_.source
    elif request_.sent is not None or request_.opaque:
        sent = json.loads(outcome.sent.body)
        if request_.pseudonym is not None:
            holder, key = at(sent, request_.pseudonym)
            assert re.fullmatch("[0-9a-f]{40}", holder.pop(key))
        assert sent == (request_.sent or request_.body)
    else:
        assert outcome.sent.body == request_.source


@pytest.mark.parametrize("request_", ALL)
def test_no_canary_leaves_from_any_place(request_: Request, new_driver: NewDriver) -> None:
    driver = new_driver(request_.path)
    found = check(driver, sampled(plants([with_seals(request_, driver)]), every=5))
    assert found.leaks == [], str(found)
    assert found.plants > 10


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_the_requests_of_a_wire_differ(module: Any) -> None:
    names = [request.name for request in module.REQUESTS]
    assert len(set(names)) == len(names) >= 8
    assert any(request.values for request in module.REQUESTS)


def test_spelling() -> None:
    body = {"a": "é", "b": [1.0, None]}
    assert spelled(body) == '{"a":"é","b":[1.0,null]}'.encode()
    assert without(body, "a", c=2) == {"b": [1.0, None], "c": 2}
    assert data_url("hi", "text/plain") == "data:text/plain;base64," + in_base64("hi")

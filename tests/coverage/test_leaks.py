"""No canary leaves in any request of any wire, whatever place it was planted in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest
from hypothesis import settings

from detectors import Engine
from gateway.proxy.wires import WIRES as ENDPOINTS
from gateway.proxy.wires import find_wire
from tests.coverage.canaries import ALL, CARD, MAIL, Canary
from tests.coverage.driven import Driver
from tests.coverage.leaks import check, only, outcomes, plants, sampled
from tests.coverage.planter import doubled, planted
from tests.coverage.requests import WIRES, requests

NewDriver = Callable[..., Driver]
DEEP = settings().max_examples > 1000
CHAT = "/v1/chat/completions"
# In a short run each so manyth plant, a prime; in a deep one all of them.
EVERY = {
    "openai_chat": 5,
    "openai_responses": 31,
    "anthropic_messages": 47,
    "anthropic_count_tokens": 97,
    "anthropic_beta": 211,
    "gemini_generate": 13,
    "gemini_count_tokens": 43,
    "gemini_embed": 5,
    "gemini_batch_embed": 7,
    "ollama_chat": 2,
}
# The least share of requests that are sent; of the beta's, most hold tools of the provider.
SENT = {"openai_chat": 0.8, "anthropic_beta": 0.1}
NAMES = [name for name, each in WIRES.items() if find_wire(each.path) is not None]
# The default policy, and one that lets pass what a policy can let pass.
OPEN = {
    "provider_state: refuse": "provider_state: allow\nprovider_state_retention: conversation",
    "images: block ": "images: unsafe_allow ",
    "audio: block ": "audio: unsafe_allow ",
}
# What a provider does with its own tools and files cannot be examined by anybody else.
REFUSALS = ("not_examinable", "provider_state_refused", "invalid_request")
POLICIES: dict[str, dict[str, str]] = {"default": {}, "open": OPEN}


@pytest.fixture(scope="module")
def new_driver(tmp_path_factory: pytest.TempPathFactory) -> NewDriver:
    engine = Engine()

    def made(path: str, **options: Any) -> Driver:
        return Driver(tmp_path_factory.mktemp("leaks") / "config", engine, path=path, **options)

    return made


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("name", NAMES)
def test_nothing_leaves(name: str, policy: str, new_driver: NewDriver) -> None:
    driver = new_driver(WIRES[name].path, policy=POLICIES[policy])
    every, start = 1 if DEEP else EVERY.get(name, 1), list(POLICIES).index(policy)
    bodies = map(driver.sealed, requests(name))
    found = check(driver, sampled(plants(bodies), every=every, start=start))
    assert found.leaks == [], str(found)
    assert found.plants > 150
    # Refusals alone would prove little.
    assert found.words["sent"] > found.plants * SENT.get(name, 0.4) / 2


@pytest.mark.parametrize("name", NAMES)
def test_requests_without_a_canary_are_sent(name: str, new_driver: NewDriver) -> None:
    bodies = list(requests(name))[:: 1 if DEEP else EVERY.get(name, 1) // 30 + 1]
    driver = new_driver(WIRES[name].path)
    words = outcomes(driver, map(driver.sealed, bodies))
    assert set(words) <= {"sent", *REFUSALS}, words
    assert words["sent"] > words.total() * SENT.get(name, 0.4), words
    assert words["invalid_request"] <= words.total() * 0.02, words


@pytest.mark.parametrize("name", NAMES)
def test_a_key_twice_is_refused(name: str, new_driver: NewDriver) -> None:
    driver = new_driver(WIRES[name].path)
    bodies = [twice for body in requests(name) for twice in doubled(body, MAIL)]
    words = outcomes(driver, bodies[:: 1 if DEEP else len(bodies) // 200 + 1])
    assert words["sent"] == 0
    assert set(words) <= {"duplicate_key"}, words


@pytest.mark.parametrize("canary", [CARD.squeezed, MAIL.text, f"gpt-{CARD.squeezed}"])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        (
            "/openai/deployments/{}/chat/completions",
            {"messages": [{"role": "user", "content": "hello"}]},
        ),
        (
            "/v1beta/models/{}:generateContent",
            {"contents": [{"role": "user", "parts": [{"text": "hello"}]}]},
        ),
    ],
)
def test_a_model_in_the_path_is_examined(
    path: str, body: Any, canary: str, new_driver: NewDriver
) -> None:
    assert new_driver(path.format("some-model")).run(body).word == "sent"
    outcome = new_driver(path.format(canary)).run(body)
    assert outcome.word == "content_blocked"
    assert outcome.leaks(CARD) + outcome.leaks(MAIL) == []


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.path)
@pytest.mark.parametrize("canary", ALL, ids=lambda canary: canary.text[:4])
def test_no_header_or_parameter_that_goes_on_can_hold_a_value(
    endpoint: Any, canary: Canary
) -> None:
    forms = [*endpoint.forwards.values(), *endpoint.query.values()]
    for form in forms:
        for value in (canary.text, canary.squeezed, f"{canary.squeezed}-1"):
            assert re.fullmatch(form, value) is None, form


def test_a_wire_that_forgets_a_leaf_is_caught(new_driver: NewDriver) -> None:
    driver = new_driver(CHAT)
    original = driver.wire.read_request

    def forgetful(body: bytes, options: Any) -> Any:
        document = original(body, options)
        document.slots = [
            slot for slot in document.slots if not slot.segment.pointer.endswith("/name")
        ]
        document.groups = []
        return document

    driver.wire = replace(driver.wire, read_request=forgetful)
    body = {"model": "m", "messages": [{"role": "user", "content": "hello", "name": "someone"}]}
    found = check(driver, planted(body, only(MAIL)))
    assert "/messages/*[role=user]/name (whole, jane...): sent" in found.leaks
    assert not any("/content" in leak for leak in found.leaks)


def test_each_place_is_planted_once_for_each_canary() -> None:
    body = {"messages": [{"role": "user", "content": "x"}] * 3}
    found = [str(each) for each in plants([body, body])]
    assert len(set(found)) == len(found)
    whole = [each for each in found if each.startswith("/messages/*[role=user]/content (whole,")]
    assert len(whole) == len(ALL)
    assert sum("/content (number," in each for each in found) == 1


@pytest.mark.parametrize(("every", "start"), [(1, 0), (7, 0), (7, 3), (7, 10)])
def test_samples(every: int, start: int) -> None:
    everything = [str(each) for each in islice(plants(requests("openai_chat")), 100)]
    some = sampled(islice(plants(requests("openai_chat")), 100), every=every, start=start)
    assert [str(each) for each in some] == everything[start % every :: every]


def test_every_endpoint_is_checked() -> None:
    checked = {found[0].path for name in NAMES if (found := find_wire(WIRES[name].path))}
    # The others are the same tables under another address.
    again = re.compile(r"/openai/|/v1/models/|.*:stream\w+\Z")
    assert {each.path for each in ENDPOINTS if not again.match(each.path)} == checked

"""An exchange up to what it sends, and what can be read there."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from detectors import Engine
from gateway.errors import Refused
from gateway.proxy.commands import Send
from tests.coverage.canaries import CARD, MAIL
from tests.coverage.driven import Driver, Outcome, reads_in_send

PATH = "/v1/chat/completions"
DEPLOYMENT = "/openai/deployments/{}/chat/completions"


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Driver:
    return Driver(tmp_path_factory.mktemp("driven") / "config", Engine(), path=PATH)


def body(content: Any) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": content}]}


def test_what_is_sent_without_a_finding_is_what_came(driver: Driver) -> None:
    source = json.dumps(body("hello there"), indent=1).encode()
    outcome = driver.run(source)
    assert outcome.sent is not None
    assert outcome.sent.body == source
    assert (outcome.word, outcome.leaks(MAIL)) == ("sent", [])


def test_seals_on_what_the_provider_made(driver: Driver) -> None:
    body = {
        "a": [{"type": "thinking", "thinking": "hm", "signature": "c2lnbmVk"}],
        "b": {"type": "redacted_thinking", "data": "c2lnbmVk"},
        "c": {"type": "image", "data": "c2lnbmVk", "encrypted_content": None},
    }
    sealed = driver.sealed(body)
    assert body["b"] == {"type": "redacted_thinking", "data": "c2lnbmVk"}
    assert sealed["c"] == body["c"]
    own = ("c2lnbmVk", driver.recipient)
    assert driver.seals.open(sealed["b"]["data"]) == own
    assert driver.seals.open(sealed["a"][0]["signature"], over="hm") == own
    assert driver.seals.open(sealed["a"][0]["signature"]) is None


def test_a_model_in_the_path(tmp_path: Path) -> None:
    driver = Driver(tmp_path / "config", Engine(), path=DEPLOYMENT.format("some-model"))
    outcome = driver.run({"messages": [{"role": "user", "content": "hello"}]})
    assert outcome.sent is not None
    assert outcome.sent.url.endswith("/deployments/some-model/chat/completions")


def test_a_finding_is_rewritten_in_what_is_sent_and_recorded(driver: Driver) -> None:
    outcome = driver.run(body(f"I am {MAIL.text}"))
    assert outcome.sent is not None
    assert b"EMAIL_ADDRESS_" in outcome.sent.body
    assert len(outcome.recorded) == 1
    assert outcome.leaks(MAIL) == []


@pytest.mark.parametrize(
    ("wrong", "word"),
    [(b"{", "invalid_json"), (body([{"type": "image_url"}]), "not_examinable"), ([], "invalid")],
)
def test_a_refusal(driver: Driver, wrong: Any, word: str) -> None:
    outcome = driver.run(wrong)
    assert outcome.sent is None
    assert outcome.word.startswith(word)
    assert outcome.recorded == []


def test_an_error_that_is_no_refusal(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "_answer", lambda command: None)
    outcome = driver.run(body("hello"))
    assert outcome.word == "AttributeError"
    assert outcome.leaks(MAIL) == ["broken: AttributeError"]


@pytest.mark.parametrize(
    ("fields", "canary", "found"),
    [
        ({"body": b'{"a": "jane.doe\\u0040example.com"}'}, MAIL, True),
        ({"url": "https://host/models/jane.doe%40example.com"}, MAIL, True),
        ({"headers": {"x-user": "4111111111111111"}}, CARD, True),
        ({"headers": {"4111-1111-1111-1111": "x"}}, CARD, True),
        ({"body": b'{"a": "jane"}'}, MAIL, False),
    ],
)
def test_reading_what_is_sent(fields: dict[str, Any], canary: Any, found: bool) -> None:
    given: dict[str, Any] = {"url": "https://host", "headers": {}, "body": b"{}", **fields}
    send: Any = SimpleNamespace(**given)  # only egress makes a Send
    assert reads_in_send(send, canary) is found
    assert set(given) <= set(Send.__annotations__)


def test_an_error_that_quotes_the_value() -> None:
    outcome = Outcome(refused=Refused("x", f"It says {MAIL.text}.", status=422, details={}))
    assert outcome.leaks(MAIL) == ["error"]
    outcome = Outcome(refused=Refused("x", "y", status=422, details={"a": [MAIL.text]}))
    assert outcome.leaks(MAIL) == ["error"]
    assert Outcome(refused=Refused("x", "y", status=422, details={})).leaks(MAIL) == []

"""Delivery: signed, repeated until taken, given up after a month, and never elsewhere."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from gateway.policy_rights import Webhook, Webhooks
from gateway.rights.outbox import GIVE_UP, Outbox, signature
from gateway.storage.database import DatabaseStore
from gateway.storage.outbox_rows import put, untaken
from tests.gateway.consent import desks
from tests.gateway.storage.samples import CANARY, MASTER, START
from tests.gateway.storage.test_outbox_rows import MESSAGE, MINUTE

SECRET = b"secret-of-the-webhook"
HOOKS = Webhooks(
    rights=Webhook(url="https://controller.example/hook", secret_env="RIGHTS"),
    recipients={"model": Webhook(url="https://model.example/hook", secret_env="MODEL")},
)
MAIN = replace(MESSAGE, tenant="main")


class Receiver:
    """Answers as it is told, and keeps what came."""

    def __init__(self, *answers: int | None) -> None:
        self.answers = list(answers)
        self.calls: list[tuple[str, bytes, Mapping[str, str]]] = []

    async def post(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> int | None:
        self.calls.append((url, body, headers))
        return self.answers.pop(0) if self.answers else 204


def delivered(
    directory: Path, receiver: Receiver, *messages: Any, at: tuple[datetime, ...] = (START,)
) -> tuple[list[int], int]:
    """How many were taken in each run, and how many are left."""

    async def scenario() -> tuple[list[int], int]:
        store = DatabaseStore.in_directory(directory / "data", master_key=MASTER)
        await store.open()
        try:
            for each in messages:
                await store.act(lambda transaction, each=each: put(transaction, each))  # type: ignore[misc]
            tenants = {"main": replace(desks.tenant("main"), webhooks=HOOKS)}
            outbox = Outbox(
                store=store,
                tenants=tenants,
                secrets={"RIGHTS": SECRET, "MODEL": SECRET[::-1]},
                post=receiver.post,
            )
            taken = [await outbox.run(now) for now in at]
            return taken, await store.act(lambda each: untaken(each, messages[0].tenant))
        finally:
            await store.close()

    return asyncio.run(scenario())


def test_a_message_is_signed_and_goes(tmp_path: Path) -> None:
    receiver = Receiver(200)
    body = {"type": "RightsForwarded", "words": "Grüße"}
    assert delivered(tmp_path, receiver, replace(MAIN, body=body)) == ([1], 0)
    ((url, sent, headers),) = receiver.calls
    assert (url, json.loads(sent)) == ("https://controller.example/hook", body)
    assert headers["X-Discreet-Message"] == "m1"
    stamp, code = headers["X-Discreet-Signature"].split(",")
    expected = hmac.new(SECRET, stamp[2:].encode() + b"." + sent, "sha256").hexdigest()
    assert (stamp, code) == (f"t={int(START.timestamp())}", f"v1={expected}")


def test_what_is_not_taken_is_sent_again(tmp_path: Path) -> None:
    receiver = Receiver(500, 302, None, 404, 200)
    times = tuple(START + timedelta(hours=hour) for hour in range(6))
    assert delivered(tmp_path, receiver, MAIN, at=times) == ([0, 0, 0, 0, 1, 0], 0)
    assert len(receiver.calls) == 5
    assert {each[2]["X-Discreet-Message"] for each in receiver.calls} == {"m1"}


def test_it_is_not_sent_before_its_time(tmp_path: Path) -> None:
    receiver = Receiver(500, 500)
    times = (START, START + MINUTE / 2, START + MINUTE, START + 2 * MINUTE)
    assert delivered(tmp_path, receiver, MAIN, at=times) == ([0, 0, 0, 0], 1)
    assert len(receiver.calls) == 2


def test_after_a_month_nobody_waits(tmp_path: Path) -> None:
    receiver = Receiver(500, 500)
    assert delivered(tmp_path, receiver, MAIN, at=(START, START + GIVE_UP)) == ([0, 0], 0)


def test_a_recipient_has_its_own_else_the_controllers(tmp_path: Path) -> None:
    receiver = Receiver()
    mine = replace(MAIN, target="recipient:model")
    other = replace(MAIN, message_id="m2", target="recipient:claude")
    assert delivered(tmp_path, receiver, mine, other) == ([2], 0)
    assert [url for url, _, _ in receiver.calls] == [
        "https://model.example/hook",
        "https://controller.example/hook",
    ]


def test_many_go_in_one_run(tmp_path: Path) -> None:
    receiver = Receiver()
    messages = [replace(MAIN, message_id=f"m{number}") for number in range(45)]
    assert delivered(tmp_path, receiver, *messages) == ([45], 0)


def test_who_has_no_webhook_is_called_nowhere(tmp_path: Path) -> None:
    receiver = Receiver()
    assert delivered(tmp_path, receiver, MESSAGE) == ([0], 1)
    assert receiver.calls == []


def test_a_signature_is_of_time_body_and_secret() -> None:
    first = signature(SECRET, b"a", now=START)
    assert first != signature(SECRET, b"b", now=START)
    assert first != signature(SECRET, b"a", now=START + MINUTE)
    assert first != signature(b"x" * 16, b"a", now=START)
    assert CANARY not in repr(MAIN)

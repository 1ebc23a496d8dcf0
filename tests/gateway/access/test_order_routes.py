"""Instructions and integrations over HTTP, on a served gateway of a processor."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.access.processor import PROCESSOR, instruct, switch
from tests.gateway.serving import RECIPIENT, SUBJECT, Serving, serving
from tests.gateway.streaming import Streams, until
from tests.simulators.drip import Drip
from tests.simulators.upstream import Upstream

Pair = tuple[Serving, Upstream]
PATH = f"/privacy/integrations/{RECIPIENT}"
WANTED = {
    "kinds": ["holds"],
    "given_by": "contact",
    "reference": "DPA-1",
    "until": "2999-01-01T00:00:00Z",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    directory = tmp_path_factory.mktemp("processor")
    with (
        Upstream() as upstream,
        serving(upstream.url, directory, policy=PROCESSOR) as gateway,
    ):
        yield gateway, upstream


def test_a_recipient_is_refused_before_allowed_after_and_refused_once_off(served: Pair) -> None:
    gateway, upstream = served
    gateway.opt_in("ada")
    before = gateway.chat("hello", subject="ada")
    assert (before.status, before.code) == (403, "recipient_refused")
    assert before.json()["error"]["reasons"] == ["not_switched_on"]
    assert not upstream.requests
    shown = switch(gateway, on=True)
    assert (shown["on"], shown["needs_switch"]) == (True, True)
    assert gateway.chat("hello", subject="ada").status == 200
    assert len(upstream.requests) == 1
    assert switch(gateway, on=False)["on"] is False
    after = gateway.chat("hello", subject="ada")
    assert (after.status, after.code) == (403, "recipient_refused")
    assert len(upstream.requests) == 1
    [listed] = gateway.call("GET", "/privacy/integrations", key="auditor").json()["integrations"]
    assert (listed["recipient"], listed["on"]) == (RECIPIENT, False)


def test_switching_off_cuts_an_open_stream(tmp_path: Path) -> None:
    with Drip() as model, serving(model.url, tmp_path, policy=PROCESSOR) as gateway:
        gateway.opt_in()
        switch(gateway, on=True)
        key = gateway.keys["chat"]

        async def go() -> Streams:
            streams = Streams(gateway.url)
            await streams.open({"authorization": f"Bearer {key}", "x-discreet-subject": SUBJECT})
            await until(lambda: len(streams.streams[0].events) > 2)
            await asyncio.to_thread(switch, gateway, on=False)
            await streams.ended(seconds=5)
            await until(lambda: model.open == 0, seconds=5)
            return streams

        streamed = asyncio.run(go()).streams[0]
    last = streamed.events[-1]
    assert last["error"]["code"] == "recipient_refused"
    assert last["error"]["reasons"] == ["not_switched_on"]


def test_another_tenants_switch_is_not_moved(served: Pair) -> None:
    gateway, _ = served
    switch(gateway, on=True)
    [theirs] = gateway.call("GET", "/privacy/integrations", key="other-admin").json()[
        "integrations"
    ]
    assert theirs["on"] is False
    switch(gateway, on=False)


def test_a_change_needs_an_instruction_that_stands_and_is_for_it(served: Pair) -> None:
    gateway, _ = served
    refused = gateway.call("POST", PATH, {"on": True}, key="admin")
    assert (refused.status, refused.code) == (403, "instruction_needed")
    assert refused.json()["error"]["kind"] == "integrations"
    for named in (
        instruct(gateway, "holds"),
        instruct(
            gateway,
            "integrations",
            **{"from": "2998-01-01T00:00:00Z"},
            until="2998-02-01T00:00:00Z",
        ),
        instruct(gateway, "integrations", key="other-admin"),
        "unknown",
        "é",
        "x" * 65,
    ):
        with_header = {"x-discreet-instruction": named.encode().decode("latin-1")}
        again = gateway.call("POST", PATH, {"on": True}, headers=with_header, key="admin")
        assert (again.status, again.code) == (403, "instruction_needed")
    good = instruct(gateway, "integrations", "holds")
    header = {"x-discreet-instruction": good}
    assert gateway.call("POST", PATH, {"on": True}, headers=header, key="admin").status == 200
    revoked = gateway.call("POST", f"/privacy/instructions/{good}/revoke", key="admin")
    assert (revoked.status, revoked.json()["stands"]) == (200, False)
    last = gateway.call("POST", PATH, {"on": False}, headers=header, key="admin")
    assert (last.status, last.code) == (403, "instruction_needed")
    switch(gateway, on=False)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/privacy/holds", {"matter": "x", "authority": "y", "review_at": "2999-01-01T00:00:00Z"}),
        ("/privacy/holds/a/release", None),
        ("/privacy/requests", {"kind": "withdrawal", "subject": "ada"}),
        ("/privacy/requests", {"kind": "restriction", "subject": "ada"}),
        ("/privacy/requests/a/verify", {"method": "officer"}),
        ("/privacy/requests/a/approve", {}),
        ("/privacy/requests/a/reject", {}),
        ("/privacy/events", {"type": "account_closed", "subject": "ada"}),
        ("/privacy/reports/a/confirm", None),
        ("/privacy/deaths", {"subject": "ada"}),
        ("/privacy/conversations/a/undo", None),
    ],
)
def test_every_administrative_change_needs_one(served: Pair, path: str, body: Any) -> None:
    gateway, _ = served
    refused = gateway.call("POST", path, body, key="privacy_officer")
    assert (refused.status, refused.code) == (403, "instruction_needed")


def test_what_people_and_back_ends_do_needs_none(served: Pair) -> None:
    gateway, _ = served
    body = {"type": "event:order_sent", "subject": "ada"}
    assert gateway.call("POST", "/privacy/events", body, key="consent").status == 201
    gateway.opt_in("eve")
    asked = {"kind": "withdrawal", "subject": "eve", "authenticated": True}
    filed = gateway.call("POST", "/privacy/requests", asked, key="consent")
    assert filed.status == 201, filed.body
    minted = gateway.call("POST", "/privacy/subject-tokens", {"subject": "eve"}, key="chat").json()
    own = gateway.call("POST", "/privacy/requests", {"kind": "access"}, key=minted["token"])
    assert own.status == 201, own.body
    # Whoever sees a child says so: it protects the child, and an officer's word undoes it.
    seen = {"subject": "eve", "reason": "under_age"}
    assert gateway.call("POST", "/privacy/reports", seen, key="support").status == 201


def test_an_officer_files_on_an_instruction(served: Pair) -> None:
    gateway, _ = served
    gateway.opt_in("fay")
    asked = {"kind": "withdrawal", "subject": "fay", "details": {}}
    given = {"x-discreet-instruction": instruct(gateway, "rights")}
    filed = gateway.call("POST", "/privacy/requests", asked, key="admin", headers=given)
    assert filed.status == 201, filed.body


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kinds": ["everything"]}, "kinds"),
        ({"kinds": []}, "kinds"),
        ({"given_by": "Ada Lovelace"}, "given_by"),
        ({"reference": "<b>"}, "reference"),
        ({"reference": "a\u0000b"}, "reference"),
        ({"until": "soon"}, "until"),
        ({"until": "2020-01-01T00:00:00Z"}, "until"),
        ({"from": "2000-01-01T00:00:00Z"}, "until"),
        ({"from": "2999-01-01T00:00:00Z"}, "until"),
        ({"from": 1}, "from"),
        ({"given_by": None}, "given_by"),
    ],
)
def test_bad_instructions_are_refused(served: Pair, change: dict[str, Any], field: str) -> None:
    gateway, _ = served
    refused = gateway.call("POST", "/privacy/instructions", WANTED | change, key="admin")
    assert refused.status == 422
    assert refused.json()["error"]["fields"] == [field]


def test_unknown_things_are_not_found(served: Pair) -> None:
    gateway, _ = served
    header = {"x-discreet-instruction": instruct(gateway, "integrations")}
    for method, path, body in (
        ("POST", "/privacy/instructions/none/revoke", None),
        ("POST", "/privacy/instructions/%2e/revoke", None),
        ("POST", "/privacy/integrations/nobody", {"on": True}),
        ("POST", "/privacy/integrations/%00", {"on": True}),
    ):
        answered = gateway.call(method, path, body, key="admin", headers=header)
        assert answered.status == 404, path


def uses(gateway: Serving, instruction: str) -> int:
    """Entries of the audit log that say that an instruction was used."""
    log = sqlite3.connect(gateway.directory / "discreet.db")
    bodies = [json.loads(body) for (body,) in log.execute("SELECT body FROM audit_entry")]
    log.close()
    return sum(
        each["act"] == "instruction.used" and instruction in json.dumps(each) for each in bodies
    )


def test_the_audit_log_says_on_which_instruction_a_change_was_made(served: Pair) -> None:
    gateway, _ = served
    named = instruct(gateway, "holds")
    header = {"x-discreet-instruction": named}
    for path, body in (("/privacy/holds/a/release", None), ("/privacy/holds", {"matter": 1})):
        failed = gateway.call("POST", path, body, key="admin", headers=header)
        assert failed.status in (404, 422)
    assert uses(gateway, named) == 0
    hold = {"matter": "x", "authority": "y", "review_at": "2999-01-01T00:00:00Z"}
    done = gateway.call(
        "POST", "/privacy/holds", hold | {"subjects": ["ada"]}, key="admin", headers=header
    )
    assert done.status == 201, done.body
    assert uses(gateway, named) == 1

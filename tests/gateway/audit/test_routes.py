"""The endpoints: administrators get checkpoints and proofs of their own tenant's entries."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest

from detectors import Engine
from gateway.app import open_store
from gateway.audit.entry import read_body
from gateway.audit.merkle import leaf_hash, verify_consistency, verify_inclusion
from gateway.audit.note import read_checkpoint, read_key
from gateway.audit.opening import configured_log
from gateway.storage.audit_reader import AuditReader
from gateway.wiring import now
from tests.gateway.serving import Serving

CHECKPOINT = "/privacy/audit/checkpoint"


def _checkpoint(gateway: Serving) -> Any:
    """Signs one, as housekeeping does, and asks for it."""

    async def sign() -> None:
        store = open_store(gateway.settings, gateway.env)
        await store.open()
        try:
            await configured_log(gateway.settings, gateway.env, store=store).checkpoint(now())
        finally:
            await store.close()

    asyncio.run(sign())
    answered = gateway.call("GET", CHECKPOINT, key="admin")
    assert answered.status == 200
    return answered.json()


async def _entries(gateway: Serving) -> list[Any]:
    store = open_store(gateway.settings, gateway.env)
    await store.open()
    try:
        return await store.act(lambda each: AuditReader(each.connection).entries(0, most=10_000))
    finally:
        await store.close()


def test_an_entry_is_proved_over_http(gateway: Serving) -> None:
    gateway.opt_in("audited")
    shown = _checkpoint(gateway)
    key = read_key(shown["key"])
    at = read_checkpoint(shown["checkpoint"].encode(), key)
    seq = at.size - 1
    found = gateway.call("GET", f"/privacy/audit/entries/{seq}/proof", key="admin").json()
    assert set(found) == {"seq", "entry", "leaf", "proof", "checkpoint"}
    leaf = leaf_hash(found["entry"].encode())
    assert (leaf.hex(), found["checkpoint"]) == (found["leaf"], shown["checkpoint"])
    proof = [bytes.fromhex(each) for each in found["proof"]]
    verify_inclusion(leaf, seq, size=at.size, proof=proof, root=at.root)
    fields = read_body(found["entry"].encode())
    assert fields["act"] == "consent.recorded"
    assert "audited" not in found["entry"]


def test_growth_is_proved_over_http(gateway: Serving) -> None:
    first = _checkpoint(gateway)
    gateway.opt_in("audited-2")
    second = _checkpoint(gateway)
    key = read_key(first["key"])
    one, two = (read_checkpoint(each["checkpoint"].encode(), key) for each in (first, second))
    assert one.size < two.size
    path = f"/privacy/audit/consistency?from={one.size}&to={two.size}"
    found = gateway.call("GET", path, key="admin").json()
    proof = [bytes.fromhex(each) for each in found["proof"]]
    verify_consistency((one.size, one.root), (two.size, two.root), proof=proof)


def test_entries_of_other_tenants_are_not_shown(gateway: Serving) -> None:
    key = gateway.keys["other-consent"]
    body = {"subject": "someone", "tracking": "refused"}
    assert gateway.call("PATCH", "/privacy/preferences", body, key=key).status == 200
    _checkpoint(gateway)

    statuses: dict[str, set[int]] = {}
    for seq, data, _ in asyncio.run(_entries(gateway)):
        answered = gateway.call("GET", f"/privacy/audit/entries/{seq}/proof", key="admin")
        statuses.setdefault(json.loads(data)["tenant"], set()).add(answered.status)
    assert statuses == {"": {200}, "main": {200}, "other": {404}}


@pytest.mark.parametrize("path", [CHECKPOINT, "/privacy/audit/entries/0/proof"])
@pytest.mark.parametrize(("key", "status"), [("chat", 403), ("consent", 403), (None, 401)])
def test_others_are_refused(gateway: Serving, path: str, key: str | None, status: int) -> None:
    assert gateway.call("GET", path, key=key).status == status


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/privacy/audit/entries/999999/proof", 404),
        ("/privacy/audit/entries/-1/proof", 400),
        ("/privacy/audit/entries/x/proof", 400),
        ("/privacy/audit/entries/9999999999999999/proof", 400),
        ("/privacy/audit/entries/%D9%A3/proof", 400),
        ("/privacy/audit/consistency", 400),
        ("/privacy/audit/consistency?from=2&to=1", 400),
        ("/privacy/audit/consistency?from=0&to=1", 400),
        ("/privacy/audit/consistency?from=1&to=99999999", 400),
    ],
)
def test_bad_calls_are_refused(gateway: Serving, path: str, status: int) -> None:
    answered = gateway.call("GET", path, key="admin")
    assert (answered.status, "contact" in answered.body.decode()) == (status, True)


def test_the_detectors_find_nothing_in_what_a_whole_run_wrote(gateway: Serving) -> None:
    said = "I am Jane Doe, jane.doe@example.com, card 4111 1111 1111 1111"
    assert gateway.chat(said).status == 200
    assert gateway.chat(said, subject="jane.doe@example.com").status == 403
    call = {"subject": "+372 5123 4567", "reason": "under_age"}
    report = gateway.call("POST", "/privacy/reports", call, key="consent").json()
    path = f"/privacy/reports/{report['id']}/confirm"
    assert gateway.call("POST", path, key="admin").status == 200
    engine, acts = Engine(), set()
    for _, data, _ in asyncio.run(_entries(gateway)):
        acts.add(json.loads(data)["act"])
        fields = json.loads(data)
        # Random ids and hashes look like anything; no other value may look like something.
        values = [fields["act"], fields["actor"], fields["tenant"], *fields["facts"].values()]
        for value in values:
            text = re.sub(r"\b[0-9a-f]{24,64}\b|(?<=@)[0-9a-f]{12}\b", "", str(value))
            found = {hit.entity_type for hit in engine.detect(text)} - {"DATE_TIME"}
            assert (value, found) == (value, set())
        assert not re.search(r"(?i)jane|\bdoe|4111 |5123 ", data.decode())
    assert acts >= {
        *("gateway.started", "api_key.created", "consent.recorded", "disclosure.recorded"),
        *("request.refused", "report.filed", "report.decided", "person.changed"),
    }

"""What a tenant takes with it: every person, every table, no key, and hashes of all of it."""

from __future__ import annotations

import hashlib
import json
import stat
from pathlib import Path

import pytest

from gateway.access.handed_over import check_directory, hand_over
from gateway.errors import InvalidRequest
from gateway.incidents.demand import Demand, DemandWords, LegalGround
from gateway.incidents.incident import BreachKind, Incident, Reach, Source, Words
from gateway.policy_scope import PartyRole
from gateway.storage import demand_rows, incident_rows, instruction_rows, user_rows
from gateway.storage.database import DatabaseStore
from gateway.storage.transaction import Transaction
from tests.gateway.access.stored import TENANT, instruction, on_store
from tests.gateway.access.test_termination_desk import package
from tests.gateway.storage.samples import START
from tests.gateway.storage.test_carried_ends import account


def incident() -> Incident:
    return Incident(
        tenant=TENANT, incident_id="n1", source=next(iter(Source)),
        kinds=frozenset({BreachKind.CONFIDENTIALITY}), role=PartyRole.CONTROLLER,
        noticed_at=START, reach=Reach(), words=Words(description="A laptop was stolen."),
        reported_by="key", reported_at=START,
    )  # fmt: skip


def test_the_manifest_names_every_file(tmp_path: Path) -> None:
    out = tmp_path / "out"

    async def scenario(store: DatabaseStore) -> str:
        await store.act(lambda act: instruction_rows.add(act.connection, instruction()))
        handed = await hand_over(store, package(out))
        assert (handed.people, handed.kept) == (1, 0)
        return handed.sha256

    sha256 = on_store(tmp_path / "data", scenario)
    manifest = (out / "manifest.json").read_bytes()
    assert hashlib.sha256(manifest).hexdigest() == sha256
    listed = {each["path"] for each in json.loads(manifest)["files"]}
    there = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    assert there == listed | {"manifest.json"}
    tables = json.loads((out / "tenant.json").read_text())
    assert tables["tenant"] == TENANT
    [held] = tables["tables"]["instruction"]
    assert (held["reference"], held["kinds"]) == ("DPA-1", "holds,rights")
    assert (out / "csv" / "instruction.csv").is_file()
    modes = {stat.S_IMODE(path.stat().st_mode) for path in out.rglob("*") if path.is_file()}
    assert modes == {0o600}


def register(transaction: Transaction) -> None:
    for number, (subject, may_tell) in enumerate((("", True), ("subject-1", False))):
        demand = Demand(
            tenant=TENANT, demand_id=f"d{number}", ground=LegalGround.COURT_ORDER,
            received_at=START, words=DemandWords(authority="Court", asked_for="All of it"),
            recorded_by="key", recorded_at=START, subject=subject, may_tell=may_tell,
        )  # fmt: skip
        demand_rows.add(transaction, demand)
    incident_rows.add(transaction, incident())
    user_rows.add(transaction, account(1, password_hash="hash"), name_hash="hash-1")


def test_registers_go_along_with_their_words_and_users_by_name(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.act(register)
        await hand_over(store, package(tmp_path / "out"))

    on_store(tmp_path / "data", scenario, count=0)
    tables = json.loads((tmp_path / "out" / "tenant.json").read_text())["tables"]
    assert [(each["subject"], each["body"]["asked_for"]) for each in tables["demand"]] == [
        ("", "All of it"),
        ("subject-1", "All of it"),
    ]
    [held] = tables["incident"]
    assert held["body"]["description"] == "A laptop was stolen."
    assert tables["account"] == [
        {
            "user_id": "user-1",
            "name": "user1@example.org",
            "role": "admin",
            "created_at": START.isoformat(),
        }
    ]
    assert (tmp_path / "out" / "csv" / "account.csv").is_file()


def test_where_it_cannot_go(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path, tmp_path / "file", Path("/proc/none")):
        with pytest.raises(InvalidRequest):
            check_directory(place)
    check_directory(tmp_path / "new")
    assert (tmp_path / "new").is_dir()

"""The package: whole, described, readable, and harmless to whoever opens it."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from gateway.policy import Tenant
from gateway.proxy.subject import TenantKeys
from gateway.rights.data_stores import STORES
from gateway.rights.export import PORTABLE, Asked, Gathered, gather
from gateway.rights.kinds import RightKind
from gateway.rights.package import MANIFEST, build
from gateway.rights.package_data import schema_text
from gateway.settings import load_settings
from gateway.wiring import tenant_keys
from tests.gateway.rights.whole_person import CANARY, START, STRANGER, fill, opened

KEYS: TenantKeys = tenant_keys(bytes(range(32)), "acme")


@pytest.fixture(scope="module")
def tenant() -> Tenant:
    config = Path(__file__).parents[3] / "config" / "gateway.yaml"
    settings = load_settings(
        config, {"DISCREET_MASTER_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}
    )
    return replace(next(iter(settings.tenants.values())), key="acme")


def _gathered(directory: Path, tenant: Tenant, kind: RightKind) -> Gathered:
    async def run() -> Gathered:
        store = opened(directory)
        await store.open()
        try:
            await fill(store)
            await fill(store, STRANGER, number=2)
            return await gather(
                store, tenant, keys=KEYS, subject="subject-1", asked=Asked(kind=kind, now=START)
            )
        finally:
            await store.close()

    return asyncio.run(run())


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory, tenant: Tenant) -> Gathered:
    return _gathered(tmp_path_factory.mktemp("access"), tenant, RightKind.ACCESS)


def unpacked(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def files(gathered: Gathered, tenant: Tenant) -> Mapping[str, bytes]:
    return unpacked(build(gathered, tenant, language="en"))


def test_the_manifest_names_every_file_with_its_hash(files: Mapping[str, bytes]) -> None:
    manifest = json.loads(files[MANIFEST])
    assert manifest["schema"] == "urn:discreet:package-manifest:1"
    assert manifest["made_at"] == "2026-01-31T12:00:00.123456Z"
    said = {each["path"]: (each["bytes"], each["sha256"]) for each in manifest["files"]}
    assert said == {
        path: (len(body), hashlib.sha256(body).hexdigest())
        for path, body in files.items()
        if path != MANIFEST
    }
    described = {each["path"]: each["schema"] for each in manifest["files"] if each["schema"]}
    assert set(described) == {"data.json", "conversations.dti.json"}


def test_the_data_is_of_the_schema_that_lies_beside_it(files: Mapping[str, bytes]) -> None:
    schema = json.loads(files["data.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    data = json.loads(files["data.json"])
    jsonschema.Draft202012Validator(schema).validate(data)
    assert list(data["stores"]) == [each.name for each in STORES]
    assert all(data["stores"].values())
    assert json.loads(schema_text()) == schema


def test_the_schema_refuses_what_it_does_not_name(files: Mapping[str, bytes]) -> None:
    schema, data = json.loads(files["data.schema.json"]), json.loads(files["data.json"])
    for path in ("stores", "about"):
        data[path]["more"] = []
        assert not jsonschema.Draft202012Validator(schema).is_valid(data)
        del data[path]["more"]
    del data["stores"]["conversations"][0]["retention"]["erase_by"]
    assert not jsonschema.Draft202012Validator(schema).is_valid(data)


def test_nothing_of_anybody_else_is_in_any_file(files: Mapping[str, bytes]) -> None:
    assert [path for path, body in files.items() if CANARY.encode() in body] == []
    assert [path for path, body in files.items() if b"sealed" in body] == []


def test_every_consent_has_its_signed_receipt(files: Mapping[str, bytes]) -> None:
    receipt = json.loads(files["receipts/consent-1.json"])
    assert receipt["header"]["record_id"] == "consent-1"
    assert receipt["signature"]["algorithm"] == "Ed25519"


def test_it_is_the_same_for_the_same(gathered: Gathered, tenant: Tenant) -> None:
    assert build(gathered, tenant, language="en") == build(gathered, tenant, language="en")


def test_the_tables_have_every_item_and_no_formula(files: Mapping[str, bytes]) -> None:
    rows = list(csv.DictReader(io.StringIO(files["csv/messages.csv"].decode("utf-8-sig"))))
    assert [row["text"] for row in rows] == ["hello from [PERSON_7KQ2M0XA]", "'=good day"]
    assert "stored" not in rows[0]
    stores = json.loads(files["data.json"])["stores"]
    for name, items in stores.items():
        found = list(csv.DictReader(io.StringIO(files[f"csv/{name}.csv"].decode("utf-8-sig"))))
        assert len(found) == len(items), name


def test_how_it_is_stored_is_in_the_data_only(files: Mapping[str, bytes]) -> None:
    for path in ("index.html", "conversations.dti.json", "csv/messages.csv", "data.json"):
        text = files[path].decode("utf-8-sig")
        assert "hello from [PERSON_7KQ2M0XA]" in text
        assert ("content" in text and '\\"role\\"' in text) == (path == "data.json"), path
    (talk,) = json.loads(files["data.json"])["stores"]["conversations"]
    assert [each["text"] for each in talk["messages"]] == [
        "hello from [PERSON_7KQ2M0XA]",
        "=good day",
    ]
    told = json.loads(files["conversations.dti.json"])
    assert [each["text"] for each in told[0]["messages"]] == [
        each["text"] for each in talk["messages"]
    ]


def test_portability_has_what_the_person_gave(tmp_path: Path, tenant: Tenant) -> None:
    gathered = _gathered(tmp_path, tenant, RightKind.PORTABILITY)
    data = json.loads(unpacked(build(gathered, tenant, language="en"))["data.json"])
    assert data["kind"] == "portability"
    assert set(data["stores"]) == PORTABLE
    jsonschema.Draft202012Validator(json.loads(schema_text())).validate(data)


def test_who_is_unknown_gets_a_package_that_says_so(tmp_path: Path, tenant: Tenant) -> None:
    async def run() -> Gathered:
        store = opened(tmp_path)
        await store.open()
        try:
            asked = Asked(kind=RightKind.ACCESS, now=START)
            return await gather(store, tenant, keys=KEYS, subject="nobody", asked=asked)
        finally:
            await store.close()

    gathered = asyncio.run(run())
    assert gathered.items == 0
    files = unpacked(build(gathered, tenant, language="en"))
    data: Mapping[str, Any] = json.loads(files["data.json"])
    jsonschema.Draft202012Validator(json.loads(schema_text())).validate(data)
    assert json.loads(files["conversations.dti.json"]) == []
    assert files["index.html"].decode().count("Nothing is held.") == len(STORES)
    assert [name for name in files if name.startswith(("csv/", "receipts/"))] == []


def test_texts_that_no_encoding_knows_do_not_stop_it(gathered: Gathered, tenant: Tenant) -> None:
    """A lone surrogate is kept as JSON spells it."""
    conversation = dict(gathered.stores["conversations"][0])
    conversation["messages"] = [{"number": 0, "role": "user", "text": "a\ud800b\x00"}]
    stores = {**gathered.stores, "conversations": [conversation]}
    files = unpacked(build(replace(gathered, stores=stores), tenant, language="de"))
    data = json.loads(files["data.json"])
    assert data["stores"]["conversations"][0]["messages"][0]["text"] == "a\ud800b\x00"
    assert "Ihre Daten" in files["index.html"].decode()

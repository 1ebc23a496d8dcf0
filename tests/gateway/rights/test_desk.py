"""The desk: what is told of a request, and keys that serve one use."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gateway.rights.desk import Office, rights_desk
from gateway.storage.database import DatabaseStore
from tests.gateway.consent import desks
from tests.gateway.rights.desks import NOW, bench
from tests.gateway.storage.samples import MASTER


def test_officers_are_told_more(tmp_path: Path) -> None:
    with bench(tmp_path / "data") as here:
        told = here.file("restriction")
        request = here.run(here.rights.service.find, "main", told["id"])
        plain = here.run(lambda: here.rights.told(request, language="en"))
        more = here.run(lambda: here.rights.told(request, language="en", officer=True))
        assert plain == told
        assert {**more, **plain} == more
        assert {"subject", "filer", "steps", "calendar"} <= more.keys() - plain.keys()


def test_codes_have_a_key_of_their_own(tmp_path: Path) -> None:
    store = DatabaseStore.in_directory(tmp_path, master_key=MASTER)
    office = Office(
        store=store,
        tenants={},
        keys={"main": desks.keys(b"m"), "other": desks.keys(b"o")},
        now=lambda: NOW,
        new_id=lambda: "0",
        entropy=bytes,
        changed=lambda: None,
    )
    keys = rights_desk(office, {}).service.keys
    assert keys["main"] != keys["other"]
    assert desks.keys(b"m").hashing not in keys.values()
    again = rights_desk(replace(office, tenants={}), {}).service.keys
    assert again == keys

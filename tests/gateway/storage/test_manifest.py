from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.errors import StorageFailed
from gateway.storage import manifest
from gateway.storage.manifest import (
    MANIFEST,
    Kind,
    Manifest,
    digest_of,
    publish,
    read_manifest,
    take_copy,
)

KEY = b"k" * 32
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
MADE = Manifest(
    kind=Kind.DATA,
    made_at="2026-01-31T12:00:00+00:00",
    store_id="0123",
    schema="0009",
    files={"discreet.db": ABC},
    ledger="1:2:00",
    facts={"audit_size": 3},
)


def made(directory: Path, manifest: Manifest = MADE) -> Path:
    draft, place = directory / "draft", directory / "data-1"
    draft.mkdir(mode=0o700)
    (draft / "discreet.db").write_bytes(b"abc")
    publish(draft, manifest, key=KEY, place=place)
    return place


def test_it_reads_back_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    place = made(tmp_path)
    assert read_manifest(place, key=KEY, kind=Kind.DATA) == MADE
    assert (place / MANIFEST).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["data-1"]
    assert digest_of(place / "discreet.db") == ABC


def test_a_back_up_is_named_by_all_its_files() -> None:
    other = replace(MADE, files={**MADE.files, "kept.db": ABC})
    assert len({MADE.sha256, other.sha256, replace(MADE, files={"kept.db": ABC}).sha256}) == 3


def test_every_changed_byte_of_a_manifest_is_found(tmp_path: Path) -> None:
    path = made(tmp_path) / MANIFEST
    content = path.read_bytes()
    for n in range(len(content)):
        path.write_bytes(content[:n] + bytes([content[n] ^ 1]) + content[n + 1 :])
        try:
            found = read_manifest(path.parent, key=KEY, kind=Kind.DATA)
        except StorageFailed:
            continue
        assert found == MADE  # white space of the frame around it


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "there is no back-up"),
        ("", "cannot be read"),
        ("[]", "cannot be read"),
        ("{}", "cannot be read"),
        ('{"manifest": 3, "mac": ""}', "cannot be read"),
        ('{"manifest": "{}", "mac": "00"}', "not made by this store"),
        ("\xff", "cannot be read|not made"),
    ],
)
def test_what_is_no_manifest_is_refused(tmp_path: Path, text: str | None, message: str) -> None:
    if text is not None:
        (tmp_path / MANIFEST).write_text(text, "latin-1")
    with pytest.raises(StorageFailed, match=message):
        read_manifest(tmp_path, key=KEY, kind=Kind.DATA)


def test_another_stores_another_kind_and_another_version_are_refused(tmp_path: Path) -> None:
    place = made(tmp_path)
    with pytest.raises(StorageFailed, match="not made by this store"):
        read_manifest(place, key=b"x" * 32, kind=Kind.DATA)
    with pytest.raises(StorageFailed, match="not one of keys"):
        read_manifest(place, key=KEY, kind=Kind.KEYS)
    signed = json.loads((place / MANIFEST).read_text())
    body = signed["manifest"].replace('"format": 1', '"format": 2')
    signed = {"manifest": body, "mac": manifest._mac(KEY, body)}
    (place / MANIFEST).write_text(json.dumps(signed))
    with pytest.raises(StorageFailed, match="another version"):
        read_manifest(place, key=KEY, kind=Kind.DATA)


def test_a_copy_is_taken_only_of_what_was_signed(tmp_path: Path) -> None:
    place = made(tmp_path)
    take_copy(place, "discreet.db", manifest=MADE, target=tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b"abc"
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600
    (place / "discreet.db").write_bytes(b"abd")
    with pytest.raises(StorageFailed, match="damaged"):
        take_copy(place, "discreet.db", manifest=MADE, target=tmp_path / "other")
    (place / "discreet.db").unlink()
    with pytest.raises(StorageFailed, match="missing"):
        take_copy(place, "discreet.db", manifest=MADE, target=tmp_path / "other")

"""What a back-up says of itself, signed with a key of the store that made it.

A back-up is a directory with database files and ``manifest.json``. It is written under
another name and takes its own when all of it is durable: what has a manifest is whole.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from gateway.errors import StorageFailed
from gateway.storage.ledger_key import sync_directory

MANIFEST = "manifest.json"
FORMAT = 1


class Kind(StrEnum):
    """What a back-up is of; also the beginning of its name."""

    DATA = "data"
    KEYS = "keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is in a back-up.

    Attributes:
        kind: of what.
        made_at: ISO 8601, UTC.
        store_id: common to a store's databases.
        schema: version of the tables, empty for keys.
        files: SHA-256 in hexadecimal of each database file, by its name.
        ledger: how far the erasure ledger went; see ledger.Position.
        facts: size and root of the audit log, and the like.
    """

    kind: Kind
    made_at: str
    store_id: str
    schema: str
    files: Mapping[str, str]
    ledger: str
    facts: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """Over all files: names the back-up."""
        listed = "".join(f"{name} {digest}\n" for name, digest in sorted(self.files.items()))
        return hashlib.sha256(listed.encode()).hexdigest()


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def publish(draft: Path, manifest: Manifest, *, key: bytes, place: Path) -> None:
    """Makes a back-up of a draft directory: manifest, durable, then under its own name.

    Raises:
        OSError: it cannot be written; the draft stays.
    """
    body = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=2, sort_keys=True)
    signed = {"manifest": body, "mac": _mac(key, body)}
    path = draft / MANIFEST
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(signed, file, indent=2)
    for written in (*(draft / name for name in manifest.files), path):
        descriptor = os.open(written, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    sync_directory(draft)
    draft.rename(place)
    sync_directory(place.parent)


def read_manifest(directory: Path, *, key: bytes, kind: Kind) -> Manifest:
    """The manifest of a back-up.

    Raises:
        StorageFailed: there is none, it is damaged, of another kind, or of a store with
            another master key.
    """
    try:
        signed = json.loads((directory / MANIFEST).read_text("utf-8"))
        body, mac = signed["manifest"], signed["mac"]
        if not hmac.compare_digest(str(mac), _mac(key, body)):
            raise StorageFailed("the back-up was not made by this store, or was changed")
        found = json.loads(body)
        version, known = found.pop("format"), {each.name for each in fields(Manifest)}
    except FileNotFoundError:
        raise StorageFailed("there is no back-up in this directory") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise StorageFailed("the manifest of the back-up cannot be read") from None
    if version != FORMAT or set(found) != known:
        raise StorageFailed("the back-up was made by another version of discreet")
    if found["kind"] != kind.value:
        raise StorageFailed(f"the back-up is not one of {kind.value}")
    return Manifest(**{**found, "kind": kind})


def take_copy(directory: Path, name: str, *, manifest: Manifest, target: Path) -> None:
    """Copies a file of a back-up and proves that it is what the manifest says.

    Raises:
        StorageFailed: it is missing or damaged.
        OSError: it cannot be copied.
    """
    source = directory / Path(name).name
    if not source.is_file():
        raise StorageFailed("a file of the back-up is missing")
    target.touch(mode=0o600)
    shutil.copyfile(source, target)
    if digest_of(target) != manifest.files[name]:
        raise StorageFailed("a file of the back-up is damaged")


def _mac(key: bytes, body: Any) -> str:
    if not isinstance(body, str):
        raise TypeError("a manifest is text")
    return hmac.digest(key, body.encode(), "sha256").hex()

"""What a tenant takes with it: everything that was entered, as JSON and CSV.

    people/<reference>.zip   a person's package, as they would get it themselves
    tenant.json              the records that belong to nobody in particular, the register of
                             incidents and of official demands with their words, and who could
                             sign in, by login name and role
    csv/<table>.csv          the same as tables
    kept/<id>.json           conversations that a law keeps, with their texts
    manifest.json            length and SHA-256 of every file; written last

No file holds a key. A directory without a manifest was broken off.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import LargeBinary, Table, select

from gateway.errors import InvalidRequest, StorageFailed
from gateway.policy import Tenant
from gateway.proxy.subject import TenantKeys
from gateway.rights import package_csv
from gateway.rights.data_stores import STORES
from gateway.rights.export import Asked, ExportStore, gather
from gateway.rights.kinds import RightKind
from gateway.rights.package import build
from gateway.storage import user_rows
from gateway.storage.schema import from_micros
from gateway.storage.sealed import Sealed, place, unseal
from gateway.storage.tables import METADATA
from gateway.storage.tenant_rows import kept_people, people
from gateway.storage.transaction import Transaction

MANIFEST = "manifest.json"
MANIFEST_ID = "urn:discreet:tenant-package:1"
PAGE = 200
# Columns that say nothing to anybody else, or would let somebody in.
_LEFT_OUT = frozenset({"dek_id", "secret_sha256", "password", "totp", "code", "session_sha256"})
# Keys and sessions are no data; of accounts see _accounts.
_NOT_ENTERED = frozenset({"api_key", "account", "sign_in_session", "sign_in_failure"})
# Of people and of nobody in particular: not all of it is in packages of people.
_WHOLE = frozenset({"demand"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What was written: how many people and records, and the SHA-256 of the manifest."""

    people: int
    records: int
    kept: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """Where a tenant's package goes.

    Attributes:
        directory: new or empty.
        tenant: whose.
        keys: of the tenant; they sign the receipts in people's packages.
        now: when it is made.
    """

    directory: Path
    tenant: Tenant
    keys: TenantKeys
    now: datetime


def check_directory(directory: Path) -> None:
    """Makes a directory that only its owner reads, where there is none.

    Raises:
        InvalidRequest: there is something in it, or it cannot be made.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        is_empty = not any(directory.iterdir())
    except OSError:
        raise _unwritable() from None
    if not is_empty:
        raise InvalidRequest("The directory is not empty.", status=422)


async def hand_over(store: ExportStore, package: Package) -> Handed:
    """Writes everything of a tenant into a directory.

    Args:
        store: it is read in pages; nobody changes the tenant's rows any more.
        package: where to.

    Raises:
        InvalidRequest: there is something in the directory, or it cannot be written.
        StorageFailed: something does not decrypt; the directory has no manifest then.
    """
    tenant, files = package.tenant, _Files(package.directory)
    records = await store.act(lambda act: _records(act, tenant.key), tenants=[tenant.key])
    files.write("tenant.json", _json({"tenant": tenant.key, "tables": records}))
    for name, text in package_csv.tables(records).items():
        files.write(f"csv/{name}", text.encode("utf-8-sig", "replace"))
    kept = await store.act(lambda act: _kept(act, tenant.key), tenants=[tenant.key])
    for each in kept:
        files.write(f"kept/{each['id']}.json", _json(each))
    count = await _people(store, package, files=files)
    sha256 = files.finish(tenant.key, package.now)
    total = sum(map(len, records.values()))
    return Handed(people=count, records=total, kept=len(kept), sha256=sha256)


async def _people(store: ExportStore, package: Package, *, files: _Files) -> int:
    tenant, after, count = package.tenant, "", 0
    also = set(await store.act(lambda act: kept_people(act, tenant.key), tenants=[tenant.key]))
    while True:
        page = await store.act(
            lambda act, after=after: people(act, tenant.key, after=after, limit=PAGE),  # type: ignore[misc]
            tenants=[tenant.key],
        )
        for subject in page or sorted(also):
            also.discard(subject)
            gathered = await gather(
                store,
                tenant,
                keys=package.keys,
                subject=subject,
                asked=Asked(kind=RightKind.ACCESS, now=package.now),
            )
            body = build(gathered, tenant, language=tenant.policy.language)
            files.write(f"people/{_file_name(subject)}.zip", body)
            count += 1
        if not page:
            return count
        after = page[-1]


def _records(transaction: Transaction, tenant: str) -> dict[str, list[dict[str, Any]]]:
    """Rows of the tables that no person's package has."""
    named = {table for each in STORES for table in each.tables} - _WHOLE
    found = {}
    for table in METADATA.sorted_tables:
        if "tenant" in table.c and table.name not in named | _NOT_ENTERED:
            rows = transaction.connection.execute(select(table).where(table.c.tenant == tenant))
            found[table.name] = [_record(transaction, table, row=row) for row in rows]
    found["account"] = _accounts(transaction, tenant)
    return found


def _accounts(transaction: Transaction, tenant: str) -> list[dict[str, Any]]:
    """Who could sign in; nothing that would let anybody in."""
    times = ("created_at", "enrolled_at", "disabled_at")
    return [
        {
            "user_id": each.user_id,
            "name": each.name,
            "role": each.role.value,
            **{name: at.isoformat() for name in times if (at := getattr(each, name)) is not None},
        }
        for each in user_rows.listed(transaction, tenant)
    ]


def _record(transaction: Transaction, table: Table, *, row: Any) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for column in table.columns:
        value = getattr(row, column.name)
        if column.name in _LEFT_OUT or column.name == "tenant":
            continue
        if isinstance(column.type, LargeBinary):
            said[column.name] = _words(transaction, table, row=row)
        elif value is not None and column.name.endswith(("_at", "_from", "_until")):
            said[column.name] = from_micros(value).isoformat()
        else:
            said[column.name] = value
    return said


def _words(transaction: Transaction, table: Table, *, row: Any) -> Any:
    """What a row has sealed, or None where its key is gone or it is sealed in another way."""
    dek_id = getattr(row, "dek_id", "")
    body = getattr(row, "body", None)
    names = [column.name for column in table.primary_key if column.name != "tenant"]
    if not dek_id or body is None:
        return None
    row_id = ":".join(str(getattr(row, name)) for name in names)
    where = place(table.name, row.tenant, row_id=row_id)
    try:
        data = unseal(transaction.keys, Sealed(dek_id=dek_id, body=bytes(body)), where=where)
    except StorageFailed:
        return None
    if data is None:
        return None
    text = data.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except ValueError:
        return text


def _kept(transaction: Transaction, tenant: str) -> list[dict[str, Any]]:
    kept = transaction.kept
    if kept is None or not kept.is_made:
        return []
    found = []
    for each in kept.listed(tenant, limit=None):
        held = kept.messages(tenant, each.kept_id)
        messages: Sequence[Any] = held[1] if held is not None else ()
        found.append(
            {
                "id": each.kept_id,
                "subject": each.subject,
                "conversation_id": each.conversation_id,
                "retention_class": each.retention_class,
                "created_at": each.created_at.isoformat(),
                "last_interaction_at": each.last_interaction_at.isoformat(),
                "moved_at": each.moved_at.isoformat(),
                "keep_until": each.keep_until.isoformat(),
                "messages": [{"role": one.role, "text": one.text} for one in messages],
            }
        )
    return found


class _Files:
    """Writes files that only their owner reads, and remembers their hashes."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._written: dict[str, tuple[int, str]] = {}
        check_directory(directory)

    def write(self, name: str, body: bytes) -> None:
        path = self._directory / name
        try:
            path.parent.mkdir(exist_ok=True, mode=0o700)
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as to:
                to.write(body)
                to.flush()
                os.fsync(to.fileno())
        except OSError:
            raise _unwritable() from None
        self._written[name] = (len(body), hashlib.sha256(body).hexdigest())

    def finish(self, tenant: str, at: datetime) -> str:
        listed = [
            {"path": name, "bytes": length, "sha256": digest}
            for name, (length, digest) in sorted(self._written.items())
        ]
        manifest: Mapping[str, Any] = {
            "schema": MANIFEST_ID,
            "tenant": tenant,
            "made_at": at.isoformat(),
            "files": listed,
        }
        body = _json(manifest)
        self.write(MANIFEST, body)
        return hashlib.sha256(body).hexdigest()


def _file_name(subject: str) -> str:
    """A keyed hash is a name of its own; whatever else somebody stored is hashed."""
    if subject.isalnum() and subject.isascii():
        return subject
    return hashlib.sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()


def _json(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _unwritable() -> InvalidRequest:
    return InvalidRequest("The directory cannot be written.", status=422)

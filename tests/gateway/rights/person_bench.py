"""The person's routes and real packages behind HTTP, over a store in a directory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from fastapi import FastAPI
from fastapi.testclient import TestClient

from gateway.admin.auth import mint_subject_token, new_api_key
from gateway.admin.keyring import Keyring
from gateway.consent.desk import ConsentDesk
from gateway.model import Role
from gateway.proxy.subject import subject_reference
from gateway.rights.desk import Office, rights_desk
from gateway.rights.kinds import RightKind
from gateway.rights.packaging import Packaging
from gateway.rights.person_routes import person_data_router
from gateway.rights.push import Pusher
from gateway.rights.push_routes import push_router
from gateway.rights.push_target import Target
from gateway.rights.routes import rights_router
from gateway.storage.database import DatabaseStore
from gateway.storage.transaction import Transaction
from tests.gateway.consent import desks
from tests.gateway.storage.samples import MASTER

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
Value = TypeVar("Value")


class Caught(Pusher):
    """Keeps what would be pushed."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[tuple[Target, bytes, str]] = []

    async def push(self, target: Target, body: bytes, *, media_type: str) -> int:
        self.taken.append((target, body, media_type))
        return 201


@dataclass(slots=True)
class PersonBench:
    """What a test works with."""

    client: TestClient
    store: DatabaseStore
    plain: dict[str, str]
    at: list[datetime]
    pusher: Caught
    directory: Path
    changes: list[datetime] = field(default_factory=list)

    def subject(self, name: str) -> str:
        return subject_reference(desks.keys(b"m"), name)

    def token(self, name: str = "jane") -> str:
        return mint_subject_token(
            desks.keys(b"m").token,
            "main",
            subject=self.subject(name),
            expires=self.at[0] + timedelta(minutes=15),
            now=self.at[0],
        )

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str = "token",
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """A request; ``key`` is that of a role, else a token's person."""
        shown = self.plain.get(key) or self.token("jane" if key == "token" else key)
        sent = {"authorization": f"Bearer {shown}", **(headers or {})}
        return self.client.request(method, f"/privacy{path}", json=body, headers=sent)

    def act(self, function: Callable[[Transaction], Value]) -> Value:
        """Runs an act on the store."""
        return self.run(self.store.act, function)  # type: ignore[no-any-return]

    def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Awaits something in the gateway's loop."""
        assert self.client.portal is not None
        return self.client.portal.call(function, *arguments)

    def bytes(self) -> bytes:
        """Every byte of every file of the store."""
        paths: Sequence[Path] = sorted(each for each in self.directory.rglob("*") if each.is_file())
        return b"".join(path.read_bytes() for path in paths)


@contextmanager
def person_bench(directory: Path) -> Iterator[PersonBench]:
    """A bench of one tenant, ``main``."""
    at = [NOW]
    store = DatabaseStore.in_directory(directory, master_key=MASTER, clock=lambda: at[0])
    tenants, held = {"main": desks.tenant("main")}, {"main": desks.keys(b"m")}
    plain, configured = {}, []
    for name, role in (("chat", Role.CHAT), ("consent", Role.CONSENT), ("admin", Role.ADMIN)):
        record, plain[name] = new_api_key("main", role, label="", entropy=os.urandom, now=NOW)
        configured.append(record)
    count = iter(range(1, 10**9))
    changes: list[datetime] = []

    def changed() -> None:
        changes.append(at[0])

    office = Office(
        store=store,
        tenants=tenants,
        keys=held,
        now=lambda: at[0],
        new_id=lambda: f"{next(count):026x}",
        entropy=os.urandom,
        changed=changed,
    )
    packaging = Packaging(store, tenants=tenants, keys=held)
    rights = rights_desk(office, {RightKind.ACCESS: packaging, RightKind.PORTABILITY: packaging})
    desk = ConsentDesk(
        store=store,
        keyring=Keyring(
            store,
            configured=configured,
            keys=held,
            monotonic=lambda: 0.0,
            now=lambda: at[0],
        ),
        tenants=tenants,
        keys=held,
        now=lambda: at[0],
        new_id=office.new_id,
        changed=changed,
    )
    pusher = Caught()
    app = FastAPI()
    app.include_router(rights_router(desk, rights))
    app.include_router(person_data_router(desk, store=store))
    app.include_router(push_router(desk, store=store, pusher=pusher))
    with TestClient(app) as client:
        assert client.portal is not None
        client.portal.call(store.open)
        yield PersonBench(
            client=client,
            store=store,
            plain=plain,
            at=at,
            pusher=pusher,
            directory=directory,
            changes=changes,
        )
        client.portal.call(rights.work.close)
        client.portal.call(store.close)

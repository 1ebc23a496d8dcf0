"""A rights desk for tests: a real store, handlers that are counted, a clock set by hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
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
from gateway.errors import InvalidRequest, StorageFailed
from gateway.model import Role
from gateway.policy import Tenant
from gateway.policy_rights import RightsRules, Webhooks
from gateway.proxy.subject import subject_reference
from gateway.rights.desk import Office, RightsDesk, rights_desk
from gateway.rights.execution import Done, Handling, Page, Preview, PreviewLine, Result
from gateway.rights.kinds import Ground, RightKind
from gateway.rights.requests import RightsRequest
from gateway.rights.routes import rights_router
from gateway.storage.database import DatabaseStore
from gateway.storage.result_rows import put_result
from gateway.storage.transaction import Acting, Transaction
from tests.gateway.consent import desks
from tests.gateway.storage.samples import MASTER
from tests.postgres import Urls, store_on

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)
Value = TypeVar("Value")


class Store:
    """One store's part of a request, in as many pages as it has items."""

    def __init__(self, store: str, work: Work) -> None:
        self.store = store
        self._work = work

    def run(self, transaction: Transaction, request: RightsRequest, *, page: Page) -> Done:
        """One item a page."""
        if self._work.fails:
            raise StorageFailed("the disk is full")
        at = int(page.cursor or "0")
        self._work.pages.append((self.store, at))
        if self._work.result is not None:
            ends = page.now + 7 * DAY
            result = Result(
                body=self._work.result,
                media_type="application/zip",
                filename="data.zip",
                expires_at=ends,
            )
            put_result(transaction, request, result=result, at=page.now)
        last = at + 1 >= self._work.items
        kept = self._work.kept if last else {}
        return Done(
            items_removed=1,
            items_retained=sum(kept.values()),
            reasons=kept,
            done=last,
            cursor=str(at + 1),
        )


class WideStore:
    """The part that no transaction can do."""

    store = "files"

    def __init__(self, work: Work) -> None:
        self._work = work

    async def perform(self, store: Acting, request: RightsRequest, *, page: Page) -> Done:
        """One page."""
        self._work.pages.append((self.store, 0))
        return Done(items_removed=1)


@dataclass(slots=True)
class Work:
    """What the handlers of a test do, and did."""

    items: int = 1
    kept: Mapping[Ground, int] = field(default_factory=dict)
    result: bytes | None = None
    certified: bool = True
    fails: bool = False
    erasable: int = 3
    pages: list[tuple[str, int]] = field(default_factory=list)
    hooks: list[tuple[str, str]] = field(default_factory=list)


class Counting(Handling):
    """A handler that writes down what it was asked to do."""

    def __init__(self, work: Work) -> None:
        super().__init__(Store("one", work), WideStore(work))
        self._work = work

    def check(self, details: Mapping[str, Any], tenant: str) -> None:
        if "wrong" in details:
            raise InvalidRequest("No.", status=422, details={"fields": ["wrong"]})

    def begin(self, transaction: Transaction, request: RightsRequest, *, now: datetime) -> None:
        self._work.hooks.append(("begin", request.request_id))

    def ended(self, transaction: Transaction, request: RightsRequest, *, now: datetime) -> None:
        self._work.hooks.append(("ended", request.request_id))

    def preview(
        self, transaction: Transaction, request: RightsRequest, *, now: datetime
    ) -> Preview:
        line = PreviewLine(store="one", fate="erasable", items=self._work.erasable)
        kept = PreviewLine(store="two", fate="protected", items=1, ground=Ground.HELD)
        return Preview(lines=(line, kept))

    async def certified(self, store: Acting, request: RightsRequest) -> bool:
        return self._work.certified


@dataclass(slots=True)
class Bench:
    """A rights desk behind HTTP, with all that a test looks at."""

    rights: RightsDesk
    client: TestClient
    store: DatabaseStore
    plain: dict[str, str]
    at: list[datetime]
    work: Work
    directory: Path
    tenants: dict[str, Tenant]

    def token(self, name: str = "jane", *, tenant: str = "main") -> str:
        mine = desks.keys(tenant[:1].encode())
        return mint_subject_token(
            mine.token,
            tenant,
            subject=subject_reference(mine, name),
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
        """A request; ``key`` is the name of one, ``token`` for jane's, or a key itself."""
        if key == "token":
            key = self.token()
        sent = {"authorization": f"Bearer {self.plain.get(key, key)}", **(headers or {})}
        return self.client.request(method, f"/privacy/requests{path}", json=body, headers=sent)

    def file(self, kind: str = "access", *, key: str = "token", **body: Any) -> dict[str, Any]:
        """Files a request; back ends and officers name jane."""
        named = {} if key == "token" or key.startswith("dst_") else {"subject": "jane"}
        answered = self.call("POST", "", {"kind": kind, **named, **body}, key=key)
        assert answered.status_code == 201, answered.text
        told: dict[str, Any] = answered.json()
        return told

    def step(self, told: Mapping[str, Any], step: str, body: Any = None, *, key: str) -> Any:
        """A step of a request."""
        return self.call("POST", f"/{told['id']}/{step}", body if body else {}, key=key)

    def act(self, function: Callable[[Transaction], Value]) -> Value:
        """Runs an act on the store."""
        assert self.client.portal is not None
        return self.client.portal.call(self.store.act, function)

    def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Awaits something in the gateway's loop."""
        assert self.client.portal is not None
        return self.client.portal.call(function, *arguments)

    def files(self) -> bytes:
        """Every byte of every file."""
        self.run(self.store.truncate)
        paths = sorted(each for each in self.directory.rglob("*") if each.is_file())
        return b"".join(path.read_bytes() for path in paths)


@contextmanager
def bench(
    directory: Path,
    *,
    rules: RightsRules | None = None,
    webhooks: Webhooks | None = None,
    urls: Urls | None = None,
    region: str | None = None,
    **other: Any,
) -> Iterator[Bench]:
    """A bench of one tenant; ``other`` replaces parts of its policy.

    ``urls`` are of PostgreSQL, ``region`` is the storage's.
    """
    at, work = [NOW], Work()
    if urls is not None:
        store = store_on(urls, master_key=MASTER, tenants=("main",), clock=lambda: at[0])
    else:
        store = DatabaseStore.in_directory(directory, master_key=MASTER, clock=lambda: at[0])
    tenant = desks.tenant("main", rights=rules or RightsRules(), **other)
    tenants = {
        "main": Tenant(
            key="main",
            policy=tenant.policy,
            recipients=tenant.recipients,
            region=region,
            webhooks=webhooks or Webhooks(),
        )
    }
    plain, configured = {}, []
    for name, role in (
        *(("chat", Role.CHAT), ("consent", Role.CONSENT), ("admin", Role.ADMIN)),
        ("second", Role.ADMIN),
    ):
        record, plain[name] = new_api_key("main", role, label="", entropy=os.urandom, now=NOW)
        configured.append(record)
    held = {"main": desks.keys(b"m")}
    count = iter(range(1, 10**9))
    office = Office(
        store=store,
        tenants=tenants,
        keys=held,
        now=lambda: at[0],
        new_id=lambda: f"{next(count):026x}",
        entropy=os.urandom,
        changed=lambda: None,
    )
    rights = rights_desk(office, {kind: Counting(work) for kind in RightKind})
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
    )
    app = FastAPI()
    app.include_router(rights_router(desk, rights))
    with TestClient(app) as client:
        assert client.portal is not None
        client.portal.call(store.open)
        yield Bench(
            rights=rights,
            client=client,
            store=store,
            plain=plain,
            at=at,
            work=work,
            directory=directory,
            tenants=tenants,
        )
        client.portal.call(rights.work.close)
        client.portal.call(store.close)

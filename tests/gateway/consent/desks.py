"""A consent desk for tests: tenants, keys, a store in memory and a clock that is set by hand."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from gateway.admin.auth import GUEST_LIFETIME, mint_subject_token, new_api_key
from gateway.admin.keyring import Keyring
from gateway.consent.desk import ConsentDesk
from gateway.consent.persons import Person
from gateway.consent.records import ConsentRecord
from gateway.consent.routes import consent_router
from gateway.model import Role
from gateway.notice import PARTS, Notice, NoticeVersion
from gateway.opt_in import AgeGate, AgeMethod
from gateway.policy import LegalBasis, Policy, Tenant
from gateway.proxy.subject import TenantKeys, subject_reference
from gateway.storage.memory import MemoryStore
from tests.gateway.proxy import policies

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
PLACES = ("recipient", "country", "retention", "contact")


def words(title: str) -> dict[str, str]:
    """All parts of a notice, each with the fact that it must hold."""
    return {part: f"{title} {{{part}}}" if part in PLACES else f"{title}." for part in PARTS}


def version(number: str, *, since: datetime, material: bool = True) -> NoticeVersion:
    return NoticeVersion(
        version=number,
        valid_from=since,
        material_change=material,
        texts={"en": words(f"Chat {number}"), "de": words(f"Plaudern {number}")},
    )


NOTICE = Notice(
    key="chat",
    versions=(
        version("4", since=NOW + DAY),
        version("3", since=NOW - 10 * DAY, material=False),
        version("2", since=NOW - 20 * DAY),
        version("1", since=NOW - 30 * DAY),
    ),
)
ANSWERING = replace(policies.ANSWERING, notice="chat")
NEWSLETTER = replace(
    policies.ANSWERING,
    key="newsletter",
    title="Newsletter",
    benefits="News.",
    legal_basis=LegalBasis.CONSENT,
)
GATE = AgeGate(minimum=16, asked=AgeMethod.DECLARATION, question="How old are you?")
CLOSED = replace(policies.MODEL, key="closed", active=False)
CLAUDE = replace(policies.MODEL, key="claude", wire="anthropic", models=("claude-*",))


def policy(**other: Any) -> Policy:
    """With a notice of four versions, and a purpose for which nothing leaves."""
    fields: dict[str, Any] = {
        "purposes": {
            "answering": ANSWERING,
            "newsletter": NEWSLETTER,
            "research": policies.RESEARCH,
        },
        "notices": {"chat": NOTICE},
        "consent_validity": "P12M",
    }
    return policies.policy(**(fields | other))


def tenant(key: str = "main", **other: Any) -> Tenant:
    """With three recipients: a third party, one that is off, one of another wire."""
    under = policy(**other)
    return Tenant(key=key, policy=under, recipients=(CLOSED, policies.MODEL, CLAUDE), region="DE")


def keys(letter: bytes) -> TenantKeys:
    names = TenantKeys.__dataclass_fields__
    return TenantKeys(**{name: (letter + name.encode())[:1] * 32 for name in names})


@dataclass(slots=True)
class Office:
    """A desk behind HTTP, with all that a test looks at."""

    desk: ConsentDesk
    client: TestClient
    store: MemoryStore
    plain: dict[Role, str]
    at: list[datetime]
    changes: list[datetime] = field(default_factory=list)

    def move(self, by: timedelta) -> None:
        """Sets the clock on, or back."""
        self.at[0] += by

    def token(self, name: str = "jane", *, tenant: str = "main") -> str:
        """A subject token."""
        mine = self.desk.keys[tenant]
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
        key: Role | str | None = "token",
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """A request; ``key`` is a role, ``token`` for jane's, a key itself, or None."""
        sent = dict(headers or {})
        if key == "token":
            key = self.token()
        if key is not None:
            sent["authorization"] = f"Bearer {self.plain.get(key, key)}"  # type: ignore[call-overload]
        if isinstance(body, bytes):
            return self.client.request(method, path, content=body, headers=sent)
        return self.client.request(method, path, json=body, headers=sent)

    def notice(self, purpose: str = "answering", **query: str) -> dict[str, Any]:
        found: dict[str, Any] = self.call(
            "GET", f"/privacy/notices/{purpose}?" + "&".join(f"{k}={v}" for k, v in query.items())
        ).json()
        return found

    def consent(self, *, key: Role | str | None = "token", **changes: Any) -> Any:
        """Answers the question of answering by the model; yes, unless said otherwise."""
        body = {
            "purpose": "answering",
            "recipient": "model",
            "decision": "given",
            "notice_sha256": self.hash(),
            **changes,
        }
        return self.call(
            "POST",
            "/privacy/consents",
            {name: value for name, value in body.items() if value is not ...},
            key=key,
        )

    def hash(self, number: str = "3", language: str = "en") -> str:
        series = self.desk.tenants["main"].notices["answering", "model"]
        return next(
            each.texts[language].sha256 for each in series.versions if each.version == number
        )

    def held(self, name: str = "jane", *, tenant: str = "main") -> list[ConsentRecord]:
        """What the store holds of a person."""
        reference = subject_reference(self.desk.keys[tenant], name)
        return list(self._run(self.store.consents, tenant, reference))

    def person(self, name: str = "jane") -> Person | None:
        reference = subject_reference(self.desk.keys["main"], name)
        found: Person | None = self._run(self.store.person, "main", reference)
        return found

    def _run(self, function: Any, *arguments: Any) -> Any:
        assert self.client.portal is not None
        return self.client.portal.call(function, *arguments)


@contextmanager
def office(**other: Any) -> Iterator[Office]:
    """An office of two tenants; ``other`` replaces parts of their policies."""
    at = [NOW]
    changes: list[datetime] = []
    store = MemoryStore(clock=lambda: at[0])
    plain: dict[Role, str] = {}
    configured = []
    for role in set(Role) - {Role.SUBJECT}:
        record, plain[role] = new_api_key("main", role, label="", entropy=os.urandom, now=NOW)
        if role is Role.GUEST:
            record = replace(record, expires_at=NOW + GUEST_LIFETIME)
        configured.append(record)
    held = {"main": keys(b"m"), "other": keys(b"o")}
    count = iter(range(1, 10**9))
    desk = ConsentDesk(
        store=store,
        keyring=Keyring(
            store,
            configured=configured,
            keys=held,
            monotonic=lambda: 0.0,
            now=lambda: at[0],
        ),
        tenants={name: tenant(name, **other) for name in held},
        keys=held,
        now=lambda: at[0],
        new_id=lambda: f"{next(count):026x}",
        changed=lambda: changes.append(at[0]),
        monotonic=lambda: at[0].timestamp(),
    )
    app = FastAPI()
    app.include_router(consent_router(desk))
    with TestClient(app) as client:
        assert client.portal is not None
        client.portal.call(store.open)
        yield Office(desk=desk, client=client, store=store, plain=plain, at=at, changes=changes)

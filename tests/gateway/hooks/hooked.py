"""Hooks over the simulated upstream, with consents and stores of the tests' own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from detectors import Engine
from gateway.consent.records import ConsentRecord, ConsentState
from gateway.hooks import ConsentQuestion, Privacy
from gateway.policy import Tenant
from gateway.proxy.subject import subject_reference
from gateway.settings import Limits, load_settings
from gateway.storage.database import DatabaseStore
from gateway.storage.memory import MemoryStore
from gateway.storage.ports import Disclosure, Outcome
from gateway.wiring import tenant_keys
from tests.gateway.serving import MASTER_KEY, SUBJECT, write_configuration
from tests.gateway.storage.samples import START

KEY = bytes(range(32))
CARD = "4111 1111 1111 1111"
SSN = "078-05-1120"
MAIL = "jane.doe@example.com"
TEXT = f"My card {CARD}, ssn {SSN}, mail {MAIL}."
# No shorter ones: ids and digests hold four digits of any kind by chance.
PIECES = (CARD, SSN, MAIL, CARD.replace(" ", ""), "1111 1111", "05-1120", "jane.doe")


@cache
def engine() -> Engine:
    return Engine()


def tenant_of(url: str, directory: Path, *, policy: Mapping[str, str] | None = None) -> Tenant:
    """The usual tenant, whose only recipient is a third party at this address."""
    path = write_configuration(directory, url, policy=policy)
    return load_settings(path, {"DISCREET_MASTER_KEY": MASTER_KEY}).tenants["main"]


def own(tenant: Tenant) -> Tenant:
    """The same with recipients that are no third parties."""
    recipients = (replace(each, third_party=False) for each in tenant.recipients)
    return replace(tenant, recipients=tuple(recipients))


def yes(question: ConsentQuestion) -> ConsentRecord:
    """Everybody has opted in, whatever the notice says."""
    return question.given(record_id="c" * 26, notice=question.notice, at=START)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A privacy, with what its store or its sink was handed."""

    privacy: Privacy
    disclosures: list[Disclosure] = field(default_factory=list)
    outcomes: Callable[[], list[Outcome]] = list


def without_store(tenant: Tenant, *, consent: Any = yes, **limits: float) -> Kept:
    """Nothing is kept; consents and disclosures are the test's own."""
    kept: list[Disclosure] = []
    privacy = Privacy(
        tenant=tenant,
        key=KEY,
        consent=consent,
        disclosures=kept.append,
        engine=engine(),
        limits=Limits(**limits),  # type: ignore[arg-type]
    )
    return Kept(privacy=privacy, disclosures=kept)


def in_memory(tenant: Tenant, *, opted_in: bool = True, **limits: float) -> Kept:
    """A store in memory, in which the usual subject has opted in."""
    store = MemoryStore()
    asyncio.run(store.open())
    if opted_in:
        asyncio.run(store.put_consent(record_of(tenant)))
    privacy = Privacy(
        tenant=tenant,
        key=KEY,
        store=store,
        engine=engine(),
        limits=Limits(**limits),  # type: ignore[arg-type]
    )
    return Kept(privacy=privacy, outcomes=lambda: list(store.outcomes.values()))


@contextmanager
def in_database(tenant: Tenant, directory: Path) -> Iterator[Kept]:
    """An SQLite store that the hooks open and close, in which the subject has opted in."""

    async def opt_in() -> None:
        store = DatabaseStore.in_directory(directory, master_key=KEY)
        await store.open()
        await store.put_consent(record_of(tenant))
        await store.close()

    asyncio.run(opt_in())
    privacy = Privacy(
        tenant=tenant,
        key=KEY,
        store=DatabaseStore.in_directory(directory, master_key=KEY),
        opens_store=True,
        engine=engine(),
    )
    try:
        yield Kept(privacy=privacy)
    finally:
        privacy.close()


def record_of(tenant: Tenant, subject: str = SUBJECT) -> ConsentRecord:
    """The usual subject's opt-in under the notice that is shown now."""
    recipient = tenant.recipients[0]
    notice = tenant.notices["answering", recipient.key].in_force(START)
    assert notice is not None
    return ConsentRecord(
        record_id="c" * 26,
        tenant=tenant.key,
        subject=subject_reference(tenant_keys(KEY, tenant.key), subject),
        purpose="answering",
        recipient=recipient.key,
        state=ConsentState.GIVEN,
        notice=notice.sha256,
        language="en",
        event_time=START,
    )


def body(content: Any = TEXT, *, stream: bool = False, **fields: Any) -> dict[str, Any]:
    """A chat request."""
    return {
        "model": "m", "stream": stream, "messages": [{"role": "user", "content": content}],
        **fields,
    }  # fmt: skip


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """The environment with these in it."""
    before = dict(os.environ)
    os.environ.update({"DISCREET_MASTER_KEY": MASTER_KEY, **values})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)

"""Consent and API keys, on the database and in memory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.errors import StorageFailed
from gateway.storage.ports import ConsentState, Store
from tests.gateway.storage.conftest import Run
from tests.gateway.storage.samples import (
    DAY,
    START,
    api_key,
    consent,
    look_up,
)


def test_consent_keeps_its_record_id_through_its_events(run: Run) -> None:
    async def scenario(store: Store) -> None:
        assert await store.put_consent(consent()) == consent()
        later = consent(record_id="consent-2", notice="cd" * 32, event_time=START + DAY)
        assert await store.put_consent(later) == replace(later, record_id="consent-1")
        other = consent(record_id="consent-3", recipient="local")
        assert await store.put_consent(other) == other
        held = await store.consents("acme", "subject-1")
        assert held == [other, replace(later, record_id="consent-1")]
        assert await store.consents("acme", "subject-2") == []
        assert await store.consents("other", "subject-1") == []
        with pytest.raises(StorageFailed):
            await store.put_consent(consent(record_id="consent-1", subject="subject-2"))

    run(scenario)


def test_withdrawal(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.put_consent(consent())
        for tenant, record_id, subject in (
            ("other", "consent-1", None),
            ("acme", "unknown", None),
            ("acme", "consent-1", "subject-2"),
        ):
            missed = await store.withdraw_consent(tenant, record_id, subject=subject, at=START)
            assert missed is None
        assert (await store.look_up(look_up())).consent == consent()
        at = START + DAY
        ended = consent(state=ConsentState.WITHDRAWN, event_time=at)
        for when in (at, at + DAY):
            got = await store.withdraw_consent("acme", "consent-1", subject="subject-1", at=when)
            assert got == ended
        assert (await store.look_up(look_up())).consent == ended
        renewed = consent(record_id="new", event_time=at + DAY)
        assert (await store.put_consent(renewed)).record_id == "consent-1"

    run(scenario)


def test_api_keys(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.add_api_key(api_key(2))
        await store.add_api_key(api_key(1))
        for taken in (api_key(1), api_key(3, key_id="key-1"), api_key(1, key_id="key-3")):
            with pytest.raises(StorageFailed):
                await store.add_api_key(taken)
        assert await store.revoke_api_key("key-1", START)
        assert not await store.revoke_api_key("key-1", START + DAY)
        assert not await store.revoke_api_key("unknown", START)
        assert await store.api_keys() == [api_key(1, revoked_at=START), api_key(2)]

    run(scenario)

from __future__ import annotations

from gateway.check.configuration import OWN, PARTNER
from gateway.check.sandbox import Sandbox
from gateway.consent.stale import notices_of, stale_consents, standing_of
from gateway.notice import Standing
from tests.gateway.check.conftest import engine, look
from tests.gateway.check.looking import Look

__all__ = ["engine", "look"]


def test_consents_to_what_is_shown_are_not_stale(look: Look) -> None:
    async def work(sandbox: Sandbox) -> None:
        person = await sandbox.newcomer()
        await sandbox.opt_in(person, recipient=PARTNER)
        await sandbox.opt_in(person, recipient="operator", purpose="newsletter")
        store, tenant, at = sandbox.gateway.store, sandbox.tenant, sandbox.clock()
        assert await stale_consents(store, tenant, at=at) == []
        notices = notices_of(tenant)
        assert {("newsletter", "operator"), ("answering", OWN)} <= set(notices)
        for record in await store.consents("main", sandbox.reference(person)):
            assert standing_of(notices, record, at=at) is Standing.IN_FORCE
            assert standing_of({}, record, at=at) is Standing.UNKNOWN

    look("default").with_sandbox(work)

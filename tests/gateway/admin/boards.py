"""A gateway with pages, for tests: signed in to with an API key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from detectors import Engine
from detectors.clock import work_time
from gateway.admin.keyring import Keyring
from gateway.admin.page_routes import PageDesk, page_router
from gateway.admin.playground import Bench
from gateway.app import assemble
from gateway.consent.desk import ConsentDesk
from gateway.settings import Settings, read_master_key
from gateway.storage.database import DatabaseStore
from gateway.storage.reading import ReadingThread
from gateway.wiring import new_id, now, tenant_keys
from tests.gateway.admin.key_sessions import KeySessions
from tests.gateway.serving import Serving, serving

ENGINE = Engine()


def with_pages(settings: Settings, env: Mapping[str, str]) -> Any:
    """The gateway's application, with the pages beside what it has."""
    made = assemble(settings, env, engine=ENGINE, waits=True)
    assert isinstance(made.store, DatabaseStore)
    master = read_master_key(settings.storage, env)
    keys = {tenant: tenant_keys(master, tenant) for tenant in settings.tenants}
    keyring = Keyring(made.store, configured=(), keys=keys, monotonic=lambda: 0.0, now=now)
    desk = ConsentDesk(
        store=made.store,
        keyring=keyring,
        tenants=settings.tenants,
        keys=keys,
        now=now,
        new_id=new_id,
    )
    pages = PageDesk(
        sessions=KeySessions(keyring),
        reading=ReadingThread(made.store),
        bench=lambda: Bench(engine=ENGINE, clock=work_time, seconds=4.0, key=bytes(32)),
    )
    # Before the gateway's own, behind its sign-in.
    made.rest.router.routes[:0] = page_router(desk, pages).routes
    return made.app


@contextmanager
def served(directory: Path, upstream: str, **options: Any) -> Iterator[Serving]:
    """Serves it."""
    with serving(upstream, directory, app=with_pages, **options) as gateway:
        yield gateway

"""Makes the pages, the metrics and the keyring from what the gateway has."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from fastapi import APIRouter

from detectors import Engine
from detectors.clock import work_time
from gateway.admin.keyring import Keyring
from gateway.admin.page_routes import PageDesk, page_router
from gateway.admin.playground import Bench
from gateway.consent.desk import ConsentDesk
from gateway.counts.routes import metrics_router
from gateway.counts.wiring import Counts
from gateway.entropy import random_bytes
from gateway.proxy.subject import TenantKeys
from gateway.sign_in.ports import Sessions
from gateway.storage.ports import ApiKey
from gateway.storage.reading import Reading
from gateway.storage.stored_keys import StoredKeys

_KEY_BYTES = 32


def admin_routers(
    desk: ConsentDesk, sessions: Sessions, *, counts: Counts, engine: Engine, seconds: float
) -> Sequence[APIRouter]:
    """The endpoints.

    Args:
        desk: knows the tenants and the time.
        sessions: know who looks at a page.
        counts: of the process.
        engine: examines the texts of the playground.
        seconds: CPU seconds that one of them may take.
    """

    def bench() -> Bench:
        # A key for each text: no two of them can be told to hold the same value.
        return Bench(engine=engine, clock=work_time, seconds=seconds, key=random_bytes(_KEY_BYTES))

    pages = PageDesk(sessions=sessions, reading=counts.reading, bench=bench)
    return metrics_router(desk, counts.metrics), page_router(desk, pages)


def new_keyring(
    configured: Iterable[ApiKey],
    keys: Mapping[str, TenantKeys],
    *,
    reading: Reading,
    now: Callable[[], datetime],
) -> Keyring:
    """The keyring over a store.

    Args:
        configured: keys of the configuration file.
        keys: by tenant.
        reading: of the store, for nothing else.
        now: aware UTC time.
    """
    stored = StoredKeys(reading, keys)
    return Keyring(stored, configured=configured, keys=keys, monotonic=time.monotonic, now=now)

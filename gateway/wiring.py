"""Wiring that the server and the hooks share: what is configured becomes what runs.

No rule lives here. Nothing of this needs FastAPI, aiohttp or SQLAlchemy.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial

from detectors import Engine
from detectors.budget import text_seconds
from detectors.cache import FindingsCache
from detectors.clock import work_time
from detectors.scan_cache import DirectoryCache
from gateway.attachments.model import AttachmentLimits
from gateway.entropy import random_bytes
from gateway.model import Destination
from gateway.policy import Tenant
from gateway.proxy.context import Limits, Setting, Sources
from gateway.proxy.decide import effective_action
from gateway.proxy.examination import Examination
from gateway.proxy.seals import Seals
from gateway.proxy.stream import plan_lanes
from gateway.proxy.subject import TenantKeys
from gateway.settings import Limits as Bounds
from gateway.settings import Settings, check_policies
from gateway.storage.crypto import KEY_BYTES, derive


def new_engine(settings: Settings) -> Engine:
    """The engine with the configured recognisers, checked against the policies.

    Raises:
        ConfigurationError: a policy or recogniser cannot be used.
    """
    cache = DirectoryCache(settings.cache_dir) if settings.cache_dir is not None else None
    engine = Engine(
        scan_cache=cache,
        foreign=settings.foreign.detectors(),
        allowance=allowance(settings.limits),
    )
    check_policies(settings, engine.entity_types)
    return engine


def allowance(limits: Bounds) -> Callable[[int], float]:
    """CPU seconds for a text of so many characters."""
    return partial(text_seconds, base=limits.text_seconds, each=limits.character_seconds)


def exchange_limits(bounds: Bounds) -> Limits:
    """Limits of an exchange."""
    return Limits(
        json_depth=bounds.json_depth,
        attachment=AttachmentLimits(clock=work_time),
    )


def tenant_keys(master: bytes, tenant: str) -> TenantKeys:
    """The keys of a tenant, each derived for its own use."""
    return TenantKeys(
        subject=derive(master, tenant, "subject"),
        chain=derive(master, tenant, "chain"),
        hashing=derive(master, tenant, "keyed_hash"),
        cache=derive(master, tenant, "cache"),
        token=derive(master, tenant, "subject_token"),
        seal=derive(master, tenant, "seal"),
        receipt=derive(master, tenant, "receipt"),
        withdrawal=derive(master, tenant, "withdrawal"),
    )


def new_id() -> str:
    """An id that sorts by time: 48 bits of milliseconds, 56 random ones, 26 hex digits.

    Ids that grow keep the pages of an index together that are written together.
    """
    return f"{time.time_ns() // 1_000_000:012x}{random_bytes(7).hex()}"


def new_pseudonym() -> str:
    """A random pseudonym of a visitor: ``anon_`` and 104 random bits."""
    return f"anon_{random_bytes(13).hex()}"


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def new_setting(
    tenant: Tenant,
    keys: TenantKeys,
    *,
    engine: Engine,
    limits: Limits,
    clock: Callable[[], datetime] = now,
) -> tuple[Setting, Examination]:
    """Where a tenant's exchanges take place, and what examines its texts.

    Its notices are filled here, so that no request waits for them. ``clock`` is aware, UTC.
    """
    _ = tenant.notices
    examination = Examination(
        engine,
        FindingsCache(keys.cache),
        scope=f"{tenant.key}@{tenant.policy.reference}",
        language=tenant.policy.language,
        touches=tenant.policy.touches,
    )
    sources = Sources(
        now=clock,
        new_id=new_id,
        new_pseudonym=new_pseudonym,
        new_key=lambda: random_bytes(KEY_BYTES),
        derive=derive,
        examine_now=examination.stretch,
        lane_plan=plan_lanes(
            lambda entity_type: effective_action(
                tenant.policy, entity_type, destination=Destination.USER
            ),
            tenant.policy.actions,
            acts_on=tenant.policy.acts_on,
        ),
    )
    seals = Seals(keys.seal, recipients=(each.key for each in tenant.recipients))
    setting = Setting(tenant=tenant, keys=keys, sources=sources, limits=limits, seals=seals)
    return setting, examination


def new_settings(
    settings: Settings,
    keys: Mapping[str, TenantKeys],
    *,
    engine: Engine,
    clock: Callable[[], datetime] = now,
) -> dict[str, tuple[Setting, Examination]]:
    """The same for every tenant of a configuration."""
    limits = exchange_limits(settings.limits)
    return {
        key: new_setting(tenant, keys[key], engine=engine, limits=limits, clock=clock)
        for key, tenant in settings.tenants.items()
    }

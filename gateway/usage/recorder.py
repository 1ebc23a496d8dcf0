"""Gathers what was used and hands it to the store once a second; no request waits for it.

A record that is lost with the process is one that nobody misses: usage is counted, not
proved. What cannot be written is dropped and said so, in numbers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

from gateway.logs import get_logger
from gateway.policy import Tenant
from gateway.storage.transaction import Acting, Transaction
from gateway.storage.usage_rows import UsageRule, add_usage
from gateway.usage.records import Seen, network_of, usage_offer
from gateway.usage.rules import AddressForm

INTERVAL = 1.0
# More than a second of the busiest process; what comes beyond is dropped.
MOST_WAITING = 20_000
_PAGE = 500
_log = get_logger(__name__)


class UsageRecorder:
    """Serves one event loop."""

    def __init__(
        self,
        store: Acting,
        *,
        tenants: Mapping[str, Tenant],
        now: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        """Starts nothing yet.

        Args:
            store: takes the records.
            tenants: by id; those whose policy has ``usage`` are recorded.
            now: aware UTC time.
            new_id: makes ids.
        """
        self._store = store
        self._now = now
        self._new_id = new_id
        self._rules: dict[str, UsageRule] = {}
        self._forms: dict[str, AddressForm] = {}
        for key, tenant in tenants.items():
            offer = usage_offer(tenant)
            if offer is not None and tenant.policy.usage is not None:
                kept = tenant.policy.record_class("usage")
                self._rules[key] = UsageRule(
                    offer=offer, retention_class=kept.key, duration=kept.duration
                )
                self._forms[key] = tenant.policy.usage.address
        self._waiting: list[Seen] = []
        self._dropped = 0
        self._task: asyncio.Task[None] | None = None

    def network(self, tenant: str, address: str | None) -> str:
        """What is kept of a visitor's address."""
        return network_of(address, self._forms.get(tenant, AddressForm.NONE))

    def records(self, tenant: str) -> bool:
        """Whether a tenant's policy lets usage be recorded."""
        return tenant in self._rules

    def take(self, seen: Seen) -> None:
        """Takes what was seen; of requests with a privacy signal nothing may be handed in."""
        if seen.tenant not in self._rules:
            return
        if len(self._waiting) >= MOST_WAITING:
            self._dropped += 1
            return
        self._waiting.append(seen)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Writes what waits, and ends."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self.flush()

    async def flush(self) -> None:
        """Writes what waits now."""
        waiting, self._waiting = self._waiting, []
        for start in range(0, len(waiting), _PAGE):
            await self._write(waiting[start : start + _PAGE])
        if self._dropped:
            _log.warning("usage_dropped", count=self._dropped)
            self._dropped = 0

    async def _run(self) -> None:
        while self._waiting:
            await asyncio.sleep(INTERVAL)
            await self.flush()

    async def _write(self, page: list[Seen]) -> None:
        def act(transaction: Transaction) -> int:
            return add_usage(
                transaction.connection,
                page,
                rules=self._rules,
                new_id=self._new_id,
                now=self._now(),
            )

        try:
            await self._store.act(act)
        except Exception as error:  # noqa: BLE001 - counted, not proved
            _log.error("usage_failed", error=error, count=len(page))

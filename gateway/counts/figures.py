"""Figures that a look at every row takes: made in the background, kept with their time.

One process among all replicas makes them, as a job of the housekeeping, on a connection
that only reads, so that no request and no writer waits. Pages and metrics show what is
kept, and as of when.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from gateway.policy import Tenant
from gateway.storage import figure_scans
from gateway.storage.count_rows import Figure, put_figure
from gateway.storage.figure_scans import ClassFigure
from gateway.storage.reading import Reading
from gateway.storage.transaction import Acting

EVERY = timedelta(minutes=5)
CLASSES, CONSENTS, VERIFICATION = "classes", "consents", "verification"
# Between two pages others are at work for so many times as long as a page took.
_REST = 2.0


class Figures:
    """Makes the figures of all tenants."""

    def __init__(
        self, store: Acting, reading: Reading, *, tenants: Mapping[str, Tenant], rows: int = 10_000
    ) -> None:
        """Starts nothing.

        Args:
            store: keeps the figures.
            reading: of the same store.
            tenants: by id.
            rows: of a page.
        """
        self._store = store
        self._reading = reading
        self._tenants = tenants
        self._rows = rows

    async def make(self, now: datetime) -> None:
        """Looks at everything, and keeps what it came to."""
        classes = await self._classes(now)
        made: dict[str, dict[str, Any]] = {
            tenant: {CLASSES: {}, CONSENTS: await self._consents(tenant)}
            for tenant in self._tenants
        }
        for (tenant, key), figure in classes.items():
            if tenant in made:
                made[tenant][CLASSES][key] = asdict(figure)
        await self._keep(made, now)

    def noting(
        self, verify: Callable[[datetime], Awaitable[object]]
    ) -> Callable[[datetime], Awaitable[object]]:
        """The audit log's verification, as a job that keeps how it ended."""

        async def verified(now: datetime) -> None:
            fits = False
            try:
                await verify(now)
                fits = True
            finally:
                document = {"fits": fits}
                await self._keep({each: {VERIFICATION: document} for each in self._tenants}, now)

        return verified

    async def _keep(self, made: Mapping[str, Mapping[str, Any]], now: datetime) -> None:
        for tenant, figures in made.items():
            for name, document in figures.items():
                figure = Figure(document=document, at=now)
                await self._store.act(
                    lambda act, tenant=tenant, name=name, figure=figure: put_figure(  # type: ignore[misc]
                        act.connection, tenant, name=name, figure=figure
                    ),
                    tenants=[tenant],
                )

    async def _classes(self, now: datetime) -> dict[tuple[str, str], ClassFigure]:
        found: dict[tuple[str, str], ClassFigure] = {}
        after: int | None = -1
        while after is not None:
            page = await self._page(
                partial(figure_scans.scan_classes, after=after, now=now, rows=self._rows)
            )
            for key, figure in page.classes.items():
                found.setdefault(key, ClassFigure()).add(figure)
            after = page.last
        return found

    async def _consents(self, tenant: str) -> list[tuple[str, str, str, int]]:
        counts: Counter[tuple[str, str, str]] = Counter()
        after: str | None = ""
        while after is not None:
            page = await self._page(
                partial(figure_scans.scan_consents, tenant=tenant, after=after, rows=self._rows)
            )
            counts.update(page.counts)
            after = page.last
        return [(*key, count) for key, count in sorted(counts.items())]

    async def _page(self, function: Callable[..., Any]) -> Any:
        began = time.perf_counter()
        page = await self._reading.read(function, tenants=self._tenants)
        await asyncio.sleep(_REST * (time.perf_counter() - began))
        return page

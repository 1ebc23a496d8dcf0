"""Directories with a store, its audit log and a second place."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from gateway.audit.places import FilePlace
from gateway.audit.service import AuditLog
from gateway.audit.settings import AuditSettings
from gateway.audit.verify import Flaw, Verdict
from gateway.storage.database import MAIN_FILE, DatabaseStore
from tests.gateway.audit.logs import START, entry
from tests.gateway.storage.samples import MASTER

SETTINGS = AuditSettings(origin="log.example", every=100, seconds=60)
SECOND = timedelta(seconds=1)
Scenario = Callable[[DatabaseStore, AuditLog], Awaitable[Any]]


class Room:
    """A directory with a store and a second place."""

    def __init__(self, directory: Path) -> None:
        self.data = directory / "data"
        self.file = directory / "checkpoints"

    def run(self, scenario: Scenario, *, master: bytes = MASTER) -> Any:
        async def work() -> Any:
            store = DatabaseStore.in_directory(self.data, master_key=MASTER)
            await store.open()
            try:
                places = [FilePlace(self.file)]
                log = AuditLog(store, master, settings=SETTINGS, places=places)
                return await scenario(store, log)
            finally:
                await store.close()

        return asyncio.run(work())

    def verdict(self) -> Verdict:
        async def scenario(_: DatabaseStore, log: AuditLog) -> Any:
            return await log.verify()

        found: Verdict = self.run(scenario)
        return found

    def flaws(self) -> set[Flaw]:
        return {each.flaw for each in self.verdict().problems}

    def sql(self, *statements: str, file: str = MAIN_FILE) -> None:
        """Changes the file as somebody would who has it; triggers are no obstacle."""
        with sqlite3.connect(self.data / file) as driver:
            if file == MAIN_FILE:
                for name in driver.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                ).fetchall():
                    driver.execute(f"DROP TRIGGER {name[0]}")
            for each in statements:
                driver.execute(each)


async def fill(store: DatabaseStore, first: int, end: int) -> None:
    page = [entry(number) for number in range(first, end)]
    await store.act(lambda each: each.audit.append(*page))


async def grown(store: DatabaseStore, log: AuditLog) -> None:
    """1,000 entries with a checkpoint every 250."""
    for first in range(0, 1_000, 250):
        await fill(store, first, first + 250)
        await log.checkpoint(START)
        await log.send()

"""A store with conversations, and what these tests do to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from gateway.access.grants import Grant, GrantKind, GrantReason, View
from gateway.access.instructions import Instruction, InstructionKind
from gateway.storage.database import DatabaseStore
from tests.gateway.storage.conftest import exchanges, opened
from tests.gateway.storage.samples import START

HOUR = timedelta(hours=1)
TENANT = "acme"
Scenario = Callable[[DatabaseStore], Awaitable[Any]]


def on_store(directory: Path, scenario: Scenario, *, count: int = 2) -> Any:
    """Runs on a store in which a tenant has so many conversations."""

    async def go(store: DatabaseStore) -> Any:
        await exchanges(store, range(1, count + 1))
        return await scenario(store)

    return opened(directory, go)


def grant(**fields: Any) -> Grant:
    held: dict[str, Any] = {
        "tenant": TENANT,
        "grant_id": "g1",
        "kind": GrantKind.SUPPORT,
        "view": View.MASKED,
        "reason": GrantReason.SUPPORT_REQUEST,
        "ticket": "T-1",
        "lasts": HOUR,
        "requested_by": "asker",
        "requested_at": START,
    }
    return Grant(**(held | fields))


def instruction(**fields: Any) -> Instruction:
    held: dict[str, Any] = {
        "tenant": TENANT,
        "instruction_id": "i1",
        "kinds": frozenset({InstructionKind.HOLDS, InstructionKind.RIGHTS}),
        "given_by": "contact",
        "reference": "DPA-1",
        "valid_from": START,
        "valid_until": START + 24 * HOUR,
        "recorded_by": "key",
        "recorded_at": START,
    }
    return Instruction(**(held | fields))


def wait(work: Awaitable[Any]) -> Any:
    async def go() -> Any:
        return await work

    return asyncio.run(go())

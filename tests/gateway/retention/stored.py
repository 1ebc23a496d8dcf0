"""Stores with conversations that are due, held or kept, for the tests of retention."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from gateway.retention import hold_desk
from gateway.retention.certificates import Certificate
from gateway.retention.hold_desk import By
from gateway.retention.holds import Hold, Scope
from gateway.storage import certificate_rows
from gateway.storage.database import DatabaseStore
from gateway.storage.ports import Recorded
from gateway.storage.schema import CONVERSATION
from tests.gateway.storage.samples import DAY, START, answer, disclosure, message, outcome, tag

END = START + 30 * DAY


def dek_id(number: int) -> str:
    """Of the form that real ids have: none is part of another."""
    return f"{number:026x}"


async def stored(store: DatabaseStore, number: int, *, text: str = "hello", **changes: Any) -> None:
    """A conversation with two messages; ``changes`` are its tag's, or name its subject."""
    subject, at = changes.pop("subject", "subject-1"), changes.pop("at", START)
    place = {"dek_id": dek_id(number), "subject": subject, "at": at}
    tagged = tag(changes.pop("hide_at", END), **changes)
    asked = disclosure(number, tag=tagged, messages=(message(text),), **place)
    assert await store.record(asked) is Recorded.RECORDED
    await store.finish(outcome(number, answers=(answer(text),), **place))


def hold(name: str = "hold-1", *, at: datetime = START, **scope: Any) -> Hold:
    return Hold(
        tenant="acme",
        hold_id=name,
        matter="Case 2026/17",
        authority="District Court",
        scope=Scope(**{key: _frozen(value) for key, value in scope.items()}),
        placed_by="command",
        placed_at=at,
        review_at=at + 90 * DAY,
    )


def _frozen(value: Any) -> Any:
    return frozenset(value) if isinstance(value, set | list | tuple) else value


async def release(store: DatabaseStore, name: str = "hold-1", *, at: datetime = START) -> Hold:
    return await hold_desk.release(store, "acme", hold_id=name, by=By(actor="command", at=at))


async def left(store: DatabaseStore) -> dict[str, str]:
    """State of each conversation that has a row, by its id."""
    query = select(CONVERSATION.c.conversation_id, CONVERSATION.c.state)
    return {
        row[0]: row[1] for row in await store.act(lambda act: act.connection.execute(query).all())
    }


async def certificates(store: DatabaseStore) -> list[Certificate]:
    return list(
        await store.act(lambda act: certificate_rows.listed(act.connection, "acme", limit=50))
    )

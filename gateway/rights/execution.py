"""How a right is carried out: the contract between the service and those who do the work.

A kind of request has one ``Handler`` (gateway/rights/handlers.py). Once a request is
verified and, where the policy asks for it, approved, the service calls its tasks, one for
each store, page by page, until each says that it is done:

    request verified         handler.begin(transaction, request, now)
    officer asks for it      handler.preview(transaction, request, now)
    request accepted         for task in handler.tasks: run or perform, page after page
    all tasks done           await handler.certified(store, request), then the outcome
    rejected or revoked      handler.ended(transaction, request, now)

- A ``Task`` works inside one transaction. Its page and its row in ``rights_task`` are
  kept together or not at all.
- A ``PreparedTask`` is one that works out each page before its transaction.
- A ``WideTask`` is async and makes its own acts (a byte scan, a truncated log, a package
  read in pages). It may be repeated after a crash, so doing it twice must do no harm.
- Tasks run in their order; the next begins when the one before is done.
- ``Done.cursor`` is handed to the next page as ``Page.cursor``. ``Done.items_*`` and
  ``reasons`` are of this page alone; the service adds them up.
- Every item that is retained has its ground, or the page is refused: a request with items
  that were kept without one never ends as fulfilled.
- Bytes that the person gets (a package) are put by the task with
  ``gateway.storage.result_rows.put_result(transaction, request, result=..., at=...)``.

Nobody sets ``RequestFulfilled``: ``outcome_of`` computes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from gateway.rights.kinds import EVIDENCE_GROUNDS, Ground, Status
from gateway.rights.requests import RightsRequest, TaskState
from gateway.storage.transaction import Acting, Transaction

# Items that one page may touch: bounds how long the write lock is held.
PAGE_ITEMS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One call of a task.

    Attributes:
        now: aware, UTC.
        cursor: as the page before left it; empty at first.
        limit: items to touch at most.
        new_id: random ids.
        prepared: what a PreparedTask prepared for this page.
    """

    now: datetime
    new_id: Callable[[], str]
    cursor: str = ""
    limit: int = PAGE_ITEMS
    prepared: object = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What one page did.

    Attributes:
        items_removed: erased, changed or handed out, as the kind has it.
        items_retained: left as they were.
        reasons: of those that were retained, how many by ground; adds up to items_retained.
        done: whether nothing is left to do.
        cursor: where the next page begins.
        waits: nothing can be done before another day; the next run asks again.
    """

    items_removed: int = 0
    items_retained: int = 0
    reasons: Mapping[Ground, int] = field(default_factory=dict)
    done: bool = True
    cursor: str = ""
    waits: bool = False

    def __post_init__(self) -> None:
        """Raises ValueError where an item was kept without a ground."""
        if sum(self.reasons.values()) != self.items_retained:
            raise ValueError("every item that is retained needs its ground")


@runtime_checkable
class Task(Protocol):
    """One store's part of a request, inside a transaction."""

    store: str

    def run(self, transaction: Transaction, request: RightsRequest, *, page: Page) -> Done:
        """Does one page."""
        ...


@runtime_checkable
class PreparedTask(Protocol):
    """A task whose pages are worked out before their transaction, where nobody waits for it."""

    store: str

    async def prepare(self, store: Acting, request: RightsRequest, *, page: Page) -> object:
        """What ``run`` gets as ``page.prepared``; changes nothing."""
        ...

    def run(self, transaction: Transaction, request: RightsRequest, *, page: Page) -> Done:
        """Does one page; what is prepared may be out of date."""
        ...


@runtime_checkable
class WideTask(Protocol):
    """One store's part of a request that no single transaction can do."""

    store: str

    async def perform(self, store: Acting, request: RightsRequest, *, page: Page) -> Done:
        """Does one page; harmless when it is done again."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewLine:
    """What would become of the items of one store.

    Attributes:
        store: its name.
        fate: ``erasable``, ``pseudonymised``, ``protected``, ``changed`` or ``handed_out``.
        items: how many.
        ground: of those that stay.
    """

    store: str
    fate: str
    items: int
    ground: Ground | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What carrying out a request would do now."""

    lines: tuple[PreviewLine, ...] = ()

    @property
    def digest(self) -> str:
        """Names exactly this preview: who approves says which one they saw."""
        told = [[each.store, each.fate, each.items, each.ground or ""] for each in self.lines]
        return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """The preview as callers see it."""
        lines = [
            {
                "store": each.store,
                "fate": each.fate,
                "items": each.items,
                "ground": each.ground.value if each.ground is not None else None,
            }
            for each in self.lines
        ]
        return {"preview": self.digest, "lines": lines}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Bytes that the person gets, kept encrypted until they end."""

    body: bytes = field(repr=False)
    media_type: str
    filename: str
    expires_at: datetime


class Handler(Protocol):
    """Carries out one kind of request; ``Handling`` has the empty hooks."""

    @property
    def tasks(self) -> Sequence[Task | WideTask]:
        """In the order in which they run."""
        ...

    def check(self, details: Mapping[str, Any], tenant: str) -> None:
        """Raises InvalidRequest where the details lack what the kind needs; field names only."""
        ...

    async def kept(self, details: Mapping[str, Any], tenant: str) -> Mapping[str, Any]:
        """Checked details as they may be kept; raises GatewayError where they may not be."""
        ...

    def standing(self, transaction: Transaction, request: RightsRequest) -> str:
        """Id of the request that has done already what a new one asks for, or empty."""
        ...

    def begin(self, transaction: Transaction, request: RightsRequest, *, now: datetime) -> None:
        """What holds from the moment the request is verified."""
        ...

    def preview(
        self, transaction: Transaction, request: RightsRequest, *, now: datetime
    ) -> Preview:
        """What the tasks would do; changes nothing."""
        ...

    def ended(self, transaction: Transaction, request: RightsRequest, *, now: datetime) -> None:
        """Takes back what ``begin`` did, where a request is rejected or revoked."""
        ...

    async def certified(self, store: Acting, request: RightsRequest) -> bool:
        """Whether the proof of what the tasks did is there and holds."""
        ...


class Handling:
    """A handler that needs no hook; the ones that do override them."""

    def __init__(self, *tasks: Task | WideTask) -> None:
        """Args: tasks, in the order in which they run."""
        self._tasks = tasks

    @property
    def tasks(self) -> Sequence[Task | WideTask]:
        """See Handler."""
        return self._tasks

    def check(self, details: Mapping[str, Any], tenant: str) -> None:
        """See Handler."""

    async def kept(self, details: Mapping[str, Any], tenant: str) -> Mapping[str, Any]:
        """See Handler; as they are."""
        return details

    def standing(self, transaction: Transaction, request: RightsRequest) -> str:
        """See Handler."""
        return ""

    def begin(self, transaction: Transaction, request: RightsRequest, *, now: datetime) -> None:
        """See Handler."""

    def preview(
        self, transaction: Transaction, request: RightsRequest, *, now: datetime
    ) -> Preview:
        """See Handler."""
        return Preview()

    def ended(self, transaction: Transaction, request: RightsRequest, *, now: datetime) -> None:
        """See Handler."""

    async def certified(self, store: Acting, request: RightsRequest) -> bool:
        """See Handler; there is nothing to prove."""
        return True


def outcome_of(tasks: Sequence[TaskState], *, certified: bool) -> Status | None:
    """Where a request ends, computed from what was done; None where it cannot end yet.

    It is fulfilled if every task is done, all that stayed is evidence which may stay, and
    the proof holds; unfulfilled (a partial answer) if content stayed on a ground.
    """
    if not tasks or not certified or any(task.done_at is None for task in tasks):
        return None
    kept: set[str] = set()
    for task in tasks:
        if sum(task.reasons.values()) != task.items_retained:
            return None
        kept |= {ground for ground, items in task.reasons.items() if items}
    if kept - {each.value for each in Ground}:
        return None
    if kept <= {each.value for each in EVIDENCE_GROUNDS}:
        return Status.FULFILLED
    return Status.UNFULFILLED

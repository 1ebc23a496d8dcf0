"""A request of a person, as everything around the store sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gateway.rights.kinds import OPEN, Method, Reason, RightKind, Status

BY_DIRECTIVE = "directive:"
BY_PERSON = "subject"


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsRequest:
    """One request; its times are aware, UTC.

    Attributes:
        tenant: whose space.
        request_id: random.
        subject: keyed hash of the person.
        kind: what is asked for.
        regime: name of the rules that its deadlines come from.
        calendar: country and release of the calendar that business days were counted by,
            such as ``MX/0.109``; empty where none was needed.
        status: see Status.
        reason: of the newest step; None where that one had none.
        received_at: when it came in.
        started_at: when its clock began; None until then.
        ack_due_at: acknowledged by then, or None.
        due_at: answered by then; None while the clock has not begun.
        extended_at: when more time was taken, once.
        filer: key id, ``subject``, ``command``, or ``directive:`` and an id where the
            gateway filed it when a death was recorded.
        officers: who filed, proved or completed it, or recorded what it was filed for;
            none of them approves it.
        lifts: whether it takes back an objection or a restriction.
        verified_at, verified_by, method: who was convinced of the identity, when, by what.
        proof_hash: keyed hash of what was handed in, which is gone.
        approver: who approved it; never the filer.
        approved_at: when.
        preview: digest of the preview that was approved.
        outcome: what an officer's look led to (human review).
        decided_at: when it was closed.
        details: what the person wrote; empty after it was erased.
        version: number of steps so far.
    """

    tenant: str
    request_id: str
    subject: str
    kind: RightKind
    regime: str
    status: Status
    received_at: datetime
    filer: str
    officers: frozenset[str] = frozenset()
    lifts: bool = False
    calendar: str = ""
    reason: Reason | None = None
    started_at: datetime | None = None
    ack_due_at: datetime | None = None
    due_at: datetime | None = None
    extended_at: datetime | None = None
    verified_at: datetime | None = None
    verified_by: str = ""
    method: Method | None = None
    proof_hash: str = ""
    approver: str = ""
    approved_at: datetime | None = None
    preview: str = ""
    outcome: str = ""
    decided_at: datetime | None = None
    details: Mapping[str, Any] = field(default_factory=dict, repr=False)
    version: int = 0

    @property
    def by_directive(self) -> bool:
        """Whether the gateway filed it, as an instruction for after death says."""
        return self.filer.startswith(BY_DIRECTIVE)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.status in OPEN

    def is_overdue(self, now: datetime) -> bool:
        """Whether it is open past its deadline, or past that of its acknowledgement."""
        if not self.is_open:
            return False
        late = self.due_at is not None and now >= self.due_at
        unheard = self.status is Status.INITIATED and self.ack_due_at is not None
        return late or (unheard and self.ack_due_at is not None and now >= self.ack_due_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsEvent:
    """One step of a request, as it was written down."""

    seq: int
    status: Status
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskState:
    """How far one store has come with a request.

    Attributes:
        store: its name.
        items_removed, items_retained: so far.
        reasons: items kept, by ground.
        cursor: where the next page begins; the task's own.
        done_at: None until it is done.
    """

    store: str
    items_removed: int = 0
    items_retained: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    cursor: str = ""
    done_at: datetime | None = None

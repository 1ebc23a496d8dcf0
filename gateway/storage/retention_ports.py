"""What sweeps and reports on retention say; a part of gateway.storage.ports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCount:
    """A row of the retention report; ``due`` and ``overdue`` count conversations and states.

    No sweep takes what is ``held``, in ``review`` or ``failed``; ``earliest_erase_by`` may be None.
    """

    tenant: str
    retention_class: str
    conversations: int
    provider_states: int
    due: int
    earliest_erase_by: datetime | None
    held: int = 0
    review: int = 0
    overdue: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepResult:
    """What a sweep did.

    Attributes:
        erased: conversations whose key and rows are gone, and that live on nowhere else.
        states, tags: provider states, and source tags of texts, that have ended and are gone.
        checkpoint: (busy, log, checkpointed) of the write-ahead log's truncation;
            (0, 0, 0) says that no old page is left in it. None on other databases.
        run_id: id of the certificates of this run, if it did anything.
        anonymised: conversations of which an anonymous copy is kept.
        moved: those that a law keeps in the separate store.
        in_review: those that wait for somebody's decision from now on.
        held, failed: those that a legal hold keeps; that a law keeps, and do not decrypt.
        kept_erased: those that were in the separate store, and are gone.
        pending: certificates that still wait for their proof.
    """

    erased: int
    states: int = 0
    tags: int = 0
    checkpoint: tuple[int, int, int] | None
    run_id: str = ""
    anonymised: int = 0
    moved: int = 0
    in_review: int = 0
    held: int = 0
    failed: int = 0
    kept_erased: int = 0
    pending: int = 0

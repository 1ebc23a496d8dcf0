"""Certificates of what a sweep or an erasure did: what is counted, and what they may say.

A certificate is ``pending`` until the write-ahead logs are proven empty and the bytes of
all files were searched. Only a complete one says that something is erased; the reasons why
something is still there stand in it store by store. It holds counts, codes, times and
hashes, and nothing of a person.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from gateway.retention.task_stores import task_stores

VERSION = 1
PENDING, COMPLETE = "pending", "complete"
SWEEP = "sweep"
# Ids of erased keys that a sweep looks for in the files if the one before it was killed.
MOST_SAMPLES = 32
EMPTY = (0, 0, 0)

Checkpoint = tuple[int, int, int]
# Outcome, then retention class.
Tally = Mapping[tuple[str, str], int]

ERASED, ANONYMISED, MOVED = "erased", "anonymised", "moved"
KEYLESS = "keyless"
KEPT_ERASED = "kept_erased"
STATES, TAGS = "provider_states", "source_tags"
# Outcomes that take a conversation out of the main database, and its key with it.
_LEAVING = frozenset({ERASED, ANONYMISED, MOVED, KEYLESS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search of the files gave.

    Attributes:
        files: how many were read.
        samples: how many ids of erased keys were looked for.
        found: how many of those were there, where a key could be with them.
        remains: how many were in files that hold no keys, and so cannot be read.
    """

    files: int
    samples: int
    found: int
    remains: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What is still there at the end of a run, for one tenant.

    Attributes:
        held: conversations whose time is over and that a hold keeps.
        in_review: those that wait for somebody's decision.
        kept: those in the separate store.
        failed: those that a law keeps and that do not decrypt.
    """

    held: int = 0
    in_review: int = 0
    kept: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTable:
    """What was done about the bytes of destroyed keys in a database of which no file is read.

    Attributes:
        rewritten: whether the table of keys was written anew without them.
        wal_until: the log sequence number up to which the server's write-ahead log, and
            its archive, may hold them still, wrapped under the master key.
    """

    rewritten: bool
    wal_until: str

    @classmethod
    def of(cls, facts: Mapping[str, bool | str]) -> KeyTable | None:
        """From gateway.storage.key_rewrite's facts; None where there are none."""
        if not facts:
            return None
        return cls(rewritten=facts["rewritten"] is True, wal_until=str(facts["wal_until"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What completes a certificate.

    Attributes:
        at: when.
        checkpoint: the worst state of the write-ahead logs; None where the database
            keeps its log to itself.
        found: see Found.
        left: see Left.
        audit: size and root (hex) of the audit log's tree, or None.
        keys_gone_by: the time by which the last back-up with one of the keys is gone.
        key_table: None where the files are read.
    """

    at: datetime
    checkpoint: Checkpoint | None
    found: Found
    left: Left
    audit: tuple[int, str] | None
    keys_gone_by: datetime
    key_table: KeyTable | None = None

    @property
    def is_clean(self) -> bool:
        """Whether nothing of what was erased can be read from the files."""
        if self.key_table is not None and not self.key_table.rewritten:
            return False
        return self.checkpoint in (None, EMPTY) and self.found.found == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One run, or one erasure request, of one tenant.

    Attributes:
        tenant: whose data.
        certificate_id: the run's id.
        cause: ``sweep``, or ``request:<id>``.
        started_at: when its first page was committed.
        tally: how many of what, see Tally.
        recipients: how many of the conversations last went to which recipient.
        samples: ids of keys that must be gone from the files; none once it is complete.
        ledger: numbers of the first and the last run of the erasure ledger, or None.
        retained: items that an erasure request left, by store and ground.
        proof: None while it was never tried to complete it.
        state: ``pending`` or ``complete``.
    """

    tenant: str
    certificate_id: str
    cause: str
    started_at: datetime
    tally: Tally = field(default_factory=dict)
    recipients: Mapping[str, int] = field(default_factory=dict)
    samples: tuple[str, ...] = ()
    ledger: tuple[int, int] | None = None
    retained: Tally = field(default_factory=dict)
    proof: Proof | None = None
    state: str = PENDING

    def counted(self, *outcomes: str) -> int:
        """How many had one of these outcomes."""
        return sum(count for (name, _), count in self.tally.items() if name in outcomes)

    def plus(
        self,
        tally: Tally,
        *,
        recipients: Iterable[str] = (),
        samples: Iterable[str] = (),
        ledger: int | None = None,
    ) -> Certificate:
        """The same after one more page; it waits for its proof again.

        Args:
            tally: what the page did.
            recipients: of its conversations.
            samples: ids of its keys; only so many are kept.
            ledger: the erasure ledger's newest run.
        """
        # Spread over the run: half of what the next page brings in always has room.
        samples = (*self.samples, *samples)
        if len(samples) > MOST_SAMPLES:
            samples = samples[:: 2 * len(samples) // MOST_SAMPLES][:MOST_SAMPLES]
        runs = self.ledger
        if ledger is not None:
            runs = (ledger, ledger) if runs is None else (runs[0], max(runs[1], ledger))
        return replace(
            self,
            tally=Counter(self.tally) + Counter(tally),
            recipients=Counter(self.recipients) + Counter(recipients),
            samples=samples,
            ledger=runs,
            proof=None,
            state=PENDING,
        )

    def proven(self, proof: Proof) -> Certificate:
        """The same after a try to complete it."""
        if not proof.is_clean:
            return replace(self, proof=proof)
        return replace(self, proof=proof, state=COMPLETE, samples=())

    def shown(self) -> dict[str, Any]:
        """As it is printed and handed out."""
        proof = self.proof
        classes: Counter[str] = Counter()
        outcomes: Counter[str] = Counter()
        for (outcome, retention_class), count in self.tally.items():
            outcomes[outcome] += count
            if retention_class:
                classes[retention_class] += count
        return {
            "version": VERSION,
            "certificate_id": self.certificate_id,
            "tenant": self.tenant,
            "cause": self.cause,
            "state": self.state,
            "started_at": _text(self.started_at),
            "completed_at": _text(proof.at) if proof and self.state == COMPLETE else None,
            "items": {
                "count": sum(self.tally.values()),
                "outcomes": dict(sorted(outcomes.items())),
                "classes": dict(sorted(classes.items())),
            },
            "ledger_runs": list(self.ledger) if self.ledger else None,
            "data_stores": [*self._data_stores(), *task_stores(self.retained)],
            "method": "CryptographicErase",
            "checkpoint": list(proof.checkpoint) if proof and proof.checkpoint else None,
            "scan": None
            if proof is None
            else {
                "files": proof.found.files,
                "samples": proof.found.samples,
                "found": proof.found.found,
                "unreadable_remains": proof.found.remains,
            },
            "audit": None
            if proof is None or proof.audit is None
            else {"size": proof.audit[0], "root": proof.audit[1]},
        }

    def _data_stores(self) -> list[dict[str, Any]]:
        proof = self.proof
        left = proof.left if proof else Left()
        gone = self.counted(*_LEAVING)
        waiting = left.held + left.in_review + left.failed
        copies = self.counted(ANONYMISED)
        logs = proof.checkpoint if proof else (1, 0, 0)
        # Where no file can be read from here, the database's word is all there is.
        searched = "byte_scan" if proof and proof.found.files else "deleted_rows"
        return [
            _store(
                "main_database",
                (gone + self.counted(STATES, TAGS), waiting),
                reason=_reasons(
                    LegalHold=left.held, ReviewPending=left.in_review, Unreadable=left.failed
                ),
                checked_by=searched,
            ),
            _store(
                "key_store",
                (gone, waiting),
                reason=_kept_with(waiting),
                checked_by=_keys_checked_by(proof.key_table if proof else None, searched),
            ),
            _store(
                "separate_store",
                (self.counted(KEPT_ERASED), left.kept),
                reason=_reasons(LegalObligation=left.kept),
                checked_by=searched,
            ),
            _store(
                "anonymised", (0, copies), reason=_reasons(Anonymised=copies), checked_by=searched
            ),
            _store(
                "write_ahead_logs",
                (gone, 0 if logs == EMPTY else gone),
                reason=_logs_reason(logs),
                checked_by="nobody" if logs is None else "checkpoint",
            )
            | _places_in_log(proof.key_table if proof else None),
            _store(
                "findings_cache",
                (0, 0),
                reason="KeyedHashesInMemoryOnly",
                checked_by="construction",
            ),
            _store(
                "provider_side",
                (0, gone),
                reason="NotErasableFromHere",
                checked_by="nobody",
            )
            | {"recipients": dict(sorted(self.recipients.items()))},
            _store(
                "backups",
                (0, gone),
                reason="UnreadableWithoutKey",
                checked_by="erasure_ledger",
            )
            | {"last_key_copy_gone_by": _text(proof.keys_gone_by) if proof else None},
        ]

    def document(self) -> str:
        """As it is stored; samples are turned around, so that they are not found in it."""
        said = self.shown() | {
            "tally": [[*key, count] for key, count in sorted(self.tally.items())],
            "samples": [each[::-1] for each in self.samples],
            "recipients": dict(self.recipients),
            "retained": [[*key, count] for key, count in sorted(self.retained.items())],
        }
        proof = self.proof
        said["proof"] = None if proof is None else _proof_document(proof)
        return json.dumps(said, sort_keys=True, separators=(",", ":"))

    @classmethod
    def read(cls, document: str) -> Certificate:
        """From ``document``."""
        said = json.loads(document)
        return cls(
            tenant=said["tenant"],
            certificate_id=said["certificate_id"],
            cause=said["cause"],
            started_at=datetime.fromisoformat(said["started_at"]),
            tally={(outcome, name): count for outcome, name, count in said["tally"]},
            recipients=said["recipients"],
            samples=tuple(each[::-1] for each in said["samples"]),
            ledger=tuple(said["ledger_runs"]) if said["ledger_runs"] else None,
            retained={(store, ground): count for store, ground, count in said.get("retained", ())},
            proof=None if said["proof"] is None else _proof(said["proof"]),
            state=said["state"],
        )


def _store(store: str, items: tuple[int, int], *, reason: str, checked_by: str) -> dict[str, Any]:
    removed, retained = items
    return {
        "store": store,
        "items_removed": removed,
        "items_retained": retained,
        "reason": reason,
        "checked_by": checked_by,
    }


def _reasons(**counts: int) -> str:
    return ",".join(name for name, count in counts.items() if count)


def _kept_with(waiting: int) -> str:
    return "KeptWithTheirRows" if waiting else ""


def _keys_checked_by(table: KeyTable | None, searched: str) -> str:
    if table is None:
        return searched
    return "rewritten_table" if table.rewritten else "nobody"


def _places_in_log(table: KeyTable | None) -> dict[str, Any]:
    """Up to where the database's own log may hold destroyed keys, wrapped as they were."""
    return {} if table is None else {"wrapped_keys_until": table.wal_until}


def _logs_reason(logs: Checkpoint | None) -> str:
    if logs is None:
        return "KeptByTheDatabase"
    return "" if logs == EMPTY else "ReaderOpen"


def _proof_document(proof: Proof) -> dict[str, Any]:
    found, left, table = proof.found, proof.left, proof.key_table
    return {
        "at": _text(proof.at),
        "checkpoint": proof.checkpoint,
        "found": [found.files, found.samples, found.found, found.remains],
        "left": [left.held, left.in_review, left.kept, left.failed],
        "audit": proof.audit,
        "keys_gone_by": _text(proof.keys_gone_by),
        "key_table": None if table is None else [table.rewritten, table.wal_until],
    }


def _proof(said: Mapping[str, Any]) -> Proof:
    files, samples, found, remains = said["found"]
    held, in_review, kept, *failed = said["left"]
    checkpoint, audit, table = said["checkpoint"], said["audit"], said["key_table"]
    return Proof(
        at=datetime.fromisoformat(said["at"]),
        checkpoint=None if checkpoint is None else (checkpoint[0], checkpoint[1], checkpoint[2]),
        found=Found(files=files, samples=samples, found=found, remains=remains),
        left=Left(held=held, in_review=in_review, kept=kept, failed=sum(failed)),
        audit=None if audit is None else (audit[0], audit[1]),
        keys_gone_by=datetime.fromisoformat(said["keys_gone_by"]),
        key_table=None if table is None else KeyTable(rewritten=table[0], wal_until=table[1]),
    )


def _text(at: datetime) -> str:
    return at.isoformat()

"""Logs in memory, as the store keeps them, and their verification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.audit.entry import Act, AuditEntry, entry_body
from gateway.audit.merkle import leaf_hash, root_of
from gateway.audit.note import Checkpoint, SigningKey
from gateway.audit.verify import HEAD, OWN, TILE, Counted, Kept, Verdict, Verifier, chain_of

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = SigningKey("log.example", bytes(range(32)))
Row = tuple[Any, Any, Any]


def entry(number: int, **changes: Any) -> AuditEntry:
    fields: dict[str, Any] = {
        "act": Act.DISCLOSED,
        "tenant": "main",
        "at": START + timedelta(seconds=number),
        "object_id": f"{number:026x}",
        "facts": {"purpose": "answering", "bytes": 100 + number},
    }
    return AuditEntry(**(fields | changes))


@dataclass(slots=True)
class Log:
    """What is kept: rows, tiles, checkpoints by size, what the key store counted."""

    rows: list[Row] = field(default_factory=list)
    tiles: list[Row] = field(default_factory=list)
    notes: list[tuple[Any, Any]] = field(default_factory=list)
    head: bytes | None = None
    counted: Counted | None = None
    elsewhere: list[bytes] = field(default_factory=list)

    def add(self, each: AuditEntry, *, subject: str | None = None) -> None:
        seq = len(self.rows)
        body = entry_body(each, seq, subject=subject)
        self.rows.append((seq, body, leaf_hash(body)))
        level, size = 1, seq + 1
        while size % TILE == 0:
            below = [row for row in self.tiles if row[0] == level - 1]
            hashes = [row[2] for row in (self.rows if level == 1 else below)][-TILE:]
            self.tiles.append((level, size // TILE - 1, root_of(hashes)))
            level, size = level + 1, size // TILE

    def root(self) -> bytes:
        return root_of([leaf for _, _, leaf in self.rows])

    def checkpoint(self, key: SigningKey = KEY) -> bytes:
        size = len(self.rows)
        made = Checkpoint(origin=key.public.name, size=size, root=self.root())
        note = key.sign_note(made).encode()
        self.notes.append((size, note))
        self.head, self.counted = note, chain_of([each for _, each in self.notes])
        self.elsewhere.append(note)
        return note

    def verdict(self, *, keys: Sequence[Any] = (KEY.public,)) -> Verdict:
        """Verified with all that is known; rows are read in order of their number."""
        kept = [
            Kept(
                where=OWN,
                notes=[note for _, note in self.notes],
                sizes=[size for size, _ in self.notes],
            )
        ]
        if self.head is not None:
            kept.append(Kept(where=HEAD, notes=[self.head]))
        kept.append(Kept(where="file", notes=self.elsewhere))
        verifier = Verifier(list(keys), kept=kept)
        for seq, body, leaf in sorted(self.rows, key=lambda row: row[0]):
            verifier.feed(seq, body, leaf=leaf)
        for level, number, root in self.tiles:
            verifier.tile(level, number, root=root)
        return verifier.finish(self.counted)

    def copy(self) -> Log:
        return Log(
            rows=list(self.rows),
            tiles=list(self.tiles),
            notes=list(self.notes),
            head=self.head,
            counted=self.counted,
            elsewhere=list(self.elsewhere),
        )


def log_of(size: int, *, every: int = 0) -> Log:
    """A log with a checkpoint after every so many entries, and one at the end."""
    log = Log()
    for number in range(size):
        log.add(entry(number))
        if every and (number + 1) % every == 0:
            log.checkpoint()
    if size and (not every or size % every):
        log.checkpoint()
    return log

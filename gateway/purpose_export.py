"""``discreet export``: redacted conversations for a purpose besides answering, as JSON lines.

Whether a conversation counts is read in the transaction that reads its texts, and once more
for every person when all is written: whoever has said no meanwhile is not in it. Nothing is
in its place before that, and the audit log says how many and which bytes went out.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from gateway.admin.reasons import ReadReason
from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.consent.evaluate import Route
from gateway.consent.persons import Person
from gateway.consent.records import ConsentRecord
from gateway.errors import Refused, StorageFailed
from gateway.purpose_rules import Candidate, Labels, exported, refusing
from gateway.rights.readable import readable
from gateway.rights.table_rows import text_time, time
from gateway.storage.crypto import decrypt, place_of
from gateway.storage.people_rows import (
    CONSENT_COLUMNS,
    PERSON_COLUMNS,
    read_codes,
    read_consent,
    read_person,
)
from gateway.storage.schema import (
    CONSENT_CURRENT,
    CONVERSATION,
    MESSAGE,
    SUBJECT,
    from_micros,
)
from gateway.storage.transaction import Acting, Transaction

LINES, MANIFEST = "conversations.jsonl", "manifest.json"
SCHEMA_ID = "urn:discreet:purpose-export:1"
_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeExport:
    """What is to be exported.

    Attributes:
        route: tenant, purpose and recipient.
        labels: made for this export.
        now: aware, UTC.
        reason: why whoever runs it may read them.
    """

    route: Route
    labels: Labels
    now: datetime
    reason: ReadReason

    @property
    def tenant(self) -> str:
        """Whose conversations."""
        return self.route.tenant.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of an export.

    Attributes:
        conversations, messages: how many went out.
        excluded: how many did not, by the name of the check that said no.
        sha256: of the lines.
    """

    conversations: int
    messages: int
    excluded: Mapping[str, int]
    sha256: str


@dataclass(frozen=True, slots=True)
class _Line:
    row_id: int
    text: str = field(repr=False)
    messages: int


async def export_purpose(store: Acting, wanted: PurposeExport, *, out: Path) -> Report:
    """Writes lines and manifest into a directory, which must be new or empty.

    Raises:
        Refused: 409 ``not_empty``; there is something in it.
        StorageFailed: nothing is in its place then.
    """
    _make_room(out)
    partial = out / f".{LINES}.partial"
    excluded: Counter[str] = Counter()
    try:
        ids = await _write(store, wanted, path=partial, excluded=excluded)
        gone = await _said_no_since(store, wanted, ids=ids, excluded=excluded)
        messages = _drop(partial, {n for n, row_id in enumerate(ids) if row_id in gone})
        report = Report(
            conversations=len(ids) - len(gone),
            messages=messages,
            excluded=dict(sorted(excluded.items())),
            sha256=hashlib.sha256(partial.read_bytes()).hexdigest(),
        )
        _write_new(out / MANIFEST, _manifest(wanted, report, size=partial.stat().st_size))
        await store.act(lambda transaction: transaction.audit.append(_entry(wanted, report)))
        partial.rename(out / LINES)
    except BaseException as error:
        for path in (partial, partial.with_suffix(".kept"), out / MANIFEST):
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise StorageFailed("the export cannot be written") from None
        raise
    return report


async def _write(
    store: Acting, wanted: PurposeExport, *, path: Path, excluded: Counter[str]
) -> list[int]:
    """Writes what counts; the conversations' row ids, in the order of the lines."""
    ids: list[int] = []
    after = -1
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while True:
            start = after

            def act(transaction: Transaction, start: int = start) -> tuple[list[_Line], int]:
                return _page(transaction, wanted, after=start, excluded=excluded)

            lines, after = await store.act(act)
            if after == start:
                return ids
            file.writelines(each.text.encode() for each in lines)
            ids += [each.row_id for each in lines]


def _page(
    transaction: Transaction, wanted: PurposeExport, *, after: int, excluded: Counter[str]
) -> tuple[list[_Line], int]:
    row = CONVERSATION.c
    query = (
        select(CONVERSATION)
        .where(row.tenant == wanted.tenant, row.id > after)
        .order_by(row.id)
        .limit(_PAGE)
    )
    rows = transaction.connection.execute(query).all()
    counting = _counting(transaction, wanted, rows=rows, excluded=excluded)
    keys = transaction.keys.find([each.dek_id for each in counting])
    texts = _texts(transaction, [each for each in counting if each.dek_id in keys], keys=keys)
    lines = []
    for each in counting:
        said = texts.get(each.id)
        if not said:
            excluded["empty"] += 1
            continue
        line = exported(str(each.id), said, labels=wanted.labels, erase_by=time(each.erase_by))
        # JSON spells what no encoding knows.
        lines.append(_Line(each.id, json.dumps(line) + "\n", len(said)))
    return lines, rows[-1].id if rows else after


def _counting(
    transaction: Transaction,
    wanted: PurposeExport,
    *,
    rows: Sequence[Any],
    excluded: Counter[str],
) -> list[Any]:
    """The conversations that may be used now."""
    people, consents = _facts(transaction, wanted, subjects=sorted({row.subject for row in rows}))
    counting = []
    for row in rows:
        candidate = Candidate(
            conversation_id=row.conversation_id,
            person=people.get(row.subject),
            consent=consents.get(row.subject),
            sources=read_codes(row.sources),
            state="review" if row.review else row.state,
            hide_at=from_micros(row.hide_at),
        )
        reason = refusing(candidate, wanted.route, now=wanted.now)
        if reason:
            excluded[reason] += 1
        else:
            counting.append(row)
    return counting


def _facts(
    transaction: Transaction, wanted: PurposeExport, *, subjects: Sequence[str]
) -> tuple[Mapping[str, Person], Mapping[str, ConsentRecord]]:
    connection, current = transaction.connection, CONSENT_CURRENT.c
    people = connection.execute(
        select(*(SUBJECT.c[name] for name in PERSON_COLUMNS)).where(
            SUBJECT.c.tenant == wanted.tenant, SUBJECT.c.subject.in_(subjects)
        )
    )
    consents = connection.execute(
        select(*(current[name] for name in CONSENT_COLUMNS)).where(
            current.tenant == wanted.tenant,
            current.subject.in_(subjects),
            current.purpose == wanted.route.purpose.key,
            current.recipient == wanted.route.recipient.key,
        )
    )
    known = [read_person(tuple(row)) for row in people]
    given = [read_consent(tuple(row)) for row in consents]
    return {each.subject: each for each in known}, {each.subject: each for each in given}


def _texts(
    transaction: Transaction, rows: Sequence[Any], *, keys: Mapping[str, bytes]
) -> dict[int, list[tuple[str, str]]]:
    message = MESSAGE.c
    held = {row.id: row for row in rows}
    query = (
        select(message.conversation, message.seq, message.role, message.body)
        .where(message.conversation.in_(list(held)))
        .order_by(message.conversation, message.seq)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for row_id, seq, role, body in transaction.connection.execute(query):
        row = held[row_id]
        place = place_of((row.tenant, row.subject, row.conversation_id))
        text = decrypt(AESGCM(keys[row.dek_id]), body, place=place, seq=seq)
        found.setdefault(row_id, []).append((role, readable(text)))
    return found


async def _said_no_since(
    store: Acting, wanted: PurposeExport, *, ids: Sequence[int], excluded: Counter[str]
) -> set[int]:
    """Those of the conversations that may not be used any more, or are gone."""
    gone: set[int] = set()
    for start in range(0, len(ids), _PAGE):
        page = ids[start : start + _PAGE]

        def act(transaction: Transaction, page: Sequence[int] = page) -> set[int]:
            query = select(CONVERSATION).where(CONVERSATION.c.id.in_(page))
            rows = transaction.connection.execute(query).all()
            kept = _counting(transaction, wanted, rows=rows, excluded=Counter())
            keys = transaction.keys.find([each.dek_id for each in kept])
            return set(page) - {each.id for each in kept if each.dek_id in keys}

        gone |= await store.act(act)
    if gone:
        excluded["changed"] += len(gone)
    return gone


def _drop(path: Path, numbers: set[int]) -> int:
    """Rewrites a file without some of its lines; the number of messages that stay."""
    messages = 0

    def kept() -> Iterator[bytes]:
        nonlocal messages
        with path.open("rb") as file:
            for number, line in enumerate(file):
                if number not in numbers:
                    messages += len(json.loads(line)["messages"])
                    yield line

    if not numbers:
        for _ in kept():
            pass
        return messages
    other = path.with_suffix(".kept")
    _write_new(other, b"".join(kept()))
    other.replace(path)
    return messages


def _make_room(out: Path) -> None:
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_empty = not any(out.iterdir())
    except OSError:
        raise StorageFailed("the directory of the export cannot be used") from None
    if not is_empty:
        raise Refused("not_empty", "The directory of the export is not empty.", status=409)


def _write_new(path: Path, body: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(body)


def _manifest(wanted: PurposeExport, report: Report, *, size: int) -> bytes:
    route = wanted.route
    said = {
        "schema": SCHEMA_ID,
        "made_at": text_time(wanted.now),
        "tenant": wanted.tenant,
        "purpose": route.purpose.key,
        "recipient": route.recipient.key,
        "policy": route.policy.reference,
        "conversations": report.conversations,
        "messages": report.messages,
        "excluded": report.excluded,
        "files": [{"path": LINES, "bytes": size, "sha256": report.sha256}],
    }
    return (json.dumps(said, indent=1) + "\n").encode()


def _entry(wanted: PurposeExport, report: Report) -> AuditEntry:
    return AuditEntry(
        act=Act.EXPORTED,
        tenant=wanted.tenant,
        at=wanted.now,
        actor="command",
        facts={
            "purpose": as_code(wanted.route.purpose.key),
            "recipient": as_code(wanted.route.recipient.key),
            "conversations": report.conversations,
            "messages": report.messages,
            "sha256": report.sha256,
            **wanted.reason.facts(),
        },
    )

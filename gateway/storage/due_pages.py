"""One page of a sweep: rows that are due, and what becomes of each."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import func, insert, select, update

from gateway.audit.entry import Act, AuditEntry
from gateway.entropy import random_bytes
from gateway.errors import StorageFailed
from gateway.retention.certificates import (
    ANONYMISED,
    ERASED,
    KEPT_ERASED,
    KEYLESS,
    MOVED,
    Left,
)
from gateway.retention.disposal import Disposal, disposal, month_of, without_codes
from gateway.retention.holds import Hold
from gateway.storage.certificate_rows import Counted, Run, count
from gateway.storage.coarse_disclosures import make_coarse
from gateway.storage.crypto import KEY_BYTES, encrypt, place_of
from gateway.storage.due_texts import Texts, read_texts
from gateway.storage.erasure import Item, due, erase_items, set_state
from gateway.storage.hold_rows import (
    FAILED,
    HELD,
    IN_REVIEW,
    classes_of,
    covering,
    hold_items,
    in_force,
)
from gateway.storage.kept_store import Kept, KeptMessage, Moving, kept_id_of
from gateway.storage.keys import NewKey
from gateway.storage.schema import CONVERSATION, from_micros, to_micros
from gateway.storage.schema_retention import ANONYMISED as ANONYMISED_TABLE
from gateway.storage.transaction import Transaction

_Rows = Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one page did.

    Attributes:
        taken: rows that were due; none when the last page is done.
        outcomes: how many had which.
        dek_ids: of the keys that are gone.
        last: where the next page of the separate store goes on.
    """

    taken: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)
    dek_ids: Sequence[str] = ()
    last: tuple[str, str] = ("", "")


def due_page(transaction: Transaction, *, run: Run, limit: int) -> Page:
    """Acts on the next conversations that are due.

    Holds come first; they are asked here, inside the transaction, so that one that was
    placed between two pages counts.
    """
    connection = transaction.connection
    rows = due(connection, run.at, limit=limit)
    holding = covering(in_force(connection, sorted({row.tenant for row in rows})), rows)
    pairs = [(hold, row_id) for row_id, of_it in holding.items() for hold in of_it]
    hold_items(connection, pairs, at=run.at)
    to_do: dict[Disposal, list[Any]] = defaultdict(list)
    for row in rows:
        if row.id not in holding:
            keep_until = None if row.keep_until is None else from_micros(row.keep_until)
            to_do[disposal(row.action, keep_until, now=run.at)].append(row)
    _review(transaction, to_do[Disposal.REVIEW], run=run)
    texts = read_texts(transaction, [*to_do[Disposal.MOVE], *to_do[Disposal.ANONYMISE]])
    failed = _without(to_do[Disposal.MOVE], texts.damaged)
    to_do[Disposal.ERASE] += _without(to_do[Disposal.ANONYMISE], texts.damaged)
    # A crash may have been between key and row: what has come to the separate store was moved.
    keyless = _without(to_do[Disposal.MOVE], texts.keyless)
    arrived = _without(keyless, _arrived(transaction, keyless))
    keyless += _without(to_do[Disposal.ANONYMISE], texts.keyless)
    _set_aside(transaction, failed, run=run)
    _move(transaction, to_do[Disposal.MOVE], texts=texts, run=run)
    _anonymise(transaction, to_do[Disposal.ANONYMISE], texts=texts, run=run)
    gone: list[str] = []
    outcomes = {"held": len(holding), "review": len(to_do[Disposal.REVIEW]), "failed": len(failed)}
    for done, outcome in (
        (to_do[Disposal.ERASE], ERASED),
        ([*to_do[Disposal.MOVE], *arrived], MOVED),
        (to_do[Disposal.ANONYMISED], ANONYMISED),
        (keyless, KEYLESS),
    ):
        items = [Item.of(row) for row in done]
        erase_items(transaction, items, run=run, outcome=outcome)
        gone += [each.dek_id for each in items]
        outcomes[outcome] = len(items)
    return Page(taken=len(rows), outcomes=outcomes, dek_ids=gone)


def kept_page(transaction: Transaction, *, run: Run, after: tuple[str, str], limit: int) -> Page:
    """Erases the next conversations of the separate store that no law keeps any more.

    Those under a hold are passed over: every sweep asks again.
    """
    store = transaction.kept
    if store is None or not store.is_made:
        return Page()
    rows = store.due(run.at, after=after, limit=limit)
    known = in_force(transaction.connection, sorted({row.tenant for row in rows}))
    free = [row for row in rows if not any(_covers(hold, row) for hold in known)]
    dek_ids = store.key_ids(free)
    if free:
        # The main store's keys, too: copies of it that are put back must not hold them now.
        noted = [*dek_ids, *store.origins(free)]
        ledger = transaction.ledger.note(keys=noted, at=run.at)
        store.erase(free)
    for tenant in sorted({each.tenant for each in free}):
        theirs = [each for each in free if each.tenant == tenant]
        tally = Counter((KEPT_ERASED, each.retention_class) for each in theirs)
        counted = Counted(tally=tally, samples=dek_ids[:2], ledger=ledger.run)
        count(transaction.connection, run, tenant=tenant, counted=counted)
        facts: dict[str, str | int] = {"outcome": KEPT_ERASED, "count": len(theirs)}
        _note(transaction, Act.ERASED, tenant=tenant, run=run, facts=facts)
    return Page(
        taken=len(rows),
        outcomes={KEPT_ERASED: len(free)},
        dek_ids=dek_ids,
        last=(rows[-1].tenant, rows[-1].kept_id) if rows else after,
    )


def left_behind(
    transaction: Transaction, tenants: Collection[str], *, now: datetime
) -> Mapping[str, Left]:
    """By tenant, what is still there although its time is over."""
    row = CONVERSATION.c
    query = (
        select(row.tenant, row.state, func.count())
        .where(row.state.in_((HELD, IN_REVIEW, FAILED)), row.due_at <= to_micros(now))
        .group_by(row.tenant, row.state)
    )
    counts = {
        (tenant, state): number for tenant, state, number in transaction.connection.execute(query)
    }
    store = transaction.kept
    kept = store.counts() if store is not None and store.is_made else {}
    return {
        tenant: Left(
            held=counts.get((tenant, HELD), 0),
            in_review=counts.get((tenant, IN_REVIEW), 0),
            kept=kept.get(tenant, 0),
            failed=counts.get((tenant, FAILED), 0),
        )
        for tenant in tenants
    }


def _review(transaction: Transaction, rows: _Rows, *, run: Run) -> None:
    set_state(transaction.connection, [row.id for row in rows], state=IN_REVIEW)
    for tenant, number in Counter(row.tenant for row in rows).items():
        facts: dict[str, str | int] = {"step": "waits", "count": number}
        _note(transaction, Act.REVIEWED, tenant=tenant, run=run, facts=facts)


def _without(rows: list[Any], row_ids: Collection[int]) -> list[Any]:
    """Takes rows out of a list; those."""
    out = [row for row in rows if row.id in row_ids]
    rows[:] = [row for row in rows if row.id not in row_ids]
    return out


def _arrived(transaction: Transaction, rows: _Rows) -> frozenset[int]:
    """Row ids of those that the separate store has."""
    store = transaction.kept
    if store is None or not rows:
        return frozenset()
    there: set[tuple[str, str]] = set()
    for tenant in {row.tenant for row in rows}:
        ids = [kept_id_of(row.dek_id) for row in rows if row.tenant == tenant]
        there |= {(tenant, each) for each in store.arrived(tenant, ids)}
    return frozenset(row.id for row in rows if (row.tenant, kept_id_of(row.dek_id)) in there)


def _set_aside(transaction: Transaction, rows: _Rows, *, run: Run) -> None:
    """What a law keeps and does not decrypt stays as it is: it may be mended."""
    set_state(transaction.connection, [row.id for row in rows], state=FAILED)
    for tenant, number in Counter(row.tenant for row in rows).items():
        facts: dict[str, str | int] = {"step": "unreadable", "count": number}
        _note(transaction, Act.REVIEWED, tenant=tenant, run=run, facts=facts)


def _move(transaction: Transaction, rows: _Rows, *, texts: Texts, run: Run) -> None:
    """Puts conversations into the separate store; their originals are erased after that."""
    if not rows:
        return
    if transaction.kept is None:
        raise StorageFailed("no separate store is configured for what a law keeps")
    moving = [
        Moving(
            kept=Kept(
                tenant=row.tenant,
                kept_id=kept_id_of(row.dek_id),
                subject=row.subject,
                conversation_id=row.conversation_id,
                retention_class=row.retention_class,
                class_version=row.class_version,
                policy=row.policy,
                purpose=row.purpose,
                recipient=row.recipient,
                created_at=from_micros(row.created_at),
                last_interaction_at=from_micros(row.last_interaction_at),
                moved_at=run.at,
                keep_until=from_micros(row.keep_until),
                classes=classes_of(row),
            ),
            dek_id=row.dek_id,
            messages=[KeptMessage(role=role, text=text) for role, text in texts.said[row.id]],
        )
        for row in rows
    ]
    transaction.kept.put(moving, at=run.at)
    for tenant, number in Counter(row.tenant for row in rows).items():
        _note(transaction, Act.MOVED, tenant=tenant, run=run, facts={"count": number})


def _anonymise(transaction: Transaction, rows: _Rows, *, texts: Texts, run: Run) -> None:
    """Keeps what was said by nobody in particular; the originals are erased by the next page.

    Not in this one: what a crash undoes here must not have lost its key already.
    """
    if not rows:
        return
    keys = [
        NewKey(
            dek_id=random_bytes(13).hex(),
            tenant=row.tenant,
            key=random_bytes(KEY_BYTES),
            created_at=to_micros(run.at),
        )
        for row in rows
    ]
    transaction.keys.add(keys)
    copies = []
    for row, key in zip(rows, keys, strict=True):
        anonymised_id, speaker = random_bytes(13).hex(), random_bytes(13).hex()
        said = json.dumps([[role, without_codes(text)] for role, text in texts.said[row.id]])
        place = place_of((row.tenant, speaker, anonymised_id))
        [body] = encrypt(AESGCM(key.key), [said], place=place, first=0)
        copies.append(
            {
                "tenant": row.tenant,
                "anonymised_id": anonymised_id,
                "speaker": speaker,
                "month": to_micros(month_of(from_micros(row.created_at))),
                "purpose": row.purpose,
                "dek_id": key.dek_id,
                "body": body,
            }
        )
    connection = transaction.connection
    connection.execute(insert(ANONYMISED_TABLE), copies)
    make_coarse(connection, rows)
    change = update(CONVERSATION).where(CONVERSATION.c.id.in_([row.id for row in rows]))
    connection.execute(change.values(action=Disposal.ANONYMISED.value))
    for tenant, number in Counter(row.tenant for row in rows).items():
        _note(transaction, Act.ANONYMISED, tenant=tenant, run=run, facts={"count": number})


def _covers(hold: Hold, row: Kept) -> bool:
    return hold.tenant == row.tenant and hold.scope.covers(
        row.subject,
        row.conversation_id,
        classes={row.retention_class, *row.classes},
        created_at=row.created_at,
    )


def _note(
    transaction: Transaction, act: Act, *, tenant: str, run: Run, facts: Mapping[str, str | int]
) -> None:
    transaction.audit.append(
        AuditEntry(act=act, tenant=tenant, at=run.at, object_id=run.run_id, facts=facts)
    )

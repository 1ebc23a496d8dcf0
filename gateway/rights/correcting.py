"""Corrects the stored texts of a person; other writers wait for the writing only.

A page reads a few conversations as they are, opens and corrects them in a thread of its
own, examines every string that it changes as what the person says is examined, and writes
in a second act what is still as it was read. Who spoke meanwhile is read again.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from detectors.errors import DetectionError
from gateway.rights.conversation_erasure import destroy_keys, grounds, hide, of
from gateway.rights.correction_details import corrections_of
from gateway.rights.corrections import Correction, Corrections, GrowsTooLong
from gateway.rights.data_stores import Holder, PageAsked
from gateway.rights.execution import Done, Page
from gateway.rights.kinds import Ground
from gateway.rights.requests import RightsRequest
from gateway.rights.stored_words import StoredWords, Words, new_budget
from gateway.storage.schema import CONVERSATION
from gateway.storage.text_correction import Ciphertexts, is_as_read, read, rewrite
from gateway.storage.transaction import Acting, Transaction

CONVERSATIONS = 10
# Characters by which one request makes a conversation longer.
MOST_LONGER = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cursor:
    """Where the next page begins.

    Attributes:
        last: row of the last conversation that is done; None after the last of all.
        replaced: keys that the page before replaced; destroyed now that this is committed.
        found: indices of the corrections whose wrong value stood somewhere.
    """

    last: int | None = 0
    replaced: Sequence[str] = ()
    found: frozenset[int] = frozenset()

    @classmethod
    def read(cls, text: str) -> _Cursor:
        """From what the page before left."""
        if not text:
            return cls()
        last, replaced, found = json.loads(text)
        return cls(last=last, replaced=replaced, found=frozenset(found))

    def __str__(self) -> str:
        return json.dumps([self.last, list(self.replaced), sorted(self.found)])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Corrected:
    """What is to become of a conversation.

    Attributes:
        before: as it was read.
        texts: as they are to be; None where nothing is to change.
        ground: why it stays although a wrong value stands in it.
        found: indices of the corrections whose wrong value stood in it.
    """

    before: Ciphertexts
    texts: Sequence[str] | None = field(default=None, repr=False)
    ground: Ground | None = None
    found: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What a page is to write; ``more`` says whether conversations come after it."""

    items: Sequence[_Corrected]
    last: int
    more: bool


class TextsTask:
    """The part of a rectification that changes conversations."""

    store = "conversations"

    def __init__(self, words: Words) -> None:
        """Args: words, rewrites a tenant's texts as its policy stores them."""
        self._words = words

    async def prepare(self, store: Acting, request: RightsRequest, *, page: Page) -> object:
        """See PreparedTask; what the next conversations are to be.

        Raises:
            StorageFailed: a text does not decrypt in its place.
        """
        named, cursor = corrections_of(request.details), _Cursor.read(page.cursor)
        if not named or cursor.last is None:
            return None
        last = cursor.last
        holder = Holder(tenant=request.tenant, subject=request.subject)
        row = CONVERSATION.c

        def fetch(transaction: Transaction) -> tuple[list[Ciphertexts], list[Any]]:
            query = select(CONVERSATION).where(of(CONVERSATION, holder), row.id > last)
            found = transaction.connection.execute(query.order_by(row.id).limit(CONVERSATIONS))
            rows = list(found)
            keys = transaction.keys.find([each.dek_id for each in rows])
            return [
                read(transaction, each, key=keys[each.dek_id])
                for each in rows
                if each.dek_id in keys
            ], [each.id for each in rows]

        read_ones, row_ids = await store.act(fetch)
        words = self._words(request.tenant)
        items = [
            await asyncio.to_thread(_corrected, each, named, words=words) for each in read_ones
        ]
        return _Plan(
            items=items,
            last=row_ids[-1] if row_ids else last,
            more=len(row_ids) == CONVERSATIONS,
        )

    def run(self, transaction: Transaction, request: RightsRequest, *, page: Page) -> Done:
        """Writes what was prepared, and destroys the keys that the page before replaced."""
        cursor, plan, asked = _Cursor.read(page.cursor), page.prepared, PageAsked(now=page.now)
        destroy_keys(transaction, cursor.replaced, asked=asked)
        if not isinstance(plan, _Plan):
            return Done()
        items, last, more = plan.items, plan.last, plan.more
        for at, each in enumerate(items):
            if (each.texts is not None or each.ground) and not is_as_read(transaction, each.before):
                items, last, more = items[:at], each.before.row.id - 1, True
                break
        holder = Holder(tenant=request.tenant, subject=request.subject)
        wrong = [each for each in items if each.texts is not None or each.ground]
        kept = _kept(transaction, holder, items=wrong, asked=asked)
        reasons = Counter(kept.values())
        replaced = []
        for each in wrong:
            if each.before.row.id in kept:
                continue
            if each.texts is None:
                reasons[each.ground or Ground.OUT_OF_REACH] += 1
                continue
            rewrite(transaction, each.before, texts=each.texts, at=page.now)
            replaced.append(each.before.row.dek_id)
        found = cursor.found.union(*(each.found for each in items))
        missing = len(corrections_of(request.details)) - len(found)
        if not more and missing:
            reasons[Ground.NOTHING_FOUND] += missing
        after = _Cursor(last=last if more else None, replaced=replaced, found=found)
        return Done(
            items_removed=len(replaced),
            items_retained=reasons.total(),
            reasons=dict(reasons),
            done=not replaced and not more,
            cursor=str(after),
        )


def _corrected(
    before: Ciphertexts, named: Sequence[Correction], *, words: StoredWords
) -> _Corrected:
    budget = new_budget()

    def check() -> None:
        budget.settle()
        budget.enter(0)

    change = Corrections(
        named, settled=lambda text: words.settled(text, budget=budget), check=check
    )
    remembered = Corrections(named, check=check)
    texts = before.texts()
    try:
        ends = [_is_in(remembered, value) for value in before.values()]
        after = [change.corrected(text) for text in texts]
    except GrowsTooLong:
        return _Corrected(before=before, ground=Ground.EXCESSIVE, found=_all(named))
    except DetectionError:
        return _Corrected(before=before, ground=Ground.OUT_OF_REACH, found=_all(named))
    found = frozenset(change.found | remembered.found)
    if sum(map(len, after)) - sum(map(len, texts)) > MOST_LONGER:
        return _Corrected(before=before, ground=Ground.EXCESSIVE, found=found)
    changed = after if any(ends) or after != texts else None
    return _Corrected(before=before, texts=changed, found=found)


def _all(named: Sequence[Correction]) -> frozenset[int]:
    """Where the search was given up nothing says that a value was not there."""
    return frozenset(range(len(named)))


def _is_in(change: Corrections, value: str) -> bool:
    try:
        return change.finds(value)
    except GrowsTooLong:
        return True


def _kept(
    transaction: Transaction, holder: Holder, *, items: Sequence[_Corrected], asked: PageAsked
) -> dict[int, Ground]:
    """Which of these conversations may not be changed; they are hidden from now on."""
    row, found = CONVERSATION.c, {}
    for ground, where in grounds(transaction, holder.tenant, now=asked.now).items():
        mine = row.id.in_([each.before.row.id for each in items]) & where
        for row_id in transaction.connection.execute(select(row.id).where(mine)).scalars():
            found[row_id] = ground
    hide(transaction, row.id.in_(list(found)), now=asked.now)
    return found

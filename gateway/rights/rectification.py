"""The right to rectification (GDPR Article 16): the right value everywhere, the wrong one gone.

    {"corrections": [{"old": "Jane Doe", "new": "Jane Roe"}],
     "facts": {"age_band": "adult", "jurisdiction": "DE"}}

What policy does not let into the store is replaced before a request is kept, as in a
chat. Every text of the person is corrected under a new key (gateway/rights/correcting.py),
and the old key destroyed, so that no copy keeps what was wrong. What a hold or a law keeps
is not changed but hidden from then on, and counted with its ground. Recipients are told
that there was a correction; a value that stood nowhere is counted, so that nobody is told
that it was corrected.
What is known of the person's age and country is changed on proof by a document or an
officer's word, as both decide what is permitted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from gateway.consent.persons import AgeBand, PersonChange
from gateway.opt_in import AgeMethod
from gateway.regions import COUNTRIES
from gateway.rights.conversation_erasure import count, destroy_keys, grounds, of
from gateway.rights.correcting import TextsTask
from gateway.rights.correction_details import corrections_of
from gateway.rights.data_stores import Holder, PageAsked
from gateway.rights.details import choice, known_only, wrong
from gateway.rights.execution import Done, Handling, Page, Preview, PreviewLine
from gateway.rights.kinds import Ground, Method
from gateway.rights.recipients_told import Tell, tell_recipients
from gateway.rights.requests import RightsRequest
from gateway.rights.stored_words import Words, new_budget
from gateway.storage.restriction_rows import people_of
from gateway.storage.schema import CONVERSATION
from gateway.storage.schema_rights import RIGHTS_REQUEST
from gateway.storage.transaction import Transaction

_BANDS = [each.value for each in AgeBand if each is not AgeBand.UNKNOWN]
_PROVEN = (Method.DOCUMENT, Method.OFFICER)


class RectificationRight(Handling):
    """Corrects page by page."""

    def __init__(self, tell: Tell, *, words: Words) -> None:
        """Puts the tasks together.

        Args:
            tell: keeps a message that is sent until it is taken.
            words: rewrites a tenant's texts as its policy stores them.
        """
        super().__init__(_Facts(), TextsTask(words), _Words(tell))
        self._words = words

    def check(self, details: Mapping[str, Any], tenant: str) -> None:
        """See Handler."""
        known_only(details, "corrections", "facts")
        corrections, facts = corrections_of(details), facts_of(details)
        if not corrections and not facts:
            raise wrong("corrections")

    async def kept(self, details: Mapping[str, Any], tenant: str) -> Mapping[str, Any]:
        """See Handler; values as the policy stores what the person says."""
        named = corrections_of(details)
        if not named:
            return details
        words = self._words(tenant)

        def rewritten() -> list[dict[str, str]]:
            budget = new_budget()
            return [
                {
                    "old": words.handed_in(each.old, budget=budget),
                    "new": words.handed_in(each.new, budget=budget),
                }
                for each in named
            ]

        fit = {**details, "corrections": await asyncio.to_thread(rewritten)}
        corrections_of(fit)
        return fit

    def preview(
        self, transaction: Transaction, request: RightsRequest, *, now: datetime
    ) -> Preview:
        """See Handler; conversations are counted, their texts are not read for it."""
        holder = Holder(tenant=request.tenant, subject=request.subject)
        lines = [PreviewLine(store="person", fate="changed", items=len(facts_of(request.details)))]
        if corrections_of(request.details):
            mine = of(CONVERSATION, holder)
            kept = 0
            for ground, where in grounds(transaction, holder.tenant, now=now).items():
                items = count(transaction, CONVERSATION, where=mine & where)
                kept += items
                if items:
                    lines.append(
                        PreviewLine(
                            store="conversations", fate="protected", items=items, ground=ground
                        )
                    )
            items = count(transaction, CONVERSATION, where=mine) - kept
            lines.append(PreviewLine(store="conversations", fate="changed", items=items))
        return Preview(lines=tuple(lines))


def facts_of(details: Mapping[str, Any]) -> Mapping[str, str]:
    """The facts that a request names: ``age_band``, ``jurisdiction``.

    Raises:
        InvalidRequest: one is not of its form.
    """
    named = details.get("facts", {})
    if not isinstance(named, dict):
        raise wrong("facts")
    known_only(named, "age_band", "jurisdiction")
    found = {
        "age_band": choice(named, "age_band", known=_BANDS),
        "jurisdiction": choice(named, "jurisdiction", known=COUNTRIES),
    }
    return {name: value for name, value in found.items() if value is not None}


class _Facts:
    store = "person"

    def run(self, transaction: Transaction, request: RightsRequest, *, page: Page) -> Done:
        """Changes what is known, where the proof of identity was good enough for that."""
        facts = facts_of(request.details)
        if not facts:
            return Done()
        if request.method not in _PROVEN:
            kept = len(facts)
            return Done(items_retained=kept, reasons={Ground.OUT_OF_REACH: kept})
        band = facts.get("age_band")
        people_of(transaction).change_person(
            request.tenant,
            request.subject,
            change=PersonChange(
                age_band=AgeBand(band) if band is not None else None,
                age_method=AgeMethod.DOCUMENT,
                jurisdiction=facts.get("jurisdiction"),
            ),
            at=page.now,
        )
        return Done(items_removed=len(facts))


class _Words:
    """The last task: the request itself says what was wrong, and recipients are told."""

    store = "requests"

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def run(self, transaction: Transaction, request: RightsRequest, *, page: Page) -> Done:
        """Tells recipients; then, once that is committed, erases the words of the request."""
        row = RIGHTS_REQUEST.c
        same = (row.tenant == request.tenant, row.request_id == request.request_id)
        if corrections_of(request.details) and not page.cursor:
            tell_recipients(transaction, request, tell=self._tell, now=page.now)
            return Done(done=False, cursor="told")
        dek_id = transaction.connection.execute(select(row.dek_id).where(*same)).scalar()
        transaction.connection.execute(
            update(RIGHTS_REQUEST).where(*same).values(dek_id="", body=None)
        )
        asked = PageAsked(now=page.now)
        destroy_keys(transaction, [dek_id or ""], asked=asked)
        return Done(items_removed=int(bool(dek_id)))

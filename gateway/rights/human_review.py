"""The right to a human being (GDPR Article 22(3)): no automatic answer until one has looked.

``{"conversation": "..."}`` marks one conversation by the id that the chatbot uses, ``{}``
every conversation of the person, later ones too, so that a fresh one is no way round. The
mark holds from the moment the request is verified; streams under way are cut. An officer
who has looked approves the request with what came of it, and the mark goes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, update
from sqlalchemy.sql.elements import ColumnElement

from gateway.consent.persons import EVERY_CONVERSATION, PersonChange
from gateway.errors import InvalidRequest
from gateway.rights.conversation_erasure import count
from gateway.rights.details import known_only, text
from gateway.rights.execution import Done, Handling, Page, Preview, PreviewLine
from gateway.rights.requests import RightsRequest
from gateway.storage.restriction_rows import people_of
from gateway.storage.schema import CONVERSATION, to_micros
from gateway.storage.transaction import Transaction

# The id under which a tenant's conversation is stored, from the one that a chatbot uses.
ConversationKey = Callable[[str, str], str]
_LONGEST_ID = 256


class HumanReviewRight(Handling):
    """Marks when the request is verified; its task takes the mark away."""

    def __init__(self, conversation_key: ConversationKey) -> None:
        """Args: conversation_key, from tenant and the chatbot's id."""
        super().__init__(_Reviewed(self))
        self._key = conversation_key

    def check(self, details: Mapping[str, Any], tenant: str) -> None:
        """See Handler."""
        known_only(details, "conversation")
        text(details, "conversation", most=_LONGEST_ID)

    def begin(self, transaction: Transaction, request: RightsRequest, *, now: datetime) -> None:
        """Marks.

        Raises:
            InvalidRequest: 404; the person has no such conversation.
        """
        meant = self.meant(request)
        mine = _mine(request, meant, now=now)
        if meant != EVERY_CONVERSATION and not count(transaction, CONVERSATION, where=mine):
            raise InvalidRequest("There is no such conversation.", code="not_found", status=404)
        self._mark(transaction, request, now=now, review=1)

    def ended(self, transaction: Transaction, request: RightsRequest, *, now: datetime) -> None:
        """Takes the mark back."""
        self._mark(transaction, request, now=now, review=0)

    def preview(
        self, transaction: Transaction, request: RightsRequest, *, now: datetime
    ) -> Preview:
        """See Handler."""
        mine = _mine(request, self.meant(request), now=now)
        items = count(transaction, CONVERSATION, where=mine)
        return Preview(lines=(PreviewLine(store="conversations", fate="changed", items=items),))

    def meant(self, request: RightsRequest) -> str:
        """The stored id of the conversation that is meant, or EVERY_CONVERSATION."""
        named = text(request.details, "conversation", most=_LONGEST_ID)
        return EVERY_CONVERSATION if named is None else self._key(request.tenant, named)

    def reviewed(self, transaction: Transaction, request: RightsRequest, *, now: datetime) -> int:
        """Takes the mark away; how many conversations had it."""
        return self._mark(transaction, request, now=now, review=0)

    def _mark(
        self, transaction: Transaction, request: RightsRequest, *, now: datetime, review: int
    ) -> int:
        meant = self.meant(request)
        mine = _mine(request, meant, now=now) if review else _marked(request, meant)
        change = update(CONVERSATION).where(mine, CONVERSATION.c.review != review)
        changed = transaction.connection.execute(change.values(review=review)).rowcount
        people_of(transaction).change_person(
            request.tenant,
            request.subject,
            change=PersonChange(
                review=meant if review else None, reviewed=None if review else meant
            ),
            at=now,
        )
        return changed


class _Reviewed:
    store = "conversations"

    def __init__(self, right: HumanReviewRight) -> None:
        self._right = right

    def run(self, transaction: Transaction, request: RightsRequest, *, page: Page) -> Done:
        """Somebody has looked."""
        return Done(items_removed=self._right.reviewed(transaction, request, now=page.now))


def _mine(request: RightsRequest, meant: str, *, now: datetime) -> ColumnElement[bool]:
    row = CONVERSATION.c
    mine = and_(row.tenant == request.tenant, row.subject == request.subject, row.retired == 0)
    if meant == EVERY_CONVERSATION:
        return mine
    return and_(mine, row.conversation_id == meant, row.hide_at > to_micros(now))


def _marked(request: RightsRequest, meant: str) -> ColumnElement[bool]:
    """Whatever has become of it since it was marked."""
    row = CONVERSATION.c
    mine = and_(row.tenant == request.tenant, row.subject == request.subject)
    return mine if meant == EVERY_CONVERSATION else and_(mine, row.conversation_id == meant)

"""The right to erasure (GDPR Article 17): everything of a person, store by store.

1. Nothing of the person is processed any more: the restriction ``erased`` is set, every
   consent is revoked, all conversations are hidden. Exchanges under way anywhere are cut.
2. The erasure ledger notes the person, and each key before it is destroyed; recipients
   are told.
   Where a law blocks data before it is erased (``rights.blocking``), that time passes first.
3. Each store is emptied page by page (gateway/rights/erasers.py).
4. The pepper of the audit log's references goes, so that nobody can tell whose they were.
5. A sweep moves what a law keeps, empties the write-ahead logs, searches the files and
   completes the certificate.

A minute later the restriction is lifted with the last that was known of the person
(gateway/rights/lifting.py). An exchange that had begun before finds a person that has
changed, and records nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, select

from gateway.consent.persons import Restriction
from gateway.consent.records import Author, Signer
from gateway.errors import InvalidRequest
from gateway.retention.certificates import COMPLETE
from gateway.retention.classes import later
from gateway.rights.conversation_erasure import hide, of
from gateway.rights.data_stores import STORES, Eraser, Holder, PageAsked
from gateway.rights.details import known_only
from gateway.rights.erasers import EVIDENCE, Terms, erasers
from gateway.rights.erasure_preview import preview_lines
from gateway.rights.execution import Done, Handling, Page, Preview, Task, WideTask
from gateway.rights.kinds import Ground
from gateway.rights.recipients_told import Tell, tell_recipients
from gateway.rights.requests import RightsRequest
from gateway.storage import certificate_rows, peppers
from gateway.storage.ledger import ErasedPerson
from gateway.storage.restriction_rows import (
    HeldRestriction,
    lift,
    people_of,
    restrict,
    restriction,
)
from gateway.storage.rights_rows import tasks_of
from gateway.storage.schema import CONVERSATION
from gateway.storage.schema_rights import RIGHTS_REQUEST
from gateway.storage.tables import METADATA
from gateway.storage.transaction import Acting, Transaction

# So long nothing of somebody erased is processed, while what was under way ends.
QUIET = timedelta(seconds=60)
RECORDED_BY = "erasure"
_BLOCKED = "blocked"

Sweep = Callable[[datetime], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureParts:
    """What an erasure works with.

    Attributes:
        tell: keeps a message until it is taken.
        sweep: completes pending certificates.
        keeps: stores whose records stay as evidence.
        blocked_for: ISO 8601 duration for which a request's data is blocked before it is
            erased, or empty.
    """

    tell: Tell
    sweep: Sweep
    keeps: frozenset[str] = EVIDENCE
    blocked_for: Callable[[RightsRequest], str] = lambda _: ""


class ErasureRight(Handling):
    """Erases one person; nothing happens before the request is accepted."""

    def __init__(self, parts: ErasureParts) -> None:
        """Args: parts, what it works with."""
        names = list(erasers(Terms(run_id="", cause="")))
        tasks: list[Task | WideTask] = [_Stop(parts)]
        tasks += [_Store(parts, name) for name in names]
        super().__init__(*tasks, _AuditReferences(), _Quiet(), _Certificate(parts))
        self._parts = parts

    def check(self, details: Mapping[str, Any], tenant: str) -> None:
        """See Handler."""
        known_only(details)

    def begin(self, transaction: Transaction, request: RightsRequest, *, now: datetime) -> None:
        """Refuses who is not known.

        Raises:
            InvalidRequest: 404; there is nothing of such a person, nor was there ever.
        """
        if not is_known(transaction, holder_of(request), request_id=request.request_id):
            raise InvalidRequest("There is nothing of this person.", code="not_found", status=404)

    def preview(
        self, transaction: Transaction, request: RightsRequest, *, now: datetime
    ) -> Preview:
        """See Handler."""
        return Preview(
            lines=preview_lines(transaction, holder_of(request), keeps=self._parts.keeps, now=now)
        )

    def ended(self, transaction: Transaction, request: RightsRequest, *, now: datetime) -> None:
        """Lifts the restriction where the erasure had begun; what is gone stays gone."""
        held = restriction(
            transaction, request.tenant, subject=request.subject, kind=Restriction.ERASED
        )
        if held is not None and held.request_id == request.request_id:
            lift(transaction, held, at=now)

    async def certified(self, store: Acting, request: RightsRequest) -> bool:
        """Whether the certificate is complete; where nothing was erased there is none."""

        def act(transaction: Transaction) -> bool:
            found = certificate_rows.find(
                transaction.connection, request.tenant, certificate_id=request.request_id
            )
            return found is None or found.state == COMPLETE

        return await store.act(act)


def holder_of(request: RightsRequest) -> Holder:
    """Whom a request is about."""
    return Holder(tenant=request.tenant, subject=request.subject)


def terms_of(request: RightsRequest, keeps: frozenset[str] = EVIDENCE) -> Terms:
    """Under which a request's erasure runs."""
    return Terms(
        run_id=request.request_id,
        cause=f"request:{request.request_id}",
        request_id=request.request_id,
        keeps=keeps,
    )


def is_known(transaction: Transaction, holder: Holder, *, request_id: str = "") -> bool:
    """Whether any store has anything of a person beside one request.

    Somebody erased before is known by the request of then.
    """
    own = ("requests", "identity_proofs", "outbox")
    for store in STORES:
        table = METADATA.tables[store.tables[0]]
        if "subject" not in table.c or store.name in own:
            continue
        query = select(table.c.subject).where(of(table, holder)).limit(1)
        if transaction.connection.execute(query).first() is not None:
            return True
    row = RIGHTS_REQUEST.c
    earlier = and_(of(RIGHTS_REQUEST, holder), row.request_id != request_id)
    query = select(row.request_id).where(earlier).limit(1)
    return transaction.connection.execute(query).first() is not None


class _Stop:
    """Nothing of the person is processed from now on."""

    store = "processing"

    def __init__(self, parts: ErasureParts) -> None:
        self._parts = parts

    def run(self, transaction: Transaction, request: RightsRequest, *, page: Page) -> Done:
        """Restricts, revokes, hides, tells; then waits as long as the data is blocked."""
        blocked = self._parts.blocked_for(request)
        end = later(request.approved_at or page.now, blocked) if blocked else page.now
        if page.cursor != _BLOCKED:
            tell_recipients(transaction, request, tell=self._parts.tell, now=page.now)
            stop(transaction, request, now=page.now, due=end)
        if end > page.now:
            return Done(done=False, cursor=_BLOCKED, waits=True)
        return Done()


def stop(
    transaction: Transaction, request: RightsRequest, *, now: datetime, due: datetime | None = None
) -> None:
    """The restriction, no consents, no conversation in sight, and the ledger knows.

    What is hidden is due ``due``, or at once.
    """
    erased = ErasedPerson(
        tenant=request.tenant, subject=request.subject, request_id=request.request_id
    )
    transaction.ledger.note(people=[erased], at=now)
    held = HeldRestriction(
        tenant=request.tenant,
        subject=request.subject,
        kind=Restriction.ERASED,
        since=now,
        request_id=request.request_id,
    )
    restrict(transaction, held, at=now)
    people = people_of(transaction)
    by = Author(signer=Signer.CONTROLLER, recorded_by=RECORDED_BY)
    people.withdraw_all((request.tenant, request.subject), purpose=None, at=now, by=by)
    hide(transaction, of(CONVERSATION, holder_of(request)), now=now, due=due)


class _Store:
    """One store is emptied, page by page."""

    def __init__(self, parts: ErasureParts, store: str) -> None:
        self.store = store
        self._keeps = parts.keeps

    def run(self, transaction: Transaction, request: RightsRequest, *, page: Page) -> Done:
        """Does one page."""
        eraser: Eraser = erasers(terms_of(request, self._keeps))[self.store]
        asked = PageAsked(now=page.now, rows=page.limit)
        found = eraser(transaction, holder_of(request), asked)
        return Done(
            items_removed=found.items_removed,
            items_retained=found.items_retained,
            reasons={Ground(ground): items for ground, items in found.reasons.items()},
            done=found.done,
        )


class _AuditReferences:
    """Entries of the audit log stay; whose they are can no longer be told."""

    store = "audit_references"

    def run(self, transaction: Transaction, request: RightsRequest, *, page: Page) -> Done:
        """Destroys the pepper."""
        return Done(items_removed=forget_reference(transaction, holder_of(request), now=page.now))


def forget_reference(transaction: Transaction, holder: Holder, *, now: datetime) -> int:
    """Destroys the person's pepper, if there is one; how many there were."""
    named = (holder.tenant, holder.subject)
    if peppers.known_reference(transaction.keys, named) is None:
        return 0
    transaction.ledger.note(keys=[peppers.pepper_id(named)], at=now)
    peppers.forget(transaction.keys, named)
    return 1


class _Quiet:
    """From now on a minute is waited before the restriction is lifted."""

    store = "restriction"

    def run(self, transaction: Transaction, request: RightsRequest, *, page: Page) -> Done:
        """Sets the end."""
        held = HeldRestriction(
            tenant=request.tenant,
            subject=request.subject,
            kind=Restriction.ERASED,
            since=page.now,
            until=page.now + QUIET,
            request_id=request.request_id,
        )
        restrict(transaction, held, at=page.now)
        return Done()


class _Certificate:
    """Logs are emptied, files searched; see gateway.retention.certificates."""

    store = "certificate"

    def __init__(self, parts: ErasureParts) -> None:
        self._sweep = parts.sweep

    async def perform(self, store: Acting, request: RightsRequest, *, page: Page) -> Done:
        """Says what stays; sweeps. Whether the certificate is complete, ``certified`` asks."""
        await store.act(lambda act: _say_what_stays(act, request, now=page.now))
        await self._sweep(page.now)
        return Done()


def _say_what_stays(transaction: Transaction, request: RightsRequest, *, now: datetime) -> None:
    connection = transaction.connection
    found = certificate_rows.find(connection, request.tenant, certificate_id=request.request_id)
    if found is None:
        return
    retained = {
        (task.store, str(ground)): items
        for task in tasks_of(transaction, request)
        for ground, items in task.reasons.items()
    }
    certificate_rows.seal(transaction, replace(found, retained=retained), at=now)

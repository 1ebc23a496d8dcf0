"""A verified death is recorded: processing stops, and the person's instruction is carried out.

``erase`` files an erasure and ``hand_over`` a request for access, each in the name of the
instruction. An officer approves it who has neither recorded the death nor had a part in the
instruction: nobody erases or hands over on their own word;
``keep`` places a hold with the date of the instruction as its review date. Where there is
no instruction, heirs act through requests that an officer files for them.

Recording it again goes on where it stopped, and runs nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.consent.persons import Restriction
from gateway.consent.records import Author, Signer
from gateway.errors import InvalidRequest, Refused
from gateway.retention.holds import Hold, Scope
from gateway.rights.data_stores import Holder
from gateway.rights.details import time
from gateway.rights.erasure import is_known
from gateway.rights.kinds import RightKind
from gateway.rights.recipients_told import Tell, Telling
from gateway.rights.requests import BY_DIRECTIVE
from gateway.storage import hold_rows, rights_rows
from gateway.storage.directive_rows import (
    Directive,
    DirectiveAction,
    directives,
    end_directive,
)
from gateway.storage.restriction_rows import (
    HeldRestriction,
    is_deceased,
    people_of,
    restrict,
)
from gateway.storage.transaction import Acting, Transaction

_REVIEW = timedelta(days=365)
_KINDS = {
    DirectiveAction.ERASE: RightKind.ERASURE,
    DirectiveAction.HAND_OVER: RightKind.ACCESS,
}
RECORDED_BY = "death"


class File(Protocol):
    """Files a request in the name of an instruction."""

    async def __call__(
        self, holder: Holder, kind: RightKind, *, filer: str, officers: frozenset[str]
    ) -> str:
        """Its id; raises Refused, ``request_active``, where one is under way."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """What an officer records.

    Attributes:
        holder: who has died.
        by: id of the officer's key, or ``command``.
        at: now.
    """

    holder: Holder
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What came of an instruction; ``request_id`` is empty where none was filed."""

    action: str
    request_id: str = ""


class Deaths:
    """Records deaths."""

    def __init__(self, store: Acting, *, file: File, tell: Tell, new_id: Callable[[], str]) -> None:
        """Takes what it works with.

        Args:
            store: in which acts can be done.
            file: files a request in the name of an instruction.
            tell: keeps a message until it is taken.
            new_id: random ids.
        """
        self._store = store
        self._file = file
        self._tell = tell
        self._new_id = new_id

    async def record(self, death: Death) -> Carried:
        """Records a death; what the person wanted begins.

        Raises:
            InvalidRequest: 404; nothing is known of such a person.
        """
        found = await self._store.act(lambda each: _stop(each, death))
        if found is None:
            return Carried(action="none")
        directive, officers = found
        kind = _KINDS.get(directive.action)
        request_id = ""
        if kind is not None:
            try:
                filer = f"{BY_DIRECTIVE}{directive.directive_id}"
                request_id = await self._file(death.holder, kind, filer=filer, officers=officers)
            except Refused as refused:
                if refused.code != "request_active":
                    raise
                request_id = str(refused.details.get("id", ""))
        hold_id = self._new_id()

        def carry_out(transaction: Transaction) -> None:
            self._carry_out(
                transaction, directive, death=death, hold_id=hold_id, request_id=request_id
            )

        await self._store.act(carry_out)
        return Carried(action=directive.action.value, request_id=request_id)

    def _carry_out(
        self,
        transaction: Transaction,
        directive: Directive,
        *,
        death: Death,
        hold_id: str,
        request_id: str,
    ) -> None:
        found = directives(transaction, directive.tenant, subject=directive.subject)
        current = next(
            (each for each in found if each.directive_id == directive.directive_id), None
        )
        if current is None or not current.stands:
            return
        if directive.action is DirectiveAction.KEEP:
            hold_rows.add(transaction.connection, _hold(directive, death, hold_id=hold_id))
        if directive.action is DirectiveAction.HAND_OVER:
            body: dict[str, Any] = {
                "executor": directive.words.get("executor"),
                "request": request_id,
            }
            self._tell(
                transaction,
                Telling(
                    tenant=directive.tenant,
                    subject=directive.subject,
                    request_id=request_id,
                    kind="RightsHandOver",
                    at=death.at,
                    body=body,
                ),
            )
        end_directive(transaction, directive, executed_at=death.at)


def _stop(transaction: Transaction, death: Death) -> tuple[Directive, frozenset[str]] | None:
    """Nothing is processed in the name of the dead.

    Returns:
        The instruction that stands with all officers who had a part in it, or None.
    """
    holder = death.holder
    if not is_known(transaction, holder):
        raise InvalidRequest("There is nothing of this person.", code="not_found", status=404)
    found = directives(transaction, holder.tenant, subject=holder.subject)
    standing = next((each for each in reversed(found) if each.stands), None)
    if not is_deceased(transaction, holder.tenant, subject=holder.subject):
        _restrict(transaction, death, standing=standing)
    if standing is None:
        return None
    kept = rights_rows.find_request(transaction, holder.tenant, request_id=standing.directive_id)
    officers = kept.officers | {kept.approver} if kept is not None else frozenset[str]()
    return standing, officers | {death.by}


def _restrict(transaction: Transaction, death: Death, *, standing: Directive | None) -> None:
    holder = death.holder
    held = HeldRestriction(
        tenant=holder.tenant,
        subject=holder.subject,
        kind=Restriction.DECEASED,
        since=death.at,
    )
    restrict(transaction, held, at=death.at)
    by = Author(signer=Signer.CONTROLLER, recorded_by=RECORDED_BY)
    people_of(transaction).withdraw_all(
        (holder.tenant, holder.subject), purpose=None, at=death.at, by=by
    )
    transaction.audit.append(
        AuditEntry(
            act=Act.DEATH_RECORDED,
            tenant=holder.tenant,
            at=death.at,
            subject=holder.subject,
            actor=as_code(death.by),
            facts={"directive": standing.action.value if standing is not None else "none"},
        )
    )


def _hold(directive: Directive, death: Death, *, hold_id: str) -> Hold:
    until = time(directive.words, "until")
    later = until is not None and until > death.at
    return Hold(
        tenant=directive.tenant,
        hold_id=hold_id,
        matter=f"directive {directive.directive_id}",
        authority="instruction for the time after death",
        scope=Scope(subjects=frozenset({directive.subject})),
        placed_by=death.by,
        placed_at=death.at,
        review_at=until if later and until is not None else death.at + _REVIEW,
    )

"""What waits together is committed together, and nothing is acknowledged before.

If one operation of a batch is at fault, the batch is rolled back and its operations run
again one by one, so that only the one at fault fails. If the database itself fails, all
of them do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from gateway.errors import GatewayError
from gateway.storage.batch import ExchangeBatch
from gateway.storage.consent_ports import Refusal
from gateway.storage.driver import Tenants
from gateway.storage.lookups import look_up_all
from gateway.storage.ports import Disclosure, LookUp, Outcome
from gateway.storage.schema import DISCLOSURE
from gateway.storage.session import Session
from gateway.storage.source_tags import is_tagging
from gateway.storage.termination_rows import begun
from gateway.storage.writer import failed


@dataclass(frozen=True, slots=True)
class Call:
    """A function to run in the writer thread; ``alone`` ones manage their transactions.

    ``tenants`` are those that it may see; None stands for all of the store.
    """

    function: Callable[[], Any]
    alone: bool = False
    tenants: Tenants | None = None


class Operations:
    """Runs batches of look-ups, disclosures, outcomes, refusals and calls."""

    def __init__(self, session: Session) -> None:
        """Args: session, opened by a call or before."""
        self._session = session

    def run(self, operations: Sequence[Any]) -> Sequence[Any]:
        """An answer for each, in order; an exception where one failed.

        Raises:
            StorageFailed: a lost connection cannot be made again.
        """
        self._session.connect_anew()
        answers: list[Any] = [None] * len(operations)
        together: list[int] = []
        for n, operation in enumerate(operations):
            if isinstance(operation, Call) and operation.alone:
                answers[n] = _attempt(operation.function)
            else:
                together.append(n)
        if together:
            for n, answer in zip(
                together, self._together([operations[n] for n in together]), strict=True
            ):
                answers[n] = answer
        return answers

    def _together(self, operations: Sequence[Any]) -> Sequence[Any]:
        try:
            return self._commit(operations)
        except Exception as error:  # noqa: BLE001 - refuses
            if not self._session.is_fault(error):
                return [failed(error) for _ in operations]
            if len(operations) == 1:
                return [None if self._is_without_disclosure(operations[0]) else failed(error)]
        # Nothing of the batch was kept; each operation gets a transaction of its own.
        return [self._together([operation])[0] for operation in operations]

    def _is_without_disclosure(self, operation: Any) -> bool:
        """Whether it is the end of a disclosure that was erased meanwhile, with its tenant.

        Such an end is dropped: nothing of that tenant is kept any more. While a tenant goes
        on, an end without its disclosure is an error.
        """
        if not isinstance(operation, Outcome):
            return False
        query = select(DISCLOSURE.c.tenant).where(
            DISCLOSURE.c.disclosure_id == operation.disclosure_id
        )
        with self._session.reading(frozenset({operation.tenant})):
            core = self._session.core
            return operation.tenant in begun(core) and core.execute(query).first() is None

    def _commit(self, operations: Sequence[Any]) -> Sequence[Any]:
        tenants = self._tenants_of(operations)
        if all(isinstance(each, LookUp) and not is_tagging(each) for each in operations):
            with self._session.reading(tenants):
                return self._apply(operations)
        with self._session.writing(tenants):
            return self._apply(operations)

    def _tenants_of(self, operations: Sequence[Any]) -> Tenants:
        """Those that the operations name: the others' rows are out of reach meanwhile."""
        named: set[str] = set()
        for each in operations:
            if not isinstance(each, Call):
                named.add(each.tenant)
            else:
                named |= self._session.tenants if each.tenants is None else each.tenants
        return frozenset(named)

    def _apply(self, operations: Sequence[Any]) -> Sequence[Any]:
        driver, keys = self._session.driver, self._session.keys
        answers: list[Any] = [None] * len(operations)
        places: dict[type, list[int]] = {LookUp: [], Disclosure: [], Outcome: [], Refusal: []}
        for n, operation in enumerate(operations):
            if isinstance(operation, Call):
                answers[n] = operation.function()
            else:
                places[type(operation)].append(n)
        disclosures = [operations[n] for n in places[Disclosure]]
        outcomes = [operations[n] for n in places[Outcome]]
        refusals = [operations[n] for n in places[Refusal]]
        if disclosures or outcomes or refusals:
            batch = ExchangeBatch(driver, keys)
            recorded = batch.decide(disclosures, outcomes)
            batch.note(refusals)
            batch.write()
            for n, answer in zip(places[Disclosure], recorded, strict=True):
                answers[n] = answer
        if places[LookUp]:
            wanted = [operations[n] for n in places[LookUp]]
            known = look_up_all(wanted, driver=driver, keys=keys)
            for n, found in zip(places[LookUp], known, strict=True):
                answers[n] = found
        return answers


def _attempt(function: Callable[[], Any]) -> Any:
    try:
        return function()
    except GatewayError as refused:
        return refused
    except Exception as error:  # noqa: BLE001 - refuses
        return failed(error)

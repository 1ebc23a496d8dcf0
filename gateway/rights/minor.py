"""What follows a confirmed report of a minor: everything of the person is erased at once.

The store has revoked the consents and hidden the conversations with the decision. Here
each store is emptied as a person's own erasure does it (gateway/rights/erasers.py), but
for reports: that it was reported, and what was decided, stays. So does the restriction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from gateway.consent.persons import Report
from gateway.rights.data_stores import Erased, Eraser, Holder, PageAsked
from gateway.rights.erasers import Terms, erasers
from gateway.rights.erasure import forget_reference
from gateway.storage import certificate_rows
from gateway.storage.ledger import ErasedPerson
from gateway.storage.ports import Store
from gateway.storage.transaction import Acting, Transaction

PAGE = 200
_KEPT = "reports"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What was erased of somebody.

    Attributes:
        erased: conversations.
        records: rows of everything else.
        certificate: id of the certificate, or None where no conversation was erased.
    """

    erased: int
    records: int = 0
    certificate: str | None = None

    def shown(self) -> dict[str, int | str]:
        """For an answer."""
        counted: dict[str, int | str] = {"erased": self.erased, "records": self.records}
        return counted if self.certificate is None else {**counted, "certificate": self.certificate}


async def erase_minor(store: Store, report: Report, *, run_id: str, now: datetime) -> Confirmed:
    """Erases the subject of a report that was confirmed; again and again if need be.

    Args:
        store: where no acts can be done in it, its sweep erases the conversations.
        report: decided.
        run_id: random; of the certificate.
        now: aware, UTC.

    Raises:
        StorageFailed: what is left is hidden and due; confirm the report once more.
    """
    if not isinstance(store, Acting):
        return Confirmed(erased=(await store.sweep(now)).erased)
    holder = Holder(tenant=report.tenant, subject=report.subject)
    terms = Terms(run_id=run_id, cause=f"report:{report.report_id}")
    person = ErasedPerson(tenant=holder.tenant, subject=holder.subject)
    await store.act(lambda each: each.ledger.note(people=[person], at=now))
    asked, removed = PageAsked(now=now, rows=PAGE), dict[str, int]()
    for name, run in erasers(terms).items():
        done = name == _KEPT
        while not done:
            page = await store.act(partial(_page, run=run, holder=holder, asked=asked))
            removed[name] = removed.get(name, 0) + page.items_removed
            done = page.done
    await store.act(lambda each: forget_reference(each, holder, now=now))
    await store.sweep(now)

    def certificate(transaction: Transaction) -> str | None:
        found = certificate_rows.find(transaction.connection, holder.tenant, certificate_id=run_id)
        return None if found is None else found.certificate_id

    erased = removed.pop("conversations", 0)
    named = await store.act(certificate)
    return Confirmed(erased=erased, records=sum(removed.values()), certificate=named)


def _page(transaction: Transaction, *, run: Eraser, holder: Holder, asked: PageAsked) -> Erased:
    return run(transaction, holder, asked)

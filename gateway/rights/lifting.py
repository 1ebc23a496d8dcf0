"""Restrictions that end by themselves: a job of the gateway's housekeeping.

A restriction that was asked for ends at its date, and the person is told. That of
somebody erased ends a minute after the erasure: what came in meanwhile (the record of a
refusal, a step of the request in the audit log) goes first, then the last that was known.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from gateway.consent.persons import Restriction
from gateway.rights.data_stores import Eraser, Holder, PageAsked
from gateway.rights.erasers import EVIDENCE, Terms, erasers
from gateway.rights.erasure import forget_reference
from gateway.rights.recipients_told import Tell, Telling
from gateway.storage.restriction_rows import HeldRestriction, ended, forget, lift, restriction
from gateway.storage.transaction import Acting, Transaction

_AT_ONCE = 20
# What can come in of somebody erased while the restriction stands.
_LATE = (
    *("source_tags", "usage", "consents", "withdrawal_codes", "disclosures", "refusals"),
    *("retention_events", "reports"),
)


async def lift_ended(
    store: Acting, now: datetime, *, tell: Tell, keeps: frozenset[str] = EVIDENCE
) -> int:
    """Lifts every restriction whose end has come; how many there were.

    Args:
        store: in which acts can be done.
        now: aware, UTC.
        tell: keeps a message until it is taken.
        keeps: stores whose records of somebody erased stay as evidence.
    """
    lifted = 0
    while found := await store.act(lambda each: ended(each, now, most=_AT_ONCE)):
        for held in found:
            if held.kind is Restriction.ERASED:
                await _empty_again(store, held, now=now, keeps=keeps)
            await store.act(partial(_lift, held=held, now=now, tell=tell))
        lifted += len(found)
    return lifted


def _lift(transaction: Transaction, *, held: HeldRestriction, now: datetime, tell: Tell) -> None:
    found = restriction(transaction, held.tenant, subject=held.subject, kind=held.kind)
    if found != held:
        return  # somebody has moved its end meanwhile, or lifted it
    if held.kind is Restriction.ERASED:
        forget(transaction, held, at=now)
        holder = Holder(tenant=held.tenant, subject=held.subject)
        forget_reference(transaction, holder, now=now)
        return
    lift(transaction, held, at=now)
    tell(
        transaction,
        Telling(
            tenant=held.tenant,
            subject=held.subject,
            request_id=held.request_id,
            kind="RightsRestrictionLifted",
            at=now,
            body={"since": held.since.isoformat(), "until": now.isoformat()},
        ),
    )


async def _empty_again(
    store: Acting, held: HeldRestriction, *, now: datetime, keeps: frozenset[str]
) -> None:
    terms = Terms(
        run_id=held.request_id,
        cause=f"request:{held.request_id}",
        request_id=held.request_id,
        keeps=keeps,
    )
    holder, asked = Holder(tenant=held.tenant, subject=held.subject), PageAsked(now=now)
    for name in _LATE:
        page = partial(_page, eraser=erasers(terms)[name], holder=holder, asked=asked)
        while not await store.act(page):
            pass


def _page(transaction: Transaction, *, eraser: Eraser, holder: Holder, asked: PageAsked) -> bool:
    return eraser(transaction, holder, asked).done

"""Whom to tell that a notice has changed: people whose consent has ended with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from gateway.consent.offer import KEPT_HERE, OPERATOR, offered
from gateway.consent.records import ConsentRecord
from gateway.notice import NoticeSeries, Standing
from gateway.policy import Tenant
from gateway.storage.ports import Store

# By purpose and recipient.
Notices = Mapping[tuple[str, str], NoticeSeries]
_CHANGED = (Standing.STALE, Standing.UNKNOWN)
_PAGE = 1000


def notices_of(tenant: Tenant) -> Notices:
    """All that people are asked, by purpose and recipient; the operator itself included."""
    kept = [each for each in tenant.policy.purposes if each in KEPT_HERE]
    own = {
        (each, OPERATOR): offered(tenant, purpose=each, recipient=OPERATOR).notices for each in kept
    }
    return {**own, **tenant.notices}


def standing_of(notices: Notices, record: ConsentRecord, *, at: datetime) -> Standing:
    """What a record's notice is worth; unknown where the tenant has no such notice."""
    filled = notices.get((record.purpose, record.recipient))
    return filled.standing(record.notice, at) if filled is not None else Standing.UNKNOWN


async def stale_consents(store: Store, tenant: Tenant, *, at: datetime) -> list[ConsentRecord]:
    """Consents that would still hold at a time, had their notice not changed materially.

    Nobody needs to hear of a recipient that is not used any more.
    """
    notices, found, after = notices_of(tenant), [], ""
    while page := await store.given_consents(tenant.key, after=after, most=_PAGE):
        after = page[-1].record_id
        found += [
            each
            for each in page
            if (each.purpose, each.recipient) in notices
            and each.permits(at)
            and standing_of(notices, each, at=at) in _CHANGED
        ]
    return found

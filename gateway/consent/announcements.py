"""Whom to tell of a material change: people whose consent ends with a new notice."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from gateway.consent.records import PERMITTING
from gateway.errors import InvalidRequest
from gateway.policy import Tenant
from gateway.storage.schema import CONSENT_CURRENT
from gateway.storage.transaction import Transaction

# Consents that one page looks at.
PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcements:
    """A page of people to be told; ``after`` names the next page, or None."""

    items: Sequence[Mapping[str, Any]]
    after: str | None


def announcements(
    transaction: Transaction, tenant: Tenant, *, at: datetime, after: str | None = None
) -> Announcements:
    """People whose consent was given, and does not count at a time because of a new notice.

    A time to come finds those who have to be told before a notice comes into force.

    Args:
        transaction: of the act.
        tenant: whose people.
        at: aware, UTC.
        after: as the page before said.

    Raises:
        InvalidRequest: 422, ``after`` is not as a page said.
    """
    row = CONSENT_CURRENT.c
    key = (row.subject, row.purpose, row.recipient)
    query = select(*key, row.notice, row.notice_version, row.record_id).where(
        row.tenant == tenant.key, row.state.in_([state.value for state in PERMITTING])
    )
    if after is not None:
        subject, purpose, recipient = _read(after)
        query = query.where(
            or_(
                row.subject > subject,
                and_(row.subject == subject, row.purpose > purpose),
                and_(row.subject == subject, row.purpose == purpose, row.recipient > recipient),
            )
        )
    rows = transaction.connection.execute(query.order_by(*key).limit(PAGE)).all()
    items = []
    for each in rows:
        notices = tenant.notices.get((each.purpose, each.recipient))
        if notices is None or notices.still_counts(each.notice, at):
            continue
        current = notices.in_force(at)
        items.append(
            {
                "subject": each.subject,
                "purpose": each.purpose,
                "recipient": each.recipient,
                "consent": each.record_id,
                "notice_version": each.notice_version or None,
                "new_version": current.version if current is not None else None,
            }
        )
    last = rows[-1] if len(rows) == PAGE else None
    key_of = None if last is None else json.dumps([last.subject, last.purpose, last.recipient])
    return Announcements(items=items, after=key_of)


def _read(after: str) -> tuple[str, str, str]:
    try:
        key = json.loads(after)
    except (ValueError, RecursionError):
        key = None
    # A database refuses a NUL or half a surrogate pair in its own words.
    if (
        not isinstance(key, list)
        or [type(each) for each in key] != [str, str, str]
        or not all(each.isprintable() for each in key)
    ):
        message = "after is not as a page said."
        raise InvalidRequest(message, status=422, details={"fields": ["after"]})
    return key[0], key[1], key[2]

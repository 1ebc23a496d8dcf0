"""How many requests came in of a person and kind, told apart by how sure it is who asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, not_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from gateway.rights.requests import BY_DIRECTIVE, BY_PERSON, RightsRequest
from gateway.storage.schema import to_micros
from gateway.storage.schema_rights import RIGHTS_REQUEST
from gateway.storage.transaction import Transaction


def own(transaction: Transaction, like: RightsRequest, *, since: datetime) -> int:
    """Those that were proven, or filed with the person's own token; none of the gateway's."""
    row = RIGHTS_REQUEST.c
    return _number(
        transaction,
        _like(like, since),
        row.lifts == int(like.lifts),
        _sure(),
        not_(row.filer.startswith(BY_DIRECTIVE, autoescape=True)),
    )


def unproven(transaction: Transaction, like: RightsRequest, *, since: datetime) -> int:
    """Those of the same filer that nobody has proven."""
    row = RIGHTS_REQUEST.c
    return _number(transaction, _like(like, since), not_(_sure()), row.filer == like.filer)


def stopping(transaction: Transaction, like: RightsRequest, *, since: datetime) -> int:
    """Those that take nothing back."""
    return _number(transaction, _like(like, since), RIGHTS_REQUEST.c.lifts == 0)


def _sure() -> ColumnElement[bool]:
    row = RIGHTS_REQUEST.c
    return or_(row.verified_at.is_not(None), row.filer == BY_PERSON)


def _like(like: RightsRequest, since: datetime) -> ColumnElement[bool]:
    row = RIGHTS_REQUEST.c
    return and_(
        row.tenant == like.tenant,
        row.subject == like.subject,
        row.kind == like.kind.value,
        row.received_at >= to_micros(since),
    )


def _number(transaction: Transaction, *where: Any) -> int:
    query = select(func.count()).select_from(RIGHTS_REQUEST).where(*where)
    return int(transaction.connection.execute(query).scalar_one())

"""Disclosures of what was made anonymous: sizes and counts would lead back to the person.

Who, when, to whom and which types stay, as evidence. The rows are replaced and not changed:
the gateway's role on PostgreSQL may not change any.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select, tuple_
from sqlalchemy.engine import Connection

from gateway.storage.schema import DISCLOSURE, OUTCOME


def make_coarse(connection: Connection, rows: Sequence[Any]) -> None:
    """Takes sizes and counts out of the disclosures of conversations, and of their outcomes.

    Args:
        connection: inside the transaction that makes them anonymous.
        rows: of the table ``conversation``, some hundreds at most.
    """
    by_name: dict[tuple[str, str, str], list[Any]] = {}
    for row in rows:
        by_name.setdefault((row.tenant, row.subject, row.conversation_id), []).append(row)
    told = DISCLOSURE.c
    query = select(DISCLOSURE).where(
        tuple_(told.tenant, told.subject, told.conversation_id).in_(list(by_name))
    )
    # An id may have been used again since: that conversation's own stay as they are.
    found = [
        dict(each._mapping)
        for each in connection.execute(query)
        if any(
            row.created_at <= each.at <= row.last_interaction_at
            for row in by_name[each.tenant, each.subject, each.conversation_id]
        )
    ]
    if not found:
        return
    ids = [each["disclosure_id"] for each in found]
    of_them = OUTCOME.c.disclosure_id.in_(ids)
    ended = [
        {**each._mapping, "received_bytes": 0}
        for each in connection.execute(select(OUTCOME).where(of_them))
    ]
    connection.execute(delete(OUTCOME).where(of_them))
    connection.execute(delete(DISCLOSURE).where(told.disclosure_id.in_(ids)))
    connection.execute(insert(DISCLOSURE), [_coarse(each) for each in found])
    if ended:
        connection.execute(insert(OUTCOME), ended)


def _coarse(disclosure: dict[str, Any]) -> dict[str, Any]:
    types = json.loads(disclosure["entity_counts"] or "{}")
    counts = json.dumps(dict.fromkeys(types, 1), sort_keys=True)
    return {**disclosure, "sent_bytes": 0, "entity_counts": counts}

"""Who read content in a time, out of the audit log, without reading all of the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gateway.audit.entry import Act, as_code, read_body
from gateway.storage.audit_reader import AuditReader
from gateway.storage.transaction import Transaction

_PAGE = 500
# Entries of several replicas stand in the order of their commits, almost that of their times.
_SLACK = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentReads:
    """How often each actor read content; not ``complete`` where the time holds more entries."""

    by_actor: Mapping[str, int]
    complete: bool


def content_reads(
    transaction: Transaction,
    tenant: str,
    *,
    since: datetime | None,
    until: datetime | None,
    most: int = 20_000,
) -> ContentReads:
    """How often each actor read content of a tenant.

    Args:
        transaction: of the act.
        tenant: whose content.
        since: begin of the time, or None.
        until: its end, or None; both are in it.
        most: entries of the log that are looked at, from the beginning of the time.

    Raises:
        ValueError: an entry is not of its form.
    """
    reader = AuditReader(transaction.connection)
    size = reader.size()
    first = 0 if since is None else _begin(reader, since - _SLACK, size=size)
    found: Counter[str] = Counter()
    end = min(size, first + most)
    for start in range(first, end, _PAGE):
        for _, body, _ in reader.entries(start, most=min(_PAGE, end - start)):
            entry = read_body(bytes(body))
            at = datetime.fromisoformat(entry["at"])
            if until is not None and at > until + _SLACK:
                return ContentReads(by_actor=dict(found), complete=True)
            if _counts(entry, tenant) and _within(at, since=since, until=until):
                found[entry["actor"]] += 1
    return ContentReads(by_actor=dict(found), complete=end == size)


def _begin(reader: AuditReader, since: datetime, *, size: int) -> int:
    """The number of the first entry that is not before a time."""
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        body = reader.body(middle)
        if body is not None and datetime.fromisoformat(read_body(bytes(body))["at"]) < since:
            low = middle + 1
        else:
            high = middle
    return low


def _counts(entry: Mapping[str, Any], tenant: str) -> bool:
    return bool(entry["act"] == Act.CONTENT_READ.value and entry["tenant"] == as_code(tenant))


def _within(at: datetime, *, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or at >= since) and (until is None or at <= until)

"""Peppers: each person's own key, under which the audit log refers to them.

A pepper is a data key of the key store like any other, under an id that its holder gives:
wrapped, backed up apart from the data, and gone for good once it is destroyed. From then
on nobody can tell which entries were about the person; the tree still verifies. If the
person comes back, a new pepper begins.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b

from gateway.audit.entry import PEPPER_BYTES, reference
from gateway.storage.keys import PEPPER_PREFIX, KeyFile, NewKey
from gateway.storage.schema import to_micros

# Tenant and keyed subject hash.
Holder = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peppers:
    """The peppers of some people, and which of them the key store does not have yet."""

    held: dict[Holder, bytes] = field(repr=False)
    new: list[NewKey]

    def reference(self, holder: Holder) -> str:
        """How the log refers to somebody."""
        return reference(self.held[holder], holder)


@lru_cache(maxsize=4096)
def pepper_id(holder: Holder) -> str:
    """The id of a person's pepper in the key store."""
    tenant, subject = holder
    named = f"{len(tenant)}:{tenant}{subject}".encode("utf-8", "surrogatepass")
    return PEPPER_PREFIX + blake2b(named, digest_size=16, person=b"pepper").hexdigest()


def read_peppers(keys: KeyFile, holders: Collection[Holder], *, at: datetime) -> Peppers:
    """Everybody's pepper; who has none gets a new one, which is still to be added.

    Args:
        keys: the open key store.
        holders: whose; may be empty.
        at: now.
    """
    return peppers_among(keys.find([pepper_id(holder) for holder in holders]), holders, at=at)


def peppers_among(
    found: Mapping[str, bytes], holders: Collection[Holder], *, at: datetime
) -> Peppers:
    """The same, of what was found in the key store before.

    Args:
        found: keys by id, all of them that exist of these people.
        holders: whose; may be empty.
        at: now.
    """
    ids = {pepper_id(holder): holder for holder in holders}
    new = [
        NewKey(dek_id=each, tenant=ids[each][0], key=os.urandom(PEPPER_BYTES), created_at=micros)
        for micros in [to_micros(at)]
        for each in ids
        if each not in found
    ]
    held = {holder: found[each] for each, holder in ids.items() if each in found}
    held |= {ids[each.dek_id]: each.key for each in new}
    return Peppers(held=held, new=new)


def known_reference(keys: KeyFile, holder: Holder) -> str | None:
    """How the log refers to somebody now, or None where it does not (any more)."""
    found = keys.find([pepper_id(holder)])
    return reference(next(iter(found.values())), holder) if found else None


def forget(keys: KeyFile, *holders: Holder) -> None:
    """Destroys peppers; durable on return. The erasure ledger is to be told their ids first."""
    keys.destroy([pepper_id(holder) for holder in holders])

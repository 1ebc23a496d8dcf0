"""A second, slow way to the same trees: RFC 9162's definitions, word for word."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256


def mth(entries: Sequence[bytes]) -> bytes:
    """Section 2.1.1."""
    n = len(entries)
    if n == 0:
        return sha256(b"").digest()
    if n == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = largest_power_below(n)
    return sha256(b"\x01" + mth(entries[:k]) + mth(entries[k:])).digest()


def path(m: int, entries: Sequence[bytes]) -> list[bytes]:
    """Section 2.1.3.1."""
    n = len(entries)
    if n == 1:
        return []
    k = largest_power_below(n)
    if m < k:
        return [*path(m, entries[:k]), mth(entries[k:])]
    return [*path(m - k, entries[k:]), mth(entries[:k])]


def proof(m: int, entries: Sequence[bytes]) -> list[bytes]:
    """Section 2.1.4.1."""
    return _subproof(m, entries, whole=True)


def _subproof(m: int, entries: Sequence[bytes], *, whole: bool) -> list[bytes]:
    n = len(entries)
    if m == n:
        return [] if whole else [mth(entries)]
    k = largest_power_below(n)
    if m <= k:
        return [*_subproof(m, entries[:k], whole=whole), mth(entries[k:])]
    return [*_subproof(m - k, entries[k:], whole=False), mth(entries[:k])]


def largest_power_below(n: int) -> int:
    power = 1
    while power * 2 < n:
        power *= 2
    return power

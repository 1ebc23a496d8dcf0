"""Compiled Hyperscan databases, taken from a cache where they are there and whole.

Source: Hyperscan 5.4 developer's reference (block mode; serialisation), read 2026-11.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Protocol

import hyperscan

_MODE = hyperscan.HS_MODE_BLOCK


class DatabaseCache(Protocol):
    """Keeps compiled databases; what it returns is what was stored, or None."""

    def load(self, name: str) -> bytes | None:
        """The content stored under a name, or None."""
        ...

    def store(self, name: str, content: bytes) -> None:
        """Keeps content under a name if it can."""
        ...


def compiled(expressions: Sequence[bytes], flags: Sequence[int], *, first: int = 0) -> Any:
    """A database of expressions.

    Args:
        expressions: in Hyperscan's syntax.
        flags: of each.
        first: the number of the first one; the others follow.

    Raises:
        hyperscan.HyperscanError: one of them does not compile, or is too large.
    """
    database = hyperscan.Database(mode=_MODE)
    database.compile(
        expressions=list(expressions),
        ids=list(range(first, first + len(expressions))),
        elements=len(expressions),
        flags=list(flags),
    )
    return database


def kept(
    expressions: Sequence[bytes],
    flags: Sequence[int],
    *,
    cache: DatabaseCache | None,
    first: int = 0,
) -> Any:
    """The same, from the cache if it is there; None compiles in memory.

    Raises:
        hyperscan.HyperscanError: as ``compiled`` does.
    """
    if cache is None:
        return compiled(expressions, flags, first=first)
    # The probe's own info names the library's version and this CPU's features.
    probe = compiled([b"discreet"], [0]).info()
    digest = hashlib.sha256(version("hyperscan").encode() + b"\0" + bytes(probe))
    digest.update(b"%d" % first)
    for expression, flag in zip(expressions, flags, strict=True):
        digest.update(b"\0%d:%d:%s" % (flag, len(expression), expression))
    name = digest.hexdigest()[:32]
    content = cache.load(name)
    if content is not None:
        try:
            database = hyperscan.loadb(content, _MODE)
            hyperscan.Scratch(database)
        except hyperscan.HyperscanError:
            # Of another platform after all: it is compiled anew below.
            pass
        else:
            return database
    database = compiled(expressions, flags, first=first)
    cache.store(name, hyperscan.dumpb(database))
    return database

"""Which fields of an SDK's types a wire's table names, and which are text until it does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from gateway.proxy.wire.rules import Row

_STEP = re.compile(r"([^\[]*)((?:\[[^\]]*\])*)")
_WORD = re.compile(r"([^\[,=]+)=([^\],]+)")
# Rows that speak of all that stands below them, whatever its form.
_WHOLE = frozenset({"data", "refused", "taken out", "opaque"})

Steps = list[tuple[str, dict[str, str]]]


def unlisted(fields: Iterable[str], rows: Iterable[Row]) -> list[str]:
    """What no row covers, in order: each as the beginning that the table does not know.

    Args:
        fields: pointers of an SDK's types, with ``*`` and ``[type=word]``.
        rows: of the wire's table; a row covers its own pointer, and what is below it if it
            says what happens to anything there.
    """
    known = [(_steps(row.pointer), _is_whole(row)) for row in rows]
    found: dict[str, None] = {}
    for field in fields:
        steps = _steps(field)
        if not _is_covered(steps, known):
            found["/".join(["", *field.split("/")[1 : _known_until(steps, known) + 1]])] = None
    return list(found)


def _known_until(field: Steps, known: Iterable[tuple[Steps, bool]]) -> int:
    """How many of the first steps it takes to leave every row."""
    shared = 0
    for row, _ in known:
        same = 0
        for a, b in zip(row, field, strict=False):
            if not _agree(a, b):
                break
            same += 1
        shared = max(shared, same)
    return min(shared + 1, len(field))


def _is_whole(row: Row) -> bool:
    return row.treatment in _WHOLE or bool(row.note and row.treatment in ("text", "structural"))


def _is_covered(field: Steps, known: Iterable[tuple[Steps, bool]]) -> bool:
    return any(
        (len(row) == len(field) or (whole and len(row) < len(field)))
        and all(_agree(a, b) for a, b in zip(row, field, strict=False))
        for row, whole in known
    )


def _agree(row: tuple[str, Mapping[str, str]], field: tuple[str, Mapping[str, str]]) -> bool:
    """Whether a row's step speaks of a field's: the same name, and no other variant."""
    if row[0] != field[0]:
        return False
    return all(field[1].get(key, word) == word for key, word in row[1].items())


def _steps(pointer: str) -> Steps:
    found: Steps = []
    for step in pointer.split("/")[1:]:
        parts = _STEP.fullmatch(step)
        assert parts is not None, pointer
        found.append((parts[1], dict(_WORD.findall(parts[2]))))
    return found

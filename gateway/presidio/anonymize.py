"""Results and operators become a new text, as Presidio's anonymizer makes it.

Overlapping results of one type become one, a result within another goes, neighbours of
one type with spaces between become one; of two that overlap otherwise, both are put
there, and nothing that one of them covers stays.

Source: presidio-anonymizer 2.2.366 (AnonymizerEngine, EngineBase), read 2026-11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gateway.errors import InvalidRequest
from gateway.presidio.operators import Entropy, Parameters, operate, reverse

_DEFAULT: Parameters = {"type": "replace"}
_Operate = Callable[..., str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One result of an analyzer; offsets are code points, half-open."""

    entity_type: str
    start: int
    end: int
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What was put into the new text, and where in it."""

    start: int
    end: int
    entity_type: str
    text: str
    operator: str
    score: float | None

    def shown(self) -> dict[str, Any]:
        """As the API shows it."""
        return {
            "start": self.start,
            "end": self.end,
            "entity_type": self.entity_type,
            "text": self.text,
            "operator": self.operator,
            "score": self.score,
        }


def anonymized(
    text: str,
    results: Iterable[Result],
    *,
    operators: Mapping[str, Parameters],
    entropy: Entropy,
) -> tuple[str, list[Item]]:
    """The new text, and its items from the last to the first.

    Args:
        text: what was analysed.
        results: in any order.
        operators: parameters by entity type, or ``DEFAULT``.
        entropy: gives random bytes.

    Raises:
        InvalidRequest: a result lies outside the text, or an operator cannot be used.
    """
    ordered = sorted(results, key=lambda each: (each.start, each.end))
    kept = _spaces_closed(text, _outermost(_merged(ordered)))
    known = {"DEFAULT": _DEFAULT, **operators}
    return _operated(text, kept, operators=known, step=operate, entropy=entropy)


def deanonymized(
    text: str,
    results: Iterable[Result],
    *,
    operators: Mapping[str, Parameters],
    entropy: Entropy,
) -> tuple[str, list[Item]]:
    """The text with items reversed, and its new items from the last to the first.

    Raises:
        InvalidRequest: as ``anonymized`` does, and where no operator is named for a type.
    """
    return _operated(text, list(results), operators=operators, step=reverse, entropy=entropy)


def _merged(results: Sequence[Result]) -> list[Result]:
    """Overlapping results of one type as one, in the place of the last of them."""
    kept: list[tuple[int, Result]] = []
    latest: dict[str, tuple[int, Result]] = {}
    for position, each in enumerate(results):
        known = latest.get(each.entity_type)
        if known is None:
            latest[each.entity_type] = (position, each)
            continue
        place, current = known
        if min(current.end, each.end) - max(current.start, each.start) == 0 or (
            each.start > current.end
        ):
            kept.append((place, current))
            latest[each.entity_type] = (position, each)
        else:
            latest[each.entity_type] = (
                position,
                replace(
                    current,
                    end=max(current.end, each.end),
                    score=max(current.score or 0, each.score or 0),
                ),
            )
    kept += latest.values()
    return [each for _, each in sorted(kept, key=lambda entry: entry[0])]


def _outermost(results: Sequence[Result]) -> list[Result]:
    """Those that lie in no other; of several on one span the surest, the last of equals."""
    order = sorted(
        range(len(results)),
        key=lambda place: (
            results[place].start,
            -results[place].end,
            -(results[place].score or 0),
            -place,
        ),
    )
    kept: set[int] = set()
    furthest = -1
    for place in order:
        if results[place].end > furthest:
            kept.add(place)
            furthest = results[place].end
    return [each for place, each in enumerate(results) if place in kept]


def _spaces_closed(text: str, results: Sequence[Result]) -> list[Result]:
    closed: list[Result] = []
    for each in results:
        if closed and closed[-1].entity_type == each.entity_type:
            between = text[closed[-1].end : each.start]
            if between and not between.strip(" "):
                each = replace(each, start=closed.pop().start)
        closed.append(each)
    return closed


def _operated(
    text: str,
    results: Sequence[Result],
    *,
    operators: Mapping[str, Parameters],
    step: _Operate,
    entropy: Entropy,
) -> tuple[str, list[Item]]:
    pieces: list[str] = []
    items: list[tuple[Result, str, str, int]] = []
    # Built from the end: what stands behind a place is settled before it is.
    rest, length = len(text), 0
    for each in sorted(results, key=lambda one: (one.start, one.end), reverse=True):
        if not 0 <= each.start <= each.end <= len(text):
            raise InvalidRequest("A result lies outside the text.", status=422)
        parameters = operators.get(each.entity_type) or operators.get("DEFAULT")
        if parameters is None:
            raise InvalidRequest("There is no operator for a type.", status=422)
        new = step(
            text[each.start : each.end],
            each.entity_type,
            parameters=parameters,
            entropy=entropy,
        )
        after = text[min(each.end, rest) : rest]
        pieces += (after, new)
        length += len(after) + len(new)
        rest = each.start
        items.append((each, new, str(parameters.get("type")), length))
    pieces.append(text[:rest])
    whole = "".join(reversed(pieces))
    return whole, [
        Item(
            start=len(whole) - from_end,
            end=len(whole) - from_end + len(new),
            entity_type=each.entity_type,
            text=new,
            operator=operator,
            score=each.score,
        )
        for each, new, operator, from_end in items
    ]

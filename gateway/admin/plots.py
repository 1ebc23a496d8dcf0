"""Counts by day as a picture: stacked columns in inline SVG. Pure.

Colours are classes of the style sheet (``s0`` and on), so that the page needs no style of
its own; every column says its numbers to whoever points at it or reads it aloud.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

# Of the picture, in its own units; the page scales it.
WIDTH, HEIGHT = 640, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 6, 10, 22
# Series that have a colour of their own; the rest is one more.
MOST_SERIES = 6
REST = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One part of every column.

    Attributes:
        name: as the legend has it.
        counts: one for each day.
    """

    name: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """Over all days."""
        return sum(self.counts)


def series_of(
    counts: Mapping[str, Mapping[date, int]], days: Sequence[date], *, most: int = MOST_SERIES
) -> tuple[Series, ...]:
    """The largest series first, all beyond the first few as one.

    Args:
        counts: by name and day.
        days: of the picture, in order.
        most: how many series have a name of their own.
    """
    whole = sorted(
        (
            Series(name=name, counts=tuple(by_day.get(day, 0) for day in days))
            for name, by_day in counts.items()
        ),
        key=lambda each: (-each.total, each.name),
    )
    named = [each for each in whole if each.total]
    if len(named) <= most + 1:
        return tuple(named)
    rest = named[most:]
    summed = tuple(map(sum, zip(*(each.counts for each in rest), strict=True)))
    return (*named[:most], Series(name=REST, counts=summed))


def columns(series: Sequence[Series], days: Sequence[date], *, label: str) -> str:
    """The picture: one column a day.

    Args:
        series: see ``series_of``; each has as many counts as there are days.
        days: in order, at least one.
        label: what it shows, for whoever does not see it.

    Returns:
        An ``svg`` element.
    """
    totals = [sum(each.counts[n] for each in series) for n in range(len(days))]
    top = axis_end(max(totals, default=0))
    step = (WIDTH - _LEFT - _RIGHT) / len(days)
    parts = [*_grid(top), *_dates(days, step)]
    for n, day in enumerate(days):
        if totals[n]:
            parts.append(_column(series, n, day=day, scale=(top, step)))
    body = "".join(parts)
    return (
        f'<svg class="plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(label)}">{body}</svg>'
    )


def axis_end(most: int) -> int:
    """The least round number that no column passes: 4, 10, 20, 40, 100, 200, ..."""
    power = 1
    while True:
        for factor in (4, 10, 20):
            if most <= factor * power:
                return factor * power
        power *= 10


def _column(series: Sequence[Series], n: int, *, day: date, scale: tuple[int, float]) -> str:
    top, step = scale
    place, base = _LEFT + n * step, _y(0, top)
    gap = min(3.0, step * 0.2)
    said = [day.isoformat()]
    parts, below = [], 0
    for index, each in enumerate(series):
        count = each.counts[n]
        if not count:
            continue
        end = _y(below + count, top)
        height = max(_y(below, top) - end, 0.8)
        parts.append(
            f'<rect class="s{index}" x="{place + gap / 2:.1f}" y="{end:.1f}" '
            f'width="{step - gap:.1f}" height="{height:.1f}"/>'
        )
        below += count
        said.append(f"{each.name} {count:,}")
    title = escape("\n".join(said))
    # The whole height is to point at, not only the column.
    area = (
        f'<rect class="area" x="{place:.1f}" y="{_TOP}" width="{step:.1f}" '
        f'height="{base - _TOP:.1f}"/>'
    )
    return f"<g><title>{title}</title>{area}{''.join(parts)}</g>"


def _grid(top: int) -> list[str]:
    lines = []
    for part in range(5 if top % 4 == 0 else 3):
        value = top * part // (4 if top % 4 == 0 else 2)
        y = _y(value, top)
        lines.append(
            f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text x="{_LEFT - 6}" y="{y + 3.5:.1f}" text-anchor="end">{_short(value)}</text>'
        )
    return lines


def _dates(days: Sequence[date], step: float) -> list[str]:
    every = max(1, -(-len(days) // 6))
    last = len(days) - 1
    found = []
    for n, day in enumerate(days):
        if (last - n) % every:
            continue
        # The last one would stand out of the picture.
        x, anchor = (_LEFT + (n + 0.5) * step, "middle") if n < last else (WIDTH - _RIGHT, "end")
        found.append(
            f'<text x="{x:.1f}" y="{HEIGHT - 6}" text-anchor="{anchor}">'
            f"{day.day} {day.strftime('%b')}</text>"
        )
    return found


def _y(value: int, top: int) -> float:
    return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * value / top


def _short(value: int) -> str:
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return str(value)

"""Usage in numbers: counts by group, without groups that are so small that they name somebody.

Pure. Source of the second rule: what is left out of a table must not follow from its sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One line of a count.

    Attributes:
        name: an hour's day, a country, a bot, ...
        uses: how many records.
        people: how many different people.
    """

    name: str
    uses: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageReport:
    """What may be shown.

    Attributes:
        groups: those that are large enough, by name.
        hidden: how many groups are not shown.
        uses: in all shown groups together, and in the hidden ones where two or more are
            hidden that make up a group large enough; else None.
    """

    groups: tuple[Group, ...]
    hidden: int
    uses: int | None


def shown(groups: Sequence[Group], *, least: int) -> UsageReport:
    """The report over groups.

    A group of fewer than ``least`` people is hidden. If the hidden ones together are still
    fewer than ``least`` people, the next smallest group is hidden as well, so that no
    difference to the sum tells what one of them holds.

    Args:
        groups: all of them; somebody may be in several.
        least: people a group must have.
    """
    ordered = sorted(groups, key=lambda each: (each.people, each.name))
    hidden = [each for each in ordered if each.people < least]
    visible = [each for each in ordered if each.people >= least]
    while hidden and visible and (len(hidden) == 1 or _people(hidden) < least):
        hidden.append(visible.pop(0))
    whole: int | None = sum(each.uses for each in ordered)
    if hidden and (len(hidden) == 1 or _people(hidden) < least):
        whole = None
    return UsageReport(
        groups=tuple(sorted(visible, key=lambda each: each.name)), hidden=len(hidden), uses=whole
    )


def _people(groups: Sequence[Group]) -> int:
    """At least so many people; somebody may be in several groups."""
    return max((each.people for each in groups), default=0)

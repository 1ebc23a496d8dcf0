"""Every request of a wire with a canary in every place: what leaves, and what is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from tests.coverage.canaries import ALL, CARD, Canary
from tests.coverage.driven import Driver
from tests.coverage.planter import CanaryMaker, Plant, spots


@dataclass(slots=True)
class Found:
    """What a check of many requests found.

    Attributes:
        plants: how many were sent or refused.
        words: how many of each outcome.
        leaks: each as its place, how it was planted, and where it could be read.
    """

    plants: int = 0
    words: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"{self.plants} plants: {dict(self.words.most_common())}", *self.leaks]
        return "\n".join(lines)


def only(canary: Canary) -> CanaryMaker:
    """This canary everywhere, but a card number for a number."""
    return lambda how, _: CARD if how.endswith("number") else canary


def plants(bodies: Iterable[Any]) -> Iterator[Plant]:
    """Each canary in each place in each way, once over all bodies."""
    seen: set[tuple[str, str]] = set()
    for body in bodies:
        for spot in spots(body):
            mark = (spot.place, spot.how)
            if mark not in seen:
                seen.add(mark)
                for canary in (CARD,) if spot.how.endswith("number") else ALL:
                    yield Plant(spot=spot, canary=canary)


def sampled(found: Iterable[Plant], *, every: int, start: int = 0) -> Iterator[Plant]:
    """Each so manyth plant; 1 is all of them."""
    return islice(found, start % every, None, every)


def check(driver: Driver, wanted: Iterable[Plant]) -> Found:
    """Runs every plant."""
    found = Found()
    for plant in wanted:
        outcome = driver.run(plant.body)
        found.plants += 1
        found.words[outcome.word] += 1
        found.leaks += [f"{plant}: {where}" for where in outcome.leaks(plant.canary)]
    return found


def outcomes(driver: Driver, bodies: Iterable[Any]) -> Counter[str]:
    """How bodies without a canary fare; refused ones prove nothing when planted in."""
    return Counter(driver.run(body).word for body in bodies)

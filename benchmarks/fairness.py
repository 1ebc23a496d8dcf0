"""Recall of people's names by region of the name, in sentences used nowhere else.

Everybody's name should be found alike. Names come from ``fairness_names.txt``; each is put
into an answer and into running text, as it is written and all in lower case.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.dialogues import Labelled
from benchmarks.labelled import Case, lowered
from benchmarks.rivals import NotExamined, Rival
from benchmarks.scoring import tally

NAMES = Path(__file__).with_name("fairness_names.txt")
LABEL = "PERSON"
# So many people of a region are shown to engines beside ours, which are slow.
_SAMPLED = 40
_FAMILY_FIRST = ", family name first"

ANSWERS = (
    ("Who do I have the pleasure of chatting with?", "{full}"),
    ("Could I take a name for the reservation?", "Sure, it's {full}."),
    ("And who should I say is calling?", "tell them {full} rang"),
    ("Whose account are we looking at today?", "The account is under {full}, I think."),
    ("What should I call you?", "{given} is fine"),
    ("Who will be picking up the parcel?", "My neighbour {full} will come by after work."),
    ("Can you confirm the name printed on the card?", "It says {full} on the front"),
    ("Who is travelling with you?", "just me and {given}"),
    ("Which doctor did you see last time?", "I think it was {full}, second floor"),
    ("Is there someone to contact if you are away?", "yes please, {full}, same address as mine"),
)
RUNNING = (
    "Hello, this is {full} from the flat downstairs, my boiler has stopped again.",
    "Please resend the invoice to {full} because the first one never came.",
    "I was promised a refund by {full} in your billing team last Thursday.",
    "My order was signed for by somebody called {full}, and I do not know them.",
    "{full} here, still waiting for that call back!",
    "can u take {given} off the family plan, we split up in spring",
    "We would like to add {full} as a second driver for the rental.",
    "Thanks a lot, best regards, {full}",
    "I share the subscription with {given} but only one of us can log in.",
    "When I rang yesterday {full} told me the technician would be here by noon.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Culture:
    """Given and family names that go together."""

    name: str
    given: tuple[str, ...] = field(repr=False)
    family: tuple[str, ...] = field(repr=False)
    family_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """How names of a region fare with Discreet; shares of names that are covered.

    Attributes:
        name: of the region.
        names: how many people; each has four texts.
        covered: in all texts.
        answers, running, small, given: in answers, in running text, in lower case, and
            where only the given name stands.
        weakest: the culture whose names are covered least, and their share.
        others: in all texts of a sample of the people, by engine; ours too.
    """

    name: str
    names: int
    covered: float
    answers: float
    running: float
    small: float
    given: float
    weakest: tuple[str, float]
    others: dict[str, float] = field(default_factory=dict)


def cultures(text: str) -> dict[str, list[Culture]]:
    """The name lists by region; see the file for its form.

    Raises:
        ValueError: a line is out of place.
    """
    found: dict[str, list[Culture]] = {}
    joined = text.replace("\n  ", " ")
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    region = ""
    while lines:
        key, _, value = lines.pop(0).partition(": ")
        if key == "region":
            region = value
            found[region] = []
            continue
        if key != "culture" or not region or len(lines) < 2:
            raise ValueError("a line of the names is out of place")
        found[region].append(
            Culture(
                name=value.removesuffix(_FAMILY_FIRST),
                given=_listed("given", lines.pop(0)),
                family=_listed("family", lines.pop(0)),
                family_first=value.endswith(_FAMILY_FIRST),
            )
        )
    return found


def _listed(kind: str, line: str) -> tuple[str, ...]:
    key, _, value = line.partition(": ")
    if key != kind or not value:
        raise ValueError("a line of the names is out of place")
    return tuple(value.split(", "))


def people(given: Sequence[Culture], *, count: int, seed: int) -> list[tuple[str, str]]:
    """Given and full name of so many people, of each culture as many."""
    found = []
    for number in range(count):
        culture = given[number % len(given)]
        draw = random.Random(f"{seed}:{culture.name}:{number}")
        first, last = draw.choice(culture.given), draw.choice(culture.family)
        found.append((first, f"{last} {first}" if culture.family_first else f"{first} {last}"))
    return found


def texts(number: int, given: str, full: str) -> tuple[Case, Case, Case, Case]:
    """A person's answer and running text, and both in lower case."""
    question, answer = ANSWERS[number % len(ANSWERS)]
    running = RUNNING[number // len(ANSWERS) % len(RUNNING)]
    one = _case(answer, given, full, before=question)
    other = _case(running, given, full, before=None)
    return one, other, lowered(one), lowered(other)


def _case(sentence: str, given: str, full: str, *, before: str | None) -> Case:
    slot, name = ("{given}", given) if "{given}" in sentence else ("{full}", full)
    start = sentence.index(slot)
    span = Labelled(start=start, end=start + len(name), label=LABEL, subtype=slot)
    return Case(key="", text=sentence.replace(slot, name), own=0, spans=(span,), before=before)


def measure(rivals: Sequence[Rival], *, names: int, seed: int) -> list[Region]:
    """All regions.

    Args:
        rivals: the engines, Discreet first.
        names: people of each region.
        seed: of the names.
    """
    return [
        _region(name, given, drawn=people(given, count=names, seed=seed), rivals=rivals)
        for name, given in cultures(NAMES.read_text("utf-8")).items()
    ]


def _region(
    name: str,
    lists: Sequence[Culture],
    *,
    drawn: Sequence[tuple[str, str]],
    rivals: Sequence[Rival],
) -> Region:
    given = [case for number, each in enumerate(drawn) for case in texts(number, *each)]
    found = [(case, _covered(rivals[0], case)) for case in given]
    by_culture = {
        culture.name: _share(
            [hit for place, (_, hit) in enumerate(found) if place // 4 % len(lists) == number]
        )
        for number, culture in enumerate(lists)
    }
    sampled = given[: 4 * _SAMPLED]
    everywhere = {rivals[0].name: _share([hit for _, hit in found[: len(sampled)]])}
    for rival in rivals[1:]:
        everywhere[rival.name] = _share([_covered(rival, case) for case in sampled])
    return Region(
        name=name,
        names=len(drawn),
        covered=_share([hit for _, hit in found]),
        answers=_share([hit for case, hit in found if case.before is not None]),
        running=_share([hit for case, hit in found if case.before is None]),
        small=_share([hit for place, (_, hit) in enumerate(found) if place % 4 > 1]),
        given=_share([hit for case, hit in found if case.spans[0].subtype == "{given}"]),
        weakest=min(by_culture.items(), key=lambda each: each[1]),
        others=everywhere,
    )


def _covered(rival: Rival, case: Case) -> bool:
    try:
        found = rival.find(case.text, case.before if rival.asks else None)
    except NotExamined:
        return False
    return bool(tally(case, case.spans[0], found=found).covered)


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 1.0


def spread(regions: Sequence[Region]) -> float:
    """The most that recall differs between two regions."""
    shares = [each.covered for each in regions]
    return max(shares) - min(shares)

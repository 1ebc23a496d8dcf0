"""A Presidio registry as the fast analyzer sees it: bounded copies, one scan, plans."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from presidio_analyzer import EntityRecognizer, PatternRecognizer

from detectors.presidio.alphabet import as_bytes
from detectors.presidio.bounded import Running, bounded_copy
from detectors.presidio.index import PatternIndex
from detectors.presidio.superset import Superset, superset
from detectors.presidio.syntax import Untranslatable
from detectors.scan_database import DatabaseCache

_patterns = attrgetter("patterns")
_ANALYZE = "analyze"
_ENHANCE = "enhance_using_context"
_INNER = "_PatternRecognizer__analyze_patterns"
# Presidio's own classes that override analyze() and still find nothing without a match.
_KNOWN = {
    ("presidio_analyzer.predefined_recognizers.generic.iban_recognizer", "IbanRecognizer"),
}
_PHONE = importlib.import_module(
    "presidio_analyzer.predefined_recognizers.generic.phone_recognizer"
).PhoneRecognizer
# A telephone number has two digits at the very least, of any script.
_TWO_DIGITS = r"\d.*?\d"


def is_bound_to_patterns(recogniser: Any) -> bool:
    """Whether a recogniser finds nothing where none of its patterns match."""
    kind = type(recogniser)
    if not isinstance(recogniser, PatternRecognizer):
        return False
    own = {_ANALYZE, _INNER} & vars(recogniser).keys()
    inner = kind.__dict__.get(_INNER) or getattr(kind, _INNER)
    if own or inner is not getattr(PatternRecognizer, _INNER):
        return False
    return kind.analyze is PatternRecognizer.analyze or (kind.__module__, kind.__name__) in _KNOWN


def supersets(
    recogniser: Any, *, written: Callable[[int], str] = as_bytes
) -> list[Superset | None]:
    """For each pattern the expressions of the scan, None where there is no superset."""
    found: list[Superset | None] = []
    for pattern in recogniser.patterns:
        try:
            found.append(
                superset(pattern.regex, int(recogniser.global_regex_flags), written=written)
            )
        except Untranslatable:
            found.append(None)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """One recogniser to run.

    Attributes:
        original: the registry's.
        copy: what is run: itself, or a copy with bounded patterns.
        reads_artifacts: whether it may look at the NLP engine's artifacts.
        enhances: whether it has a context rule of its own.
    """

    original: Any
    copy: Any
    reads_artifacts: bool
    enhances: bool


def runner(
    recogniser: Any, running: Running, *, numbers: Sequence[int | None] | None = None
) -> Runner:
    """A recogniser made ready to run under a budget."""
    if not recogniser.is_loaded:
        recogniser.load()
        recogniser.is_loaded = True
    is_pattern = isinstance(recogniser, PatternRecognizer)
    return Runner(
        original=recogniser,
        copy=bounded_copy(recogniser, running, numbers=numbers) if is_pattern else recogniser,
        reads_artifacts=not is_bound_to_patterns(recogniser) and type(recogniser) is not _PHONE,
        enhances=getattr(type(recogniser), _ENHANCE) is not EntityRecognizer.enhance_using_context
        or _ENHANCE in vars(recogniser),
    )


class Plan:
    """Which recognisers serve a language and a choice of entities, and when.

    Attributes:
        recognisers: the registry's, in its order.
        entities: those asked for, or all that the language supports.
        own_rules: places of those with a context rule of their own.
    """

    def __init__(
        self, runners: Sequence[Runner], entities: list[str], *, numbers: Sequence[Sequence[int]]
    ) -> None:
        """Takes the runners, and the numbers in the scan of what lets each of them run."""
        self.recognisers = [each.original for each in runners]
        self.entities = entities
        self.own_rules = {place for place, each in enumerate(runners) if each.enhances}
        self._by_id: dict[str, list[int]] = {}
        for place, each in enumerate(runners):
            self._by_id.setdefault(each.original.id, []).append(place)
        self._runners = list(runners)
        self._always = [place for place, each in enumerate(numbers) if not each]
        self._places = {number: place for place, each in enumerate(numbers) for number in each}

    def selected(self, possible: Iterable[int]) -> list[Runner]:
        """The recognisers that can find something, in the registry's order."""
        places = {self._places[number] for number in possible if number in self._places}
        places.update(self._always)
        return [self._runners[place] for place in sorted(places)]

    def involved(self, identifiers: Iterable[Any]) -> list[Any]:
        """The recognisers with these ids, and those with a context rule of their own."""
        places = set(self.own_rules)
        for identifier in identifiers:
            places.update(self._by_id.get(identifier, ()))
        return [self.recognisers[place] for place in sorted(places)]


class Known:
    """All recognisers of a registry, as they were when this was made."""

    def __init__(
        self, recognisers: Iterable[Any], running: Running, *, cache: DatabaseCache | None
    ) -> None:
        """Compiles their scan, or takes it from the cache."""
        self._recognisers = list(recognisers)
        self._bound = [each for each in self._recognisers if is_bound_to_patterns(each)]
        self._patterns = [list(each.patterns) for each in self._bound]
        self.plans: dict[tuple[str, tuple[str, ...]], Plan] = {}
        needed: list[Superset | None] = []
        self._runners: dict[int, Runner] = {}
        self._numbers: dict[int, list[int]] = {}
        for each in self._recognisers:
            first = len(needed)
            if is_bound_to_patterns(each):
                needed += supersets(each)
            elif type(each) is _PHONE:
                needed.append(superset(_TWO_DIGITS, 0))
            self._numbers[id(each)] = list(range(first, len(needed)))
        self.index = PatternIndex(needed, cache)
        for each in self._recognisers:
            numbers = self._numbers[id(each)]
            known = [None if number in self.index.always else number for number in numbers]
            if None in known:
                # One of its patterns may always match: the recogniser is always run.
                self._numbers[id(each)] = []
            bound = is_bound_to_patterns(each)
            self._runners[id(each)] = runner(each, running, numbers=known if bound else None)

    def still_holds(self, recognisers: Iterable[Any]) -> bool:
        """Whether these are the same recognisers with the same patterns as then."""
        now = recognisers if isinstance(recognisers, list) else list(recognisers)
        return self._recognisers == now and list(map(_patterns, self._bound)) == self._patterns

    def plan(self, recognisers: Sequence[Any], entities: list[str], *, running: Running) -> Plan:
        """The plan for some of them, and for any others (ad-hoc ones), which are always run."""
        runners = [self._runners.get(id(each)) or runner(each, running) for each in recognisers]
        numbers = [self._numbers.get(id(each), []) for each in recognisers]
        return Plan(runners, entities, numbers=numbers)

"""Text in, findings out: the one way through detection.

    text -> canonical view -> scan -> windows -> detectors -> disjoint cover -> original offsets

What the scan says may be encoded or in words is read, and goes the same way once more.

Everything that goes wrong is an error, and errors refuse: a detector that raises, a
budget that is spent, a detector that reports a place outside the text.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

from detectors import canonical, readings, registry
from detectors.budget import Budget, text_seconds
from detectors.canonical import View, canonical_view
from detectors.errors import (
    BudgetExhausted,
    ConfigurationError,
    DetectionError,
    DetectorFailed,
)
from detectors.overlap import resolve, trimmed
from detectors.prefilter import Prefilter
from detectors.running_text import OF_RUNNING_TEXT
from detectors.scan_database import DatabaseCache
from detectors.types import Clock, Detector, Finding, Input, Pattern

# A text of up to so many code points is short: examining it costs a millisecond at most.
_SHORT_TEXT = 1_000
# Reading the clock of a thread is a system call: as costly as several windows.
_CHECKS_PER_READING = 8
_WINDOWS_PER_CHECK = 16

_Windows = Sequence[tuple[int, int]]


class _Check(Protocol):
    def __call__(self, *, now: bool = False) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """How a text is examined; see Engine.detect."""

    language: str
    before: str | None
    budget: Budget | None
    acts_on: Callable[[Finding], bool] | None


class Engine:
    """Finds personal data in texts. Safe to use from many threads.

    Attributes:
        entity_types: all that its detectors can find.
        is_slow: a foreign detector is asked about every text, and may take milliseconds.
        fingerprint: 16 hex characters over what decides its findings: names and
            patterns of the detectors, entity types, package version. Part of cache keys.
    """

    def __init__(
        self,
        detectors: Sequence[Detector] | None = None,
        *,
        clock: Clock,
        scan_cache: DatabaseCache | None,
        foreign: Sequence[Detector] = (),
        allowance: Callable[[int], float] = text_seconds,
    ) -> None:
        """Builds the scan.

        Args:
            detectors: None takes everything shipped.
            clock: CPU time of the calling thread, in seconds.
            scan_cache: where compiled scans are kept; None compiles in memory.
            foreign: an operator's own detectors, beside the shipped ones.
            allowance: seconds of CPU time that a text of a length may cost; linear.

        Raises:
            ConfigurationError: no detector at all, two of one name, or a pattern that
                does not compile.
        """
        own = registry.load() if detectors is None else tuple(detectors)
        self._detectors = (*own, *foreign)
        names = [detector.name for detector in self._detectors]
        if not names:
            raise ConfigurationError("an engine needs at least one detector")
        if len(set(names)) != len(names):
            raise ConfigurationError("two detectors have the same name")
        self._clock = clock
        self._eager = bool(foreign) or detectors is not None
        self._allowance = allowance
        patterns = [
            (number, pattern)
            for number, detector in enumerate(self._detectors)
            for pattern in detector.patterns
        ]
        count = len(self._detectors)
        self._triggers = range(count, count + len(readings.TRIGGERS))
        patterns += [
            (number, pattern)
            for number, triggers in zip(self._triggers, readings.TRIGGERS, strict=True)
            for pattern in triggers
        ]
        self._prefilter = Prefilter(patterns, scan_cache, once=self._triggers)
        self._of_running_text = frozenset(
            number
            for number, detector in enumerate(self._detectors)
            if OF_RUNNING_TEXT.issuperset(detector.entity_types)
        )
        self._always = [n for n, detector in enumerate(self._detectors) if not detector.patterns]
        self.entity_types = frozenset(
            entity_type for detector in self._detectors for entity_type in detector.entity_types
        )
        self.is_slow = any(getattr(detector, "is_slow", False) for detector in self._detectors)
        self.fingerprint = _fingerprint(self._detectors)

    def __repr__(self) -> str:
        return f"Engine({len(self._detectors)} detectors, {self.fingerprint})"

    def detect(
        self,
        text: str,
        language: str = "en",
        *,
        before: str | None = None,
        budget: Budget | None = None,
        acts_on: Callable[[Finding], bool] | None = None,
    ) -> tuple[Finding, ...]:
        """The findings of a text, sorted and disjoint.

        Args:
            text: any string; lone surrogates are allowed.
            language: ISO 639-1 code; selects context words, never the identifiers.
            before: the turn before, whose question may say what an answer is.
            budget: of the request; None caps only the text.
            acts_on: whether the caller will do anything about a finding; one that it will
                not never decides over another.

        Returns:
            Findings with offsets in code points of ``text``.

        Raises:
            BudgetExhausted: the text was not examined to its end.
            DetectorFailed: a detector raised an error.
        """
        asked = _Asked(language=language, before=before, budget=budget, acts_on=acts_on)
        return self._found(text, asked)

    def identifiers(
        self,
        text: str,
        language: str = "en",
        *,
        before: str | None = None,
        budget: Budget | None = None,
        acts_on: Callable[[Finding], bool] | None = None,
    ) -> tuple[Finding, ...]:
        """The same without the detectors that find nothing but what running text shows.

        For keys, fixed words, and numbers joined over turns, where nobody counts a name.
        """
        asked = _Asked(language=language, before=before, budget=budget, acts_on=acts_on)
        return self._found(text, asked, left_out=self._of_running_text)

    def _found(
        self, text: str, asked: _Asked, *, left_out: frozenset[int] = frozenset()
    ) -> tuple[Finding, ...]:
        if not text:
            return ()
        allowed = self._allowance(len(text))
        budget, acts_on = asked.budget, asked.acts_on
        if budget is not None:
            budget.enter(len(text))
            allowed = min(allowed, budget.remaining)
        check = self._deadline(len(text), allowed)
        view = canonical_view(text)
        windows = self._windows(view, left_out)
        if not windows:
            return ()
        check()
        seen = Input(
            text=view.text,
            before=canonical_view(asked.before).text if asked.before else "",
            language=asked.language,
            check=check,
        )
        fired = [n - self._triggers.start for n in self._triggers if windows.pop(n, None)]
        findings = _at_original_places(self._cover(seen, windows, acts_on=acts_on), view)
        other = readings.reading(view, fired, check=check) if fired else None
        if other is not None:
            check()
            seen = replace(seen, text=other.view.text)
            windows = {
                number: other.near(stretches)
                for number, stretches in self._windows(other.view, left_out).items()
                if number not in self._triggers
            }
            more = other.kept(self._cover(seen, windows, acts_on=acts_on))
            findings = resolve(
                (*findings, *(_from_reading(each, other.view) for each in more)), acts_on=acts_on
            )
        check(now=True)
        return findings

    def _windows(self, view: View, left_out: frozenset[int]) -> dict[int, _Windows]:
        """Where each detector has to look, and which triggers fired; by their numbers."""
        if not view.text:
            return {}
        windows: dict[int, _Windows] = {**self._prefilter.windows(view.text)}
        for number in self._always:
            windows[number] = [(0, len(view.text))]
        for number in left_out & windows.keys():
            del windows[number]
        return windows

    def _cover(
        self,
        seen: Input,
        windows: Mapping[int, _Windows],
        *,
        acts_on: Callable[[Finding], bool] | None,
    ) -> tuple[Finding, ...]:
        """What detectors find in a text, disjoint, at its own places."""
        findings: list[Finding] = []
        for number, stretches in windows.items():
            findings += self._confirmed(self._detectors[number], seen, windows=stretches)
        if len(findings) < 2:
            return tuple(findings)
        cover = resolve(findings, acts_on=acts_on)
        return tuple(trimmed(seen.text, cover, whole=set(findings)))

    def self_test(self) -> None:
        """Runs every shipped detector of this engine on its vectors.

        A detector that is present but finds nothing (a broken library, wrong data)
        would be a silent leak; this makes it an error at start.

        Raises:
            ConfigurationError: a detector does not find its own vector; names it.
        """
        for detector in self._detectors:
            for vector in registry.vectors(detector.name):
                # The first look loads data of libraries; it counts against no budget.
                seen = Input(
                    text=vector.text, before=vector.before, language="en", check=_unlimited
                )
                number = self._detectors.index(detector)
                windows = self._prefilter.windows(vector.text).get(number, [])
                if not detector.patterns:
                    windows = [(0, len(vector.text))]
                start = vector.text.index(vector.value)
                expected = (vector.entity_type, start, start + len(vector.value))
                found = self._confirmed(detector, seen, windows=windows)
                if expected not in [(each.entity_type, each.start, each.end) for each in found]:
                    raise ConfigurationError(
                        f"detector {detector.name} fails its self-test for {vector.entity_type}"
                    )

    def _deadline(self, length: int, allowed: float) -> _Check:
        """What detectors call between units of work; raises once the time is spent.

        On a short text with shipped detectors time counts from the first call, and then
        every so many calls read the clock: the work before and between them is bounded.
        """
        clock = self._clock
        every = 1 if self._eager or length > _SHORT_TEXT else _CHECKS_PER_READING
        deadline = clock() + allowed if every == 1 else math.inf
        calls = 0

        def check(*, now: bool = False) -> None:
            nonlocal calls, deadline
            calls += 1
            if deadline == math.inf:
                deadline = clock() + allowed
            elif (now or calls % every == 0) and clock() > deadline:
                raise BudgetExhausted("the CPU budget is spent")

        return check

    def _confirmed(self, detector: Detector, seen: Input, *, windows: _Windows) -> list[Finding]:
        failed: type[BaseException] | None = None
        findings: list[Finding] = []
        try:
            for count, (start, end) in enumerate(windows):
                if count % _WINDOWS_PER_CHECK == 0:
                    seen.check()
                findings.extend(detector.confirm(seen, start, end))
        except DetectionError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the text is refused
            failed = type(error)
        if findings:
            length = len(seen.text)
            if not all(0 <= each.start < each.end <= length for each in findings):
                failed = IndexError
        if failed is not None:
            # Raised out here, so that the error's own text hangs on to nothing.
            raise DetectorFailed(detector.name, failed) from None
        return findings


def _unlimited() -> None:
    """A check that always passes."""


def _at_original_places(findings: Sequence[Finding], view: View) -> tuple[Finding, ...]:
    if not view.shifted:
        return tuple(findings)
    placed: list[Finding] = []
    for each in findings:
        start, end = view.original(each.start, each.end)
        if placed and start < placed[-1].end:
            # Both lie within the expansion of one character, which cannot be cut.
            start = placed[-1].end
            if start >= end:
                continue
        placed.append(replace(each, start=start, end=end))
    return tuple(placed)


def _from_reading(finding: Finding, view: View) -> Finding:
    start, end = view.original(finding.start, finding.end)
    return replace(finding, start=start, end=end, evidence=(*finding.evidence, "reading"))


def _fingerprint(detectors: Sequence[Detector]) -> str:
    try:
        release = version("discreet")
    except PackageNotFoundError:
        release = "0"
    digest = hashlib.sha256(repr((release, canonical.VERSION, readings.VERSION)).encode())
    for detector in detectors:
        digest.update(repr((detector.name, detector.entity_types)).encode())
        for pattern in detector.patterns:
            digest.update(repr(_pattern_key(pattern)).encode())
    return digest.hexdigest()[:16]


def _pattern_key(pattern: Pattern) -> tuple[str, int]:
    return pattern.expression, pattern.max_length

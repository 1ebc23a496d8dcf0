"""/analyze: the engine's findings in Presidio's words.

Identifiers are looked for whatever the language says: Presidio's own are tied to one,
and a text in another language than configured goes through it unseen.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from detectors import Engine
from detectors.budget import Budget
from detectors.errors import ConfigurationError
from detectors.overlap import resolve
from detectors.presidio.ad_hoc import FLAGS, AdHocScan, described, without_allowed
from detectors.types import Clock, Finding, Input
from gateway.errors import InvalidRequest
from gateway.presidio.bodies import AnalyzeBody, RecogniserBody
from gateway.presidio.expressions import check_size

# Sets of ad-hoc recognisers that are kept compiled; a tool sends the same with every text.
_MOST_SCANS = 32


class Analysis:
    """Analyses texts for any tenant. Safe to use from many threads."""

    def __init__(
        self,
        engine: Engine,
        *,
        clock: Clock,
        seconds: float,
        allowance: Callable[[int], float],
    ) -> None:
        """Takes the engine.

        Args:
            engine: finds.
            clock: CPU time of the calling thread, in seconds.
            seconds: of CPU time that one request may cost.
            allowance: of CPU time that the ad-hoc recognisers may take for a text.
        """
        self._engine = engine
        self._clock = clock
        self._seconds = seconds
        self._allowance = allowance
        self._scans: OrderedDict[tuple[str, str], AdHocScan] = OrderedDict()

    @property
    def entity_types(self) -> list[str]:
        """All that can be asked for, in order."""
        return sorted(self._engine.entity_types)

    @property
    def is_slow(self) -> bool:
        """Whether a text takes the engine milliseconds, however short it is."""
        return self._engine.is_slow

    def answer(
        self,
        body: AnalyzeBody,
        tenant: str,
        *,
        language: str,
        acts_on: Callable[[Finding], bool],
    ) -> list[Any]:
        """The results of each text, or of the one text, as JSON.

        Args:
            body: of the request.
            tenant: the caller's.
            language: of context words, where the body names none.
            acts_on: whether a result is given, where the body names no least score.

        Raises:
            InvalidRequest: an entity or an ad-hoc recogniser cannot be used.
            DetectionError: a text was not examined to its end.
        """
        scan = self._scan(body.ad_hoc_recognizers or [], tenant)
        wanted = frozenset(body.entities) if body.entities else None
        self._check_entities(body, scan)
        budget = Budget(self._clock, self._seconds)
        many = isinstance(body.text, list)
        texts = body.text if isinstance(body.text, list) else [body.text]
        asked = body.score_threshold
        answers = []
        try:
            for text in texts:
                found = self._found(
                    text, scan, body=body, language=body.language or language, budget=budget
                )
                answers.append(
                    [
                        shown(each, explained=bool(body.return_decision_process))
                        for each in found
                        if (acts_on(each) if asked is None else each.score >= asked)
                        and (wanted is None or each.entity_type in wanted)
                    ]
                )
        finally:
            budget.settle()
        return answers if many else answers[0]

    def _found(
        self,
        text: str,
        scan: AdHocScan | None,
        *,
        body: AnalyzeBody,
        language: str,
        budget: Budget,
    ) -> list[Finding]:
        before = " ".join(body.context) if body.context else None
        found = list(self._engine.detect(text, _short(language), before=before, budget=budget))
        if scan is not None and text:
            budget.settle()
            found = list(resolve([*found, *scan.find(self._seen(text, before, budget=budget))]))
        if body.allow_list:
            flags = FLAGS if body.regex_flags is None else body.regex_flags
            if body.allow_list_match == "regex":
                check_size("|".join(body.allow_list), flags)
            try:
                found = without_allowed(
                    found,
                    text,
                    terms=body.allow_list,
                    flags=flags if body.allow_list_match == "regex" else None,
                )
            except ConfigurationError as error:
                raise InvalidRequest(str(error), status=422) from None
        return found

    def _seen(self, text: str, before: str | None, *, budget: Budget) -> Input:
        allowed = min(self._allowance(len(text)), budget.remaining)
        started = self._clock()
        spent = Budget(self._clock, allowed)

        def check() -> None:
            spent.remaining = allowed - (self._clock() - started)
            spent.check()

        return Input(text=text, before=(before or "").lower(), language="en", check=check)

    def _check_entities(self, body: AnalyzeBody, scan: AdHocScan | None) -> None:
        """A type that nothing finds would be a silent gap; it is an error."""
        known = self._engine.entity_types | (scan.entity_types if scan is not None else set())
        unknown = [
            str(place) for place, each in enumerate(body.entities or ()) if each not in known
        ]
        if unknown:
            raise InvalidRequest(
                f"Nothing here finds the entities at {', '.join(unknown)} of the list.",
                code="unsupported_entity",
                status=422,
            )

    def _scan(self, recognisers: list[RecogniserBody], tenant: str) -> AdHocScan | None:
        if not recognisers:
            return None
        forms = [_form(each) for each in recognisers]
        key = (tenant, json.dumps(forms, sort_keys=True))
        scan = self._scans.get(key)
        if scan is None:
            for form in forms:
                for pattern in form["patterns"] or ():
                    check_size(pattern["regex"], FLAGS)
            try:
                scan = AdHocScan([described(form) for form in forms])
            except ConfigurationError as error:
                raise InvalidRequest(str(error), status=422) from None
            self._scans[key] = scan
            while len(self._scans) > _MOST_SCANS:
                self._scans.popitem(last=False)
        return scan


def _form(body: RecogniserBody) -> dict[str, Any]:
    form = body.model_dump(exclude={"supported_entities", "supported_language"})
    form["supported_entity"] = body.supported_entity or (body.supported_entities or [""])[0]
    return form


def _short(language: str) -> str:
    """ISO 639-1 of a language tag: ``en`` of ``en-GB``."""
    return language.replace("_", "-").partition("-")[0].lower()


def shown(finding: Finding, *, explained: bool) -> Mapping[str, Any]:
    """A finding as Presidio's API shows a result."""
    explanation = None
    if explained:
        explanation = {
            "recognizer": finding.detector,
            "pattern_name": None,
            "pattern": None,
            "original_score": finding.score,
            "score": finding.score,
            "textual_explanation": f"Detected by `{finding.detector}`: "
            f"{', '.join(finding.evidence) or 'layout'}",
            "score_context_improvement": 0,
            "supportive_context_word": "",
            "validation_result": None,
            "regex_flags": None,
        }
    return {
        "analysis_explanation": explanation,
        "end": finding.end,
        "entity_type": finding.entity_type,
        "recognition_metadata": {
            "recognizer_identifier": finding.detector,
            "recognizer_name": finding.detector,
        },
        "score": finding.score,
        "start": finding.start,
    }

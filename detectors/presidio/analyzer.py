"""Presidio's AnalyzerEngine with the same results, where only what can match is run.

One scan says which recognisers can find anything in a text; those run Presidio's own
code, so that results, explanations and scores are Presidio's. What differs:

- Nothing is loaded unless it is given: without an NLP engine, context comes from the
  words as they stand.
- A text has a budget of CPU time. Presidio skips a pattern that runs out of time; here
  the text is refused with BudgetExhausted.
- Nothing is fetched over the network.
- A model that fails refuses the text with DetectorFailed; Presidio goes on without it.

Source: presidio-analyzer 2.2.366 (AnalyzerEngine), read 2026-11.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from presidio_analyzer import AnalyzerEngine, RecognizerResult
from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer as _Lemma

from detectors.budget import text_seconds
from detectors.clock import work_time
from detectors.engine import Engine
from detectors.errors import BudgetExhausted
from detectors.presidio.bounded import Running
from detectors.presidio.duplicates import without_duplicates
from detectors.presidio.engine_recogniser import EngineRecogniser, disjoint
from detectors.presidio.inference import stay_offline, watch
from detectors.presidio.recogniser import suffix_list_from_package
from detectors.presidio.registry import Known, Plan, Runner
from detectors.presidio.surface import SurfaceNlpEngine, SurroundingWords
from detectors.scan_cache import DirectoryCache, default_directory
from detectors.scan_database import DatabaseCache

_regex: Any = importlib.import_module("regex")
_FLAGS = int(_regex.DOTALL | _regex.MULTILINE | _regex.IGNORECASE)
_KEY = RecognizerResult.RECOGNIZER_IDENTIFIER_KEY
# Presidio's own Python code runs within this, so a text may cost more than in the Engine.
ANALYSIS_SECONDS = 0.1
ANALYSIS_CHARACTER_SECONDS = 0.000_020


def analysis_seconds(length: int) -> float:
    """Seconds of CPU time that the recognisers may take for a text of a length."""
    return text_seconds(length, base=ANALYSIS_SECONDS, each=ANALYSIS_CHARACTER_SECONDS)


class FastAnalyzerEngine(AnalyzerEngine):
    """Drop-in for ``presidio_analyzer.AnalyzerEngine``. Safe to use from many threads."""

    def __init__(
        self,
        registry: Any = None,
        nlp_engine: Any = None,
        app_tracer: Any = None,
        log_decision_process: bool = False,
        default_score_threshold: float = 0,
        supported_languages: list[str] | None = None,
        context_aware_enhancer: Any = None,
        *,
        engine: Engine | None = None,
        scan_cache: DatabaseCache | None = None,
        allowance: Callable[[int], float] = analysis_seconds,
        clock: Callable[[], float] = work_time,
    ) -> None:
        """Builds the scan.

        Args:
            registry: as for Presidio, like the following.
            nlp_engine: None loads no model; recognisers that need one are then refused.
            app_tracer: gets the decision process, if that is to be logged.
            log_decision_process: off by default: the trace holds what was examined.
            default_score_threshold: least score of a result.
            supported_languages: English only by default.
            context_aware_enhancer: Presidio's lemma enhancer by default.
            engine: our detectors, to join the registry as one more recogniser; results
                are then made disjoint, the surest first. None for Presidio's alone.
            scan_cache: None takes ``$DISCREET_CACHE_DIR``, else the user's cache directory.
            allowance: seconds of CPU time that the recognisers may take for a text.
            clock: CPU time of the calling thread, in seconds.

        Raises:
            ValueError: what Presidio refuses too.
        """
        suffix_list_from_package()
        supported_languages = supported_languages or ["en"]
        super().__init__(
            registry=registry,
            nlp_engine=nlp_engine or SurfaceNlpEngine(supported_languages),
            app_tracer=app_tracer,
            log_decision_process=log_decision_process,
            default_score_threshold=default_score_threshold,
            supported_languages=supported_languages,
        )
        if context_aware_enhancer is not None:
            self.context_aware_enhancer = context_aware_enhancer
        self._disjoint = engine is not None
        if engine is not None:
            for language in supported_languages:
                self.registry.add_recognizer(EngineRecogniser(engine, language=language))
        stay_offline()
        self._failures = watch(self.nlp_engine)
        if scan_cache is None:
            directory = default_directory()
            scan_cache = DirectoryCache(directory) if directory is not None else None
        self._scan_cache = scan_cache
        self._allowance = allowance
        self._clock = clock
        self._running = Running()
        self._known = Known(self.registry.recognizers, self._running, cache=scan_cache)

    def analyze(
        self,
        text: str,
        language: str,
        entities: list[str] | None = None,
        correlation_id: str | None = None,
        score_threshold: float | None = None,
        return_decision_process: bool | None = False,
        ad_hoc_recognizers: list[Any] | None = None,
        context: list[str] | None = None,
        allow_list: list[str] | None = None,
        allow_list_match: str | None = "exact",
        regex_flags: int | None = _FLAGS,
        nlp_artifacts: Any = None,
    ) -> list[Any]:
        """What Presidio finds; see ``AnalyzerEngine.analyze`` for the arguments.

        Raises:
            BudgetExhausted: the text was not examined to its end.
            ValueError: no recogniser serves the language, and what Presidio refuses else.
        """
        if not isinstance(text, str):
            raise TypeError("text must be a string")
        known = self._known
        if not known.still_holds(self.registry.recognizers):
            known = Known(self.registry.recognizers, self._running, cache=self._scan_cache)
            self._known = known
        plan = self._plan(known, language, entities=entities, ad_hoc=ad_hoc_recognizers)
        possible = known.index.possible(text)
        runners = plan.selected(possible)
        artifacts = nlp_artifacts
        if not artifacts and (
            self.log_decision_process or plan.own_rules or any(r.reads_artifacts for r in runners)
        ):
            artifacts = self._artifacts(text, language)
        if self.log_decision_process:
            self.app_tracer.trace(correlation_id or "", "nlp artifacts:" + artifacts.to_json())
        results = self._recognised(text, runners, plan=plan, artifacts=artifacts, possible=possible)
        if results or plan.own_rules or type(self.context_aware_enhancer) is not _Lemma:
            artifacts = artifacts or self._artifacts(text, language)
            results = self._enhanced(text, results, plan=plan, artifacts=artifacts, context=context)
        if self.log_decision_process:
            trace = json.dumps([str(result.to_dict()) for result in results])
            self.app_tracer.trace(correlation_id or "", trace)
        if not results:
            return []
        results = without_duplicates(self._sure_enough(results, score_threshold, plan=plan))
        if self._disjoint:
            results = disjoint(results)
        if allow_list:
            results = self._not_allowed(
                results, text, terms=allow_list, match=allow_list_match, flags=regex_flags
            )
        if not return_decision_process:
            for result in results:
                result.analysis_explanation = None
        return results

    def _artifacts(self, text: str, language: str) -> Any:
        with self._failures.none_in(type(self.nlp_engine).__name__):
            return self.nlp_engine.process_text(text, language)

    def _plan(
        self,
        known: Known,
        language: str,
        *,
        entities: Sequence[str] | None,
        ad_hoc: list[Any] | None,
    ) -> Plan:
        key = (language, tuple(entities or ()))
        plan = known.plans.get(key) if not ad_hoc else None
        if plan is not None:
            return plan
        if (
            self.nlp_engine.is_loaded()
            and language not in self.nlp_engine.get_supported_languages()
        ):
            # The engine's own error, which nothing else would raise for a text without findings.
            self.nlp_engine.process_text("", language)
        recognisers = self.registry.get_recognizers(
            language=language,
            entities=list(entities) if entities else None,
            all_fields=not entities,
            ad_hoc_recognizers=ad_hoc,
        )
        wanted = list(entities) if entities else self.get_supported_entities(language=language)
        plan = known.plan(recognisers, wanted, running=self._running)
        if not ad_hoc and len(known.plans) < _MOST_PLANS:
            known.plans[key] = plan
        return plan

    def _recognised(
        self, text: str, runners: Sequence[Runner], *, plan: Plan, artifacts: Any, possible: Any
    ) -> list[Any]:
        if not runners:
            return []
        clock, running = self._clock, self._running
        deadline = clock() + self._allowance(len(text))

        def check() -> None:
            if clock() > deadline:
                raise BudgetExhausted("the CPU budget is spent")

        before = running.check, running.seconds, running.possible
        running.check, running.possible = check, possible
        running.seconds = lambda _: deadline - clock()
        results: list[Any] = []
        try:
            for runner in runners:
                found = runner.copy.analyze(
                    text=text, entities=plan.entities, nlp_artifacts=artifacts
                )
                check()
                for result in found or ():
                    metadata = result.recognition_metadata or {}
                    metadata.setdefault(_KEY, runner.original.id)
                    metadata.setdefault(RecognizerResult.RECOGNIZER_NAME_KEY, runner.original.name)
                    result.recognition_metadata = metadata
                    results.append(result)
        finally:
            running.check, running.seconds, running.possible = before
        return results

    def _enhanced(
        self,
        text: str,
        results: list[Any],
        *,
        plan: Plan,
        artifacts: Any,
        context: list[str] | None,
    ) -> list[Any]:
        enhancer: Any = self.context_aware_enhancer
        exact = type(enhancer) is _Lemma
        recognisers = _involved(plan, results) if exact else plan.recognisers
        enhanced: list[Any] = []
        for recogniser in recognisers:
            own = [r for r in results if r.recognition_metadata[_KEY] == recogniser.id]
            others = [r for r in results if r.recognition_metadata[_KEY] != recogniser.id]
            enhanced += recogniser.enhance_using_context(
                text=text,
                raw_recognizer_results=own,
                other_raw_recognizer_results=others,
                nlp_artifacts=artifacts,
                context=context,
            )
        return list(
            (SurroundingWords.like(enhancer) if exact else enhancer).enhance_using_context(
                text=text,
                raw_results=enhanced,
                nlp_artifacts=artifacts,
                recognizers=recognisers,
                context=context,
            )
        )

    def _sure_enough(
        self, results: Sequence[Any], score_threshold: float | None, *, plan: Plan
    ) -> list[Any]:
        """Results of the least score that the call, their recogniser or the engine asks for."""
        if score_threshold is not None:
            return [result for result in results if result.score >= score_threshold]
        thresholds = {each.id: each.score_thresholds for each in _involved(plan, results)}
        kept = []
        for result in results:
            own = thresholds.get((result.recognition_metadata or {}).get(_KEY), {})
            least = own.get(result.entity_type, own.get("default", self.default_score_threshold))
            if result.score >= least:
                kept.append(result)
        return kept

    def _not_allowed(
        self,
        results: list[Any],
        text: str,
        *,
        terms: list[str],
        match: str | None,
        flags: int | None,
    ) -> list[Any]:
        terms = [term for term in terms if term] if match == "regex" else terms
        if match != "regex" or not terms:
            return list(self._remove_allow_list(results, terms, text, flags, match or ""))
        allowed = _regex.compile("|".join(terms), flags=flags)
        deadline = self._clock() + self._allowance(len(text))
        kept = []
        exhausted = False
        for result in results:
            left = deadline - self._clock()
            try:
                word = text[result.start : result.end]
                if left <= 0 or not allowed.search(word, timeout=left):
                    kept.append(result)
            except TimeoutError:
                exhausted = True
            if exhausted or left <= 0:
                raise BudgetExhausted("the allow list spent the CPU budget")
        return kept


# Choices of entities that are remembered; callers that vary them without end cost no memory.
_MOST_PLANS = 256


def _involved(plan: Plan, results: Sequence[Any]) -> list[Any]:
    """The recognisers with results, and those with a context rule of their own."""
    return plan.involved({(result.recognition_metadata or {}).get(_KEY) for result in results})

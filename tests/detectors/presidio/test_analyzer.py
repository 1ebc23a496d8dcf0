"""FastAnalyzerEngine gives what AnalyzerEngine gives, within a budget and without network."""

from __future__ import annotations

import importlib
import threading
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.errors import BudgetExhausted
from detectors.presidio import FastAnalyzerEngine
from detectors.presidio.surface import SurfaceNlpEngine
from tests.detectors.presidio.analyzers import everything, form, no_op, pair, presidio, shipped

TEXTS = [
    "",
    "nothing to be found",
    "my card is 4111 1111 1111 1111, or 5555555555554444",
    "DE89 3704 0044 0532 0130 00 and de89370400440532013000",
    "jane@example.co.uk, https://example.com/a?b=c, www.example.org",
    "078-05-1120 / 078051120, passport 912803456, AB123456C",
    "born 1990-01-31, 31.12.1999, 3/4/22; 192.0.2.17 ::1 00:1A:2B:3C:4D:5E",
    "call +44 20 7946 0958 or (415) 555-2671",
    "claim no: 123456789 rx # 12345678 prior auth id 1234567",
    "0x52908400098527886E0F7030069857D2E4169EE7 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
    "\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669 \u212aR ÄÖ-AB 123 straße 12345",
    "line one\nB 12345\r\n99-1234567\x00 end",
    "jane@a.example.com john@b.example.com ann@c.example.com",
]
PIECES = st.sampled_from(
    ["card ", "ssn ", "12345", "6789", "4111 1111 1111 1111", "-", " ", "AB", "a@b.co", ".com",
     "\u0663", "x", "2020-01-01", "(415) 555-2671", "DE", "8937", "\n", "é", "#", "claim "]
)  # fmt: skip


def both(text: str, **options: Any) -> tuple[Any, Any]:
    theirs, ours = everything()
    return (
        form(theirs.analyze(text, "en", **options)),
        form(ours.analyze(text, "en", **options)),
    )


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"return_decision_process": True},
        {"score_threshold": 0.5},
        {"context": ["credit", "passport", "ssn"], "return_decision_process": True},
        {"entities": ["US_SSN", "CREDIT_CARD", "PHONE_NUMBER"]},
        {"allow_list": ["jane@example.co.uk", "078-05-1120"]},
        {"allow_list": [r"^\d+$", "", "example"], "allow_list_match": "regex"},
    ],
)
def test_results_are_presidios(text: str, options: dict[str, Any]) -> None:
    expected, found = both(text, **options)
    assert found == expected


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_results_are_presidios_whatever_the_text(text: str) -> None:
    expected, found = both(text, return_decision_process=True)
    assert found == expected


@pytest.mark.filterwarnings("ignore:LemmaContextAwareEnhancer cannot")
@pytest.mark.parametrize("mode", ["whole_word", "substring"])
def test_with_an_nlp_engine_context_is_presidios(mode: str) -> None:
    enhancers: Any = importlib.import_module("presidio_analyzer.context_aware_enhancers")
    theirs, ours = pair(
        [shipped.UsPassportRecognizer(), shipped.UsBankRecognizer()],
        nlp_engine=SurfaceNlpEngine(["en"]),
        context_aware_enhancer=enhancers.LemmaContextAwareEnhancer(context_matching_mode=mode),
    )
    for text in ("my passport is 912803456", "passports: 912803456", "bank account 12345678901"):
        expected = theirs.analyze(text, "en", return_decision_process=True)
        found = ours.analyze(text, "en", return_decision_process=True)
        assert expected
        assert form(found) == form(expected)


def test_without_an_nlp_engine_context_comes_from_the_words_as_they_stand() -> None:
    ours = FastAnalyzerEngine(presidio.RecognizerRegistry([shipped.UsPassportRecognizer()]))
    plain = ours.analyze("it is 912803456", "en")
    named = ours.analyze("my passport is 912803456", "en")
    assert (plain[0].score, named[0].score) == (pytest.approx(0.05), pytest.approx(0.4))


def test_the_default_registry_needs_no_model() -> None:
    ours = FastAnalyzerEngine()
    found = ours.analyze("mail jane@example.com, call (415) 555-2671", "en")
    assert {"EMAIL_ADDRESS", "PHONE_NUMBER"} <= {each.entity_type for each in found}
    recognisers: list[Any] = ours.get_recognizers("en")
    assert {each.name for each in recognisers} >= {"EmailRecognizer"}
    assert "CREDIT_CARD" in ours.get_supported_entities("en")


class Everywhere(presidio.EntityRecognizer):  # type: ignore[misc]
    """Finds the first character of every text, and needs artifacts."""

    def load(self) -> None:
        self.loads = getattr(self, "loads", 0) + 1

    def analyze(self, text: str, entities: Any, nlp_artifacts: Any) -> Any:
        assert nlp_artifacts is not None
        return [presidio.RecognizerResult("FIRST", 0, 1, 0.5)]


class Own(presidio.PatternRecognizer):  # type: ignore[misc]
    """Finds something where its pattern does not match."""

    def analyze(
        self, text: str, entities: Any, nlp_artifacts: Any = None, regex_flags: Any = None
    ) -> Any:
        return [presidio.RecognizerResult("OWN", 0, 1, 0.5)]


class Surer(presidio.PatternRecognizer):  # type: ignore[misc]
    """Has a context rule of its own, which sees the results of others."""

    def enhance_using_context(self, **given: Any) -> Any:
        own = given["raw_recognizer_results"]
        for each in own:
            each.score = 0.1 * (1 + len(given["other_raw_recognizer_results"]))
        return own


def pattern(name: str, expression: str) -> Any:
    return presidio.Pattern(name, expression, 0.4)


def test_recognisers_with_code_of_their_own_are_always_asked() -> None:
    theirs, ours = pair(
        [
            Everywhere(["FIRST"]),
            Own("OWN", patterns=[pattern("never", "zzz")]),
            Surer("DIGITS", patterns=[pattern("digits", r"\d+")]),
            presidio.PatternRecognizer("WORD", deny_list=["Mr.", "x"], context=["dear"]),
            presidio.PatternRecognizer("FUZZY", patterns=[pattern("fuzzy", r"(?:badge){e<=1}")]),
        ]
    )
    for text in ("abc", "12 x", "dear Mr. 7", "a bodge"):
        expected = theirs.analyze(text, "en", return_decision_process=True)
        assert form(ours.analyze(text, "en", return_decision_process=True)) == form(expected)


def test_ad_hoc_recognisers_and_recognisers_added_later_count() -> None:
    theirs, ours = pair([shipped.UsPassportRecognizer()])
    badge = presidio.PatternRecognizer("BADGE", patterns=[pattern("badge", r"B-\d")])
    for engine in (theirs, ours):
        assert [r.entity_type for r in engine.analyze("B-1", "en", ad_hoc_recognizers=[badge])] == [
            "BADGE"
        ]
        assert engine.analyze("B-1", "en") == []
    ours.registry.add_recognizer(badge)
    assert len(ours.analyze("B-1", "en")) == 1
    badge.patterns.append(pattern("other", r"C-\d"))
    assert len(ours.analyze("B-1 C-2", "en")) == 2
    ours.registry.remove_recognizer("PatternRecognizer")
    assert ours.analyze("B-1", "en") == []


def test_thresholds_of_recognisers_and_of_the_engine() -> None:
    sure = shipped.UsPassportRecognizer()
    sure.score_thresholds = {"US_PASSPORT": 0.04}
    theirs, ours = pair([sure, shipped.UsBankRecognizer()], default_score_threshold=0.3)
    text = "it is 912803456"
    assert form(ours.analyze(text, "en")) == form(theirs.analyze(text, "en"))
    assert [each.entity_type for each in ours.analyze(text, "en")] == ["US_PASSPORT"]


def test_the_registrys_own_recognisers_are_left_alone() -> None:
    one = shipped.UsPassportRecognizer()
    before = [(each.regex, each.compiled_regex) for each in one.patterns]
    pair([one])[1].analyze("912803456", "en")
    assert [(each.regex, each.compiled_regex) for each in one.patterns] == before


def test_errors_are_presidios() -> None:
    theirs, ours = everything()
    for engine in (theirs, ours):
        with pytest.raises(ValueError):
            engine.analyze("text", "xx")
        with pytest.raises(ValueError):
            engine.analyze("text", "en", entities=["NO_SUCH"])
        with pytest.raises(ValueError):
            engine.analyze(TEXTS[2], "en", allow_list=["x"], allow_list_match="other")
        with pytest.raises(TypeError):
            engine.analyze(None, "en")


def test_the_decision_process_is_traced_only_if_asked_for() -> None:
    class Tracer:
        def __init__(self) -> None:
            self.traces: list[tuple[str, str]] = []

        def trace(self, request_id: str, message: str) -> None:
            self.traces.append((request_id, message))

    traces = []
    for kind in (presidio.AnalyzerEngine, FastAnalyzerEngine):
        tracer = Tracer()
        registry = presidio.RecognizerRegistry([shipped.UsPassportRecognizer()])
        for log in (True, False):
            engine = kind(registry, no_op(), app_tracer=tracer, log_decision_process=log)
            engine.analyze("912803456", "en", correlation_id="7")
        traces.append([request for request, _ in tracer.traces])
    assert traces == [["7", "7"], ["7", "7"]]


@pytest.mark.parametrize(
    "text",
    ["." * 4000, "a." * 4000 + "@", "." * 4000 + " jane@example.com", "1" * 100_000, "-" * 100_000],
)
def test_what_stalls_presidio_is_bounded_or_refused(text: str) -> None:
    ours = FastAnalyzerEngine(everything()[0].registry, no_op())
    ours.analyze("warm 1 jane@example.com", "en")
    started = time.process_time()
    try:
        ours.analyze(text, "en")
    except BudgetExhausted as error:
        assert text[:20] not in str(error)
    assert time.process_time() - started < 8


def test_threads_share_an_engine() -> None:
    _, ours = everything()
    expected = {text: form(ours.analyze(text, "en")) for text in TEXTS}
    wrong: list[str] = []

    def run(texts: list[str]) -> None:
        wrong.extend(text for text in texts * 5 if form(ours.analyze(text, "en")) != expected[text])

    threads = [threading.Thread(target=run, args=(TEXTS[place:],)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_allow_list_runs_under_the_budget() -> None:
    ours = FastAnalyzerEngine(
        presidio.RecognizerRegistry(
            [presidio.PatternRecognizer("A", patterns=[pattern("a", r"a+!")])]
        ),
        no_op(),
    )
    with pytest.raises(BudgetExhausted):
        ours.analyze("a" * 60 + "!", "en", allow_list=["(a|aa)+$"], allow_list_match="regex")

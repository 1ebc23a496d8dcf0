"""Presidio's recognisers: taken as they are, without network, under the budget."""

from __future__ import annotations

import socket
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from detectors import Engine
from detectors.errors import BudgetExhausted, ConfigurationError, DetectorFailed
from detectors.presidio import detector_name, presidio_detector

SHIPPED = "presidio_analyzer.predefined_recognizers."
OWN = """
from presidio_analyzer import EntityRecognizer, Pattern, PatternRecognizer, RecognizerResult
from presidio_analyzer import RemoteRecognizer

class Badge(PatternRecognizer):
    def __init__(self, score=0.2):
        patterns = [Pattern("badge", r"B-\\d{4}", score)]
        super().__init__("BADGE", patterns=patterns, context=["badge"])

class Slow(PatternRecognizer):
    def __init__(self):
        super().__init__("SLOW", patterns=[Pattern("slow", r"(a|aa)+$", 0.9)])

class Fuzzy(PatternRecognizer):
    def __init__(self):
        super().__init__("FUZZY", patterns=[Pattern("fuzzy", r"(?:badge){e<=1}", 0.9)])

class Raises(EntityRecognizer):
    def __init__(self):
        super().__init__(supported_entities=["RAISES"])
    def load(self): pass
    def analyze(self, text, entities, nlp_artifacts=None):
        if "secret" in text: raise RuntimeError(text)
        return []

class Outside(Raises):
    def analyze(self, text, entities, nlp_artifacts=None):
        return [RecognizerResult("RAISES", 0, 999, 0.9)] if "secret" in text else []

class NeedsNlp(Raises):
    def analyze(self, text, entities, nlp_artifacts=None):
        return nlp_artifacts.entities

class Remote(RemoteRecognizer):
    def __init__(self): super().__init__(["REMOTE"], "remote", "en", "1")
    def load(self): pass
    def analyze(self, text, entities, nlp_artifacts=None): return []
    def get_supported_entities(self): return ["REMOTE"]
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "own_recognizers.py").write_text(OWN)
    monkeypatch.syspath_prepend(tmp_path)
    sys.modules.pop("own_recognizers", None)
    return "own_recognizers."


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    calls: list[Any] = []

    def refuse(*args: Any, **_: Any) -> Any:
        calls.append(args)
        raise OSError("no network here")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return calls


def engine(path: str, **options: Any) -> Engine:
    return Engine([presidio_detector(path, **options)])


def test_a_shipped_recogniser(no_network: list[Any]) -> None:
    found = engine(SHIPPED + "UsPassportRecognizer").detect("my passport is 912803456")
    assert [(f.entity_type, f.start, f.end) for f in found] == [("US_PASSPORT", 15, 24)]
    assert "context" in found[0].evidence
    assert no_network == []


def test_the_email_recogniser_makes_no_network_call(
    no_network: list[Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TLDEXTRACT_CACHE", str(tmp_path))
    text = "write to jane@example.co.uk"
    found = engine(SHIPPED + "EmailRecognizer").detect(text)
    assert [text[f.start : f.end] for f in found] == ["jane@example.co.uk"]
    assert no_network == []
    assert list(tmp_path.iterdir()) == []


def test_a_users_own_class_with_arguments_and_context(own: str) -> None:
    detector = presidio_detector(own + "Badge", arguments={"score": 0.3}, name="badge")
    assert detector.name == "badge"
    plain, named = (Engine([detector]).detect(text) for text in ("B-1234", "badge B-1234"))
    assert plain[0].score == pytest.approx(0.3)
    assert named[0].score == pytest.approx(0.65)


def test_offsets_are_those_of_the_original_text(own: str) -> None:
    text = "é\u200b B-１２\u200b３４ x"
    (found,) = engine(own + "Badge").detect(text)
    assert text[found.start : found.end] == "B-１２\u200b３４"


def test_a_pattern_that_runs_out_of_time_refuses(own: str) -> None:
    started = time.process_time()
    with pytest.raises(BudgetExhausted):
        engine(own + "Slow").detect("a" * 60 + "! a")
    assert time.process_time() - started < 5


def test_dots_that_stall_presidio_refuse_or_pass(own: str) -> None:
    text = "." * 4000 + " jane@example.com"
    started = time.process_time()
    try:
        found = engine(SHIPPED + "EmailRecognizer").detect(text)
    except BudgetExhausted:
        found = ()
    else:
        assert [text[f.start : f.end] for f in found] == ["jane@example.com"]
    assert time.process_time() - started < 3


def test_an_error_refuses_without_its_text(own: str) -> None:
    with pytest.raises(DetectorFailed) as caught:
        engine(own + "Raises").detect("secret")
    assert "secret" not in str(caught.value)
    with pytest.raises(DetectorFailed):
        engine(own + "Outside").detect("secret")


@pytest.mark.parametrize(
    "path",
    ["nowhere.Nobody", "NoModule", "", SHIPPED + "Nobody", "builtins.dict", "json.dumps"],
)
def test_what_is_no_recogniser_is_refused(path: str) -> None:
    with pytest.raises(ConfigurationError):
        presidio_detector(path)


def test_what_cannot_work_here_is_refused(own: str) -> None:
    with pytest.raises(ConfigurationError, match="service"):
        presidio_detector(own + "Remote")
    with pytest.raises(ConfigurationError, match="AttributeError"):
        presidio_detector(own + "NeedsNlp")
    with pytest.raises(ConfigurationError, match="TypeError"):
        presidio_detector(own + "Badge", arguments={"nonsense": 1})


def test_patterns_of_the_class_are_left_alone() -> None:
    from presidio_analyzer.predefined_recognizers import UsPassportRecognizer

    presidio_detector(SHIPPED + "UsPassportRecognizer")
    found = UsPassportRecognizer().analyze("912803456", ["US_PASSPORT"])
    assert [(each.start, each.end) for each in found] == [(0, 9)]


def test_patterns_become_part_of_the_engines_scan(own: str) -> None:
    for name in ("UsPassportRecognizer", "CreditCardRecognizer", "IbanRecognizer"):
        detector = presidio_detector(SHIPPED + name)
        assert len(detector.patterns) >= 1
    assert presidio_detector(own + "Badge").patterns[0].max_length > 0
    # Not certain in the scan, or no pattern recogniser: asked about every text.
    assert presidio_detector(own + "Raises").patterns == ()
    assert presidio_detector(own + "Fuzzy").patterns == ()


def test_a_text_that_cannot_match_never_reaches_the_recogniser(
    own: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    detector = presidio_detector(own + "Badge")
    asked: list[str] = []
    analyze = detector._recogniser.analyze

    def counted(text: str, *rest: Any) -> Any:
        asked.append(text)
        return analyze(text, *rest)

    monkeypatch.setattr(detector._recogniser, "analyze", counted)
    engine = Engine([detector])
    assert engine.detect("no badge here, 1234") == ()
    assert asked == []
    text = "B-1234 and, far away from it, " + "x" * 500 + " B-4321 too"
    found = engine.detect(text)
    assert [text[f.start : f.end] for f in found] == ["B-1234", "B-4321"]
    assert asked == [text]


def test_what_is_written_in_words_or_escapes_is_asked_about_again(own: str) -> None:
    detector = presidio_detector(own + "Badge")
    text = "B-1234 or B-%34%33%32%31"
    found = Engine([detector]).detect(text)
    assert [text[f.start : f.end] for f in found] == ["B-1234", "B-%34%33%32%31"]
    assert detector_name("a.b.Badge") == "presidio:Badge"

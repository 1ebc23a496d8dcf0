"""Context without a model, and Presidio's enhancer with the same results in linear time."""

from __future__ import annotations

import copy
import importlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.presidio.surface import SurfaceNlpEngine, SurroundingWords

presidio: Any = importlib.import_module("presidio_analyzer")
enhancers: Any = importlib.import_module("presidio_analyzer.context_aware_enhancers")
ENGINE = SurfaceNlpEngine(["en", "de"])


def recogniser(*context: str) -> Any:
    pattern = presidio.Pattern("digits", r"\d+", 0.3)
    return presidio.PatternRecognizer("ID", patterns=[pattern], context=list(context))


def form(results: list[Any]) -> list[Any]:
    return [(str(each), str(each.analysis_explanation)) for each in results]


@given(
    st.lists(st.sampled_from(["card", "Cards", "12", "no", ",", "x", "card:7", "\n"]), max_size=14),
    st.sampled_from([None, ["card"], ["other"]]),
    st.sampled_from([(5, 0, "substring"), (1, 2, "whole_word")]),
)
def test_the_enhancer_is_presidios(
    words: list[str], context: list[str] | None, parameters: tuple[int, int, str]
) -> None:
    text = " ".join(words)
    one = recogniser("card")
    found = one.analyze(text, ["ID"])
    theirs = enhancers.LemmaContextAwareEnhancer(
        context_prefix_count=parameters[0],
        context_suffix_count=parameters[1],
        context_matching_mode=parameters[2],
    )
    artifacts = ENGINE.process_text(text, "en")
    before = form(found)
    expected = theirs.enhance_using_context(text, copy.deepcopy(found), artifacts, [one], context)
    ours = SurroundingWords.like(theirs)
    assert form(ours.enhance_using_context(text, found, artifacts, [one], context)) == form(
        expected
    )
    assert form(found) == before


def test_results_without_artifacts_or_recogniser_stay() -> None:
    one = recogniser("card")
    found = one.analyze("card 12", ["ID"])
    enhancer = SurroundingWords()
    assert form(enhancer.enhance_using_context("card 12", found, None, [one])) == form(found)
    artifacts = ENGINE.process_text("card 12", "en")
    assert form(enhancer.enhance_using_context("card 12", found, artifacts, [])) == form(found)


def test_every_place_of_a_text_has_a_word() -> None:
    for text in ("", "  ", "a b  ", "!?"):
        artifacts = ENGINE.process_text(text, "en")
        assert len(artifacts.tokens) == len(artifacts.lemmas) == len(artifacts.tokens_indices)
        assert artifacts.tokens_indices[-1] == len(text)
        assert artifacts.entities == []


def test_a_trace_shows_no_text_and_an_error_no_match() -> None:
    artifacts: Any = ENGINE.process_text("my secret", "en")
    assert "secret" not in artifacts.to_json()
    artifacts.tokens_indices, artifacts.tokens, artifacts.lemmas = [0], ["my"], ["my"]
    found = presidio.PatternRecognizer(
        "S", patterns=[presidio.Pattern("s", "secret", 0.5)], context=["my"]
    )
    with pytest.raises(ValueError) as caught:
        SurroundingWords().enhance_using_context(
            "my secret", found.analyze("my secret", ["S"]), artifacts, [found]
        )
    assert "secret" not in str(caught.value)


def test_a_language_that_it_was_not_made_for_is_refused() -> None:
    with pytest.raises(ValueError, match="not supported"):
        ENGINE.process_text("x", "fr")
    assert ENGINE.get_supported_entities() == []
    assert ENGINE.is_punct("!", "en")
    assert not ENGINE.is_punct("a", "en")

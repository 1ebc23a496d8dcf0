"""People, places and addresses in chats: exact spans where the case is clear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors import Engine
from detectors.errors import BudgetExhausted, ConfigurationError
from detectors.names import detector as names
from detectors.names.detector import BESIDE, LEAST, NamesDetector, shipped_model
from detectors.tagger.model import Model, Span, write_checked
from detectors.tagger.model import _spans as spans_of
from detectors.tagger.units import LONGEST, units
from detectors.types import Finding, Input
from tests.detectors.names.sentences import ASKED, CLEAN, CLEAR, NAME, SCRIPTS

DETECTOR = NamesDetector()
ENGINE = Engine([DETECTOR], allowance=lambda _: 60.0)


def found(text: str, before: str | None = None) -> list[tuple[str, str]]:
    findings = ENGINE.detect(text, before=before)
    return [(each.entity_type, text[each.start : each.end]) for each in findings]


def confirmed(text: str, before: str = "") -> list[Finding]:
    seen = Input(text=text, before=before, language="en", check=lambda: None)
    return list(DETECTOR.confirm(seen, 0, len(text)))


@pytest.mark.parametrize(("text", "expected"), CLEAR)
def test_clear_cases(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(("text", "expected"), CLEAR)
def test_clear_cases_in_capitals(text: str, expected: list[tuple[str, str]]) -> None:
    shouted = found(text.upper())
    assert [label for label, _ in shouted] == [label for label, _ in expected]
    for (_, shout), (_, value) in zip(shouted, expected, strict=True):
        assert value.upper() in shout


@pytest.mark.parametrize("text", CLEAN)
def test_nobody_is_named(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(("before", "text", "value"), ASKED)
def test_an_answer_is_a_name(before: str, text: str, value: str) -> None:
    (finding,) = ENGINE.detect(text, before=before)
    assert (finding.entity_type, text[finding.start : finding.end]) == ("PERSON", value)
    assert "asked" in finding.evidence


@pytest.mark.parametrize("text", ["yes", "no thanks", "one moment please", "yes sure", "12345"])
def test_an_answer_that_is_none(text: str) -> None:
    assert "PERSON" not in dict(found(text, NAME))


@pytest.mark.parametrize(("text", "value"), SCRIPTS)
def test_scripts_that_no_model_knows(text: str, value: str) -> None:
    (finding,) = ENGINE.detect(text)
    assert (finding.entity_type, text[finding.start : finding.end]) == ("PERSON", value)
    assert finding.evidence == ("lexicon_only",)


def test_two_scripts_in_one_text() -> None:
    text = "my name is John Smith\nменя зовут Иван Петров"
    first, second = ENGINE.detect(text)
    assert "tagger" in first.evidence
    assert second.evidence == ("lexicon_only",)
    assert text[second.start : second.end] == "Иван Петров"


def test_what_speaks_for_a_finding() -> None:
    (person,) = ENGINE.detect("my name is John Smith")
    assert person.detector == "names"
    assert person.evidence[0] == "tagger"
    assert "asked" not in person.evidence
    (place,) = ENGINE.detect("i live in San Francisco", before=NAME)
    assert place.evidence == ("tagger",)


def test_scores_lie_between_a_half_and_what_check_digits_say() -> None:
    for text, _ in CLEAR:
        assert all(0.5 <= each.score <= 0.85 for each in ENGINE.detect(text))


def test_asking_for_the_name_makes_it_a_private_one() -> None:
    (asked,) = ENGINE.detect("john smith", before=NAME)
    (plain,) = ENGINE.detect("we met John Smith there")
    assert asked.score > plain.score


def test_a_hyphen_or_an_apostrophe_leaves_a_name_whole() -> None:
    for name in ("Jean-Luc Picard", "Sean O'Brien", "Mary-Jane Watson-Parker", "Anna-Lena Müller"):
        assert found(f"My name is {name}.") == [("PERSON", name)]
        assert found(f"my name is {name.lower()}") == [("PERSON", name.lower())]


def test_a_title_behind_a_name_belongs_to_it() -> None:
    assert found("my name is John Smith, MD, and i am late") == [("PERSON", "John Smith, MD")]


def test_a_possessive_does_not() -> None:
    assert found("it is Robert Johnson's car") == [("PERSON", "Robert Johnson")]


def test_companies_are_not_reported() -> None:
    assert set(DETECTOR.entity_types) == {"PERSON", "LOCATION", "ADDRESS"}
    assert "ORGANIZATION" in LEAST
    assert set(shipped_model().labels) == set(LEAST)
    assert all(BESIDE < each < 1 for each in LEAST.values())


# With a model that knows a few words, whatever the trained one has learnt.


class FewWords:
    """Calls "rome" a place and the others persons, "lee" less surely."""

    labels = ("LOCATION", "PERSON")

    def spans(
        self, rows: Sequence[Sequence[str]], least: Mapping[str, float], *, beside: float
    ) -> list[Span]:
        assert 0 < beside < min(least.values())
        known = dict.fromkeys(("w=ann", "w=n'golo", "w=m'appelle"), ("PERSON", 1.0))
        known |= {"w=lee": ("PERSON", 0.6), "w=rome": ("LOCATION", 1.0)}
        chosen, sure = [], []
        for row in rows:
            label, probability = known.get(row[0], ("", 0.0))
            chosen.append(label)
            sure.append(probability)
        return spans_of(chosen, sure)


def told(text: str) -> list[Finding]:
    detector = NamesDetector(cast("Model", FewWords()))
    seen = Input(text=text, before="", language="en", check=lambda: None)
    return list(detector.confirm(seen, 0, len(text)))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("ann", ["ann"]),
        ("hi ann.", ["ann"]),
        ("ann-lee", ["ann-lee"]),
        ("ann.lee", ["ann.lee"]),
        ("ann - lee", ["ann", "lee"]),
        ("ann--lee", ["ann", "lee"]),
        ("ann/lee", ["ann", "lee"]),
        ("ann-rome", ["ann-rome", "rome"]),
        ("ann-o-lee", ["ann-o-lee", "ann-o-lee"]),
        ("ann2 2ann", ["ann", "ann"]),
        ("lee2 2lee", []),
        ("lee 2", ["lee"]),
        ("n'golo ann", ["n'golo ann"]),
        ("je m'appelle ann", ["ann"]),
        ("je m'appelle n'golo", ["n'golo"]),
        ("m'appelle", []),
        ("ann, MD, called", ["ann, MD"]),
        ("ann jr called", ["ann jr"]),
        ("ann, he said", ["ann"]),
        ("rome, MD", ["rome"]),
        ("so " * (LONGEST - 1) + "ann, MD", ["ann"]),
        ("so " * (LONGEST - 1) + "ann-lee", ["ann", "lee"]),
    ],
)
def test_where_a_name_ends(text: str, values: list[str]) -> None:
    assert [text[each.start : each.end] for each in told(text)] == values


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("we met ann there", "mentioned"),
        ("my wife ann", "private"),
        ("the singer ann", "public_role"),
        ("ann the singer", "public_role"),
        ("we met ann. singer", "mentioned"),
        ("so " * (LONGEST - 1) + "ann the singer", "mentioned"),
        ("so " * (LONGEST - 1) + "my ann", "private"),
    ],
)
def test_who_is_meant_is_said_by_words_up_to_the_end_of_the_unit(text: str, said: str) -> None:
    (finding,) = told(text)
    assert finding.evidence == ("tagger", said)


def test_the_score_says_how_sure_the_tagger_is() -> None:
    sure, unsure = told("my ann and my lee")
    assert 0.5 < unsure.score < sure.score == 0.85


def test_a_joined_name_is_as_sure_as_its_surest_part() -> None:
    (joined,) = told("my ann-lee")
    assert joined.score == 0.85


@pytest.mark.parametrize("after", ["", "Ж", "é", "王"])
def test_a_unit_without_letters_is_tagged_whatever_stands_behind(after: str) -> None:
    asked: list[int] = []

    class Counting(FewWords):
        def spans(
            self, rows: Sequence[Sequence[str]], least: Mapping[str, float], *, beside: float
        ) -> list[Span]:
            asked.append(len(rows))
            return []

    text = f"12 34\n{after}"
    seen = Input(text=text, before="", language="en", check=lambda: None)
    list(NamesDetector(cast("Model", Counting())).confirm(seen, 0, len(text)))
    assert asked[0] == 2
    assert len(asked) == (2 if after == "é" else 1)


# Prefixes: every unit that is complete is seen as in the whole text.

_PIECES = (
    *("My name is John Smith. ", "call Emma Brown", " in New York", "\n", ". ", "! ", "'s ", " , "),
    *("12 Oak Street, Springfield ", "é ", "Иван Петров ", "王小明 ", "12345 ", "ok ", "ok " * 30),
    *("Dr. ", "o'", "brien ", "-", "\U0001f600", "president ", "my wife "),
)
_TEXTS = st.lists(st.sampled_from(_PIECES), max_size=10).map("".join)


@settings(max_examples=150)
@given(_TEXTS, _TEXTS, st.sampled_from(["", NAME]))
def test_text_behind_a_unit_changes_nothing_in_it(text: str, after: str, before: str) -> None:
    complete = units(text)[:-1]
    end = complete[-1][1] if complete else 0
    own = [each for each in confirmed(text, before) if each.start < end]
    whole = [each for each in confirmed(text + after, before) if each.start < end]
    assert own == whole


@given(st.text(st.characters()), st.text(st.characters(), max_size=20))
def test_findings_lie_within_any_text(text: str, before: str) -> None:
    findings = ENGINE.detect(text, before=before)
    assert all(0 <= each.start < each.end <= len(text) for each in findings)
    assert all(text[each.start : each.end].strip() for each in findings)


@given(_TEXTS)
def test_findings_are_in_order_and_apart(text: str) -> None:
    borders = [border for each in ENGINE.detect(text) for border in (each.start, each.end)]
    assert borders == sorted(borders)


# Hostile texts: work grows with the text, never faster.

_HOSTILE = {
    "one letter": "a",
    "spaces": " ",
    "words": "a b ",
    "quotes": "'",
    "double quotes": '"',
    "emoji": "\U0001f600",
    "marks": "\u0301",
    "hyphens": "a-",
    "initials": "J. ",
    "names": "John Smith ",
    "titles": "John, md, ",
    "half a place": "new ",
    "lines": "a\n",
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_long_dull_texts_are_examined_to_their_end(name: str) -> None:
    text = (_HOSTILE[name] * 100_000)[:100_000] + "\nmy name is John Smith"
    *_, last = ENGINE.detect(text)
    assert text[last.start : last.end] == "John Smith"


@pytest.mark.parametrize("name", _HOSTILE)
def test_the_budget_is_asked_between_units(name: str) -> None:
    """No more than one unit of 48 tokens is tagged without a look at the clock."""

    def calls(length: int) -> int:
        text = (_HOSTILE[name] * length)[:length]
        counted = 0

        def check() -> None:
            nonlocal counted
            counted += 1

        seen = Input(text=text, before="", language="en", check=check)
        list(DETECTOR.confirm(seen, 0, len(text)))
        assert counted >= len(units(text)) - (not text.strip())
        return counted

    assert calls(20_000) <= 2 * calls(10_000) + 2


def test_a_spent_budget_is_a_refusal() -> None:
    engine = Engine([DETECTOR], clock=iter(range(10**9)).__next__, allowance=lambda _: 3.0)
    with pytest.raises(BudgetExhausted):
        engine.detect("my name is John Smith. " * 10)


# Files and threads.


def test_another_model_is_asked_instead() -> None:
    path = Path(names.__file__).with_name(names.MODEL)
    other = NamesDetector(Model.read(path))
    seen = Input(text="my name is John Smith", before="", language="en", check=lambda: None)
    assert list(other.confirm(seen, 0, 21)) == confirmed("my name is John Smith")
    assert repr(other) == "NamesDetector()"


def test_a_damaged_model_is_an_error_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_checked(tmp_path / names.MODEL, b"model")
    (tmp_path / names.MODEL).write_bytes(b"other")
    monkeypatch.setattr("detectors.tagger.model.files", lambda _: tmp_path)
    shipped_model.cache_clear()
    try:
        with pytest.raises(ConfigurationError, match=r"names\.crf"):
            Engine([NamesDetector()])
    finally:
        shipped_model.cache_clear()


def test_threads_see_the_same() -> None:
    texts = [text for text, _ in CLEAR] * 20
    alone = [found(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(found, texts)) == alone


def test_a_long_sentence_is_cut_and_nobody_is_lost() -> None:
    text = "so " * (2 * LONGEST) + "and my name is John Smith"
    assert found(text) == [("PERSON", "John Smith")]


@pytest.mark.parametrize("text", ["City and country e.g. the capital", "i.e. the thing", "e.g. x"])
def test_an_abbreviation_is_nobody(text: str) -> None:
    assert "PERSON" not in dict(found(text, NAME))

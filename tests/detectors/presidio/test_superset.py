"""The scan never rules out an expression that matches; that is all it promises."""

from __future__ import annotations

import importlib
import inspect
import re
from functools import cache
from typing import Any

import hyperscan
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from detectors.canonical import canonical_view
from detectors.prefilter import Prefilter
from detectors.presidio.alphabet import as_utf8, encoded
from detectors.presidio.index import PatternIndex
from detectors.presidio.superset import superset
from detectors.presidio.syntax import Untranslatable
from detectors.types import Pattern

regex: Any = importlib.import_module("regex")
shipped: Any = importlib.import_module("presidio_analyzer.predefined_recognizers")
PatternRecognizer: Any = importlib.import_module("presidio_analyzer").PatternRecognizer

FLAGS = int(regex.DOTALL | regex.MULTILINE | regex.IGNORECASE)
ATOMS = st.sampled_from(
    [
        "a",
        "b",
        "1",
        "-",
        " ",
        "k",
        "é",
        "[ab]",
        "[^a]",
        "[1-3_]",
        r"\d",
        r"\w",
        r"\s",
        r"\W",
        r"[^\w-]",
        r"[\d-]",
        "[à-ü]",
        ".",
        "(?:a|b1|k)",
        r"(?i:s)",
    ]
)
TEXTS = st.text(alphabet="ab1-_ \n" + "KkSs\u212a\u017fé\u0663\u0130ßx", max_size=12)


def composed(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    many = st.lists(inner, min_size=1, max_size=4).map("".join)
    count = st.sampled_from(["?", "*", "+", "{2}", "{1,3}", "{0,30}", "{2,}", "*?", "++"])
    zero = st.sampled_from([r"\b", "^", "$", r"\B"])
    around = st.sampled_from(["(?=%s)", "(?!%s)", "(?<=%s)", "(?<!%s)"])
    return st.one_of(
        many,
        st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        inner.map(lambda one: f"({one})"),
        st.tuples(inner, count).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
        st.tuples(zero, inner).map("".join),
        st.tuples(inner, zero).map("".join),
        st.tuples(around, inner, inner).map(lambda three: three[0] % three[1] + three[2]),
        st.tuples(around, inner, inner).map(lambda three: three[2] + three[0] % three[1]),
        inner.map(lambda one: rf"(?P<g>{one})-?(?P=g)" if "?P" not in one else one),
    )


EXPRESSIONS = st.recursive(ATOMS, composed, max_leaves=8)


def matches(expression: str, text: str) -> bool:
    return regex.search(expression, text, flags=FLAGS) is not None


@cache
def shipped_patterns() -> list[tuple[str, int]]:
    found: dict[tuple[str, int], None] = {}
    for name in dir(shipped):
        kind: Any = getattr(shipped, name)
        if inspect.isclass(kind) and issubclass(kind, PatternRecognizer):
            recogniser: Any = kind()
            for pattern in recogniser.patterns:
                found[(pattern.regex, int(recogniser.global_regex_flags))] = None
    return list(found)


@cache
def shipped_index() -> PatternIndex:
    return PatternIndex([superset(*each) for each in shipped_patterns()], None)


def test_all_of_presidios_patterns_are_in_the_scan() -> None:
    assert len(shipped_patterns()) > 150
    assert shipped_index().always == frozenset()


@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(st.data())
def test_what_presidios_patterns_match_is_never_ruled_out(data: st.DataObject) -> None:
    patterns = shipped_patterns()
    number = data.draw(st.integers(0, len(patterns) - 1))
    expression, flags = patterns[number]
    try:
        compiled = re.compile(re.sub(r"\(\?i\)", "", expression), flags)
    except re.error:
        assume(False)
    sides = st.sampled_from(["", " ", "x", "é", "\n", "٣", "call "])
    text = data.draw(sides) + data.draw(st.from_regex(compiled)) + data.draw(sides)
    possible = shipped_index().possible(text)
    for place, (each, flag) in enumerate(patterns):
        if place not in possible:
            assert regex.search(each, text, flags=flag, timeout=2) is None


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=400)
@given(EXPRESSIONS, TEXTS)
def test_a_superset_matches_wherever_its_expression_does(expression: str, text: str) -> None:
    try:
        found = superset(expression, FLAGS)
    except Untranslatable:
        assume(False)
    if matches(expression, text):
        assert PatternIndex([found], None).possible(text) | PatternIndex([found], None).always


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=400)
@given(EXPRESSIONS, st.text(alphabet="12\u0663a-", max_size=12))
def test_a_match_has_as_many_digits_as_its_expression_asks_for(expression: str, text: str) -> None:
    try:
        found = superset(expression, FLAGS)
    except Untranslatable:
        assume(False)
    if matches(expression, text):
        assert sum(character in "12\u0663" for character in text) >= found.digits


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=200)
@given(EXPRESSIONS, TEXTS)
def test_so_does_the_one_for_the_engines_own_scan(expression: str, text: str) -> None:
    try:
        found = superset(expression, FLAGS, written=as_utf8)
    except Untranslatable:
        assume(False)
    seen = canonical_view(text).text
    if matches(expression, seen):
        for number, each in enumerate(found.expressions):
            scan = Prefilter([(number, Pattern(expression=each, max_length=10))])
            assert number in scan.windows(seen)


@pytest.mark.parametrize(
    ("expression", "text", "may"),
    [
        (r"\b[A-Z]{2}\d{7}\b", "AB1234567", True),
        (r"\b[A-Z]{2}\d{7}\b", "xAB1234567", False),
        (r"\b[A-Z]{2}\d{7}\b", "AB12345678", False),
        (r"(?<![\w-])\d{3}(?!\w)", "-123", False),
        (r"(?<=\bclaim\s)\d{6}\b", "claim 123456", True),
        (r"(?<=\bclaim\s)\d{6}\b", "order 123456", False),
        (r"\b(?=[a-z0-9]*\d)[a-z][a-z0-9]{5}\b", "nothing here 12", False),
        (r"\b(?=[a-z0-9]*\d)[a-z][a-z0-9]{5}\b", "abc123", True),
        (r"([- ])\d\1", "-1-", True),
        (r"(\b[^a])-?\1", "11", True),
        (r"(a(?=\d))\d-\1\d", "a1-a2", True),
        (r"(?:a(?=\d{3}))?\d{4}", "a1234", True),
        (r"\d{4}", "\u0661\u0662\u0663\u0664", True),
        (r"kiss", "\u212aI\u017fS", True),
        (r"\bÄ-1\b", "ä-1", True),
    ],
)
def test_what_it_rules_out(expression: str, text: str, may: bool) -> None:
    index = PatternIndex([superset(expression, FLAGS)], None)
    assert index.always == frozenset()
    assert bool(index.possible(text)) is may


@pytest.mark.parametrize(
    "expression",
    [r"(?:foo){e<=1}", r"[[:alpha:]]+", r"\p{L}+", r"(?R)?a", r"a*", r"(?V1)a", r"(a", r"(?a:\w)"],
)
def test_what_is_not_certain_is_run_on_every_text(expression: str) -> None:
    with pytest.raises(Untranslatable):
        superset(expression, FLAGS)


def test_flags_that_change_the_meaning_are_refused() -> None:
    for flag in (regex.ASCII, regex.V1, regex.BESTMATCH, regex.LOCALE):
        with pytest.raises(Untranslatable):
            superset("a", FLAGS | int(flag))


def test_an_expression_too_large_for_the_scan_is_run_always() -> None:
    huge = r"(?:(?:[a-z]\d?){20}-?){20}x"
    try:
        index = PatternIndex([superset(huge, FLAGS)], None)
    except Untranslatable:
        return
    assert index.always or index.possible("a" * 400 + "x")


def test_a_damaged_or_foreign_cache_entry_is_compiled_anew() -> None:
    class Kept(dict[str, bytes]):
        def load(self, name: str) -> bytes | None:
            return self.get(name)

        def store(self, name: str, content: bytes) -> None:
            self[name] = content

    kept = Kept()
    needed = [superset(r"\d{4}", FLAGS)]
    PatternIndex(needed, kept)
    assert len(kept) == 1
    name = next(iter(kept))
    whole = kept[name]
    assert PatternIndex(needed, kept).possible("1234") == {0}
    kept[name] = b"no database"
    assert PatternIndex(needed, kept).possible("1234") == {0}
    assert kept[name] == whole
    assert encoded("é٣\u212a \u2003☃") == b"___ \x82\x84"
    assert isinstance(hyperscan.loadb(whole, hyperscan.HS_MODE_BLOCK), hyperscan.Database)

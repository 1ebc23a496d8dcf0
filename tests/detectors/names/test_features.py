"""What the tagger sees of a token: little that capitals change, nothing of what comes later."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.features import Features, kind
from detectors.names.flags import (
    CALENDAR,
    CITY,
    CITY_SMALL,
    COUNTRY,
    FAMILY,
    FAMILY_RARE,
    FAMILY_TOP,
    GIVEN,
    GIVEN_TOP,
    ORG,
    STREET,
    TITLE,
    WORD,
    WORD_TOP,
)
from detectors.names.gazetteer import Gazetteer
from detectors.tagger.tokens import tokens
from detectors.tagger.units import token_units

GAZETTEER = Gazetteer.load()
FEATURES = Features(GAZETTEER)
_PIECES = (
    "my ",
    "name ",
    "John ",
    "smith",
    " New York",
    ". ",
    "\n",
    "'s ",
    "12 ",
    "-",
    "王小明 ",
    "é",
)
TEXTS = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=24).map("".join)


def rows(text: str, before: str = "") -> list[list[str]]:
    """The features of all tokens of a text, unit by unit."""
    seen = tokens(text)
    units = token_units(text, seen)
    return [row for unit in units for row in FEATURES.of(seen, unit, before=before)]


@pytest.mark.parametrize(
    ("flags", "letters"),
    [
        (0, ""),
        (GIVEN | GIVEN_TOP, "G"),
        (GIVEN, "g"),
        (GIVEN | FAMILY | FAMILY_TOP, "gF"),
        (FAMILY_RARE, "r"),
        (WORD | WORD_TOP, "W"),
        (GIVEN | WORD, "gw"),
        (CITY, "C"),
        (COUNTRY | CITY_SMALL, "C"),
        (CITY_SMALL, "c"),
        (TITLE, "t"),
        (STREET | WORD, "ws"),
        (ORG, "o"),
        (CALENDAR | WORD | WORD_TOP, "Wd"),
    ],
)
def test_what_lists_know_in_letters(flags: int, letters: str) -> None:
    assert kind(flags) == letters


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("John", 0, {"w=john", "l=4", "w-=<", "w+=>", "n=1", "g=given"}),
        ("hi John Smith", 1, {"w=john", "w-=hi", "w+=smith", "w-0=hi|john", "w0+=john|smith"}),
        ("hi John Smith", 2, {"w--=hi", "w--=hi|john", "w+=>", "n=3"}),
        ("Weiß", 0, {"w=weiss", "p3=wei", "s2=ss"}),
        ("12345 a", 0, {"w=0x5", "c=l0"}),
        ("a b c d e f", 0, {"n=5+"}),
        ("in New York", 1, {"place"}),
        ("in New York", 2, {"place"}),
    ],
)
def test_features(text: str, place: int, expected: set[str]) -> None:
    assert expected <= set(rows(text)[place])


def test_a_place_of_one_word_is_known_by_its_flags_only() -> None:
    assert "place" not in rows("in Berlin")[1]
    assert any(each.startswith("g=city") for each in rows("in Berlin")[1])


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("My name is John", ["c=mXx", "c=mx", "c=mx", "c=mXx"]),
        ("my name is john", ["c=lx"] * 4),
        ("MY NAME IS JOHN", ["c=uX"] * 4),
        ("call McDonald J", ["c=mx", "c=mxX", "c=mI"]),
        ("a 1 .", ["c=li", "c=l0", "c=l."]),
        ("12", ["c=l0"]),
        ("X", ["c=mI"]),
    ],
)
def test_how_words_are_written(text: str, shapes: list[str]) -> None:
    assert [each for row in rows(text) for each in row if each.startswith("c=")] == shapes


def test_accents_and_capitals_change_how_a_word_is_written_and_nothing_else() -> None:
    def rest(text: str) -> list[list[str]]:
        return [[each for each in row if each[0] != "c"] for row in rows(text)]

    assert rest("soy JOSÉ Muñoz") == rest("soy jose munoz")
    assert rows("soy JOSÉ Muñoz") != rows("soy jose munoz")


def test_the_turn_before_is_a_feature_of_every_token() -> None:
    for row in rows("ann lee", before="Your name?"):
        assert {"q=name", "q=name|n=2"} <= set(row)
    assert not any(each.startswith("q=") for row in rows("ann lee") for each in row)


def test_what_stands_far_from_the_beginning_answers_nothing() -> None:
    found = rows("aa bb. " * 40, before="Your name?")
    assert "q=name" in found[0]
    assert "q=name" not in found[-1]


@given(TEXTS, TEXTS, st.booleans())
def test_a_unit_sees_nothing_of_what_comes_later(text: str, after: str, asked: bool) -> None:
    before = "Your name?" if asked else ""
    longer = text + after
    seen = tokens(text)
    for unit in token_units(text, seen)[:-1]:
        own = FEATURES.of(seen, unit, before=before)
        assert FEATURES.of(tokens(longer), unit, before=before) == own


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_has_features_for_each_token(text: str) -> None:
    found = rows(text)
    assert len(found) == len(tokens(text))
    assert all(isinstance(each, str) for row in found for each in row)


def test_a_forgotten_name_is_known_by_its_letters_only() -> None:
    seen = tokens("call John Smith")
    known = FEATURES.of(seen, (0, 3))
    forgotten = FEATURES.of(seen, (0, 3), forgotten=frozenset({1}))
    assert {"g=given", "w=john"} <= set(known[1])
    assert {"w=john", "G="} <= set(forgotten[1])
    assert not any(each.startswith("g=") for each in forgotten[1])
    assert "G+=" in forgotten[0]
    assert "G-=" in forgotten[2]
    assert set(known[2]) & {"g=family"} == set(forgotten[2]) & {"g=family"}
    assert FEATURES.of(seen, (0, 3)) == known


def test_long_words_are_seen_by_their_beginning() -> None:
    long = rows("a" * 100_000)[0]
    assert long == rows("a" * 50_000)[0]
    assert max(map(len, long)) < 100


def test_memory_is_bounded() -> None:
    features = Features(GAZETTEER)
    for number in range(7_000):
        word = "".join(chr(ord("a") + int(digit)) for digit in str(number))
        features.of(tokens(word * 100), (0, 1))
    kept = int(repr(features).split("(")[1].split()[0])
    assert 0 < kept <= 6_000
    assert features.of(tokens("John"), (0, 1)) == rows("John")


def test_threads_see_the_same() -> None:
    features = Features(GAZETTEER)
    texts = ["my name is John Smith", "in New York", "王小明 12", "hi"] * 100
    alone = [rows(text) for text in texts]

    def of(text: str) -> list[list[str]]:
        seen = tokens(text)
        return features.of(seen, (0, len(seen)))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(of, texts)) == alone

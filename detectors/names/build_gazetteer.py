"""Builds the gazetteer's data file from packages of names, places and words.

    python -m detectors.names.build_gazetteer --write detectors/names/gazetteer.trie

The same packages give the same file, byte for byte. No labelled text takes part, so what is
measured on such text was not seen here.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from detectors.names import flags as f
from detectors.names import gazetteer_sources as sources
from detectors.names import gazetteer_words as tables
from detectors.names import inflection_estonian, inflection_finnish, inflection_polish
from detectors.names.folding import fold
from detectors.names.gazetteer import MOST_WORDS, packed, world_word
from detectors.tagger.model import write_checked
from detectors.tagger.tokens import tokens

# People of a census of 300 million, for bands of a given and of a family name.
_GIVEN_BANDS = ((f.GIVEN | f.GIVEN_TOP, 60_000), (f.GIVEN, 1_500), (f.GIVEN_RARE, 0))
_FAMILY_BANDS = ((f.FAMILY | f.FAMILY_TOP, 60_000), (f.FAMILY, 3_000), (f.FAMILY_RARE, 0))
# Compound names that hold a given name.
_COMMON_WORLD, _RARE_WORLD = 20, 2
_BORNE = 30_000
# Longer ones in voter files are mostly two names written together.
_LONGEST_RARE = 12
_TOP_CITY, _CITY = 500_000, 50_000
# Ranks in subtitles and books up to which a word counts: one that is also a common given
# name, one that is also a common family name, any other.
_WORD_NAME, _WORD_FAMILY, _WORD_OTHER = 6_000, 9_500, 40_000
# The same in the subtitles of another language: a common name, any other word.
_ABROAD_NAME, _ABROAD_OTHER = 1_000, 20_000
_BOOK_WORDS = 40_000
_TOP_WORDS = 1_500
_NOT_WORDS = frozenset(map(fold, tables.NOT_WORDS.split()))
_BENT = {"given": f.GIVEN, "family": f.FAMILY, "city": f.CITY, "city_small": f.CITY_SMALL}
_LETTERS = re.compile(r"[^\W\d_]")


class Entries:
    """Folded words and phrases with their flags, as they are gathered."""

    def __init__(self) -> None:
        """Starts empty.

        ``counted`` are the names that a census counts as common, ``borne`` those that so many
        people bear that even a very common word is a name too.
        """
        self.flags: Counter[str] = Counter()
        self.counted: frozenset[str] = frozenset()
        self.borne: frozenset[str] = frozenset()

    def mark(self, words: Iterable[str], flag: int) -> None:
        """Sets a flag on single words; whatever has a space, a digit or a sign is passed over."""
        for word in words:
            key = fold(word).replace("'", "")
            if key and all(map(_is_letter, key)):
                self.flags[key] |= flag

    def mark_parts(self, names: Iterable[str], flag: int) -> None:
        """Sets a flag on each word of names of several words, particles excepted."""
        for name in names:
            for word in _parts(name):
                if len(word) > 1 or not word.isascii():
                    self.mark([word], flag)

    def mark_place(self, name: str, flag: int) -> None:
        """Sets a flag on a place name of one word or several."""
        for parts in _spellings(_parts(name)):
            key = " ".join(parts)
            if len(parts) == 1 and (len(key) > 2 or not key.isascii()):
                self.mark(parts, flag)
            elif 1 < len(parts) <= MOST_WORDS:
                self.flags[key] |= flag
                self.flags[parts[0]] |= f.STARTS_PLACE

    def has(self, word: str, flag: int) -> bool:
        """Whether a word carries one of some flags."""
        return bool(self.flags.get(word, 0) & flag)


def _is_letter(sign: str) -> bool:
    """Letters, and the vowel signs of Indic scripts and Thai."""
    return sign.isalpha() or unicodedata.category(sign) in ("Mn", "Mc")


def _parts(name: str) -> list[str]:
    """The words of a name as the tagger sees them, folded; bracketed additions left out."""
    plain = re.sub(r"\s*[(\[/,].*", "", name)
    if any(unicodedata.category(sign)[0] == "M" for sign in plain):
        return [fold(word) for word in re.split(r"[\s.,-]+", plain) if word]
    return [fold(word) for word in tokens(plain).words if _LETTERS.match(word)]


_SHORT = {"saint": "st", "sankt": "st", "mount": "mt", "fort": "ft", "sainte": "ste"}
_LONG = {short: long for long, short in _SHORT.items() if long != "sankt"}


def _spellings(parts: list[str]) -> Iterator[list[str]]:
    if not parts:
        return
    yield parts
    other = _SHORT.get(parts[0]) or _LONG.get(parts[0])
    if other and len(parts) > 1:
        yield [other, *parts[1:]]
    if parts[0] == "the" and len(parts) > 1:
        yield parts[1:]


def _umlauts(name: str) -> str:
    """A German name as those write it whose keyboards have no umlauts."""
    written = name.lower()
    for letter, pair in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        written = written.replace(letter, pair)
    return written


def names(entries: Entries) -> None:
    """Given and family names with their bands."""
    given: Counter[str] = Counter()
    for name, count in sources.census("2020_first_names"):
        given[fold(name)] += count
    family: Counter[str] = Counter()
    for year in ("2000", "2010", "2020"):
        for name, count in sources.census(year):
            family[fold(name)] = max(family[fold(name)], count)
    _mark_bands(entries, given, bands=_GIVEN_BANDS)
    _mark_bands(entries, family, bands=_FAMILY_BANDS)
    common = f.GIVEN | f.FAMILY
    entries.counted = frozenset(key for key, flags in entries.flags.items() if flags & common)
    people = given | family
    entries.borne = frozenset(name for name, count in people.items() if count >= _BORNE)
    for kind, flag in (("first", f.GIVEN_RARE), ("last", f.FAMILY_RARE)):
        listed = (name for name in sources.voters(kind) if 2 < len(name) <= _LONGEST_RARE)
        entries.mark(listed, flag)
    for word, held in sorted(sources.world_names()[1].items()):
        if held >= _RARE_WORLD and len(word) > 1:
            entries.mark([word], f.GIVEN if held >= _COMMON_WORLD else f.GIVEN_RARE)
    for kind, name in sources.person_names():
        flag = f.GIVEN if kind == "given" else f.FAMILY
        entries.mark_parts((name, _umlauts(name)), flag)
    for _, kind, name in sources.names_that_bend():
        if kind == "family":
            entries.mark_parts([name], f.FAMILY)
    for _, short in sources.nicknames():
        entries.mark([short], f.NICK)
    entries.mark(tables.NICKNAMES.split(), f.NICK)


def _mark_bands(
    entries: Entries, counts: Counter[str], *, bands: tuple[tuple[int, int], ...]
) -> None:
    for name, people in counts.items():
        if len(name) > 1:
            entries.mark([name], next(flag for flag, least in bands if people >= least))


def places(entries: Entries) -> None:
    """Towns, regions, countries and words for their people."""
    for name, people, first in sources.cities():
        if people >= _TOP_CITY and first:
            flag = f.CITY | f.CITY_TOP
        else:
            flag = f.CITY if people >= _CITY else f.CITY_SMALL
        entries.mark_place(name, flag)
        if first and _umlauts(name) != name.lower():
            entries.mark_place(_umlauts(name), flag)
    for name in sources.counties():
        entries.mark_place(name, f.REGION)
    for name in (*sources.regions(), *tables.REGIONS.split()):
        entries.mark_place(name, f.REGION)
    for name in (*sources.countries(), *tables.COUNTRIES.split()):
        entries.mark_place(name, f.COUNTRY)
    for name in tables.phrases(tables.REGION_PHRASES):
        entries.mark_place(name, f.REGION)
    for name in tables.phrases(tables.COUNTRY_PHRASES):
        entries.mark_place(name, f.COUNTRY)
    entries.mark(tables.COUNTRIES.split(), f.COUNTRY)
    entries.mark(tables.CITY_NAMES.split(), f.CITY)
    entries.mark(tables.REGION_CODES.split(), f.REGION_CODE)
    entries.mark((name for name in sources.nationalities() if " " not in name), f.DEMONYM)


def words(entries: Entries) -> None:
    """Common words, after the names: a common name is a word only where that is plain."""
    for language in sources.LANGUAGES:
        _mark_words(entries, sources.stop_words(language))
    english = sources.word_ranks("en")
    for word, rank in english.items():
        if rank < _limit(entries, fold(word)):
            entries.mark([word], f.WORD | f.WORD_TOP if rank < _TOP_WORDS else f.WORD)
    books = (word for rank, word in enumerate(sources.english_words()) if rank < _BOOK_WORDS)
    _mark_words(entries, books)
    for language in ("de", "nl", "fr", "es", "it", "pt"):
        for word, rank in sources.word_ranks(language).items():
            if rank < (_ABROAD_NAME if _proper(entries, fold(word)) else _ABROAD_OTHER):
                entries.mark([word], f.WORD)
    for language, data in sources.mimesis_data("text"):
        if language in sources.LANGUAGES and language != "en":
            _mark_words(entries, sources.strings(data["words"]))
    for language in sources.OTHER_LANGUAGES:
        entries.mark(filter(_foreign, sources.stop_words(language)), f.WORD)
    others = filter(_foreign, sources.words_of_other_scripts())
    entries.mark((word for word in others if fold(word) not in _NOT_WORDS), f.WORD)
    entries.mark(tables.ALSO_WORDS.split(), f.WORD)
    entries.mark(tables.CHAT_WORDS.split(), f.WORD)
    entries.mark(tables.ESTONIAN_WORDS.split(), f.WORD)
    entries.mark(tables.WORDS_OF_OTHER_SCRIPTS.split(), f.WORD)


def _foreign(word: str) -> bool:
    return fold(word[:1]) > "ÿ"


def _mark_words(entries: Entries, listed: Iterable[str]) -> None:
    entries.mark((word for word in listed if not _proper(entries, fold(word))), f.WORD)


def _proper(entries: Entries, word: str) -> bool:
    """Whether a word is first of all a name, of a person or of a known place."""
    return word in entries.counted or entries.has(word, f.COUNTRY | f.REGION | f.CITY_TOP)


def _limit(entries: Entries, word: str) -> int:
    if word in _NOT_WORDS:
        return 0
    if not _proper(entries, word):
        return _WORD_OTHER
    return (
        _WORD_FAMILY
        if entries.has(word, f.FAMILY) and not entries.has(word, f.GIVEN)
        else _WORD_NAME
    )


def roles(entries: Entries) -> None:
    """Titles, particles, words of streets, firms and the calendar."""
    entries.mark(tables.TITLES.split(), f.TITLE)
    entries.mark(tables.PARTICLES.split(), f.PARTICLE)
    entries.mark(tables.STREETS.split(), f.STREET)
    entries.mark(tables.FIRMS.split(), f.ORG)
    entries.mark(tables.MONTHS_AND_DAYS.split(), f.CALENDAR | f.WORD)


_DECLINED = {
    "pl": (inflection_polish.decline, inflection_polish.CASES),
    "fi": (inflection_finnish.decline, inflection_finnish.CASES),
    "et": (inflection_estonian.decline, inflection_estonian.CASES),
}


def inflected(entries: Entries) -> None:
    """Polish, Finnish and Estonian names in other cases; what is known keeps what it has."""
    found: Counter[str] = Counter()
    for language, kind, name in sources.names_that_bend():
        decline, cases = _DECLINED[language]
        for case in cases:
            form = fold(decline(name, case))
            if form.isalpha():
                found[form] |= _BENT[kind]
    known = f.ANY_NAME | f.ANY_PLACE | f.WORD
    for form, flag in found.items():
        if not entries.has(form, known):
            entries.mark([form], flag)


def settled(entries: Entries) -> dict[str, int]:
    """The entries with bands that do not contradict each other."""
    found: dict[str, int] = {}
    for key, flags in entries.flags.items():
        if flags & f.GIVEN:
            flags &= ~f.GIVEN_RARE
        if flags & f.FAMILY:
            flags &= ~f.FAMILY_RARE
        if flags & (f.CITY | f.REGION | f.COUNTRY | f.WORD | f.GIVEN_TOP | f.FAMILY_TOP):
            flags &= ~f.CITY_SMALL
        if flags & f.WORD_TOP:
            flags &= ~(f.GIVEN_RARE | f.FAMILY_RARE)
            if key not in entries.borne:
                flags &= ~(f.GIVEN | f.FAMILY)
        if flags:
            found[key] = flags
    return found


_VOWEL, _BABBLE = re.compile("[aeiouy]"), re.compile(r"(.)\1\1|[^aeiouy]{5}")


def world(entries: Mapping[str, int]) -> list[str]:
    """Given names that no other list holds; two common ones written together are no third."""

    def common(word: str) -> bool:
        return bool(entries.get(word, 0) & f.GIVEN)

    return [
        name
        for name in sources.world_names()[0]
        if world_word(name)
        and name not in entries
        and _VOWEL.search(name)
        and not _BABBLE.search(name)
        and not any(common(name[:at]) and common(name[at:]) for at in range(3, len(name) - 2))
    ]


def build() -> dict[str, int]:
    """All entries, from the installed packages."""
    entries = Entries()
    names(entries)
    places(entries)
    words(entries)
    inflected(entries)
    roles(entries)
    return settled(entries)


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes the data file and its ``.sha256``, and says how large it is."""
    parser = argparse.ArgumentParser(description="Builds the gazetteer's data file.")
    parser.add_argument("--write", type=Path, required=True, help="the file to write")
    chosen = parser.parse_args(arguments)
    entries = build()
    content = packed(entries, world(entries))
    write_checked(chosen.write, content)
    sets = len(set(entries.values()))
    print(f"{len(entries)} entries, {sets} sets of flags, {len(content)} bytes")


if __name__ == "__main__":
    main()

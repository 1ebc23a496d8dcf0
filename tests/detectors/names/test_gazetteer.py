"""The gazetteer: what the shipped file knows, and what a damaged one does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.errors import ConfigurationError
from detectors.names import flags as f
from detectors.names.gazetteer import FILE, FLAGS, MAGIC, Gazetteer, fold, packed, world_word
from detectors.tagger.model import write_checked

SHIPPED = Gazetteer.load()

# Words, what the lists must say of them, and what they must not.
KNOWN = (
    ("jennifer", "given given_top", "word word_top"),
    ("priya", "given", "word"),
    ("chukwuemeka", "given", "word"),
    ("xiaoming", "given_rare", "word"),
    ("vinoth", "world", "given family word"),
    ("nguyen", "family family_top", "word"),
    ("garcia", "family family_top", "word"),
    ("kowalskiego", "family", "word"),
    ("virtaselle", "family", "word"),
    ("o'brien", "family", ""),
    ("d'angelo", "family", ""),
    ("liz", "nick", "word"),
    ("will", "given word word_top", ""),
    ("may", "given family word calendar", ""),
    ("mark", "given given_top word", ""),
    ("price", "family word word_top", ""),
    ("rose", "given word", ""),
    ("hope", "given word", ""),
    ("the", "word word_top", "given given_rare family family_rare"),
    ("you", "word word_top", "given given_rare family family_rare"),
    ("refund", "word", "given family"),
    ("bitte", "word", "family"),
    ("gracias", "word", "given family"),
    ("palun", "word", "given family"),
    ("berlin", "city city_top", "city_small"),
    ("warszawie", "city", "word"),
    ("helsingissa", "city", "word"),
    ("nyc", "city", "word"),
    ("texas", "region", "word"),
    ("tx", "region_code", "word"),
    ("deutschland", "country", "word"),
    ("portuguese", "demonym", ""),
    ("street", "street", "city"),
    ("ulica", "street", ""),
    ("gmbh", "org", ""),
    ("mrs", "title", "given"),
    ("van", "particle", ""),
    ("december", "calendar word", ""),
    ("tranfer", "", "given given_rare family family_rare word world"),
)


@pytest.mark.parametrize(("word", "has", "lacks"), KNOWN, ids=[case[0] for case in KNOWN])
def test_the_shipped_lists_know_words(word: str, has: str, lacks: str) -> None:
    names = set(SHIPPED.names(SHIPPED.flags(word)))
    assert set(has.split()) <= names
    assert names.isdisjoint(lacks.split())


@pytest.mark.parametrize(
    ("text", "length", "flag"),
    [
        ("new york city please", 3, "city"),
        ("rio de janeiro", 3, "city_top"),
        ("united arab emirates", 3, "country"),
        ("st louis", 2, "city"),
        ("st . louis , missouri", 3, "city"),
        ("baden - wurttemberg", 3, "region"),
        ("salt lake city", 3, "city"),
        ("tamil nadu", 2, "region"),
        ("orange county", 2, "region"),
        ("new", 0, ""),
        ("new phone please", 0, ""),
        ("paris is nice", 0, ""),
        ("st . . louis", 0, ""),
        ("qwertz york", 0, ""),
    ],
)
def test_places_of_several_words(text: str, length: int, flag: str) -> None:
    found, flags = SHIPPED.place(text.split(), 0)
    assert found == length
    assert flag in SHIPPED.names(flags) if flag else flags == 0


def test_a_place_may_start_anywhere() -> None:
    words = ["i", "live", "in", "los", "angeles"]
    assert [SHIPPED.place(words, at)[0] for at in range(len(words))] == [0, 0, 0, 2, 0]


def test_names_of_other_scripts_come_from_the_same_lists() -> None:
    text = "Меня зовут Иван Петров"
    calls: list[None] = []
    assert list(SHIPPED.script_names(text, check=lambda: calls.append(None))) == [(11, 22)]
    assert calls


def test_a_text_begins_with_each_entry_that_is_a_part_of_it() -> None:
    found = Gazetteer(packed({"san": f.CITY, "santa": f.CITY, "ant": f.CITY, "s": f.WORD}))
    assert found.beginnings("santana") == ["s", "san", "santa"]
    assert found.beginnings("tana") == []
    assert found.beginnings("") == []


@given(st.text(st.characters(min_codepoint=1, exclude_categories=["Cs"])))
def test_beginnings_are_always_entries(text: str) -> None:
    for entry in SHIPPED.beginnings(text):
        assert text.startswith(entry)
        assert entry in SHIPPED.beginnings(entry)


def test_the_file_is_small_and_loaded_once() -> None:
    assert Gazetteer.load() is SHIPPED
    assert repr(SHIPPED) == f"Gazetteer({len(SHIPPED)} entries)"
    folder = Path(__file__).parents[3] / "detectors" / "names"
    assert (folder / FILE).stat().st_size <= 4_000_000


@given(st.text())
def test_any_text_may_be_asked_about(word: str) -> None:
    flags = SHIPPED.flags(fold(word))
    assert flags < f.STARTS_PLACE
    assert flags == sum(FLAGS[name] for name in SHIPPED.names(flags))


@given(
    st.lists(st.sampled_from(["san", "new", "york", ".", "-", "'", "jose", "la", "x"]), min_size=1)
)
def test_a_place_never_reaches_beyond_the_text(words: list[str]) -> None:
    for at in range(len(words)):
        length, flags = SHIPPED.place(words, at)
        assert at + length <= len(words)
        assert (length > 1) == bool(flags)


# marisa-trie ends a key at a zero byte.
_KEYS = st.text(st.characters(min_codepoint=1, exclude_categories=["Cs"]), min_size=1)
_ENTRIES = st.dictionaries(_KEYS, st.integers(1, f.STARTS_PLACE - 1), max_size=40)


@given(_ENTRIES)
def test_what_is_packed_is_found_again(entries: dict[str, int]) -> None:
    found = Gazetteer(packed(entries))
    assert {key: found.flags(key) for key in entries} == entries
    assert len(found) == len(entries)


def test_more_sets_of_flags_than_a_byte_counts() -> None:
    entries = {f"word{number}": number for number in range(1, 700)}
    found = Gazetteer(packed(entries))
    assert {key: found.flags(key) for key in entries} == entries


def test_the_same_entries_give_the_same_bytes() -> None:
    entries = {"b": 2, "a": 1, "c": 1}
    assert packed(entries, ["vinoth"]) == packed(dict(sorted(entries.items())), ["vinoth"])


def test_a_name_of_the_world_is_one_only_if_nothing_else_is_known() -> None:
    found = Gazetteer(packed({"vinod": f.GIVEN}, ["vinoth", "vinod"]))
    assert found.flags("vinoth") == f.WORLD
    assert found.flags("vinod") == f.GIVEN


@pytest.mark.parametrize(
    ("word", "expected"),
    [("abcd", True), ("abcdefghi", True), ("abc", False), ("abcdefghij", False), ("añob", False)],
)
def test_names_of_the_world_are_short_and_plain(word: str, *, expected: bool) -> None:
    assert world_word(word) is expected


SMALL = packed({f"word{number}": number for number in range(1, 300)}, ["vinoth"])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        MAGIC,
        b"x" + SMALL[1:],
        SMALL[:200],
        SMALL[:-1],
        SMALL + b"\0",
        MAGIC + b"\xff" * 16 + SMALL[len(MAGIC) + 16 :],
        MAGIC + b"\0" * 16 + SMALL[len(MAGIC) + 16 :],
        MAGIC + b"\1" + SMALL[len(MAGIC) + 1 :],
    ],
    ids=["empty", "magic", "other", "cut", "short", "long", "huge", "zero", "few sets"],
)
def test_other_bytes_are_no_gazetteer(content: bytes) -> None:
    with pytest.raises(ConfigurationError, match=FILE):
        Gazetteer(content)


def test_a_file_beside_its_digest_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "small.trie"
    write_checked(path, packed({"maria": f.GIVEN}))
    assert Gazetteer.load(path).flags("maria") == f.GIVEN


def test_a_missing_or_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "small.trie"
    with pytest.raises(ConfigurationError, match=r"small\.trie"):
        Gazetteer.load(path)
    write_checked(path, SMALL)
    path.write_bytes(SMALL[:-1] + b"\7")
    with pytest.raises(ConfigurationError, match=r"small\.trie"):
        Gazetteer.load(path)

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gateway.consent.notices import load_notice, load_notices
from gateway.errors import ConfigurationError
from gateway.notice import PARTS, PLACES, UNREDACTED, Standing, series
from gateway.notice_words import common_parts
from gateway.opt_in import ANSWERING, OPTIONAL_PURPOSES
from tests.gateway.notices import FACTS

SHIPPED = Path(__file__).parents[3] / "config" / "notices"
TEXT = """\
        title: T
        purpose: Why.
        benefits: What for.
        recipient: To {recipient}.
        country: In {country}.
        retention: For {retention}.
        contact: "{contact}"
        withdrawal: Any time.
"""
NOTICE = f"""\
id: chat
versions:
  - version: "2"
    valid_from: 2026-12-01T00:00:00Z
    material_change: true
    texts:
      en:
{TEXT}      de:
{TEXT}  - version: "1"
    valid_from: 2026-01-01T01:00:00+01:00
    material_change: false
    texts:
      en:
{TEXT}"""


def written(directory: Path, text: str, name: str = "chat.yaml") -> Path:
    path = directory / name
    path.write_text(text, "utf-8")
    return path


def changed(old: str, new: str) -> str:
    """The notice with the first place of a text replaced."""
    assert old in NOTICE
    return NOTICE.replace(old, new, 1)


def test_a_notice_is_read_whole(tmp_path: Path) -> None:
    notice = load_notice(written(tmp_path, NOTICE))
    newest, oldest = notice.versions
    assert notice.key == "chat"
    assert (newest.version, newest.material_change) == ("2", True)
    assert newest.valid_from == datetime(2026, 12, 1, tzinfo=UTC)
    assert (oldest.version, oldest.material_change) == ("1", False)
    assert oldest.valid_from == datetime(2026, 1, 1, tzinfo=UTC)
    assert oldest.valid_from.utcoffset() == newest.valid_from.utcoffset()
    assert (list(newest.texts), list(oldest.texts)) == (["en", "de"], ["en"])
    assert dict(newest.texts["en"]) == {
        "title": "T",
        "purpose": "Why.",
        "benefits": "What for.",
        "recipient": "To {recipient}.",
        "country": "In {country}.",
        "retention": "For {retention}.",
        "contact": "{contact}",
        "withdrawal": "Any time.",
    }


def test_words_lose_the_space_at_their_ends_and_keep_their_order(tmp_path: Path) -> None:
    text = changed("title: T\n", f"{UNREDACTED}: '  As it is. '\n        title: T\n")
    text = text.replace("purpose: Why.", "purpose: |\n          Why.\n          So.\n", 1)
    found = load_notice(written(tmp_path, text)).versions[0].texts["en"]
    assert tuple(found) == (*PARTS, UNREDACTED)
    assert (found[UNREDACTED], found["purpose"]) == ("As it is.", "Why.\nSo.")


LACKING = (
    "a notice for third-party AI that lacks purpose or benefits is a configuration error: "
    "say it in words"
)
NOTHING = ("", "null", "''", "'   '", '"\\t\\n"', '"\\u200b"', "'---'", "'{operator}'")


@pytest.mark.parametrize("part", ["purpose", "benefits"])
@pytest.mark.parametrize("words", NOTHING)
def test_a_notice_that_lacks_purpose_or_benefits_is_an_error(
    tmp_path: Path, part: str, words: str
) -> None:
    said = {"purpose": "purpose: Why.", "benefits": "benefits: What for."}[part]
    path = written(tmp_path, changed(said, f"{part}: {words}"))
    with pytest.raises(ConfigurationError) as caught:
        load_notice(path)
    line = {"purpose": 9, "benefits": 10}[part]
    assert str(caught.value) == f"{path}:{line}: versions[0].texts.en.{part}: {LACKING}"


@pytest.mark.parametrize("part", ["purpose", "benefits"])
def test_a_notice_without_the_key_purpose_or_benefits_is_an_error(
    tmp_path: Path, part: str
) -> None:
    said = {"purpose": "        purpose: Why.\n", "benefits": "        benefits: What for.\n"}[part]
    path = written(tmp_path, changed(said, ""))
    with pytest.raises(ConfigurationError) as caught:
        load_notice(path)
    assert str(caught.value) == (
        f"{path}:8: versions[0].texts.en: the key {part} is missing; {LACKING}"
    )


UNKNOWN = (
    "holds a place or a brace that is unknown; known are "
    "{contact}, {country}, {operator}, {recipient}, {retention}"
)
LANGUAGE = "the key must be an ISO 639-1 code in which countries have names"
ORDER = "must be earlier than that of the version above: the newest stands first"
TIME = "must be a time with its zone, such as 2026-12-01T00:00:00Z"
FIRST = "2026-12-01T00:00:00Z"


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("id: chat", "id: other", "1: id", "must equal the file's name without its ending"),
        ("id: chat", "id: Chat", "1: id", "must be a name of lower-case letters"),
        ("id: chat\n", "", "1: file", "the key id is missing"),
        ("id: chat\n", "id: chat\nextra: 1\n", "2: extra", "unknown key; known are id, versions"),
        ("        title: T\n", "", "8: versions[0].texts.en", "the key title is missing"),
        ("title: T", "title: ' '", "8: versions[0].texts.en.title", "must not be empty"),
        ("title: T", "title: '!'", "8: versions[0].texts.en.title", "must not be empty"),
        ("title: T", "title: [T]", "8: versions[0].texts.en.title", "must be text"),
        ("title: T", "title: 1", "8: versions[0].texts.en.title", "put it in quotes"),
        ("title: T", "name: T", "8: versions[0].texts.en.name", "unknown key; known are title"),
        ("title: T", "title: T\n        title: T", "9: versions[0].texts.en.title", "duplicate"),
        ("title: T", '"title": "T\\u202e"', "8: versions[0].texts.en.title", "control characters"),
        ("title: T", '"title": "T\\x1b[0m"', "8: versions[0].texts.en.title", "control"),
        ("title: T", "title: 'T {name}'", "8: versions[0].texts.en.title", UNKNOWN),
        ("title: T", "title: 'T { contact }'", "8: versions[0].texts.en.title", UNKNOWN),
        ("title: T", "title: 'T {Contact}'", "8: versions[0].texts.en.title", UNKNOWN),
        ("title: T", "title: 'T {'", "8: versions[0].texts.en.title", UNKNOWN),
        ("To {recipient}", "To us", "11: versions[0].texts.en.recipient", "must hold {recipient}"),
        ("In {country}", "In it", "12: versions[0].texts.en.country", "must hold {country}"),
        ("For {retention}", "No", "13: versions[0].texts.en.retention", "must hold {retention}"),
        ('"{contact}"', "Us.", "14: versions[0].texts.en.contact", "must hold {contact}"),
        ('"{contact}"', "", "14: versions[0].texts.en.contact", "must not be empty"),
        ("Any time.", "", "15: versions[0].texts.en.withdrawal", "must not be empty"),
        ("      de:", "      dex:", "17: versions[0].texts.dex", LANGUAGE),
        ("      de:", "      xx:", "17: versions[0].texts.xx", LANGUAGE),
        ("      de:", "      DE:", "17: versions[0].texts.DE", LANGUAGE),
        ("      de:", "      en:", "16: versions[0].texts.en", "duplicate key"),
        ("      de:", "      no:", "16: versions[0].texts", "true or false, so put it in quotes"),
        ("      de:", "      'no': {}\n      de:", "16: versions[0].texts.no", "is missing"),
        (FIRST, "2026-12-01T00:00:00", "4: versions[0].valid_from", TIME),
        (FIRST, "2026-12-01", "4: versions[0].valid_from", TIME),
        (FIRST, "soon", "4: versions[0].valid_from", TIME),
        (FIRST, "[]", "4: versions[0].valid_from", TIME),
        (FIRST, "0001-01-01T00:00:00+14:00", "4: versions[0].valid_from", TIME),
        (FIRST, "2026-01-01T00:00:00Z", "26: versions[1].valid_from", ORDER),
        (FIRST, "2025-12-31T23:59:59Z", "26: versions[1].valid_from", ORDER),
        ('version: "2"', 'version: "1"', "25: versions[1].version", "this name exists already"),
        ('version: "2"', "version: 2", "3: versions[0].version", "put it in quotes"),
        ('version: "2"', 'version: "a b"', "3: versions[0].version", "must be letters, digits"),
        ("material_change: true", "material_change: 'no'", "5: versions[0].mat", "true or false"),
        ("    material_change: true\n", "", "3: versions[0]", "key material_change is missing"),
    ],
)
def test_what_is_no_whole_notice_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, *, place: str, message: str
) -> None:
    path = written(tmp_path, changed(old, new))
    with pytest.raises(ConfigurationError) as caught:
        load_notice(path)
    assert str(caught.value).startswith(f"{path}:{place}")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id: chat\nversions: []\n", "chat.yaml:2: versions: must not be empty"),
        ("id: chat\nversions: {}\n", "chat.yaml:2: versions: must be a list"),
        ("id: chat\nversions: [1]\n", "versions[0]: must be a mapping"),
        (re.sub(r"texts:\n(?s:.*)", "texts: {}\n", NOTICE), "texts: must not be empty"),
        (re.sub(r"texts:\n(?s:.*)", "texts:\n", NOTICE), "texts: must not be null"),
        ("", "is empty"),
        ("- id", "must be a mapping"),
        ("id: [", "is not valid YAML"),
    ],
)
def test_what_is_no_notice_at_all_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(message)):
        load_notice(written(tmp_path, text))


def test_a_newer_version_may_add_a_language_but_drop_none(tmp_path: Path) -> None:
    only_german = NOTICE[: NOTICE.rindex("      en:")] + f"      fr:\n{TEXT}      en:\n{TEXT}"
    path = written(tmp_path, only_german)
    with pytest.raises(ConfigurationError) as caught:
        load_notice(path)
    assert str(caught.value) == (
        f"{path}:29: versions[1].texts: the version above must not drop a language: fr"
    )


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.yaml: cannot be read"):
        load_notice(tmp_path / "none.yaml")


def test_a_directory_is_loaded_whole_or_not_at_all(tmp_path: Path) -> None:
    assert load_notices(tmp_path / "none") == {}
    written(tmp_path, NOTICE)
    written(tmp_path, NOTICE.replace("id: chat", "id: a"), "a.yaml")
    written(tmp_path, "no notice", "a.txt")
    assert list(load_notices(tmp_path)) == ["a", "chat"]
    written(tmp_path, NOTICE, "z.yaml")
    with pytest.raises(ConfigurationError, match=r"z\.yaml:1: id: must equal"):
        load_notices(tmp_path)


def ways(tree: Any) -> list[tuple[Any, ...]]:
    """The way to every value of a tree."""
    if not isinstance(tree, dict | list):
        return [()]
    steps = tree.items() if isinstance(tree, dict) else enumerate(tree)
    return [(), *((step, *way) for step, inner in steps for way in ways(inner))]


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=12))
KEYS = st.sampled_from(["id", "version", "valid_from", "texts", "en", *PARTS])
TREES = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner))
)
WAYS = [way for way in ways(yaml.safe_load(NOTICE)) if way]


@given(way=st.sampled_from(WAYS), value=TREES)
def test_whatever_stands_somewhere_it_is_a_notice_or_one_error(
    tmp_path_factory: pytest.TempPathFactory, *, way: tuple[Any, ...], value: Any
) -> None:
    tree: Any = yaml.safe_load(NOTICE)
    place = tree
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = value
    path = written(tmp_path_factory.mktemp("n"), yaml.safe_dump(tree))
    try:
        notice = load_notice(path)
    except ConfigurationError as error:
        assert str(error).startswith(str(path))
        return
    for version in notice.versions:
        for parts in version.texts.values():
            assert all(parts[part].strip() for part in PARTS)


def test_every_purpose_of_its_own_has_a_notice() -> None:
    shipped = load_notices(SHIPPED)
    # A published policy may word what it asks for itself; all else is asked for in one way.
    own = {"instrukt_answering"}
    assert set(shipped) == {ANSWERING, *OPTIONAL_PURPOSES, *own}
    assert list(shipped[ANSWERING].versions[0].texts) == [
        *("en", "de", "fr", "es", "it", "pt", "nl", "pl")
    ]
    for notice in shipped.values():
        for version in notice.versions:
            assert sorted(list(version.texts)[:4]) == ["de", "en", "es", "fr"]
            assert all(UNREDACTED in parts for parts in version.texts.values())


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_shipped_notices_are_short(path: Path) -> None:
    sentences = [
        sentence
        for version in load_notice(path).versions
        for parts in version.texts.values()
        for words in parts.values()
        for sentence in re.split(r"[.?!:] ", words)
    ]
    assert max(len(each.split()) for each in sentences) <= 22


# Of the texts as they were published: a version that was shown is never edited. A line
# that fails here after an upgrade of Babel tells that names of countries or units changed,
# and that people would be asked anew.
PUBLISHED = {
    "analytics": {"1": "ef79c46c25cd525c"},
    "answering": {"1": "d0606dcc038aec1b"},
    "evaluation": {"1": "db93f8cce73bea51"},
    "fine_tuning": {"1": "17462882d22bc12c"},
    "newsletter": {"1": "c96c185dd24ff756"},
    "quality_review": {"1": "c36639078584d470"},
    "service_improvement": {"1": "ec7b56db368c4234"},
    "training": {"1": "8207471061903853"},
}


@pytest.mark.parametrize("key", [ANSWERING, *OPTIONAL_PURPOSES])
def test_no_shipped_version_is_edited(key: str) -> None:
    filled = series(load_notice(SHIPPED / f"{key}.yaml"), FACTS)
    found = {
        version.version: hashlib.sha256("".join(sorted(version.hashes)).encode()).hexdigest()[:16]
        for version in filled.versions
    }
    assert found == PUBLISHED[key]


def test_the_shipped_words_are_the_common_ones_where_they_are_common() -> None:
    parts = load_notice(SHIPPED / f"{ANSWERING}.yaml").versions[0].texts
    assert {language: words["recipient"] for language, words in parts.items()} == {
        language: common_parts(language)["recipient"] for language in parts
    }


def test_the_page_about_notices_has_a_notice_that_loads(tmp_path: Path) -> None:
    page = (SHIPPED.parents[1] / "docs" / "notices.md").read_text("utf-8")
    block = page[page.index("    id: answering") : page.index("| key |")]
    (version,) = load_notice(written(tmp_path, dedent(block), "answering.yaml")).versions
    assert list(version.texts) == ["en"]
    words = {"id", "versions", "version", "valid_from", "material_change", "texts", UNREDACTED}
    words |= {*PARTS, *(f"{{{place}}}" for place in PLACES), *(each.value for each in Standing)}
    assert {each for each in words if f"`{each}`" not in page} == set()

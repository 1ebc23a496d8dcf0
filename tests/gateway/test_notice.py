"""How notices are filled, chosen and named, and how long a consent to one counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import pytest

from gateway.notice import (
    PARTS,
    UNREDACTED,
    Notice,
    Standing,
    generated,
    read_document,
    series,
    unknown_places,
)
from tests.gateway.notices import DAY, FACTS, START, WORDS, only, version


def test_every_part_is_filled_in_the_language_of_the_text() -> None:
    english, german = only().in_force(START), only().in_force(START, "de")
    assert english is not None
    assert german is not None
    assert dict(english.parts) == {
        "title": "An AI answers",
        "purpose": "To answer you.",
        "benefits": "An answer at once.",
        "recipient": "It goes to Model Host Ltd for Example Operator.",
        "country": "In Germany.",
        "retention": "Kept: 30 days.",
        "contact": "Write to privacy@example.com.",
        "withdrawal": "Any time.",
    }
    assert (german.parts["country"], german.parts["retention"]) == (
        "In Deutschland.",
        "Kept: 30 Tage.",
    )


@pytest.mark.parametrize(
    ("retention", "words"),
    [
        ("P0D", "Kept: not at all."),
        (None, "Kept: not stated."),
        ("P1Y6M", "Kept: 1 year, 6 months."),
    ],
)
def test_retention_is_said_in_words(retention: str | None, words: str) -> None:
    shown = only(replace(FACTS, retention=retention)).in_force(START)
    assert shown is not None
    assert shown.parts["retention"] == words


@pytest.mark.parametrize("words", [WORDS, {part: WORDS[part] for part in PARTS}])
def test_whoever_is_not_redacted_is_told_so(words: Mapping[str, str]) -> None:
    told = only(replace(FACTS, redacted=False), words).in_force(START)
    silent = only(FACTS, words).in_force(START)
    assert told is not None
    assert silent is not None
    assert tuple(told.parts) == (*PARTS, UNREDACTED)
    assert told.parts[UNREDACTED].startswith(("Sent as it is.", "Your text is sent just as"))
    assert tuple(silent.parts) == PARTS
    assert told.sha256 != silent.sha256


def test_parts_are_shown_in_their_order_whatever_that_of_the_file() -> None:
    backwards = dict(reversed(WORDS.items()))
    assert only(words=backwards) == only()
    shown = only(words=backwards).in_force(START)
    assert shown is not None
    assert tuple(shown.described()["parts"]) == PARTS


def test_the_hash_is_over_words_and_facts() -> None:
    shown = only().in_force(START)
    assert shown is not None
    named = {
        "notice": "answering",
        "version": "1",
        "language": "en",
        "valid_from": "2026-01-01T00:00:00+00:00",
        "facts": asdict(FACTS),
        "parts": dict(shown.parts),
    }
    text = json.dumps(named, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert shown.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_a_notice_is_described_with_all_that_is_needed_to_ask() -> None:
    shown = only().in_force(START, "de")
    assert shown is not None
    described = shown.described()
    assert json.loads(json.dumps(described)) == described
    assert described == {
        "purpose": "answering",
        "recipient": "azure",
        "notice": "answering",
        "version": "1",
        "valid_from": "2026-01-01T00:00:00+00:00",
        "language": "de",
        "languages": ["en", "de"],
        "purpose_title": "Answering",
        "benefits": "An answer at once.",
        "recipient_name": "Model Host Ltd",
        "recipient_country": "DE",
        "transfer_mechanism": "scc",
        "recipient_retention": "P30D",
        "training": False,
        "operator": "Example Operator",
        "contact": "privacy@example.com",
        "text_is_redacted": True,
        "parts": dict(shown.parts),
        "sha256": shown.sha256,
        "notice_sha256": shown.sha256,
    }


@pytest.mark.parametrize(
    ("language", "chosen"),
    [
        *((None, "en"), ("", "en"), ("xx", "en"), ("de", "de"), ("de-AT", "de"), ("DE_CH", "de")),
        *(("d", "en"), ("deu", "en"), ("-de", "en")),
    ],
)
def test_a_language_is_chosen_or_the_first(language: str | None, chosen: str) -> None:
    shown = only().in_force(START, language)
    assert shown is not None
    assert shown.language == chosen


TEXTS = {"en": WORDS}
FOUR = series(
    Notice(
        key="answering",
        versions=(
            version("4", day=40, material=True, texts=TEXTS),
            version("3", day=30, material=False, texts=TEXTS),
            version("2", day=20, material=True, texts=TEXTS),
            version("1", day=10, material=False, texts=TEXTS),
        ),
    ),
    FACTS,
)
S = Standing


@pytest.mark.parametrize(
    ("day", "standings"),
    [
        (9.99, (S.NOT_YET_VALID, S.NOT_YET_VALID, S.NOT_YET_VALID, S.NOT_YET_VALID)),
        (10, (S.IN_FORCE, S.NOT_YET_VALID, S.NOT_YET_VALID, S.NOT_YET_VALID)),
        (19.99, (S.IN_FORCE, S.NOT_YET_VALID, S.NOT_YET_VALID, S.NOT_YET_VALID)),
        (20, (S.STALE, S.IN_FORCE, S.NOT_YET_VALID, S.NOT_YET_VALID)),
        (30, (S.STALE, S.STILL_COUNTS, S.IN_FORCE, S.NOT_YET_VALID)),
        (40, (S.STALE, S.STALE, S.STALE, S.IN_FORCE)),
    ],
)
def test_what_a_consent_to_each_version_is_worth(
    day: float, standings: tuple[Standing, ...]
) -> None:
    now = START + day * DAY
    oldest_first = [filled.texts["en"].sha256 for filled in reversed(FOUR.versions)]
    assert tuple(FOUR.standing(each, now) for each in oldest_first) == standings
    assert [FOUR.still_counts(each, now) for each in oldest_first] == [
        each in (S.IN_FORCE, S.STILL_COUNTS) for each in standings
    ]


def test_a_step_of_the_clock_does_not_change_the_instant() -> None:
    newest = FOUR.versions[0].texts["en"].sha256
    elsewhere = (START + 40 * DAY).astimezone(tz=None)
    assert FOUR.still_counts(newest, elsewhere)
    assert not FOUR.still_counts(newest, START + 39 * DAY)


@pytest.mark.parametrize("sha256", ["", "0" * 64, "answering"])
def test_a_hash_of_no_version_never_counts(sha256: str) -> None:
    assert FOUR.standing(sha256, START + 50 * DAY) is Standing.UNKNOWN
    assert not FOUR.still_counts(sha256, START + 50 * DAY)
    assert FOUR.find(sha256) is None


def test_a_text_is_found_by_its_hash() -> None:
    for filled in FOUR.versions:
        text = filled.texts["en"]
        assert FOUR.find(text.sha256) is text
        assert filled.hashes == {text.sha256}


def test_before_the_first_version_nothing_is_shown() -> None:
    assert FOUR.in_force(START) is None
    shown = FOUR.in_force(START + 39 * DAY)
    assert shown is not None
    assert shown.version == "3"


@pytest.mark.parametrize(
    ("language", "recipient"),
    [
        ("en", "What you write goes to X."),
        ("de", "Was Sie schreiben, geht an X."),
        ("sv", "What you write goes to X."),
    ],
)
def test_a_purpose_without_notice_gets_one(language: str, recipient: str) -> None:
    made = generated(
        "answering", version="3", language=language, title="Answers", benefits="At once."
    )
    shown = series(made, replace(FACTS, recipient_name="X")).in_force(START)
    assert shown is not None
    assert tuple(shown.parts) == PARTS
    assert (shown.parts["title"], shown.parts["benefits"]) == ("Answers", "At once.")
    assert shown.parts["recipient"] == recipient
    assert (shown.version, shown.language, shown.languages) == ("3", language, (language,))


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        ("{recipient} in {country}, {retention}, {operator}, {contact}", set()),
        ("{name}", {"{name}"}),
        ("{Recipient} { recipient } {}", {"{Recipient}", "{ recipient }", "{}"}),
        ("{recipient", {"{"}),
        ("recipient}", {"}"}),
        ("{{recipient}}", {"{", "}"}),
        ("{recipient}{", {"{"}),
        ("", set()),
    ],
)
def test_unknown_places_are_found(words: str, unknown: set[str]) -> None:
    assert unknown_places(words) == unknown


def test_an_unknown_place_in_words_of_a_policy_stays_as_it_is() -> None:
    made = generated("p", version="1", language="en", title="{x} {operator}", benefits="{")
    shown = series(made, FACTS).in_force(START)
    assert shown is not None
    assert (shown.parts["title"], shown.parts["benefits"]) == ("{x} Example Operator", "{")


def test_braces_in_facts_are_text() -> None:
    odd = replace(FACTS, recipient_name="{contact}", contact="{recipient} \\1 \\g<0>")
    shown = only(odd).in_force(START)
    assert shown is not None
    assert shown.parts["recipient"] == "It goes to {contact} for Example Operator."
    assert shown.parts["contact"] == "Write to {recipient} \\1 \\g<0>."


def test_a_document_is_read_back_whole() -> None:
    for facts in (FACTS, replace(FACTS, redacted=False, parent="Example Group", retention=None)):
        shown = only(facts).in_force(START, "de")
        assert shown is not None
        document = shown.document()
        assert document.items() >= shown.described().items()
        assert read_document(json.loads(json.dumps(document))) == shown


def test_a_document_whose_hash_is_not_that_of_its_words_is_none() -> None:
    shown = only().in_force(START)
    assert shown is not None
    document = shown.document()
    others: tuple[Any, ...] = (None, "x", 7, {}, [])
    hashed = [name for name in document if name not in ("benefits", "languages", "notice_sha256")]
    for name in hashed:
        for value in others:
            if document[name] != value:
                assert read_document({**document, name: value}) is None, (name, value)
        lacking = {each: value for each, value in document.items() if each != name}
        assert read_document(lacking) is None
    assert read_document({}) is None

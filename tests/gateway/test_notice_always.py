"""What holds of every notice, whatever its versions, words, facts and the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from gateway.notice import PARTS, PLACES, UNREDACTED, Filling, Notice, Standing, series
from gateway.notice_words import country_words, duration_words
from tests.gateway.notices import DAY, FACTS, START, WORDS, only, version

LANGUAGES = st.lists(st.sampled_from(["en", "de", "fr", "pl"]), min_size=1, unique=True)
WORD = st.text(
    st.characters(exclude_characters="{}", exclude_categories=["Cs"]), min_size=1, max_size=8
)
PIECES = st.lists(
    st.one_of(WORD, st.sampled_from([f"{{{place}}}" for place in sorted(PLACES)])),
    min_size=1,
    max_size=5,
)
TEXT = st.fixed_dictionaries(dict.fromkeys((*PARTS, UNREDACTED), PIECES))
FACT = st.one_of(WORD, st.sampled_from(["{contact}", "{recipient}", "\\g<1>", "{unknown}", "{"]))
FILLINGS = st.builds(
    Filling,
    purpose=FACT,
    purpose_title=FACT,
    recipient=FACT,
    recipient_name=FACT,
    country=st.sampled_from(["DE", "US", "QQ", "{contact}"]),
    transfer_mechanism=st.sampled_from([None, "scc"]),
    retention=st.sampled_from([None, "P0D", "P30D", "PT24H", "{operator}"]),
    training=st.booleans(),
    operator=FACT,
    contact=FACT,
    redacted=st.booleans(),
)


def joined(pieces: Mapping[str, list[str]]) -> dict[str, str]:
    return {part: "".join(words) for part, words in pieces.items()}


@st.composite
def histories(draw: st.DrawFn) -> Notice:
    count = draw(st.integers(1, 4))
    days = draw(st.lists(st.integers(0, 9), min_size=count, max_size=count, unique=True))
    found = []
    for place, day in enumerate(sorted(days, reverse=True)):
        texts = dict.fromkeys(draw(LANGUAGES), WORDS)
        name = str(count - place)
        found.append(version(name, day=day, material=draw(st.booleans()), texts=texts))
    return Notice(key="n", versions=tuple(found))


@given(histories(), st.floats(-1, 11))
def test_a_consent_counts_only_without_a_material_change_since(notice: Notice, day: float) -> None:
    now = START + timedelta(days=day)
    filled = series(notice, FACTS)
    for own in filled.versions:
        since = [each for each in filled.versions if own.valid_from < each.valid_from <= now]
        counts = own.valid_from <= now and not any(each.material_change for each in since)
        for text in own.texts.values():
            assert filled.still_counts(text.sha256, now) is counts
            shown = filled.in_force(now, text.language)
            if own.valid_from > now:
                assert shown is None or shown.version != own.version
            elif not since:
                assert shown == text
                assert filled.standing(text.sha256, now) is Standing.IN_FORCE


@given(pieces=TEXT, facts=FILLINGS, language=st.sampled_from(["en", "de"]))
def test_filling_leaves_no_place_and_interprets_no_fact(
    pieces: dict[str, list[str]], facts: Filling, *, language: str
) -> None:
    shown = only(facts, joined(pieces)).in_force(START, language)
    assert shown is not None
    values = {
        "{recipient}": facts.recipient_name,
        "{country}": country_words(facts.country, language),
        "{retention}": duration_words(facts.retention, language),
        "{operator}": facts.operator,
        "{contact}": facts.contact,
    }
    wanted = (*PARTS,) if facts.redacted else (*PARTS, UNREDACTED)
    assert dict(shown.parts) == {
        part: "".join(values.get(piece, piece) for piece in pieces[part]) for part in wanted
    }


@given(st.lists(TEXT, min_size=1, max_size=3), st.lists(FILLINGS, min_size=1, max_size=3))
def test_hashes_are_equal_just_where_words_and_facts_are(
    texts: list[dict[str, list[str]]], fillings: list[Filling]
) -> None:
    again = [dict(reversed(each.items())) for each in texts]
    shown = [
        only(facts, joined(pieces)).in_force(START)
        for pieces in (*texts, *again)
        for facts in fillings
    ]
    for one in shown:
        for other in shown:
            assert one is not None
            assert other is not None
            same = (dict(one.parts), one.facts) == (dict(other.parts), other.facts)
            assert (one.sha256 == other.sha256) is same


@given(FILLINGS, st.sampled_from(["version", "valid_from", "language", "key"]))
def test_another_version_time_language_or_notice_is_another_hash(
    facts: Filling, changed: str
) -> None:
    first = version("1", day=0, texts={"en": WORDS})
    second = first
    key = "other" if changed == "key" else "answering"
    if changed == "version":
        second = replace(first, version="2")
    elif changed == "valid_from":
        second = replace(first, valid_from=START + DAY)
    elif changed == "language":
        second = replace(first, texts={"fr": WORDS})
    one = series(Notice(key="answering", versions=(first,)), facts)
    other = series(Notice(key=key, versions=(second,)), facts)
    assert one.versions[0].hashes & other.versions[0].hashes == set()

"""An age band is all that is kept, and nobody can talk themselves older."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from gateway.consent.persons import (
    EVERY_CONVERSATION,
    AgeBand,
    Person,
    PersonChange,
    Restriction,
    changed,
)
from gateway.opt_in import AgeMethod
from tests.gateway.storage.samples import START

NOBODY = Person(tenant="main", subject="s")
LATER = START + timedelta(days=1)
DECLARED, ACCOUNT, DOCUMENT = AgeMethod


@pytest.mark.parametrize(
    ("band", "reached"),
    [
        (AgeBand.UNDER_13, []),
        (AgeBand.FROM_13, [13]),
        (AgeBand.FROM_16, [13, 16]),
        (AgeBand.ADULT, [13, 16, 18]),
        (AgeBand.UNKNOWN, []),
    ],
)
def test_which_ages_a_band_reaches(band: AgeBand, reached: list[int]) -> None:
    assert [age for age in (13, 16, 18) if band.reaches(age)] == reached


def test_nothing_is_kept_that_says_who_it_is() -> None:
    assert {field.name for field in fields(Person)} == {
        *("tenant", "subject", "version", "age_band", "age_method", "age_at", "jurisdiction"),
        *("tracking_refused", "tracking_at", "restrictions", "objections", "reviews"),
    }


def told(band: AgeBand, method: AgeMethod = DECLARED) -> PersonChange:
    return PersonChange(age_band=band, age_method=method)


@pytest.mark.parametrize(
    ("first", "then", "band"),
    [
        (told(AgeBand.FROM_13), told(AgeBand.ADULT), AgeBand.FROM_13),
        (told(AgeBand.ADULT), told(AgeBand.FROM_13), AgeBand.FROM_13),
        (told(AgeBand.FROM_13), told(AgeBand.ADULT, ACCOUNT), AgeBand.ADULT),
        (told(AgeBand.FROM_13, ACCOUNT), told(AgeBand.ADULT), AgeBand.FROM_13),
        (told(AgeBand.ADULT, ACCOUNT), told(AgeBand.FROM_13), AgeBand.ADULT),
        (told(AgeBand.ADULT, DOCUMENT), told(AgeBand.UNDER_13, ACCOUNT), AgeBand.ADULT),
        (told(AgeBand.FROM_16, DOCUMENT), told(AgeBand.ADULT, DOCUMENT), AgeBand.ADULT),
        (told(AgeBand.UNKNOWN), told(AgeBand.ADULT), AgeBand.ADULT),
        (told(AgeBand.FROM_13), told(AgeBand.UNKNOWN), AgeBand.FROM_13),
        (told(AgeBand.ADULT, ACCOUNT), told(AgeBand.UNKNOWN, ACCOUNT), AgeBand.UNKNOWN),
    ],
)
def test_which_of_two_ages_counts(first: PersonChange, then: PersonChange, band: AgeBand) -> None:
    person = changed(changed(NOBODY, first, at=START), then, at=LATER)
    assert person.age_band is band


@for_all(st.lists(st.sampled_from(AgeBand), min_size=1, max_size=8))
def test_declarations_never_make_anybody_older(bands: list[AgeBand]) -> None:
    person = NOBODY
    for band in bands:
        before = person
        person = changed(person, told(band), at=LATER)
        if before.age_band is not AgeBand.UNKNOWN:
            for age in (13, 16, 18):
                assert before.age_band.reaches(age) or not person.age_band.reaches(age)


def test_each_change_is_a_version_and_none_is_none() -> None:
    person = changed(NOBODY, PersonChange(jurisdiction="DE"), at=START)
    assert (person.version, person.jurisdiction) == (1, "DE")
    assert changed(person, PersonChange(jurisdiction="DE"), at=LATER) == person
    assert changed(person, PersonChange(), at=LATER) == person
    refused = changed(person, PersonChange(tracking_refused=True), at=LATER)
    assert (refused.version, refused.tracking_refused, refused.tracking_at) == (2, True, LATER)
    allowed = changed(refused, PersonChange(tracking_refused=False), at=LATER)
    assert (allowed.version, allowed.tracking_refused) == (3, False)


def test_restrictions_are_lifted_one_by_one() -> None:
    person = changed(NOBODY, PersonChange(restrict=Restriction.REQUESTED), at=START)
    person = changed(person, PersonChange(restrict=Restriction.REPORTED), at=START)
    person = changed(person, PersonChange(lift=Restriction.REPORTED), at=LATER)
    assert person.restrictions == {Restriction.REQUESTED}
    assert changed(person, PersonChange(lift=Restriction.CONFIRMED), at=LATER) == person
    assert changed(person, PersonChange(lift=Restriction.REQUESTED), at=LATER) == replace(
        NOBODY, version=person.version + 1
    )


def test_wishes_are_taken_up_and_taken_back() -> None:
    person = changed(NOBODY, PersonChange(object_to="newsletter", review="c"), at=START)
    assert (person.objections, person.reviews) == (frozenset({"newsletter"}), frozenset({"c"}))
    assert person.version == 1
    assert changed(person, PersonChange(object_to="newsletter", review="c"), at=START) == person
    person = changed(person, PersonChange(no_objection_to="training"), at=START)
    assert (person.objections, person.version) == (frozenset({"newsletter"}), 1)
    person = changed(person, PersonChange(no_objection_to="newsletter", reviewed="c"), at=START)
    assert (person.objections, person.reviews, person.version) == (frozenset(), frozenset(), 2)


def test_a_review_is_of_one_conversation_or_of_every_one() -> None:
    one = Person(tenant="main", subject="s", reviews=frozenset({"c"}))
    every = Person(tenant="main", subject="s", reviews=frozenset({EVERY_CONVERSATION}))
    asked = [each.is_under_review(name) for each in (one, every, NOBODY) for name in ("c", "d", "")]
    assert asked == [True, False, False, True, True, True, False, False, False]

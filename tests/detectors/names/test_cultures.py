"""Made-up people of many cultures: names in Latin letters, the same for a seed."""

from __future__ import annotations

from collections import Counter
from random import Random

import faker
import pytest

from detectors.names.cultures import Cultures, Person
from detectors.names.generated import LANGUAGES

CULTURES = Cultures(faker)


def people(language: str, count: int = 400, *, seed: int = 1) -> list[Person]:
    draw = Random(seed)
    return [CULTURES.person(draw, language) for _ in range(count)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_words_in_latin_letters(language: str) -> None:
    for person in people(language):
        for name in (person.given, person.family, person.full):
            assert name
            assert name == name.strip()
            assert all(sign.isalpha() or sign in " -'." for sign in name)
            assert all(ord(sign) < 0x250 for sign in name)


def test_people_are_the_same_for_a_seed() -> None:
    again = Cultures(faker)
    draw = Random(1)
    assert [again.person(draw, "en") for _ in range(400)] == people("en")
    assert people("en", seed=2) != people("en")


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_most_people_are_from_where_the_language_is_spoken(language: str) -> None:
    cultures = Counter(each.culture.split("_")[0] for each in people(language))
    assert cultures[language] > 0.6 * 400
    assert len(cultures) > 5


def test_english_is_spoken_by_people_from_everywhere() -> None:
    cultures = {each.culture for each in people("en", 4_000)}
    assert {"en_US", "en_IN", "zh", "ar", "hi", "es_MX", "tr_TR", "vi_VN", "yo_NG"} <= cultures
    assert len(cultures) > 40


def test_no_culture_has_a_handful_of_names_only() -> None:
    drawn = people("en", 12_000)
    often = {name for name, count in Counter(each.culture for each in drawn).items() if count > 200}
    for culture in often:
        own = {each.given for each in drawn if each.culture == culture}
        assert len(own) >= 20, culture


@pytest.mark.parametrize(
    ("culture", "given", "middle", "family", "full"),
    [
        ("en_US", "Ann", "", "Lee", "Ann Lee"),
        ("en_US", "Ann", "B.", "Lee", "Ann B. Lee"),
        ("zh", "Xiaoming", "", "Wang", "Wang Xiaoming"),
        ("hu_HU", "Anna", "Eva", "Nagy", "Nagy Anna"),
        ("es_ES", "Ana", "", "Ruiz Gil", "Ana Ruiz Gil"),
    ],
)
def test_the_order_of_names(culture: str, given: str, middle: str, family: str, full: str) -> None:
    person = Person(culture=culture, given=given, middle=middle, family=family)
    assert person.full == full


@pytest.mark.parametrize(
    ("given", "nick"),
    [
        ("Robert", "Bob"),
        ("ELIZABETH", "Liz"),
        ("Ann", "Ann"),
        ("Priya", "Priya"),
        ("Venkatesh", "Ven"),
    ],
)
def test_short_forms(given: str, nick: str) -> None:
    assert Person(culture="en_US", given=given, middle="", family="Lee").nick == nick


def test_some_have_two_family_names_a_hyphen_a_particle_or_a_middle_name() -> None:
    english, spanish = people("en", 4_000), people("es", 400)
    assert any("-" in each.family for each in english)
    assert any(each.middle.endswith(".") for each in english)
    assert any(each.middle and not each.middle.endswith(".") for each in english)
    assert sum(" " in each.family for each in spanish) > 0.3 * len(spanish)


def test_the_repr_of_a_person_holds_no_name() -> None:
    person = Person(culture="en_US", given="Ann", middle="B.", family="Lee")
    assert repr(person) == "Person(culture='en_US')"

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.operators.generalise import FEW_PEOPLE, generalise

DATES = [
    ("4 May 1982", "1982"),
    ("1982-05-04", "1982"),
    ("2024-03-15T14:30:00+01:00", "2024"),
    ("05/21/2021", "2021"),
    ("May 4th, 1982", "1982"),
    ("１９８２-05-04", "1982"),
    ("1982", "1982"),
    # No year that can be told for sure.
    ("21.5.21", None),
    ("May-21", None),
    ("5-MAY", None),
    ("1982 to 1984", None),
    ("0415", None),
    ("3000-01-01", None),
    # Whoever was born then is over 89, or soon.
    ("4 May 1949", None),
    ("1950-01-01", "1950"),
    ("", None),
]
AGES = [
    ("34 years old", "34 years old"),
    ("89", "89"),
    ("90", "90+"),
    ("91 years old", "90+ years old"),
    ("９５ yo", "90+ yo"),
    ("104", "90+"),
    ("120 Jahre alt", "90+ Jahre alt"),
    ("90+", "90+"),
    ("91 and 3 months", None),
    ("ninety-one", None),
    ("1234", None),
]
POSTCODES = [
    ("POSTCODE", "94110", "941"),
    ("POSTCODE", "94110-1234", "941"),
    ("POSTCODE", "941101234", "941"),
    ("POSTCODE", "03601", "000"),
    ("POSTCODE", "89345-0001", "000"),
    ("POSTCODE", "89445", "894"),
    ("POSTCODE", "8001", "80"),
    ("POSTCODE", "1012 AB", "10"),
    ("POSTCODE", "110001", "11"),
    ("POSTCODE", "150-0001", None),
    ("POSTCODE", "SW1A 1AA", None),
    ("POSTCODE", "941", None),
    ("UK_POSTCODE", "SW1A 1AA", "SW"),
    ("UK_POSTCODE", "m1 1ae", "M"),
    ("UK_POSTCODE", "GIR 0AA", None),
    ("CA_POSTAL_CODE", "K1A 0B1", "K"),
    ("CA_POSTAL_CODE", "K1A", None),
    ("DE_PLZ", "10115", "10"),
    ("DE_PLZ", "D-10115", "10"),
    ("DE_PLZ", "1011", None),
]


@pytest.mark.parametrize(("text", "coarse"), DATES)
@pytest.mark.parametrize("entity_type", ["DATE_TIME", "DATE_OF_BIRTH"])
def test_dates_become_years(entity_type: str, text: str, coarse: str | None) -> None:
    assert generalise(entity_type, text) == (coarse or f"[{entity_type}]")


@pytest.mark.parametrize(("text", "coarse"), AGES)
def test_ages_over_89_become_one(text: str, coarse: str | None) -> None:
    assert generalise("AGE", text) == (coarse or "[AGE]")


@pytest.mark.parametrize(("entity_type", "text", "coarse"), POSTCODES)
def test_postcodes_become_areas(entity_type: str, text: str, coarse: str | None) -> None:
    assert generalise(entity_type, text) == (coarse or f"[{entity_type}]")


@pytest.mark.parametrize("entity_type", ["PERSON", "ADDRESS", "LOCATION", "US_SSN", "CREDIT_CARD"])
def test_what_has_no_coarser_form_is_gone(entity_type: str) -> None:
    assert generalise(entity_type, "1982 or 94110") == f"[{entity_type}]"


def test_the_areas_of_few_people_are_the_17_of_2000() -> None:
    assert len(FEW_PEOPLE) == 17
    for area in FEW_PEOPLE:
        assert generalise("POSTCODE", f"{area}99") == "000"


@given(st.dates(), st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"]))
def test_no_day_or_month_is_ever_left(day, layout: str) -> None:  # type: ignore[no-untyped-def]
    # %Y is not padded everywhere.
    coarse = generalise("DATE_TIME", day.strftime(layout))
    assert coarse in (f"{day.year}", "[DATE_TIME]")


@given(st.integers(90, 999), st.text(alphabet="abc ", max_size=9))
def test_no_age_over_89_is_ever_told(age: int, words: str) -> None:
    coarse = generalise("AGE", f"{age} {words}")
    assert coarse.startswith("90+")
    assert str(age) not in coarse.removeprefix("90+")


@given(st.integers(0, 99_999).map(lambda number: f"{number:05}"))
def test_a_zip_code_leaves_three_digits_at_most(code: str) -> None:
    assert generalise("POSTCODE", code) == ("000" if code[:3] in FEW_PEOPLE else code[:3])


@given(st.sampled_from(["DATE_TIME", "AGE", "POSTCODE", "UK_POSTCODE", "DE_PLZ"]), st.text())
def test_junk_is_taken_out_or_coarser_and_never_an_error(entity_type: str, text: str) -> None:
    coarse = generalise(entity_type, text)
    assert coarse == f"[{entity_type}]" or len(coarse) <= 4 or entity_type == "AGE"

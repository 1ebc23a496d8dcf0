"""Sentences name what they hold, and are the same in every run."""

from __future__ import annotations

import pytest

from benchmarks.sentences import is_bare, sentence, stdnum_names, validator_names


@pytest.mark.parametrize(
    ("identifier", "named", "words"),
    [
        ("stdnum:ee.ik:1", "EE_IK", ("isikukood", "estonian")),
        ("stdnum:no.such:1", "NO_SUCH", ("no such",)),
        ("validatorjs:isPassportNumber:EE:2", "PASSPORTNUMBER_EE", ("passport",)),
        ("presidio-tests:uk_nino:x:3", "UK_NINO", ("national insurance number", "nino")),
        ("presidio-tests:new:x:3", "NEW_ENTITY", ("new entity",)),
        ("schwifty:valid:3", "IBAN_CODE/valid/paper", ("iban", "bank account")),
        ("libphonenumber:AC:mobile:E164", "mobile/E164", ("number", "mobile")),
    ],
)
def test_a_sentence_names_what_it_holds(
    identifier: str, named: str, words: tuple[str, ...]
) -> None:
    said = {sentence(identifier, named=named, seed=seed) for seed in range(40)}
    assert len(said) > 4
    assert all(each.endswith(" ") for each in said)
    assert all(any(word in each.lower() for word in words) for each in said)
    assert sentence(identifier, named=named, seed=1) == sentence(identifier, named=named, seed=1)


def test_there_is_a_sentence_in_the_language_of_the_country() -> None:
    said = {sentence("stdnum:ee.ik:1", named="EE_IK", seed=seed) for seed in range(60)}
    assert any(each.startswith("minu ") for each in said)


def test_other_rows_stand_alone() -> None:
    assert sentence("multidogo:finance:1:2", named="", seed=1) == ""


def test_names_come_from_the_format() -> None:
    assert "Estonian Isikukood" in stdnum_names("ee.ik")
    assert "passport number" in validator_names("PASSPORTNUMBER_EE")
    assert "Estonian passport" in validator_names("PASSPORTNUMBER_EE")
    assert validator_names("IMEI") == ("IMEI", "phone's IMEI number")
    assert validator_names("NEWKIND") == ("newkind",)


@pytest.mark.parametrize(
    ("text", "spans", "bare"),
    [
        ("12-34", [(0, 5)], True),
        (" 12-34.", [(1, 6)], True),
        ("my id 12-34", [(6, 11)], False),
        ("12 34", [(0, 2), (3, 5)], False),
        ("12 34", [], True),
        ("this is a whole sentence", [], False),
    ],
)
def test_a_bare_value_is_told(text: str, spans: list[tuple[int, int]], bare: bool) -> None:
    assert is_bare(text, spans) is bare

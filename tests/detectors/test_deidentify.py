"""Surrogates: one to one, stable, and the way back."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import deidentify
from detectors.deidentify import Ledger, Replacement, canonical_value, replace
from detectors.errors import SurrogateCollision

KEY = b"k" * 32
TYPES = st.sampled_from(["PERSON", "CREDIT_CARD", "EMAIL_ADDRESS", "PASSWORD", "PHONE_NUMBER"])
VALUES = st.text(min_size=1, max_size=30).filter(lambda value: bool(value.strip()))
PLANTED = st.lists(st.tuples(st.text(alphabet="abc .,", max_size=10), TYPES, VALUES), max_size=6)


@given(PLANTED)
def test_restoring_what_was_redacted_gives_the_text(
    planted: list[tuple[str, str, str]],
) -> None:
    text, spans = "", []
    for filling, entity_type, value in planted:
        text += filling
        spans.append((entity_type, len(text), len(text) + len(value)))
        text += value
    ledger = Ledger(KEY)
    issued = [(span, ledger.issue(span[0], text[span[1] : span[2]])) for span in spans]
    redacted = replace(
        text,
        [
            Replacement(start=start, end=end, text=surrogate.bracketed)
            for (_, start, end), surrogate in issued
        ],
    )
    restored = redacted
    for _, surrogate in issued:
        original = ledger.resolve(
            surrogate.entity_type, surrogate.code, spelling=surrogate.spelling
        )
        assert original is not None
        at = restored.index(surrogate.bracketed)
        # Each surrogate stands where its value stood, so left to right is unambiguous
        # unless a value itself is written like one.
        restored = restored[:at] + original + restored[at + len(surrogate.bracketed) :]
    assert restored == text


@given(st.lists(st.tuples(TYPES, VALUES), min_size=1, max_size=30))
def test_different_texts_have_different_surrogates(values: list[tuple[str, str]]) -> None:
    ledger = Ledger(KEY)
    issued = {value: ledger.issue(*value).bracketed for value in values}
    assert len(set(issued.values())) == len(issued)
    assert len(ledger) == len(issued)
    assert dict.fromkeys(ledger.values()) == dict.fromkeys(values)


@given(TYPES, VALUES)
def test_a_surrogate_is_stable_and_belongs_to_its_key(entity_type: str, value: str) -> None:
    first = Ledger(KEY).issue(entity_type, value)
    assert Ledger(KEY).issue(entity_type, value) == first
    assert Ledger(b"q" * 32).issue(entity_type, value).code != first.code
    other = Ledger(b"q" * 32)
    other.issue(entity_type, value)
    assert other.resolve(entity_type, first.code, spelling=first.spelling) is None


@pytest.mark.parametrize(
    ("entity_type", "spellings"),
    [
        ("PERSON", ["Jane Doe", "JANE DOE", "jane  doe", "Dr. Jane Doe"]),
        ("CREDIT_CARD", ["4111111111111111", "4111 1111 1111 1111", "４１１１-1111-1111-1111"]),
        ("EMAIL_ADDRESS", ["jane@example.com", "Jane@Example.com"]),
    ],
)
def test_spellings_share_a_code_and_come_back_as_written(
    entity_type: str, spellings: list[str]
) -> None:
    ledger = Ledger(KEY)
    issued = [ledger.issue(entity_type, spelling) for spelling in spellings]
    assert len({each.code for each in issued}) == 1
    assert issued[0].spelling == ""
    for spelling, each in zip(spellings, issued, strict=True):
        assert ledger.resolve(entity_type, each.code, spelling=each.spelling) == spelling


def test_case_of_a_password_matters() -> None:
    assert canonical_value("PASSWORD", "Abc") != canonical_value("PASSWORD", "abc")


def test_a_lost_suffix_is_forgiven_only_without_doubt() -> None:
    ledger = Ledger(KEY)
    shouted = ledger.issue("PERSON", "JANE DOE")
    assert ledger.resolve("PERSON", shouted.code, spelling="") == "JANE DOE"
    ledger.issue("PERSON", "jane doe")
    assert ledger.resolve("PERSON", shouted.code, spelling="") is None
    assert ledger.resolve("PERSON", shouted.code, spelling="ZZ") is None


def test_two_values_with_one_surrogate_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deidentify, "CODE_LENGTH", 1)
    ledger = Ledger(KEY)
    values = [f"secret-{number}" for number in range(200)]
    with pytest.raises(SurrogateCollision) as caught:
        list(map(partial(ledger.issue, "PASSWORD"), values))
    assert "secret" not in str(caught.value)


def test_two_spellings_with_one_surrogate_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deidentify, "SPELLING_LENGTH", 1)
    ledger = Ledger(KEY)
    values = ["jane" + " " * number + "doe" for number in range(1, 60)]
    with pytest.raises(SurrogateCollision) as caught:
        list(map(partial(ledger.issue, "PERSON"), values))
    assert "jane" not in str(caught.value)


def test_the_forms() -> None:
    surrogate = deidentify.Surrogate(entity_type="PERSON", code="7KQ2M0XA", spelling="4F")
    assert surrogate.bracketed == "[PERSON_7KQ2M0XA.4F]"
    assert surrogate.bare == "PERSON_7KQ2M0XA_4F"


def test_the_repr_hides_the_values() -> None:
    ledger = Ledger(KEY)
    ledger.issue("PERSON", "Jane Doe")
    assert "Jane" not in repr(ledger)
    assert "Jane" not in repr(ledger.issue("PERSON", "Jane Doe"))
    assert ledger.entity_types == {"PERSON"}

"""What becomes of a conversation whose time is over, row by row; texts without codes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.deidentify import CROCKFORD, Surrogate
from detectors.operators.keyed_hash import keyed_hash
from gateway.retention.disposal import Disposal, disposal, month_of, without_codes

NOW = datetime(2026, 5, 17, 13, 4, 5, 6, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("action", "keep_until", "expected"),
    [
        ("erase", None, Disposal.ERASE),
        ("erase", NOW, Disposal.ERASE),
        ("erase", NOW + MICROSECOND, Disposal.MOVE),
        ("anonymise", None, Disposal.ANONYMISE),
        ("anonymise", NOW + MICROSECOND, Disposal.MOVE),
        ("review", None, Disposal.REVIEW),
        ("review", NOW + MICROSECOND, Disposal.MOVE),
        ("anonymised", None, Disposal.ANONYMISED),
        ("move_to_separate_store", NOW + MICROSECOND, Disposal.MOVE),
        ("move_to_separate_store", NOW, Disposal.ERASE),
        ("move_to_separate_store", None, Disposal.REVIEW),
        ("", None, Disposal.REVIEW),
        ("shred", None, Disposal.REVIEW),
        ("shred", NOW + MICROSECOND, Disposal.MOVE),
    ],
)
def test_the_rule(action: str, keep_until: datetime | None, expected: Disposal) -> None:
    assert disposal(action, keep_until, now=NOW) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("I am [PERSON_7KQ2M0XA].", "I am [PERSON]."),
        ("[PERSON_7KQ2M0XA.4F] and [CREDIT_CARD_00000000]", "[PERSON] and [CREDIT_CARD]"),
        ("[person_7kq2m0xa]", "[person]"),
        ("\\[PERSON\\_7KQ2M0XA\\]", "[PERSON]"),
        ("call PERSON_7KQ2M0XA now", "call PERSON now"),
        ("get_PERSON_7KQ2M0XA", "get_PERSON"),
        ("PERSON_7KQ2M0XA_4F", "PERSON"),
        ("[EMAIL_ADDRESS#3f1c0a9be2d4587a]", "[EMAIL_ADDRESS]"),
        # No codes: U, I, L and O are not in the alphabet, and nine are too many.
        ("[PERSON_7KQ2M0XU]", "[PERSON_7KQ2M0XU]"),
        ("PERSON_7KQ2M0XAB", "PERSON_7KQ2M0XAB"),
        ("[see note]", "[see note]"),
        ("snake_case_names and 12345678", "snake_case_names and 12345678"),
    ],
)
def test_texts_lose_their_codes(text: str, expected: str) -> None:
    assert without_codes(text) == expected


_CODES = st.text(alphabet=CROCKFORD, min_size=8, max_size=8)


@given(
    entity_type=st.sampled_from(["PERSON", "US_SSN", "IBAN_CODE", "EE_ISIKUKOOD"]),
    code=_CODES,
    spelling=st.just("") | st.text(alphabet=CROCKFORD, min_size=2, max_size=2),
    around=st.text(alphabet=" .,:[]()\n", max_size=4),
)
def test_no_surrogate_or_keyed_hash_stays(
    entity_type: str, code: str, spelling: str, around: str
) -> None:
    surrogate = Surrogate(entity_type=entity_type, code=code, spelling=spelling)
    for form in (
        surrogate.bracketed,
        surrogate.bare,
        keyed_hash(entity_type, "Jane Doe", key=bytes(32)),
    ):
        left = without_codes(f"{around}{form}{around}")
        assert entity_type in left
        assert code not in left
        assert "#" not in left


def test_a_time_becomes_its_month() -> None:
    assert month_of(NOW) == datetime(2026, 5, 1, tzinfo=UTC)

"""Codes: their form, their bounds, and how people type them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.rights.identity import (
    CODE_LIFETIME,
    MOST_ATTEMPTS,
    MOST_CODES,
    CodeState,
    code_digest,
    made,
    new_code,
    proof_digest,
    tried,
)

NOW = datetime(2026, 11, 23, tzinfo=UTC)
KEY = b"k" * 32
OUT = made(CodeState(), "d1", now=NOW)


@given(st.binary(min_size=5, max_size=5))
def test_a_code_has_forty_bits_and_no_look_alikes(random: bytes) -> None:
    code = new_code(lambda count: random[:count])
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", code)


def test_codes_differ_where_the_entropy_does() -> None:
    codes = {new_code(lambda count, n=n: n.to_bytes(count, "big")) for n in range(5000)}  # type: ignore[misc]
    assert len(codes) == 5000


@pytest.mark.parametrize("typed", ["0123-ABCD", "0123abcd", " o123 abcd ", "OI23-ABCD", "0l23ABCD"])
def test_people_type_a_code_in_their_own_way(typed: str) -> None:
    assert code_digest(KEY, "r", code=typed) == code_digest(KEY, "r", code="0123-ABCD")


@pytest.mark.parametrize("other", ["0123-ABCE", "0123-ABC", "", "\ud800", "0123-ABCD1"])
def test_another_code_is_another(other: str) -> None:
    assert code_digest(KEY, "r", code=other) != code_digest(KEY, "r", code="0123-ABCD")


def test_a_digest_belongs_to_request_and_key() -> None:
    digests = {
        code_digest(KEY, "r", code="0123-ABCD"),
        code_digest(KEY, "s", code="0123-ABCD"),
        code_digest(b"l" * 32, "r", code="0123-ABCD"),
        proof_digest(KEY, b"code r:0123ABCD"),
        proof_digest(KEY, b""),
    }
    assert len(digests) == 5


def test_a_right_code_is_used_up() -> None:
    right, after = tried(OUT, "d1", now=NOW)
    assert (right, after) == (True, CodeState(made=1))
    assert tried(after, "d1", now=NOW) == (False, after)
    assert tried(after, "", now=NOW) == (False, after)


def test_a_code_counts_before_its_end() -> None:
    just = NOW + CODE_LIFETIME - timedelta(microseconds=1)
    assert tried(OUT, "d1", now=just)[0] is True
    assert tried(OUT, "d1", now=NOW + CODE_LIFETIME) == (False, CodeState(made=1))


def test_the_fifth_wrong_one_ends_it() -> None:
    state = OUT
    for attempt in range(1, MOST_ATTEMPTS):
        wrong, state = tried(state, "d2", now=NOW)
        assert (wrong, state.attempts) == (False, attempt)
    assert tried(state, "d1", now=NOW)[0] is True
    assert tried(state, "d2", now=NOW) == (False, CodeState(made=1))


def test_so_many_codes_and_no_more() -> None:
    state = CodeState()
    for number in range(MOST_CODES):
        assert state.can_be_made, number
        state = made(state, "d", now=NOW)
    assert not state.can_be_made
    assert state.attempts == 0

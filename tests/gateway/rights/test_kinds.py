"""The closed lists: the terms of the vocabulary, each in its place."""

from __future__ import annotations

from gateway.rights.kinds import (
    CLOSED,
    DELAYING,
    EVIDENCE_GROUNDS,
    OPEN,
    REJECTING,
    REQUIRING,
    WITHOUT_PROOF,
    Ground,
    Method,
    Reason,
    RightKind,
    Status,
    suffices,
)


def test_every_status_is_open_or_closed() -> None:
    assert set(Status) == OPEN | CLOSED
    assert not OPEN & CLOSED
    assert len(OPEN) == 6


def test_every_reason_belongs_to_one_step() -> None:
    assert sorted([*REQUIRING, *DELAYING, *REJECTING]) == sorted(Reason)


def test_stopping_needs_no_proof() -> None:
    assert {RightKind.OBJECTION, RightKind.WITHDRAWAL} == WITHOUT_PROOF


def test_grounds_are_reasons_of_the_vocabulary_or_of_article_17() -> None:
    words = {each.value for each in Reason}
    assert {each for each in Ground if each.value not in words} == {
        Ground.CLAIMS_EVIDENCE,
        Ground.LEGALLY_REQUIRED,
        Ground.NOTHING_FOUND,  # ours
    }
    assert len(EVIDENCE_GROUNDS) == 3


def test_an_officer_is_the_surest() -> None:
    assert all(suffices(Method.OFFICER, least) for least in Method)
    assert [suffices(Method.TOKEN, least) for least in Method] == [True, False, False, False]

"""What a webhook is told of an incident, and codes that fit one notice only."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from gateway.incidents.incident import Counts, Reach, Target, Words
from gateway.incidents.notice_message import (
    acknowledgement_code,
    detection,
    facts,
    notice_body,
)
from tests.gateway.storage.samples import DAY, START
from tests.gateway.storage.test_incident_rows import incident, notice

KEY = bytes(32)
WHOLE = incident(
    "acme",
    reach=Reach(began_at=START - DAY, recipients=frozenset({"b", "a"})),
    words=Words(description="It was lost.", effects="Few.", measures="Many."),
    counts=Counts(people=1, conversations=2, disclosures=3, at=START),
    authority_due_at=START + 3 * DAY,
    controller_due_at=START + DAY,
)
TEXTS = st.text(max_size=8)


def test_a_detection_holds_codes_and_counts_and_no_words() -> None:
    told = detection(WHOLE)
    assert told["type"] == "DataBreachDetectionReport"
    assert (told["people"], told["conversations"], told["disclosures"]) == (1, 2, 3)
    assert told["recipients"] == ["a", "b"]
    assert told["began_at"] == "2026-01-30T12:00:00.123456Z"
    assert "lost" not in json.dumps(told)
    bare = facts(incident("acme"))
    assert (bare["people"], bare["counted_at"], bare["party"]) == (None, None, None)


def test_a_notice_says_what_the_law_asks_for() -> None:
    told = notice_body(WHOLE, notice(2), contact="privacy@example.com", code="c0de")
    assert (told["type"], told["notice"], told["phase"]) == ("ControllerBreachNotice", 2, "initial")
    assert told["due_at"] == "2026-02-01T12:00:00.123456Z"
    assert (told["description"], told["effects"], told["measures"], told["contact"]) == (
        "It was lost.",
        "Few.",
        "Many.",
        "privacy@example.com",
    )
    assert told["acknowledge"] == {
        "path": "/privacy/incidents/incident-1/acknowledge",
        "notice": 2,
        "code": "c0de",
    }
    assert json.loads(json.dumps(told)) == told


def test_words_that_are_gone_are_none_and_only_a_controller_has_a_day() -> None:
    gone = replace(WHOLE, words=None)
    told = notice_body(gone, notice(1, target=Target.PEOPLE), contact="x", code="y")
    assert [told[name] for name in ("description", "effects", "measures", "due_at")] == [None] * 4
    assert told["type"] == "DSBreachNotice"


def test_a_code_is_of_one_notice_of_one_incident_under_one_key() -> None:
    asked = [
        (key, tenant, incident_id, seq)
        for key in (KEY, bytes([1]) * 32)
        for tenant, incident_id in (("a", "bc"), ("ab", "c"), ("a1", "bc"))
        for seq in (1, 11)
    ]
    codes = [
        acknowledgement_code(key, tenant, incident_id=incident_id, seq=seq)
        for key, tenant, incident_id, seq in asked
    ]
    assert len(set(codes)) == len(asked)
    assert all(len(each) == 64 and each == each.lower() for each in codes)


@given(names=st.lists(st.tuples(TEXTS, TEXTS, st.integers(1, 999)), max_size=4, unique=True))
def test_two_notices_never_have_one_code(names: list[tuple[str, str, int]]) -> None:
    codes = [acknowledgement_code(KEY, a, incident_id=b, seq=seq) for a, b, seq in names]
    assert all(one != other for one, other in combinations(codes, 2))

"""What is kept of an answer holds no value that the policy keeps from the store."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.deidentify import Ledger
from detectors.types import Finding
from gateway.model import Destination
from gateway.policy import Policy
from gateway.proxy.rewrite import Operators
from gateway.proxy.store_text import set_aside, store_texts
from tests.gateway.proxy import policies
from tests.gateway.proxy.policies import CARD, MAIL, SSN, actions

MASKED = policies.policy({"CREDIT_CARD": actions("surrogate", "mask")})


def operators(under: Policy) -> Operators:
    return Operators(policy=under, ledger=Ledger(b"k" * 32), hash_key=b"h" * 32)


def found(text: str, *values: tuple[str, str]) -> list[Finding]:
    return [
        Finding(entity_type=kind, start=start, end=start + len(value), score=1.0, detector="t")
        for value, kind in values
        for start in (text.index(value),)
    ]


def stored(
    of: Operators,
    texts: Sequence[str],
    *findings: Sequence[Finding],
    values: Sequence[tuple[str, str]] = (),
) -> list[str]:
    aside = [set_aside(text, of.ledger, before=None) for text in texts]
    return store_texts(
        of, aside, found=[*findings, *([[]] * (len(texts) - len(findings)))], values=values
    )


def test_surrogates_are_set_aside_in_place() -> None:
    of = operators(MASKED)
    put = of.apply("CREDIT_CARD", CARD, destination=Destination.UPSTREAM)
    raw = f"Your card {put}, and [CREDIT_CARD_00000000]."
    text = set_aside(raw, of.ledger, before="the turn before")
    assert len(text.segment.text) == len(raw)
    assert put not in text.segment.text
    assert "[CREDIT_CARD_00000000]" in text.segment.text
    assert text.segment.before == "the turn before"
    assert [raw[start:end] for start, end, _, _ in text.surrogates] == [put]
    assert "4111" not in repr(text)


@pytest.mark.parametrize(
    ("action", "kept"),
    [
        ("surrogate", r"card \[CREDIT_CARD_\w{8}\.\w\w\]!"),
        ("mask", r"card \*{4} \*{4} \*{4} 1111!"),
        ("suppress", r"card \[CREDIT_CARD\]!"),
        ("block", r"card \[CREDIT_CARD\]!"),
        ("keyed_hash", r"card \[CREDIT_CARD#[0-9a-f]{16}\]!"),
    ],
)
def test_a_surrogate_becomes_what_the_policy_stores(action: str, kept: str) -> None:
    of = operators(policies.policy({"CREDIT_CARD": actions("surrogate", action)}))
    put = of.apply("CREDIT_CARD", CARD, destination=Destination.UPSTREAM)
    assert re.fullmatch(kept, stored(of, [f"card {put}!"])[0])


@pytest.mark.parametrize("action", ["surrogate", "mask", "suppress", "block", "keyed_hash"])
def test_a_new_finding_is_treated_like_one_of_a_request(action: str) -> None:
    of = operators(policies.policy({"US_SSN": actions("surrogate", action)}))
    text = f"Is it {SSN}?"
    kept = stored(of, [text], found(text, (SSN, "US_SSN")))[0]
    assert "078" not in kept
    assert kept.startswith("Is it ")
    assert kept.endswith("?")


@pytest.mark.parametrize("upstream", ["allow", "mask", "suppress", "surrogate", "keyed_hash"])
def test_a_value_of_the_request_is_replaced_though_nothing_finds_it_here(upstream: str) -> None:
    of = operators(policies.policy({"OTHER_ID": actions(upstream, "mask")}))
    kept = stored(of, ["Your code is AB 7788-99."], values=[("OTHER_ID", "AB778899")])
    assert kept == ["Your code is ** ****-**."]


def test_a_value_found_in_one_text_is_replaced_in_the_others() -> None:
    of = operators(MASKED)
    texts = ["I think you are Malathi", "malathi asked for it"]
    kept = stored(of, texts, found(texts[0], ("Malathi", "PERSON")))
    assert "malathi" not in " ".join(kept).lower()


def test_what_the_store_may_hold_stays() -> None:
    of = operators(policies.policy({"PERSON": actions("surrogate", "allow")}))
    put = of.apply("PERSON", "Malathi", destination=Destination.UPSTREAM)
    text = f"{put} is not Jane"
    assert stored(of, [text], found(text, ("Jane", "PERSON"))) == ["Malathi is not Jane"]


def test_a_finding_below_the_threshold_is_left() -> None:
    of = operators(policies.policy(threshold={"default": 1.0, "PERSON": 1.01}))
    text = "It is Jane"
    assert stored(of, [text], found(text, ("Jane", "PERSON"))) == [text]


def test_a_finding_that_spans_a_surrogate_leaves_nothing_of_itself() -> None:
    of = operators(policies.policy())
    put = of.apply("PERSON", "Malathi", destination=Destination.UPSTREAM)
    text = f"at 12 {put} Gardens today"
    kept = stored(of, [text], found(text, (f"12 {put} Gardens", "ADDRESS")))[0]
    assert "Gardens" not in kept
    assert "12" not in kept
    assert kept.startswith("at ")
    assert kept.endswith(" today")


WORDS = st.sampled_from(["hello", "card", SSN, MAIL, "Malathi", "<1>", "<2>", "[PERSON_00000000]"])


@given(st.lists(WORDS, max_size=8), st.sampled_from(["surrogate", "mask", "suppress"]))
def test_no_value_is_kept_in_any_mixture(words: list[str], action: str) -> None:
    under = policies.policy({"default": actions("surrogate", action)})
    of = operators(under)
    marks = {
        "<1>": of.apply("PERSON", "Malathi", destination=Destination.UPSTREAM),
        "<2>": of.apply("EMAIL_ADDRESS", "JANE@example.com", destination=Destination.UPSTREAM),
    }
    text = " ".join(marks.get(word, word) for word in words)
    kept = stored(
        of,
        [text],
        found(text, (SSN, "US_SSN")) if SSN in words else [],
        values=[("PERSON", "Malathi"), ("EMAIL_ADDRESS", "JANE@example.com")],
    )[0]
    for value in (SSN, MAIL, "Malathi"):
        assert value.lower() not in kept.lower()
    for word in ("hello", "card", "[PERSON_00000000]"):
        assert kept.count(word) == words.count(word)

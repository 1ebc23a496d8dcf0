"""What policy keeps from a destination stands in none of its texts, and comes back whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.deidentify import Ledger
from detectors.operators.keyed_hash import keyed_hash
from detectors.types import Finding
from gateway.errors import Refused
from gateway.model import Action, Destination, Examined, Kind, Segment
from gateway.policy import Mode, Policy
from gateway.proxy.leaves import Leaf, Reading
from gateway.proxy.rewrite import Operators, acted_on, changes, with_known_values
from gateway.proxy.surrogate_text import restore_argument
from tests.gateway.proxy import policies
from tests.gateway.proxy.policies import CARD, MAIL, SSN, actions

KEY = b"k" * 32
UPSTREAM, STORE, USER = Destination.UPSTREAM, Destination.STORE, Destination.USER
CARDS = policies.policy({"CREDIT_CARD": actions("surrogate", "mask", "mask")})


def operators(under: Policy = CARDS, *, key: bytes = KEY, hash_key: bytes = b"h" * 32) -> Operators:
    return Operators(policy=under, ledger=Ledger(key), hash_key=hash_key)


def segment(text: str, kind: Kind = Kind.TEXT, pointer: str = "/messages/0/content") -> Segment:
    return Segment(pointer=pointer, kind=kind, role="user", text=text)


def finding(text: str, value: str, entity_type: str, *, score: float = 1.0) -> Finding:
    start = text.index(value)
    return Finding(
        entity_type=entity_type, start=start, end=start + len(value), score=score, detector="t"
    )


def examined(text: str, value: str, entity_type: str, kind: Kind = Kind.TEXT) -> Examined:
    return Examined(segment=segment(text, kind), findings=(finding(text, value, entity_type),))


def rewritten(of: Operators, each: Examined, *, destination: Destination = UPSTREAM) -> str:
    return changes(of, [each], destination=destination)[0].get(0, each.segment.text)


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("allow", MAIL),
        ("surrogate", r"\[EMAIL_ADDRESS_[0-9A-HJKMNP-TV-Z]{8}\]"),
        ("mask", r"\*{4}@\*{7}\.\*{3}"),
        ("suppress", r"\[EMAIL_ADDRESS\]"),
        ("keyed_hash", r"\[EMAIL_ADDRESS#[0-9a-f]{16}\]"),
    ],
)
@pytest.mark.parametrize("destination", [UPSTREAM, STORE, USER])
def test_each_action(action: str, expected: str, destination: Destination) -> None:
    under = policies.policy({"EMAIL_ADDRESS": dict.fromkeys(Destination, Action(action))})
    put = operators(under).apply("EMAIL_ADDRESS", MAIL, destination=destination)
    assert re.fullmatch(expected, put)


@pytest.mark.parametrize("destination", [UPSTREAM, USER])
def test_block_refuses_and_names_only_the_type(destination: Destination) -> None:
    under = policies.policy({"US_SSN": actions("block", "block", "block")})
    with pytest.raises(Refused) as refusal:
        operators(under).apply("US_SSN", SSN, destination=destination)
    assert refusal.value.code == "content_blocked"
    assert "078" not in f"{refusal.value!r} {refusal.value.details}"


def test_what_the_store_may_not_hold_is_suppressed_there() -> None:
    under = policies.policy({"US_SSN": actions("surrogate", "block")})
    assert operators(under).apply("US_SSN", SSN, destination=STORE) == "[US_SSN]"


@pytest.mark.parametrize("action", ["surrogate", "mask", "suppress", "keyed_hash"])
@pytest.mark.parametrize("kind", [Kind.NAME, Kind.KEY])
@pytest.mark.parametrize("destination", [UPSTREAM, STORE])
def test_names_get_what_their_alphabet_allows(
    action: str, kind: Kind, destination: Destination
) -> None:
    under = policies.policy({"CREDIT_CARD": dict.fromkeys(Destination, Action(action))})
    put = operators(under).apply("CREDIT_CARD", CARD, destination=destination, kind=kind)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", put)
    assert "4111" not in put


def test_a_name_that_the_store_may_not_hold_is_bare_too() -> None:
    under = policies.policy({"CREDIT_CARD": actions("surrogate", "block")})
    put = operators(under).apply("CREDIT_CARD", CARD, destination=STORE, kind=Kind.NAME)
    assert put == "CREDIT_CARD"


def test_bare_and_bracketed_forms_are_one_surrogate() -> None:
    of = operators()
    bracketed = of.apply("CREDIT_CARD", CARD, destination=UPSTREAM)
    bare = of.apply("CREDIT_CARD", CARD, destination=UPSTREAM, kind=Kind.NAME)
    assert re.sub(r"[\[\]]", "", bracketed).replace(".", "_") == bare
    assert len(of.ledger) == 1


def test_one_request_for_two_destinations() -> None:
    text = f"pay with {CARD}"
    each = examined(text, CARD, "CREDIT_CARD")
    of = operators()
    assert rewritten(of, each, destination=STORE) == "pay with **** **** **** 1111"
    sent = rewritten(of, each, destination=UPSTREAM)
    assert re.fullmatch(r"pay with \[CREDIT_CARD_\w{8}\.\w\w\]", sent)
    assert restore_argument(sent, of.ledger) == text
    assert rewritten(of, each, destination=STORE) == "pay with **** **** **** 1111"


def test_observe_mode_sends_as_it_was_written_and_stores_as_ever() -> None:
    under = replace(CARDS, mode=Mode.UNSAFE_OBSERVE)
    for kind in Kind:
        each = examined(CARD, CARD, "CREDIT_CARD", kind)
        assert changes(operators(under), [each], destination=UPSTREAM) == ({}, {})
        assert "4111" not in rewritten(operators(under), each, destination=STORE)
    assert operators(under).apply("CREDIT_CARD", CARD, destination=USER) == CARD


@pytest.mark.parametrize("action", ["surrogate", "mask", "suppress", "keyed_hash"])
def test_a_finding_in_a_fixed_leaf_refuses(action: str) -> None:
    under = policies.policy({"CREDIT_CARD": actions(action)})
    each = examined("4111111111111111", "4111111111111111", "CREDIT_CARD", Kind.FIXED)
    with pytest.raises(Refused) as refusal:
        changes(operators(under), [each], destination=UPSTREAM)
    assert refusal.value.details == {
        "entity_types": {"CREDIT_CARD": 1},
        "pointers": ["/messages/0/content"],
    }
    assert "4111" not in repr(refusal.value)
    assert "4111111" not in rewritten(operators(under), each, destination=STORE)


def test_a_fixed_leaf_that_may_go_to_the_recipient_goes() -> None:
    under = policies.policy({"CREDIT_CARD": actions("allow", "mask")})
    each = examined(CARD, CARD, "CREDIT_CARD", Kind.FIXED)
    assert changes(operators(under), [each], destination=UPSTREAM) == ({}, {})
    assert rewritten(operators(under), each, destination=STORE) == "**** **** **** 1111"


def test_a_number_in_tool_data_becomes_a_string() -> None:
    each = examined("4111111111111111", "4111111111111111", "CREDIT_CARD", Kind.NUMBER)
    assert re.fullmatch(r"\[CREDIT_CARD_\w{8}\]", rewritten(operators(), each))


def test_counts_are_of_what_was_replaced() -> None:
    under = policies.policy({"PERSON": actions("allow"), "US_SSN": actions("mask")})
    each = [
        examined(f"a {SSN}", SSN, "US_SSN"),
        examined("I am Malathi", "Malathi", "PERSON"),
        examined(f"b {SSN}", SSN, "US_SSN"),
    ]
    changed, counts = changes(operators(under), each, destination=UPSTREAM)
    assert set(changed) == {0, 2}
    assert counts == {"US_SSN": 2}


@pytest.mark.parametrize(("score", "kept"), [(0.49, False), (0.5, True), (1.0, True), (0.0, False)])
def test_a_finding_is_acted_on_from_the_threshold_on(score: float, kept: bool) -> None:
    each = finding(MAIL, MAIL, "EMAIL_ADDRESS", score=score)
    assert bool(acted_on(policies.policy(), [each])) is kept
    lower = policies.policy(threshold={"default": 0.9, "EMAIL_ADDRESS": 0.5})
    assert bool(acted_on(lower, [each])) is kept


def known(under: Policy, texts: Sequence[str], *found: tuple[int, str, str]) -> list[Examined]:
    """The texts as examined, with findings given as (text's index, value, type)."""
    return with_known_values(
        under,
        [segment(text) for text in texts],
        found=[
            [finding(text, value, kind) for place, value, kind in found if place == index]
            for index, text in enumerate(texts)
        ],
    )


def test_a_value_found_once_is_replaced_wherever_it_stands() -> None:
    texts = ["my name? malathi", "MALATHI, and malathi's card", "malathis", '{"malathi": 1}']
    each = known(CARDS, texts, (0, "malathi", "PERSON"))
    changed, counts = changes(operators(), each, destination=UPSTREAM)
    assert set(changed) == {0, 1, 3}
    assert "malathi" not in "".join(changed.values()).lower()
    assert counts == {"PERSON": 4}


def test_a_known_value_in_a_fixed_leaf_refuses() -> None:
    found = [[finding(SSN, SSN, "US_SSN")], []]
    segments = [segment(SSN), segment("078051120", Kind.FIXED, "/seed")]
    each = with_known_values(CARDS, segments, found=found)
    with pytest.raises(Refused) as refusal:
        changes(operators(), each, destination=UPSTREAM)
    assert refusal.value.details["pointers"] == ["/seed"]


@pytest.mark.parametrize("kind", [Kind.FIXED, Kind.NAME, Kind.KEY])
def test_a_short_known_value_refuses_no_request_and_renames_nothing(kind: Kind) -> None:
    segments = [segment("my cvv is 2024"), segment("gpt-4o-2024-08-06", kind)]
    found = [(finding(segments[0].text, "2024", "CARD_CVV"),), ()]
    kept = with_known_values(CARDS, segments, found=found)
    assert kept[1].findings == ()
    again = with_known_values(CARDS, [segments[0], segment("so 2024 it is")], found=found)
    assert [each.detector for each in again[1].findings] == ["known_value"]


@pytest.mark.parametrize(
    ("kind", "text", "counted"),
    [
        (Kind.KEY, "Asha", True),
        (Kind.KEY, "asha_id", False),
        (Kind.NAME, "asha", False),
        (Kind.FIXED, "asha", False),
        (Kind.NUMBER, "asha", True),
    ],
)
def test_a_short_known_name_that_is_all_of_a_key_is_the_person(
    kind: Kind, text: str, counted: bool
) -> None:
    segments = [segment("i am asha"), segment(text, kind)]
    each = with_known_values(CARDS, segments, found=[[finding("i am asha", "asha", "PERSON")], []])
    assert bool(each[1].findings) is counted


@pytest.mark.parametrize(
    ("read", "counted"),
    [
        (Reading.TALK, ["one", "whole", "ssn"]),
        (Reading.VALUE, ["one", "whole", "ssn"]),
        (Reading.KEY, ["one", "whole", "ssn"]),
        (Reading.FIXED, ["whole", "ssn"]),
    ],
)
def test_what_is_known_by_how_a_leaf_is_read(read: Reading, counted: list[str]) -> None:
    said = [segment("i am virginia"), segment("Malathi Rao"), segment(SSN)]
    words = {"one": "virginia", "whole": "get_malathi_rao", "ssn": "078051120"}
    leaves = [
        Leaf(pointer="/x", kind=Kind.TEXT, role="", text=text, reading=read)
        for text in words.values()
    ]
    found = [
        [finding("i am virginia", "virginia", "PERSON")],
        [finding("Malathi Rao", "Malathi Rao", "PERSON")],
        [finding(SSN, SSN, "US_SSN")],
    ]
    each = with_known_values(CARDS, [*said, *leaves], found=[*found, [], [], []])
    hit = [name for name, e in zip(words, each[3:], strict=True) if e.findings]
    assert hit == counted


def test_in_fixed_words_a_name_hides_no_identifier() -> None:
    text = "virginia 078051120"
    said = [segment(f"{text}."), segment(SSN)]
    leaf = Leaf(pointer="/x", kind=Kind.NAME, role="", text=text, reading=Reading.FIXED)
    found = [[finding(f"{text}.", text, "LOCATION")], [finding(SSN, SSN, "US_SSN")], []]
    each = with_known_values(CARDS, [*said, leaf], found=found)
    assert [f.entity_type for f in each[2].findings] == ["US_SSN"]


def test_a_value_below_the_threshold_is_not_known() -> None:
    each = with_known_values(
        policies.policy(),
        [segment(MAIL), segment(MAIL)],
        found=[[finding(MAIL, MAIL, "EMAIL_ADDRESS", score=0.1)], []],
    )
    assert changes(operators(), each, destination=UPSTREAM) == ({}, {})


def test_a_value_that_stands_under_two_types_goes_nowhere_that_one_forbids() -> None:
    under = policies.policy({"PHONE_NUMBER": actions("allow"), "US_SSN": actions("surrogate")})
    texts = ["call 078051120", "my ssn is 078051120", "again 078051120"]
    each = known(under, texts, (0, "078051120", "PHONE_NUMBER"), (1, "078051120", "US_SSN"))
    changed, _ = changes(operators(under), each, destination=UPSTREAM)
    sent = [changed.get(index, text) for index, text in enumerate(texts)]
    assert "078051120" not in " ".join(sent)


def test_reprs_hold_no_value_and_no_key() -> None:
    of = operators(hash_key=b"canary-of-a-key-0123456789abcdef")
    of.apply("CREDIT_CARD", CARD, destination=UPSTREAM)
    shown = repr(of) + repr(examined(CARD, CARD, "CREDIT_CARD"))
    assert "4111" not in shown
    assert "canary" not in shown


def test_keyed_hashes_are_the_same_in_every_conversation_under_one_key() -> None:
    under = policies.policy({"EMAIL_ADDRESS": actions("keyed_hash")})
    puts = {
        operators(under, key=key).apply("EMAIL_ADDRESS", MAIL, destination=UPSTREAM)
        for key in (b"1" * 32, b"2" * 32)
    }
    assert puts == {keyed_hash("EMAIL_ADDRESS", MAIL, key=b"h" * 32)}


def test_surrogates_are_of_one_conversation_only() -> None:
    each = examined(CARD, CARD, "CREDIT_CARD")
    first, second = operators(key=b"1" * 32), operators(key=b"2" * 32)
    sent = rewritten(first, each)
    assert sent != rewritten(second, each)
    assert restore_argument(sent, second.ledger) == sent


VALUES = [CARD, "4111111111111111", SSN, MAIL, "JANE@example.com", "Malathi Rao", "malathi", "Ana"]
TYPES = {"4": "CREDIT_CARD", "0": "US_SSN", "j": "EMAIL_ADDRESS", "J": "EMAIL_ADDRESS"}
NOISE = st.text(st.sampled_from(" ,.;:!?()[]{}\"'-\n\té\u200bZzq\U0001f600"), max_size=6)
PIECES = st.lists(st.tuples(NOISE, st.sampled_from(VALUES), NOISE), min_size=1, max_size=5)


def type_of(value: str) -> str:
    return TYPES.get(value[0], "PERSON")


def spans(pieces: Sequence[tuple[str, str, str]], given_up: Sequence[bool]) -> Examined:
    """A text of the pieces; of the values, those that are not given up are findings."""
    text, found = "", []
    for (before, value, after), miss in zip(pieces, given_up, strict=True):
        start = len(text) + len(before) + 1
        if not miss:
            found.append(
                Finding(
                    entity_type=type_of(value),
                    start=start,
                    end=start + len(value),
                    score=1.0,
                    detector="t",
                )
            )
        text += f"{before} {value} {after}"
    return Examined(segment=segment(text), findings=tuple(found))


@given(st.lists(PIECES, min_size=1, max_size=4), st.data())
def test_what_was_redacted_comes_back_as_it_was(
    texts: list[list[tuple[str, str, str]]], data: st.DataObject
) -> None:
    each = [spans(pieces, [data.draw(st.booleans()) for _ in pieces]) for pieces in texts]
    of = operators(policies.policy())
    whole = with_known_values(
        of.policy, [e.segment for e in each], found=[e.findings for e in each]
    )
    changed, _ = changes(of, whole, destination=UPSTREAM)
    for index, source in enumerate(each):
        sent = changed.get(index, source.segment.text)
        assert restore_argument(sent, of.ledger) == source.segment.text
    found = {e.segment.text[f.start : f.end] for e in each for f in e.findings}
    for value in found - {"Ana"}:  # three letters are no known value
        for sent in changed.values():
            assert value not in sent


@given(st.text("0123456789ab\\[]._ -", max_size=8), st.text("0123456789ab\\[]._ -", max_size=8))
def test_whatever_stands_beside_a_value_comes_back_too(before: str, after: str) -> None:
    text = f"{before}Malathi{after}"
    of = operators(policies.policy())
    sent = rewritten(of, examined(text, "Malathi", "PERSON"))
    assert "Malathi" not in sent
    assert restore_argument(sent, of.ledger) == text


@given(st.lists(st.sampled_from(VALUES) | st.text(min_size=1, max_size=8), unique=True))
def test_two_values_never_share_a_surrogate(values: list[str]) -> None:
    of = operators(policies.policy())
    for kind in (Kind.TEXT, Kind.NAME):
        puts = [
            of.apply(type_of(value), value, destination=UPSTREAM, kind=kind) for value in values
        ]
        assert len(set(puts)) == len(values)
        assert [restore_argument(put, of.ledger) for put in puts] == values

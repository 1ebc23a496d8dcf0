"""Names and tool arguments on their way to the user."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.deidentify import Ledger
from detectors.types import Finding
from gateway.errors import UpstreamFailed
from gateway.model import Action
from gateway.proxy.stream import Blocked, LanePlan
from gateway.proxy.toward_user import MOST_LANES, TowardUser, whole
from tests.gateway.proxy import lanes
from tests.gateway.proxy.lanes import (
    BLOCK,
    CARD,
    CARDS,
    LEDGER,
    LINK,
    MAIL,
    NOTHING,
    PERSON,
    SHOUTED,
    P,
)

BARE = PERSON.bare


def toward(plan: LanePlan = CARDS, **changes: Any) -> TowardUser:
    fields: dict[str, Any] = {
        "ledger": LEDGER,
        "plan": plan,
        "examine": lanes.examine,
        "operate": lanes.operate,
        "restore_arguments": frozenset({"pay"}),
    }
    return TowardUser(**(fields | changes))


def test_lanes_restore_and_act_and_are_counted() -> None:
    user = toward()
    first, second = user.lane(), user.lane(json_text=True)
    assert whole(first, f"Hello {P}, {CARD}.") == "Hello Malathi Rao, <CREDIT_CARD:19>."
    assert whole(second, f'{{"a": "{P}"}}') == '{"a": "Malathi Rao"}'
    assert user.restored == 2
    assert user.masked == {"CREDIT_CARD": 1}


def test_a_text_that_is_no_lane_is_counted_and_not_kept() -> None:
    user = toward(json_text=True)
    assert user.text(f'"{P}", {CARD}') == '"Malathi Rao", <CREDIT_CARD:19>'
    assert user.text(f"{P}!", restore=False) == f"{P}!"
    assert (user.restored, user.masked, user.lanes) == (1, {"CREDIT_CARD": 1}, [])


def test_a_word_of_the_recipient_is_examined_as_an_identifier_and_not_restored() -> None:
    name = Finding(entity_type="PERSON", start=0, end=6, score=0.9, detector="t")
    plan = LanePlan(actions={"PERSON": Action.MASK, "CREDIT_CARD": Action.MASK})
    user = toward(plan, examine=lambda text: lanes.examine(text) or (name,))
    assert user.word("claude-3") == "claude-3"
    assert user.word(f"{P} {CARD}") == f"{P} <CREDIT_CARD:19>"
    assert (user.restored, user.masked, user.lanes) == (0, {"CREDIT_CARD": 1}, [])


def test_two_answers_share_nothing() -> None:
    first, second = toward(), toward()
    whole(first.lane(), f"{P} {CARD}")
    assert (second.restored, second.masked, second.lanes) == (0, {}, [])


NAMES = {BARE: "Malathi Rao", f"get_{BARE}_orders": "get_Malathi_orders"}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_the_request_rewrote_comes_back(name: str) -> None:
    # A tool's name comes back as the chatbot knows it, or the call cannot be made.
    user = toward(names=NAMES)
    assert user.name(name) == NAMES[name]
    assert user.restored == 1


@pytest.mark.parametrize(
    "name",
    ["", "pay", P, BARE.lower(), f"{BARE} ", f"orders_of_{BARE}", f"{BARE}_{BARE}",
     SHOUTED.bare, MAIL.bare, LINK.bare + BARE, "PERSON_00000000"],
)  # fmt: skip
def test_a_name_that_the_model_made_of_surrogates_does_not(name: str) -> None:
    for names in (NAMES, {}):
        user = toward(names=names)
        assert user.name(name) == name
        assert user.restored == 0


TREE = {"to": P, "list": [f"for {P}", 12345678, 1.50, True, None], "in": {BARE: "x"}}
RESTORED = {
    "to": "Malathi Rao",
    "list": ["for Malathi Rao", 12345678, 1.50, True, None],
    "in": {"Malathi Rao": "x"},
}


def test_arguments_are_restored_for_tools_that_the_policy_names() -> None:
    user = toward()
    assert json.loads(user.arguments("pay", json.dumps(TREE))) == RESTORED
    assert user.restored == 3


@pytest.mark.parametrize("tool", ["search", "", "Pay", "pay ", BARE])
def test_and_for_no_other(tool: str) -> None:
    user = toward()
    text = json.dumps(TREE)
    assert user.arguments(tool, text) == text
    assert user.restored == 0


@pytest.mark.parametrize(
    "text",
    ["", P, f'{{"a": "{P}"', f'{{"a": "{P}", "a": 1}}', f"{{'a': '{P}'}}", f'["{P}", NaN]',
     f'["{P}", "\\ud800"]', "[" * 200 + f'"{P}"' + "]" * 200],
)  # fmt: skip
def test_what_is_not_clean_json_is_never_restored(text: str) -> None:
    user = toward()
    assert user.arguments("pay", text) == text
    assert user.restored == 0


def test_a_value_cannot_break_out_of_its_string() -> None:
    ledger = Ledger(b"q" * 32)
    quoted = ledger.issue("PERSON", 'x", "admin": "yes')
    shown = toward(ledger=ledger).arguments("pay", json.dumps({"to": quoted.bracketed}))
    assert json.loads(shown) == {"to": 'x", "admin": "yes'}


@pytest.mark.parametrize("tool", ["pay", "search"])
@pytest.mark.parametrize(
    ("argument", "shown"),
    [
        ({"a": CARD}, {"a": "<CREDIT_CARD:19>"}),
        ({"a": 4111111111111111}, {"a": "<CREDIT_CARD:16>"}),
        ({CARD: 1}, {"<CREDIT_CARD:19>": 1}),
        ([[CARD], "x"], [["<CREDIT_CARD:19>"], "x"]),
        (CARD, "<CREDIT_CARD:19>"),
    ],
)
def test_new_findings_in_arguments_are_acted_on(tool: str, argument: Any, shown: Any) -> None:
    user = toward()
    assert json.loads(user.arguments(tool, json.dumps(argument))) == shown
    assert user.masked == {"CREDIT_CARD": 1}


def test_restored_arguments_are_not_examined() -> None:
    plan = LanePlan(actions={"EMAIL_ADDRESS": Action.MASK})
    shown = toward(plan).arguments("pay", json.dumps([MAIL.bracketed, "joe@example.com"]))
    assert json.loads(shown) == ["jane@example.com", "<EMAIL_ADDRESS:15>"]


def test_what_is_blocked_raises() -> None:
    user = toward(BLOCK)
    for text in (json.dumps([CARD]), CARD, json.dumps({CARD: 1})):
        with pytest.raises(Blocked) as blocked:
            user.arguments("pay", text)
        assert "4111" not in str(blocked.value)


@pytest.mark.parametrize(
    "keys", [(P, BARE), (P, P.lower()), (P, "Malathi Rao")]
)  # what models do to surrogates
def test_no_argument_is_lost_where_two_keys_mean_one_value(keys: tuple[str, str]) -> None:
    text = json.dumps(dict.fromkeys(keys, "x") | {keys[0]: "first", keys[1]: "second"})
    shown = json.loads(toward().arguments("pay", text))
    assert shown == {"Malathi Rao": "first", "Malathi Rao_2": "second"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9999999, 9999999) | st.text("ab[]_ é", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab_", max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(JSON, st.sampled_from(["pay", "search"]), st.sampled_from([CARDS, NOTHING]))
def test_nothing_found_leaves_the_bytes(tree: Any, tool: str, plan: LanePlan) -> None:
    for text in (json.dumps(tree), json.dumps(tree, ensure_ascii=False, indent=1)):
        assert toward(plan).arguments(tool, text) == text


def test_the_repr_holds_no_value() -> None:
    user = toward(names=NAMES)
    whole(user.lane(), f"{P} {CARD}")
    user.name(BARE)
    assert "alathi" not in repr(user)
    assert "4111" not in repr(user)


def test_in_arguments_a_word_is_a_name_only_where_something_says_so() -> None:
    def examine(text: str) -> tuple[Finding, ...]:
        return tuple(
            Finding(entity_type=kind, start=m.start(), end=m.end(), score=0.6, detector="t")
            for kind, word in (("PERSON", "rose"), ("CREDIT_CARD", "4111"))
            for m in re.finditer(word, text)
        )

    plan = LanePlan(actions={"PERSON": Action.MASK, "CREDIT_CARD": Action.MASK})
    user = toward(plan, examine=examine)
    text = '{"rose":"rose","owner":"rose","unit":["rose"],"note":"a rose","4111":"4111","n":4111}'
    assert json.loads(user.arguments("act", text)) == {
        "rose": "rose",
        "owner": "<PERSON:4>",
        "unit": ["rose"],
        "note": "a <PERSON:4>",
        "<CREDIT_CARD:4>": "<CREDIT_CARD:4>",
        "n": "<CREDIT_CARD:4>",
    }
    assert user.masked == {"PERSON": 2, "CREDIT_CARD": 3}


def test_names_and_ids_that_no_one_knows_are_examined_as_words() -> None:
    user = toward(names={"T_1": "pay"})
    assert user.name("T_1") == "pay"
    assert user.name("find_customer") == "find_customer"
    assert user.name(f"call_{P}") == f"call_{P}"
    assert user.name("call 4111111111111111") == "call <CREDIT_CARD:16>"
    with pytest.raises(Blocked):
        toward(BLOCK).name("call 4111111111111111")


@pytest.mark.parametrize("end", [', "a": 1}', ""])
def test_escapes_in_what_is_no_json_hide_nothing(end: str) -> None:
    hidden = '{"a": "\\u0034111 1111 1111 1111"' + end
    assert toward().arguments("pay", hidden) == '{"a": "<CREDIT_CARD:19>"' + end
    harmless = f'{{"a": "\\u0041 {P}"{end}'
    assert toward().arguments("pay", harmless) == harmless
    with pytest.raises(Blocked):
        toward(BLOCK).arguments("pay", hidden)


def test_lanes_have_a_bound() -> None:
    user = toward()
    for _ in range(MOST_LANES):
        user.lane()
    with pytest.raises(UpstreamFailed):
        user.lane()
    assert user.text(P) == "Malathi Rao"

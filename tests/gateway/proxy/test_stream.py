"""Lanes: a stream gives what the whole text gives, and holds no more than it must."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.deidentify import Replacement, replace
from detectors.errors import DetectorFailed
from detectors.tagger.units import units
from detectors.types import Finding
from gateway.model import Action
from gateway.proxy.stream import Blocked, Lane, LanePlan, plan_lanes
from tests.gateway.proxy.lanes import (
    ALL,
    BLOCK,
    CARD,
    CARDS,
    EMPTY,
    LEDGER,
    LINK,
    LOST,
    MAIL,
    NOTHING,
    PERSON,
    PHONE,
    SHOUTED,
    SSN,
    P,
    cuts,
    lane,
    operate,
    stream,
    whole,
)

CODE = PERSON.code
FRAGMENTS = [
    P, P.lower(), PERSON.bare, PERSON.bare.lower(), SHOUTED.bracketed, SHOUTED.bare,
    LOST.bracketed, LOST.bracketed[:-4] + "]", PHONE.bracketed, MAIL.bracketed, LINK.bracketed,
    SSN.bracketed.replace("_", "\\_").replace("[", "\\[").replace("]", "\\]"), P[:-1], P[1:],
    P[:5], P[:-4], f"[PERSON_{CODE}.ZZ]", "[PERSON_AAAAAAAA]", f"XPERSON_{CODE}", "PERSON_", "PE",
    f"PERSON_{CODE}.He", f"PERSON_{CODE}\\_", f"PERSON\\_{CODE}\\.", "[", "]", "\\", "_", ".",
    "(", ")", "<", ">", '"', "'", "=", "`", "**", "|", ",", ":", ";", "!", "?", "/", "-", "&",
    "](", "](<", "]:", "[x]: ", "[a](https://a.example/", "![i](", "<a href=", "<img src='",
    "</a>", "<script>", "</script>", "<!-- ", "-->", "://", "www.", "mailto:", "evil.example",
    ".com", "a.b", " ", "  ", "\n", "\r\n", "\n\n", "\t", "\u00a0", "\u200b", "\u2028", CARD,
    "4111111111111111", "4111-1111", "1111", "1", "12", "\u0664", "jane@example.com", "word",
    "Hi ", "Thanks. ", "你好", "。", "😀", "e\u0301", "\ud83d", "\ude00", "\\u003c", "\\n", '\\"',
    "x" * 250, "9" * 40,
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join)

EXAMPLES = [
    f"Hi {P}, how are you?",
    f'**{P}** and ({SHOUTED.bracketed}) or "{LOST.bare}".',
    f"\\[PERSON\\_{CODE}\\] / {P.lower()} / {PERSON.bare.title()}",
    f"[PERSON_AAAAAAAA] [PERSON_{CODE}.ZZ] PERSON_{CODE}X XPERSON_{CODE}",
    f"See [docs](https://a.example/?q={P}) for {P}",
    f'<img src="https://a.example/ {P}"> {P} <script>{P}</script> {P}',
    f"[x]: https://a.example\n'{P}'\n\n{P}",
    f"The card {CARD} of {P}, not 4111 1111 1111 1112.",
    f"4111 1111 {P} 1111 1111\n4111-1111-1111-1111.",
    f"{P}{SHOUTED.bracketed}{PHONE.bracketed} tel {PHONE.bare}",
    f"😀 你好{P}。\u2028{CARD}\u2028",
    f"a.{P}.example {P}.example [{P}] [{P}",
    f"PERSON_{CODE}.He said PERSON_{CODE}.",
    f"write to jane@example.com. Or {CARD}\r\n\r\nto {P}",
]


@pytest.mark.parametrize("plan", [CARDS, NOTHING, ALL], ids=["cards", "nothing", "all"])
@pytest.mark.parametrize("text", EXAMPLES)
def test_every_cut_gives_what_the_whole_text_gives(text: str, plan: LanePlan) -> None:
    expected = whole(text, plan)
    for pieces in cuts(text):
        assert stream(pieces, plan) == expected


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.lists(st.integers(0, 600)), st.sampled_from([CARDS, NOTHING, ALL]), st.booleans())
def test_any_cut_of_any_text(text: str, places: list[int], plan: LanePlan, json_text: bool) -> None:
    expected = whole(text, plan, json_text=json_text)
    ends = sorted({0, len(text), *(place for place in places if place <= len(text))})
    pieces = [text[a:b] for a, b in pairwise(ends)]
    assert stream(pieces, plan, json_text=json_text) == expected
    assert stream(list(text), plan, json_text=json_text) == expected


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_without_surrogates_and_actions_a_text_is_untouched_at_once(text: str) -> None:
    each = lane(NOTHING, ledger=EMPTY)
    if any("\ud800" <= character <= "\udfff" for character in text):
        return
    assert each.feed(text) == text
    assert each.flush() == ""
    assert each.raw == text


@pytest.mark.parametrize(
    "text",
    [
        "Hello there, ",
        "how (are) you? ",
        "50% of 3 things\n",
        "你好，世界。",
        "a [b] ",
        "x_y ",
        "{}\n",
    ],
)
def test_plain_text_comes_out_at_once(text: str) -> None:
    assert lane().feed(text) == text


def test_a_value_comes_out_as_soon_as_its_run_ends() -> None:
    each = lane()
    assert each.feed(f"Hi {P}") == "Hi "
    assert each.feed(",") == ""
    assert each.feed(" how") == "Malathi Rao, how"


def test_only_what_can_begin_an_issued_surrogate_is_held() -> None:
    assert lane().feed("Dear [PER") == "Dear "
    assert lane().feed("Dear [LOC") == "Dear [LOC"
    assert lane(ledger=EMPTY).feed("Dear [PER") == "Dear [PER"


def test_a_long_word_is_not_held_for_ever() -> None:
    each = lane()
    assert each.feed(P + "x" * 400).startswith(P)
    assert each.feed("y") == "y"


def test_a_card_is_held_until_its_run_ends_and_masked() -> None:
    each = lane()
    assert each.feed("it is 4111 1111 1111 11") == "it is "
    assert each.feed("11") == ""
    assert each.feed(" ok") == "<CREDIT_CARD:19> ok"
    assert each.masked == {"CREDIT_CARD": 1}


def test_restored_text_is_not_examined() -> None:
    ledger_lane = Lane(LEDGER, ALL, examine=lambda text: _boom(text), operate=operate)
    assert ledger_lane.feed(f"{MAIL.bracketed} ") + ledger_lane.flush() == "jane@example.com "


def _boom(text: str) -> tuple[Finding, ...]:
    if "@" in text:
        raise AssertionError("restored text was examined")
    return ()


def test_counts_and_raw() -> None:
    each = lane()
    text = f"{P} and {SHOUTED.bare} paid with {CARD}."
    assert each.feed(text) + each.flush() == (
        "Malathi Rao and MALATHI RAO paid with <CREDIT_CARD:19>."
    )
    assert (each.restored, dict(each.masked), each.raw) == (2, {"CREDIT_CARD": 1}, text)
    assert "Malathi" not in repr(each)


def test_block_stops_the_lane_for_good() -> None:
    each = lane(BLOCK)
    assert each.feed(f"it is {CARD}") == "it is "
    with pytest.raises(Blocked) as caught:
        each.feed(" ok")
    assert caught.value.entity_type == "CREDIT_CARD"
    assert "4111" not in str(caught.value)
    with pytest.raises(RuntimeError):
        each.feed("more")
    with pytest.raises(RuntimeError):
        each.flush()


@pytest.mark.parametrize("plan", [CARDS, ALL])
def test_a_detector_that_fails_lets_nothing_through(plan: LanePlan) -> None:
    def fails(text: str) -> tuple[Finding, ...]:
        raise DetectorFailed("card", ValueError)

    each = Lane(LEDGER, plan, examine=fails, operate=operate)
    with pytest.raises(DetectorFailed):
        each.feed(f"{CARD}.\nMore")
    with pytest.raises(RuntimeError):
        each.flush()


def test_halves_of_a_character_are_joined_and_lone_ones_replaced() -> None:
    each = lane(ledger=EMPTY)
    assert each.feed("a\ud83d") == "a"
    assert each.feed("\ude00b") == "😀b"
    assert each.feed("\ude00\ud83dx") == "\ufffd\ufffdx"
    assert each.feed("\ud83d") == ""
    assert each.flush() == "\ufffd"
    assert each.raw == "a😀b\ufffd\ufffdx\ufffd"


def test_json_text_is_spliced_escaped() -> None:
    ledger = type(LEDGER)(b"q" * 32)
    secret = ledger.issue("PASSWORD", 'a"b\\c\n')
    each = lane(ledger=ledger, json_text=True)
    assert each.feed(f'{{"p": "{secret.bracketed}"}}') + each.flush() == ('{"p": "a\\"b\\\\c\\n"}')


def test_a_digit_run_ends_at_a_surrogate() -> None:
    assert whole(f"4111 1111 {P}1111 1111") == "4111 1111 Malathi Rao1111 1111"


def tagged(text: str) -> tuple[Finding, ...]:
    """A tagger that works per unit, and minds where in it a word stands and how long it is."""
    found: list[Finding] = []
    for start, end in units(text):
        words = list(re.finditer(r"\w+", text[start:end]))
        for place, word in enumerate(words):
            if (place * 7 + len(words) * 3 + len(word[0])) % 5 == 0:
                found.append(
                    Finding(
                        entity_type="PERSON",
                        start=start + word.start(),
                        end=start + word.end(),
                        score=0.9,
                        detector="t",
                    )
                )
    return tuple(found)


SENTENCES = st.lists(
    st.sampled_from(
        ["my name is Ana. ", "Dr. Rao said so! ", "ok", " ", "\n", "Why? ", "a b c d e f g. ",
         "call 4111 1111. 22 33 ", "w " * 50, "one, two, three ", "J. K. Rao", "don't, Ann's ",
         "你好。 ", "e\u0301 ", "1.\n2.\n", "so ... well "]
    ),
    max_size=14,
).map("".join)  # fmt: skip
PEOPLE = plan_lanes({"PERSON": Action.MASK}.__getitem__, ["PERSON"])


@settings(max_examples=300, deadline=None)
@given(SENTENCES, st.lists(st.integers(0, 400)))
def test_a_tagger_sees_in_a_stream_what_it_sees_in_the_whole_text(
    text: str, places: list[int]
) -> None:
    expected = replace(
        text,
        [
            Replacement(start=f.start, end=f.end, text=operate("PERSON", text[f.start : f.end]))
            for f in tagged(text)
        ],
    )
    ends = sorted({0, len(text), *(place for place in places if place <= len(text))})
    for pieces in ([text[a:b] for a, b in pairwise(ends)], [text], list(text)):
        each = Lane(EMPTY, PEOPLE, examine=tagged, operate=operate)
        assert "".join(map(each.feed, pieces)) + each.flush() == expected


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("My name is", ""),
        ("My name is Ana Rao.", ""),
        ("My name is Ana Rao. ", "My name is Ana Rao. "),
        ("My name is Ana Rao\n", "My name is Ana Rao\n"),
        ("I saw Dr. ", ""),
        ("w " * 48, "w " * 48),
        ("w " * 47, ""),
        ("Yes! It is 4111 1111. ", "Yes! "),
    ],
)
def test_a_unit_is_held_until_it_ends(text: str, given: str) -> None:
    each = Lane(EMPTY, PEOPLE, examine=lambda _: (), operate=operate)
    assert each.feed(text) == given
    assert each.flush() == text[len(given) :]


def test_plan_from_a_policy() -> None:
    actions = {"default": Action.ALLOW, "CREDIT_CARD": Action.MASK, "PERSON": Action.ALLOW}
    plan = plan_lanes(actions.__getitem__, actions)
    assert (dict(plan.actions), plan.default) == ({"CREDIT_CARD": Action.MASK}, None)
    assert plan.acts
    assert plan.digits_only
    actions["default"] = Action.SUPPRESS
    plan = plan_lanes(actions.__getitem__, actions)
    assert plan.acts
    assert not plan.digits_only
    person = Finding(entity_type="PERSON", start=0, end=1, score=1.0, detector="t")
    other = Finding(entity_type="API_KEY", start=0, end=1, score=0.2, detector="t")
    assert plan.action(person) is None
    assert plan.action(other) is Action.SUPPRESS
    unsure = plan_lanes(actions.__getitem__, actions, acts_on=lambda finding: finding.score >= 0.5)
    assert unsure.action(other) is None

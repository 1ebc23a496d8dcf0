"""Payment cards: every range, every layout, the whole number and nothing but the number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from detectors import Engine
from detectors.numbers.payment_card import is_card_number, passes_luhn

from .conftest import Find

ENGINE = Engine()


def with_check_digit(prefix: str, length: int) -> str:
    body = prefix + "2840571936402857193"[: length - 1 - len(prefix)]
    return body + luhn.calc_check_digit(body)


NETWORKS = [
    ("4", 13), ("4", 16), ("4", 19), ("51", 16), ("55", 16), ("2221", 16), ("2720", 16),
    ("34", 15), ("37", 15), ("300", 14), ("305", 14), ("36", 14), ("38", 14), ("6011", 16),
    ("6011", 19), ("644", 16), ("65", 16), ("3528", 16), ("3589", 19), ("62", 16), ("62", 17),
    ("62", 18), ("62", 19), ("81", 16), ("5018", 12), ("5020", 13), ("5893", 14), ("6304", 15),
    ("6759", 16), ("6763", 17), ("6304", 18), ("6304", 19), ("508", 16), ("60", 16), ("353", 16),
    ("2200", 16), ("2204", 19), ("5067", 16), ("636368", 16), ("9792", 16), ("5061", 18),
]  # fmt: skip


@pytest.mark.parametrize(("prefix", "length"), NETWORKS)
def test_every_network(prefix: str, length: int, find: Find) -> None:
    number = with_check_digit(prefix, length)
    assert len(number) == length
    assert is_card_number(number)
    assert find(f"take {number} please") == [("CREDIT_CARD", number)]


@pytest.mark.parametrize(
    "number", ["2220000000000008", "2721000000000004", "1234567812345670", "9791000000000009"]
)
def test_ranges_without_issuer(number: str) -> None:
    assert not is_card_number(number)


@pytest.mark.parametrize(
    "spelt",
    [
        "4111 1111 1111 1111", "4111-1111-1111-1111", "4111.1111.1111.1111", "4111/1111/1111/1111",
        "4111_1111_1111_1111", "4111 - 1111 - 1111 - 1111", "4111-1111 1111.1111",
        "4111\n1111\n1111\n1111", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "41 11 11 11 11 11 11 11",
        "411 111 111 111 111 1", "41111111 11111111", "3782 822463 10005", "3056 930902 5904",
        "6304 0000 0000 0000 000",
    ],
)  # fmt: skip
@pytest.mark.parametrize("frame", ["{}", "my card: {}.", "({}),", "\n{}\n", "卡号{}谢谢", '"{}"'])
def test_every_layout_in_every_frame(spelt: str, frame: str, find: Find) -> None:
    text = frame.format(spelt)
    assert find(text)[0] == ("CREDIT_CARD", spelt)
    assert [kind for kind, _ in find(text)] == ["CREDIT_CARD"]


SEPARATORS = st.sampled_from(
    ["", " ", "-", ".", "  ", " - ", "/", "\n", "\u00a0", "\u2013", "\u200b"]
)


@given(st.sampled_from(NETWORKS), st.lists(SEPARATORS, min_size=18, max_size=18))
def test_any_separators_between_any_digits_are_covered(
    network: tuple[str, int], gaps: list[str]
) -> None:
    number = with_check_digit(*network)
    spelt = "".join(map("".join, zip(number, gaps, strict=False))) + number[len(gaps) :]
    spelt = spelt.rstrip(" -./\n\u00a0\u2013\u200b")
    text = f"so {spelt} ok"
    covered = {n for f in ENGINE.detect(text) for n in range(f.start, f.end) if f.score >= 0.5}
    assert {3 + n for n, c in enumerate(spelt) if c.isdigit()} <= covered


def test_a_card_beside_other_numbers(find: Find) -> None:
    assert ("CREDIT_CARD", "4111 1111 1111 1111") in find("item 123 4111 1111 1111 1111 now")
    assert find("4111111111111111 5555555555554444") == [
        ("CREDIT_CARD", "4111111111111111"),
        ("CREDIT_CARD", "5555555555554444"),
    ]
    assert ("CREDIT_CARD", "4111111111111111") in find("card4111111111111111exp 04/27")


@pytest.mark.parametrize(
    "text",
    [
        "41111111111111111111111",  # inside a longer run
        "a3f4111111111111111b2",  # one id of letters and digits in turn
        "550e8400-4111-1111-1111-1111a5b5c5d5",
        "9.109383701528e18",  # no number of a range
        "batch 1234    4567    7890    1235",
        "order 4111111111111112",  # wrong check digit, no context
        "1699999999999",
        "+4111111111111111",
        "",
    ],
)
def test_what_is_no_card(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "CREDIT_CARD"] == []


@pytest.mark.parametrize("spelt", ["4111111111111111", "4111 1111 1111 1111"])
@pytest.mark.parametrize(
    "frame", ["{}and", "{}usd", "a{}b", "card:x{}", "deadbeef{}", "my_card{}exp", "X{}"]
)
def test_letters_that_touch_a_card(spelt: str, frame: str, find: Find) -> None:
    assert ("CREDIT_CARD", spelt) in find(frame.format(spelt))


@pytest.mark.parametrize(
    "gap",
    [
        " " * 4, " " * 8, "\t" * 4, "\t" * 8, "*", "____", "|", " | ", ")(", "][", "', '", '", "',
        "** **", "` `", " -> ", "\\n", "%20", "&nbsp;", "\\u2003", "&#45;",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "number", ["4111 1111 1111 1111", "3782 822463 10005", "6304 0000 0000 0000 000"]
)
@pytest.mark.parametrize("frame", ["{}", "so **{}**, ok", "[({})]"])
def test_wide_gaps_between_usual_groups(gap: str, number: str, frame: str, find: Find) -> None:
    spelt = number.replace(" ", gap)
    assert find(frame.format(spelt)) == [("CREDIT_CARD", spelt)]


def test_several_cards_with_wide_gaps(find: Find) -> None:
    cards = ["4111    1111    1111    1111", "5555    5555    5555    4444"]
    assert find("1234    " + "    ".join(cards)) == [("CREDIT_CARD", card) for card in cards]


@pytest.mark.parametrize(
    "spelt",
    ["4.111111111111111e15", "4.111111111111111E+15", "3.78282246310005e14", "6.304000000e18"],
)
def test_a_number_with_an_exponent_is_found_whole(spelt: str, find: Find) -> None:
    assert find(f'{{"n": {spelt}}}') == [("CREDIT_CARD", spelt)]


@pytest.mark.parametrize(
    "unit",
    ["4111    ", "4111*", "**4111** ", "a4111111111111111b", "4.111111111e15", "3782  822463 "],
)
def test_long_lists_stay_within_the_budget(unit: str) -> None:
    text = (unit * 20_000)[:100_000]
    assert all(0 <= each.start < each.end <= len(text) for each in ENGINE.detect(text))


def test_words_make_up_for_the_check_digit(find: Find) -> None:
    assert find("my card number is 7013 6721 0956 4930") == [("CREDIT_CARD", "7013 6721 0956 4930")]
    question = "Please give me your card number."
    assert find("7013 6721 0956 4930", question) == [("CREDIT_CARD", "7013 6721 0956 4930")]
    assert find("discard 7013 6721 0956 4930") == []


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("my credit card number 4670", "4670"),
        ("the card ending in 1234 was lost", "1234"),
        ("last 4 of my card are 5273", "5273"),
    ],
)
def test_parts_that_words_name(text: str, part: str, find: Find) -> None:
    assert find(text) == [("CREDIT_CARD", part)]


def test_two_cards_run_together(find: Find) -> None:
    assert find("41111111111111115555555555554444") == [
        ("CREDIT_CARD", "4111111111111111"),
        ("CREDIT_CARD", "5555555555554444"),
    ]
    assert find("take 378282246310005" + "4111111111111111 now") == [
        ("CREDIT_CARD", "378282246310005"),
        ("CREDIT_CARD", "4111111111111111"),
    ]


@pytest.mark.parametrize(
    "text", ["3000000 4000000", "5000 6000 7000 8000 9000", "30000000 40000000"]
)
def test_round_numbers_are_no_card(text: str, find: Find) -> None:
    assert "CREDIT_CARD" not in [kind for kind, _ in find(f"between {text} pieces")]


def test_another_label_outweighs_the_question(find: Find) -> None:
    question = "What is your card number?"
    assert "CREDIT_CARD" not in [
        kind for kind, _ in find("order number 1234567890123456", question)
    ]


def test_a_price_is_no_part(find: Find) -> None:
    assert find("my card was charged $1200") == []


@given(st.from_regex(r"[0-9]{1,24}", fullmatch=True))
def test_the_check_digit_is_the_library_s(number: str) -> None:
    assert passes_luhn(number) == luhn.is_valid(number)


def test_what_stands_behind_a_card_in_fours_is_no_part_of_it() -> None:
    # Nineteen digits that pass as well.
    text = "4111 1111 1111 1111 078-05-1120"
    found = [text[each.start : each.end] for each in ENGINE.detect(text)]
    assert found[0] == "4111 1111 1111 1111"

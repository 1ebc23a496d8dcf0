"""What is wrong goes as whole tokens, in one pass, and JSON stays JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.rights.corrections import Correction, Corrections, GrowsTooLong


def corrected(text: str, *pairs: tuple[str, str]) -> str:
    return Corrections([Correction(old=old, new=new) for old, new in pairs]).corrected(text)


JANE = ("Jane Doe", "Jane Roe")


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("I am Jane Doe.", "I am Jane Roe."),
        ("JANE DOE, jane doe", "Jane Roe, Jane Roe"),
        ("Jane\n  Doe", "Jane Roe"),
        ("(Jane Doe)", "(Jane Roe)"),
        ("Jane Does not", "Jane Does not"),
        ("xJane Doe", "xJane Doe"),
        ("Jane_Doe", "Jane_Doe"),
        ("", ""),
        ("[PERSON_7KQ2M0XA] called", "[PERSON_7KQ2M0XA] called"),
        ('{"name":"Jane Doe","n":1.50}', '{"name":"Jane Roe","n":1.50}'),
        ('{"Jane Doe":[true,null,"x"]}', '{"Jane Roe":[true,null,"x"]}'),
        ('{"name": "nobody"}', '{"name": "nobody"}'),
        ('[{"a": "Jane\\u0020Doe"}]', '[{"a":"Jane Roe"}]'),
        ('{"cut": "Jane Doe', '{"cut": "Jane Roe'),
        ('"Jane Doe"', '"Jane Roe"'),
        ('{"role":"Jane Doe","content":"Jane Doe"}', '{"role":"Jane Doe","content":"Jane Roe"}'),
        (r'{"a":"{\"b\":\"Jane Doe\"}"}', r'{"a":"{\"b\":\"Jane Roe\"}"}'),
    ],
)
def test_whole_tokens_are_replaced(text: str, after: str) -> None:
    assert corrected(text, JANE) == after


@pytest.mark.parametrize(
    ("text", "pairs", "after"),
    [
        ("Ann and Bob", [("Ann", "Bob"), ("Bob", "Ann")], "Bob and Ann"),
        ("Ann Lee, Ann", [("Ann", "Eve"), ("Ann Lee", "Zoe")], "Zoe, Eve"),
        ("Ann", [("Ann", "Ann Ann")], "Ann Ann"),
        ('{"q":"it"}', [("it", 'say "hi" \\ {x}')], '{"q":"say \\"hi\\" \\\\ {x}"}'),
        ('{"year":1985}', [("1985", "1986")], '{"year":"1986"}'),
        ("a.c abc", [("a.c", "x")], "x abc"),
        ("+49 30 1234", [("+49 30 1234", "+49 30 9999")], "+49 30 9999"),
        (r'{"a":"{\"b\":\"it\"}"}', [("it", '"')], r'{"a":"{\"b\":\"\\\"\"}"}'),
        ('{"content":"content"}', [("content", "words")], '{"content":"words"}'),
        (r"C:\g<0>", [(r"C:\g<0>", r"\1")], r"\1"),
    ],
)
def test_corrections_do_not_meet(text: str, pairs: list[tuple[str, str]], after: str) -> None:
    assert corrected(text, *pairs) == after


WORDS = st.text("ab é", min_size=2, max_size=6).filter(lambda each: bool(each.strip()))


@given(st.text("ab é.", max_size=60), WORDS)
def test_afterwards_the_old_value_is_no_token_of_the_text(text: str, old: str) -> None:
    after = corrected(text, (old, "Zz"))
    assert not Corrections([Correction(old=old, new="Zz")]).finds(after)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text("ab ", max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab"), inner),
    )
)
def test_json_stays_json_of_the_same_shape(tree: object) -> None:
    text = json.dumps([tree])
    after = json.loads(corrected(text, ("ab", 'Q"')))
    assert json.dumps(after).replace('Q\\"', "ab") == json.dumps(tree_of(tree))


def tree_of(tree: object) -> list[object]:
    return [json.loads(json.dumps(tree))]


def test_the_repr_holds_no_value() -> None:
    assert repr(Correction(old="Jane", new="June")) == "Correction()"
    assert repr(Corrections([Correction(old="Jane", new="June")])) == "Corrections(1)"


@pytest.mark.parametrize(
    ("text", "pair", "after"),
    [
        ("[PERSON_7KQ2M0XA]", ("PERSON_7KQ2M0XA", "x"), "[PERSON_7KQ2M0XA]"),
        ("[EMAIL_ADDRESS] EMAIL_ADDRESS", ("EMAIL_ADDRESS", "x"), "[EMAIL_ADDRESS] x"),
        ("[PERSON] is [PERSON]", ("[PERSON]", "Jane"), "[PERSON] is [PERSON]"),
        ("by [PERSON]", ("by [PERSON]", "by me"), "by [PERSON]"),
        ("[EMAIL_ADDRESS#0123456789abcdef]", ("[EMAIL_ADDRESS#0123456789abcdef]", "x"), "x"),
    ],
)
def test_what_stands_for_a_value_is_nobodys_word(
    text: str, pair: tuple[str, str], after: str
) -> None:
    assert corrected(text, pair) == after


@pytest.mark.parametrize("text", ["ab " * 100, json.dumps(["ab"] * 100, separators=(",", ":"))])
def test_no_text_grows_without_end(text: str) -> None:
    pair = [Correction(old="ab", new="ab" * 21)]
    assert len(Corrections(pair).corrected(text)) == len(text) + 4000
    with pytest.raises(GrowsTooLong):
        Corrections([Correction(old="ab", new="ab" * 21 + "a")]).corrected(text)


def test_what_was_found_is_remembered_and_what_is_changed_is_settled() -> None:
    seen: list[str] = []

    def settled(text: str) -> str:
        seen.append(text)
        return text.upper()

    pairs = [Correction(old="ann", new="eve"), Correction(old="bob", new="zoe")]
    change = Corrections(pairs, settled=settled)
    assert change.corrected('{"a":"x","b":"bob"}') == '{"a":"x","b":"ZOE"}'
    assert (change.found, seen) == ({1}, ["zoe"])

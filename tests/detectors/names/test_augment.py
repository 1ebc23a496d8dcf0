"""Other spellings of a sentence: spans move with their letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.augment import (
    asked,
    capitalised,
    lower,
    mistyped,
    plain,
    titled,
    unpunctuated,
    upper,
    variants,
)
from detectors.names.corpus import Example

Spelling = Callable[[Example], Example]

SPELLINGS: list[Spelling] = [
    *(lower, upper, titled, capitalised, unpunctuated, plain),
    lambda example: mistyped(example, Random(3), share=0.5),
]
_SIGNS = "aZÉßİŁéñ 'o-.,()!\n12ﬁ\u0301\U0001f600王"


def example(text: str, *names: str, before: str = "") -> Example:
    spans = tuple((text.index(name), text.index(name) + len(name), "PERSON") for name in names)
    return Example(key="k", source="s", text=text, spans=spans, before=before)


def names(given: Example) -> list[str]:
    return [given.text[start:end] for start, end, _ in given.spans]


@st.composite
def examples(draw: st.DrawFn) -> Example:
    text = draw(st.text(st.sampled_from(_SIGNS), min_size=1, max_size=40))
    borders = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = zip(borders[::2], borders[1::2], strict=False)
    spans = tuple((start, end, "PERSON") for start, end in pairs)
    return Example(key="k", source="s", text=text, spans=spans)


@pytest.mark.parametrize(
    ("spelling", "row"),
    [
        (lower, ("I am Ann Lee.", "Ann Lee", "i am ann lee.", "ann lee")),
        (upper, ("I am Ann Lee.", "Ann Lee", "I AM ANN LEE.", "ANN LEE")),
        (upper, ("frau groß", "groß", "FRAU GROß", "GROß")),
        (lower, ("İlker here", "İlker", "İlker here", "İlker")),
        (titled, ("i am ann o'neil", "ann o'neil", "I Am Ann O'Neil", "Ann O'Neil")),
        (capitalised, ("i am ann-lee o", "ann-lee", "I am Ann-Lee o", "Ann-Lee")),
        (unpunctuated, ("Me? (Ann), ok.", "Ann", "Me Ann ok", "Ann")),
        (unpunctuated, ("i am Ann-Lee!", "Ann-Lee", "i am Ann Lee", "Ann Lee")),
        (unpunctuated, ("it's O'Neil's", "O'Neil", "its ONeils", "ONeil")),
        (unpunctuated, ("a -Ann-", "-Ann-", "a Ann", "Ann")),
        (plain, ("soy José Muñoz", "José Muñoz", "soy Jose Munoz", "Jose Munoz")),
        (plain, ("王 ½", "王", "王 ½", "王")),
    ],
)
def test_spellings(spelling: Spelling, row: tuple[str, str, str, str]) -> None:
    text, named, spelt, found = row
    made = spelling(example(text, named))
    assert (made.text, names(made)) == (spelt, [found])


def test_a_name_of_nothing_but_signs_goes_with_them() -> None:
    made = unpunctuated(example("so --- yes", "---"))
    assert made.spans == ()
    assert made.text == "so  yes"


def folded(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in bare if sign.isalnum())


def within(part: str, whole: str) -> bool:
    """Whether the signs of a text stand in another, in their order."""
    rest = iter(whole)
    return all(sign in rest for sign in part)


@pytest.mark.parametrize("spelling", [lower, upper, titled, capitalised, unpunctuated])
@given(given=examples())
def test_spans_keep_their_letters(spelling: Spelling, given: Example) -> None:
    made = spelling(given)
    kept = [folded(name) for name in names(given) if folded(name)]
    assert [folded(name) for name in names(made) if folded(name)] == kept
    assert folded(made.text) == folded(given.text)


@pytest.mark.parametrize("spelling", SPELLINGS)
@given(given=examples())
def test_spans_stay_in_order_and_within_the_text(spelling: Spelling, given: Example) -> None:
    made = spelling(given)
    borders = [border for start, end, _ in made.spans for border in (start, end)]
    assert borders == sorted(borders)
    assert all(0 <= start < end <= len(made.text) for start, end, _ in made.spans)
    assert all(name == name.strip() for name in names(made))
    assert (made.key, made.source, made.before) == (given.key, given.source, given.before)


@given(examples(), st.integers(0, 99))
def test_a_slip_of_the_finger_changes_letters_within_words_only(given: Example, seed: int) -> None:
    made = mistyped(given, Random(seed), share=1.0)
    for old, new in zip(given.text.split(), made.text.split(), strict=True):
        assert old[0] == new[0]
        others = [sign for sign in old if not sign.isascii() or not sign.isalpha()]
        assert within("".join(others), new)


def test_no_slip_without_a_share() -> None:
    given = example("my name is Ann Lee", "Ann Lee")
    assert mistyped(given, Random(1), share=0.0) == given


@given(examples(), st.integers(0, 10_000))
def test_variants_begin_with_the_example(given: Example, seed: int) -> None:
    found = variants(given, Random(seed))
    assert found[0] == given
    assert 1 <= len(found) <= 3
    assert found == variants(given, Random(seed))


def test_variants_take_every_spelling_in_turn() -> None:
    given = example("Hi, i am José Lee.", "José Lee")
    texts = {each.text for seed in range(300) for each in variants(given, Random(seed))}
    assert {
        *("hi, i am josé lee.", "hi i am josé lee", "HI, I AM JOSÉ LEE.", "Hi, I Am José Lee."),
        "Hi, i am Jose Lee.",
    } <= texts
    assert any(
        text.startswith("hi") and "jos" in text and text not in texts - {text} for text in texts
    )


QUESTIONS = {"OTHER": ["Colour?"], "PERSON": ["Who?", "Name?"], "LOCATION": ["Where?"]}


def test_a_question_fits_the_answer() -> None:
    given = [example("ann", "ann")] * 100
    before = {each.before for each in asked(given, QUESTIONS, draw=Random(1))}
    assert before == {"", "Who?", "Name?"}


def test_what_holds_no_name_may_follow_any_question() -> None:
    given = [example("yes please")] * 200
    before = {each.before for each in asked(given, QUESTIONS, draw=Random(1))}
    assert before == {"", "Who?", "Name?", "Where?", "Colour?"}


def test_an_answer_with_a_name_stands_alone_at_times() -> None:
    given = [example("ann", "ann", before="Mine?")] * 100
    assert {each.before for each in asked(given, QUESTIONS, draw=Random(1))} == {"", "Mine?"}


def test_an_answer_without_one_keeps_its_question() -> None:
    given = [example("yes", before="Mine?")] * 50
    assert asked(given, QUESTIONS, draw=Random(1)) == given


def test_without_questions_nothing_changes() -> None:
    given = [example("ann", "ann"), example("no")]
    assert asked(given, {}, draw=Random(1)) == given

"""Whether a name means a private person, by the words around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.standing import MENTIONED, PRIVATE, PUBLIC, REACH, standing

_WORDS = st.lists(st.sampled_from(["my", "Name", "is", "ann", "lee", "president", "of", "x"]))


def of(text: str, *, asked: bool = False) -> tuple[float, str]:
    """The standing of the name between brackets."""
    words = text.split()
    first = words.index("[")
    words.remove("[")
    last = words.index("]")
    words.remove("]")
    return standing(words, (first, last), asked=asked)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("my name is [ ann lee ]", "private"),
        ("Dear [ ann ]", "private"),
        ("FRAU [ lee ]", "private"),
        ("me llamo [ ana ]", "private"),
        ("president [ lee ] spoke", "public_role"),
        ("[ ann lee ] , the singer , died", "public_role"),
        ("my president [ lee ]", "private"),
        ("we met [ ann ] there", "mentioned"),
        ("[ ann ]", "mentioned"),
        ("president a b c d [ ann ] a b c d singer", "mentioned"),
    ],
)
def test_standing(text: str, said: str) -> None:
    assert of(text)[1] == said


def test_who_was_asked_for_a_name_gives_a_private_one() -> None:
    assert of("president [ lee ]", asked=True) == (PRIVATE, "private")


def test_the_ceilings_are_in_order() -> None:
    assert 0.5 < PUBLIC < MENTIONED < PRIVATE < 1


@given(_WORDS, _WORDS, _WORDS)
@pytest.mark.parametrize("asked", [True, False])
def test_only_near_words_count(
    asked: bool,
    before: list[str],
    behind: list[str],
    far: list[str],
) -> None:
    ahead, after = ["of"] * REACH, ["of"] * REACH
    near = [*before, *ahead, "ann", *after, *behind]
    place = len(before) + REACH
    wide = [*far, *near, *far]
    shifted = place + len(far)
    found = standing(near, (place, place + 1), asked=asked)
    assert found == standing(wide, (shifted, shifted + 1), asked=asked)
    assert found[1] == ("private" if asked else "mentioned")

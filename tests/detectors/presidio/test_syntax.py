"""What re and regex read alike is parsed; all else is refused."""

from __future__ import annotations

import pytest

from detectors.presidio.syntax import Untranslatable, children, names, nodes_of, parsed, size

FLAGS = 26


def test_an_inline_flag_may_stand_anywhere() -> None:
    assert int(parsed(r"\b(?i)a", 0).state.flags) & 2
    assert [name for name, _ in nodes_of(parsed(r"[(?i)]", 0))] == ["IN"]
    assert not int(parsed(r"\(?i\)", 0).state.flags) & 2


def test_nodes_and_what_lies_in_them() -> None:
    nodes = nodes_of(parsed(r"(a+|b)(?=c)\1", FLAGS))
    assert [name for name, _ in nodes] == ["SUBPATTERN", "ASSERT", "GROUPREF"]
    assert list(names(nodes)).count("LITERAL") == 3
    assert children("LITERAL", 97) == []
    assert size(nodes_of(parsed("a{20}", 0)), 24) > size(nodes_of(parsed("a{2}", 0)), 24)


@pytest.mark.parametrize(
    "expression",
    ["(", r"\p{L}", "a{e}", "[[:digit:]]", "[a--b]", "[a&&b]", "[[a]", "(?|a|b)", r"\1(a)", "a**"],
)
def test_what_is_refused(expression: str) -> None:
    with pytest.raises(Untranslatable):
        parsed(expression, FLAGS)


@pytest.mark.parametrize(
    "expression", ["a{2}", "a{,3}", r"[\[\]]", r"\{x\}", "[{]", "(?P<n>a)(?P=n)"]
)
def test_what_is_not(expression: str) -> None:
    assert nodes_of(parsed(expression, FLAGS))

"""At most twenty corrections of 1 to 256 characters, none said twice; see test_rectification."""

from __future__ import annotations

import pytest

from gateway.errors import InvalidRequest
from gateway.rights.correction_details import MOST_CORRECTIONS, corrections_of


def test_values_are_read_without_the_spaces_around_them() -> None:
    named = [{"old": " J ", "new": "x" * 256}] + [
        {"old": f"n{n}", "new": "m"} for n in range(MOST_CORRECTIONS - 1)
    ]
    found = corrections_of({"corrections": named})
    assert (len(found), found[0].old, len(found[0].new)) == (20, "J", 256)
    assert corrections_of({}) == []


def test_what_policy_has_replaced_may_stand_on_both_sides() -> None:
    same = [{"old": "[PERSON]", "new": "[PERSON]"}, {"old": "[PERSON]", "new": "x"}]
    assert len(corrections_of({"corrections": same})) == 2


@pytest.mark.parametrize(
    "named",
    [
        [{"old": "a", "new": ""}],
        [{"old": "\u200b", "new": "a"}],
        [{"old": "a" * 257, "new": "b"}],
        [{"old": "a  b", "new": "a b"}],
        [{"old": "Weiß", "new": "a"}, {"old": "WEISS", "new": "b"}],
        [["a", "b"]],
        {"old": "a", "new": "b"},
        [{"old": f"n{n}", "new": "m"} for n in range(21)],
    ],
)
def test_all_else_is_refused(named: object) -> None:
    with pytest.raises(InvalidRequest) as refused:
        corrections_of({"corrections": named})
    assert refused.value.details == {"fields": ["corrections"]}

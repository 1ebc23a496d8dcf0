"""Small groups stay hidden, and no sum tells what is in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.usage.report import Group, UsageReport, shown


def group(name: str, uses: int, people: int) -> Group:
    return Group(name=name, uses=uses, people=people)


def test_large_groups_are_shown_in_order() -> None:
    b, a = group("b", 40, 12), group("a", 30, 10)
    assert shown([b, a], least=10) == UsageReport(groups=(a, b), hidden=0, uses=70)
    assert shown([], least=10) == UsageReport(groups=(), hidden=0, uses=0)


def test_one_small_group_takes_the_next_one_with_it() -> None:
    small, middle, large = group("s", 3, 2), group("m", 20, 11), group("l", 90, 40)
    report = shown([small, middle, large], least=10)
    assert report == UsageReport(groups=(large,), hidden=2, uses=113)


def test_where_nothing_can_hide_it_the_sum_is_left_out() -> None:
    assert shown([group("s", 3, 2)], least=10) == UsageReport(groups=(), hidden=1, uses=None)
    two = [group("s", 3, 2), group("t", 4, 3)]
    assert shown(two, least=10) == UsageReport(groups=(), hidden=2, uses=None)


_GROUPS = st.lists(
    st.builds(
        group,
        st.text("abcdefgh", min_size=1, max_size=3),
        st.integers(1, 100),
        st.integers(1, 30),
    ),
    max_size=8,
    unique_by=lambda each: each.name,
)


@given(groups=_GROUPS, least=st.integers(2, 15))
def test_what_is_hidden_never_follows_from_what_is_shown(groups: list[Group], least: int) -> None:
    report = shown(groups, least=least)
    assert all(each.people >= least for each in report.groups)
    assert set(report.groups) <= set(groups)
    hidden = [each for each in groups if each not in report.groups]
    assert len(hidden) == report.hidden
    if hidden and report.uses is not None:
        assert len(hidden) >= 2
        assert max(each.people for each in hidden) >= least
    if not hidden:
        assert report.uses == sum(each.uses for each in groups)

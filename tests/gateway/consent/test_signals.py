"""Only ``1`` is a signal, and one of several is enough."""

from __future__ import annotations

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from gateway.consent.signals import NO_SIGNALS, Signals, read_signals


@pytest.mark.parametrize(
    ("values", "on"),
    [
        ([], False),
        ([b"1"], True),
        ([b" 1\t"], True),
        ([b"0"], False),
        ([b""], False),
        ([b"true"], False),
        ([b"01"], False),
        ([b"1.0"], False),
        ([b"?1"], False),
        ([b"\xef\xbc\x91"], False),
        ([b"1,0"], True),
        ([b"0, 1"], True),
        ([b"0,0"], False),
        ([b"11"], False),
        ([b"0", b"1"], True),
        ([b"1", b"0"], True),
        ([b"0", b"x"], False),
    ],
)
@pytest.mark.parametrize("name", ["sec-gpc", "dnt"])
def test_which_values_are_a_signal(name: str, values: list[bytes], on: bool) -> None:
    found = read_signals([(name.encode(), value) for value in values])
    assert found.names == ({name.removeprefix("sec-")} if on else set())


def test_both_signals_and_none() -> None:
    assert read_signals([(b"sec-gpc", b"1"), (b"dnt", b"1")]) == Signals(gpc=True, dnt=True)
    assert read_signals([(b"gpc", b"1"), (b"sec-dnt", b"1")]) is NO_SIGNALS


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (b"gpc", {"gpc"}),
        (b"gpc, dnt", {"gpc", "dnt"}),
        (b"DNT", {"dnt"}),
        (b"", set()),
        (b"gpc;dnt", {"gpc", "dnt"}),
        (b"gpc dnt", {"gpc", "dnt"}),
        (b'"gpc"', {"gpc", "dnt"}),
        (b"gpc, none", {"gpc"}),
        (b"none", set()),
    ],
)
def test_a_widget_repeats_what_a_browser_hides(value: bytes, names: set[str]) -> None:
    assert read_signals([(b"x-discreet-signals", value)]).names == names


@for_all(st.lists(st.tuples(st.sampled_from([b"sec-gpc", b"dnt", b"x-discreet-signals", b"a"]),
                            st.binary(max_size=8)), max_size=6))  # fmt: skip
def test_more_headers_never_mean_fewer_signals(headers: list[tuple[bytes, bytes]]) -> None:
    for cut in range(len(headers) + 1):
        assert read_signals(headers[:cut]).names <= read_signals(headers).names


@for_all(*[st.builds(Signals, gpc=st.booleans(), dnt=st.booleans())] * 2)
def test_both_together_are_whatever_is_on_in_one(one: Signals, other: Signals) -> None:
    assert (one | other).names == one.names | other.names

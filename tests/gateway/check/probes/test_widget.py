from __future__ import annotations

import pytest

from gateway.check.probes.widget import entries_of
from tests.gateway.check.looking import Look


def test_the_widget_keeps_what_is_listed(look: Look) -> None:
    bench = look("instntly")
    assert bench.at("widget_storage", entries=("discreet-chat",)).kept
    for entries in ((), ("other",), ("discreet-chat", "other")):
        assert not bench.at("widget_storage", entries=entries).kept


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('localStorage.setItem("a", 1)', ({"a"}, 0)),
        ('const KEY = "a"; sessionStorage.getItem(KEY)', ({"a"}, 0)),
        ('const KEY = "a"; localStorage [ KEY ] = 1', ({"a"}, 0)),
        ("localStorage.setItem(name, 1)", (set(), 1)),
        ("localStorage[`a${n}`] = 1", (set(), 1)),
        ("localStorage.clear()", (set(), 1)),
        ("if (event.storageArea !== localStorage) return", (set(), 0)),
        ("const found = [];", (set(), 0)),
    ],
)
def test_entries_of_a_script(script: str, found: tuple[set[str], int]) -> None:
    assert entries_of(script) == found

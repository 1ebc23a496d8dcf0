"""All of a person is read, store by store, each page in an act of its own."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import StorageFailed
from gateway.rights.data_stores import PAGE_ROWS, STORES, Exported, Holder, PageAsked
from gateway.rights.export import PORTABLE, read_all
from tests.gateway.rights.whole_person import JANE, START


class Store:
    """Counts acts; fails at one of them."""

    def __init__(self, fails_at: int = 0) -> None:
        self.acts = 0
        self._fails_at = fails_at

    async def act(self, function: Any, **_: Any) -> Any:
        self.acts += 1
        if self.acts == self._fails_at:
            raise StorageFailed("a stored text does not decrypt in its place")
        return function(None)


def numbers(most: int) -> Any:
    def export(_transaction: Any, holder: Holder, asked: PageAsked) -> Exported:
        assert holder == JANE
        start = 0 if asked.after is None else asked.after[0]
        end = start + 2
        items = [{"n": n} for n in range(start, min(end, most))]
        return Exported(items=items, after=[end] if end < most else None)

    return export


@pytest.mark.parametrize(("most", "acts"), [(0, 1), (1, 1), (2, 1), (3, 2), (7, 4)])
def test_each_page_is_an_act_of_its_own(most: int, acts: int) -> None:
    store = Store()
    found = asyncio.run(read_all(store, numbers(most), holder=JANE, now=START))
    assert [each["n"] for each in found] == list(range(most))
    assert store.acts == acts


def test_what_fails_hands_nothing_out(tmp_path: Path) -> None:
    store = Store(fails_at=2)
    with pytest.raises(StorageFailed):
        asyncio.run(read_all(store, numbers(7), holder=JANE, now=START))
    assert store.acts == 2


def test_what_is_portable_is_among_the_stores() -> None:
    assert {each.name for each in STORES} > PORTABLE
    assert {"disclosures", "refusals", "usage", "holds"} & PORTABLE == set()
    assert PAGE_ROWS == 200

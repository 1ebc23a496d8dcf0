"""No correction brings into a store what policy keeps out, stalls it, or is said to be done."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.rights.correcting import TextsTask
from gateway.rights.execution import Done, Page
from gateway.rights.kinds import Ground, RightKind
from gateway.rights.rectification import RectificationRight
from gateway.storage.database import DatabaseStore
from tests.gateway.proxy.policies import CARD, MAIL
from tests.gateway.rights.acting import Told, carried_out, in_store, request, words
from tests.gateway.rights.test_rectification import keys, spoken, texts
from tests.gateway.rights.whole_person import START
from tests.gateway.storage.samples import disclosure, message

PLANTED = (CARD, MAIL, "DE89 3704 0044 0532 0130 00")
Pairs = list[tuple[str, str]]


def asked(*pairs: tuple[str, str]) -> dict[str, Any]:
    return {"corrections": [{"old": old, "new": new} for old, new in pairs]}


async def corrected(store: DatabaseStore, *pairs: tuple[str, str]) -> Done:
    right = RectificationRight(Told(), words=words)
    details = await right.kept(asked(*pairs), "acme")
    for planted in PLANTED:
        assert planted not in str(details)
    wanted = request(RightKind.RECTIFICATION, details)
    return (await carried_out(store, right, wanted))["conversations"]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["Lisbon", "4111", "alpha", "beta"]),
                  st.sampled_from([*PLANTED, "1111 1111", "4111 1111", "jane@example", "Porto"])),
        min_size=1, max_size=3, unique_by=lambda each: each[0],
    ),
    st.sampled_from(["alpha", "4111 alpha 1111 beta", '{"q":"alpha beta"}', "in Lisbon, 4111"]),
)  # fmt: skip
def test_nothing_that_policy_keeps_out_stands_in_a_text(pairs: Pairs, text: str) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await spoken(store, 1, text)
        await corrected(store, *[each for each in pairs if each[0] != each[1]])
        stored = str(await texts(store))
        for planted in PLANTED:
            assert planted not in stored

    if any(old != new for old, new in pairs):
        with tempfile.TemporaryDirectory() as directory:
            in_store(Path(directory), scenario)


@pytest.mark.parametrize(
    ("text", "pairs", "reasons", "after"),
    [
        ("in Zu\u0308rich", [("Z\u00fcrich", "Bern")], {}, "in Bern"),
        ("in Lisbon", [("Atlantis", "Bern")], {Ground.NOTHING_FOUND: 1}, "in Lisbon"),
        ("in Lisbon", [("Lisbon", "Porto"), ("Rome", "Bern")], {Ground.NOTHING_FOUND: 1},
         "in Porto"),
        ("ab " * 300, [("ab", "ab" * 30)], {Ground.EXCESSIVE: 1}, "ab " * 300),
        (f"card {CARD}", [(CARD, "none")], {Ground.NOTHING_FOUND: 1}, f"card {CARD}"),
    ],
)  # fmt: skip
def test_what_was_done_is_what_is_said(
    tmp_path: Path, text: str, pairs: Pairs, reasons: dict[Ground, int], after: str
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await spoken(store, 1, text)
        done = await corrected(store, *pairs)
        assert done.reasons == reasons
        assert (await texts(store))[0][0] == after

    in_store(tmp_path, scenario)


def test_a_conversation_grows_only_so_far(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        said = tuple(message("ab " * 99, f"u{n}") for n in range(18))
        await store.record(disclosure(1, messages=said))
        before = await texts(store)
        done = await corrected(store, ("ab", "a" * 42))
        assert done.reasons == {Ground.EXCESSIVE: 1}
        assert await texts(store) == before

    in_store(tmp_path, scenario)


def test_who_speaks_meanwhile_is_read_again(tmp_path: Path) -> None:
    task = TextsTask(words)
    wanted = request(RightKind.RECTIFICATION, asked(("Lisbon", "Porto")))

    async def scenario(store: DatabaseStore) -> None:
        await spoken(store, 1, "in Lisbon")
        page = Page(now=START, new_id=lambda: "id")
        early = replace(page, prepared=await task.prepare(store, wanted, page=page))
        late = replace(page, prepared=await task.prepare(store, wanted, page=page))
        first = await store.act(lambda each: task.run(each, wanted, page=early))
        assert (first.items_removed, first.done) == (1, False)
        held = await keys(store)
        again = await store.act(lambda each: task.run(each, wanted, page=late))
        assert (again.items_removed, again.items_retained, again.done) == (0, 0, False)
        assert again.cursor == "[0, [], []]"
        assert await keys(store) == held

    in_store(tmp_path, scenario)

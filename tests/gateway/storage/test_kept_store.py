"""The separate store: other files, other keys, kept once, erased at its time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import StorageFailed
from gateway.storage.kept_store import (
    KEPT_FILE,
    KEPT_KEY_FILE,
    Kept,
    KeptMessage,
    KeptStore,
    Moving,
    kept_id_of,
)
from gateway.storage.keys import KeyFile
from tests.gateway.retention.stored import hold
from tests.gateway.storage.samples import DAY, MASTER, START

SAID = "the signed contract"


def kept(number: int = 1, **changes: Any) -> Kept:
    fields: dict[str, Any] = {
        "tenant": "acme",
        "kept_id": kept_id_of(f"dek-{number}"),
        "subject": "subject-1",
        "conversation_id": f"conversation-{number}",
        "retention_class": "tax",
        "class_version": "v1",
        "policy": "default@0123456789ab",
        "purpose": "answering",
        "recipient": "model-eu",
        "created_at": START,
        "last_interaction_at": START,
        "moved_at": START + DAY,
        "keep_until": START + 10 * DAY,
    }
    return Kept(**(fields | changes))


def moving(number: int = 1, **changes: Any) -> Moving:
    said = [KeptMessage(role="user", text=SAID)]
    return Moving(kept=kept(number, **changes), dek_id=f"dek-{number}", messages=said)


def store_in(directory: Path, master: bytes = MASTER) -> KeptStore:
    return KeptStore.in_directory(directory, KeyFile(directory / "keys.db", master))


def test_nothing_is_made_before_it_is_needed(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    assert not store.is_made
    assert store.truncate() == (0, 0, 0)
    assert list(tmp_path.iterdir()) == []
    store.put([], at=START)
    store.close()
    assert list(tmp_path.iterdir()) == []


def test_what_is_put_comes_back_and_stands_nowhere_in_clear(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    store.put([moving(1), moving(2)], at=START)
    assert store.messages("acme", kept(1).kept_id) == (kept(1), moving(1).messages)
    assert store.messages("other", kept(1).kept_id) is None
    assert store.messages("acme", "nothing") is None
    assert store.counts() == {"acme": 2}
    store.close()
    again = store_in(tmp_path)
    assert [each.conversation_id for each in again.listed("acme", subject="subject-1")] != []
    assert again.listed("acme", subject="subject-2") == []
    again.close()
    raw = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert {KEPT_FILE, KEPT_KEY_FILE} <= set(raw)
    assert not any(SAID.encode() in content for content in raw.values())


def test_what_comes_twice_is_kept_once(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    store.put([moving(1)], at=START)
    before = store.key_ids([kept(1)])
    store.put([moving(1), moving(2)], at=START)
    assert store.counts() == {"acme": 2}
    assert store.key_ids([kept(1)]) == before
    store.close()


def test_the_main_stores_key_does_not_open_it(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    store.put([moving(1)], at=START)
    store.close()
    wrong = KeyFile(tmp_path / KEPT_KEY_FILE, MASTER)
    with pytest.raises(StorageFailed, match="master key"):
        wrong.open()
    wrong.close()
    other = store_in(tmp_path, bytes(reversed(MASTER)))
    with pytest.raises(StorageFailed):
        other.listed("acme")
    other.close()


def test_due_ones_come_in_pages_and_are_erased_key_first(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    ends = {n: START + n * DAY for n in range(1, 6)}
    store.put([moving(n, keep_until=end) for n, end in ends.items()], at=START)
    due = store.due(START + 3 * DAY, limit=9)
    assert {each.conversation_id for each in due} == {f"conversation-{n}" for n in (1, 2, 3)}
    first = store.due(START + 3 * DAY, limit=2)
    rest = store.due(START + 3 * DAY, after=("acme", first[-1].kept_id), limit=2)
    assert [*first, *rest] == list(due)
    ids = store.key_ids(due)
    store.erase(due)
    assert store.keys.missing(ids) == frozenset(ids)
    assert store.counts() == {"acme": 2}
    assert store.messages("acme", due[0].kept_id) is None
    assert store.truncate() == (0, 0, 0)
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not any(each.encode() in raw for each in ids)
    store.close()


def test_what_has_lost_its_key_is_not_read_and_names_its_origin(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    store.put([moving(1), moving(2, classes=frozenset({"tax", "books"}))], at=START)
    assert set(store.origins([kept(1), kept(2)])) == {"dek-1", "dek-2"}
    assert b"dek-1" not in (tmp_path / KEPT_FILE).read_bytes()
    assert store.held_subjects(hold(classes={"books"})) == {"subject-1"}
    [one] = store.key_ids([kept(1)])
    store.keys.destroy([one])
    assert store.messages("acme", kept(1).kept_id) is None
    store.close()


def _lose(directory: Path, other: Path) -> None:
    for path in directory.glob(f"{KEPT_FILE}*"):
        path.unlink()


def _swap(directory: Path, other: Path) -> None:
    _lose(directory, other)
    (directory / KEPT_FILE).write_bytes((other / KEPT_FILE).read_bytes())


def _lose_keys(directory: Path, other: Path) -> None:
    for path in directory.glob(f"{KEPT_KEY_FILE}*"):
        path.unlink()


@pytest.mark.parametrize(
    ("harm", "says"), [(_lose, "missing"), (_swap, "not belong"), (_lose_keys, "not belong")]
)
def test_another_file_in_its_place_is_refused(tmp_path: Path, harm: Any, says: str) -> None:
    places = tmp_path / "this", tmp_path / "other"
    for place in places:
        place.mkdir()
        store = store_in(place)
        store.put([moving(1)], at=START)
        store.close()
    harm(*places)
    again = store_in(places[0])
    assert again.is_made
    for _ in range(2):
        with pytest.raises(StorageFailed, match=says):
            again.make()
    again.close()


def test_a_hold_is_asked_of_what_is_kept(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    store.put([moving(1)], at=START)
    assert store.covers_something(hold(subjects={"subject-1"}))
    assert store.covers_something(hold(classes={"tax"}))
    assert not store.covers_something(hold(conversations={"conversation-2"}))
    assert not store.covers_something(replace(hold(classes={"tax"}), tenant="other"))
    store.close()


def test_the_id_says_nothing_of_the_key() -> None:
    assert kept_id_of("dek-1") != kept_id_of("dek-2")
    assert len(kept_id_of("dek-1")) == 26
    assert "dek" not in kept_id_of("dek-1")
    assert SAID not in repr(moving(1))

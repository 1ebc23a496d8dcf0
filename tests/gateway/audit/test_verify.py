"""Nothing of a log can change unnoticed: bytes, rows, tiles, checkpoints, its end, all of it."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.audit.entry import entry_body
from gateway.audit.merkle import leaf_hash, root_of
from gateway.audit.note import SigningKey
from gateway.audit.verify import (
    MOST_PROBLEMS,
    TILE,
    Flaw,
    Verifier,
    chain_of,
)
from tests.gateway.audit.logs import KEY, Log, Row, entry, log_of

LOG = log_of(1_000, every=300)
IS_DEEP = settings().max_examples > 1_000


def flaws(log: Log) -> list[Flaw]:
    return [each.flaw for each in log.verdict().problems]


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 512, 1_000])
def test_an_untouched_log_is_clean(size: int) -> None:
    log = log_of(size, every=100)
    verdict = log.verdict()
    assert (verdict.problems, verdict.size, verdict.root) == ((), size, log.root())
    assert verdict.first_bad is None


def test_two_levels_of_tiles_are_computed() -> None:
    verifier = Verifier([KEY.public])
    for _ in range(TILE * TILE):
        verifier._add(bytes(32))
    tiles = {level for level, _ in verifier._tiles}
    assert (tiles, len(verifier._tiles)) == ({1, 2}, TILE + 1)
    row = [verifier._tiles[1, number] for number in range(TILE)]
    assert verifier._tiles[2, 0] == root_of(row)


def _clone(verifier: Verifier) -> Verifier:
    """A verifier at the same row that shares nothing that changes."""
    made = copy.copy(verifier)
    made._tree = copy.copy(verifier._tree)
    made._tree._roots = list(verifier._tree._roots)
    made._problems, made._hashes = [], list(verifier._hashes)
    made._roots, made._tiles = dict(verifier._roots), {}
    made._departures = list(verifier._departures)
    return made


def _is_found(verifier: Verifier, row: Row) -> bool:
    clone = _clone(verifier)
    if clone.size % TILE == TILE - 1:
        clone._hashes = []  # a full tile is not what finds it
    clone.feed(row[0], row[1], leaf=row[2])
    return bool(clone._problems)


def _changed(data: bytes, place: int, bit: int = 1) -> bytes:
    return data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]


def test_every_byte_of_every_entry_is_found() -> None:
    """At its own row; the whole log in the deep profile, every 17th entry here."""
    verifier, tried, missed = Verifier([KEY.public]), 0, 0
    for number, row in enumerate(LOG.rows):
        seq, body, leaf = row
        if IS_DEEP or number % 17 == 0:
            rows = [(seq, _changed(body, place), leaf) for place in range(len(body))]
            rows += [(seq, body, _changed(leaf, place)) for place in range(len(leaf))]
            rows += [(seq ^ (1 << bit), body, leaf) for bit in range(63)]
            missed += sum(not _is_found(verifier, each) for each in rows)
            tried += len(rows)
        verifier.feed(seq, body, leaf=leaf)
    assert missed == 0
    assert tried > (300_000 if IS_DEEP else 15_000)


def test_every_byte_of_a_consistent_change_is_found_by_a_checkpoint() -> None:
    """Body and leaf changed together, tiles made anew: only signatures are left to tell."""
    picked = random.Random(7)
    for _ in range(40 if IS_DEEP else 8):
        number = picked.randrange(1_000)
        log = Log()
        for each in range(1_000):
            facts = {"purpose": "answering", "bytes": 100 + each + (each == number)}
            log.add(entry(each, facts=facts))
        log.notes, log.head, log.counted = LOG.notes, LOG.head, LOG.counted
        found = log.verdict().problems[0]
        assert (found.flaw, found.entries is not None) == (Flaw.ROOT, True)
        # A checkpoint stands every 300 entries: those before the bad one fit.
        assert log.verdict().first_bad == 300 * (number // 300)


def test_a_checkpoint_narrows_down_where_the_bad_entry_is() -> None:
    log = LOG.copy()
    body = entry_body(entry(650, facts={"bytes": 1}), 650, subject=None)
    log.rows[650] = (650, body, leaf_hash(body))
    log.tiles = []
    assert Flaw.TILE in flaws(log)
    verdict = log.verdict()
    assert verdict.first_bad == 0  # no tile is left
    log.tiles = LOG.tiles
    assert log.verdict().first_bad == 512
    roots = [each for each in verdict.problems if each.flaw is Flaw.ROOT]
    assert {each.entries for each in roots} == {(600, 900), (600, 1_000), (0, 1_000)}


def _swapped(log: Log) -> None:
    log.rows[5], log.rows[6] = (5, *log.rows[6][1:]), (6, *log.rows[5][1:])


def _dropped(log: Log) -> None:
    del log.rows[500]


def _dropped_and_closed(log: Log) -> None:
    del log.rows[500]
    log.rows = [(n, *row[1:]) for n, row in enumerate(log.rows)]


def _doubled(log: Log) -> None:
    log.rows.insert(10, log.rows[10])


def _doubled_and_numbered(log: Log) -> None:
    log.rows.insert(10, log.rows[10])
    log.rows = [(n, *row[1:]) for n, row in enumerate(log.rows)]


def _inserted(log: Log) -> None:
    body = entry_body(entry(1), 400, subject=None)
    log.rows.insert(400, (400, body, leaf_hash(body)))
    log.rows = [(n, *row[1:]) for n, row in enumerate(log.rows)]


def _cut(log: Log) -> None:
    del log.rows[-1]


def _cut_with_checkpoint(log: Log) -> None:
    del log.rows[900:]
    del log.notes[-1]


def _emptied(log: Log) -> None:
    log.rows, log.tiles, log.notes = [], [], []


def _replaced(log: Log) -> None:
    other = log_of(0)
    for number in range(1_000):
        other.add(entry(number, tenant="other"))
    log.rows, log.tiles = other.rows, other.tiles


def _replaced_and_signed_by_another(log: Log) -> None:
    _replaced(log)
    log.notes = []
    log.checkpoint(SigningKey("log.example", bytes(32)))


def _older_copy(log: Log) -> None:
    older = log_of(600, every=300)
    log.rows, log.tiles, log.notes = older.rows, older.tiles, older.notes


def _tile_changed(log: Log) -> None:
    level, number, root = log.tiles[1]
    log.tiles[1] = (level, number, _changed(root, 3))


def _tile_dropped(log: Log) -> None:
    del log.tiles[0]


def _tile_added(log: Log) -> None:
    log.tiles.append((2, 0, bytes(32)))


def _tile_moved(log: Log) -> None:
    log.tiles[0] = (1, 9, log.tiles[0][2])


def _checkpoint_dropped(log: Log) -> None:
    del log.notes[1]


def _checkpoint_renumbered(log: Log) -> None:
    log.notes[1] = (601, log.notes[1][1])


def _checkpoint_doubled(log: Log) -> None:
    log.notes.insert(2, log.notes[1])


def _checkpoint_swapped(log: Log) -> None:
    (first, one), (second, two) = log.notes[:2]
    log.notes[:2] = [(first, two), (second, one)]


def _elsewhere_cut(log: Log) -> None:
    log.elsewhere[-1] = log.elsewhere[-1][:-5]


TAMPERED: list[tuple[Callable[[Log], None], Flaw]] = [
    (_swapped, Flaw.PLACE),
    (_dropped, Flaw.PLACE),
    (_dropped_and_closed, Flaw.PLACE),
    (_doubled, Flaw.PLACE),
    (_doubled_and_numbered, Flaw.PLACE),
    (_inserted, Flaw.PLACE),
    (_cut, Flaw.CUT),
    (_cut_with_checkpoint, Flaw.CUT),
    (_emptied, Flaw.CUT),
    (_replaced, Flaw.ROOT),
    (_replaced_and_signed_by_another, Flaw.NOTE),
    (_older_copy, Flaw.CUT),
    (_tile_changed, Flaw.TILE),
    (_tile_dropped, Flaw.TILE),
    (_tile_added, Flaw.TILE),
    (_tile_moved, Flaw.TILE),
    (_checkpoint_dropped, Flaw.DROPPED),
    (_checkpoint_renumbered, Flaw.SIZE),
    (_checkpoint_doubled, Flaw.DROPPED),
    (_checkpoint_swapped, Flaw.SIZE),
    (_elsewhere_cut, Flaw.NOTE),
]


@pytest.mark.parametrize(
    ("tamper", "flaw"), TAMPERED, ids=lambda each: getattr(each, "__name__", "")
)
def test_tampering_is_found(tamper: Callable[[Log], None], flaw: Flaw) -> None:
    log = LOG.copy()
    tamper(log)
    assert flaw in flaws(log)


@pytest.mark.parametrize("cut", [0, 1, 299, 300, 301, 999])
def test_every_cut_of_the_tail_is_found(cut: int) -> None:
    log = LOG.copy()
    del log.rows[cut:]
    log.tiles = [each for each in log.tiles if (each[1] + 1) * TILE <= cut]
    assert Flaw.CUT in flaws(log)
    # Without the second place and the key store the own checkpoints would do.
    log.head, log.elsewhere, log.counted = None, [], None
    assert Flaw.CUT in flaws(log)
    # And where they were cut as well, the second place alone.
    log.notes, log.elsewhere = [], LOG.elsewhere
    assert Flaw.CUT in flaws(log)


def test_every_byte_of_tiles_and_checkpoints_is_found() -> None:
    small = log_of(300, every=150)
    tried = 0
    for n, (level, number, root) in enumerate(small.tiles):
        rows = [(level, number, _changed(root, place)) for place in range(32)]
        rows += [(level ^ (1 << bit), number, root) for bit in range(31)]
        rows += [(level, number ^ (1 << bit), root) for bit in range(63)]
        for row in rows:
            log = small.copy()
            log.tiles[n] = row
            assert Flaw.TILE in flaws(log)
            tried += 1
    for n, (size, note) in enumerate(small.notes):
        step = 1 if IS_DEEP else 11
        pairs = [(size, _changed(note, place)) for place in range(0, len(note), step)]
        pairs += [(size ^ (1 << bit), note) for bit in range(0, 63, step)]
        for pair in pairs:
            log = small.copy()
            log.notes[n] = pair
            assert log.verdict().problems
            tried += 1
    assert tried > 150


@pytest.mark.parametrize(
    "row", [(0, None, b""), (0, "text", b"x"), (None, b"", b""), ("0", b"", b"")]
)
def test_values_of_other_types_are_found(row: Row) -> None:
    verifier = Verifier([KEY.public])
    verifier.feed(row[0], row[1], leaf=row[2])
    verifier.tile("1", None, root=3)
    found = {each.flaw for each in verifier.finish().problems}
    assert found >= {Flaw.LEAF, Flaw.FORM, Flaw.TILE}


def test_a_well_hashed_entry_of_another_form_is_found() -> None:
    for body in (b"{}", b"[]", b"", b'{"v":1}', LOG.rows[0][1] + b" ", b"\xff"):
        verifier = Verifier([KEY.public])
        verifier.feed(0, body, leaf=leaf_hash(body))
        assert [each.flaw for each in verifier.finish().problems] == [Flaw.FORM]


def test_what_cannot_be_read_is_a_problem() -> None:
    verifier = Verifier([KEY.public])
    verifier.unreadable("17")
    verdict = verifier.finish()
    assert [(each.flaw, each.place) for each in verdict.problems] == [(Flaw.UNREADABLE, "17")]


def test_problems_are_bounded() -> None:
    log = LOG.copy()
    log.rows = [(seq, body, bytes(32)) for seq, body, _ in log.rows]
    verdict = log.verdict()
    assert (len(verdict.problems), verdict.first_bad) == (MOST_PROBLEMS, 0)


def test_checkpoints_of_an_older_key_need_that_key() -> None:
    older = SigningKey("log.example", bytes(range(5, 37)))
    log = Log()
    log.add(entry(0))
    log.checkpoint(older)
    log.add(entry(1))
    log.checkpoint()
    assert Flaw.NOTE in flaws(log)
    assert log.verdict(keys=(KEY.public, older.public)).problems == ()


def test_the_count_of_checkpoints_goes_on() -> None:
    notes = [b"a", b"b", b"c"]
    assert chain_of(notes[2:], after=chain_of(notes[:2])) == chain_of(notes)
    assert chain_of(notes).count == 3
    assert chain_of(notes[::-1]) != chain_of(notes)


@given(st.data())
@settings(deadline=None, max_examples=100 if not IS_DEEP else 2_000)
def test_any_change_of_any_rows_is_always_found(data: st.DataObject) -> None:
    log = log_of(40, every=9)
    before = log.copy()
    place = data.draw(st.integers(0, 39))
    other = data.draw(st.integers(0, 39))
    act = data.draw(st.sampled_from(["swap", "drop", "double", "flip", "splice"]))
    rows = log.rows
    if act == "swap":
        rows[place], rows[other] = rows[other], rows[place]
        rows[:] = [(n, *row[1:]) for n, row in enumerate(rows)]
    elif act == "drop":
        del rows[place]
    elif act == "double":
        rows.append(rows[place])
    elif act == "splice":
        rows[place] = (place, *rows[other][1:])
    else:
        body = rows[place][1]
        at = data.draw(st.integers(0, len(body) - 1))
        changed = _changed(body, at, data.draw(st.integers(1, 255)))
        rows[place] = (place, changed, leaf_hash(changed))
    assert bool(log.verdict().problems) == (sorted(log.rows) != before.rows)

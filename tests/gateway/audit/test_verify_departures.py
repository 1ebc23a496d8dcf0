"""Going back is possible only by a signed entry, and it excuses nothing else."""

from __future__ import annotations

from typing import Any

from gateway.audit.entry import Act
from gateway.audit.note import Checkpoint, SigningKey
from gateway.audit.verify import Flaw, departure, departure_facts
from tests.gateway.audit.logs import KEY, Log, entry, log_of


def flaws(log: Log) -> list[Flaw]:
    return [each.flaw for each in log.verdict().problems]


def _restored(size: int, *, key: SigningKey = KEY, left: bytes | None = None) -> Log:
    """A log that was put back to a size, and goes on from there by an entry."""
    before = log_of(600, every=100)
    log = log_of(size, every=100)
    log.elsewhere = list(before.elsewhere)
    made = Checkpoint(origin=KEY.public.name, size=600, root=left or before.root())
    facts = departure_facts(key, made, seq=size)
    log.add(entry(size, act=Act.REANCHORED, tenant="", facts=facts))
    log.checkpoint()
    return log


def test_a_signed_departure_is_accepted_and_told() -> None:
    log = _restored(350)
    for number in range(351, 700):
        log.add(entry(number))
    log.checkpoint()
    verdict = log.verdict()
    root = log_of(600, every=100).root().hex()
    assert (verdict.problems, verdict.departures) == ((), ((350, 600, root),))


def test_a_departure_that_the_key_did_not_sign_is_found() -> None:
    found = flaws(_restored(350, key=SigningKey("log.example", bytes(32))))
    assert found[0] is Flaw.ANCHOR
    assert Flaw.CUT in found


def test_a_departure_from_something_else_excuses_nothing() -> None:
    assert Flaw.CUT in flaws(_restored(350, left=bytes(32)))


def test_a_departure_excuses_nothing_that_came_after_it() -> None:
    log = _restored(350)
    for number in range(351, 500):
        log.add(entry(number))
    log.checkpoint()
    # Then the tail is cut again and grows anew, as far as before.
    del log.rows[400:]
    log.tiles = log.tiles[:1]
    for number in range(400, 500):
        log.add(entry(number, tenant="other"))
    found = {(each.flaw, each.where, each.place) for each in log.verdict().problems}
    assert (Flaw.ROOT, "file", "500") in found
    assert (Flaw.ROOT, "file", "400") not in found  # that one was departed from


def test_a_departure_moved_to_another_place_is_no_departure() -> None:
    made = Checkpoint(origin=KEY.public.name, size=600, root=bytes(32))
    facts = departure_facts(KEY, made, seq=5)
    assert departure(facts, 5, keys=[KEY.public]) == (600, bytes(32).hex())
    wrong: list[tuple[dict[str, Any], int]] = [
        (facts, 6),
        (facts | {"size": 601}, 5),
        (facts | {"root": bytes(31).hex() + "01"}, 5),
        (facts | {"proof": "xy"}, 5),
        (facts | {"proof": 1}, 5),
        ({}, 5),
    ]
    assert [departure(each, seq, keys=[KEY.public]) for each, seq in wrong] == [None] * 6

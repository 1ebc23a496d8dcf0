"""Workers give what this process gives, in the same order."""

from __future__ import annotations

from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

import pytest

from detectors.errors import ConfigurationError
from gateway.scan.model import Chunk, Format, Operator, Outcome, Plan
from gateway.scan.workers import ReadyEngine, allowance, in_order, new_engine
from tests.gateway.scan.plain_engine import PlainEngine, chunk, make

PLAN = Plan(operator=Operator.SURROGATE)


def pieces() -> list[Chunk | None]:
    found: list[Chunk | None] = [
        chunk(f"card 4{place:03} here\n".encode(), Format.TEXT) for place in range(20)
    ]
    return [*found[:7], None, *found[7:]]


def results(processes: int) -> list[Outcome | None]:
    return list(in_order(pieces(), PLAN, engine=PlainEngine(), make=make, processes=processes))


def test_several_processes_give_what_one_gives() -> None:
    alone = results(1)
    assert alone[7] is None
    assert sum(each is not None for each in alone) == 20
    assert results(2) == alone


class Broken(PlainEngine):
    def self_test(self) -> None:
        raise ConfigurationError("a detector fails its self-test")


def make_broken() -> ReadyEngine:
    return Broken()


def test_an_engine_that_does_not_work_is_no_silent_worker() -> None:
    with pytest.raises(BrokenProcessPool):
        list(in_order(pieces(), PLAN, engine=PlainEngine(), make=make_broken, processes=2))


def test_the_shipped_engine_finds_a_card() -> None:
    data = chunk(b"pay with 4111 1111 1111 1111\n", Format.TEXT)
    plan = replace(PLAN, operator=Operator.SUPPRESS)
    (outcome,) = in_order([data], plan, engine=new_engine())
    assert outcome is not None
    assert outcome.copy == b"pay with [CREDIT_CARD]\n"


def test_the_allowance_is_linear() -> None:
    assert allowance(2_000) - allowance(1_000) == pytest.approx(allowance(3_000) - allowance(2_000))

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.check.bench import Bench
from gateway.check.configuration import Configuration
from gateway.errors import ConfigurationError
from tests.gateway.check.looking import Look


def test_sandboxes_share_nothing_but_the_model(look: Look) -> None:
    async def work(bench: Bench) -> None:
        shared = await bench.shared()
        assert await bench.shared() is shared
        async with bench.fresh() as one, bench.fresh() as other:
            person = await one.newcomer()
            await one.chat("Hello", subject=person)
            assert len(await one.stored(person)) == 1
            assert await other.stored(person) == await shared.stored(person) == []
            one.clock.pass_time(timedelta(days=400))
            assert other.clock() < bench.start + timedelta(minutes=1)

    look("default").run(work)


def test_a_sandbox_can_begin_on_another_day(look: Look) -> None:
    async def work(bench: Bench) -> None:
        start = bench.start - timedelta(days=900)
        async with bench.fresh(start=start) as sandbox:
            person = await sandbox.newcomer()
            assert (await sandbox.chat("Hello", subject=person)).status == 200
            kept = (await sandbox.stored(person))[0]
            assert kept.created_at.date() == start.date()

    look("default").run(work)


def test_a_configuration_that_is_refused_says_why(look: Look) -> None:
    def trains(plain: Configuration) -> None:
        plain["recipients"][1]["training"] = True

    async def work(bench: Bench) -> None:
        assert bench.refusal(lambda _: None) is None
        assert "trains on transcripts is refused" in (bench.refusal(trains) or "")
        with pytest.raises(ConfigurationError):
            async with bench.fresh(trains):
                pass  # never opened

    look("default").run(work)

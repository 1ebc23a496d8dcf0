from __future__ import annotations

from typing import Any

from gateway.check.bench import Bench
from gateway.check.probes.steps import FULFILLED, carried_out, entries, number, talked
from tests.gateway.check.looking import Look


def test_a_request_is_run_to_its_end(look: Look) -> None:
    async def work(bench: Bench) -> tuple[Any, int, int]:
        sandbox = await bench.shared()
        person = await sandbox.newcomer()
        await talked(sandbox, "Good day.", subject=person)
        told = await carried_out(sandbox, person, kind="access")
        steps = len(await entries(sandbox, "rights.step"))
        return (
            told["status"],
            steps,
            await number(sandbox, ["conversation", "message"], person=person),
        )

    status, steps, found = look("workki").run(work)
    assert status == FULFILLED
    assert steps >= 1
    assert found == 1

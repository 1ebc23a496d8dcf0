from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.check.bench import Bench
from gateway.check.configuration import OWN, PARTNER
from gateway.check.sandbox import Sandbox, StepFailed
from tests.gateway.check.looking import Look


def test_it_is_the_application_that_serves(look: Look) -> None:
    async def work(sandbox: Sandbox) -> None:
        person = await sandbox.newcomer(country="FR")
        answer = await sandbox.chat("I am jana.probe@example.org", subject=person, model=OWN)
        assert "jana.probe@example.org" in answer.text  # restored toward the person
        assert b"jana.probe" not in sandbox.received()[-1].body
        assert "[EMAIL_ADDRESS_" in await sandbox.said(person)
        assert answer.headers["x-discreet-policy"] == sandbox.policy.reference
        assert b"jana.probe" not in sandbox.files()

    look("default").with_sandbox(work)


def test_consent_is_given_and_taken_back(look: Look) -> None:
    async def work(sandbox: Sandbox) -> None:
        person = await sandbox.newcomer()
        assert (await sandbox.chat("Hi", subject=person, model=PARTNER)).told == (
            "403 consent_required"
        )
        record = await sandbox.opt_in(person)
        assert (await sandbox.chat("Hi", subject=person, model=PARTNER)).status == 200
        await sandbox.withdraw(record)
        assert (await sandbox.chat("Hi", subject=person, model=PARTNER)).status == 403
        own = await sandbox.must("GET", "/privacy/conversations", key=await sandbox.token(person))
        assert len(own.json()["conversations"]) == 1

    look("default").with_sandbox(work)


def test_time_passes_and_jobs_are_done_when_told(look: Look) -> None:
    async def work(bench: Bench) -> None:
        async with bench.fresh() as sandbox:
            person = await sandbox.newcomer()
            await sandbox.chat("Hello", subject=person)
            await sandbox.pass_days(29)
            await sandbox.run_job("sweep")
            assert len(await sandbox.stored(person)) == 1
            sandbox.clock.pass_time(timedelta(days=2))
            await sandbox.run_job("sweep")
            assert await sandbox.stored(person) == []
            with pytest.raises(KeyError):
                await sandbox.run_job("no_such_job")

    look("default").run(work)


def test_a_step_that_fails_names_itself_and_no_value(look: Look) -> None:
    async def work(sandbox: Sandbox) -> None:
        with pytest.raises(StepFailed, match=r"^GET /privacy/holds was answered with 403 role_"):
            await sandbox.must("GET", "/privacy/holds?secret=1", key="chat")

    look("default").with_sandbox(work)

"""Probes of what is kept although its time is over: restricted, or apart from everything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from gateway.check.bench import Bench
from gateway.check.configuration import OWN
from gateway.check.probe import Probes
from gateway.check.probes.held import Talk, talk_for, talks_of
from gateway.check.sandbox import Sandbox
from gateway.check.verdict import Promised, Sheet, Verdict
from gateway.policy_retention import RUNNING, Trigger
from gateway.retention.classes import later

_DAY = timedelta(days=1)
_RUNNING = frozenset(each.value for each in RUNNING)
_WITHDRAWN = Trigger.CONSENT_WITHDRAWAL.value
# Consents run out after a year where nobody renews them; one that is renewed stands after it.
_STANDING, _LONGER = timedelta(days=350), timedelta(days=50)


async def kept_after_withdrawal(bench: Bench, promised: Promised) -> Verdict:
    """After withdrawal nobody but the privacy officer may read it, and it ends."""
    duration = promised.word("duration")
    async with bench.fresh() as sandbox:
        sheet, talks = Sheet(), await talks_of(sandbox, promised)
        others = await talks_of(sandbox, promised)
        for talk in talks:
            bad = f"{talk.purpose} does not rest on consent"
            sheet.note(talk.consent is not None, "kept on consent", bad=bad)
        if sheet.bad:
            return sheet.verdict()
        sandbox.clock.pass_time(_STANDING)
        await sandbox.run_job("sweep")
        await _read(sheet, (*talks, *others))
        for talk in talks:
            await talk.fire(_WITHDRAWN)
        began = sandbox.clock()
        await _restricted(sheet, talks)
        for talk in others:
            await sandbox.opt_in(talk.person, recipient=OWN, purpose=talk.purpose)
        sandbox.clock.pass_time(_LONGER)
        await sandbox.run_job("sweep")
        await _read(sheet, others)
        sandbox.clock.move_to(later(began, duration) - _DAY)
        await sandbox.run_job("sweep")
        for talk in talks:
            bad = f"{talk.purpose}: gone before {duration} are over"
            sheet.note(await _is_left(sandbox, talk), "kept for claims", bad=bad)
        sandbox.clock.move_to(later(began, duration) + 2 * _DAY)
        await sandbox.run_job("sweep")
        for talk in talks:
            bad = f"{talk.purpose}: still there after {duration}"
            sheet.note(not await _is_left(sandbox, talk), f"gone after {duration}", bad=bad)
        return sheet.once()


async def _read(sheet: Sheet, talks: Sequence[Talk]) -> None:
    for talk in talks:
        answer = await talk.read("admin")
        bad = f"{talk.purpose}: not read while the consent stands ({answer.told})"
        sheet.note(answer.status == 200, "read while it stands", bad=bad)


async def _restricted(sheet: Sheet, talks: Sequence[Talk]) -> None:
    for talk in talks:
        for role in ("admin", "support"):
            answer = await talk.read(role)
            sheet.note(
                answer.status in (403, 404),
                "restricted after",
                bad=f"{talk.purpose}: role {role} still reads it ({answer.told})",
            )


async def _is_left(sandbox: Sandbox, talk: Talk) -> bool:
    return await talk.row() is not None or bool(await _apart(sandbox, talk.person))


async def separate_store(bench: Bench, promised: Promised) -> Verdict:
    """It leaves the main database for the separate one, and is unreadable at its end."""
    period, kept = promised.word("period"), promised.word("kept")
    async with bench.fresh() as sandbox:
        sheet, began = Sheet(), sandbox.clock()
        at_once, in_time = await _begun(sheet, sandbox, promised=promised)
        for trigger, talk in at_once:
            await talk.fire(trigger)
        sandbox.clock.pass_time(_DAY)
        await sandbox.run_job("sweep")
        for trigger, talk in at_once:
            await _moved(sheet, talk, name=f"{talk.purpose} with {trigger}")
        sandbox.clock.move_to(max(sandbox.clock(), later(began, period) + 2 * _DAY))
        await sandbox.run_job("sweep")
        for _, talk in in_time:
            await _moved(sheet, talk, name=f"{talk.purpose} after {period}")
        every = [talk for _, talk in (*at_once, *in_time)]
        sandbox.clock.move_to(later(began, kept) - _DAY)
        await sandbox.run_job("sweep")
        for talk in every:
            read = any(each[1] for each in await _apart(sandbox, talk.person))
            bad = f"{talk.purpose}: gone before {kept} are over"
            sheet.note(read, f"kept for {kept}", bad=bad)
        sandbox.clock.move_to(later(began, kept) + 2 * _DAY)
        await sandbox.run_job("sweep")
        for talk in every:
            read = any(each[1] for each in await _apart(sandbox, talk.person))
            bad = f"{talk.purpose}: readable after its end"
            sheet.note(not read, "unreadable at its end", bad=bad)
        return sheet.once()


_Ways = list[tuple[str, Talk]]


async def _begun(sheet: Sheet, sandbox: Sandbox, *, promised: Promised) -> tuple[_Ways, _Ways]:
    """A conversation by purpose and trigger: those that an event ends, and those that time does.

    What rests on no consent cannot be ended by taking one back.
    """
    country = promised.word("country", "") or None
    at_once, in_time = _Ways(), _Ways()
    for trigger in promised.words("triggers"):
        ways = in_time if trigger in _RUNNING else at_once
        before = len(ways)
        for purpose in promised.words("purposes"):
            talk = await talk_for(sandbox, purpose, country=country)
            if trigger != _WITHDRAWN or talk.consent is not None:
                ways.append((trigger, talk))
        sheet.note(len(ways) > before, f"tried {trigger}", bad=f"{trigger} can end nothing of it")
    return at_once, in_time


async def _moved(sheet: Sheet, talk: Talk, *, name: str) -> None:
    gone = await talk.row() is None
    there = len(await _apart(talk.sandbox, talk.person)) == 1
    sheet.note(gone, "gone from the main database", bad=f"{name}: still in the main database")
    sheet.note(there, "present in the separate one", bad=f"{name}: not in the separate one")


async def _apart(sandbox: Sandbox, person: str) -> list[tuple[datetime, bool]]:
    """Until when each of a person's conversations is kept apart, and whether it can be read."""
    reference = sandbox.reference(person)

    def look(act: object) -> list[tuple[datetime, bool]]:
        store = getattr(act, "kept", None)
        if store is None or not store.is_made:
            return []
        found = store.listed("main", subject=reference, limit=None)
        return [
            (each.keep_until, store.messages("main", each.kept_id) is not None) for each in found
        ]

    return await sandbox.act(look)


PROBES: Probes = {
    "kept_after_withdrawal": kept_after_withdrawal,
    "separate_store": separate_store,
}

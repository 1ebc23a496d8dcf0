"""Probes of how long things are kept: they let time pass, sweep, and look what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from gateway.check.bench import Bench
from gateway.check.probe import Probes
from gateway.check.probes.held import (
    Talk,
    hold,
    let_go,
    record_of,
    records,
    talk_for,
    talk_in,
    talks_of,
)
from gateway.check.probes.steps import OFFICER, entries
from gateway.check.sandbox import Sandbox
from gateway.check.verdict import Promised, Sheet, Verdict
from gateway.policy_retention import DEFAULT_RECORDS, RUNNING, Trigger
from gateway.retention.classes import FOREVER, later
from gateway.retention.terms import read_terms
from gateway.storage.schema import from_micros

_DAY = timedelta(days=1)
_MOST_BEFORE = timedelta(days=10)
_RUNNING = frozenset(each.value for each in RUNNING)


async def always_classed(bench: Bench, promised: Promised) -> Verdict:
    """Every stored row has a class, and a day unless it waits for one."""
    async with bench.fresh() as sandbox:
        sheet, policy = Sheet(), sandbox.policy
        for key in dict.fromkeys(each.retention_class for each in policy.purposes.values()):
            talk = await talk_in(sandbox, key)
            row = await talk.row()
            sheet.note(row is not None, "stored", bad=f"nothing of class {key} was stored")
            terms = read_terms(row.terms) if row is not None else ()
            classed = row is not None and row.retention_class in policy.classes and bool(terms)
            ends = row is not None and from_micros(row.hide_at) < FOREVER
            sheet.note(classed, "each row has a class", bad=f"a row of {key} has no class")
            sheet.note(
                ends or any(each.waits for each in terms),
                "each row has an end, or waits for its event",
                bad=f"a row of {key} has no end and waits for nothing",
            )
        kinds = [kind for kind in DEFAULT_RECORDS if not policy.record_class(kind).duration]
        sheet.note(not kinds, "each kind of record has a class", bad="a kind of record has none")
        for purpose, longest in _longest(promised).items():
            await _not_longer(sheet, await talk_for(sandbox, purpose), longest=longest)
        return sheet.once()


def _longest(promised: Promised) -> Mapping[str, str]:
    return promised.pairs("longest") if "longest" in promised else {}


async def _not_longer(sheet: Sheet, talk: Talk, *, longest: str) -> None:
    """Reads from its row when it ends; where it waits for an event, that happens first."""
    sandbox = talk.sandbox
    if await talk.ends() is None:
        purpose = sandbox.policy.purposes[talk.purpose]
        await talk.fire(sandbox.policy.classes[purpose.retention_class].started_by)
    row = await talk.row()
    if row is None:
        return
    ends = max(from_micros(row.hide_at), from_micros(row.keep_until or 0))
    sheet.note(
        ends <= later(sandbox.clock(), longest),
        "none outlasts what is longest for its purpose",
        bad=f"{talk.purpose} outlasts {longest}",
    )


async def retention(bench: Bench, promised: Promised) -> Verdict:
    """A class has this trigger and duration; what it holds is gone the day after."""
    if "record" in promised:
        return await _of_record(bench, promised)
    trigger, duration = promised.word("trigger"), promised.word("duration")
    async with bench.fresh() as sandbox:
        sheet, talks = Sheet(), await talks_of(sandbox, promised)
        began = await _started(sheet, talks, trigger=trigger, duration=duration)
        await _ends_after(sheet, talks, began=began, duration=duration)
        return sheet.once()


async def _started(sheet: Sheet, talks: Sequence[Talk], *, trigger: str, duration: str) -> datetime:
    """Lets the clocks of conversations begin; when that was."""
    clock = talks[0].sandbox.clock
    made = clock()
    clock.pass_time(min(_MOST_BEFORE, (later(made, duration) - made) / 2))
    for talk in talks:
        if trigger in _RUNNING:
            await talk.again()
            continue
        waits = await talk.ends() is None
        bad = f"{talk.purpose}: it has an end before its event"
        sheet.note(waits, "no end before its event", bad=bad)
        await talk.fire(trigger)
    return made if trigger == Trigger.COLLECTION.value else clock()


async def _ends_after(
    sheet: Sheet, talks: Sequence[Talk], *, began: datetime, duration: str
) -> None:
    """Looks the day before the end, and the day after."""
    sandbox, end = talks[0].sandbox, later(began, duration)
    if end - began > 2 * _DAY:
        sandbox.clock.move_to(end - _DAY)
        await sandbox.run_job("sweep")
        for talk in talks:
            bad = f"{talk.purpose}: gone before {duration} are over"
            sheet.note(await talk.is_read(), "there the day before", bad=bad)
    sandbox.clock.move_to(end + _DAY)
    last = end + _DAY
    for talk in talks:
        bad = f"{talk.purpose}: still read after {duration}"
        sheet.note(not await talk.is_read(), "not read the day after", bad=bad)
        row = await talk.row()
        if row is not None:
            times = (from_micros(row.erase_by), from_micros(row.keep_until or 0))
            last = max(last, *(each for each in times if each < FOREVER))
    sandbox.clock.move_to(max(last, sandbox.clock()) + timedelta(seconds=1))
    await sandbox.run_job("sweep")
    for talk in talks:
        bad = f"{talk.purpose}: not erased after {duration}"
        sheet.note(await talk.row() is None, f"gone after {duration}", bad=bad)


async def _of_record(bench: Bench, promised: Promised) -> Verdict:
    """The same for a kind of record."""
    kind, duration = promised.word("record"), promised.word("duration")
    async with bench.fresh() as sandbox:
        sheet, person = Sheet(), await record_of(sandbox, kind)
        made, end = await records(sandbox, kind, person=person), later(sandbox.clock(), duration)
        sandbox.clock.move_to(end - _DAY)
        await sandbox.run_job("records")
        before = await records(sandbox, kind, person=person)
        sheet.note(before == made, "there the day before", bad=f"gone before {duration}")
        sandbox.clock.move_to(end + _DAY)
        await sandbox.run_job("records")
        after = await records(sandbox, kind, person=person)
        sheet.note(after == 0, f"gone after {duration}", bad=f"still there after {duration}")
        held = sandbox.policy.record_class(kind).trigger.value
        wanted = promised.word("trigger")
        sheet.note(held == wanted, f"its clock runs from {held}", bad=f"its clock runs from {held}")
        return sheet.verdict()


async def shorter(bench: Bench, promised: Promised) -> Verdict:
    """The first kind of record is gone while the second is still there."""
    first, second = promised.word("first"), promised.word("second")
    async with bench.fresh() as sandbox:
        sheet = Sheet()
        one, other = await record_of(sandbox, first), await record_of(sandbox, second)
        duration = sandbox.policy.record_class(first).duration
        sandbox.clock.move_to(later(sandbox.clock(), duration) + _DAY)
        await sandbox.run_job("records")
        sheet.note(
            not await records(sandbox, first, person=one),
            f"{first} gone after {duration}",
            bad=f"{first} still there after {duration}",
        )
        sheet.note(
            await records(sandbox, second, person=other),
            f"{second} still there then",
            bad=f"{second} gone by then, too",
        )
        return sheet.verdict()


async def hold_outlives(bench: Bench, _: Promised) -> Verdict:
    """A legal hold outlives the end of a class, and its release ends it."""
    async with bench.fresh() as sandbox:
        sheet, policy = Sheet(), sandbox.policy
        key = policy.purposes[policy.default_purpose].retention_class
        talk = await talk_in(sandbox, key)
        placed, held = await hold(sandbox, talk.person), policy.classes[key]
        if held.started_by not in _RUNNING:
            await talk.fire(held.started_by)
        sandbox.clock.move_to(later(sandbox.clock(), held.duration) + 3 * _DAY)
        await sandbox.run_job("sweep")
        row = await talk.row()
        sheet.note(row is not None, "held beyond its end", bad="erased although it was held")
        sheet.note(
            not await talk.is_read(), "not in use meanwhile", bad="still in use after its end"
        )
        await let_go(sandbox, placed)
        sandbox.clock.pass_time(2 * _DAY)
        await sandbox.run_job("sweep")
        sheet.note(await talk.row() is None, "gone once released", bad="there after the release")
        return sheet.verdict()


async def restricted_class(bench: Bench, promised: Promised) -> Verdict:
    """Only the privacy officer reads what is in the class, for as long as was promised."""
    key, duration = promised.word("retention_class"), promised.word("duration")
    async with bench.fresh() as sandbox:
        sheet, policy = Sheet(), sandbox.policy
        kept = policy.classes.get(key)
        found = "none" if kept is None else kept.duration
        sheet.note(found == duration, f"kept for {found}", bad=f"kept for {found}")
        tried = 0
        if any(each.retention_class == key for each in policy.purposes.values()):
            talk, tried = await talk_in(sandbox, key), tried + 1
            for role in ("admin", "support"):
                answer = await talk.read(role)
                sheet.note(answer.status == 403, "refused to others", bad=f"{role} reads it")
            refused = await entries(sandbox, "content.read_refused")
            sheet.note(refused, "the log says who tried", bad="the log does not say who tried")
            answer = await talk.read(OFFICER)
            sheet.note(answer.status == 200, "the privacy officer reads it", bad="nobody reads it")
        for kind, path in _READ.items():
            if policy.records.get(kind) == key:
                tried += 1
                await _kind_is_restricted(sheet, sandbox, kind=kind, path=path)
        for kind, path in _LISTED.items():
            if policy.records.get(kind) == key:
                tried += 1
                await _what_is_over_is_restricted(sheet, sandbox, kind=kind, path=path)
        sheet.note(tried, "tried on what is in it", bad="nothing can be read that is in it")
        return sheet.once()


# Where records of a kind are read, of one person.
_READ = {"consents": "/privacy/consents", "disclosures": "/privacy/disclosures"}
# Where those are listed that lie under their class once they are over.
_LISTED = {
    "requests": "/privacy/requests",
    "reports": "/privacy/reports",
    "holds": "/privacy/holds",
}


async def _kind_is_restricted(sheet: Sheet, sandbox: Sandbox, *, kind: str, path: str) -> None:
    person = await record_of(sandbox, kind)
    headers = {"x-discreet-subject": person, "x-discreet-reason": "legal_claim"}
    for role in ("admin", "support", "auditor"):
        answer = await sandbox.call("GET", path, key=role, headers=headers)
        sheet.note(answer.status == 403, "refused to others", bad=f"{role} reads {kind}")
    answer = await sandbox.call("GET", path, key=OFFICER, headers=headers)
    sheet.note(
        answer.status == 200,
        "the privacy officer reads it",
        bad=f"the privacy officer does not read {kind} ({answer.told})",
    )


async def _what_is_over_is_restricted(
    sheet: Sheet, sandbox: Sandbox, *, kind: str, path: str
) -> None:
    await record_of(sandbox, kind)
    listed = (await sandbox.must("GET", path, key=OFFICER)).json()[kind]
    over = {str(each["id"]) for each in listed}
    sheet.note(over, "the privacy officer reads it", bad=f"the privacy officer sees no {kind}")
    for role in ("admin", "auditor"):
        shown = (await sandbox.must("GET", path, key=role)).json()[kind]
        seen = over & {str(each["id"]) for each in shown}
        sheet.note(not seen, "refused to others", bad=f"{role} reads {kind} that are over")
        if kind == "requests":
            for each in over:
                answer = await sandbox.call("GET", f"{path}/{each}", key=role)
                sheet.note(answer.status == 403, "refused to others", bad=f"{role} reads a request")


PROBES: Probes = {
    "always_classed": always_classed,
    "retention": retention,
    "shorter": shorter,
    "hold_outlives": hold_outlives,
    "restricted_class": restricted_class,
}

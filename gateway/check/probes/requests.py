"""Probes of how requests are taken, looked at and answered."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from gateway.check.bench import Bench
from gateway.check.probe import Probes
from gateway.check.probes.held import spoke
from gateway.check.probes.steps import (
    FULFILLED,
    OFFICER,
    REQUESTS,
    approved,
    at_end,
    carried_out,
    conversations,
    file,
    proven,
    rows,
)
from gateway.check.sandbox import Sandbox
from gateway.check.verdict import Promised, Sheet, Verdict
from gateway.policy_rights import Unit
from gateway.retention.classes import later
from gateway.rights.deadlines import is_working_day
from gateway.storage.schema_rights import IDENTITY_PROOF

_TEXT = "I like Canaryville in spring."
# Monday before a public holiday of many countries, Christmas.
_EVE = date(2028, 12, 18)
_COUNTRY = 2  # letters; a part of one has more


async def verification_first(bench: Bench, _: Promised) -> Verdict:
    """An unverified request stays where it is; one that is verified goes on."""
    sandbox, sheet = await bench.shared(), Sheet()
    person = await sandbox.newcomer()
    await spoke(sandbox, _TEXT, person=person)
    asked = {"kind": "access", "details": {}, "subject": person}
    told = (await sandbox.must("POST", REQUESTS, body=asked, key="consent")).json()
    path = f"{REQUESTS}/{told['id']}"
    await sandbox.run_job("rights_work")
    approval = await sandbox.call("POST", f"{path}/approve", body={}, key=OFFICER)
    result = await sandbox.call("GET", f"{path}/result", key="consent")
    stays = not told["verified"] and approval.status in (403, 409) and result.status == 404
    sheet.note(
        stays and told["next"] == "verify",
        "nothing happens before somebody has shown who they are",
        bad=f"it went on without a proof ({told['status']}, {approval.told}, {result.told})",
    )
    if sheet.bad:
        return sheet.verdict()
    now = (
        await sandbox.must("POST", f"{path}/verify", body={"method": "officer"}, key=OFFICER)
    ).json()
    sheet.note(now["verified"], "it goes on after the proof", bad="it stays after the proof")
    return sheet.verdict()


async def complaint_named(bench: Bench, _: Promised) -> Verdict:
    """Closing messages name the right to complain, and the authority."""
    sandbox, sheet = await bench.shared(), Sheet()
    person = await sandbox.newcomer()
    await spoke(sandbox, _TEXT, person=person)
    done = await carried_out(sandbox, person, kind="access")
    asked = {"kind": "erasure", "details": {}, "subject": person}
    told = (await sandbox.must("POST", REQUESTS, body=asked, key="consent")).json()
    path, reason = f"{REQUESTS}/{told['id']}/reject", {"reason": "IdentityVerificationFailure"}
    no = (await sandbox.must("POST", path, body=reason, key=OFFICER)).json()
    authority = sandbox.policy.rights.authority
    for closed in (done, no):
        said = str(closed.get("complaint", ""))
        sheet.note("complain" in said, "it is named", bad="a closing message does not name it")
        sheet.note(
            authority is not None and authority in said,
            "with the authority",
            bad="no authority is named",
        )
    return sheet.verdict()


async def identity_proof_gone(bench: Bench, _: Promised) -> Verdict:
    """A proof of identity is gone in the transaction that decides on it."""
    async with bench.fresh() as sandbox:
        sheet = Sheet()
        for outcome in ("verify", "reject"):
            person = await sandbox.newcomer()
            await spoke(sandbox, _TEXT, person=person)
            told = await file(sandbox, person, kind="access", key="consent")
            path = f"{REQUESTS}/{told['id']}"
            proof = base64.b64encode(b"a synthetic identity card").decode()
            body = {"method": "document", "proof": proof}
            await sandbox.must("POST", f"{path}/verify", body=body, key="consent")
            waiting = len(await rows(sandbox, IDENTITY_PROOF))
            sheet.note(waiting == 1, "kept until it is looked at", bad="no proof was kept")
            if outcome == "verify":
                answer = await sandbox.call(
                    "POST", f"{path}/verify", body={"method": "document"}, key=OFFICER
                )
            else:
                reason = {"reason": "IdentityVerificationFailure"}
                answer = await sandbox.call("POST", f"{path}/reject", body=reason, key=OFFICER)
            sheet.note(answer.status == 200, "decided", bad=f"not decided ({answer.told})")
            left = len(await rows(sandbox, IDENTITY_PROOF))
            sheet.note(left == 0, "gone with the decision", bad="still there after the decision")
        person = await sandbox.newcomer()
        told = await file(sandbox, person, kind="access", key="consent")
        body = {"method": "document", "proof": base64.b64encode(b"another card").decode()}
        await sandbox.must("POST", f"{REQUESTS}/{told['id']}/verify", body=body, key="consent")
        await sandbox.pass_days(7.1)
        await sandbox.run_job("rights_expiry")
        left = len(await rows(sandbox, IDENTITY_PROOF))
        sheet.note(left == 0, "gone after a week in any case", bad="undecided, it stays")
        sheet.good = list(dict.fromkeys(sheet.good))
        return sheet.verdict()


async def controller_told(bench: Bench, _: Promised) -> Verdict:
    """A request reaches the controller's webhook, signed, once it is verified."""
    async with bench.fresh() as sandbox:
        sheet, person = Sheet(), await sandbox.newcomer()
        await spoke(sandbox, _TEXT, person=person)
        first = len(sandbox.hooks())
        told = await carried_out(sandbox, person, kind="access")
        await sandbox.run_job("outbox")
        calls = [each for each in sandbox.hooks()[first:] if told["id"] in json.dumps(each.json())]
        sheet.note(calls, "the webhook was called", bad="the webhook was not called")
        signed = [each for each in calls if any("signature" in name for name in each.headers)]
        sheet.note(len(signed) == len(calls) > 0, "each call is signed", bad="a call is not signed")
        leaked = [each for each in calls if person.encode() in each.body]
        sheet.note(not leaked, "and names nobody", bad="a call names the person")
        return sheet.verdict()


async def deadline(bench: Bench, promised: Promised) -> Verdict:
    """A request of a person in this country is due after so many of these units.

    It comes in a week before Christmas, so that public holidays count. Where several
    countries were promised the same time, an earlier day keeps the promise, too.
    """
    async with bench.fresh(start=datetime.combine(_EVE, time(10), UTC)) as sandbox:
        sheet, filed = Sheet(), list[tuple[str, str]]()
        several = promised.words("countries") if "countries" in promised else ()
        for country in several or (promised.word("country", ""),):
            told = await _filed(sandbox, country)
            filed.append((country, f"{REQUESTS}/{told['id']}"))
        begun = _EVE
        if promised.flag("completeness"):
            for _, path in filed:
                await _incomplete(sheet, sandbox, path=path)
            sandbox.clock.pass_time(timedelta(days=3))
            for _, path in filed:
                await sandbox.must("POST", f"{path}/perform", body={}, key="consent")
            begun = sandbox.clock().date()
        ends = [
            await _in_time(sheet, sandbox, promised=promised, way=way, begun=begun) for way in filed
        ]
        sandbox.clock.move_to(datetime.combine(max(ends) + timedelta(days=1), time(1), UTC))
        late = await sandbox.must("GET", f"{REQUESTS}?overdue=1", key=OFFICER)
        listed = {each["id"] for each in late.json()["requests"]}
        missing = [path for _, path in filed if path.rsplit("/", 1)[1] not in listed]
        sheet.note(not missing, "late on the next day", bad="not listed when late")
        if "extension" in promised:
            await _extended(sheet, bench, promised=promised, countries=[way[0] for way in filed])
        return sheet.once()


async def _filed(sandbox: Sandbox, place: str) -> dict[str, Any]:
    """A request of somebody in a country; where it is a part of one, the request says so."""
    person = await sandbox.newcomer(country=place if len(place) == _COUNTRY else None)
    await spoke(sandbox, _TEXT, person=person)
    body = {"kind": "erasure", "details": {}, "subject": person}
    if len(place) > _COUNTRY:
        body["jurisdiction"] = place
    answer = await sandbox.must("POST", REQUESTS, body=body, key="consent")
    told: dict[str, Any] = answer.json()
    return told


async def _incomplete(sheet: Sheet, sandbox: Sandbox, *, path: str) -> None:
    missing = {"reason": "InformationRequired"}
    now = await sandbox.must("POST", f"{path}/require", body=missing, key=OFFICER)
    sheet.note(
        now.json()["due_at"] is None,
        "the clock waits until the request is complete",
        bad="the clock runs before the request is complete",
    )


async def _in_time(
    sheet: Sheet, sandbox: Sandbox, *, promised: Promised, way: tuple[str, str], begun: date
) -> date:
    """Looks whether a request is due as was promised; the last day that was."""
    country, path = way
    count, unit = promised.number("count"), Unit(promised.word("unit"))
    due = (await sandbox.must("GET", path, key=OFFICER)).json()["due"]
    wanted, read = _due(begun, count, unit=unit, country=country), _read(due)
    earlier = "countries" in promised and read is not None and read < wanted
    sheet.note(
        read == wanted or earlier,
        f"due after {count} {unit.value.replace('_', ' ')}",
        bad=f"{country + ': ' if country else ''}due on {due} in place of {wanted}",
    )
    return max(wanted, read or wanted)


def _read(day: str | None) -> date | None:
    return None if day is None else date.fromisoformat(day)


async def _extended(
    sheet: Sheet, bench: Bench, *, promised: Promised, countries: Sequence[str]
) -> None:
    """Takes as much more time as the policy lets an officer take."""
    extension = promised.word("extension")
    count, unit = promised.number("count"), Unit(promised.word("unit"))
    async with bench.fresh(start=datetime.combine(_EVE, time(10), UTC)) as sandbox:
        for country in countries:
            told = await proven(sandbox, await _filed(sandbox, country))
            path = f"{REQUESTS}/{told['id']}/extend"
            why = {"reason": "ComplexityOfProcess"}
            answer = await sandbox.call("POST", path, body=why, key=OFFICER)
            wanted = _due(_EVE, count, unit=unit, country=country)
            last = later(datetime.combine(wanted, time(), UTC), extension).date()
            due = answer.json().get("due") if answer.status == 200 else None
            read = _read(due)
            sheet.note(
                answer.status == 409 or (read is not None and read <= last),
                f"with more time {extension} later at most",
                bad=f"{country}: with more time due on {due}, after {last} ({answer.told})",
            )


def _due(begun: date, count: int, *, unit: Unit, country: str) -> date:
    """The last day, counted here once more."""
    if unit is Unit.BUSINESS_DAYS:
        day = begun
        while count:
            day += timedelta(days=1)
            count -= is_working_day(day, country or "-")
        return day
    start = datetime.combine(begun, time(), UTC)
    return later(start, f"P{count}M" if unit is Unit.MONTHS else f"P{count}D").date()


async def blocking_period(bench: Bench, promised: Promised) -> Verdict:
    """An erasure that is granted waits for a blocked time first."""
    duration, country = promised.word("duration"), promised.word("country", "MX")
    async with bench.fresh() as sandbox:
        sheet, person = Sheet(), await sandbox.newcomer(country=country)
        await spoke(sandbox, _TEXT, person=person)
        await sandbox.pass_days(200)
        told = await approved(sandbox, await file(sandbox, person, kind="erasure"))
        began = sandbox.clock()
        now = await at_end(sandbox, told)
        refused = await sandbox.chat(_TEXT, subject=person)
        sheet.note(
            refused.code == "subject_restricted" and now["next"] == "work",
            "blocked at once",
            bad=f"not blocked ({refused.told}, {now['status']})",
        )
        token = await sandbox.token(person)
        listed = await sandbox.call("GET", "/privacy/conversations", key=token)
        hidden = all(each["hidden"] for each in listed.json().get("conversations", ()))
        sheet.note(hidden, "out of sight", bad="still in sight")
        sandbox.clock.move_to(later(began, duration) - timedelta(days=1))
        for job in ("sweep", "rights_work"):
            await sandbox.run_job(job)
        late = await sandbox.must("GET", f"{REQUESTS}?overdue=1", key=OFFICER)
        sheet.note(
            told["id"] not in {each["id"] for each in late.json()["requests"]},
            "not late meanwhile",
            bad="late while the law keeps it",
        )
        held = await conversations(sandbox, person)
        sheet.note(held, f"there for {duration}", bad=f"gone before {duration} are over")
        sandbox.clock.move_to(later(began, duration) + timedelta(days=1))
        ended = await at_end(sandbox, told)
        left = await conversations(sandbox, person)
        sheet.note(
            not left and ended["status"] == FULFILLED,
            f"gone after {duration}",
            bad=f"not gone after {duration} ({ended['status']})",
        )
        return sheet.verdict()


PROBES: Probes = {
    "verification_first": verification_first,
    "complaint_named": complaint_named,
    "identity_proof_gone": identity_proof_gone,
    "controller_told": controller_told,
    "deadline": deadline,
    "blocking_period": blocking_period,
}

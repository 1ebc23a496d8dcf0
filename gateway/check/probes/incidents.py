"""Probes of incidents and official demands: whose data, who is told, and by when."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from gateway.check.bench import Bench
from gateway.check.configuration import OWN, PARTNER
from gateway.check.probe import Probes
from gateway.check.probes.steps import OFFICER, REASON, entries, talked
from gateway.check.sandbox import Sandbox
from gateway.check.verdict import Promised, Sheet, Verdict

_INCIDENTS, _DEMANDS = "/privacy/incidents", "/privacy/demands"
_TEXT = "I am fond of pangolins."


async def _reported(sandbox: Sandbox, **reach: Any) -> dict[str, Any]:
    body = {"kinds": ["confidentiality"], "description": "A disk was lost.", **reach}
    answer = await sandbox.must("POST", _INCIDENTS, body=body, key=OFFICER)
    found: dict[str, Any] = answer.json()
    return found


async def incident_people(bench: Bench, _: Promised) -> Verdict:
    """An incident's scope gives the people touched, by time and by recipient."""
    async with bench.fresh() as sandbox:
        sheet = Sheet()
        early, late = await sandbox.newcomer(), await sandbox.newcomer()
        await talked(sandbox, _TEXT, subject=early, model=OWN)
        await sandbox.pass_days(2)
        between = sandbox.clock().isoformat()
        await sandbox.pass_days(1)
        await sandbox.opt_in(late)
        await talked(sandbox, _TEXT, subject=late, model=PARTNER)
        for name, reach, wanted in (
            ("before a time", {"ended_at": between}, {early}),
            ("after it", {"began_at": between}, {early, late}),  # what was stored then, too
            ("of one recipient", {"recipients": [PARTNER]}, {late}),
            ("of all", {}, {early, late}),
        ):
            made = await _reported(sandbox, **reach)
            path = f"{_INCIDENTS}/{made['id']}/people"
            answer = await sandbox.must("GET", path, key=OFFICER, headers=REASON)
            found = {each["subject"] for each in answer.json()["people"]}
            right = found == {sandbox.reference(each) for each in wanted}
            sheet.note(right, f"right {name}", bad=f"not the people touched {name}")
        return sheet.verdict()


async def authority_clock(bench: Bench, promised: Promised) -> Verdict:
    """The authority's clock of an incident runs for so long, and says when it is late."""
    hours = promised.number("hours")
    async with bench.fresh() as sandbox:
        sheet = Sheet()
        noticed = sandbox.clock()
        made = await _reported(sandbox, noticed_at=noticed.isoformat())
        due = [each["due_at"] for each in made["duties"] if each["target"] == "authority"]
        if not sheet.note(due, "it has a clock", bad="it has no clock of an authority"):
            return sheet.verdict()
        runs = datetime.fromisoformat(due[0]) - noticed
        right = abs(runs - timedelta(hours=hours)) < timedelta(minutes=1)
        sheet.note(right, f"of {hours} hours", bad=f"of {runs.total_seconds() / 3600:g} hours")
        sandbox.clock.pass_time(timedelta(hours=hours - 1))
        early = made["id"] in await _late(sandbox)
        sheet.note(not early, "in time before", bad="late before its time")
        sandbox.clock.pass_time(timedelta(hours=2))
        sheet.note(made["id"] in await _late(sandbox), "late after", bad="not late after")
        return sheet.verdict()


async def _late(sandbox: Sandbox) -> list[str]:
    listed = (await sandbox.must("GET", _INCIDENTS, key=OFFICER)).json()
    return [str(each) for each in listed["overdue"]]


async def incident_to_controller(bench: Bench, _: Promised) -> Verdict:
    """The tenants touched are told by webhook, and there is no clock of an authority."""
    async with bench.fresh() as sandbox:
        sheet, person = Sheet(), await sandbox.newcomer()
        await talked(sandbox, _TEXT, subject=person)
        first = len(sandbox.hooks())
        made = await _reported(sandbox)
        await sandbox.run_job("outbox")
        targets = {each["target"] for each in made["duties"]}
        sheet.note("controller" in targets, "the controller is to be told", bad="nobody is told")
        sheet.note(
            "authority" not in targets,
            "no clock of an authority",
            bad="the clock of an authority runs for a processor",
        )
        calls = [each for each in sandbox.hooks()[first:] if made["id"] in each.body.decode()]
        sheet.note(calls, "the webhook was called", bad="the webhook was not called")
        signed = all(any("signature" in name for name in each.headers) for each in calls)
        sheet.note(signed, "signed", bad="the call is not signed")
        leaked = any(person in json.dumps(each.json()) for each in calls)
        sheet.note(not leaked, "and names nobody", bad="it names the person")
        return sheet.verdict()


async def demand_register(bench: Bench, _: Promised) -> Verdict:
    """Official demands are registered, and whether people may be told is kept to."""
    async with bench.fresh() as sandbox:
        sheet, person = Sheet(), await sandbox.newcomer()
        await talked(sandbox, _TEXT, subject=person)
        body = {
            "ground": "court_order",
            "authority": "A court",
            "asked_for": "Chats of one person",
            "received_at": sandbox.clock().isoformat(),
            "subject": person,
            "may_tell": False,
            "silent_until": (sandbox.clock() + timedelta(days=30)).isoformat(),
        }
        made = (await sandbox.must("POST", _DEMANDS, body=body, key=OFFICER)).json()
        path, told = f"{_DEMANDS}/{made['id']}", {"told": True}
        early = await sandbox.call("PATCH", path, body=told, key=OFFICER)
        sheet.note(early.status == 409, "nobody is told while law forbids it", bad="told too early")
        await sandbox.pass_days(31)
        due = (await sandbox.must("GET", path, key=OFFICER, headers=REASON)).json()
        sheet.note(due["telling_due"], "then it is due", bad="nobody is reminded then")
        after = await sandbox.call("PATCH", path, body=told, key=OFFICER)
        sheet.note(
            after.status == 200 and after.json()["told_at"],
            "and noted",
            bad=f"it cannot be noted ({after.told})",
        )
        listed = (await sandbox.must("GET", _DEMANDS, key=OFFICER)).json()
        sheet.note(made["id"] in json.dumps(listed), "registered", bad="not in the register")
        logged = await entries(sandbox, "demand.recorded")
        sheet.note(logged, "and in the audit log", bad="not in the audit log")
        return sheet.verdict()


PROBES: Probes = {
    "incident_people": incident_people,
    "authority_clock": authority_clock,
    "incident_to_controller": incident_to_controller,
    "demand_register": demand_register,
}

"""Probes of who may read and change: roles, grants, instructions, guests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gateway.access.instructions import INSTRUCTION_HEADER
from gateway.admin.roles import PERMITTED
from gateway.check.bench import Bench
from gateway.check.configuration import MAIN, OTHER
from gateway.check.probe import Probes
from gateway.check.probes.held import spoke
from gateway.check.probes.steps import OFFICER, REQUESTS, file, proven
from gateway.check.setup import GUEST
from gateway.check.verdict import Promised, Sheet, Verdict
from gateway.model import Role

_WORD = "pangolins"
_TEXT = f"I am fond of {_WORD}."
_ROLES = tuple(role for role in Role if role is not Role.SUBJECT)
# Calls of a chatbot are of another shape; their roles are tried by a chat.
_TRIED = ("/privacy/", "/v1/models")
# What a call is told apart by before anybody asks whose key it is.
_BODIES = {"/privacy/incidents/{incident_id}/acknowledge": {"notice": 1}}


async def roles(bench: Bench, _: Promised) -> Verdict:
    """Each call is refused to every role that is not in its row, and to nobody without a key."""
    sandbox, sheet, tried = await bench.shared(), Sheet(), 0
    for (method, path), permitted in sorted(PERMITTED.items()):
        if not path.startswith(_TRIED):
            continue
        where = path
        while "{" in where:
            before, _brace, rest = where.partition("{")
            where = f"{before}none{rest.partition('}')[2]}"
        body: Any = _BODIES.get(path, {}) if method in ("POST", "PATCH") else None
        for role in _ROLES:
            if role in permitted:
                continue
            answer = await sandbox.call(method, where, body=body, key=role.value)
            tried += 1
            sheet.note(
                answer.status in (401, 403),
                "refused to every role that is not in its row",
                bad=f"{role.value} may call {method} {path} ({answer.told})",
            )
        answer = await sandbox.call(method, where, body=body, key=None)
        sheet.note(
            answer.status in (401, 403, 404, 405),
            "and without a key",
            bad=f"{method} {path} needs no key ({answer.told})",
        )
    for role in (Role.AUDITOR, Role.SUPPORT, Role.PRIVACY_OFFICER, Role.CONSENT):
        answer = await sandbox.chat(_TEXT, subject="nobody", more={"key": role.value})
        sheet.note(answer.status == 403, "nor do they chat", bad=f"{role.value} may chat")
    sheet.good = [*dict.fromkeys(sheet.good), f"{tried} calls tried"]
    return sheet.verdict()


async def support_grant(bench: Bench, _: Promised) -> Verdict:
    """Support reads under a grant that stands, masked first, and not before or after."""
    async with bench.fresh() as sandbox:
        sheet, person = Sheet(), await sandbox.newcomer()
        made = await spoke(sandbox, _TEXT, person=person)

        async def reads() -> str:
            path = f"/privacy/conversations/{made}/content"
            answer = await sandbox.call("GET", path, key="support")
            return "read" if answer.status == 200 else answer.told

        async def granted() -> str:
            body = {
                "reason": "support_request",
                "ticket": "CASE-7",
                "conversation": made,
                "subject": person,
                "duration": "PT2H",
            }
            asked = await sandbox.must("POST", "/privacy/grants", body=body, key="support")
            return str(asked.json()["id"])

        before = await reads()
        sheet.note(before != "read", "refused before", bad="support reads without a grant")
        grant = await granted()
        waiting = await reads()
        sheet.note(waiting != "read", "and while it waits", bad="read before the tenant's yes")
        own = await sandbox.call("POST", f"/privacy/grants/{grant}/approve", key="support")
        sheet.note(own.status == 403, "support gives none itself", bad="support grants to itself")
        await sandbox.must("POST", f"/privacy/grants/{grant}/approve", key=OFFICER)
        during = await reads()
        sheet.note(during == "read", "allowed under it", bad=f"refused under it ({during})")
        await sandbox.must("POST", f"/privacy/grants/{grant}/revoke", key=OFFICER)
        after = await reads()
        sheet.note(after != "read", "refused once revoked", bad="read after it was revoked")
        second = await granted()
        await sandbox.must("POST", f"/privacy/grants/{second}/approve", key=OFFICER)
        sandbox.clock.pass_time(timedelta(hours=2, minutes=1))
        late = await reads()
        sheet.note(late != "read", "and once it has ended", bad="read after it has ended")
        told = await sandbox.must("GET", f"/privacy/grants/{grant}", key=OFFICER)
        seen = len(told.json()["reads"])
        sheet.note(seen == 1, "the tenant sees each look", bad=f"the tenant sees {seen} looks")
        return sheet.verdict()


async def instructions(bench: Bench, _: Promised) -> Verdict:
    """A change to a tenant's data needs the id of an instruction; the scheduled class does not."""
    async with bench.fresh() as sandbox:
        sheet, person = Sheet(), await sandbox.newcomer()
        await spoke(sandbox, _TEXT, person=person)
        told = await proven(sandbox, await file(sandbox, person, kind="erasure"))
        path = f"{REQUESTS}/{told['id']}"
        seen = await sandbox.must("GET", f"{path}/preview", key=OFFICER)
        yes = {"preview": seen.json()["preview"]}
        for name, headers in (
            ("without one", {INSTRUCTION_HEADER: ""}),
            ("with one that does not exist", {INSTRUCTION_HEADER: "0" * 26}),
        ):
            answer = await sandbox.call(
                "POST", f"{path}/approve", body=yes, key=OFFICER, headers=headers
            )
            kept = bool(await sandbox.said(person))
            sheet.note(
                answer.status >= 400 and kept,
                f"refused {name}",
                bad=f"data is changed {name} ({answer.told})",
            )
        answer = await sandbox.call("POST", f"{path}/approve", body=yes, key=OFFICER)
        sheet.note(answer.status == 200, "done with one", bad=f"not done with one ({answer.told})")
        return sheet.verdict()


async def guest_scoped(bench: Bench, _: Promised) -> Verdict:
    """A guest chats for one tenant, reads nothing of another, and ends on its day."""
    async with bench.fresh() as sandbox:
        sheet = Sheet()
        named = {"x-discreet-subject": "somebody"}
        theirs = await sandbox.chat(_TEXT, more={"key": "other:chat", "headers": named})
        made = theirs.headers.get("x-discreet-conversation", "none")
        own = await sandbox.chat("Good day.", more={"key": "guest"})
        sheet.note(own.status == 200, "a guest chats", bad=f"a guest does not chat ({own.told})")
        numbers = [len(await sandbox.gateway.store.conversations(each)) for each in (MAIN, OTHER)]
        sheet.note(
            numbers == [1, 1],
            "in a tenant of its own",
            bad="what a guest says lies with another tenant",
        )
        for path in _paths(made):
            answer = await sandbox.call("GET", path, key="guest", headers=named)
            sheet.note(
                answer.status >= 400 and _WORD not in answer.text,
                "and reads nothing of another tenant",
                bad=f"a guest reads {path.split('/')[2]} ({answer.told})",
            )
        taken = await sandbox.chat(
            "Go on.", more={"key": "guest", "headers": {"x-discreet-conversation": made}}
        )
        sheet.note(
            _WORD not in taken.text, "nor goes on with their talk", bad="goes on with their talk"
        )
        sandbox.clock.pass_time(GUEST + timedelta(hours=1))
        late = await sandbox.chat("Good day.", more={"key": "guest"})
        sheet.note(late.status == 401, "the key ends on its day", bad=f"it goes on ({late.told})")
        sheet.good = list(dict.fromkeys(sheet.good))
        return sheet.verdict()


def _paths(conversation: str) -> list[str]:
    one = f"/privacy/conversations/{conversation}"
    lists = ("/privacy/conversations", "/privacy/disclosures", "/privacy/requests")
    return [one, f"{one}/content", *lists, "/privacy/holds", "/privacy/usage"]


PROBES: Probes = {
    "roles": roles,
    "support_grant": support_grant,
    "instructions": instructions,
    "guest_scoped": guest_scoped,
}

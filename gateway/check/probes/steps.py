"""Steps that several probes take: people's requests, officers' answers, looks into the store."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table, select

from gateway.check.configuration import MAIN
from gateway.check.sandbox import Sandbox, StepFailed
from gateway.rights.kinds import Status
from gateway.storage.schema import CONVERSATION
from gateway.storage.schema_audit import AUDIT_ENTRY
from gateway.storage.tables import METADATA

REASON = {"x-discreet-reason": "rights_request"}
OFFICER = "privacy_officer"
REQUESTS = "/privacy/requests"
FULFILLED, PARTLY = Status.FULFILLED.value, Status.UNFULFILLED.value


async def file(
    sandbox: Sandbox, person: str, *, kind: str, key: str | None = None, **details: Any
) -> dict[str, Any]:
    """A request by the person's own token, or in their name with the key of a back end.

    Raises:
        StepFailed: it is not taken.
    """
    body: dict[str, Any] = {"kind": kind, "details": details}
    if key is None:
        key = await sandbox.token(person)
    else:
        body["subject"] = person
    answer = await sandbox.must("POST", REQUESTS, body=body, key=key)
    told: dict[str, Any] = answer.json()
    return told


async def proven(sandbox: Sandbox, told: Mapping[str, Any]) -> dict[str, Any]:
    """The same once an officer has seen who it is, where that is still asked for."""
    now: dict[str, Any] = dict(told)
    if now["next"] == "verify":
        path = f"{REQUESTS}/{told['id']}/verify"
        now = (
            await sandbox.must(
                "POST", path, body={"method": "officer"}, key=OFFICER, headers=REASON
            )
        ).json()
    return now


async def approved(sandbox: Sandbox, told: Mapping[str, Any], **body: Any) -> dict[str, Any]:
    """The same after an officer's yes, where one is asked for; the work has begun."""
    now = await proven(sandbox, told)
    path = f"{REQUESTS}/{told['id']}"
    if now["next"] == "approve":
        if told["kind"] == "erasure":
            seen = await sandbox.must("GET", f"{path}/preview", key=OFFICER)
            body = {**body, "preview": seen.json()["preview"]}
        answer = await sandbox.must("POST", f"{path}/approve", body=body, key=OFFICER)
        now = answer.json()
    return now


async def at_end(sandbox: Sandbox, told: Mapping[str, Any]) -> dict[str, Any]:
    """The same once the work that was begun has gone as far as it goes."""
    await sandbox.run_job("rights_work")
    answer = await sandbox.must("GET", f"{REQUESTS}/{told['id']}", key=OFFICER)
    found: dict[str, Any] = answer.json()
    return found


async def carried_out(
    sandbox: Sandbox, person: str, *, kind: str, **details: Any
) -> dict[str, Any]:
    """A request by the person's own token, run to its end."""
    more = {"outcome": "upheld"} if kind == "human_review" else {}
    told = await file(sandbox, person, kind=kind, **details)
    return await at_end(sandbox, await approved(sandbox, told, **more))


async def talked(sandbox: Sandbox, text: str, **how: Any) -> str:
    """One chat of a person; the id of the conversation, as the chatbot has it.

    Raises:
        StepFailed: it was refused.
    """
    answer = await sandbox.chat(text, **how)
    if answer.status != 200:
        raise StepFailed(f"a chat was answered with {answer.told}")
    return answer.headers["x-discreet-conversation"]


async def rows(sandbox: Sandbox, table: Table, *, person: str | None = None) -> list[Any]:
    """Rows of the tenant under test; of one person, or all."""
    query = select(table).where(table.c.tenant == MAIN)
    if person is not None:
        query = query.where(table.c.subject == sandbox.reference(person))
    return list(await sandbox.act(lambda each: each.connection.execute(query).all()))


async def conversations(sandbox: Sandbox, person: str) -> list[Any]:
    """The person's conversations as rows."""
    return await rows(sandbox, CONVERSATION, person=person)


async def number(sandbox: Sandbox, names: Iterable[str], *, person: str) -> int:
    """How many rows of the person there are in tables that name one."""
    mine = [METADATA.tables[name] for name in names if "subject" in METADATA.tables[name].c]
    return sum([len(await rows(sandbox, table, person=person)) for table in mine])


async def entries(sandbox: Sandbox, act: str) -> list[dict[str, Any]]:
    """Entries of the audit log about an act, oldest first."""
    query = select(AUDIT_ENTRY.c.body).order_by(AUDIT_ENTRY.c.seq)
    bodies = await sandbox.act(lambda each: list(each.connection.execute(query).scalars()))
    return [found for found in map(json.loads, bodies) if found["act"] == act]

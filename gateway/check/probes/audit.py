"""Probes of what is proved: the audit log, disclosures, the record of processing."""

from __future__ import annotations

from sqlalchemy import text, update

from gateway.check.bench import Bench
from gateway.check.configuration import OWN, PARTNER
from gateway.check.probe import Probes
from gateway.check.probes.steps import OFFICER, entries, talked
from gateway.check.sandbox import Sandbox
from gateway.check.verdict import Promised, Sheet, Verdict
from gateway.errors import GatewayError, StorageFailed
from gateway.policy_record import processing_record
from gateway.storage.schema_audit import AUDIT_ENTRY
from gateway.storage.transaction import Transaction

_TEXT = "I am fond of pangolins."


async def tamper_found(bench: Bench, _: Promised) -> Verdict:
    """An edited row of the audit log is found, and a log that nobody touched is in order."""
    async with bench.fresh() as sandbox:
        sheet, person = Sheet(), await sandbox.newcomer()
        await talked(sandbox, _TEXT, subject=person)
        await sandbox.run_job("audit_checkpoint")
        clean = await _is_in_order(sandbox)
        sheet.note(clean, "in order before", bad="not in order before anybody touched it")
        row = AUDIT_ENTRY.c
        found = await sandbox.act(
            lambda each: list(each.connection.execute(AUDIT_ENTRY.select().order_by(row.seq)))
        )
        last = found[-1]
        changed = last.body.replace(b'"at"', b'"AT"')
        edit = update(AUDIT_ENTRY).where(row.seq == last.seq).values(body=changed)

        def forced(act: Transaction) -> None:
            """What somebody does who holds the file and no rule of the database."""
            act.connection.execute(text("DROP TRIGGER IF EXISTS audit_entry_update"))
            act.connection.execute(edit)

        try:
            await sandbox.act(lambda each: each.connection.execute(edit))
        except StorageFailed:
            sheet.note(True, "an edit is refused", bad="")
            await sandbox.act(forced)
        else:
            sheet.note(False, "", bad="the database lets a row be edited")
        after = await _is_in_order(sandbox)
        sheet.note(not after, "an edited row is found", bad="an edited row is not found")
        return sheet.verdict()


async def _is_in_order(sandbox: Sandbox) -> bool:
    """Whether the verification of the log finds nothing."""
    try:
        await sandbox.run_job("audit_verification")
    except GatewayError:
        return False
    return True


async def disclosures(bench: Bench, _: Promised) -> Verdict:
    """Every disclosure of a person is in a report, with recipient, purpose and consent."""
    async with bench.fresh() as sandbox:
        sheet, person = Sheet(), await sandbox.newcomer()
        first = len(sandbox.received())
        await talked(sandbox, _TEXT, subject=person, model=OWN)
        record = await sandbox.opt_in(person)
        await talked(sandbox, _TEXT, subject=person, model=PARTNER)
        sent = len(sandbox.received()) - first
        token = await sandbox.token(person)
        listed = (await sandbox.must("GET", "/privacy/disclosures", key=token)).json()
        told = listed["disclosures"]
        sheet.note(
            len(told) == sent == 2,
            "each request that left is in it",
            bad=f"{sent} requests left, {len(told)} are in it",
        )
        to = {each["recipient"] for each in told if not isinstance(each["recipient"], dict)}
        to |= {each["recipient"]["id"] for each in told if isinstance(each["recipient"], dict)}
        sheet.note(to == {OWN, PARTNER}, "with whom it went to", bad="recipients are missing")
        sheet.note(
            record["id"] in str(told), "and under which consent", bad="the consent is not named"
        )
        logged = await entries(sandbox, "disclosure.recorded")
        sheet.note(len(logged) >= sent, "all in the audit log", bad="some are not in the log")
        return sheet.verdict()


async def legal_bases_recorded(bench: Bench, promised: Promised) -> Verdict:
    """The record of processing lists these bases, each purpose with its own."""
    sandbox, sheet = await bench.shared(), Sheet()
    record = processing_record(sandbox.policy, sandbox.settings)
    wanted, found = set(promised.words("bases")), set(record["legal_bases"])
    sheet.note(
        wanted == found,
        f"it lists {', '.join(sorted(found))}",
        bad=f"it lists {', '.join(sorted(found)) or 'none'}",
    )
    for purpose in record["purposes"]:
        sheet.note(
            purpose.get("legal_basis") in wanted,
            "each purpose has one",
            bad="a purpose has another basis, or none",
        )
    sheet.good = list(dict.fromkeys(sheet.good))
    return sheet.verdict()


async def read_with_reason(bench: Bench, _: Promised) -> Verdict:
    """Content is read with a reason only, and the log says who and why."""
    sandbox, sheet = await bench.shared(), Sheet()
    person = await sandbox.newcomer()
    made = await talked(sandbox, _TEXT, subject=person)
    path, named = f"/privacy/conversations/{made}", {"x-discreet-subject": person}
    for where in (path, f"{path}/content"):
        for reason in (None, "curiosity"):
            said = named if reason is None else {**named, "x-discreet-reason": reason}
            answer = await sandbox.call("GET", where, key="admin", headers=said)
            sheet.note(
                answer.status in (400, 403, 422) and "pangolins" not in answer.text,
                "refused without a reason",
                bad=f"read without a reason ({answer.told})",
            )
    before = len(await entries(sandbox, "content.read"))
    said = {**named, "x-discreet-reason": "fault_analysis:CASE-7"}
    answer = await sandbox.call("GET", path, key="admin", headers=said)
    sheet.note(answer.status == 200, "read with one", bad=f"not read with one ({answer.told})")
    logged = (await entries(sandbox, "content.read"))[before:]
    whole = [each for each in logged if each["facts"].get("reason") == "fault_analysis"]
    sheet.note(
        len(whole) == 1 and whole[0]["actor"] not in ("", "gateway"),
        "and the log says who and why",
        bad="the log does not say who read it and why",
    )
    officer = await sandbox.call("GET", path, key=OFFICER, headers=named)
    sheet.note(officer.status != 200, "of everybody", bad="an officer needs no reason")
    sheet.good = list(dict.fromkeys(sheet.good))
    return sheet.verdict()


PROBES: Probes = {
    "tamper_found": tamper_found,
    "disclosures": disclosures,
    "legal_bases_recorded": legal_bases_recorded,
    "read_with_reason": read_with_reason,
}

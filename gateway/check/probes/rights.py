"""Probes of people's rights: each is asked for and carried out on a real conversation."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from gateway.admin.reasons import ReadReason, ReasonCode
from gateway.check.bench import Bench
from gateway.check.configuration import OWN
from gateway.check.probe import Probes
from gateway.check.probes.held import spoke
from gateway.check.probes.steps import (
    FULFILLED,
    OFFICER,
    PARTLY,
    REQUESTS,
    approved,
    at_end,
    carried_out,
    file,
)
from gateway.check.sandbox import Sandbox
from gateway.check.verdict import Promised, Sheet, Verdict
from gateway.opt_in import HOLDING_REPLY
from gateway.policy import LegalBasis, Policy
from gateway.purpose_export import PurposeExport, export_purpose
from gateway.purpose_rules import Labels, export_route

_WORD, _OTHER = "pangolins", "axolotls"
_TEXT = f"I am fond of {_WORD} and snow."


async def rights(bench: Bench, promised: Promised) -> Verdict:
    """Each of these rights runs to its end on a real conversation."""
    sheet = Sheet()
    async with bench.fresh() as sandbox:
        for kind in promised.words("kinds"):
            look = _RIGHTS.get(kind)
            if look is None:
                sheet.note(False, "", bad=f"{kind} is no right that can be tried")
                continue
            person = await sandbox.newcomer()
            await spoke(sandbox, _TEXT, person=person)
            sheet.note(
                await look(sandbox, person), f"{kind} done", bad=f"{kind} is not carried out"
            )
    return sheet.verdict()


async def _package(sandbox: Sandbox, person: str, *, kind: str) -> bytes:
    told = await carried_out(sandbox, person, kind=kind)
    if told["status"] != FULFILLED:
        return b""
    token = await sandbox.token(person)
    answer = await sandbox.call("GET", f"{REQUESTS}/{told['id']}/result", key=token)
    return answer.body if answer.status == 200 else b""


def _holds(package: bytes, word: str) -> bool:
    if not package.startswith(b"PK"):
        return word.encode() in package
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return any(word.encode() in opened.read(name) for name in opened.namelist())


async def _access(sandbox: Sandbox, person: str) -> bool:
    return _holds(await _package(sandbox, person, kind="access"), _WORD)


async def _portability(sandbox: Sandbox, person: str) -> bool:
    return _holds(await _package(sandbox, person, kind="portability"), _WORD)


async def _rectification(sandbox: Sandbox, person: str) -> bool:
    wanted = [{"old": _WORD, "new": _OTHER}]
    told = await carried_out(sandbox, person, kind="rectification", corrections=wanted)
    said = await sandbox.said(person)
    return told["status"] == FULFILLED and _WORD not in said and _OTHER in said


async def _erasure(sandbox: Sandbox, person: str) -> bool:
    told = await carried_out(sandbox, person, kind="erasure")
    after = await sandbox.chat(_TEXT, subject=person)
    gone = _WORD not in await sandbox.said(person)
    return told["status"] in (FULFILLED, PARTLY) and after.status != 200 and gone


async def _restriction(sandbox: Sandbox, person: str) -> bool:
    told = await carried_out(sandbox, person, kind="restriction")
    during = await sandbox.chat(_TEXT, subject=person)
    lifted = await carried_out(sandbox, person, kind="restriction", lift=True)
    after = await sandbox.chat(_TEXT, subject=person)
    ended = told["status"] == lifted["status"] == FULFILLED
    return ended and during.code == "subject_restricted" and after.status == 200


def _objectionable(policy: Policy) -> str | None:
    for key, purpose in policy.purposes.items():
        if purpose.can_be_objected_to:
            return key
    return None


async def _objection(sandbox: Sandbox, person: str) -> bool:
    purpose = _objectionable(sandbox.policy)
    if purpose is None:
        return False
    if sandbox.policy.purposes[purpose].legal_basis is LegalBasis.CONSENT:
        await sandbox.opt_in(person, recipient=OWN, purpose=purpose)
    before = await sandbox.chat(_TEXT, subject=person, purpose=purpose)
    told = await carried_out(sandbox, person, kind="objection", purposes=[purpose])
    after = await sandbox.chat(_TEXT, subject=person, purpose=purpose)
    stopped = before.status == 200 and after.code == "purpose_refused"
    return told["status"] == FULFILLED and stopped


async def _withdrawal(sandbox: Sandbox, person: str) -> bool:
    record = await sandbox.opt_in(person)
    told = await carried_out(sandbox, person, kind="withdrawal")
    token = await sandbox.token(person)
    held = (await sandbox.must("GET", "/privacy/consents", key=token)).json()["consents"]
    ended = [each for each in held if each["id"] == record["id"] and each["state"] != "given"]
    return told["status"] == FULFILLED and bool(ended)


async def _human_review(sandbox: Sandbox, person: str) -> bool:
    told = await file(sandbox, person, kind="human_review")
    held = await sandbox.chat(_TEXT, subject=person)
    ended = await at_end(sandbox, await approved(sandbox, told, outcome="changed"))
    after = await sandbox.chat(_TEXT, subject=person)
    was_held = held.status == 200 and _reply_of(held.json()) == HOLDING_REPLY
    goes_on = after.status == 200 and _reply_of(after.json()) != HOLDING_REPLY
    return ended["status"] == FULFILLED and was_held and goes_on


async def _directive(sandbox: Sandbox, person: str) -> bool:
    told = await carried_out(sandbox, person, kind="directive", action="erase")
    return bool(told["status"] == FULFILLED)


_RIGHTS: Mapping[str, Callable[[Sandbox, str], Awaitable[bool]]] = {
    "access": _access,
    "portability": _portability,
    "rectification": _rectification,
    "erasure": _erasure,
    "restriction": _restriction,
    "objection": _objection,
    "withdrawal": _withdrawal,
    "human_review": _human_review,
    "directive": _directive,
}


def _reply_of(body: Mapping[str, Any]) -> str:
    return str(body["choices"][0]["message"]["content"])


async def human_review(bench: Bench, _: Promised) -> Verdict:
    """A conversation under review gets a holding reply, and no model sees it."""
    sandbox, sheet = await bench.shared(), Sheet()
    person = await sandbox.newcomer()
    await spoke(sandbox, _TEXT, person=person)
    told = await file(sandbox, person, kind="human_review")
    before = len(sandbox.received())
    held = await sandbox.chat("Why was I refused?", subject=person)
    quiet = held.status == 200 and len(sandbox.received()) == before
    sheet.note(quiet, "no model is asked meanwhile", bad="a model answers in spite of the review")
    is_reply = held.status == 200 and held.headers.get("x-discreet-fallback") == "human_review"
    sheet.note(is_reply, "a holding reply", bad=f"no holding reply ({held.told})")
    ended = await at_end(sandbox, await approved(sandbox, told, outcome="upheld"))
    after = await sandbox.chat("And now?", subject=person)
    sheet.note(
        ended["status"] == FULFILLED and after.headers.get("x-discreet-fallback") is None,
        "answered again once a person has looked",
        bad="not answered again after the review",
    )
    return sheet.verdict()


async def directive(bench: Bench, _: Promised) -> Verdict:
    """A directive runs when death is recorded."""
    async with bench.fresh() as sandbox:
        sheet, person = Sheet(), await sandbox.newcomer()
        await spoke(sandbox, _TEXT, person=person)
        kept = await carried_out(sandbox, person, kind="directive", action="erase")
        sheet.note(kept["status"] == FULFILLED, "kept", bad="the directive is not kept")
        body = {"subject": person}
        told = (await sandbox.must("POST", "/privacy/deaths", body=body, key=OFFICER)).json()
        path, filed = f"{REQUESTS}/{told['request']}", told["request"] is not None
        if not sheet.note(filed, "followed", bad="nothing ran when death was recorded"):
            return sheet.verdict()
        seen = await sandbox.must("GET", f"{path}/preview", key="officer2")
        yes = {"preview": seen.json()["preview"]}
        begun = await sandbox.must("POST", f"{path}/approve", body=yes, key="officer2")
        await at_end(sandbox, begun.json())
        gone = _WORD not in await sandbox.said(person)
        sheet.note(gone, "run when death was recorded", bad="it did not run")
        return sheet.verdict()


async def self_service(bench: Bench, _: Promised) -> Verdict:
    """A person sees, exports, corrects and withdraws with a token of their own."""
    async with bench.fresh() as sandbox:
        sheet, person = Sheet(), await sandbox.newcomer()
        made = await spoke(sandbox, _TEXT, person=person)
        record, token = await sandbox.opt_in(person), await sandbox.token(person)
        seen = await sandbox.call("GET", f"/privacy/conversations/{made}", key=token)
        sheet.note(_WORD in seen.text, "sees", bad=f"does not see ({seen.told})")
        corrected = await file(
            sandbox, person, kind="rectification", corrections=[{"old": _WORD, "new": _OTHER}]
        )
        sheet.note(
            corrected["status"] == FULFILLED, "corrects", bad="does not correct by themselves"
        )
        told = await file(sandbox, person, kind="access")
        package = await sandbox.call("GET", f"{REQUESTS}/{told['id']}/result", key=token)
        sheet.note(_holds(package.body, _OTHER), "exports", bad=f"no export ({package.told})")
        path = f"/privacy/consents/{record['id']}/withdraw"
        ended = await sandbox.call("POST", path, key=token)
        sheet.note(ended.status == 200, "withdraws", bad=f"does not withdraw ({ended.told})")
        removed = await sandbox.call("DELETE", f"/privacy/conversations/{made}", key=token)
        sheet.note(removed.status == 200, "deletes", bad=f"does not delete ({removed.told})")
        return sheet.verdict()


async def restriction_until(bench: Bench, _: Promised) -> Verdict:
    """A restriction holds until its date; one without a date holds on."""
    async with bench.fresh() as sandbox:
        sheet = Sheet()
        dated, open_ended = await sandbox.newcomer(), await sandbox.newcomer()
        for person in (dated, open_ended):
            await spoke(sandbox, _TEXT, person=person)
        until = (sandbox.clock() + timedelta(days=20)).isoformat()
        await carried_out(sandbox, dated, kind="restriction", until=until)
        await carried_out(sandbox, open_ended, kind="restriction")
        await sandbox.pass_days(19)
        await sandbox.run_job("restrictions")
        for person in (dated, open_ended):
            answer = await sandbox.chat(_TEXT, subject=person)
            held = answer.code == "subject_restricted"
            sheet.note(held, "held before the date", bad=f"over before the date ({answer.told})")
        await sandbox.pass_days(2)
        await sandbox.run_job("restrictions")
        after = await sandbox.chat(_TEXT, subject=dated)
        sheet.note(after.status == 200, "over at its date", bad=f"not over ({after.told})")
        still = await sandbox.chat(_TEXT, subject=open_ended)
        holds_on = still.code == "subject_restricted"
        sheet.note(holds_on, "the open one holds on", bad="the open one ended by itself")
        return sheet.verdict()


async def rectified_everywhere(bench: Bench, _: Promised) -> Verdict:
    """After rectification the old value is in no stored copy."""
    async with bench.fresh() as sandbox:
        sheet, person = Sheet(), await sandbox.newcomer()
        for _n in range(2):
            await spoke(sandbox, _TEXT, person=person)
        told = await carried_out(
            sandbox, person, kind="rectification", corrections=[{"old": _WORD, "new": _OTHER}]
        )
        sheet.note(
            told["status"] == FULFILLED, "carried out", bad=f"not carried out ({told['status']})"
        )
        said = await sandbox.said(person)
        sheet.note(_WORD not in said, "the old value is nowhere", bad="the old value is stored")
        sheet.note(_OTHER in said, "the new one is there", bad="the new value is not stored")
        package = await _package(sandbox, person, kind="access")
        clean = bool(package) and not _holds(package, _WORD)
        sheet.note(clean, "nor in an export", bad="the old value is in an export")
        return sheet.verdict()


async def objection_leaves_out(bench: Bench, promised: Promised) -> Verdict:
    """After objection an export for the purpose leaves the person out."""
    purpose = promised.word("purpose")
    async with bench.fresh() as sandbox:
        sheet = Sheet()
        objects, stays = await sandbox.newcomer(), await sandbox.newcomer()
        for person in (objects, stays):
            if sandbox.policy.purposes[purpose].legal_basis is LegalBasis.CONSENT:
                await sandbox.opt_in(person, recipient=OWN, purpose=purpose)
            await spoke(sandbox, _TEXT, person=person)
        before = await _exported(sandbox, purpose)
        sheet.note(before == 2, "both are in before", bad=f"{before} of two are in before")
        told = await carried_out(sandbox, objects, kind="objection", purposes=[purpose])
        sheet.note(told["status"] == FULFILLED, "objected", bad="the objection is not taken")
        after = await _exported(sandbox, purpose)
        sheet.note(
            after == 1,
            "left out after",
            bad="still in the export after the objection",
        )
        return sheet.verdict()


async def _exported(sandbox: Sandbox, purpose: str) -> int:
    """How many conversations an export for a purpose has, to the operator's own machine."""
    wanted = PurposeExport(
        route=export_route(sandbox.tenant, purpose=purpose, recipient=OWN),
        labels=Labels(bytes(32)),
        now=sandbox.clock(),
        reason=ReadReason(code=ReasonCode.QUALITY_REVIEW),
    )
    with tempfile.TemporaryDirectory(dir=sandbox.settings.storage.directory) as directory:
        report = await export_purpose(sandbox.gateway.store, wanted, out=Path(directory) / "out")
    return report.conversations


PROBES: Probes = {
    "rights": rights,
    "human_review": human_review,
    "directive": directive,
    "self_service": self_service,
    "restriction_until": restriction_until,
    "rectified_everywhere": rectified_everywhere,
    "objection_leaves_out": objection_leaves_out,
}

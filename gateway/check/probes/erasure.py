"""Probes of what erasing leaves: of a person, in a back-up, and of a whole tenant."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from gateway.access.handed_over import Package
from gateway.access.termination_desk import terminate
from gateway.check.bench import Bench
from gateway.check.configuration import MAIN, OTHER
from gateway.check.probe import Probes
from gateway.check.probes.held import spoke
from gateway.check.probes.steps import (
    FULFILLED,
    carried_out,
    conversations,
    number,
)
from gateway.check.sandbox import Sandbox, StepFailed
from gateway.check.verdict import Promised, Sheet, Verdict
from gateway.errors import GatewayError
from gateway.retention.hold_desk import By
from gateway.rights.data_stores import STORES
from gateway.rights.erasers import EVIDENCE
from gateway.settings import read_master_key
from gateway.storage import tenant_rows
from gateway.storage.backup import Copied, back_up_data, back_up_keys, manifest_key
from gateway.storage.database import DatabaseStore
from gateway.storage.opening import configured_store, restore_target
from gateway.storage.restore import Wanted, restore
from gateway.wiring import new_id, tenant_keys

_WORDS = ("pangolins", "axolotls")
_TEXT = f"I am fond of {_WORDS[0]}."
# Rows of these stay as proof of the erasure itself.
_PROOF = EVIDENCE | {"requests", "outbox", "restrictions", "person", "refusals"}


async def erasure_leaves_nothing(bench: Bench, _: Promised) -> Verdict:
    """After erasure on request nothing is left but the proof."""
    async with bench.fresh() as sandbox:
        sheet, person = Sheet(), await sandbox.newcomer()
        other = await sandbox.newcomer()
        await spoke(sandbox, _TEXT, person=person)
        await spoke(sandbox, f"I am fond of {_WORDS[1]}.", person=other)
        told = await carried_out(sandbox, person, kind="erasure")
        sheet.note(
            told["status"] == FULFILLED,
            "carried out",
            bad=f"not carried out in full ({told['status']})",
        )
        await sandbox.pass_days(0.01)
        await sandbox.run_job("restrictions")
        for store in STORES:
            if store.name in _PROOF:
                continue
            left = await number(sandbox, store.tables, person=person)
            sheet.note(left == 0, "no row of any store is left", bad=f"{left} left of {store.name}")
        said = await sandbox.said()
        sheet.note(_WORDS[0] not in said, "no text decrypts", bad="a text still decrypts")
        sheet.note(_WORDS[1] in said, "others keep theirs", bad="somebody else lost theirs")
        row = [each["store"] for each in told["tasks"] if each["done"]]
        sheet.note("certificate" in row, "with a certificate", bad="without a certificate")
        sheet.good = list(dict.fromkeys(sheet.good))
        return sheet.verdict()


async def backup_unreadable(bench: Bench, _: Promised) -> Verdict:
    """A restored back-up of an erased conversation cannot be read."""
    async with bench.fresh() as sandbox:
        sheet, person = Sheet(), await sandbox.newcomer()
        stays = await sandbox.newcomer()
        await spoke(sandbox, _TEXT, person=person)
        await spoke(sandbox, f"I am fond of {_WORDS[1]}.", person=stays)
        place = sandbox.settings.storage.directory.with_name(new_id())
        data, keys = await _copied(sandbox, place / "copies")
        sandbox.clock.pass_time(timedelta(minutes=5))
        token = await sandbox.token(person)
        for row in (await sandbox.must("GET", "/privacy/conversations", key=token)).json()[
            "conversations"
        ]:
            await sandbox.must("DELETE", f"/privacy/conversations/{row['id']}", key=token)
        await sandbox.run_job("sweep")
        for name, of_keys in (("alone", None), ("with its keys", keys)):
            said = await _restored(sandbox, place / name, data=data, keys=of_keys)
            sheet.note(
                _WORDS[0] not in said,
                f"unreadable when restored {name}",
                bad=f"readable when restored {name}",
            )
            sheet.note(_WORDS[1] in said, "what was not erased is back", bad="nothing came back")
        return sheet.verdict()


async def _copied(sandbox: Sandbox, directory: Path) -> tuple[Path, Path]:
    """Back-ups of data and keys, as ``discreet backup`` makes them."""
    store = sandbox.gateway.store
    if not isinstance(store, DatabaseStore):
        raise StepFailed("the store of a sandbox is no database")
    await asyncio.to_thread(directory.mkdir, parents=True)
    of, key = Copied.of(store), _key(sandbox)
    at = sandbox.clock()
    data = await asyncio.to_thread(back_up_data, of, directory, key=key, now=at)
    keys = await asyncio.to_thread(back_up_keys, of, directory, key=key, now=at)
    return data.place, keys.place


async def _restored(sandbox: Sandbox, place: Path, *, data: Path, keys: Path | None) -> str:
    """All that can be read once a back-up is put into a copy of the store."""
    shutil.copytree(sandbox.settings.storage.directory, place)
    storage = replace(sandbox.settings.storage, directory=place)
    settings = replace(sandbox.settings, storage=storage)
    target = restore_target(settings, sandbox.env)
    wanted = Wanted(data=data, keys=keys, replaces=True)
    await restore(target, wanted, key=_key(sandbox), now=sandbox.clock())
    store = configured_store(settings, sandbox.env, clock=sandbox.clock)
    await store.open()
    try:
        found = await store.conversations(MAIN)
    finally:
        await store.close()
    return "\n".join(message.text for each in found for message in each.messages)


def _key(sandbox: Sandbox) -> bytes:
    return manifest_key(read_master_key(sandbox.settings.storage, sandbox.env))


async def termination(bench: Bench, _: Promised) -> Verdict:
    """At the end a tenant's data is handed over, erased, and that is proved."""
    async with bench.fresh() as sandbox:
        sheet, person = Sheet(), await sandbox.newcomer()
        await spoke(sandbox, _TEXT, person=person)
        named = {"x-discreet-subject": "somebody"}
        await sandbox.chat(_TEXT, more={"key": f"{OTHER}:chat", "headers": named})
        day = sandbox.clock() + timedelta(days=2)
        body = {"day": day.isoformat()}
        await sandbox.must("POST", "/privacy/termination", body=body, key="admin")
        sandbox.clock.move_to(day + timedelta(hours=1))
        master = read_master_key(sandbox.settings.storage, sandbox.env)
        package = Package(
            directory=sandbox.settings.storage.directory.with_name(new_id()),
            tenant=sandbox.tenant,
            keys=tenant_keys(master, MAIN),
            now=sandbox.clock(),
        )
        by = By(actor="command", at=sandbox.clock())
        try:
            ended = await terminate(sandbox.gateway.store, package, by=by, run_id=new_id())
        except GatewayError as error:
            bad = f"it did not come to its end ({type(error).__name__})"
            return Verdict(kept=False, seen=bad)
        files = [each for each in package.directory.rglob("*") if each.is_file()]
        sheet.note(
            ended.handed.people and files, "exported", bad="nothing was exported before the end"
        )
        left = await sandbox.act(lambda each: tenant_rows.remaining(each, MAIN))
        sheet.note(not left, "no row is left", bad="rows are left")
        gone = not await conversations(sandbox, person) and not await sandbox.said()
        sheet.note(gone, "nothing can be read", bad="something can still be read")
        others = await sandbox.gateway.store.conversations(OTHER)
        sheet.note(others, "other tenants keep theirs", bad="another tenant lost data")
        proved = ended.certificate == "complete" and ended.keys > 0
        sheet.note(
            proved, "the certificate is complete", bad=f"its certificate is {ended.certificate}"
        )
        return sheet.verdict()


PROBES: Probes = {
    "erasure_leaves_nothing": erasure_leaves_nothing,
    "backup_unreadable": backup_unreadable,
    "termination": termination,
}

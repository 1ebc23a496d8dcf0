"""Probes of the opt-in, of withdrawal, and of what each purpose rests on."""

from __future__ import annotations

import asyncio

from gateway.check.bench import Bench
from gateway.check.configuration import PARTNER
from gateway.check.probe import Probes
from gateway.check.sandbox import Sandbox
from gateway.check.verdict import Promised, Sheet, Verdict

_TEXT = "Which of your plans fits a small team?"
_REFUSED = "consent_required"
# Seconds after which a stream that goes on has not been cut.
_CUT_WITHIN = 3.0


async def opt_in(bench: Bench, _: Promised) -> Verdict:
    """A third party sees nothing before its own opt-in, and nothing after it ends."""
    sandbox, sheet = await bench.shared(), Sheet()
    person, before = await sandbox.newcomer(), len(sandbox.received())
    refused = await sandbox.chat(_TEXT, subject=person, model=PARTNER)
    sheet.note(
        refused.status != 200 and len(sandbox.received()) == before,
        "nothing sent before the opt-in",
        bad=f"before the opt-in a third party was reached ({refused.told})",
    )
    record = await sandbox.opt_in(person)
    permitted = await sandbox.chat(_TEXT, subject=person, model=PARTNER)
    sheet.note(
        permitted.status == 200 and len(sandbox.received()) == before + 1,
        "answered after it",
        bad=f"after the opt-in the request was not answered ({permitted.told})",
    )
    sheet.note(
        await _stream_is_cut(sandbox, person, record=record["id"]),
        "an open stream is cut by withdrawal",
        bad="an open stream went on after withdrawal",
    )
    before = len(sandbox.received())
    late = await sandbox.chat(_TEXT, subject=person, model=PARTNER)
    sheet.note(
        late.status != 200 and len(sandbox.received()) == before,
        "nothing sent after withdrawal",
        bad=f"after withdrawal a third party was reached ({late.told})",
    )
    return sheet.verdict()


async def _stream_is_cut(sandbox: Sandbox, person: str, *, record: str) -> bool:
    """Whether a withdrawal ends an answer that is under way."""
    sandbox.model.hold()
    try:
        arrival = asyncio.create_task(sandbox.model.next_request())
        asked = asyncio.create_task(
            sandbox.chat(_TEXT, subject=person, model=PARTNER, more={"stream": True})
        )
        await asyncio.wait({arrival, asked}, return_when=asyncio.FIRST_COMPLETED)
        arrival.cancel()
        await sandbox.withdraw({"id": record})
        ended, _ = await asyncio.wait({asked}, timeout=_CUT_WITHIN)
    finally:
        sandbox.model.release()
    answer = await asked
    return bool(ended) and "[DONE]" not in answer.text and _REFUSED in answer.text


PROBES: Probes = {"opt_in": opt_in}

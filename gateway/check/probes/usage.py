"""Probes of usage records: how coarse they are, and who sees what of them."""

from __future__ import annotations

import re

from sqlalchemy import select

from gateway.check.bench import Bench
from gateway.check.caller import ADDRESS
from gateway.check.probe import Probes
from gateway.check.probes.steps import talked
from gateway.check.sandbox import Sandbox
from gateway.check.verdict import Promised, Sheet, Verdict
from gateway.consent.offer import OPERATOR
from gateway.regions import is_country
from gateway.storage.schema_usage import USAGE
from gateway.usage.rules import PURPOSE, AddressForm

_TEXT = "Which of your plans fits a small team?"
_WHOLE_ADDRESS = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d./])")
_HOUR = 3_600_000_000


async def usage_coarse(bench: Bench, promised: Promised) -> Verdict:
    """Chats from an address and a country, and reads the rows.

    The person calls by their own token: of a back end's address nothing is ever kept.
    """
    kept = AddressForm(promised.word("address"))
    sandbox, sheet = await bench.shared(), Sheet()
    person = await _countable(sandbox)
    await talked(sandbox, _TEXT, more={"key": await sandbox.token(person)})
    await sandbox.gateway.flush()
    query = select(USAGE).where(USAGE.c.subject == sandbox.reference(person))
    rows = await sandbox.act(lambda act: list(act.connection.execute(query).mappings()))
    sheet.note(rows, f"{len(rows)} usage rows", bad="no usage row was written")
    for row in rows:
        written = " ".join(str(each) for each in row.values())
        sheet.note(
            ADDRESS not in written and _WHOLE_ADDRESS.search(written) is None,
            "no full address",
            bad="a usage row has a full address",
        )
        sheet.note(
            not row["network"] or (kept is AddressForm.NETWORK and _is_coarse(row["network"])),
            "a network at most" if kept is AddressForm.NETWORK else "nothing of an address",
            bad="more is kept of an address than promised",
        )
        sheet.note(
            not row["country"] or is_country(row["country"]),
            "a country at the finest",
            bad="a place is finer than a country",
        )
        sheet.note(row["at"] % _HOUR == 0, "an hour", bad="a time is finer than an hour")
        sheet.note(person not in written, "no name", bad="a name stands in it")
    return sheet.verdict()


def _is_coarse(network: str) -> bool:
    return network.endswith(("/24", "/48"))


async def usage_suppressed(bench: Bench, promised: Promised) -> Verdict:
    """Counts one person too few, and enough."""
    least = promised.number("least_group")
    sandbox, sheet = await bench.shared(), Sheet()
    # Several groups of each size, so that no sum gives one away.
    few, enough = ("few-a", "few-b"), ("enough-a", "enough-b")
    before = len(sandbox.received())
    asked = 0
    for bot in (*few, *enough):
        for _ in range(least - 1 if bot in few else least):
            more = {"headers": {"x-discreet-bot": bot}}
            await talked(sandbox, _TEXT, subject=await _countable(sandbox), more=more)
            asked += 1
    await sandbox.gateway.flush()
    report = await sandbox.must("GET", "/privacy/usage?by=bot", key="auditor")
    shown = {each["name"] for each in report.json()["groups"]}
    sheet.note(
        not shown & set(few),
        f"groups of {least - 1} are not shown",
        bad=f"a group of {least - 1} is shown",
    )
    sheet.note(
        shown & set(enough), f"groups of {least} are", bad=f"no group of {least} is shown at all"
    )
    refused = [await sandbox.call("GET", "/privacy/usage", key=key) for key in ("chat", "guest")]
    sheet.note(
        all(each.status == 403 for each in refused),
        "counts are for officers and auditors",
        bad="counts are shown to a chatbot",
    )
    sheet.note(
        len(sandbox.received()) == before + asked and not sandbox.hooks(),
        "and go to nobody else",
        bad="something was sent that is no chat",
    )
    return sheet.verdict()


async def _countable(sandbox: Sandbox) -> str:
    """A person who lets themselves be counted."""
    person = await sandbox.newcomer(country="DE")
    if PURPOSE in sandbox.policy.purposes:
        await sandbox.opt_in(person, recipient=OPERATOR, purpose=PURPOSE)
    return person


PROBES: Probes = {"usage_coarse": usage_coarse, "usage_suppressed": usage_suppressed}

"""Probes of notices: what they say, how they are named, and what a new one does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from gateway.check.bench import Bench
from gateway.check.configuration import PARTNER
from gateway.check.probe import Probes
from gateway.check.sandbox import Sandbox
from gateway.check.verdict import Promised, Sheet, Verdict
from gateway.consent.stale import stale_consents
from gateway.notice_words import country_words

_TEXT = "Which of your plans fits a small team?"
_AHEAD = timedelta(days=10)
_DIGEST = re.compile(r"[0-9a-f]{64}")


async def country_in_notice(bench: Bench, _: Promised) -> Verdict:
    """Reads what people are shown for every recipient, in every language."""
    sandbox, sheet = await bench.shared(), Sheet()
    policy = sandbox.policy
    for recipient in sandbox.tenant.recipients:
        path = f"/privacy/notices/{policy.default_purpose}?recipient={recipient.key}"
        first = (await sandbox.must("GET", path)).json()
        for language in first["languages"]:
            shown = (await sandbox.must("GET", f"{path}&language={language}")).json()
            name = country_words(recipient.country, language)
            words = " ".join(shown["parts"].values())
            sheet.note(
                name in words and shown["recipient_country"] == recipient.country,
                f"{recipient.key} in {language}",
                bad=f"the notice for {recipient.key} in {language} names no country",
            )
    if sheet.bad:
        return sheet.verdict()
    return Verdict(
        kept=bool(sheet.good),
        seen=f"{len(sheet.good)} texts of notices name the country of their recipient",
    )


async def notice_versions(bench: Bench, _: Promised) -> Verdict:
    """Consents, and looks which notice is written down."""
    sandbox, sheet = await bench.shared(), Sheet()
    purpose = sandbox.policy.default_purpose
    person = await sandbox.newcomer()
    path = f"/privacy/notices/{purpose}?purpose={purpose}&recipient={PARTNER}"
    shown = (await sandbox.must("GET", path, key="consent")).json()
    sheet.note(
        bool(shown["version"]) and _DIGEST.fullmatch(shown["sha256"]) is not None,
        "a notice has a version and a hash",
        bad="a notice has no version or no hash",
    )
    sheet.note(
        datetime.fromisoformat(shown["valid_from"]) <= sandbox.clock(),
        "a date from which it counts",
        bad="the notice shown does not count yet",
    )
    record = await sandbox.opt_in(person)
    named = (record["notice"], record["notice_version"], record["notice_sha256"])
    sheet.note(
        named == (shown["notice"], shown["version"], shown["sha256"]),
        "the consent names them",
        bad="the consent names another notice",
    )
    body = {**_answer(shown, person), "notice_sha256": "0" * 64}
    other = await sandbox.call("POST", "/privacy/consents", body=body, key="consent")
    sheet.note(
        other.status >= 400,
        "one to a text that nobody was shown is refused",
        bad="a consent to an unknown text was recorded",
    )
    return sheet.verdict()


def _answer(shown: dict[str, Any], person: str) -> dict[str, Any]:
    return {
        "subject": person,
        "purpose": shown["purpose"],
        "recipient": shown["recipient"],
        "decision": "given",
        "shown_at": shown["shown_at"],
    }


async def material_change(bench: Bench, _: Promised) -> Verdict:
    """Posts a new version of the notice for a day to come, and lets that day come."""
    policy, sheet = bench.policy, Sheet()
    notice = policy.purposes[policy.default_purpose].notice
    if notice is None:
        return Verdict(kept=False, seen="the default purpose has no notice with versions")
    with _new_version(bench.notices / f"{notice}.yaml", valid_from=bench.start + _AHEAD):
        async with bench.fresh(lambda _: None) as sandbox:
            person, late = await sandbox.newcomer(), await sandbox.newcomer()
            await sandbox.opt_in(person)
            before = await sandbox.chat(_TEXT, subject=person, model=PARTNER)
            told = await _whom_to_tell(sandbox)
            sheet.note(
                before.status == 200 and not told,
                "nothing changes before its day",
                bad=f"before its day: {before.told}, {len(told)} to be told",
            )
            sandbox.clock.pass_time(_AHEAD + timedelta(hours=1))
            after = await sandbox.chat(_TEXT, subject=person, model=PARTNER)
            sheet.note(
                after.code == "consent_stale",
                "from then on the consent is stale",
                bad=f"after its day: {after.told}",
            )
            await sandbox.opt_in(late)
            told = await _whom_to_tell(sandbox)
            sheet.note(
                told == {sandbox.reference(person)},
                "the one person of the old version is listed, the one of the new is not",
                bad=f"{len(told)} people are listed to be told, and one should be",
            )
    return sheet.verdict()


async def _whom_to_tell(sandbox: Sandbox) -> set[str]:
    """Keyed hashes of the people who have to hear of the change."""
    found = await stale_consents(sandbox.gateway.store, sandbox.tenant, at=sandbox.clock())
    return {each.subject for each in found}


@contextmanager
def _new_version(path: Path, *, valid_from: datetime) -> Iterator[None]:
    """Adds a material version to a notice's file, for as long as this lasts."""
    text = path.read_text("utf-8")
    tree = yaml.safe_load(text)
    newest = dict(tree["versions"][0])
    newest |= {
        "version": f"{newest['version']}-next",
        "valid_from": valid_from.isoformat().replace("+00:00", "Z"),
        "material_change": True,
    }
    tree["versions"].insert(0, newest)
    path.write_text(json.dumps(tree, default=_written), "utf-8")
    try:
        yield
    finally:
        path.write_text(text, "utf-8")


def _written(value: object) -> str:
    """Times, which YAML reads as such."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return str(value)


PROBES: Probes = {
    "country_in_notice": country_in_notice,
    "notice_versions": notice_versions,
    "material_change": material_change,
}

"""Probes of who may chat, and of what browsers and people say about being followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from gateway.check.bench import Bench
from gateway.check.caller import Answer
from gateway.check.configuration import OWN, PARTNER
from gateway.check.probe import Probes
from gateway.check.sandbox import Sandbox
from gateway.check.verdict import Promised, Sheet, Verdict
from gateway.consent.offer import OPERATOR
from gateway.consent.persons import AgeBand
from gateway.policy import LegalBasis
from gateway.storage.schema_usage import USAGE
from gateway.usage.rules import PURPOSE

_TEXT = "Which of your plans fits a small team?"
_SIGNALS: Mapping[str, Mapping[str, str]] = {
    "DNT": {"dnt": "1"},
    "GPC": {"sec-gpc": "1"},
    "the widget's word": {"x-discreet-signals": "gpc"},
}


async def anonymous(bench: Bench, _: Promised) -> Verdict:
    """Chats twice without a name."""
    sandbox, sheet = await bench.shared(), Sheet()
    answers = [await sandbox.chat(_TEXT, model=OWN) for _ in range(2)]
    names = [answer.headers.get("x-discreet-subject", "") for answer in answers]
    sheet.note(
        all(answer.status == 200 for answer in answers),
        "answered without a name",
        bad=f"refused without a name ({answers[0].told})",
    )
    sheet.note(
        all(name.startswith("anon_") for name in names) and len(set(names)) == 2,
        "each time under a pseudonym of its own",
        bad="no pseudonym of its own was given",
    )
    kept = [await sandbox.stored(name) for name in names if name]
    sheet.note(
        bool(kept) and all(len(each) == 1 and each[0].tag.retention_class for each in kept),
        "stored and tagged under it",
        bad="the conversation is not stored under its pseudonym",
    )
    return sheet.verdict()


async def signals(bench: Bench, promised: Promised) -> Verdict:
    """Chats with each signal, by people who had permitted being counted."""
    sandbox, sheet, purposes = await bench.shared(), Sheet(), promised.words("purposes")
    await _baseline(sandbox, sheet, purposes=purposes)
    for name, headers in _SIGNALS.items():
        person = await _willing(sandbox, purposes)
        await _note(sandbox, sheet, who=_Signalling(person, name, headers), purposes=purposes)
    return _brief(sheet, "with DNT, GPC or the widget's word for them")


async def tracking_preference(bench: Bench, promised: Promised) -> Verdict:
    """Chats by people who have said once that they do not want to be followed."""
    sandbox, sheet, purposes = await bench.shared(), Sheet(), promised.words("purposes")
    await _baseline(sandbox, sheet, purposes=purposes)
    person = await _willing(sandbox, purposes)
    token = await sandbox.token(person)
    await sandbox.must("PATCH", "/privacy/preferences", body={"tracking": "refused"}, key=token)
    who = _Signalling(person, "the preference", {})
    await _note(sandbox, sheet, who=who, purposes=purposes)
    return _brief(sheet, "with a stored preference")


def _brief(sheet: Sheet, when: str) -> Verdict:
    if sheet.bad:
        return sheet.verdict()
    return Verdict(
        kept=True,
        seen=f"{when} no usage row, no cookie, no optional purpose, even where consent was given",
    )


async def _baseline(sandbox: Sandbox, sheet: Sheet, *, purposes: tuple[str, ...]) -> None:
    """Without a signal willing people are served and counted: else nothing would be seen."""
    person = await _willing(sandbox, purposes)
    await sandbox.chat(_TEXT, subject=person)
    for purpose in purposes:
        answer = await sandbox.chat(_TEXT, subject=person, purpose=purpose)
        sheet.note(
            answer.status == 200,
            f"{purpose} goes on without a signal",
            bad=f"{purpose} is refused even without a signal ({answer.told})",
        )
    if sandbox.policy.usage is None:
        return
    rows = await usage_rows(sandbox, person)
    sheet.note(rows, "a willing person is counted", bad="nobody is counted at all")


async def _willing(sandbox: Sandbox, purposes: tuple[str, ...]) -> str:
    """A person who has said yes to all that is optional, before any signal."""
    person = await sandbox.newcomer()
    policy = sandbox.policy
    if PURPOSE in policy.purposes:
        await sandbox.opt_in(person, recipient=OPERATOR, purpose=PURPOSE)
    for purpose in purposes:
        held = policy.purposes.get(purpose)
        if held is not None and held.legal_basis is LegalBasis.CONSENT:
            await sandbox.opt_in(person, recipient=OWN, purpose=purpose)
    return person


@dataclass(frozen=True, slots=True)
class _Signalling:
    """Who does not want to be followed, and how they say so."""

    person: str
    name: str
    headers: Mapping[str, str]


async def _note(
    sandbox: Sandbox, sheet: Sheet, *, who: _Signalling, purposes: tuple[str, ...]
) -> None:
    person, name, headers = who.person, who.name, who.headers
    more = {"headers": headers}
    answers = [await sandbox.chat(_TEXT, subject=person, more=more)]
    answers.append(await sandbox.call("GET", "/widget.js", key=None, headers=headers))
    answers.append(await sandbox.call("GET", "/.well-known/gpc.json", key=None, headers=headers))
    sheet.note(
        answers[0].status == 200, "the chat goes on", bad=f"{name}: refused ({answers[0].told})"
    )
    for purpose in purposes:
        answer = await sandbox.chat(_TEXT, subject=person, purpose=purpose, more=more)
        answers.append(answer)
        sheet.note(answer.status != 200, purpose, bad=f"{name}: {purpose} goes on")
    sheet.note(
        not any("set-cookie" in each.headers for each in answers),
        "no cookie",
        bad=f"{name}: a cookie is set",
    )
    rows = await usage_rows(sandbox, person)
    sheet.note(not rows, "no usage row", bad=f"{name}: {rows} usage rows")


async def usage_rows(sandbox: Sandbox, person: str) -> int:
    """How many usage rows there are of a person, once all that waits is written."""
    await sandbox.gateway.flush()
    query = select(func.count()).select_from(USAGE)
    query = query.where(USAGE.c.subject == sandbox.reference(person))
    found = await sandbox.act(lambda act: act.connection.execute(query).scalar())
    return int(found or 0)


async def age_gate(bench: Bench, promised: Promised) -> Verdict:
    """Chats at every age, and reports somebody as too young."""
    minimum = promised.number("minimum")
    sandbox, sheet = await bench.shared(), Sheet()
    for band in (AgeBand.UNDER_13, AgeBand.FROM_13, AgeBand.FROM_16, AgeBand.ADULT):
        person = await sandbox.newcomer(band=band.value)
        answer = await sandbox.chat(_TEXT, subject=person)
        young = not band.reaches(minimum)
        sheet.note(
            answer.code == "age_restricted" if young else answer.status == 200,
            f"{band.value} {'refused' if young else 'served'}",
            bad=f"{band.value} was answered with {answer.told}",
        )
    await _of_unknown_age(sandbox, sheet, minimum=minimum)
    await _reported(sandbox, sheet)
    return sheet.verdict()


async def _of_unknown_age(sandbox: Sandbox, sheet: Sheet, *, minimum: int) -> None:
    """Who has not said it counts as a minor for what is optional, and is asked.

    What no consent is asked for goes on: the row says so.
    """
    optional = [key for key, each in sandbox.policy.purposes.items() if each.is_optional]
    person = f"{await sandbox.newcomer()}-of-unknown-age"
    served = await sandbox.chat(_TEXT, subject=person)
    sheet.note(
        served.status in (200, 403),
        f"of unknown age: the service itself {_fared(served)}",
        bad=f"of unknown age: {served.told}",
    )
    for purpose in optional:
        if sandbox.policy.purposes[purpose].legal_basis is LegalBasis.CONSENT:
            await sandbox.opt_in(person, recipient=OWN, purpose=purpose)
        before = len(sandbox.received())
        answer = await sandbox.chat(_TEXT, subject=person, purpose=purpose)
        sheet.note(
            answer.code == "age_restricted" and len(sandbox.received()) == before,
            "nothing optional",
            bad=f"of unknown age: {purpose} was answered with {answer.told}",
        )
        asked = answer.status == 200 or '"minimum"' in answer.text
        sheet.note(asked, "the age is asked", bad=f"of unknown age: {purpose} does not ask for it")
    purpose = sandbox.policy.default_purpose
    query = f"?purpose={purpose}&recipient={PARTNER}"
    shown = await sandbox.must("GET", f"/privacy/notices/{purpose}{query}", key="consent")
    asked = (shown.json().get("age") or {}).get("minimum") == minimum
    sheet.note(asked, "the opt-in asks for the age", bad="the opt-in does not ask for the age")
    sheet.good = list(dict.fromkeys(sheet.good))


def _fared(answer: Answer) -> str:
    return "goes on" if answer.status == 200 else f"is refused ({answer.code})"


async def _reported(sandbox: Sandbox, sheet: Sheet) -> None:
    person = await sandbox.newcomer()
    await sandbox.chat(_TEXT, subject=person)
    body = {"subject": person, "reason": "under_age"}
    report = await sandbox.must("POST", "/privacy/reports", body=body, key="chat")
    hidden = await sandbox.chat(_TEXT, subject=person)
    sheet.note(
        hidden.code == "subject_restricted",
        "a report stops processing at once",
        bad=f"after a report: {hidden.told}",
    )
    kept = len(await sandbox.stored(person))
    path = f"/privacy/reports/{report.json()['id']}/confirm"
    await sandbox.must("POST", path, key="privacy_officer")
    left = len(await sandbox.stored(person))
    sheet.note(
        left == 0,
        "its confirmation erases",
        bad=f"{left} of {kept} conversations are left after confirmation",
    )


PROBES: Probes = {
    "anonymous": anonymous,
    "signals": signals,
    "tracking_preference": tracking_preference,
    "age_gate": age_gate,
}

"""Probes of recipients: what stands against one, and when it is noticed."""

from __future__ import annotations

from typing import Any

from gateway.check.bench import Bench
from gateway.check.configuration import (
    ABROAD,
    FARTHER,
    FOREIGN,
    MAIN,
    OTHER,
    OWN,
    PARTNER,
    Configuration,
    abroad_of,
    recipient,
)
from gateway.check.probe import Probes
from gateway.check.sandbox import Sandbox
from gateway.check.verdict import Promised, Sheet, Verdict
from gateway.policy import LegalBasis
from gateway.recipients import MECHANISMS
from gateway.regions import expanded

_TEXT = "Which of your plans fits a small team?"
_REFUSED = "recipient_refused"
_TEACHING = ("training", "fine_tuning")


async def no_training(bench: Bench, _: Promised) -> Verdict:
    """Looks at what a model is told about keeping and training, whatever the caller asks."""
    sandbox, sheet = await bench.shared(), Sheet()
    person, first = await sandbox.newcomer(), len(sandbox.received())
    await sandbox.opt_in(person)
    for more in ({}, {"store": True}, {"store": True, "stream": True}):
        await sandbox.chat(_TEXT, subject=person, model=PARTNER, more=more)
    # OpenAI keeps what this endpoint is sent, unless it is told not to.
    for more in ({}, {"store": True}):
        body = {"model": PARTNER, "input": _TEXT, **more}
        headers = {"x-discreet-subject": person}
        await sandbox.call("POST", "/v1/responses", body=body, headers=headers)
    sent = [each.json() for each in sandbox.received(first)]
    chats, responses = sent[:3], sent[3:]
    sheet.note(
        len(chats) == 3 and not any(each.get("store") for each in chats),
        "no chat asks to be kept, even where the caller does",
        bad="a chat asked to be kept",
    )
    sheet.note(
        len(responses) == 2 and all(each.get("store") is False for each in responses),
        "where it would be kept, the request says that it must not be",
        bad="a request did not say that nothing is to be kept",
    )
    refusal = bench.refusal(lambda plain: plain["recipients"][1].update(training=True))
    sheet.note(
        refusal,
        "a recipient that trains is refused at the start",
        bad="a recipient that trains is accepted",
    )
    await _not_taught(sheet, sandbox)
    return sheet.verdict()


async def _not_taught(sheet: Sheet, sandbox: Sandbox) -> None:
    """Asks for the purposes of teaching a model, by somebody who says yes wherever asked."""
    for purpose in _TEACHING:
        held, person = sandbox.policy.purposes.get(purpose), await sandbox.newcomer()
        for model in (OWN, PARTNER):
            if held is not None and (model == PARTNER or held.legal_basis is LegalBasis.CONSENT):
                await sandbox.opt_in(person, recipient=model, purpose=purpose)
            before = len(sandbox.received())
            answer = await sandbox.chat(_TEXT, subject=person, model=model, purpose=purpose)
            sheet.note(
                answer.status == 403 and len(sandbox.received()) == before,
                f"nothing is sent for {purpose}",
                bad=f"{model} is sent text for {purpose} ({answer.told})",
            )


async def source_bound(bench: Bench, promised: Promised) -> Verdict:
    """Sends text of the source everywhere, by people who have permitted everything."""
    source = promised.word("source")
    recipients, purposes = (frozenset(promised.words(each)) for each in ("recipients", "purposes"))
    sandbox, sheet = await bench.shared(), Sheet()
    policy, first, served = sandbox.policy, len(sandbox.received()), 0
    refused = 0
    for model in (each.key for each in sandbox.tenant.recipients):
        if model == ABROAD:
            continue  # refused whatever the source is
        for purpose in policy.purposes:
            permitted = model in recipients and purpose in purposes
            answer = await _from_source(sandbox, source, model=model, purpose=purpose)
            served, refused = served + permitted, refused + (not permitted)
            if (answer == "200") is not permitted or permitted:
                sheet.note(
                    permitted and answer == "200",
                    f"{model} for {purpose}: {answer}",
                    bad=f"{model} for {purpose} was answered with {answer}",
                )
    sheet.note(refused, f"refused in {refused} other ways", bad="nowhere else to send it")
    sheet.note(len(sandbox.received()) == first + served, "sent only there", bad="sent elsewhere")
    return sheet.verdict()


async def _from_source(sandbox: Sandbox, source: str, *, model: str, purpose: str) -> str:
    person = await sandbox.newcomer()
    await sandbox.opt_in(person, recipient=model, purpose=purpose)
    more = {"headers": {"x-discreet-source": source}}
    answer = await sandbox.chat(_TEXT, subject=person, model=model, purpose=purpose, more=more)
    return answer.told


async def transfer_mechanism(bench: Bench, promised: Promised) -> Verdict:
    """One recipient abroad for each mechanism, and one without."""
    promises = frozenset(promised.words("mechanisms"))
    sheet, country = Sheet(), abroad_of(bench.policy)
    keys: dict[str, str | None] = {f"by-{each.replace('_', '-')}": each for each in MECHANISMS}
    keys["by-nothing"] = None

    def change(plain: Configuration) -> None:
        for key, mechanism in keys.items():
            facts = {"country": country, "transfer_mechanism": mechanism}
            _add(plain, _third_party(bench, key, **facts))

    async with bench.fresh(change) as sandbox:
        person = await sandbox.newcomer()
        for key, mechanism in keys.items():
            if mechanism in promises:
                await sandbox.opt_in(person, recipient=key)
            answer = await sandbox.chat(_TEXT, subject=person, model=key)
            named = mechanism or "no mechanism"
            sheet.note(
                answer.status == 200 if mechanism in promises else answer.code == _REFUSED,
                f"{named}: {answer.told}",
                bad=f"a recipient in {country} with {named} was answered with {answer.told}",
            )
    return sheet.verdict()


async def recipient_countries(bench: Bench, promised: Promised) -> Verdict:
    """Puts a recipient, and the party that it works for, into other countries."""
    permitted = expanded(promised.words("countries"))
    elsewhere = next(each for each in (FOREIGN, FARTHER, "IN", "CN") if each not in permitted)
    sheet = Sheet()

    def there(plain: Configuration) -> None:
        _partner(plain).update(country=elsewhere, transfer_mechanism="scc")

    def below(plain: Configuration) -> None:
        facts = {"country": elsewhere, "transfer_mechanism": "scc"}
        plain["recipients"].append(_third_party(bench, "holding", **facts))
        _partner(plain).update(parent="holding")

    def home(plain: Configuration) -> None:
        _partner(plain).update(country=sorted(permitted)[0])

    _at_start(sheet, f"a recipient in {elsewhere}", refusal=bench.refusal(there))
    _at_start(sheet, f"one whose parent is in {elsewhere}", refusal=bench.refusal(below))
    sheet.note(
        bench.refusal(home) is None,
        f"one in {sorted(permitted)[0]} is accepted",
        bad=f"one in {sorted(permitted)[0]} is refused",
    )
    return sheet.verdict()


async def protection_required(bench: Bench, _: Promised) -> Verdict:
    """Takes the safeguards of a third party away."""
    sheet = Sheet()
    gone = bench.refusal(lambda plain: _partner(plain).pop("safeguards"))
    empty = bench.refusal(lambda plain: _partner(plain).update(safeguards=[]))
    _at_start(sheet, "a third party without safeguards", refusal=gone)
    _at_start(sheet, "one with an empty list of them", refusal=empty)
    sheet.note(
        bench.refusal(lambda _: None) is None, "one with safeguards is accepted", bad="all are"
    )
    return sheet.verdict()


async def storage_region(bench: Bench, promised: Promised) -> Verdict:
    """Moves the storage to other countries."""
    permitted = expanded(promised.words("regions"))
    sheet = Sheet()
    for country in (FOREIGN, FARTHER, "CH", "IN"):
        if country not in permitted:
            refusal = bench.refusal(lambda plain, to=country: _move(plain, to))  # type: ignore[misc]
            _at_start(sheet, f"storage in {country}", refusal=refusal)
    first = sorted(permitted)[0]
    refusal = bench.refusal(lambda plain: _move(plain, first))
    sheet.note(refusal is None, f"storage in {first} is accepted", bad=f"{first} is refused")
    return sheet.verdict()


def _move(plain: Configuration, country: str) -> None:
    """Storage elsewhere; the operator's own machine goes with it."""
    plain["storage"]["region"] = country


async def integration_switch(bench: Bench, _: Promised) -> Verdict:
    """Switches a recipient off and on again, as the tenant's administrator."""
    async with bench.fresh() as sandbox:
        sheet = Sheet()
        person = await sandbox.newcomer()
        await sandbox.opt_in(person)
        for is_on in (False, True, False):
            body = {"on": is_on}
            path = f"/privacy/integrations/{PARTNER}"
            await sandbox.must("POST", path, body=body, key="admin")
            before = len(sandbox.received())
            answer = await sandbox.chat(_TEXT, subject=person, model=PARTNER)
            reached = len(sandbox.received()) > before
            sheet.note(
                reached is is_on and (answer.status == 200) is is_on,
                f"{'on' if is_on else 'off'}: {answer.told}",
                bad=f"{'on' if is_on else 'off'}: {answer.told}, sent: {reached}",
            )
        other = await sandbox.call("POST", path, body={"on": True}, key="chat")
        sheet.note(
            other.status == 403, "nobody but an administrator switches", bad="anybody switches"
        )
    never = await _never_switched(bench)
    sheet.note(never == _REFUSED, "off until it is switched on", bad=f"before any switch: {never}")
    return sheet.verdict()


async def _never_switched(bench: Bench) -> str:
    """How a recipient is answered for that no administrator has ever switched."""

    def change(plain: Configuration) -> None:
        _add(plain, _third_party(bench, "new-model"))

    async with bench.fresh(change) as sandbox:
        person = await sandbox.newcomer()
        answer = await sandbox.chat(_TEXT, subject=person, model="new-model")
        return answer.code


def _at_start(sheet: Sheet, what: str, *, refusal: str | None) -> None:
    sheet.note(refusal, f"{what} is refused at the start", bad=f"{what} is accepted")


def _partner(plain: Configuration) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in plain["recipients"] if each["id"] == PARTNER)
    return found


def _add(plain: Configuration, new: Configuration) -> None:
    plain["recipients"].append(new)
    for tenant in plain["tenants"]:
        if tenant["id"] in (MAIN, OTHER):
            tenant["recipients"] = [*tenant["recipients"], new["id"]]


def _third_party(bench: Bench, key: str, **facts: str | None) -> Configuration:
    today = bench.start.date()
    return recipient(bench.policy, key, url=bench.model.url, today=today, **facts)


PROBES: Probes = {
    "no_training": no_training,
    "source_bound": source_bound,
    "transfer_mechanism": transfer_mechanism,
    "recipient_countries": recipient_countries,
    "safeguards_required": protection_required,
    "storage_region": storage_region,
    "integration_switch": integration_switch,
}

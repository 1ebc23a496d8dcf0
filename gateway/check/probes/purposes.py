"""Probes of purposes: what each rests on, and what ends it."""

from __future__ import annotations

from collections.abc import Collection

from gateway.check.bench import Bench
from gateway.check.caller import Answer
from gateway.check.configuration import BOUND, OWN, PARTNER
from gateway.check.probe import Probes
from gateway.check.sandbox import Sandbox
from gateway.check.verdict import Promised, Sheet, Verdict
from gateway.policy import LegalBasis

_TEXT = "Which of your plans fits a small team?"
_ASKED = "consent_required"
_BY_INTEREST = (LegalBasis.LEGITIMATE_INTEREST.value, LegalBasis.PUBLIC_TASK.value)


async def purpose_bases(bench: Bench, promised: Promised) -> Verdict:
    """Asks for each purpose without any consent: only those that rest on one are refused.

    What was promised is the whole list: a purpose more is one that nobody was told of.
    """
    sandbox, sheet = await bench.shared(), Sheet()
    _no_others(sheet, sandbox, told=promised.pairs("bases"))
    for purpose, basis in promised.pairs("bases").items():
        person = await sandbox.newcomer()
        answer = await sandbox.chat(_TEXT, subject=person, purpose=purpose)
        if basis == LegalBasis.CONSENT.value:
            sheet.note(
                answer.code == _ASKED,
                f"{purpose} is refused without consent",
                bad=f"{purpose} without consent: {answer.told}",
            )
            continue
        sheet.note(
            answer.status == 200,
            f"{purpose} needs none",
            bad=f"{purpose} without consent: {answer.told}",
        )
        objected = await _objected(sandbox, person, purpose=purpose)
        ends = basis in _BY_INTEREST
        sheet.note(
            objected.status != 200 if ends else objected.status == 200,
            f"{'ends' if ends else 'goes on'} after objection",
            bad=f"{purpose} after an objection: {objected.told}",
        )
        held = sandbox.policy.purposes.get(purpose)
        sheet.note(
            held is not None and held.legal_basis.value == basis,
            f"stated as {basis}",
            bad=f"{purpose} is stated to rest on something else than {basis}",
        )
    return _shortened(sheet)


def _no_others(sheet: Sheet, sandbox: Sandbox, *, told: Collection[str]) -> None:
    for purpose in sandbox.policy.purposes:
        if purpose not in told:
            sheet.note(False, "", bad=f"nobody was told of the purpose {purpose}")


def _shortened(sheet: Sheet) -> Verdict:
    if sheet.bad:
        return sheet.verdict()
    asked = sum(each.endswith("without consent") for each in sheet.good)
    others = sum(each.endswith("needs none") for each in sheet.good)
    return Verdict(
        kept=bool(sheet.good),
        seen=f"{asked} purposes are refused without consent, {others} need none; "
        "an objection ends those that rest on an interest",
    )


async def _objected(sandbox: Sandbox, person: str, *, purpose: str) -> Answer:
    """The answer to a request for a purpose that the person has objected to by themselves."""
    body = {"kind": "objection", "details": {"purposes": [purpose]}}
    # To what cannot be objected to, no objection is taken.
    await sandbox.call("POST", "/privacy/requests", body=body, key=await sandbox.token(person))
    await sandbox.run_job("rights_work")
    return await sandbox.chat(_TEXT, subject=person, purpose=purpose)


async def purpose_withdrawal(bench: Bench, promised: Promised) -> Verdict:
    """Permits the purpose, and then withdraws, and objects."""
    purpose = promised.word("purpose")
    sandbox, sheet = await bench.shared(), Sheet()
    for model in (OWN, PARTNER):
        person = await sandbox.newcomer()
        record = await sandbox.opt_in(person, recipient=model, purpose=purpose)
        before = await sandbox.chat(_TEXT, subject=person, model=model, purpose=purpose)
        await sandbox.withdraw(record)
        after = await sandbox.chat(_TEXT, subject=person, model=model, purpose=purpose)
        sheet.note(
            before.status == 200 and after.status != 200,
            f"{model}: served with consent, refused after withdrawal ({after.told})",
            bad=f"{model}: {before.told} with consent, {after.told} after withdrawal",
        )
    person = await sandbox.newcomer()
    await sandbox.opt_in(person, recipient=OWN, purpose=purpose)
    after = await _objected(sandbox, person, purpose=purpose)
    sheet.note(
        after.status != 200,
        f"refused after objection ({after.told})",
        bad="served after objection",
    )
    return sheet.verdict()


async def purpose_unknown(bench: Bench, promised: Promised) -> Verdict:
    """Asks for a purpose that people were told is none."""
    purpose = promised.word("purpose")
    sandbox, sheet = await bench.shared(), Sheet()
    if "purposes" in promised:
        _no_others(sheet, sandbox, told=promised.words("purposes"))
    before = len(sandbox.received())
    for model in (OWN, PARTNER):
        person = await sandbox.newcomer()
        answer = await sandbox.chat(_TEXT, subject=person, model=model, purpose=purpose)
        sheet.note(
            answer.code == "purpose_refused",
            f"{model}: refused",
            bad=f"{model}: {answer.told}",
        )
    sheet.note(len(sandbox.received()) == before, "nothing was sent", bad="something was sent")
    return sheet.verdict()


async def purpose_needs_consent(bench: Bench, promised: Promised) -> Verdict:
    """Asks without prior consent, of whom the operator knows the country."""
    purpose = promised.word("purpose")
    country = promised.word("country") if "country" in promised else None
    sandbox, sheet = await bench.shared(), Sheet()
    person = await sandbox.newcomer(country=country)
    before = len(sandbox.received())
    refused = await sandbox.chat(_TEXT, subject=person, purpose=purpose)
    other = await sandbox.chat(_TEXT, subject=person, model=PARTNER, purpose=purpose)
    sheet.note(
        refused.code == _ASKED and other.status != 200 and len(sandbox.received()) == before,
        "refused without prior consent, nothing was sent",
        bad=f"without prior consent: {refused.told}, and to a third party {other.told}",
    )
    await sandbox.opt_in(person, recipient=OWN, purpose=purpose)
    answer = await sandbox.chat(_TEXT, subject=person, purpose=purpose)
    sheet.note(answer.status == 200, "served with it", bad=f"with consent: {answer.told}")
    return sheet.verdict()


async def recipient_bound(bench: Bench, _: Promised) -> Verdict:
    """Asks a recipient for a purpose that is not its own, with every consent."""
    sandbox, sheet = await bench.shared(), Sheet()
    policy = sandbox.policy
    others = [each for each in policy.purposes if each != policy.default_purpose]
    person = await sandbox.newcomer()
    await sandbox.opt_in(person, recipient=BOUND)
    served = await sandbox.chat(_TEXT, subject=person, model=BOUND)
    sheet.note(served.status == 200, "served for its own", bad=f"for its own: {served.told}")
    before = len(sandbox.received())
    for purpose in others:
        answer = await sandbox.chat(_TEXT, subject=person, model=BOUND, purpose=purpose)
        sheet.note(
            answer.status == 403 and len(sandbox.received()) == before and answer.code != _ASKED,
            "",
            bad=f"for {purpose}: {answer.told}",
        )
    sheet.good = [each for each in sheet.good if each]
    sheet.note(others, f"refused for {len(others)} others", bad="the policy has no other purpose")
    refusal = bench.refusal(lambda plain: plain["recipients"][1].pop("purposes"))
    sheet.note(
        refusal,
        "one that names no purposes is refused at the start",
        bad="one that names no purposes may be used for all of them",
    )
    return sheet.verdict()


async def withdrawal_link(bench: Bench, promised: Promised) -> Verdict:
    """Follows the link of a letter: looking changes nothing, the button ends it."""
    purpose = promised.word("purpose")
    sandbox, sheet = await bench.shared(), Sheet()
    person = await sandbox.newcomer()
    await sandbox.opt_in(person, recipient=OWN, purpose=purpose)
    body = {"subject": person, "purpose": purpose}
    made = await sandbox.must("POST", "/privacy/withdrawal-links", body=body, key="consent")
    path = str(made.json()["path"])
    page = await sandbox.call("GET", path, key=None)
    looked = await sandbox.chat(_TEXT, subject=person, purpose=purpose)
    sheet.note(
        page.status == 200 and page.text.count("<button") == 1 and page.text.count("<form") == 1,
        "a page with one button",
        bad=f"no page with one button ({page.status})",
    )
    sheet.note(looked.status == 200, "looking changes nothing", bad="looking ends it")
    pressed = await sandbox.call("POST", path, key=None)
    after = await sandbox.chat(_TEXT, subject=person, purpose=purpose)
    sheet.note(
        pressed.status == 200 and after.code == _ASKED,
        "the button ends it",
        bad=f"after the button: {pressed.status}, then {after.told}",
    )
    return sheet.verdict()


PROBES: Probes = {
    "purpose_bases": purpose_bases,
    "purpose_withdrawal": purpose_withdrawal,
    "purpose_unknown": purpose_unknown,
    "purpose_needs_consent": purpose_needs_consent,
    "recipient_bound": recipient_bound,
    "withdrawal_link": withdrawal_link,
}

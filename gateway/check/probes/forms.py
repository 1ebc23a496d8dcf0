"""Probe of lead forms: what may stand in them, and where it is kept."""

from __future__ import annotations

from typing import Any

from gateway.check.bench import Bench
from gateway.check.configuration import OWN
from gateway.check.probe import Probes
from gateway.check.samples import SAMPLES, Sample
from gateway.check.sandbox import Sandbox
from gateway.check.verdict import Promised, Sheet, Verdict
from gateway.consent.offer import OPERATOR
from gateway.policy_scope import Form

# What no lead form asks for.
_STRAY = SAMPLES["US_SSN"]
_CONVERSATION = "enquiry-of-a-visitor"


async def lead_form(bench: Bench, promised: Promised) -> Verdict:
    """Chats, fills the form in with too much, and reads what was kept of both."""
    sandbox, sheet = await bench.shared(), Sheet()
    form = sandbox.policy.forms.get(promised.word("form"))
    if form is None:
        return Verdict(kept=False, seen="the policy has no such form")
    person, kept_in = await sandbox.newcomer(), promised.word("retention_class")
    declared = _declared(form)
    said = " ".join(sample.text for sample in declared.values())
    more = {"headers": {"x-discreet-conversation": _CONVERSATION}}
    first = len(sandbox.received())
    await sandbox.chat(said, subject=person, model=OWN, more=more)
    if sandbox.policy.purposes[form.purpose].legal_basis == "consent":
        refused = await _hand_in(sandbox, form, person=person, values=declared)
        sheet.note(
            refused.status == 403, "refused without consent", bad=f"without consent: {refused.told}"
        )
        await sandbox.opt_in(person, recipient=OPERATOR, purpose=form.purpose)
    taken = await _hand_in(sandbox, form, person=person, values=declared)
    sheet.note(taken.status == 201, "taken with it", bad=f"the form was refused: {taken.told}")
    undeclared = await _hand_in(
        sandbox, form, person=person, values={**declared, "undeclared": _STRAY}
    )
    sheet.note(
        undeclared.status == 422,
        "a field that is not declared is refused",
        bad=f"a field that is not declared: {undeclared.told}",
    )
    _note_exempt(sheet, sandbox, declared=declared, first=first)
    await _note_kept(sandbox, sheet, form=form, kept_in=kept_in, declared=declared)
    await _note_apart(sandbox, sheet, person=person, kept_in=kept_in)
    return sheet.verdict()


def _declared(form: Form) -> dict[str, Sample]:
    """A value of a declared type for each field that has one."""
    found = {}
    for field in form.fields.values():
        known = sorted(each for each in field.entity_types if each in SAMPLES)
        if known:
            found[field.key] = SAMPLES[known[0]]
    return found


async def _hand_in(sandbox: Sandbox, form: Form, *, person: str, values: dict[str, Sample]) -> Any:
    """Fills the fields in, each with more than is asked for."""
    fields = {key: f"{each.value}. {_STRAY.text}" for key, each in values.items()}
    free = [key for key in form.fields if key not in fields]
    fields |= dict.fromkeys(free, _STRAY.text)
    body = {"subject": person, "conversation": _CONVERSATION, "fields": fields}
    return await sandbox.call("POST", f"/privacy/forms/{form.key}", body=body)


def _note_exempt(
    sheet: Sheet, sandbox: Sandbox, *, declared: dict[str, Sample], first: int
) -> None:
    sent = "\n".join(each.body.decode() for each in sandbox.received(first))
    redacted = [
        each for each in declared.values() if each.entity_type in ("EMAIL_ADDRESS", "PHONE_NUMBER")
    ]
    sheet.note(
        not any(each.stands_in(sent) for each in redacted),
        "the same in a chat is redacted",
        bad="what the form may hold reached a model from a chat",
    )


async def _note_kept(
    sandbox: Sandbox, sheet: Sheet, *, form: Form, kept_in: str, declared: dict[str, Sample]
) -> None:
    path = f"/privacy/forms/{form.key}/entries"
    headers = {"x-discreet-reason": "quality_review"}
    answer = await sandbox.must("GET", path, key="privacy_officer", headers=headers)
    entries = answer.json()["entries"]
    words = "\n".join(text for each in entries for text in each["fields"].values())
    sheet.note(
        entries and all(each["retention_class"] == kept_in for each in entries),
        f"kept in class {kept_in}",
        bad=f"not kept in class {kept_in}",
    )
    missing = [each.entity_type for each in declared.values() if each.value not in words]
    sheet.note(
        not missing, "declared fields as they were entered", bad=f"lost: {', '.join(missing)}"
    )
    sheet.note(
        not _STRAY.stands_in(words),
        "everything else redacted",
        bad="what no field declares was kept",
    )


async def _note_apart(sandbox: Sandbox, sheet: Sheet, *, person: str, kept_in: str) -> None:
    found = await sandbox.stored(person)
    classes = {each.tag.retention_class for each in found}
    sheet.note(
        classes and kept_in not in classes,
        "the conversation has a class of its own",
        bad="the conversation has no other class",
    )


PROBES: Probes = {"lead_form": lead_form}

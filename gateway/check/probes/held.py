"""Makes conversations and records that fall under a class, and says what is left of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, func, select

from gateway.check.configuration import MAIN, OWN, PARTNER
from gateway.check.probes.steps import OFFICER, carried_out, conversations, talked
from gateway.check.sandbox import Sandbox, StepFailed
from gateway.check.verdict import Promised
from gateway.policy import LegalBasis, Policy, RetentionRule
from gateway.policy_retention import OF_PURPOSE, Trigger
from gateway.retention.classes import FOREVER
from gateway.storage.schema import (
    CONSENT_CURRENT,
    DISCLOSURE,
    REFUSAL,
    REPORT,
    SUBJECT_EVENT,
    from_micros,
)
from gateway.storage.schema_retention import HOLD, RETENTION_EVENT
from gateway.storage.schema_rights import RIGHTS_REQUEST
from gateway.storage.schema_usage import USAGE

TEXT = "The canary sings a low note."
WORDS = ("canary", "note")


@dataclass(slots=True, kw_only=True)
class Talk:
    """A conversation of somebody who came for just that.

    Attributes:
        sandbox: it is there.
        person: who talked.
        conversation: its id, as the chatbot has it.
        purpose: what for.
        headers: those that every exchange of it has.
        consent: the record of a yes, where the purpose asks for one.
    """

    sandbox: Sandbox
    person: str
    conversation: str
    purpose: str
    headers: Mapping[str, str]
    consent: Mapping[str, Any] | None = field(default=None, repr=False)

    async def again(self) -> None:
        """One exchange more."""
        named = {**self.headers, "x-discreet-conversation": self.conversation}
        how = {"subject": self.person, "purpose": self.purpose, "more": {"headers": named}}
        await talked(self.sandbox, "And one thing more.", **how)

    async def row(self) -> Any:
        """Its row; None where it is gone from the main database."""
        found = await conversations(self.sandbox, self.person)
        return found[0] if found else None

    async def ends(self) -> datetime | None:
        """When it is hidden; None where nothing has started its clock, or it is gone."""
        row = await self.row()
        if row is None or from_micros(row.hide_at) >= FOREVER:
            return None
        return from_micros(row.hide_at)

    async def is_read(self) -> bool:
        """Whether its person still reads it."""
        return bool((await self.read(await self.sandbox.token(self.person))).status == 200)

    async def read(self, key: str, *, reason: str = "rights_request") -> Any:
        """How somebody fares who wants to read it."""
        path = f"/privacy/conversations/{self.conversation}"
        headers = {"x-discreet-reason": reason}
        if key in self.sandbox.setup.keys:
            headers["x-discreet-subject"] = self.person
        return await self.sandbox.call("GET", path, key=key, headers=headers)

    async def fire(self, trigger: str) -> None:
        """What starts the clock happens.

        Raises:
            StepFailed: it is not taken.
        """
        if trigger == Trigger.CONSENT_WITHDRAWAL.value and self.consent is not None:
            await self.sandbox.withdraw(self.consent)
            return
        body: dict[str, Any] = {"subject": self.person, "type": trigger}
        if trigger in {each.value for each in OF_PURPOSE}:
            body["purpose"] = self.purpose
        await self.sandbox.must("POST", "/privacy/events", body=body, key="consent")


async def talk_in(sandbox: Sandbox, retention_class: str) -> Talk:
    """A conversation under a class, by whichever way the policy has into it.

    Raises:
        StepFailed: no exchange falls under it.
    """
    policy, headers, country = sandbox.policy, dict[str, str](), None
    purpose = _purpose_of(policy, retention_class)
    if purpose is None:
        rule = _rule_of(policy, retention_class)
        if rule is None:
            raise StepFailed(f"no purpose and no rule names the class {retention_class}")
        purpose = min(rule.purposes, default=policy.default_purpose)
        country = min(rule.jurisdictions, default=None)
        if rule.channels:
            headers["x-discreet-channel"] = min(rule.channels)
        if rule.bots:
            headers["x-discreet-bot"] = min(rule.bots)
    return await talk_for(sandbox, purpose, country=country, headers=headers)


async def talks_of(sandbox: Sandbox, promised: Promised) -> list[Talk]:
    """A conversation for each purpose that was promised; else one under the class.

    Raises:
        StepFailed: the policy has no such purpose, or no exchange falls under the class.
    """
    if "purposes" not in promised:
        return [await talk_in(sandbox, promised.word("retention_class"))]
    return [await talk_for(sandbox, each) for each in promised.words("purposes")]


async def talk_for(
    sandbox: Sandbox,
    purpose: str,
    *,
    country: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Talk:
    """A conversation for a purpose, of somebody new who has said yes where that is asked for.

    Raises:
        StepFailed: the policy has no such purpose, or refuses it.
    """
    policy, headers = sandbox.policy, dict(headers or {})
    if purpose not in policy.purposes:
        raise StepFailed(f"the policy has no purpose {purpose}")
    person = await sandbox.newcomer(country=country)
    consent = None
    if policy.purposes[purpose].legal_basis is LegalBasis.CONSENT:
        consent = await sandbox.opt_in(person, recipient=OWN, purpose=purpose)
    made = await talked(sandbox, TEXT, subject=person, purpose=purpose, more={"headers": headers})
    return Talk(
        sandbox=sandbox,
        person=person,
        conversation=made,
        purpose=purpose,
        headers=headers,
        consent=consent,
    )


def changeable(policy: Policy) -> str:
    """A purpose whose conversations no law keeps as they are; the default one where it can be."""
    ways = sorted(policy.purposes, key=lambda key: (key != policy.default_purpose, key))
    for key in ways:
        purpose = policy.purposes[key]
        held = policy.classes[purpose.retention_class]
        asked = purpose.legal_basis is LegalBasis.CONSENT
        if held.minimum is None and not held.restricted and not asked:
            return key
    return policy.default_purpose


async def spoke(sandbox: Sandbox, text: str, *, person: str) -> str:
    """One chat that can be changed and erased later; as ``talked``."""
    return await talked(sandbox, text, subject=person, purpose=changeable(sandbox.policy))


def _purpose_of(policy: Policy, retention_class: str) -> str | None:
    named = [
        key for key, each in policy.purposes.items() if each.retention_class == retention_class
    ]
    named.sort(key=lambda key: (key != policy.default_purpose, key))
    return named[0] if named else None


def _rule_of(policy: Policy, retention_class: str) -> RetentionRule | None:
    for rule in policy.retention_rules:
        if rule.retention_class == retention_class and not rule.detected:
            return rule
    return None


async def _usage(sandbox: Sandbox, person: str) -> None:
    policy = sandbox.policy
    if "analytics" in policy.purposes:
        basis = policy.purposes["analytics"].legal_basis
        if basis is LegalBasis.CONSENT:
            await sandbox.opt_in(person, recipient=OWN, purpose="analytics")
    await talked(sandbox, TEXT, subject=person)
    await sandbox.gateway.flush()


async def _disclosed(sandbox: Sandbox, person: str) -> None:
    await talked(sandbox, TEXT, subject=person)


async def _refused(sandbox: Sandbox, person: str) -> None:
    await sandbox.chat(TEXT, subject=person, model=PARTNER)


async def _withdrawn(sandbox: Sandbox, person: str) -> None:
    await sandbox.withdraw(await sandbox.opt_in(person))


async def _changed(sandbox: Sandbox, person: str) -> None:
    body, named = {"tracking": "refused"}, {"x-discreet-subject": person}
    await sandbox.must("PATCH", "/privacy/preferences", body=body, key="consent", headers=named)


async def _event(sandbox: Sandbox, person: str) -> None:
    body = {"subject": person, "type": "account_closure"}
    await sandbox.must("POST", "/privacy/events", body=body, key="consent")


async def _asked(sandbox: Sandbox, person: str) -> None:
    await carried_out(sandbox, person, kind="withdrawal")


async def _reported(sandbox: Sandbox, person: str) -> None:
    body = {"subject": person, "reason": "under_age"}
    filed = await sandbox.must("POST", "/privacy/reports", body=body, key="consent")
    path = f"/privacy/reports/{filed.json()['id']}/dismiss"
    await sandbox.must("POST", path, key=OFFICER)


async def _was_held(sandbox: Sandbox, person: str) -> None:
    await let_go(sandbox, await hold(sandbox, person))


# By kind of record: its table, and how one is made that its clock runs for.
RECORDS: Mapping[str, tuple[Table, Callable[[Sandbox, str], Awaitable[None]]]] = {
    "usage": (USAGE, _usage),
    "disclosures": (DISCLOSURE, _disclosed),
    "refusals": (REFUSAL, _refused),
    "consents": (CONSENT_CURRENT, _withdrawn),
    "person_events": (SUBJECT_EVENT, _changed),
    "events": (RETENTION_EVENT, _event),
    "requests": (RIGHTS_REQUEST, _asked),
    "reports": (REPORT, _reported),
    "holds": (HOLD, _was_held),
}


async def records(sandbox: Sandbox, kind: str, *, person: str) -> int:
    """How many records of a kind there are of a person; of nobody's kinds, of all."""
    table = RECORDS[kind][0]
    mine = [table.c.tenant == MAIN]
    if "subject" in table.c:
        mine.append(table.c.subject == sandbox.reference(person))
    query = select(func.count()).select_from(table).where(and_(*mine))
    return int(await sandbox.act(lambda each: each.connection.execute(query).scalar_one()))


async def record_of(sandbox: Sandbox, kind: str) -> str:
    """Somebody of whom there is a record of a kind.

    Raises:
        StepFailed: none is made, or there is no such kind.
    """
    if kind not in RECORDS:
        raise StepFailed(f"no record of kind {kind} can be made here")
    person = await sandbox.newcomer()
    await RECORDS[kind][1](sandbox, person)
    if not await records(sandbox, kind, person=person):
        raise StepFailed(f"no record of kind {kind} was kept")
    return person


async def hold(sandbox: Sandbox, person: str) -> str:
    """A legal hold on a person; its id."""
    review = sandbox.clock().replace(year=sandbox.clock().year + 1, day=1)
    body = {
        "matter": "sandbox-1",
        "authority": "court",
        "review_at": review.isoformat(),
        "subjects": [person],
    }
    placed = await sandbox.must("POST", "/privacy/holds", body=body, key=OFFICER)
    return str(placed.json()["id"])


async def let_go(sandbox: Sandbox, hold_id: str) -> None:
    """Releases it."""
    await sandbox.must("POST", f"/privacy/holds/{hold_id}/release", key=OFFICER)

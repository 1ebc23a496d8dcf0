"""A probe is honest: without the code that keeps a promise, it sees the promise broken.

Each row takes away just that code, in the running gateway, and names what the probe says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import true

from gateway.access.grants import Grant
from gateway.admin import auth, keyring
from gateway.admin.keyring import Caller, Keyring
from gateway.admin.reasons import ReadReason, ReasonCode
from gateway.consent import desk
from gateway.consent.persons import Person
from gateway.incidents import demand_register
from gateway.incidents.demand import Demand
from gateway.model import Role
from gateway.retention import sweep
from gateway.retention.disposal import Disposal
from gateway.rights import (
    correcting,
    death,
    directive,
    lifting,
    machine,
    person_routes,
    restriction,
    steps,
    webhook_client,
)
from gateway.rights.disclosure_report import Reading, ReportPage, report_page
from gateway.rights.execution import Done
from gateway.storage import (
    due_pages,
    grant_rows,
    hold_rows,
    incident_scope,
    proof_rows,
    restore,
    tenant_rows,
)
from gateway.storage import rows as storage_rows
from tests.gateway.check.looking import Look

Patch = pytest.MonkeyPatch
REASON = ReadReason(code=ReasonCode.FAULT_ANALYSIS)


def _nothing(*_: object, **_more: object) -> None:
    """Is left out."""


def _none(*_: object, **_more: object) -> tuple[()]:
    return ()


def _no(*_: object, **_more: object) -> bool:
    return False


def _yes(*_: object, **_more: object) -> bool:
    return True


def _zero(*_: object, **_more: object) -> int:
    return 0


def _done(*_: object, **_more: object) -> Done:
    return Done()


async def _nowhere(*_: object, **_more: object) -> None:
    """Is left out."""


def without_terms(patch: Patch) -> None:
    patch.setattr(storage_rows, "write_terms", lambda _: "[]")


def without_holds(patch: Patch) -> None:
    patch.setattr(hold_rows, "hold_page", _nothing)
    patch.setattr(due_pages, "covering", lambda *_: {})


def without_release(patch: Patch) -> None:
    patch.setattr(hold_rows, "let_go", _zero)


def without_separate_store(patch: Patch) -> None:
    patch.setattr(due_pages, "disposal", lambda *_, **__: Disposal.ERASE)


def without_end_of_separate_store(patch: Patch) -> None:
    patch.setattr(sweep, "_kept", _nowhere)


def without_pruning(patch: Patch) -> None:
    patch.setattr(restore, "prune_file", _zero)


def without_erasure_of_tenant(patch: Patch) -> None:
    patch.setattr(tenant_rows, "delete_rows", _zero)


def without_destruction_of_keys(patch: Patch) -> None:
    patch.setattr(tenant_rows, "destroy_keys", _zero)


def without_review(patch: Patch) -> None:
    patch.setattr(Person, "is_under_review", _no)


def without_keeping_directives(patch: Patch) -> None:
    patch.setattr(directive._Keep, "run", _done)


def without_following_directives(patch: Patch) -> None:
    patch.setattr(death, "_KINDS", {})


def without_restriction(patch: Patch) -> None:
    patch.setattr(restriction._Restrict, "run", _done)


def without_end_of_restriction(patch: Patch) -> None:
    patch.setattr(lifting, "ended", _none)


def without_rewriting(patch: Patch) -> None:
    patch.setattr(correcting.TextsTask, "run", _done)


def without_verification(patch: Patch) -> None:
    for place in (machine, steps):
        patch.setattr(place, "is_proven", _yes)


def without_destruction_of_proofs(patch: Patch) -> None:
    patch.setattr(steps, "_forget_proof", _nothing)


def without_end_of_proofs(patch: Patch) -> None:
    patch.setattr(proof_rows, "drop_proofs", _zero)


def without_telling(patch: Patch) -> None:
    patch.setattr(steps.Steps, "tell", _nothing)


def without_signature(patch: Patch) -> None:
    patch.setattr(webhook_client, "signature", lambda *_, **__: {})


def without_last_disclosure(patch: Patch) -> None:
    real = report_page

    async def shorter(*given: Any, **how: Any) -> ReportPage:
        page = await real(*given, **how)
        return replace(page, items=page.items[:-1])

    patch.setattr(person_routes, "report_page", shorter)


def without_reason(patch: Patch) -> None:
    patch.setattr(person_routes, "read_reason", lambda *_, **__: REASON)


def without_entry_of_reading(patch: Patch) -> None:
    patch.setattr(Reading, "entry", _nothing)


def without_end_of_grants(patch: Patch) -> None:
    patch.setattr(grant_rows, "standing", lambda held, tenant, *, now: _given(held, tenant))


def _given(connection: Any, tenant: str) -> list[Grant]:
    return [each for each in grant_rows.listed(connection, tenant) if each.approved_by]


def without_approval(patch: Patch) -> None:
    patch.setattr(
        grant_rows, "standing", lambda held, tenant, *, now: grant_rows.listed(held, tenant)
    )


def without_note_of_reading(patch: Patch) -> None:
    patch.setattr(grant_rows, "add_read", _nothing)


def without_end_of_keys(patch: Patch) -> None:
    for place in (auth, keyring):
        patch.setattr(place, "is_in_force", _yes, raising=False)


def without_roles(patch: Patch) -> None:
    patch.setattr(desk, "permitted", lambda *_: frozenset(Role))


def without_tenants_of_guests(patch: Patch) -> None:
    real = Keyring.identify

    async def elsewhere(self: Keyring, presented: str | None) -> Caller:
        caller = await real(self, presented)
        return replace(caller, tenant="other") if caller.role is Role.GUEST else caller

    patch.setattr(Keyring, "identify", elsewhere)


def without_scope(patch: Patch) -> None:
    for name in ("_sent", "_stored"):
        patch.setattr(incident_scope, name, lambda _: true())


def without_silence(patch: Patch) -> None:
    patch.setattr(demand_register, "check_telling", _nothing)


def without_reminder(patch: Patch) -> None:
    patch.setattr(Demand, "telling_due", _no)


def without_note_of_demand(patch: Patch) -> None:
    patch.setattr(demand_register, "_note", _nothing)


BOOKS = {
    "purposes": ("bookkeeping",),
    "triggers": ("collection",),
    "period": "P1Y",
    "kept": "P7Y",
}
ROWS: list[tuple[str, str, dict[str, Any], Callable[[Patch], None], str]] = [
    ("workki", "always_classed", {}, without_terms, "has no class"),
    ("workki", "hold_outlives", {}, without_holds, "erased although it was held"),
    ("workki", "hold_outlives", {}, without_release, "there after the release"),
    ("juttai", "separate_store", BOOKS, without_separate_store, "not in the separate one"),
    ("juttai", "separate_store", BOOKS, without_end_of_separate_store, "readable after its end"),
    ("workki", "backup_unreadable", {}, without_pruning, "readable when restored with its keys"),
    ("instntly", "termination", {}, without_erasure_of_tenant, "it did not come to its end"),
    ("instntly", "termination", {}, without_destruction_of_keys, "it did not come to its end"),
    ("workki", "human_review", {}, without_review, "a model answers in spite of the review"),
    ("workki", "directive", {}, without_keeping_directives, "nothing ran when"),
    (
        "workki",
        "directive",
        {},
        without_following_directives,
        "nothing ran when",
    ),
    ("workki", "restriction_until", {}, without_restriction, "over before the date"),
    ("workki", "restriction_until", {}, without_end_of_restriction, "not over"),
    ("workki", "rectified_everywhere", {}, without_rewriting, "the old value is stored"),
    ("workki", "verification_first", {}, without_verification, "it went on without a proof"),
    ("workki", "identity_proof_gone", {}, without_destruction_of_proofs, "after the decision"),
    ("workki", "identity_proof_gone", {}, without_end_of_proofs, "undecided, it stays"),
    ("workki", "controller_told", {}, without_telling, "the webhook was not called"),
    ("workki", "disclosures", {}, without_last_disclosure, "2 requests left, 1 are in it"),
    ("workki", "read_with_reason", {}, without_reason, "read without a reason"),
    ("workki", "read_with_reason", {}, without_entry_of_reading, "does not say who read it"),
    ("workki", "support_grant", {}, without_end_of_grants, "read after it"),
    ("workki", "support_grant", {}, without_approval, "read before the tenant's yes"),
    ("workki", "support_grant", {}, without_note_of_reading, "the tenant sees 0 looks"),
    ("workki", "guest_scoped", {}, without_end_of_keys, "it goes on"),
    (
        "workki",
        "guest_scoped",
        {},
        without_tenants_of_guests,
        "lies with another tenant",
    ),
    ("workki", "guest_scoped", {}, without_roles, "a guest reads"),
    ("workki", "incident_people", {}, without_scope, "not the people touched"),
    ("workki", "demand_register", {}, without_silence, "told too early"),
    ("workki", "demand_register", {}, without_reminder, "nobody is reminded then"),
    ("workki", "demand_register", {}, without_note_of_demand, "not in the audit log"),
]


@pytest.mark.parametrize(
    ("policy", "probe", "promised", "without", "seen"),
    ROWS,
    ids=[f"{row[1]}-{row[3].__name__}" for row in ROWS],
)
def test_without_the_code_that_keeps_it_a_promise_is_broken(
    look: Look,
    monkeypatch: pytest.MonkeyPatch,
    policy: str,
    probe: str,
    promised: dict[str, Any],
    without: Callable[[Patch], None],
    seen: str,
) -> None:
    without(monkeypatch)
    verdict = look(policy).at(probe, **promised)
    assert not verdict.kept, verdict.seen
    assert seen in verdict.seen

"""A policy that says nothing of its scope asks for nothing special, and hides nothing."""

from __future__ import annotations

import dataclasses

import pytest

from gateway.policy_scope import CommitmentKind, Form, FormField, PartyRole, Scope


def test_a_silent_policy_is_a_controllers() -> None:
    silent = Scope()
    assert silent.role is PartyRole.CONTROLLER
    assert silent.data_categories is None
    assert not any((silent.needs_instructions, silent.integrations_off))
    assert not any((silent.recipient_purposes, silent.least_safeguards))


def test_three_kinds_of_promises() -> None:
    assert [each.value for each in CommitmentKind] == ["enforced", "evidenced", "declared"]


def test_a_form_names_its_fields_and_cannot_be_changed() -> None:
    field = FormField(key="email", entity_types=frozenset({"EMAIL_ADDRESS"}))
    form = Form(key="contact", fields={"email": field}, purpose="answering", retention_class="lead")
    assert not form.fields["email"].required
    with pytest.raises(dataclasses.FrozenInstanceError):
        form.purpose = "other"  # type: ignore[misc]

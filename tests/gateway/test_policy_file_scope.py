from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.model import Action, Destination
from gateway.policy import Policy
from gateway.policy_file import load_policy
from gateway.policy_scope import PartyRole, Scope
from tests.gateway.configuration import POLICY

OPEN = POLICY.replace("store: surrogate", "store: allow")


def load(directory: Path, more: str, *, policy: str = POLICY) -> Policy:
    path = directory / "default.yaml"
    path.write_text(policy + more, "utf-8")
    return load_policy(path)


def test_a_policy_that_says_nothing_is_a_controllers(tmp_path: Path) -> None:
    assert load(tmp_path, "").scope == Scope(role=PartyRole.CONTROLLER)


@pytest.mark.parametrize(
    ("section", "scope"),
    [
        ("{role: controller}", Scope()),
        (
            "{role: processor}",
            Scope(role=PartyRole.PROCESSOR, needs_instructions=True, integrations_off=True),
        ),
        ("{role: processor_and_controller}", Scope(role=PartyRole.PROCESSOR_AND_CONTROLLER)),
        (
            "{role: processor, instructions: none, integrations: on}",
            Scope(role=PartyRole.PROCESSOR),
        ),
        (
            "{role: controller, instructions: required, integrations: 'off'}",
            Scope(needs_instructions=True, integrations_off=True),
        ),
        ("{role: controller, integrations: off}", Scope(integrations_off=True)),
        (
            "{role: controller, recipient_purposes: required, safeguards: required}",
            Scope(recipient_purposes=True, least_safeguards=True),
        ),
        ("{role: controller, recipient_purposes: any, safeguards: any}", Scope()),
        ("{role: controller, regions: [EU, EEA, US]}", Scope(regions=("EU", "EEA", "US"))),
    ],
)
def test_what_a_policy_says_of_its_operator(tmp_path: Path, section: str, scope: Scope) -> None:
    assert load(tmp_path, f"processing: {section}\n").scope == scope


@pytest.mark.parametrize(
    ("more", "key", "words"),
    [
        ("processing: {}", "processing", "the key role is missing"),
        ("processing: {role: owner}", "processing.role", "must be one of controller"),
        ("processing: {role: processor, x: 1}", "processing.x", "unknown key"),
        ("processing: {role: processor, regions: []}", "processing.regions", "not be empty"),
        ("processing: {role: processor, regions: EU}", "processing.regions", "a list"),
        ("processing: {role: processor, regions: [UK]}", "processing.regions[0]", "ISO 3166-1"),
        ("processing: {role: processor, regions: [EU, EU]}", "processing.regions[1]", "already"),
        ("processing: {role: processor, integrations: yes}", "processing.integrations", "one of"),
        ("processing: {role: processor, integrations: maybe}", "processing.integrations", "one of"),
        ("processing: {role: processor, instructions: off}", "processing.instructions", "one of"),
        ("processing: {role: processor, safeguards: none}", "processing.safeguards", "one of"),
        ("data_categories: []", "data_categories", "not be empty"),
        ("data_categories: email", "data_categories", "a list"),
        ("data_categories: [emial]", "data_categories[0]", "must be one of email, name"),
    ],
)
def test_what_it_cannot_say(tmp_path: Path, more: str, key: str, words: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, more + "\n")
    assert str(caught.value).startswith(f"{tmp_path}/default.yaml:16: {key}: ")
    assert words in str(caught.value)


def test_what_is_of_no_listed_category_is_not_stored_as_it_is(tmp_path: Path) -> None:
    policy = load(tmp_path, "data_categories: [email, usage]\n", policy=OPEN)
    for entity_type, action in (
        ("EMAIL_ADDRESS", Action.ALLOW),
        ("PERSON", Action.SUPPRESS),
        ("URL", Action.SUPPRESS),
        ("OF_A_FOREIGN_DETECTOR", Action.SUPPRESS),
        ("CREDIT_CARD", Action.MASK),
    ):
        assert policy.action(entity_type, Destination.STORE) is action
        assert policy.action(entity_type, Destination.USER) is Action.ALLOW
    assert policy.action("PERSON", Destination.UPSTREAM) is Action.SURROGATE


def test_without_a_list_every_category_may_be_stored(tmp_path: Path) -> None:
    for more in ("", "data_categories: null\n"):
        policy = load(tmp_path, more, policy=OPEN)
        assert policy.action("PERSON", Destination.STORE) is Action.ALLOW
        assert policy.may_store("OF_A_FOREIGN_DETECTOR")


def test_the_section_is_part_of_the_hash(tmp_path: Path) -> None:
    hashes = {
        load(tmp_path, more).hash
        for more in (
            "",
            "processing: {role: processor}\n",
            "processing: {role: controller, safeguards: required}\n",
            "data_categories: [email]\n",
        )
    }
    assert len(hashes) == 4

"""Lead forms are read whole, or refused with their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.policy import Policy
from gateway.policy_file import load_policy
from gateway.policy_scope import FormField
from tests.gateway.configuration import POLICY

LINE = POLICY.count("\n") + 1
LEAD = "  lead: {trigger: collection, duration: P10D, legal_ground: a law}\n"
FIELDS = "{email: {entity_types: [EMAIL_ADDRESS], required: true}, note: {}}"
FORM = f"{{purpose: answering, retention_class: lead, fields: {FIELDS}}}"
TYPES = frozenset({"EMAIL_ADDRESS", "CREDIT_CARD", "CARD_CVV", "PASSWORD", "MEDICAL_CONDITION"})


def load(directory: Path, text: str, types: frozenset[str] | None = None) -> Policy:
    path = directory / "default.yaml"
    path.write_text(text, "utf-8")
    return load_policy(path, entity_types=types)


def test_a_form_is_read_whole_and_names_its_class(tmp_path: Path) -> None:
    policy = load(tmp_path, f"{POLICY}{LEAD}forms: {{contact: {FORM}}}\n")
    form = policy.forms["contact"]
    assert (form.key, form.purpose, form.retention_class) == ("contact", "answering", "lead")
    assert list(form.fields.values()) == [
        FormField(key="email", entity_types=frozenset({"EMAIL_ADDRESS"}), required=True),
        FormField(key="note", entity_types=frozenset(), required=False),
    ]


def test_without_the_section_there_is_no_form(tmp_path: Path) -> None:
    assert load(tmp_path, POLICY).forms == {}


def test_a_form_is_part_of_the_hash(tmp_path: Path) -> None:
    hashes = {
        load(tmp_path, f"{POLICY}{LEAD}forms: {{contact: {form}}}\n").hash
        for form in (FORM, FORM.replace("note", "remark"), FORM.replace("true", "false"))
    }
    assert len(hashes) == 3


@pytest.mark.parametrize(
    ("old", "new", "path", "word"),
    [
        ("answering", "selling", ".purpose", "purpose that does not exist"),
        ("class: lead", "class: none", ".retention_class", "does not exist"),
        (FIELDS, "{}", ".fields", "must not be empty"),
        ("EMAIL_ADDRESS]", "EMAIL]", ".fields.email.entity_types[0]", "no detector in use"),
        ("EMAIL_ADDRESS]", "email]", ".fields.email.entity_types[0]", "written like"),
        ("EMAIL_ADDRESS]", "CREDIT_CARD]", ".fields.email.entity_types[0]", "no form may keep"),
        ("EMAIL_ADDRESS]", "PASSWORD]", ".fields.email.entity_types[0]", "no form may keep"),
        ("required: true", "required: yes", ".fields.email.required", "true or false"),
        ("required: true", "needed: true", ".fields.email.needed", "unknown key"),
        ("note:", "No Te:", ".fields.No Te", "the key must be"),
        ("purpose:", "reason:", ".reason", "unknown key"),
    ],
)
def test_what_no_form_can_be_is_refused(
    tmp_path: Path, old: str, new: str, path: str, word: str
) -> None:
    assert old in FORM
    text = f"{POLICY}{LEAD}forms: {{contact: {FORM.replace(old, new)}}}\n"
    with pytest.raises(ConfigurationError) as refused:
        load(tmp_path, text, TYPES)
    message = str(refused.value)
    assert f":{LINE + 1}: forms.contact{path}: " in message
    assert word in message


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("trigger: contract_end, duration: P1D, legal_ground: a", "last_interaction"),
        ("trigger: collection, duration: P2D, legal_ground: a, undo: P1D", "erases"),
        ("trigger: collection, duration: P2D, legal_ground: a, action: review", "erases"),
    ],
)
def test_a_form_takes_a_plain_class(tmp_path: Path, said: str, word: str) -> None:
    text = f"{POLICY}  lead: {{{said}}}\nforms: {{contact: {FORM}}}\n"
    with pytest.raises(ConfigurationError, match=word):
        load(tmp_path, text)


def test_a_form_of_no_good_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="the key must be"):
        load(tmp_path, f"{POLICY}{LEAD}forms: {{Con tact: {FORM}}}\n")


def test_a_form_has_no_end_of_fields(tmp_path: Path) -> None:
    many = "{" + ", ".join(f"f{number}: {{}}" for number in range(51)) + "}"
    with pytest.raises(ConfigurationError, match="more than 50 fields"):
        load(tmp_path, f"{POLICY}{LEAD}forms: {{contact: {FORM.replace(FIELDS, many)}}}\n")

"""What the schema of policies takes and refuses is what the loader does, as far as it can see."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from gateway.errors import ConfigurationError
from gateway.policy_file import load_policy
from gateway.policy_schema import policy_schema, schema_text
from tests.gateway.configuration import POLICY
from tests.test_docs import known_keys

ROOT = Path(__file__).parents[2]
POLICIES = ROOT / "config" / "policies"
SCHEMA = policy_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
LOADERS = (
    *("policy_file.py", "policy_file_opt_in.py", "policy_file_retention.py"),
    *("policy_file_rights.py", "policy_file_scope.py", "policy_file_commitments.py"),
    *("policy_file_forms.py", "policy_file_incidents.py", "usage/policy_section.py"),
)


def properties(of: Any) -> set[str]:
    """Every key that a schema names, at any depth."""
    if isinstance(of, list):
        return set().union(*map(properties, of))
    if not isinstance(of, dict):
        return set()
    return set(of.get("properties", ())) | set().union(*map(properties, of.values()))


def test_it_is_a_schema_and_stands_beside_the_policies() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert (POLICIES / "policy.schema.json").read_text("utf-8") == schema_text()
    assert json.loads(schema_text()) == SCHEMA


@pytest.mark.parametrize("variant", ["whole", "extending"])
@pytest.mark.parametrize("loader", LOADERS)
def test_every_key_of_the_loader_is_in_it(loader: str, variant: str) -> None:
    keys = known_keys((ROOT / "gateway" / loader).read_text("utf-8"))
    held = properties(SCHEMA["$defs"][variant]) | properties(SCHEMA["$defs"]["commitments"])
    assert keys - held == set()


@pytest.mark.parametrize("variant", ["whole", "extending"])
def test_every_key_says_what_it_is_for(variant: str) -> None:
    whole = SCHEMA["$defs"][variant]["properties"]
    assert {key for key, of in whole.items() if not of.get("description") and "$ref" not in of} - {
        "commitments"
    } == set()


@pytest.mark.parametrize("path", sorted(POLICIES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_policy_is_valid_and_names_it(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=policy.schema.json\n")
    assert [error.json_path for error in VALIDATOR.iter_errors(yaml.safe_load(text))] == []


def promising(probe: str) -> str:
    """A promise whose probe is told nothing."""
    kept = f"keeps: [id], probes: {{{probe}: {{}}}}"
    return f"commitments: {{AB-1: {{kind: enforced, promise: A, {kept}}}}}\n"


# What is replaced in a small policy, and by what: neither takes it.
WRONG = [
    ("version:", "versoin:"),
    ('version: "1"', "version: 1"),
    ("id: default", "id: Default"),
    ("contact:", "mail:"),
    (", contact: privacy@example.com", ""),
    ("log: suppress", "log: supress"),
    ("log: suppress", "log: allow"),
    ("user: allow", "user: generalise"),
    (", log: suppress", ""),
    ("CREDIT_CARD:", "credit_card:"),
    ("{store: mask}", "[store]"),
    ("  default: {", "  PERSON: {"),
    ("    legal_basis: contract\n", ""),
    ("legal_basis: contract", "legal_basis: none"),
    ("retention_class: conversation", "retention_class: null"),
    ("default_purpose: answering\n", ""),
    ("P30D", "30 days"),
    ("trigger: last_interaction", "trigger: now"),
    (", legal_ground: Needed.", ""),
    ("legal_ground: Needed.", "legal_ground: Needed., restricted: 'yes'"),
    ("default_purpose", "extends: []\ndefault_purpose"),
    ("default_purpose", "include: pci\ndefault_purpose"),
    ("default_purpose", "thresholds: {PERSON: 1.5}\ndefault_purpose"),
    ("default_purpose", "mode: observe\ndefault_purpose"),
    ("default_purpose", "processing: {}\ndefault_purpose"),
    ("default_purpose", "processing: {role: owner}\ndefault_purpose"),
    ("default_purpose", "data_categories: [emial]\ndefault_purpose"),
    ("default_purpose", "data_categories: []\ndefault_purpose"),
    ("default_purpose", "age: {minimum: 17, asked: account, question: A}\ndefault_purpose"),
    ("default_purpose", "records: {nothing: conversation}\ndefault_purpose"),
    ("default_purpose", "rights: {proof_days: 8}\ndefault_purpose"),
    ("default_purpose", "forms: {a: {purpose: answering}}\ndefault_purpose"),
    ("default_purpose", "commitments: {abc: {}}\ndefault_purpose"),
    ("default_purpose", promising("magic") + "default_purpose"),
    ("default_purpose", promising("age_gate") + "default_purpose"),
]


def test_a_small_policy_is_taken_by_both(tmp_path: Path) -> None:
    path = tmp_path / "default.yaml"
    path.write_text(POLICY, "utf-8")
    assert load_policy(path).key == "default"
    assert VALIDATOR.is_valid(yaml.safe_load(POLICY))


@pytest.mark.parametrize(("old", "new"), WRONG)
def test_what_is_wrong_is_refused_by_both(tmp_path: Path, old: str, new: str) -> None:
    text = POLICY.replace(old, new, 1)
    assert text != POLICY
    path = tmp_path / "default.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigurationError):
        load_policy(path)
    assert not VALIDATOR.is_valid(yaml.safe_load(text))


def test_a_policy_that_extends_another_need_not_be_whole() -> None:
    own = {"id": "a", "version": "1", "operator": {"name": "A", "contact": "a@example.com"}}
    assert not VALIDATOR.is_valid(own)
    assert VALIDATOR.is_valid({**own, "extends": "default", "purposes": {"training": None}})
    assert VALIDATOR.is_valid({**own, "extends": "default", "actions": {"PERSON": None}})
    assert not VALIDATOR.is_valid({**own, "extends": "default", "colour": "red"})
    for key in own:
        left = {name: value for name, value in own.items() if name != key}
        assert not VALIDATOR.is_valid({**left, "extends": "default"})

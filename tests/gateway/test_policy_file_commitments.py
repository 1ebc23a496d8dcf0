from __future__ import annotations

from pathlib import Path

import pytest

from gateway.commitments import PROBES, Argument
from gateway.errors import ConfigurationError
from gateway.policy import Policy
from gateway.policy_file import load_policy
from gateway.policy_scope import Commitment, CommitmentKind
from tests.gateway.configuration import POLICY

CLASS = "retention_classes.conversation.duration"


def load(directory: Path, section: str) -> Policy:
    path = directory / "default.yaml"
    path.write_text(f"{POLICY}commitments:\n{section}\n", "utf-8")
    return load_policy(path)


def test_a_promise_as_it_stands(tmp_path: Path) -> None:
    policy = load(
        tmp_path,
        """\
  ABC-01:
    kind: enforced
    promise: Thirty days.
    keeps: [retention_classes.conversation.duration, storage.region]
    probes:
      retention: {retention_class: conversation, trigger: last_interaction, duration: P30D}
      always_classed: {}
  ABC-02b: {kind: evidenced, promise: Told., keeps: [rights.a], probes: {tamper_found: null}}
  ABC-3XX: {kind: declared, promise: A contact., keeps: [operator.contact]}""",
    )
    assert policy.commitments == {
        "ABC-01": Commitment(
            key="ABC-01",
            kind=CommitmentKind.ENFORCED,
            promise="Thirty days.",
            settings=(CLASS, "storage.region"),
            probes={
                "retention": {
                    "retention_class": "conversation",
                    "trigger": "last_interaction",
                    "duration": "P30D",
                },
                "always_classed": {},
            },
        ),
        "ABC-02b": Commitment(
            key="ABC-02b",
            kind=CommitmentKind.EVIDENCED,
            promise="Told.",
            settings=("rights.a",),
            probes={"tamper_found": {}},
        ),
        "ABC-3XX": Commitment(
            key="ABC-3XX",
            kind=CommitmentKind.DECLARED,
            promise="A contact.",
            settings=("operator.contact",),
            probes={},
        ),
    }


def test_each_kind_of_argument(tmp_path: Path) -> None:
    policy = load(
        tmp_path,
        """\
  ABC-01:
    kind: enforced
    promise: All of it.
    keeps: [purposes]
    probes:
      stored_categories: {categories: [email, usage]}
      purpose_bases: {bases: {answering: contract}}
      age_gate: {minimum: 16}
      deadline: {count: 20, unit: business_days, country: MX, completeness: true}""",
    )
    assert policy.commitments["ABC-01"].probes == {
        "stored_categories": {"categories": ("email", "usage")},
        "purpose_bases": {"bases": {"answering": "contract"}},
        "age_gate": {"minimum": 16},
        "deadline": {
            "count": 20,
            "unit": "business_days",
            "country": "MX",
            "completeness": True,
        },
    }


WHOLE = "kind: enforced, promise: A., keeps: [purposes]"
WRONG = [
    ("abc-1: {}", "abc-1", "the key must be an id"),
    ("ABC: {}", "ABC", "the key must be an id"),
    ("A-1: {kind: enforced}", "A-1", "the key must be an id"),
    ("ABC-01: {kind: hoped}", "ABC-01.kind", "must be one of enforced"),
    ("ABC-01: {kind: enforced}", "ABC-01", "the key probes is missing"),
    ("ABC-01: {kind: evidenced, probes: {roles: {}}}", "ABC-01", "the key keeps is missing"),
    ("ABC-01: {kind: declared}", "ABC-01", "the key promise is missing"),
    ("ABC-01: {kind: declared, promise: A., probes: {roles: {}}}", "ABC-01.probes", "declared"),
    ("ABC-01: {kind: declared, promise: A., seen: A.}", "ABC-01.seen", "unknown key"),
    (f"ABC-01: {{{WHOLE}, probes: {{}}}}", "ABC-01.probes", "must not be empty"),
    (f"ABC-01: {{{WHOLE}, probes: {{magic: {{}}}}}}", "ABC-01.probes.magic", "does not exist"),
    (f"ABC-01: {{{WHOLE}, probes: {{roles: {{x: 1}}}}}}", "ABC-01.probes.roles.x", "unknown"),
    (f"ABC-01: {{{WHOLE}, probes: {{roles: [x]}}}}", "ABC-01.probes.roles", "must be a mapping"),
    (f"ABC-01: {{{WHOLE}, probes: {{age_gate: {{}}}}}}", "ABC-01.probes.age_gate", "minimum is m"),
    (f"ABC-01: {{{WHOLE}, probes: {{age_gate: null}}}}", "ABC-01.probes.age_gate", "mapping"),
    (
        f"ABC-01: {{{WHOLE}, probes: {{age_gate: {{minimum: '16'}}}}}}",
        "ABC-01.probes.age_gate.minimum",
        "whole number",
    ),
    (
        f"ABC-01: {{{WHOLE}, probes: {{rights: {{kinds: access}}}}}}",
        "ABC-01.probes.rights.kinds",
        "a list",
    ),
    (
        f"ABC-01: {{{WHOLE}, probes: {{rights: {{kinds: []}}}}}}",
        "ABC-01.probes.rights.kinds",
        "must not be empty",
    ),
    (
        f"ABC-01: {{{WHOLE}, probes: {{purpose_bases: {{bases: {{}}}}}}}}",
        "ABC-01.probes.purpose_bases.bases",
        "must not be empty",
    ),
    (
        f"ABC-01: {{{WHOLE}, probes: {{stored_categories: {{categories: [emial]}}}}}}",
        "ABC-01.probes.stored_categories.categories[0]",
        "must be one of email",
    ),
    ("ABC-01: {kind: declared, promise: A., keeps: []}", "ABC-01.keeps", "must not be empty"),
    ("ABC-01: {kind: declared, promise: A., keeps: [age]}", "ABC-01.keeps[0]", "does not have"),
    (
        "ABC-01: {kind: declared, promise: A., keeps: [purposes.other]}",
        "ABC-01.keeps[0]",
        "does not have",
    ),
    (
        "ABC-01: {kind: declared, promise: A., keeps: [default_purpose.answering]}",
        "ABC-01.keeps[0]",
        "does not have",
    ),
    ("ABC-01: {kind: declared, promise: A., keeps: [a..b]}", "ABC-01.keeps[0]", "a key path"),
]


@pytest.mark.parametrize(("section", "key", "words"), WRONG)
def test_a_promise_that_nothing_could_show_is_refused(
    tmp_path: Path, section: str, key: str, words: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, f"  {section}")
    assert str(caught.value).startswith(f"{tmp_path}/default.yaml:17: commitments.{key}: ")
    assert words in str(caught.value)


def test_promises_are_part_of_the_hash(tmp_path: Path) -> None:
    one = load(tmp_path, "  ABC-01: {kind: declared, promise: A.}").hash
    other = load(tmp_path, "  ABC-01: {kind: declared, promise: B.}").hash
    assert one != other


def test_every_probe_can_be_named(tmp_path: Path) -> None:
    example = {
        Argument.WORD: "word",
        Argument.WORDS: "[email]",
        Argument.NUMBER: "1",
        Argument.FLAG: "true",
        Argument.PAIRS: "{answering: contract}",
    }
    lines = [
        f"      {name}: "
        "{"
        + ", ".join(f"{key}: {example[kind]}" for key, kind in {**form.needs, **form.may}.items())
        + "}"
        for name, form in PROBES.items()
    ]
    section = f"  ABC-01:\n    {WHOLE.replace(', ', chr(10) + '    ')}\n    probes:\n"
    policy = load(tmp_path, section + "\n".join(lines))
    assert set(policy.commitments["ABC-01"].probes) == set(PROBES)

"""A policy made of several files, and where its errors stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.model import Action, Destination
from gateway.policy import Policy
from gateway.policy_file import load_policy
from gateway.policy_file_layers import PROFILE_KEYS, read_policy_tree
from tests.gateway.configuration import POLICY

SHIPPED = Path(__file__).parents[2] / "config" / "policies"
OWN = 'id: child\nversion: "2"\nextends: default\noperator: {name: Child, contact: c@example.com}\n'
MORE = "retention_classes: {more: {trigger: collection, duration: P1D, legal_ground: A}}\n"
UP, STORE = Destination.UPSTREAM, Destination.STORE


def put(directory: Path, own: str = OWN, *, base: str = POLICY, **profiles: str) -> Path:
    policies = directory / "policies"
    (policies / "profiles").mkdir(parents=True, exist_ok=True)
    (policies / "default.yaml").write_text(base, "utf-8")
    for name, text in profiles.items():
        (policies / "profiles" / f"{name}.yaml").write_text(text, "utf-8")
    path = policies / "child.yaml"
    path.write_text(own, "utf-8")
    return path


def load(directory: Path, own: str = "", *, base: str = POLICY, **profiles: str) -> Policy:
    return load_policy(put(directory, OWN + own, base=base, **profiles))


def refusal(directory: Path, own: str = "", *, base: str = POLICY, **profiles: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(directory, own, base=base, **profiles)
    return str(caught.value).removeprefix(f"{directory / 'policies'}/")


def test_all_but_whose_it_is_is_inherited(tmp_path: Path) -> None:
    policy, base = load(tmp_path), load_policy(tmp_path / "policies" / "default.yaml")
    assert (policy.key, policy.version, policy.operator.name) == ("child", "2", "Child")
    assert policy.actions == base.actions
    assert policy.classes == base.classes
    assert policy.hash != base.hash


def test_the_hash_is_of_what_holds(tmp_path: Path) -> None:
    merged = load(tmp_path, "strict_fields: true\n")
    whole = POLICY.replace("id: default", "id: child").replace('"1"', '"2"')
    whole = whole.replace("name: Example Operator, contact: privacy@", "name: Child, contact: c@")
    (tmp_path / "policies" / "child.yaml").write_text(whole + "strict_fields: true\n")
    assert load_policy(tmp_path / "policies" / "child.yaml").hash == merged.hash


@pytest.mark.parametrize("key", ["id", "version", "operator"])
def test_nobody_publishes_under_the_name_of_another(tmp_path: Path, key: str) -> None:
    own = "".join(line for line in OWN.splitlines(keepends=True) if not line.startswith(key))
    path = put(tmp_path, own)
    with pytest.raises(ConfigurationError, match=rf"child\.yaml:1: file: the key {key} is miss"):
        load_policy(path)


def test_nobody_promises_what_another_did(tmp_path: Path) -> None:
    base = POLICY + "commitments: {ABC-01: {kind: declared, promise: Ours alone.}}\n"
    assert load(tmp_path, base=base).commitments == {}
    own = "commitments: {XYZ-01: {kind: declared, promise: Mine.}}\n"
    assert set(load(tmp_path, own, base=base).commitments) == {"XYZ-01"}


def test_mappings_merge_and_all_else_replaces(tmp_path: Path) -> None:
    base = POLICY + "tools: {restore_arguments: [one, two]}\nthresholds: {PERSON: 0.9, AGE: 0.8}\n"
    own = "actions: {CREDIT_CARD: {user: mask}}\nthresholds: {PERSON: 0.7}\n"
    policy = load(tmp_path, own + "tools: {restore_arguments: [three]}\n", base=base)
    assert policy.action("CREDIT_CARD", STORE) is Action.MASK
    assert policy.action("CREDIT_CARD", Destination.USER) is Action.MASK
    assert policy.threshold == {"default": 0.5, "PERSON": 0.7, "AGE": 0.8}
    assert policy.restore_arguments == {"three"}


def test_null_takes_an_entry_away(tmp_path: Path) -> None:
    policy = load(tmp_path, "actions: {CREDIT_CARD: null}\n")
    assert "CREDIT_CARD" not in policy.actions
    assert policy.action("CREDIT_CARD", STORE) is Action.SURROGATE


def test_null_for_what_nothing_inherits_is_a_slip(tmp_path: Path) -> None:
    message = refusal(tmp_path, "actions: {CREDIT_CADR: null}\n")
    assert message == "child.yaml:5: actions.CREDIT_CADR: must be a mapping of keys to values"


def test_a_chain_of_three(tmp_path: Path) -> None:
    put(tmp_path)
    middle = OWN.replace("child", "middle") + "language: de\nstrict_fields: true\n"
    (tmp_path / "policies" / "middle.yaml").write_text(middle)
    own = OWN.replace("default", "middle") + "language: fr\n"
    policy = load_policy(put(tmp_path, own))
    assert (policy.language, policy.strict_fields, policy.default_purpose) == (
        *("fr", True),
        "answering",
    )


@pytest.mark.parametrize(
    ("own", "line", "words"),
    [
        ("child", 3, "extends: leads back to where it began"),
        ("nobody", 3, "extends: there is no policy file"),
        ("../default", 3, "extends: must be a name"),
        ("[default]", 3, "extends: must be a name"),
        ("1", 3, "extends: must be a name"),
    ],
)
def test_what_cannot_be_extended(tmp_path: Path, own: str, line: int, words: str) -> None:
    path = put(tmp_path, OWN.replace("extends: default", f"extends: {own}"))
    with pytest.raises(ConfigurationError) as caught:
        load_policy(path)
    assert str(caught.value).startswith(f"{path}:{line}: {words}")


def test_a_circle_is_refused_where_it_closes(tmp_path: Path) -> None:
    message = refusal(tmp_path, base="extends: child\n" + POLICY)
    assert message == "default.yaml:1: extends: leads back to where it began"


# What is wrong in the base, and what in the child: each named where it stands.
@pytest.mark.parametrize(
    ("base", "own", "message"),
    [
        (
            POLICY.replace("P30D", "30 days"),
            "",
            "default.yaml:15: retention_classes.conversation.d",
        ),
        (
            POLICY.replace("    legal_basis: contract\n", ""),
            "",
            "default.yaml:9: purposes.answerin",
        ),
        (POLICY.replace("contract", "none"), "", "default.yaml:11: purposes.answering.legal_basis"),
        (POLICY + "colour: red\n", "", "default.yaml:16: colour: unknown key"),
        (POLICY, "colour: red\n", "child.yaml:5: colour: unknown key"),
        (POLICY, "purposes: {more: {title: A}}\n", "child.yaml:5: purposes.more: the key"),
        (
            POLICY,
            "purposes: {answering: {legal_basis: null}}\n",
            "child.yaml:5: purposes.answering",
        ),
        (POLICY, "default_purpose: null\n", "child.yaml:1: file: the key default_purpose is miss"),
        (POLICY, "actions: {}\nactions: {}\n", "child.yaml:6: actions: duplicate key"),
        (POLICY + "actions: {}\n", "", "default.yaml:16: actions: duplicate key"),
        (POLICY, "actions: {default: surrogate}\n", "child.yaml:5: actions.default: must be a map"),
        (
            POLICY,
            MORE,
            "child.yaml:5: retention_classes.more: is named by no purpose",
        ),
        (
            POLICY,
            MORE + "purposes: {answering: {retention_class: more}}\n",
            "default.yaml:15: retention_classes.conversation: is named by no purpose",
        ),
    ],
)
def test_an_error_names_the_file_where_it_stands(
    tmp_path: Path, base: str, own: str, message: str
) -> None:
    assert refusal(tmp_path, own, base=base).startswith(message)


def test_an_inherited_class_that_nothing_has_says_how_to_remove_it(tmp_path: Path) -> None:
    named = "purposes: {answering: {retention_class: more}}\n"
    assert refusal(tmp_path, MORE + named).endswith("/policies/child.yaml removes it")
    policy = load(tmp_path, MORE.replace("}}", "}, conversation: null}") + named)
    assert set(policy.classes) == {"more"}


CARDS = "actions: {CREDIT_CARD: {store: suppress}}\n"


def test_a_profile_lies_over_what_is_inherited(tmp_path: Path) -> None:
    policy = load(tmp_path, "include: [cards]\n", cards=CARDS)
    assert policy.action("CREDIT_CARD", STORE) is Action.SUPPRESS
    assert policy.action("CREDIT_CARD", UP) is Action.SURROGATE
    assert policy.action("PERSON", STORE) is Action.SURROGATE


def test_a_profile_without_anything_inherited(tmp_path: Path) -> None:
    path = put(tmp_path, cards=CARDS)
    whole = POLICY.replace("id: default", "id: child").replace("  CREDIT_CARD: {store: mask}\n", "")
    path.write_text(whole + "include: [cards]\n")
    assert load_policy(path).action("CREDIT_CARD", STORE) is Action.SUPPRESS


def test_own_lines_do_not_contradict_a_profile(tmp_path: Path) -> None:
    same = "include: [cards]\nactions: {CREDIT_CARD: {store: suppress, user: mask}}\n"
    assert load(tmp_path, same, cards=CARDS).action("CREDIT_CARD", STORE) is Action.SUPPRESS
    for line in ("{store: mask}", "null", "mask"):
        other = f"include: [cards]\nactions: {{CREDIT_CARD: {line}}}\n"
        message = refusal(tmp_path, other, cards=CARDS)
        assert message.startswith("child.yaml:6: actions.CREDIT_CARD")
        assert message.endswith("is set by profile cards")


def test_a_profile_that_is_inherited_binds_too(tmp_path: Path) -> None:
    base = POLICY.replace("  CREDIT_CARD: {store: mask}\n", "") + "include: [cards]\n"
    message = refusal(tmp_path, "actions: {CREDIT_CARD: {store: mask}}\n", base=base, cards=CARDS)
    assert message == "child.yaml:5: actions.CREDIT_CARD.store: is set by profile cards"
    assert load(tmp_path, base=base, cards=CARDS).action("CREDIT_CARD", STORE) is Action.SUPPRESS
    without = load(tmp_path, "include: null\n", base=base, cards=CARDS)
    assert without.action("CREDIT_CARD", STORE) is Action.SURROGATE


def test_the_default_of_a_profile_counts_for_every_type_it_does_not_name(tmp_path: Path) -> None:
    gone = "actions: {default: {upstream: suppress, store: suppress}, AGE: {}}\n"
    base = POLICY.replace("  CREDIT_CARD", "  AGE: {store: allow}\n  CREDIT_CARD")
    policy = load(tmp_path, "include: [gone]\n", base=base, gone=gone)
    assert policy.action("CREDIT_CARD", STORE) is policy.action("PERSON", UP) is Action.SUPPRESS
    assert policy.action("AGE", STORE) is Action.ALLOW
    message = refusal(
        tmp_path, "include: [gone]\nactions: {PERSON: {store: mask}}\n", base=base, gone=gone
    )
    assert message == "child.yaml:6: actions.PERSON.store: is set by profile gone"
    own = "include: [gone]\nactions: {AGE: {store: generalise}}\n"
    assert load(tmp_path, own, base=base, gone=gone).action("AGE", STORE) is Action.GENERALISE


@pytest.mark.parametrize("order", ["[one, two]", "[two, one]"])
def test_of_two_profiles_the_stricter_line_holds(tmp_path: Path, order: str) -> None:
    one = (
        "actions: {PERSON: {store: suppress, upstream: mask}, AGE: {store: mask}}\n"
        "thresholds: {PERSON: 0.3, AGE: 0.2}\nabout_person_only: [AGE, MEDICATION]\n"
    )
    two = (
        "actions: {PERSON: {store: mask, upstream: block}, URL: {store: mask}}\n"
        "thresholds: {PERSON: 0.6}\nabout_person_only: [MEDICATION, PROCEDURE]\n"
    )
    policy = load(tmp_path, f"include: {order}\n", one=one, two=two)
    assert policy.actions["PERSON"] == {STORE: Action.SUPPRESS, UP: Action.BLOCK}
    assert (policy.action("AGE", STORE), policy.action("URL", STORE)) == (Action.MASK, Action.MASK)
    assert policy.threshold == {"default": 0.5, "PERSON": 0.3, "AGE": 0.2}
    assert policy.about_person_only == {"MEDICATION"}


LIMITS = (
    "actions: {default: {store: suppress}, AGE: {}}\nthresholds: {PERSON: 0.4}\n"
    "about_person_only: [MEDICATION]\nattachments: {images: block}\n"
)


@pytest.mark.parametrize(
    ("own", "place"),
    [
        ("thresholds: {default: 0.99}", "child.yaml:6: thresholds.default"),
        ("thresholds: {PERSON: 0.41}", "child.yaml:6: thresholds.PERSON"),
        ("thresholds: {PERSON: null}", "child.yaml:6: thresholds"),
        ("thresholds: null", "child.yaml:1: file"),
        ("thresholds: {US_SSN: 0.51}", "child.yaml:6: thresholds.US_SSN"),
        ("about_person_only: [MEDICATION, PERSON]", "child.yaml:6: about_person_only[1]"),
        ("attachments: {images: unsafe_allow}", "child.yaml:6: attachments.images"),
        ("attachments: null", "child.yaml:6: attachments"),
    ],
)
def test_a_profile_cannot_be_hollowed_out(tmp_path: Path, own: str, place: str) -> None:
    base = POLICY + "thresholds: {PERSON: 0.3}\nattachments: {images: redact}\n"
    message = refusal(tmp_path, f"include: [all]\n{own}\n", base=base, all=LIMITS)
    assert message == f"{place}: is set by profile all"


def test_what_is_inherited_hollows_no_profile_out(tmp_path: Path) -> None:
    base = POLICY + "thresholds: {US_SSN: 0.9}\n"
    message = refusal(tmp_path, "include: [all]\n", base=base, all=LIMITS)
    assert message == "default.yaml:16: thresholds.US_SSN: is set by profile all"
    base = (
        POLICY + "attachments: {images: unsafe_allow, audio: block}\nabout_person_only: [PERSON]\n"
    )
    policy = load(tmp_path, "include: [all]\n", base=base, all=LIMITS)
    assert (policy.attachments.images.value, policy.about_person_only) == (
        "block",
        frozenset({"MEDICATION"}),
    )


@pytest.mark.parametrize(
    "own",
    [
        "thresholds: {PERSON: 0.4, AGE: 0.9, default: 0.5}",
        "thresholds: {PERSON: 0.1, US_SSN: 0.2}",
        "about_person_only: [AGE]",
        "about_person_only: []",
        "about_person_only: null",
        "attachments: {images: block, documents: block}",
    ],
)
def test_what_is_as_strict_as_a_profile_is_ones_own(tmp_path: Path, own: str) -> None:
    policy = load(tmp_path, f"include: [all]\n{own}\n", all=LIMITS)
    assert policy.least_score("PERSON") <= 0.4
    assert "PERSON" not in policy.about_person_only
    assert policy.attachments.images.value == "block"


def test_two_profiles_that_cannot_both_hold_are_refused(tmp_path: Path) -> None:
    profiles = {
        "one": CARDS.replace("suppress", "mask"),
        "two": CARDS.replace("suppress", "keyed_hash"),
    }
    message = refusal(tmp_path, "include: [one, two]\n", **profiles)
    assert message == (
        "profiles/two.yaml:1: actions.CREDIT_CARD.store: is set otherwise by profile one"
    )


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ("purposes: {}\n", "profiles/cards.yaml:1: purposes: unknown key; known are actions"),
        ("actions: {CREDIT_CARD: {store: no}}\n", "profiles/cards.yaml:1: actions.CREDIT_CARD.st"),
        ("actions: {credit: {store: mask}}\n", "profiles/cards.yaml:1: actions.credit: is no ent"),
        ("thresholds: {PERSON: 7}\n", "profiles/cards.yaml:1: thresholds.PERSON: must be a num"),
        ("- 1\n", "profiles/cards.yaml:1: file: must be a mapping"),
        ("", "profiles/cards.yaml:1: is empty"),
    ],
)
def test_an_error_in_a_profile_stands_there(tmp_path: Path, profile: str, message: str) -> None:
    assert refusal(tmp_path, "include: [cards]\n", cards=profile).startswith(message)


@pytest.mark.parametrize("include", ["[nobody]", "[../default]", "cards", "[[cards]]", "{a: b}"])
def test_a_profile_that_is_none(tmp_path: Path, include: str) -> None:
    message = refusal(tmp_path, f"include: {include}\n", cards=CARDS)
    assert message.startswith("child.yaml:5: include")


def test_what_is_nested_without_end_is_refused(tmp_path: Path) -> None:
    deep = "usage: &a {b: *a}\n"
    message = refusal(tmp_path, deep, base=POLICY + deep)
    assert message.startswith("child.yaml:5: usage.b.b")
    assert message.endswith("is nested too deeply")


def test_a_notice_is_looked_for_beside_the_policies(tmp_path: Path) -> None:
    message = refusal(tmp_path, "purposes: {answering: {notice: mine}}\n")
    assert message.startswith("child.yaml:5: purposes.answering.notice: there is no notice file")


@pytest.mark.parametrize(
    "path", sorted((SHIPPED / "profiles").glob("*.yaml")), ids=lambda p: p.stem
)
def test_every_shipped_profile_can_be_included(tmp_path: Path, path: Path) -> None:
    assert set(read_policy_tree(path).entries()) <= set(PROFILE_KEYS)
    policy = load(tmp_path, f"include: [{path.stem}]\n", **{path.stem: path.read_text("utf-8")})
    assert policy.hash != load(tmp_path).hash


def test_pci_keeps_no_hash_beside_the_last_four(tmp_path: Path) -> None:
    policy = shipped(tmp_path, "pci")
    for destination in Destination:
        assert policy.action("CREDIT_CARD", destination) not in (
            *(Action.SURROGATE, Action.KEYED_HASH),
            Action.ALLOW,
        )
        assert policy.action("CARD_CVV", destination) in (Action.SUPPRESS, Action.MASK)
    assert policy.action("CARD_CVV", STORE) is policy.action("PIN", STORE) is Action.SUPPRESS


def test_safe_harbor_lets_no_identifier_out(tmp_path: Path) -> None:
    policy = shipped(tmp_path, "hipaa_safe_harbor")
    named = {"MEDICAL_CONDITION", "MEDICATION", "PROCEDURE", "TEST_RESULT"}
    named |= {"HEALTHCARE_APPLICATION", "SPECIAL_CATEGORY"}
    coarser = {"POSTCODE", "DATE_TIME", "DATE_OF_BIRTH", "AGE"}
    for entity_type in ({*policy.actions, "US_NPI", "FR_NIR", "UNHEARD_OF"} - named) - {"default"}:
        wanted = Action.GENERALISE if entity_type in coarser else Action.SUPPRESS
        for destination in (UP, STORE):
            assert policy.action(entity_type, destination) is wanted, entity_type


def test_both_shipped_profiles_at_once(tmp_path: Path) -> None:
    policy = shipped(tmp_path, "pci", "hipaa_safe_harbor", "gdpr_special_categories")
    assert policy.action("CREDIT_CARD", STORE) is Action.SUPPRESS
    assert policy.action("CREDIT_CARD", Destination.USER) is Action.MASK
    assert policy.action("MEDICAL_CONDITION", UP) is Action.SURROGATE
    assert policy.action("MEDICAL_RECORD_NUMBER", UP) is Action.SUPPRESS


def shipped(directory: Path, *names: str) -> Policy:
    """What a policy over the shipped default says with these profiles."""
    texts = {name: (SHIPPED / "profiles" / f"{name}.yaml").read_text("utf-8") for name in names}
    base = (SHIPPED / "default.yaml").read_text("utf-8")
    base = "\n".join(line for line in base.splitlines() if not line.startswith("    notice:"))
    return load(directory, f"include: [{', '.join(names)}]\n", base=base, **texts)

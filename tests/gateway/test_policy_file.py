from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import policy_file
from gateway.errors import ConfigurationError
from gateway.model import Action, Destination
from gateway.policy import (
    Attachments,
    Audio,
    Documents,
    Images,
    LegalBasis,
    Mode,
    Policy,
    ProviderState,
    TextFiles,
    Trigger,
)
from gateway.policy_file import load_policy
from tests.gateway.configuration import POLICY

SHIPPED = Path(__file__).parents[2] / "config" / "policies" / "default.yaml"


def load(directory: Path, text: str, **options: frozenset[str]) -> Policy:
    path = directory / "default.yaml"
    path.write_text(text, "utf-8")
    return load_policy(path, **options)


def test_the_shipped_policy_says_what_the_design_says() -> None:
    policy = load_policy(SHIPPED)
    assert policy.mode is Mode.ENFORCE
    assert not policy.strict_fields
    assert policy.action("PERSON", Destination.UPSTREAM) is Action.SURROGATE
    assert policy.action("PERSON", Destination.STORE) is Action.SURROGATE
    assert policy.action("PERSON", Destination.USER) is Action.ALLOW
    assert policy.action("PERSON", Destination.LOG) is Action.SUPPRESS
    assert policy.action("CREDIT_CARD", Destination.STORE) is Action.MASK
    assert policy.action("CREDIT_CARD", Destination.USER) is Action.MASK
    assert policy.action("CARD_CVV", Destination.UPSTREAM) is Action.SUPPRESS
    assert policy.action("CARD_EXPIRY", Destination.STORE) is Action.SUPPRESS
    assert policy.action("LOCATION", Destination.UPSTREAM) is Action.ALLOW
    assert policy.action("ADDRESS", Destination.UPSTREAM) is Action.SURROGATE
    for medical in ("MEDICAL_CONDITION", "MEDICATION", "PROCEDURE", "TEST_RESULT"):
        assert medical in policy.about_person_only
        assert policy.action(medical, Destination.UPSTREAM) is Action.SURROGATE
        assert policy.action(medical, Destination.STORE) is Action.SURROGATE
    assert policy.purposes["answering"].legal_basis is LegalBasis.CONTRACT
    assert policy.classes["conversation"].trigger is Trigger.LAST_INTERACTION
    assert policy.classes["conversation"].duration == "P30D"
    assert policy.restore_arguments == frozenset()
    assert policy.provider_state is ProviderState.REFUSE
    assert policy.provider_state_retention is None
    assert policy.reference == f"default@{policy.hash}"


def test_a_type_takes_the_default_where_its_line_is_silent(tmp_path: Path) -> None:
    policy = load(tmp_path, POLICY)
    assert policy.action("CREDIT_CARD", Destination.STORE) is Action.MASK
    assert policy.action("CREDIT_CARD", Destination.UPSTREAM) is Action.SURROGATE
    assert policy.least_score("ANY") == 0.5


def test_the_hash_is_of_what_holds_not_of_how_it_is_written(tmp_path: Path) -> None:
    one = load(tmp_path, POLICY)
    commented = load(tmp_path, "# a comment\nstrict_fields: false\n" + POLICY)
    changed = load(tmp_path, POLICY.replace("P30D", "P31D"))
    assert one.hash == commented.hash
    assert one.hash != changed.hash
    assert len(one.hash) == 12
    assert int(one.hash, 16) >= 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("user: allow", "user: mask"),
        ("contract", "consent"),
        ("Example Operator", "Another"),
        ("{store: mask}", "{store: suppress}"),
        ('version: "1"', 'version: "2"'),
        ("default_purpose", "strict_fields: true\ndefault_purpose"),
        ("default_purpose", "mode: unsafe_observe\ndefault_purpose"),
        ("default_purpose", "thresholds: {PERSON: 0.9}\ndefault_purpose"),
        ("default_purpose", "about_person_only: [MEDICATION]\ndefault_purpose"),
        ("default_purpose", "tools: {restore_arguments: [pay]}\ndefault_purpose"),
        ("default_purpose", "language: de\ndefault_purpose"),
        ("default_purpose", "provider_state_retention: conversation\ndefault_purpose"),
    ],
)
def test_every_rule_is_part_of_the_hash(tmp_path: Path, old: str, new: str) -> None:
    assert load(tmp_path, POLICY).hash != load(tmp_path, POLICY.replace(old, new, 1)).hash


# What is replaced, by what, the line that the error names, its key path, a word of it.
WRONG = [
    ("version:", "versoin:", 2, "versoin", "unknown key"),
    ('version: "1"', "version: 1", 2, "version", "quotes"),
    ("id: default", "id: other", 1, "id", "file's name"),
    ("id: default", "id: default\nid: default", 2, "id", "duplicate"),
    ("contact:", "mail:", 3, "operator.mail", "unknown key"),
    (", contact: privacy@example.com", "", 3, "operator", "contact"),
    ("log: suppress", "log: supress", 5, "actions.default.log", "must be one of allow"),
    ("log: suppress", "log: allow", 5, "actions.default.log", "never hold values"),
    ("user: allow", "user: generalise", 5, "actions.default.user", "for upstream and store"),
    ("log: suppress", "log: generalise", 5, "actions.default.log", "for upstream and store"),
    (", log: suppress", "", 5, "actions.default", "log is missing"),
    ("log: suppress", "logs: suppress", 5, "actions.default.logs", "unknown key"),
    ("  default: {up", "  PERSON: {up", 5, "actions", "default is missing"),
    ("CREDIT_CARD:", "credit_card:", 6, "actions.credit_card", "CREDIT_CARD"),
    ("CREDIT_CARD: {", "CREDIT_CARD: {store: mask, ", 6, "actions.CREDIT_CARD.store", "duplicate"),
    ("{store: mask}", "[store]", 6, "actions.CREDIT_CARD", "mapping"),
    ("legal_basis: contract", "legal_basis: none", 11, "purposes.answering.legal_basis", "one of"),
    ("_class: conversation", "_class: other", 12, "purposes.answering.retention_class", "exist"),
    ("purpose: answering", "purpose: other", 13, "default_purpose", "does not exist"),
    ("P30D", "30 days", 15, "retention_classes.conversation.duration", "ISO 8601"),
    ("P30D", "P", 15, "retention_classes.conversation.duration", "ISO 8601"),
    ("P30D", "-P1D", 15, "retention_classes.conversation.duration", "ISO 8601"),
    ("P30D", "P0D", 15, "retention_classes.conversation.duration", "longer"),
    ("P30D", "P999999999D", 15, "retention_classes.conversation.duration", "100 years"),
    ("P30D", "P101Y", 15, "retention_classes.conversation.duration", "100 years"),
    ("last_interaction", "now", 15, "retention_classes.conversation.trigger", "one of"),
    ("default_purpose", "thresholds: {PERSON: 1.5}\ndefault_purpose", 13, "thresholds", "0 to 1"),
    ("default_purpose", "thresholds: {PERSON: .nan}\ndefault_purpose", 13, "thresholds", "0 to 1"),
    ("default_purpose", "mode: observe\ndefault_purpose", 13, "mode", "unsafe_observe"),
    ("default_purpose", "strict_fields: yes\ndefault_purpose", 13, "strict_fields", "true or"),
    ("default_purpose", "language: english\ndefault_purpose", 13, "language", "639-1"),
    ("default_purpose", "tools: {restore: [a]}\ndefault_purpose", 13, "tools.restore", "unknown"),
    ("default_purpose", "about_person_only: MEDICATION\ndefault_purpose", 13, "about", "list"),
    ("default_purpose", "about_person_only: [default]\ndefault_purpose", 13, "about", "CARD"),
    ("default_purpose", "about_person_only: [1]\ndefault_purpose", 13, "about", "quotes"),
    ("default_purpose", "attachments: block\ndefault_purpose", 13, "attachments", "mapping"),
    ("default_purpose", "attachments: {pdf: block}\ndefault_purpose", 13, "attachments.pdf", "unk"),
    (
        "default_purpose",
        "attachments: {text: allow}\ndefault_purpose",
        13,
        "attachments.text",
        "one of rew",
    ),
    (
        "default_purpose",
        "attachments: {documents: redact}\ndefault_purpose",
        13,
        "attachments.documents",
        "as_text",
    ),
    (
        "default_purpose",
        "attachments: {audio: redact}\ndefault_purpose",
        13,
        "attachments.audio",
        "one of bl",
    ),
    (
        "default_purpose",
        "attachments: {images: allow}\ndefault_purpose",
        13,
        "attachments.images",
        "unsafe_a",
    ),
    ("default_purpose", "provider_state: allow\ndefault_purpose", 1, "", "retention is missing"),
    ("default_purpose", "provider_state: yes\ndefault_purpose", 13, "provider_state", "refuse"),
    (
        *("default_purpose", "provider_state_retention: other\ndefault_purpose", 13),
        *("provider_state_retention", "does not exist"),
    ),
    ("default_purpose", "<<: *x\ndefault_purpose", 13, "", "YAML"),
]


@pytest.mark.parametrize(("old", "new", "line", "path", "word"), WRONG)
def test_an_error_names_file_line_and_key(
    tmp_path: Path, *, old: str, new: str, line: int, path: str, word: str
) -> None:
    assert old in POLICY
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, POLICY.replace(old, new, 1))
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'default.yaml'}:{line}: {path}"), message
    assert word in message


@pytest.mark.parametrize("key", ["purposes", "retention_classes"])
def test_an_empty_rule_set_is_refused(tmp_path: Path, key: str) -> None:
    head, _, _ = POLICY.partition("purposes:")
    rest = {"purposes": "purposes: {}\n", "retention_classes": "retention_classes: {}\n"}
    text = head + rest[key] + "default_purpose: answering\n"
    other = "purposes" if key == "retention_classes" else "retention_classes"
    filled = {
        "purposes": "purposes:\n  answering: {title: a, benefits: b, legal_basis: contract,"
        " retention_class: conversation}\n",
        "retention_classes": "retention_classes:\n  conversation: {trigger: collection,"
        " duration: P1D, legal_ground: x}\n",
    }
    with pytest.raises(ConfigurationError, match=rf"{key}: must not be empty"):
        load(tmp_path, text + filled[other])


@pytest.mark.parametrize(
    "key", ["id", "version", "operator", "actions", "purposes", "default_purpose"]
)
def test_a_missing_part_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(ConfigurationError, match="missing|unknown key"):
        load(tmp_path, POLICY.replace(f"{key}:", f"x_{key}:", 1))


def test_a_type_that_nobody_finds_is_refused_where_types_are_given(tmp_path: Path) -> None:
    load(tmp_path, POLICY, entity_types=frozenset({"CREDIT_CARD"}))
    with pytest.raises(ConfigurationError, match="no detector"):
        load(tmp_path, POLICY, entity_types=frozenset({"PERSON"}))
    text = POLICY.replace("default_purpose", "thresholds: {CREDIT_CRAD: 1}\ndefault_purpose", 1)
    with pytest.raises(ConfigurationError, match="CREDIT_CRAD.*no detector"):
        load(tmp_path, text, entity_types=frozenset({"CREDIT_CARD"}))


def test_types_that_count_only_about_a_person(tmp_path: Path) -> None:
    key = "about_person_only: [MEDICATION, MEDICAL_CONDITION]\ndefault_purpose"
    text = POLICY.replace("default_purpose", key, 1)
    types = frozenset({"MEDICATION", "MEDICAL_CONDITION", "CREDIT_CARD"})
    policy = load(tmp_path, text, entity_types=types)
    assert policy.about_person_only == {"MEDICATION", "MEDICAL_CONDITION"}
    other_order = text.replace("[MEDICATION, MEDICAL_CONDITION]", "[MEDICAL_CONDITION, MEDICATION]")
    assert load(tmp_path, other_order).hash == policy.hash
    assert load(tmp_path, POLICY).about_person_only == frozenset()
    with pytest.raises(ConfigurationError, match=r":13: about_person_only.*no detector"):
        load(tmp_path, text, entity_types=types - {"MEDICATION"})


@given(st.text(max_size=60))
def test_junk_is_a_configuration_error_and_nothing_else(tmp_path_factory, text: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path_factory.mktemp("policy") / "default.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(ConfigurationError):
        load_policy(path)


@given(st.data())
def test_a_cut_policy_is_never_half_a_policy(tmp_path_factory, data: st.DataObject) -> None:  # type: ignore[no-untyped-def]
    # Up to the last key: a shorter duration ground is still a whole policy.
    end = data.draw(st.integers(0, POLICY.index("legal_ground") - 1))
    path = tmp_path_factory.mktemp("policy") / "default.yaml"
    path.write_text(POLICY[:end], "utf-8")
    with pytest.raises(ConfigurationError):
        load_policy(path)


def test_a_policy_can_allow_what_the_provider_remembers(tmp_path: Path) -> None:
    named = "provider_state_retention: conversation\n" + POLICY
    allowing = load(tmp_path, "provider_state: allow\n" + named)
    assert allowing.provider_state is ProviderState.ALLOW
    assert allowing.provider_state_retention == "conversation"
    refusing = load(tmp_path, "provider_state: refuse\n" + named)
    assert refusing.provider_state is ProviderState.REFUSE
    assert len({allowing.hash, refusing.hash, load(tmp_path, POLICY).hash}) == 3


def test_a_policy_can_hold_back_incomplete_numbers(tmp_path: Path) -> None:
    policy = load(tmp_path, "incomplete: block\n" + POLICY)
    assert policy.action("INCOMPLETE_NUMBER", Destination.UPSTREAM) is Action.BLOCK
    assert policy.action("INCOMPLETE_NUMBER", Destination.STORE) is policy.action(
        "PERSON", Destination.STORE
    )
    assert policy.least_score("INCOMPLETE_NUMBER") < policy.least_score("CREDIT_CARD")
    allowing = load(tmp_path, "incomplete: allow\n" + POLICY)
    assert allowing.least_score("INCOMPLETE_NUMBER") == allowing.least_score("default")
    assert allowing.hash != policy.hash
    with pytest.raises(ConfigurationError, match="incomplete"):
        load(tmp_path, "incomplete: perhaps\n" + POLICY)


def test_attachments_are_refused_unless_they_can_be_examined(tmp_path: Path) -> None:
    silent = load(tmp_path, POLICY).attachments
    assert silent == load_policy(SHIPPED).attachments == Attachments()
    assert (silent.text, silent.documents) == (TextFiles.REWRITE, Documents.AS_TEXT)
    assert (silent.images, silent.audio) == (Images.BLOCK, Audio.BLOCK)
    said = load(tmp_path, "attachments: {documents: block, images: unsafe_allow}\n" + POLICY)
    assert said.attachments == Attachments(documents=Documents.BLOCK, images=Images.UNSAFE_ALLOW)


@pytest.mark.parametrize("lacking", ["the package PIL", "the program tesseract"])
def test_redacting_images_needs_what_does_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    monkeypatch.setattr(policy_file, "missing", lambda: lacking)
    with pytest.raises(ConfigurationError) as refused:
        load(tmp_path, "attachments:\n  images: redact\n" + POLICY)
    assert str(refused.value) == (
        f"{tmp_path}/default.yaml:2: attachments.images: "
        f"redact needs {lacking}, which is not installed here"
    )


def test_redacting_images_is_accepted_where_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy_file, "missing", lambda: None)
    policy = load(tmp_path, "attachments: {images: redact}\n" + POLICY)
    assert policy.attachments.images is Images.REDACT

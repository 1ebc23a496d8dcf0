"""Classes, rules and records are read whole, or refused with their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.policy import (
    Clamps,
    EndAction,
    Minimum,
    Policy,
    RetentionClass,
    RetentionRule,
    Trigger,
)
from gateway.policy_file import load_policy
from gateway.policy_retention import DEFAULT_RECORDS, GROUPS
from gateway.regions import EEA_COUNTRIES
from tests.gateway.configuration import POLICY

SHIPPED = Path(__file__).parents[2] / "config" / "policies" / "default.yaml"
CLASS = "  other: {trigger: collection, duration: P10D, legal_ground: a law}\n"
RULE = "retention_rules:\n  - {when: {bot: sales}, class: other}\n"
# The line of the first thing that is added to POLICY.
LINE = POLICY.count("\n") + 1


def load(directory: Path, text: str, types: frozenset[str] | None = None) -> Policy:
    path = directory / "default.yaml"
    path.write_text(text, "utf-8")
    return load_policy(path, entity_types=types)


def with_class(directory: Path, said: str, *, rest: str = RULE) -> RetentionClass:
    """The class ``other`` as it is read."""
    return load(directory, f"{POLICY}  other: {{{said}}}\n{rest}").classes["other"]


def test_a_class_says_all_that_it_can_say(tmp_path: Path) -> None:
    said = (
        "trigger: contract_end, duration: P30D, legal_ground: a ground, undo: P7D,"
        " action: move_to_separate_store, minimum: {duration: P6Y, law: a law},"
        " clamps: {shortest: P1D, longest: P10Y}, restricted: true"
    )
    assert with_class(tmp_path, said) == RetentionClass(
        key="other",
        trigger=Trigger.CONTRACT_END,
        duration="P30D",
        legal_ground="a ground",
        action=EndAction.MOVE_TO_SEPARATE_STORE,
        minimum=Minimum(duration="P6Y", law="a law"),
        clamps=Clamps(shortest="P1D", longest="P10Y"),
        undo="P7D",
        restricted=True,
    )


def test_a_class_that_says_little_erases(tmp_path: Path) -> None:
    made = with_class(tmp_path, "trigger: collection, duration: P1D, legal_ground: a")
    assert made == RetentionClass(
        key="other", trigger=Trigger.COLLECTION, duration="P1D", legal_ground="a"
    )


@pytest.mark.parametrize("trigger", [each for each in Trigger if each is not Trigger.EVENT])
def test_every_trigger_is_read(tmp_path: Path, trigger: Trigger) -> None:
    made = with_class(tmp_path, f"trigger: {trigger.value}, duration: P1D, legal_ground: a")
    assert (made.trigger, made.started_by) == (trigger, trigger.value)


@pytest.mark.parametrize("said", ["'event:ticket_closed'", "event, after: ticket_closed"])
def test_an_event_of_ones_own_is_named_in_two_ways(tmp_path: Path, said: str) -> None:
    made = with_class(tmp_path, f"trigger: {said}, duration: P1D, legal_ground: a")
    assert (made.trigger, made.event) == (Trigger.EVENT, "ticket_closed")
    assert made.started_by == "event:ticket_closed"


def test_what_waits_for_an_event_may_end_with_it(tmp_path: Path) -> None:
    for trigger in ("verification_complete", "consent_withdrawal", "purpose_fulfilled"):
        made = with_class(tmp_path, f"trigger: {trigger}, duration: PT0S, legal_ground: a")
        assert made.duration == "PT0S"


# What stands in braces of the class ``other``, the key that the error names, a word of it.
BASE = "trigger: collection, duration: P10D, legal_ground: a"
WRONG_CLASSES = [
    (BASE.replace("P10D", "10 days"), "duration", "ISO 8601"),
    (BASE.replace("P10D", "PT0S"), "duration", "longer than nothing"),
    (BASE.replace("collection", "last_interaction").replace("P10D", "P0D"), "duration", "longer"),
    (BASE.replace("P10D", "P101Y"), "duration", "100 years"),
    (BASE.replace("collection", "never"), "trigger", "one of collection"),
    (BASE.replace("collection", "'event:'"), "trigger", "event:<type>"),
    (BASE.replace("collection", "'event:Ticket'"), "trigger", "event:<type>"),
    (BASE.replace("collection", "'event:a', after: a"), "after", "already"),
    (BASE.replace("collection", "event"), "", "after is missing"),
    (BASE.replace("collection", "event, after: A b"), "after", "type"),
    (f"{BASE}, after: ticket", "after", "only where the trigger is event"),
    (BASE.replace(", legal_ground: a", ""), "", "legal_ground is missing"),
    (BASE.replace("duration: P10D, ", ""), "", "duration is missing"),
    (f"{BASE}, unod: P1D", "unod", "unknown key"),
    (f"{BASE}, action: delete", "action", "one of erase"),
    (f"{BASE}, undo: soon", "undo", "ISO 8601"),
    (f"{BASE}, undo: P11D", "undo", "longer than the duration"),
    (f"{BASE}, undo: P1M", "undo", "longer than the duration"),
    (f"{BASE}, minimum: P6Y", "minimum", "mapping"),
    (f"{BASE}, minimum: {{duration: P6Y}}", "minimum", "law is missing"),
    (f"{BASE}, minimum: {{law: a}}", "minimum", "duration is missing"),
    (f"{BASE}, minimum: {{duration: P0D, law: a}}", "minimum.duration", "longer than nothing"),
    (f"{BASE}, minimum: {{duration: P1D, law: a, by: b}}", "minimum.by", "unknown key"),
    (f"{BASE}, clamps: {{}}", "clamps", "shortest, longest"),
    (f"{BASE}, clamps: {{least: P1D}}", "clamps.least", "unknown key"),
    (f"{BASE}, clamps: {{shortest: P20D, longest: P10D}}", "clamps", "longer than longest"),
    (f"{BASE}, clamps: {{longest: P9D}}", "duration", "longer than clamps.longest"),
    (f"{BASE}, clamps: {{shortest: P11D}}", "duration", "shorter than clamps.shortest"),
    (
        f"{BASE}, clamps: {{longest: P1Y}}, minimum: {{duration: P2Y, law: a}}",
        "minimum",
        "longer than clamps.longest",
    ),
    (f"{BASE}, action: anonymise, minimum: {{duration: P2Y, law: a}}", "action", "as it is"),
    (f"{BASE}, action: move_to_separate_store", "action", "needs a minimum"),
    (
        f"{BASE}, action: move_to_separate_store, minimum: {{duration: P10D, law: a}}",
        "minimum",
        "nothing is moved",
    ),
]


@pytest.mark.parametrize(("said", "key", "word"), WRONG_CLASSES)
def test_a_class_that_contradicts_itself_is_refused(
    tmp_path: Path, said: str, key: str, word: str
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        with_class(tmp_path, said)
    place = "retention_classes.other" + (f".{key}" if key else "")
    message = str(refused.value)
    assert message.startswith(f"{tmp_path / 'default.yaml'}:{LINE}: {place}: "), message
    assert word in message


def test_bounds_that_are_just_kept_are_accepted(tmp_path: Path) -> None:
    clamps = "clamps: {shortest: P10D, longest: P10D}, undo: P10D"
    assert with_class(tmp_path, f"{BASE}, {clamps}").undo == "P10D"
    law = "action: move_to_separate_store, minimum: {duration: P11D, law: a}"
    assert with_class(tmp_path, f"{BASE}, {law}").minimum == Minimum(duration="P11D", law="a")


def test_a_rule_says_when_and_which(tmp_path: Path) -> None:
    rules = """\
retention_rules:
  - {when: {bot: sales}, class: other}
  - when: {purpose: [answering], channel: [web, app-2], jurisdiction: [EEA, CH],
           detected: [medical, CREDIT_CARD]}
    class: other
    explicit: true
"""
    found = load(tmp_path, POLICY + CLASS + rules).retention_rules
    assert found == (
        RetentionRule(retention_class="other", bots=frozenset({"sales"})),
        RetentionRule(
            retention_class="other",
            purposes=frozenset({"answering"}),
            channels=frozenset({"web", "app-2"}),
            jurisdictions=EEA_COUNTRIES | {"CH"},
            detected=GROUPS["medical"] | {"CREDIT_CARD"},
            explicit=True,
        ),
    )


# What one rule says, the path behind the rule's that the error names, a word of it.
WRONG_RULES = [
    ("{when: {bot: sales}, class: none}", ".class", "does not exist"),
    ("{when: {bot: sales}}", "", "class is missing"),
    ("{class: other}", "", "when is missing"),
    ("{when: {}, class: other}", ".when", "must not be empty"),
    ("{when: {bot: null}, class: other}", ".when", "must not be empty"),
    ("{when: {bots: sales}, class: other}", ".when.bots", "unknown key"),
    ("{when: {bot: sales}, class: other, label: true}", ".label", "unknown key"),
    ("{when: {bot: sales}, class: other, explicit: yes}", ".explicit", "true or false"),
    ("{when: {bot: Sales}, class: other}", ".when.bot", "a code"),
    (f"{{when: {{channel: {'a' * 41}}}, class: other}}", ".when.channel", "a code"),
    ("{when: {channel: []}, class: other}", ".when.channel", "must not be empty"),
    ("{when: {bot: {a: b}}, class: other}", ".when.bot", "a list"),
    ("{when: {purpose: ads}, class: other}", ".when.purpose", "does not exist"),
    ("{when: {purpose: [answering, ads]}, class: other}", ".when.purpose[1]", "does not exist"),
    ("{when: {jurisdiction: UK}, class: other}", ".when.jurisdiction", "GB"),
    ("{when: {detected: [health]}, class: other}", ".when.detected[0]", "medical"),
    ("{when: {detected: [MEDICINE]}, class: other}", ".when.detected[0]", "no detector"),
]


@pytest.mark.parametrize(("said", "path", "word"), WRONG_RULES)
def test_a_rule_that_names_what_is_not_there_is_refused(
    tmp_path: Path, said: str, path: str, word: str
) -> None:
    text = f"{POLICY}{CLASS}{RULE}  - {said}\n"
    with pytest.raises(ConfigurationError) as refused:
        load(tmp_path, text, frozenset({"CREDIT_CARD", "MEDICATION"}))
    message = str(refused.value)
    place = f":{LINE + 3}: retention_rules[1]{path}: "
    assert message.startswith(f"{tmp_path / 'default.yaml'}{place}"), message
    assert word in message


@pytest.mark.parametrize(
    "rest",
    [
        RULE,
        "records: {usage: other}\n",
        "provider_state: allow\nprovider_state_retention: other\n",
    ],
)
def test_a_class_must_be_named_by_something(tmp_path: Path, rest: str) -> None:
    assert "other" in load(tmp_path, POLICY + CLASS + rest).classes
    with pytest.raises(ConfigurationError) as refused:
        load(tmp_path, POLICY + CLASS)
    assert f":{LINE}: retention_classes.other: is named by no" in str(refused.value)


def test_records_take_their_own_class_or_a_usual_one(tmp_path: Path) -> None:
    policy = load(tmp_path, f"{POLICY}{CLASS}records: {{usage: other, refusals: null}}\n")
    assert policy.record_class("usage").key == "other"
    for kind in set(DEFAULT_RECORDS) - {"usage"}:
        assert policy.record_class(kind) is DEFAULT_RECORDS[kind]
    with pytest.raises(KeyError):
        policy.record_class("audit")


@pytest.mark.parametrize(
    ("said", "path", "word"),
    [
        ("{audit: other}", ".audit", "unknown key"),
        ("{usage: none}", ".usage", "does not exist"),
        ("{usage: conversation}", ".usage", "trigger is collection"),
        ("{usage: lasting}", ".usage", "without minimum and undo"),
        ("{consents: conversation}", ".consents", "collection or consent_withdrawal"),
        ("other", "", "mapping"),
    ],
)
def test_records_take_no_class_that_cannot_be_kept(
    tmp_path: Path, said: str, path: str, word: str
) -> None:
    lasting = (
        "  lasting: {trigger: collection, duration: P10D, legal_ground: a,"
        " minimum: {duration: P1D, law: a}}\n"
    )
    text = f"{POLICY}{CLASS}{lasting}{RULE}records: {said}\n"
    with pytest.raises(ConfigurationError) as refused:
        load(tmp_path, text)
    message = str(refused.value)
    assert f":{LINE + 4}: records{path}: " in message
    assert word in message


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("trigger: contract_end, duration: P1D, legal_ground: a", "last_interaction"),
        ("trigger: collection, duration: P2D, legal_ground: a, undo: P1D", "erases"),
        ("trigger: collection, duration: P2D, legal_ground: a, action: review", "erases"),
    ],
)
def test_provider_states_take_a_plain_class(tmp_path: Path, said: str, word: str) -> None:
    with pytest.raises(ConfigurationError, match=f"provider_state_retention: .*{word}"):
        with_class(tmp_path, said, rest="provider_state_retention: other\n")


def test_rules_and_records_are_part_of_the_hash(tmp_path: Path) -> None:
    texts = (
        POLICY + CLASS + RULE,
        POLICY + CLASS + RULE.replace("sales", "help"),
        POLICY + CLASS + RULE + "records: {usage: other}\n",
        POLICY + CLASS.replace("P10D", "P11D") + RULE,
    )
    assert len({load(tmp_path, text).hash for text in texts}) == len(texts)


def test_the_shipped_policy_gives_every_kind_of_record_a_class() -> None:
    policy = load_policy(SHIPPED)
    assert set(policy.records) == set(DEFAULT_RECORDS)
    for kind, usual in DEFAULT_RECORDS.items():
        assert policy.record_class(kind).duration == usual.duration
        assert policy.record_class(kind).trigger == usual.trigger
    assert policy.retention_rules == ()

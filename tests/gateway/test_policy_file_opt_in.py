from __future__ import annotations

import re
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.notice import PARTS, UNREDACTED
from gateway.opt_in import (
    HOLDING_REPLY,
    OPTIONAL_PURPOSES,
    AgeGate,
    AgeMethod,
    Fallback,
    FallbackAction,
    RecipientRules,
    SignalRules,
    SignalScope,
    SourceRule,
)
from gateway.policy import LegalBasis, Policy
from gateway.policy_file import load_policy
from gateway.policy_file_opt_in import SECTIONS, fallback_place, plain, source_recipients
from gateway.regions import EEA_COUNTRIES
from tests.gateway.configuration import POLICY

SHIPPED = Path(__file__).parents[2] / "config" / "policies" / "default.yaml"
LAST = len(POLICY.splitlines()) + 1


def load(directory: Path, more: str = "", *, policy: str = POLICY) -> Policy:
    path = directory / "policies" / "default.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(policy + more, "utf-8")
    return load_policy(path)


def put_notice(directory: Path, *, key: str = "answering", unredacted: str = "") -> None:
    """A notice of two versions in two languages; ``unredacted`` says which have that part."""
    lines = [f"id: {key}", "versions:"]
    for version, begins in (("2", "2026-02-01"), ("1", "2026-01-01")):
        lines += [f'  - version: "{version}"', f"    valid_from: {begins}T00:00:00Z"]
        lines += ["    material_change: true", "    texts:"]
        for language in ("en", "de"):
            lines.append(f"      {language}:")
            places = "{recipient} {country} {retention} {contact}"
            parts = [*PARTS, *([UNREDACTED] if f"{version}{language}" in unredacted else [])]
            lines += [f'        {part}: "Words on {part}: {places}"' for part in parts]
    path = directory / "notices" / f"{key}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")


def test_the_holding_reply_can_be_said_in_other_words(tmp_path: Path) -> None:
    assert load(tmp_path).holding_reply == HOLDING_REPLY
    assert load(tmp_path, "holding_reply: Somebody looks.\n").holding_reply == "Somebody looks."
    with pytest.raises(ConfigurationError, match="holding_reply"):
        load(tmp_path, "holding_reply: []\n")


def test_a_policy_without_these_sections_asks_nothing_more(tmp_path: Path) -> None:
    policy = load(tmp_path)
    assert (policy.region, policy.age, policy.consent_validity) == (None, None, None)
    assert policy.signals == SignalRules()
    assert policy.signals.gpc is policy.signals.dnt is SignalScope.EVERY_CONSENT
    assert policy.recipient_rules == RecipientRules()
    assert (policy.sources, policy.fallback, policy.notices) == ({}, Fallback(), {})
    null = load(tmp_path, "".join(f"{key}: null\n" for key in SECTIONS))
    assert null.hash == policy.hash


def test_every_section_is_read(tmp_path: Path) -> None:
    policy = load(
        tmp_path,
        "region: DE\n"
        "age: {minimum: 16, asked: account, question: 'Are you 16 or older?'}\n"
        "signals: {dnt: optional_purposes}\n"
        "recipient_conditions:\n"
        "  countries: [EEA, US]\n"
        "  mechanisms: [scc, adequacy]\n"
        "  roles: [processor]\n"
        "  longest_retention: P30D\n"
        "  evidence_age: P1Y\n"
        "sources:\n"
        "  crm: {recipients: [model], purposes: [answering]}\n"
        "  nowhere: {recipients: [], purposes: []}\n"
        "fallback: {action: answer, text: Please write to us.}\n"
        "consents: {validity: P12M}\n",
    )
    assert policy.region == "DE"
    assert policy.age == AgeGate(
        minimum=16, asked=AgeMethod.ACCOUNT, question="Are you 16 or older?"
    )
    assert policy.signals.gpc is SignalScope.EVERY_CONSENT
    assert policy.signals.dnt is SignalScope.OPTIONAL_PURPOSES
    assert policy.recipient_rules == RecipientRules(
        countries=EEA_COUNTRIES | {"US"},
        mechanisms=frozenset({"scc", "adequacy"}),
        roles=frozenset({"processor"}),
        longest_retention="P30D",
        evidence_age="P1Y",
    )
    crm = SourceRule(recipients=frozenset({"model"}), purposes=frozenset({"answering"}))
    nowhere = SourceRule(recipients=frozenset(), purposes=frozenset())
    assert policy.sources == {"crm": crm, "nowhere": nowhere}
    assert policy.fallback == Fallback(action=FallbackAction.ANSWER, text="Please write to us.")
    assert policy.consent_validity == "P12M"


# What is appended, the key path that the error names, a word of it.
WRONG = [
    ("region: EEA", "region", "3166"),
    ("region: ZZ", "region", "unknown"),
    ("region: UK", "region", "GB"),
    ("age: 16", "age", "mapping"),
    ("age: {}", "age", "minimum is missing"),
    ("age: {minimum: 16, question: q}", "age", "asked is missing"),
    ("age: {minimum: 16, asked: declaration}", "age", "question is missing"),
    ("age: {minimum: 16, asked: declaration, question: ''}", "age.question", "empty"),
    ("age: {minimum: 14, asked: declaration, question: q}", "age.minimum", "13, 16 or 18"),
    ("age: {minimum: 21, asked: declaration, question: q}", "age.minimum", "from 13 to 18"),
    ("age: {minimum: '16', asked: declaration, question: q}", "age.minimum", "whole"),
    ("age: {minimum: 16, asked: guess, question: q}", "age.asked", "one of declaration"),
    ("age: {minimum: 16, born: 2000}", "age.born", "unknown key"),
    ("signals: {gpc: never}", "signals.gpc", "one of every_consent"),
    ("signals: {gpp: every_consent}", "signals.gpp", "unknown key"),
    ("signals: every_consent", "signals", "mapping"),
    ("recipient_conditions: {country: [DE]}", "recipient_conditions.country", "unknown key"),
    ("recipient_conditions: {countries: []}", "recipient_conditions.countries", "empty"),
    ("recipient_conditions: {countries: DE}", "recipient_conditions.countries", "list"),
    ("recipient_conditions: {countries: [UK]}", "recipient_conditions.countries[0]", "unknown"),
    ("recipient_conditions: {mechanisms: [hope]}", "recipient_conditions.mechanisms[0]", "scc"),
    ("recipient_conditions: {mechanisms: []}", "recipient_conditions.mechanisms", "empty"),
    ("recipient_conditions: {roles: [friend]}", "recipient_conditions.roles[0]", "controller"),
    ("recipient_conditions: {longest_retention: 30}", "recipient_conditions.longest", "quotes"),
    ("recipient_conditions: {evidence_age: P0D}", "recipient_conditions.evidence_age", "longer"),
    ("sources: [crm]", "sources", "mapping"),
    ("sources: {CRM: {recipients: [], purposes: []}}", "sources.CRM", "name of lower-case"),
    ("sources: {crm: {recipients: []}}", "sources.crm", "purposes is missing"),
    ("sources: {crm: {purposes: []}}", "sources.crm", "recipients is missing"),
    ("sources: {crm: {purposes: [other], recipients: []}}", "sources.crm.purposes[0]", "exist"),
    ("sources: {crm: {purposes: [], recipients: [A]}}", "sources.crm.recipients[0]", "lower-case"),
    ("sources: {crm: {purposes: [], recipients: '*'}}", "sources.crm.recipients", "list"),
    ("fallback: {}", "fallback", "action is missing"),
    ("fallback: refuse", "fallback", "mapping"),
    ("fallback: {action: ignore}", "fallback.action", "one of refuse"),
    ("fallback: {action: answer}", "fallback", "text is missing"),
    ("fallback: {action: answer, text: ' '}", "fallback.text", "empty"),
    ("fallback: {action: refuse, text: no}", "fallback.text", "only where"),
    ("fallback: {action: first_party, text: x}", "fallback.text", "only where"),
    ("consents: {validity: P0D}", "consents.validity", "longer"),
    ("consents: {validity: a year}", "consents.validity", "ISO 8601"),
    ("consents: {valid: P1Y}", "consents.valid", "unknown key"),
    ("consents: P1Y", "consents", "mapping"),
]


@pytest.mark.parametrize(("text", "path", "word"), WRONG)
def test_an_error_names_file_line_and_key(
    tmp_path: Path, *, text: str, path: str, word: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text + "\n")
    message = str(caught.value)
    assert message.startswith(f"{tmp_path}/policies/default.yaml:{LAST}: {path}"), message
    assert word in message


@pytest.mark.parametrize(
    "text",
    [
        "region: DE",
        "age: {minimum: 13, asked: declaration, question: q}",
        "age: {minimum: 16, asked: declaration, question: q}",
        "age: {minimum: 16, asked: document, question: q}",
        "age: {minimum: 16, asked: document, question: r}",
        "signals: {gpc: optional_purposes}",
        "signals: {dnt: optional_purposes}",
        "recipient_conditions: {countries: [DE]}",
        "recipient_conditions: {countries: [EEA]}",
        "recipient_conditions: {mechanisms: [scc]}",
        "recipient_conditions: {roles: [processor]}",
        "recipient_conditions: {longest_retention: P1D}",
        "recipient_conditions: {evidence_age: P1D}",
        "sources: {crm: {recipients: [], purposes: []}}",
        "sources: {crm: {recipients: [model], purposes: []}}",
        "sources: {crm: {recipients: [], purposes: [answering]}}",
        "fallback: {action: first_party}",
        "fallback: {action: answer, text: a}",
        "fallback: {action: answer, text: b}",
        "consents: {validity: P1Y}",
    ],
)
def test_every_rule_is_part_of_the_hash(tmp_path: Path, text: str) -> None:
    others = {load(tmp_path).hash}
    others |= {
        load(tmp_path, f"{each}\n").hash for each in ("region: FR", "consents: {validity: P2Y}")
    }
    assert load(tmp_path, f"{text}\n").hash not in others


def test_order_and_spelling_are_no_part_of_the_hash(tmp_path: Path) -> None:
    one = "recipient_conditions: {countries: [FR, DE], mechanisms: [scc, bcr]}\n"
    two = "recipient_conditions:\n  mechanisms: [bcr, scc]  # why\n  countries: [DE, FR, DE]\n"
    assert load(tmp_path, one).hash == load(tmp_path, two).hash
    whole = ", ".join(sorted(EEA_COUNTRIES - {"NO"}))
    spelled = f"recipient_conditions: {{countries: [{whole}, 'NO']}}\n"
    short = "recipient_conditions: {countries: [EEA]}\n"
    assert load(tmp_path, spelled).hash == load(tmp_path, short).hash


def test_a_part_of_a_policy_becomes_plain() -> None:
    assert plain({"a": frozenset({"c", "b"})}) == {"a": ["b", "c"]}
    assert plain((datetime(2026, 1, 1, tzinfo=UTC), None)) == ["2026-01-01T00:00:00+00:00", None]
    assert plain(SourceRule(recipients=frozenset({"m"}), purposes=frozenset())) == {
        "recipients": ["m"], "purposes": [],
    }  # fmt: skip


NOTICED = POLICY.replace("    retention_class:", "    notice: answering\n    retention_class:")


def test_a_purpose_names_its_notice(tmp_path: Path) -> None:
    put_notice(tmp_path)
    policy = load(tmp_path, policy=NOTICED)
    assert policy.purposes["answering"].notice == "answering"
    assert [each.version for each in policy.notices["answering"].versions] == ["2", "1"]
    assert list(policy.notices) == ["answering"]


def test_what_a_notice_says_is_part_of_the_hash(tmp_path: Path) -> None:
    put_notice(tmp_path)
    one = load(tmp_path, policy=NOTICED).hash
    assert load(tmp_path, policy=NOTICED).hash == one
    path = tmp_path / "notices" / "answering.yaml"
    path.write_text(path.read_text("utf-8").replace("Words on benefits", "Gains", 1), "utf-8")
    assert load(tmp_path, policy=NOTICED).hash != one
    assert load(tmp_path).hash != one


def test_a_notice_that_is_missing_or_none_is_refused(tmp_path: Path) -> None:
    place = rf"^{re.escape(str(tmp_path))}/policies/default.yaml:12: purposes.answering.notice: "
    with pytest.raises(ConfigurationError, match=f"{place}there is no notice file"):
        load(tmp_path, policy=NOTICED)
    with pytest.raises(ConfigurationError, match=f"{place}must be a name"):
        load(tmp_path, policy=NOTICED.replace("notice: answering", "notice: ../answering"))
    put_notice(tmp_path)
    path = tmp_path / "notices" / "answering.yaml"
    path.write_text("id: answering\n", "utf-8")
    with pytest.raises(ConfigurationError, match=r"notices/answering.yaml:1: "):
        load(tmp_path, policy=NOTICED)


@pytest.mark.parametrize(
    ("having", "lacking"),
    [
        ("", "version 2 lacks in en"),
        ("2en 2de 1en", "version 1 lacks in de"),
        ("2en 1en 1de", "version 2 lacks in de"),
    ],
)
def test_who_is_observed_unredacted_is_told_so(tmp_path: Path, having: str, lacking: str) -> None:
    put_notice(tmp_path, unredacted=having)
    with pytest.raises(ConfigurationError, match=rf"purposes.answering.notice: .*{lacking}$"):
        load(tmp_path, "mode: unsafe_observe\n", policy=NOTICED)
    assert load(tmp_path, policy=NOTICED).notices
    put_notice(tmp_path, unredacted="2en 2de 1en 1de")
    assert load(tmp_path, "mode: unsafe_observe\n", policy=NOTICED).notices


@pytest.mark.parametrize("purpose", sorted(OPTIONAL_PURPOSES))
def test_an_optional_purpose_does_not_rest_on_the_contract(tmp_path: Path, purpose: str) -> None:
    named = POLICY.replace("  answering:\n", f"  {purpose}:\n").replace(
        ": answering", f": {purpose}"
    )
    for basis in ("contract", "vital_interests"):
        with pytest.raises(
            ConfigurationError, match=rf"purposes.{purpose}.legal_basis: {basis} is"
        ):
            load(tmp_path, policy=named.replace("contract", basis))
    for basis in ("consent", "legitimate_interest", "public_task", "legal_obligation"):
        assert load(tmp_path, policy=named.replace("contract", basis)).purposes[purpose].is_optional


def test_places_are_found_again(tmp_path: Path) -> None:
    load(tmp_path, "sources: {crm: {recipients: [a, b], purposes: []}}\n")
    path = tmp_path / "policies" / "default.yaml"
    found = [(place.path, place.line, name) for place, name in source_recipients(path)]
    assert found == [
        ("sources.crm.recipients[0]", LAST, "a"),
        ("sources.crm.recipients[1]", LAST, "b"),
    ]
    assert fallback_place(path).path == ""
    load(tmp_path, "sources: null\nfallback: {action: first_party}\n")
    assert source_recipients(path) == []
    assert (fallback_place(path).path, fallback_place(path).line) == ("fallback", LAST + 1)


def test_the_shipped_policy_asks_for_each_purpose_by_itself() -> None:
    policy = load_policy(SHIPPED)
    assert set(policy.purposes) == {"answering", *OPTIONAL_PURPOSES}
    assert not policy.purposes["answering"].is_optional
    for key in OPTIONAL_PURPOSES:
        purpose = policy.purposes[key]
        assert purpose.legal_basis is LegalBasis.CONSENT
        assert purpose.is_optional
    words = [each.title for each in policy.purposes.values()]
    words += [each.benefits for each in policy.purposes.values()]
    assert len(set(words)) == len(words)
    assert (policy.region, policy.age) == (None, None)
    assert policy.signals == SignalRules()
    assert policy.recipient_rules == RecipientRules()
    assert (policy.fallback, policy.sources) == (Fallback(), {})
    assert policy.consent_validity == "P12M"


def test_every_commented_section_of_the_shipped_policy_can_be_used(tmp_path: Path) -> None:
    """A line is taken for YAML where a key of one of the sections or a deeper line begins it."""
    text = SHIPPED.read_text("utf-8")
    pattern = rf"^# (?=(?:{'|'.join(SECTIONS)}): ?|recipient_conditions:|sources:|  [a-z_]+: )"
    opened = re.sub(pattern, "", text, flags=re.MULTILINE)
    path = tmp_path / "policies" / "default.yaml"
    path.parent.mkdir()
    path.write_text(opened, "utf-8")
    notices = SHIPPED.parents[1] / "notices"
    if notices.is_dir():
        (tmp_path / "notices").symlink_to(notices)
    policy = load_policy(path)
    assert policy.age is not None
    assert policy.sources
    rules = policy.recipient_rules
    assert all(getattr(rules, each.name) is not None for each in fields(rules))

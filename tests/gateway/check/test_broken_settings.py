"""One changed setting breaks the promise that it keeps, and the row says so.

A few of the table run always; all of them with DISCREET_TEST_BROKEN=all (``make check``).
"""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from detectors import Engine
from gateway.check.runner import Report, State, check_policy
from tests.gateway.check.looking import CONFIG

pytestmark = pytest.mark.usefixtures("log_state")

_KOREA = ("korea_consent", "korea_purpose", "korea_period")
# Commitment, and what is set in its policy's file.
_PHONES = ["phone", "email", "name", "transcript", "date_time", "link", "usage"]
_SEEN = {"upstream": "allow", "store": "allow", "user": "allow"}
INSTRUKT: dict[str, dict[str, Any]] = {
    "INK-04": {"data_categories": _PHONES, "actions.PHONE_NUMBER.store": "allow"},
    "INK-06a": {"purposes.support.legal_basis": "legitimate_interest"},
    "INK-06b": {"purposes.newsletter.legal_basis": "legitimate_interest"},
    "INK-07b": {"retention_classes.consented.minimum.duration": "P1Y"},
    "INK-07c": {"retention_classes.usage.duration": "P1Y"},
    "INK-08": {"recipient_conditions.mechanisms": ["adequacy", "scc"]},
    "INK-11b": {"purposes.newsletter.legal_basis": "legitimate_interest"},
    "INK-11c": {"rights.authority": None},
    "INK-12a": {"purposes.third_party_marketing.legal_basis": "legitimate_interest"},
    "INK-13": {"processing.recipient_purposes": "any"},
    "INK-14": {"usage.address": "network"},
    "INK-15": {"actions.CREDIT_CARD": _SEEN},
    "INK-17": {"age.minimum": 13},
    "INK-20MX": {"rights.blocking.MX": "P1M"},
    "INK-20CA": {"purposes.third_party_marketing.legal_basis": "legitimate_interest"},
    "INK-20JP": {"purposes.third_party_marketing.legal_basis": "legitimate_interest"},
    "INK-20KR": {"purposes.third_party_marketing.legal_basis": "legitimate_interest"},
}
INSTANTCHATBOTS: dict[str, dict[str, Any]] = {
    "ICB-01": {"data_categories": _PHONES, "actions.PHONE_NUMBER.store": "allow"},
    "ICB-02": {"retention_classes.technical_log.duration": "P2Y"},
    "ICB-03": {"forms.contact.retention_class": "interaction"},
    "ICB-04": {
        "purposes.advertising": {
            "title": "Offers",
            "benefits": "Offers that fit.",
            "legal_basis": "legitimate_interest",
            "notice": "analytics",
            "retention_class": "interaction",
        }
    },
    "ICB-05": {"purposes.bookkeeping.legal_basis": "legitimate_interest"},
    "ICB-06": {"processing.recipient_purposes": "any"},
    "ICB-09a": {"retention_classes.account.duration": "P36M"},
    "ICB-09b": {"retention_classes.interaction.trigger": "last_interaction"},
    "ICB-09c": {"records.refusals": "lead"},
    "ICB-10": {"age.minimum": 13},
}
WORKKI: dict[str, dict[str, Any]] = {
    "WRK-01": {"actions.IBAN_CODE": _SEEN},
    "WRK-02": {"purposes.enquiries.legal_basis": "consent"},
    "WRK-03": {"purposes.newsletter.legal_basis": "legitimate_interest"},
    "WRK-04": {"processing.recipient_purposes": "any"},
    "WRK-05a": {"rights.deadlines": [{"regime": "GDPR", "due": "P60D", "start": "receipt"}]},
    "WRK-06": {"age.minimum": 16},
    "WRK-08": {"sources.google.purposes": ["answering", "newsletter"]},
    "WRK-09a": {"retention_classes.service.duration": "P5Y"},
    "WRK-09b": {"retention_classes.prospect.trigger": "collection"},
    "WRK-09c": {"retention_classes.evidence.restricted": False},
    "WRK-10a": {"storage_regions": ["EU", "US"]},
}
JUTTAI: dict[str, dict[str, Any]] = {
    "JUT-02": {"data_categories": _PHONES, "actions.PHONE_NUMBER.store": "allow"},
    "JUT-03": {"purposes.analytics.legal_basis": "consent"},
    "JUT-04a": {"processing.safeguards": "any"},
    "JUT-06b": {"processing.role": "processor", "processing.instructions": "none"},
    "JUT-08": {"retention_classes.training.duration": "P1Y"},
    "JUT-09": {"recipient_conditions.mechanisms": ["adequacy", "scc", "bcr"]},
    "JUT-13": {"age.minimum": 16},
}
INSTNTLY: dict[str, dict[str, Any]] = {
    "INT-01": {"processing.instructions": "none"},
    "INT-02": {"usage.least_group": 2},
    "INT-07": {"recipient_conditions.countries": ["EEA", "US"]},
    "INT-08": {"processing.integrations": "on"},
    "INT-10": {"processing.recipient_purposes": "any"},
    "INT-11": {"processing.role": "controller", "processing.instructions": "required"},
    "INT-12": {"retention_classes.conversation.duration": "P90D"},
}
_JAPAN = {"jurisdiction": "JP"}
_MORE: dict[str, Any] = {
    "title": "More",
    "benefits": "More of it.",
    "legal_basis": "legitimate_interest",
}
_LATE = {"due": "P30D", "extend": "P900D", "start": "receipt"}
# More ways to break the same promises; each was once overlooked.
MORE: list[tuple[str, str, dict[str, Any]]] = [
    ("instrukt", "INK-06a", {"purposes.profiling": {**_MORE, "retention_class": "conversation"}}),
    ("instrukt", "INK-07a", {"retention_classes.conversation.duration": "P99Y"}),
    ("instrukt", "INK-07b", {"purposes.newsletter.retention_class": "conversation"}),
    (
        "instrukt",
        "INK-07b",
        {
            "retention_rules": [
                *({"when": {"jurisdiction": "KR"}, "class": each} for each in _KOREA),
                {"when": {"purpose": "newsletter"}, "class": "conversation", "explicit": True},
            ]
        },
    ),
    ("instrukt", "INK-15", {"actions.CREDIT_CARD.store": "mask"}),
    ("instrukt", "INK-15", {"attachments.images": "unsafe_allow"}),
    (
        "instrukt",
        "INK-20KR",
        {"retention_rules": [{"when": _JAPAN, "class": each} for each in _KOREA]},
    ),
    ("instrukt", "INK-20KR", {"retention_classes.korea_consent.minimum.duration": "P30Y"}),
    (
        "instantchatbots",
        "ICB-04",
        {"purposes.marketing": {**_MORE, "retention_class": "interaction"}},
    ),
    ("instantchatbots", "ICB-09a", {"purposes.account.retention_class": "interaction"}),
    ("instantchatbots", "ICB-09b", {"purposes.answering.retention_class": "account"}),
    *(
        ("workki", "WRK-01", {f"actions.{each}": _SEEN})
        for each in (
            *("PASSPORT", "US_BANK_NUMBER", "BANK_ACCOUNT", "MEDICAL_RECORD_NUMBER"),
            *("PROCEDURE", "TEST_RESULT", "PATIENT_ID", "US_HEALTH_INSURANCE_MEMBER_ID"),
        )
    ),
    ("workki", "WRK-01", {"attachments.images": "unsafe_allow"}),
    ("workki", "WRK-01", {"attachments.audio": "unsafe_allow"}),
    ("workki", "WRK-02", {"purposes.profiling": {**_MORE, "retention_class": "service"}}),
    ("workki", "WRK-05a", {"rights.regimes": {"US-CA": "CCPA"}}),
    ("workki", "WRK-05a", {"rights.regime": "CCPA"}),
    (
        "workki",
        "WRK-05a",
        {"rights.deadlines": [{"regime": each, **_LATE} for each in ("P30D", "GDPR")]},
    ),
    ("workki", "WRK-07a", {"purposes.training": {**_MORE, "retention_class": "service"}}),
    (
        "workki",
        "WRK-07a",
        {"purposes.fine_tuning": {"legal_basis": "consent", "retention_class": "service"}},
    ),
    ("workki", "WRK-09a", {"purposes.answering.retention_class": "prospect"}),
    ("workki", "WRK-09b", {"purposes.newsletter.retention_class": "service"}),
    ("workki", "WRK-09b", {"purposes.enquiries.retention_class": "service"}),
    ("juttai", "JUT-03", {"purposes.profiling": {**_MORE, "retention_class": "training"}}),
    ("juttai", "JUT-08", {"purposes.answering.retention_class": "books"}),
    ("instntly", "INT-07", {"storage_regions": ["EEA", "US"]}),
    ("instntly", "INT-12", {"purposes.answering.retention_class": "accounts_of_sharing"}),
]
POLICIES = {
    "instrukt": INSTRUKT,
    "instantchatbots": INSTANTCHATBOTS,
    "workki": WORKKI,
    "juttai": JUTTAI,
    "instntly": INSTNTLY,
}
# Nothing above touches these.
UNTOUCHED = {
    "instrukt": "INK-12b",
    "instantchatbots": "ICB-09d",
    "workki": "WRK-05b",
    "juttai": "JUT-06a",
    "instntly": "INT-09",
}
ALWAYS = frozenset(
    {
        *("INK-07b", "INK-11c", "INK-20CA", "INK-20MX", "ICB-04", "ICB-09b"),
        *("WRK-09b", "WRK-09c", "JUT-06b", "JUT-13", "INT-01", "INT-12"),
    }
)
EVERY = os.environ.get("DISCREET_TEST_BROKEN") == "all"
ROWS = [
    (policy, commitment, settings)
    for policy, rows in POLICIES.items()
    for commitment, settings in rows.items()
]
OF_MORE = {row[1]: row for row in MORE if row[1] in ("INK-20KR", "WRK-07a", "WRK-09a")}
SOME = [row for row in ROWS if row[1] in ALWAYS] + list(OF_MORE.values())
ROWS += MORE


def changed(directory: Path, policy: str, settings: dict[str, Any]) -> Path:
    """A copy of all policies with some settings of one changed."""
    shutil.copytree(CONFIG / "policies", directory / "policies")
    shutil.copytree(CONFIG / "notices", directory / "notices")
    path = directory / "policies" / f"{policy}.yaml"
    tree = yaml.safe_load(path.read_text())
    if "integrations" in tree["processing"]:  # a word here, a truth value to this reader
        tree["processing"]["integrations"] = "off"
    for key, value in settings.items():
        *above, last = key.split(".")
        place = tree
        for name in above:
            place = place.setdefault(name, {})
        place[last] = value
    path.write_text(yaml.safe_dump(tree, sort_keys=False, allow_unicode=True))
    return path


def checked(path: Path, engine: Engine, *only: str) -> Report:
    return asyncio.run(check_policy(path, engine=engine, only=only))


def test_the_table_covers_forty_commitments_and_all_policies() -> None:
    assert len({commitment for _, commitment, _ in ROWS}) >= 40
    assert {commitment for _, commitment, _ in ROWS} >= ALWAYS
    assert all(rows for rows in POLICIES.values())


@pytest.mark.parametrize(
    ("policy", "commitment", "settings"),
    ROWS if EVERY else SOME,
    ids=[row[1] for row in (ROWS if EVERY else SOME)],
)
def test_a_changed_setting_breaks_its_row_and_not_its_neighbour(
    tmp_path: Path, engine: Engine, policy: str, commitment: str, settings: dict[str, Any]
) -> None:
    path = changed(tmp_path, policy, settings)
    report = checked(path, engine, commitment, UNTOUCHED[policy])
    broken = {row.commitment for row in report.rows if row.state is State.BROKEN}
    seen = [f"{row.commitment} {row.probe}: {row.seen}" for row in report.rows]
    assert broken == {commitment}, seen
    assert not any("could not look" in each for each in seen), seen


@pytest.mark.parametrize(
    ("policy", "settings", "broken"),
    [
        ("juttai", {"purposes.answering.retention_class": "books"}, {"JUT-08"}),
        (
            "instantchatbots",
            {
                "purposes.marketing": {**_MORE, "retention_class": "interaction"},
                "purposes.account.retention_class": "interaction",
            },
            {"ICB-04", "ICB-05", "ICB-09a"},
        ),
    ][: None if EVERY else 1],
)
def test_of_a_whole_policy_just_these_rows_are_broken(
    tmp_path: Path, engine: Engine, policy: str, settings: dict[str, Any], broken: set[str]
) -> None:
    report = checked(changed(tmp_path, policy, settings), engine)
    seen = [f"{row.commitment} {row.seen}" for row in report.rows if row.state is State.BROKEN]
    assert {each.split()[0] for each in seen} == broken, seen


def test_a_conversation_that_a_law_keeps_breaks_no_promise_of_erasure_by_instruction(
    tmp_path: Path, engine: Engine
) -> None:
    settings = {"purposes.answering.retention_class": "accounts_of_sharing"}
    report = checked(changed(tmp_path, "instntly", settings), engine, "INT-01")
    assert report.is_kept, [row.seen for row in report.rows]

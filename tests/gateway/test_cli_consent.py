"""The consent commands keep the rules of the endpoints, and print what people can read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.commands import Shell
from tests.gateway.configuration import GATEWAY, POLICY

pytestmark = pytest.mark.usefixtures("log_state")

THIRD = """\
  - id: azure-openai-europe
    party: {name: Example Cloud, role: sub_processor}
    third_party: true
    country: DE
    training: false
    retention: P30D
    wire: anthropic
    base_url: https://model.example.com
    api_key_env: MODEL_KEY
    models: ["*"]
tenants:
"""
BOTH = GATEWAY.replace("tenants:\n", THIRD).replace("[model]", "[model, azure-openai-europe]")
LONG = POLICY.replace(
    "default_purpose:",
    """\
  service_improvement:
    title: Improving
    benefits: A better service.
    legal_basis: consent
    retention_class: conversation
  newsletter:
    title: Letters
    benefits: News.
    legal_basis: consent
    retention_class: conversation
default_purpose:""",
).replace("retention_classes:", "consents: {validity: P12M}\nretention_classes:")
JANE = ("--subject", "jane@example.com")
RECORD = ("consent", "record", *JANE, "--recipient", "model")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path, gateway=BOTH, policy=LONG)


def given(shell: Shell, *words: str) -> dict[str, Any]:
    found = shell.json(*RECORD, *words)
    assert len(found) == 1
    return dict(found[0])


def test_consent_is_recorded_listed_and_withdrawn(shell: Shell) -> None:
    record = given(shell)
    assert (record["state"], record["purpose"]) == ("ConsentGiven", "answering")
    (listed,) = shell.json("consent", "list", *JANE)
    assert listed == {name: record[name] for name in record if name != "withdrawal_code"}
    (ended,) = shell.json("consent", "withdraw", record["record_id"])
    assert ended["state"] == "ConsentWithdrawn"
    assert shell.json("consent", "list", *JANE)[0]["state"] == "ConsentWithdrawn"
    assert shell.json("consent", "list", "--subject", "other") == []


def test_a_record_says_all_but_the_person(shell: Shell) -> None:
    record = given(shell, "--method", "phone", "--signal-shown", "gpc", "--signal-shown", "dnt")
    assert record["notice_key"] == "answering"
    assert record["notice_version"] == "1"
    assert len(record["notice"]) == 64
    assert (record["language"], record["method"]) == ("en", "phone")
    assert record["signals_shown"] == ["dnt", "gpc"]
    assert (record["signer"], record["guardian"]) == ("subject", None)
    assert len(record["withdrawal_code"]) == 23
    begun = datetime.fromisoformat(record["event_time"])
    assert datetime.fromisoformat(record["valid_until"]) > begun + timedelta(days=360)
    assert not {"subject", "tenant"} & set(record)
    assert "jane" not in str(record)


def test_the_withdrawal_code_is_the_persons_and_printed_with_the_table(shell: Shell) -> None:
    code = given(shell)["withdrawal_code"]
    assert f"withdrawal code: {code}" in shell(*RECORD).stdout
    other = ("consent", "record", "--subject", "other", "--recipient", "model")
    assert shell.json(*other)[0]["withdrawal_code"] != code


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("given", "ConsentGiven"),
        ("refused", "ConsentRefused"),
        ("deferred", "ConsentRequestDeferred"),
    ],
)
def test_every_answer_is_recorded(shell: Shell, answer: str, state: str) -> None:
    assert given(shell, "--answer", answer)["state"] == state


def test_a_later_no_withdraws(shell: Shell) -> None:
    record = given(shell)
    refused = given(shell, "--answer", "refused")
    assert (refused["state"], refused["record_id"]) == ("ConsentWithdrawn", record["record_id"])


def test_a_no_is_heard_where_the_clock_has_stepped_back(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as later:
        later.setattr("gateway.cli_consent.now", lambda: datetime.now(UTC) + timedelta(hours=1))
        record = given(shell)
    refused = given(shell, "--answer", "refused")
    assert (refused["state"], refused["record_id"]) == ("ConsentWithdrawn", record["record_id"])
    assert refused["event_time"] == record["event_time"]


def test_an_answer_of_yesterday_is_recorded_with_its_times(shell: Shell) -> None:
    yesterday = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    shown = yesterday - timedelta(minutes=5)
    record = given(shell, "--event-time", yesterday.isoformat(), "--shown-at", shown.isoformat())
    assert datetime.fromisoformat(record["event_time"]) == yesterday
    assert datetime.fromisoformat(record["shown_at"]) == shown


def test_a_guardian_signs_after_the_person(shell: Shell) -> None:
    record = given(shell)
    signed = given(shell, "--guardian", "parent@example.com")
    assert signed["record_id"] == record["record_id"]
    assert signed["signer"] == "guardian"
    assert len(signed["guardian"]) == 40
    events = shell.json("consent", "history", record["record_id"])
    assert [each["signer"] for each in events] == ["subject", "guardian"]


def test_a_consent_of_the_operator_itself(shell: Shell) -> None:
    words = ("consent", "record", *JANE, "--recipient", "operator", "--purpose", "newsletter")
    assert shell.json(*words)[0]["recipient"] == "operator"


FUTURE = (datetime.now(UTC) + timedelta(days=2)).isoformat()
PAST = (datetime.now(UTC) - timedelta(days=2)).isoformat()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--recipient", "other"), 2, "--recipient: must be one of model, azure-openai-europe"),
        (("--recipient", "*"), 2, "--recipient: must be one of model, azure-openai-europe"),
        (("--recipient", "operator"), 1, "recipient_refused"),
        (("--purpose", "ads"), 2, "--purpose: must be one of answering"),
        (("--purpose", "all"), 2, "--purpose: must be one of answering"),
        (("--notice-sha256", "ab" * 32), 1, "consent_stale"),
        (("--notice-sha256", "canary"), 1, "invalid_request"),
        (("--tenant", "other"), 2, "--tenant: must be one of main"),
        (("--answer", "yes"), 2, "--answer: must be one of given, refused, deferred"),
        (("--method", "pigeon"), 2, "--method: must be one of dialog, form, paper"),
        (("--signal-shown", "tcf"), 2, "--signal-shown: must be one of dnt, gpc"),
        (("--event-time", "canary"), 2, "--event-time: must be a time such as"),
        (("--event-time", "2026-01-01T00:00:00"), 2, "--event-time: must be a time such as"),
        (("--event-time", FUTURE), 1, "consent_time_invalid"),
        (("--shown-at", FUTURE), 1, "consent_time_invalid"),
        (("--event-time", "2001-01-01T00:00:00Z"), 1, "consent_time_invalid"),
        (("--guardian", "parent"), 1, "consent_required"),
        (("--guardian", "jane@example.com"), 1, "invalid_request"),
    ],
)
def test_what_may_not_be_recorded_is_not(
    shell: Shell, words: tuple[str, ...], code: int, said: str
) -> None:
    done = shell(*RECORD, *words)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert "canary" not in done.stderr
    assert shell.json("consent", "list", *JANE) == []


def test_an_older_answer_does_not_replace_a_newer_one(shell: Shell) -> None:
    given(shell)
    done = shell(*RECORD, "--event-time", PAST)
    assert done.exit_code == 1
    assert "consent_superseded" in done.stderr


def test_all_consents_of_a_person_are_withdrawn_at_once(shell: Shell) -> None:
    given(shell)
    given(shell, "--purpose", "service_improvement")
    given(shell, "--recipient", "azure-openai-europe", "--answer", "refused")
    one = shell.json("consent", "withdraw", "--all", *JANE, "--purpose", "service_improvement")
    assert [(each["purpose"], each["state"]) for each in one] == [
        ("service_improvement", "ConsentWithdrawn")
    ]
    rest = shell.json("consent", "withdraw", "--all", *JANE)
    assert [each["purpose"] for each in rest] == ["answering"]
    assert shell.json("consent", "withdraw", "--all", *JANE) == []
    states = {each["state"] for each in shell.json("consent", "list", *JANE)}
    assert states == {"ConsentWithdrawn", "ConsentRefused"}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "name one record, or --all with --subject"),
        (("none",), 1, "no such record"),
        (("--all",), 2, "--all: needs --subject"),
        (("none", "--all", *JANE), 2, "--all: needs --subject, and no record"),
        (("none", *JANE), 2, "name one record, or --all"),
        (("none", "--purpose", "answering"), 2, "name one record, or --all"),
        (("--all", *JANE, "--purpose", "ads"), 2, "--purpose: must be one of answering"),
    ],
)
def test_a_withdrawal_says_what_it_ends(
    shell: Shell, words: tuple[str, ...], code: int, said: str
) -> None:
    given(shell)
    done = shell("consent", "withdraw", *words)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr
    assert shell.json("consent", "list", *JANE)[0]["state"] == "ConsentGiven"


def test_a_history_has_every_event(shell: Shell) -> None:
    record = given(shell)["record_id"]
    shell.json("consent", "withdraw", record)
    given(shell, "--method", "phone")
    events = shell.json("consent", "history", record)
    assert [(each["state"], each["method"]) for each in events] == [
        ("ConsentGiven", "paper"),
        ("ConsentWithdrawn", "paper"),
        ("ConsentGiven", "phone"),
    ]
    numbers = [each["event_id"] for each in events]
    assert numbers == sorted(set(numbers))
    printed = shell("consent", "history", record).stdout
    assert printed.count("ConsentGiven") == 2
    assert max(map(len, printed.splitlines())) <= 160


def test_the_history_of_an_unknown_record_is_an_error(shell: Shell) -> None:
    done = shell("consent", "history", "none")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "no such record" in done.stderr


def test_a_consent_whose_notice_changed_is_listed_as_invalidated(
    shell: Shell, tmp_path: Path
) -> None:
    record = given(shell)
    policies = tmp_path / "policies" / "default.yaml"
    policies.write_text(policies.read_text().replace("An answer.", "A better answer."))
    (listed,) = shell.json("consent", "list", *JANE)
    assert listed["state"] == "ConsentInvalidated"
    (event,) = shell.json("consent", "history", record["record_id"])
    assert event["state"] == "ConsentGiven"


@pytest.mark.parametrize(
    ("answer", "state"), [("given", "ConsentGiven"), ("deferred", "ConsentRequestDeferred")]
)
def test_no_cell_of_the_table_wraps(shell: Shell, answer: str, state: str) -> None:
    words = ("--purpose", "service_improvement", "--recipient", "azure-openai-europe")
    record = given(shell, *words, "--answer", answer)
    printed = shell("consent", "list", *JANE).stdout
    (line,) = [each for each in printed.splitlines() if record["record_id"] in each]
    cells = [each.strip() for each in line.strip("│ ").split("│")]
    assert cells[1:5] == [
        *("service_improvement", "azure-openai-europe", state),
        record["notice"][:12],
    ]
    assert len(cells[5]) == 17
    assert cells[5].endswith("Z")
    assert record["notice"] not in printed
    assert max(map(len, printed.splitlines())) <= 160


def test_a_person_without_consents_is_said_to_have_none(shell: Shell) -> None:
    assert shell("consent", "list", *JANE).stdout == "Consent: none\n"

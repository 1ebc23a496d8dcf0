"""The consent commands keep the rules of the endpoints, and print what people can read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.cli_consent import subject_of
from gateway.cli_store import open_settings, with_store
from gateway.consent.persons import AgeBand, PersonChange
from gateway.opt_in import AgeMethod
from gateway.settings import Settings
from gateway.storage.ports import Store
from tests.gateway.commands import KEY, Shell
from tests.gateway.configuration import GATEWAY, POLICY
from tests.gateway.test_cli_notices import PARTS

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
    said = {"withdrawal_code", "needs_guardian", "refusing_signals"}
    assert listed == {name: record[name] for name in record if name not in said}
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
        (("--language", "xx"), 2, "--language: must be one of en\n"),
        (("--language", ""), 2, "--language: must be one of en\n"),
        (("--language", "en_", "--answer", "refused"), 2, "--language: must be one of en\n"),
        (("--event-time", "1969-12-31T23:59:59Z"), 1, "The notice was not in force then."),
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


def test_the_history_of_an_unknown_record_is_an_error(shell: Shell) -> None:
    done = shell("consent", "history", "none")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "no such record" in done.stderr


def test_what_a_consent_lacks_is_said_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = "age: {minimum: 16, asked: account, question: How old are you}\nretention_classes:\n"
    shell = Shell(tmp_path, gateway=BOTH, policy=LONG.replace("retention_classes:\n", gate))
    optional = ("--purpose", "newsletter")
    assert lacking(given(shell)) == (False, [])
    assert "guardian" not in shell(*RECORD).stdout
    assert lacking(given(shell, *optional)) == (True, [])
    change(shell, monkeypatch, PersonChange(tracking_refused=True))
    assert lacking(given(shell, *optional)) == (True, ["dnt"])
    printed = shell(*RECORD, *optional).stdout
    after = printed.splitlines()[-3:]
    assert [each.split(":")[0] for each in after] == [
        *("needs a guardian", "refused by a stored preference (dnt)", "withdrawal code"),
    ]
    change(shell, monkeypatch, PersonChange(age_band=AgeBand.ADULT, age_method=AgeMethod.ACCOUNT))
    assert lacking(given(shell, *optional)) == (False, ["dnt"])
    assert lacking(given(shell, *optional, "--signal-shown", "dnt")) == (False, [])
    assert lacking(given(shell, *optional, "--answer", "refused")) == (False, [])


def test_a_guardians_signature_is_what_was_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = "age: {minimum: 16, asked: account, question: How old are you}\nretention_classes:\n"
    shell = Shell(tmp_path, gateway=BOTH, policy=LONG.replace("retention_classes:\n", gate))
    change(shell, monkeypatch, PersonChange(age_band=AgeBand.FROM_13))
    third = ("--recipient", "azure-openai-europe")
    assert lacking(given(shell, *third)) == (True, [])
    assert lacking(given(shell, *third, "--guardian", "parent@example.com")) == (False, [])


def change(shell: Shell, monkeypatch: pytest.MonkeyPatch, what: PersonChange) -> None:
    """Changes what the store knows of Jane."""
    monkeypatch.setenv("DISCREET_MASTER_KEY", KEY)
    settings: Settings = open_settings(shell.config)
    subject = subject_of(settings, "main", name="jane@example.com")
    work: Callable[[Store], Awaitable[object]] = lambda store: store.change_person(  # noqa: E731
        "main", subject, change=what, at=datetime(2026, 3, 1, tzinfo=UTC)
    )
    with_store(settings, work)


def lacking(record: dict[str, Any]) -> tuple[bool, list[str]]:
    return record["needs_guardian"], record["refusing_signals"]


VERSIONS = f"""\
id: letters
versions:
  - version: "2"
    valid_from: 2026-06-01T00:00:00Z
    material_change: true
    texts:
      en:
{PARTS}      de:
{PARTS}  - version: "1"
    valid_from: 2026-01-01T00:00:00Z
    material_change: true
    texts:
      de:
{PARTS}"""


@pytest.fixture
def noticed(tmp_path: Path) -> Shell:
    """The newsletter has a notice of its own, in two versions."""
    (tmp_path / "notices").mkdir()
    (tmp_path / "notices" / "letters.yaml").write_text(VERSIONS, "utf-8")
    policy = LONG.replace("    benefits: News.\n", "    benefits: News.\n    notice: letters\n")
    return Shell(tmp_path, gateway=BOTH, policy=policy)


NEWS = (*RECORD, "--purpose", "newsletter")


@pytest.mark.parametrize(
    ("language", "recorded"), [("de", "de"), ("de-AT", "de"), ("DE_ch", "de"), ("en", "en")]
)
def test_a_language_is_one_of_the_notice(noticed: Shell, language: str, recorded: str) -> None:
    assert noticed.json(*NEWS, "--language", language)[0]["language"] == recorded


def test_a_hash_is_of_one_language(noticed: Shell) -> None:
    sha256 = noticed.json(*NEWS, "--language", "de")[0]["notice"]
    named = (*NEWS, "--notice-sha256", sha256)
    assert noticed.json(*named, "--language", "de")[0]["language"] == "de"
    assert noticed.json(*named)[0]["language"] == "de"
    done = noticed(*named, "--language", "en")
    assert (done.exit_code, done.stderr) == (2, "discreet: --language: must be one of de\n")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--language", "fr"), 2, "--language: must be one of en, de"),
        (
            ("--event-time", "2025-12-31T23:59:59Z"),
            1,
            "consent_time_invalid: The notice was not in force then.",
        ),
        (
            ("--event-time", "2026-05-31T23:59:59Z"),
            1,
            "consent_stale: The notice of that time has changed materially since; ask again.",
        ),
        (
            ("--event-time", "2026-05-31T23:59:59Z", "--language", "en"),
            2,
            "--language: must be one of de",
        ),
        (
            ("--event-time", "2026-06-01T00:00:00Z", "--notice-sha256", "ab" * 32),
            1,
            "consent_stale: The notice that was shown is not the one in force.",
        ),
        (("--event-time", FUTURE), 1, "consent_time_invalid: The answer lies in the future."),
    ],
)
def test_a_notice_of_another_time_is_told_as_such(
    noticed: Shell, words: tuple[str, ...], code: int, said: str
) -> None:
    done = noticed(*NEWS, *words)
    assert (done.exit_code, done.stdout, done.stderr) == (code, "", f"discreet: {said}\n")
    assert noticed.json("consent", "list", *JANE) == []


def test_a_no_of_a_time_before_the_notice_is_heard(noticed: Shell) -> None:
    words = ("--answer", "refused", "--event-time", "2025-12-31T23:59:59Z")
    (held,) = noticed.json(*NEWS, *words)
    assert (held["state"], held["notice"]) == ("ConsentRefused", "")


def test_a_withdrawal_of_somebody_unknown_says_so(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("consent", "withdraw", "--all", *JANE)
    for more in ((), ("--json",)):
        done = shell(*words, *more)
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr == "discreet: nothing is recorded of this subject\n"
    change(shell, monkeypatch, PersonChange(jurisdiction="FR"))
    assert shell.json(*words) == []


def test_a_refusal_is_known_though_there_is_nothing_to_withdraw(shell: Shell) -> None:
    given(shell, "--answer", "refused")
    assert shell("consent", "withdraw", "--all", *JANE).stdout == "Consent: none\n"

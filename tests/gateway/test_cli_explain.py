"""``discreet explain`` says what was looked at, and decides as the exchange does."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.consent.persons import AgeBand, PersonChange, Restriction
from gateway.opt_in import AgeMethod
from tests.gateway.commands import Shell
from tests.gateway.test_cli_consent import BOTH, LONG, change

pytestmark = pytest.mark.usefixtures("log_state")

CLOUD = "azure-openai-europe"
JANE = ("--subject", "jane@example.com")
ANSWERING = ("explain", *JANE, "--recipient", CLOUD, "--purpose", "answering")
RULES = """\
age: {minimum: 16, asked: account, question: How old are you}
sources: {google: {recipients: [model], purposes: [answering]}}
retention_classes:
"""
CHECKS = [
    *("route", "recipient", "source", "restriction", "objection", "review", "age", "signals"),
    "consent",
]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path, gateway=BOTH, policy=LONG.replace("retention_classes:\n", RULES))


def consent(shell: Shell, *words: str) -> dict[str, Any]:
    (record,) = shell.json("consent", "record", *JANE, "--recipient", CLOUD, *words)
    return dict(record)


def decided(shell: Shell, *words: str) -> dict[str, Any]:
    done = shell(*(words or ANSWERING), "--json")
    found: dict[str, Any] = json.loads(done.stdout)
    assert done.exit_code == (0 if found["permitted"] else 1)
    assert [each["name"] for each in found["checks"]] == CHECKS
    return found


def check(found: dict[str, Any], name: str) -> tuple[bool, list[str], str]:
    (each,) = [each for each in found["checks"] if each["name"] == name]
    return each["permits"], each["reasons"], each["facts"]


def test_without_a_record_the_opt_in_is_required(shell: Shell) -> None:
    found = decided(shell)
    assert (found["permitted"], found["code"], found["status"]) == (False, "consent_required", 403)
    assert check(found, "consent") == (
        False,
        ["ConsentUnknown"],
        "opt-in needed; no record",
    )
    assert len(found["subject"]) == 40


def test_a_consent_permits_and_is_told_with_state_and_notice(shell: Shell) -> None:
    record = consent(shell)
    found = decided(shell)
    assert (found["permitted"], found["code"], found["status"]) == (True, None, 200)
    assert all(each["permits"] for each in found["checks"])
    begun = record["event_time"][:16].replace("T", " ")
    until = record["valid_until"][:16].replace("T", " ")
    assert check(found, "consent")[2] == (
        f"opt-in needed; {record['record_id']}: ConsentGiven since {begun}Z until {until}Z; "
        f"notice answering 1 ({record['notice'][:12]}) counts"
    )
    assert check(found, "route")[2] == (
        f"purpose answering rests on contract; {CLOUD} is Example Cloud, sub_processor, in DE"
    )
    assert check(found, "recipient")[2] == (
        "third party; switched on; transfer by no mechanism; does not train on it; keeps it for "
        "P30D; no evidence; person taken to be in DE (storage)"
    )


def test_the_table_ends_in_the_result(shell: Shell) -> None:
    refused = shell(*ANSWERING)
    assert (refused.exit_code, refused.stdout.splitlines()[-1]) == (
        1,
        "consent_required 403 (consent)",
    )
    consent(shell)
    permitted = shell(*ANSWERING)
    assert (permitted.exit_code, permitted.stdout.splitlines()[-1]) == (0, "permitted")
    assert all(name in permitted.stdout for name in CHECKS)
    assert "jane" not in permitted.stdout
    assert max(map(len, permitted.stdout.splitlines())) <= 160


def test_who_is_no_third_party_needs_no_opt_in(shell: Shell) -> None:
    found = decided(shell, "explain", *JANE, "--recipient", "model", "--purpose", "answering")
    assert found["permitted"]
    assert check(found, "consent")[2] == "no opt-in needed; no record"
    assert check(found, "recipient")[2].startswith("first party; switched on")


@pytest.mark.parametrize("signal", ["gpc", "dnt"])
def test_a_signal_refuses_unless_it_was_shown(shell: Shell, signal: str) -> None:
    consent(shell)
    found = decided(shell, *ANSWERING, "--signal", signal)
    assert found["code"] == "consent_required"
    assert check(found, "signals") == (
        False,
        [signal],
        f"{signal} by the request, refuses; none shown in the dialog",
    )
    consent(shell, "--signal-shown", signal)
    found = decided(shell, *ANSWERING, "--signal", signal)
    assert found["permitted"]
    assert check(found, "signals")[2].endswith(f"shown in the dialog: {signal}")


def test_a_stored_preference_is_told_apart_from_a_signal(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent(shell)
    change(shell, monkeypatch, PersonChange(tracking_refused=True))
    assert check(decided(shell), "signals") == (
        False,
        ["dnt"],
        "dnt by the stored preference, refuses; none shown in the dialog",
    )


def test_a_source_goes_only_where_its_rule_says(shell: Shell) -> None:
    consent(shell)
    found = decided(shell, *ANSWERING, "--source", "google")
    assert found["code"] == "recipient_refused"
    assert check(found, "source") == (False, ["source"], "google: to model for answering")
    unknown = decided(shell, *ANSWERING, "--source", "bing")
    assert check(unknown, "source") == (False, ["source_unknown"], "bing: no rule")


def test_an_age_is_told_with_its_method_and_day(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent(shell)
    asked = "from 16 on, asked by account"
    assert check(decided(shell), "age") == (True, [], f"{asked}; age not known")
    change(
        shell,
        monkeypatch,
        PersonChange(age_band=AgeBand.FROM_13, age_method=AgeMethod.DECLARATION),
    )
    found = decided(shell)
    assert (found["code"], found["status"]) == ("age_restricted", 403)
    assert check(found, "age") == (
        False,
        ["under_age"],
        f"{asked}; 13_15 by declaration on 2026-03-01",
    )


def test_a_restriction_and_a_known_country_are_told(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent(shell)
    change(shell, monkeypatch, PersonChange(jurisdiction="FR", restrict=Restriction.REQUESTED))
    found = decided(shell)
    assert found["code"] == "subject_restricted"
    assert check(found, "restriction") == (False, ["requested"], "restricted: requested")
    assert check(found, "recipient")[2].endswith("person in FR")


@pytest.mark.parametrize(
    ("wish", "name", "code", "told"),
    [
        (
            PersonChange(object_to="answering"),
            "objection",
            None,
            "objects to answering; to this one in vain: it rests on contract",
        ),
        (
            PersonChange(object_to="newsletter"),
            "objection",
            None,
            "objects to newsletter; not to this one",
        ),
        (PersonChange(review="*"), "review", "human_review", "1 waiting for a human being"),
    ],
)
def test_wishes_are_told(
    shell: Shell,
    monkeypatch: pytest.MonkeyPatch,
    *,
    wish: PersonChange,
    name: str,
    code: str | None,
    told: str,
) -> None:
    consent(shell)
    change(shell, monkeypatch, wish)
    found = decided(shell)
    assert found["code"] == code
    assert check(found, name)[2] == told


def test_a_changed_notice_does_not_count(shell: Shell, tmp_path: Path) -> None:
    consent(shell)
    policies = tmp_path / "policies" / "default.yaml"
    policies.write_text(policies.read_text().replace("An answer.", "A better answer."))
    found = decided(shell)
    assert (found["code"], found["status"]) == ("consent_stale", 409)
    assert check(found, "consent")[2].endswith("does not count")


def test_an_earlier_time_is_answered_from_the_events_until_then(shell: Shell) -> None:
    begun = datetime.now(UTC) - timedelta(days=3)
    record = consent(shell, "--event-time", begun.isoformat())
    shell.json("consent", "withdraw", record["record_id"])
    assert decided(shell)["code"] == "consent_required"
    before = (begun - timedelta(hours=1)).isoformat()
    between = (begun + timedelta(hours=1)).isoformat()
    assert check(decided(shell, *ANSWERING, "--at", before), "consent")[2].endswith("no record")
    assert decided(shell, *ANSWERING, "--at", between)["permitted"]
    much_later = (begun + timedelta(days=400)).isoformat()
    assert decided(shell, *ANSWERING, "--at", much_later)["code"] == "consent_required"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--recipient", "all", "--purpose", "answering"), f"must be one of model, {CLOUD}\n"),
        (("--recipient", "operator", "--purpose", "answering"), f"one of model, {CLOUD}\n"),
        (("--recipient", "all", "--purpose", "newsletter"), f"one of model, {CLOUD}, operator\n"),
        (
            ("--recipient", "operator", "--purpose", "newsletter", "--source", "google"),
            "--source: no text goes to the operator itself",
        ),
        (("--recipient", "model", "--purpose", "ads"), "must be one of answering"),
        (
            ("--recipient", "model", "--purpose", "answering", "--signal", "tcf"),
            "--signal: must be one of gpc, dnt",
        ),
        (
            ("--recipient", "model", "--purpose", "answering", "--at", "noon"),
            "--at: must be a time such as",
        ),
        (
            ("--recipient", "model", "--purpose", "answering", "--tenant", "other"),
            "--tenant: must be one of main",
        ),
    ],
)
def test_what_does_not_exist_is_named_with_what_does(
    shell: Shell, words: tuple[str, ...], said: str
) -> None:
    done = shell("explain", *JANE, *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


LETTERS = ("explain", *JANE, "--recipient", "operator", "--purpose", "newsletter")
OF_PERSON = ["restriction", "objection", "review", "age", "signals", "consent"]


def of_operator(shell: Shell, *words: str) -> dict[str, Any]:
    done = shell(*LETTERS, *words, "--json")
    found: dict[str, Any] = json.loads(done.stdout)
    assert done.exit_code == (0 if found["permitted"] else 1)
    assert [each["name"] for each in found["checks"]] == OF_PERSON
    return found


def letters(shell: Shell, *words: str) -> dict[str, Any]:
    recorded = ("consent", "record", *JANE, "--recipient", "operator", "--purpose", "newsletter")
    (record,) = shell.json(*recorded, *words)
    return dict(record)


@pytest.mark.parametrize("mode", ["", "mode: unsafe_observe\n"])
def test_the_operator_itself_is_asked_about_the_person_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    shell = Shell(tmp_path, gateway=BOTH, policy=LONG + mode)
    found = of_operator(shell)
    assert (found["code"], found["recipient"]) == ("consent_required", "operator")
    record = letters(shell)
    found = of_operator(shell)
    assert (found["permitted"], found["status"]) == (True, 200)
    assert check(found, "consent")[2].endswith(f"({record['notice'][:12]}) counts")
    assert of_operator(shell, "--signal", "gpc")["code"] == "consent_required"
    change(shell, monkeypatch, PersonChange(tracking_refused=True))
    assert check(of_operator(shell), "signals")[:2] == (False, ["dnt"])
    change(shell, monkeypatch, PersonChange(restrict=Restriction.REQUESTED))
    assert of_operator(shell)["code"] == "subject_restricted"


def test_the_operators_own_notice_may_change_and_end(shell: Shell, tmp_path: Path) -> None:
    letters(shell)
    assert of_operator(shell)["code"] == "age_restricted"
    letters(shell, "--guardian", "parent@example.com")
    done = shell(*LETTERS)
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "permitted")
    policies = tmp_path / "policies" / "default.yaml"
    policies.write_text(policies.read_text().replace("News.", "Better news."))
    found = of_operator(shell)
    assert (found["code"], found["status"]) == ("consent_stale", 409)
    assert check(found, "consent")[2].endswith("does not count")


def test_a_consent_to_a_model_is_none_for_the_operator(shell: Shell) -> None:
    consent(shell, "--purpose", "newsletter")
    assert check(of_operator(shell), "consent")[:2] == (False, ["ConsentUnknown"])


@pytest.mark.parametrize("answer", ["refused", "deferred"])
def test_of_the_notice_of_a_no_nothing_is_said(shell: Shell, answer: str) -> None:
    record = consent(shell, "--answer", answer)
    facts = check(decided(shell), "consent")[2]
    assert facts.endswith(f"notice answering 1 ({record['notice'][:12]})")


def test_of_the_notice_of_a_consent_that_is_over_nothing_is_said(shell: Shell) -> None:
    record = consent(shell)
    after = (datetime.now(UTC) + timedelta(days=400)).isoformat()
    over = check(decided(shell, *ANSWERING, "--at", after), "consent")
    assert (over[0], over[1]) == (False, ["ConsentExpired"])
    assert over[2].endswith(f"({record['notice'][:12]})")
    shell.json("consent", "withdraw", record["record_id"])
    assert check(decided(shell), "consent")[2].endswith(f"({record['notice'][:12]})")

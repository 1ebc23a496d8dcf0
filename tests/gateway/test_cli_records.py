"""Records as people read them: in the state of now, a page at a time, without names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.commands import Shell
from tests.gateway.test_cli_consent import BOTH, JANE, LONG, given

pytestmark = pytest.mark.usefixtures("log_state")

LIST = ("consent", "list")
ADA = ("--subject", "ada@example.com")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path, gateway=BOTH, policy=LONG)


def change_notice(directory: Path) -> None:
    policies = directory / "policies" / "default.yaml"
    policies.write_text(policies.read_text().replace("An answer.", "A better answer."))


@pytest.mark.parametrize("whose", [JANE, ()])
def test_a_consent_whose_notice_changed_is_listed_as_invalidated(
    shell: Shell, tmp_path: Path, whose: tuple[str, ...]
) -> None:
    record = given(shell)
    change_notice(tmp_path)
    (listed,) = shell.json(*LIST, *whose)
    assert listed["state"] == "ConsentInvalidated"
    (event,) = shell.json("consent", "history", record["record_id"])
    assert event["state"] == "ConsentGiven"


def test_a_consent_to_what_is_no_longer_asked_is_listed(shell: Shell, tmp_path: Path) -> None:
    given(shell, "--recipient", "azure-openai-europe")
    gateway = tmp_path / "gateway.yaml"
    gateway.write_text(gateway.read_text().replace("[model, azure-openai-europe]", "[model]"))
    (listed,) = shell.json(*LIST, "--recipient", "azure-openai-europe")
    assert listed["state"] == "ConsentInvalidated"


def cells(printed: str, record_id: str) -> list[str]:
    (line,) = [each for each in printed.splitlines() if record_id in each]
    assert max(map(len, printed.splitlines())) <= 160
    return [each.strip() for each in line.strip("│ ").split("│")]


@pytest.mark.parametrize(
    ("answer", "state"), [("given", "ConsentGiven"), ("deferred", "ConsentRequestDeferred")]
)
def test_no_cell_of_the_table_wraps(shell: Shell, answer: str, state: str) -> None:
    words = ("--purpose", "service_improvement", "--recipient", "azure-openai-europe")
    record = given(shell, *words, "--answer", answer)
    printed = shell(*LIST, *JANE).stdout
    found = cells(printed, record["record_id"])
    assert found[1:5] == [
        *("service_improvement", "azure-openai-europe", state),
        record["notice"][:12],
    ]
    assert len(found[5]) == 17
    assert found[5].endswith("Z")
    assert record["notice"] not in printed


def test_no_cell_of_the_tenants_table_wraps(shell: Shell) -> None:
    words = ("--purpose", "service_improvement", "--recipient", "azure-openai-europe")
    record = given(shell, *words)
    printed = shell(*LIST).stdout
    found = cells(printed, record["record_id"])
    assert len(found[1]) == 40
    assert found[2:5] == ["service_improvement", "azure-openai-europe", "ConsentGiven"]
    assert len(found[5]) == 17
    assert "jane" not in printed


@pytest.mark.parametrize("whose", [JANE, ()])
def test_where_there_is_none_it_is_said(shell: Shell, whose: tuple[str, ...]) -> None:
    assert shell(*LIST, *whose).stdout == "Consent: none\n"
    assert shell.json(*LIST, *whose) == []


def fill(shell: Shell) -> list[dict[str, Any]]:
    """Five given consents of two people, by record, and two that are not given."""
    made = [
        given(shell),
        given(shell, "--purpose", "newsletter"),
        given(shell, "--recipient", "azure-openai-europe"),
        given(shell, *ADA),
        given(shell, *ADA, "--purpose", "newsletter"),
    ]
    given(shell, "--purpose", "service_improvement", "--answer", "refused")
    shell.json("consent", "withdraw", given(shell, "--subject", "bob")["record_id"])
    return sorted(made, key=lambda each: str(each["record_id"]))


@pytest.mark.parametrize("page", [1, 2, 5, 1000])
def test_all_given_consents_are_listed_page_by_page(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr("gateway.cli_records._PAGE", page)
    made = fill(shell)
    listed = shell.json(*LIST)
    told = {"withdrawal_code", "needs_guardian", "refusing_signals"}
    assert [{name: each[name] for name in each if name != "subject"} for each in listed] == [
        {name: each[name] for name in each if name not in told} for each in made
    ]
    assert len({each["subject"] for each in listed}) == 2
    assert {len(each["subject"]) for each in listed} == {40}
    printed = shell(*LIST).stdout
    assert all(printed.count(each["record_id"]) == 1 for each in made)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (("--purpose", "newsletter"), 2),
        (("--recipient", "model"), 4),
        (("--purpose", "answering", "--recipient", "azure-openai-europe"), 1),
        (("--purpose", "newsletter", "--recipient", "azure-openai-europe"), 0),
        (("--purpose", "ads"), 0),
        ((*JANE, "--purpose", "service_improvement"), 1),
        ((*JANE, "--recipient", "model"), 3),
        ((*ADA, "--purpose", "newsletter"), 1),
    ],
)
def test_a_list_may_be_of_one_purpose_or_recipient(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], count: int
) -> None:
    monkeypatch.setattr("gateway.cli_records._PAGE", 2)
    fill(shell)
    found = shell.json(*LIST, *words)
    asked = dict(zip(words[::2], words[1::2], strict=True))
    assert len(found) == count
    for name in {"purpose", "recipient"} & {option[2:] for option in asked}:
        assert all(each[name] == asked[f"--{name}"] for each in found)


def test_each_consent_of_the_tenant_is_one_line_of_json(shell: Shell) -> None:
    fill(shell)
    first, *lines, last = shell(*LIST, "--json").stdout.splitlines()
    assert (first, last) == ("[", "]")
    assert [set(json.loads(line.rstrip(","))) >= {"subject", "state"} for line in lines] == [
        True
    ] * 5


def test_a_history_has_every_event(shell: Shell) -> None:
    record = given(shell)["record_id"]
    shell.json("consent", "withdraw", record)
    given(shell, "--method", "phone")
    events = shell.json("consent", "history", record)
    assert [(each["state"], each["method"]) for each in events] == [
        ("ConsentGiven", "paper"),
        ("ConsentWithdrawn", "withdrawal"),
        ("ConsentGiven", "phone"),
    ]
    numbers = [each["event_id"] for each in events]
    assert numbers == sorted(set(numbers))
    printed = shell("consent", "history", record).stdout
    assert printed.count("ConsentGiven") == 2
    assert max(map(len, printed.splitlines())) <= 160

"""``discreet consent notices`` on a store with consents to old and new texts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from gateway.cli_notices import app
from gateway.cli_store import with_store
from gateway.consent.records import ConsentRecord, ConsentState
from gateway.policy import Tenant
from gateway.proxy.subject import subject_reference
from gateway.settings import Settings, load_settings, read_master_key
from gateway.storage.ports import Store
from gateway.wiring import tenant_keys
from tests.gateway.configuration import GATEWAY, POLICY, write

pytestmark = pytest.mark.usefixtures("log_state")

KEY = bytes(range(32)).hex()
PARTS = """\
        title: An AI answers
        purpose: To answer you.
        benefits: An answer at once.
        recipient: It goes to {recipient}.
        country: In {country}.
        retention: "Kept: {retention}."
        contact: Write to {contact}.
        withdrawal: Any time.
"""
OLD = f"""\
  - version: "1"
    valid_from: 2025-01-01T00:00:00Z
    material_change: true
    texts:
      en:
{PARTS}      de:
{PARTS}"""


def newer(version: str, start: str, *, material: bool) -> str:
    return (
        OLD.replace('"1"', f'"{version}"')
        .replace("2025-01-01T00:00:00Z", start)
        .replace("material_change: true", f"material_change: {str(material).lower()}")
    )


def notice(*versions: str) -> str:
    return "id: chat\nversions:\n" + "".join(versions)


class Shell:
    """Runs commands on a configuration of its own, and consents in its store."""

    def __init__(self, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        text = GATEWAY.replace("directory: data", f"directory: {directory / 'data'}")
        policy = POLICY.replace("    title: Answering", "    notice: chat\n    title: Answering")
        # A purpose that stays with the operator, without a notice of its own.
        policy = policy.replace(
            "default_purpose:",
            "  newsletter: {title: News, benefits: To know., legal_basis: consent, "
            "retention_class: conversation}\ndefault_purpose:",
        )
        self.config = write(directory, gateway=text, policy=policy)
        self.notices = directory / "notices"
        self.notices.mkdir()
        self.publish(OLD)
        self.env = {"DISCREET_CONFIG": str(self.config), "DISCREET_MASTER_KEY": KEY}
        monkeypatch.setenv("DISCREET_MASTER_KEY", KEY)  # with_store reads it

    def __call__(self, *words: str | Path) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words], env=self.env)

    def json(self, *words: str | Path) -> Any:
        printed = self(*words, "--json")
        assert printed.exit_code == 0, printed.output
        return json.loads(printed.stdout)

    def publish(self, *versions: str) -> None:
        (self.notices / "chat.yaml").write_text(notice(*versions), "utf-8")

    @property
    def settings(self) -> Settings:
        return load_settings(self.config, self.env)

    @property
    def tenant(self) -> Tenant:
        return self.settings.tenants["main"]

    def reference(self, name: str) -> str:
        master = read_master_key(self.settings.storage, self.env)
        return subject_reference(tenant_keys(master, "main"), name)

    def consent(self, name: str, **changes: Any) -> ConsentRecord:
        """A consent to the text that is in force, as somebody gave it a while ago."""
        at = datetime(2026, 1, 1, tzinfo=UTC)
        shown = self.tenant.notices["answering", "model"].in_force(datetime.now(UTC), "de")
        assert shown is not None
        document = changes.pop("shown", None)
        asked = ConsentRecord(
            record_id=f"record-{name}",
            tenant="main",
            subject=self.reference(name),
            purpose="answering",
            recipient="model",
            state=ConsentState.GIVEN,
            notice=shown.sha256,
            language="de",
            event_time=at,
            notice_key=shown.key,
            notice_version=shown.version,
        )
        asked = replace(asked, **changes)

        async def put(store: Store) -> ConsentRecord:
            return await store.put_consent(asked, shown=document)

        return with_store(self.settings, put)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(tmp_path, monkeypatch)


def test_every_text_is_listed_with_its_hash(shell: Shell) -> None:
    shell.publish(newer("2", "2999-01-01T00:00:00Z", material=False), OLD)
    listed = shell.json("list", "--purpose", "answering")
    filled = shell.tenant.notices["answering", "model"]
    assert [
        (each["version"], each["language"], each["standing"], each["material_change"])
        for each in listed
    ] == [
        ("2", "en", "not_yet_valid", False),
        ("2", "de", "not_yet_valid", False),
        ("1", "en", "in_force", True),
        ("1", "de", "in_force", True),
    ]
    assert [each["sha256"] for each in listed] == [
        text.sha256 for version in filled.versions for text in version.texts.values()
    ]
    assert {(each["notice"], each["recipient"]) for each in listed} == {("chat", "model")}
    table = shell("list").stdout
    assert listed[0]["sha256"][:12] in table
    assert listed[0]["sha256"] not in table


def test_what_stays_with_the_operator_has_a_notice_too(shell: Shell) -> None:
    listed = shell.json("list", "--recipient", "operator")
    assert [(each["purpose"], each["notice"]) for each in listed] == [("newsletter",) * 2]
    shown = shell.json("show", "--purpose", "newsletter", "--recipient", "operator")
    assert shown["recipient_name"] == "Example Operator"


def test_a_notice_is_shown_as_a_person_sees_it(shell: Shell) -> None:
    printed = shell("show", "--language", "de")
    shown = shell.tenant.notices["answering", "model"].in_force(datetime.now(UTC), "de")
    assert shown is not None
    assert printed.stdout == (
        "An AI answers\n\nTo answer you.\n\nAn answer at once.\n\nIt goes to Example Operator.\n\n"
        "In Deutschland.\n\nKept: gar nicht.\n\nWrite to privacy@example.com.\n\nAny time.\n\n"
        "notice chat, version 1, language de\nvalid from 2025-01-01T00:00:00+00:00\n"
        f"sha256 {shown.sha256}\n"
    )
    assert shell.json("show", "--language", "de") == shown.described()


def test_a_text_of_the_past_or_to_come_is_shown(shell: Shell) -> None:
    shell.publish(
        newer("3", "2999-01-01T00:00:00Z", material=True),
        *(newer("2", "2025-06-01T00:00:00Z", material=True), OLD),
    )
    past = shell.json("show", "--at", "2025-05-31T23:59:59Z")
    assert past["version"] == "1"
    assert shell.json("show", "--sha256", past["sha256"]) == past
    assert shell.json("show")["version"] == "2"
    assert shell.json("show", "--at", "2999-01-01T01:00:00+01:00")["version"] == "3"


def test_what_was_shown_once_is_shown_though_no_file_has_it(shell: Shell) -> None:
    series = shell.tenant.notices["answering", "model"]
    shown = series.in_force(datetime.now(UTC), "de")
    assert shown is not None
    shell.consent("jane", shown=shown.document())
    text = shell.config.read_text()
    shell.config.write_text(text.replace("country: DE", "country: US"))
    assert shell.tenant.notices["answering", "model"].find(shown.sha256) is None
    assert shell.json("show", "--sha256", shown.sha256) == shown.described()
    chosen = ("--purpose", "answering", "--recipient", "model")
    assert shell.json("show", "--sha256", shown.sha256, *chosen) == shown.described()
    for words in (("--purpose", "newsletter"), ("--recipient", "operator")):
        printed = shell("show", "--sha256", shown.sha256, *words)
        assert (printed.exit_code, printed.stdout) == (2, "")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("show", "--purpose", "x"), "--purpose: must be one of newsletter, answering"),
        (("show", "--recipient", "x"), "--recipient: must be one of model"),
        (("show", "--purpose", "newsletter"), "--recipient: must be one of operator, model"),
        (("show", "--sha256", "0" * 64), "no version of this notice has that hash"),
        (("show", "--at", "2024-12-31T23:59:59Z"), "or is valid then"),
        (("show", "--at", "2025-01-01T00:00:00"), "--at: must be a time with its zone"),
        (("stale", "--at", "soon"), "--at: must be a time with its zone"),
        (("stale", "--subjects", "/none"), "--subjects: cannot be read (FileNotFoundError)"),
        (("list", "--tenant", "x"), "--tenant: must be one of main"),
    ],
)
def test_what_does_not_exist_is_an_error_of_one_line(
    shell: Shell, words: tuple[str, ...], message: str
) -> None:
    printed = shell(*words)
    assert printed.exit_code == 2
    assert message in printed.stderr
    assert printed.stderr.count("\n") == 1


def told(shell: Shell, *words: str | Path) -> list[str]:
    return [each["subject"] for each in shell.json("stale", *words)]


def test_whoever_consented_before_a_material_change_is_told(shell: Shell) -> None:
    given = shell.consent("jane")
    assert told(shell) == []
    assert shell("stale").stdout == "To be told: none\n"
    shell.publish(newer("2", "2025-06-01T00:00:00Z", material=False), OLD)
    assert told(shell) == []
    shell.publish(newer("2", "2025-06-01T00:00:00Z", material=True), OLD)
    shell.consent("joe")
    assert shell.json("stale") == [
        {
            "subject": shell.reference("jane"),
            "purpose": "answering",
            "recipient": "model",
            "notice": "chat",
            "version": "1",
            "language": "de",
            "given_at": "2026-01-01T00:00:00+00:00",
        }
    ]
    assert given.subject == shell.reference("jane")
    assert told(shell, "--purpose", "newsletter") == []
    assert told(shell, "--recipient", "operator") == []


def test_whom_a_version_to_come_ends_is_told_before(shell: Shell) -> None:
    shell.consent("jane")
    shell.publish(newer("2", "2999-01-01T00:00:00Z", material=True), OLD)
    assert told(shell) == []
    assert told(shell, "--at", "2998-12-31T23:59:59Z") == []
    assert told(shell, "--at", "2999-01-01T00:00:00Z") == [shell.reference("jane")]


def test_only_consents_that_hold_are_of_interest(shell: Shell) -> None:
    shell.consent("refused", state=ConsentState.REFUSED)
    shell.consent("expired", valid_until=datetime(2026, 2, 1, tzinfo=UTC))
    shell.consent("of-a-recipient-that-is-gone", recipient="gone")
    shell.consent("to-a-text-that-is-gone", notice="0" * 64)
    shell.publish(newer("2", "2025-06-01T00:00:00Z", material=True), OLD)
    assert told(shell) == [shell.reference("to-a-text-that-is-gone")]


def test_the_operators_own_ids_say_who_it_is(shell: Shell, tmp_path: Path) -> None:
    for name in ("jane", "joe", "zoë"):
        shell.consent(name)
    shell.publish(newer("2", "2025-06-01T00:00:00Z", material=True), OLD)
    shell.consent("later")
    mine = tmp_path / "subjects.txt"
    mine.write_text("\ufeffjane\r\n\n  zoe\u0308  \nnobody\nlater\n", "utf-8")
    assert sorted(told(shell, "--subjects", mine)) == ["jane", "zoe\u0308"]
    mine.write_bytes(b"jane\n\xff\n")
    printed = shell("stale", "--subjects", mine)
    assert (printed.exit_code, printed.stdout) == (2, "")
    assert printed.stderr == "discreet: --subjects: cannot be read (UnicodeDecodeError)\n"


def test_every_page_of_consents_is_read(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.cli_records._PAGE", 2)
    names = [f"person-{number}" for number in range(5)]
    for name in names:
        shell.consent(name)
    shell.publish(newer("2", "2025-06-01T00:00:00Z", material=True), OLD)
    assert told(shell) == [shell.reference(name) for name in names]


def test_check_says_what_consents_are_worth(shell: Shell) -> None:
    old = shell.consent("a")
    shell.consent("b")
    shell.publish(newer("2", "2025-06-01T00:00:00Z", material=True), OLD)
    new = shell.consent("c")
    assert shell.json("check") == [
        {
            "purpose": "answering",
            "recipient": "model",
            "notice": "chat",
            "version": record.notice_version,
            "language": "de",
            "sha256": record.notice,
            "given": given,
            "standing": standing,
        }
        for record, given, standing in ((old, 2, "stale"), (new, 1, "in_force"))
    ]


def test_check_fails_where_a_shown_text_is_gone(shell: Shell) -> None:
    shell.consent("a")
    shell.publish(OLD.replace("To answer you.", "To answer you all."))
    printed = shell("check")
    assert printed.exit_code == 1
    assert "unknown" in printed.stdout
    assert printed.stderr == ("discreet: 1 given consents are to texts that no file has any more\n")


def test_check_reads_notices_that_no_purpose_names(shell: Shell) -> None:
    assert shell("check").stdout == "Consents by notice: none\n"
    (shell.notices / "spare.yaml").write_text("id: other\nversions: []\n", "utf-8")
    printed = shell("check")
    assert printed.exit_code == 2
    assert "spare.yaml:1: id: must equal the file's name" in printed.stderr


def test_a_day_ago_is_a_time_like_any_other(shell: Shell) -> None:
    shell.consent("jane", event_time=datetime.now(UTC) - timedelta(hours=1))
    shell.publish(newer("2", "2025-06-01T00:00:00Z", material=True), OLD)
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    assert told(shell) == [shell.reference("jane")]
    assert told(shell, "--at", yesterday) == []


def test_the_commands_are_part_of_consent() -> None:
    from gateway.cli import app as discreet

    group = typer.main.get_command(discreet).commands["consent"].commands  # type: ignore[attr-defined]
    assert set(group["notices"].commands) == {"list", "show", "check", "stale"}

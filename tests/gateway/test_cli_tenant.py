"""The end of a tenant, from its announcement to the proof, beside a running gateway."""

from __future__ import annotations

import hashlib
import io
import json
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gateway.cli import app
from gateway.logs import configure_logs
from tests.gateway.access.processor import PROCESSOR
from tests.gateway.serving import Serving, consent_body, serving
from tests.simulators.upstream import Upstream

pytestmark = pytest.mark.usefixtures("log_state")
CLASSES = "/privacy/retention/classes"
GOES, STAYS = "kingfisher over the water", "lighthouse by the harbour"


@pytest.fixture
def gateway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serving]:
    with Upstream() as upstream, serving(upstream.url, tmp_path / "g", policy=PROCESSOR) as served:
        for name in ("DISCREET_MASTER_KEY", "DISCREET_LEDGER_KEY", "UPSTREAM_KEY"):
            monkeypatch.setenv(name, served.env[name])
        for name in ("DISCREET_DATABASE_URL", "DISCREET_KEYS_URL"):
            if name in served.env:
                monkeypatch.setenv(name, served.env[name])
        for tenant, prefix, said in (("main", "", GOES), ("other", "other-", STAYS)):
            talk(served, tenant, prefix=prefix, said=said)
        yield served


def talk(gateway: Serving, tenant: str, *, prefix: str, said: str) -> None:
    instruction = {
        "kinds": ["integrations", "termination", "holds"],
        "given_by": "contact",
        "reference": "DPA-7",
        "until": (datetime.now(UTC) + timedelta(days=9)).isoformat(),
    }
    admin = f"{prefix}admin"
    made = gateway.call("POST", "/privacy/instructions", instruction, key=admin).json()
    header = {"x-discreet-instruction": made["id"]}
    path = "/privacy/integrations/model-host"
    assert gateway.call("POST", path, {"on": True}, key=admin, headers=header).status == 200
    body = consent_body(gateway.settings, "ada", tenant=tenant)
    assert gateway.call("POST", "/privacy/consents", body, key=f"{prefix}consent").status == 201
    assert chat(gateway, said, key=f"{prefix}chat").status == 200


def chat(gateway: Serving, said: str, *, key: str) -> Any:
    body = {"model": "m", "messages": [{"role": "user", "content": said}]}
    named = {"x-discreet-subject": "ada"}
    return gateway.call("POST", "/v1/chat/completions", body, key=key, headers=named)


def run(gateway: Serving, *words: str) -> Result:
    config = str(gateway.directory.parent / "gateway.yaml")
    done = CliRunner().invoke(app, [*words, "--config", config])
    # The command's own stream is closed; the gateway in this process goes on logging.
    configure_logs("error", stream=io.StringIO())
    return done


def said_by(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def instruction_of(gateway: Serving) -> str:
    listed = said_by(run(gateway, "instructions", "list", "--tenant", "main", "--json"))
    return str(listed[0]["id"])


def test_everything_is_handed_over_erased_and_proved(gateway: Serving, tmp_path: Path) -> None:
    export = tmp_path / "handed"
    early = run(gateway, "tenant", "terminate", "main", "--export", str(export))
    assert (early.exit_code, "instruction_needed" in early.output) == (1, True)
    unannounced = run(
        gateway,
        *("tenant", "terminate", "main", "--export", str(export)),
        *("--instruction", instruction_of(gateway)),
    )
    assert (unannounced.exit_code, "no_termination" in unannounced.output) == (1, True)
    assert not any(export.iterdir())
    before = gateway.files()
    done = said_by(
        run(
            gateway,
            *("tenant", "terminate", "main", "--now", "--instruction", instruction_of(gateway)),
            *("--export", str(export), "--json"),
        )
    )
    assert (done["state"], done["people"], done["certificate"]) == ("ended", 1, "complete")
    check_export(export, done)
    check_nothing_is_left(gateway, done, before=before)
    # The other tenant goes on as if nothing had been.
    assert chat(gateway, "and now?", key="other-chat").status == 200
    assert len(gateway.stored("other")) == 2
    verified = run(gateway, "audit", "verify", "--json")
    assert verified.exit_code == 0, verified.output


def check_export(export: Path, done: dict[str, Any]) -> None:
    manifest = (export / "manifest.json").read_bytes()
    assert hashlib.sha256(manifest).hexdigest() == done["package_sha256"]
    files = json.loads(manifest)["files"]
    for each in files:
        body = (export / each["path"]).read_bytes()
        assert (len(body), hashlib.sha256(body).hexdigest()) == (each["bytes"], each["sha256"])
    assert {each["path"] for each in files} == {
        str(path.relative_to(export)) for path in export.rglob("*") if path.is_file()
    } - {"manifest.json"}
    [person] = (export / "people").iterdir()
    archive = zipfile.ZipFile(io.BytesIO(person.read_bytes()))
    whole = b"".join(archive.read(name) for name in archive.namelist())
    assert GOES.encode() in whole
    assert STAYS.encode() not in whole
    assert {"data.json", "csv/messages.csv"} <= set(archive.namelist())
    tables = json.loads((export / "tenant.json").read_text())["tables"]
    assert [each["is_on"] for each in tables["integration"]] == [1]
    assert "secret_sha256" not in (export / "tenant.json").read_text()


def check_nothing_is_left(gateway: Serving, done: dict[str, Any], *, before: bytes) -> None:
    assert gateway.stored("main") == []
    # Keys are read again every two seconds; until then nothing can be stored all the same.
    assert chat(gateway, GOES, key="chat").status in (403, 503)
    end = time.monotonic() + 20
    while gateway.call("GET", CLASSES, key="chat").status == 200 and time.monotonic() < end:
        time.sleep(0.1)
    for key in ("chat", "consent", "admin", "auditor", "guest"):
        refused = gateway.call("GET", CLASSES, key=key)
        assert (refused.status, refused.code) == (403, "tenant_terminated")
    assert gateway.stored("main") == []
    assert chat(gateway, "anybody there?", key="chat").code == "tenant_terminated"
    assert GOES.encode() not in before  # encrypted as long as it was there
    again = run(gateway, "tenant", "terminate", "main", "--export", "/nonexistent/x", "--json")
    assert again.exit_code == 1
    words = ("retention", "certificates", done["certificate_id"], "--tenant", "main", "--json")
    certificate = said_by(run(gateway, *words))
    assert (certificate["cause"], certificate["scan"]["found"]) == ("termination", 0)


def test_it_is_announced_and_called_off_or_waits_for_its_day(
    gateway: Serving, tmp_path: Path
) -> None:
    named = ("--instruction", instruction_of(gateway), "--json")
    refused = run(gateway, "tenant", "announce", "main", "--on", "2999-01-31", "--json")
    assert "instruction_needed" in refused.output
    past = run(gateway, "tenant", "announce", "main", "--on", "2020-01-31", *named)
    assert "termination_refused" in past.output
    announced = said_by(run(gateway, "tenant", "announce", "main", "--on", "2999-01-31", *named))
    assert (announced["state"], announced["due_at"]) == ("announced", "2999-01-31T00:00:00Z")
    shown = gateway.call("GET", "/privacy/termination", key="auditor").json()
    assert shown == announced
    export = ("--export", str(tmp_path / "x"))
    early = run(gateway, "tenant", "terminate", "main", *export, *named)
    assert "termination_refused" in early.output
    bad = run(gateway, "tenant", "terminate", "main", *export, "--now", "--json")
    assert bad.exit_code == 2
    assert said_by(run(gateway, "tenant", "cancel", "main", *named))["state"] == "cancelled"
    assert gateway.call("GET", "/privacy/termination", key="admin").code == "no_termination"
    assert chat(gateway, "still here", key="chat").status == 200


def test_a_hold_and_a_full_directory_stand_against_it(gateway: Serving, tmp_path: Path) -> None:
    instruction = instruction_of(gateway)
    words = ("tenant", "terminate", "main", "--now", "--instruction", instruction, "--json")
    placed = run(
        gateway,
        *("retention", "hold", "--tenant", "main", "--matter", "Case 1", "--authority", "Court"),
        *("--review", "2999-01-01", "--subject", "ada", "--json", "--instruction", instruction),
    )
    held, named = said_by(placed)[0]["hold_id"], ("--instruction", instruction)
    refused = run(gateway, *words, "--export", str(tmp_path / "a"))
    assert "termination_refused" in refused.output
    assert chat(gateway, "still here", key="chat").status == 200
    said_by(run(gateway, "retention", "release", held, "--tenant", "main", "--json", *named))
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("x")
    full = run(gateway, *words, "--export", str(tmp_path / "full"))
    assert (full.exit_code, "not empty" in full.output) == (1, True)
    assert chat(gateway, "still here", key="chat").status == 200

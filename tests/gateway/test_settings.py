from __future__ import annotations

import base64
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.admin.auth import GUEST_LIFETIME, is_in_force
from gateway.errors import ConfigurationError
from gateway.model import Role
from gateway.settings import (
    Settings,
    check_policies,
    load_settings,
    read_master_key,
)
from gateway.settings_storage import Storage
from tests.gateway.configuration import GATEWAY, POLICY, write

SHIPPED = Path(__file__).parents[2] / "config" / "gateway.yaml"
SECRET = bytes(range(32))


def load(directory: Path, text: str = GATEWAY, **env: str) -> Settings:
    return load_settings(write(directory, gateway=text), env)


def test_the_shipped_configuration_is_usable() -> None:
    settings = load_settings(SHIPPED, {})
    assert (settings.listen.host, settings.listen.port) == ("127.0.0.1", 8080)
    assert settings.limits.body_bytes == 10 * 1024 * 1024
    assert settings.tenants["main"].policy.key == "default"
    assert not settings.tenants["main"].recipients[0].third_party
    assert settings.storage.master_key_env == "DISCREET_MASTER_KEY"


def test_what_the_file_leaves_out_equals_what_the_shipped_file_says(tmp_path: Path) -> None:
    shipped, bare = load_settings(SHIPPED, {}), load(tmp_path)
    assert bare.limits == shipped.limits
    assert bare.listen == shipped.listen
    assert bare.log_level == shipped.log_level


def test_a_tenant_has_its_policy_and_its_recipients_in_order(tmp_path: Path) -> None:
    second = GATEWAY[GATEWAY.index("  - id: model") : GATEWAY.index("tenants:")]
    text = GATEWAY.replace("tenants:", second.replace("id: model", "id: second") + "tenants:")
    settings = load(tmp_path, text.replace("[model]", "[second, model]"))
    assert [each.key for each in settings.tenants["main"].recipients] == ["second", "model"]
    assert settings.policy_files == {"default": tmp_path / "policies" / "default.yaml"}


def test_a_tenant_knows_where_its_storage_is(tmp_path: Path) -> None:
    settings = load(tmp_path, GATEWAY.replace("region: DE", "region: FR"))
    assert settings.tenants["main"].region == settings.storage.region == "FR"


def test_the_widget_is_for_the_sites_that_are_named(tmp_path: Path) -> None:
    assert load(tmp_path).widget.origins == ()
    assert load_settings(SHIPPED, {}).widget.origins == ()
    settings = load(tmp_path, GATEWAY + "widget: {origins: [https://shop.example]}\n")
    assert settings.widget.origins == ("https://shop.example",)


def test_time_is_that_of_the_clock_or_of_the_caller(tmp_path: Path) -> None:
    dated = GATEWAY.replace(
        "    wire:", "    evidence: {reference: a, date: 2026-10-01}\n    wire:"
    )
    path = write(tmp_path, gateway=dated)
    assert load_settings(path, {}, now=datetime(2026, 10, 1, tzinfo=UTC)).recipients
    with pytest.raises(ConfigurationError, match=r"recipients\[0\].evidence.date: .*future"):
        load_settings(path, {}, now=datetime(2026, 9, 1, tzinfo=UTC))
    path = write(tmp_path, gateway=dated.replace("2026-10-01", "9999-12-31"))
    with pytest.raises(ConfigurationError, match="future"):
        load_settings(path, {})


def test_the_environment_replaces_what_the_file_says(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        DISCREET_HOST="0.0.0.0",
        DISCREET_PORT="9000",
        DISCREET_DATA_DIR="/elsewhere",
        DISCREET_CACHE_DIR="/cache",
        DISCREET_LOG_LEVEL="debug",
    )
    assert (settings.listen.host, settings.listen.port) == ("0.0.0.0", 9000)
    assert settings.storage.directory == Path("/elsewhere")
    assert settings.cache_dir == Path("/cache")
    assert settings.log_level == "debug"


@pytest.mark.parametrize("port", ["x", "-1", "65536", "8080 ", "٨٠٨٠", "999999999999"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, port: str) -> None:
    with pytest.raises(ConfigurationError, match="DISCREET_PORT"):
        load(tmp_path, DISCREET_PORT=port)


def test_an_unknown_level_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="DISCREET_LOG_LEVEL"):
        load(tmp_path, DISCREET_LOG_LEVEL="verbose")


WRONG = [
    ("listen:", "lisen:", 1, "lisen", "unknown key"),
    ("port: 8080", "prot: 8080", 1, "listen.prot", "unknown key"),
    ("port: 8080", 'port: "8080"', 1, "listen.port", "whole number"),
    ("port: 8080", "port: 70000", 1, "listen.port", "65535"),
    ("port: 8080", "port: 80, port: 81", 1, "listen.port", "duplicate"),
    ("region: DE", "region: NO", 4, "storage.region", "quotes"),
    ("region: DE", "region: Germany", 4, "storage.region", "3166"),
    ("  directory: data\n", "", 3, "storage", "directory is missing"),
    ("master_key_env: D", "master_key: D", 5, "storage.master_key", "unknown key"),
    ("master_key_env: D", "master_key_file: x\n  master_key_env: D", 3, "storage", "either"),
    ("DISCREET_MASTER_KEY", "c2VjcmV0IQ==", 5, "storage.master_key_env", "not a key"),
    ("recipients: [model]", "recipients: [other]", 17, "tenants[0].recipients[0]", "not exist"),
    ("recipients: [model]", "recipients: []", 17, "tenants[0].recipients", "empty"),
    ("policy: default", "policy: other", 17, "tenants[0].policy", "no policy file"),
    ("policy: default", "policy: ../default", 17, "tenants[0].policy", "name of"),
    ("tenants:", "limits: {body_bytes: 0}\ntenants:", 16, "limits.body_bytes", "from 1"),
    ("tenants:", "limits: {body: 1}\ntenants:", 16, "limits.body", "unknown key"),
    ("tenants:", "limits: {grace: -1}\ntenants:", 16, "limits.grace", "from 0.001"),
    (
        "tenants:",
        "limits: {character_seconds: 0}\ntenants:",
        16,
        "limits.character_seconds",
        "1e-06",
    ),
    ("tenants:", "limits: {text_seconds: 0}\ntenants:", 16, "limits.text_seconds", "from 0.001"),
    ("tenants:", "log_level: trace\ntenants:", 16, "log_level", "one of debug"),
    ("region: DE", "region: UK", 4, "storage.region", "GB"),
    ("region: DE", "region: EEA", 4, "storage.region", "3166"),
    ("tenants:", "widget: {origins: ['*']}\ntenants:", 16, "widget.origins[0]", "one site"),
    ("tenants:", "widget: {origin: []}\ntenants:", 16, "widget.origin", "unknown key"),
    ("tenants:", "recognizers: [os]\ntenants:", 16, "recognizers[0]", "dotted path"),
    ("tenants:", "recognizers: ['a.b;c']\ntenants:", 16, "recognizers[0]", "dotted path"),
]


@pytest.mark.parametrize(("old", "new", "line", "path", "word"), WRONG)
def test_an_error_names_file_line_and_key(
    tmp_path: Path, *, old: str, new: str, line: int, path: str, word: str
) -> None:
    assert old in GATEWAY
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, GATEWAY.replace(old, new, 1))
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'gateway.yaml'}:{line}: {path}: "), message
    assert word in message


def test_an_error_in_a_policy_names_the_policys_file(tmp_path: Path) -> None:
    path = write(tmp_path, policy=POLICY.replace("mask", "maks"))
    with pytest.raises(ConfigurationError, match=r"policies.default\.yaml:6"):
        load_settings(path, {})


def test_a_secret_in_the_wrong_place_is_not_repeated(tmp_path: Path) -> None:
    for old in ("DISCREET_MASTER_KEY", "8080", "DE\n", "http://127.0.0.1:9", "false\n"):
        text = GATEWAY.replace(old, "sk-canary 4111", 1)
        with pytest.raises(ConfigurationError) as caught:
            load(tmp_path, text)
        assert "canary" not in str(caught.value)
        assert "canary" not in repr(caught.value.__context__)


KEYS = """\
keys:
  - {id: abcdefgh, tenant: main, role: chat, sha256: DIGEST}
"""
DIGEST = "ab" * 32


def test_keys_are_read_hashed_and_hidden(tmp_path: Path) -> None:
    settings = load(tmp_path, GATEWAY + KEYS.replace("DIGEST", DIGEST))
    (key,) = settings.keys
    assert (key.key_id, key.tenant, key.role) == ("abcdefgh", "main", Role.CHAT)
    assert key.secret_sha256 == DIGEST
    assert DIGEST not in repr(settings)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("role: chat", "role: subject", "guest, auditor$"),
        ("role: chat", "role: guest", "until a day"),
        ("role: chat", "role: chat, expires: P90D", "2026-12-31T23:00:00Z"),
        ("role: chat", "role: chat, expires: 2026-12-31T23:00:00", "with its zone"),
        ("role: chat", "role: chat, expires: 2026-12-31", "with its zone"),
        ("role: chat", "role: root", "one of"),
        ("tenant: main", "tenant: other", "does not exist"),
        ("DIGEST", "dk_abcdefgh_secret", "SHA-256"),
        ("abcdefgh", "ABC", "eight"),
        ("sha256", "secret", "unknown key"),
    ],
)
def test_a_wrong_key_is_refused(tmp_path: Path, *, old: str, new: str, word: str) -> None:
    text = GATEWAY + KEYS.replace(old, new).replace("DIGEST", DIGEST)
    with pytest.raises(ConfigurationError, match=word):
        load(tmp_path, text)


@pytest.mark.parametrize(("days", "fits"), [(90, True), (91, False), (1500, False)])
def test_a_guests_key_ends_within_ninety_days(tmp_path: Path, *, days: int, fits: bool) -> None:
    until = (datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="seconds")
    text = GATEWAY + KEYS.replace("role: chat", f"role: guest, expires: '{until}'")
    text = text.replace("DIGEST", DIGEST)
    if fits:
        (key,) = load(tmp_path, text).keys
        assert is_in_force(key, now=datetime.now(UTC))
        return
    where = rf"gateway\.yaml:\d+: keys.0.\.expires: must be {GUEST_LIFETIME.days} days away at most"
    with pytest.raises(ConfigurationError, match=where):
        load(tmp_path, text)


def test_a_key_id_stands_once(tmp_path: Path) -> None:
    keys = KEYS.replace("DIGEST", DIGEST)
    with pytest.raises(ConfigurationError, match="exists already"):
        load(tmp_path, GATEWAY + keys + keys.partition("\n")[2])


def test_a_policy_that_names_an_unknown_type_is_refused_at_start(tmp_path: Path) -> None:
    settings = load(tmp_path)
    check_policies(settings, {"CREDIT_CARD"})
    with pytest.raises(ConfigurationError, match="CREDIT_CARD"):
        check_policies(settings, {"PERSON"})


@pytest.mark.parametrize(
    "text",
    [
        base64.b64encode(SECRET).decode(),
        base64.urlsafe_b64encode(SECRET).decode().rstrip("="),
        SECRET.hex(),
        f"  {SECRET.hex()}\n",
    ],
)
def test_a_master_key_has_several_spellings(text: str) -> None:
    storage = Storage(directory=Path("data"), region="DE", master_key_env="K")
    assert read_master_key(storage, {"K": text}) == SECRET


@pytest.mark.parametrize("text", ["", "canary", "a" * 42, "é" * 64, "!" * 64, "password" * 4])
def test_a_weak_master_key_is_refused_and_not_repeated(text: str) -> None:
    storage = Storage(directory=Path("data"), region="DE", master_key_env="K")
    with pytest.raises(ConfigurationError, match="^K: must hold") as caught:
        read_master_key(storage, {"K": text})
    assert not text or text not in str(caught.value)


def test_a_master_key_file_must_be_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "master.key"
    file.write_text(SECRET.hex())
    storage = Storage(directory=Path("data"), region="DE", master_key_file=file)
    file.chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        read_master_key(storage, {})
    file.chmod(0o600)
    assert read_master_key(storage, {}) == SECRET
    file.unlink()
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_master_key(storage, {})


def test_names_are_all_that_a_log_may_hold(tmp_path: Path) -> None:
    settings = load(tmp_path)
    reference = settings.tenants["main"].policy.reference
    assert {"main", "model", "default", "answering", "conversation", reference} == settings.names


def test_sources_and_notices_are_names_too(tmp_path: Path) -> None:
    rule = "sources: {crm: {recipients: [model], purposes: [answering]}}\n"
    noticed = POLICY.replace("    retention_class:", "    notice: told\n    retention_class:")
    notice = (SHIPPED.parent / "notices" / "answering.yaml").read_text("utf-8")
    (tmp_path / "notices").mkdir()
    path = tmp_path / "notices" / "told.yaml"
    path.write_text(notice.replace("id: answering", "id: told"), "utf-8")
    settings = load_settings(write(tmp_path, policy=noticed + rule), {})
    assert {"crm", "told"} <= settings.names
    assert "crm" not in load(tmp_path).names


def test_the_commented_recipient_of_the_shipped_file_can_be_used(tmp_path: Path) -> None:
    text = SHIPPED.read_text("utf-8")
    start, end = text.index("  # - id: azure-openai"), text.index("tenants:")
    opened = re.sub("^  # ", "  ", text[start:end], flags=re.MULTILINE)
    opened = opened.replace("parent: microsoft", "parent: null")
    whole = text[:start] + opened + text[end:].replace("[local-model]", "[azure-openai]")
    now = datetime(2026, 10, 2, tzinfo=UTC)
    settings = load_settings(write(tmp_path, gateway=whole), {}, now=now)
    assert settings.recipients["azure-openai"].evidence is not None
    assert settings.tenants["main"].recipients[0].third_party

"""The section ``storage``."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.settings_storage import PostgresUrls, Storage, read_storage
from gateway.yaml_tree import load_yaml

KEY = "region: DE, master_key_env: KEY"


def read(directory: Path, text: str) -> Storage:
    path = directory / "gateway.yaml"
    path.write_text(f"storage: {{{text}}}\n")
    return read_storage(load_yaml(path).fields("storage").required("storage"))


def test_a_directory(tmp_path: Path) -> None:
    storage = read(tmp_path, f"directory: data, ledger_key_env: LEDGER, {KEY}")
    assert storage == Storage(
        directory=Path("data"), region="DE", master_key_env="KEY", ledger_key_env="LEDGER"
    )


def test_postgresql_needs_no_directory(tmp_path: Path) -> None:
    text = f"url_env: MAIN, keys_url_env: KEYS, ledger_key_env: LEDGER, {KEY}"
    storage = read(tmp_path, text)
    assert storage.postgres == PostgresUrls(main="MAIN", keys="KEYS")
    assert storage.directory == Path("data")
    text += ", directory: /srv, owner_url_env: O, keys_owner_url_env: KO"
    storage = read(tmp_path, text)
    assert storage.postgres == PostgresUrls(main="MAIN", keys="KEYS", owner="O", keys_owner="KO")
    assert storage.directory == Path("/srv")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (KEY, "the key directory is missing"),
        ("directory: data, region: DE", "either master_key_env or master_key_file"),
        (f"directory: data, master_key_file: f, {KEY}", "either master_key_env"),
        (f"url_env: MAIN, {KEY}", "needs url_env, keys_url_env and ledger_key_env"),
        (f"url_env: MAIN, keys_url_env: KEYS, {KEY}", "ledger_key_env"),
        (f"directory: data, owner_url_env: MAIN, {KEY}", "needs url_env"),
        (
            f"url_env: A, keys_url_env: B, ledger_key_env: C, owner_url_env: D, {KEY}",
            "owner_url_env and keys_owner_url_env together",
        ),
        (
            f"url_env: 'postgresql://me@localhost/x', keys_url_env: B, ledger_key_env: C, {KEY}",
            "the name of an environment variable",
        ),
        (f"directory: data, url: x, {KEY}", "url"),
        ("directory: data, region: XX, master_key_env: KEY", "region"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(ConfigurationError, match=why):
        read(tmp_path, text)

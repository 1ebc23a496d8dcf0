"""``storage`` in config/gateway.yaml: where conversations are kept, and their keys.

Either files in a directory, or two PostgreSQL databases whose URLs the environment holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gateway.recipients import ENVIRONMENT_NAME
from gateway.yaml_tree import Value
from gateway.yaml_values import read_country

_DIRECTORY = Path("data")
_VARIABLE = "the name of an environment variable, not a key"
_URLS = ("url_env", "keys_url_env")
_OWNER_URLS = ("owner_url_env", "keys_owner_url_env")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresUrls:
    """Names of the environment variables that hold the URLs of a store on PostgreSQL.

    Attributes:
        main, keys: of the gateway's role, for conversations and for keys.
        owner, keys_owner: of the role that owns the tables; None where somebody else
            brings the schema up to date.
    """

    main: str
    keys: str
    owner: str | None = None
    keys_owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """Where conversations are kept, and where the key of all keys comes from.

    Attributes:
        directory: of the SQLite files, and of what the gateway writes beside a database.
        region: ISO 3166-1 alpha-2 code of where that is.
        master_key_env: name of the environment variable with the master key, or None.
        master_key_file: file with the master key, or None. One of the two is set.
        ledger_key_env: name of the environment variable with the key of the erasure
            ledger, or None: then a file beside the ledger holds it.
        ledger_directory: of the erasure ledger; None is one inside of the directory.
        key_backups: where ``discreet backup --keys`` puts its copies, so that the gateway
            prunes them; None where there are none, or somebody else does it.
        postgres: where the URLs are; None keeps everything in the directory.
    """

    directory: Path
    region: str
    master_key_env: str | None = None
    master_key_file: Path | None = None
    ledger_key_env: str | None = None
    ledger_directory: Path | None = None
    key_backups: Path | None = None
    postgres: PostgresUrls | None = None


def read_storage(value: Value) -> Storage:
    """Reads the section.

    Raises:
        ConfigurationError: names file, line and key path.
    """
    known = value.fields(
        *("directory", "region", "master_key_env", "master_key_file", "ledger_key_env"),
        *("ledger_directory", "key_backups"),
        *("url_env", "keys_url_env", "owner_url_env", "keys_owner_url_env"),
    )
    variable, file = known.optional("master_key_env"), known.optional("master_key_file")
    if (variable is None) == (file is None):
        raise value.error("needs either master_key_env or master_key_file")
    names = {
        name: entry.text(ENVIRONMENT_NAME, what=_VARIABLE)
        for name in (*_URLS, *_OWNER_URLS, "ledger_key_env")
        if (entry := known.optional(name)) is not None
    }
    postgres = None
    if any(name in names for name in (*_URLS, *_OWNER_URLS)):
        if not all(name in names for name in (*_URLS, "ledger_key_env")):
            raise value.error("needs url_env, keys_url_env and ledger_key_env on PostgreSQL")
        if ("owner_url_env" in names) != ("keys_owner_url_env" in names):
            raise value.error("needs owner_url_env and keys_owner_url_env together")
        postgres = PostgresUrls(
            main=names["url_env"],
            keys=names["keys_url_env"],
            owner=names.get("owner_url_env"),
            keys_owner=names.get("keys_owner_url_env"),
        )
    directory = known.required("directory") if postgres is None else known.optional("directory")
    ledger, copies = known.optional("ledger_directory"), known.optional("key_backups")
    if postgres is not None and ledger is not None:
        raise ledger.error("belongs to a directory: on PostgreSQL the ledger is beside the keys")
    return Storage(
        directory=Path(directory.text()) if directory is not None else _DIRECTORY,
        region=read_country(known.required("region")),
        master_key_env=variable.text(ENVIRONMENT_NAME, what=_VARIABLE) if variable else None,
        master_key_file=Path(file.text()) if file else None,
        ledger_key_env=names.get("ledger_key_env"),
        ledger_directory=Path(ledger.text()) if ledger else None,
        key_backups=Path(copies.text()) if copies else None,
        postgres=postgres,
    )

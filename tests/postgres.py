"""A PostgreSQL of the tests' own: a cluster in a temporary directory, on a socket only.

It is started when it is first needed, once in each process of the test run, from the
binaries of the path or of Debian's package, and stopped at its end. Every test gets two
databases, copied from templates that were migrated once, and a gateway's role that owns
nothing.
"""

from __future__ import annotations

import atexit
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from gateway.storage.database import DatabaseStore
from gateway.storage.kept_store import KEPT_SCHEMA
from gateway.storage.keys import KEYS
from gateway.storage.ledger_rows import LEDGER
from gateway.storage.migrate import MAIN
from gateway.storage.postgres import PostgresDatabase
from gateway.storage.postgres_store import Places, Secrets, postgres_store
from gateway.storage.postgres_url import read_url

OWNER, ROLE = "discreet_owner", "discreet_gateway"
# A test's databases need not outlive the machine.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "autovacuum": "off",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Urls:
    """URLs of one pair of databases, of the gateway's role and of the owner."""

    main: str
    keys: str
    owner: str
    keys_owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A running server; its directory holds data and socket."""

    directory: Path
    process: subprocess.Popen[bytes]

    def url(self, database: str, role: str = "postgres") -> str:
        return f"postgresql://{role}@/{database}?host={self.directory}"

    def run(self, *statements: str, database: str = "postgres") -> None:
        """Runs statements as the superuser."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def stop(self) -> None:
        self.process.send_signal(3)  # at once, without a checkpoint
        self.process.wait(20)
        shutil.rmtree(self.directory, ignore_errors=True)


def make_durable() -> None:
    """For measurements: what is committed is on disk. Before the first use only."""
    _SETTINGS.update(fsync="on", full_page_writes="on")


def binary(name: str) -> str:
    """Path of a program of PostgreSQL."""
    found = shutil.which(name)
    if found is not None:
        return found
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    assert places, f"{name} of PostgreSQL is not installed"
    return str(places[-1])


@cache
def cluster() -> Cluster:
    """The server of this process."""
    directory = Path(tempfile.mkdtemp(prefix="discreet-pg-"))
    as_user = _as_user(directory)
    initdb = [binary("initdb"), "-D", str(directory / "data"), "-U", "postgres", "-A", "trust"]
    options = ["--no-sync", "--encoding=UTF8", "--locale=C"]
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"}
    subprocess.run(
        [*as_user, *initdb, *options],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=directory,
        env=environment,
    )
    settings = _SETTINGS | {"unix_socket_directories": str(directory)}
    named = [f"--{name}={value}" for name, value in settings.items()]
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(
            [*as_user, binary("postgres"), "-D", str(directory / "data"), *named],
            stdout=log,
            stderr=log,
            cwd=directory,
            env=environment,
        )
    made = Cluster(directory=directory, process=process)
    atexit.register(made.stop)
    _wait(made)
    made.run(*(f"CREATE ROLE {role} LOGIN" for role in (OWNER, ROLE)))
    _make_templates(made)
    return made


def _as_user(directory: Path) -> list[str]:
    """What runs a program as somebody who is not root, and ends it with this process."""
    ending = ["setpriv", "--pdeathsig", "QUIT"] if shutil.which("setpriv") else []
    if os.geteuid() != 0:
        return ending
    names = {each.pw_name for each in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(directory, user.pw_uid, user.pw_gid)
    assert ending, "setpriv is needed to run PostgreSQL as somebody who is not root"
    ids = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    return [*ending, *ids]


def _wait(made: Cluster) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            made.run("SELECT 1")
        except psycopg.OperationalError:
            assert made.process.poll() is None, (made.directory / "log").read_text()
            assert time.monotonic() < end
            time.sleep(0.02)
        else:
            return


def _make_templates(made: Cluster) -> None:
    made.run(*(f"CREATE DATABASE {name} OWNER {OWNER}" for name in ("main_0", "keys_0")))
    urls = _urls(made, 0)
    keys = postgres(urls.keys, owner=urls.keys_owner)
    keys.open(KEYS).close()
    keys.open(LEDGER).close()
    keys.beside("kept").open(KEYS).close()
    main = postgres(urls.main, owner=urls.owner)
    main.open(MAIN).close()
    main.beside("kept").open(KEPT_SCHEMA).close()


def postgres(url: str, *, owner: str | None = None) -> PostgresDatabase:
    """A database by its URL."""
    return PostgresDatabase(
        read_url(url, place="TEST_URL"),
        owner=None if owner is None else read_url(owner, place="TEST_OWNER_URL"),
    )


def _urls(made: Cluster, number: int) -> Urls:
    return Urls(
        main=made.url(f"main_{number}", ROLE),
        keys=made.url(f"keys_{number}", ROLE),
        owner=made.url(f"main_{number}", OWNER),
        keys_owner=made.url(f"keys_{number}", OWNER),
    )


_numbers = itertools.count(1)


def new_databases() -> Urls:
    """Two fresh databases with the newest schema."""
    made, number = cluster(), next(_numbers)
    for name in ("main", "keys"):
        made.run(
            f"CREATE DATABASE {name}_{number} TEMPLATE {name}_0 STRATEGY FILE_COPY OWNER {OWNER}"
        )
    return _urls(made, number)


def store_on(
    urls: Urls, *, master_key: bytes, tenants: Collection[str], clock: Callable[[], datetime]
) -> DatabaseStore:
    """A store on a pair of databases, as the gateway's role."""
    places = Places(
        main=read_url(urls.main, place="TEST_URL"), keys=read_url(urls.keys, place="TEST_KEYS_URL")
    )
    secrets = Secrets(master=master_key, ledger=bytes(32))
    return postgres_store(places, secrets, tenants=tenants, clock=clock)


def end_sessions(url: str) -> None:
    """Ends all connections to a database, as a server that restarts would."""
    name = conninfo_to_dict(url)["dbname"]
    cluster().run(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    )


def cut_off(url: str) -> None:
    """Lets nobody connect to a database any more."""
    cluster().run(f"ALTER DATABASE {conninfo_to_dict(url)['dbname']} ALLOW_CONNECTIONS false")
    end_sessions(url)


def let_in(url: str) -> None:
    """Undoes ``cut_off``."""
    cluster().run(f"ALTER DATABASE {conninfo_to_dict(url)['dbname']} ALLOW_CONNECTIONS true")


def superuser(url: str) -> str:
    """The same database for the cluster's superuser, whom no wall holds."""
    return url.replace(f"//{ROLE}@", "//postgres@")

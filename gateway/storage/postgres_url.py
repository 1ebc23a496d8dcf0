"""URLs of PostgreSQL databases: what is taken, and what a connection must be like.

A URL is a secret, since it may hold a password: no error and no repr shows any of it.
Outside of this machine only TLS is good enough: ``require`` or more, best ``verify-full``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from gateway.errors import ConfigurationError

SCHEMES = ("postgresql://", "postgres://")
_ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})
# What would let a file or the environment decide where the connection leads.
_ELSEWHERE = ("service", "servicefile")
# A server that does not answer is given up: seconds, and milliseconds where libpq says so.
_PATIENCE = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresUrl:
    """A checked URL.

    Attributes:
        conninfo: as libpq takes it.
        place: name of the environment variable that it came from.
        is_local: all its hosts are loopback or sockets of this machine.
    """

    conninfo: str = field(repr=False)
    place: str
    is_local: bool


def read_url(url: str, *, place: str) -> PostgresUrl:
    """Checks a URL.

    Args:
        url: ``postgresql://user@host/database?sslmode=verify-full``, as libpq has it.
        place: name of the environment variable that holds it.

    Raises:
        ConfigurationError: names the variable and what is wrong with it, never its value.
    """
    if not url:
        raise ConfigurationError(f"{place}: must hold the URL of a PostgreSQL database")
    if not url.startswith(SCHEMES):
        raise ConfigurationError(f"{place}: must begin with postgresql://")
    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if value}
    except psycopg.Error:
        raise ConfigurationError(f"{place}: is no URL of PostgreSQL") from None
    if any(name in parts for name in _ELSEWHERE):
        raise ConfigurationError(f"{place}: must name its host itself, not by a service")
    for name in ("host", "user", "dbname"):
        if not parts.get(name):
            raise ConfigurationError(f"{place}: must name its {_WORDS[name]}")
    is_local = all(
        _is_local(each)
        for name in ("host", "hostaddr")
        for each in parts.get(name, "").split(",")
        if name == "host" or name in parts
    )
    if not is_local and parts.get("sslmode") not in _ENCRYPTED:
        raise ConfigurationError(
            f"{place}: needs sslmode=verify-full, or at least require, outside of this machine"
        )
    kept = {name: value for name, value in _PATIENCE.items() if name not in parts}
    conninfo = make_conninfo(url, application_name="discreet", **kept)
    return PostgresUrl(conninfo=conninfo, place=place, is_local=is_local)


_WORDS = {"host": "host", "user": "user", "dbname": "database"}


def _is_local(host: str) -> bool:
    if host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

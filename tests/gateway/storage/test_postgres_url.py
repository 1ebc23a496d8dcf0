"""URLs: which are taken, and that no error tells one."""

from __future__ import annotations

import pytest

from gateway.errors import ConfigurationError
from gateway.storage.postgres_url import read_url

SECRET = "hunter2-secret"


@pytest.mark.parametrize(
    ("url", "is_local"),
    [
        ("postgresql://me@localhost/data", True),
        ("postgres://me:pw@127.0.0.1:5433/data", True),
        ("postgresql://me@127.9.9.9/data", True),
        ("postgresql://me@[::1]/data", True),
        ("postgresql://me@/data?host=/run/postgresql", True),
        ("postgresql://me@%2Frun%2Fpostgresql/data", True),
        ("postgresql://me@db.example/data?sslmode=verify-full", False),
        ("postgresql://me@db.example/data?sslmode=verify-ca", False),
        ("postgresql://me@db.example/data?sslmode=require", False),
        ("postgresql://me@localhost,db.example/data?sslmode=require", False),
        ("postgresql://me@localhost/data?hostaddr=192.0.2.1&sslmode=require", False),
    ],
)
def test_urls_that_are_taken(url: str, is_local: bool) -> None:
    taken = read_url(url, place="HERE")
    assert taken.is_local is is_local
    assert "application_name=discreet" in taken.conninfo
    assert "connect_timeout=5" in taken.conninfo


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "must hold the URL"),
        ("sqlite:///data.db", "begin with postgresql://"),
        ("mysql://me@localhost/data", "begin with postgresql://"),
        ("host=localhost dbname=data user=me", "begin with postgresql://"),
        ("POSTGRESQL://me@localhost/data", "begin with postgresql://"),
        ("postgresql://me@localhost/data?nonsense=1", "is no URL"),
        ("postgresql://me@[::1/data", "is no URL"),
        ("postgresql:///data", "must name its host"),
        ("postgresql://localhost/data", "must name its user"),
        ("postgresql://me@localhost/", "must name its database"),
        ("postgresql://me@localhost/data?service=other", "not by a service"),
        (f"postgresql://me:{SECRET}@db.example/data", "needs sslmode"),
        (f"postgresql://me:{SECRET}@db.example/data?sslmode=prefer", "needs sslmode"),
        (f"postgresql://me:{SECRET}@db.example/data?sslmode=disable", "needs sslmode"),
        (f"postgresql://me:{SECRET}@127.0.0.1.example/data", "needs sslmode"),
        (f"postgresql://me:{SECRET}@localhost.example/data", "needs sslmode"),
        (f"postgresql://me:{SECRET}@localhost,db.example/data", "needs sslmode"),
        (f"postgresql://me:{SECRET}@192.0.2.7/data", "needs sslmode"),
        ("postgresql://me@localhost/data?hostaddr=192.0.2.1", "needs sslmode"),
    ],
)
def test_urls_that_are_refused(url: str, why: str) -> None:
    with pytest.raises(ConfigurationError, match=why) as caught:
        read_url(url, place="HERE")
    assert str(caught.value).startswith("HERE: ")
    assert SECRET not in str(caught.value)


def test_the_repr_tells_nothing() -> None:
    shown = repr(read_url(f"postgresql://me:{SECRET}@localhost/data", place="HERE"))
    assert SECRET not in shown
    assert "localhost" not in shown
    assert "HERE" in shown

"""A push reaches the address that was checked, with the name's certificate, or nobody."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import ssl
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import GatewayError, InvalidRequest
from gateway.rights.push import MOST_BYTES, Pusher, PushFailed
from gateway.rights.push_target import Target, is_public
from tests.gateway.rights.tls_receiver import NAME, Receiver, closed_port, receiver

BODY = b"PK package " * 200_000


class Names:
    """A resolver that answers in turn, the last answer for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    with receiver(tmp_path_factory.mktemp("tls")) as found:
        yield found


@pytest.fixture(autouse=True)
def fresh(there: Receiver) -> None:
    there.taken.clear()
    there.headers, there.status = {}, 204


def target(port: int, host: str = NAME) -> Target:
    return Target(url=f"https://{host}:{port}/in?to=1", host=host, port=port)


def push(there: Receiver, *, body: bytes = BODY, names: Any = None, **changes: Any) -> int:
    parts = {
        "look_up": names or Names(["127.0.0.1"]),
        "permitted": lambda _: True,
        "trust": there.trust,
        **changes,
    }
    host = parts.pop("host", NAME)
    port = parts.pop("port", there.port)
    pusher = Pusher(**parts)
    return asyncio.run(pusher.push(target(port, host), body, media_type="application/zip"))


def test_the_package_arrives_whole_with_its_digest(there: Receiver) -> None:
    assert push(there) == 204
    [(path, headers, body)] = there.taken
    assert (path, body) == ("/in?to=1", BODY)
    digest = base64.b64encode(hashlib.sha256(BODY).digest()).decode()
    assert headers["content-digest"] == f"sha-256=:{digest}:"
    assert headers["content-type"] == "application/zip"
    assert headers["content-length"] == str(len(BODY))
    assert headers["host"] == f"{NAME}:{there.port}"
    assert {"cookie", "authorization", "user-agent", "referer"} & set(headers) == set()


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["::1"], ["10.0.0.7"], ["8.8.8.8", "127.0.0.1"], ["::ffff:8.8.8.8"]],
)
def test_one_address_that_is_not_public_is_enough(
    there: Receiver, addresses: Sequence[str]
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        push(there, names=Names(addresses), permitted=is_public)
    assert refused.value.code == "push_target_refused"
    assert there.taken == []


def test_a_name_that_changes_its_mind_is_not_asked_twice(there: Receiver) -> None:
    """The second answer would be loopback, where the receiver listens."""
    names = Names(["192.0.2.1"], ["127.0.0.1"])
    with pytest.raises(PushFailed):
        push(there, names=names, permitted=lambda each: each == "192.0.2.1", seconds=0.5)
    assert names.asked == 1
    assert there.taken == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(there: Receiver, status: int) -> None:
    there.status = status
    there.headers = {"Location": f"https://{NAME}:{there.port}/elsewhere"}
    with pytest.raises(PushFailed, match=str(status)):
        push(there)
    assert [path for path, _, _ in there.taken] == ["/in?to=1"]


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_only_a_success_is_one(there: Receiver, status: int) -> None:
    there.status = status
    with pytest.raises(PushFailed) as failed:
        push(there)
    assert (failed.value.code, failed.value.status) == ("push_failed", 502)


def test_the_certificate_must_be_known(there: Receiver) -> None:
    with pytest.raises(PushFailed):
        push(there, trust=ssl.create_default_context())
    assert there.taken == []


def test_the_certificate_must_be_the_name_s(there: Receiver) -> None:
    with pytest.raises(PushFailed):
        push(there, host="another.example.org")
    assert there.taken == []


def test_plain_http_is_not_spoken(tmp_path: Path, there: Receiver) -> None:
    """Not even where the target says so: the form is checked before, the socket here."""
    with pytest.raises(GatewayError):
        push(there, port=closed_port())
    assert there.taken == []


def test_a_host_that_nobody_knows(there: Receiver) -> None:
    async def unknown(host: str, port: int) -> Sequence[str]:
        raise OSError(f"no such host {host}")

    with pytest.raises(PushFailed) as failed:
        push(there, names=unknown)
    assert NAME not in failed.value.message
    with pytest.raises(PushFailed):
        push(there, names=Names([]))


def test_somebody_who_never_answers_is_left(there: Receiver, tmp_path: Path) -> None:
    with receiver(tmp_path) as silent:
        silent.silent = True
        with pytest.raises(PushFailed, match="in time"):
            push(silent, body=b"x", seconds=0.3)
        silent.let_go.set()
    assert len(silent.taken) == 1


def test_a_package_beyond_the_bound_is_not_sent(
    there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.rights.push.MOST_BYTES", 10)
    with pytest.raises(PushFailed, match="too large"):
        push(there)
    assert there.taken == []
    assert MOST_BYTES == 256 << 20

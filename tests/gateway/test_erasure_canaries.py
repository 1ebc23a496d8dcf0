"""200 conversations with planted values, erased in every way: afterwards no byte of them.

Not in a file of the data directory, not in the log at DEBUG, not in a back-up of the day
before that is restored, and not by decrypting what is there with every key there is.
"""

from __future__ import annotations

import asyncio
import io
import json
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.logs import configure_logs
from gateway.settings import read_master_key
from gateway.storage.backup import Copied, Made, back_up_data, back_up_keys, manifest_key
from gateway.storage.byte_scan import Needles, files_under
from gateway.storage.database import DatabaseStore
from gateway.storage.opening import configured_store, restore_target
from gateway.storage.restore import Wanted, restore
from gateway.wiring import now
from tests.gateway.serving import Serving, serving
from tests.postgres import cluster
from tests.simulators.replies import echo
from tests.simulators.upstream import Upstream

pytestmark = pytest.mark.usefixtures("log_state")

CONVERSATIONS, ON_POSTGRES, PEOPLE = 200, 40, 8
# Whose conversations end how: by a request, one by one, by the sweep; the last are kept.
BY_REQUEST, ONE_BY_ONE, KEPT = {"person-0", "person-1"}, {"person-2", "person-3"}, "person-7"


def word(number: int) -> str:
    """A word that no detector takes for anything: it is stored, encrypted."""
    return f"quartz{number:04d}zebra"


def card(number: int) -> str:
    """A card number, valid by its check digit: it is never stored."""
    digits = f"41111111{number:07d}"
    double = sum(sum(divmod(2 * int(each), 10)) for each in digits[::-2])
    return digits + str(-(double + sum(map(int, digits[-2::-2]))) % 10)


@dataclass(frozen=True, slots=True)
class Copies:
    data: Made
    keys: Made


def subject_of(number: int) -> str:
    return f"person-{number % PEOPLE}"


def talk(gateway: Serving, conversations: int = CONVERSATIONS) -> dict[int, str]:
    """The conversations' ids."""
    ids = {}
    for person in range(PEOPLE):
        gateway.opt_in(f"person-{person}")
    for number in range(conversations):
        said = f"My {word(number)} is paid by {card(number)}, thank you."
        answered = gateway.chat(said, subject=subject_of(number))
        assert answered.status == 200, answered.body
        ids[number] = answered.headers["x-discreet-conversation"]
    return ids


def copies(gateway: Serving, directory: Path) -> Copies:
    async def take() -> Copies:
        store = configured_store(gateway.settings, gateway.env)
        await store.open()
        try:
            of, key = Copied.of(store), root_key(gateway)
            data = await asyncio.to_thread(back_up_data, of, directory, key=key, now=now())
            keys = await asyncio.to_thread(back_up_keys, of, directory, key=key, now=now())
        finally:
            await store.close()
        return Copies(data, keys)

    return asyncio.run(take())


def root_key(gateway: Serving) -> bytes:
    return manifest_key(read_master_key(gateway.settings.storage, gateway.env))


def erase_by_request(gateway: Serving, subject: str) -> None:
    body = {"kind": "erasure", "subject": subject, "authenticated": True, "details": {}}
    filed = gateway.call("POST", "/privacy/requests", body, key="consent")
    assert filed.status == 201, filed.body
    path = f"/privacy/requests/{filed.json()['id']}"
    preview = gateway.call("GET", f"{path}/preview", key="admin")
    assert preview.status == 200, preview.body
    yes = {"preview": preview.json()["preview"]}
    approved = gateway.call("POST", f"{path}/approve", yes, key="admin")
    assert approved.status == 200, approved.body
    end = time.monotonic() + 20
    while (told := gateway.call("GET", path, key="admin").json())["status"] not in (
        "RequestFulfilled",
        "RequestUnfulfilled",
    ):
        assert time.monotonic() < end, told
        time.sleep(0.1)


def erase_one_by_one(gateway: Serving, subject: str, ids: list[str]) -> None:
    made = gateway.call("POST", "/privacy/subject-tokens", {"subject": subject}, key="consent")
    for conversation in ids:
        path = f"/privacy/conversations/{conversation}"
        deleted = gateway.call("DELETE", path, key=made.json()["token"])
        assert deleted.status in (200, 204), deleted.body


def sweep(gateway: Serving, *, days: int) -> None:
    async def run() -> None:
        store = configured_store(gateway.settings, gateway.env)
        await store.open()
        try:
            await store.sweep(now() + timedelta(days=days))
        finally:
            await store.close()

    asyncio.run(run())


def readable(gateway: Serving) -> str:
    """Every text that decrypts."""
    return json.dumps([[m.text for m in each.messages] for each in gateway.stored()])


def planted(content: bytes | str, numbers: set[int]) -> list[int]:
    text = content if isinstance(content, bytes) else content.encode()
    return [n for n in sorted(numbers) if word(n).encode() in text or card(n).encode() in text]


def planted_in_files(directory: Path, numbers: set[int]) -> set[str]:
    needles = Needles([*map(word, numbers), *map(card, numbers)])
    return {name for path in files_under(directory) for name in needles.found_in(path)}


def everything(directory: Path) -> bytes:
    return b"".join(path.read_bytes() for path in files_under(directory))


def put_back(gateway: Serving, made: Copies, *, keys: bool) -> None:
    wanted = Wanted(data=made.data.place, keys=made.keys.place if keys else None, replaces=True)
    target = restore_target(gateway.settings, gateway.env)
    asyncio.run(restore(target, wanted, key=root_key(gateway), now=now()))


@pytest.fixture
def log() -> io.StringIO:
    return io.StringIO()


def test_no_byte_of_what_was_erased_is_left_anywhere(
    tmp_path: Path, log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    numbers = set(range(CONVERSATIONS))
    gone = {n for n in numbers if subject_of(n) in BY_REQUEST | ONE_BY_ONE}
    with Upstream(echo()) as upstream, serving(upstream.url, tmp_path / "gateway") as gateway:
        configure_logs("debug", names=gateway.settings.names, stream=log)
        ids = talk(gateway)
        text = readable(gateway)
        assert [n for n in numbers if word(n) in text] == sorted(numbers)
        assert planted_in_files(gateway.directory, numbers) == set()
        made = copies(gateway, tmp_path / "copies")
        assert planted_in_files(tmp_path / "copies", numbers) == set()
        for subject in sorted(BY_REQUEST):
            erase_by_request(gateway, subject)
        for subject in sorted(ONE_BY_ONE):
            theirs = [ids[n] for n in numbers if subject_of(n) == subject]
            erase_one_by_one(gateway, subject, theirs)
        left = readable(gateway)
        assert planted(left, gone) == []
        assert [n for n in numbers - gone if word(n) not in left] == []
        served = gateway
    # Back-ups of the day before come back, with their keys and without.
    for keys in (False, True):
        put_back(served, made, keys=keys)
        left = readable(served)
        assert planted(left, gone) == []
        assert [n for n in numbers - gone if word(n) not in left] == []
    sweep(served, days=800)
    assert readable(served) == "[]"
    for keys in (False, True):
        put_back(served, made, keys=keys)
        assert readable(served) == "[]"
    shutil.rmtree(tmp_path / "copies")
    assert planted_in_files(tmp_path, numbers) == set()
    assert planted(log.getvalue(), numbers) == []
    assert planted("".join(capfd.readouterr()), numbers) == []
    assert KEPT not in everything(served.directory).decode("latin-1")


def test_no_byte_is_left_in_the_files_of_a_cluster(
    tmp_path: Path, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCREET_TEST_STORE", "postgres")
    numbers = set(range(ON_POSTGRES))
    gone = {n for n in numbers if subject_of(n) in BY_REQUEST | ONE_BY_ONE}
    with Upstream(echo()) as upstream, serving(upstream.url, tmp_path / "gateway") as gateway:
        configure_logs("debug", names=gateway.settings.names, stream=log)
        ids = talk(gateway, ON_POSTGRES)
        erased = set(data_keys(gateway))
        for subject in sorted(BY_REQUEST):
            erase_by_request(gateway, subject)
        for subject in sorted(ONE_BY_ONE):
            theirs = [ids[n] for n in numbers if subject_of(n) == subject]
            erase_one_by_one(gateway, subject, theirs)
        left = readable(gateway)
        assert planted(left, gone) == []
        assert [n for n in numbers - gone if word(n) not in left] == []
        sweep(gateway, days=800)
        assert readable(gateway) == "[]"
        assert [key for key in data_keys(gateway) if key in erased and ":" not in key] == []
    cluster().run("CHECKPOINT")
    assert planted_in_files(cluster().directory, numbers) == set()
    assert planted_in_files(tmp_path, numbers) == set()
    assert planted(log.getvalue(), numbers) == []


def test_every_key_of_an_erased_conversation_is_gone(tmp_path: Path) -> None:
    with Upstream(echo()) as upstream, serving(upstream.url, tmp_path / "gateway") as gateway:
        gateway.opt_in()
        gateway.chat(f"One {word(1)}.")
        held: Mapping[str, bytes] = data_keys(gateway)
        conversations = {key for key in held if ":" not in key}
        assert len(conversations) == 1
        sweep(gateway, days=800)
        after = data_keys(gateway)
        assert not conversations & set(after)
        content = everything(gateway.directory)
        assert [key for key in conversations if key.encode() in content] == []
        assert [
            key for key, value in held.items() if key in conversations and value in content
        ] == []


def data_keys(gateway: Serving) -> dict[str, bytes]:
    """Every key of the key store, unwrapped."""

    async def read() -> dict[str, bytes]:
        store: DatabaseStore = configured_store(gateway.settings, gateway.env)
        await store.open()
        try:
            return await store.act(
                lambda transaction: transaction.keys.find(
                    transaction.keys.made_before(2**62, after="", limit=10_000)
                )
            )
        finally:
            await store.close()

    return asyncio.run(read())

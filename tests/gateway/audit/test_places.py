"""Second places keep every checkpoint, and say so where they cannot."""

from __future__ import annotations

import asyncio
import hmac
from pathlib import Path

import pytest
from aiohttp import web

from gateway.audit.places import (
    SIGNATURE_HEADER,
    FilePlace,
    Place,
    WebhookPlace,
    open_places,
)
from gateway.audit.settings import SecondPlace
from gateway.errors import ConfigurationError, StorageFailed

NOTE = b"origin\n1\nroot\n\n\xe2\x80\x94 origin sig\n"
SECRET = b"s" * 20


def test_a_file_keeps_notes_in_order(tmp_path: Path) -> None:
    place = FilePlace(tmp_path / "checkpoints")
    assert place.notes() == []
    asyncio.run(place.send(NOTE))
    asyncio.run(place.send(NOTE.replace(b"1", b"2")))
    assert place.notes() == [NOTE, NOTE.replace(b"1", b"2")]
    assert (tmp_path / "checkpoints").stat().st_mode & 0o077 == 0


def test_a_file_that_cannot_be_used_is_an_error(tmp_path: Path) -> None:
    place = FilePlace(tmp_path)
    with pytest.raises(StorageFailed):
        place.notes()
    with pytest.raises(StorageFailed):
        asyncio.run(place.send(NOTE))
    with pytest.raises(StorageFailed):
        asyncio.run(FilePlace(tmp_path / "none" / "x").send(NOTE))


def test_a_full_disk_leaves_no_part_of_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    place, write = FilePlace(tmp_path / "c"), os.write
    asyncio.run(place.send(NOTE))
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:9]))
    with pytest.raises(StorageFailed):
        asyncio.run(place.send(NOTE))
    assert place.notes() == [NOTE]


async def _posted(status: int) -> list[tuple[str, bytes]]:
    seen: list[tuple[str, bytes]] = []

    async def take(request: web.Request) -> web.Response:
        seen.append((request.headers[SIGNATURE_HEADER], await request.read()))
        return web.Response(status=status, headers={"location": "/elsewhere"})

    app = web.Application()
    app.router.add_post("/c", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    place = WebhookPlace(f"http://127.0.0.1:{port}/c", SECRET)
    assert place.notes() == []
    try:
        await place.send(NOTE)
    finally:
        await runner.cleanup()
    return seen


def test_a_webhook_gets_the_note_and_its_signature() -> None:
    code = hmac.digest(SECRET, NOTE, "sha256").hex()
    assert asyncio.run(_posted(204)) == [(f"sha256={code}", NOTE)]


@pytest.mark.parametrize("status", [302, 307, 400, 500])
def test_a_webhook_that_does_not_take_it_is_an_error(status: int) -> None:
    with pytest.raises(StorageFailed):
        asyncio.run(_posted(status))


def test_a_webhook_that_is_not_there_is_an_error() -> None:
    place = WebhookPlace("http://127.0.0.1:9/c", SECRET)
    assert repr(place) == "WebhookPlace()"
    with pytest.raises(StorageFailed):
        asyncio.run(place.send(NOTE))


def test_the_own_place_makes_its_directory(tmp_path: Path) -> None:
    path = tmp_path / "new" / "data" / "checkpoints"
    place = FilePlace(path, makes_directory=True)
    assert place.notes() == []
    asyncio.run(place.send(NOTE))
    assert place.notes() == [NOTE]


def test_places_are_opened_with_their_secrets(tmp_path: Path) -> None:
    wanted = (
        SecondPlace(file=tmp_path / "a"),
        SecondPlace(url="https://a.example", secret_env="KEEP"),
    )
    found: list[Place] = open_places(wanted, {"KEEP": "x" * 16})
    assert [each.name for each in found] == ["file", "webhook"]
    for env in ({}, {"KEEP": "short"}):
        with pytest.raises(ConfigurationError, match="KEEP"):
            open_places(wanted, env)

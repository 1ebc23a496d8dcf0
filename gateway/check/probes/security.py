"""Probes of encryption: at rest, on the way, and of the database without its keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import LargeBinary, Text, select

from gateway.check.bench import Bench
from gateway.check.configuration import PARTNER, Configuration
from gateway.check.probe import Probes
from gateway.check.probes.steps import talked
from gateway.check.sandbox import Sandbox
from gateway.check.verdict import Promised, Sheet, Verdict
from gateway.storage.tables import METADATA

_WORD = "pangolins"
_TEXT = f"I am fond of {_WORD}."


async def encrypted(bench: Bench, _: Promised) -> Verdict:
    """The files hold no plain text, and a third party needs TLS."""
    async with bench.fresh() as sandbox:
        sheet, person = Sheet(), await sandbox.newcomer()
        await talked(sandbox, _TEXT, subject=person)
        held = _WORD in await sandbox.said(person)
        sheet.note(held, "stored", bad="nothing was stored to look for")
        files = sandbox.files()
        hidden = _WORD.encode() not in files and person.encode() not in files
        sheet.note(hidden, "no plain text in any file", bad="plain text stands in a file")
    refused = bench.refusal(_to("http://models.partner.invalid"))
    sheet.note(
        refused is not None and "base_url" in refused,
        "a third party without TLS is refused at the start",
        bad="a third party without TLS is taken",
    )
    taken = bench.refusal(_to("https://models.partner.invalid"))
    sheet.note(taken is None, "one with TLS is taken", bad="one with TLS is refused, too")
    return sheet.verdict()


def _to(url: str) -> Callable[[Configuration], None]:
    def change(configuration: Configuration) -> None:
        for each in configuration["recipients"]:
            if each["id"] == PARTNER:
                each["base_url"] = url

    return change


async def database_alone(bench: Bench, _: Promised) -> Verdict:
    """The main database, read row by row without any key, reveals nobody and nothing."""
    async with bench.fresh() as sandbox:
        sheet, person = Sheet(), await sandbox.newcomer()
        await talked(sandbox, _TEXT, subject=person)
        rows = await sandbox.act(lambda each: _everything(each.connection))
        sheet.note(len(rows) > 0, "read row by row", bad="the database is empty")
        clean = not any(word in value for value in rows for word in (_WORD, person))
        sheet.note(clean, "no word and no name in it", bad="a word or a name stands in it")
        sheet.note(
            not await _keys_beside(sandbox),
            "no key that decrypts it stands beside it",
            bad="a key stands in the database",
        )
        return sheet.verdict()


def _everything(connection: Any) -> list[str]:
    """Every text and every byte string of every table."""
    found: list[str] = []
    for table in METADATA.sorted_tables:
        columns = [each for each in table.c if isinstance(each.type, Text | LargeBinary)]
        if not columns:
            continue
        for row in connection.execute(select(*columns)):
            found += [
                each if isinstance(each, str) else each.decode("latin-1") for each in row if each
            ]
    return found


async def _keys_beside(sandbox: Sandbox) -> bool:
    """Whether a data key, wrapped or not, stands in the main database."""

    def look(act: Any) -> bool:
        ids = act.keys.made_before(2**62, after="", limit=1_000)
        keys = [key.decode("latin-1") for key in act.keys.find(ids).values()]
        return any(key in value for value in _everything(act.connection) for key in keys)

    return await sandbox.act(look)


PROBES: Probes = {"encrypted": encrypted, "database_alone": database_alone}

"""What is sealed opens in its place with its key, and with nothing else."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gateway.errors import StorageFailed
from gateway.storage.sealed import Sealed, place, seal, seal_words, shred, unseal, unseal_words
from gateway.storage.transaction import Transaction
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import START

WHERE = place("directive", "acme", row_id="7")
DATA = b"\x00bytes of any kind \xff" * 100


def test_sealing_and_erasing(tmp_path: Path) -> None:
    def act(transaction: Transaction) -> tuple[Sealed, bytes | None, bytes | None]:
        keys = transaction.keys
        sealed = seal(keys, DATA, tenant="acme", where=WHERE, at=START)
        before = unseal(keys, sealed, where=WHERE)
        shred(transaction, ["", sealed.dek_id], at=START)
        shred(transaction, [], at=START)
        assert transaction.ledger.holds_keys([sealed.dek_id, "0"]) == {sealed.dek_id}
        return sealed, before, unseal(keys, sealed, where=WHERE)

    async def scenario(store: Any) -> Any:
        return await store.act(act)

    sealed, before, after = opened(tmp_path / "data", scenario)
    assert (before, after) == (DATA, None)
    assert DATA not in sealed.body
    assert sealed.dek_id in repr(sealed)
    assert "body" not in repr(sealed)


def test_words_come_back_as_they_were_said_until_their_key_goes(tmp_path: Path) -> None:
    said = {"who": "Gericht \u00fc \ud83d", "when": "", "many": [1, None]}

    def act(transaction: Transaction) -> tuple[Any, Any, dict[str, Any]]:
        columns = seal_words(transaction, said, holder=("acme", WHERE), at=START)
        row = SimpleNamespace(**columns)
        before = unseal_words(transaction, row, where=WHERE)
        with pytest.raises(StorageFailed):
            unseal_words(transaction, row, where=place("directive", "acme", row_id="8"))
        shred(transaction, [columns["dek_id"]], at=START)
        return before, unseal_words(transaction, row, where=WHERE), columns

    async def scenario(store: Any) -> Any:
        return await store.act(act)

    before, after, columns = opened(tmp_path / "data", scenario)
    assert (before, after) == (said, None)
    assert set(columns) == {"dek_id", "body"}
    assert b"Gericht" not in columns["body"]


@pytest.mark.parametrize("change", ["flip", "cut", "empty", "moved"])
def test_what_was_changed_does_not_open(tmp_path: Path, change: str) -> None:
    def act(transaction: Transaction) -> None:
        keys = transaction.keys
        sealed = seal(keys, DATA, tenant="acme", where=WHERE, at=START)
        body = {
            "flip": sealed.body[:-1] + bytes([sealed.body[-1] ^ 1]),
            "cut": sealed.body[:-1],
            "empty": b"",
        }.get(change, sealed.body)
        where = place("directive", "acme", row_id="8") if change == "moved" else WHERE
        with pytest.raises(StorageFailed):
            unseal(keys, Sealed(dek_id=sealed.dek_id, body=body), where=where)

    async def scenario(store: Any) -> Any:
        return await store.act(act)

    assert opened(tmp_path / "data", scenario) is None


def test_two_places_never_are_one() -> None:
    assert (
        place("a", "bc", row_id="d") != place("ab", "c", row_id="d") != place("a", "b", row_id="cd")
    )

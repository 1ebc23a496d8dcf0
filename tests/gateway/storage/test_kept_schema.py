"""The separate store's tables: bound to its store, and nothing in them names a key in clear."""

from __future__ import annotations

from gateway.storage.kept_schema import KEPT, KEPT_META, METADATA


def test_there_are_two_tables_and_each_conversation_has_one_key() -> None:
    assert set(METADATA.tables) == {"kept", "kept_meta"}
    assert [each.name for each in KEPT.primary_key] == ["tenant", "kept_id"]
    assert KEPT.c.dek_id.unique
    assert {"classes", "origin"} <= set(KEPT.c.keys())
    assert [each.name for each in KEPT_META.primary_key] == ["name"]

"""Tables of names: usable in sentences, none twice."""

from __future__ import annotations

from benchmarks.document_names import COUNTRIES, ENTITIES, KINDS, NATIVE_PHRASES, PLAIN


def test_every_name_can_stand_in_a_sentence() -> None:
    for names in (*ENTITIES.values(), *KINDS.values()):
        assert len(set(names)) == len(names) >= 2
        assert all(name == name.strip() and "{" not in name for name in names)
    assert all(phrase.count("{}") == 1 for each in NATIVE_PHRASES.values() for phrase in each)
    assert set(KINDS) > PLAIN
    assert all(len(code) == 2 and name for code, name in COUNTRIES.items())

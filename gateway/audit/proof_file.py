"""Entries with their proofs as lines of JSON, and what verifying them offline takes.

The first line holds a signed checkpoint and the log's public key, every other line one
entry: its number, its exact text and the hashes from its leaf to the checkpoint's root.
Whoever has the public key from elsewhere can verify the file without the gateway.

That the log has only grown is one line: two sizes, the signed checkpoints of both, the
hashes that lead from the one root to the other, and the key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from gateway.audit.entry import read_body
from gateway.audit.merkle import ProofError, leaf_hash, verify_consistency, verify_inclusion
from gateway.audit.note import Checkpoint, NoteError, VerifyingKey, read_checkpoint, read_key


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvedGrowth:
    """The proof that the log has only grown between two sizes.

    Attributes:
        first, second: signed checkpoints of both sizes.
        proof: that the second one's tree begins with the first one's.
    """

    first: bytes
    second: bytes
    proof: tuple[bytes, ...]


def head_line(checkpoint: bytes, key: VerifyingKey) -> str:
    """The first line."""
    return _line({"checkpoint": checkpoint.decode(), "key": key.text()})


def entry_line(seq: int, body: bytes, *, proof: Sequence[bytes]) -> str:
    """A line of an entry."""
    hashes = [each.hex() for each in proof]
    return _line({"seq": seq, "entry": body.decode(), "proof": hashes})


def growth_line(growth: ProvedGrowth, key: VerifyingKey) -> str:
    """The only line of a proof that the log has only grown."""
    first, second = (read_checkpoint(note, key) for note in (growth.first, growth.second))
    return _line(
        {
            "from": first.size,
            "to": second.size,
            "proof": [each.hex() for each in growth.proof],
            "checkpoints": [growth.first.decode(), growth.second.decode()],
            "key": key.text(),
        }
    )


def is_growth(line: bytes) -> bool:
    """Whether a file's first line is such a proof, right or wrong."""
    try:
        return "checkpoints" in _read(line)
    except ProofError:
        return False


def verify_growth(
    lines: Iterable[bytes], *, key: VerifyingKey | None = None
) -> tuple[Checkpoint, Checkpoint]:
    """Both checkpoints of a file that holds one proof that the log has only grown.

    Args:
        lines: of the file.
        key: the log's; None believes the file's own.

    Raises:
        ProofError: the file does not prove what it says.
    """
    read = iter(lines)
    found = _read(next(read, b""))
    if any(line.strip() for line in read):
        raise ProofError("the file holds more than its proof")
    notes, proof = found.get("checkpoints"), found.get("proof")
    if not isinstance(notes, list) or len(notes) != 2 or not isinstance(proof, list):
        raise ProofError("a line is no proof")
    first, second = (_checkpoint(each, found.get("key"), key=key) for each in notes)
    if (found.get("from"), found.get("to")) != (first.size, second.size):
        raise ProofError("the sizes are not those of the checkpoints")
    if first.size == 0:
        raise ProofError("an empty log proves nothing")
    verify_consistency(
        (first.size, first.root),
        (second.size, second.root),
        proof=[_hash(each) for each in proof],
    )
    return first, second


def verify_lines(
    lines: Iterable[bytes], *, key: VerifyingKey | None = None
) -> Iterator[dict[str, Any]]:
    """The entries of a file, each once it is proved.

    Args:
        lines: of the file.
        key: the log's; None believes the file's own.

    Raises:
        ProofError: a line does not prove what it says.
    """
    read = iter(lines)
    head = _read(next(read, b""))
    checkpoint = _checkpoint(head.get("checkpoint"), head.get("key"), key=key)
    for line in read:
        found = _read(line)
        seq, body = found.get("seq"), str(found.get("entry")).encode()
        proof = found.get("proof")
        if not isinstance(seq, int) or not isinstance(proof, list):
            raise ProofError("a line is no proof")
        verify_inclusion(
            leaf_hash(body),
            seq,
            size=checkpoint.size,
            proof=[_hash(each) for each in proof],
            root=checkpoint.root,
        )
        try:
            yield read_body(body)
        except ValueError:
            raise ProofError("a proved entry is not of its form") from None


def _checkpoint(note: object, named: object, *, key: VerifyingKey | None) -> Checkpoint:
    """A checkpoint that the key has signed, or without one the key that the file names."""
    try:
        own = read_key(str(named))
        checkpoint = read_checkpoint(str(note).encode("utf-8", "surrogatepass"), key or own)
    except NoteError as error:
        raise ProofError(str(error)) from None
    if key is not None and own != key:
        raise ProofError("the file names another key")
    return checkpoint


def _read(line: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise ProofError("a line is no proof")
    return found


def _hash(text: object) -> bytes:
    try:
        return bytes.fromhex(text) if isinstance(text, str) else b""
    except ValueError:
        return b""


def _line(fields: dict[str, Any]) -> str:
    return orjson.dumps(fields).decode()

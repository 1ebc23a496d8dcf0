"""The Merkle tree of the audit log, its proofs and their verification.

A leaf's hash is SHA-256 over 0x00 and the entry, a node's over 0x01 and both children, so
that no node can pass for an entry. The tree over n leaves is split at the largest power of
two below n. What is read of a stored tree is a perfect subtree at a time: the node of
``level`` and ``index`` is the root over the leaves from ``index * 2**level`` on,
``2**level`` of them. The tree of any size is made of few of these (a compact range).

Source: RFC 9162 sections 2.1.1 to 2.1.5 (the tree of RFC 6962), read 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

# The root of a perfect subtree, by level and index.
Nodes = Callable[[int, int], bytes]


class ProofError(ValueError):
    """A proof does not prove what it was asked for."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over hashes of leaves."""
    rows = CompactRange()
    for leaf in leaves:
        rows.append(leaf)
    return rows.root()


class CompactRange:
    """A tree that grows by leaves and keeps only the roots of its perfect subtrees."""

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Adds the hash of the next leaf."""
        carry, size = leaf, self.size
        while size & 1:
            carry = node_hash(self._roots.pop(), carry)
            size >>= 1
        self._roots.append(carry)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far."""
        return _folded(self._roots)


def tree_root(size: int, nodes: Nodes) -> bytes:
    """The root of the tree of a size, from a stored tree that is at least as large."""
    return _range_root(0, size, nodes=nodes)


def inclusion_proof(index: int, size: int, *, nodes: Nodes) -> list[bytes]:
    """The hashes that lead from a leaf to the root, lowest first.

    Raises:
        ProofError: the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ProofError("the tree has no such leaf")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_root(middle, end, nodes=nodes))
            end = middle
        else:
            path.append(_range_root(start, middle, nodes=nodes))
            start = middle
    return path[::-1]


def consistency_proof(first: int, second: int, *, nodes: Nodes) -> list[bytes]:
    """The hashes that show that the tree of one size begins with that of a smaller one.

    Raises:
        ProofError: the sizes are not in order, or the first is empty (which any tree begins
            with, so that there is nothing to prove).
    """
    if not 0 < first <= second:
        raise ProofError("the sizes are not in order")
    path: list[bytes] = []
    start, end = 0, second
    # The subtree that is looked at holds all of the smaller tree from ``start`` on.
    while end != first:
        middle = start + _split(end - start)
        if first <= middle:
            path.append(_range_root(middle, end, nodes=nodes))
            end = middle
        else:
            path.append(_range_root(start, middle, nodes=nodes))
            start = middle
    if start:
        path.append(_range_root(start, end, nodes=nodes))
    return path[::-1]


def verify_inclusion(
    leaf: bytes, index: int, *, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Proves that a leaf stands at its index in the tree of a size and root.

    Raises:
        ProofError: the proof does not show that.
    """
    if not 0 <= index < size:
        raise ProofError("the tree has no such leaf")
    node, last, found = index, size - 1, leaf
    _check_hashes(leaf, root, *proof)
    for each in proof:
        if last == 0:
            raise ProofError("the proof is too long")
        if node & 1 or node == last:
            found = node_hash(each, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, each)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise ProofError("the proof is too short")
    if found != root:
        raise ProofError("the proof leads to another root")


def verify_consistency(
    first: tuple[int, bytes], second: tuple[int, bytes], *, proof: Sequence[bytes]
) -> None:
    """Proves that the tree of one size and root begins with that of another.

    Args:
        first: size and root of the smaller tree.
        second: size and root of the larger one.
        proof: as ``consistency_proof`` gives it; empty for equal sizes and an empty tree.

    Raises:
        ProofError: the proof does not show that.
    """
    _check_hashes(first[1], second[1], *proof)
    if not 0 <= first[0] <= second[0]:
        raise ProofError("the sizes are not in order")
    if first[0] in (0, second[0]):
        expected = second[1] if first[0] else EMPTY_ROOT
        if proof or first[1] != expected:
            raise ProofError("the roots differ, or the proof is too long")
        return
    if not proof:
        raise ProofError("the proof is too short")
    _verify_growth(first, second, proof=proof)


def _verify_growth(
    first: tuple[int, bytes], second: tuple[int, bytes], *, proof: Sequence[bytes]
) -> None:
    node, last = first[0] - 1, second[0] - 1
    # A smaller tree that is one perfect subtree is its own first hash.
    perfect = first[0] & node == 0
    old = new = first[1] if perfect else proof[0]
    while node & 1:
        node, last = node >> 1, last >> 1
    for each in proof if perfect else proof[1:]:
        if last == 0:
            raise ProofError("the proof is too long")
        if node & 1 or node == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, each)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise ProofError("the proof is too short")
    if old != first[1] or new != second[1]:
        raise ProofError("the proof leads to other roots")


def _check_hashes(*hashes: bytes) -> None:
    if any(len(each) != HASH_BYTES for each in hashes):
        raise ProofError("a hash is not one")


def _split(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << ((size - 1).bit_length() - 1)


def _perfect(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The perfect subtrees over leaves, largest first; ``start`` is a multiple of each."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _range_root(start: int, end: int, *, nodes: Nodes) -> bytes:
    return _folded([nodes(level, index) for level, index in _perfect(start, end)])


def _folded(roots: Sequence[bytes]) -> bytes:
    """The root over perfect subtrees that stand side by side, the largest first."""
    if not roots:
        return EMPTY_ROOT
    found = roots[-1]
    for each in reversed(roots[:-1]):
        found = node_hash(each, found)
    return found

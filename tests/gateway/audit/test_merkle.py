"""The tree is RFC 9162's; proofs prove what they say and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.audit.merkle import (
    EMPTY_ROOT,
    CompactRange,
    ProofError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from tests.gateway.audit import reference

# The entries and roots of the tree that Certificate Transparency's implementations share.
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# Leaf and size (from 0), and the proof's hashes, of the same tree.
INCLUSION = [
    (0, 1, []),
    (0, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (5, 8, ["bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (1, 5, ["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
]  # fmt: skip
CONSISTENCY = [
    (1, 1, []),
    (1, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (6, 8, ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (2, 5, ["5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
]  # fmt: skip


def nodes_of(entries: list[bytes]) -> Callable[[int, int], bytes]:
    return lambda level, index: reference.mth(entries[index << level : (index + 1) << level])


def entries_of(size: int) -> list[bytes]:
    return [b"entry %d" % number for number in range(size)]


def _hashes(proof: list[str]) -> list[bytes]:
    return [bytes.fromhex(each) for each in proof]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_of_the_shared_tree(size: int) -> None:
    leaves = [leaf_hash(entry) for entry in ENTRIES[:size]]
    assert root_of(leaves).hex() == ROOTS[size]
    assert tree_root(size, nodes_of(ENTRIES)).hex() == ROOTS[size]


def test_constants() -> None:
    assert EMPTY_ROOT.hex() == ROOTS[0]
    assert leaf_hash(b"").hex() == ROOTS[1]
    assert (
        leaf_hash(b"L123456").hex()
        == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    )
    assert (
        node_hash(b"N123", b"N456").hex()
        == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"
    )


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSION)
def test_inclusion_in_the_shared_tree(index: int, size: int, proof: list[str]) -> None:
    assert inclusion_proof(index, size, nodes=nodes_of(ENTRIES)) == _hashes(proof)
    verify_inclusion(
        leaf_hash(ENTRIES[index]),
        index,
        size=size,
        proof=_hashes(proof),
        root=bytes.fromhex(ROOTS[size]),
    )


@pytest.mark.parametrize(("first", "second", "proof"), CONSISTENCY)
def test_consistency_of_the_shared_tree(first: int, second: int, proof: list[str]) -> None:
    assert consistency_proof(first, second, nodes=nodes_of(ENTRIES)) == _hashes(proof)
    verify_consistency(
        (first, bytes.fromhex(ROOTS[first])),
        (second, bytes.fromhex(ROOTS[second])),
        proof=_hashes(proof),
    )


def test_every_proof_up_to_a_size_agrees_with_the_reference() -> None:
    counted = 0
    for size in range(1, 34):
        entries = entries_of(size)
        nodes, root = nodes_of(entries), reference.mth(entries)
        rows = CompactRange()
        for entry in entries:
            rows.append(leaf_hash(entry))
        assert (rows.size, rows.root()) == (size, root)
        for m in range(size):
            proof = inclusion_proof(m, size, nodes=nodes)
            assert proof == reference.path(m, entries)
            verify_inclusion(leaf_hash(entries[m]), m, size=size, proof=proof, root=root)
            proof = consistency_proof(m + 1, size, nodes=nodes)
            assert proof == reference.proof(m + 1, entries)
            first = (m + 1, reference.mth(entries[: m + 1]))
            verify_consistency(first, (size, root), proof=proof)
            counted += 2
    assert counted == 2 * sum(range(1, 34))


def _wrong(proof: list[bytes], root: bytes) -> dict[str, list[bytes]]:
    """Proofs in the forms that the shared test data calls wrong."""
    changed = [bytes([each[0] ^ 1]) + each[1:] for each in proof]
    found = {
        "added at the end": [*proof, root],
        "added garbage": [*proof, b""],
        "added at the front": [root, *proof],
        "a byte too long": [*proof[:-1], proof[-1] + b"\0"] if proof else [b"\0"],
        "of one byte": [b"\0" for _ in proof] or [b"\0"],
    }
    for n in range(len(proof)):
        found[f"hash {n} changed"] = [*proof[:n], changed[n], *proof[n + 1 :]]
        found[f"hash {n} dropped"] = [*proof[:n], *proof[n + 1 :]]
        found[f"hash {n} doubled"] = [*proof[: n + 1], *proof[n:]]
    if len(set(proof)) > 1:
        found["reversed"] = proof[::-1]
    return {name: each for name, each in found.items() if each != proof}


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13])
def test_wrong_inclusion_proofs_are_found(size: int) -> None:
    entries = entries_of(size)
    root = reference.mth(entries)
    for index in range(size):
        leaf, proof = leaf_hash(entries[index]), reference.path(index, entries)
        right: dict[str, Any] = {"size": size, "proof": proof, "root": root}
        for name, wrong in _wrong(proof, root).items():
            with pytest.raises(ProofError):
                verify_inclusion(leaf, index, **(right | {"proof": wrong}))
            assert name
        for other in {-1, size, size + 1, index ^ 1, index + 2} - {index}:
            with pytest.raises(ProofError):
                verify_inclusion(leaf, other, **right)
        for other in {0, index, size * 2, 2 * size + 1, -size}:
            with pytest.raises(ProofError):
                verify_inclusion(leaf, index, **(right | {"size": other}))
        for bad in (EMPTY_ROOT, leaf_hash(b"x"), b"", root[:-1]):
            with pytest.raises(ProofError):
                verify_inclusion(leaf, index, **(right | {"root": bad}))
        with pytest.raises(ProofError):
            verify_inclusion(leaf_hash(b"other"), index, **right)


@pytest.mark.parametrize("size", [2, 3, 5, 8, 13])
def test_wrong_consistency_proofs_are_found(size: int) -> None:
    entries = entries_of(size)
    second = (size, reference.mth(entries))
    for smaller in range(1, size + 1):
        first, proof = (
            (smaller, reference.mth(entries[:smaller])),
            reference.proof(smaller, entries),
        )
        for name, wrong in _wrong(proof, second[1]).items():
            with pytest.raises(ProofError):
                verify_consistency(first, second, proof=wrong)
            assert name
        for other in (leaf_hash(b"x"), EMPTY_ROOT, b""):
            with pytest.raises(ProofError):
                verify_consistency((smaller, other), second, proof=proof)
            with pytest.raises(ProofError):
                verify_consistency(first, (size, other), proof=proof)
        if smaller < size:
            with pytest.raises(ProofError):
                verify_consistency(second, first, proof=proof)
            with pytest.raises(ProofError):
                verify_consistency((smaller, second[1]), (size, first[1]), proof=proof)


A, B, C = (leaf_hash(each) for each in (b"a", b"b", b"c"))


@pytest.mark.parametrize(
    ("size", "proof", "root"),
    [
        (2, [B, C], node_hash(node_hash(A, B), C)),  # a proof for four leaves
        (8, [B], node_hash(A, B)),  # one for two
        (1, [B], node_hash(A, B)),
        (1, [B], node_hash(B, A)),
        (2, [B, C], node_hash(C, node_hash(A, B))),
    ],
)
def test_a_proof_of_another_length_is_none_whatever_the_root(
    size: int, proof: list[bytes], root: bytes
) -> None:
    with pytest.raises(ProofError):
        verify_inclusion(A, 0, size=size, proof=proof, root=root)
    with pytest.raises(ProofError):
        verify_consistency((1, A), (size, root), proof=proof)


def test_a_consistency_proof_that_goes_on_is_none_whatever_the_roots() -> None:
    three, four = node_hash(node_hash(A, B), C), node_hash(node_hash(A, B), node_hash(C, A))
    proof = [C, A, node_hash(A, B)]
    verify_consistency((3, three), (4, four), proof=proof)
    with pytest.raises(ProofError):
        verify_consistency((3, node_hash(B, three)), (4, node_hash(B, four)), proof=[*proof, B])


def test_hashes_of_another_length_are_none() -> None:
    with pytest.raises(ProofError):
        verify_inclusion(A + B, 0, size=2, proof=[b""], root=node_hash(A, B))
    with pytest.raises(ProofError):
        verify_inclusion(A[:31], 0, size=2, proof=[A[31:] + B], root=node_hash(A, B))
    with pytest.raises(ProofError):
        verify_consistency((1, A + B), (2, node_hash(A, B)), proof=[b""])


def test_an_empty_tree_begins_every_tree() -> None:
    root = leaf_hash(b"a")
    verify_consistency((0, EMPTY_ROOT), (1, root), proof=[])
    for first, proof in (((0, root), []), ((0, EMPTY_ROOT), [root]), ((-1, EMPTY_ROOT), [])):
        with pytest.raises(ProofError):
            verify_consistency(first, (1, root), proof=proof)


@pytest.mark.parametrize(("first", "second"), [(0, 1), (2, 1), (-1, 1)])
def test_no_proof_is_made_of_sizes_out_of_order(first: int, second: int) -> None:
    with pytest.raises(ProofError):
        consistency_proof(first, second, nodes=nodes_of(ENTRIES))


@pytest.mark.parametrize(("index", "size"), [(1, 1), (-1, 1), (0, 0)])
def test_no_proof_is_made_of_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ProofError):
        inclusion_proof(index, size, nodes=nodes_of(ENTRIES))


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
def test_proofs_always_verify_and_only_for_their_leaf(
    entries: list[bytes], data: st.DataObject
) -> None:
    size = len(entries)
    index = data.draw(st.integers(0, size - 1))
    nodes, root = nodes_of(entries), reference.mth(entries)
    assert tree_root(size, nodes) == root
    proof = inclusion_proof(index, size, nodes=nodes)
    verify_inclusion(leaf_hash(entries[index]), index, size=size, proof=proof, root=root)
    with pytest.raises(ProofError):
        verify_inclusion(leaf_hash(entries[index] + b"x"), index, size=size, proof=proof, root=root)
    smaller = data.draw(st.integers(1, size))
    first = (smaller, reference.mth(entries[:smaller]))
    verify_consistency(first, (size, root), proof=consistency_proof(smaller, size, nodes=nodes))

"""Exported entries are proved without the gateway, and nothing else is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.audit.merkle import ProofError, consistency_proof, inclusion_proof, root_of
from gateway.audit.note import Checkpoint, SigningKey
from gateway.audit.proof_file import (
    ProvedGrowth,
    entry_line,
    growth_line,
    head_line,
    is_growth,
    verify_growth,
    verify_lines,
)
from tests.gateway.audit.logs import KEY, log_of

LOG = log_of(20)


def _nodes(level: int, index: int) -> bytes:
    leaves = [leaf for _, _, leaf in LOG.rows]
    return root_of(leaves[index << level : (index + 1) << level])


def _file() -> list[bytes]:
    lines = [head_line(LOG.notes[0][1], KEY.public)]
    for seq in (0, 7, 19):
        proof = inclusion_proof(seq, 20, nodes=_nodes)
        lines.append(entry_line(seq, LOG.rows[seq][1], proof=proof))
    return [line.encode() for line in lines]


def test_entries_are_proved() -> None:
    assert [each["seq"] for each in verify_lines(_file(), key=KEY.public)] == [0, 7, 19]
    assert len(list(verify_lines(_file()))) == 3


def _with(number: int, **changes: Any) -> list[bytes]:
    lines = _file()
    lines[number] = json.dumps(json.loads(lines[number]) | changes).encode()
    return lines


OTHER = SigningKey("log.example", bytes(32))


@pytest.mark.parametrize(
    "lines",
    [
        *([], [b""], [b"[]"], [b"{}"], [b"\xff"], _file()[1:], [*_file(), b"x"], [*_file(), b"{}"]),
        *(_with(0, key=OTHER.public.text()), _with(0, key=1), _with(0, checkpoint="x")),
        *(_with(1, seq=1), _with(1, seq="0"), _with(1, proof=[]), _with(1, proof=["zz"])),
        *(_with(1, proof=[1]), _with(1, proof="ab"), _with(2, entry="{}"), _with(2, entry=None)),
        _with(2, entry=LOG.rows[8][1].decode()),
    ],
)
def test_what_is_not_proved_is_told(lines: list[bytes]) -> None:
    for key in (KEY.public, None):
        with pytest.raises(ProofError):
            list(verify_lines(lines, key=key))


def test_another_key_than_the_one_given_is_told() -> None:
    with pytest.raises(ProofError):
        list(verify_lines(_file(), key=OTHER.public))


def _note(size: int, key: SigningKey = KEY) -> bytes:
    root = root_of([leaf for _, _, leaf in LOG.rows[:size]])
    return key.sign_note(Checkpoint(origin=key.public.name, size=size, root=root)).encode()


def _growth(**changes: Any) -> list[bytes]:
    proof = tuple(consistency_proof(5, 20, nodes=_nodes))
    grown = ProvedGrowth(first=_note(5), second=_note(20), proof=proof)
    line = json.loads(growth_line(grown, KEY.public))
    return [json.dumps(line | changes).encode()]


def test_growth_is_proved_from_its_line_alone() -> None:
    for key in (KEY.public, None):
        first, second = verify_growth(_growth(), key=key)
        assert (first.size, second.size) == (5, 20)
    assert is_growth(_growth()[0])
    assert not any(is_growth(line) for line in (*_file(), b"", b"x", b"[]"))


@pytest.mark.parametrize(
    "lines",
    [
        *([], [b""], [b"{}"], [*_growth(), b"{}"], _growth() * 2, _file()),
        *(_growth(**{"from": 6}), _growth(to=19), _growth(to=None), _growth(key=1)),
        *(_growth(proof=[]), _growth(proof=["zz"]), _growth(proof="ab"), _growth(proof=[1])),
        *(_growth(checkpoints=each) for each in (None, [], "ab", [1, 2], ["\ud800", "x"])),
        _growth(checkpoints=[_note(5).decode(), _note(5).decode()]),
        _growth(checkpoints=[_note(20).decode(), _note(5).decode()], **{"from": 20, "to": 5}),
        _growth(checkpoints=[_note(4).decode(), _note(20).decode()], **{"from": 4}),
        _growth(checkpoints=[_note(5).decode().replace("\n5\n", "\n6\n"), _note(20).decode()]),
    ],
)
def test_growth_that_is_not_proved_is_told(lines: list[bytes]) -> None:
    for key in (KEY.public, None):
        with pytest.raises(ProofError):
            verify_growth(lines, key=key)


def test_growth_under_another_key_is_told() -> None:
    with pytest.raises(ProofError):
        verify_growth(_growth(), key=OTHER.public)

"""Random bytes are given out once, in every process and thread."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

from gateway.entropy import BLOCK_BYTES, Entropy


def test_no_bytes_are_given_twice_by_many_threads() -> None:
    source = Entropy()
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: source.take(16), range(5000)))
    assert len(set(taken)) == 5000
    assert {len(each) for each in taken} == {16}


def test_more_than_a_block_can_be_taken() -> None:
    source = Entropy()
    assert len(source.take(3 * BLOCK_BYTES)) == 3 * BLOCK_BYTES
    assert len(source.take(1)) == 1


def test_a_forked_process_starts_with_bytes_of_its_own() -> None:
    source = Entropy()
    source.take(1)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, source.take(32))
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 32) != source.take(32)


def test_the_repr_shows_nothing() -> None:
    source = Entropy()
    source.take(1)
    assert repr(source) == "Entropy()"

"""Fits a linear-chain CRF. The same input gives the same bytes on the same machine."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from pycrfsuite import Trainer

Sequences = Iterable[tuple[Sequence[Sequence[str]], Sequence[str]]]


def fold(key: str, folds: int) -> int:
    """The part, 0 to ``folds - 1``, that a dialogue, document or row belongs to for ever."""
    digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % folds


def fit(
    sequences: Sequences,
    *,
    c1: float = 0.05,
    c2: float = 0.01,
    iterations: int = 80,
    minimum: float = 2.0,
) -> bytes:
    """A crfsuite model of labelled sequences.

    Args:
        sequences: features and label of each token.
        c1: weight of the L1 norm; larger ones give smaller models.
        c2: weight of the squared L2 norm.
        iterations: most steps of L-BFGS.
        minimum: how often a feature must occur.
    """
    trainer = Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(
        {
            "c1": c1,
            "c2": c2,
            "max_iterations": iterations,
            "feature.minfreq": minimum,
            "feature.possible_transitions": True,
        }
    )
    for features, labels in sequences:
        trainer.append(features, labels)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        return path.read_bytes()

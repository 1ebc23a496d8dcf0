"""The detectors that are trained: names and health, apart from those of identifiers.

Each has a model that a fold's can stand in for, and figures of its own.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import detectors
from detectors.registry import load
from detectors.tagger.model import Model
from detectors.types import Detector

# Of each room the detector that takes ``model=``.
ROOMS: Mapping[str, tuple[str, str]] = {
    "names": ("detectors.names.detector", "NamesDetector"),
    "health": ("detectors.health.detector", "HealthDetector"),
}
# Rooms of words; the last has no model.
EVERY_ROOM = ("names", "health", "special")
# Where the sets are listed that each is trained on.
_SETS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "names": ("detectors.names.corpus", ("SETS",)),
    "health": ("detectors.health.corpus", ("MEDICAL", "OTHERS")),
}
# Code for a fresh process: an engine whose rooms were never loaded.
START_WITHOUT = """
import importlib.abc, importlib.util, sys, types
class Absent:
    name, entity_types, patterns = "absent", (), ()
    def __init__(self, *_, **__): pass
    def __iter__(self): return iter(())
class Module(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent
class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        return importlib.util.spec_from_loader(name, self) if name.startswith({rooms}) else None
    def create_module(self, spec): return Module(spec.name)
    def exec_module(self, module): pass
sys.meta_path.insert(0, Finder())
import detectors
from detectors.registry import load
engine = detectors.Engine([each for each in load() if not isinstance(each, Absent)])
"""
_FOLDER = Path(detectors.__file__).parent
_NO_MODEL = frozenset({".py", ".pyc", ".sha256"})
_NO_MODELS_IN = frozenset({"templates", "__pycache__"})


def room_of(detector: Detector) -> str | None:
    """The room that a detector belongs to, or None for one of identifiers."""
    module = type(detector).__module__
    for room in EVERY_ROOM:
        if module.startswith(f"detectors.{room}."):
            return room
    return None


def identifiers_alone() -> tuple[Detector, ...]:
    """Everything shipped but the rooms."""
    return tuple(each for each in load() if room_of(each) is None)


def shipped_of(room: str) -> tuple[Detector, ...]:
    """The shipped detectors of a room."""
    return tuple(each for each in load() if room_of(each) == room)


def shipped_rooms() -> tuple[str, ...]:
    """The rooms that have a detector with a model."""
    return tuple(room for room in ROOMS if any(_takes_model(each, room) for each in load()))


def with_models(models: Mapping[str, Model]) -> tuple[Detector, ...]:
    """Everything shipped, with other models in the rooms that are named."""
    return tuple(_with_model(each, models) for each in load())


def trained_sets(rooms: Sequence[str]) -> frozenset[str]:
    """The sets that the models of rooms are trained on."""
    found: set[str] = set()
    for room in rooms:
        module, names = _SETS[room]
        found |= {each for name in names for each in vars(importlib.import_module(module))[name]}
    return frozenset(found)


def _takes_model(detector: Detector, room: str) -> bool:
    return (type(detector).__module__, type(detector).__name__) == ROOMS[room]


def _with_model(detector: Detector, models: Mapping[str, Model]) -> Detector:
    for room, model in models.items():
        if _takes_model(detector, room):
            kind: Any = type(detector)
            made: Detector = kind(model=model)
            return made
    return detector


def model_bytes(folder: Path = _FOLDER) -> int:
    """Size of the files that ship with the rooms: models and lists, not code or templates."""
    return sum(
        path.stat().st_size
        for room in ROOMS
        for path in (folder / room).rglob("*")
        if path.is_file()
        and path.suffix not in _NO_MODEL
        and not _NO_MODELS_IN & set(path.relative_to(folder).parts)
    )

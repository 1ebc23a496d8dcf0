"""Rooms of trained detectors: told apart from identifiers, given other models, weighed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import rooms
from benchmarks.detection import start
from detectors.registry import load
from detectors.tagger.model import Model
from detectors.tagger.training import fit
from detectors.types import Detector, Finding, Input, Pattern

CONTENT = fit([([["w=jane"], ["w=hi"]], ["PERSON", "O"])] * 3, iterations=5, minimum=0)


class Tagger:
    """A detector of a room, as the contract says."""

    name = "tagger"
    entity_types = ("PERSON",)
    patterns: tuple[Pattern, ...] = ()

    def __init__(self, model: Model | None = None) -> None:
        self.model = model

    def confirm(self, seen: Input, start: int, end: int) -> Iterator[Finding]:
        yield from ()


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch) -> tuple[Detector, ...]:
    """Detectors of which one is of a room."""
    monkeypatch.setattr(Tagger, "__module__", "detectors.names.detector")
    monkeypatch.setattr(rooms, "ROOMS", {"names": ("detectors.names.detector", "Tagger")})
    made = (*load(["payment_card"]), Tagger())
    monkeypatch.setattr(rooms, "load", lambda: made)
    return made


def test_a_detector_is_of_a_room_or_of_identifiers(shipped: tuple[Detector, ...]) -> None:
    card, tagger = shipped
    assert (rooms.room_of(card), rooms.room_of(tagger)) == (None, "names")
    assert rooms.identifiers_alone() == (card,)
    assert rooms.shipped_of("names") == (tagger,)
    assert rooms.shipped_rooms() == ("names",)


def test_only_the_model_of_the_room_is_another(shipped: tuple[Detector, ...]) -> None:
    model = Model(CONTENT)
    card, tagger = rooms.with_models({"names": model})
    assert card is shipped[0]
    assert isinstance(tagger, Tagger)
    assert tagger is not shipped[1]
    assert tagger.model is model
    assert rooms.with_models({}) == shipped


@pytest.mark.parametrize(
    ("room", "some"), [("names", {"multidogo_turns", "sgd_turns"}), ("health", {"bc5cdr"})]
)
def test_the_sets_trained_on_are_those_of_the_room(room: str, some: set[str]) -> None:
    assert some <= rooms.trained_sets([room])
    assert rooms.trained_sets([]) == frozenset()


def test_an_engine_starts_without_ever_loading_a_room(tmp_path: Path) -> None:
    code = rooms.START_WITHOUT.format(rooms=("detectors.names.", "detectors.health."))
    check = """
loaded = [each for name, each in sys.modules.items() if name.startswith("detectors.names.")]
assert all(isinstance(each, Module) for each in loaded)
assert engine.detect("4111 1111 1111 1111")
"""
    begun = start(code + check, cache=tmp_path)
    assert begun.resident > 0


def test_models_and_lists_are_weighed_without_code_or_templates(tmp_path: Path) -> None:
    for name, size in {
        "names/names.crf": 5,
        "names/names.crf.sha256": 65,
        "names/detector.py": 100,
        "names/templates/a.txt": 1000,
        "health/words/a.txt": 3,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(size))
    assert rooms.model_bytes(tmp_path) == 8

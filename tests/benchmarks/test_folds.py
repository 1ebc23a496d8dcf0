"""Cross-validation: no row is scored by a model that saw its dialogue."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from benchmarks import folds, rooms
from benchmarks.folds import Trained, digest, main, models_of, read_folds, write_folds
from benchmarks.labelled import Case
from benchmarks.processes import BenchmarkFailed
from benchmarks.rivals import Rival, discreet
from detectors.registry import load
from detectors.tagger.model import write_checked
from detectors.tagger.training import fold
from tests.benchmarks.test_rooms import CONTENT, Tagger

COUNT = 3


@pytest.fixture
def _room(monkeypatch: pytest.MonkeyPatch) -> None:
    """One room, of names, whose detector is a test's own."""
    monkeypatch.setattr(Tagger, "__module__", "detectors.names.detector")
    monkeypatch.setattr(rooms, "ROOMS", {"names": ("detectors.names.detector", "Tagger")})
    monkeypatch.setattr(rooms, "load", lambda: (*load(["payment_card"]), Tagger()))


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """Models of so many folds."""
    for number in range(COUNT):
        write_checked(tmp_path / f"names-{number}.crf", CONTENT)
    return tmp_path


def rival(name: str) -> Rival:
    return Rival(name=name, find=lambda *_: [], asks=True, about="a test's own")


def case(group: str) -> Case:
    return Case(key="1", text="hi", own=0, spans=(), group=group)


def test_a_row_goes_to_the_engine_that_never_saw_its_dialogue() -> None:
    made = Trained(
        sets=frozenset({"seen_turns"}), engines=tuple(rival(str(n)) for n in range(COUNT))
    )
    used = set()
    for number in range(30):
        group = f"dialogue:{number}"
        found = made.of("seen_turns", case(group))
        assert found is not None
        assert found.name == str(fold(group, COUNT))
        used.add(found.name)
    assert len(used) == COUNT
    assert made.of("other_turns", case("dialogue:1")) is None
    assert not made.is_seen("seen_turns")


def test_without_models_a_set_trained_on_is_seen() -> None:
    made = Trained(sets=frozenset({"seen_turns"}))
    assert made.of("seen_turns", case("dialogue:1")) is None
    assert made.is_seen("seen_turns")
    assert not made.is_seen("other_turns")


@pytest.mark.usefixtures("_room")
def test_each_fold_is_an_engine_with_its_own_model(models: Path) -> None:
    made = read_folds(models, engines=discreet)
    assert len(made.engines) == COUNT
    assert "multidogo_turns" in made.sets
    assert "multidogo_turns" in folds.shipped().sets
    (found,) = made.engines[0].find("4111 1111 1111 1111", None)
    assert found.entity_type == "CREDIT_CARD"


@pytest.mark.usefixtures("_room")
def test_models_that_are_damaged_or_missing_are_an_error(models: Path) -> None:
    (models / "names-1.crf").write_bytes(CONTENT + b"\0")
    with pytest.raises(BenchmarkFailed, match=r"names-1\.crf"):
        read_folds(models, engines=discreet)
    (models / "names-1.crf").unlink()
    with pytest.raises(BenchmarkFailed, match="names"):
        read_folds(models, engines=discreet)
    with pytest.raises(BenchmarkFailed, match="folds"):
        read_folds(models / "none", engines=discreet)


def test_nothing_is_trained_where_no_room_is_shipped(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folds, "shipped_rooms", tuple)
    assert read_folds(models, engines=discreet) == Trained()


def test_models_are_read_in_the_order_of_their_folds(tmp_path: Path) -> None:
    for number in range(11):
        (tmp_path / f"health-{number}.crfsuite").write_bytes(b"")
        (tmp_path / f"health-{number}.crfsuite.sha256").write_bytes(b"")
    found = models_of(tmp_path, "health")
    assert [path.name for path in found] == [f"health-{n}.crfsuite" for n in range(11)]


def test_the_digest_is_that_of_the_rooms_data_and_code_but_not_of_models(tmp_path: Path) -> None:
    data, root = tmp_path / "data", tmp_path / "root"
    files = {
        "data/sgd_turns.jsonl": "{}",
        "root/detectors/__init__.py": "",
        "root/detectors/names/__init__.py": "",
        "root/detectors/names/train.py": "from detectors.names.features import FEATURES",
        "root/detectors/names/features.py": "from detectors.tagger import tokens",
        "root/detectors/tagger/__init__.py": "",
        "root/detectors/tagger/tokens.py": "",
        "root/detectors/names/templates/a.txt": "",
    }
    # Files of a package that nothing names are not among what is imported.
    packages = {name for name in files if name.endswith("__init__.py")}
    others = (
        *("data/bare_values.jsonl", "root/detectors/names/detector.py"),
        *("root/detectors/names/names.crf", "root/detectors/names/names.crf.sha256"),
        *("root/detectors/health/train.py", "root/detectors/engine.py"),
    )
    for name, text in (*files.items(), *((name, "") for name in others)):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def current(folds: int = 5) -> str:
        return digest("names", data, folds=folds, root=root)

    first = current()
    for name in others:
        (tmp_path / name).write_text("changed = True")
    assert current() == first != current(folds=4)
    seen = {first}
    for name in files.keys() - packages:
        (tmp_path / name).write_text(f"{files[name]}\n\n")
        seen.add(current())
    assert len(seen) == len(files) - len(packages) + 1


_TRAINER = """
import subprocess
import sys
from pathlib import Path
from typing import Any
words = sys.argv[1:]
out, count = Path(words[words.index("--out") + 1]), int(words[words.index("--folds") + 1])
for number in range(count if "fail" not in words[1] else 0):
    (out / f"names-{number}.crf").write_text("model")
    (out / f"names-{number}.crf.sha256").write_text("digest")
sys.exit("broken" in words[1])
"""


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """Trainings, of a stand-in that writes as many files as it is told to."""
    started: list[Sequence[str]] = []
    real = subprocess.Popen

    def begin(command: Sequence[str], **more: Any) -> object:
        started.append(command)
        return real([sys.executable, "-c", _TRAINER, *command[3:]], **more)

    monkeypatch.setattr(subprocess, "Popen", begin)
    monkeypatch.setattr(folds, "shipped_rooms", lambda: ("names",))
    return started


def test_models_are_trained_once_for_the_same_data_and_code(
    tmp_path: Path, trained: list[Sequence[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    data, out = tmp_path / "data", tmp_path / "build" / "folds"
    data.mkdir()
    (data / "sgd_turns.jsonl").write_text("{}")
    main(["--data", str(data), "--out", str(out), "--folds", "2"])
    main(["--data", str(data), "--out", str(out), "--folds", "2"])
    assert capsys.readouterr().out.splitlines() == [
        "models for cross-validation: names trained",
        "models for cross-validation: none trained",
    ]
    (command,) = trained
    assert command[1:5] == ["-m", "detectors.names.train", "--data", str(data)]
    assert {path.name for path in out.iterdir()} == {
        *("names-0.crf", "names-1.crf", "names-0.crf.sha256", "names-1.crf.sha256"),
        "names.digest",
    }
    (data / "sgd_turns.jsonl").write_text("{ }")
    assert write_folds(data, out, folds=1) == ("names",)
    assert [path.name for path in models_of(out, "names")] == ["names-0.crf"]


@pytest.mark.parametrize("name", ["fail", "broken"])
@pytest.mark.usefixtures("trained")
def test_a_training_that_fails_leaves_nothing_that_looks_done(tmp_path: Path, name: str) -> None:
    data, out = tmp_path / name, tmp_path / "out"
    data.mkdir()
    with pytest.raises(SystemExit, match="training"):
        main(["--data", str(data), "--out", str(out)])
    assert list(out.iterdir()) == []

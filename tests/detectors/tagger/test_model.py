"""A shipped model: checked before it is read, and the spans that it gives."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from detectors.errors import ConfigurationError
from detectors.tagger.model import Model, Span, checked, packaged, write_checked
from detectors.tagger.training import fit

# "hi" is nothing; "ann" is surely a person, "lee" sometimes, "rome" a place.
_TAUGHT = [
    *[(["w=hi"], "O")] * 40,
    *[(["w=ann"], "PERSON")] * 40,
    *[(["w=rome"], "LOCATION")] * 40,
    *[(["w=lee"], "PERSON")] * 8,
    *[(["w=lee"], "O")] * 32,
]
CONTENT = fit(
    [([features], [label]) for features, label in _TAUGHT]
    + [([["w=hi"], ["w=ann"], ["w=hi"], ["w=rome"]], ["O", "PERSON", "O", "LOCATION"])] * 10,
    minimum=1,
)
MODEL = Model(CONTENT)
BOTH = {"PERSON": 0.5, "LOCATION": 0.5}


def features(words: str) -> list[list[str]]:
    return [[f"w={word}"] for word in words.split()]


@pytest.mark.parametrize(
    ("words", "spans"),
    [
        ("", []),
        ("hi", []),
        ("ann", [(0, 1, "PERSON")]),
        ("ann ann", [(0, 2, "PERSON")]),
        ("hi ann hi rome", [(1, 2, "PERSON"), (3, 4, "LOCATION")]),
        ("ann rome", [(0, 1, "PERSON"), (1, 2, "LOCATION")]),
        ("ann hi ann", [(0, 1, "PERSON"), (2, 3, "PERSON")]),
        ("hi lee hi", []),
    ],
)
def test_spans(words: str, spans: list[tuple[int, int, str]]) -> None:
    found = MODEL.spans(features(words), BOTH)
    assert [(each.first, each.last, each.label) for each in found] == spans
    assert all(0.5 <= each.probability <= 1 for each in found)


def test_labels_that_are_not_named_are_not_looked_for() -> None:
    found = MODEL.spans(features("hi ann hi rome"), {"LOCATION": 0.5})
    assert [each.label for each in found] == ["LOCATION"]
    assert MODEL.spans(features("hi ann hi rome"), {}) == []


def test_a_lower_bar_finds_more() -> None:
    (unsure,) = MODEL.spans(features("hi lee hi"), {"PERSON": 0.02})
    assert (unsure.first, unsure.last) == (1, 2)
    assert 0.02 <= unsure.probability < 0.5


def test_beside_a_sure_token_less_is_enough() -> None:
    words = features("hi lee ann lee lee hi")
    (alone,) = MODEL.spans(words, BOTH)
    (joined,) = MODEL.spans(words, BOTH, beside=0.01)
    assert (alone.first, alone.last) == (2, 3)
    assert (joined.first, joined.last) == (1, 5)
    assert joined.probability == alone.probability


def test_beside_an_unsure_token_it_is_not() -> None:
    words = features("hi lee hi hi")
    bar = MODEL.spans(words, {"PERSON": 0.02})[0].probability
    assert bar < 0.5
    found = MODEL.spans(words, {"PERSON": 0.02}, beside=0.0)
    assert [(each.first, each.last) for each in found] == [(1, 2)]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "small.crf"
    write_checked(path, CONTENT)
    model = Model.read(path)
    assert model.labels == MODEL.labels == ("LOCATION", "PERSON")
    assert model.digest == MODEL.digest == hashlib.sha256(CONTENT).hexdigest()
    assert model.spans(features("hi ann"), BOTH) == MODEL.spans(features("hi ann"), BOTH)
    assert path.with_name("small.crf.sha256").read_text() == f"{model.digest}\n"


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _changed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


def _gone(path: Path) -> None:
    path.unlink()


def _digest_gone(path: Path) -> None:
    path.with_name(f"{path.name}.sha256").unlink()


def _digest_empty(path: Path) -> None:
    path.with_name(f"{path.name}.sha256").write_text("\n")


def _digest_of_another(path: Path) -> None:
    path.with_name(f"{path.name}.sha256").write_text(hashlib.sha256(b"").hexdigest())


def _digest_is_no_text(path: Path) -> None:
    path.with_name(f"{path.name}.sha256").write_bytes(b"\xff\xfe")


def _a_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "damage",
    [
        *(_cut, _changed, _emptied, _gone, _a_directory),
        *(_digest_gone, _digest_empty, _digest_of_another, _digest_is_no_text),
    ],
)
def test_a_damaged_file_is_an_error_that_names_it(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    path = tmp_path / "small.crf"
    write_checked(path, CONTENT)
    damage(path)
    with pytest.raises(ConfigurationError, match=r"small\.crf") as caught:
        Model.read(path)
    assert str(tmp_path) not in str(caught.value)


def test_a_package_without_the_file_is_an_error_that_names_it() -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.crf"):
        packaged("detectors.names", "nowhere.crf")
    with pytest.raises(ConfigurationError, match=r"nowhere\.crf"):
        Model.load("detectors.names", "nowhere.crf")


def test_the_bytes_of_a_package_are_those_of_its_files() -> None:
    content = packaged("detectors.names", "names.crf")
    folder = Path(__file__).parents[3] / "detectors" / "names"
    assert content == (folder / "names.crf").read_bytes()
    same = checked(folder / "names.crf", folder / "names.crf.sha256", name="names.crf")
    assert same == content


def test_what_is_no_model_is_refused() -> None:
    with pytest.raises(ValueError, match="Invalid model"):
        Model(b"this is no model")


@pytest.fixture
def restless_threads() -> Iterator[None]:
    """Threads take turns so often that one falls between two steps of another."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("restless_threads")
def test_eight_threads_see_the_same() -> None:
    model = Model(CONTENT)
    units = [features("hi ann hi rome"), features("lee ann lee"), features("hi hi"), []]
    alone = [MODEL.spans(unit, BOTH, beside=0.01) for unit in units] * 200
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda unit: model.spans(unit, BOTH, beside=0.01), units * 200))
    assert together == alone


def test_a_unit_after_another_is_tagged_on_its_own() -> None:
    first = MODEL.spans(features("ann"), BOTH)
    MODEL.spans(features("hi rome hi rome hi"), BOTH)
    assert MODEL.spans(features("ann"), BOTH) == first == [Span(0, 1, "PERSON", first[0][3])]


def test_the_repr_holds_no_feature() -> None:
    assert repr(MODEL) == f"Model({MODEL.digest[:16]})"

"""Rows of the sets as examples, and the label of each token."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.corpus import (
    EVERYTHING,
    LABELS,
    SETS,
    Example,
    labelled,
    labels,
    read_set,
)
from detectors.tagger.tokens import tokens

ROW: dict[str, Any] = {
    "id": "r1",
    "text": "i am ann from rome",
    "spans": [
        {"start": 14, "end": 18, "label": "LOCATION"},
        {"start": 5, "end": 8, "label": "PERSON"},
        {"start": 0, "end": 1, "label": "AGE"},
    ],
    "lang": "en",
}


def written(folder: Path, *lines: str) -> Path:
    path = folder / "some_set.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


def changed(**parts: Any) -> str:
    return json.dumps(ROW | parts)


def test_a_row(tmp_path: Path) -> None:
    (example,) = read_set(written(tmp_path, json.dumps(ROW), "", "  "))
    assert example == Example(
        key="r1",
        source="some_set",
        text="i am ann from rome",
        spans=((5, 8, "PERSON"), (14, 18, "LOCATION")),
    )


def test_a_row_of_a_dialogue(tmp_path: Path) -> None:
    row = changed(group="d7", before="¿Quién?", lang="es")
    (example,) = read_set(written(tmp_path, row))
    assert (example.key, example.before, example.language) == ("d7", "¿Quién?", "es")


def test_what_a_row_does_not_say(tmp_path: Path) -> None:
    row = changed(group=None, before=None, lang=None, spans=[])
    (example,) = read_set(written(tmp_path, row))
    assert (example.key, example.before, example.language) == ("r1", "", "und")
    assert example.spans == ()


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '"text"',
        "{}",
        json.dumps({key: ROW[key] for key in ROW if key != "spans"}),
        json.dumps({key: ROW[key] for key in ROW if key != "text"}),
        json.dumps({key: ROW[key] for key in ROW if key != "id"}),
        changed(text=None),
        changed(text=7),
        changed(spans=None),
        changed(spans="PERSON"),
        changed(spans=["PERSON"]),
        changed(spans=[{"start": 0, "end": 1}]),
        changed(spans=[{"start": "0", "end": 1, "label": "PERSON"}]),
        changed(spans=[{"start": 4, "end": 99, "label": "PERSON"}]),
        changed(spans=[{"start": -3, "end": 2, "label": "PERSON"}]),
        changed(spans=[{"start": 5, "end": 5, "label": "PERSON"}]),
        changed(spans=[{"start": 8, "end": 5, "label": "PERSON"}]),
    ],
)
def test_a_malformed_row_is_an_error_without_its_text(tmp_path: Path, line: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)) as caught:
        read_set(written(tmp_path, line))
    assert "ann" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("i am ann lee", [(5, 12, "PERSON")], ["O", "O", "PERSON", "PERSON"]),
        ("ann's car", [(0, 3, "PERSON")], ["PERSON", "O", "O"]),
        ("xann", [(1, 4, "PERSON")], ["PERSON"]),
        ("annx", [(0, 3, "PERSON")], ["PERSON"]),
        ("ann lee", [(0, 3, "PERSON"), (4, 7, "LOCATION")], ["PERSON", "LOCATION"]),
        ("rome", [(0, 2, "PERSON"), (2, 4, "LOCATION")], ["LOCATION"]),
        ("12 oak st, troy", [(0, 15, "ADDRESS")], ["ADDRESS"] * 5),
        ("a b", [], ["O", "O"]),
        ("a  b", [(1, 3, "PERSON")], ["O", "O"]),
        ("", [], []),
    ],
)
def test_labels(text: str, spans: list[tuple[int, int, str]], expected: list[str]) -> None:
    assert labels(tokens(text), spans) == expected


def test_the_tokens_of_an_example() -> None:
    seen, found = labelled(Example(key="k", source="s", text="hi bo", spans=((3, 5, "PERSON"),)))
    assert (seen.words, found) == (["hi", "bo"], ["O", "PERSON"])


@given(st.text(st.sampled_from("ab '-.1 "), min_size=1, max_size=30), st.data())
def test_exactly_the_tokens_that_a_span_touches_have_its_label(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    seen = tokens(text)
    found = labels(seen, [(start, end, "PERSON")])
    places = zip(seen.starts, seen.ends, strict=True)
    touched = ["PERSON" if first < end and start < last else "O" for first, last in places]
    assert found == touched


def test_the_repr_of_an_example_holds_no_text() -> None:
    example = Example(key="k", source="s", text="jane doe", before="name of jane?")
    assert "jane" not in repr(example)


def test_the_sets_are_complete_for_known_labels_only() -> None:
    assert set(LABELS) == EVERYTHING
    assert all(each.complete <= EVERYTHING for each in SETS.values())
    assert all(each.copies >= 1 and each.licence for each in SETS.values())


def test_no_set_is_under_a_licence_that_forbids_training() -> None:
    assert not any("LGPL" in each.licence or "GPL" in each.licence for each in SETS.values())

"""Training end to end on a handful of sentences: the same bytes twice, and nothing left out."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from detectors.names import train as training
from detectors.names.corpus import Example
from detectors.names.features import Features
from detectors.names.gazetteer import Gazetteer
from detectors.names.train import (
    Left,
    completed,
    main,
    prepared,
    questions,
    read_sets,
    sequences,
    train,
    write_folds,
)
from detectors.tagger.model import Model
from detectors.tagger.tokens import tokens
from detectors.tagger.training import fit

FEATURES = Features(Gazetteer.load())
TEMPLATES = """# for tests
What's your name? || {full}
Which colour? || blue please
My name is {full}, I live in {city}.
I am {first} from {city_region} and work for {org}
Send it to {street} please
the order {number} is late
we like tea
"""
ROWS: dict[str, list[tuple[str, str]]] = {
    # The name in the third row is not labelled, as sets of this kind have it.
    "abcd_turns": [("my name is john smith", "john smith"), ("it is late", ""), ("i am mary", "")],
    "broad_twitter": [("meet Peter in Paris", "Peter"), ("so hungry", "")],
    "neg_banking77": [("my card was declined", ""), ("where is my money", "")],
}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of small sets; the templates are small too."""
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "en_small.txt").write_text(TEMPLATES, "utf-8")
    monkeypatch.setattr(training, "TEMPLATES", templates)
    folder = tmp_path / "sets"
    folder.mkdir()
    for name, rows in ROWS.items():
        lines = [json.dumps(_row(f"{name}-{n}", *row)) for n, row in enumerate(rows)]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def _row(key: str, text: str, name: str) -> dict[str, Any]:
    start = text.find(name)
    span = {"start": start, "end": start + len(name), "label": "PERSON"}
    return {"id": key, "text": text, "spans": [span] if name else [], "lang": "en"}


def example(text: str, *spans: tuple[int, int, str], source: str = "abcd_turns") -> Example:
    return Example(key="k", source=source, text=text, spans=spans)


def test_the_same_bytes_twice(data: Path) -> None:
    first = train(data, iterations=12)
    assert first == train(data, iterations=12)
    assert Model(first).labels == ("ADDRESS", "LOCATION", "ORGANIZATION", "PERSON")


def test_another_part_gives_another_model(data: Path) -> None:
    model = train(data, Left(fold=0, folds=2), iterations=3)
    assert model != train(data, Left(fold=1, folds=2), iterations=3)


def test_each_example_is_left_out_once(data: Path) -> None:
    whole = read_sets(data)
    parts = [read_sets(data, Left(fold=each, folds=3)) for each in range(3)]
    seen = Counter(example.key for part in parts for example in part)
    assert set(seen.values()) == {2}
    assert set(seen) == {example.key for example in whole}


def test_sets_that_may_not_be_trained_on_are_not_read(data: Path) -> None:
    row = json.dumps(_row("closed", "my name is zed", "zed"))
    (data / "stdnum_values.jsonl").write_text(row, "utf-8")
    assert {each.source for each in read_sets(data)} == set(ROWS)


def test_a_directory_without_sets_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="--data"):
        read_sets(tmp_path)


def test_questions_by_what_answers_them() -> None:
    found = questions(
        [
            Example(key="1", source="t", text="ann", before="Who?", spans=((0, 3, "PERSON"),)),
            Example(key="2", source="t", text="yes", before="Sure?"),
            Example(key="3", source="t", text="no", before="Really?"),
            Example(key="4", source="t", text="ann", spans=((0, 3, "PERSON"),)),
            Example(key="5", source="t", text="ja", before="Wirklich?", language="de"),
        ]
    )
    assert found == {"OTHER": ["Really?", "Sure?"], "PERSON": ["Who?"]}


def test_sets_count_as_often_as_they_say() -> None:
    once = example("so late", source="neg_banking77")
    thrice = example("so late", source="broad_twitter")
    sources = Counter(each.source for each in prepared([once, thrice] * 20, {}))
    assert sources["broad_twitter"] > 2 * sources["neg_banking77"]


def test_a_set_of_one_spelling_gives_one_example_a_row() -> None:
    rows = [example("John is late.", source="bc5cdr")] * 50
    found = prepared(rows, {})
    assert len(found) == 50
    assert len({each.text for each in found}) > 1


def test_units_with_a_label_for_each_token() -> None:
    given = example("i am ann lee. thanks", (5, 12, "PERSON"))
    found = list(sequences([given], FEATURES, draw=Random(1)))
    assert [labels for _, labels in found] == [["O", "O", "PERSON", "PERSON", "O"], ["O"]]
    assert all(len(rows) == len(labels) for rows, labels in found)


def test_names_are_hidden_from_the_lists_now_and_then() -> None:
    given = [example("i am john", (5, 9, "PERSON"))] * 100
    known = ["g=given" in rows[2] for rows, _ in sequences(given, FEATURES, draw=Random(1))]
    assert 60 < sum(known) < 95
    plain = [example("i am john")] * 100
    assert all("g=given" in rows[2] for rows, _ in sequences(plain, FEATURES, draw=Random(1)))


def small_model() -> Model:
    """Sure that "john" is a person; of "lee" it is not."""
    taught = [example("i am john", (5, 9, "PERSON")), example("so it is")] * 20
    taught += [example("so lee is", (3, 6, "PERSON")), example("so lee is")] * 20
    taught += [
        example("in rome", (3, 7, "LOCATION")),
        example("at 12 oak st", (3, 12, "ADDRESS")),
        example("for acme", (4, 8, "ORGANIZATION")),
    ] * 5
    return Model(fit(sequences(taught, FEATURES, draw=Random(1)), iterations=40, minimum=1))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (example("i am john"), [((5, 9, "PERSON"),)]),
        (example("so it is"), [()]),
        (example("so lee is"), []),
        (example("i am john", (5, 9, "ORGANIZATION")), [((5, 9, "ORGANIZATION"),)]),
        (example("i am john", source="neg_banking77"), [()]),
        (example("so lee is", source="neg_banking77"), [()]),
        (example("so lee is", source="presidio_research_v2"), [()]),
    ],
)
def test_names_without_a_label_are_labelled_or_their_sentence_left_out(
    given: Example, expected: list[tuple[tuple[int, int, str], ...]]
) -> None:
    found = completed([given], small_model(), features=FEATURES)
    assert [each.spans for each in found] == expected


def test_one_model_a_fold(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[Left | None] = []

    def quick(_: Path, each: Left | None = None) -> bytes:
        left.append(each)
        return f"model without part {each and each.fold}".encode()

    monkeypatch.setattr(training, "train", quick)
    write_folds(data, tmp_path / "out", folds=2)
    assert left == [Left(fold=0, folds=2), Left(fold=1, folds=2)]
    assert (tmp_path / "out" / "names-1.crf").read_bytes() == b"model without part 1"
    assert (tmp_path / "out" / "names-1.crf.sha256").is_file()


def test_the_command_writes_the_model(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(training, "train", lambda _: b"a model")
    path = tmp_path / "names.crf"
    main(["--data", str(data), "--write", str(path)])
    assert path.read_bytes() == b"a model"
    assert capsys.readouterr().out.startswith("7 bytes, SHA-256 ")


def test_the_command_says_what_it_needs(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([])
    with pytest.raises(SystemExit):
        main(["--data", str(data), "--folds", "2"])
    assert "--folds needs --out" in capsys.readouterr().err


def test_the_small_model_is_what_it_says() -> None:
    rows = FEATURES.of(tokens("i am john"), (0, 3))
    (span,) = small_model().spans(rows, {"PERSON": 0.5})
    assert (span.first, span.last) == (2, 3)

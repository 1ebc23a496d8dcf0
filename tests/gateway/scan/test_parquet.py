"""Parquet: columns of strings, numbers and nested values, copies of the same schema."""

from __future__ import annotations

import importlib
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import ConfigurationError
from gateway.scan import parquet
from gateway.scan.journal import State
from gateway.scan.model import Format, Operator, Plan
from gateway.scan.run import Scan
from tests.gateway.scan.plain_engine import means, outputs, sources, written
from tests.gateway.scan.test_run import Killed, killer

pa = importlib.import_module("pyarrow")
pq = importlib.import_module("pyarrow.parquet")

CHAT = pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))
PLAN = Plan(operator=Operator.SUPPRESS)


def save(path: Path, columns: dict[str, Any], **options: Any) -> Path:
    pq.write_table(pa.table(columns), path, **options)
    return path


def run(path: Path, out: Path, *, plan: Plan = PLAN, resume: bool = False, **changes: Any) -> State:
    files = sources(path, kind=Format.PARQUET)
    (state,) = Scan(files, plan, outputs=outputs(out), means=means(**changes)).run(resume=resume)
    return state


def copied(out: Path, name: str = "a.parquet") -> Any:
    return pq.read_table(out / "copies" / name)


def test_strings_numbers_and_nested_values_are_examined(tmp_path: Path) -> None:
    columns = {
        "text": pa.array(["card 4111", None, "fine"]).dictionary_encode(),
        "chat": pa.array([[{"role": "user", "content": "4222"}], [], None], CHAT),
        "number": pa.array([4333, 1, 2], pa.int64()),
        "decimal": pa.array([Decimal(4444), None, Decimal(1)]),
        "rate": pa.array([4111.0, 4111.0, 4111.0]),
        "raw": pa.array([b"4111", b"", None]),
    }
    state = run(save(tmp_path / "a.parquet", columns), tmp_path / "out")
    table = copied(tmp_path / "out")
    assert table.to_pydict() == {
        "text": ["card [CREDIT_CARD]", None, "fine"],
        "chat": [[{"role": "user", "content": "[CREDIT_CARD]"}], [], None],
        "number": [None, 1, 2],
        "decimal": [None, None, Decimal(1)],
        "rate": [4111.0, 4111.0, 4111.0],
        "raw": [b"4111", b"", None],
    }
    assert table.schema == pa.table(columns).schema
    assert state.counts == {"CREDIT_CARD": 4}
    assert state.troubles == {"number_lost": 2}
    found = written(tmp_path / "out")["found.jsonl"]
    assert b'"row": 1, "column": "chat.content"' in found


@pytest.mark.parametrize(
    ("columns", "count"), [(("text",), 1), (("chat.content",), 1), (("chat",), 2), (("other",), 0)]
)
def test_columns_are_chosen_by_name(tmp_path: Path, columns: tuple[str, ...], count: int) -> None:
    path = save(
        tmp_path / "a.parquet",
        {"text": ["4111"], "chat": pa.array([[{"role": "4222", "content": "4333"}]], CHAT)},
    )
    state = run(path, tmp_path / "out", plan=Plan(columns=columns, operator=Operator.SUPPRESS))
    assert sum(state.counts.values()) == count
    assert state.troubles == ({} if count else {"no_column": 1})


def test_a_file_without_findings_is_copied_byte_for_byte(tmp_path: Path) -> None:
    path = save(tmp_path / "a.parquet", {"text": ["fine"] * 9}, row_group_size=4)
    run(path, tmp_path / "out")
    assert (tmp_path / "out" / "copies" / "a.parquet").read_bytes() == path.read_bytes()


def test_a_number_is_taken_out_where_null_was_not_allowed(tmp_path: Path) -> None:
    schema = pa.schema([pa.field("n", pa.int64(), nullable=False)], metadata={b"a": b"b"})
    pq.write_table(pa.table([[4111, 5]], schema=schema), tmp_path / "a.parquet")
    run(tmp_path / "a.parquet", tmp_path / "out")
    table = copied(tmp_path / "out")
    assert table.to_pydict() == {"n": [None, 5]}
    assert table.schema.metadata == {b"a": b"b"}


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"PAR1 and then nothing", "not_parquet"), (b"text", "not_parquet"), (None, "not_parquet")],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, data: bytes | None, code: str) -> None:
    path = save(tmp_path / "a.parquet", {"text": ["4111"] * 100})
    path.write_bytes(path.read_bytes()[:-20] if data is None else data)
    assert run(path, tmp_path / "out").troubles == {code: 1}
    assert set(written(tmp_path / "out")) == {"found.jsonl"}


def test_a_file_of_no_rows_is_empty(tmp_path: Path) -> None:
    path = save(tmp_path / "a.parquet", {"text": pa.array([], pa.string())})
    assert run(path, tmp_path / "out").troubles == {"empty": 1}


def test_a_killed_scan_goes_on_to_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "BATCH_ROWS", 7)
    texts = [f"card 4{place:03}" for place in range(100)]
    path = save(tmp_path / "a.parquet", {"text": texts}, row_group_size=30)
    expected = run(path, tmp_path / "whole")
    kills = 0
    for after in range(1, 20):
        out = tmp_path / f"out{after}"
        state: State | None = None
        while state is None:
            try:
                state = run(path, out, resume=True, advance=killer(after), note_seconds=0.0)
            except Killed:
                kills += 1
                assert not any(name.endswith("a.parquet") for name in written(out))
                after += 1
        assert (state, written(out)) == (expected, written(tmp_path / "whole"))
    assert kills > 15


def test_without_pyarrow_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> None:
        raise ImportError

    monkeypatch.setattr("gateway.scan.parquet.importlib.import_module", missing)
    with pytest.raises(ConfigurationError, match=r"discreet\[parquet\]"):
        parquet.arrow()


def test_a_dictionary_holds_no_value_of_another_batch(tmp_path: Path) -> None:
    count = parquet.BATCH_ROWS
    texts = ["fine"] * count + ["card 4111"] + ["fine"] * count
    save(tmp_path / "a.parquet", {"text": pa.array(texts).dictionary_encode()}, compression="none")
    run(tmp_path / "a.parquet", tmp_path / "out")
    assert b"4111" not in (tmp_path / "out/copies/a.parquet").read_bytes()
    assert copied(tmp_path / "out").column("text").to_pylist()[count] == "card [CREDIT_CARD]"


def test_names_and_metadata_are_examined(tmp_path: Path) -> None:
    table = pa.table({"4111": ["fine"], "text": ["fine"]})
    table = table.replace_schema_metadata({"note": "card 4222", "kept": "as it is"})
    pq.write_table(table, tmp_path / "a.parquet")
    state = run(tmp_path / "a.parquet", tmp_path / "out")
    copy = copied(tmp_path / "out")
    assert copy.column_names == ["[CREDIT_CARD]", "text"]
    assert copy.schema.metadata == {b"kept": b"as it is"}
    assert (state.counts, state.troubles) == ({"CREDIT_CARD": 2}, {})
    assert b"4111" not in written(tmp_path / "out")["found.jsonl"]


@pytest.mark.parametrize(
    "columns", [{"s": [{"4111": "x"}]}, {"4111": ["x"], "4222": ["y"]}], ids=["within", "twice"]
)
def test_names_that_cannot_be_changed_leave_no_copy(
    tmp_path: Path, columns: dict[str, list[Any]]
) -> None:
    state = run(save(tmp_path / "a.parquet", columns), tmp_path / "out")
    assert state.troubles == {"no_copy": 1}
    assert "copies/a.parquet" not in written(tmp_path / "out")


def test_a_whole_number_that_became_a_float_is_examined(tmp_path: Path) -> None:
    column = pa.array([411122223333.0, None, 411122223333.5, float("nan"), 4111.0])
    save(tmp_path / "a.parquet", {"ssn": column})
    state = run(tmp_path / "a.parquet", tmp_path / "out")
    values = copied(tmp_path / "out").column("ssn").to_pylist()
    assert (values[:3], values[4]) == ([None, None, 411122223333.5], 4111.0)
    assert (state.counts, state.troubles) == ({"US_SSN": 1}, {"number_lost": 1})


def test_a_file_that_changes_before_it_is_copied_leaves_no_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(tmp_path / "a.parquet", {"text": ["fine"]})
    copyfile = shutil.copyfile

    def late(source: str, target: Path) -> None:
        path.write_bytes(path.read_bytes() + b"4111")
        copyfile(source, target)

    monkeypatch.setattr(shutil, "copyfile", late)
    state = run(path, tmp_path / "out")
    assert state.troubles == {"changed": 1}
    assert "copies/a.parquet" not in written(tmp_path / "out")

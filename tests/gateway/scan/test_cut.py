"""Chunks: whole records, the same from wherever a scan goes on, in bounded memory."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.scan import cut
from gateway.scan.cut import Cutter, quiet_end
from gateway.scan.model import Chunk, Format, Source, Trouble


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cut, "_TARGET", dict.fromkeys(Format, 24))
    monkeypatch.setattr(cut, "_READ", 16)
    monkeypatch.setattr(cut, "_SEARCH", 16)
    monkeypatch.setattr(cut, "RECORD_BYTES", 300)


def pieces(
    data: bytes, kind: Format, *, start: int = 0, line: int = 1, row: int = 0
) -> list[Chunk | Trouble]:
    source = Source(number=0, path="x", format=kind)
    return list(
        Cutter(source, io.BytesIO(data), encoding="utf-8").pieces(start, line=line, row=row)
    )


def chunks(data: bytes, kind: Format) -> list[Chunk]:
    return [piece for piece in pieces(data, kind) if isinstance(piece, Chunk)]


KINDS = st.sampled_from([Format.TEXT, Format.JSONL, Format.CSV])
DATA = st.lists(st.sampled_from([b"ab", b"\n", b"\r\n", b'"', b",", b"4111", b" "]), max_size=60)


@given(DATA.map(b"".join), KINDS)
def test_chunks_are_the_file_and_go_on_from_any_cut(data: bytes, kind: Format) -> None:
    whole = chunks(data, kind)
    assert b"".join(each.data for each in whole) == data
    assert [each.last for each in whole] == [False] * (len(whole) - 1) + [True] * bool(whole)
    for place, each in enumerate(whole):
        assert each.offset == sum(len(one.data) for one in whole[: place + 1])
        assert each.line == 1 + sum(one.lines for one in whole[:place])
        rest = pieces(
            data, kind, start=each.offset, line=each.line + each.lines, row=each.row + each.rows
        )
        assert rest == whole[place + 1 :]


@given(DATA.map(b"".join), KINDS)
def test_a_chunk_ends_where_a_line_ends(data: bytes, kind: Format) -> None:
    assert all(each.data.endswith((b"\n", b"\r")) for each in chunks(data, kind)[:-1])


def test_csv_chunks_know_header_delimiter_and_rows() -> None:
    data = b'\xef\xbb\xbf"a\nb";c\n' + b'"1\n2";x\n' * 8
    found = chunks(data, Format.CSV)
    assert len(found) > 2
    assert {each.header for each in found} == {("a\nb", "c")}
    assert {each.delimiter for each in found} == {";"}
    assert sum(each.rows for each in found) == 9
    assert all(each.data.count(b'"') % 2 == 0 for each in found)


def test_a_line_longer_than_a_chunk_is_one_chunk() -> None:
    long = b"x" * 100 + b"\n"
    found = chunks(b"a\n" + long + b"b\n", Format.JSONL)
    assert b"".join(each.data for each in found) == b"a\n" + long + b"b\n"
    assert any(long in each.data for each in found)


@pytest.mark.parametrize("kind", [Format.TEXT, Format.JSONL, Format.CSV])
def test_a_record_without_an_end_is_refused(kind: Format) -> None:
    data = b'a\nb\n"' + b"x\n" * 500 if kind is Format.CSV else b"a\nb\n" + b"x" * 1000
    (*_, last) = pieces(data, kind)
    assert isinstance(last, Trouble)
    assert (last.name, last.ends_file) == ("record_too_long", True)


@pytest.mark.parametrize(
    ("data", "cut_after"),
    [
        (b"one\n\ntwo\n411\n", b"one\n\n"),
        (b"one\ntwo\ncard 41\n11 x\n", b"one\ntwo\n"),
        (b"a1\nb\n2c\n3\n", b"a1\nb\n"),
        (b"1\n2\n3\n", b"1\n2\n3\n"),
    ],
)
def test_text_is_cut_where_no_value_can_go_over_the_line_end(data: bytes, cut_after: bytes) -> None:
    assert data[: quiet_end(data, len(data))] == cut_after

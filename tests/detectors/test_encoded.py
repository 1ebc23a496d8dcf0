"""Base64 and hexadecimal runs: those that hold text, and those that do not."""

from __future__ import annotations

import base64
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine
from detectors.encoded import runs
from tests.detectors.hostile import HAND_MADE

ENGINE = Engine()
SAID = "card 4111 1111 1111 1111, jane@example.com"
STANDARD = base64.b64encode(SAID.encode()).decode()


@pytest.mark.parametrize(
    "run",
    [
        STANDARD,
        STANDARD.rstrip("="),
        base64.urlsafe_b64encode(SAID.encode()).decode(),
        SAID.encode().hex(),
        SAID.encode().hex().upper(),
        "0x" + SAID.encode().hex(),
        SAID.encode().hex(" "),
        SAID.encode().hex(":"),
        base64.encodebytes(SAID.encode()).decode().strip(),
    ],
)
@pytest.mark.parametrize(
    "around", [("", ""), ("see ", " ok"), ('{"a":"', '"}'), ("k=", "&b"), ("<", ">")]
)
def test_reads(run: str, around: tuple[str, str]) -> None:
    before, after = around
    assert list(runs(before + run + after)) == [(SAID, len(before), len(before) + len(run))]


def test_reads_what_a_path_or_a_signature_holds() -> None:
    mail = base64.b64encode(b"jane@example.com").decode()
    text = f"/files/{mail.rstrip('=')}/x"
    assert list(runs(text)) == [("jane@example.com", 7, 29)]
    token = f"eyJhbGciOiJub25lIn0.{base64.urlsafe_b64encode(SAID.encode()).decode()}."
    assert [said for said, _, _ in runs(token)] == ['{"alg":"none"}', SAID]


def test_lines_of_one_run_are_read_together() -> None:
    lines = base64.encodebytes(SAID.encode() * 9).decode().strip()
    assert lines.count("\n") == 6
    assert list(runs(f"a\n{lines}\nb")) == [(SAID * 9, 2, 2 + len(lines))]


@pytest.mark.parametrize(
    "text",
    [
        *("", "informationthankyou", "4111-1111-1111-1111", "Donaudampfschifffahrt"),
        "d41d8cd98f00b204e9800998ecf8427e",
        "123e4567-e89b-12d3-a456-426614174000",
        "/usr/share/dictionaries/en_GB/words",
        "aGVsbG8=",  # too short
        "HTTP_ACCEPT_LANGUAGE",
    ],
)
def test_leaves_alone(text: str) -> None:
    assert list(runs(text)) == []


def test_random_bytes_are_no_text() -> None:
    draw = random.Random(7)
    for _ in range(500):
        data = draw.randbytes(24)
        assert list(runs(base64.b64encode(data).decode())) == []
        assert list(runs(data.hex())) == []


@given(st.text(min_size=9, max_size=60).filter(lambda said: said.isprintable()))
def test_printable_text_reads_back(said: str) -> None:
    run = base64.b64encode(said.encode()).decode()
    assert list(runs(f"x {run} y")) == [(said, 2, 2 + len(run))]


@pytest.mark.parametrize("name", [name for name in HAND_MADE if "base64" in name or "hexa" in name])
def test_runs_are_disjoint_and_no_longer_than_the_text(name: str) -> None:
    text = HAND_MADE[name](20_000)
    last = total = 0
    for said, start, end in runs(text):
        assert last <= start < end <= len(text)
        last = end
        total += len(said)
    assert total <= len(text)


def test_what_is_found_inside_covers_the_whole_run() -> None:
    text = f"see {STANDARD} ok"
    findings = ENGINE.detect(text)
    assert [text[each.start : each.end] for each in findings] == [STANDARD]
    assert findings[0].evidence[-1] == "reading"


@given(st.text("ABab01+/-_= \n", min_size=12, max_size=200))
def test_any_run_of_the_alphabet_gives_runs_or_nothing(text: str) -> None:
    for said, start, end in runs(text):
        assert said
        assert 0 <= start < end <= len(text)


def test_padding_before_the_last_line_is_no_text() -> None:
    assert list(runs("x ABSKQmVkcm9ja0FQSUtleS" + "0" * 40 + "= x")) == []

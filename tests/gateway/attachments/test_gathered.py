from __future__ import annotations

import pytest

from gateway.attachments.gathered import Gathered, TimedBytes
from gateway.attachments.model import AttachmentLimits, NotExaminable


def test_lines_become_a_text_without_odd_characters() -> None:
    gathered = Gathered(AttachmentLimits())
    for line in ("a\x00b\x7f", "\ud83d\ude00 \ud800", "", " ", "", "c"):
        gathered.add(line)
    assert gathered.text() == "a b \n\U0001f600 \ufffd\n\nc"


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (AttachmentLimits(characters=5), "more than 5 characters"),
        (AttachmentLimits(operations=2), "too complex"),
        (AttachmentLimits(content_bytes=9), "more than 9 bytes to parse"),
    ],
)
def test_a_limit_once_met_is_met_again(limits: AttachmentLimits, message: str) -> None:
    gathered = Gathered(limits)

    def read() -> None:
        for _ in range(3):
            gathered.add("x")
            gathered.step()
            gathered.parsed(4)

    with pytest.raises(NotExaminable, match=message):
        read()
    for again in (gathered.check, gathered.step, gathered.text, lambda: gathered.add("")):
        with pytest.raises(NotExaminable, match=message):
            again()


def test_the_clock_is_looked_at_now_and_then() -> None:
    seconds = iter(range(10_000))
    limits = AttachmentLimits(clock=lambda: float(next(seconds)), seconds=3)
    gathered = Gathered(limits)
    for _ in range(256 * 4 - 1):
        gathered.step()
    with pytest.raises(NotExaminable, match="too long"):
        gathered.step()
    assert next(seconds) == 5


def test_reading_a_file_is_timed() -> None:
    now = [0.0]
    gathered = Gathered(AttachmentLimits(clock=lambda: now[0], seconds=1))
    file = TimedBytes(b"abc" * 1000, gathered)
    assert file.read(3) == b"abc"
    now[0] = 2.0
    for _ in range(254):
        file.read(1)
    with pytest.raises(NotExaminable, match="too long"):
        file.read(1)


def test_no_text_at_all_is_refused() -> None:
    gathered = Gathered(AttachmentLimits())
    gathered.add(" \x00\n")
    with pytest.raises(NotExaminable, match="no text"):
        gathered.text()

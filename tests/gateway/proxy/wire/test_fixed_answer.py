"""Fixed answers of every wire: the gateway itself reads them as answers of that wire."""

from __future__ import annotations

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from gateway.proxy.context import Wire
from gateway.proxy.wire.fixed_answer import FixedAnswer, whole
from gateway.proxy.wires import WIRES
from tests.gateway.proxy.wire.fixed_samples import TEXT, answer
from tests.gateway.proxy.wire.readers import toward

# What answers with figures answers nobody.
FIGURES = ("embeddings", "moderations", "count_tokens", "countTokens", "embedContent")
ANSWERING = [wire for wire in WIRES if wire.fixed_answer is not None]
every_wire = pytest.mark.parametrize(
    "wire", ANSWERING, ids=lambda wire: f"{wire.path}?{wire.fixed_query}"
)


def test_wires_that_answer_nobody_have_none() -> None:
    without = {wire.path for wire in WIRES if wire.fixed_answer is None}
    figures = {wire.path for wire in WIRES if wire.path.endswith((*FIGURES, "batchEmbedContents"))}
    assert without == figures
    assert len(ANSWERING) == 18


def body_of(wire: Wire, text: str, *, stream: bool) -> bytes:
    assert wire.fixed_answer is not None
    reply = wire.fixed_answer(answer(stream=stream, text=text, comment=""))
    if stream:
        kind = reply.content_type.partition(";")[0]
        assert kind in wire.stream_types or "streamGenerate" not in wire.path
    return reply.body


def read_back(wire: Wire, body: bytes, *, stream: bool) -> tuple[bytes, tuple[str, ...]]:
    """What the gateway would give of such an answer, and the text that it reads."""
    reader = wire.new_answer(toward(), max_event_bytes=1 << 20)
    if stream:
        shown = reader.feed(body[:50]) + reader.feed(body[50:]) + reader.end() + reader.closing
        shown = reader.framing.opening + shown + reader.framing.closing
    else:
        shown = reader.whole(body)
    assert reader.done
    return shown, reader.choices[0].texts()


@every_wire
@pytest.mark.parametrize("stream", [False, True])
def test_it_passes_through_as_it_is(wire: Wire, *, stream: bool) -> None:
    body = body_of(wire, TEXT, stream=stream)
    assert read_back(wire, body, stream=stream) == (body, (TEXT.strip(),))


@drawn(text=st.text(), place=st.integers(0, len(ANSWERING) - 1), stream=st.booleans())
def test_what_is_read_back_is_the_text(text: str, *, place: int, stream: bool) -> None:
    wire = ANSWERING[place]
    _, said = read_back(wire, body_of(wire, text, stream=stream), stream=stream)
    assert said == (text.strip(),)


@every_wire
def test_no_client_finds_a_line_end_inside(wire: Wire) -> None:
    for stream in (False, True):
        body = body_of(wire, TEXT, stream=stream)
        assert (
            body.decode().splitlines()
            == [line.decode() for line in body.split(b"\n")][: -1 if body.endswith(b"\n") else None]
        )


def test_nothing_of_the_caller_is_in_a_repr() -> None:
    made = FixedAnswer(text="No.", model="my-secret", stream=False, id="7", created=0)
    assert "my-secret" not in repr(made)
    assert "my-secret" not in repr(whole({"model": "my-secret"}))

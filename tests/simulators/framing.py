"""How the bodies of a stream are put into bytes, for the wires beside chat completions.

named_stream    events with their type in an ``event:`` line (Responses, Anthropic)
data_stream     events with data alone and no ``[DONE]`` (Gemini)
lines_stream    a JSON text a line (Ollama)
array_stream    one JSON array whose items come one by one (Gemini without ``alt=sse``)
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tests.simulators.completions import EventStyle, Json, event_stream, spell

_GO = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def pieces(text: str, size: int) -> Iterator[str]:
    """A text in parts of so many characters."""
    for start in range(0, len(text), size):
        yield text[start : start + size]


def named_stream(bodies: Sequence[Json], style: EventStyle | None = None) -> bytes:
    """Events that say their body's ``type`` in a line of their own."""
    chosen = style or EventStyle()
    end, space = chosen.line_end, " " if chosen.space else ""
    written = ["\ufeff"] if chosen.bom else []
    for body in bodies:
        if chosen.comment is not None:
            written.append(f":{chosen.comment}{end}{end}")
        written.append(f"event:{space}{body['type']}{end}")
        written += [f"data:{space}{line}{end}" for line in spell(body, chosen).split("\n")]
        written.append(end)
    return "".join(written).encode("utf-8", "surrogatepass")


def data_stream(bodies: Sequence[Json], style: EventStyle | None = None) -> bytes:
    """Events with nothing but data, and no end mark."""
    return event_stream(bodies, replace(style or EventStyle(), done=False))


def lines_stream(
    bodies: Sequence[Json], *, line_end: str = "\n", ascii_only: bool = False, last: bool = True
) -> bytes:
    """A JSON text a line; ``last`` says whether the last line has an end, too.

    Ollama's server escapes what Go's ``encoding/json`` does, and its client relies on it:
    it takes U+2028 for the end of a line.
    """
    texts = [json.dumps(body, ensure_ascii=ascii_only, separators=(",", ":")) for body in bodies]
    texts = [text.translate(_GO) for text in texts]
    written = line_end.join(texts) + (line_end if last else "")
    return written.encode("utf-8", "surrogatepass")


def array_stream(bodies: Sequence[Json], *, indent: int | None = 2) -> bytes:
    """One JSON array, spelled as Google's servers spell it: a line break, then the comma."""
    texts = [json.dumps(body, ensure_ascii=False, indent=indent) for body in bodies]
    return ("[" + "\n,\r\n".join(texts) + "\n]\n").encode("utf-8", "surrogatepass")

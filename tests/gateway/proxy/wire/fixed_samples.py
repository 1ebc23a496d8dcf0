"""What tests of fixed answers share: one answer, and its bytes with the text in its place."""

from __future__ import annotations

from gateway.proxy.wire.fixed_answer import FixedAnswer

TEXT = 'No "model" \\ was asked.\r\n🙂\u2028\u2029\u0085\x1c'
_WRITTEN = r"No \"model\" \\ was asked.\r\n🙂\u2028\u2029\u0085\u001c"
COMMENT = "x-discreet-policy: default@0"


def answer(*, stream: bool, text: str = TEXT, comment: str = COMMENT) -> FixedAnswer:
    """An answer of 2023-11-14."""
    return FixedAnswer(
        text=text, model="m-1", stream=stream, id="7k", created=1_700_000_000, comment=comment
    )


def golden(template: str) -> bytes:
    """The bytes of a template, ``$TEXT`` being the text as JSON has it."""
    return template.replace("$TEXT", _WRITTEN).encode()


def events(*pieces: str) -> bytes:
    """Events, and the comment at their end."""
    return golden("".join(f"{piece}\n\n" for piece in (*pieces, f": {COMMENT}")))

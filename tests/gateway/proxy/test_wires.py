"""The table of wires is whole."""

from __future__ import annotations

from gateway.errors import Refused
from gateway.proxy.wires import OPENAI_CHAT, WIRES
from gateway.recipients import WIRES as DECLARED


def test_every_wire_stands_under_its_path_and_can_be_declared() -> None:
    assert {path: wire.path for path, wire in WIRES.items()} == {path: path for path in WIRES}
    assert {wire.name for wire in WIRES.values()} == set(DECLARED)


def test_the_wires_of_chat_completions_end_and_err_as_their_sdk_expects() -> None:
    assert OPENAI_CHAT.end_event == b"data: [DONE]\n\n"
    error = Refused("some_code", "Some words.", status=403)
    body = OPENAI_CHAT.error_body(error, "privacy@example.com")
    assert OPENAI_CHAT.error_event(error, "privacy@example.com") == b"data: " + body + b"\n\n"

"""The table of wires: endpoint by endpoint, what reads requests and answers."""

from __future__ import annotations

from gateway.proxy.context import Wire
from gateway.proxy.sse import encode_event
from gateway.proxy.wire import openai_chat
from gateway.proxy.wire.openai_chat_answer import DONE, ChatAnswer
from gateway.proxy.wire.openai_error import error_body, error_event

OPENAI_CHAT = Wire(
    name=openai_chat.NAME,
    path=openai_chat.PATH,
    endpoint=openai_chat.PATH,
    read_request=openai_chat.read_request,
    new_answer=ChatAnswer,
    error_body=error_body,
    error_event=error_event,
    end_event=encode_event(DONE),
)

WIRES = {wire.path: wire for wire in (OPENAI_CHAT,)}

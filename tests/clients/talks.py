"""One conversation of a chatbot, whatever the SDK: say, take a turn, give a tool's result."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar, Self

from gateway.proxy.wires import find_wire
from tests.clients.places import Place

SECONDS = 20.0


class Mode(StrEnum):
    """How an SDK is used."""

    WHOLE = "whole"
    STREAMED = "streamed"
    ASYNC = "async"
    ASYNC_STREAMED = "async streamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call of a tool, as the SDK reports it."""

    name: str
    given: dict[str, Any] = field(repr=False)
    identifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What the model answered; a stream's deltas are joined."""

    text: str = field(repr=False)
    calls: tuple[Call, ...] = ()


class Talk(ABC):
    """A conversation over one SDK; a context manager that closes its blocking client.

    Attributes:
        name: for a test's id.
        path: the gateway's path of the wire.
        error: the SDK's type for a status that is an error.
        stream_error: its type for an error inside a stream.
        refused: its type for status 403.
    """

    name: ClassVar[str]
    path: ClassVar[str]
    error: ClassVar[type[Exception]]
    stream_error: ClassVar[type[Exception]]
    refused: ClassVar[type[Exception]]

    def __init__(self, place: Place, mode: Mode) -> None:
        self.place = place
        self.mode = mode
        self.turns: list[Any] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *facts: object) -> None:
        self._stack.close()

    @abstractmethod
    def client(self) -> AbstractContextManager[Any]:
        """A new blocking client."""

    @cached_property
    def held(self) -> Any:
        """The blocking client of the whole conversation."""
        return self._stack.enter_context(self.client())

    @abstractmethod
    def say(self, text: str) -> None:
        """Adds a message of the user."""

    @abstractmethod
    def turn(self) -> Turn:
        """Lets the model answer, and adds what it answered as the SDK gave it."""

    @abstractmethod
    def give(self, call: Call, result: str) -> None:
        """Adds the result of a call."""

    @staticmethod
    @abstractmethod
    def status(error: Exception) -> int:
        """The status that the SDK's error tells."""


def through(*paths: str) -> list[str]:
    """The places where these paths can be tried: the gateway has all of them, or only directly."""
    served = all(find_wire(path) is not None for path in paths)
    return ["direct", "gateway"] if served else ["direct"]


def parameters(**properties: str) -> dict[str, Any]:
    """The JSON schema of a tool's parameters, all of them texts."""
    return {
        "type": "object",
        "properties": {
            name: {"type": "string", "description": text} for name, text in properties.items()
        },
        "required": list(properties),
    }


# Name, description and parameters of the two tools of every conversation.
TOOLS = (
    ("find_customer", "Finds a customer.", parameters(email="The address.")),
    ("send_letter", "Sends a letter.", parameters(account="Whose account.")),
)


def read(arguments: str) -> dict[str, Any]:
    """Arguments that travel as JSON in a string."""
    found: dict[str, Any] = json.loads(arguments)
    return found

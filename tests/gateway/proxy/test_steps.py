"""What every shell does alike."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from detectors.errors import DetectorFailed
from gateway.errors import Refused, StorageFailed, UpstreamFailed
from gateway.proxy.commands import CallerGone, Command, Cover, Emit, Examine, Read, Send
from gateway.proxy.steps import failure_of, step, unexpected

SECRET = "secret words"


def exchange(told: list[Any]) -> Generator[Command, Any, None]:
    try:
        told.append((yield Read()))
        yield Emit()
    except UpstreamFailed as error:
        told.append(error)
        yield Emit(status=502)


def test_steps_to_the_end() -> None:
    told: list[Any] = []
    running = exchange(told)
    assert step(running, None, failure=None) == Read()
    assert step(running, b"data", failure=None) == Emit()
    assert step(running, None, failure=None) is None
    assert told == [b"data"]


def test_a_failure_is_thrown_in() -> None:
    told: list[Any] = []
    running = exchange(told)
    step(running, None, failure=None)
    failure = UpstreamFailed("gone")
    assert step(running, b"ignored", failure=failure) == Emit(status=502)
    assert told == [failure]
    with pytest.raises(CallerGone):
        step(running, None, failure=CallerGone())


@pytest.mark.parametrize(
    ("command", "meaning"),
    [
        (Examine(segments=()), DetectorFailed),
        (Cover(images=()), DetectorFailed),
        (Emit(), CallerGone),
        (Read(), UpstreamFailed),
        (Send(url="u", headers={}, body=b""), UpstreamFailed),
    ],
)
def test_what_unforeseen_errors_mean(command: Command, meaning: type[Exception]) -> None:
    made = failure_of(command, ValueError(SECRET))
    assert isinstance(made, meaning)
    assert SECRET not in str(made)


def test_an_unforeseen_error_tells_the_caller_nothing() -> None:
    made = unexpected(ValueError(SECRET))
    assert isinstance(made, Refused)
    assert (made.code, made.status) == ("internal_error", 500)
    assert SECRET not in repr(made)


def test_errors_of_the_store_are_the_stores() -> None:
    from gateway.proxy.commands import Ask, Finish, Record

    for kind in (Ask, Finish, Record):
        command: Any = object.__new__(kind)
        assert isinstance(failure_of(command, OSError(SECRET)), StorageFailed)

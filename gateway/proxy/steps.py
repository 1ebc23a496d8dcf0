"""What every shell of an exchange does alike: a step, and what a failure of its work means."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from detectors.errors import DetectorFailed
from gateway.errors import GatewayError, Refused, StorageFailed, UpstreamFailed
from gateway.proxy.commands import (
    Ask,
    CallerGone,
    Command,
    Cover,
    Emit,
    Examine,
    Finish,
    Note,
    Record,
    Watch,
)


def step(
    exchange: Generator[Command, Any, None], give: Any, *, failure: BaseException | None
) -> Command | None:
    """The exchange's next command, or None at its end.

    Args:
        exchange: yields commands.
        give: what the command before gave; ignored where it failed.
        failure: what its work failed with, or None.
    """
    try:
        return exchange.send(give) if failure is None else exchange.throw(failure)
    except StopIteration:
        return None


def failure_of(command: Command, error: Exception) -> Exception:
    """What an unforeseen error of a port means to the exchange, which records what it can."""
    if isinstance(command, Ask | Record | Finish | Note | Watch):
        return StorageFailed("The store failed.")
    if isinstance(command, Examine | Cover):
        return DetectorFailed("examination", type(error))
    if isinstance(command, Emit):
        return CallerGone()
    return UpstreamFailed("The recipient's answer could not be received.", code="upstream_error")


def unexpected(error: Exception) -> GatewayError:
    """What a caller is told of an error that nobody foresaw: nothing but that it was."""
    del error
    return Refused("internal_error", "The gateway failed; nothing more was sent.", status=500)

"""Which endpoints lead to which recipients in a configuration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detectors.clock import work_time
from gateway.entropy import random_bytes
from gateway.proxy.context import Wire
from gateway.proxy.wires import WIRES
from gateway.settings import Settings
from gateway.storage.crypto import KEY_BYTES
from gateway.verify.drive import Line
from gateway.wiring import exchange_limits, new_engine, new_setting, tenant_keys


def lines(settings: Settings, *, tenant: str | None = None) -> Iterator[Line]:
    """Every endpoint with each recipient that it leads to, of one tenant or of all.

    Endpoints whose bodies the same reader reads by the same table are one line.

    The keys are made for the occasion: nothing of the store is read or written.

    Raises:
        ConfigurationError: a policy or recogniser cannot be used.
    """
    engine = new_engine(settings)
    master = random_bytes(KEY_BYTES)
    for each in settings.tenants.values():
        if tenant not in (None, each.key):
            continue
        setting, examination = new_setting(
            each,
            tenant_keys(master, each.key),
            engine=engine,
            limits=exchange_limits(settings.limits),
        )
        for recipient in each.recipients:
            for wire, *beside in _alike(recipient.wire):
                yield Line(
                    setting=setting,
                    examination=examination,
                    recipient=recipient,
                    wire=wire,
                    beside=tuple(beside),
                    seconds=settings.limits.request_seconds,
                    clock=work_time,
                )


def _alike(name: str) -> Iterable[list[Wire]]:
    """The endpoints of a wire, each path once, together where the same reads their bodies."""
    found: dict[tuple[int, object], dict[str, Wire]] = {}
    for wire in WIRES:
        if wire.name == name:
            alike = found.setdefault((id(wire.table), wire.read_request), {})
            alike.setdefault(wire.path, wire)
    return [list(alike.values()) for alike in found.values()]

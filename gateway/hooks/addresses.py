"""Which recipient an SDK is about to call: none but those that are configured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from gateway.errors import InvalidRequest, Refused
from gateway.policy import Recipient
from gateway.proxy.context import Wire
from gateway.proxy.wires import find_wire

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What a call's URL says.

    Attributes:
        wire: of its path.
        model: that the path names, or None.
        recipients: those of the tenant that live there.
    """

    wire: Wire
    model: str | None = field(default=None, repr=False)
    recipients: tuple[Recipient, ...] = ()


def find_address(url: str, recipients: tuple[Recipient, ...]) -> Address:
    """The wire of a URL, and the recipients that it can be an address of.

    Raises:
        InvalidRequest: ``unknown_route``: no wire has such a path.
        Refused: ``recipient_refused``: a wire has, but no recipient lives there.
    """
    known = False
    for wire, model in _readings(url):
        known = True
        living = tuple(
            each
            for each in recipients
            if each.wire == wire.name and _same(_address(each, wire, model=model), url)
        )
        if living:
            return Address(wire=wire, model=model, recipients=living)
    if known:
        raise _unknown_address()
    raise unknown_route()


def check_address(url: str, called: str) -> None:
    """Holds what the exchange sends to against what the SDK calls.

    Raises:
        Refused: they differ in more than the query, which the wire makes.
    """
    if not _same(url, called):
        raise _unknown_address()


def unknown_route() -> InvalidRequest:
    """The refusal of a path or method that no wire has; nothing is sent."""
    return InvalidRequest("There is no such route.", code="unknown_route", status=404)


def _readings(url: str) -> Iterator[tuple[Wire, str | None]]:
    """Endpoints that the path ends in: what stands before may be a base address's own."""
    path, query = urlsplit(url).path, urlsplit(url).query
    for place, character in enumerate(path):
        if character == "/":
            found = find_wire(path[place:], query.encode())
            if found is not None:
                yield found


def _address(recipient: Recipient, wire: Wire, *, model: str | None) -> str:
    base = recipient.base_url.rstrip("/").removesuffix("/" + wire.endpoint.split("/", 2)[1])
    return base + wire.endpoint.replace("{model}", quote(model or "", safe="._:@-"))


def _same(one: str, other: str) -> bool:
    return (_origin(one), urlsplit(one).path) == (_origin(other), urlsplit(other).path)


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    host = (parts.hostname or "").removesuffix(".")
    return parts.scheme, host, parts.port or _DEFAULT_PORTS.get(parts.scheme)


def _unknown_address() -> Refused:
    return Refused(
        "recipient_refused",
        "No recipient of this tenant lives at the address that was called.",
        status=403,
        details={"reasons": ["address_unknown"]},
    )

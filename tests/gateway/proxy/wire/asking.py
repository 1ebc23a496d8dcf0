"""What tests of requests share: leaves with how they are read, and canaries in all of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from detectors import Engine
from gateway.proxy.context import ReadRequest
from gateway.proxy.leaves import reading_of
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.json_tree import write
from gateway.proxy.wire.options import ReadOptions
from tests.coverage.canaries import in_turn
from tests.coverage.driven import Driver, Outcome
from tests.coverage.leaks import Found, check
from tests.coverage.planter import Plant, spots
from tests.golden.requests import Request


def read_by(read: ReadRequest, body: Any, **options: Any) -> Document:
    """The body as the wire reads it."""
    return read(json.dumps(body).encode(), ReadOptions(**options))


def leaves(of: Document) -> list[tuple[str, str, str, str]]:
    """Pointer, kind, reading and text of each leaf."""
    return [
        (s.segment.pointer, s.segment.kind.value, reading_of(s.segment).value, s.segment.text)
        for s in of.slots
    ]


def driver(directory: Path, path: str) -> Driver:
    """Exchanges of this endpoint."""
    return Driver(directory / "config", Engine(), path=path)


def planted(of: Driver, *bodies: Any) -> Found:
    """What became of a canary in every place of these bodies and of the table's examples."""
    examples = [json.loads(write(each)) for each in of.wire.table.examples()]
    assert {of.run(each).word for each in examples} == {"sent"}
    found = {(spot.place, spot.how): spot for body in (*bodies, *examples) for spot in spots(body)}
    return check(
        of,
        (
            Plant(spot=spot, canary=in_turn(spot.how, number))
            for number, spot in enumerate(found.values())
        ),
    )


def refusals(of: Driver) -> list[str]:
    """The code of each body that the table says is refused."""
    return [of.run(write(each)).word for each in of.wire.table.examples(refused=True)]


def check_golden(of: Driver, request: Request) -> Outcome:
    """Asserts that what leaves is what came, or what the request says; that no value does."""
    outcome = of.run(request.source)
    assert outcome.word == (request.refused or "sent")
    if outcome.sent is None:
        return outcome
    sent = outcome.sent.body
    if request.pseudonym is not None:
        body = json.loads(sent)
        assert len(body.pop(request.pseudonym.removeprefix("/"))) == 40
        assert body == request.sent
    elif not request.values:
        assert sent == request.source
    assert not any(value in sent.decode() for value in request.values)
    return outcome

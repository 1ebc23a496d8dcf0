"""The part of the gateway that only speaks which is about a person's own data."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

CONTACT = "privacy@shop.example"
PACKAGE = b"PK a package"
SAID = (("user", "I am [PERSON_7KQ2M0XA] <b>bold</b>"), ("assistant", "Hello!"))
Read = Callable[[Request], Awaitable[tuple[Any, Any]]]


def conversation(number: int, **changes: Any) -> dict[str, Any]:
    """One of the list."""
    known: dict[str, Any] = {
        "id": f"talk-{number}",
        "created_at": f"2026-11-{number:02d}T10:00:00Z",
        "last_interaction_at": f"2026-11-{number:02d}T10:05:00Z",
        "purpose": "answering",
        "recipient": "model-host",
        "state": "active",
        "review": False,
        "hidden": False,
        "messages": 2,
        "retention_class": "conversation",
        "hide_at": "2026-12-20T10:00:00Z",
        "erase_by": "2026-12-21T10:00:00Z",
        "keep_until": None,
    }
    return known | changes


def disclosure(number: int, **changes: Any) -> dict[str, Any]:
    """One of the report."""
    known: dict[str, Any] = {
        "disclosure_id": f"d{number}",
        "at": f"2026-11-{number:02d}T10:00:00Z",
        "purpose": "answering",
        "recipient": "model-host",
        "recipient_name": "Model Host Ltd",
        "recipient_country": "DE",
        "sent_bytes": 420,
        "entity_counts": {"CREDIT_CARD": 1, "PERSON": 2},
    }
    return known | changes


def request_of(number: int, kind: str, **changes: Any) -> dict[str, Any]:
    """One request, fulfilled at once."""
    known: dict[str, Any] = {
        "id": f"r{number}",
        "kind": kind,
        "status": "RequestFulfilled",
        "received_at": "2026-11-22T10:00:00Z",
        "due_at": "2026-12-22T23:59:59Z",
        "overdue": False,
        "decided_at": "2026-11-22T10:00:00Z",
        "message": "The request was carried out.",
        "complaint": "You have the right to complain to a supervisory authority.",
        "contact": CONTACT,
    }
    return known | changes


WAITING: dict[str, Any] = {
    "status": "RequestAcknowledged",
    "decided_at": None,
    "message": "Somebody looks at the request and decides.",
    "complaint": None,
}


@dataclass(kw_only=True)
class FakeData:
    """What it answers with; a test changes it.

    Attributes:
        conversations, disclosures, requests: what is there.
        said: role and text of each message, as the gateway gives it to be read.
        purposes: those that can be objected to.
        page: so many of a list at once.
        refusals: code to refuse a call with, by method and path's last part.
    """

    conversations: list[dict[str, Any]] = field(default_factory=list)
    disclosures: list[dict[str, Any]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    purposes: list[dict[str, str]] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=lambda: list(SAID))
    page: int = 100
    refusals: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)

    def add_to(self, app: FastAPI, read: Read) -> None:
        """Adds the routes; ``read`` keeps what was asked, and knows the person."""
        for method, path, handle in (
            ("GET", "/privacy/conversations", self._conversations),
            ("GET", "/privacy/conversations/{key}", self._conversation),
            ("DELETE", "/privacy/conversations/{key}", self._erase),
            ("GET", "/privacy/disclosures", self._disclosures),
            ("GET", "/privacy/requests", self._requests),
            ("POST", "/privacy/requests", self._file),
            ("GET", "/privacy/requests/{key}", self._request),
            ("GET", "/privacy/requests/{key}/result", self._result),
            ("POST", "/privacy/requests/{key}/revoke", self._revoke),
            ("POST", "/privacy/requests/{key}/push", self._push),
        ):
            app.add_api_route(path, _answering(self, read, handle), methods=[method])

    def _conversations(self, asked: Any) -> Any:
        return self._paged("conversations", self.conversations, asked) | {"purposes": self.purposes}

    def _disclosures(self, asked: Any) -> Any:
        return self._paged("disclosures", self.disclosures, asked)

    def _paged(self, name: str, items: list[dict[str, Any]], asked: Any) -> dict[str, Any]:
        start = int(asked.query.get("after", "0"))
        end = start + self.page
        return {name: items[start:end], "after": str(end) if end < len(items) else None}

    def _conversation(self, asked: Any) -> Any:
        key = asked.path.rsplit("/", 1)[1]
        found = next(each for each in self.conversations if each["id"] == key)
        messages = [
            {"number": n, "role": role, "text": text} for n, (role, text) in enumerate(self.said)
        ]
        return {**found, "messages": messages}

    def _erase(self, asked: Any) -> Any:
        key = asked.path.rsplit("/", 1)[1]
        self.conversations = [each for each in self.conversations if each["id"] != key]
        return {"id": key, "erased": 1}

    def _requests(self, _asked: Any) -> Any:
        listed = [{k: v for k, v in each.items() if k != "result_until"} for each in self.requests]
        return {"requests": listed, "after": None, "contact": CONTACT}

    def _file(self, asked: Any) -> Any:
        kind = asked.body["kind"]
        more: dict[str, Any] = {}
        if kind in ("access", "portability"):
            more = {"result_until": "2026-11-29T10:00:00Z"}
        if kind == "erasure":
            more = WAITING
        made = request_of(len(self.requests) + 1, kind, **more)
        self.requests.insert(0, made)
        return made

    def _request(self, asked: Any) -> Any:
        key = asked.path.rsplit("/", 1)[1]
        return next(each for each in self.requests if each["id"] == key)

    def _result(self, _asked: Any) -> Any:
        return Response(PACKAGE, media_type="application/zip")

    def _revoke(self, asked: Any) -> Any:
        found = next(each for each in self.requests if f"/{each['id']}/" in asked.path)
        found |= {"status": "RequestRevoked", "decided_at": "2026-11-23T10:00:00Z"}
        found["message"] = "You took the request back."
        return found

    def _push(self, _asked: Any) -> Any:
        return {"status": 201}


def _answering(data: FakeData, read: Read, handle: Callable[[Any], Any]) -> Any:
    async def answer(request: Request) -> Response:
        asked, person = await read(request)
        code = (401, "invalid_subject_token") if person is None else None
        refused = code or data.refusals.get((asked.method, asked.path.rsplit("/", 1)[1]))
        if refused is not None:
            error = {"message": "Refused.", "code": refused[1], "contact": CONTACT}
            return JSONResponse({"error": error}, status_code=refused[0])
        said = handle(asked)
        return said if isinstance(said, Response) else JSONResponse(said)

    return answer

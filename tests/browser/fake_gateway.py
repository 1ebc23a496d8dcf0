"""A gateway that only speaks: the HTTP contract over one person's state, all requests kept.

It makes no decision of its own but the opt-in's, so that the widget can be tested against
every answer that the contract allows. A test scripts the model's answer as bytes and waits.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from gateway.consent.notices import load_notice
from gateway.cross_origin import CrossOrigin
from gateway.notice import Filling, series
from gateway.widget.routes import widget_router
from gateway.widget.script import data_module, widget_script
from tests.browser.fake_data import FakeData

SCRIPT, DATA = widget_script(), data_module()
# When the first notice was shown; each further one a second later.
SHOWN_AT = "2026-11-22T10:00:00.123456Z"
CODE = "7KQ2M-0XA9P-WERTY-12345"
# The notice as it is shipped, filled with this gateway's facts.
NOTICE = series(
    load_notice(Path(__file__).parents[2] / "config" / "notices" / "answering.yaml"),
    Filling(
        purpose="answering",
        purpose_title="Answering your questions",
        recipient="model-host",
        recipient_name="Model Host Ltd",
        recipient_role="sub_processor",
        parent=None,
        country="DE",
        transfer_mechanism=None,
        retention="P30D",
        training=False,
        operator="Example Shop",
        contact="privacy@shop.example",
        redacted=True,
    ),
).versions[0]
PARTS = {language: dict(text.parts) for language, text in NOTICE.texts.items()}
WITHDRAWN = {"state": "ConsentWithdrawn", "event_time": "2026-11-23T12:00:00Z"}
TEXTS: tuple[str | None, ...] = ("Hello, ", "how can I ", "help?")


@dataclass(kw_only=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass(kw_only=True)
class Person:
    """One subject: records by id, and a band of age."""

    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    age_band: str = "unknown"


@dataclass(kw_only=True)
class FakeGateway:
    """What it answers with, and what it was asked.

    Attributes:
        pieces: of the answer: text, or None to wait until ``go_on``.
        redactions: header of the next answers.
        refusals: codes to refuse the next chat requests with, in order.
        age: the notice's question of age, or None.
        needs_consent: whether an opt-in is needed at all.
        slow_notice: whether the notice waits until ``go_on``.
        version: of the notice; a change makes consents to the old one stale.
        signals_on: signals that are on whatever the browser says: a stored preference.
        signals_named: whether the notice names them too.
        shown: how many notices were shown.
        no_since: how many were, when the person said no elsewhere.
        data: what is kept of the person, and what they asked for.
    """

    pieces: tuple[str | None, ...] = TEXTS
    redactions: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    refusals: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    age: dict[str, Any] | None = None
    needs_consent: bool = True
    needs_guardian: bool = False
    slow_notice: bool = False
    version: int = 1
    signals_on: tuple[str, ...] = ()
    signals_named: bool = True
    shown: int = 0
    no_since: int = 0
    asked: list[Asked] = field(default_factory=list)
    persons: dict[str, Person] = field(default_factory=dict)
    go_on: threading.Event = field(default_factory=threading.Event)
    tokens: dict[str, str] = field(default_factory=dict)
    left: int = 0
    data: FakeData = field(default_factory=FakeData)

    def paths(self, method: str = "") -> list[str]:
        """Paths of the requests so far."""
        return [each.path for each in self.asked if not method or each.method == method]

    def sent(self) -> list[Asked]:
        """The requests that carried a conversation."""
        return [each for each in self.asked if each.path == "/v1/chat/completions"]

    def person(self, subject: str = "visitor") -> Person:
        return self.persons.setdefault(subject, Person())

    def give(self, *signals: str) -> None:
        """A consent that was given before."""
        self.person().records["c0"] = _record("c0", "ConsentGiven", signals)

    def mint(self, subject: str = "visitor", *, seconds: int = 900) -> dict[str, str]:
        token = f"dst_{subject}_{len(self.tokens)}"
        self.tokens[token] = subject
        expires = datetime.now(UTC) + timedelta(seconds=seconds)
        return {"token": token, "expires": expires.isoformat().replace("+00:00", "Z")}

    def sha256(self, language: str) -> str:
        return f"{self.version:02d}{ord(language[0]):062d}"

    def app(self, *origins: str) -> CrossOrigin:
        """The application, with the widget and for pages of these origins."""
        app = FastAPI()
        app.include_router(widget_router(SCRIPT, DATA))
        app.add_api_route("/privacy/notices/{key}", self._notice, methods=["GET"])
        app.add_api_route("/privacy/consents", self._consents, methods=["GET"])
        app.add_api_route("/privacy/consents", self._consent, methods=["POST"])
        app.add_api_route("/privacy/consents/{key}/withdraw", self._withdraw, methods=["POST"])
        app.add_api_route("/privacy/consents/{key}/receipt", self._receipt, methods=["GET"])
        app.add_api_route("/privacy/withdrawals", self._code, methods=["POST"])
        app.add_api_route("/privacy/preferences", self._preferences, methods=["GET", "PATCH"])
        app.add_api_route("/v1/chat/completions", self._chat, methods=["POST"])
        self.data.add_to(app, self._read)
        return CrossOrigin(app, origins=origins)

    async def _read(self, request: Request) -> tuple[Asked, Person | None]:
        body = await request.body()
        asked = Asked(
            method=request.method,
            path=request.url.path,
            query=dict(request.query_params),
            headers=dict(request.headers),
            body=json.loads(body) if body else None,
        )
        self.asked.append(asked)
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        return asked, self.person(self.tokens[token]) if token in self.tokens else None

    async def _notice(self, key: str, request: Request) -> Response:
        asked, person = await self._read(request)
        if person is None:
            return _refused(401, "invalid_subject_token")
        if asked.query.get("recipient") == "gone":
            return _refused(404, "not_found")
        if self.slow_notice:
            await asyncio.to_thread(self.go_on.wait, 10)
        language = asked.query.get("language", "en")[:2]
        language = language if language in PARTS else "en"
        named = asked.headers.get("x-discreet-signals", "").split(",")
        self.shown += 1
        shown = {
            **NOTICE.texts[language].described(),
            "purpose": "answering" if key == "default" else key,
            "recipient": asked.query.get("recipient", "model-host"),
            "sha256": self.sha256(language),
            "shown_at": _shown_at(self.shown),
            "signals": {
                "gpc": asked.headers.get("sec-gpc") == "1" or "gpc" in named,
                "dnt": asked.headers.get("dnt") == "1" or "dnt" in named,
            },
            "signals_to_show": list(self.signals_on) if self.signals_named else [],
            "age": self.age,
            "needs_consent": self.needs_consent,
        }
        return JSONResponse(shown)

    async def _consents(self, request: Request) -> Response:
        _, person = await self._read(request)
        if person is None:
            return _refused(401, "invalid_subject_token")
        return JSONResponse({"consents": list(person.records.values()), "withdrawal_code": CODE})

    async def _consent(self, request: Request) -> Response:
        asked, person = await self._read(request)
        if person is None:
            return _refused(401, "invalid_subject_token")
        if asked.body["notice_sha256"] != self.sha256(asked.body["language"]):
            return _refused(409, "consent_stale")
        if asked.body["decision"] == "given" and asked.body["shown_at"] <= _shown_at(self.no_since):
            return _refused(409, "consent_superseded", state="ConsentRefused")
        unheard = sorted({*self.signals_on} - {*asked.body["signals_shown"]})
        if asked.body["decision"] == "given" and unheard:
            return _refused(422, "signal_not_shown", signals=unheard)
        states = {"given": "ConsentGiven", "refused": "ConsentRefused"}
        state = states.get(asked.body["decision"], "ConsentRequestDeferred")
        key = f"c{len(person.records)}"
        record = _record(key, state, asked.body["signals_shown"])
        record["needs_guardian"] = self.needs_guardian
        person.records[key] = record
        return JSONResponse({**record, "withdrawal_code": CODE}, status_code=201)

    async def _withdraw(self, key: str, request: Request) -> Response:
        _, person = await self._read(request)
        if person is None or key not in person.records:
            return _refused(404, "not_found")
        person.records[key] |= WITHDRAWN
        return JSONResponse(person.records[key])

    async def _receipt(self, key: str, request: Request) -> Response:
        await self._read(request)
        return JSONResponse({"record_id": key, "signature": "abc"})

    async def _code(self, request: Request) -> Response:
        asked, _ = await self._read(request)
        if asked.body["code"] != CODE:
            return _refused(404, "not_found")
        for person in self.persons.values():
            for record in person.records.values():
                record |= WITHDRAWN
        return JSONResponse({"withdrawn": 1})

    async def _preferences(self, request: Request) -> Response:
        asked, person = await self._read(request)
        if person is None:
            return _refused(401, "invalid_subject_token")
        if asked.method == "PATCH":
            person.age_band = asked.body["age_band"]
        return JSONResponse({"age_band": person.age_band, "age_method": "declaration"})

    async def _chat(self, request: Request) -> Response:
        _, person = await self._read(request)
        if person is None:
            return _refused(401, "invalid_subject_token")
        if self.refusals:
            status, details = self.refusals.pop(0)
            return _refused(status, **details)
        headers = {"x-discreet-conversation": "talk-1", "x-discreet-redactions": self.redactions}
        return StreamingResponse(self._stream(), media_type="text/event-stream", headers=headers)

    async def _stream(self) -> AsyncIterator[bytes]:
        try:
            for piece in self.pieces:
                if piece is None:
                    await asyncio.to_thread(self.go_on.wait, 10)
                elif piece.startswith("{"):
                    yield f"data: {piece}\n\n".encode()
                    return
                else:
                    delta = {"choices": [{"index": 0, "delta": {"content": piece}}]}
                    yield f"data: {json.dumps(delta, ensure_ascii=False)}\n\n".encode()
            yield b"data: [DONE]\n\n"
            yield f": discreet {json.dumps(self.facts)}\n\n".encode()
        finally:
            self.left += 1


def _shown_at(count: int) -> str:
    """When the notice of this number was shown; before the first one, for 0."""
    first = datetime.fromisoformat(SHOWN_AT)
    return (first + timedelta(seconds=count - 1)).isoformat().replace("+00:00", "Z")


def _record(key: str, state: str, signals: Any) -> dict[str, Any]:
    return {
        "id": key,
        "purpose": "answering",
        "recipient": "model-host",
        "state": state,
        "notice_sha256": "0" * 64,
        "language": "en",
        "event_time": "2026-11-22T12:00:00Z",
        "valid_until": "2027-11-22T12:00:00Z",
        "signals_shown": list(signals),
        "needs_guardian": False,
    }


def _refused(status: int, code: str, **details: Any) -> Response:
    error = {"message": "Refused.", "type": "policy_error", "param": None, "code": code}
    error["contact"] = "privacy@shop.example"
    return JSONResponse({"error": {**details, **error}}, status_code=status)

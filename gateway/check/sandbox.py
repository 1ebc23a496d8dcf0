"""A whole gateway in a directory of its own, with a model that keeps what it was sent.

It is the application that serves, called in process: its policy is the one under test,
its clock is set by the probe, and what it does every so often it does when told to.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from gateway.access.instructions import INSTRUCTION_HEADER
from gateway.app import Gateway
from gateway.check.caller import Answer, Life, call
from gateway.check.clock import SetClock
from gateway.check.configuration import MAIN, OTHER, OWN, PARTNER
from gateway.check.setup import Setup
from gateway.check.simulator import Received, Simulator
from gateway.policy import Policy, Tenant
from gateway.proxy.subject import subject_reference
from gateway.settings import Settings, read_master_key
from gateway.storage.ports import StoredConversation
from gateway.storage.transaction import Transaction
from gateway.wiring import tenant_keys

Result = TypeVar("Result")
_people = count(1)


class StepFailed(Exception):
    """A step that a probe rests on did not work; holds the call and its status and code."""


@dataclass(slots=True, kw_only=True)
class Sandbox:
    """One gateway.

    Attributes:
        gateway: the application and its parts.
        settings: as loaded.
        env: its secrets.
        clock: set by the probe.
        model: the simulator behind every recipient, and every webhook.
        setup: what was there before; its ``keys`` are API keys by role for tenant ``main``,
            of ``other`` by ``other:`` and the role; ``colleague`` is a second administrator,
            ``officer2`` a second privacy officer.
        first: number of requests that the model had received before.
    """

    gateway: Gateway
    settings: Settings
    env: Mapping[str, str] = field(repr=False)
    clock: SetClock
    model: Simulator
    setup: Setup
    first: int = 0
    _life: Life | None = None

    @property
    def tenant(self) -> Tenant:
        """The tenant under test."""
        return self.settings.tenants[MAIN]

    @property
    def policy(self) -> Policy:
        """The policy under test."""
        return self.tenant.policy

    async def open(self) -> None:
        """Starts the gateway."""
        self.first = len(self.model.received)
        self._life = Life(self.gateway.app)
        await self._life.open()

    async def close(self) -> None:
        """Stops it."""
        if self._life is not None:
            await self._life.close()

    async def call(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        key: str | None = "chat",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """A request.

        Args:
            method: of HTTP.
            path: with its query.
            body: bytes, or something to be written as JSON, or None.
            key: a name in ``keys``, a key or token itself, or None.
            headers: more of them.
        """
        sent = {**self._instructed(key), **(headers or {})}
        if key is not None:
            sent["authorization"] = f"Bearer {self.setup.keys.get(key, key)}"
        data = body if isinstance(body, bytes) else b""
        if body is not None and not isinstance(body, bytes):
            data = json.dumps(body).encode()
        if data:
            sent.setdefault("content-type", "application/json")
            sent.setdefault("content-length", str(len(data)))
        return await call(self.gateway.app, method, path=path, body=data, headers=sent)

    def _instructed(self, key: str | None) -> dict[str, str]:
        """The instruction that a change rests on, where the policy asks for one."""
        tenant = OTHER if (key or "").startswith(f"{OTHER}:") else MAIN
        found = self.setup.instructions.get(tenant)
        return {} if found is None else {INSTRUCTION_HEADER: found}

    async def must(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        key: str | None = "chat",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The same where a probe cannot go on without it.

        Raises:
            StepFailed: it did not work.
        """
        answer = await self.call(method, path, body=body, key=key, headers=headers)
        if answer.status >= 300:
            raise StepFailed(f"{method} {path.split('?')[0]} was answered with {answer.told}")
        return answer

    async def chat(
        self,
        text: str,
        *,
        subject: str | None = None,
        model: str = OWN,
        purpose: str | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> Answer:
        """One chat request.

        Args:
            text: what the person says.
            subject: who; None is nobody in particular.
            model: named like the recipient that serves it.
            purpose: None is the policy's default.
            more: fields of the body; ``headers`` among them are headers of the request.
        """
        fields = dict(more or {})
        headers = dict(fields.pop("headers", {}))
        key = fields.pop("key", "chat")
        if subject is not None:
            headers["x-discreet-subject"] = subject
        if purpose is not None:
            headers["x-discreet-purpose"] = purpose
        body = {"model": model, "messages": [{"role": "user", "content": text}], **fields}
        return await self.call("POST", "/v1/chat/completions", body=body, key=key, headers=headers)

    async def newcomer(self, *, band: str = "adult", country: str | None = None) -> str:
        """A person whom nobody has seen before, of an age that the operator knows."""
        subject = f"person-{next(_people)}"
        body: dict[str, str] = {"age_band": band, "age_method": "document"}
        if country is not None:
            body["jurisdiction"] = country
        await self.must(
            *("PATCH", "/privacy/preferences"),
            body=body,
            key="consent",
            headers={"x-discreet-subject": subject},
        )
        return subject

    async def opt_in(
        self, subject: str, *, recipient: str = PARTNER, purpose: str | None = None
    ) -> dict[str, Any]:
        """A person's yes to the notice that is in force; the record.

        Raises:
            StepFailed: it is not recorded.
        """
        purpose = purpose or self.policy.default_purpose
        query = f"?purpose={purpose}&recipient={recipient}"
        shown = await self.must("GET", f"/privacy/notices/{purpose}{query}", key="consent")
        notice = shown.json()
        body = {
            "subject": subject,
            "purpose": purpose,
            "recipient": recipient,
            "decision": "given",
            "notice_sha256": notice["sha256"],
            "shown_at": notice["shown_at"],
            "signals_shown": notice["signals_to_show"],
        }
        record: dict[str, Any] = (
            await self.must("POST", "/privacy/consents", body=body, key="consent")
        ).json()
        return record

    async def withdraw(self, record: Mapping[str, Any]) -> None:
        """Takes a yes back."""
        await self.must("POST", f"/privacy/consents/{record['id']}/withdraw", key="consent")

    async def token(self, subject: str) -> str:
        """A subject token, with which the person acts."""
        answer = await self.must(
            "POST", "/privacy/subject-tokens", body={"subject": subject}, key="consent"
        )
        return str(answer.json()["token"])

    def reference(self, subject: str, tenant: str = MAIN) -> str:
        """The keyed hash by which the store knows a person."""
        master = read_master_key(self.settings.storage, self.env)
        return subject_reference(tenant_keys(master, tenant), subject)

    def received(self, first: int = 0) -> list[Received]:
        """What the model of this sandbox was sent, from that request on."""
        return self.model.of_model(self.first)[first:]

    def hooks(self, first: int = 0) -> list[Received]:
        """The webhooks that came, from that one on."""
        return self.model.hooks(self.first)[first:]

    async def run_job(self, name: str) -> None:
        """Does something that the gateway does every so often.

        Raises:
            KeyError: there is no such job.
        """
        await self.gateway.housekeeping.do_now(name)

    async def act(
        self, function: Callable[[Transaction], Result], *, tenants: Collection[str] | None = None
    ) -> Result:
        """Looks into the store, or changes it behind the gateway's back."""
        return await self.gateway.store.act(function, tenants=tenants)

    async def stored(self, subject: str | None = None) -> list[StoredConversation]:
        """Conversations of the tenant under test, decrypted; of one person, or all."""
        reference = None if subject is None else self.reference(subject)
        return list(await self.gateway.store.conversations(MAIN, subject=reference))

    async def said(self, subject: str | None = None) -> str:
        """All that is stored of what was said, as one text."""
        found = await self.stored(subject)
        return "\n".join(message.text for each in found for message in each.messages)

    def files(self) -> bytes:
        """Every byte of every file that the gateway has written."""
        return b"\n".join(path.read_bytes() for path in _files(self.settings.storage.directory))

    async def pass_days(self, days: float) -> None:
        """Lets days pass."""
        self.clock.pass_time(timedelta(days=days))
        await asyncio.sleep(0)


def _files(directory: Path) -> list[Path]:
    return sorted(path for path in directory.rglob("*") if path.is_file())

"""Conversations that the provider keeps, gone on from by the real client of their person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openai
import pytest

from tests.gateway.serving import SUBJECT, Serving, consent_body, serving
from tests.simulators.completions import Envelope
from tests.simulators.replies import Asked, Reply, answer
from tests.simulators.upstream import Upstream

MAIL, IBAN = "jane.doe@example.com", "DE89 3704 0044 0532 0130 00"
POLICY = {"provider_state: refuse": "provider_state: allow\nprovider_state_retention: conversation"}
OTHER = "visitor-18"


@dataclass
class Provider:
    """Keeps what was said, and answers with all of it."""

    said: dict[str, list[str]] = field(default_factory=dict)

    def __call__(self, asked: Asked) -> Reply:
        before = str(asked.body.get("previous_response_id"))
        name = f"resp_{asked.number}"
        self.said[name] = [*self.said.get(before, ()), asked.last_text()]
        extra = {"id": name, "previous_response_id": before}
        behaviour = answer(" / ".join(self.said[name]), envelope=Envelope(extra=extra))
        return behaviour(asked) if callable(behaviour) else behaviour


@contextmanager
def placed(directory: Path) -> Iterator[tuple[Serving, Upstream]]:
    with Upstream(Provider()) as upstream:  # noqa: SIM117
        with serving(upstream.url, directory, policy=POLICY) as gateway:
            gateway.opt_in()
            gateway.opt_in(OTHER)
            consent = consent_body(gateway.settings, SUBJECT, tenant="other")
            gateway.call("POST", "/privacy/consents", consent, key="other-consent")
            yield gateway, upstream


def ask(client: openai.OpenAI, text: str, *, stream: bool = False, **members: Any) -> Any:
    if not stream:
        return client.responses.create(model="m", input=text, **members)
    with client.responses.stream(model="m", input=text, **members) as events:
        return events.get_final_response()


@pytest.mark.parametrize("stream", [False, True])
def test_the_third_turn_has_the_values_of_the_first(tmp_path: Path, stream: bool) -> None:
    with placed(tmp_path / "c") as (gateway, upstream), gateway.client() as client:
        first = ask(client, f"Write to {MAIL}", stream=stream)
        second = ask(client, f"Pay {IBAN}", stream=stream, previous_response_id=first.id)
        third = ask(client, "And now?", stream=stream, previous_response_id=second.id)
        assert third.output_text == f"Write to {MAIL} / Pay {IBAN} / And now?"
        again = ask(client, f"{MAIL}?", stream=stream, previous_response_id=third.id)
        assert again.output_text == f"{third.output_text} / {MAIL}?"
        branch = ask(client, "Else?", stream=stream, previous_response_id=first.id)
        assert branch.output_text == f"Write to {MAIL} / Else?"
        assert not upstream.saw(MAIL)
        assert not upstream.saw(IBAN)
        files = gateway.files()
        assert MAIL.encode() not in files
        assert first.id.encode() not in files


def test_nobody_else_goes_on_from_it(tmp_path: Path) -> None:
    with placed(tmp_path / "c") as (gateway, upstream):
        client = gateway.client()
        held = ask(client, f"Write to {MAIL}").id
        not_kept = ask(client, "Hello", store=False).id
        stranger = gateway.client(OTHER)
        elsewhere = gateway.client(**{"X-Discreet-Conversation": "another"})
        tenant = gateway.client().with_options(api_key=gateway.keys["other"])
        before = len(upstream.requests)
        for who, name in (
            (stranger, held),
            (elsewhere, held),
            (tenant, held),
            (client, not_kept),
            *((client, each) for each in ("", "resp_9", held.upper(), f"{held} ", MAIL)),
        ):
            with pytest.raises(openai.UnprocessableEntityError) as refused:
                ask(who, "What did I say?", previous_response_id=name)
            assert refused.value.code == "provider_state_refused"
            assert MAIL not in str(refused.value)
        assert len(upstream.requests) == before
        assert MAIL in ask(client, "And I?", previous_response_id=held).output_text

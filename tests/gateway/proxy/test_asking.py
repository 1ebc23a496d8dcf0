"""What an exchange asks of the store and of evaluate."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from detectors import Engine
from detectors.types import Finding
from gateway.consent.evaluate import Route
from gateway.consent.signals import Signals
from gateway.model import Examined, Kind, Segment
from gateway.proxy.asking import Request, look_up, occasion_of, question
from gateway.proxy.context import Incoming, Prepared, Setting
from gateway.proxy.subject import Subject, TextDigests, conversation_key
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wires import OPENAI_CHAT
from gateway.retention.rules import Occasion
from gateway.storage.ports import Conversation, Known, Tagging
from tests.gateway.opted_in import given
from tests.gateway.proxy.scripted import make_setting, request
from tests.gateway.storage.samples import DAY, START, data_key, person

DIGESTS = TextDigests(texts=("a", "b"), theirs=("b",))
CRM = frozenset({"crm"})


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    directory: Path = tmp_path_factory.mktemp("setting")
    return make_setting(directory, Engine())[0]


def read(setting: Setting, incoming: Incoming, digests: TextDigests = DIGESTS) -> Request:
    return Request(
        incoming=incoming,
        setting=setting,
        wire=OPENAI_CHAT,
        document=OPENAI_CHAT.read_request(incoming.body, ReadOptions()),
        model="m",
        subject=Subject(reference="reference", shown="anon"),
        digests=digests,
    )


def route(setting: Setting) -> Route:
    tenant = setting.tenant
    purpose = tenant.policy.purposes["answering"]
    return Route(tenant=tenant, purpose=purpose, recipient=tenant.recipients[0])


def test_the_look_up_names_who_what_for_and_to_whom(setting: Setting) -> None:
    incoming = replace(request(), conversation_id="mine")
    wanted = look_up(
        read(setting, incoming), route=route(setting), chains=("c1", "c2"), state="state"
    )
    assert (wanted.tenant, wanted.subject) == ("main", "reference")
    assert (wanted.purpose, wanted.recipient) == ("answering", "model-host")
    assert wanted.conversation_id == conversation_key(setting.keys.chain, "mine")
    assert (wanted.chains, wanted.state, wanted.now) == (("c1", "c2"), "state", START)
    assert (wanted.texts, wanted.tagging) == (("a", "b"), None)


def test_a_request_with_tags_has_its_peoples_texts_remembered(setting: Setting) -> None:
    wanted = look_up(read(setting, replace(request(), sources=CRM)), route=route(setting))
    assert wanted.texts == ("a", "b")
    assert wanted.tagging == Tagging(tags=CRM, texts=("b",), until=START + 400 * DAY)


@pytest.mark.parametrize("digests", [TextDigests(), TextDigests(texts=("a",))])
def test_where_nobody_has_said_anything_nothing_is(setting: Setting, digests: TextDigests) -> None:
    wanted = look_up(read(setting, replace(request(), sources=CRM), digests))
    assert (wanted.texts, wanted.tagging) == (digests.texts, None)


def test_without_a_route_it_is_told_of_tags(setting: Setting) -> None:
    wanted = look_up(read(setting, replace(request(), sources=CRM)))
    assert (wanted.purpose, wanted.recipient, wanted.chains) == ("", "", ())
    assert wanted.tagging is not None


def test_the_question_holds_all_that_is_known(setting: Setting) -> None:
    incoming = replace(
        request(), sources=CRM, signals=Signals(gpc=True), language="de", subject="visitor"
    )
    held = Conversation(
        conversation_id="c", data_key=data_key(), common=0, sources=frozenset({"files"})
    )
    known = Known(
        consent=given(setting.tenant),
        conversation=held,
        person=person(),
        sources=frozenset({"mail"}),
    )
    asked = question(read(setting, incoming), route(setting), known=known, now=START + DAY)
    assert asked.sources == {"crm", "files", "mail"}
    assert (asked.consent, asked.person) == (known.consent, known.person)
    assert (asked.signals, asked.language, asked.now) == (Signals(gpc=True), "de", START + DAY)
    assert (list(asked.suspended), asked.shown_subject) == ([], "anon")
    fields: dict[str, Any] = {"known": Known(consent=None, conversation=None), "now": START}
    alone = question(read(setting, request()), route(setting), **fields)
    assert (alone.sources, alone.consent, alone.person) == (frozenset(), None, None)


def test_a_recipient_that_broke_its_word_is_suspended(setting: Setting) -> None:
    broken = replace(setting, suspended={"model-host"})
    known = Known(consent=None, conversation=None)
    asked = question(read(broken, request()), route(broken), known=known, now=START)
    assert list(asked.suspended) == ["model-host"]


def test_the_repr_holds_no_word_of_the_body(setting: Setting) -> None:
    body = json.dumps(
        {"model": "secret-model", "messages": [{"role": "user", "content": "canary"}]}
    )
    incoming = replace(request(), body=body.encode())
    assert "canary" not in repr(read(setting, incoming).incoming)


def test_what_decides_on_the_retention_class(setting: Setting) -> None:
    incoming = replace(request(), channel="web", bot="sales")
    asked = read(setting, incoming)
    segment = Segment(pointer="/a", kind=Kind.TEXT, role="user", text="text")
    finding = Finding(entity_type="MEDICATION", start=0, end=4, score=1.0, detector="d")
    prepared = Prepared(
        setting=setting,
        wire=OPENAI_CHAT,
        route=route(setting),
        subject=asked.subject,
        document=asked.document,
        examined=[Examined(segment=segment, findings=(finding,))],
        chains=(),
        conversation_id=None,
    )
    known = Known(consent=None, conversation=None, person=person(jurisdiction="FR"))
    found = occasion_of(prepared, incoming, known=known)
    assert found == Occasion(
        purpose="answering",
        recipient="model-host",
        channel="web",
        bot="sales",
        jurisdiction="FR",
        detected=frozenset({"MEDICATION"}),
    )
    stranger = occasion_of(prepared, request(), known=replace(known, person=None))
    assert (stranger.channel, stranger.bot) == ("", "")
    assert stranger.jurisdiction == (setting.tenant.policy.region or setting.tenant.region)

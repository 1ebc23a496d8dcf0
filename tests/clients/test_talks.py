"""Real SDKs, unmodified but for the base URL, against the provider and through the gateway.

What a test asserts is the same in both places; through the gateway, besides, nothing
that was planted reached the provider.
"""

from __future__ import annotations

import dataclasses
import json
import re

import pytest

from tests.clients.anthropic_messages import AnthropicMessages
from tests.clients.gemini import Gemini
from tests.clients.ollama_chat import OllamaChat
from tests.clients.openai_chat import AzureChat, AzureVersionedChat, OpenAIChat
from tests.clients.openai_responses import AzureVersionedResponses, OpenAIResponses
from tests.clients.places import STRANGER, Place
from tests.clients.talks import Mode, Talk, through
from tests.simulators.completions import Choice, ToolCall
from tests.simulators.replies import Asked, Behaviour, computed, echo, end_early, provider_error

EMAIL = "jane.roe@example.com"
IBAN = "DE89370400440532013000"
TALKS: tuple[type[Talk], ...] = (
    *(OpenAIChat, AzureChat, AzureVersionedChat, OpenAIResponses, AzureVersionedResponses),
    *(AnthropicMessages, Gemini, OllamaChat),
)
EVERYWHERE = [
    pytest.param(talk, place, id=f"{talk.name}-{place}")
    for talk in TALKS
    for place in through(talk.path)
]
SERVED = [one for one in EVERYWHERE if one.values[1] == "gateway"]
everywhere = pytest.mark.parametrize(("talk", "place"), EVERYWHERE, indirect=["place"])
served = pytest.mark.parametrize(("talk", "place"), SERVED, indirect=["place"])
modes = pytest.mark.parametrize("mode", list(Mode))

_SEEN = re.compile(r"[\w.]+@[\w.]+\w|\[(?:EMAIL_ADDRESS|IBAN_CODE)_[0-9A-Z.]+\]|DE\d{20}")


def seen(text: str) -> str:
    """The value in a text, or what stands there in its place: all that a model can repeat."""
    found = _SEEN.search(text)
    assert found is not None
    return found[0]


def calling(name: str, member: str, role: str) -> Behaviour:
    """A model that calls a tool with the value that it saw in the last message of a role."""

    def choices(asked: Asked) -> list[Choice]:
        arguments = json.dumps({member: seen(asked.last_text(role))})
        return [Choice(tool_calls=(ToolCall(name=name, arguments=arguments),))]

    return computed(choices)


@everywhere
@modes
def test_what_was_said_comes_back(talk: type[Talk], place: Place, mode: Mode) -> None:
    # Some clients take U+2028 for the end of a line; their servers escape it.
    text = f'Write to {EMAIL},\u2028please. 你好 🙂 <b> & "quoted"\n\ttext'
    with talk(place, mode) as conversation:
        conversation.say(text)
        assert conversation.turn().text == text
        place.check_seen(EMAIL)


@everywhere
@modes
def test_a_loop_over_tools(talk: type[Talk], place: Place, mode: Mode) -> None:
    place.upstream.script(
        calling("find_customer", "email", "user"),
        calling("send_letter", "account", "tool"),
        computed(lambda asked: f"Sent: {asked.last_text('tool')}"),
    )
    with talk(place, mode) as conversation:
        conversation.say(f"Send my account to {EMAIL}.")
        (found,) = conversation.turn().calls
        assert (found.name, found.given) == ("find_customer", {"email": EMAIL})
        conversation.give(found, f"The account is {IBAN}.")
        (sent,) = conversation.turn().calls
        assert sent.name == "send_letter"
        # The policy lets only the first tool have what surrogates stand for.
        assert (sent.given["account"] == IBAN) is not place.through_gateway
        conversation.give(sent, f"A letter about {IBAN} is on its way.")
        last = conversation.turn()
        assert last.calls == ()
        assert f"A letter about {IBAN} is on its way." in last.text
        place.check_seen(EMAIL, IBAN)
        assert len(place.upstream.requests) == 3


@everywhere
@pytest.mark.parametrize("mode", [Mode.WHOLE, Mode.STREAMED])
def test_ten_turns_with_the_answers_resent(talk: type[Talk], place: Place, mode: Mode) -> None:
    with talk(place, mode) as conversation:
        for number in range(10):
            conversation.say(f"This is turn {number}; I am {EMAIL}.")
            assert conversation.turn().text == f"This is turn {number}; I am {EMAIL}."
        place.check_seen(EMAIL)
        bodies = [request.body.decode() for request in place.upstream.requests]
        names = {
            found for body in bodies for found in re.findall(r"EMAIL_ADDRESS_[0-9A-Z]{8}", body)
        }
        assert len(names) == place.through_gateway
        assert bodies[-1].count(" I am ") >= 10


@everywhere
@pytest.mark.parametrize("mode", [Mode.WHOLE, Mode.ASYNC_STREAMED])
@pytest.mark.parametrize("status", [400, 429])
def test_an_error_of_the_provider_is_the_sdks_own(
    talk: type[Talk], place: Place, *, mode: Mode, status: int
) -> None:
    place.upstream.script(provider_error(status, message="No such thing."))
    with talk(place, mode) as conversation:
        conversation.say("Hello")
        with pytest.raises(talk.error) as caught:
            conversation.turn()
        assert talk.status(caught.value) == status


@served
@modes
def test_a_refusal_of_the_gateway_is_the_sdks_own(
    talk: type[Talk], place: Place, mode: Mode
) -> None:
    with talk(dataclasses.replace(place, subject=STRANGER), mode) as conversation:
        conversation.say(f"I am {EMAIL}")
        with pytest.raises(talk.refused) as caught:
            conversation.turn()
        assert talk.status(caught.value) == 403
        assert "consent" in str(caught.value)
        assert EMAIL not in str(caught.value)
        assert place.upstream.requests == []


@served
@pytest.mark.parametrize("mode", [Mode.STREAMED, Mode.ASYNC_STREAMED])
def test_a_stream_that_breaks_off_is_the_sdks_own_error(
    talk: type[Talk], place: Place, mode: Mode
) -> None:
    place.upstream.script(end_early(echo(), size=3000))
    with talk(place, mode) as conversation:
        conversation.say("A long story. " * 100 + EMAIL)
        with pytest.raises(talk.stream_error):
            conversation.turn()
        place.check_seen(EMAIL)

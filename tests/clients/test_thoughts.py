"""What a model thought goes back as it came, with the seal that its provider set on it.

A provider refuses a thought whose text no longer fits its signature, so a gateway that
restored a name in it for the user must take exactly that name out again.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.clients.anthropic_messages import AnthropicMessages
from tests.clients.gemini import Gemini
from tests.clients.openai_responses import OpenAIResponses
from tests.clients.places import Place
from tests.clients.talks import Mode, Talk, through
from tests.simulators import anthropic, gemini, openai_responses
from tests.simulators.completions import Choice, ToolCall
from tests.simulators.replies import Asked, computed, echo

EMAIL = "jane.roe@example.com"
SEALS: dict[type[Talk], str] = {
    AnthropicMessages: anthropic.SIGNATURE,
    OpenAIResponses: openai_responses.SEALED,
    Gemini: gemini.SIGNATURE,
}
EVERYWHERE = [
    pytest.param(talk, place, id=f"{talk.name}-{place}")
    for talk in SEALS
    for place in through(talk.path)
]


def thinking(asked: Asked) -> list[Choice]:
    """A model that thinks about what it was told, and calls a tool."""
    call = ToolCall(name="find_customer", arguments='{"email": "unknown"}')
    return [Choice(reasoning=f"They said: {asked.last_text()}", tool_calls=(call,))]


def strings(tree: Any) -> list[str]:
    if isinstance(tree, dict):
        return [text for value in tree.values() for text in strings(value)]
    if isinstance(tree, list):
        return [text for value in tree for text in strings(value)]
    return [tree] if isinstance(tree, str) else []


@pytest.mark.parametrize(("talk", "place"), EVERYWHERE, indirect=["place"])
@pytest.mark.parametrize("mode", [Mode.WHOLE, Mode.STREAMED])
def test_thoughts_go_back_as_they_came(talk: type[Talk], place: Place, mode: Mode) -> None:
    place.upstream.script(computed(thinking), echo())
    with talk(place, mode) as conversation:
        conversation.say(f"I am {EMAIL}.")
        (call,) = conversation.turn().calls
        assert EMAIL in json.dumps([str(turn) for turn in conversation.turns])
        conversation.give(call, "Nobody.")
        assert conversation.turn().text == f"I am {EMAIL}."
        first, second = (request.json() for request in place.upstream.requests)
        thought = thinking(Asked(body=first, target=place.upstream.requests[0].target))[0].reasoning
        sent = strings(second)
        assert thought is not None
        assert thought in "".join(sent)
        assert SEALS[talk] in sent
        place.check_seen(EMAIL)

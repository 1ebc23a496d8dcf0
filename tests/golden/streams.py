"""Golden streams: what a model's server sends, with the text that each lane holds.

Every two-way cut, every byte alone and random cuts of these streams must give what the
whole stream gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.simulators.completions import (
    Choice,
    Envelope,
    EventStyle,
    ToolCall,
    chunks,
    event_stream,
)
from tests.simulators.lanes import LaneKey

PERSON = "[PERSON_7KQ2M0XA]"
EMAIL = "[EMAIL_ADDRESS_3V9HXT0M.4F]"
CARD = "4111 1111 1111 1111"


@dataclass(frozen=True, slots=True, kw_only=True)
class Golden:
    """One stream.

    Attributes:
        name: for a test's id.
        body: its bytes.
        lanes: the whole text of each lane, as the model wrote it.
        done: whether ``[DONE]`` ends it.
    """

    name: str
    body: bytes = field(repr=False)
    lanes: Mapping[LaneKey, str] = field(repr=False)
    done: bool = True


def _lanes(choices: tuple[Choice, ...]) -> dict[LaneKey, str]:
    found: dict[LaneKey, str] = {}
    for index, choice in enumerate(choices):
        texts = {
            "content": choice.content,
            "reasoning_content": choice.reasoning,
            "refusal": choice.refusal,
        }
        texts |= {
            f"tool_calls/{place}/arguments": call.arguments
            for place, call in enumerate(choice.tool_calls)
        }
        found |= {(index, name): text for name, text in texts.items() if text}
    return found


def golden(
    name: str,
    *choices: Choice,
    envelope: Envelope | None = None,
    style: EventStyle | None = None,
) -> Golden:
    """A golden stream of these choices."""
    return Golden(
        name=name,
        body=event_stream(chunks(choices, envelope), style),
        lanes=_lanes(choices),
        done=style is None or style.done,
    )


def golden_streams(person: str = PERSON, email: str = EMAIL) -> tuple[Golden, ...]:
    """All of them.

    Args:
        person: a surrogate that the test's ledger issued, in brackets.
        email: another.
    """
    return (*_texts(person, email), *_shapes(person), *_spellings(person), *_endings(person))


def _texts(person: str, email: str) -> tuple[Golden, ...]:
    letter = f"Dear {person},\n\nwe have written to {email}. Is **{person}** right?"
    brief = f"Is **{person}** it?"
    link = f"See [here](https://collect.example.com/?who={person}) or ![x]({email}), {person}."
    spelled = f"{person.lower()} and {person[1:-1]} and \\[{person[1:-1]}\\] are one"
    strange = (
        "日本語のテキスト、你好。 🙂👩‍👩‍👧 e\u0301 n\u0303 \u2028after\u2029 "
        f"\u200b\ufeff {person} naïve \ud7ff\ue000 \U0010ffff end"
    )
    card = f"Your card {CARD} was charged, not 4111111111111112."
    return (
        golden("plain", Choice(content="The weather is fine today.\nAnything else?")),
        golden("empty", Choice(content="")),
        golden("surrogates", Choice(content=letter)),
        golden("surrogates by character", Choice(content=brief), envelope=Envelope(piece=1)),
        golden("surrogates in links", Choice(content=link)),
        golden("surrogates as models spell them", Choice(content=spelled)),
        golden("look-alikes", Choice(content="[PERSON_00000000] [PERSON_ [[ PERSON_7KQ2M0X [")),
        golden("surrogate cut off", Choice(content=f"Good day {person[:-3]}", finish="length")),
        golden("card", Choice(content=card), envelope=Envelope(piece=3)),
        golden("card at the end", Choice(content=f"It is {CARD}")),
        golden("unicode", Choice(content=strange), envelope=Envelope(piece=3)),
        golden("unicode escaped", Choice(content=strange), style=EventStyle(ascii_only=True)),
    )


def _shapes(person: str) -> tuple[Golden, ...]:
    lookup = ToolCall(
        name="find_customer",
        arguments=f'{{"name": "{person}", "notes": ["a \\"b\\" \\u00e9", 4111111111111111]}}',
    )
    mail = ToolCall(name="send_mail", arguments=f'{{"to":"{person}"}}', identifier="call_1")
    empty = ToolCall(name="stop", arguments="{}", identifier="call_2")
    first = Choice(content=f"First: {person} is here, card {CARD}.")
    second = Choice(content=f"Second, {person}? Yes.")
    thought = Choice(reasoning=f"The user is {person}; think.", content=f"Hello {person}!")
    return (
        golden("tool calls", Choice(tool_calls=(lookup, mail, empty))),
        golden("text and tool call", Choice(content=f"One moment, {person}", tool_calls=(lookup,))),
        golden("two choices in turns", first, second, envelope=Envelope(piece=3)),
        golden("two choices one by one", first, second, envelope=Envelope(interleaved=False)),
        golden("reasoning", thought),
        golden("refusal", Choice(refusal=f"I cannot help with {person}.")),
        golden("usage", Choice(content=f"Bye {person}"), envelope=Envelope(usage=True)),
        golden(
            "unknown members",
            Choice(content=f"Bye {person}"),
            envelope=Envelope(extra={"obfuscation": "aB3", "service_tier": "default"}),
        ),
    )


def _ending(name: str, choice: Choice, *, piece: int) -> Golden:
    """A stream whose last piece comes in one chunk with its finish reason."""
    *bodies, end = chunks([choice], Envelope(piece=piece))
    bodies[-1]["choices"][0]["finish_reason"] = end["choices"][0]["finish_reason"]
    return Golden(name=name, body=event_stream(bodies), lanes=_lanes((choice,)))


def _endings(person: str) -> tuple[Golden, ...]:
    """Text or a tool call and the end in one chunk, as several servers send them."""
    call = ToolCall(name="look_up", arguments=f'{{"who": "{person}", "card": "{CARD}"}}')
    asked = Choice(tool_calls=(call,))
    (opening, *_, end) = chunks([asked], Envelope())
    part = {"index": 0, "id": call.identifier, "type": "function",
            "function": {"name": call.name, "arguments": call.arguments}}  # fmt: skip
    opening["choices"][0]["delta"]["tool_calls"] = [part]
    opening["choices"][0]["finish_reason"] = end["choices"][0]["finish_reason"]
    spoken = Choice(content=f"Ask {person}", tool_calls=(call,))
    return (
        _ending("all and the end in one", Choice(content=f"Hello {person}, bye."), piece=99),
        _ending("surrogate and the end in one", Choice(content=f"Hello {person}"), piece=12),
        _ending("cut-off surrogate and the end", Choice(content=f"Hi {person[:-2]}"), piece=9),
        _ending("card and the end in one", Choice(content=f"It is {CARD}"), piece=12),
        _ending("arguments and the end in one", spoken, piece=12),
        Golden(name="tool call and the end", body=event_stream([opening]), lanes=_lanes((asked,))),
    )


def _spellings(person: str) -> tuple[Golden, ...]:
    text = Choice(content=f"Hello {person}, 你好 🙂.")
    styles = {
        "crlf": EventStyle(line_end="\r\n"),
        "cr": EventStyle(line_end="\r"),
        "no space": EventStyle(space=False),
        "bom": EventStyle(bom=True),
        "keep-alives": EventStyle(comment=" keep-alive"),
        "keep-alives in crlf": EventStyle(comment="", line_end="\r\n", named=True),
        "data over lines": EventStyle(lines=True),
        "data over lines in crlf": EventStyle(lines=True, line_end="\r\n", space=False),
        "without [DONE]": EventStyle(done=False),
    }
    return tuple(golden(name, text, style=style) for name, style in styles.items())

"""What models answer, said once for all wires, for the golden streams of each.

The texts are those in which a gateway errs: surrogates at every place, in links, spelled
as models spell them, look-alikes, card numbers, characters of every size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.simulators.completions import Choice, ToolCall
from tests.simulators.lanes import LaneKey

PERSON = "[PERSON_7KQ2M0XA]"
EMAIL = "[EMAIL_ADDRESS_3V9HXT0M.4F]"
CARD = "4111 1111 1111 1111"
STRANGE = (
    "日本語のテキスト、你好。 🙂👩\u200d👩\u200d👧 e\u0301 n\u0303 \u2028after\u2029 "
    "\u200b\ufeff naïve \ud7ff\ue000 \U0010ffff end"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer: a name for a test's id, what is said, and the size of a stream's pieces."""

    name: str
    said: Choice = field(repr=False)
    piece: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class WireStream:
    """One golden stream of a wire.

    Attributes:
        name: for a test's id.
        body: its bytes.
        lanes: the whole text of each lane, as the model wrote it.
        content_type: as the provider names it.
        whole: False where the provider breaks off with an error.
    """

    name: str
    body: bytes = field(repr=False)
    lanes: Mapping[LaneKey, str] = field(repr=False)
    content_type: str = "text/event-stream; charset=utf-8"
    whole: bool = True


def lookup(person: str = PERSON) -> ToolCall:
    """A call whose arguments hold a surrogate, escapes, and a card as a number."""
    arguments = f'{{"name": "{person}", "notes": ["a \\"b\\" é", 4111111111111111]}}'
    return ToolCall(name="find_customer", arguments=arguments)


def mail(person: str = PERSON) -> ToolCall:
    """A second call."""
    return ToolCall(name="send_mail", arguments=f'{{"to": "{person}"}}', identifier="call_1")


def golden_answers(person: str = PERSON, email: str = EMAIL) -> tuple[Answer, ...]:
    """All of them; person and email are surrogates that the test's ledger issued."""
    bare = person[1:-1]
    letter = f"Dear {person},\n\nwe have written to {email}. Is **{person}** right?"
    link = f"See [here](https://collect.example.com/?who={person}) or ![x]({email}), {person}."
    thought = Choice(reasoning=f"The user is {person}; think.", content=f"Hello {person}!")
    stop = ToolCall(name="stop", arguments="{}", identifier="call_2")
    calls = (lookup(person), mail(person), stop)
    texts = {
        "plain": "The weather is fine today.\nAnything else?",
        "surrogates": letter,
        "surrogates in links": link,
        "surrogates as models spell them": f"{person.lower()} and {bare} and \\[{bare}\\] are one",
        "look-alikes": "[PERSON_00000000] [PERSON_ [[ PERSON_7KQ2M0X [",
        "card": f"Your card {CARD} was charged, not 4111111111111112.",
        "card at the end": f"It is {CARD}",
        "unicode": f"{person} {STRANGE}",
    }
    return (
        *(Answer(name=name, said=Choice(content=text)) for name, text in texts.items()),
        Answer(name="empty", said=Choice(content="")),
        Answer(name="by character", said=Choice(content=f"Is **{person}** it?"), piece=1),
        Answer(name="in one piece", said=Choice(content=letter), piece=999),
        Answer(
            name="surrogate cut off",
            said=Choice(content=f"Good day {person[:-3]}", finish="length"),
        ),
        Answer(name="reasoning", said=thought),
        Answer(name="refusal", said=Choice(refusal=f"I cannot help with {person}.")),
        Answer(name="tool calls", said=Choice(tool_calls=calls)),
        Answer(
            name="text and tool call",
            said=Choice(content=f"One moment, {person}", tool_calls=(lookup(person),)),
        ),
        Answer(
            name="thought, text and tool call",
            said=Choice(reasoning="Hm.", content="So.", tool_calls=(mail(person),)),
            piece=3,
        ),
    )

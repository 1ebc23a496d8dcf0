"""Bodies of text completions are of the SDK's own types."""

from __future__ import annotations

from openai.types import Completion
from pydantic import TypeAdapter

from tests.simulators.completions import Envelope
from tests.simulators.openai_completions import text_chunks, text_completion

COMPLETION = TypeAdapter(Completion)


def test_a_whole_body_has_a_choice_a_text() -> None:
    made = COMPLETION.validate_python(text_completion(["a", "b"], Envelope(model="m")))
    assert [(one.index, one.text, one.finish_reason) for one in made.choices] == [
        (0, "a", "stop"),
        (1, "b", "stop"),
    ]
    assert made.model == "m"


def test_chunks_take_turns_and_each_choice_ends() -> None:
    found = text_chunks(["abc", ""], Envelope(piece=2, usage=True))
    seen = [
        (one["index"], one["text"], one["finish_reason"])
        for chunk in found
        for one in chunk["choices"]
    ]
    assert seen == [(0, "ab", None), (1, "", "stop"), (0, "c", None), (0, "", "stop")]
    assert (found[-1]["choices"], found[-1]["usage"]["total_tokens"]) == ([], 21)

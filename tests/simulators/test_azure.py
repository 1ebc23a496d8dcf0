"""Azure's extras stand around the text and leave it alone."""

from __future__ import annotations

from tests.simulators.azure import annotation_chunk, filter_error, filtered, filtered_chunks
from tests.simulators.completions import Choice, chunks, completion, event_stream
from tests.simulators.lanes import lanes

SAID = Choice(content="Hello")


def test_a_whole_answer_has_the_filters_results() -> None:
    body = filtered(completion([SAID]))
    assert body["choices"][0]["message"]["content"] == "Hello"
    assert not body["choices"][0]["content_filter_results"]["hate"]["filtered"]
    assert "jailbreak" in body["prompt_filter_results"][0]["content_filter_results"]


def test_a_stream_opens_with_the_prompts_result_and_keeps_its_text() -> None:
    plain = chunks([SAID])
    found = [*filtered_chunks(plain), annotation_chunk(start=0, end=5)]
    assert (found[0]["choices"], found[0]["id"]) == ([], "")
    assert lanes(event_stream(found)) == lanes(event_stream(plain)) == {(0, "content"): "Hello"}
    assert "delta" not in found[-1]["choices"][0]
    assert "content_filter_results" not in plain[0]["choices"][0]


def test_a_refused_prompt_names_its_filter() -> None:
    body = filter_error("No.")["error"]
    assert (body["code"], body["message"]) == ("content_filter", "No.")
    assert body["innererror"]["content_filter_result"]["hate"]["filtered"]

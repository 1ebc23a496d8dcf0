"""Segments hide their text, and the closed lists are those of the policy file."""

from __future__ import annotations

from gateway.model import Action, Destination, Examined, Kind, Role, Segment


def test_the_repr_of_a_segment_hides_text_and_context() -> None:
    segment = Segment(
        pointer="/messages/0/content", kind=Kind.TEXT, role="user", text="canary", before="canary"
    )
    assert repr(segment) == "Segment(/messages/0/content, text, 6 characters)"
    assert "canary" not in repr(Examined(segment=segment, findings=()))


def test_closed_lists() -> None:
    assert {each.value for each in Destination} == {"upstream", "store", "user", "log"}
    assert {each.value for each in Action} == {
        "allow", "generalise", "surrogate", "mask", "keyed_hash", "suppress", "block"
    }  # fmt: skip
    assert {each.value for each in Role} == {
        *("chat", "consent", "privacy_officer", "support", "admin", "guest", "auditor"),
        "subject",
    }

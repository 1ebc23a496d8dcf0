"""Attached files are refused unless a policy, or what it leaves out, says otherwise."""

from __future__ import annotations

from gateway.policy_attachments import Attachments, Audio, Documents, Images, TextFiles


def test_what_cannot_be_seen_is_blocked_where_a_policy_is_silent() -> None:
    silent = Attachments()
    assert (silent.images, silent.audio) == (Images.BLOCK, Audio.BLOCK)
    assert (silent.text, silent.documents) == (TextFiles.REWRITE, Documents.AS_TEXT)


def test_what_lets_unseen_content_pass_says_so_in_its_name() -> None:
    words = {each.value for kind in (Images, Audio, Documents, TextFiles) for each in kind}
    assert words == {"rewrite", "block", "as_text", "redact", "unsafe_allow"}

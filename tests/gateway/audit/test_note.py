"""Checkpoints are C2SP's signed notes, and only the log's key makes them."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.audit.merkle import EMPTY_ROOT, leaf_hash
from gateway.audit.note import (
    Checkpoint,
    NoteError,
    SigningKey,
    read_checkpoint,
    read_key,
    split_notes,
    verified_text,
)

# The key, text and signature that the note format's authors publish as their example.
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdng"
    "otpRZb6KE6RyyBwJnAM=\n"
)
KEY = SigningKey("example.org/log", bytes(range(32)))
OTHER = SigningKey("example.org/log", bytes(range(1, 33)))
CHECKPOINT = Checkpoint(origin="example.org/log", size=3, root=leaf_hash(b"x"))
NOTE = KEY.sign_note(CHECKPOINT)


def test_the_published_note_verifies() -> None:
    key = read_key(PUBLISHED_KEY)
    assert (key.name, key.text()) == ("PeterNeumann", PUBLISHED_KEY)
    assert verified_text(PUBLISHED_NOTE.encode(), key).startswith("If you think cryptography")
    with pytest.raises(NoteError):
        verified_text(PUBLISHED_NOTE.replace("your", "my", 1).encode(), key)


def test_a_checkpoint_has_the_form_of_the_specification() -> None:
    root = base64.b64encode(CHECKPOINT.root).decode()
    head, line = NOTE.split("\n\n")
    assert head == f"example.org/log\n3\n{root}"
    dash, name, encoded = line.removesuffix("\n").split(" ")
    assert (dash, name) == ("\u2014", "example.org/log")
    raw = base64.b64decode(encoded)
    assert (raw[:4], len(raw)) == (KEY.public.key_hash, 68)
    assert read_checkpoint(NOTE.encode(), KEY.public) == CHECKPOINT
    assert read_checkpoint(NOTE.encode(), OTHER.public, KEY.public) == CHECKPOINT


def test_the_key_is_printed_and_read_back() -> None:
    assert read_key(KEY.public.text()) == KEY.public
    assert repr(KEY) == "SigningKey(example.org/log)"


@pytest.mark.parametrize("change", range(len(NOTE.encode())))
def test_no_byte_of_a_checkpoint_can_change(change: int) -> None:
    data = bytearray(NOTE.encode())
    for bit in (0x01, 0x20, 0x80):
        wrong = bytes([*data[:change], data[change] ^ bit, *data[change + 1 :]])
        with pytest.raises(NoteError):
            read_checkpoint(wrong, KEY.public)


def _signed(text: str, key: SigningKey = KEY) -> bytes:
    signature = base64.b64encode(key.public.key_hash + key.sign(text.encode())).decode()
    return f"{text}\n\u2014 {key.public.name} {signature}\n".encode()


ROOT = base64.b64encode(EMPTY_ROOT).decode()


@pytest.mark.parametrize(
    "note",
    [
        *(b"", b"\n\n", b"\n", NOTE.encode()[:-1], NOTE.encode() + b"\n", b"\xff" + NOTE.encode()),
        *(NOTE.replace("\n\n", "\n").encode(), NOTE.encode() + NOTE.encode()[:40]),
        *(OTHER.sign_note(CHECKPOINT).encode(), b"x" * 70_000),
        _signed(f"example.org/log\n03\n{ROOT}\n"),
        _signed(f"example.org/log\n-3\n{ROOT}\n"),
        _signed(f"example.org/log\n3\n{ROOT}\nmore\n"),
        _signed("example.org/log\n3\n"),
        _signed("example.org/log\n3\nAAAA\n"),
        _signed(f"example.org/log\n3\n{ROOT[:-1]}\n"),
        _signed(f"example.org/log\n3\n{ROOT[:-2]}V=\n"),
        _signed(f"example.org/other\n3\n{ROOT}\n"),
        _signed(f"example.org/log\n\u0663\n{ROOT}\n"),
        _signed(f"example.org/log\n3\n{ROOT}\r\n"),
        NOTE.encode() + b"not a signature\n",
        NOTE.encode() + b"\xe2\x80\x94 name !!!\n",
    ],
)
def test_what_is_no_checkpoint_of_the_log_is_refused(note: bytes) -> None:
    with pytest.raises(NoteError):
        read_checkpoint(note, KEY.public)


def test_witnesses_may_sign_beside_the_log() -> None:
    witness = SigningKey("witness.example", bytes(32))
    line = base64.b64encode(witness.public.key_hash + bytes(64)).decode()
    both = f"{NOTE}\u2014 witness.example {line}\n".encode()
    assert read_checkpoint(both, KEY.public) == CHECKPOINT
    with pytest.raises(NoteError):
        read_checkpoint(both, KEY.public, witness.public)


@pytest.mark.parametrize(
    "text",
    [
        *("", "name", "name+00000000", "a b+00000000+AQ==", "+c74f20a3+AAAA"),
        PUBLISHED_KEY.replace("c74f20a3", "c74f20a4"),
        PUBLISHED_KEY.replace("Peter", "Paul"),
        PUBLISHED_KEY[:-4],
        KEY.public.text().replace("+A", "+B", 1),
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        read_key(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "x" * 129])
def test_a_name_that_cannot_stand_in_a_note_is_refused(name: str) -> None:
    with pytest.raises(NoteError):
        SigningKey(name, bytes(32))


def test_another_logs_checkpoint_is_not_signed() -> None:
    with pytest.raises(NoteError):
        KEY.sign_note(Checkpoint(origin="other", size=0, root=EMPTY_ROOT))


def test_a_public_key_that_is_none_verifies_nothing() -> None:
    from gateway.audit.note import VerifyingKey

    assert not VerifyingKey(name="a", public=b"short").verify(b"", bytes(64))


def test_a_file_of_notes_is_split() -> None:
    notes = [NOTE.encode(), OTHER.sign_note(CHECKPOINT).encode()]
    whole = b"".join(note + b"\n" for note in notes)
    assert split_notes(b"") == []
    assert split_notes(whole) == notes
    for cut in range(1, len(notes[1]) + 1):
        parts = split_notes(whole[:-cut])
        assert parts[:1] == notes[:1]
        assert b"".join(parts[1:]) != notes[1] or cut == 1


@given(st.integers(0, 10**17), st.binary(min_size=32, max_size=32))
def test_what_is_signed_is_read_back(size: int, root: bytes) -> None:
    checkpoint = Checkpoint(origin="example.org/log", size=size, root=root)
    assert read_checkpoint(KEY.sign_note(checkpoint).encode(), KEY.public) == checkpoint

"""Whom a request is about, and the chain that tells one conversation from another."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model import Role
from gateway.proxy.subject import (
    PSEUDONYM,
    Subject,
    TenantKeys,
    TextDigests,
    chain_link,
    chains,
    identify,
    subject_reference,
    text_digests,
)
from gateway.proxy.wire.base import Document, Message
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wires import OPENAI_CHAT

KEYS = TenantKeys(
    subject=b"s" * 32,
    chain=b"c" * 32,
    hashing=b"h" * 32,
    cache=b"a" * 32,
    token=b"t" * 32,
    seal=b"e" * 32,
    receipt=b"r" * 32,
    withdrawal=b"w" * 32,
)
OTHER = TenantKeys(
    subject=b"S" * 32,
    chain=b"C" * 32,
    hashing=b"h" * 32,
    cache=b"a" * 32,
    token=b"t" * 32,
    seal=b"e" * 32,
    receipt=b"r" * 32,
    withdrawal=b"w" * 32,
)
NEW = "anon_" + "0" * 26
ANY = st.text(st.characters(), max_size=12)  # lone surrogates too
NEAR = st.text("1:a,", max_size=6)  # what could be taken for the lengths between the parts


def named(
    *names: str | None, role: Role = Role.CHAT, token: str | None = None, keys: TenantKeys = KEYS
) -> Subject:
    return identify(keys, role=role, token_reference=token, named=names, new_pseudonym=lambda: NEW)


def test_the_token_goes_before_any_name() -> None:
    for role in Role:
        assert named("jane", "joe", role=role, token="ab" * 20) == Subject(reference="ab" * 20)


def test_the_first_name_counts() -> None:
    assert named("jane", "joe") == Subject(reference=subject_reference(KEYS, "jane"))
    assert named(None, "joe") == named("joe", None) == named("", "joe")


@pytest.mark.parametrize("role", [Role.CONSENT, Role.ADMIN, Role.SUBJECT])
def test_only_a_key_of_role_chat_names_a_subject(role: Role) -> None:
    assert named("jane", "jane", role=role) == named()


def test_without_a_name_there_is_a_pseudonym_that_is_shown() -> None:
    assert named() == Subject(reference=subject_reference(KEYS, NEW), shown=NEW)
    assert PSEUDONYM.match(NEW)


def test_a_pseudonym_that_comes_back_is_the_same_subject() -> None:
    assert named(NEW) == named()


@pytest.mark.parametrize("name", ["jane", f"{NEW}x", f"{NEW}\n", NEW[:-1], f" {NEW}", NEW.upper()])
def test_a_name_is_never_shown(name: str) -> None:
    subject = named(name)
    assert subject.shown == ""
    assert name not in repr(subject)


@given(ANY, ANY)
def test_references_are_keyed_and_one_to_one(first: str, second: str) -> None:
    reference = subject_reference(KEYS, first)
    assert len(reference) == 40
    assert int(reference, 16) >= 0
    assert (reference == subject_reference(KEYS, second)) == (first == second)
    assert reference != subject_reference(OTHER, first)


def test_the_repr_of_the_keys_hides_them() -> None:
    assert repr(KEYS) == "TenantKeys()"


def link(before: str, role: str, texts: list[str]) -> str:
    return chain_link(KEYS.chain, before, role=role, texts=texts)


LINKS = st.tuples(NEAR | ANY, NEAR | ANY, st.lists(NEAR | ANY, max_size=4))


@given(LINKS, LINKS)
def test_two_links_are_equal_only_if_all_their_parts_are(
    first: tuple[str, str, list[str]], second: tuple[str, str, list[str]]
) -> None:
    assert (link(*first) == link(*second)) == (first == second)


@given(st.lists(ANY, min_size=1, max_size=4), st.data())
def test_no_part_can_be_moved_over_a_border(parts: list[str], data: st.DataObject) -> None:
    joined = "".join(parts)
    cut = data.draw(st.integers(0, len(joined)))
    other = [joined[:cut], joined[cut:]]
    assert (link("", "user", parts) == link("", "user", other)) == (parts == other)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("ab", "c", []), ("a", "bc", [])),
        (("a", "b", ["c"]), ("a", "b", ["", "c"])),
        (("a", "b", ["c", "d"]), ("a", "b", ["cd"])),
        (("a", "b", ["1:c"]), ("a", "b", ["c", ""])),
        (("a", "b", []), ("a", "b", [""])),
        (("1:a", "b", ["c"]), ("a", "1:b", ["c"])),
        (("a", "b", ["\ud83d\ude00"]), ("a", "b", ["😀"])),
    ],
)
def test_links_that_would_be_one_when_joined(
    first: tuple[str, str, list[str]], second: tuple[str, str, list[str]]
) -> None:
    assert link(*first) != link(*second)


def messages(*texts: str) -> list[Message]:
    return [Message(role="user", first_slot=0, said=[text]) for text in texts]


def test_a_chain_has_a_digest_for_every_prefix() -> None:
    subject = named("jane")
    whole = chains(KEYS.chain, subject, messages=messages("a", "b", "c"))
    assert len(set(whole)) == 3
    for length in range(4):
        assert (
            chains(KEYS.chain, subject, messages=messages("a", "b", "c")[:length]) == whole[:length]
        )


def test_a_change_changes_every_digest_behind_it() -> None:
    subject = named("jane")
    first = chains(KEYS.chain, subject, messages=messages("a", "b", "c"))
    second = chains(KEYS.chain, subject, messages=messages("a", "x", "c"))
    assert [a == b for a, b in zip(first, second, strict=True)] == [True, False, False]


def test_subjects_and_tenants_share_no_digest() -> None:
    of = [
        chains(key, named(name, keys=keys), messages=messages("a", "b"))
        for key, name, keys in (
            (KEYS.chain, "jane", KEYS),
            (KEYS.chain, "joe", KEYS),
            (OTHER.chain, "jane", OTHER),
            (OTHER.chain, "jane", KEYS),
        )
    ]
    assert len({digest for each in of for digest in each}) == 8


def read(*messages: Any, **fields: Any) -> Document:
    body = {"model": "m", "messages": [{"role": r, "content": c} for r, c in messages], **fields}
    return OPENAI_CHAT.read_request(json.dumps(body).encode(), ReadOptions())


def digests(*messages: Any, name: str = "jane", **fields: Any) -> TextDigests:
    return text_digests(KEYS.chain, named(name), document=read(*messages, **fields))


METER = "the meter reads 4711"


@pytest.mark.parametrize(
    "same",
    [
        "  the meter reads\r\n4711 ",
        "The Meter READS 4711",
        "the\u00a0meter\u2003reads 4711",
        "the me\u200bter reads \uff14\uff17\uff11\uff11",
        "\ufeffthe meter re\u00adads 4711",
        [{"type": "text", "text": METER}],
        [{"type": "text", "text": "the meter "}, {"type": "text", "text": "reads 4711"}],
    ],
)
def test_the_same_text_is_known_however_it_is_written(same: Any) -> None:
    (digest,) = digests(("user", METER)).texts
    assert len(digest) == 32
    assert digest in digests(("user", same)).theirs
    assert digest in digests(("system", "x"), ("user", "other words"), ("user", same)).theirs


@pytest.mark.parametrize("other", ["the meter reads 4712", "the meter reads", f"{METER} and 5"])
def test_another_text_is_another(other: str) -> None:
    (digest,) = digests(("user", METER)).texts
    assert digest not in digests(("user", other)).texts


def test_digests_differ_from_person_to_person_and_from_tenant_to_tenant() -> None:
    document = read(("user", METER))
    of = {
        text_digests(key, subject, document=document).texts
        for key, subject in (
            (KEYS.chain, named("jane")),
            (KEYS.chain, named("joe")),
            (OTHER.chain, named("jane")),
        )
    }
    assert len(of) == 3
    assert METER not in repr(of)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("", 0), ("yes", 0), ("thanks!", 0), ("go  on  ", 0), ("a b c d", 0), ("a b c d e", 1),
        ("crm ibis", 1), ("12345678", 1), ("1234567", 0), ("\u200b" * 9, 0),
        ("日本語の文字列だ", 1),
    ],
)  # fmt: skip
def test_a_short_text_does_not_count(text: str, counts: int) -> None:
    found = digests(("user", text))
    assert (len(found.texts), len(found.theirs)) == (counts, counts)


@pytest.mark.parametrize(
    ("role", "theirs"),
    [
        ("user", True), ("tool", True), ("function", True),
        ("system", False), ("developer", False), ("assistant", False),
    ],
)  # fmt: skip
def test_the_operators_and_the_models_words_are_asked_for_only(role: str, theirs: bool) -> None:
    fields = {"tool": {"tool_call_id": "c1"}, "function": {"name": "look"}}.get(role, {})
    message = {"role": role, "content": METER, **fields}
    body = json.dumps({"model": "m", "messages": [message]}).encode()
    document = OPENAI_CHAT.read_request(body, ReadOptions())
    found = text_digests(KEYS.chain, named("jane"), document=document)
    assert found.texts == digests(("user", METER)).texts
    assert found.theirs == (found.texts if theirs else ())


def test_who_says_what_the_operator_says_has_said_it() -> None:
    for roles in (("system", "user"), ("user", "system")):
        found = digests(*((role, METER) for role in roles))
        assert (len(found.texts), found.theirs) == (1, found.texts)


def test_definitions_of_tools_are_no_texts_of_anybody() -> None:
    description = "Reads the meter of a house and says what it has counted so far."
    function = {"name": "read_the_meter", "description": description, "parameters": {}}
    found = digests(("user", METER), tools=[{"type": "function", "function": function}])
    assert found.theirs == digests(("user", METER)).theirs
    assert len(found.texts) == 2


def test_a_result_counts_as_a_whole_and_of_its_values_the_long_ones() -> None:
    note = "wants the invoice sent to the office from May on"
    result = {"status": "in progress", "city": "Amsterdam", "note": note}
    tool = {"role": "tool", "tool_call_id": "c1"}
    wholes = []
    for content in (json.dumps(result), json.dumps(result, indent=2)):
        body = json.dumps({"model": "m", "messages": [{**tool, "content": content}]}).encode()
        document = OPENAI_CHAT.read_request(body, ReadOptions())
        wholes.append(text_digests(KEYS.chain, named("jane"), document=document))
    assert wholes[0] == wholes[1]
    assert len(wholes[0].theirs) == 2
    assert set(digests(("user", note)).texts) < set(wholes[0].theirs)
    assert not set(digests(("user", "in progress")).texts) & set(wholes[0].theirs)


def test_a_files_text_counts_and_so_does_a_file_that_nobody_reads() -> None:
    data = base64.b64encode(METER.encode() * 2).decode()
    file = {"filename": "a.txt", "file_data": f"data:text/plain;base64,{data}"}
    found = digests(("user", [{"type": "file", "file": file}]))
    assert set(digests(("user", METER * 2)).theirs) <= set(found.theirs)
    again = digests(("user", [{"type": "text", "text": "look"}, {"type": "file", "file": file}]))
    assert set(found.theirs) <= set(again.theirs)


@given(text=st.text(max_size=60), around=st.text(" \n\t\u200b\u3000", max_size=4))
def test_white_space_around_a_text_never_matters(text: str, around: str) -> None:
    assert digests(("user", f"{around}{text}{around}")) == digests(("user", text))

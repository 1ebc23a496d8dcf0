"""Whom a request is about, and the chain that tells one conversation from another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model import Role
from gateway.proxy.subject import (
    PSEUDONYM,
    Subject,
    TenantKeys,
    chain_link,
    chains,
    identify,
    subject_reference,
)
from gateway.proxy.wire.base import Message

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

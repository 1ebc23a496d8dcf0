"""Passwords: which are taken, and how they are kept."""

from __future__ import annotations

import asyncio
import threading

import pytest

from gateway.errors import InvalidRequest
from gateway.sign_in.passwords import Cost, Passwords, check_password


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "elevenchars",
        "password1234",
        "Passw0rd!!!!",
        "p@ssw0rd1234",
        "administrator",
        "qwertyuiop12",
        "aaaaaaaaaaaa",
        "abababababab",
        "abcdefghijklm",
        "123456789012",
        "987654321098",
        "ada@example.org",
        "  admin 123456  ",
        "xyxyzzxyxyzzx",
        "discreet2026",
        "a" * 257,
    ],
)
def test_what_is_guessed_first_is_refused_and_never_quoted(password: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check_password(password, name="ada@example.org")
    assert refused.value.status == 422
    assert len(password) < 5 or password.strip() not in refused.value.message


@pytest.mark.parametrize(
    "password",
    [
        "seven brown otters swim",
        "mein Fahrrad ist grün",
        "twelve-chars",
        "日本語のとても長い合言葉です",
    ],
)
def test_length_is_enough_whatever_it_is_made_of(password: str) -> None:
    check_password(password, name="ada@example.org")
    hasher = Passwords(Cost(memory=8, passes=1, lanes=1))
    hashed = hasher.hash(password)
    assert hashed.startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert hasher.matches(hashed, password)
    assert not hasher.matches(hashed, password + "x")


def test_the_shipped_cost_is_that_of_rfc_9106_and_nobodys_hash_costs_the_same() -> None:
    hasher = Passwords()
    hashed = hasher.hash("seven brown otters swim")
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert hasher.nobody.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert not hasher.is_outdated(hashed)
    assert not hasher.matches(hasher.nobody, "seven brown otters swim")
    assert hasher.is_outdated(Passwords(Cost(memory=8, passes=1, lanes=1)).hash("x" * 12))


@pytest.mark.parametrize("hashed", ["", "plain", "$2b$12$abc", "$argon2id$v=19$m=8,t=1,p=1$$"])
def test_what_is_no_hash_matches_nothing(hashed: str) -> None:
    assert not Passwords(Cost(memory=8, passes=1, lanes=1)).matches(hashed, "")


def test_two_keyboards_type_one_password() -> None:
    hasher = Passwords(Cost(memory=8, passes=1, lanes=1))
    assert hasher.matches(hasher.hash("caf\u00e9 au lait 12"), "cafe\u0301 au lait 12")


def test_no_more_than_two_are_hashed_at_once() -> None:
    hasher, counting = Passwords(Cost(memory=8, passes=1, lanes=1)), threading.Lock()
    now, most = 0, 0
    both = threading.Barrier(2)

    def work() -> str:
        nonlocal now, most
        with counting:
            now += 1
            most = max(most, now)
        both.wait(5)  # two are at it together, and a third is not let in beside them
        with counting:
            now -= 1
        return threading.current_thread().name

    async def scenario() -> list[str]:
        return await asyncio.gather(*(hasher.apart(work) for _ in range(8)))

    names = asyncio.run(scenario())
    assert most == 2
    assert all(each.startswith("passwords") for each in names)

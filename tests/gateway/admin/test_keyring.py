"""Who is let in, and that nobody is where a key was revoked or the store is silent."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.admin.auth import GUEST_LIFETIME, mint_subject_token, new_api_key
from gateway.admin.keyring import REFRESH_SECONDS, Caller, Keyring
from gateway.errors import StorageFailed, Unauthorized
from gateway.model import Role
from gateway.proxy.subject import TenantKeys, subject_reference
from gateway.storage.ports import ApiKey

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
SUBJECT = "0123456789abcdef" * 2
TOKEN_KEYS = {"main": b"m" * 32, "other": b"o" * 32}


def held(token_keys: dict[str, bytes]) -> dict[str, TenantKeys]:
    """Tenants' keys of which only two matter here."""
    rest = dict.fromkeys(("chain", "hashing", "cache", "seal", "receipt", "withdrawal"), b"k" * 32)
    return {
        name: TenantKeys(subject=b"s" + key[1:], token=key, **rest)
        for name, key in token_keys.items()
    }


@dataclass
class Keys:
    """The part of a store that a keyring reads."""

    held: dict[str, ApiKey] = field(default_factory=dict)
    fails: bool = False
    reads: int = 0
    gate: asyncio.Event | None = None

    async def add_api_key(self, key: ApiKey) -> None:
        self.held[key.key_id] = key

    async def api_keys(self) -> Sequence[ApiKey]:
        self.reads += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.fails:
            raise StorageFailed("The store is away.")
        return list(self.held.values())

    async def revoke_api_key(self, key_id: str, at: datetime) -> bool:
        self.held[key_id] = replace(self.held[key_id], revoked_at=at)
        return True


@dataclass
class Clock:
    """Both clocks of a keyring."""

    seconds: float = 100.0

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds - 100.0)


class House:
    """A keyring, its store and its clock."""

    def __init__(self, *configured: ApiKey, token_keys: dict[str, bytes] | None = None) -> None:
        self.store = Keys()
        self.clock = Clock()
        self.keyring = Keyring(
            self.store,
            configured=configured,
            keys=held(TOKEN_KEYS if token_keys is None else token_keys),
            monotonic=self.clock.monotonic,
            now=self.clock.now,
        )

    def add(self, key: ApiKey) -> None:
        self.store.held[key.key_id] = key

    def identify(self, presented: str | None) -> Caller:
        return asyncio.run(self.keyring.identify(presented))

    def revoke(self, key: ApiKey) -> None:
        self.store.held[key.key_id] = replace(key, revoked_at=self.clock.now())


def make(tenant: str = "main", role: Role = Role.CHAT) -> tuple[ApiKey, str]:
    return new_api_key(tenant, role, label="test", entropy=os.urandom, now=NOW)


def token(key: bytes = TOKEN_KEYS["main"], tenant: str = "main", minutes: float = 15) -> str:
    return mint_subject_token(
        key, tenant, subject=SUBJECT, expires=NOW + timedelta(minutes=minutes), now=NOW
    )


@pytest.mark.parametrize("role", [Role.CHAT, Role.CONSENT, Role.ADMIN])
def test_a_key_of_the_store_or_the_configuration_lets_in(role: Role) -> None:
    stored, plain_stored = make(role=role)
    configured, plain_configured = make("other", role)
    house = House(configured)
    house.add(stored)
    assert house.identify(plain_stored) == Caller(tenant="main", role=role)
    assert house.identify(plain_configured) == Caller(tenant="other", role=role)


def test_nobody_is_let_in_without_a_key() -> None:
    house = House()
    for presented in (None, "", "dk_", "sk-canary", "dst_", "dst_canary.canary", "dk_\x00", "é"):
        with pytest.raises(Unauthorized) as refusal:
            house.identify(presented)
        assert refusal.value.status == 401
        assert "canary" not in str(refusal.value)


@given(st.text(max_size=80), st.sampled_from(["", "dk_", "dst_", "dk_abcdefgh_"]))
def test_junk_is_unauthorized_and_nothing_else(text: str, start: str) -> None:
    with pytest.raises(Unauthorized):
        House().identify(start + text)


def test_the_id_of_one_key_with_the_secret_of_another_is_refused() -> None:
    first, plain_first = make()
    second, plain_second = make(role=Role.ADMIN)
    house = House(first)
    house.add(second)
    with pytest.raises(Unauthorized) as refusal:
        house.identify(f"dk_{second.key_id}_{plain_first.rpartition('_')[2]}")
    assert plain_first.rpartition("_")[2] not in str(refusal.value)
    assert house.identify(plain_second).role is Role.ADMIN


def test_a_key_of_a_tenant_that_is_gone_is_refused() -> None:
    key, plain = make("former")
    house = House(key)
    with pytest.raises(Unauthorized):
        house.identify(plain)


def test_a_stored_key_cannot_take_the_id_of_a_configured_one() -> None:
    key, plain = make()
    stolen, _ = make("other", Role.ADMIN)
    house = House(key)
    house.add(replace(stolen, key_id=key.key_id, secret_sha256=key.secret_sha256))
    assert house.identify(plain) == Caller(tenant="main", role=Role.CHAT)


def test_the_store_is_read_now_and_then() -> None:
    key, plain = make()
    house = House()
    house.add(key)
    for _ in range(5):
        house.identify(plain)
    house.clock.seconds += REFRESH_SECONDS - 0.1
    house.identify(plain)
    assert house.store.reads == 1
    house.clock.seconds += 0.1
    house.identify(plain)
    assert house.store.reads == 2


@pytest.mark.parametrize("removed", [False, True])
def test_a_revoked_key_is_refused_after_the_refresh(removed: bool) -> None:
    key, plain = make()
    house = House()
    house.add(key)
    house.identify(plain)
    if removed:
        house.store.held.clear()
    else:
        house.revoke(key)
    house.clock.seconds += REFRESH_SECONDS
    with pytest.raises(Unauthorized):
        house.identify(plain)


def test_a_store_that_fails_lets_nobody_in() -> None:
    key, plain = make()
    house = House()
    house.add(key)
    house.store.fails = True
    for _ in range(3):  # the second request too, in the same two seconds
        with pytest.raises(StorageFailed):
            house.identify(plain)
    house.store.fails = False
    assert house.identify(plain).tenant == "main"


def test_a_revoked_key_is_refused_in_time_while_the_store_fails() -> None:
    key, plain = make()
    house = House()
    house.add(key)
    house.identify(plain)
    house.revoke(key)
    house.store.fails = True
    for _ in range(4):
        house.clock.seconds += REFRESH_SECONDS / 2
        if house.clock.seconds - 100.0 >= REFRESH_SECONDS:
            with pytest.raises((StorageFailed, Unauthorized)):
                house.identify(plain)
            with pytest.raises((StorageFailed, Unauthorized)):
                house.identify(plain)


def test_a_revoked_key_is_refused_in_time_while_the_store_is_slow() -> None:
    key, plain = make()
    house = House()
    house.add(key)

    async def run() -> list[Caller | BaseException]:
        await house.keyring.identify(plain)
        house.revoke(key)
        house.store.gate = asyncio.Event()
        house.clock.seconds += REFRESH_SECONDS
        first = asyncio.create_task(house.keyring.identify(plain))
        second = asyncio.create_task(house.keyring.identify(plain))
        for _ in range(3):
            await asyncio.sleep(0)  # both are waiting for the store now
        house.store.gate.set()
        return list(await asyncio.gather(first, second, return_exceptions=True))

    assert [type(each) for each in asyncio.run(run())] == [Unauthorized, Unauthorized]


def test_requests_that_arrive_while_the_keys_are_first_read_are_let_in() -> None:
    key, plain = make()
    house = House()
    house.add(key)

    async def run() -> list[Caller]:
        house.store.gate = asyncio.Event()
        calls = [asyncio.create_task(house.keyring.identify(plain)) for _ in range(3)]
        for _ in range(3):
            await asyncio.sleep(0)
        house.store.gate.set()
        return await asyncio.gather(*calls)

    assert asyncio.run(run()) == [Caller(tenant="main", role=Role.CHAT)] * 3


def test_a_subject_token_speaks_for_its_subject_and_tenant() -> None:
    house = House()
    expected = Caller(tenant="main", role=Role.SUBJECT, subject=SUBJECT)
    assert house.identify(token()) == expected
    other = token(TOKEN_KEYS["other"], "other")
    assert house.identify(other) == Caller(tenant="other", role=Role.SUBJECT, subject=SUBJECT)
    assert house.store.reads == 1  # whether a tenant has ended is read again every two seconds


def test_a_token_of_another_tenant_is_refused() -> None:
    house = House()
    with pytest.raises(Unauthorized):
        house.identify(token(TOKEN_KEYS["other"], "main"))  # signed by one, names another
    with pytest.raises(Unauthorized):
        house.identify(token(b"x" * 32, "main"))
    with pytest.raises(Unauthorized):
        House(token_keys={"main": TOKEN_KEYS["main"]}).identify(token(TOKEN_KEYS["other"], "other"))
    with pytest.raises(Unauthorized):
        House(token_keys={}).identify(token())


def test_a_token_expires_to_the_second() -> None:
    house = House()
    shown = token(minutes=5)
    house.clock.seconds += 299
    assert house.identify(shown).subject == SUBJECT
    house.clock.seconds += 1
    with pytest.raises(Unauthorized):
        house.identify(shown)


def test_reprs_and_refusals_hold_no_key() -> None:
    key, plain = make()
    house = House(key)
    secret = plain.rpartition("_")[2]
    assert secret not in repr(house.keyring)
    assert secret not in repr(house.identify(plain))


@pytest.mark.parametrize("configured", [True, False])
def test_a_key_is_refused_from_the_instant_on_in_which_it_expires(*, configured: bool) -> None:
    record, plain = make()
    record = replace(record, expires_at=NOW + timedelta(seconds=1))
    house = House(record) if configured else House()
    if not configured:
        house.add(record)
    assert house.identify(plain).role is Role.CHAT
    house.clock.seconds += 0.999
    assert house.identify(plain).role is Role.CHAT
    house.clock.seconds += 0.001
    with pytest.raises(Unauthorized) as refused:
        house.identify(plain)
    assert refused.value.status == 401


def test_a_guest_speaks_for_one_person_of_their_own() -> None:
    house = House()
    record, plain = make(role=Role.GUEST)
    house.add(replace(record, expires_at=NOW + GUEST_LIFETIME))
    keys = held(TOKEN_KEYS)
    guest = house.identify(plain)
    assert guest == Caller(
        tenant="main",
        role=Role.GUEST,
        subject=subject_reference(keys["main"], f"guest:{record.key_id}"),
    )
    assert guest.actor == record.key_id
    second, other = make(role=Role.GUEST)
    house.add(replace(second, expires_at=NOW + GUEST_LIFETIME))
    house.clock.seconds += REFRESH_SECONDS
    assert house.identify(other).subject not in (None, guest.subject)


def test_a_guest_without_an_end_is_let_in_by_nobody() -> None:
    record, plain = make(role=Role.GUEST)
    with pytest.raises(Unauthorized):
        House(record).identify(plain)


def test_who_was_let_in_is_let_in_until_the_key_ends_or_is_revoked() -> None:
    stored, plain = make()
    lasting, plain_lasting = make()
    ending, plain_ending = make()
    configured = replace(ending, expires_at=NOW + timedelta(seconds=30))
    house = House(configured)
    house.add(stored)
    house.add(lasting)
    callers = [house.identify(each) for each in (plain, plain_lasting, plain_ending)]
    in_force = [house.keyring.ended(each) for each in callers]
    assert in_force == [None, None, None]
    house.revoke(stored)
    house.clock.seconds += REFRESH_SECONDS
    asyncio.run(house.keyring.refresh())
    found = [house.keyring.ended(each) for each in callers]
    assert [each and each.code for each in found] == ["invalid_api_key", None, None]
    house.clock.seconds = 130.0
    over = house.keyring.ended(callers[2])
    assert over is not None
    assert (over.code, over.status) == ("invalid_api_key", 401)
    # A key that is in the store no more is none.
    house.store.held.clear()
    asyncio.run(house.keyring.refresh())
    assert house.keyring.ended(callers[1]) is not None


def test_a_token_ends_for_whoever_was_let_in_with_it() -> None:
    house = House()
    caller = house.identify(token(minutes=5))
    assert caller.until == NOW + timedelta(minutes=5)
    house.clock.seconds += 299.9
    assert house.keyring.ended(caller) is None
    house.clock.seconds += 0.1
    over = house.keyring.ended(caller)
    assert over is not None
    assert over.code == "invalid_subject_token"


class Ending(Keys):
    """A source that knows of a tenant's end."""

    async def ended(self) -> frozenset[str]:
        return frozenset({"other"})


def test_who_was_let_in_by_a_tenant_that_ends_is_out_with_it() -> None:
    house = House()
    caller = house.identify(token(TOKEN_KEYS["other"], "other"))
    mine = house.identify(token())
    keyring = Keyring(
        Ending(),
        configured=(),
        keys=held(TOKEN_KEYS),
        monotonic=house.clock.monotonic,
        now=house.clock.now,
    )
    assert keyring.ended(caller) is None
    asyncio.run(keyring.refresh())
    over = keyring.ended(caller)
    assert over is not None
    assert (over.code, over.status) == ("tenant_terminated", 403)
    assert keyring.ended(mine) is None
    with pytest.raises(Unauthorized) as refused:
        asyncio.run(keyring.identify(token(TOKEN_KEYS["other"], "other")))
    assert refused.value.code == "tenant_terminated"

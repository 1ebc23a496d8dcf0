"""Signing in and out: what lets somebody in, what does not, and that nobody can tell why."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gateway.errors import Refused, Unauthorized
from gateway.model import Role
from gateway.sign_in.accounts import Vouched
from gateway.sign_in.office import Attempt, Office, digest_of
from gateway.sign_in.passwords import Cost, Passwords
from gateway.storage import session_rows
from gateway.storage.database import DatabaseStore
from gateway.storage.schema_sign_in import SESSION
from tests.gateway.sign_in.desk import PASSWORD, enrolled, office
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import START

MINUTE = timedelta(minutes=1)


async def refused(made: Office, attempt: Attempt, at: datetime) -> None:
    with pytest.raises(Unauthorized) as error:
        await made.sign_in(attempt, now=at)
    assert (error.value.code, error.value.status, error.value.message) == (
        "sign_in_refused",
        401,
        "That did not work.",
    )


def test_password_and_code_let_somebody_in_and_each_alone_does_not(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        made = office(store, "acme", "other")
        ada = await enrolled(made, at=START)
        at = START + MINUTE
        for changes in (
            {"password": PASSWORD + "s"},
            {"password": ""},
            {"code": ""},
            {"code": "000000"},
            {"name": "ada"},
            {"name": ""},
            {"tenant": "other"},
            {"tenant": "nobody"},
            {"code": ada.code(at + 5 * MINUTE)},
        ):
            made = office(store, "acme", "other")
            host = f"192.0.2.{len(changes['name']) if 'name' in changes else 1}"
            await refused(made, ada.attempt(at, **changes, host=host), at)
            await store.act(
                lambda each: each.connection.exec_driver_sql("DELETE FROM sign_in_failure")
            )
        account, token = await made.sign_in(ada.attempt(at, name=" ADA@example.org "), now=at)
        assert account.user_id == ada.user_id
        seen = await made.signed_in(token, now=at)
        assert seen is not None
        assert seen.user_id == ada.user_id

    opened(tmp_path, scenario)


def test_a_code_is_taken_once_and_a_recovery_code_too(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        made = office(store)
        ada = await enrolled(made, at=START)
        # The code of the enrolment is spent.
        await refused(made, ada.attempt(START), START)
        at = START + MINUTE
        await made.sign_in(ada.attempt(at), now=at)
        await refused(made, ada.attempt(at), at)
        spelled = ada.recovery[3].upper().replace("-", " ")
        await made.sign_in(ada.attempt(at, code=spelled), now=at)
        await refused(made, ada.attempt(at, code=ada.recovery[3]), at)
        account, _ = await made.sign_in(ada.attempt(at, code=ada.recovery[4]), now=at)
        assert len(account.recovery) == 8

    opened(tmp_path, scenario)


def test_after_five_failures_even_the_right_password_waits_for_known_and_unknown_alike(
    tmp_path: Path,
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        made = office(store)
        ada = await enrolled(made, at=START)
        for name in (ada.name, "nobody@example.org"):
            at = START + MINUTE
            for _ in range(5):
                host = f"198.51.100.{len(name)}"
                await refused(made, ada.attempt(at, name=name, password="wrong", host=host), at)
            await refused(made, ada.attempt(at, name=name, host=host), at)
        later = START + 2 * MINUTE
        assert (await made.sign_in(ada.attempt(later), now=later))[0].user_id == ada.user_id
        # What was right ends the count.
        again = START + 3 * MINUTE
        await refused(made, ada.attempt(again, password="wrong"), again)
        assert (await made.sign_in(ada.attempt(again), now=again))[0].user_id == ada.user_id

    opened(tmp_path, scenario)


def test_a_network_waits_too_whatever_names_it_tries(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        made = office(store)
        ada = await enrolled(made, at=START)
        at = START + MINUTE
        for number in range(30):
            host = f"2001:db8::{number + 1:x}"
            await refused(made, ada.attempt(at, name=f"n{number}", host=host), at)
        await refused(made, ada.attempt(at, host="2001:db8::ffff"), at)
        account, _ = await made.sign_in(ada.attempt(at, host="2001:db8:1::1"), now=at)
        assert account.user_id == ada.user_id

    opened(tmp_path, scenario)


def test_a_network_that_waits_costs_no_hash_and_an_account_that_waits_costs_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        made = office(store)
        ada = await enrolled(made, at=START)
        at, hashed = START + MINUTE, list[str]()
        check = made.passwords.matches

        def counted(known: str, password: str) -> bool:
            hashed.append(known)
            return check(known, password)

        monkeypatch.setattr(made.passwords, "matches", counted)
        for number in range(6):
            host = f"2001:db8::{number}"
            await refused(made, ada.attempt(at, password="wrong", host=host), at)
        assert len(hashed) == 6
        assert hashed[5] == made.passwords.nobody
        for number in range(30):
            await refused(made, ada.attempt(at, name=f"n{number}"), at)
        assert len(hashed) == 36
        for name in (ada.name, "nobody"):
            await refused(made, ada.attempt(at, name=name), at)
        assert len(hashed) == 36

    opened(tmp_path, scenario)


def test_failures_elsewhere_keep_nobody_out_where_they_signed_in_before(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        made = office(store)
        ada = await enrolled(made, at=START)
        at = START + MINUTE
        await made.sign_in(ada.attempt(at), now=at)
        at += MINUTE
        for number in range(50):
            host = f"198.51.100.{number}"
            await refused(made, ada.attempt(at, password="wrong", host=host), at)
        # In a network where nobody has signed in to it, the account waits.
        await refused(made, ada.attempt(at, host="203.0.113.5"), at)
        account, _ = await made.sign_in(ada.attempt(at), now=at)
        assert account.user_id == ada.user_id

    opened(tmp_path, scenario)


def test_one_failure_each_quarter_of_an_hour_keeps_nobody_out(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        made = office(store)
        ada = await enrolled(made, at=START)
        at = START + MINUTE
        for number in range(20):
            host = f"198.51.100.{number}"
            await refused(made, ada.attempt(at, password="wrong", host=host), at)
            at += 16 * MINUTE
        account, _ = await made.sign_in(ada.attempt(at, host="203.0.113.5"), now=at)
        assert account.user_id == ada.user_id

    opened(tmp_path, scenario)


def test_attempts_at_a_tenant_that_there_is_not_count_against_nobody(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        made = office(store)
        ada = await enrolled(made, at=START)
        at = START + MINUTE
        for tenant in ("nobody", ""):
            for _ in range(6):
                await refused(made, ada.attempt(at, tenant=tenant, password="wrong"), at)
        account, _ = await made.sign_in(ada.attempt(at), now=at)
        assert account.user_id == ada.user_id

    opened(tmp_path, scenario)


def test_a_crowd_is_sent_away_before_any_work_and_known_networks_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        made = office(store)
        ada = await enrolled(made, at=START)
        at, hashed = START + MINUTE, list[str]()
        _, token = await made.sign_in(ada.attempt(at), now=at)
        at += MINUTE
        check = made.passwords.matches

        def counted(known: str, password: str) -> bool:
            hashed.append(known)
            return check(known, password)

        monkeypatch.setattr(made.passwords, "matches", counted)
        crowd = [
            made.sign_in(ada.attempt(at, name=f"n{number}", host=f"198.51.100.{number}"), now=at)
            for number in range(60)
        ]
        mine = made.sign_in(ada.attempt(at), now=at)
        *others, me = await asyncio.gather(*crowd, mine, return_exceptions=True)
        codes = [each.code for each in others if isinstance(each, Refused)]
        assert (codes.count("sign_in_refused"), codes.count("too_many_requests")) == (10, 50)
        assert isinstance(me, tuple)
        assert len(hashed) == 11
        # Sessions that there are go on.
        assert await made.step_up(token, code=ada.recovery[0], now=at) != token

    opened(tmp_path, scenario)


def vouched(subject: str = "oidc:1", **changes: Any) -> Vouched:
    return Vouched(**({"subject": subject, "name": "oidc:ada", "role": Role.AUDITOR} | changes))


def test_whom_a_provider_vouches_for_has_one_account_and_todays_role(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        made = office(store, "acme", "other")
        first, token = await made.admit("acme", vouched(), now=START)
        again, _ = await made.admit("acme", vouched(role=Role.ADMIN), now=START)
        assert (again.user_id, again.role) == (first.user_id, Role.ADMIN)
        seen = await made.signed_in(token, now=START)
        assert seen is not None
        assert seen.role is Role.ADMIN
        namesake, _ = await made.admit("acme", vouched("oidc:2"), now=START)
        elsewhere, _ = await made.admit("other", vouched(), now=START)
        assert len({first.user_id, namesake.user_id, elsewhere.user_id}) == 3
        # No password and no code lets them in beside the provider.
        attempt = Attempt(tenant="acme", name="oidc:1", password="", code="", host="192.0.2.7")
        await refused(made, attempt, START)
        await made.disable("acme", first.user_id, by="command", now=START)
        with pytest.raises(Unauthorized):
            await made.admit("acme", vouched(), now=START)
        assert await made.signed_in(token, now=START) is None

    opened(tmp_path, scenario)


def test_a_provider_does_not_get_into_an_account_with_a_password(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        made = office(store)
        ada = await enrolled(made, at=START)
        with pytest.raises(Unauthorized):
            await made.admit("acme", vouched(ada.name), now=START)

    opened(tmp_path, scenario)


def test_sessions_end_idle_after_eight_hours_on_sign_out_and_with_the_account(
    tmp_path: Path,
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        made = office(store)
        ada = await enrolled(made, at=START)
        at = START + MINUTE
        _, idle = await made.sign_in(ada.attempt(at), now=at)
        assert await made.signed_in(idle, now=at + 29 * MINUTE) is not None
        assert await made.signed_in(idle, now=at + 60 * MINUTE) is None
        at += 120 * MINUTE
        _, busy = await made.sign_in(ada.attempt(at), now=at)
        for minutes in range(20, 480, 20):
            assert await made.signed_in(busy, now=at + minutes * MINUTE) is not None
        assert await made.signed_in(busy, now=at + 480 * MINUTE) is None
        at += 600 * MINUTE
        _, out = await made.sign_in(ada.attempt(at), now=at)
        await made.sign_out(out, now=at)
        assert await made.signed_in(out, now=at) is None
        at += MINUTE
        _, gone = await made.sign_in(ada.attempt(at), now=at)
        await made.disable("acme", ada.user_id, by="command", now=at)
        assert await made.signed_in(gone, now=at) is None
        at += MINUTE
        await refused(made, ada.attempt(at), at)
        assert await made.signed_in("x" * 64, now=at) is None

    opened(tmp_path, scenario)


def test_step_up_goes_on_under_a_new_id_and_a_wrong_code_ends_the_session(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        made = office(store)
        ada = await enrolled(made, at=START)
        at = START + MINUTE
        _, before = await made.sign_in(ada.attempt(at), now=at)
        at += MINUTE
        after = await made.step_up(before, code=ada.code(at), now=at)
        assert after != before
        assert await made.signed_in(before, now=at) is None
        assert await made.signed_in(after, now=at) is not None
        with pytest.raises(Unauthorized):
            await made.step_up(after, code="000000", now=at)
        assert await made.signed_in(after, now=at) is None

    opened(tmp_path, scenario)


def test_a_hash_of_weaker_parameters_is_made_anew_at_sign_in(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        ada = await enrolled(office(store), at=START)
        stronger = office(store, cost=Cost(memory=16, passes=1, lanes=1))
        at = START + MINUTE
        account, _ = await stronger.sign_in(ada.attempt(at), now=at)
        assert "m=16,t=1,p=1" in account.password_hash
        assert Passwords(Cost(memory=16, passes=1, lanes=1)).matches(
            account.password_hash, PASSWORD
        )
        at += MINUTE
        await stronger.sign_in(ada.attempt(at), now=at)

    opened(tmp_path, scenario)


def test_the_store_holds_no_token_and_no_name(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> str:
        made = office(store)
        ada = await enrolled(made, at=START)
        at = START + MINUTE
        _, token = await made.sign_in(ada.attempt(at), now=at)
        rows = await store.act(lambda each: each.connection.execute(select(SESSION)).all())
        assert [row.session_sha256 for row in rows] == [digest_of(token)]
        await store.act(lambda each: session_rows.expire(each, at + 60 * MINUTE))
        assert await made.signed_in(token, now=at) is None
        return f"{token} {ada.secret} {ada.recovery[0]}"

    said = opened(tmp_path, scenario)
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for each in [*said.split(), "ada@example.org", PASSWORD]:
        assert each.encode() not in kept

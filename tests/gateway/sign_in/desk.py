"""An office with cheap passwords over a store in a directory, and people in it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from itertools import count

import pyotp

from gateway.model import Role
from gateway.sign_in.office import Attempt, Office
from gateway.sign_in.passwords import Cost, Passwords
from gateway.sign_in.wiring import new_office
from gateway.storage.transaction import Acting
from gateway.wiring import tenant_keys
from tests.gateway.storage.samples import MASTER

CHEAP = Cost(memory=8, passes=1, lanes=1)
PASSWORD = "seven brown otters swim"
_IDS = count(1)


def office(store: Acting, *tenants: str, cost: Cost = CHEAP) -> Office:
    keys = {tenant: tenant_keys(MASTER, tenant) for tenant in tenants or ("acme",)}
    return new_office(store, keys, new_id=lambda: f"{next(_IDS):032x}", passwords=Passwords(cost))


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """Somebody who can sign in."""

    user_id: str
    name: str
    secret: str
    recovery: tuple[str, ...]

    def code(self, at: datetime) -> str:
        return pyotp.TOTP(self.secret).at(int(at.timestamp()))

    def attempt(self, at: datetime, **changes: str) -> Attempt:
        fields = {
            "tenant": "acme",
            "name": self.name,
            "password": PASSWORD,
            "code": self.code(at),
            "host": "192.0.2.7",
        }
        return Attempt(**(fields | changes))


async def enrolled(
    made: Office, name: str = "ada@example.org", *, role: Role = Role.ADMIN, at: datetime
) -> Enrolled:
    """Invites and enrols somebody."""
    account, token = await made.invite("acme", name, role=role, by="command", now=at)
    _, secret = await made.invitation(token, now=at)
    code = pyotp.TOTP(secret).at(int(at.timestamp()))
    _, codes = await made.enrol(token, password=PASSWORD, code=code, now=at)
    return Enrolled(user_id=account.user_id, name=name, secret=secret, recovery=tuple(codes))


def random_name() -> str:
    return os.urandom(6).hex()

"""Invitations: once, for three days, for one account of a name."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from gateway.errors import InvalidRequest
from gateway.model import Role
from gateway.storage.database import DatabaseStore
from tests.gateway.sign_in.desk import PASSWORD, enrolled, office
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import START


def test_an_invitation_is_used_once_and_a_reset_makes_another(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        made = office(store)
        ada = await enrolled(made, at=START)
        with pytest.raises(InvalidRequest) as again:
            await made.invite("acme", "ADA@example.org ", role=Role.ADMIN, by="x", now=START)
        assert again.value.code == "account_exists"
        account, token = await made.reset("acme", ada.user_id, by="command", now=START)
        assert (account.password_hash, account.secret, account.recovery) == ("", "", ())
        with pytest.raises(InvalidRequest):
            await made.invitation(token, now=START + timedelta(days=3))
        shown, secret = await made.invitation(token, now=START)
        assert (shown.user_id, secret != ada.secret) == (ada.user_id, True)
        for password, code in ((PASSWORD, "000000"), ("password1234", ada.code(START))):
            with pytest.raises(InvalidRequest):
                await made.enrol(token, password=password, code=code, now=START)
        await made.disable("acme", ada.user_id, by="command", now=START)
        with pytest.raises(InvalidRequest):
            await made.invitation(token, now=START)

    opened(tmp_path, scenario)


@pytest.mark.parametrize("role", [Role.CHAT, Role.CONSENT, Role.GUEST, Role.SUBJECT])
def test_only_people_have_accounts(tmp_path: Path, role: Role) -> None:
    async def scenario(store: DatabaseStore) -> None:
        with pytest.raises(InvalidRequest):
            await office(store).invite("acme", "ada", role=role, by="command", now=START)
        assert await office(store).listed("acme") == []

    opened(tmp_path, scenario)

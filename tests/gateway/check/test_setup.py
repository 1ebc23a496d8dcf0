from __future__ import annotations

from datetime import UTC, datetime

from gateway.check.bench import Bench
from gateway.check.setup import GUEST, new_setup
from gateway.model import Role
from tests.gateway.check.looking import Look

AT = datetime(2026, 3, 1, tzinfo=UTC)


def test_there_is_a_key_of_every_role_in_both_tenants(look: Look) -> None:
    async def work(bench: Bench) -> None:
        setup = new_setup(bench.settings(), at=AT)
        roles = {role.value for role in Role} - {"subject"}
        others = {f"other:{role}" for role in roles}
        assert set(setup.keys) == roles | others | {"colleague", "officer2"}
        ends = {each.role: each.expires_at for each in setup.records}
        assert ends[Role.GUEST] == AT + GUEST
        assert ends[Role.ADMIN] is None
        assert setup.instructions == {}
        assert "dk_" not in repr(setup)

    look("default").run(work)


def test_a_processor_has_an_instruction_for_each_tenant(look: Look) -> None:
    async def work(bench: Bench) -> None:
        setup = new_setup(bench.settings(), at=AT)
        assert set(setup.instructions) == {"main", "other"}
        sandbox = await bench.shared()
        listed = await sandbox.must("GET", "/privacy/integrations", key="admin")
        assert {each["on"] for each in listed.json()["integrations"]} == {True}

    look("instntly").run(work)

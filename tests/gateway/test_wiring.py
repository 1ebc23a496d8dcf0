"""Wiring that the server and the hooks share."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC
from pathlib import Path

import pytest

from detectors import Engine
from gateway.errors import ConfigurationError
from gateway.model import Destination, Kind, Segment
from gateway.proxy.context import Limits
from gateway.settings import Limits as Bounds
from gateway.settings import load_settings
from gateway.wiring import (
    allowance,
    new_engine,
    new_id,
    new_pseudonym,
    new_setting,
    new_settings,
    now,
    tenant_keys,
)
from tests.gateway.configuration import GATEWAY, POLICY, write

MASTER = bytes(range(32))
TWO = GATEWAY + "  - {id: other, policy: default, recipients: [model]}\n"


def test_every_key_of_every_tenant_is_another() -> None:
    keys = [tenant_keys(MASTER, tenant) for tenant in ("main", "other")]
    values = [getattr(each, field.name) for each in keys for field in fields(each)]
    assert len(set(values)) == len(values)
    assert {len(value) for value in values} == {32}
    assert tenant_keys(MASTER, "main") == keys[0]
    assert MASTER not in values


def test_ids_grow_and_differ() -> None:
    ids = [new_id() for _ in range(100)]
    assert len(set(ids)) == 100
    assert sorted(each[:12] for each in ids) == [each[:12] for each in ids]
    assert {len(each) for each in ids} == {26}


def test_pseudonyms_and_times() -> None:
    assert new_pseudonym().startswith("anon_")
    assert len({new_pseudonym() for _ in range(100)}) == 100
    assert now().tzinfo is UTC


def test_the_allowance_is_linear() -> None:
    seconds = allowance(Bounds(text_seconds=1.0, character_seconds=0.5))
    assert [seconds(length) for length in (0, 2, 4)] == [1.0, 2.0, 3.0]


def test_an_engine_that_cannot_keep_the_policy_is_refused(tmp_path: Path) -> None:
    policy = POLICY.replace("CREDIT_CARD:", "NOBODY_FINDS_THIS:")
    settings = load_settings(write(tmp_path, policy=policy), {})
    with pytest.raises(ConfigurationError):
        new_engine(settings)


def test_each_tenant_has_a_setting_of_its_own(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, gateway=TWO), {})
    keys = {tenant: tenant_keys(MASTER, tenant) for tenant in settings.tenants}
    made = new_settings(settings, keys, engine=Engine())
    assert set(made) == {"main", "other"}
    (main, main_examination), (other, other_examination) = made.values()
    assert (main.tenant.key, other.tenant.key) == ("main", "other")
    assert main.keys == keys["main"]
    assert main.limits.json_depth == settings.limits.json_depth
    assert main_examination is not other_examination


def test_a_setting_examines_and_makes_what_an_exchange_needs(tmp_path: Path) -> None:
    tenant = load_settings(write(tmp_path), {}).tenants["main"]
    keys = tenant_keys(MASTER, "main")
    limits = Limits(json_depth=7)
    setting, examination = new_setting(tenant, keys, engine=Engine(), limits=limits)
    assert setting.limits is limits
    (found,) = setting.sources.examine_now("write jane.doe@example.com")
    assert found.entity_type == "EMAIL_ADDRESS"
    assert tenant.policy.action("EMAIL_ADDRESS", Destination.USER).value == "allow"
    assert not setting.sources.lane_plan.acts
    assert len(setting.sources.new_key()) == 32
    assert setting.sources.derive(MASTER, "a") != setting.sources.derive(MASTER, "b")
    from detectors.budget import Budget

    segment = Segment(pointer="/x", kind=Kind.TEXT, role="user", text="at jane.doe@example.com")
    assert len(examination.segments((segment,), Budget(lambda: 0.0, 1.0))[0]) == 1

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.tenants import Register, read_register
from gateway.yaml_tree import load_yaml
from tests.gateway.configuration import GATEWAY, POLICY, write

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HEAD = GATEWAY[: GATEWAY.index("recipients:")]
FIRST = GATEWAY[GATEWAY.index("  - id: model") : GATEWAY.index("tenants:")]
THIRD = FIRST.replace("id: model", "id: host").replace("third_party: false", "third_party: true")
TENANT = "  - {id: main, policy: default, recipients: [model]}\n"


def load(
    directory: Path, recipients: str = FIRST, *, tenants: str = TENANT, policy: str = "",
    now: datetime = NOW,
) -> Register:  # fmt: skip
    text = f"{HEAD}recipients:\n{recipients}tenants:\n{tenants}"
    path = write(directory, gateway=text, policy=POLICY + policy)
    top = load_yaml(path).entries()
    return read_register(
        top["recipients"], top["tenants"], policies=directory / "policies", region="DE", now=now
    )


def refusal(directory: Path, recipients: str = FIRST, **options: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(directory, recipients, **options)  # type: ignore[arg-type]
    return str(caught.value)


def line_of(directory: Path, words: str, *, file: str = "gateway.yaml") -> str:
    """Where a text first stands in a file: what an error begins with."""
    path = directory / file
    found = next(
        number
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if words in line
    )
    return f"{path}:{found}: "


def test_who_is_sent_text_on_whose_behalf_under_which_policy(tmp_path: Path) -> None:
    register = load(tmp_path, FIRST + THIRD, tenants=TENANT.replace("[model]", "[host, model]"))
    assert list(register.recipients) == ["model", "host"]
    tenant = register.tenants["main"]
    assert [each.key for each in tenant.recipients] == ["host", "model"]
    assert (tenant.region, tenant.policy.key) == ("DE", "default")
    assert register.policy_files == {"default": tmp_path / "policies" / "default.yaml"}


def test_a_policy_is_read_once_for_all_its_tenants(tmp_path: Path) -> None:
    register = load(tmp_path, tenants=TENANT + TENANT.replace("main", "other"))
    assert register.tenants["main"].policy is register.tenants["other"].policy


@pytest.mark.parametrize(
    ("recipients", "tenants", "path", "word"),
    [
        ("  []\n", TENANT, "recipients: ", "empty"),
        (FIRST + FIRST, TENANT, "recipients[1]: ", "exists already"),
        (FIRST, "  []\n", "tenants: ", "empty"),
        (FIRST, TENANT + TENANT, "tenants[1]: ", "exists already"),
        (FIRST, TENANT.replace("[model]", "[other]"), "tenants[0].recipients[0]: ", "not exist"),
        (FIRST, TENANT.replace("[model]", "[]"), "tenants[0].recipients: ", "empty"),
        (FIRST, TENANT.replace("default", "other"), "tenants[0].policy: ", "no policy file"),
        (FIRST, TENANT.replace("default", "../default"), "tenants[0].policy: ", "a name"),
        (FIRST, TENANT.replace("main", "Main"), "tenants[0].id: ", "a name"),
    ],
)
def test_what_does_not_go_together_is_refused(
    tmp_path: Path, *, recipients: str, tenants: str, path: str, word: str
) -> None:
    message = refusal(tmp_path, recipients, tenants=tenants)
    assert f": {path}" in message
    assert word in message


# What the policy asks; each stands against the only recipient for ever.
LASTING = [
    ("recipient_conditions: {countries: [FR]}\n", "country_not_permitted"),
    ("recipient_conditions: {roles: [processor]}\n", "role_not_permitted"),
    (
        "recipient_conditions: {roles: [processor], countries: [FR]}\n",
        "country_not_permitted, role_not_permitted",
    ),
]


@pytest.mark.parametrize(("policy", "reasons"), LASTING)
def test_a_tenant_that_may_send_text_to_nobody_is_an_error(
    tmp_path: Path, policy: str, reasons: str
) -> None:
    message = refusal(tmp_path, policy=policy)
    assert message == (
        f"{line_of(tmp_path, 'id: main')}tenants[0].recipients: "
        f"policy default permits none of them: model ({reasons})"
    )


def test_what_is_kept_too_long_is_an_error(tmp_path: Path) -> None:
    limit = "recipient_conditions: {longest_retention: P30D}\n"
    third = THIRD.replace("retention: P0D", "retention: P31D")
    only = TENANT.replace("model", "host")
    message = refusal(tmp_path, FIRST + third, tenants=only, policy=limit)
    assert message.endswith("permits none of them: host (retention_too_long)")


def test_a_recipient_that_no_policy_allows_is_an_error_where_it_stands(tmp_path: Path) -> None:
    limit = "recipient_conditions: {longest_retention: P30D}\n"
    third = THIRD.replace("retention: P0D", "retention: P31D")
    both = TENANT.replace("[model]", "[host, model]")
    message = refusal(tmp_path, FIRST + third, tenants=both, policy=limit)
    assert message == (
        f"{line_of(tmp_path, 'id: host')}recipients[1]: "
        "no policy of its tenants permits it: default (retention_too_long)"
    )
    # Switched off it is sent nothing, and who is used by nobody is only known.
    off = third + "    active: false\n"
    assert load(tmp_path, FIRST + off, tenants=both, policy=limit).tenants
    assert load(tmp_path, FIRST + third, policy=limit).tenants


def test_one_policy_that_allows_a_recipient_is_enough(tmp_path: Path) -> None:
    write(tmp_path, policy=POLICY)
    strict = POLICY.replace("id: default", "id: strict")
    strict += "recipient_conditions: {roles: [processor]}\n"
    (tmp_path / "policies" / "strict.yaml").write_text(strict, "utf-8")
    own = THIRD.replace("role: controller", "role: processor")
    tenants = TENANT + TENANT.replace("main", "other").replace("default", "strict").replace(
        "[model]", "[host, model]"
    )
    assert load(tmp_path, FIRST + own, tenants=tenants).tenants.keys() == {"main", "other"}


@pytest.mark.parametrize("safeguards", ["", "    safeguards: []\n"])
def test_a_policy_can_ask_what_protects_data_with_third_parties(
    tmp_path: Path, safeguards: str
) -> None:
    asks = "processing: {role: controller, safeguards: required}\n"
    message = refusal(tmp_path, THIRD + safeguards, tenants=HOST, policy=asks)
    assert message == (
        f"{line_of(tmp_path, 'id: host')}recipients[0]: "
        "the key safeguards is missing; policy default requires it"
    )
    whole = THIRD + "    safeguards: [Encrypted at rest.]\n"
    assert load(tmp_path, whole, tenants=HOST, policy=asks).tenants
    assert load(tmp_path, FIRST, policy=asks).tenants


def test_a_policy_can_ask_which_purposes_a_recipient_is_for(tmp_path: Path) -> None:
    asks = "processing: {role: controller, recipient_purposes: required}\n"
    message = refusal(tmp_path, FIRST, policy=asks)
    assert message == (
        f"{line_of(tmp_path, 'id: model')}recipients[0]: "
        "the key purposes is missing; policy default requires it"
    )
    bound = load(tmp_path, FIRST + "    purposes: [answering]\n", policy=asks)
    assert bound.recipients["model"].purposes == frozenset({"answering"})


@pytest.mark.parametrize(
    ("purposes", "path", "words"),
    [
        ("[answering, anwsering]", "purposes[1]", "no policy of its tenants has"),
        ("[]", "purposes", "must not be empty"),
        ("answering", "purposes", "must be a list"),
        ("[Answering]", "purposes[0]", "must be a name"),
    ],
)
def test_a_purpose_of_a_recipient_exists(
    tmp_path: Path, purposes: str, path: str, words: str
) -> None:
    message = refusal(tmp_path, FIRST + f"    purposes: {purposes}\n")
    assert message.startswith(f"{line_of(tmp_path, 'purposes:')}recipients[0].{path}: ")
    assert words in message


def test_what_time_or_a_switch_can_heal_is_refused_later(tmp_path: Path) -> None:
    asked = "recipient_conditions: {evidence_age: P1Y, mechanisms: [scc]}\n"
    third = THIRD.replace("country: DE", "country: US") + "    active: false\n"
    register = load(tmp_path, third, tenants=TENANT.replace("model", "host"), policy=asked)
    assert not register.recipients["host"].active


CHILD = THIRD + "    parent: owner\n"
OWNER = THIRD.replace("id: host", "id: owner") + "    active: false\n"
HOST = TENANT.replace("model", "host")


def test_a_parent_is_a_recipient_that_needs_no_tenant(tmp_path: Path) -> None:
    register = load(tmp_path, CHILD + OWNER, tenants=HOST)
    assert register.recipients["host"].parent == "owner"
    assert load(tmp_path, OWNER + CHILD, tenants=HOST).recipients["owner"].parent is None


def test_nothing_is_known_of_a_parent_that_is_no_recipient(tmp_path: Path) -> None:
    message = refusal(tmp_path, CHILD, tenants=HOST)
    assert message.startswith(f"{line_of(tmp_path, 'parent:')}recipients[0].parent: ")
    assert "nothing is known" in message


def test_parents_do_not_lead_in_a_circle(tmp_path: Path) -> None:
    circle = CHILD + OWNER + "    parent: host\n"
    assert "recipients[1].parent: leads back" in refusal(tmp_path, circle, tenants=HOST)
    itself = THIRD + "    parent: host\n"
    assert "recipients[0].parent: leads back" in refusal(tmp_path, itself, tenants=HOST)


def test_the_country_of_every_parent_must_be_permitted(tmp_path: Path) -> None:
    asked = "recipient_conditions: {countries: [EEA]}\n"
    assert load(tmp_path, CHILD + OWNER, tenants=HOST, policy=asked).tenants
    abroad = OWNER.replace("country: DE", "country: US")
    message = refusal(tmp_path, CHILD + abroad, tenants=HOST, policy=asked)
    assert message == (
        f"{line_of(tmp_path, 'parent:')}recipients[0].parent: "
        "owner is in a country that policy default does not permit"
    )
    top = abroad.replace("owner", "top")
    above = CHILD + OWNER + "    parent: top\n" + top
    message = refusal(tmp_path, above, tenants=HOST, policy=asked)
    assert "recipients[0].parent: top is in a country" in message
    assert load(tmp_path, FIRST + CHILD + abroad, policy=asked).tenants  # no tenant uses it


def test_a_first_party_to_fall_back_to_must_exist(tmp_path: Path) -> None:
    asked = "fallback: {action: first_party}\n"
    message = refusal(tmp_path, FIRST + THIRD, tenants=HOST, policy=asked)
    assert message.startswith(f"{line_of(tmp_path, 'id: main')}tenants[0].recipients: must hold")
    assert f"{tmp_path}/policies/default.yaml:16 falls back" in message
    both = TENANT.replace("[model]", "[host, model]")
    assert load(tmp_path, FIRST + THIRD, tenants=both, policy=asked).tenants


def test_a_source_names_recipients_of_a_tenant_under_this_policy(tmp_path: Path) -> None:
    rule = "sources:\n  crm:\n    recipients: [model, {}]\n    purposes: [answering]\n"
    for name in ("host", "other"):  # one that no tenant has; one that does not exist
        policy = rule.replace("{}", name)
        message = refusal(tmp_path, FIRST + THIRD, policy=policy)
        assert message == (
            f"{line_of(tmp_path, 'recipients:', file='policies/default.yaml')}"
            "sources.crm.recipients[1]: names a recipient that no tenant under this policy has"
        )
    second = TENANT + TENANT.replace("main", "second").replace("model", "host")
    assert load(tmp_path, FIRST + THIRD, tenants=second, policy=rule.replace("{}", "host")).tenants


def test_another_policys_tenants_do_not_count_for_a_source(tmp_path: Path) -> None:
    rule = "sources: {crm: {recipients: [host], purposes: []}}\n"
    write(tmp_path)
    other = tmp_path / "policies" / "other.yaml"
    other.write_text(POLICY.replace("id: default", "id: other"), "utf-8")
    tenants = TENANT + HOST.replace("main", "second").replace("default", "other")
    assert "sources.crm" in refusal(tmp_path, FIRST + THIRD, tenants=tenants, policy=rule)


def test_evidence_of_a_day_to_come_is_an_error(tmp_path: Path) -> None:
    dated = THIRD + "    evidence: {reference: annex 2, date: 2026-11-23}\n"
    with pytest.raises(ConfigurationError, match=r"recipients\[0\].evidence.date: .*future"):
        load(tmp_path, dated, tenants=HOST, now=datetime(2026, 11, 22, 9, tzinfo=UTC))
    register = load(tmp_path, dated, tenants=HOST, now=datetime(2026, 11, 23, tzinfo=UTC))
    assert re.fullmatch("2026-11-23", str(register.recipients["host"].evidence_date))


@pytest.mark.parametrize("regions", ["[DE]", "[EEA]", "[FR, DE]", "[US, EEA]"])
def test_a_storage_where_the_policy_permits_it(tmp_path: Path, regions: str) -> None:
    assert load(tmp_path, policy=f"storage_regions: {regions}\n").tenants["main"].region == "DE"


@pytest.mark.parametrize("regions", ["[FR]", "[US, GB]", "[CH]"])
def test_a_storage_elsewhere_is_refused_with_the_policys_line(tmp_path: Path, regions: str) -> None:
    message = refusal(tmp_path, policy=f"storage_regions: {regions}\n")
    place = line_of(tmp_path, "storage_regions", file="policies/default.yaml")
    assert message.startswith(place)
    assert "storage_regions: does not permit DE" in message


@pytest.mark.parametrize("regions", ["[]", "DE", "[de]", "[XX]", "[Germany]", "{}"])
def test_storage_regions_that_are_no_countries_are_refused(tmp_path: Path, regions: str) -> None:
    message = refusal(tmp_path, policy=f"storage_regions: {regions}\n")
    assert message.startswith(line_of(tmp_path, "storage_regions", file="policies/default.yaml"))

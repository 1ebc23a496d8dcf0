"""The section ``sign_in``."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.model import Role
from gateway.sign_in.settings import SignInSettings, read_sign_in
from gateway.yaml_tree import load_yaml

WHOLE = {
    "issuer": "https://id.example/",
    "client_id": "discreet",
    "client_secret_env": "OIDC_SECRET",
    "redirect_uri": "https://g.example/admin/oidc/callback",
    "tenant": "main",
    "role_claim": "groups",
    "roles": "{it: admin}",
}


def read(tmp_path: Path, **changes: str | None) -> SignInSettings:
    fields = {name: value for name, value in (WHOLE | changes).items() if value is not None}
    lines = [f"    {name}: {value}\n" for name, value in fields.items()]
    path = tmp_path / "gateway.yaml"
    path.write_text("sign_in:\n  oidc:\n" + "".join(lines), "utf-8")
    return read_sign_in(load_yaml(path).fields("sign_in").optional("sign_in"), tenants=["main"])


def test_a_provider_is_read_and_none_is_the_default(tmp_path: Path) -> None:
    assert read_sign_in(None, tenants=["main"]).oidc is None
    oidc = read(tmp_path, hosts="[keys.example]").oidc
    assert oidc is not None
    assert (oidc.issuer, oidc.roles, oidc.hosts) == (
        "https://id.example",
        {"it": Role.ADMIN},
        frozenset({"keys.example"}),
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "http://id.example"},
        {"issuer": "https://user@id.example"},
        {"issuer": "https://id.example?x=1"},
        {"issuer": None},
        {"client_secret_env": "not a name"},
        {"tenant": "nobody"},
        {"roles": "{}"},
        {"roles": "{it: chat}"},
        {"roles": "{it: root}"},
        {"role_claim": "a b"},
        {"hosts": "[https://keys.example]"},
        {"secret": "x"},
    ],
)
def test_what_cannot_be_right_is_an_error(tmp_path: Path, changes: dict[str, str | None]) -> None:
    with pytest.raises(ConfigurationError, match=r"gateway\.yaml:"):
        read(tmp_path, **changes)

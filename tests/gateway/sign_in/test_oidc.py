"""The code flow against a provider that answers from memory: what is believed, and what not."""

from __future__ import annotations

import asyncio
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey

from gateway.errors import Unauthorized, UpstreamFailed
from gateway.model import Role
from gateway.sign_in.accounts import Vouched
from gateway.sign_in.oidc import Provider
from gateway.sign_in.settings import OidcSettings
from tests.gateway.storage.samples import START

ISSUER = "https://id.example"
SEED = "5eed" * 16
KEY = ECKey.generate_key("P-256", {"kid": "one"})
OTHER = ECKey.generate_key("P-256", {"kid": "one"})
SETTINGS = OidcSettings(
    issuer=ISSUER,
    client_id="discreet",
    client_secret_env="SECRET",
    redirect_uri="https://gateway.example/admin/oidc/callback",
    tenant="acme",
    role_claim="groups",
    roles={"privacy": Role.PRIVACY_OFFICER, "it": Role.ADMIN},
)


class Issuer:
    """A provider; ``claims`` and ``document`` change what it says."""

    def __init__(self, **claims: Any) -> None:
        self.claims, self.document = claims, dict[str, Any]()
        self.key, self.algorithm = KEY, "ES256"
        self.asked: list[tuple[str, Mapping[str, str] | None]] = []
        self.nonce = ""

    async def fetch(self, url: str, form: Mapping[str, str] | None = None) -> bytes:
        self.asked.append((url, form))
        if url.endswith("/.well-known/openid-configuration"):
            return json.dumps(
                {
                    "issuer": ISSUER,
                    "authorization_endpoint": f"{ISSUER}/auth",
                    "token_endpoint": f"{ISSUER}/token",
                    "jwks_uri": f"{ISSUER}/keys",
                }
                | self.document
            ).encode()
        if url == f"{ISSUER}/keys":
            return json.dumps({"keys": [KEY.as_dict(private=False)]}).encode()
        now = int(START.timestamp())
        claims = {
            "iss": ISSUER,
            "aud": "discreet",
            "sub": "248289761001",
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            "groups": ["staff", "privacy"],
        }
        claims = {k: v for k, v in (claims | self.claims).items() if v is not None}
        header = {"alg": self.algorithm, "kid": "one"}
        return json.dumps({"id_token": self.signed(header, claims)}).encode()

    def signed(self, header: dict[str, Any], claims: Mapping[str, Any]) -> str:
        payload = json.dumps(claims).encode()
        return jws.serialize_compact(header, payload, self.key, algorithms=[self.algorithm])


def flow(issuer: Issuer, seed: str = SEED, **changes: Any) -> Vouched:
    """To the provider and back."""
    provider = Provider(settings=SETTINGS, fetch=issuer.fetch)

    async def run() -> Vouched:
        query = parse_qs(urlsplit(await provider.begin(SEED)).query)
        issuer.nonce = query["nonce"][0]
        answer = {"code": "c0de", "state": query["state"][0], **changes}
        return await provider.finish(seed, answer, now=START)

    return asyncio.run(run())


def test_whoever_the_provider_vouches_for_comes_in_with_the_role_of_their_group() -> None:
    issuer = Issuer()
    person = f"{len(ISSUER)}:{ISSUER}248289761001"
    assert flow(issuer) == Vouched(
        subject=f"oidc:{sha256(person.encode()).hexdigest()}",
        name="oidc:248289761001",
        role=Role.PRIVACY_OFFICER,
    )
    assert [url.removeprefix(ISSUER) for url, _ in issuer.asked] == [
        "/.well-known/openid-configuration",
        "/.well-known/openid-configuration",
        "/token",
        "/keys",
    ]
    form = issuer.asked[2][1]
    assert form is not None
    assert (form["grant_type"], form["code"]) == ("authorization_code", "c0de")


def test_the_verifier_fits_the_challenge_and_leaves_only_with_the_code() -> None:
    issuer = Issuer()
    provider = Provider(settings=SETTINGS, fetch=issuer.fetch)
    query = parse_qs(urlsplit(asyncio.run(provider.begin(SEED))).query)
    flow(issuer)
    form = issuer.asked[-2][1]
    assert form is not None
    made = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
    assert query["code_challenge"] == [made]
    assert query["code_challenge_method"] == ["S256"]
    assert form["code_verifier"] not in str(query)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": ["discreet", "another"]},
        {"aud": ["discreet", "another"], "azp": "another"},
        {"aud": None},
        {"azp": "another"},
        {"azp": ["discreet"]},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(START.timestamp()) - 61},
        {"exp": None},
        {"exp": 1e308},
        {"exp": int((START + timedelta(days=31)).timestamp())},
        {"iat": int((START + timedelta(hours=1)).timestamp())},
        {"sub": None},
        {"sub": 7},
        {"sub": ""},
        {"sub": "\ud800"},
        {"sub": "ada\udfff"},
        {"groups": None},
        {"groups": []},
        {"groups": ["staff"]},
        {"groups": ["it", "privacy"]},
        {"groups": {"it": True}},
        {"groups": "none"},
        {"groups": 7},
    ],
)
def test_a_token_that_is_not_for_this_sign_in_lets_nobody_in(claims: dict[str, Any]) -> None:
    with pytest.raises(Unauthorized) as refused:
        flow(Issuer(**claims))
    assert refused.value.code == "sign_in_refused"


def test_two_ids_are_two_people_however_alike() -> None:
    ids = ("ada", "Ada", " ada", "\uff41da", "a" * 200, "a" * 201)
    found = [flow(Issuer(sub=each)) for each in ids]
    assert len({each.subject for each in found}) == len(ids)
    assert max(len(each.name) for each in found) == 120


def test_a_single_group_is_enough_however_it_is_written() -> None:
    assert flow(Issuer(groups="it")).role is Role.ADMIN
    several = flow(Issuer(aud=["discreet", "another"], azp="discreet"))
    assert several.role is Role.PRIVACY_OFFICER


def test_a_token_of_another_key_or_a_symmetric_one_is_not_believed() -> None:
    issuer = Issuer()
    issuer.key = OTHER
    with pytest.raises(Unauthorized):
        flow(issuer)
    issuer = Issuer()
    issuer.key, issuer.algorithm = OctKey.import_key("a secret of thirty-two characters"), "HS256"  # type: ignore[assignment]
    with pytest.raises(Unauthorized):
        flow(issuer)


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": ""},
        {"seed": "0" * 64},
        {"state": ""},
        {"state": "another"},
        {"code": ""},
        {"iss": "https://other.example"},
    ],
)
def test_an_answer_to_another_question_is_refused_before_anything_is_asked(
    changes: dict[str, str],
) -> None:
    issuer = Issuer()
    with pytest.raises(Unauthorized):
        flow(issuer, **changes)
    assert len(issuer.asked) == 1


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://other.example"},
        {"issuer": None},
        {"token_endpoint": "https://other.example/token"},
        {"token_endpoint": "http://id.example/token"},
        {"jwks_uri": "https://id.example.other/keys"},
        {"jwks_uri": None},
        {"authorization_endpoint": ["https://id.example/auth"]},
        {"token_endpoint": "https://["},
        {"token_endpoint": "https://id.example@other.example/token"},
        {"token_endpoint": "https://other.example\\@id.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
    ],
)
def test_a_provider_that_names_other_hosts_is_not_followed(document: dict[str, Any]) -> None:
    issuer = Issuer()
    issuer.document = document
    with pytest.raises(UpstreamFailed):
        flow(issuer)


def test_an_address_with_a_query_of_its_own_keeps_it() -> None:
    issuer = Issuer()
    issuer.document = {"authorization_endpoint": f"{ISSUER}/auth?realm=staff"}
    made = asyncio.run(Provider(settings=SETTINGS, fetch=issuer.fetch).begin(SEED))
    assert parse_qs(urlsplit(made).query)["realm"] == ["staff"]
    assert parse_qs(urlsplit(made).query)["client_id"] == ["discreet"]


@pytest.mark.parametrize(
    "keys", [{}, {"keys": None}, {"keys": ["x"]}, {"keys": [{}]}, {"keys": {"a": 1}}, {"keys": []}]
)
def test_keys_that_are_none_let_nobody_in(keys: dict[str, Any]) -> None:
    class Keyless(Issuer):
        async def fetch(self, url: str, form: Mapping[str, str] | None = None) -> bytes:
            told = await super().fetch(url, form)
            return json.dumps(keys).encode() if url == f"{ISSUER}/keys" else told

    with pytest.raises(Unauthorized):
        flow(Keyless())


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "....", "\ud800", "e30.e30."])
def test_a_token_that_is_none_lets_nobody_in(token: str) -> None:
    class Tokenless(Issuer):
        async def fetch(self, url: str, form: Mapping[str, str] | None = None) -> bytes:
            told = await super().fetch(url, form)
            return json.dumps({"id_token": token}).encode() if form is not None else told

    with pytest.raises(Unauthorized):
        flow(Tokenless())

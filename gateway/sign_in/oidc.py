"""Sign-in by an identity provider: OpenID Connect's code flow with PKCE.

State, nonce and verifier are made from what one cookie holds, so nothing is kept while
somebody is at the provider's. Only the provider's own hosts are called; its token is
believed if it is signed with one of its keys, for us, for this very sign-in, and not over.

Sources, read 2026-11-22: OpenID Connect Core 1.0 section 3.1; RFC 7636; RFC 9700.
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from gateway.errors import Unauthorized, UpstreamFailed
from gateway.recipients import is_loopback
from gateway.sign_in.accounts import MOST_NAME, Vouched
from gateway.sign_in.settings import OidcSettings

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
_CONFIGURATION = "/.well-known/openid-configuration"
_LEEWAY = 60
# A token that is to last longer is none that a provider makes for a sign-in.
_LONGEST = 30 * 24 * 3600


class Fetch(Protocol):
    """Calls a URL of the provider."""

    async def __call__(self, url: str, form: Mapping[str, str] | None = None) -> bytes:
        """The body of its answer; a form is posted, with the client's secret.

        Raises:
            UpstreamFailed: there was no answer of status 200.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An identity provider.

    Attributes:
        settings: see OidcSettings.
        fetch: see Fetch.
    """

    settings: OidcSettings
    fetch: Fetch

    async def begin(self, seed: str) -> str:
        """Where the browser goes.

        Args:
            seed: random; what the browser's cookie holds meanwhile.

        Raises:
            UpstreamFailed: the provider cannot be reached, or says it is another one.
        """
        endpoints = await self._endpoints()
        query = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": self.settings.redirect_uri,
            "scope": "openid",
            "state": _part(seed, "state"),
            "nonce": _part(seed, "nonce"),
            "code_challenge": _challenge(_part(seed, "verifier")),
            "code_challenge_method": "S256",
        }
        endpoint = endpoints["authorization_endpoint"]
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"

    async def finish(self, seed: str, answer: Mapping[str, str], *, now: datetime) -> Vouched:
        """Whom the provider vouches for.

        Args:
            seed: as the cookie holds it.
            answer: the query with which the browser came back.
            now: aware.

        Raises:
            Unauthorized: 401, the answer or the token is not for this sign-in, or the
                person has no role here.
            UpstreamFailed: the provider cannot be reached.
        """
        state, issuer = answer.get("state", ""), answer.get("iss")
        same = hmac.compare_digest(_part(seed, "state").encode(), state.encode("utf-8", "replace"))
        if not seed or not same or issuer not in (None, self.settings.issuer):
            raise _refusal()
        if not answer.get("code"):
            raise _refusal()
        endpoints = await self._endpoints()
        form = {
            "grant_type": "authorization_code",
            "code": answer["code"],
            "redirect_uri": self.settings.redirect_uri,
            "code_verifier": _part(seed, "verifier"),
        }
        tokens = _object(await self.fetch(endpoints["token_endpoint"], form))
        keys = _object(await self.fetch(endpoints["jwks_uri"]))
        return self._vouched(str(tokens.get("id_token", "")), keys, seed=seed, now=now)

    def _vouched(self, token: str, keys: Mapping[str, Any], *, seed: str, now: datetime) -> Vouched:
        settings = self.settings
        registry = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": settings.issuer},
            aud={"essential": True, "value": settings.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": _part(seed, "nonce")},
        )
        try:
            known = KeySet.import_key_set({"keys": keys["keys"]})
            claims = jwt.decode(token, known, algorithms=list(ALGORITHMS)).claims
            registry.validate(claims)
        except (JoseError, ValueError, KeyError, TypeError, AttributeError):
            raise _refusal() from None
        audience = claims["aud"]
        several = isinstance(audience, list) and len(audience) > 1
        party = claims.get("azp", None if several else settings.client_id)
        if party != settings.client_id:
            raise _refusal()
        said = claims.get(settings.role_claim)
        values = said if isinstance(said, list) else [said]
        roles = [
            settings.roles[each]
            for each in values
            if isinstance(each, str) and each in settings.roles
        ]
        if len(set(roles)) != 1 or not _is_text(claims["sub"]) or _is_far(claims["exp"], now):
            raise _refusal()
        person = f"{len(settings.issuer)}:{settings.issuer}{claims['sub']}"
        return Vouched(
            subject=f"oidc:{sha256(person.encode('utf-8', 'surrogatepass')).hexdigest()}",
            name=f"oidc:{claims['sub']}"[:MOST_NAME],
            role=roles[0],
        )

    async def _endpoints(self) -> Mapping[str, str]:
        """The provider's own addresses, each on a host that is known to be its."""
        document = _object(await self.fetch(self.settings.issuer + _CONFIGURATION))
        if document.get("issuer") != self.settings.issuer:
            raise UpstreamFailed("the identity provider says that it is another one")
        found: dict[str, str] = {}
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            url = document.get(name)
            if not isinstance(url, str) or not self.is_own(url):
                raise UpstreamFailed(f"the identity provider's {name} is on another host")
            found[name] = url
        return found

    def is_own(self, url: str) -> bool:
        """Whether a URL is the provider's."""
        try:
            parts, issuer = urlsplit(url), urlsplit(self.settings.issuer)
        except ValueError:
            return False
        if parts.scheme != "https" and not is_loopback(url):
            return False
        return parts.netloc in {issuer.netloc, *self.settings.hosts}


def _is_text(value: Any) -> bool:
    """Whether it is a string that can be written down; a lone surrogate cannot."""
    return isinstance(value, str) and not any("\ud800" <= each <= "\udfff" for each in value)


def _is_far(expires: float, now: datetime) -> bool:
    """Whether a time, checked to be a number, is none of the near future."""
    return not expires - now.timestamp() <= _LONGEST


def _part(seed: str, name: str) -> str:
    return hmac.digest(seed.encode(), f"discreet oidc {name} 1".encode(), "sha256").hex()


def _challenge(verifier: str) -> str:
    """RFC 7636 section 4.2, S256."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def _object(data: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UpstreamFailed("the identity provider's answer cannot be read")
    return found


def _refusal() -> Unauthorized:
    return Unauthorized("That did not work.", code="sign_in_refused")

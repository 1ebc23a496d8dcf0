"""The way to a provider on loopback and back, with cookies."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.testclient import TestClient

from gateway.model import Role
from gateway.sign_in.settings import OidcSettings, SignInSettings
from gateway.sign_in.wiring import new_sign_in
from gateway.storage.database import DatabaseStore
from tests.gateway.sign_in.desk import office
from tests.gateway.storage.conftest import SetClock
from tests.gateway.storage.samples import MASTER, START

KEY = ECKey.generate_key("P-256", {"kid": "one"})
NONCE: list[str] = []


class Handler(BaseHTTPRequestHandler):
    """The provider."""

    server: HTTPServer

    def do_GET(self) -> None:
        url = f"http://127.0.0.1:{self.server.server_port}"
        if self.path == "/.well-known/openid-configuration":
            names = {"authorization_endpoint": "auth", "token_endpoint": "token"}
            document = {name: f"{url}/{path}" for name, path in names.items()}
            self.answer({"issuer": url, "jwks_uri": f"{url}/keys", **document})
        else:
            self.answer({"keys": [KEY.as_dict(private=False)]})

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        if form["code"] != ["c0de"] or not self.headers["authorization"].startswith("Basic "):
            self.send_error(400)
            return
        now = int(START.timestamp())
        claims = {
            "iss": f"http://127.0.0.1:{self.server.server_port}",
            "aud": "discreet",
            "sub": "ada",
            "iat": now,
            "exp": now + 60,
            "nonce": NONCE[-1],
            "role": "it",
        }
        self.answer({"id_token": jwt.encode({"alg": "ES256", "kid": "one"}, claims, KEY)})

    def answer(self, content: dict[str, Any]) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    directory: Path = tmp_path_factory.mktemp("oidc")
    clock = SetClock()
    store = DatabaseStore.in_directory(directory / "data", master_key=MASTER, clock=clock)
    settings = OidcSettings(
        issuer=f"http://127.0.0.1:{server.server_address[1]}",
        client_id="discreet",
        client_secret_env="OIDC_SECRET",
        redirect_uri="https://testserver/admin/oidc/callback",
        tenant="acme",
        role_claim="role",
        roles={"it": Role.ADMIN},
    )
    door = new_sign_in(
        office(store), SignInSettings(oidc=settings), env={"OIDC_SECRET": "s"}, now=clock
    )
    app = FastAPI()
    for router in door.routers:
        app.include_router(router)
    with TestClient(app, base_url="https://testserver", follow_redirects=False) as made:
        assert made.portal is not None
        made.portal.call(store.open)
        yield made
        for close in door.closing:
            made.portal.call(close)
        made.portal.call(store.close)
    server.shutdown()
    server.server_close()


def test_to_the_provider_and_back_into_a_session(client: TestClient) -> None:
    assert 'href="/admin/oidc"' in client.get("/admin/sign-in").text
    away = client.get("/admin/oidc")
    assert away.status_code == 303
    assert "samesite=lax" in away.headers["set-cookie"].lower()
    query = parse_qs(urlsplit(away.headers["location"]).query)
    NONCE.append(query["nonce"][0])
    wrong = client.get("/admin/oidc/callback", params={"code": "x", "state": query["state"][0]})
    assert wrong.status_code == 502
    back = client.get("/admin/oidc/callback", params={"code": "c0de", "state": query["state"][0]})
    assert back.status_code == 200, back.text
    assert "__Host-discreet" in back.cookies
    assert client.get("/admin/step-up").status_code == 200
    # The cookie of the flow is spent.
    again = client.get("/admin/oidc/callback", params={"code": "c0de", "state": query["state"][0]})
    assert again.status_code == 401

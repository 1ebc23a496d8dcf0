"""Probe of how people sign in: password, second factor, cookie."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from pyotp import TOTP
from sqlalchemy import select

from gateway.check.bench import Bench
from gateway.check.caller import Answer
from gateway.check.configuration import MAIN
from gateway.check.probe import Probes
from gateway.check.sandbox import Sandbox
from gateway.check.verdict import Promised, Sheet, Verdict
from gateway.model import Role
from gateway.settings import read_master_key
from gateway.sign_in.codes import secret_for
from gateway.sign_in.ports import FORM_FIELD
from gateway.sign_in.sessions import COOKIE, SIGN_IN
from gateway.sign_in.wiring import new_office
from gateway.storage.schema_sign_in import ACCOUNT
from gateway.wiring import new_id, tenant_keys

_NAME, _PASSWORD = "officer@operator.example", "umbrella kestrel ninety lanterns"
_FORM_TYPE = {"content-type": "application/x-www-form-urlencoded"}
_HIDDEN = re.compile(rf'name="{FORM_FIELD}"\s+value="([^"]+)"')
_STEP = timedelta(seconds=30)


async def sign_in(bench: Bench, _: Promised) -> Verdict:
    """Invites somebody, enrols them, and signs in well and badly."""
    sandbox, sheet = await bench.shared(), Sheet()
    totp = await _enrolled(sandbox, sheet)
    stored = await sandbox.act(lambda act: list(act.connection.execute(select(ACCOUNT)).mappings()))
    sheet.note(
        stored and all(each["password_hash"].startswith("$argon2id$") for each in stored),
        "passwords are kept as Argon2id",
        bad="a password is kept as something else",
    )
    sheet.note(
        _PASSWORD.encode() not in sandbox.files(), "and not as they are", bad="a password is kept"
    )
    sandbox.clock.pass_time(_STEP)
    for code, password, what in (
        ("", _PASSWORD, "without a code"),
        ("000000", _PASSWORD, "with a wrong code"),
        (totp.at(sandbox.clock()), f"{_PASSWORD}s", "with a wrong password"),
    ):
        answer = await _signed_in(sandbox, password=password, code=code)
        sheet.note(
            answer.status == 401 and f"{COOKIE}=" not in _cookies(answer),
            f"{what}: {answer.status}",
            bad=f"{what} a session begins ({answer.status})",
        )
    sandbox.clock.pass_time(_STEP)
    answer = await _signed_in(sandbox, password=_PASSWORD, code=totp.at(sandbox.clock()))
    cookie = next(
        (each for each in _cookies(answer).split("\n") if each.startswith(f"{COOKIE}=")), ""
    )
    flags = {each.strip().lower() for each in cookie.split(";")[1:]}
    sheet.note(
        answer.status == 303 and {"secure", "httponly", "samesite=strict"} <= flags,
        "with both a session begins, in a cookie that is secure, not for scripts and same-site",
        bad=f"with password and code: {answer.status}, or a cookie without its marks",
    )
    return sheet.verdict()


async def _enrolled(sandbox: Sandbox, sheet: Sheet) -> TOTP:
    """Goes the way of an invitation; what makes the codes."""
    master = read_master_key(sandbox.settings.storage, sandbox.env)
    keys = {each: tenant_keys(master, each) for each in sandbox.settings.tenants}
    office = new_office(sandbox.gateway.store, keys, new_id=new_id)
    now = sandbox.clock()
    _, token = await office.invite(MAIN, _NAME, role=Role.AUDITOR, by="command", now=now)
    totp = TOTP(secret_for(keys[MAIN].token, token))
    path = f"/admin/enrol/{token}"
    page = await sandbox.call("GET", path, key=None)
    fields = {"again": _PASSWORD, "code": totp.at(sandbox.clock()), "password": _PASSWORD}
    enrolled = await _posted(sandbox, path, page=page, fields=fields)
    sheet.note(enrolled.status == 200, "enrolled", bad=f"nobody can enrol ({enrolled.status})")
    return totp


async def _signed_in(sandbox: Sandbox, *, password: str, code: str) -> Answer:
    page = await sandbox.call("GET", SIGN_IN, key=None)
    fields = {"tenant": MAIN, "name": _NAME, "password": password, "code": code}
    return await _posted(sandbox, SIGN_IN, page=page, fields=fields)


async def _posted(sandbox: Sandbox, path: str, *, page: Answer, fields: dict[str, Any]) -> Answer:
    """Sends a form, with what its page put into it and into the browser."""
    hidden = _HIDDEN.search(page.text)
    body = urlencode({**fields, FORM_FIELD: hidden[1] if hidden else ""}).encode()
    held = "; ".join(each.partition(";")[0] for each in _cookies(page).split("\n") if each)
    headers = {**_FORM_TYPE, **({"cookie": held} if held else {})}
    return await sandbox.call("POST", path, body=body, key=None, headers=headers)


def _cookies(answer: Answer) -> str:
    return answer.headers.get("set-cookie", "")


PROBES: Probes = {"sign_in": sign_in}

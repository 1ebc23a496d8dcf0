"""Time-based codes (RFC 6238) and recovery codes, as texts and hashes.

A code is taken in its own 30 seconds and those before and after, and each only once: the
time step of the last one is kept. Entropy and times are arguments.
"""

from __future__ import annotations

import base64
import hmac
import io
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256

import pyotp
import segno

STEP_SECONDS = 30
RECOVERY_CODES = 10
_SECRET_BYTES = 20
_RECOVERY_BYTES = 10  # 80 bits: no need to stretch
_DIGITS = re.compile(r"[0-9]{6}")
_ISSUER = "Discreet"
_SECRET_LABEL = b"discreet totp 1\x00"


def secret_for(key: bytes, invitation: str) -> str:
    """The secret that an invitation enrols with, base32: the same however often it is shown."""
    made = hmac.digest(key, _SECRET_LABEL + invitation.encode(), "sha256")
    return base64.b32encode(made[:_SECRET_BYTES]).decode()


def matching_step(secret: str, code: str, *, now: datetime, after: int) -> int | None:
    """The time step whose code this is, if it is near now and later than the last one taken.

    Args:
        secret: base32.
        code: as it was typed.
        now: aware.
        after: the last step that was taken.
    """
    digits = code.replace(" ", "")
    if _DIGITS.fullmatch(digits) is None:
        return None
    totp, current = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    found = None
    for step in range(max(0, current - 1), current + 2):
        made = totp.generate_otp(step)
        if hmac.compare_digest(made, digits) and step > after:
            found = step
    return found


def enrolment_uri(secret: str, *, name: str) -> str:
    """What an authenticator reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=_ISSUER)


def as_svg(uri: str) -> str:
    """The same as a QR code, an SVG element without script, style or link."""
    out = io.BytesIO()
    segno.make(uri, error="m", micro=False).save(
        out, kind="svg", scale=4, xmldecl=False, svgns=True, nl=False, omitsize=False
    )
    return out.getvalue().decode()


def recovery_codes(entropy: Callable[[int], bytes]) -> Sequence[str]:
    """Ten codes for whoever loses the authenticator, for the eye: ``abcd-efgh-ijkl-mnop``."""
    made = [
        base64.b32encode(entropy(_RECOVERY_BYTES)).decode().lower() for _ in range(RECOVERY_CODES)
    ]
    return ["-".join(each[n : n + 4] for n in range(0, len(each), 4)) for each in made]


def code_hash(code: str) -> str:
    """SHA-256 of a recovery code or a token, whatever marks and case it was typed with."""
    return sha256(re.sub(r"[\s-]", "", code).lower().encode("utf-8", "surrogatepass")).hexdigest()

"""The probe of a push: a receiver on loopback behind the real checks of address and name.

Only the look-up of the name and whether loopback may be called are replaced, and the
authority that signed the receiver's certificate, which is made for this one look.
"""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway.check.bench import Bench
from gateway.check.probe import Probes
from gateway.check.probes.held import spoke
from gateway.check.probes.steps import FULFILLED, REQUESTS, carried_out
from gateway.check.verdict import Promised, Sheet, Verdict
from gateway.errors import InvalidRequest
from gateway.rights.push import Pusher
from gateway.rights.push_target import Target, is_public, read_target

_NAME, _LONGEST_HEAD = "receiver.example.org", 1 << 16
_LOOPBACK = "127.0.0.1"


async def push(bench: Bench, _: Promised) -> Verdict:
    """Portability is pushed to an address that the person names, once and to no other place."""
    async with bench.fresh() as sandbox:
        sheet, person = Sheet(), await sandbox.newcomer()
        await spoke(sandbox, "I am fond of pangolins.", person=person)
        told = await carried_out(sandbox, person, kind="portability")
        sheet.note(told["status"] == FULFILLED, "a package", bad="there is no package")
        token = await sandbox.token(person)
        package = await sandbox.call("GET", f"{REQUESTS}/{told['id']}/result", key=token)
        path = f"{REQUESTS}/{told['id']}/push"
        for url in ("https://127.0.0.1/", "http://receiver.example.org/", "https://localhost/"):
            answer = await sandbox.call("POST", path, body={"url": url, "confirm": True}, key=token)
            sheet.note(answer.status == 422, "no private address", bad=f"{answer.told} for {url}")
        unconfirmed = {"url": f"https://{_NAME}/", "confirm": False}
        answer = await sandbox.call("POST", path, body=unconfirmed, key=token)
        sheet.note(answer.status == 422, "not unconfirmed", bad="pushed without a yes")
        await _pushed(sheet, package.body)
        sheet.good = list(dict.fromkeys(sheet.good))
        return sheet.verdict()


async def _pushed(sheet: Sheet, body: bytes) -> None:
    """Pushes what was made with the code that pushes."""
    with tempfile.TemporaryDirectory(prefix="discreet-check-") as directory:
        path = _certificate(Path(directory))
        served, trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
        served.load_cert_chain(path)
        trust.load_verify_locations(path)
    taken: list[bytes] = []

    async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.split("content-length:")[1].split("\r\n")[0])
        taken.append(await reader.readexactly(length))
        writer.write(b"HTTP/1.1 204 Taken\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(receive, _LOOPBACK, 0, ssl=served, limit=_LONGEST_HEAD)
    port = server.sockets[0].getsockname()[1]

    async def here(host: str, _port: int) -> Sequence[str]:
        return [_LOOPBACK] if host == _NAME else []

    named = read_target(f"https://{_NAME}/in")
    target = Target(url=f"https://{_NAME}:{port}/in", host=named.host, port=port)
    try:
        strict = Pusher(look_up=here, trust=trust, seconds=5)
        try:
            await strict.push(target, body, media_type="application/zip")
        except InvalidRequest:
            sheet.note(not taken, "a name for this machine is refused", bad="sent all the same")
        else:
            sheet.note(False, "", bad="a name for this machine is called")
        pusher = Pusher(look_up=here, permitted=_loopback_too, trust=trust, seconds=5)
        status = await pusher.push(target, body, media_type="application/zip")
    finally:
        server.close()
    whole = status == 204 and taken == [body] and bool(body)
    sheet.note(whole, "pushed whole, over TLS", bad=f"not pushed whole ({status})")


def _loopback_too(address: str) -> bool:
    return is_public(address) or ipaddress.ip_address(address).is_loopback


def _certificate(directory: Path) -> Path:
    """A certificate of the receiver that signs itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(_NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = directory / "receiver.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


PROBES: Probes = {"push": push}

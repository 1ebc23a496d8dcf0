"""Addresses of crypto-currencies, and private keys in their forms.

Issuer: none; their holders make them. Layout and check digits: base58 with four bytes of
a double SHA-256 (Bitcoin, Litecoin, Dogecoin, Dash, Zcash, Tron, and in an alphabet of its
own XRP); Bech32 and Bech32m with six characters (Bitcoin, Litecoin, Cardano, Cosmos); 0x
and 40 hexadecimal digits, whose case can hold a check (EIP-55); base58 in blocks with four
bytes of Keccak (Monero); 32 bytes in base58 (Solana), only where words name it.
Random text: one in 4.3 billion passes base58's check, one in a billion Bech32's.
Source: Bitcoin wiki, "Base58Check encoding"; BIP-173, BIP-350; EIP-55; XRP Ledger, "Base58
encodings"; Monero, "Standard address"; SLIP-0173 (beginnings).

>>> from detectors.numbers.crypto import is_base58_address, is_bech32
>>> is_base58_address("16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ")
True
>>> is_base58_address("16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1Boyz")  # wrong check
False
>>> is_bech32("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")
True
>>> is_bech32("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t")  # too short
False
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from detectors.context import Words
from detectors.numbers.keccak import keccak_256
from detectors.types import Finding, Input, Pattern

NAME = "crypto"

_BASE_58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_XRP = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_TO_BASE_58 = str.maketrans(_XRP, _BASE_58)
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_PLACE = {character: place for place, character in enumerate(_BECH32)}
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32_CHECKS = (1, 0x2BC830A3)
_WITNESS_KINDS = ("bc", "tb", "ltc")

# What the bytes of an address begin with: Bitcoin (and its test net), Litecoin, Dogecoin,
# Dash, Tron, Zcash.
_VERSIONS = (
    b"\x00", b"\x05", b"\x6f", b"\xc4", b"\x30", b"\x32", b"\x1e", b"\x16", b"\x4c", b"\x10",
    b"\x41", b"\x1c\xb8", b"\x1c\xbd",
)  # fmt: skip
# Of a private key: Bitcoin's and the others' wallet import formats, extended private keys.
_SECRET_VERSIONS = (b"\x80", b"\xef", b"\xb0", b"\x9e", b"\xcc", b"\x04\x88\xad\xe4")

_WHOLE = r"(?<![A-Za-z0-9]){}(?![A-Za-z0-9])"
_BASE_58_RUN = re.compile(_WHOLE.format(r"[1-9A-HJ-NP-Za-km-z]{25,112}"))
_BECH32_RUN = re.compile(
    _WHOLE.format(
        r"(?P<kind>bc|tb|ltc|addr|stake|cosmos|osmo|lnbc[0-9a-z]{0,12})1[02-9ac-hj-np-z]{6,120}"
    ),
    re.IGNORECASE,
)
_HEXADECIMAL = re.compile(r"(?<![A-Za-z0-9])0[xX][0-9A-Fa-f]{40}(?![0-9A-Za-z])")
_WORDS = Words(
    "crypto", "cryptocurrency", "wallet", "wallets", "bitcoin", "btc", "ethereum", "eth", "ether",
    "litecoin", "ltc", "dogecoin", "doge", "dash", "zcash", "tron", "trx", "usdt", "usdc", "ripple",
    "xrp", "monero", "xmr", "cardano", "ada", "coin", "blockchain", "metamask", "ledger",
    "phantom", "solana", "sol",
)  # fmt: skip
_SOLANA = Words("solana", "sol", "phantom", "spl")
# With a typing error an address is still meant to be one, where words say so.
_NAMED = re.compile(
    r"(?<![^\W_])(?:bitcoin|btc|crypto|wallet|litecoin|ltc|dogecoin|doge|tron|trx)"
    r"(?:\s(?:wallet|address|adresse|adres|osoite))*\W{0,4}(?:(?:is|ist|est|to|my)\W{1,3}){0,3}$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])[13LMDT][1-9A-HJ-NP-Za-km-z]{25,34}")
# Keccak costs 0.3 ms: in a long text the layout has to do.
_SHORT = 1_000
_MONERO = re.compile(r"4[0-9AB][1-9A-Za-z]{93}|8[0-9A-Za-z]{94}")
_MONERO_BLOCK, _MONERO_LENGTH = 11, 95
_MONERO_BYTES = {11: 8, 7: 5}


def base58_bytes(text: str) -> bytes | None:
    """What base58 text stands for, or None if it holds another character."""
    number = 0
    for character in text:
        place = _BASE_58.find(character)
        if place < 0:
            return None
        number = number * 58 + place
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _checked_payload(text: str) -> bytes | None:
    """The bytes of base58 text whose last four are their check, without these."""
    content = base58_bytes(text)
    if content is None or len(content) < 21:
        return None
    payload, check = content[:-4], content[-4:]
    digest = hashlib.sha256(hashlib.sha256(payload).digest()).digest()
    return payload if digest[:4] == check else None


def is_base58_address(text: str) -> bool:
    """Whether a text is an address in base58 with the check of a known currency."""
    if text.startswith("r") and len(text) < 36:
        payload = _checked_payload(text.translate(_TO_BASE_58))
        return payload is not None and len(payload) == 21 and payload[0] == 0
    payload = _checked_payload(text)
    return payload is not None and any(
        payload.startswith(version) and len(payload) - len(version) == 20 for version in _VERSIONS
    )


def is_secret(text: str) -> bool:
    """Whether a text is a private key in base58 with its check."""
    payload = _checked_payload(text) if len(text) in (51, 52, 111) else None
    return payload is not None and payload.startswith(_SECRET_VERSIONS)


def is_bech32(text: str) -> bool:
    """Whether a text passes the check of Bech32 or Bech32m.

    What Bitcoin's and Litecoin's addresses hold has a version and a length too.
    """
    if text != text.lower() and text != text.upper():
        return False
    kind, one, data = text.lower().rpartition("1")
    places = [_BECH32_PLACE.get(character, -1) for character in data]
    if not kind or not one or len(data) < 6 or -1 in places:
        return False
    letters = list(map(ord, kind))
    check = _bech32_check(
        [each >> 5 for each in letters] + [0] + [each & 31 for each in letters] + places
    )
    if check not in _BECH32_CHECKS:
        return False
    return kind not in _WITNESS_KINDS or _is_witness(places[:-6])


def _bech32_check(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATORS):
            if top >> bit & 1:
                check ^= generator
    return check


def _is_witness(places: list[int]) -> bool:
    """Whether base 32 digits are a witness version and a program of a length it has."""
    length, rest = divmod(5 * (len(places) - 1), 8)
    if not places or places[0] > 16 or rest > 4 or not 2 <= length <= 40:
        return False
    return places[0] != 0 or length in (20, 32)


def has_case_check(address: str) -> bool:
    """Whether the case of an address's letters holds the check of EIP-55.

    Args:
        address: 0x and 40 hexadecimal digits.
    """
    digits = address[2:]
    digest = keccak_256(digits.lower().encode()).hex()
    return all(
        not digit.isalpha() or digit.isupper() == (nibble >= "8")
        for digit, nibble in zip(digits, digest, strict=False)
    )


def is_monero(text: str) -> bool:
    """Whether a text is a standard address or a subaddress of Monero."""
    if len(text) != _MONERO_LENGTH or text[0] not in "48":
        return False
    content = b""
    for start in range(0, len(text), _MONERO_BLOCK):
        block = base58_bytes(text[start : start + _MONERO_BLOCK].lstrip("1"))
        size = _MONERO_BYTES[min(_MONERO_BLOCK, len(text) - start)]
        if block is None or len(block) > size:
            return False
        content += block.rjust(size, b"\0")
    return keccak_256(content[:-4])[:4] == content[-4:]


class CryptoDetector:
    """Finds addresses of crypto-currencies and their private keys."""

    name = NAME
    entity_types = ("CRYPTO", "PRIVATE_KEY")
    patterns = (
        Pattern(
            expression=r"(?:\A|[^a-z0-9])[1-9a-z]{25,112}(?:[^a-z0-9]|\z)",
            max_length=114,
        ),
        Pattern(
            expression=r"(?:\A|[^a-z0-9])(?:bc|tb|ltc|addr|stake|cosmos|osmo|lnbc[0-9a-z]{0,12})1[02-9ac-hj-np-z]{6}",
            max_length=26,
        ),
        Pattern(expression=r"0x[0-9a-f]{40}(?:[^0-9a-z]|\z)", max_length=43),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        high = min(len(text), end + 140)
        for match in _BASE_58_RUN.finditer(text, start, end):
            seen.check()
            yield from _base58(seen, match)
        for match in _BECH32_RUN.finditer(text, start, high):
            seen.check()
            if is_bech32(match.group()):
                yield _finding(seen, match, score=0.95, evidence="bech32")
        for match in _HEXADECIMAL.finditer(text, start, high):
            if match.start() >= end:
                break
            seen.check()
            mixed = not match.group()[2:].islower() and not match.group()[2:].isupper()
            if mixed and len(text) <= _SHORT and has_case_check(match.group()):
                yield _finding(seen, match, score=0.95, evidence="eip55")
            else:
                yield _finding(seen, match, score=0.6, evidence="layout")


def _base58(seen: Input, match: re.Match[str]) -> Iterable[Finding]:
    run = match.group()
    if len(run) <= 36 and is_base58_address(run):
        yield _finding(seen, match, score=0.95, evidence="base58check")
    elif is_secret(run):
        yield Finding(
            entity_type="PRIVATE_KEY",
            start=match.start(),
            end=match.end(),
            score=0.98,
            detector=NAME,
            evidence=("base58check",),
        )
    elif _ADDRESS.fullmatch(run) and _NAMED.search(
        seen.text[max(0, match.start() - 60) : match.start()]
    ):
        yield _finding(seen, match, score=0.4, evidence="layout")
    elif _MONERO.fullmatch(run):
        checked = len(seen.text) <= _SHORT and is_monero(run)
        yield _finding(
            seen, match, score=0.95 if checked else 0.6, evidence="keccak" if checked else "layout"
        )
    elif 32 <= len(run) <= 44 and _SOLANA.beside(seen, start=match.start(), end=match.end()):
        content = base58_bytes(run)
        if content is not None and len(content) == 32:
            yield _finding(seen, match, score=0.6, evidence="layout")


def _finding(seen: Input, match: re.Match[str], *, score: float, evidence: str) -> Finding:
    context = _WORDS.beside(seen, start=match.start(), end=match.end())
    return Finding(
        entity_type="CRYPTO",
        start=match.start(),
        end=match.end(),
        score=min(0.99, score + 0.2) if context else score,
        detector=NAME,
        evidence=(evidence, "context") if context else (evidence,),
    )

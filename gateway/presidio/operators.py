"""What /anonymize does with each result: Presidio's operators, with the same output.

Presidio's own package is not used for it: importing it takes a second and 100 MB, as it
pulls in the analyzer.

Source: presidio-anonymizer 2.2.366 (AnonymizerEngine, operators), NIST SP 800-38A
section 6.2 (CBC), read 2026-11.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from gateway.errors import InvalidRequest

Entropy = Callable[[int], bytes]
Parameters = Mapping[str, Any]
_KEY_LENGTHS = (16, 24, 32)
_BLOCK = 16
_LEAST_SALT = 16
_SALT = 32
_HASHES = {"sha256": hashlib.sha256, "sha512": hashlib.sha512}


def _invalid(name: str) -> InvalidRequest:
    """Names the parameter, never its value."""
    return InvalidRequest(f"The operator's {name} is not of its form.", status=422)


def _parameter(parameters: Parameters, name: str, *, kind: type) -> Any:
    value = parameters.get(name)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise _invalid(name)
    return value


def replace(text: str, entity_type: str, *, parameters: Parameters) -> str:
    """The value of ``new_value``, else the type in angle brackets."""
    del text
    value = parameters.get("new_value")
    if value and not isinstance(value, str):
        raise _invalid("new_value")
    return str(value) if value else f"<{entity_type}>"


def mask(text: str, parameters: Parameters) -> str:
    """Some of its characters hidden, from the start or the end."""
    character: str = _parameter(parameters, "masking_char", kind=str)
    count: int = _parameter(parameters, "chars_to_mask", kind=int)
    from_end = _parameter(parameters, "from_end", kind=bool)
    if len(character) > 1:
        raise _invalid("masking_char")
    count = min(len(text), max(count, 0))
    if from_end:
        return text[: len(text) - count] + character * count
    return character * count + text[count:]


def hashed(text: str, parameters: Parameters, *, entropy: Entropy) -> str:
    """A salted hash in hexadecimal; without a salt of the caller's, no two are alike."""
    name = parameters.get("hash_type", "sha256")
    if not isinstance(name, str) or name not in _HASHES:
        raise _invalid("hash_type")
    if "salt" in parameters:
        salt = _parameter(parameters, "salt", kind=str).encode("utf-8", "surrogatepass")
        if len(salt) < _LEAST_SALT:
            raise _invalid("salt")
    else:
        salt = entropy(_SALT)
    return _HASHES[name](text.encode("utf-8", "surrogatepass") + salt).hexdigest()


def _key(parameters: Parameters) -> bytes:
    key = bytes(_parameter(parameters, "key", kind=str).encode("utf-8", "surrogatepass"))
    if len(key) not in _KEY_LENGTHS:
        raise _invalid("key")
    return key


def encrypt(text: str, parameters: Parameters, *, entropy: Entropy) -> str:
    """AES in CBC mode under the caller's key, the initialisation vector in front, base64."""
    vector = entropy(_BLOCK)
    padder = padding.PKCS7(8 * _BLOCK).padder()
    padded = padder.update(text.encode("utf-8", "surrogatepass")) + padder.finalize()
    encryptor = Cipher(algorithms.AES(_key(parameters)), modes.CBC(vector)).encryptor()
    whole = vector + encryptor.update(padded) + encryptor.finalize()
    return base64.urlsafe_b64encode(whole).decode()


def decrypt(text: str, parameters: Parameters) -> str:
    """What ``encrypt`` encrypted.

    Raises:
        InvalidRequest: the key is not the one, or the text is no such text.
    """
    key = _key(parameters)
    try:
        whole = base64.b64decode(text, altchars=b"-_", validate=True)
        decryptor = Cipher(algorithms.AES(key), modes.CBC(whole[:_BLOCK])).decryptor()
        padded = decryptor.update(whole[_BLOCK:]) + decryptor.finalize()
        unpadder = padding.PKCS7(8 * _BLOCK).unpadder()
        return (unpadder.update(padded) + unpadder.finalize()).decode("utf-8", "surrogatepass")
    except (ValueError, binascii.Error):
        raise InvalidRequest("A text cannot be decrypted with this key.", status=422) from None


def operate(text: str, entity_type: str, *, parameters: Parameters, entropy: Entropy) -> str:
    """The text after the operator that ``type`` names.

    Raises:
        InvalidRequest: there is no such operator, or its parameters are not of their form.
    """
    name = parameters.get("type")
    if name == "replace":
        return replace(text, entity_type, parameters=parameters)
    if name == "redact":
        return ""
    if name == "mask":
        return mask(text, parameters)
    if name == "hash":
        return hashed(text, parameters, entropy=entropy)
    if name == "keep":
        return text
    if name == "encrypt":
        return encrypt(text, parameters, entropy=entropy)
    raise InvalidRequest("There is no such operator.", status=422)


ANONYMIZERS = ("encrypt", "hash", "keep", "mask", "redact", "replace")
DEANONYMIZERS = ("decrypt", "deanonymize_keep")


def reverse(text: str, entity_type: str, *, parameters: Parameters, entropy: Entropy) -> str:
    """The text after the reverse operator that ``type`` names.

    Raises:
        InvalidRequest: there is no such operator, or it cannot reverse this text.
    """
    del entity_type, entropy
    name = parameters.get("type")
    if name == "decrypt":
        return decrypt(text, parameters)
    if name == "deanonymize_keep":
        return text
    raise InvalidRequest("There is no such operator.", status=422)

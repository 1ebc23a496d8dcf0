"""Bytes of a text file as characters, and back in the same character set.

A byte order mark stands before the ``charset`` parameter, that before what the file says
of itself, and UTF-8 is taken where nobody says anything. Where two of them say different
things and the text is not plain ASCII, the recipient may read another text than was
examined, so that the file is refused. The same holds for character sets that hide ASCII
characters behind others (UTF-7, the ISO 2022 family, EBCDIC).

Source: WHATWG Encoding sections 4.2 and 6; WHATWG HTML section 13.2.3.2; XML 1.0 appendix
F, read 2026-11.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from functools import partial

from gateway.attachments.model import NotExaminable

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}
# In each of these the bytes of ASCII are ASCII, wherever a character begins.
_KNOWN = frozenset(
    {
        *("utf-8", "ascii", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"),
        *(f"iso8859-{part}" for part in (*range(1, 12), *range(13, 17))),
        *(f"cp{number}" for number in (1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258)),
        *("cp437", "cp850", "cp852", "cp866", "cp874", "cp949", "koi8-r", "koi8-u"),
        *("mac-roman", "tis-620", "gb2312", "gbk", "gb18030", "big5", "euc_jp", "euc_kr"),
    }
)
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']\s*(?P<xml>[A-Za-z0-9._:-]{1,40})"
    rb"|<meta[^>]{0,400}?\bcharset\s*=\s*[\"']?\s*(?P<html>[A-Za-z0-9._:-]{1,40})",
    re.IGNORECASE,
)
_HEAD = 2048
# Control characters that no text needs: some readers skip what stands behind them.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")

Encode = Callable[[str], bytes]


def decode_text(data: bytes, *, charset: str | None, markup: bool) -> tuple[str, Encode]:
    """The characters of a file, and how others become bytes in the same way.

    Args:
        data: the file.
        charset: parameter of its media type, or None.
        markup: whether it may say its character set itself, and can hold character
            references for what that set has not.

    Raises:
        NotExaminable: the character set is unknown or doubtful, or the bytes are not in it.
    """
    mark, marked = next(((each, name) for each, name in _MARKS if data.startswith(each)), (b"", ""))
    declared = _name(charset) if charset else ""
    own = _own(data) if markup else ""
    name = marked or declared or own or "utf-8"
    name = _WIDE.get(name, name)
    body = data[len(mark) :]
    try:
        text = body.decode(name)
        again = text.encode(name)
    except UnicodeError:
        raise NotExaminable("is not in the character set that it says") from None
    if again != body or _CONTROL.search(text) is not None:
        raise NotExaminable("is no plain text")
    if not (text.isascii() and not name.startswith(("utf-16", "utf-32"))):
        for other in filter(None, (declared, own)):
            # Documents in UTF-16 say "UTF-8" of themselves before they are stored.
            if not _agree(name, other) and not (marked and other == own):
                raise NotExaminable("says two character sets")
    errors = "xmlcharrefreplace" if markup else "strict"
    return text, partial(_encoded, name=name, errors=errors, mark=mark)


def _agree(name: str, other: str) -> bool:
    return name == other or (other in _WIDE and name.startswith(other))


def _encoded(text: str, *, name: str, errors: str, mark: bytes) -> bytes:
    try:
        return mark + text.encode(name, errors)
    except UnicodeEncodeError:
        raise NotExaminable("cannot be rewritten in its character set") from None


def _own(data: bytes) -> str:
    """The character set that HTML or XML names at its beginning, or empty."""
    match = _DECLARED.search(data[:_HEAD])
    return _name((match["xml"] or match["html"]).decode("ascii")) if match else ""


def _name(charset: str) -> str:
    try:
        name = codecs.lookup(charset.strip()).name
    except (LookupError, ValueError):
        name = ""
    if name not in _KNOWN and name not in _WIDE:
        raise NotExaminable("has a character set that cannot be examined")
    return name

"""Media types: which form a file has by its declared type, its name and its first bytes.

Source: IANA media types registry; RFC 6838 section 4.2.8 (structured suffixes); WHATWG
MIME Sniffing sections 6 and 7, read 2026-11.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.attachments.model import Form, NotExaminable, Syntax

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = "application/zip"
UNKNOWN = "application/octet-stream"
PLAIN = "text/plain"

_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\Z")
_PARAMETER = re.compile(r'\s*([A-Za-z0-9_.-]{1,60})=(?:"([^"\\]{0,200})"|([^\s;"]{0,200}))\s*\Z')

# Types of application/ and image/ that are text, by how they are written.
_TEXT_TYPES: Mapping[str, Syntax] = {
    "application/json": Syntax.JSON,
    "application/geo+json": Syntax.JSON,
    "application/xml": Syntax.XML,
    "application/xhtml+xml": Syntax.HTML,
    "application/csv": Syntax.CSV,
    "application/x-csv": Syntax.CSV,
    **dict.fromkeys(
        (
            *("application/jsonl", "application/x-ndjson", "application/x-jsonlines"),
            *("application/yaml", "application/x-yaml", "application/toml", "application/sql"),
            *("application/javascript", "application/x-javascript", "application/ecmascript"),
            *("application/typescript", "application/x-typescript", "application/x-sh"),
            *("application/x-python", "application/x-python-code", "application/graphql"),
            "application/x-www-form-urlencoded",
        ),
        Syntax.PLAIN,
    ),
    "text/html": Syntax.HTML,
    "text/markdown": Syntax.HTML,
    "text/x-markdown": Syntax.HTML,
    "text/md": Syntax.HTML,
    "text/xml": Syntax.XML,
    "text/csv": Syntax.CSV,
    "text/tab-separated-values": Syntax.CSV,
    "text/json": Syntax.JSON,
    "text/calendar": Syntax.FOLDED,
    "text/vcard": Syntax.FOLDED,
    "text/x-vcard": Syntax.FOLDED,
    "text/directory": Syntax.FOLDED,
}
_SUFFIXES = {"json": Syntax.JSON, "xml": Syntax.XML, "yaml": Syntax.PLAIN}
# Written in a way that hides what is said in it.
_NO_TEXT = frozenset({"text/rtf", "text/richtext", "text/enriched"})
_PICTURES = frozenset({"png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "heic", "svg"})
_ENDINGS: Mapping[str, str] = {
    **dict.fromkeys(("txt", "text", "log", "ini", "cfg", "conf", "toml", "yaml", "yml"), PLAIN),
    **dict.fromkeys(("py", "js", "ts", "java", "c", "h", "cpp", "go", "rs", "sh", "sql"), PLAIN),
    **dict.fromkeys(("jsonl", "ndjson", "css"), PLAIN),
    **dict.fromkeys(("htm", "html"), "text/html"),
    **dict.fromkeys(("md", "markdown"), "text/markdown"),
    **dict.fromkeys(("ics", "ifb"), "text/calendar"),
    "vcf": "text/vcard",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/json",
    "xml": "application/xml",
    "pdf": PDF,
    "docx": DOCX,
}

# Type, offset, bytes. Those that plain text could begin with are looked at more closely.
_MAGIC: tuple[tuple[str, int, bytes], ...] = (
    (PDF, 0, b"%PDF-"),
    (ZIP, 0, b"PK\x03\x04"),
    (ZIP, 0, b"PK\x05\x06"),
    ("application/x-ole-storage", 0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("application/rtf", 0, b"{\\rtf"),
    ("application/postscript", 0, b"%!PS"),
    ("application/gzip", 0, b"\x1f\x8b\x08"),
    ("application/x-bzip2", 4, b"\x31\x41\x59\x26\x53\x59"),
    ("application/x-xz", 0, b"\xfd7zXZ\x00"),
    ("application/zstd", 0, b"\x28\xb5\x2f\xfd"),
    ("application/x-7z-compressed", 0, b"7z\xbc\xaf\x27\x1c"),
    ("application/x-rar", 0, b"Rar!\x1a\x07"),
    ("application/vnd.sqlite3", 0, b"SQLite format 3\x00"),
    ("application/wasm", 0, b"\x00asm"),
    ("application/x-elf", 0, b"\x7fELF"),
    ("image/png", 0, b"\x89PNG\r\n\x1a\n"),
    ("image/jpeg", 0, b"\xff\xd8\xff"),
    ("image/gif", 0, b"GIF87a"),
    ("image/gif", 0, b"GIF89a"),
    ("image/webp", 8, b"WEBP"),
    ("image/bmp", 6, b"\x00\x00\x00\x00"),
    ("image/tiff", 0, b"II*\x00"),
    ("image/tiff", 0, b"MM\x00*"),
    ("image/x-icon", 0, b"\x00\x00\x01\x00"),
    ("image/jp2", 0, b"\x00\x00\x00\x0cjP  "),
    ("image/avif", 4, b"ftypavif"),
    ("image/heic", 4, b"ftyphei"),
    ("image/heic", 4, b"ftypmif1"),
    ("audio/mp4", 4, b"ftypM4A"),
    ("video/mp4", 4, b"ftyp"),
    ("audio/wav", 8, b"WAVE"),
    ("video/x-msvideo", 8, b"AVI "),
    ("audio/mpeg", 0, b"ID3\x02"),
    ("audio/mpeg", 0, b"ID3\x03"),
    ("audio/mpeg", 0, b"ID3\x04"),
    ("audio/mpeg", 0, b"\xff\xfb"),
    ("audio/mpeg", 0, b"\xff\xf3"),
    ("audio/mpeg", 0, b"\xff\xf2"),
    ("audio/aac", 0, b"\xff\xf1"),
    ("audio/aac", 0, b"\xff\xf9"),
    ("audio/ogg", 0, b"OggS\x00"),
    ("audio/flac", 0, b"fLaC\x00"),
    ("audio/aiff", 8, b"AIFF"),
    ("audio/midi", 0, b"MThd\x00"),
    ("video/webm", 0, b"\x1a\x45\xdf\xa3"),
    ("video/mpeg", 0, b"\x00\x00\x01\xba"),
)
_CONTAINERS = {b"WEBP": b"RIFF", b"WAVE": b"RIFF", b"AVI ": b"RIFF", b"AIFF": b"FORM"}
_BMP_START = b"BM"
_BLANK = b"\xef\xbb\xbf \t\r\n\x0c\x00"
# Samples without a header: nothing tells them from other bytes.
_HEADERLESS = frozenset(
    {
        *("audio/pcm", "audio/pcm16", "audio/l16", "audio/l24", "audio/basic", "audio/x-raw"),
        *("audio/g711_ulaw", "audio/g711_alaw"),
    }
)
_MAY_BE_EITHER = frozenset({"audio/mp4", "video/mp4", "video/webm", "audio/ogg", "audio/webm"})


# Types of text and of pictures and sound that need no line above.
_OTHERS = frozenset(
    {
        *("text/plain", "text/css", "text/javascript", "text/ecmascript"),
        *("text/x-log", "text/yaml", "text/x-yaml", "text/x-toml"),
        *("text/x-ini", "text/x-python", "text/x-script.python", "text/x-java"),
        *("text/x-java-source", "text/x-c", "text/x-c++", "text/x-csrc"),
        *("text/x-go", "text/x-c++src", "text/x-chdr", "text/x-csharp"),
        *("text/x-rust", "text/x-ruby", "text/x-php", "text/x-perl"),
        *("text/x-shellscript", "text/x-sh", "text/x-sql", "text/x-tex"),
        *("text/x-r", "text/x-kotlin", "text/x-scala", "text/x-swift"),
        *("text/x-lua", "text/x-typescript", "text/x-diff", "text/x-patch"),
        *("text/x-makefile", "text/x-dockerfile", "text/x-rst", "text/x-asciidoc"),
        *("text/x-org", "text/troff", "text/x-scss", "text/x-sass"),
        *("text/x-less", "text/x-vue", "text/x-properties", "text/x-csv"),
        *("text/comma-separated-values", "image/svg+xml", "image/jpg", "image/pjpeg"),
        *("image/x-png", "image/heif", "image/apng", "audio/mp3"),
        *("audio/x-wav", "audio/wave", "audio/webm", "audio/x-m4a"),
        *("audio/m4a", "audio/opus", "audio/x-flac", "audio/pcm"),
        *("video/quicktime", "video/mpeg", "application/rtf", "application/msword"),
        UNKNOWN,
    }
)
_WELL_KNOWN = (
    frozenset({PDF, DOCX, ZIP, *_TEXT_TYPES, *_OTHERS, *_NO_TEXT, *(name for name, _, _ in _MAGIC)})
    | _HEADERLESS
)
# As registries spell them; none is long enough for a number of somebody's.
_CHARSET = re.compile(r"[A-Za-z][A-Za-z0-9._:-]{1,19}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaType:
    """A media type: type and subtype in lower case, and its parameters."""

    essence: str
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def form(self) -> Form:
        """What can be done with a file of this type."""
        if self.essence in (PDF, DOCX):
            return Form.DOCUMENT
        if self.syntax is not None:
            return Form.TEXT
        top = self.essence.partition("/")[0]
        return Form(top) if top in ("image", "audio", "video") else Form.OTHER

    @property
    def syntax(self) -> Syntax | None:
        """How its text is written, or None if it is no text."""
        known = _TEXT_TYPES.get(self.essence)
        if known is not None or self.essence in _NO_TEXT:
            return known
        top, _, name = self.essence.partition("/")
        if top == "application":
            return _SUFFIXES.get(name.rpartition("+")[2]) if "+" in name else None
        return Syntax.PLAIN if top == "text" else None


def media_type(declared: str, *, name: str = "") -> MediaType:
    """The media type that a body declares, or that a file's name says where it does not.

    Raises:
        NotExaminable: it cannot be read, or has the same parameter twice.
    """
    essence, *rest = declared.strip().split(";")
    essence = essence.strip().lower()
    if not essence or essence == UNKNOWN:
        essence = _ENDINGS.get(name.rpartition(".")[2].lower(), UNKNOWN)
    if _TYPE.match(essence) is None:
        raise NotExaminable("has a media type that cannot be read")
    parameters: dict[str, str] = {}
    for each in rest:
        if not each.strip():
            continue
        match = _PARAMETER.match(each)
        if match is None or match[1].lower() in parameters:
            raise NotExaminable("has a media type that cannot be read")
        parameters[match[1].lower()] = match[2] if match[2] is not None else match[3]
    return MediaType(essence=essence, parameters=parameters)


def ending(name: str) -> str:
    """The ending of a file's name with its dot, if it is one of a closed list; else nothing."""
    stem, dot, word = name.rpartition(".")
    known = word.lower() in _ENDINGS or word.lower() in _PICTURES
    return dot + word if stem and known else ""


def found_type(data: bytes) -> str | None:
    """The media type that the first bytes of a file show, or None."""
    head = data[:64]
    for essence, offset, magic in _MAGIC:
        if not head.startswith(magic, offset):
            continue
        if essence == "image/bmp" and not head.startswith(_BMP_START):
            continue
        if not head.startswith(_CONTAINERS.get(magic, b"")):
            continue
        if essence == "application/x-bzip2" and not head.startswith(b"BZh"):
            continue
        return essence
    begun = data[:1024].lstrip(_BLANK)
    for essence, magic in ((PDF, b"%PDF-"), ("application/rtf", b"{\\rtf")):
        if begun.startswith(magic):
            return essence
    return None


def check_bytes(declared: MediaType, data: bytes) -> None:
    """Refuses a file whose first bytes show something other than its declared type.

    Raises:
        NotExaminable: for example a PDF that is declared as plain text.
    """
    found = found_type(data)
    if declared.form is Form.TEXT:
        agrees = found is None
    elif declared.form is Form.DOCUMENT:
        agrees = found == (PDF if declared.essence == PDF else ZIP)
    elif declared.form in (Form.IMAGE, Form.AUDIO, Form.VIDEO):
        agrees = declared.essence in _HEADERLESS or _same_form(declared, found)
    else:
        agrees = True
    if not agrees:
        raise NotExaminable("is not what its media type says")


def _same_form(declared: MediaType, found: str | None) -> bool:
    if found is None:
        return False
    if found in _MAY_BE_EITHER:
        return declared.form in (Form.AUDIO, Form.VIDEO)
    return MediaType(essence=found).form is declared.form


def is_well_known(found: MediaType) -> bool:
    """Whether a media type is a word of a closed list, with no more than a character set.

    Where it goes out as it came, as in a data: URL, anything else could carry a value.
    """
    if found.essence not in _WELL_KNOWN or found.parameters.keys() - {"charset"}:
        return False
    charset = found.parameters.get("charset")
    if charset is None:
        return True
    return _CHARSET.match(charset) is not None and _is_charset(charset)


def _is_charset(charset: str) -> bool:
    try:
        codecs.lookup(charset)
    except LookupError:
        return False
    return True

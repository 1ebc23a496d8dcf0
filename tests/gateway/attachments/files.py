"""Files made for tests: PDFs and DOCXs with synthetic text in every place that has text."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def drawn(line: str) -> bytes:
    """Operators that draw a line of text."""
    escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F1 12 Tf 72 720 Td ({escaped}) Tj ET".encode("latin-1")


def pdf(
    contents: Sequence[bytes],
    *,
    info: str = "",
    page: str = "",
    more: Mapping[int, bytes] | None = None,
    catalogue: str = "",
) -> bytes:
    """A PDF with a page for each content stream; ``more`` are objects from 100 on."""
    objects: dict[int, bytes] = {}
    kids = " ".join(f"{10 + 2 * index} 0 R" for index in range(len(contents)))
    objects[1] = f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>".encode()
    objects[2] = f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode()
    objects[3] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    objects[4] = f"<< {info} >>".encode("latin-1")
    for index, content in enumerate(contents):
        packed = zlib.compress(content)
        objects[10 + 2 * index] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {11 + 2 * index} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> /XObject << /X 100 0 R >> >> {page} >>"
        ).encode()
        objects[11 + 2 * index] = (
            f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
            + packed
            + b"\nendstream"
        )
    objects |= more or {}
    return _assembled(objects)


def _assembled(objects: Mapping[int, bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places: dict[int, int] = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        kind = b"n" if number in places else b"f"
        out += b"%010d 00000 %b \n" % (places.get(number, 0), kind)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        start,
    )
    return bytes(out)


def new_docx() -> docx.document.Document:
    """An empty document."""
    return docx.Document()


def saved(document: docx.document.Document) -> bytes:
    """A document as bytes."""
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def repacked(data: bytes, changed: Mapping[str, bytes | str], *, twice: str = "") -> bytes:
    """A packed file with other members; one of them may stand in it twice."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed.get(name, old.read(name)))
        for name in changed.keys() - set(old.namelist()):
            new.writestr(name, changed[name])
        if twice:
            new.writestr(twice, old.read(twice))
    return out.getvalue()

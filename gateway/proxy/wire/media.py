"""Rules for parts of a message that hold a file: text, a document, an image, sound.

    text       examined and rewritten in place, in the encoding that it came in
    document   replaced by its text, which is examined (policy: ``documents: as_text``)
    image      refused, covered (``redact``), or let through (``unsafe_allow``)
    sound      refused or let through
    others, and addresses and ids of files that are kept elsewhere: refused

The file's name is text like any other member beside it, but for its ending, by which a
recipient tells what it is.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.attachments.decode import Packed, unpack
from gateway.attachments.media_types import ending, found_type, media_type
from gateway.attachments.model import Attachment, Form, NotExaminable
from gateway.attachments.read import read_attachment
from gateway.errors import Refused
from gateway.model import Kind
from gateway.policy import Attachments, Audio, Documents, Images, TextFiles
from gateway.proxy.wire.base import Document, not_examinable, wrong_type
from gateway.proxy.wire.options import ReadOptions, TakesLong
from gateway.proxy.wire.render import Picture
from gateway.proxy.wire.rules import Row, Rule, Spot, Text
from gateway.proxy.wire.shapes import Members

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A member that its part has read already."""

    def read(self, document: Document, spot: Spot) -> None:
        """Adds nothing."""

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "file", "text is rewritten, a document becomes text; else by policy")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """None: the part has its own."""
        yield from ()


@dataclass(frozen=True, slots=True)
class FileName:
    """The name of a file: text, but for its ending."""

    def read(self, document: Document, spot: Spot) -> None:
        """Adds what stands before the ending."""
        name = spot.value
        # The ending of an address is part of it: .md and .py are countries, too.
        kept = ending(name) if type(name) is str and "@" not in name else ""
        if not kept:
            Text().read(document, spot)
            return
        root = {"": name.removesuffix(kept)}

        def encode(stem: Any) -> str:
            return f"{stem}{kept}"

        with document.embed(root, holder=spot.holder, place=spot.place, encode=encode):
            document.add(Kind.TEXT, spot.pointer, holder=root, place="")

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "text", "but for its ending")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """A name."""
        if not refused:
            yield "some words.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a message that holds a file.

    Attributes:
        what: it is called where it is refused.
        example: of the part.
        data: keys down to the string that holds the file; empty refuses every such part.
        media_type: keys down to its media type.
        sound: the media type's member is a format of sound (``wav``).
        name: keys down to the file's name.
        rest: the part's members; the one with the file is ``Kept``.
        as_text: a part with the text of a document, in place of the part.
        text: how that part is read.
    """

    what: str
    example: Any
    data: Path = ()
    media_type: Path = ()
    sound: bool = False
    name: Path = ()
    rest: Members = field(default_factory=lambda: Members({}))
    as_text: Callable[[str], Any] | None = None
    text: Rule | None = None

    def beside(self, fields: Mapping[str, Rule]) -> Part:
        """The same part with more members."""
        return dataclasses.replace(self, rest=self.rest.beside(fields))

    def read(self, document: Document, spot: Spot) -> None:
        """Examines the file, or refuses."""
        part = spot.value
        holder = _below(part, self.data[:-1]) if self.data else None
        packed = holder.get(self.data[-1]) if isinstance(holder, dict) else None
        if type(packed) is not str or packed.lower().startswith(("http:", "https:", "gs:", "s3:")):
            raise not_examinable(spot.pointer, self.what)
        assert isinstance(holder, dict)
        try:
            file, attachment = self._opened(part, packed, options=document.options)
            if document.turn is not None:
                document.turn.more.append(hashlib.sha256(packed.encode()).hexdigest())
            if attachment.kind is Form.DOCUMENT:
                self._replace(document, spot, attachment=attachment)
                return
            place = Spot(f"{spot.pointer}/{'/'.join(self.data)}", holder, self.data[-1])
            _keep(document, place, attachment=attachment, file=file)
        except NotExaminable as error:
            raise error.at(spot.pointer) from None
        self.rest.read(document, spot)

    def _opened(self, part: Any, packed: str, *, options: ReadOptions) -> tuple[Packed, Attachment]:
        declared = _string(_below(part, self.media_type)) if self.media_type else ""
        if self.sound and declared:
            declared = f"audio/{declared}"
        file = unpack(packed, declared=declared, limits=options.limits)
        name = _string(_below(part, self.name)) if self.name else ""
        form = media_type(file.media_type, name=name).form
        if form is Form.DOCUMENT and not options.may_take_long:
            raise TakesLong
        return file, read_attachment(file.media_type, file.data, name=name, limits=options.limits)

    def _replace(self, document: Document, spot: Spot, *, attachment: Attachment) -> None:
        allowed = document.options.attachments.documents is Documents.AS_TEXT
        if not allowed or self.as_text is None or self.text is None:
            raise _refused(spot.pointer, "a document")
        assert attachment.text is not None
        name = _string(_below(spot.value, self.name)) if self.name else ""
        spot.holder[spot.place] = self.as_text(f"{name}\n{attachment.text}".lstrip())
        document.switched = True
        self.text.read(document, spot)

    def rows(self, pointer: str) -> Iterator[Row]:
        """Those of its members, or one line where it is refused."""
        if self.data:
            yield from self.rest.rows(pointer)
        else:
            yield Row(pointer, "refused", self.what)

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """The example, which is refused under most policies."""
        if refused:
            yield self.example


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare:
    """An image as base64 with nothing beside it: its bytes alone say what it is."""

    what: str
    example: str

    def read(self, document: Document, spot: Spot) -> None:
        """Leaves it in its place as the policy says, or refuses."""
        packed = spot.value
        if type(packed) is not str:
            raise wrong_type(spot.pointer, "an image in base64")
        try:
            file = unpack(packed, declared="", limits=document.options.limits)
            found = found_type(file.data) or ""
            if not found.startswith("image/"):
                raise not_examinable(spot.pointer, self.what)
            attachment = read_attachment(found, file.data, limits=document.options.limits)
        except NotExaminable as error:
            raise error.at(spot.pointer) from None
        if document.turn is not None:
            document.turn.more.append(hashlib.sha256(packed.encode()).hexdigest())
        _keep(document, spot, attachment=attachment, file=file)

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "file", "an image, by policy")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """The example, which is refused under most policies."""
        if refused:
            yield self.example


def _keep(document: Document, spot: Spot, *, attachment: Attachment, file: Packed) -> None:
    """Leaves a file in its place: text to be examined, the rest as the policy says."""
    policy = document.options.attachments
    if attachment.kind is Form.TEXT:
        if policy.text is TextFiles.BLOCK:
            raise _refused(spot.pointer, "a file")
        root = {"": attachment.text}

        def encode(text: Any) -> str:
            return file.write(attachment.encode(text))

        with document.embed(root, holder=spot.holder, place=spot.place, encode=encode):
            document.add(Kind.TEXT, f"{spot.pointer}#", holder=root, place="", short=True)
    elif _passes(policy, attachment):
        picture = Picture(
            spot=(spot.holder, spot.place),
            data=file.data,
            media_type=attachment.media_type,
            write=file.write,
            redact=attachment.kind is Form.IMAGE and policy.images is Images.REDACT,
        )
        document.pictures.append(picture)
    else:
        raise _refused(spot.pointer, f"a file of the form {attachment.kind.value}")


def _passes(policy: Attachments, attachment: Attachment) -> bool:
    if attachment.kind is Form.IMAGE:
        return policy.images is not Images.BLOCK
    return attachment.kind is Form.AUDIO and policy.audio is Audio.UNSAFE_ALLOW


def _below(value: Any, path: Path) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _string(value: Any) -> str:
    if value is not None and type(value) is not str:
        raise wrong_type("/", "a file whose name and media type are strings")
    return value or ""


def _refused(pointer: str, what: str) -> Refused:
    return not_examinable(pointer, f"{what} that the policy does not let through")

"""Files in a message: text is rewritten, documents become text, the rest goes by policy."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from gateway.errors import InvalidRequest, Refused
from gateway.policy import Attachments, Audio, Documents, Images, TextFiles
from gateway.proxy.wire.media import Bare, FileName, Kept, Part
from gateway.proxy.wire.options import ReadOptions, TakesLong
from gateway.proxy.wire.rules import Name, Text, Words
from gateway.proxy.wire.shapes import Items, Members, Variants
from gateway.proxy.wire.turns import Turn
from tests.gateway.attachments.files import drawn, pdf
from tests.gateway.proxy.wire.tables import by, leaves

TEXT = Members({"type": Words("text"), "text": Text(said=True)})
FILE = Part(
    what="a file elsewhere",
    example={"file": {"id": "x"}},
    data=("file", "data"),
    media_type=("file", "kind"),
    name=("file", "name"),
    rest=Members(
        {"file": Members({"data": Kept(), "kind": Name(), "name": Text()}), "cache": Words("a")}
    ),
    as_text=lambda text: {"type": "text", "text": text},
    text=TEXT,
)
SOUND = Part(
    what="sound",
    example={"data": ""},
    data=("data",),
    media_type=("format",),
    sound=True,
    rest=Members({"data": Kept(), "format": Words("wav")}),
)
PARTS = Variants({"file": FILE, "sound": SOUND, "never": Part(what="it", example={})})
RULE = Turn("user", Items(PARTS))
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(20)


def packed(data: bytes) -> str:
    return base64.b64encode(data).decode()


def file(data: bytes | str, kind: str = "text/plain", **more: Any) -> dict[str, Any]:
    text = data if isinstance(data, str) else packed(data)
    return {"type": "file", "file": {"data": text, "kind": kind, **more}}


def sound(data: bytes) -> dict[str, Any]:
    return {"type": "sound", "data": packed(data), "format": "wav"}


def options(**policy: Any) -> ReadOptions:
    return ReadOptions(attachments=Attachments(**policy), may_take_long=True)


def test_a_text_file_is_examined_and_rewritten_in_place() -> None:
    document = by(RULE, [file(b"write to jane@example.com\n", name="notes about jane.txt")])
    assert leaves(document) == [
        ("text", "/x/0/file/data#", "write to jane@example.com\n"),
        ("name", "/x/0/file/kind", "text/plain"),
        ("text", "/x/0/file/name", "notes about jane.txt"),
    ]
    assert not document.switched
    document.render({0: "write to [X]\n"})
    assert base64.b64decode(document.root["x"][0]["file"]["data"]) == b"write to [X]\n"
    document.render({})
    assert document.root["x"][0]["file"]["data"] == packed(b"write to jane@example.com\n")


def test_a_data_url_is_the_same() -> None:
    url = "data:text/csv;base64," + packed(b"a,b\n1,2\n")
    document = by(RULE, [{"type": "file", "file": {"data": url}}])
    document.render({0: "a,b\n1,X\n"})
    assert document.root["x"][0]["file"]["data"] == "data:text/csv;base64," + packed(b"a,b\n1,X\n")


def test_a_document_becomes_its_text() -> None:
    data = pdf([drawn("I am Jane Doe."), drawn("Page two.")])
    document = by(RULE, [file(data, "application/pdf", name="jane.pdf")], options())
    part = document.root["x"][0]
    assert part["type"] == "text"
    assert part["text"].startswith("jane.pdf\n")
    assert "I am Jane Doe." in part["text"]
    assert "Page two." in part["text"]
    assert document.switched
    assert b"PDF" not in document.body()
    assert [slot.segment.text for slot in document.slots] == [part["text"]]


def test_a_document_is_not_read_where_others_wait() -> None:
    with pytest.raises(TakesLong):
        by(RULE, [file(pdf([drawn("x")]), "application/pdf")])


@pytest.mark.parametrize(
    ("part", "policy"),
    [
        (file(b"words"), {"text": TextFiles.BLOCK}),
        (file(pdf([drawn("x")]), "application/pdf"), {"documents": Documents.BLOCK}),
        (file(PNG, "image/png"), {}),
        (sound(WAV), {}),
        (sound(WAV), {"images": Images.UNSAFE_ALLOW}),
        (file(PNG, "image/png"), {"audio": Audio.UNSAFE_ALLOW}),
        (file(bytes(50), "application/octet-stream"), {"images": Images.UNSAFE_ALLOW}),
        (file(pdf([drawn("x")]), "text/plain"), {}),
        (file(PNG, "text/plain"), {}),
        (file(b"\xff\xfe\xfd"), {}),
        (file("no base64!"), {}),
        (file("https://files.example/a.txt"), {}),
        (file("HTTPS://files.example/a.txt"), {}),
        ({"type": "file", "file": {"data": 7}}, {}),
        ({"type": "file", "file": {"id": "file-1"}}, {}),
        ({"type": "file", "file": "file-1"}, {}),
        ({"type": "file"}, {}),
        ({"type": "never", "data": "x"}, {}),
    ],
)
def test_what_cannot_be_examined_or_may_not_pass_is_refused(
    part: dict[str, Any], policy: dict[str, Any]
) -> None:
    with pytest.raises(Refused) as raised:
        by(RULE, [part], options(**policy))
    assert raised.value.code == "not_examinable"
    assert raised.value.details["pointer"].startswith("/x/0")


def test_images_and_sound_that_may_pass_are_noted_and_not_stored() -> None:
    policy = options(images=Images.REDACT, audio=Audio.UNSAFE_ALLOW)
    document = by(RULE, [file(PNG, "image/png"), sound(WAV)], policy)
    image, heard = document.pictures
    assert (image.redact, image.data, image.media_type) == (True, PNG, "image/png")
    assert not heard.redact
    assert image.write(b"new") == packed(b"new")
    stored = document.stored(document.messages[0].parts, role="user")
    assert packed(PNG) not in stored
    assert packed(WAV) not in stored
    assert packed(PNG).encode() in document.body()
    allowed = by(RULE, [file(PNG, "image/png")], options(images=Images.UNSAFE_ALLOW))
    assert not allowed.pictures[0].redact


def test_two_files_make_two_messages() -> None:
    one, other = (by(RULE, [file(data)]).messages[0].texts for data in (b"one file", b"another"))
    assert one != other
    assert "one file" not in "".join(one)


def test_what_stands_beside_a_file_is_text() -> None:
    document = by(RULE, [{**file(b"words"), "title": "my own title", "cache": "a"}])
    assert ("text", "/x/0/*", "my own title") in leaves(document)


def test_rows_and_examples() -> None:
    rows = {row.pointer: row.treatment for row in PARTS.rows("/p")}
    assert rows["/p[type=file]/file/data"] == "file"
    assert rows["/p[type=never]"] == "refused"
    for example in PARTS.examples(refused=True):
        with pytest.raises(Refused):
            by(PARTS, example)


BARE = Turn("user", Items(Bare(what="an image", example="iVBORw0KGgo=")))


def test_an_image_with_nothing_beside_it_passes_where_policy_lets_it() -> None:
    read = by(BARE, [packed(PNG)], options(images=Images.UNSAFE_ALLOW))
    assert [(each.media_type, each.redact) for each in read.pictures] == [("image/png", False)]
    assert read.messages[0].texts[1:] != ()
    assert [each.redact for each in by(BARE, [packed(PNG)], options(images=Images.REDACT)).pictures]


@pytest.mark.parametrize("images", list(Images))
@pytest.mark.parametrize(
    "data", [b"", b"plain words", b"%PDF-1.7", b"\x89PNG", WAV, b"GIF", b"<svg></svg>"]
)
def test_what_does_not_show_that_it_is_an_image_is_refused(images: Images, data: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        by(BARE, [packed(data)], options(images=images))
    assert refusal.value.code == "not_examinable"


@pytest.mark.parametrize("text", ["https://a.example/1.png", "no base64!", "/etc/passwd"])
def test_what_is_no_base64_is_no_image(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        by(BARE, [text], options(images=Images.UNSAFE_ALLOW))
    assert text not in f"{refusal.value} {refusal.value.details}"


def test_images_are_refused_by_default() -> None:
    with pytest.raises(Refused):
        by(BARE, [packed(PNG)], options())


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("Jane Doe.pdf", "Jane Doe"),
        ("jane@example.md", "jane@example.md"),
        ("jane.example", "jane.example"),
        (".pdf", ".pdf"),
    ],
)
def test_a_name_is_text_but_for_its_ending(name: str, seen: str) -> None:
    document = by(Members({"name": FileName()}), {"name": name})
    assert leaves(document) == [("text", "/x/name", seen)]
    document.render({0: "[PERSON]"})
    assert f'"[PERSON]{name.removeprefix(seen)}"' in document.body().decode()


def test_a_name_is_a_string() -> None:
    with pytest.raises(InvalidRequest):
        by(Members({"name": FileName()}), {"name": ["a.pdf"]})

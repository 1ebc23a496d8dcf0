"""Runs with a stand-in everywhere, and with the real reader where it is installed."""

from __future__ import annotations

import sys
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from detectors import Engine, images
from detectors.images import ImageRedactor, ImageRefused, Redacted, missing
from tests.detectors.image_words import box_of, drawn, is_plain, saved, stand_in

LINES = (
    "Dear support, my name is Jane Roe.",
    "Mail me (jane.roe@example.com), please.",
    "The weather is nice today.",
)
ENGINE = Engine()
READERS = ["stand-in", *(["installed"] if missing() is None else [])]


def everything(_entity_type: str, score: float) -> bool:
    return score >= 0.5


def redactor(monkeypatch: pytest.MonkeyPatch, reader: str, *, stubborn: str = "") -> ImageRedactor:
    if reader == "stand-in":
        for name, module in stand_in(LINES, stubborn=stubborn).items():
            monkeypatch.setitem(sys.modules, name, module)
    return ImageRedactor(ENGINE)


def opened(redacted: Redacted) -> Image.Image:
    return Image.open(BytesIO(redacted.data))


@pytest.mark.parametrize("reader", READERS)
def test_words_that_findings_touch_are_covered(
    monkeypatch: pytest.MonkeyPatch, reader: str
) -> None:
    found = redactor(monkeypatch, reader).redact(saved(drawn(LINES)), acts_on=everything)
    image = opened(found)
    assert found.media_type == "image/png"
    assert found.covered["EMAIL_ADDRESS"] == 1
    assert found.covered["PERSON"] >= 2
    for line, word, row in ((LINES[0], "Jane", 0), (LINES[0], "Roe", 0), (LINES[1], "(jane", 1)):
        left, top, width, height = box_of(line, word, row=row)
        assert is_plain(image, (left + 3, top + 10, width - 6, height - 20)), word
    for line, word, row in ((LINES[0], "support", 0), (LINES[2], "weather", 2)):
        assert not is_plain(image, box_of(line, word, row=row)), word


@pytest.mark.parametrize("reader", READERS)
def test_only_what_is_acted_on_is_covered(monkeypatch: pytest.MonkeyPatch, reader: str) -> None:
    found = redactor(monkeypatch, reader).redact(
        saved(drawn(LINES)), acts_on=lambda entity_type, _: entity_type == "EMAIL_ADDRESS"
    )
    assert found.covered == {"EMAIL_ADDRESS": 1}
    assert not is_plain(opened(found), box_of(LINES[0], "Jane", row=0))


def test_nothing_found_leaves_every_pixel(monkeypatch: pytest.MonkeyPatch) -> None:
    image = drawn(LINES)
    found = redactor(monkeypatch, "stand-in").redact(saved(image), acts_on=lambda *_: False)
    assert found.covered == {}
    assert opened(found).tobytes() == image.tobytes()


def test_metadata_and_what_follows_the_file_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = redactor(monkeypatch, "stand-in")
    text, exif = PngInfo(), Image.Exif()
    text.add_text("Comment", "CANARY")
    exif[0x010E] = "CANARY"
    image = drawn(LINES)
    files = [
        saved(image, "PNG", pnginfo=text, exif=exif) + b"CANARY",
        saved(image, "JPEG", exif=exif, comment=b"CANARY", icc_profile=b"CANARY") + b"CANARY",
        saved(image, "WEBP", exif=exif, xmp=b"CANARY"),
        saved(image, "TIFF", description="CANARY"),
    ]
    for file in files:
        assert b"CANARY" in file
        found = engine.redact(file, acts_on=everything)
        assert b"CANARY" not in found.data
        assert not opened(found).getexif()
        assert not {"exif", "xmp", "icc_profile", "comment", "Comment"} & opened(found).info.keys()


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        *(("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")),
        *(("GIF", "image/png"), ("BMP", "image/png"), ("TIFF", "image/png")),
    ],
)
def test_a_format_is_kept_or_becomes_png(
    monkeypatch: pytest.MonkeyPatch, name: str, media_type: str
) -> None:
    found = redactor(monkeypatch, "stand-in").redact(saved(drawn(LINES), name), acts_on=everything)
    assert found.media_type == media_type
    assert opened(found).format == media_type.removeprefix("image/").upper()


def test_transparent_parts_hide_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    image = drawn(LINES, mode="RGBA")
    image.putalpha(0)
    found = redactor(monkeypatch, "stand-in").redact(saved(image), acts_on=everything)
    assert found.covered == {}
    assert is_plain(opened(found), (0, 0, *image.size))


def test_an_image_is_turned_as_a_viewer_turns_it(monkeypatch: pytest.MonkeyPatch) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned
    turned = drawn(LINES).rotate(90, expand=True)
    found = redactor(monkeypatch, "stand-in").redact(saved(turned, exif=exif), acts_on=everything)
    assert found.covered["EMAIL_ADDRESS"] == 1
    assert opened(found).size == drawn(LINES).size


def test_an_image_in_which_something_is_still_found_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = redactor(monkeypatch, "stand-in", stubborn="(jane.roe@example.com),")
    with pytest.raises(ImageRefused, match="still holds findings"):
        engine.redact(saved(drawn(LINES)), acts_on=everything)


def test_an_image_whose_reader_fails_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = redactor(monkeypatch, "stand-in", stubborn="*")
    with pytest.raises(ImageRefused, match=r"cannot be read \(RuntimeError\)") as refused:
        engine.redact(saved(drawn(LINES)), acts_on=everything)
    assert "CANARY" not in str(refused.value)


def _frames() -> bytes:
    other = drawn(LINES[:1])
    return saved(drawn(LINES), "GIF", save_all=True, append_images=[other])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "cannot be read"),
        (b"CANARY", "cannot be read"),
        (b"\x89PNG\r\n\x1a\nCANARY", "cannot be read"),
        (saved(drawn(LINES))[:200], "cannot be read"),
        (b"%PDF-1.7 CANARY", "cannot be read"),
        (b"<svg>CANARY</svg>", "cannot be read"),
        (_frames(), "more than one frame"),
    ],
)
def test_what_is_no_single_image_is_refused(
    monkeypatch: pytest.MonkeyPatch, data: bytes, message: str
) -> None:
    engine = redactor(monkeypatch, "stand-in")
    with pytest.raises(ImageRefused, match=message) as refused:
        engine.redact(data, acts_on=everything)
    assert "CANARY" not in str(refused.value)


def test_pixels_are_counted_before_they_are_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = redactor(monkeypatch, "stand-in")
    monkeypatch.setattr(images, "MOST_PIXELS", 900 * 240 - 1)
    with pytest.raises(ImageRefused, match="too many pixels"):
        engine.redact(saved(drawn(LINES)), acts_on=everything)


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "find_spec", lambda name: None if name == "PIL" else name)
    assert missing() == "the package PIL"
    monkeypatch.setattr(images, "find_spec", lambda name: name)
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert missing() == "the program tesseract"
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    assert missing() is None

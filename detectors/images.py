"""Text in images, covered: presidio-image-redactor with our engine.

Optical recognition reads some text and not other: small, slanted or handwritten text,
faces and codes stay. So an image is read again once it is covered, and refused if
anything is still found. The result is made of pixels alone: no metadata, no second
frame, nothing behind transparent parts, nothing behind the end of the file.

Needs the packages of the extra ``images`` and the program Tesseract. Presidio covers a
word only where it stands in a finding as a whole; here every word that a finding touches
is covered. Lines are read as lines.

Source: presidio-image-redactor 0.0.62 (ImageAnalyzerEngine, ImageRedactorEngine), Pillow
13, read 2026-11.
"""

from __future__ import annotations

import importlib
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any

from detectors.errors import DetectionError

if TYPE_CHECKING:
    from detectors.engine import Engine

PACKAGES = ("presidio_image_redactor", "pytesseract", "PIL")
PROGRAM = "tesseract"
MOST_PIXELS = 40_000_000
# An image is covered and read again this often before it is refused.
_ROUNDS = 3
# How long Tesseract may read an image once.
_SECONDS = 20
_MARGIN = 2
# A word belongs to a cover that lies over a tenth of it.
_SHARE = 10
_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)
_FORMATS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "PNG": ("image/png", {}),
    "JPEG": ("image/jpeg", {"quality": 90}),
    "WEBP": ("image/webp", {"quality": 90}),
}
_READABLE = (*_FORMATS, "GIF", "BMP", "TIFF")

ActsOn = Callable[[str, float], bool]
Box = tuple[int, int, int, int]  # left, top, width, height


class ImageRefused(DetectionError):
    """An image that cannot be read, or in which something is found however it is covered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """An image without what was found in it.

    Attributes:
        data: the image.
        media_type: PNG where the original's format is not written.
        covered: how many words of each entity type were covered.
    """

    data: bytes = field(repr=False)
    media_type: str
    covered: Mapping[str, int]


def missing() -> str | None:
    """What is not installed that covering text needs, or None."""
    for package in PACKAGES:
        if find_spec(package) is None:
            return f"the package {package}"
    return None if shutil.which(PROGRAM) else f"the program {PROGRAM}"


class ImageRedactor:
    """Covers text in images. Loads its libraries when it is made."""

    def __init__(self, engine: Engine, *, language: str = "en") -> None:
        """Loads Presidio.

        Args:
            engine: finds what is covered.
            language: ISO 639-1 code of its context words.

        Raises:
            ImportError: the extra is not installed.
        """
        self._presidio = importlib.import_module("presidio_image_redactor")
        self._entities = importlib.import_module("presidio_image_redactor.entities")
        presidio = importlib.import_module("presidio_analyzer")
        ours = importlib.import_module("detectors.presidio.engine_recogniser")
        analyzer = importlib.import_module("detectors.presidio").FastAnalyzerEngine(
            presidio.RecognizerRegistry(
                # Into an empty one Presidio would load its own.
                recognizers=[ours.EngineRecogniser(engine, language=language)],
                supported_languages=[language],
            ),
            supported_languages=[language],
        )
        self._analyzer = _Analyzer(analyzer)
        self._language = language

    def redact(self, data: bytes, *, acts_on: ActsOn) -> Redacted:
        """An image with every word covered that a finding touches.

        Args:
            data: the image, of any format that Pillow reads and ``_READABLE`` names.
            acts_on: whether a finding of an entity type and score is to be covered.

        Raises:
            ImageRefused: it cannot be read or covered.
            DetectionError: its text was not examined to its end.
        """
        image, name = _opened(data)
        words = _Words(self._presidio.TesseractOCR(), self._entities)
        reader = self._presidio.ImageAnalyzerEngine(analyzer_engine=self._analyzer, ocr=words)
        reader.map_analyzer_results_to_bounding_boxes = words.boxes
        redactor = self._presidio.ImageRedactorEngine(image_analyzer_engine=reader)
        ground = _ground(image)
        covered: Counter[str] = Counter()
        for _ in range(_ROUNDS):
            try:
                image, boxes = redactor.redact_and_return_bbox(
                    image,
                    fill=ground,
                    ocr_kwargs={"timeout": _SECONDS},
                    language=self._language,
                    acts_on=acts_on,
                )
            except RuntimeError as error:  # as pytesseract says that Tesseract failed
                raise ImageRefused(f"an image cannot be read ({type(error).__name__})") from None
            found = [box.entity_type for box in boxes if box.entity_type]
            if not found:
                words.blacken(image)
                return _written(image, name, covered=covered)
            covered.update(found)
        raise ImageRefused("an image still holds findings after it was covered")


def _opened(data: bytes) -> tuple[Any, str]:
    """An image as the pixels that a viewer sees, and the name of its format."""
    images = importlib.import_module("PIL.Image")
    upright = importlib.import_module("PIL.ImageOps").exif_transpose
    try:
        with images.open(BytesIO(data), formats=_READABLE) as opened:
            width, height = opened.size
            if width * height > MOST_PIXELS:
                raise ImageRefused("an image has too many pixels")
            if getattr(opened, "n_frames", 1) > 1:
                raise ImageRefused("an image has more than one frame")
            name = str(opened.format)
            pixels = upright(opened).convert("RGBA")
    except (OSError, ValueError, SyntaxError, EOFError, images.DecompressionBombError) as error:
        raise ImageRefused(f"an image cannot be read ({type(error).__name__})") from None
    ground = images.new("RGBA", pixels.size, (*_WHITE, 255))
    return images.alpha_composite(ground, pixels).convert("RGB"), name


def _ground(image: Any) -> tuple[int, int, int]:
    """The colour that an image has most of: a cover of it is not taken for letters."""
    small = image.resize((min(image.width, 64), min(image.height, 64)), 0)
    _, colour = max(small.getcolors(64 * 64))
    return int(colour[0]), int(colour[1]), int(colour[2])


def _written(image: Any, name: str, *, covered: Mapping[str, int]) -> Redacted:
    """The pixels of an image in a new file; the old one's metadata is not in it."""
    kind = name if name in _FORMATS else "PNG"
    media_type, options = _FORMATS[kind]
    bare = importlib.import_module("PIL.Image").frombytes("RGB", image.size, image.tobytes())
    out = BytesIO()
    bare.save(out, kind, **options)
    return Redacted(data=out.getvalue(), media_type=media_type, covered=dict(covered))


class _Analyzer:
    """An analyzer of Presidio's shape that keeps what is to be acted on."""

    def __init__(self, analyzer: Any) -> None:
        self._analyzer = analyzer

    def analyze(self, *, text: str, language: str, acts_on: ActsOn) -> list[Any]:
        """The results that are to be covered."""
        found = self._analyzer.analyze(text, language)
        return [each for each in found if acts_on(each.entity_type, each.score)]


class _Words:
    """Optical recognition of Presidio's shape, which knows what was covered already.

    What is read where something was covered is the edge of the cover, or what is left of
    a word: it is covered as well, and no part of the text.
    """

    def __init__(self, ocr: Any, entities: Any) -> None:
        self._ocr = ocr
        self._entities = entities
        self._covers: list[Box] = []
        self._remains: list[Box] = []

    def perform_ocr(self, image: Any, **options: Any) -> dict[str, list[Any]]:
        """Words with their boxes."""
        read: dict[str, list[Any]] = self._ocr.perform_ocr(image, **options)
        kept: list[int] = []
        for index, word in enumerate(read["text"]):
            if not word.strip():
                continue
            box = _box(read, index)
            if any(_overlap(box, cover) for cover in self._covers):
                self._remains.append(_widened(box))
            else:
                kept.append(index)
        return {name: [values[index] for index in kept] for name, values in read.items()}

    def get_text_from_ocr_dict(self, words: Mapping[str, list[Any]]) -> str:
        """All words in order, with a space or a line's end between two of them."""
        return "".join(before + word for before, word in _spaced(words))

    def boxes(self, *given: Any) -> list[Any]:
        """Boxes around every word that a result touches, and around what remains of words.

        Takes what Presidio gives: results, words, their text, and an allow list.
        """
        results, words = given[:2]
        boxes = [self._result(None, box) for box in self._remains]
        self._covers += self._remains
        self._remains = []
        place = 0
        for index, (before, word) in enumerate(_spaced(words)):
            start = place + len(before)
            place = start + len(word)
            touching = [each for each in results if each.start < place and start < each.end]
            if touching:
                box = _widened(_box(words, index))
                self._covers.append(box)
                boxes.append(self._result(touching[0], box))
        return boxes

    def blacken(self, image: Any) -> None:
        """Shows where something was covered."""
        draw = importlib.import_module("PIL.ImageDraw").Draw(image)
        for left, top, width, height in self._covers:
            draw.rectangle([left, top, left + width, top + height], fill=_BLACK)

    def _result(self, found: Any, box: Box) -> Any:
        """Presidio's form of a box; without an entity type if nothing was found in it."""
        return self._entities.ImageRecognizerResult(
            found.entity_type if found else "",
            found.start if found else 0,
            found.end if found else 0,
            found.score if found else 0.0,
            *box,
        )


def _box(words: Mapping[str, list[Any]], index: int) -> Box:
    left, top, width, height = (
        int(words[each][index]) for each in ("left", "top", "width", "height")
    )
    return left, top, width, height


def _widened(box: Box) -> Box:
    left, top, width, height = box
    margin = _MARGIN + height // 8
    return left - margin, top - margin, width + 2 * margin, height + 2 * margin


def _overlap(box: Box, cover: Box) -> bool:
    """Whether a cover lies over more of a word than its margin."""
    width = min(box[0] + box[2], cover[0] + cover[2]) - max(box[0], cover[0])
    height = min(box[1] + box[3], cover[1] + cover[3]) - max(box[1], cover[1])
    return width > 0 and height > 0 and width * height * _SHARE > box[2] * box[3]


def _spaced(words: Mapping[str, list[Any]]) -> list[tuple[str, str]]:
    """Each word with what stands before it."""
    found: list[tuple[str, str]] = []
    line: tuple[Any, ...] | None = None
    for index, word in enumerate(words["text"]):
        at = tuple(words[each][index] for each in ("block_num", "par_num", "line_num"))
        found.append(("" if line is None else " " if at == line else "\n", word))
        line = at
    return found

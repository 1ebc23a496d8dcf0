"""Images with words in known places, and a stand-in for what reads and covers them.

The stand-in has the shape of presidio_image_redactor and sees a word as long as its place
in the image is of more than one colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from types import ModuleType
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFont

SIZE, STEP = (900, 240), 60
_COLUMNS = ("text", "left", "top", "width", "height", "block_num", "par_num", "line_num")
_FONT = ImageFont.load_default(28)


@dataclass(frozen=True)
class ImageRecognizerResult:
    """A box, as Presidio has it."""

    entity_type: str
    start: int
    end: int
    score: float
    left: int
    top: int
    width: int
    height: int


def drawn(lines: Sequence[str], *, mode: str = "RGB") -> Image.Image:
    """An image of lines of text."""
    image = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        draw.text((20, 20 + STEP * row), line, fill="black", font=_FONT)
    return image.convert(mode)


def saved(image: Image.Image, name: str = "PNG", **options: Any) -> bytes:
    """An image as a file."""
    out = BytesIO()
    image.save(out, name, **options)
    return out.getvalue()


def box_of(line: str, word: str, *, row: int) -> tuple[int, int, int, int]:
    """Left, top, width and height of a word that was drawn."""
    start = 20 + int(_FONT.getlength(line[: line.index(word)]))
    return start, 20 + STEP * row, int(_FONT.getlength(word)), 32


def is_plain(image: Image.Image, box: tuple[int, int, int, int]) -> bool:
    """Whether a place in an image has one colour only."""
    left, top, width, height = box
    part = image.convert("L").crop((left, top, left + width, top + height))
    low, high = part.getextrema()
    return low == high


def _check(timeout: int, stubborn: str) -> None:
    if timeout > 60 or stubborn == "*":
        raise RuntimeError("CANARY")


def stand_in(lines: Sequence[str], *, stubborn: str = "") -> dict[str, ModuleType]:
    """Modules that read these lines; a stubborn word is seen even under a cover, ``*`` fails."""

    class TesseractOCR:
        def perform_ocr(self, image: Image.Image, *, timeout: int) -> dict[str, list[Any]]:
            _check(timeout, stubborn)
            found: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
            for row, line in enumerate(lines):
                for word in line.split():
                    box = box_of(line, word, row=row)
                    if word != stubborn and is_plain(image, box):
                        continue
                    # Read anew, a stubborn word stands elsewhere.
                    self.moves = getattr(self, "moves", 0) + 300 * (word == stubborn)
                    place = (box[0], box[1] + self.moves * (word == stubborn), *box[2:])
                    for name, value in zip(_COLUMNS, (word, *place, 1, 1, row), strict=True):
                        found[name].append(value)
            found["text"].append(" ")
            for name in _COLUMNS[1:]:
                found[name].append(0)
            return found

    class ImageAnalyzerEngine:
        map_analyzer_results_to_bounding_boxes: Any

        def __init__(self, *, analyzer_engine: Any, ocr: Any) -> None:
            self._analyzer, self._ocr = analyzer_engine, ocr

        def analyze(self, image: Image.Image, *, ocr_kwargs: Any, **options: Any) -> list[Any]:
            words = self._ocr.perform_ocr(image, **ocr_kwargs)
            text = self._ocr.get_text_from_ocr_dict(words)
            results = self._analyzer.analyze(text=text, **options)
            found: list[Any] = self.map_analyzer_results_to_bounding_boxes(results, words, text, [])
            return found

    class ImageRedactorEngine:
        def __init__(self, *, image_analyzer_engine: Any) -> None:
            self._analyzer = image_analyzer_engine

        def redact_and_return_bbox(
            self, image: Image.Image, *, fill: Any, **options: Any
        ) -> tuple[Image.Image, list[Any]]:
            image = ImageChops.duplicate(image)
            boxes = self._analyzer.analyze(image, **options)
            draw = ImageDraw.Draw(image)
            for box in boxes:
                corner = (box.left + box.width, box.top + box.height)
                draw.rectangle([box.left, box.top, *corner], fill=fill)
            return image, boxes

    return _modules(
        {
            "TesseractOCR": TesseractOCR,
            "ImageAnalyzerEngine": ImageAnalyzerEngine,
            "ImageRedactorEngine": ImageRedactorEngine,
        }
    )


def _modules(content: Mapping[str, Any]) -> dict[str, ModuleType]:
    package = ModuleType("presidio_image_redactor")
    for name, value in content.items():
        setattr(package, name, value)
    entities = ModuleType("presidio_image_redactor.entities")
    entities.ImageRecognizerResult = ImageRecognizerResult  # type: ignore[attr-defined]
    return {package.__name__: package, entities.__name__: entities}
